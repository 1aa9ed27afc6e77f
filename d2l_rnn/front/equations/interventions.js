/**
 * Interventions, interventions.py once more for the browser: a state or a weight set by hand, what follows from it by
 * the section's equations, and how far that is from the run before. Steps, units, rows and columns of an edit count
 * from 1; where two edits meet, the later one counts.
 */

/**
 * @import { Edit, MatrixName, Numbers, Params, Place, Sizes, StateEdit, Trace, WeightEdit } from "../types.d.ts"
 * @typedef {{ softmax: Float64Array, top: number[] }} Expectation
 */

import { softmaxOf, unroll } from "./rnn.js";

/**
 * The five matrices by name, each with its numbers of rows and columns.
 * @param {Sizes} sizes
 * @returns {Record<MatrixName, [rows: number, columns: number]>}
 */
export function shapesOf({ d, h, q }) {
  return { W_xh: [d, h], W_hh: [h, h], b_h: [1, h], W_hq: [h, q], b_q: [1, q] };
}

/**
 * Whether edit `one` sets everything that `other` sets.
 * @param {Edit} one
 * @param {Edit} other
 */
function covers(one, other) {
  if (isState(one)) return isState(other) && one.unit === other.unit && (one.step ?? other.step) === other.step;
  return isWeight(other) && same(one, other);
}

/**
 * Whether two places of a matrix are the same.
 * @param {Place} one
 * @param {Place} other
 */
const same = (one, other) => one.name === other.name && one.row === other.row && one.column === other.column;

/**
 * The edits with one more at the end; those that it covers leave.
 * @param {Edit[]} edits
 * @param {Edit} edit
 */
export function withEdit(edits, edit) {
  return [...edits.filter((one) => !covers(edit, one)), edit];
}

/**
 * The edit that decides about unit i (from 0) at step t; undefined where none does.
 * @param {Edit[]} edits
 * @param {number} t
 * @param {number} i
 */
export function stateEdit(edits, t, i) {
  return /** @type {StateEdit | undefined} */ (
    edits.findLast((edit) => isState(edit) && edit.unit === i + 1 && t > 0 && (edit.step ?? t) === t)
  );
}

/**
 * The edit that decides about a weight; undefined where none does.
 * @param {Edit[]} edits
 * @param {Place} place
 */
export function weightEdit(edits, place) {
  return /** @type {WeightEdit | undefined} */ (edits.findLast((edit) => isWeight(edit) && same(edit, place)));
}

/** @type {(edit: Edit) => edit is StateEdit} */
const isState = (edit) => edit.kind === "state";
/** @type {(edit: Edit) => edit is WeightEdit} */
const isWeight = (edit) => edit.kind === "weight";

/**
 * The edits that a network of these sizes can have: a linked figure may be another one.
 * @param {Edit[]} edits
 * @param {Sizes} p
 */
export function fitting(edits, p) {
  const shapes = shapesOf(p);
  return edits.filter((edit) =>
    isState(edit) ? edit.unit <= p.h : edit.row <= shapes[edit.name]?.[0] && edit.column <= shapes[edit.name][1],
  );
}

/**
 * Where a weight lies in its matrix.
 * @param {Sizes} p
 * @param {Place} place
 */
const indexOf = (p, { name, row, column }) => (row - 1) * shapesOf(p)[name][1] + column - 1;

/**
 * The value of a weight.
 * @param {Params} p
 * @param {Place} place
 */
export const weightAt = (p, place) => p[place.name][indexOf(p, place)];

/**
 * The parameters with the edited weights; `p` keeps its own.
 * @param {Params} p
 * @param {Edit[]} edits
 */
export function withWeights(p, edits) {
  const changed = { ...p };
  for (const edit of edits.filter(isWeight)) {
    const { name, value } = edit;
    if (changed[name] === p[name]) changed[name] = p[name].slice();
    changed[name][indexOf(p, edit)] = value;
  }
  return changed;
}

/**
 * The run under the edits: each state set by hand flows on in place of the computed one. `p` has its weights edited.
 * @param {number[]} indices
 * @param {Params} p
 * @param {Edit[]} edits
 */
export function unrollEdited(indices, p, edits) {
  const states = edits.filter(isState);
  return unroll(indices, p, null, (row, t) => {
    for (const { step, unit, value } of states) if ((step ?? t) === t) row[unit - 1] = value;
  });
}

const MOST_GUESSES = 3;

/**
 * What a run expects after every step: softmax and the likeliest tokens. What is `known` of its first steps is kept.
 * @param {Trace} trace
 * @param {Params} p
 * @param {Expectation[]} known
 * @returns {Expectation[]}
 */
export function expectations(trace, p, known = []) {
  return Array.from({ length: trace.T }, (_, k) => {
    if (known[k]) return known[k];
    const softmax = softmaxOf(trace, p, k + 1);
    const top = [...softmax.keys()].sort((one, other) => softmax[other] - softmax[one]).slice(0, MOST_GUESSES);
    return { softmax, top };
  });
}

/**
 * The share of the probability that lies on other tokens after an edit: half the sum of all differences.
 * @param {Expectation[]} after
 * @param {Expectation[]} before
 */
export function moved(after, before) {
  return after.map(({ softmax }, k) => softmax.reduce((sum, p, c) => sum + Math.abs(p - before[k].softmax[c]), 0) / 2);
}

/**
 * The state that an edit changed most, those set by hand left out: { t, i, from, to, size } or null where none is.
 * @param {Trace} after
 * @param {Trace} before
 * @param {number} h
 * @param {Edit[]} edits
 */
export function largestChange(after, before, h, edits) {
  /** @type {{ t: number, i: number, from: number, to: number, size: number } | null} */
  let most = null;
  let least = 1e-9;
  for (let t = 1; t <= after.T; t++) {
    for (let i = 0; i < h; i++) {
      const [from, to] = [before.H[t * h + i], after.H[t * h + i]];
      const size = Math.abs(to - from);
      if (size <= least || stateEdit(edits, t, i)) continue;
      most = { t, i, from, to, size };
      least = size;
    }
  }
  return most;
}

/**
 * The units in the order of the rows: by number, by their mean over all steps, or by the step they change most at.
 * @param {Trace} trace
 * @param {number} h
 * @param {string} by
 */
export function unitOrder({ T, H }, h, by) {
  const units = Array.from({ length: h }, (_, i) => i);
  if (by === "unit" || !T) return units;
  const change = (/** @type {number} */ i, /** @type {number} */ t) => Math.abs(H[t * h + i] - H[(t - 1) * h + i]);
  const keys = units.map((i) => {
    let [sum, latest] = [0, 1];
    for (let t = 1; t <= T; t++) {
      sum += H[t * h + i];
      if (change(i, t) > change(i, latest)) latest = t;
    }
    return by === "mean" ? -sum : latest;
  });
  return units.sort((one, other) => keys[one] - keys[other]);
}
