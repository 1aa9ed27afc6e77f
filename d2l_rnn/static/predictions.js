/** Predictions: figure 9.4.2 for any text. Input, state, softmax, target and loss of every step; guess first; memory. */

import {
  decodeParams, floorOf, runningMeans, softmaxOf, stepLosses, tokenize, unroll, withoutMemory,
} from "./rnn.js";
import {
  MOST_CHARACTERS, bars, box, colours, complaint, drawHead, inkOn, mount, node, number, palette, playing, probability, quoted, say,
  sized, stepControls, table, tableView, textField, visible, watch, write,
} from "./kit.js";

const FEW_TOKENS = 12; // up to so many, a guess is a click

/** The steps of a text: each character but the last is an input, each but the first a target. */
export function pairs(text, tokens) {
  const reading = tokenize(text ?? "", tokens);
  reading.indices.length = Math.min(reading.indices.length, MOST_CHARACTERS + 1);
  return { ...reading, inputs: reading.indices.slice(0, -1), targets: reading.indices.slice(1) };
}

/** Everything the figure shows of one text, in numbers. */
export function compute(reading, p) {
  const trace = unroll(reading.inputs, p);
  const losses = stepLosses(trace, p, reading.targets);
  const softmax = reading.inputs.map((_, k) => softmaxOf(trace, p, k + 1));
  return {
    trace, losses, softmax, means: runningMeans(losses), floor: floorOf(reading.indices),
    guesses: softmax.map((row) => row.reduce((best, value, k) => (value > row[best] ? k : best), 0)),
  };
}

/** Where the rows of the overview stand, top down as they are computed. */
export function overview(width, T, q) {
  const gutter = 84;
  const column = Math.max(15, Math.min(96, Math.floor((width - gutter) / Math.max(1, T))));
  const row = q <= FEW_TOKENS ? 20 : 13;
  const state = 40;
  const softmax = state + 52;
  const target = softmax + q * row + 6;
  const numbers = column >= 34; // else the three rows of numbers become one bar for each loss
  return { gutter, column, row, state, softmax, target, numbers, width: gutter + T * column, height: target + 84, columns: T, rows: q };
}

/** Paint all of it, but of the steps after `read` nothing, and of the hidden ones no more than the input. */
function draw(context, size, { reading, results, p, tokens, memory, hidden, read }, colour) {
  const highest = Math.max(Math.log(tokens.length), ...results.losses);
  drawGutter(context, size, tokens, highest, colour);
  drawHead(context, size, reading.inputs.map((_, k) => (k < read() ? visible(reading.characters[k]) : "?")), colour, 1);
  drawStates(context, size, results.trace, p, memory, read(), colour);
  for (let t = 1; t <= size.columns; t++) drawStep(context, size, t, { reading, results, highest, hidden: hidden(t) }, colour);
}

function drawGutter(context, size, tokens, highest, colour) {
  context.textAlign = "right";
  const label = (text, y, pixels = 12) => {
    context.font = `${pixels}px ${colour.font}`;
    context.fillText(text, size.gutter - 8, y, size.gutter - 10);
  };
  context.fillStyle = colour.text;
  label("input", 11);
  label("state Hₜ", size.state + 20);
  label("target", size.target + 10);
  if (size.numbers) ["p(target)", "loss", "mean so far"].forEach((text, k) => label(text, size.target + 30 + 20 * k));
  else [number(highest, 1), "loss", "0"].forEach((text, k) => label(text, size.target + 28 + 24 * k));
  tokens.forEach((token, k) => label(visible(token), size.softmax + (k + 0.5) * size.row, Math.min(13, size.row)));
  context.fillStyle = colour.soft;
  context.textAlign = "left";
  context.font = `11px ${colour.font}`;
  context.fillText("softmax", 0, size.softmax + size.row / 2, 46);
  context.fillText("of Oₜ", 0, size.softmax + size.row / 2 + 14, 46);
  context.textAlign = "center";
}

