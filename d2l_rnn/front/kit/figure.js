/** The skeleton of every figure: one sentence, the text as the timeline, one picture, and what there is on demand. */

/**
 * @import { Ending, Figure, Model, Network, Reading, Words, Colours } from "../types.d.ts"
 * @import { TemplateResult } from "lit-html"
 * @import { Columns } from "./columns.js"
 * @import { Move } from "./motion.js"
 * @import { Net } from "./networks.js"
 * @import { Options } from "../equations/history.js"
 */

/**
 * What one figure is, besides the skeleton. All of it is asked anew at every change, and draws the state that the view
 * is in; `compute` only where the text, the network or one of `inputs` has changed.
 * @typedef {object} Spec
 * @property {string} label what a screen reader calls the figure
 * @property {string[]} traits the figure's own: a change of one redraws
 * @property {string[]} [inputs] those of them that the numbers depend on
 * @property {number} [least] how many letters a text needs: 1, or 2 where the next letter is a target
 * @property {number} [first] the first step: 0 is before the first letter
 * @property {boolean} [text] false where there is no text
 * @property {boolean} [learns] false where there is no network
 * @property {boolean} [aim] whether the letter after the current one stands out as the target
 * @property {Partial<Parameters<typeof columnsOf>[3]>} [layout]
 * @property {(v: View, before: any) => any} compute
 * @property {(v: View) => Words} sentence
 * @property {(v: View) => TemplateResult} picture at most 420 px high, and as high in every state
 * @property {(v: View) => Words} [note] a line under the picture
 * @property {(v: View) => Words} [switches] at its right
 * @property {[name: string, title: (v: View) => Words, body: (v: View) => Words][]} folds those without a title are left out
 * @property {(v: View) => void} [drawn] after the elements: what is painted on canvases
 * @property {(v: View) => Move[]} [motion] after a step to the next letter
 * @property {(v: View) => Ending} [begin] what listens besides
 * @property {{ playing(model: Model): () => void, sign?: string, hint?: () => string }} [clock] behind Play, where it
 *   does not step: the sign on it, and what it does
 * @property {(v: View) => { options?: Options, then?: Record<string, unknown> }} [learning] how a text is learned, and
 *   what is set with what is learned
 */

/**
 * One view of a figure in the state it is in. `numbers` are those of `compute`; `reading` is the text that they are of,
 * which is the last one that could be read while `lost` says what is wrong with the one that is `typed`; `local` is for
 * what passes, such as what is pointed at.
 * @typedef {object} View
 * @property {Spec} spec
 * @property {Model} model
 * @property {HTMLElement} root
 * @property {Record<string, any>} local
 * @property {Net} net
 * @property {Network} network
 * @property {string} typed
 * @property {string[]} letters of what is typed
 * @property {Words | null} lost
 * @property {number} stop the place of the letter that cannot be read, or 0
 * @property {Reading} reading
 * @property {number} last the last step
 * @property {number} step
 * @property {Columns} columns
 * @property {Colours} colours
 * @property {any} numbers
 * @property {number | null} caret
 * @property {ReturnType<typeof hearing>} on
 * @property {(trait: string) => any} get
 * @property {(values: Record<string, unknown>) => void} set
 * @property {(values: Record<string, unknown>) => void} pass set what is `local`, and redraw
 * @property {() => void} redraw
 * @property {(step: number) => void} go
 * @property {(text: string, caret: number) => void} type
 * @property {() => void} learn let the network learn what is typed, where it has not
 * @property {() => TemplateResult} playButton
 */

import { html, render } from "lit-html";
import { read } from "../equations/reading.js";
import { colours } from "./colour.js";
import { columnsOf, WIDEST } from "./columns.js";
import { folds } from "./folds.js";
import { offers, progress } from "./learning.js";
import { mover } from "./motion.js";
import { forget, learnText, netOf, onLearning, stopLearning } from "./networks.js";
import { mount } from "./root.js";
import { playing } from "./steps.js";
import { followCaret, hearing, timeline } from "./timeline.js";
import { write } from "./traits.js";
import { t } from "./translate.js";
import { unreadable } from "./unreadable.js";
import { isWhole } from "./words.js";

const MARGINS = 8; // of .d2l-rnn, left and right together

/**
 * A figure for anywidget.
 * @param {Spec} spec
 * @returns {Figure}
 */
export function figure(spec) {
  const clock =
    spec.clock?.playing ?? ((/** @type {Model} */ model) => playing(model, () => lastStep(spec, model), 1000));
  return {
    initialize: ({ model }) => (spec.text === false && !spec.clock ? undefined : clock(model)),
    render(given) {
      const close = view(spec, given);
      return close;
    },
  };
}

/**
 * The last step of the text that a model holds.
 * @param {Spec} spec
 * @param {Model} model
 */
function lastStep(spec, model) {
  const { tokens } = netOf(model);
  const { indices } = read(model.get("text"), { tokens, most: model.get("network").most });
  return indices.length - (spec.least ?? 1) + 1;
}

/**
 * @param {Spec} spec
 * @param {{ model: Model, el: Element }} given
 */
