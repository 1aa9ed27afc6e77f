/** Concatenation: two products and a sum, or one product of what is joined, whose numbers are the same. */

/** @import { View } from "../kit/figure.js" */

import { html } from "lit-html";
import { choice } from "../kit/parts.js";
import { figure } from "../kit/plain.js";
import { watch } from "../kit/traits.js";
import { t } from "../kit/translate.js";
import { lookedAt, paint, picture } from "./blocks.js";
import { decimalsOf } from "./digits.js";
import { change, dotProduct, wrongWays } from "./folds.js";
import { layoutOf } from "./layout.js";
import { cellOf, compare, fourMatrices, isRefused, rangeOf } from "./numbers.js";
import { slide, slides } from "./slide.js";
import { sentenceOf } from "./words.js";

export default figure({
  name: "concatenation",
  label: () => t("Concatenation"),
  traits: ["way", "products", "row", "column", "chosen", "edits"],
  inputs: ["way", "edits"],
  compute: numbersOf,
  sentence(v) {
    settle(v);
    const { all, result } = v.numbers;
    return sentenceOf(v.get("products"), all, v.get("way"), result, v.local.at);
  },
  picture,
  asks: true,
  switches: (v) => [
    choice(
      t("products"),
      [
        ["two", t("two products")],
        ["one", t("one product")],
      ],
      v.get("products"),
      (products) => v.set({ products }),
    ),
    html`<b>${v.get("products") === "two" ? "" : isSame(v) ? t("✓ the same") : t("✗ not the same")}</b>`,
  ],
  folds: [
    ["dot", () => t("Look at the dot product"), dotProduct],
    ["change", () => t("Change a number"), change],
    ["wrong", () => t("Put them together the wrong way"), wrongWays],
  ],
  drawn(v) {
    paint(v);
    slide(v);
  },
  begin(v) {
    const ends = [slides(v), watch(v.model, ["fold"], () => v.get("fold") === "change" && showRounding(v))];
    return () => {
      for (const end of ends) end();
    };
  },
});

/** @param {View} v */
function numbersOf(v) {
  const { network } = v;
  const way = v.get("way");
  const edits = v.get("edits");
  const all = fourMatrices(/** @type {any} */ (network), edits);
  const result = compare(all, isRefused(way) ? "right" : way);
  const edited = new Set(edits.map((/** @type {any} */ { name, row, column }) => `${name} ${row - 1} ${column - 1}`));
  const { X, H, W_xh, W_hh } = all;
  return {
    ...{ all, result, edited },
    given: fourMatrices(/** @type {any} */ (network), []),
    range: rangeOf([X, H, W_xh, W_hh, result.two, result.one]),
    decimals: decimalsOf([X, H, W_xh, W_hh].flatMap(({ values }) => [...values])),
  };
}

/** Whether one product, as it is joined, gives what two give. @param {View} v */
const isSame = (v) => !isRefused(v.get("way")) && !v.numbers.result.wrong.size;

/** Where everything stands now, and what is looked at. @param {View} v */
function settle(v) {
  const { columns, network, local } = v;
  const { name, row, column } = v.get("chosen");
  const { sizes } = /** @type {any} */ (network);
  v.numbers.all.result = v.get("products") === "one" ? v.numbers.result.one : v.numbers.result.two;
  local.chosen = { name, row: row - 1, column: column - 1 };
  local.layout = layoutOf(sizes, v.get("way"), v.get("products") === "one", columns.width, columns.narrow);
  local.at = lookedAt(v);
}

/** Who opens the fold to see rounding stands at a number that shows it, where there is one. @param {View} v */
function showRounding(v) {
  const { all, result } = v.numbers ?? {};
  const way = v.get("way");
  if (!all || isRefused(way) || result.wrong.size || !result.largest.value) return;
  const { single } = cellOf(all, way, v.local.at.r, v.local.at.c);
  if (single.two === single.one) v.set({ row: result.largest.row + 1, column: result.largest.column + 1 });
}
