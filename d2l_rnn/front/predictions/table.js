/** The fold of numbers: the text as a whole, and the steps of the picture in a table. */

/** @import { View } from "../kit/figure.js" */

import { html } from "lit-html";
import { stepsOf } from "../kit/columns.js";
import { mono, table } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { number } from "../kit/words.js";
import { overall } from "./numbers.js";

const MOST = 1000; // numbers in a table that answers a key within a frame

/** The steps of the whole text; of a long one, or of many tokens, those of the picture. @param {View} v */
function steps({ numbers, net, columns }) {
  const last = numbers.losses.length;
  const shown = last * net.tokens.length > MOST ? stepsOf(columns) : Array.from({ length: last }, (_, k) => k + 1);
  return shown.filter((step) => step <= last);
}

/** @param {View} v */
export function numbers(v) {
  const { losses, softmax, reading } = v.numbers;
  const { characters, targets } = reading;
  const head = [
    t("step"),
    t("read"),
    t("target"),
    t("p(target)"),
    t("loss"),
    ...v.net.tokens.map((token) => html`p(${mono(token)})`),
  ];
  const rows = steps(v).map((step) => {
    const p = softmax[step - 1];
    return [
      step,
      mono(characters[step - 1]),
      mono(characters[step]),
      number(p[targets[step - 1]], 4),
      number(losses[step - 1], 4),
      ...Array.from(p, (one) => number(one, 4)),
    ];
  });
  const caption = t("Predictions: a row for each step");
  return html`<p>${whole(v)}</p>${table(caption, [head, ...rows])}`;
}

/** @param {View} v */
function whole({ numbers: predicted, net }) {
  const { mean, choices, floor, blind } = overall(predicted);
  const values = {
    n: predicted.losses.length,
    mean: number(mean, 4),
    choices: number(choices, 2),
    q: net.tokens.length,
    blind: number(blind, 4),
    floor: number(floor, 4),
  };
  return t(
    "The mean loss of all {n} steps is {mean}: as unsure as a fair choice among {choices} letters, the perplexity. A blind guess among all {q} loses {blind}. Without memory no network is below {floor} on this text, its floor.",
    values,
  );
}
