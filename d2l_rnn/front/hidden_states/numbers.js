/** The numbers of HiddenStates: its runs, with the reader's edits and before them, and what follows, in words. */

/**
 * @import { Edit, MatrixName, Network, Params, Reading, Tokenized, Trace } from "../types.d.ts"
 * @import { Expectation } from "../equations/interventions.js"
 * @typedef {{ title: string, p: Params }} Own
 * @typedef {Own & { trace: Trace, expected: Expectation[], edits: Edit[] }} Net
 * @typedef {{
 *   nets: Net[], after: Net, before: Net, edits: Edit[], tokens: string[], h: number, units: number[],
 *   shifts?: number[], said: string[]
 * }} Shown
 */

import {
  expectations,
  fitting,
  largestChange,
  moved,
  unitOrder,
  unrollEdited,
  weightAt,
  withWeights,
} from "../equations/interventions.js";
import { decodeParams, partsOf, unroll } from "../equations/rnn.js";
import { number, probability, quoted, recent, visible } from "../kit/words.js";

/**
 * The network the figure is about, and the untrained one where Python sent it.
 * @param {Network} network
 * @returns {Own[]}
 */
export function networksOf({ sizes, weights, untrained }) {
  const own = { title: untrained ? "trained" : "the network", p: decodeParams(weights, sizes) };
  return untrained ? [own, { title: "untrained", p: decodeParams(untrained, sizes) }] : [own];
}

/**
 * A network's run over a text; the first `steps` steps are kept where it has run before.
 * @param {Own & Partial<Net>} net
 * @param {number[]} indices
 * @param {number} steps
 * @returns {Net}
 */
export function runOf({ title, p, ...before }, indices, steps) {
  const known = before.trace ? { trace: before.trace, steps } : undefined;
  const trace = unroll(indices, p, null, null, known);
  const expected = expectations(trace, p, before.expected?.slice(0, steps));
  return { title, p, trace, expected, edits: [] };
}

/**
 * What the figure shows: the run under the edits beside the one before, or the networks' own runs where none is edited.
 * @param {Net[]} own
 * @param {Pick<Reading, "indices">} reading
 * @param {string[]} tokens
 * @param {Edit[]} all
 * @param {string} by
 * @returns {Shown}
 */
export function compared(own, { indices }, tokens, all, by) {
  const [before] = own;
  const { h } = before.p;
  const edits = fitting(all, before.p);
  const units = unitOrder(before.trace, h, by);
  const unedited = { nets: own, after: before, before, edits, tokens, h, units, said: [] };
  if (!edits.length) return unedited;
  const p = withWeights(before.p, edits);
  const trace = unrollEdited(indices, p, edits);
  const after = { title: "with your edits", p, edits, trace, expected: expectations(trace, p) };
  const nets = [after, { ...before, title: "before the edits" }];
  const shifts = moved(after.expected, before.expected);
  return { ...unedited, nets, after, shifts, said: consequences({ after, before, shifts, edits, h }) };
}

/**
 * What an edit sets, in words: unit 5 at step 3; W_hh from unit 2 to unit 7.
 * @param {Edit} edit
 * @param {string[]} [tokens] which the name of a state does without
 */
export function nameOf(edit, tokens = []) {
  if (edit.kind === "state")
    return edit.step === null ? `unit ${edit.unit} at every step` : `unit ${edit.unit} at step ${edit.step}`;
  const { name, row, column } = edit;
  const to = placeName(name, 1, column, tokens);
  return name.startsWith("b") ? `${name} of ${to}` : `${name} from ${placeName(name, 0, row, tokens)} to ${to}`;
}

/**
 * What a row (axis 0) or a column (axis 1) of a matrix stands for: a character or a unit.
 * @param {MatrixName} name
 * @param {0 | 1} axis
 * @param {number} place
 * @param {string[]} tokens
 */
export function placeName(name, axis, place, tokens) {
  const character = axis ? name.endsWith("q") : name === "W_xh";
  return character ? quoted(tokens[place - 1]) : `unit ${place}`;
}

