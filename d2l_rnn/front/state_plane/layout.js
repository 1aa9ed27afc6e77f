/** Where everything of StatePlane stands on its canvas: the square, the paths, their labels and the letters. */

/** @import { Point, Trace } from "../types.d.ts" */
/** @import { Area } from "./numbers.js" */

import { visible } from "../kit/words.js";
import { apart, between, gathered, stateOf } from "./numbers.js";

/**
 * A box that labels keep away from, in pixels: its middle, and half its width and height.
 * @typedef {{ x: number, y: number, wide: number, high: number }} Taken
 */

/** @typedef {ReturnType<typeof planeSize>} PlaneSize */
/** @typedef {ReturnType<typeof pathLayout>} PathLayout */
/** @typedef {ReturnType<typeof letterPlace>} Letter */
/** @typedef {(share: number) => Point} Along */

/**
 * Where the square stands on a canvas, in a figure of this width.
 * @param {number} width
 */
export function planeSize(width) {
  const [left, top] = [50, 12];
  const whole = width < 640 ? Math.min(width, 520) : Math.min(580, Math.round(width * 0.54));
  const side = Math.max(120, whole - left - 14);
  return { left, top, side, width: left + side + 14, height: top + side + 46 };
}

/**
 * The pixel of a state.
 * @param {PlaneSize} size
 * @param {Point} state
 * @returns {Point}
 */
export const pixelOf = ({ left, top, side }, [a, b]) => [left + ((a + 1) / 2) * side, top + ((1 - b) / 2) * side];

/**
 * The state under a pixel, to two digits; null outside the square.
 * @param {PlaneSize} size
 * @param {Point} pixel
 */
export function stateUnder({ left, top, side }, [x, y]) {
  /** @type {Point} */
  const state = [((x - left) / side) * 2 - 1, 1 - ((y - top) / side) * 2];
  return state.some((value) => Math.abs(value) > 1.03) ? null : rounded(state);
}

/**
 * A state to two digits, inside the square.
 * @param {Point} state
 */
export const rounded = (state) =>
  /** @type {Point} */ (state.map((value) => Math.round(Math.max(-1, Math.min(1, value)) * 100) / 100));

/**
 * The first of some places for a label that is free and lies on the canvas, marked as taken; or nothing.
 * @param {Point[]} places
 * @param {number} wide
 * @param {number} high
 * @param {Taken[]} taken
 * @param {PlaneSize} size
 */
export function settle(places, wide, high, taken, size) {
  const free = places.find(
    ([x, y]) =>
      x > wide &&
      x + wide < size.width &&
      y > high &&
      y + high < size.top + size.side + 14 &&
      !taken.some((other) => Math.abs(x - other.x) < wide + other.wide && Math.abs(y - other.y) < high + other.high),
  );
  if (free) taken.push({ x: free[0], y: free[1], wide, high });
  return free;
}

/**
 * Places for a label around a point, the nearest first.
 * @param {Point} point
 * @returns {Point[]}
 */
export const around = ([x, y]) =>
  [22, 31, 43, 57].flatMap((far) =>
    Array.from(
      { length: 12 },
      (_, k) => /** @type {Point} */ ([x + far * Math.sin((k * Math.PI) / 6), y - far * Math.cos((k * Math.PI) / 6)]),
    ),
  );

/**
 * An arrow as a function from [0, 1] to pixels: bent, so that there and back are two lines; a loop where it leads to
 * where it starts.
 * @param {Point} from
 * @param {Point} to
 * @param {PlaneSize} size
 * @returns {Along}
 */
export function arrow(from, to, { left, top, side }) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (length < 14) {
    const angle = (/** @type {number} */ share) => (0.75 + 1.5 * share) * Math.PI;
    return (share) => [to[0] + 9 * Math.cos(angle(share)), to[1] - 15 + 9 * Math.sin(angle(share))];
  }
  // The way it bends, unless that leads out of the square.
  const apex = [from[0] + dx / 2 + 0.07 * dy - left, from[1] + dy / 2 - 0.07 * dx - top];
  const turn = apex.some((value) => value < 0 || value > side) ? -0.26 : 0.26;
  return (share) => {
    const s = 7 / length + share * (1 - 14 / length);
    const bend = turn * s * (1 - s);
    return [from[0] + s * dx + bend * dy, from[1] + s * dy - bend * dx];
  };
}

/**
 * A path laid out: dots, a label of step numbers for each place, and an arrow with its character for each step.
 * @param {Trace} trace
 * @param {string[]} characters
 * @param {PlaneSize} size
 * @param {[from: number, to: number]} steps
 * @param {Taken[]} taken
 */
export function pathLayout(trace, characters, size, [from, to], taken) {
  const dots = Array.from({ length: trace.T + 1 }, (_, t) => pixelOf(size, stateOf(trace, t)));
  const groups = gathered(trace, from, to).map(({ steps, state }) => ({ steps, at: pixelOf(size, state) }));
  for (const { at } of groups) taken.push({ x: at[0], y: at[1], wide: 5, high: 5 });
  const places = groups.map(({ steps, at }) => {
    const named = steps.slice(0, 3).map((t) => (t ? t : "H₀"));
    const words = named.join(" ") + (steps.length > 3 ? ` +${steps.length - 3}` : "");
    const wide = 4 + 3.6 * words.length;
    return { steps, at, words, wide, label: settle(around(at), wide, 8, taken, size) };
  });
  const arrows = [];
  for (let t = Math.max(1, from); t <= to; t++) {
    const along = arrow(dots[t - 1], dots[t], size);
    const words = visible(characters[t - 1]);
    const spots = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74].map(along);
    arrows.push({ t, along, words, label: settle(spots, 3 + 4 * words.length, 9, taken, size) });
  }
  return { dots, places, arrows };
}

/**
 * Where the letter of a region stands: far from its edges and from what is drawn on it; `room` in states.
 * @param {Pick<Area, "token" | "corners">} area
 * @param {Point[]} obstacles
 */
export function letterPlace({ token, corners }, obstacles) {
  const middle = /** @type {Point} */ (
    [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length)
  );
  const spots = corners.flatMap((corner) => [0, 0.35, 0.6].map((share) => between(middle, corner, share)));
  const choices = spots.map((at) => {
    const room = Math.min(...corners.map((corner, k) => besideLine(at, corner, corners[(k + 1) % corners.length])));
    const free = obstacles.reduce((least, one) => Math.min(least, apart(at, one)), 0.3);
    return { token, at, room, score: Math.min(room, 0.15) + free };
  });
  return choices.reduce((best, one) => (one.score > best.score ? one : best));
}

/**
 * How far a point lies to the left of the line between two corners.
 * @param {Point} point
 * @param {Point} from
 * @param {Point} to
 */
function besideLine([x, y], [x1, y1], [x2, y2]) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  return length ? ((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)) / length : Infinity;
}
