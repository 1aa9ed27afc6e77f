/** Predictions: figure 9.4.2 for any text. Input, state, softmax, target and loss of every step; guess first; memory. */

import { decodeParams, floorOf, runningMeans, softmaxOf, stepLosses, tokenize, unroll, withoutMemory } from "./rnn.js";
import {
  MOST_CHARACTERS,
  bars,
  box,
  colours,
  complaint,
  mount,
  node,
  number,
  playing,
  probability,
  quoted,
  recent,
  reveal,
  say,
  sized,
  stepControls,
  table,
  tableView,
  textField,
  visible,
  watch,
  write,
} from "./kit.js";
import { FEW_TOKENS, drawOverview, overview } from "./overview.js";

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
    trace,
    losses,
    softmax,
    means: runningMeans(losses),
    floor: floorOf(reading.indices),
    guesses: softmax.map((row) => row.reduce((best, value, k) => (value > row[best] ? k : best), 0)),
  };
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
    value: softmax[k],
    note: probability(softmax[k]),
    mark: k === target ? "d2l-sum" : null,
  }));
  return [
    node(
      "p",
      { class: "d2l-title" },
      `Step ${t} reads ${quoted(reading.characters[t - 1])} and should predict ${quoted(reading.characters[t])}`,
    ),
    node(
      "div",
      { class: "d2l-columns" },
      bars(rows, 1, { diverging: false }),
      node(
        "div",
        {},
        node(
          "p",
          { class: "d2l-formula" },
          `loss = −ln p(${quoted(reading.characters[t])}) = −ln ${number(softmax[target], softmax[target] < 0.001 ? 8 : 5)} = `,
          node("b", {}, number(results.losses[t - 1], 4)),
        ),
        node("p", {}, `Mean of steps 1 to ${t}: ${number(results.means[t - 1], 4)}.`),
      ),
    ),
  ];
}

function summary({ means }, q) {
  const mean = means[means.length - 1];
  return (
    `Whole text: mean loss ${number(mean, 4)} nats; perplexity exp(${number(mean, 4)}) = ${number(Math.exp(mean))}, ` +
    `as unsure as a fair choice among so many characters. A blind guess among all ${q} has ${q}.`
  );
}

function floorSentence(floor) {
  const reason =
    floor === 0
      ? "0: each character is always followed by the same one, so the current character is enough."
      : `a mean loss of ${number(floor, 4)} (perplexity ${number(Math.exp(floor))}): ` +
        "no weights do better on it from the current character alone.";
  return `Without memory the floor of this text is ${reason}`;
}

function numbersOf({ reading, results, tokens }) {
  const head = [
    "step",
    "input",
    "target",
    "p(target)",
    "loss",
    "mean so far",
    ...tokens.map((token) => `p(${visible(token)})`),
  ];
  const rows = results.losses.map((loss, k) => [
    String(k + 1),
    visible(reading.characters[k]),
    visible(reading.characters[k + 1]),
    number(results.softmax[k][reading.targets[k]], 4),
    number(loss, 4),
    number(results.means[k], 4),
    ...Array.from(results.softmax[k], (value) => number(value, 4)),
  ]);
  return table([head, ...rows], "Predictions: one row a time step");
}

