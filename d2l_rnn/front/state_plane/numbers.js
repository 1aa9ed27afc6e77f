/** StatePlane's numbers: where a state leads, what is expected there, and what a path shows of memory. */

/**
 * @import { Params, Point, Reading, Trace } from "../types.d.ts"
 * @typedef {{ token: number, share: number, to: Point }} Way where a token leads: its probability and the state after it
 * @typedef {{ reading: Reading, trace: Trace, guesses: number[] }} Path a text's run, and the likeliest token after each step
 */

import { largest } from "../equations/numbers.js";
import { softmax, unroll } from "../equations/rnn.js";

const NEAR = 0.04; // states closer than this share one label
export const TIE = 0.005; // half a percentage point

/**
 * A text and its run.
 * @param {Reading} reading
 * @param {Params} p
 * @returns {Path}
 */
export function pathOf(reading, p) {
  const trace = unroll(reading.indices, p);
  const guesses = Array.from({ length: trace.T + 1 }, (_, t) => largest(softmaxAt(stateOf(trace, t), p)));
  return { reading, trace, guesses };
}

/**
 * softmax(O) at a state (9.4.6).
 * @param {Point} state
 * @param {Params} p
 */
export function softmaxAt(state, p) {
  return softmax(Float64Array.from(p.b_q, (bias, k) => bias + state[0] * p.W_hq[k] + state[1] * p.W_hq[p.q + k]));
}

/**
 * The state after a token is read at a state (9.4.5).
 * @param {number} token
 * @param {Point} state
 * @param {Params} p
 */
export const after = (token, state, p) => stateOf(unroll([token], p, state), 1);

/**
 * The tokens at a state, the most likely first, and where reading each would lead.
 * @param {Point} state
 * @param {Params} p
 * @returns {Way[]}
 */
export function leads(state, p, most = p.q) {
  const shares = softmaxAt(state, p);
  const order = [...shares.keys()].sort((one, other) => shares[other] - shares[one]);
  return order.slice(0, most).map((token) => ({ token, share: shares[token], to: after(token, state, p) }));
}

/**
 * The way of a state through step t of a path: from the state before to φ(H W_hh + b_h), where it would be without a
 * letter, and from there to where the letter takes it, in equal shares of its row of W_xh.
 * @param {Path} path
 * @param {number} t
 * @param {Params} p
 */
export function legs({ reading, trace }, t, p, pieces = 8) {
  const before = stateOf(trace, t - 1);
  const row = 2 * reading.indices[t - 1];
  const moved = (/** @type {number} */ share) =>
    [0, 1].map((i) =>
      Math.tanh(before[0] * p.W_hh[i] + before[1] * p.W_hh[2 + i] + p.b_h[i] + share * p.W_xh[row + i]),
    );
  return /** @type {Point[]} */ ([before, ...Array.from({ length: pieces + 1 }, (_, k) => moved(k / pieces))]);
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
 * What a path shows of memory, at step t where it can: two steps that read the same character, how far their states are
 * apart, what is expected after each, and whether both are read by then. Null where the current character always says
 * what follows.
 * @param {Path} path
 * @param {number} t
 */
export function memoryAt({ reading, trace, guesses }, t) {
  const read = sameButDifferent(reading.indices.slice(0, t + 1), t, guesses);
  const steps = read ?? sameButDifferent(reading.indices, t, guesses);
  if (!steps) return null;
  const [s, u] = steps;
  const distance = apart(stateOf(trace, s), stateOf(trace, u));
  return { steps, distance, tokens: [guesses[s], guesses[u]], isRead: read !== null };
}
