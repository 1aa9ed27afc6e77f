/** StatePlane's numbers: where a state leads, how the square is divided, and what a path shows of memory. */

/** @import { Params, Point, Reading, Tokenized, Trace } from "../types.d.ts" */

import { largest } from "../equations/numbers.js";
import { softmax, unroll } from "../equations/rnn.js";
import { listed, number, quoted, recent } from "../kit/words.js";

/**
 * Where a token leads from a state: its probability there, and the state after it.
 * @typedef {{ token: number, share: number, to: Point }} Way
 */

/**
 * Where a token is the most likely: a convex polygon, and its share of the square.
 * @typedef {{ token: number, corners: Point[], share: number }} Area
 */

/**
 * A text and its run.
 * @typedef {{ reading: Reading, trace: Trace }} Followed
 */

/**
 * A state with its title; of a path, also its step and the text's next character.
 * @typedef {{ title: string, state: Point, t?: number, next?: string | null }} Place
 */

const NEAR = 0.04; // states closer than this share one label

/**
 * softmax(O) at a state (9.4.6).
 * @param {Point} state
 * @param {Params} p
 */
export function softmaxAt(state, p) {
  return softmax(Float64Array.from(p.b_q, (bias, k) => bias + state[0] * p.W_hq[k] + state[1] * p.W_hq[p.q + k]));
}

/**
 * The tokens at a state, the most likely first, and where reading each would lead (9.4.5).
 * @param {Point} state
 * @param {Params} p
 * @returns {Way[]}
 */
export function leads(state, p, most = p.q) {
  const shares = softmaxAt(state, p);
  const order = [...shares.keys()].sort((one, other) => shares[other] - shares[one]);
  return order
    .slice(0, most)
    .map((token) => ({ token, share: shares[token], to: stateOf(unroll([token], p, state), 1) }));
}

/**
 * The state after step t of a trace.
 * @param {Trace} trace
 * @param {number} t
 * @returns {Point}
 */
export const stateOf = ({ H }, t) => [H[2 * t], H[2 * t + 1]];

/**
 * How far apart two points lie.
 * @param {Point} one
 * @param {Point} other
 */
export const apart = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]);

/**
 * Where each token is the most likely: the outputs are planes over the square, so each region is a convex polygon,
 * the square cut off at a line for every other token. The largest first.
 * @param {Params} p
 */
export function regions(p) {
  /** @type {[a: number, b: number, c: number][]} */
  const planes = Array.from({ length: p.q }, (_, k) => [p.W_hq[k], p.W_hq[p.q + k], p.b_q[k]]);
  // Tokens that win somewhere on a coarse grid come first: most others vanish after a few cuts.
  const grid = Array.from({ length: 81 }, (_, k) =>
    largest(softmaxAt([(k % 9) / 4 - 1, Math.floor(k / 9) / 4 - 1], p)),
  );
  const rivals = new Set([...grid, ...planes.keys()]);
  /** @type {Area[]} */
  const found = [];
  planes.forEach((plane, token) => {
    let corners = [0, 1, 2, 3].map((k) => /** @type {Point} */ ([k % 3 ? 1 : -1, k < 2 ? -1 : 1]));
    for (const rival of rivals) {
      if (rival !== token)
        corners = cutOff(
          corners,
          /** @type {[number, number, number]} */ (plane.map((value, k) => value - planes[rival][k])),
          token < rival,
        );
      if (corners.length < 3) return;
    }
    const share = areaOf(corners) / 4;
    if (share > 1e-9) found.push({ token, corners, share });
  });
  return found.sort((one, other) => other.share - one.share);
}

/**
 * The part of a convex polygon where a x + b y + c ≥ 0; where it is 0 everywhere, the first of two tokens wins.
 * @param {Point[]} corners
 * @param {[a: number, b: number, c: number]} line
 * @param {boolean} first
 * @returns {Point[]}
 */
function cutOff(corners, [a, b, c], first) {
  if (a === 0 && b === 0) return c > 0 || (c === 0 && first) ? corners : [];
  const height = corners.map(([x, y]) => a * x + b * y + c);
  return corners.flatMap((corner, k) => {
    const next = (k + 1) % corners.length;
    const kept = height[k] >= 0 ? [corner] : [];
    if (height[k] >= 0 === height[next] >= 0) return kept;
    return [...kept, between(corner, corners[next], height[k] / (height[k] - height[next]))];
  });
}

/**
 * The point at a share of the way from one to another.
 * @param {Point} one
 * @param {Point} other
 * @param {number} share
 */
export const between = (one, other, share) =>
  /** @type {Point} */ (one.map((value, axis) => value + share * (other[axis] - value)));

const areaOf = (/** @type {Point[]} */ corners) =>
  corners.reduce((sum, [x, y], k) => {
    const next = corners[(k + 1) % corners.length];
    return sum + (x * next[1] - next[0] * y) / 2;
  }, 0);

/**
 * Steps whose states lie together, and the state of the first of them, in the order of the steps.
 * @param {Trace} trace
 * @param {number} from
 * @param {number} to
 */
export function gathered(trace, from, to) {
  /** @type {{ steps: number[], state: Point }[]} */
  const groups = [];
  for (let t = from; t <= to; t++) {
    const state = stateOf(trace, t);
    const group = groups.find((one) => apart(one.state, state) < NEAR);
    if (group) group.steps.push(t);
    else groups.push({ steps: [t], state });
  }
  return groups;
}

