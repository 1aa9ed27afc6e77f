/** A figure of a text, which is its timeline: a text that can be typed, gone through, played and learned. */

/**
 * @import { Ending, Figure, Model, Network, Reading, Words, Colours } from "../types.d.ts"
 * @import { TemplateResult } from "lit-html"
 * @import { Columns } from "./columns.js"
 * @import { Move } from "./motion.js"
 * @import { Net } from "./networks.js"
 * @import { Options } from "../equations/history.js"
 */

/**
 * What one figure is, besides its frame. All of it is asked anew at every change, and draws the state that the view
 * is in; `compute` only where the text, the network or one of `inputs` has changed.
 * @typedef {object} Spec
 * @property {string} name of the figure's folder
 * @property {() => string} label what a screen reader calls the figure
 * @property {string[]} traits the figure's own: a change of one redraws
 * @property {string[]} [inputs] those of them that the numbers depend on
 * @property {number} [least] how many letters a text needs: 1, or 2 where the next letter is a target
 * @property {number} [first] the first step: 0 is before the first letter
 * @property {boolean} [learns] false where there is no network
 * @property {boolean} [aim] whether the letter after the current one stands out as the target
 * @property {boolean} [whole] whether before the first letter all of the text is read, not none
 * @property {Partial<Parameters<typeof columnsOf>[3]>} [layout]
 * @property {(v: View, before: any) => any} compute
 * @property {(v: View) => Words} sentence
 * @property {(v: View) => TemplateResult} picture at most 420 px high, and as high in every state
 * @property {(v: View) => Words} [note] a line under the picture
 * @property {boolean} [asks] whether this line is the question that the picture answers: then it stands over it
 * @property {(v: View) => Words} [switches] at its right
 * @property {[name: string, title: (v: View) => Words, body: (v: View) => Words][]} folds those without a title are left out
 * @property {(v: View) => void} [drawn] after the elements: what is painted on canvases
 * @property {(v: View) => Move[]} [motion] after a step to the next letter
 * @property {(v: View) => Ending} [begin] what listens besides
 * @property {{ playing(model: Model): () => void, sign?: string, word?: () => string, hint?: () => string }} [clock] behind Play, where it
 *   does not step: the sign on it, and what it does
 * @property {(v: View) => { options?: Options, after?: Record<string, unknown> }} [learning] how a text is learned, and
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
 * @property {string | null} draft a text that Python could not store, since half a character is in it
 * @property {(trait: string) => any} get
 * @property {(values: Record<string, unknown>) => void} set
 * @property {(values: Record<string, unknown>) => void} pass set what is `local`, and redraw
 * @property {() => void} redraw
 * @property {(step: number) => void} go
 * @property {(text: string, caret: number) => void} type
 * @property {() => void} learn let the network learn what is typed, where it has not
 * @property {() => TemplateResult} playButton
 */

import { html } from "lit-html";
import { read } from "../equations/reading.js";
import { columnsOf } from "./columns.js";
import { framed } from "./frame.js";
import { offers, progress } from "./learning.js";
import { forget, learnText, netOf, onLearning, stopLearning } from "./networks.js";
import { playing } from "./steps.js";
import { followCaret, hearing, timeline } from "./timeline.js";
import { write } from "./traits.js";
import { t } from "./translate.js";
import { unreadable } from "./unreadable.js";
import { isWhole } from "./words.js";

/**
 * A figure of a text, for anywidget.
 * @param {Spec} spec
 * @returns {Figure}
 */
export const figure = (spec) => framed(spec, { clock, begin, settle, said, offers: offered, line: timeline });

/**
 * What runs behind Play.
 * @param {Spec} spec
 * @param {Model} model
 */
function clock(spec, model) {
  return spec.clock ? spec.clock.playing(model) : playing(model, () => lastStep(spec, model), 1000);
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
 * What a view can do with its text.
 * @param {View} v
 * @param {ReturnType<typeof import("./root.js").mount>} place
 */
function begin(v, place) {
  const { spec, model } = v;
  Object.assign(v, {
    caret: null,
    draft: null,
    set(/** @type {Record<string, unknown>} */ values) {
      forget(model);
      write(model, values);
    },
    go: (/** @type {number} */ step) =>
      v.set({ step: Math.max(spec.first ?? 1, Math.min(v.last, step)), playing: false }),
    type(/** @type {string} */ text, /** @type {number} */ caret) {
      stopLearning(model);
      v.draft = isWhole(text) ? null : text;
      const last = Math.max(0, [...text].length - (spec.least ?? 1) + 1);
      const step = Math.max(spec.first ?? 1, Math.min(last, caret));
      if (v.draft === null) write(model, { text, step, playing: false });
      else v.redraw();
    },
    learn() {
      const typed = v.draft ?? model.get("text"); // Enter may come before the frame that shows the last letter
      if (typed !== netOf(model).text) learnText(model, typed, spec.learning?.(v));
    },
    playButton: () => playButton(v),
  });
  v.on = hearing(v);
  place.watch(["text"], () => {
    if (v.draft !== null && isWhole(model.get("text"))) v.draft = null;
  });
  place.watch(["text", "step", "playing", "learned"], v.redraw);
  if (spec.learns !== false) place.atEnd(onLearning(model, v.redraw));
  place.atEnd(followCaret(v));
}

/**
 * Bring a view to the text that its model holds.
 * @param {View} v
 * @param {number} width
 */
function settle(v, width) {
  const { spec, model } = v;
  v.typed = v.draft ?? model.get("text") ?? "";
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
}

/** What is said of learning, where something is to be said. @param {View} v */
const said = (v) => (v.spec.learns === false ? null : progress(v));

/** What is offered beside the sentence. @param {View} v */
const offered = (v) => (v.spec.learns === false ? "" : offers(v));

/** @param {View} v */
function playButton(v) {
  const on = v.get("playing");
  const label = on ? t("Pause") : t("Play");
  const press = () => {
    if (v.lost) return;
    const again = !on && v.step >= v.last && !v.spec.clock;
    v.set(again ? { playing: true, step: v.spec.first ?? 1 } : { playing: !on });
  };
  const title = on ? label : (v.spec.clock?.hint?.() ?? t("Play: go through the text letter by letter"));
  const word = on ? t("stop") : (v.spec.clock?.word?.() ?? t("play"));
  return html`<button type="button" class="d2l-play" aria-label=${label} title=${title} @click=${press}>${on ? "❚❚" : (v.spec.clock?.sign ?? "▶")}<small>${word}</small></button>`;
}
