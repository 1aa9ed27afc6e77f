/** The chosen dot product written out, and every matrix as a table. */

/**
 * @import { Child } from "../types.d.ts"
 * @import { Matrices, Term, Way } from "./numbers.js"
 */

import { node, table } from "../kit/nodes.js";
import { asWritten, bothWays, digits, exact, gap, plain, products, relation, shape, termsOf } from "./numbers.js";
import { faceOf } from "./sheet.js";

/**
 * value × weight, each on the ground of the block it comes from.
 * @param {Term} term
 */
function product({ from, value, to, weight }) {
  return node(
    "span",
    {},
    node("span", { class: `d2l-factor ${faceOf(from.name)}` }, plain(value)),
    " × ",
    node("span", { class: `d2l-factor ${faceOf(to.name)}` }, plain(weight)),
  );
}

/**
 * Terms with plus signs between them, and a double line where the left factor passes from one block to the next.
 * @param {Term[]} terms
 * @param {boolean} [seam]
 */
function written(terms, seam) {
  return terms.flatMap((term, k) => [
    ...(k ? [" + "] : []),
    ...(k && seam && terms[k - 1].from.name !== term.from.name
      ? [node("span", { class: "d2l-cut", role: "img", "aria-label": "seam" })]
      : []),
    product(term),
  ]);
}

/**
 * What the dot product of a way of joining is, beside that of the two products.
 * @type {Partial<Record<Way, string>>}
 */
const DOT_PRODUCT = {
  right: "the same dot product, cut in two",
  swapped: "two different dot products: the one product pairs values with the wrong weights",
  "both swapped": "the same terms, in another order",
};

/**
 * The selected dot product, cut in two and in one piece, with its float32 and float64 values.
 * @param {Matrices} all
 * @param {Way} way
 * @param {{ r: number, c: number, joined: boolean, wrong: boolean }} selected
 */
export function dotProduct(all, way, { r, c, joined, wrong }) {
  const terms = termsOf(all, "right", r, c);
  const d = all.X.columns;
  const other = joined ? termsOf(all, way, r, c) : terms;
  const [single, double] = [Math.fround, exact].map((round) => bothWays(terms, other, d, round));
  const parts = [terms.slice(0, d), terms.slice(d)];
  const inner = [relation(products(parts[0]), single.x), relation(products(parts[1]), single.h)];
  const line = (/** @type {Child[]} */ ...pieces) => node("p", { class: "d2l-terms" }, ...pieces);
  const heading = joined ? DOT_PRODUCT[way] : "two dot products and their sum; the one product is refused";
  /** @type {HTMLElement[]} */
  const lines = [
    node("p", { class: "d2l-title" }, `Row ${r + 1}, column ${c + 1}: ${heading}`),
    line(
      "Two products: [ ",
      ...written(parts[0]),
      " ] + [ ",
      ...written(parts[1]),
      ` ] ${inner.includes("≈") ? "≈" : "="} ${plain(single.x)} ${single.h < 0 ? "−" : "+"} ${plain(Math.abs(single.h))} `,
      `${relation([single.x, single.h].map(asWritten), single.two)} `,
      node("b", {}, plain(single.two)),
    ),
  ];
  if (!joined) return lines;
  lines.push(
    line(
      "One product: ",
      ...written(other, true),
      ` ${relation(products(other), single.one)} `,
      node("b", {}, plain(single.one)),
    ),
    node(
      "div",
      { class: "d2l-digits d2l-scroll", tabindex: "0", role: "region", "aria-label": "Both results in full" },
      table(
        [
          ["result", "float32", "float64"],
          ["two products, then their sum", ...[single.two, double.two].map(digits)],
          ["one product", ...[single.one, double.one].map(digits)],
          ["difference", ...[single.two - single.one, double.two - double.one].map(gap)],
        ],
        wrong ? "Two different numbers, with all their digits" : "The same number both ways, with all its digits",
      ),
    ),
  );
  return lines;
}

/**
 * Every matrix of the figure as a table.
 * @param {Matrices} all
 * @param {boolean} joined
 */
export function numbersOf(all, joined) {
  const names = ["X", "W_xh", "H", "W_hh", "sum", ...(joined ? ["product"] : [])];
  return node(
    "div",
    {},
    ...names.map((name) => {
      const { rows, columns, values } = all[name];
      const head = ["row", ...Array.from({ length: columns }, (_, c) => `column ${c + 1}`)];
      const body = Array.from({ length: rows }, (_, r) => [
        String(r + 1),
        ...Array.from(values.subarray(r * columns, (r + 1) * columns), (value) => digits(value, 0)),
      ]);
      return table([head, ...body], `${name} ${shape(all[name])}`);
    }),
  );
}