/** The state of every step as a strip, and the arrow that W_hh is: drawn broken where memory is off. */
function drawStates(context, size, trace, p, memory, read, colour) {
  const width = Math.max(5, Math.min(22, size.column - 12));
  const shades = palette(colour);
  const strips = node("canvas", { width: Math.max(1, size.columns), height: p.h });
  const image = new ImageData(strips.width, p.h);
  const pixels = new Uint32Array(image.data.buffer);
  for (let t = 1; t <= size.columns; t++) {
    for (let i = 0; i < p.h; i++) pixels[i * strips.width + t - 1] = shades[Math.round((trace.H[t * p.h + i] + 1) * 255)];
  }
  strips.getContext("2d").putImageData(image, 0, 0);
  for (let t = 1; t <= Math.min(read, size.columns); t++) {
    const middle = size.gutter + (t - 0.5) * size.column;
    context.imageSmoothingEnabled = false;
    context.drawImage(strips, t - 1, 0, 1, p.h, middle - width / 2, size.state, width, 40);
    context.strokeStyle = colour.soft;
    context.strokeRect(middle - width / 2 - 0.5, size.state - 0.5, width + 1, 41);
    if (t === Math.min(read, size.columns) || size.column < 24) continue;
    context.fillStyle = memory ? colour.text : colour.soft;
    context.font = `${memory ? 16 : 13}px ${colour.font}`;
    context.fillText(memory ? "→" : "✕", middle + size.column / 2, size.state + 20, size.column - width);
  }
}

function drawStep(context, size, t, { reading, results, highest, hidden }, colour) {
  const left = size.gutter + (t - 1) * size.column;
  const middle = left + size.column / 2;
  const write = (text, y, weight = "") => {
    context.font = `${weight} 12px ${colour.font}`;
    context.fillText(text, middle, y, size.column - 1);
  };
  context.fillStyle = colour.text;
  if (hidden) return write("?", size.target + 10, "700");
  const target = reading.targets[t - 1];
  drawBars(context, size, left, results.softmax[t - 1], target, colour);
  const right = results.guesses[t - 1] === target;
  context.fillStyle = colour.text;
  write(`${visible(reading.characters[t])}${size.column >= 30 ? (right ? " ✓" : " ✗") : ""}`, size.target + 10, "700");
  if (!size.numbers) {
    const height = (results.losses[t - 1] / highest) * 48;
    context.fillStyle = `rgb(${colour.negative.join()})`;
    context.fillRect(left + 2, size.target + 76 - height, size.column - 4, height);
    return;
  }
  write(probability(results.softmax[t - 1][target]), size.target + 30);
  write(number(results.losses[t - 1]), size.target + 50);
  write(number(results.means[t - 1]), size.target + 70);
}

/** The distribution of one step: a bar for each token, the target's framed and in colour. */
function drawBars(context, size, left, softmax, target, colour) {
  const room = size.column - 6;
  softmax.forEach((value, k) => {
    const top = size.softmax + k * size.row;
    const length = value * room;
    const paint = k === target ? colour.positive : colour.neutral;
    context.fillStyle = `rgb(${paint.join()})`;
    context.fillRect(left + 3, top + 2, Math.max(length, 0.5), size.row - 4);
    if (k === target) {
      context.strokeStyle = colour.text;
      context.strokeRect(left + 2.5, top + 1.5, room + 1, size.row - 3);
    }
    if (size.column < 44 || size.row < 16 || value < 0.005) return;
    const inside = length > 32;
    context.font = `11px ${colour.font}`;
    context.textAlign = inside ? "right" : "left";
    context.fillStyle = inside ? inkOn(paint) : colour.text;
    context.fillText(number(value, 2), left + 3 + length + (inside ? -3 : 3), top + size.row / 2 + 0.5);
    context.textAlign = "center";
  });
}

/** One step in full: the five most likely characters, and how its loss comes about. */
function stepInFull({ reading, results, tokens }, t) {
  const softmax = results.softmax[t - 1];
  const target = reading.targets[t - 1];
  const order = [...softmax.keys()].sort((one, other) => softmax[other] - softmax[one]);
  const shown = order.slice(0, 5);
  if (!shown.includes(target)) shown.push(target);
  const rows = shown.map((k) => ({
    label: [visible(tokens[k]), ...(k === target ? [node("small", {}, " target")] : [])],
    value: softmax[k], note: probability(softmax[k]), mark: k === target ? "d2l-sum" : null,
  }));
  return [
    node("h4", {}, `Step ${t} reads ${quoted(reading.characters[t - 1])} and should predict ${quoted(reading.characters[t])}`),
    node("div", { class: "d2l-columns" }, bars(rows, 1, { diverging: false }), node("div", {},
      node("p", { class: "d2l-formula" }, `loss = −ln p(${quoted(reading.characters[t])}) = −ln ${softmax[target] < 0.001 ? number(softmax[target], 8) : number(softmax[target], 5)} = `, node("b", {}, number(results.losses[t - 1], 4))),
      node("p", {}, `Mean of steps 1 to ${t}: ${number(results.means[t - 1], 4)}.`))),
  ];
}

