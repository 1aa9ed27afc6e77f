/** Elements of a page. A reader's text only ever becomes textContent. */

/** @import { Child } from "../types.d.ts" */

/**
 * An element with attributes (a function becomes a listener) and children; strings become text.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | null | ((event: any) => void)>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function node(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/**
 * Set an element's text, only where it differs, so that a screen reader is not told twice.
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * A column of labelled bars, negative ones to the left. `full` is a whole bar.
 * @param {{ label: Child | Child[], value: number, note: string, mark?: string | null }[]} items
 * @param {number} full
 */
export function bars(items, full, { diverging = true } = {}) {
  return node(
    "table",
    { class: "d2l-bars" },
    node(
      "tbody",
      {},
      ...items.map(({ label, value, note, mark }) => {
        const share = full > 0 ? Math.min(1, Math.abs(value) / full) * (diverging ? 50 : 100) : 0;
        const bar = node("span", { class: value < 0 ? "d2l-bar negative" : "d2l-bar positive" });
        bar.style.width = `${share}%`;
        bar.style.left = diverging ? `${value < 0 ? 50 - share : 50}%` : "0";
        return node(
          "tr",
          mark ? { class: mark } : {},
          node("th", { scope: "row" }, ...[label].flat()),
          node("td", { class: diverging ? "d2l-track diverging" : "d2l-track", "aria-hidden": "true" }, bar),
          node("td", { class: "d2l-number" }, note),
        );
      }),
    ),
  );
}

/**
 * A plain table from rows of strings; the first row and the first column are headings.
 * @param {string[][]} rows
 * @param {string} caption
 */
export function table(rows, caption) {
  const cell = (/** @type {string} */ text, /** @type {number} */ r, /** @type {number} */ c) =>
    node(r === 0 || c === 0 ? "th" : "td", r === 0 ? { scope: "col" } : c === 0 ? { scope: "row" } : {}, text);
  const lines = rows.map((row, r) => node("tr", {}, ...row.map((text, c) => cell(text, r, c))));
  return node(
    "table",
    {},
    node("caption", {}, caption),
    node("thead", {}, lines[0]),
    node("tbody", {}, ...lines.slice(1)),
  );
}

/**
 * A table of numbers that is only filled while it is open.
 * @param {string} title
 * @param {() => Child} fill
 */
export function tableView(title, fill) {
  const place = node("div", { class: "d2l-scroll", tabindex: 0, role: "region", "aria-label": title });
  const element = node("details", { class: "d2l-table", toggle: () => update() }, node("summary", {}, title), place);
  function update() {
    if (element.open) place.replaceChildren(fill());
  }
  return { element, update };
}
