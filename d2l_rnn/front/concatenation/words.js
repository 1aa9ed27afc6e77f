/** What Concatenation says: the chosen number both ways, and what a way of joining makes of all of them. */

/**
 * @import { Words } from "../types.d.ts"
 * @import { Comparison, Matrices, Shape, Way } from "./numbers.js"
 */

import { html } from "lit-html";
import { matrix, reads, remembers, unbroken } from "../kit/parts.js";
import { t, tn } from "../kit/translate.js";
import { power } from "../kit/words.js";
import { asShort, relation, short, signed } from "./digits.js";
import { cellOf, isRefused, WAYS } from "./numbers.js";

const LONG = 20; // digits of a sum and its two terms: more may have to stand in two lines

/** @type {Record<string, string>} */
export const ROLES = { X: "d2l-x", W_xh: "d2l-x", H: "d2l-h", W_hh: "d2l-h" };

/** A matrix's letter as the book prints it, in the colour of its part. @param {string} name */
export function nameOf(name) {
  const [letter, index] = name.split("_");
  return html`<span class=${ROLES[name] ?? ""}>${matrix(letter, index ?? "")}</span>`;
}

/** Matrices in brackets, side by side or one above the other. @param {string[]} names @param {boolean} down */
const joined = (names, down) =>
  html`<span class="d2l-joined${down ? " d2l-down" : ""}">${names.map((name) => html`<span>${nameOf(name)}</span>`)}</span>`;

/**
 * What is computed, as a formula: whether two products and their sum are one product, or how that compares with them.
 * @param {boolean} one
 * @param {Way} way
 * @param {number} wrong how many numbers of it differ
 */
export function formulaOf(one, way, wrong) {
  const sum = html`<span>${nameOf("X")} ${nameOf("W_xh")} + ${nameOf("H")} ${nameOf("W_hh")}</span>`;
  const { left, right, down, across } = WAYS[way];
  const product = [joined(left, Boolean(down)), joined(right, !across)];
  if (!one) return isRefused(way) ? sum : [sum, " = ", product, " ?"];
  return isRefused(way) ? [product, " ✗"] : [product, wrong ? " ≠ " : " = ", sum];
}

/** The four letters, for the gaps of a sentence. */
const letters = () => ({ X: nameOf("X"), H: nameOf("H"), Wx: nameOf("W_xh"), Wh: nameOf("W_hh") });

/** What each way of joining is called. @type {Record<Way, () => Words>} */
export const WAY_NAMES = {
  right: () => t("right"),
  swapped: () => t("{Wh} above {Wx}", letters()),
  "both swapped": () => t("[{H} {X}] times {Wh} above {Wx}", letters()),
  "wrong axis": () => t("{X} above {H}", letters()),
  "wrong axis of weights": () => t("{Wx} beside {Wh}", letters()),
};

/** A shape as it is written: (3, 5). @param {Shape} shape */
export const shape = ({ rows, columns }) => `(${rows}, ${columns})`;

/**
 * Which shapes do not fit when the parts are joined along the wrong axis; null where the product exists.
 * @param {Matrices} all
 * @param {Way} way
 */
export function refusal({ X, H, W_xh, W_hh }, way) {
  const [n, d] = [X.rows, X.columns];
  const h = H.columns;
  const sizes = {
    ...letters(),
    ...{ d, h, dh: d + h, atX: shape(X), atH: shape(H), atWx: shape(W_xh), atWh: shape(W_hh) },
  };
  if (way === "wrong axis")
    return d === h
      ? t(
          "No product: {X} above {H} is {joined}, the weights are {weights}, and the inner numbers {d} and {dh} differ.",
          {
            ...sizes,
            joined: `(${2 * n}, ${d})`,
            weights: `(${d + h}, ${h})`,
          },
        )
      : t(
          "No product: {X} {atX} cannot stand above {H} {atH}. They need equally many columns, and {d} is not {h}.",
          sizes,
        );
  if (way === "wrong axis of weights")
    return d === h
      ? t(
          "No product: [{X} {H}] is {joined}, {Wx} beside {Wh} is {weights}, and the inner numbers {dh} and {h} differ.",
          {
            ...sizes,
            joined: `(${n}, ${d + h})`,
            weights: `(${h}, ${2 * h})`,
          },
        )
      : t(
          "No product: {Wx} {atWx} cannot stand beside {Wh} {atWh}. They need equally many rows, and {d} is not {h}.",
          sizes,
        );
  return null;
}

/**
 * The chosen number as it is shown, and what the other way makes of it.
 * @param {"two" | "one"} products
 * @param {Matrices} all
 * @param {Way} way
 * @param {Comparison} result
 * @param {{ r: number, c: number }} at
 */
