/** Growth: the |V|ⁿ cells of an n-gram table against the parameters of an RNN, and how many of those cells a text fills. */

/** @import { View } from "../kit/figure.js" */

import { html } from "lit-html";
import { remembers, unbroken } from "../kit/parts.js";
import { figure } from "../kit/plain.js";
import { t, tn } from "../kit/translate.js";
import { paragraph } from "../kit/words.js";
import { counted, numbers, sizes, text } from "./folds.js";
import { cellsOf, memory, overtakes, parametersOf, short } from "./numbers.js";
import { crossing, picture } from "./picture.js";

export default figure({
  name: "growth",
  label: () => t("Growth"),
  traits: ["text", "num_tokens", "num_hiddens", "order", "from_text"],
  inputs: ["text", "num_tokens", "num_hiddens", "order", "from_text", "fold"],
  compute,
  sentence,
  picture,
  note(v) {
    const { V, h, n } = v.numbers;
    const from = overtakes(V, h);
    const words = { table: memory(cellsOf(V, n)), rnn: memory(parametersOf(V, h)), from };
    return paragraph(
      V === 28 ? html`<span class="d2l-whole">${t("28 characters: a to z, the blank, all others.")}</span>` : "",
      t("Storage: table {table}, RNN {rnn}.", words),
      from === null
        ? t("Of a single letter the table never grows.")
        : crossing(v)
          ? ""
          : t("From n = {from} the table is larger.", words),
    );
  },
  folds: [
    ["sizes", () => t("Change alphabet and units"), sizes],
    ["text", () => t("Count the runs of a text"), text],
    ["numbers", () => t("Read the numbers"), numbers],
  ],
});

/** A phone has room for three lines of it. @param {View} v */
function sentence(v) {
  const { V, h, n } = v.numbers;
  const { narrow } = v.columns;
  const cells = cellsOf(V, n);
  return tn(
    "A table with a count for every letter needs {cells}; {rnn} at any length.",
    "A table with a count for every {n}\u2011letter string needs {cells}; {rnn} at any length.",
    n,
    {
      cells: tn("1 number", "{n} numbers", Number(cells), { n: short(cells) }),
      rnn: remembers(unbroken(t("an RNN {count}", { count: short(parametersOf(V, h), narrow ? 5 : 6) }))),
    },
  );
}

/** @param {View} v */
function compute(v) {
  v.numbers = { orders: v.network.limits.order[1] };
  const reads = v.get("from_text") || v.get("fold") === "text";
  const all = reads ? counted(v) : null;
  const V = (v.get("from_text") && all.different) || v.get("num_tokens");
  const runs = v.get("fold") === "text" && all.different <= V ? all : null;
  return { ...v.numbers, V, h: v.get("num_hiddens"), n: v.get("order"), runs };
}
