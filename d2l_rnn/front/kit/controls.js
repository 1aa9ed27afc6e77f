/** What a reader types into, moves or chooses from. */

/** @import { Model } from "../types.d.ts" */

import { node, say } from "./nodes.js";
import { write } from "./traits.js";
import { isWhole, wrongNumber } from "./words.js";

/**
 * The text a reader types. With half a character in it, it stays in the box and is not sent, since Python could not
 * store it. The box keeps line ends, and Enter makes one where the model knows what a line end is.
 * @param {Model} model
 * @param {string} label
 * @param {() => void} update
 */
export function textField(
  model,
  label,
  update,
  { trait = "text", lines = model.get("network").tokens.includes("\n") } = {},
) {
  /** @type {string | null} */
  let draft = null;
  const box = node("textarea", {
    rows: 1,
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    dir: "auto",
    input: () => {
      draft = isWhole(box.value) ? null : box.value;
      if (draft === null) write(model, { [trait]: box.value });
      else update();
    },
    keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && !lines && event.preventDefault(),
  });
  const own = () => /** @type {string} */ (model.get(trait) ?? "");
  box.value = own();
  const follow = () => {
    draft = null;
    if (box.value !== own()) box.value = own();
  };
  return { element: node("label", { class: "d2l-text" }, label, box), follow, text: () => draft ?? own() };
}

/**
 * A number the reader types: `change(value)` hears every valid one; anything else stays in the box, with a sentence
 * under it about what would be right. What may still become a number, such as a sign, is judged when the reader moves
 * on. `show(value)` follows a value that came from elsewhere.
 * @param {{
 *   label: string, least: number, most: number, whole?: boolean, size?: number, change: (value: number) => void
 * }} options
 */
export function numberField({ label, least, most, whole, size = 7, change }) {
  const message = node("span", { class: "d2l-wrong", role: "alert" });
  const box = node("input", {
    type: "text",
    inputmode: whole ? "numeric" : "decimal",
    size,
    spellcheck: "false",
    autocomplete: "off",
    input() {
      const wrong = wrongNumber(box.value, { least, most, whole });
      tell(/^\s*[-−+]?\.?\s*$/.test(box.value) ? null : wrong);
      if (wrong === null) change(Number(box.value.trim().replace("−", "-")));
    },
    change: () => tell(wrongNumber(box.value, { least, most, whole })),
  });
  function tell(/** @type {string | null} */ wrong) {
    say(message, wrong ?? "");
    if (wrong) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  }
  /** @type {number | string | null} */
  let shown = null;
  function show(/** @type {number | string} */ value) {
    if (value === shown && message.textContent) return; // the same value as before: a wrong draft stays
    shown = value;
    if (Number(box.value.trim().replace("−", "-")) === value && box.value.trim()) return tell(null); // 0.50 stays 0.50
    box.value = String(value).replace("-", "−");
    tell(null);
  }
  return { element: node("label", { class: "d2l-number-field" }, `${label} `, box, message), box, show };
}

/**
 * A slider with its value in words beside it: `words(value)` says it.
 * @param {{
 *   label: string, min: number, max: number, step?: number, words?: (value: number) => string,
 *   change: (value: number) => void
 * }} options
 */
export function slider({ label, min, max, step = 1, words = String, change }) {
  const range = node("input", {
    type: "range",
    min,
    max,
    step,
    input: () => change(Number(range.value)),
  });
  const said = node("output", { "aria-live": "off" }); // the slider itself says its value
  function show(/** @type {number} */ value) {
    range.value = String(value);
    range.setAttribute("aria-valuetext", words(value));
    say(said, words(value));
  }
  return { element: node("label", { class: "d2l-slider" }, `${label} `, range, said), range, show };
}

/**
 * A choice between a few named values: options are [value, label].
 * @param {{ label: string, options: string[][], change: (value: string) => void }} options
 */
export function chooser({ label, options, change }) {
  const select = node(
    "select",
    { change: () => change(select.value) },
    ...options.map(([value, text]) => node("option", { value }, text)),
  );
  function show(/** @type {string | number} */ value) {
    select.value = String(value);
  }
  return { element: node("label", {}, `${label} `, select), select, show };
}
