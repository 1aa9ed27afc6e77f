/** The text is the timeline: its letters are what a reader types, clicks and goes along. */

/** @import { View } from "./figure.js" */

import { html } from "lit-html";
import { stepsOf } from "./columns.js";
import { isModified } from "./keys.js";
import { t } from "./translate.js";
import { visible, widthInLetters } from "./words.js";

/**
 * The line of letters, each over its column, and Play. Under the letters lies a text box as wide as all of them, which
 * holds what is typed; its own letters and caret are not seen. As many letters are read as stand left of its caret.
 * @param {View} v
 */
export function timeline(v) {
  const { columns: at, spec, lost } = v;
  const letters = v.letters;
  const [start, end] = selection(v);
  const place = (/** @type {number} */ from, /** @type {number} */ to) =>
    `left: ${at.x(from) - at.pitch / 2}px; width: ${at.pitch * (to - from + 1)}px`;
  const caret = focused(v) && start === end && start >= at.from - 1 && start <= at.from - 1 + at.count;
  const more = letters.length - at.to;
  const read = v.step || (spec.whole ? v.last : 0);
  const free = at.count - (at.to - at.from + 1);
  const add = at.pitch < 56 ? Math.min(2, free) : 1; // columns for "type…"
  return html`<div class="d2l-line">
    ${v.playButton()}
    <textarea
      class="d2l-box" aria-label=${t("Text")} rows="1" wrap="off" spellcheck="false" autocomplete="off" autocapitalize="off"
      .value=${v.typed} .style=${place(at.from, at.from + at.count - 1)}
      @input=${v.on.input} @keydown=${v.on.keydown} @focus=${v.on.focus} @blur=${v.redraw} @pointerdown=${v.on.press}
      @scroll=${v.on.scroll} @compositionstart=${v.on.compose}
    ></textarea>
    ${stepsOf(at).map(
      (step) => html`<button
        type="button" tabindex="-1" data-step=${step}
        class="d2l-letter${lost ? "" : step > read ? " next" : " read"}${lost && step === v.stop ? " bad" : ""}${
          step > start && step <= end ? " picked" : ""
        }${spec.aim && !lost && step === read + 1 ? " aim" : ""}"
        aria-label=${t("{letter}, step {step}", { letter: visible(letters[step - 1]), step })}
        aria-current=${!lost && step === v.step ? "step" : "false"}
        .style=${place(step, step)} @pointerdown=${v.on.pressLetter} @click=${v.on.letter}
      ><span>${shown(letters[step - 1])}</span></button>`,
    )}
    ${
      more || free < 1
        ? ""
        : html`<button
            type="button" class="d2l-letter d2l-add" tabindex="-1" aria-label=${t("Add a letter")} title=${t("Type on at the end of the text")}
            .style=${place(at.to + 1, at.to + add)} @click=${v.on.add}
          ><span>${typeOn(add * at.pitch)}</span></button>`
    }
    <span class="d2l-caret" ?hidden=${!caret} .style=${`left: ${at.x(start + 1) - at.pitch / 2 - 1}px`}></span>
    <span class="d2l-rest d2l-before" aria-hidden="true">${at.from > 1 ? `+${at.from - 1}` : ""}</span>
    <span class="d2l-rest" aria-hidden="true">${more > 0 && !at.narrow ? `+${more}` : ""}</span>
  </div>`;
}

/** What stands where a text goes on, in so many pixels; in few of them "type" alone would read as letters of the text. @param {number} wide */
function typeOn(wide) {
  const fits = (/** @type {string} */ words) => widthInLetters(words) * 8.5 <= wide;
  if (fits(t("type…"))) return html`<small>${t("type…")}</small>`;
  return html`<i>+</i>${fits(t("type")) ? html`<small>${t("type")}</small>` : ""}`;
}

/** A letter in its column; a character without a sign of its own has its number in its name. @param {string} letter */
const shown = (letter) => (visible(letter).startsWith("U+") ? "▯" : visible(letter));

const boxOf = (/** @type {View} */ { root }) =>
  /** @type {HTMLTextAreaElement | null} */ (root.querySelector(".d2l-box"));