function view(spec, given) {
  const { model } = given;
  const moves = mover();
  const place = mount(given, spec.label, redraw, false);
  /** @type {string | null} */
  let draft = null; // a text that Python could not store, since half a character is in it
  const v = /** @type {View} */ ({
    spec,
    model,
    root: place.root,
    local: {},
    caret: null,
    get: (trait) => model.get(trait),
    set(values) {
      forget(model);
      write(model, values);
    },
    pass(values) {
      Object.assign(v.local, values);
      redraw();
    },
    redraw: () => redraw(),
    go: (step) => v.set({ step: Math.max(spec.first ?? 1, Math.min(v.last, step)), playing: false }),
    type(text, caret) {
      stopLearning(model);
      draft = isWhole(text) ? null : text;
      const last = Math.max(0, [...text].length - (spec.least ?? 1) + 1);
      const step = Math.max(spec.first ?? 1, Math.min(last, caret));
      if (draft === null) write(model, { text, step, playing: false });
      else redraw();
    },
    learn: () => v.typed !== v.net.text && learnText(model, v.typed, spec.learning?.(v)),
    playButton: () => playButton(v),
  });
  v.on = hearing(v);

  function redraw(themed = false) {
    moves.end();
    if (themed || !v.colours) v.colours = colours(place.root);
    if (!place.width()) return;
    v.typed = draft ?? model.get("text") ?? "";
    const from = { step: v.step, reading: v.reading };
    settle(v, Math.min(WIDEST, place.width() - MARGINS));
    render(skeleton(v), place.root);
    spec.drawn?.(v);
    if (spec.motion && from.reading === v.reading && v.step === from.step + 1) moves.begin(spec.motion(v));
  }
  place.watch(["text"], () => {
    if (draft !== null && isWhole(model.get("text"))) draft = null;
  });
  const own = spec.text === false ? [] : ["text", "step", "playing", "learned"];
  place.watch([...own, "fold", ...spec.traits], v.redraw);
  if (spec.learns !== false) place.atEnd(onLearning(model, v.redraw));
  if (spec.text !== false) place.atEnd(followCaret(v));
  place.atEnd(spec.begin?.(v) ?? (() => {}));
  place.atEnd(moves.end);
  return place.close;
}

/**
 * Bring a view into the state that its model is in.
 * @param {View} v
 * @param {number} width
 */
function settle(v, width) {
  const { spec, model } = v;
  v.network = model.get("network");
  if (spec.text === false) {
    v.columns = columnsOf(width, 0, 0);
    return calculate(v, []);
  }
  const net = spec.learns === false ? v.net : netOf(model);
  v.letters = [...v.typed];
  const changed = net !== v.net || v.typed !== v.local.read;
  if (changed) {
    Object.assign(
      v,
      unreadable(v.typed, net, v.network.most, spec.least ?? 1, v.reading && net === v.net ? v.reading : null),
    );
    Object.assign(v, { net });
    v.local.read = v.typed;
  }
  v.last = v.reading.indices.length - (spec.least ?? 1) + 1;
  v.step = Math.max(spec.first ?? 1, Math.min(v.last, model.get("step")));
  const current = v.lost ? Math.max(1, v.caret ?? v.stop) : v.step;
  v.columns = columnsOf(width, v.letters.length, current, { before: v.columns?.from, ...spec.layout });
  if (v.lost) v.columns.to = Math.min(v.columns.to, v.letters.length);
  calculate(v, [v.reading, v.net]);
}

/**
 * The numbers of the state, computed again only where something that they depend on has changed.
 * @param {View} v
 * @param {unknown[]} of
 */
function calculate(v, of) {
  const key = [...of, ...(v.spec.inputs ?? []).map((name) => v.get(name))];
  const before = v.local.key;
  if (before && key.every((one, k) => one === before[k])) return;
  v.local.key = key;
  v.numbers = v.spec.compute(v, v.numbers);
}

/** @param {View} v */
function skeleton(v) {
  const { spec, lost } = v;
  const learns = spec.text !== false && spec.learns !== false;
  return html`<div class="d2l-figure${v.columns.narrow ? " narrow" : ""}">
    <div class="d2l-head">
      <p class="d2l-say" role="status" aria-live=${spec.clock && v.get("playing") ? "off" : "polite"} aria-atomic="true">${(learns && progress(v)) || (lost ?? spec.sentence(v))}</p>
      ${learns ? offers(v) : ""}
    </div>
    ${spec.text === false ? "" : timeline(v)}
    <div class="d2l-picture${lost ? " old" : ""}" ?inert=${Boolean(lost)}>${spec.picture(v)}</div>
    <div class="d2l-under">
      <p class="d2l-note">${lost ? "" : spec.note?.(v)}</p>
      ${spec.switches?.(v) ?? ""}
    </div>
    ${folds(v)}
  </div>`;
}

/** @param {View} v */
function playButton(v) {
  const on = v.get("playing");
  const label = on ? t("Pause") : t("Play");
  const press = () => {
    if (v.lost) return;
    const again = !on && v.step >= v.last && !v.spec.clock;
    v.set(again ? { playing: true, step: v.spec.first ?? 1 } : { playing: !on });
  };
  const title = (!on && v.spec.clock?.hint?.()) || label;
  return html`<button type="button" class="d2l-play" aria-label=${label} title=${title} @click=${press}>${on ? "❚❚" : (v.spec.clock?.sign ?? "▶")}</button>`;
}