function render({ model, el }) {
  let network = null;
  let choices = {};
  let now = null; // { reading, results, p, tokens, memory, hidden }
  let size = null;
  let viewport = 0;
  let guessed = new Map(); // step → the reader's character

  const figure = mount(el, "Predictions", redraw);
  const { root } = figure;
  const last = () => now.reading.inputs.length;
  const name = (t) => (last() ? `step ${t} of ${last()}, reads ${quoted(now.reading.characters[t - 1])}` : "no step");
  const field = textField(model, "Text", () => (guessed.clear(), redraw()));
  const steps = stepControls(model, { first: 1, last, name, announce: figure.announce });
  const message = node("p", { class: "d2l-message", role: "alert" });

  const guessBox = node("input", {
    type: "checkbox",
    change: () =>
      write(model, { guessing: guessBox.checked, ...(guessBox.checked ? { step: 1, playing: false } : {}) }),
  });
  const weights = node("select", { change: () => write(model, { weights: weights.value }) });
  const options = node(
    "div",
    { class: "d2l-options" },
    node("label", {}, guessBox, " Guess first"),
    node("label", {}, "Network ", weights),
  );

  const guess = node("div", { class: "d2l-guess", role: "group", "aria-label": "your guess" });
  const canvas = node("canvas", {
    "aria-hidden": "true",
    click: (event) => {
      const t = size ? Math.floor((event.offsetX - size.gutter) / size.column) + 1 : 0;
      if (t >= 1 && t <= last()) steps.go(t);
    },
  });
  const mark = node("div", { class: "d2l-now" });
  const scroller = node("div", { class: "d2l-scroll" }, node("div", { class: "d2l-field" }, canvas, mark));
  const detail = node("div", { class: "d2l-detail" });
  const total = node("p", { class: "d2l-total" });
  const floor = node("p", { class: "d2l-floor" });
  const numbers = tableView("The numbers of this figure as a table", () => numbersOf(now));
  root.append(
    node("div", { class: "d2l-controls" }, field.element, steps.element),
    options,
    message,
    guess,
    scroller,
    detail,
    total,
    floor,
    numbers.element,
  );
  root.addEventListener("keydown", steps.keys);

  function build() {
    network = model.get("network");
    const p = decodeParams(network.weights, network.sizes);
    choices = { trained: ["with memory", p] };
    if (network.untrained)
      choices.untrained = ["with memory, untrained", decodeParams(network.untrained, network.sizes)];
    choices.cut = ["memory cut: the same weights, W_hh set to 0", withoutMemory(p)];
    if (network.memoryless)
      choices.memoryless = ["without memory: trained with no W_hh", decodeParams(network.memoryless, network.sizes)];
    weights.replaceChildren(...Object.entries(choices).map(([value, [label]]) => node("option", { value }, label)));
  }

  function redraw() {
    if (network !== model.get("network")) build();
    const { tokens } = network;
    const choice = choices[model.get("weights")] ? model.get("weights") : "trained";
    const reading = pairs(field.text(), tokens);
    const p = choices[choice][1];
    now = {
      reading,
      p,
      tokens,
      memory: choice === "trained" || choice === "untrained",
      results: compute(reading, p),
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
    viewport = scroller.clientWidth;
    if (!viewport) return;
    size = overview(viewport, last(), now.tokens.length);
    drawOverview(sized(canvas, size), size, now, colours(root));
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
      if (size.width > viewport) reveal(scroller, left, size);
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
    const read = recent(reading.characters, t, 20);
    const right = [...guessed].filter(([step, said]) => said === reading.characters[step]).length;
    const itsRight = [...guessed.keys()].filter(
      (step) => results.guesses[step - 1] === reading.targets[step - 1],
    ).length;
    const score = node("p", {}, `You: ${right} of ${guessed.size} right. The model: ${itsRight} of ${guessed.size}.`);
    if (guessed.has(t)) {
      const top = results.guesses[t - 1];
      const model = `${quoted(tokens[top])} (${probability(results.softmax[t - 1][top])})`;
      const [said, text] = [guessed.get(t), reading.characters[t]].map(quoted);
      const answer = `After ${read} you said ${said}, the model says ${model}, the text says ${text}.`;
      const next = node(
        "button",
        { type: "button", click: () => (steps.go(t + 1), guess.querySelector("input, button")?.focus()) },
        "Next character",
      );
      return [node("p", {}, answer), ...(t < last() ? [next] : []), score];
    }
    const settle = (character) => {
      guessed.set(t, character);
      paint();
      move();
      figure.announce(guess.firstChild.textContent);
      guess.querySelector("button")?.focus();
    };
    const input = node("input", {
      type: "text",
      size: "3",
      "aria-label": "your guess, one character",
      spellcheck: "false",
      autocomplete: "off",
      autocapitalize: "off",
      input: () => [...input.value][0] && settle([...input.value][0]),
    });
    const buttons =
      tokens.length <= FEW_TOKENS
        ? tokens.map((token) => node("button", { type: "button", click: () => settle(token) }, visible(token)))
        : [];
    return [
      node("p", {}, `The model has read ${read}. Which character comes next?`),
      node("div", { class: "d2l-options" }, input, ...buttons),
      ...(guessed.size ? [score] : []),
    ];
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