function summary({ means }, q) {
  const mean = means[means.length - 1];
  return `Whole text: mean loss ${number(mean, 4)} nats; perplexity exp(${number(mean, 4)}) = ${number(Math.exp(mean))}, `
    + `as unsure as a fair choice among so many characters. A blind guess among all ${q} has ${q}.`;
}

function floorSentence(floor) {
  return floor === 0
    ? "Without memory the floor of this text is 0: each character is always followed by the same one, so the current character is enough."
    : `Without memory the floor of this text is a mean loss of ${number(floor, 4)} (perplexity ${number(Math.exp(floor))}): no weights do better on it from the current character alone.`;
}

function numbersOf({ reading, results, tokens }) {
  const head = ["step", "input", "target", "p(target)", "loss", "mean so far", ...tokens.map((token) => `p(${visible(token)})`)];
  const rows = results.losses.map((loss, k) => [
    String(k + 1), visible(reading.characters[k]), visible(reading.characters[k + 1]), number(results.softmax[k][reading.targets[k]], 4),
    number(loss, 4), number(results.means[k], 4), ...Array.from(results.softmax[k], (value) => number(value, 4)),
  ]);
  return table([head, ...rows], "Predictions: one row a time step");
}

function render({ model, el }) {
  let network = null;
  let choices = {};
  let now = null; // { reading, results, p, tokens, memory, hidden }
  let size = null;
  let guessed = new Map(); // step → the reader's character

  const figure = mount(el, "Predictions", redraw);
  const { root } = figure;
  const last = () => now.reading.inputs.length;
  const name = (t) => (last() ? `step ${t} of ${last()}, reads ${quoted(now.reading.characters[t - 1])}` : "no step");
  const field = textField(model, "Text", () => (guessed.clear(), redraw()));
  const steps = stepControls(model, { first: 1, last, name, announce: figure.announce });
  const message = node("p", { class: "d2l-message", role: "alert" });

  const guessBox = node("input", { type: "checkbox", change: () => write(model, { guessing: guessBox.checked, ...(guessBox.checked ? { step: 1, playing: false } : {}) }) });
  const weights = node("select", { change: () => write(model, { weights: weights.value }) });
  const options = node("div", { class: "d2l-options" },
    node("label", {}, guessBox, " Guess first"), node("label", {}, "Network ", weights));

  const guess = node("div", { class: "d2l-guess", role: "group", "aria-label": "your guess" });
  const canvas = node("canvas", { "aria-hidden": "true", click: (event) => {
    const t = size ? Math.floor((event.offsetX - size.gutter) / size.column) + 1 : 0;
    if (t >= 1 && t <= last()) steps.go(t);
  } });
  const mark = node("div", { class: "d2l-now" });
  const scroller = node("div", { class: "d2l-scroll" }, node("div", { class: "d2l-field" }, canvas, mark));
  const detail = node("div", { class: "d2l-detail" });
  const total = node("p", { class: "d2l-total" });
  const floor = node("p", { class: "d2l-floor" });
  const numbers = tableView("The numbers of this figure as a table", () => numbersOf(now));
  root.append(node("div", { class: "d2l-controls" }, field.element, steps.element), options, message, guess, scroller, detail, total, floor, numbers.element);
  root.addEventListener("keydown", steps.keys);

  function build() {
    network = model.get("network");
    const p = decodeParams(network.weights, network.sizes);
    choices = { trained: ["with memory", p] };
    if (network.untrained) choices.untrained = ["with memory, untrained", decodeParams(network.untrained, network.sizes)];
    choices.cut = ["memory cut: the same weights, W_hh set to 0", withoutMemory(p)];
    if (network.memoryless) choices.memoryless = ["without memory: trained with no W_hh", decodeParams(network.memoryless, network.sizes)];
    weights.replaceChildren(...Object.entries(choices).map(([value, [label]]) => node("option", { value }, label)));
  }

  function redraw() {
    if (network !== model.get("network")) build();
    const { tokens } = network;
    const choice = choices[model.get("weights")] ? model.get("weights") : "trained";
    const reading = pairs(field.text(), tokens);
    const p = choices[choice][1];
    now = {
      reading, p, tokens, memory: choice === "trained" || choice === "untrained", results: compute(reading, p),
      /** How many characters are shown as read, and whether a step's prediction is still the reader's to guess. */
      read: () => (model.get("guessing") ? steps.current() : reading.inputs.length),
      hidden: (t) => model.get("guessing") && (t > steps.current() || (t === steps.current() && !guessed.has(t))),
    };
    weights.value = choice;
    guessBox.checked = Boolean(model.get("guessing"));
    say(message, complaint(reading, tokens, 2) ?? "");
    paint();
    move();
    numbers.update();
  }

  function paint() {
    if (!scroller.clientWidth) return;
    size = overview(scroller.clientWidth, last(), now.tokens.length);
    draw(sized(canvas, size), size, now, colours(root));
    canvas.parentElement.style.width = `${size.width}px`;
  }

  function move() {
    const t = steps.current();
    const guessing = Boolean(model.get("guessing")) && last() > 0;
    steps.update();
    field.element.hidden = guessing;
    for (const element of [scroller, mark]) element.hidden = !last();
    if (size && last()) {
      const left = size.gutter + (t - 1) * size.column;
      box(mark, left, 0, size.column, size.height);
      if (left < scroller.scrollLeft + size.gutter) scroller.scrollLeft = left - size.gutter;
      else if (left + size.column > scroller.scrollLeft + scroller.clientWidth) scroller.scrollLeft = left + size.column - scroller.clientWidth;
    }
    const done = !guessing || [...Array(last()).keys()].every((k) => !now.hidden(k + 1));
    detail.replaceChildren(...(last() && !now.hidden(t) ? stepInFull(now, t) : []));
    say(total, last() && done ? summary(now.results, now.tokens.length) : "");
    say(floor, last() && done ? floorSentence(now.results.floor) : "");
    numbers.element.hidden = !last() || !done;
    guess.hidden = !guessing;
    guess.replaceChildren(...(guessing ? question(t) : []));
  }

  /** The guessing game's line: the question, or what was said and the way on. */
  function question(t) {
    const { reading, results, tokens } = now;
    const read = reading.characters.slice(Math.max(0, t - 20), t).map(visible).join("");
    const score = node("p", {}, `You: ${[...guessed].filter(([step, said]) => said === reading.characters[step]).length} of ${guessed.size} right. The model: ${[...guessed.keys()].filter((step) => results.guesses[step - 1] === reading.targets[step - 1]).length} of ${guessed.size}.`);
    if (guessed.has(t)) {
      const top = results.guesses[t - 1];
      const answer = `After ‘${t > 20 ? "…" : ""}${read}’ you said ${quoted(guessed.get(t))}, the model says ${quoted(tokens[top])} (${probability(results.softmax[t - 1][top])}), the text says ${quoted(reading.characters[t])}.`;
      const next = node("button", { type: "button", click: () => (steps.go(t + 1), guess.querySelector("input, button")?.focus()) }, "Next character");
      return [node("p", {}, answer), ...(t < last() ? [next] : []), score];
    }
    const settle = (character) => {
      guessed.set(t, character);
      paint();
      move();
      figure.announce(guess.firstChild.textContent);
      guess.querySelector("button")?.focus();
    };
    const input = node("input", { type: "text", size: "3", "aria-label": "your guess, one character", spellcheck: "false", autocomplete: "off", autocapitalize: "off",
      input: () => [...input.value][0] && settle([...input.value][0]) });
    const buttons = tokens.length <= FEW_TOKENS ? tokens.map((token) => node("button", { type: "button", click: () => settle(token) }, visible(token))) : [];
    return [node("p", {}, `The model has read ‘${t > 20 ? "…" : ""}${read}’. Which character comes next?`), node("div", { class: "d2l-options" }, input, ...buttons), ...(guessed.size ? [score] : [])];
  }

  const off = [
    watch(model, ["text"], () => (field.follow(), guessed.clear(), redraw())),
    watch(model, ["guessing"], () => (guessed.clear(), redraw())),
    watch(model, ["network", "weights"], redraw),
    watch(model, ["step"], () => (model.get("guessing") && paint(), move())),
    watch(model, ["playing"], steps.update),
  ];
  redraw();
  return () => {
    off.forEach((end) => end());
    figure.close();
  };
}

/** The last step of the model's text: the clock asks, whichever views there are. */
function initialize({ model }) {
  return playing(model, () => pairs(model.get("text"), model.get("network").tokens).inputs.length);
}

export default { initialize, render };
