/** The frame of every figure: one sentence, one picture, and what there is on demand. */

/**
 * @import { Ending, Figure, Model, Words } from "../types.d.ts"
 * @import { Spec, View } from "./figure.js"
 */

/**
 * What a figure of a text has besides, and figures without one leave out: see figure.js.
 * @typedef {object} Text
 * @property {(spec: Spec, model: Model) => Ending} clock
 * @property {(v: View, place: ReturnType<typeof mount>) => void} begin
 * @property {(v: View, width: number) => void} settle
 * @property {(v: View) => Words} said
 * @property {(v: View) => Words} offers
 * @property {(v: View) => Words} line
 */

import { html, render } from "lit-html";
import { colours } from "./colour.js";
import { columnsOf, WIDEST } from "./columns.js";
import { folds } from "./folds.js";
import { mover } from "./motion.js";
import { mount } from "./root.js";
import { write } from "./traits.js";
import { speak } from "./translate.js";

const MARGINS = 8; // of .d2l-rnn, left and right together

/**
 * A figure for anywidget.
 * @param {Spec} spec
 * @param {Text | null} text
 * @returns {Figure}
 */
export const framed = (spec, text) => ({
  initialize: ({ model }) => text?.clock(spec, model),
  render: (given) => view(spec, text, given),
});

/**
 * @param {Spec} spec
 * @param {Text | null} text
 * @param {{ model: Model, el: Element }} given
 */
function view(spec, text, given) {
  const { model } = given;
  const moves = mover();
  const place = mount(given, spec, redraw);
  const v = /** @type {View} */ ({
    spec,
    model,
    root: place.root,
    local: {},
    get: (trait) => model.get(trait),
    set: (values) => write(model, values),
    pass(values) {
      Object.assign(v.local, values);
      redraw();
    },
    redraw: () => redraw(),
  });
  text?.begin(v, place);

  function redraw(themed = false) {
    moves.end();
    speak(model.get("words")); // another figure of the page may have spoken another language
    if (themed || !v.colours) v.colours = colours(place.root);
    if (!place.width()) return;
    const from = { step: v.step, reading: v.reading };
    const width = Math.min(WIDEST, place.width() - MARGINS);
    v.network = model.get("network");
    if (text) text.settle(v, width);
    else v.columns = columnsOf(width, 0, 0);
    calculate(v);
    render(skeleton(v, text), place.root);
    spec.drawn?.(v);
    if (spec.motion && from.reading === v.reading && v.step === from.step + 1) moves.begin(spec.motion(v));
  }
  place.watch(["fold", ...spec.traits], v.redraw);
  place.atEnd(spec.begin?.(v) ?? (() => {}));
  place.atEnd(moves.end);
  return place.close;
}

/**
 * The numbers of the state, computed again only where something that they depend on has changed.
 * @param {View} v
 */
function calculate(v) {
  const key = [v.reading, v.net, ...(v.spec.inputs ?? []).map((name) => v.get(name))];
  const before = v.local.key;
  if (before && key.every((one, k) => one === before[k])) return;
  v.local.key = key;
  v.numbers = v.spec.compute(v, v.numbers);
}

/**
 * @param {View} v
 * @param {Text | null} text
 */
function skeleton(v, text) {
  const { spec, lost } = v;
  const { narrow } = v.columns;
  // On a phone what is offered has no place of its own: it stands on a picture that is greyed, or where the note is.
  const offers = (/** @type {boolean} */ here) => (here && text?.offers(v)) || "";
  const under = () => html`<div class="d2l-under">
      ${offers(narrow && !lost)}
      <p class="d2l-note">${lost ? "" : spec.note?.(v)}</p>
      ${spec.switches?.(v) ?? ""}
    </div>`;
  return html`<div class="d2l-figure${narrow ? " narrow" : ""}${text ? "" : " plain"}">
    <div class="d2l-head">
      <p class="d2l-say" role="status" aria-live=${spec.clock && v.get("playing") ? "off" : "polite"} aria-atomic="true">${text?.said(v) || (lost ?? spec.sentence(v))}</p>
      ${offers(!narrow)}
    </div>
    ${text?.line(v) ?? ""}
    ${offers(narrow && Boolean(lost))}
    ${spec.asks ? under() : ""}
    <div class="d2l-picture${lost ? " old" : ""}" ?inert=${Boolean(lost)}>${spec.picture(v)}</div>
    ${spec.asks ? "" : under()}
    ${folds(v)}
  </div>`;
}