const isComposed = (/** @type {Element} */ box) => box.matches(".d2l-composing");
const focused = (/** @type {View} */ v) => boxOf(v) !== null && v.root.ownerDocument.activeElement === boxOf(v);

/** How many letters stand left of the selection's start and end. @param {View} v */
function selection(v) {
  const box = boxOf(v);
  const count = (/** @type {number} */ units) => [...v.typed.slice(0, units)].length;
  return box && focused(v) ? [count(box.selectionStart), count(box.selectionEnd)] : [-1, -1];
}

/**
 * Put the caret right of as many letters, and the focus into the text.
 * @param {View} v
 * @param {number} letters
 */
function putCaret(v, letters, focus = true) {
  const box = boxOf(v);
  if (!box) return;
  const units = v.letters.slice(0, letters).join("").length;
  if (box.selectionStart !== units || box.selectionEnd !== units) box.setSelectionRange(units, units);
  if (focus) box.focus({ preventScroll: true });
}

/**
 * What the timeline hears.
 * @param {View} v
 */
export function hearing(v) {
  let going = false; // to a step, with the focus
  const go = (/** @type {number} */ step, focus = true) => {
    v.caret = step;
    going = true;
    putCaret(v, step, focus);
    going = false;
    v.go(step);
  };
  const box = () => /** @type {HTMLTextAreaElement} */ (boxOf(v));
  let finger = false; // pressed by a finger: it steps, and brings up no keyboard before it taps the same letter again
  return {
    focus() {
      const { selectionStart, selectionEnd } = box();
      const picked = selectionStart !== selectionEnd; // by a script, which will write over it
      if (!going && !picked && !v.lost) putCaret(v, v.step, false); // the Tab key leaves the step as it is
      v.redraw();
    },
    input() {
      const { value, selectionStart } = box();
      v.caret = [...value.slice(0, selectionStart)].length;
      v.type(value, v.caret);
    },
    keydown(/** @type {KeyboardEvent} */ event) {
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        if (v.spec.learns !== false) v.learn();
      }
      if (isModified(event) || event.shiftKey) return;
      const [start, end] = selection(v);
      const to = { ArrowLeft: start === end ? start - 1 : start, ArrowRight: start === end ? end + 1 : end }[event.key];
      const ends = { Home: 0, ArrowUp: 0, End: v.letters.length, ArrowDown: v.letters.length }[event.key];
      const target = to ?? ends;
      if (target === undefined) return;
      event.preventDefault();
      go(Math.max(0, Math.min(v.letters.length, target)));
    },
    compose: () => v.get("playing") && v.set({ playing: false }), // the text stands still while a word is composed
    scroll: () => isComposed(box()) || box().scrollTo(0, 0),
    press(/** @type {PointerEvent} */ event) {
      if (event.pointerType === "touch") return;
      event.preventDefault(); // the box's own letters are elsewhere
      const { from, pitch, count } = v.columns;
      const place = Math.round((event.clientX - box().getBoundingClientRect().left) / pitch);
      go(Math.min(v.letters.length, from - 1 + Math.min(place, count)));
    },
    pressLetter(/** @type {PointerEvent} */ event) {
      finger = event.pointerType === "touch";
      event.preventDefault(); // the focus stays in the text
    },
    letter(/** @type {Event} */ { currentTarget }) {
      const step = Number(/** @type {HTMLElement} */ (currentTarget).dataset.step);
      go(step, !finger || (step === v.step && !v.lost));
    },
    add: () => go(v.letters.length),
  };
}

/**
 * Follow a caret that moved in a way of its own; returns the function that ends it.
 * @param {View} v
 */
export function followCaret(v) {
  const page = v.root.ownerDocument;
  const moved = () => {
    if (!focused(v) || isComposed(/** @type {Element} */ (boxOf(v)))) return;
    const [start, end] = selection(v);
    const caret = start === end ? start : null; // null while something is selected
    if (caret === v.caret && caret !== null) return;
    v.caret = caret;
    if (caret === null) v.redraw();
    else v.go(caret);
  };
  page.addEventListener("selectionchange", moved);
  return () => page.removeEventListener("selectionchange", moved);
}
