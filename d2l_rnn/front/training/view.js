/** Training: the loss after every update, and the network of each checkpoint on a typed text, back and forth. */

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
import { complaint, number, probability, quoted, signed, visible } from "../kit/words.js";

const LONG = 20; // more steps than this, and the states stand below the curve
const LEAST = 1e-8; // on a log scale a loss of 0 stands here

/** A step of 1, 2 or 5 times a power of ten that cuts `range` into at most `most` parts. */
export function niceStep(range, most) {
  const power = 10 ** Math.floor(Math.log10(range / most));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => range / step <= most * 1.0001);
}

/** A tick as short as it can be written: 0.5, 0.001, 1e−6. */
export const tickLabel = (value) =>
  (value === 0 || value > 5e-5 ? String(Number(value.toPrecision(3))) : value.toExponential(0)).replace("-", "−");

/** The frame of the curve and its two scales: x(update), y(loss), and the ticks of both. */
export function frameOf(width, { updates, values, log }) {
  const [left, top, height] = [50, 24, 250];
  const [right, bottom] = [Math.max(left + 60, width - 92), height - 42];
  const most = Math.max(...values, 0.01);
  const lowest = Math.max(LEAST, Math.min(...values.filter((value) => value > 0), most / 10));
  const [least, high] = log ? [10 ** Math.floor(Math.log10(lowest)), most * 1.5] : [0, most * 1.06];
  const step = log ? 1 : niceStep(high, 5);
  const count = log ? Math.log10(high / least) + 1e-4 : high / step;
  const share = (value) => (log ? Math.log(Math.max(value, least) / least) / Math.log(high / least) : value / high);
  const ticks = Array.from({ length: Math.floor(count) + 1 }, (_, k) => (log ? least * 10 ** k : k * step));
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    least,
    ticks: ticks.map((value) => [value, tickLabel(value)]),
    moments: [...new Set([0, Math.round(updates / 2), updates])],
    x: (update) => left + 8 + (update / Math.max(1, updates)) * (right - left - 16),
    y: (value) => bottom - share(value) * (bottom - top),
  };
}

/** The place of the checkpoint nearest to a point of the curve. */
export function nearest(checkpoints, frame, x) {
  const far = checkpoints.map(({ step }) => Math.abs(frame.x(step) - x));
  return far.indexOf(Math.min(...far));
}

/** The two lines a loss is compared with, their labels never one over the other. */
export function references({ tokens: { length }, floor }, frame) {
  const lines = [
    [Math.log(length), `ln ${length} = ${number(Math.log(length))}`, [7, 4]],
    [floor, `floor ${floor ? number(floor, 4) : "0"}`, [2, 3]],
  ].map(([value, label, dash]) => {
    const drawn = value >= frame.least; // nothing stands below a log scale
    return { label: drawn ? label : `${label} ↓`, y: frame.y(value), dash, drawn };
  });
  const [upper, lower] = [...lines].sort((one, other) => one.y - other.y);
  upper.at = Math.max(frame.top, Math.min(upper.y, lower.y - 15));
  lower.at = Math.max(lower.y, upper.at + 15);
  return lines;
}

/** What the figure says of the chosen checkpoint: the loss that training recorded. */
export function recorded({ text, updates }, { step, loss }) {
  const of = text === null ? "the mean of one random batch of pieces of the text" : `the mean over ${inShort(text)}`;
  return `After ${step} of ${updates} updates: recorded loss ${number(loss, 4)} nats, ${of}.`;
}

/** And the loss of the same network on the text in the box. */
export function measured({ means, guesses }, { targets }, { tokens }) {
  const mean = means[means.length - 1];
  const right = guesses.filter((guess, k) => guess === targets[k]).length;
  return (
    `On the text above: mean loss ${number(mean, 4)} nats, perplexity ${number(Math.exp(mean), 2)} ` +
    `(a blind guess has ${tokens.length}); the most likely character is right at ${right} of ${targets.length} steps.`
  );
}

/** A text in quotes, the beginning of a long one. */
function inShort(text, most = 24) {
  const characters = [...text];
  return `‘${characters.slice(0, most).map(visible).join("")}${characters.length > most ? "…" : ""}’`;
}

// ------------------------------------------------------------------------------------------------ nodes

