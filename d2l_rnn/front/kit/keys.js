/** Keys that are a figure's. */

/**
 * Whether a key is pressed together with one that makes it the browser's or the page's.
 * @param {KeyboardEvent} event
 */
export const isModified = ({ altKey, ctrlKey, metaKey }) => altKey || ctrlKey || metaKey;
