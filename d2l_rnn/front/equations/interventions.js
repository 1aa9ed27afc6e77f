/**
 * Interventions, interventions.py once more for the browser: a state or a weight set by hand, what follows from it by
 * the section's equations, and how far that is from the run before. Steps, units, rows and columns of an edit count
 * from 1; where two edits meet, the later one counts.
 */

import { softmaxOf, unroll } from "./rnn.js";

export const MOST_EDITS = 100;
export const MOST_WEIGHT = 1000;

/** The five matrices by name, each with its numbers of rows and columns. */
export function shapesOf({ d, h, q }) {
  return { W_xh: [d, h], W_hh: [h, h], b_h: [1, h], W_hq: [h, q], b_q: [1, q] };
}

/** Whether edit `one` sets everything that `other` sets. */
function covers(one, other) {
  return one.kind === "state"
    ? other.kind === "state" && one.unit === other.unit && (one.step ?? other.step) === other.step
    : one.name === other.name && one.row === other.row && one.column === other.column;
}

/** The edits with one more at the end; those that it covers leave. */
export function withEdit(edits, edit) {
  return [...edits.filter((one) => !covers(edit, one)), edit];
}

/** The edit that decides about unit i (from 0) at step t, or about a weight; undefined where none does. */
export function stateEdit(edits, t, i) {
  return edits.findLast(({ kind, step, unit }) => kind === "state" && unit === i + 1 && t > 0 && (step ?? t) === t);
}
export function weightEdit(edits, place) {
  return edits.findLast((one) => one.kind === "weight" && covers(one, place));
}

/** The edits that a network of these sizes can have: a linked figure may be another one. */
export function fitting(edits, p) {
  const shapes = shapesOf(p);
  return edits.filter(({ kind, unit, name, row, column }) =>
    kind === "state" ? unit <= p.h : row <= shapes[name]?.[0] && column <= shapes[name][1],
  );
}

/** Where a weight lies in its matrix, and its value; row and column from 1. */
const indexOf = (p, { name, row, column }) => (row - 1) * shapesOf(p)[name][1] + column - 1;
export const weightAt = (p, place) => p[place.name][indexOf(p, place)];

/** The parameters with the edited weights; `p` keeps its own. */
export function withWeights(p, edits) {
  const changed = { ...p };
  for (const edit of edits) {
    const { kind, name, value } = edit;
    if (kind !== "weight") continue;
    if (changed[name] === p[name]) changed[name] = p[name].slice();
    changed[name][indexOf(p, edit)] = value;
  }
  return changed;
}

/** The run under the edits: each state set by hand flows on in place of the computed one. `p` has its weights edited. */
export function unrollEdited(indices, p, edits) {
  const states = edits.filter(({ kind }) => kind === "state");
  return unroll(indices, p, null, (row, t) => {
    for (const { step, unit, value } of states) if ((step ?? t) === t) row[unit - 1] = value;
  });
}

const MOST_GUESSES = 3;

/** What a run expects after every step: softmax and the likeliest tokens. What is `known` of its first steps is kept. */
export function expectations(trace, p, known = []) {
  return Array.from({ length: trace.T }, (_, k) => {
    if (known[k]) return known[k];
    const softmax = softmaxOf(trace, p, k + 1);
    const top = [...softmax.keys()].sort((one, other) => softmax[other] - softmax[one]).slice(0, MOST_GUESSES);
    return { softmax, top };
  });
}

/** The share of the probability that lies on other tokens after an edit: half the sum of all differences. */
export function moved(after, before) {
  return after.map(({ softmax }, k) => softmax.reduce((sum, p, c) => sum + Math.abs(p - before[k].softmax[c]), 0) / 2);
}

/** The state that an edit changed most, those set by hand left out: { t, i, from, to, size } or null where none is. */
export function largestChange(after, before, h, edits) {
  let most = null;
  for (let t = 1; t <= after.T; t++) {
    for (let i = 0; i < h; i++) {
      const [from, to] = [before.H[t * h + i], after.H[t * h + i]];
      const size = Math.abs(to - from);
      if (size > (most?.size ?? 1e-9) && !stateEdit(edits, t, i)) most = { t, i, from, to, size };
    }
  }
  return most;
}

/** The units in the order of the rows: by number, by their mean over all steps, or by the step they change most at. */
export function unitOrder({ T, H }, h, by) {
  const units = Array.from({ length: h }, (_, i) => i);
  if (by === "unit" || !T) return units;
  const change = (i, t) => Math.abs(H[t * h + i] - H[(t - 1) * h + i]);
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
