/** The element that a figure lives in, the language that is spoken there, and what ends with it. */

/** @import { Ending, Model } from "../types.d.ts" */

import { watch } from "./traits.js";
import { language, speak } from "./translate.js";

const SPOKEN_IN = ["input", "change", "click", "keydown"]; // what is typed may be answered before the next redraw

/**
 * The figure's root: keys stay inside, and `redraw` runs when its width or the page's theme changes. `watch` calls when a
 * trait changes, and `atEnd` when the figure is closed, until `close`.
 * @param {{ model: Model, el: Element }} given
 * @param {{ name: string, label: () => string }} figure its name is that of its folder, whose style sheets are for it alone
 * @param {(themed?: boolean) => void} redraw is told whether the theme has changed
 */
export function mount({ model, el }, { name, label }, redraw) {
  const root = document.createElement("section");
  root.className = `d2l-rnn d2l-of-${name}`;
  const own = () => speak(model.get("words"));
  own();
  root.lang = language();
  root.setAttribute("aria-label", label());
  for (const type of SPOKEN_IN) root.addEventListener(type, own, true); // before what listens within
  composing(root);
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const type of ["keydown", "keypress", "keyup"]) root.addEventListener(type, (event) => event.stopPropagation());
  let width = 0;
  const observer = new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth; // 0 while a host hides the figure; much may have changed when it comes back
    if (width) redraw();
  });
  observer.observe(root);
  el.append(root);
  const unthemed = onTheme(root.ownerDocument, () => requestAnimationFrame(() => root.clientWidth && redraw(true)));
  /** @type {(() => Ending)[]} */
  const ends = [() => observer.disconnect(), unthemed, () => root.remove()];
  return {
    root,
    width: () => width,
    watch: (/** @type {string[]} */ names, /** @type {() => void} */ update) =>
      void ends.push(watch(model, names, update)),
    atEnd: (/** @type {() => void} */ end) => void ends.push(end),
    close() {
      for (const end of ends) end();
    },
  };
}

/**
 * Keep a word that an input method is composing from whatever listens within, until it is finished: half of it is
 * nobody's text, and its keys are the input method's. Until then its box is marked.
 * @param {Element} root
 */
function composing(root) {
  const mark = (/** @type {Event} */ { target, type }) =>
    /** @type {Element} */ (target).classList.toggle("d2l-composing", type === "compositionstart");
  const keep = (/** @type {any} */ event) => {
    if (event.isComposing || event.keyCode === 229) event.stopPropagation();
  };
  for (const type of ["input", "keydown"]) root.addEventListener(type, keep, true);
  root.addEventListener("compositionstart", mark, true);
  root.addEventListener("compositionend", (event) => {
    mark(event);
    event.target?.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/**
 * Call `update` when the page's theme changes: hosts mark it on the body or the root, systems in a media query.
 * @param {Document} page
 * @param {() => void} update
 */
function onTheme(page, update) {
  const observer = new MutationObserver(update);
  const options = {
    attributes: true,
    attributeFilter: ["data-jp-theme-light", "data-jp-theme-name", "data-theme", "theme", "class"],
  };
  for (const element of [page.documentElement, page.body]) observer.observe(element, options);
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", update);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", update);
  };
}
