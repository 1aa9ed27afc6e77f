/** What runs in a page of the site: its figures, the links to the states they are in, and the folded contents. */

/**
 * @import { Figure, Model } from "../../d2l_rnn/front/types.d.ts"
 * @import { Dictionary } from "../../d2l_rnn/front/kit/translate.js"
 * @import { Rule } from "./address.js"
 * @typedef {object} Page what Python knows of it
 * @property {Record<string, unknown>[]} states of the figures
 * @property {number[]} kinds which of the modules shows each
 * @property {Record<string, Rule>[]} rules of the traits of each
 * @property {[[number, string], [number, string]][]} links what jslink ties together
 * @property {Dictionary} [words] what this script says in the page's language
 */

import { show } from "../../d2l_rnn/front/host/host.js";
import { speak, t } from "../../d2l_rnn/front/kit/translate.js";
import { read, written } from "./address.js";

/**
 * Show the figures of a page, each in its place.
 * @param {Figure[]} modules
 */
export default function begin(modules) {
  const data = /** @type {Element} */ (document.getElementById("state")).textContent ?? "";
  const { states, kinds, rules, links, words } = /** @type {Page} */ (JSON.parse(data));
  const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".figure")]);
  const models = states.map((state, k) => {
    places[k].replaceChildren();
    return show(modules[kinds[k]], { ...state }, places[k]).model;
  });
  for (const [one, other] of links) tie(models, one, other);
  const open = () => {
    const k = named(places);
    if (k === null) return;
    read(models[k], states[k], addressed(), rules[k]);
    if (places.length > 1) places[k].scrollIntoView();
  };
  open();
  addEventListener("hashchange", open);
  // A frame in somebody else's page shows the figure alone.
  if (window === top) models.forEach((model, k) => void places[k].append(copier(places, k, model, states[k], words)));
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".languages a")))
    link.addEventListener("click", () => (link.hash = here()));
  const contents = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".contents"));
  if (contents && matchMedia("(min-width: 1240px)").matches) contents.open = true;
}

/**
 * Which figure the page's address is about: the only one, or the one that it names.
 * @param {HTMLElement[]} places
 */
function named(places) {
  const name = new URLSearchParams(addressed()).get("figure");
  const k = places.length === 1 && addressed().includes("=") ? 0 : places.findIndex(({ id }) => name && id === name);
  return k < 0 ? null : k;
}

const addressed = () => location.hash.slice(1);

/** The place in the page that a reader is at, by what it is called in every language. */
function here() {
  if (addressed().includes("=")) return addressed(); // the state of a figure
  const above = [...document.querySelectorAll("main .text, main .figure")].filter(
    (place) => place.getBoundingClientRect().top < 0.25 * innerHeight,
  );
  return scrollY > 0 ? (above.at(-1)?.id ?? "") : "";
}

/**
 * Two traits that are always the same.
 * @param {Model[]} models
 * @param {[number, string]} one
 * @param {[number, string]} other
 */
function tie(models, [one, trait], [other, its]) {
  const follow =
    (/** @type {Model} */ from, /** @type {string} */ name, /** @type {Model} */ to, /** @type {string} */ its) => () =>
      to.set(its, from.get(name));
  models[one].on(`change:${trait}`, follow(models[one], trait, models[other], its));
  models[other].on(`change:${its}`, follow(models[other], its, models[one], trait));
  follow(models[one], trait, models[other], its)();
}

/**
 * The button under a figure that copies a link to the state it is in. The page's own address becomes that link, too:
 * where a browser copies nothing, it can be taken from there.
 * @param {HTMLElement[]} places
 * @param {number} k
 * @param {Model} model
 * @param {Record<string, unknown>} start
 * @param {Dictionary} [words]
 */
function copier(places, k, model, start, words) {
  speak(words); // each figure speaks its own language when it draws
  const line = document.createElement("p");
  line.className = "copy";
  const button = line.appendChild(document.createElement("button"));
  button.type = "button";
  button.textContent = t("Copy a link to this");
  const told = line.appendChild(document.createElement("span"));
  told.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const own = places.length > 1 ? `figure=${encodeURIComponent(places[k].id)}&` : "";
    speak(words);
    history.replaceState(null, "", `#${own}${written(model, start)}`);
    const [copied, not] = [t("Copied."), t("It is the address of this page now.")];
    try {
      await navigator.clipboard.writeText(location.href);
      told.textContent = copied;
    } catch {
      told.textContent = not;
    }
    setTimeout(() => told.replaceChildren(), 4000);
  });
  return line;
}
