/** Training: the loss after every update, and the network of each checkpoint on a typed text, back and forth. */

/**
 * @import { Colours, Model, Params, Reading } from "../types.d.ts"
 * @import { Frame, History, Now, Results } from "./numbers.js"
 */

import { compute } from "../equations/predicting.js";
import { read } from "../equations/reading.js";
import { decodeParams } from "../equations/rnn.js";
import { sized } from "../kit/canvas.js";
import { colours } from "../kit/colour.js";
import { chooser, textField } from "../kit/controls.js";
import { box, geometry } from "../kit/grid.js";
import { heatMap } from "../kit/heat_map.js";
import { node, say, table, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { playing, stepControls } from "../kit/steps.js";
import { write } from "../kit/traits.js";
import { complaint, number, visible } from "../kit/words.js";
import {
  captionOf,
  checkpointsOf,
  frameOf,
  keyOf,
  measured,
  nearest,
  recorded,
  references,
  stepInWords,
  stepsOf,
} from "./numbers.js";
import { drawCurve, drawStrip } from "./paint.js";

const LONG = 20; // more steps than this, and the states stand below the curve

/**
 * @param {Now} now
 * @param {History} network
 */
const numbersOf = (now, network) =>
  node(
    "div",
    {},
    table(stepsOf(now), "The network of the chosen checkpoint: one row a time step"),
    table(checkpointsOf(network), "The checkpoints"),
  );

/** @param {{ model: Model, el: Element }} given */
function render({ model, el }) {
  /** @type {History} */
  let network;
  /** @type {Params[]} */
  let networks = []; // of each checkpoint, decoded when first shown
  /** @type {Frame | null} */
  let frame = null;
  /** @type {Reading} */
  let reading;
  /** @type {Results} */
  let before; // of the untrained network
  /** @type {Now} */
  let now;
  let [width, viewport] = [0, 0]; // of the curve, and of the place of the states
  /** @type {Colours} */
  let colour;

  const figure = mount({ model, el }, "Training", redraw);
  const { root } = figure;
  const points = () => network.checkpoints;
  const steps = () => reading.inputs.length;
  const point = () => points()[scrub.current()];
  const step = () => Math.max(0, Math.min(steps(), model.get("step")));
  const unit = () => Math.max(0, Math.min(now.p.h, model.get("selected")) - 1);

  const field = textField(model, "Text", readAgain);
  const scale = chooser({
    label: "Loss axis",
    options: Object.entries({ linear: "linear", log: "logarithmic" }),
    change: (value) => write(model, { scale: value }),
  });
  const scrub = stepControls(model, {
    trait: "checkpoint",
    noun: "checkpoint",
    first: 0,
    last: () => points().length - 1,
    place: (k) => `${points()[k].step} of ${network.updates} updates`,
    name: (k) => `after ${points()[k].step} of ${network.updates} updates, loss ${number(points()[k].loss, 4)}`,
    announce: figure.announce,
  });
  const message = node("p", { class: "d2l-message", role: "alert" });
  const how = node(
    "p",
    {},
    "Every dot is a checkpoint: a copy of the weights, kept while training went on. " +
      "Move the slider, or click the curve, to go back to any of them.",
  );
  const key = node("p", { class: "d2l-caption" });
  const loss = node("p", { class: "d2l-recorded" });
  const whole = node("p", { class: "d2l-total" });
  const detail = node("p", { class: "d2l-detail" });
  const caption = node("figcaption", {});

  const to = (/** @type {PointerEvent} */ event) => frame && scrub.go(nearest(points(), frame, event.offsetX));
  const curve = node("canvas", {
    "aria-hidden": "true",
    pointerdown: (/** @type {PointerEvent} */ event) => event.button === 0 && to(event),
    pointermove: (/** @type {PointerEvent} */ event) => event.buttons & 1 && to(event),
  });
  const [moment, ring] = [node("div", { class: "d2l-moment" }), node("div", { class: "d2l-ring" })];
  const chart = node("div", { class: "d2l-field d2l-curve" }, curve, moment, ring);

  const map = heatMap({
    choose(t, i) {
      write(model, { step: t, selected: i + 1 });
      figure.announce(`unit ${i + 1}, step ${t}: ${number(now.results.trace.H[t * now.p.h + i])}`);
    },
    hover() {}, // the cell that is put into words is the chosen one
  });
  const strip = node("canvas", {
    "aria-hidden": "true",
    click: (/** @type {MouseEvent} */ event) => {
      const { gutter, column } = mapSize();
      const t = Math.floor((event.offsetX - gutter) / column);
      if (t >= 0 && t <= steps()) write(model, { step: t });
    },
  });
  map.element.firstElementChild?.append(strip); // below the states, in the same place that scrolls
  const mapSize = () => geometry(viewport, steps() + 1, now.p.h);

  const states = node(
    "figure",
    { class: "d2l-scrubbed" },
    node("figcaption", {}, "The network of this checkpoint reads the text"),
    map.element,
    node(
      "p",
      { class: "d2l-caption" },
      "Under the states: the target, the most likely character, ✓ where they agree, and p(target) as a bar.",
    ),
    whole,
  );
  const panels = node(
    "div",
    { class: "d2l-panels" },
    node("figure", {}, caption, chart, scrub.element, loss, key),
    states,
  );
  const numbers = tableView("The numbers of this figure as a table", () => numbersOf(now, network));
  root.append(
    how,
    node("div", { class: "d2l-controls" }, field.element, scale.element),
    message,
    panels,
    detail,
    numbers.element,
  );
  root.addEventListener("keydown", scrub.keys);

  function paramsOf(/** @type {number} */ k) {
    networks[k] ??= decodeParams(points()[k].weights, network.sizes);
    return networks[k];
  }

  /** Another history: what is the same at all of its checkpoints. */
  function build() {
    network = model.get("network");
    networks = [];
    say(caption, captionOf(network));
    say(key, keyOf(network));
  }

  function redraw() {
    if (network !== model.get("network")) build();
    scale.show(model.get("scale"));
    width = 0;
    colour = colours(root);
    readAgain();
  }

  function drawFrame() {
    if (!width) return;
    const values = [...network.losses, Math.log(network.tokens.length), network.floor];
    frame = frameOf(width, { updates: network.updates, values, log: model.get("scale") === "log" });
    drawCurve(sized(curve, frame), frame, network, references(network, frame), colour);
  }

  /** The cursor on the curve, and the words about the checkpoint. */
  function mark() {
    scrub.update();
    say(loss, recorded(network, point()));
    if (!frame) return;
    const [x, y] = [frame.x(point().step), frame.y(point().loss)];
    box(moment, x - 1, frame.top, 2, frame.bottom - frame.top);
    box(ring, x - 8, y - 8, 16, 16);
  }

  /** Another text: the untrained network reads it once, the chosen one below. */
  function readAgain() {
    reading = read(field.text(), network);
    before = compute(reading, paramsOf(0));
    say(message, complaint(reading, network.tokens, 2) ?? "");
    panels.classList.toggle("d2l-long", reading.inputs.length > LONG);
    states.hidden = numbers.element.hidden = !reading.inputs.length;
    // Everything is measured before anything is painted, so that the browser lays the page out once.
    const old = width;
    [width, viewport] = [chart.clientWidth, map.element.clientWidth];
    if (width !== old) drawFrame();
    mark();
    repaint();
  }

  /** Another checkpoint: its network reads the text. */
  function repaint() {
    const p = paramsOf(scrub.current());
    const results = compute(reading, p);
    now = { reading, tokens: network.tokens, p, results, before };
    const { trace, means } = results;
    if (viewport && reading.inputs.length) {
      const labels = ["H₀", ...reading.inputs.map((_, k) => visible(reading.characters[k]))];
      const title = "Hidden states of the chosen checkpoint; arrow keys choose a unit and a step";
      const units = Array.from({ length: p.h }, (_, i) => i);
      map.draw({ title, labels, units, value: (t, i) => trace.H[t * p.h + i] }, viewport, colour);
      const size = { ...mapSize(), height: mapSize().column < 34 ? 100 : 120 };
      drawStrip(sized(strip, size, viewport), size, now, colour);
    }
    say(whole, means.length ? measured(results, reading, network) : "");
    move();
    numbers.update();
  }

  function move() {
    if (steps()) map.mark(step(), unit());
    say(detail, steps() ? stepInWords(now, step(), unit()) : "");
  }

  figure.watch(["text"], () => {
    field.follow();
    readAgain();
  });
  figure.watch(["network"], redraw);
  figure.watch(["checkpoint"], () => {
    mark();
    repaint();
  });
  figure.watch(["scale"], () => {
    scale.show(model.get("scale"));
    drawFrame();
    mark();
  });
  figure.watch(["step", "selected"], move);
  figure.watch(["playing"], scrub.update);
  redraw();
  return figure.close;
}

/**
 * The clock behind Play goes through the checkpoints.
 * @param {{ model: Model }} given
 */
function initialize({ model }) {
  return playing(model, () => model.get("network").checkpoints.length - 1, 350, "checkpoint");
}

export default { initialize, render };
