/** The page that searches the others: all that they say is in it. */

import MiniSearch from "minisearch";
import { speak, t, tn } from "../../d2l_rnn/front/kit/translate.js";
import { indexed, wanted } from "./tokens.js";

/** @import { Dictionary } from "../../d2l_rnn/front/kit/translate.js" */
/** @typedef {{ to: string, page: string, heading: string, text: string }} Entry */

const MOST = 30; // results that are shown
const AROUND = 90; // letters on each side of the first word that was found

const given = /** @type {Element} */ (document.getElementById("state")).textContent ?? "";
const { entries, words } = /** @type {{ entries: Entry[], words?: Dictionary }} */ (JSON.parse(given));
speak(words);
const index = new MiniSearch({
  fields: ["heading", "text"],
  tokenize: indexed,
  searchOptions: {
    tokenize: wanted,
    boost: { heading: 2 },
    combineWith: "AND",
    prefix: true,
    fuzzy: (word) => (word.length > 4 ? 0.2 : false),
  },
});
index.addAll(entries.map((entry, id) => ({ ...entry, id })));

const box = /** @type {HTMLInputElement} */ (document.getElementById("search"));
const said = /** @type {Element} */ (document.getElementById("found"));
const list = /** @type {Element} */ (document.getElementById("results"));

/** Show what is found of what is typed, and keep it in the address: a link to a search is a link. */
function search() {
  const typed = box.value.trim();
  const found = index.search(typed);
  const shown = found.slice(0, MOST);
  history.replaceState(null, "", typed ? `#${new URLSearchParams({ q: typed })}` : location.pathname);
  list.replaceChildren(
    ...shown.map(({ id, terms }) => result(entries[id], [...typed.normalize("NFKC").split(/\s+/), ...terms])),
  );
  said.textContent = !typed
    ? ""
    : !found.length
      ? t("Nothing says “{typed}”. Try one word, or a part of it.", { typed })
      : found.length > MOST
        ? t("{n} places; the first {most} are shown.", { n: found.length, most: MOST })
        : tn("One place.", "{n} places.", found.length);
}

/**
 * @param {Entry} entry
 * @param {string[]} terms what is marked in it
 */
function result({ to, page, heading, text }, terms) {
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  link.href = to;
  link.textContent = heading === page ? page : `${page} · ${heading}`;
  item.appendChild(document.createElement("p")).append(...excerpt(text, terms));
  return item;
}

/**
 * The part of a text around the first of the terms, which are marked.
 * @param {string} text
 * @param {string[]} terms
 */
function excerpt(text, terms) {
  const words = terms
    .toSorted((one, other) => other.length - one.length)
    .map((term) => term.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"))
    .join("|");
  const first = text.search(new RegExp(words, "iu"));
  const [from, to] = [Math.max(0, first - AROUND), first + 2 * AROUND];
  const blank = text.indexOf(" ", from);
  const start = !from ? 0 : blank > 0 && blank < first ? blank + 1 : from;
  const parts = text.slice(start, to).split(new RegExp(`(${words})`, "iu"));
  const marked = parts.map((part, k) => {
    if (k % 2 === 0) return part;
    const mark = document.createElement("mark");
    mark.textContent = part;
    return mark;
  });
  return [start ? "… " : "", ...marked, to < text.length ? " …" : ""];
}

box.addEventListener("input", search);
const asked = () => new URLSearchParams(location.hash.slice(1)).get("q") ?? "";
addEventListener("hashchange", () => {
  if (asked() === box.value.trim()) return;
  box.value = asked();
  search();
});
box.value = asked();
search();
box.focus();
