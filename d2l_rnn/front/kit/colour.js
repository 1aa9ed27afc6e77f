/** The colours of a figure: those of its theme, the scale from -1 to 1, and the ink that can be read on them. */

/** @import { Colours, RGB, Scale } from "../types.d.ts" */

/**
 * A value of [-1, 1] between the three colours of the scale.
 * @param {number} value
 * @param {Scale} scale
 * @returns {RGB}
 */
export function shade(value, { negative, zero, positive }) {
  const end = value < 0 ? negative : positive;
  const share = Math.min(1, Math.abs(value));
  return zero.map((channel, k) => Math.round(channel + (end[k] - channel) * share));
}

/**
 * Palettes by their three colours: there are few themes, and a palette costs more than a small picture.
 * @type {Record<string, Uint32Array>}
 */
const palettes = {};

/**
 * The scale in 511 shades from -1 to 1, each a pixel as a canvas stores it (red in the lowest byte).
 * @param {Scale} colour
 */
export function palette(colour) {
  const name = [colour.negative, colour.zero, colour.positive].join();
  palettes[name] ??= Uint32Array.from({ length: 511 }, (_, k) => {
    const [r, g, b] = shade(k / 255 - 1, colour);
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
  return palettes[name];
}

/**
 * Black or white, whichever can be read on a colour.
 * @param {RGB} ground
 */
export function inkOn([r, g, b]) {
  const linear = [r, g, b].map((channel) =>
    channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.179 ? "#000000" : "#ffffff";
}

/**
 * The colours of the theme the figure stands in, read from its style sheet.
 * @param {Element} root
 * @returns {Colours}
 */
export function colours(root) {
  const style = getComputedStyle(root);
  const rgb = (/** @type {string} */ name) => {
    const hex = style.getPropertyValue(name).trim().slice(1);
    return [0, 2, 4].map((k) => parseInt(hex.slice(k, k + 2), 16));
  };
  return {
    negative: rgb("--d2l-negative"),
    zero: rgb("--d2l-zero"),
    positive: rgb("--d2l-positive"),
    neutral: rgb("--d2l-neutral"),
    text: style.color,
    soft: style.getPropertyValue("--d2l-soft").trim() || style.color,
    font: style.fontFamily || "sans-serif",
  };
}
