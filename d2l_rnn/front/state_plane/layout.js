/** Where everything of StatePlane stands, in pixels: the plane, the paths, their labels. */

/**
 * @import { Point, Reading } from "../types.d.ts"
 * @import { Columns } from "../kit/columns.js"
 * @import { Path } from "./numbers.js"
 * @import { Land } from "./regions.js"
 * @typedef {[x: number, y: number, wide: number, high: number, weight?: number]} Taken a box that labels keep away from:
 *   its middle, half its sides, what it costs to cover it
 * @typedef {ReturnType<typeof planeSize>} PlaneSize
 * @typedef {Omit<ReturnType<typeof pathLayout>, "groups"> & { places: ReturnType<typeof labelled> }} PathLayout
 */

import { t } from "../kit/translate.js";
import { visible } from "../kit/words.js";
import { apart, gathered, stateOf } from "./numbers.js";

export const REACH = 1.1; // the picture goes on a little beyond -1 and 1, so that a state there is not at its edge
const FEW_STEPS = 24; // up to so many steps all are named; of more, the last ones before the current one
const SHORT = 6; // letters: of a text no longer than that a state is named by all that has been read
const TRAIL = 8;
const PANEL = 88; // pixels: what is expected, under the plane of a phone
export const SOLID = 1000; // of a box that nothing may cover
export const LINE = 25; // of a piece of an arrow or of a border

/**
 * Where the plane stands, and at its right, or on a phone under it, what is expected.
 * @param {Columns} columns
 */
export function planeSize({ width, narrow }) {
  const [left, top] = [narrow ? 66 : 74, 10];
  const side = narrow ? Math.min(282, width - left - 6) : 330;
  const below = top + side + 40;
  const panel = narrow
    ? `top: ${below}px; width: ${width}px; height: ${PANEL}px`
    : `left: ${left + side + 44}px; top: ${top}px; width: 390px; height: ${side}px`;
  return { narrow, left, top, side, below, panel, width, height: narrow ? below + PANEL : below };
}

/**
 * The pixel of a state.
 * @param {PlaneSize} size
 * @param {Point} state
 * @returns {Point}
 */
export const pixelOf = ({ left, top, side }, [a, b]) => [
  left + ((a / REACH + 1) / 2) * side,
  top + ((1 - b / REACH) / 2) * side,
];

/**
 * A state to two digits, inside the plane.
 * @param {Point} state
 */
export const rounded = (state) =>
  /** @type {Point} */ (state.map((value) => Math.round(Math.max(-1, Math.min(1, value)) * 100) / 100));

/**
 * What it costs to write over others: more than `SOLID` where that must not be.
 * @param {Point} middle
 * @param {Point} half
 * @param {Taken[]} taken
 */
export function costOf([x, y], [wide, high], taken) {
  let sum = 0;
  for (const box of taken)
    if (Math.abs(x - box[0]) < wide + box[2] && Math.abs(y - box[1]) < high + box[3]) sum += box[4] ?? SOLID;
  return sum;
}

/**
 * The best place for a label near a point, which is then taken; or nothing, where it would cover what it must not.
 * @param {Point} point
 * @param {number} wide half of the label
 * @param {Taken[]} taken
 * @param {PlaneSize} size
 * @param {boolean} [always] whether it is needed all the same
 * @returns {Point | undefined}
 */
export function settle([x, y], wide, taken, { left, top, side }, always = false) {
  const half = side / 2;
  const [aside, above] = [22 + 2 * wide, 31 + 9]; // what lies farther away covers no place that is tried
  const others = taken.filter(
    (box) =>
      Math.abs(box[0] - x) < aside + box[2] &&
      Math.abs(box[1] - y) < above + box[3] &&
      (!box[4] || box[0] !== x || box[1] !== y),
  );
  /** @type {{ at: Point, cost: number } | undefined} */
  let best;
  for (const far of [6, 10, 15, 22]) {
    if (best && best.cost <= far) break; // nothing can be better
    for (let angle = 0; angle < 6.2; angle += Math.PI / 8) {
      const at = /** @type {Point} */ ([x + (far + wide) * Math.sin(angle), y - (far + 9) * Math.cos(angle)]);
      if (Math.abs(at[0] - left - half) > half - wide || Math.abs(at[1] - top - half) > half - 9) continue;
      const cost = far + costOf(at, [wide, 9], others);
      if (!best || cost < best.cost) best = { at, cost };
    }
  }
  if (!best || (best.cost >= SOLID && !always)) return;
  taken.push([...best.at, wide, 9]);
  return best.at;
}

/**
 * A path laid out around step t: a dot for each state, the places where some lie, which are named from step `first` to
 * step `last`, and what labels keep away from: the dots, and at a lower cost what lies near them and the lines.
 * @param {Path} path
 * @param {number} t
 * @param {PlaneSize} size
 * @param {Taken[]} taken
 * @param {boolean} second
 */