/**
 * Two steps that read the same character while different ones follow, [s, u] with s < u. Of several pairs, one with step
 * t in it comes first, then one that the network tells apart (`guesses`, its token after every step), then the earliest.
 * Null where the current character always says what follows.
 * @param {number[]} indices
 * @param {number} t
 * @param {number[]} [guesses]
 */
export function sameButDifferent(indices, t, guesses = []) {
  /** @type {[s: number, u: number] | null} */
  let best = null;
  let most = -1;
  for (let u = 2; u < indices.length; u++)
    for (let s = 1; s < u; s++) {
      if (indices[s - 1] !== indices[u - 1] || indices[s] === indices[u]) continue;
      const worth = (s === t || u === t ? 2 : 0) + (guesses[s] !== guesses[u] ? 1 : 0);
      if (worth > most) {
        best = [s, u];
        most = worth;
      }
    }
  return best;
}

/**
 * A state in words.
 * @param {Point} state
 */
export const point = (state) => `(${number(state[0], 2)}, ${number(state[1], 2)})`;

/**
 * What the text shows of memory, at step t where it can.
 * @param {Tokenized} reading
 * @param {Trace} trace
 * @param {Params} p
 * @param {string[]} tokens
 * @param {number} t
 */
export function memorySentence({ characters, indices }, trace, p, tokens, t) {
  const guess = (/** @type {number} */ step) => largest(softmaxAt(stateOf(trace, step), p));
  const guesses = Array.from({ length: trace.T + 1 }, (_, step) => guess(step));
  const pair = sameButDifferent(indices, t, guesses);
  if (indices.length < 2) return "";
  if (!pair)
    return (
      "No character of this text comes twice with different characters after it: " +
      "the current character says what follows, and the text asks for no memory."
    );
  const states = pair.map((step) => stateOf(trace, step));
  const [before, after] = pair.map((step) => recent(characters, step, 12));
  const next = pair.map((step) => quoted(characters[step]));
  const expected = pair.map((step) => quoted(tokens[guesses[step]]));
  const distance = apart(states[0], states[1]);
  const there = `The states are ${point(states[0])} and ${point(states[1])}, ${number(distance, 2)} apart`;
  const where =
    distance < 0.005
      ? `The two states are one place, ${point(states[0])}: the network remembers nothing that tells them apart.`
      : expected[0] === expected[1]
        ? `${there}: the network remembers something, but nothing that decides here. It expects ${expected[0]} both times.`
        : `${there}: that difference is the memory. The network expects ${expected.join(" and ")}.`;
  return (
    `After ${before} and ${after} the current character is the same, ${quoted(characters[pair[0] - 1])}, ` +
    `but ${next.join(" and ")} follow. ${where}`
  );
}

/**
 * How many states lie where another lies already, in a sentence; empty where none does.
 * @param {Trace} trace
 */
export function coincidence(trace) {
  const together = gathered(trace, 0, trace.T).filter(({ steps }) => steps.length > 1);
  if (!together.length) return "";
  const { steps } = together.reduce((one, other) => (other.steps.length > one.steps.length ? other : one));
  const count = together.reduce((sum, group) => sum + group.steps.length, 0);
  const named = steps.slice(0, 6).join(", ") + (steps.length > 6 ? " and more" : "");
  return `${count} of the ${trace.T + 1} states lie within ${NEAR} of another one, such as those of steps ${named}.`;
}

/**
 * The same step of the two texts.
 * @param {Followed} first
 * @param {Followed} second
 * @param {number} t
 */
export function comparison(first, second, t) {
  const states = [first, second].map(({ trace }) => stateOf(trace, t));
  const [one, other] = [first, second].map(({ reading }) => recent(reading.characters, t, 12));
  return `Step ${t}: ${one} is at ${point(states[0])}, ${other} at ${point(states[1])}, ${number(apart(states[0], states[1]), 2)} apart.`;
}

/**
 * The state after step t of a text, its title, and the character that comes next.
 * @param {Followed} followed
 * @param {number} t
 * @returns {Place}
 */
export function placeOf({ reading, trace }, t) {
  const { characters, indices } = reading;
  return {
    t,
    title: t ? `After step ${t}, ${recent(characters, t, 12)}` : "H₀, before the first character",
    state: stateOf(trace, t),
    next: t < indices.length ? characters[t] : null,
  };
}

/**
 * Which characters the square is painted with, and which never come out on top.
 * @param {Area[]} areas
 * @param {string[]} tokens
 */
export function painted(areas, tokens) {
  const named = areas.slice(0, 8).map(({ token, share }) => {
    return `${quoted(tokens[token])} ${share < 0.01 ? "< 1" : number(100 * share, 0)} %`;
  });
  if (areas.length > 8) named.push(`${areas.length - 8} more`);
  const never = tokens.filter((_, k) => areas.every(({ token }) => token !== k));
  const nowhere = never.length ? ` Nowhere the most likely: ${listed(never, 12)}.` : "";
  return `Ground: ${named.join(", ")}.${nowhere}`;
}

/**
 * The share of paper in the paint where the most likely of q characters has probability top: 0 to 0.8.
 * @param {number} top
 * @param {number} q
 */
export const doubt = (top, q) => (q > 1 ? (0.8 * (1 - top)) / (1 - 1 / q) : 0);
