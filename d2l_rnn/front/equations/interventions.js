/**
 * Interventions, interventions.py once more for the browser: a state or a weight set by hand, and what follows from it by
 * the section's equations. Steps, units, rows and columns of an edit count from 1; where two edits meet, the later one
 * counts.
 */

/**
 * @import { Edit, Params, StateEdit, Trace, WeightEdit } from "../types.d.ts"
 * @typedef {{ softmax: Float64Array, top: number[] }} Expectation the tokens' probabilities, and the likeliest tokens
 */

import { softmaxOf, unroll } from "./rnn.js";

/** @type {(edit: Edit) => edit is StateEdit} */
const isState = (edit) => edit.kind === "state";

/**
 * Whether an edit sets a unit (from 1) at a step; null is every one.
 * @param {Edit} edit
 * @param {number | null} t
 * @param {number | null} unit
 */
const sets = (edit, t, unit) => isState(edit) && (edit.step ?? t) === t && (edit.unit ?? unit) === unit;

/**
 * The edits with one of a state at the end; those that it covers leave.
 * @param {Edit[]} edits
 * @param {StateEdit} edit
 */
export const withEdit = (edits, edit) => [
  ...edits.filter((one) => !isState(one) || !sets(edit, one.step, one.unit)),
  edit,
];

/**
 * The edit that decides about unit i (from 0) at step t; undefined where none does.
 * @param {Edit[]} edits
 * @param {number} t
 * @param {number} i
 */
export const stateEdit = (edits, t, i) =>
  /** @type {StateEdit | undefined} */ (edits.findLast((edit) => t > 0 && sets(edit, t, i + 1)));

/**
 * How many columns the matrix of a weight has.
 * @param {Params} p
 * @param {WeightEdit} edit
 */
const columnsOf = (p, { name }) => (name.endsWith("q") ? p.q : p.h);

/**
 * The edits that a network can have: a linked figure may be another one.
 * @param {Edit[]} edits
 * @param {Params} p
 */
export const fitting = (edits, p) =>
  edits.filter((edit) => {
    if (isState(edit)) return (edit.unit ?? 0) <= p.h;
    const columns = columnsOf(p, edit);
    return edit.column <= columns && edit.row * columns <= p[edit.name].length;
  });

/**
 * The parameters with the edited weights; `p` keeps its own.
 * @param {Params} p
 * @param {Edit[]} edits
 */
export function withWeights(p, edits) {
  const changed = { ...p };
  for (const edit of edits) {
    if (isState(edit)) continue;
    const { name, row, column, value } = edit;
    if (changed[name] === p[name]) changed[name] = p[name].slice();
    changed[name][(row - 1) * columnsOf(p, edit) + column - 1] = value;
  }
  return changed;
}

/**
 * The run under the edits: each state set by hand flows on in place of the computed one. `p` has its weights edited, and
 * `before` is the run without edits, whose first steps are the same.
 * @param {number[]} indices
 * @param {Params} p
 * @param {Edit[]} edits
 * @param {Trace} before
 */
export function unrollEdited(indices, p, edits, before) {
  const states = edits.filter(isState);
  const set = (/** @type {Float64Array} */ row, /** @type {number} */ t) => {
    for (const { step, unit, value } of states) if ((step ?? t) === t) row.fill(value, (unit ?? 1) - 1, unit ?? p.h);
  };
  const first = Math.min(before.T + 1, ...edits.map((edit) => (isState(edit) ? (edit.step ?? 1) : 1)));
  return unroll(indices, p, null, set, { steps: first - 1, trace: before });
}

const MOST_GUESSES = 3;

/**
 * What a run expects after step t.
 * @param {Trace} trace
 * @param {Params} p
 * @param {number} t
 * @returns {Expectation}
 */
export function expectation(trace, p, t) {
  const softmax = softmaxOf(trace, p, t);
  const top = [...softmax.keys()].sort((one, other) => softmax[other] - softmax[one]).slice(0, MOST_GUESSES);
  return { softmax, top };
}

/**
 * The likeliest token after step t, without the probabilities: for many steps at once.
 * @param {Trace} trace
 * @param {Params} p
 * @param {number} t
 */
export function likeliest({ O }, { q }, t) {
  const start = (t - 1) * q;
  let best = start;
  for (let k = start + 1; k < start + q; k++) if (O[k] > O[best]) best = k;
  return best - start;
}
