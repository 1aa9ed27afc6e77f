/** How a reader points: with a mouse, or with a finger. */

/** Whether the reader points with a finger. */
export const isCoarse = () => globalThis.matchMedia("(pointer: coarse)").matches;