export function pathLayout(path, t, size, taken, second) {
  const { trace } = path;
  const long = trace.T > FEW_STEPS;
  const last = long ? Math.min(t, trace.T) : trace.T;
  const first = long ? Math.max(0, last - TRAIL) : 0;
  const dots = Array.from({ length: trace.T + 1 }, (_, step) => pixelOf(size, stateOf(trace, step)));
  const groups = gathered(trace, second ? first + 1 : first, last); // both start at one place
  for (const { steps } of groups) {
    const dot = dots[steps[0]];
    taken.push([...dot, 10, 10], [...dot, 18, 18, 20]);
  }
  for (let step = first + 1; step <= last; step++) {
    const line = arrow(dots[step - 1], dots[step], size);
    if (line) taken.push(...along(line).map(([x, y]) => /** @type {Taken} */ ([x, y, 3, 3, LINE])));
  }
  return { first, last, dots, groups };
}

/**
 * The labels of a path's places; those of a second path are left out where they would cover something.
 * @param {ReturnType<typeof pathLayout>} layout
 * @param {Path} path
 * @param {PlaneSize} size
 * @param {Taken[]} taken
 * @param {boolean} second
 */
export const labelled = ({ dots, groups }, { reading }, size, taken, second) =>
  groups.map(({ steps }) => {
    const names = steps.slice(0, 3).map((step) => nameOf(reading, step));
    const half = names.reduce(
      (sum, { word, before, letter, index }) =>
        sum + (word ? halfOf(word) : 4.6 * (before.length + letter.length)) + (index ? 8 : 3),
      steps.length > 3 ? 14 : 0,
    );
    return { steps, names, label: settle(dots[steps[0]], half, taken, size, !second) };
  });

/** Half of a word's width in 13 px. @param {string} word */
const halfOf = (word) => [...word].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 6.7 : 3.7), 0); // CJK is wider

/**
 * The name of a state: what has been read, of a short text; else the last letter, with its number. A word says where a
 * text starts, and where a short one ends: no letter comes after it, so what it expects was not learned.
 * @param {Reading} reading
 * @param {number} step
 */
export function nameOf({ characters, indices }, step) {
  const short = indices.length <= SHORT;
  const [letter, ...before] = characters.slice(0, step).map(visible).reverse();
  const word = step === 0 ? t("start") : short && step === indices.length ? t("end") : "";
  return { word, before: short ? before.reverse().join("") : "", letter: letter ?? "", index: short ? "" : `${step}` };
}

/** Points along a bent line, about 9 pixels apart. @param {[Point, Point, Point]} line */
function along([from, bend, to]) {
  const count = Math.max(1, Math.ceil(apart(from, to) / 9));
  return Array.from({ length: count + 1 }, (_, k) =>
    between(between(from, bend, k / count), between(bend, to, k / count), k / count),
  );
}

/** What labels of a path keep away from besides: the borders of the lands and the frame. @param {Land[]} lands @param {PlaneSize} size */
export const borders = (lands, size) =>
  lands.flatMap(({ corners }) => {
    const all = corners.map((corner) => pixelOf(size, corner));
    return all.flatMap((one, k) =>
      straight(one, all[(k + 1) % all.length]).map(([x, y]) => /** @type {Taken} */ ([x, y, 3, 3, LINE])),
    );
  });

/** Points along a straight line. @param {Point} from @param {Point} to */
function straight(from, to) {
  const count = Math.max(1, Math.ceil(apart(from, to) / 9));
  return Array.from({ length: count + 1 }, (_, k) => between(from, to, k / count));
}

/**
 * The point that the line from one to another bends to, so that there and back are two lines.
 * @param {Point} from
 * @param {Point} to
 * @param {PlaneSize} size
 */
function bendOf(from, to, { left, top, side }) {
  const bent = (/** @type {number} */ turn) =>
    /** @type {Point} */ ([
      (from[0] + to[0]) / 2 + turn * (to[1] - from[1]),
      (from[1] + to[1]) / 2 - turn * (to[0] - from[0]),
    ]);
  const [x, y] = bent(0.07);
  // The way it bends, unless that leads out of the plane.
  return bent(x < left || x > left + side || y < top || y > top + side ? -0.13 : 0.13);
}

/**
 * A bent arrow: from, the point it bends to, and to; it begins `gap` after the one and ends `end` before the other.
 * @param {Point} from
 * @param {Point} to
 * @param {PlaneSize} size
 * @returns {[Point, Point, Point] | null} null where it leads to where it starts
 */
export function arrow(from, to, size, gap = 8, end = gap) {
  if (apart(from, to) < gap + end) return null;
  const bend = bendOf(from, to, size);
  return [between(from, bend, gap / apart(from, bend)), bend, between(to, bend, end / apart(to, bend))];
}

/**
 * Points along the line that an arrow follows, from the one to the other.
 * @param {Point} from
 * @param {Point} to
 * @param {PlaneSize} size
 */
export const lineOf = (from, to, size) => along([from, bendOf(from, to, size), to]);

/**
 * The point at a share of the way from one to another.
 * @param {Point} one
 * @param {Point} other
 * @param {number} share
 */
const between = (one, other, share) =>
  /** @type {Point} */ ([one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])]);