function drawCurve(context, frame, network, lines, colour) {
  const { left, right, top, bottom, x, y } = frame;
  const label = (text, at, height, align = "center") => {
    context.textAlign = align;
    context.fillText(text, at, height);
  };
  const path = (...points) => {
    context.beginPath();
    for (const [px, py] of points) context.lineTo(px, py);
    context.stroke();
  };
  context.font = `12px ${colour.font}`;
  context.lineWidth = 1;
  context.strokeStyle = colour.soft;
  context.fillStyle = colour.text;
  path([left, top], [left, bottom], [right, bottom]);
  for (const [value, text] of frame.ticks) {
    path([left - 4, y(value)], [left, y(value)]);
    label(text, left - 7, y(value), "right");
  }
  for (const update of frame.moments) {
    path([x(update), bottom], [x(update), bottom + 4]);
    label(String(update), x(update), bottom + 13);
  }
  label("updates", (left + right) / 2, bottom + 31);
  label("mean loss, in nats", 0, 8, "left");
  context.strokeStyle = colour.text;
  for (const line of lines) {
    context.setLineDash(line.dash);
    if (line.drawn) path([left, line.y], [right, line.y]);
    label(line.label, right + 4, line.at, "left");
  }
  context.setLineDash([]);
  const blue = `rgb(${colour.positive.join()})`;
  const { losses, every, checkpoints } = network;
  const last = checkpoints[checkpoints.length - 1];
  context.lineWidth = 1.8;
  context.strokeStyle = blue;
  path(...losses.map((loss, k) => [x(k * every), y(loss)]), [x(last.step), y(last.loss)]);
  context.fillStyle = blue;
  for (const { step, loss } of checkpoints) {
    context.beginPath();
    context.arc(x(step), y(loss), 3.5, 0, 7);
    context.fill();
  }
}

/** Under the states, what is predicted at each step: target, most likely character, right or wrong, p(target). */
function drawStrip(context, size, { reading, results, tokens }, colour) {
  const edge = size.gutter + size.column - 6;
  context.fillStyle = colour.text;
  context.font = `11px ${colour.font}`;
  context.textAlign = "right";
  const [bar, tall] = [66, 30];
  const rows = { target: 14, guess: 34, "right?": 53, "p(target)": bar + tall / 2 };
  for (const [text, y] of Object.entries(rows)) context.fillText(text, edge, y, edge);
  context.textAlign = "center";
  const wide = size.column >= 34;
  results.guesses.forEach((best, k) => {
    const left = size.gutter + (k + 1) * size.column;
    const middle = left + size.column / 2;
    const hit = best === reading.targets[k];
    const p = results.softmax[k][reading.targets[k]];
    const put = (text, y, weight) => {
      context.font = `${weight} ${text.length > 1 ? 11 : 14}px ${colour.font}`;
      context.fillText(text, middle, y, size.column - 1);
    };
    context.fillStyle = colour.text;
    put(visible(reading.characters[k + 1]), rows.target, 700);
    put(visible(tokens[best]), rows.guess, 400);
    put(hit ? "✓" : "✗", rows["right?"], 700);
    context.strokeStyle = colour.soft;
    context.strokeRect(left + 2.5, bar + 0.5, size.column - 5, tall);
    context.fillStyle = `rgb(${colour.positive.join()})`;
    context.fillRect(left + 3, bar + 1 + (1 - p) * (tall - 1), size.column - 6, p * (tall - 1));
    if (!wide) return;
    context.fillStyle = colour.text;
    put(number(p, 2), bar + tall + 13, 400);
  });
}

/** One step and one unit of the chosen network in words, beside what they were before training. */
function stepInWords({ reading, results, tokens, p, before }, t, i) {
  if (t === 0) return "H₀ is 0 in every unit, at every checkpoint: nothing has been read yet.";
  const best = results.guesses[t - 1];
  const [read, next] = [quoted(reading.characters[t - 1]), quoted(reading.characters[t])];
  const [loss, first] = [results, before].map(({ losses }) => number(losses[t - 1], 4));
  const [value, start] = [results, before].map(({ trace }) => signed(trace.H[t * p.h + i]));
  return (
    `Step ${t} reads ${read}; ${next} is next. Most likely: ${quoted(tokens[best])} ` +
    `(${probability(results.softmax[t - 1][best])}). Loss ${loss}, before training ${first}. ` +
    `Unit ${i + 1}: ${value}, before training ${start}.`
  );
}

