/** How the plane of all states is divided between the letters that a network expects. */

/**
 * @import { Params, Point } from "../types.d.ts"
 * @typedef {[a: number, b: number, c: number]} Height a x + b y + c
 * @typedef {{ token: number, corners: Point[], middle: Point, share: number, room: number }} Land where a token
 *   is the most likely: a convex polygon
 */

/**
 * The land of each token that has one: the outputs are planes over the square, so it is the square cut off at a line for
 * every other token.
 * @param {Params} p
 * @param {number} [reach] half of the square's side
 * @returns {Land[]}
 */
export function landsOf({ q, W_hq, b_q }, reach = 1) {
  /** @type {Height[]} */
  const outputs = Array.from({ length: q }, (_, k) => [W_hq[k], W_hq[q + k], b_q[k]]);
  return outputs.flatMap((own, token) => {
    /** @type {Point[]} */
    let corners = [
      [-reach, -reach],
      [reach, -reach],
      [reach, reach],
      [-reach, reach],
    ];
    for (const [rival, other] of outputs.entries()) {
      const lead = /** @type {Height} */ (own.map((value, k) => value - other[k]));
      if (rival !== token) corners = cutOff(corners, lead, token < rival);
      if (corners.length < 3) return [];
    }
    const land = { token, corners, ...weighed(corners) };
    return land.share > 1e-9 ? [land] : [];
  });
}

/**
 * The part of a convex polygon where a height is not below 0; where it is 0 everywhere, the first of two tokens wins.
 * @param {Point[]} corners
 * @param {Height} height
 * @param {boolean} first
 * @returns {Point[]}
 */
function cutOff(corners, [a, b, c], first) {
  if (a === 0 && b === 0) return c > 0 || (c === 0 && first) ? corners : [];
  const heights = corners.map(([x, y]) => a * x + b * y + c);
  return corners.flatMap((corner, k) => {
    const next = (k + 1) % corners.length;
    const kept = heights[k] >= 0 ? [corner] : [];
    if (heights[k] >= 0 === heights[next] >= 0) return kept;
    const share = heights[k] / (heights[k] - heights[next]);
    const edge = corner.map((value, axis) => value + share * (corners[next][axis] - value));
    return [...kept, /** @type {Point} */ (edge)];
  });
}

/**
 * The borders of a land to others: its sides that do not lie along the frame.
 * @param {Land} land
 * @param {number} [reach] half of the frame's side
 */
export const edgesOf = ({ corners }, reach = 1) =>
  corners
    .map((corner, k) => [corner, corners[(k + 1) % corners.length]])
    .filter(([one, other]) => ![0, 1].some((axis) => one[axis] === other[axis] && Math.abs(one[axis]) === reach));

/**
 * Whether a box lies inside a land: its middle, half its sides.
 * @param {Land} land
 * @param {Point} middle
 * @param {Point} half
 */
export function holds({ corners }, [x, y], [wide, high]) {
  const box = [x - wide, x + wide].flatMap((a) => [y - high, y + high].map((b) => [a, b]));
  return corners.every(([a, b], k) => {
    const [c, d] = corners[(k + 1) % corners.length];
    return box.every(([e, f]) => (c - a) * (f - b) >= (d - b) * (e - a));
  });
}

/**
 * The centre of gravity of a polygon, its share of the plane, and the room for a letter in it: its area by half of its
 * circumference, which is the radius of a circle that touches all sides.
 * @param {Point[]} corners
 */
function weighed(corners) {
  let [area, x, y, around] = [0, 0, 0, 0];
  corners.forEach(([a, b], k) => {
    const [c, d] = corners[(k + 1) % corners.length];
    const part = (a * d - c * b) / 2;
    area += part;
    x += (part * (a + c)) / 3;
    y += (part * (b + d)) / 3;
    around += Math.hypot(c - a, d - b);
  });
  return { middle: /** @type {Point} */ ([x / area, y / area]), share: area / 4, room: (2 * area) / around };
}
