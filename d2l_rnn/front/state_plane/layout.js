/** Where everything of StatePlane stands, in pixels: the plane, the paths, their labels. */

/**
 * @import { Point } from "../types.d.ts"
 * @import { Columns } from "../kit/columns.js"
 * @import { Path } from "./numbers.js"
 * @typedef {[x: number, y: number, wide: number, high: number]} Taken a box that labels keep away from: its middle, half
 *   its sides
 * @typedef {ReturnType<typeof planeSize>} PlaneSize
 * @typedef {ReturnType<typeof pathLayout>} PathLayout
 */

import { visible } from "../kit/words.js";
import { apart, gathered, stateOf } from "./numbers.js";

const FEW_STEPS = 24; // up to so many steps all are named; of more, the last ones before the current one
const TRAIL = 8;

/**
 * Where the plane stands, and at its right, or on a phone under it, what is expected.
 * @param {Columns} columns
 */
export function planeSize({ width, narrow }) {
  const [left, top] = [narrow ? 70 : 74, 10];
  const side = narrow ? Math.min(240, width - 86) : 330;
  const below = top + side + (narrow ? 44 : 40);
  const panel = narrow ? `top: ${below}px; width: ${width}px` : `left: ${left + side + 44}px; top: 8px; width: 390px`;
  return { narrow, left, top, side, below, panel, width, height: narrow ? 420 : below };
}

/**
 * The pixel of a state.
 * @param {PlaneSize} size
 * @param {Point} state
 * @returns {Point}
 */
export const pixelOf = ({ left, top, side }, [a, b]) => [left + ((a + 1) / 2) * side, top + ((1 - b) / 2) * side];

/**
 * A state to two digits, inside the plane.
 * @param {Point} state
 */
export const rounded = (state) =>
  /** @type {Point} */ (state.map((value) => Math.round(Math.max(-1, Math.min(1, value)) * 100) / 100));

/**
 * A free place for a label near a point, which is then taken; or nothing.
 * @param {Point} point
 * @param {number} wide
 * @param {Taken[]} taken
 * @param {PlaneSize} size
 * @param {number[]} distances
 * @returns {Point | undefined}
 */
export function settle([x, y], wide, taken, { left, top, side }, distances) {
  const half = side / 2;
  for (const far of distances)
    for (let angle = 0; angle < 6.2; angle += Math.PI / 6) {
      const [a, b] = [x + far * Math.sin(angle), y - far * Math.cos(angle)];
      const inside = Math.abs(a - left - half) < half - wide && Math.abs(b - top - half) < half - 9;
      if (!inside || taken.some((one) => Math.abs(a - one[0]) < wide + one[2] && Math.abs(b - one[1]) < 9 + one[3]))
        continue;
      taken.push([a, b, wide, 9]);
      return [a, b];
    }
}

/**
 * A path laid out around step t: a dot for each state, and a label for each place where some lie; those that are named go
 * from step `first` to step `last`.
 * @param {Path} path
 * @param {number} t
 * @param {PlaneSize} size
 * @param {Taken[]} taken
 * @param {boolean} second
 */
export function pathLayout({ reading, trace }, t, size, taken, second) {
  const long = trace.T > FEW_STEPS;
  const last = long ? Math.min(t, trace.T) : trace.T;
  const first = long ? Math.max(0, last - TRAIL) : 0;
  const dots = Array.from({ length: trace.T + 1 }, (_, step) => pixelOf(size, stateOf(trace, step)));
  const groups = gathered(trace, second ? first + 1 : first, last); // both start at one place
  for (const { steps } of groups) taken.push([...dots[steps[0]], 11, 11]);
  const places = groups.map(({ steps }) => {
    const letters = steps.slice(0, 3).map((step) => visible(reading.characters[step - 1] ?? ""));
    const wide = letters.reduce((sum, letter) => sum + 5 * letter.length + 8, steps.length > 3 ? 14 : 0);
    return { steps, letters, label: settle(dots[steps[0]], wide, taken, size, [21, 29, 38]) };
  });
  return { first, last, dots, places };
}

/**
 * An arrow, bent so that there and back are two lines: from, the point it bends to, and to, both ends `gap` before theirs.
 * @param {Point} from
 * @param {Point} to
 * @param {PlaneSize} size
 * @returns {[Point, Point, Point] | null} null where it leads to where it starts
 */
export function arrow(from, to, { left, top, side }, gap = 8) {
  if (apart(from, to) < 2 * gap) return null;
  const bent = (/** @type {number} */ turn) =>
    /** @type {Point} */ ([
      (from[0] + to[0]) / 2 + turn * (to[1] - from[1]),
      (from[1] + to[1]) / 2 - turn * (to[0] - from[0]),
    ]);
  const [x, y] = bent(0.07);
  // The way it bends, unless that leads out of the plane.
  const bend = bent(x < left || x > left + side || y < top || y > top + side ? -0.13 : 0.13);
  return [between(from, bend, gap / apart(from, bend)), bend, between(to, bend, gap / apart(to, bend))];
}

/**
 * The point at a share of the way from one to another.
 * @param {Point} one
 * @param {Point} other
 * @param {number} share
 */
const between = (one, other, share) =>
  /** @type {Point} */ ([one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])]);