function numbersOf({ reading, results, tokens, p }, network) {
  const { trace, guesses, softmax, losses } = results;
  const kept = network.checkpoints.map(({ step, loss }) => [String(step), number(loss, 4)]);
  const units = Array.from({ length: p.h }, (_, i) => i);
  const steps = losses.map((loss, k) => [
    String(k + 1),
    visible(reading.characters[k]),
    visible(reading.characters[k + 1]),
    visible(tokens[guesses[k]]),
    number(softmax[k][reading.targets[k]], 4),
    number(loss, 4),
    ...units.map((i) => number(trace.H[(k + 1) * p.h + i], 4)),
  ]);
  const head = ["step", "input", "target", "guess", "p(target)", "loss", ...units.map((i) => `unit ${i + 1}`)];
  return node(
    "div",
    {},
    table([head, ...steps], "The network of the chosen checkpoint: one row a time step"),
    table([["updates", "recorded loss"], ...kept], "The checkpoints"),
  );
}

// ----------------------------------------------------------------------------------------------- wiring

function render({ model, el }) {
  let network = null;
  let networks = []; // the parameters of each checkpoint, decoded when first shown
  let frame = null;
  let now = null; // { reading, tokens, p, results, before }
  let [width, viewport] = [0, 0]; // of the curve, and of the place of the states
  let colour = null;

  const figure = mount({ model, el }, "Training", redraw);
  const { root } = figure;
  const points = () => network.checkpoints;
  const steps = () => now.reading.inputs.length;
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

  const to = (event) => frame && scrub.go(nearest(points(), frame, event.offsetX));
  const curve = node("canvas", {
    "aria-hidden": "true",
    pointerdown: (event) => event.button === 0 && to(event),
    pointermove: (event) => event.buttons & 1 && to(event),
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
    click: (event) => {
      const { gutter, column } = mapSize();
      const t = Math.floor((event.offsetX - gutter) / column);
      if (t >= 0 && t <= steps()) write(model, { step: t });
    },
  });
  map.element.firstChild.append(strip); // below the states, in the same place that scrolls
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

  function paramsOf(k) {
    networks[k] ??= decodeParams(points()[k].weights, network.sizes);
    return networks[k];
  }

  /** Another history: what is the same at all of its checkpoints. */
  function build() {
    network = model.get("network");
    networks = [];
    const { text, kept, every, tokens, floor } = network;
    say(
      caption,
      text === null ? "Loss of the random batch of every update" : `Loss on ${inShort(text)} after every update`,
    );
    say(
      key,
      `ln ${tokens.length}: a blind guess among ${tokens.length} characters. ` +
        `Floor ${floor ? number(floor, 4) : "0"}: no network does better on the whole text from the current character alone.` +
        (every > 1 ? ` The line joins every ${every}th update.` : "") +
        (points().length < kept
          ? ` This page has ${points().length} of the ${kept} checkpoints, so that it stays small.`
          : ""),
    );
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
    const { tokens } = network;
    const reading = read(field.text(), network);
    now = { reading, tokens, before: compute(reading, paramsOf(0)) };
    say(message, complaint(reading, tokens, 2) ?? "");
    panels.classList.toggle("d2l-long", reading.inputs.length > LONG);
    states.hidden = numbers.element.hidden = !reading.inputs.length;
    // Everything is measured before anything is painted, so that the browser lays the page out once.
    const before = width;
    [width, viewport] = [chart.clientWidth, map.element.clientWidth];
    if (width !== before) drawFrame();
    mark();
    repaint();
  }

  /** Another checkpoint: its network reads the text. */
  function repaint() {
    const { reading } = now;
    now.p = paramsOf(scrub.current());
    now.results = compute(reading, now.p);
    const { trace, means } = now.results;
    if (viewport && reading.inputs.length) {
      const labels = ["H₀", ...reading.inputs.map((_, k) => visible(reading.characters[k]))];
      const title = "Hidden states of the chosen checkpoint; arrow keys choose a unit and a step";
      const units = Array.from({ length: now.p.h }, (_, i) => i);
      map.draw({ title, labels, units, value: (t, i) => trace.H[t * now.p.h + i] }, viewport, colour);
      const size = { ...mapSize(), height: mapSize().column < 34 ? 100 : 120 };
      drawStrip(sized(strip, size, viewport), size, now, colour);
    }
    say(whole, means.length ? measured(now.results, reading, network) : "");
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

/** The clock behind Play goes through the checkpoints. */
function initialize({ model }) {
  return playing(model, () => model.get("network").checkpoints.length - 1, 350, "checkpoint");
}

export default { initialize, render };
