/** The arithmetic of one value in words and bars. */

/**
 * @import { Child, MatrixName, Tokenized } from "../types.d.ts"
 * @import { Net } from "./numbers.js"
 * @typedef {(name: MatrixName, row: number, column: number) => void} Picking
 */

import { stateEdit, weightEdit } from "../equations/interventions.js";
import { bars, node } from "../kit/nodes.js";
import { number, quoted, signed } from "../kit/words.js";
import { operation, sumOf } from "./numbers.js";

/**
 * The nodes about unit i after step t. `pick(name, row, column)` chooses a weight; null where none can be.
 * @param {Net} net
 * @param {Pick<Tokenized, "characters" | "indices">} reading
 * @param {number} t
 * @param {number} i
 * @param {Picking | null} pick
 */
export function arithmetic(net, { characters, indices }, t, i, pick) {
  const { title, edits } = net;
  const which = node("p", { class: "d2l-title" }, `Unit ${i + 1} after step ${t}`, node("small", {}, ` ${title}`));
  if (t === 0) return [which, node("p", {}, "H₀ is 0 in every unit: nothing has been read yet.")];
  const { x, state, bias, sum, value, shown, rest, others, full, none } = sumOf(net, indices, t, i);
  /**
   * A weight in the sum: a button that chooses it, with a diamond where it was set by hand.
   * @type {(name: MatrixName, row: number, ...words: Child[]) => HTMLElement}
   */
  const weight = (name, row, ...words) => {
    const mark = weightEdit(edits, { name, row, column: i + 1 }) ? " ◆" : "";
    const small = node("small", {}, ...words, mark);
    if (!pick) return small;
    const click = () => pick(name, row, i + 1);
    return node("button", { type: "button", class: "d2l-pick", name: `${name} ${row}`, click }, small);
  };
  const sub = (/** @type {string} */ letter, /** @type {string} */ index) => [letter, node("sub", {}, index)];
  const tanh = `tanh( ${number(x)} ${operation(state)} ${operation(bias)} ) = tanh( ${number(sum)} ) = `;
  const result = node("b", {}, number(value));
  const formula = node(
    "p",
    { class: "d2l-formula" },
    ...(stateEdit(edits, t, i)
      ? ["h = ", result, `, set by hand ◆. The sum would have given ${tanh}${number(Math.tanh(sum))}.`]
      : ["h = tanh( x-part + h-part + bias ) = ", tanh, result]),
  );
  /** @type {(label: Child | Child[], amount: number, mark?: string) => Parameters<typeof bars>[0][number]} */
  const part = (label, amount, mark) => ({ label, value: amount, note: signed(amount), mark });
  const sums = bars(
    [
      part(
        ["x-part ", weight("W_xh", indices[t - 1] + 1, `row ${quoted(characters[t - 1])} of `, ...sub("W", "xh"))],
        x,
      ),
      part(["h-part ", node("small", {}, ...sub("H", String(t - 1)), ...sub(" W", "hh"))], state),
      part(["bias ", weight("b_h", 1, ...sub("b", "h"))], bias),
      part("sum", sum, "d2l-sum"),
    ],
    full,
  );
  const parts = shown.map(({ unit, before, weight: w, product }) =>
    part([`unit ${unit + 1} `, weight("W_hh", unit + 1, `${number(before, 2)} × ${number(w, 2)}`)], product),
  );
  if (others) parts.push(part(`the other ${others}`, rest));
  const heading = none ? "Every term of the h-part is 0" : "Largest terms of the h-part";
  const caption = node("p", { class: "d2l-caption" }, `${heading}: state before × weight`);
  return [which, formula, node("div", { class: "d2l-columns" }, sums, node("div", {}, caption, bars(parts, full)))];
}
