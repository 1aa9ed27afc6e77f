/** A state of StatePlane in full beside the square, and the figure's numbers as tables. */

/** @import { Params, Tokenized, Trace } from "../types.d.ts" */
/** @import { Place } from "./numbers.js" */

import { largest } from "../equations/numbers.js";
import { bars, node, table } from "../kit/nodes.js";
import { number, probability, visible } from "../kit/words.js";
import { leads, point, softmaxAt, stateOf } from "./numbers.js";

/**
 * A state in full: its two numbers, the probabilities there, and where each character would lead.
 * @param {Place} place
 * @param {Params} p
 * @param {string[]} tokens
 * @param {boolean} fan
 */
export function stateInFull({ title, state, next }, p, tokens, fan) {
  const rows = leads(state, p, 6).map(({ token, share, to }) => ({
    label: [
      visible(tokens[token]),
      node("small", {}, (fan ? ` leads to ${point(to)}` : "") + (tokens[token] === next ? " next in the text" : "")),
    ],
    value: share,
    note: probability(share),
    mark: tokens[token] === next ? "d2l-sum" : null,
  }));
  const most = p.q > 6 ? `, the 6 most likely of ${p.q}` : "";
  return [
    node("p", { class: "d2l-title" }, title),
    node("p", { class: "d2l-formula" }, `unit 1 = ${number(state[0])}, unit 2 = ${number(state[1])}`),
    node("p", { class: "d2l-caption" }, `The next character there${most}`),
    bars(rows, 1, { diverging: false }),
  ];
}

/**
 * Every state of a text: one row a step.
 * @param {Tokenized} reading
 * @param {Trace} trace
 * @param {Params} p
 * @param {string[]} tokens
 * @param {string} title
 */
export function stepsTable({ characters }, trace, p, tokens, title) {
  const rows = Array.from({ length: trace.T + 1 }, (_, t) => {
    const state = stateOf(trace, t);
    const shares = softmaxAt(state, p);
    const top = largest(shares);
    const numbers = [...state, shares[top]].map((value) => number(value, 4));
    return [String(t), t ? visible(characters[t - 1]) : "nothing yet", ...numbers, visible(tokens[top])];
  });
  return table([["step", "reads", "unit 1", "unit 2", "highest probability", "for the next"], ...rows], title);
}

/**
 * Where every character leads from a state.
 * @param {Place} place
 * @param {Params} p
 * @param {string[]} tokens
 */
export function waysTable({ title, state }, p, tokens) {
  const rows = leads(state, p).map(({ token, share, to }) => [
    visible(tokens[token]),
    ...[share, ...to].map((value) => number(value, 4)),
  ]);
  return table(
    [["character", "probability", "leads to unit 1", "and unit 2"], ...rows],
    `${title}: every next character`,
  );
}
