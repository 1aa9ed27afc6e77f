/** What a figure has on demand: three verbs in one line, and what the open one shows. */

/** @import { View } from "./figure.js" */

import { html } from "lit-html";
import { t } from "./translate.js";

/** The folds of a view; one without a title is left out. @param {View} v */
export function folds(v) {
  const open = v.get("fold");
  const all = v.spec.folds.flatMap(([name, title, body]) => {
    const words = title(v);
    return words ? [{ name, words, body }] : [];
  });
  const chosen = all.find(({ name }) => name === open);
  const fold = (/** @type {string} */ name, /** @type {unknown} */ title) => html`<button
      type="button" aria-expanded=${name === open} data-fold=${name}
      @click=${() => v.set({ fold: name === open ? "" : name })}
    ><span aria-hidden="true">${name === open ? "▾" : "▸"}</span> ${title}</button>`;
  return html`<div class="d2l-folds">${all.map(({ name, words }) => fold(name, words))}</div>
    <div class="d2l-fold" ?hidden=${!chosen} role="region" aria-label=${t("on demand")}>${chosen && !v.lost ? chosen.body(v) : ""}</div>`;
}