export function sentenceOf(products, all, way, result, { r, c }) {
  const refused = refusal(all, way);
  if (refused) return refused;
  const { single } = cellOf(all, way, r, c);
  const wrong = result.wrong.has(r * result.two.columns + c);
  const count = result.two.values.length;
  const [x, h, sum] = [asShort(single.x), asShort(single.h), asShort(single.two)];
  const sign = relation([x, h], sum);
  const values = {
    sign,
    ...{ row: r + 1, column: c + 1, two: short(single.two), one: short(single.one) },
    x: reads(short(single.x)),
  };
  if (way === "swapped")
    return [
      wrong
        ? t("Row {row}, column {column}: {two} in two products, but {one} in this one ✗.", values)
        : t("Row {row}, column {column}: {two} in two products, {one} in this one ✓.", values),
      " ",
      result.wrong.size === count
        ? tn("No error, but the one number is wrong.", "No error, but all {n} numbers are wrong.", count)
        : tn(
            "No error, but one of {count} numbers is wrong.",
            "No error, but {n} of {count} numbers are wrong.",
            result.wrong.size,
            { count },
          ),
    ];
  const both = { ...values, h: remembers(signed(short(single.h))) };
  if (products === "one")
    return values.one === values.two
      ? t(
          "The same result: row {row}, column {column} is {one} in one product, and {x} + {h} {sign} {two} in two.",
          both,
        )
      : t("Row {row}, column {column} of the result: one product gives {one}, two gave {x} + {h} {sign} {two}.", both);
  const whole = html`${both.x} + ${both.h} ${sign} ${both.two}`;
  return t("Two products give {sum} at row {row}, column {column}. Does one product agree?", {
    ...both,
    sum: `${both.two}${short(single.x)}${short(single.h)}`.length > LONG ? whole : unbroken(whole),
  });
}

/**
 * The chosen number as the sum of the two products, or alone where there is little room.
 * @param {{ x: number, h: number, two: number }} single
 * @param {number} width
 */
export function sumOf({ x, h, two }, width) {
  const [one, other, sum] = [short(x), signed(short(h)), short(two)];
  const sign = relation([asShort(x), asShort(h)], asShort(two));
  if (8 * `${one} + ${other} = ${sum}`.length > width) return sum;
  return html`${reads(one)} + ${remembers(other)} ${sign} ${sum}`;
}

/**
 * Why a way of joining is right or wrong.
 * @param {Matrices} all
 * @param {Way} way
 */
export function verdict({ X, H, W_xh }, way) {
  const [d, h] = [X.columns, H.columns];
  const shapes = {
    ...letters(),
    ...{ d, h, left: `(${X.rows}, ${d + h})`, right: `(${d + h}, ${h})`, result: `(${X.rows}, ${W_xh.columns})` },
  };
  if (way === "right")
    return t("✓ Column k of [{X} {H}] meets row k of the weights: {X} meets {Wx}, and {H} meets {Wh}.", shapes);
  if (way === "both swapped")
    return t(
      "✓ Swapped on both sides, {H} meets {Wh} and {X} meets {Wx} again: the same terms in another order.",
      shapes,
    );
  if (way === "wrong axis") return t("✗ Put {X} and {H} side by side: torch.cat((X, H), 1).", shapes);
  if (way === "wrong axis of weights") return t("✗ Put {Wx} above {Wh}: torch.cat((W_xh, W_hh), 0).", shapes);
  return [
    t("✗ {left} times {right} fits, and the shape {result} is right, so nothing complains.", shapes),
    " ",
    d === h
      ? t("But {X} meets {Wh}, and {H} meets {Wx}.", shapes)
      : t("But the seams lie at different places, after {d} on the left and after {h} on the right.", shapes),
  ];
}

/**
 * What the two results differ by.
 * @param {Pick<Comparison, "largest" | "largest64" | "wrong">} result
 */
export function differenceInWords({ largest, largest64, wrong }) {
  const where = { row: largest.row + 1, column: largest.column + 1 };
  if (wrong.size)
    return t("The largest difference is {size}, at row {row}, column {column}: no rounding, but other numbers.", {
      ...where,
      size: power(largest.value, 2),
    });
  if (largest.value === 0) return t("All float32 results are equal to the last digit.");
  return t(
    "The largest float32 difference is {size}, at row {row}, column {column}; in float64 it is {size64}. It is rounding: the same products are added in another order, and each addition rounds. PyTorch may add in yet another one.",
    { ...where, size: power(largest.value, 2), size64: power(largest64, 2) },
  );
}
