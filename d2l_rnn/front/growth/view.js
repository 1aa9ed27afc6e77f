/** Growth: the |V|ⁿ cells of an n-gram table against the parameters of an RNN, and how many of those cells a text fills. */

/** @import { View } from "../kit/figure.js" */

import { remembers } from "../kit/parts.js";
import { figure } from "../kit/plain.js";
import { t, tn } from "../kit/translate.js";
import { paragraph } from "../kit/words.js";
import { counted, numbers, sizes, text } from "./folds.js";
import { cellsOf, inFull, memory, overtakes, parametersOf, whole } from "./numbers.js";
import { picture } from "./picture.js";

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
      V === 28 ? t("28 characters: a to z, the blank, all others.") : "",
      from === null
        ? t("In memory {table} against {rnn}. Of a single letter the table never grows.", words)
        : t("In memory {table} against {rnn}. From n = {from} on the table is the larger one.", words),
    );
  },
  folds: [
    ["sizes", () => t("Change alphabet and units"), sizes],
    ["text", () => t("Count the runs of a text"), text],
    ["numbers", () => t("Read the numbers"), numbers],
  ],
});

/** A phone has room for three lines. @param {View} v */
function sentence(v) {
  const { V, h, n } = v.numbers;
  const units = v.columns.narrow
    ? t("an RNN")
    : tn("an RNN with one unit", "an RNN with {n} units", h, { n: inFull(h) });
  const values = {
    V: tn("1 character", "{n} characters", V, { n: inFull(V) }),
    cells: tn("1 number", "{n} numbers", Number(cellsOf(V, n)), { n: whole(cellsOf(V, n)) }),
    rnn: remembers(units),
    count: remembers(whole(parametersOf(V, h))),
  };
  if (v.columns.narrow)
    return tn(
      "A table that counts every letter ({V}) needs {cells}; {rnn} needs {count}.",
      "A table that counts every {n}-letter string ({V}) needs {cells}; {rnn} needs {count}.",
      n,
      values,
    );
  return tn(
    "A table that counts every single letter ({V}) needs {cells}; {rnn} needs {count}, for any length.",
    "A table that counts every {n}-letter string ({V}) needs {cells}; {rnn} needs {count}, for any length.",
    n,
    values,
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
