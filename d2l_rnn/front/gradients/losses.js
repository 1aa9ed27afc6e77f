/** The fold that adds up all losses: what each state gets from its own letter, and what comes back from later ones. */

/** @import { View } from "../kit/figure.js" */

import { html } from "lit-html";
import { stepsOf } from "../kit/columns.js";
import { remembers, table } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { paragraph } from "../kit/words.js";
import { lengths } from "./lengths.js";
import { meanOf } from "./numbers.js";
import { about, firstOf, letterAt, long } from "./words.js";

/** @param {View} v */
export function losses(v) {
  const { local, back } = meanOf(v.numbers, firstOf(v)).lengths;
  const { T } = v.numbers.trace;
  const k = about(v);
  const [own, later] = [html`<b>${t("what its own loss sends")}</b>`, remembers(html`<b>${t("what came back")}</b>`)];
  const sum = t(
    "With the mean loss L of all {T} letters, the gradient at a state is {own} + {later} from the later ones. At {letter} the two are {one} and {other} long.",
    {
      T,
      own,
      later,
      letter: letterAt(v, k),
      one: html`<b>${long(local[k])}</b>`,
      other: remembers(html`<b>${long(back[k])}</b>`),
    },
  );
  return html`<p>${paragraph(sum, t("The sum does not vanish; what a distant loss has to say is drowned in it."))}</p>
  ${lengths(v, t("The gradient of the mean loss at each state"), T, [
    [local, "d2l-ink"],
    [back, "d2l-link"],
  ])}
  ${table(t("Their lengths"), [
    [t("at"), t("own loss"), t("came back")],
    ...stepsOf(v.columns)
      .filter((j) => j <= T)
      .map((j) => [letterAt(v, j), long(local[j]), long(back[j])]),
  ])}`;
}
