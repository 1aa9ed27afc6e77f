/**
 * StatePlane: two hidden units, so a state is a point of a square. The square is painted by the most likely next
 * character, a text is a path of arrows, and from any point each character leads somewhere.
 */

/** @import { Figure, Model, Network, Params, Point } from "../types.d.ts" */
/** @import { Letter, PathLayout, PlaneSize, Taken } from "./layout.js" */
/** @import { Area, Followed, Place } from "./numbers.js" */
/** @import { Look } from "./paint.js" */

import { largest } from "../equations/numbers.js";
import { read } from "../equations/reading.js";
import { decodeParams, unroll } from "../equations/rnn.js";
import { sized } from "../kit/canvas.js";
import { chooser, slider, textField } from "../kit/controls.js";
import { box } from "../kit/grid.js";
import { isModified } from "../kit/keys.js";
import { node, say, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { playing, stepControls } from "../kit/steps.js";
import { write } from "../kit/traits.js";
import { complaint, number, quoted } from "../kit/words.js";
import { stateInFull, stepsTable, waysTable } from "./detail.js";
import { letterPlace, pathLayout, planeSize, rounded, stateUnder } from "./layout.js";
import {
  apart,
  coincidence,
  comparison,
  leads,
  memorySentence,
  painted,
  placeOf,
  regions,
  stateOf,
} from "./numbers.js";
import { appearance, doubts, drawFan, drawLetters, drawPath, drawRing, paintGround } from "./paint.js";

const FEW_STEPS = 24; // up to so many steps every arrow is drawn and named; of more, the last ones before the cursor
const TRAIL = 8;
const MOST_FANNED = 40; // arrows of the fan: more cannot be told apart

/** @typedef {{ name: string, p: Params, areas: Area[], veil: ImageData, letters: Letter[] }} Net */
/** @typedef {Followed & { layout?: PathLayout }} Path */

/** @param {{ model: Model, el: Element }} given */
function render({ model, el }) {
  /** @type {Network} */
  let network;
  /** @type {Record<string, Net>} */
  let nets = {};
  /** @type {Net} the one that is shown */
  let net;
  /** @type {Path} the text's */
  let first;
  /** @type {Path | null} that of the text beside it */
  let second = null;
  /** @type {PlaneSize | null} */
  let size = null;
  /** @type {Look} */
  let look;
  let ground = ""; // what is painted on the lowest canvas
  /** @type {Place | null} */
  let hovered = null;

  const figure = mount({ model, el }, "State plane", redraw);
  const { root } = figure;
  const last = () => first.trace.T;
  const name = (/** @type {number} */ t) =>
    t
      ? `step ${t} of ${last()}, reads ${quoted(first.reading.characters[t - 1])}`
      : "step 0, before the first character";
  const field = textField(model, "Text", redraw);
  const beside = textField(model, "Second text", redraw, { trait: "beside" });
  const steps = stepControls(model, { first: 0, last, name, announce: figure.announce });
  const [message, otherMessage] = [0, 1].map(() => node("p", { class: "d2l-message", role: "alert" }));
  const checkbox = (/** @type {string} */ label, /** @type {(on: boolean) => void} */ change) => {
    const input = node("input", { type: "checkbox", change: () => change(input.checked) });
    return { input, element: node("label", {}, input, ` ${label}`) };
  };
  const fan = checkbox("Where would each character lead from here?", (on) => write(model, { fan: on }));
  const probing = checkbox("A state of your own", (on) => probe(on ? stateOf(first.trace, steps.current()) : null));
  const weights = chooser({
    label: "Network",
    options: ["trained", "untrained"].map((value) => [value, value]),
    change: (value) => write(model, { weights: value }),
  });
  const { limits } = model.get("network");
  const units = ["unit_1", "unit_2"].map((unit) => ({
    unit,
    ...slider({
      label: unit.replace("_", " "),
      min: limits[unit][0],
      max: limits[unit][1],
      step: 0.01,
      words: (value) => number(value, 2),
      change: (value) => write(model, { [unit]: value }),
    }),
  }));
  const own = node("div", { class: "d2l-options" }, ...units.map(({ element }) => element));
  const canvases = [0, 1, 2].map(() => node("canvas", { "aria-hidden": "true" }));
  const cell = node("div", { class: "d2l-cell", role: "gridcell", tabindex: "0", keydown: keys });
  const grid = node(
    "div",
    { role: "grid", "aria-label": "Path of the text; arrow keys step, Enter tries a state there, Escape ends that" },
    node("div", { role: "row" }, cell),
  );
  const plane = node("div", { class: "d2l-field" }, ...canvases, grid);
  const detail = node("div", { class: "d2l-detail" });
  const row = node("div", { class: "d2l-plane" }, plane, detail);
  const [key, memory, compared, together, regionsLine] = ["d2l-key", "d2l-memory", "", "", "d2l-ground"].map((name) =>
    node("p", { class: name }),
  );
  const numbers = tableView("The numbers of this figure as a table", () =>
    node(
      "div",
      {},
      waysTable(chosen(), net.p, network.tokens),
      ...[first, second].map((one, k) =>
        one ? stepsTable(one.reading, one.trace, net.p, network.tokens, `States of the ${k ? "second " : ""}text`) : "",
      ),
    ),
  );
  root.append(
    node("div", { class: "d2l-controls" }, field.element, steps.element),
    message,
    node("div", { class: "d2l-options" }, beside.element, weights.element),
    otherMessage,
    node("div", { class: "d2l-options" }, fan.element, probing.element),
    own,
    row,
    key,
    memory,
    compared,
    together,
    regionsLine,
    numbers.element,
  );
  root.addEventListener("keydown", steps.keys);
  root.addEventListener("keydown", ({ key }) => key === "Escape" && model.get("probing") && probe(null));

  canvases[0].addEventListener("pointermove", (event) => hover(under(event)));
  canvases[0].addEventListener("pointerleave", () => hover(null));
  canvases[0].addEventListener("click", (event) => {
    const at = under(event);
    if (at?.t !== undefined) {
      probe(null);
      steps.go(at.t);
    } else if (at) probe(at.state);
    cell.focus({ preventScroll: true });
  });

  /**
   * Put a state of the reader's own somewhere, or take it away.
   * @param {Point | null} state
   */
  function probe(state) {
    if (!state) return write(model, { probing: false });
    const [unit_1, unit_2] = rounded(state);
    write(model, { unit_1, unit_2, probing: true, playing: false });
  }

  /**
   * What lies under the pointer: a step of the path, or a state.
   * @param {MouseEvent} event
   * @returns {Place | null}
   */
  function under({ offsetX, offsetY }) {
    if (!size || !first.layout) return null;
    /** @type {Point} */
    const at = [offsetX, offsetY];
    const far = first.layout.dots.map((dot) => -apart(dot, at));
    const t = largest(far);
    const state = stateUnder(size, at);
    return far[t] > -9 ? placeOf(first, t) : state && { title: "Under the pointer", state };
  }

  function hover(/** @type {Place | null} */ at) {
    if (!at && !hovered) return;
    hovered = at;
    paintState();
  }

  function keys(/** @type {KeyboardEvent} */ event) {
    if (isModified(event)) return;
    const t = steps.current();
    if (event.key === "Enter") probe(stateOf(first.trace, t));
    /** @type {Record<string, number>} */
    const ways = { ArrowLeft: t - 1, ArrowRight: t + 1, Home: 0, End: last() };
    const to = ways[event.key];
    if (to === undefined) return;
    event.preventDefault();
    steps.go(to);
    figure.announce(cell.getAttribute("aria-label") ?? "");
  }

  function build() {
    network = model.get("network");
    nets = {};
    for (const name of ["trained", "untrained"]) {
      const packed = network[name === "trained" ? "weights" : name];
      if (!packed) continue;
      const p = decodeParams(packed, network.sizes);
      nets[name] = { name, p, areas: regions(p), veil: doubts(p), letters: [] };
    }
    ground = "";
  }

  /** @param {string} text
   * @returns {Path} */
  function follow(text) {
    const reading = read(text, network);
    return { reading, trace: unroll(reading.indices, net.p) };
  }

  /** New text, weights, size or theme: compute and lay out everything; the ground is painted only when it is another. */
  function redraw() {
    // Everything is measured before anything changes, so that the browser lays the page out once.
    const width = row.clientWidth;
    look = appearance(root);
    if (network !== model.get("network")) build();
    net = nets[model.get("weights")] ?? nets.trained;
    first = follow(field.text());
    const other = follow(beside.text());
    second = other.trace.T ? other : null;
    hovered = null;
    say(message, complaint(first.reading, network.tokens, 1) ?? "");
    say(otherMessage, (beside.text() && complaint(other.reading, network.tokens, 1)) || "");
    weights.element.hidden = !nets.untrained;
    weights.show(net.name);
    say(regionsLine, painted(net.areas, network.tokens));
    say(together, coincidence(first.trace));
    if (width) paint(width);
    else size = null; // hidden by its host: nothing is laid out until it comes back
    move();
  }

  function paint(/** @type {number} */ width) {
    size = planeSize(width);
    const wanted = JSON.stringify([net.name, size, look]);
    if (ground !== wanted) {
      ground = wanted;
      row.classList.toggle("d2l-narrow", width < 640);
      Object.assign(plane.style, { width: `${size.width}px`, height: `${size.height}px` });
      paintGround(sized(canvases[0], size), size, net.areas, net.veil, look);
    }
    layOut(size);
  }

  function layOut(/** @type {PlaneSize} */ size) {
    const t = steps.current();
    /** @type {Taken[]} */
    const taken = [];
    for (const one of [first, second]) {
      if (!one) continue;
      const { T } = one.trace;
      const end = Math.min(t, T);
      /** @type {[number, number]} */
      const shown = T > FEW_STEPS ? [Math.max(0, end - TRAIL), end] : [0, T];
      one.layout = pathLayout(one.trace, one.reading.characters, size, shown, taken);
    }
    const obstacles = taken.map(
      ({ x, y }) =>
        /** @type {Point} */ ([((x - size.left) / size.side) * 2 - 1, 1 - ((y - size.top) / size.side) * 2]),
    );
    net.letters = net.areas.map((area) => letterPlace(area, obstacles));
  }

  /**
   * What the reader has chosen: a state of their own, or that of a step.
   * @returns {Place}
   */
  function chosen() {
    if (!model.get("probing")) return placeOf(first, steps.current());
    return { title: "A state of your own", state: [model.get("unit_1"), model.get("unit_2")] };
  }

  /** New step: the path's emphasis and the words. */
  function move() {
    const t = steps.current();
    const state = stateOf(first.trace, t);
    steps.update();
    if (size && first.layout) {
      if (Math.max(last(), second?.trace.T ?? 0) > FEW_STEPS) layOut(size);
      paintPaths(size, t);
      const [x, y] = first.layout.dots[t];
      box(cell, x - 10, y - 10, 20, 20);
    }
    cell.setAttribute("aria-label", `${name(t)}: unit 1 ${number(state[0])}, unit 2 ${number(state[1])}`);
    say(memory, memorySentence(first.reading, first.trace, net.p, network.tokens, t));
    say(compared, second ? comparison(first, second, Math.min(t, second.trace.T)) : "");
    choose();
  }

  function paintPaths(/** @type {PlaneSize} */ size, /** @type {number} */ t) {
    const context = sized(canvases[1], size);
    drawLetters(context, size, net.letters, network.tokens, look);
    if (second?.layout) drawPath(context, second.layout, Math.min(t, second.trace.T), look.second, [6, 4], look);
    if (first.layout) drawPath(context, first.layout, t, look.text, [], look);
  }

  /** Another state is looked at, or with other eyes. */
  function choose() {
    fan.input.checked = Boolean(model.get("fan"));
    probing.input.checked = Boolean(model.get("probing"));
    own.hidden = !probing.input.checked;
    for (const { unit, show } of units) show(model.get(unit));
    say(
      key,
      "Every point is a state; its letter is the character most likely to come next, fainter where the network is less sure. " +
        "An arrow is a character read, a number its step. Click in the square to try a state." +
        (second ? " Broken lines and squares: the second text." : "") +
        (fan.input.checked ? " Coloured arrows: where each character would lead, the more likely the thicker." : ""),
    );
    numbers.update();
    paintState();
  }

  /** The uppermost canvas and the numbers: what the pointer is on, else what is chosen. */
  function paintState() {
    const at = hovered ?? chosen();
    detail.replaceChildren(...stateInFull(at, net.p, network.tokens, fan.input.checked));
    if (!size) return;
    const context = sized(canvases[2], size);
    if (fan.input.checked) drawFan(context, size, at.state, leads(at.state, net.p, MOST_FANNED), network.tokens, look);
    drawRing(context, size, stateOf(first.trace, steps.current()), look.text, 10, look);
    if (at.t === undefined || hovered) drawRing(context, size, at.state, look.fan, 7, look);
  }

  figure.watch(["text"], () => {
    field.follow();
    redraw();
  });
  figure.watch(["beside"], () => {
    beside.follow();
    redraw();
  });
  figure.watch(["network", "weights"], redraw);
  figure.watch(["step"], move);
  figure.watch(["playing"], steps.update);
  figure.watch(["fan", "probing", "unit_1", "unit_2"], choose);
  redraw();
  return figure.close;
}

/**
 * The last step of the model's text: the clock asks, whichever views there are.
 * @param {{ model: Model }} given
 */
function initialize({ model }) {
  return playing(model, () => read(model.get("text"), model.get("network")).indices.length);
}

/** @type {Figure} */
const figure = { initialize, render };
export default figure;
