/** Gradients: the length of dL/dH_k for every k on a log scale, and what makes it grow or shrink on its way back. */

/**
 * @import { Model, Network } from "../types.d.ts"
 * @import { Matrix, Now, Panels } from "./numbers.js"
 */

import { read } from "../equations/reading.js";
import { decodeParams } from "../equations/rnn.js";
import { sized } from "../kit/canvas.js";
import { colours } from "../kit/colour.js";
import { chooser, numberField, slider, textField } from "../kit/controls.js";
import { box } from "../kit/grid.js";
import { isModified } from "../kit/keys.js";
import { node, say, table, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { playing, stepControls } from "../kit/steps.js";
import { write } from "../kit/traits.js";
import { complaint, quoted } from "../kit/words.js";
import {
  clipping,
  differentiated,
  forward,
  inWords,
  labelOf,
  largestUnits,
  numbered,
  panelsOf,
  question,
  slow,
  spectrumInWords,
  statesOf,
  termsInWords,
  unitsOf,
  verdict,
} from "./numbers.js";
import { drawAll } from "./paint.js";

const SLICE = 5; // milliseconds of the slow numbers before the page gets its turn

/**
 * One k in full: lengths, the Jacobian to the state before, the largest units of the sum.
 * @param {Now} now
 * @param {number} k
 */
function inFull(now, k) {
  const { heading, place, none, said } = inWords(now, k);
  const title = node("p", { class: "d2l-title" }, heading, node("small", {}, place));
  if (none) return [title, none];
  const { rows, caption } = largestUnits(now, k);
  const sums = table(rows, caption);
  sums.className = "d2l-units";
  const lines = said.map((text) => node("p", {}, text));
  const scroller = node("div", { class: "d2l-scroll", tabindex: 0, role: "region", "aria-label": caption }, sums);
  return [title, node("div", { class: "d2l-columns" }, node("div", {}, ...lines), scroller)];
}

/**
 * @param {Now} now
 * @param {number} k
 */
const numbersOf = (now, k) =>
  node(
    "div",
    {},
    table(statesOf(now), "Lengths and norms: one row a hidden state"),
    table(unitsOf(now, k), `The gradient at k = ${k}, unit by unit`),
  );

const KEYS = [
  ["dot", "length of ∂L/∂Hₖ"],
  ["square", "its local part, through Oₖ alone"],
  ["triangle", "what came back from step k + 1"],
  ["bound", "norm of the Jacobian: the most that a step back can stretch a gradient"],
  ["diamond", "how much the step back stretched this gradient"],
  ["shades", "1 − Hₖ², from 0 to 1"],
  ["frame", "the chosen k, in full below"],
  ["dashes", "the step whose loss it is"],
];

/** @param {{ model: Model, el: Element }} given */
function render({ model, el }) {
  /** @type {Network} */
  let network;
  /** @type {Record<string, Matrix>} */
  let matrices = {}; // computed once they are needed
  /** @type {Now} */
  let now;
  /** @type {Panels | null} */
  let size = null;
  let viewport = 0;
  /** @type {Generator<void, void, void>} */
  let work; // the numbers that take longer than a frame
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let clock; // of them

  const figure = mount({ model, el }, "Gradients", redraw);
  const { root } = figure;
  const last = () => now.T;
  const name = (/** @type {number} */ t) =>
    now.T ? `step ${t} of ${now.T}, reads ${quoted(now.reading.characters[t - 1])}` : "no step";
  const { limits } = /** @type {Network} */ (model.get("network"));
  const between = (/** @type {string} */ trait) => ({ least: limits[trait][0], most: limits[trait][1] });
  const set = (/** @type {string} */ trait) => (/** @type {string | number} */ value) =>
    write(model, { [trait]: value });
  const field = textField(model, "Text", redraw);
  const steps = stepControls(model, { first: 1, last, name, announce: figure.announce });
  const message = node("p", { class: "d2l-message", role: "alert" });
  const controls = {
    loss: chooser({
      label: "Loss",
      options: [
        ["step", "of one step, Lₜ"],
        ["mean", "mean over all steps"],
      ],
      change: (loss) => write(model, { loss, playing: false }),
    }),
    matrix: chooser({
      label: "Wₕₕ",
      options: [
        ["model", "the model’s own"],
        ["normal", "a fixed normal one"],
        ["non-normal", "a fixed non-normal one"],
      ],
      change: set("matrix"),
    }),
    scale: slider({
      label: "times a factor of",
      min: limits.scale[0],
      max: limits.scale[1],
      step: 0.05,
      words: (value) => value.toFixed(2),
      change: set("scale"),
    }),
    typed: numberField({ label: "or type the factor", ...between("scale"), size: 5, change: set("scale") }),
    clip: numberField({ label: "Clip the gradient at (0: off)", ...between("clip"), size: 5, change: set("clip") }),
  };
  const canvas = node("canvas", { class: "d2l-seen", "aria-hidden": "true", click: point });
  const gutter = node("canvas", { class: "d2l-scale", "aria-hidden": "true" });
  const after = node("div", { class: "d2l-later" });
  const dashes = node("div", { class: "d2l-loss" });
  const cell = node("div", { class: "d2l-cell", role: "gridcell", tabindex: "0", keydown: keys });
  const line = node("div", { role: "row" }, cell);
  const grid = node("div", { role: "grid", "aria-label": "Hidden states; arrow keys choose k" }, line);
  const plane = node("div", { class: "d2l-field d2l-through" }, gutter, canvas, after, dashes, grid);
  const scroller = node("div", { class: "d2l-scroll", scroll: draw }, plane);
  const [asked, outcome, spectrum, preset, shared, clipped] = Array.from({ length: 6 }, () => node("p", {}));
  const keyed = KEYS.map(([shape, text]) => node("span", {}, node("i", { class: `d2l-${shape}` }), text));
  const legend = node("div", { class: "d2l-keys" }, ...keyed);
  const detail = node("div", {});
  const numbers = tableView("The numbers of this figure as a table", () => numbersOf(now, selected()));
  const shown = node(
    "div",
    {},
    asked,
    scroller,
    legend,
    outcome,
    spectrum,
    preset,
    shared,
    clipped,
    detail,
    numbers.element,
  );
  root.append(
    node("div", { class: "d2l-controls" }, field.element, steps.element),
    node("div", { class: "d2l-options" }, ...Object.values(controls).map(({ element }) => element)),
    message,
    shown,
  );
  root.addEventListener("keydown", (event) => now.t !== null && steps.keys(event));

  const selected = () => Math.min(now.T, model.get("selected"));

  function choose(/** @type {number} */ k) {
    write(model, { selected: Math.max(0, Math.min(now.T, k)) });
    figure.announce(labelOf(now, selected()));
  }

  function point(/** @type {MouseEvent} */ event) {
    if (size) choose(Math.floor((scroller.scrollLeft + event.offsetX - size.gutter) / size.column));
  }

  function keys(/** @type {KeyboardEvent} */ event) {
    if (isModified(event)) return;
    /** @type {Record<string, number | undefined>} */
    const places = { ArrowLeft: selected() - 1, ArrowRight: selected() + 1, Home: 0, End: now.T };
    const to = places[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  }

  /** New text, weights, matrix or size: the forward pass, then everything that follows from it. */
  function redraw() {
    if (network !== model.get("network")) {
      network = model.get("network");
      matrices = {};
    }
    clearTimeout(clock);
    const [matrix, scale] = [model.get("matrix"), model.get("scale")];
    matrices[matrix] ??= { p: decodeParams(network[matrix], network.sizes) };
    const reading = read(field.text(), network);
    say(message, complaint(reading, network.tokens, 2) ?? "");
    for (const [name, { show }] of Object.entries(controls)) show(model.get(name === "typed" ? "scale" : name));
    now = forward(reading, matrices[matrix], scale);
    shown.hidden = now.T === 0;
    if (now.T) {
      work = slow(now, scale);
      inSlices();
    }
    differentiate();
  }

  /** Some milliseconds of the slow numbers at a time; what is late is painted when all of it is there. */
  function inSlices(late = false) {
    const end = performance.now() + SLICE;
    while (!work.next().done) {
      if (performance.now() < end) continue;
      clock = setTimeout(inSlices, 0, true);
      return;
    }
    if (late) paint();
  }

  /** New loss: the backward pass. */
  function differentiate() {
    now.t = model.get("loss") === "mean" ? null : steps.current();
    steps.element.hidden = now.t === null;
    controls.loss.show(model.get("loss"));
    steps.update();
    if (!now.T) return;
    Object.assign(now, differentiated(now));
    paint();
  }

  /** The picture and its sentences. Everything is measured before anything is painted. */
  function paint() {
    viewport = scroller.clientWidth;
    if (!viewport) return;
    const { result, t, T } = now;
    size = panelsOf(viewport, T);
    gutter.style.marginBottom = `${-size.height}px`;
    plane.style.width = `${size.width}px`;
    grid.setAttribute("aria-colcount", String(T + 1));
    say(asked, question(now));
    say(outcome, verdict(result.lengths.whole, t));
    say(spectrum, spectrumInWords(now, model.get("scale")));
    const own = model.get("matrix") === "model";
    say(
      preset,
      own
        ? ""
        : "With it go a hundredth of the model’s Wₓₕ and no bias: the states stay small, and tanh is nearly straight there.",
    );
    say(shared, termsInWords(now));
    clip();
    move(t ?? selected());
    draw();
  }

  /** The columns that can be seen: a canvas of all of them would be too large to paint in a frame. */
  function draw() {
    const panels = size;
    if (!now.result || !panels) return;
    const style = getComputedStyle(root);
    const colour = { ...colours(root), page: style.backgroundColor, line: style.getPropertyValue("--d2l-track") };
    const { height } = panels;
    const left = scroller.scrollLeft;
    const columnAt = (/** @type {number} */ x) =>
      Math.max(0, Math.min(now.T, Math.floor((left + x - panels.gutter) / panels.column)));
    const [context, side] = [viewport, panels.gutter].map((width, k) => sized([canvas, gutter][k], { width, height }));
    context.translate(-left, 0);
    const [from, to] = [columnAt(0), columnAt(viewport)];
    const seen = { left: left + panels.gutter, right: Math.min(left + viewport, panels.width) };
    const columns = numbered({ from, to, every: panels.every }, now.t ?? now.T);
    drawAll({ context, gutter: side, size: panels, from, to, seen, numbered: columns, colour }, now);
  }

  function clip() {
    controls.clip.show(model.get("clip"));
    if (now.T) say(clipped, clipping(now.result.sums, model.get("clip")));
  }

  /** New k: the cursor and the numbers in full; the picture stays as it is painted. The column `seen` is scrolled to. */
  function move(/** @type {number} */ seen) {
    if (!now.T || !size) return;
    const { gutter, column, head, width } = size;
    const k = selected();
    const left = (/** @type {number} */ place) => gutter + place * column;
    const [top, height] = [head, size.height - head];
    box(cell, left(k), top, column, height);
    dashes.hidden = after.hidden = keyed[keyed.length - 1].hidden = !now.t;
    const t = now.t ?? 0;
    const inside = Math.min(4, Math.floor(column / 6)); // of the frame of the chosen k
    box(dashes, left(t) + inside, top + inside, column - 2 * inside, height - 2 * inside);
    box(after, left(t + 1), top, Math.max(0, width - left(t + 1)), height);
    cell.setAttribute("aria-colindex", String(k + 1));
    cell.setAttribute("aria-label", labelOf(now, k));
    detail.replaceChildren(...inFull(now, k));
    numbers.update();
    // A column out of sight comes in at the right: what it depends on is at its left.
    const [begin, end] = [left(seen), left(seen + 3)];
    const { scrollLeft } = scroller;
    if (begin < scrollLeft + gutter || end > scrollLeft + viewport) scroller.scrollLeft = end - viewport;
  }

  figure.watch(["text"], () => {
    field.follow();
    redraw();
  });
  figure.watch(["network", "matrix", "scale"], redraw);
  figure.watch(["step", "loss"], differentiate);
  figure.watch(["selected"], () => move(selected()));
  figure.watch(["clip"], clip);
  figure.watch(["playing"], steps.update);
  figure.atEnd(() => clearTimeout(clock));
  redraw();
  return figure.close;
}

/**
 * The last step of the model's text: the clock asks, whichever views there are.
 * @param {{ model: Model }} given
 */
function initialize({ model }) {
  return playing(model, () => read(model.get("text"), model.get("network")).inputs.length);
}

export default { initialize, render };