/**
 * What stood where an edit is, in words; nothing where it sets every step.
 * @param {Edit} edit
 * @param {Net} before
 */
export function earlierOf(edit, { p, trace }) {
  if (edit.kind === "weight") return ` before: ${number(weightAt(p, edit))}`;
  if (edit.step === null) return "";
  if (edit.step > trace.T) return ` waits: only ${trace.T} steps are read`;
  return ` before: ${number(trace.H[edit.step * p.h + edit.unit - 1])}`;
}

/**
 * What follows from the edits, in sentences.
 * @param {{ after: Net, before: Net, shifts: number[], edits: Edit[], h: number }} runs
 */
export function consequences({ after, before, shifts, edits, h }) {
  const change = largestChange(after.trace, before.trace, h, edits);
  const said = [
    change
      ? `Largest change that follows: unit ${change.i + 1} at step ${change.t}, from ${number(change.from)} to ${number(change.to)}.`
      : "No other state changes.",
  ];
  const most = Math.max(0, ...shifts);
  const goes = `${probability(most)} of the probability goes to other characters`;
  said.push(
    most < 1e-9
      ? "No prediction changes."
      : `The prediction moves most after step ${shifts.indexOf(most) + 1}: ${goes}.`,
  );
  return said;
}

/**
 * The sum behind one value: its parts, the `shown` terms of the h-part, the `rest` of it, and what a `full` bar is.
 * @param {Net} net
 * @param {number[]} indices
 * @param {number} t
 * @param {number} i
 */
export function sumOf({ p, trace }, indices, t, i) {
  const parts = partsOf(trace, indices, p, t, i);
  const { x, state, bias, sum, terms } = parts;
  const shown = terms.slice(0, 5); // zeros too: a step like any other, and nothing below moves
  const full = Math.max(...[x, state, bias, sum].map(Math.abs));
  const rest = shown.reduce((left, { product }) => left - product, state);
  const none = terms.every(({ product }) => product === 0);
  return { ...parts, shown, full, rest, others: terms.length - shown.length, none };
}

/**
 * A number that is added, with its sign as the operation.
 * @param {number} value
 */
export const operation = (value) =>
  number(value).startsWith("−") ? `− ${number(value).slice(1)}` : `+ ${number(value)}`;

/**
 * What comes next after step t, in one run beside the other.
 * @param {Net[]} nets
 * @param {string[]} characters
 * @param {string[]} tokens
 * @param {number} t
 */
export function expectation(nets, characters, tokens, t) {
  if (t === 0) return "Nothing has been read yet, so nothing is predicted.";
  const said = nets.map(({ title, expected }) => {
    const { top, softmax } = expected[t - 1];
    return `${title}: ${quoted(tokens[top[0]])} (${probability(softmax[top[0]])})`;
  });
  return `After ${recent(characters, t, 12)} the most likely next character — ${said.join("; ")}.`;
}

/**
 * A run in tables, a caption and rows for each: the states, then the guesses, with what the edits moved where they did.
 * @param {Net} net
 * @param {number[]} units
 * @param {Pick<Tokenized, "characters">} reading
 * @param {string[]} tokens
 * @param {number[] | null | undefined} shifts
 */
export function tablesOf({ title, expected, trace }, units, { characters }, tokens, shifts) {
  const h = units.length;
  const head = ["unit", "H₀", ...expected.map((_, k) => `${k + 1} ${visible(characters[k])}`)];
  const states = units.map((i) => [String(i + 1), ...head.slice(1).map((_, t) => number(trace.H[t * h + i], 4))]);
  const guesses = expected.map(({ top, softmax }, k) => [
    head[k + 2],
    ...top.map((token) => `${visible(tokens[token])} ${number(softmax[token], 4)}`),
    ...(shifts ? [number(shifts[k], 4)] : []),
  ]);
  const ranks = ["1st", "2nd", "3rd"].slice(0, tokens.length);
  return [
    { caption: `Hidden states, ${title}: a row for each unit`, rows: [head, ...states] },
    { caption: `Next character, ${title}`, rows: [["step", ...ranks, ...(shifts ? ["moved"] : [])], ...guesses] },
  ];
}
