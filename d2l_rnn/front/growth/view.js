/**
 * Growth: the |V|ⁿ cells of an n-gram table against the parameters of an RNN, and how many of those cells a text fills.
 */

/**
 * @import { Model } from "../types.d.ts"
 * @import { Chart, Runs } from "./numbers.js"
 */

import { sized } from "../kit/canvas.js";
import { numberField, slider, textField } from "../kit/controls.js";
import { box } from "../kit/grid.js";
import { isModified } from "../kit/keys.js";
import { node, say, table, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { write } from "../kit/traits.js";
import { isWhole } from "../kit/words.js";
import {
  cellsOf,
  chartSize,
  count,
  crossing,
  filled,
  inFull,
  memory,
  parametersOf,
  percent,
  runsOf,
  sizesAt,
  tens,
  whole,
} from "./numbers.js";
import { appearance, drawChart } from "./paint.js";

/** @param {{ model: Model, el: Element }} given */
function render({ model, el }) {
  const { limits, most: reads } = model.get("network");
  const orders = limits.order[1]; // the longest run that is counted and drawn
  /** @type {string | null} */
  let known = null; // the text that `runs` is about
  /** @type {Runs} */
  let runs;
  /** @type {Chart | undefined} */
  let size;

  const figure = mount({ model, el }, "Growth", redraw);
  const { root } = figure;
  const field = textField(model, "Text", redraw, { lines: true });
  /** @type {HTMLTextAreaElement} */ (field.element.lastChild).rows = 3;
  const typedV = () => /** @type {number} */ (model.get("num_tokens"));
  const V = () => (model.get("from_text") && runs.different ? runs.different : typedV());
  const h = () => /** @type {number} */ (model.get("num_hiddens"));
  const n = () => /** @type {number} */ (model.get("order"));

  /**
   * A number on a slider and in a box; where it grows by factors, the slider runs over its logarithm.
   * @param {string} trait
   * @param {string} letter
   * @param {string} meaning
   */
  const control = (trait, letter, meaning) => {
    const [least, most] = limits[trait];
    const factors = most > 100;
    let shown = least;
    const steps = factors ? 400 : most - least;
    const change = (/** @type {number} */ value) =>
      write(model, { [trait]: value, ...(trait === "num_tokens" ? { from_text: false } : {}) });
    const ofPlace = (/** @type {number} */ place) =>
      factors ? Math.round(least * (most / least) ** (place / steps)) : least + place;
    const toPlace = (/** @type {number} */ value) =>
      factors ? (steps * Math.log(value / least)) / Math.log(most / least) : value - least;
    const range = slider({
      label: `${letter}, ${meaning}`,
      min: 0,
      max: steps,
      words: () => inFull(shown),
      change: (place) => change(ofPlace(place)),
    });
    // Where the stops lie closer than the whole numbers, an arrow key goes to the next whole number.
    range.range.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!way || isModified(event)) return;
      event.preventDefault();
      const next = ofPlace(Math.round(toPlace(shown)) + way);
      change(Math.min(most, Math.max(least, next === shown ? shown + way : next)));
    });
    const typed = numberField({ label: "", least, most, whole: true, change });
    typed.box.setAttribute("aria-label", `${letter}, typed`);
    const show = (/** @type {number} */ value) => {
      shown = value;
      range.show(Math.round(toPlace(value)));
      typed.show(value);
    };
    return { element: node("div", { class: "d2l-growth-control" }, range.element, typed.element), show };
  };
  const controls = {
    num_tokens: control("num_tokens", "|V|", "different characters"),
    order: control("order", "n", "characters in a run"),
    num_hiddens: control("num_hiddens", "h", "hidden units"),
  };
  const fromText = node("input", {
    type: "checkbox",
    change: () => write(model, { from_text: fromText.checked }),
  });
  const canvas = node("canvas", {
    "aria-hidden": "true",
    click: ({ offsetX }) => size && choose(Math.ceil((offsetX - size.left) / size.column)),
  });
  const cell = node("div", { class: "d2l-cell", role: "gridcell", tabindex: "0", keydown: keys });
  const grid = node(
    "div",
    { role: "grid", "aria-label": "The chart; left and right choose n" },
    node("div", { role: "row" }, cell),
  );
  const chart = node(
    "div",
    { class: "d2l-scroll d2l-growth-chart" },
    node("div", { class: "d2l-field" }, canvas, grid),
  );
  const key = node(
    "p",
    { class: "d2l-growth-key" },
    ...[
      ["cells", "■ cells of an n-gram table, |V|ⁿ"],
      ["rnn", "━ parameters of an RNN"],
      ["runs", "▲ different runs of n characters in the text"],
    ].map(([name, text]) => node("span", { class: `d2l-growth-${name}` }, text)),
    node("small", {}, "Logarithmic scale: each line upwards is a multiple of the one below."),
  );
  const [answer, sizes] = [0, 1].map(() => node("p", {}));
  answer.className = "d2l-growth-answer";
  const fills = node("p", { class: "d2l-growth-fills", role: "status" });
  const wrong = node("p", { class: "d2l-message", role: "alert" });
  const numbers = tableView("The numbers of this figure as a table", numbersOf);
  root.append(
    ...Object.values(controls).map(({ element }) => element),
    chart,
    key,
    answer,
    sizes,
    node("div", { class: "d2l-controls" }, field.element),
    node("div", { class: "d2l-options" }, node("label", {}, fromText, " Take |V| from the text")),
    wrong,
    fills,
    numbers.element,
  );

  function choose(/** @type {number} */ order) {
    write(model, { order: Math.max(1, Math.min(orders, order)) });
    figure.announce(cell.getAttribute("aria-label") ?? "");
  }

  function keys(/** @type {KeyboardEvent} */ event) {
    if (isModified(event)) return;
    const to = { ArrowLeft: n() - 1, ArrowRight: n() + 1, Home: 1, End: orders }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  }

  function numbersOf() {
    const fits = runs.different <= V();
    const rows = Array.from({ length: orders }, (_, k) => {
      const cells = cellsOf(V(), k + 1);
      const held = runs.held[k];
      return [
        String(k + 1),
        inFull(cells),
        memory(cells),
        inFull(parametersOf(V(), h())),
        held === undefined ? "too short" : inFull(held),
        held === undefined || !fits ? "–" : percent(held, cells),
      ];
    });
    const head = [
      "n",
      "cells |V|ⁿ",
      "at 4 bytes",
      "RNN parameters",
      "different runs in the text",
      "share of the cells",
    ];
    return table([head, ...rows], `|V| = ${inFull(V())}, h = ${inFull(h())}`);
  }

  function redraw() {
    // Everything is measured before anything changes, so that the browser lays the page out once.
    const width = chart.clientWidth;
    const look = appearance(root);
    const text = field.text();
    const whole_ = isWhole(text);
    const read = whole_ ? text : (model.get("text") ?? "");
    if (read !== known) {
      known = read;
      runs = runsOf(read, reads.characters, orders);
    }
    say(
      wrong,
      whole_
        ? ""
        : "The text holds half a character, as a broken paste leaves it. Delete it; until then the text before is counted.",
    );
    fromText.checked = Boolean(model.get("from_text"));
    controls.num_tokens.show(V());
    controls.num_hiddens.show(h());
    controls.order.show(n());
    const highest = Math.max(tens(V(), n()), Math.log10(parametersOf(V(), h())));
    if (width) {
      size = chartSize(width, Math.max(3, 1.08 * highest), orders);
      drawChart(sized(canvas, size), size, { V: V(), h: h(), n: n(), runs }, look);
      /** @type {HTMLElement} */ (canvas.parentElement).style.width = `${size.width}px`;
      box(cell, size.left + (n() - 1) * size.column, size.head - 8, size.column, size.inner + 8 + 24);
    }
    cell.setAttribute(
      "aria-label",
      `n = ${n()}: ${count(cellsOf(V(), n()), "cell")}, the RNN ${whole(parametersOf(V(), h()))} parameters`,
    );
    say(answer, crossing(V(), h(), orders));
    say(sizes, sizesAt(V(), h(), n()));
    say(fills, filled(runs, V(), n()));
    numbers.update();
  }

  figure.watch(["text"], () => {
    field.follow();
    redraw();
  });
  figure.watch(["num_tokens", "num_hiddens", "order", "from_text"], redraw);
  redraw();
  return figure.close;
}

export default { render };
