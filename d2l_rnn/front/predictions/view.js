/** Predictions: figure 9.4.2 for any text. Input, state, softmax, target and loss of every step; guess first; memory. */

import { compute } from "../equations/predicting.js";
import { read } from "../equations/reading.js";
import { decodeParams, withoutMemory } from "../equations/rnn.js";
import { departure, freeRun, period } from "../equations/sampling.js";
import { sized } from "../kit/canvas.js";
import { colours } from "../kit/colour.js";
import { chooser, numberField, slider, textField } from "../kit/controls.js";
import { box, reveal } from "../kit/grid.js";
import { bars, node, say, table, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { playing, stepControls } from "../kit/steps.js";
import { write } from "../kit/traits.js";
import { complaint, number, probability, quoted, recent, visible } from "../kit/words.js";
import { drawOverview, FEW_TOKENS, overview } from "./overview.js";

const RUN = ["pick", "temperature", "seed", "prefix", "length"]; // the traits of a free run

const FEEDS = {
  teacher:
    "Teacher forcing: every input is the text's own character, whatever was predicted before. " +
    "This is how the network is trained, and how its loss is measured.",
  free:
    "Running freely: the framed inputs are given; every other is what the network itself picked one step before. " +
    "Its inputs are no longer the text's, so there is no loss of the text here.",
};

/** How many characters of a reading are given to a free run. */
const givenOf = (reading, prefix) => Math.max(1, Math.min(prefix, reading.indices.length));

/** The last step that a model's traits lead to. */
function lastStep(model) {
  const reading = read(model.get("text"), model.get("network"));
  if (model.get("feed") !== "free") return reading.inputs.length;
  return reading.indices.length && givenOf(reading, model.get("prefix")) + model.get("length") - 1;
}

/** A free run over the beginning of a reading, as what the figure shows: the characters that were read and written. */
export function runFreely(reading, p, tokens, options) {
  const given = givenOf(reading, options.prefix);
  const results = freeRun(reading.indices.slice(0, given), options.length, p, options);
  const picked = results.picks.slice(given - 1).map((pick) => tokens[pick]);
  const characters = [...reading.characters.slice(0, given), ...picked];
  const text = reading.characters.slice(0, reading.indices.length);
  const free = { given, text, indices: reading.indices, sampled: options.pick === "sample" };
  return { reading: { characters, inputs: results.inputs }, results, free };
}

/** What a free run wrote, where it left the text, and what it repeats at its end. */
export function wrote({ reading, results, free }) {
  const { characters } = reading;
  const { given, text, indices } = free;
  const run = (from, to) => `‘${characters.slice(from, to).map(visible).join("")}’`;
  const known = Math.min(text.length, characters.length) - given;
  const left = departure(results.picks, indices);
  const compared =
    known <= 0
      ? "The text has nothing more to compare it with."
      : left === null
        ? `It keeps to the text for as long as there is one, up to step ${given + known - 1}.`
        : `From step ${left} on it has left the text: it picks ${quoted(characters[left])} where the text has ${quoted(text[left])}.`;
  const size = period(characters.slice(given));
  const loop = size ? ` At the end it repeats ${run(-size)}.` : "";
  return `Given ${run(0, given)}, it writes ${run(given)}. ${compared}${loop}`;
}

/** One step in full: the five most likely characters, and how its loss comes about. */
function stepInFull({ reading, results, tokens, free }, t) {
  const softmax = results.softmax[t - 1];
  const target = free ? results.picks[t - 1] : reading.targets[t - 1];
  const order = [...softmax.keys()].sort((one, other) => softmax[other] - softmax[one]);
  const shown = order.slice(0, 5);
  if (target !== null && !shown.includes(target)) shown.push(target);
  const rows = shown.map((k) => ({
    label: [visible(tokens[k]), ...(k === target ? [node("small", {}, free ? " picked" : " target")] : [])],
    value: softmax[k],
    note: probability(softmax[k]),
    mark: k === target ? "d2l-sum" : null,
  }));
  const [read, next] = [t - 1, t].map((k) => quoted(reading.characters[k]));
  const p = softmax[target];
  const words = free
    ? [node("p", {}, reasonOf(free.sampled && results.numbers[t - 1], next, target))]
    : [
        node(
          "p",
          { class: "d2l-formula" },
          `loss = −ln p(${next}) = −ln ${p < 1e-4 ? p.toExponential(2).replace("-", "−") : number(p, 5)} = `,
          node("b", {}, number(results.losses[t - 1], 4)),
        ),
        node("p", {}, `Mean of steps 1 to ${t}: ${number(results.means[t - 1], 4)}.`),
      ];
  const title = free
    ? `reads ${read}, ${t > free.given ? "its own pick" : "given"}; ${next} is ${target === null ? "given" : "picked"} next`
    : `reads ${read} and should predict ${next}`;
  return [
    node("p", { class: "d2l-title" }, `Step ${t} ${title}`),
    node("div", { class: "d2l-columns" }, bars(rows, 1, { diverging: false }), node("div", {}, ...words)),
  ];
}

/** Why a step of a free run picks what it picks; `u` is the number it drew, if it did. */
function reasonOf(u, next, target) {
  if (target === null) return "The next input is given, so nothing is picked here.";
  if (u === false) return `${next} is the most likely character.`;
  return (
    `The number drawn for this step is ${number(u, 4)}. ` +
    `Add up the probabilities in the order of the tokens: the sum passes this number at ${next}.`
  );
}

const swatch = (kind) => node("span", { class: `d2l-swatch ${kind}` });

/** What the colours of the overview mean. */
function legend({ numbers }, free) {
  const outlined = free ? " of the character picked" : " of the target";
  const said = ["Probability: ", swatch("d2l-framed"), outlined, ", ", swatch(""), " of another character"];
  return node("p", { class: "d2l-caption" }, ...said, ...(free || numbers ? [] : ["; ", swatch("negative"), " loss"]));
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

function numbersOf({ reading, results, tokens, free }) {
  const { characters, targets } = reading;
  const { losses, means, picks, softmax } = results;
  const head = free
    ? ["comes from", "picked", "p(picked)", "the text has"]
    : ["target", "p(target)", "loss", "mean so far"];
  const middle = (k) => {
    if (!free) return [visible(characters[k + 1]), ...[softmax[k][targets[k]], losses[k], means[k]].map(four)];
    const picked = picks[k] === null ? ["–", "–"] : [visible(characters[k + 1]), four(softmax[k][picks[k]])];
    const known = free.text[k + 1];
    return [k < free.given ? "the text" : "its pick", ...picked, known === undefined ? "" : visible(known)];
  };
  const rows = softmax.map((row, k) => [String(k + 1), visible(characters[k]), ...middle(k), ...Array.from(row, four)]);
  const columns = tokens.map((token) => `p(${visible(token)})`);
  return table([["step", "input", ...head, ...columns], ...rows], "Predictions: one row a time step");
}

const four = (value) => number(value, 4);

/** The controls of a free run; `show()` follows the model and says whether there is one. */
function freeControls(model) {
  const { limits, most } = model.get("network");
  const change = (trait) => (value) => write(model, { [trait]: value });
  const count = (trait, label, [least, most]) =>
    numberField({ label, least, most, whole: true, size: 4, change: change(trait) });
  const pick = chooser({
    label: "Pick",
    options: Object.entries({ argmax: "the most likely", sample: "by chance" }),
    change: change("pick"),
  });
  const words = (value) => number(value, 2);
  const temperature = slider({
    label: "Temperature",
    min: limits.temperature[0],
    max: limits.temperature[1],
    step: 0.05,
    words,
    change: change("temperature"),
  });
  const seed = count("seed", "Seed", limits.seed);
  const prefix = count("prefix", "Given characters", [limits.prefix[0], most.characters - 1]);
  const length = count("length", "Characters to write", limits.length);
  const next = node(
    "button",
    { type: "button", click: () => write(model, { seed: (model.get("seed") + 1) % (limits.seed[1] + 1) }) },
    "Next seed",
  );
  const chance = node("span", { class: "d2l-options" }, seed.element, next);
  const controls = { pick, temperature, seed, prefix, length };
  const element = node(
    "div",
    { class: "d2l-options" },
    ...[pick, temperature, prefix, length].map((one) => one.element),
    chance,
  );
  function show() {
    for (const trait of RUN) controls[trait].show(model.get(trait));
    chance.hidden = model.get("pick") === "argmax";
    element.hidden = model.get("feed") !== "free";
    return !element.hidden;
  }
  return { element, show };
}

function render({ model, el }) {
  let network = null;
  let choices = {};
  let now = null; // { reading, results, p, tokens, memory, hidden, read, free }
  let size = null;
  let viewport = 0;
  const guessed = new Map(); // step → the reader's character

  const figure = mount({ model, el }, "Predictions", redraw);
  const { root } = figure;
  const last = () => now.reading.inputs.length;
  const isGuessing = () => model.get("guessing") && model.get("feed") !== "free";
  const name = (t) => (last() ? `step ${t} of ${last()}, reads ${quoted(now.reading.characters[t - 1])}` : "no step");
  const field = textField(model, "Text", () => {
    guessed.clear();
    redraw();
  });
  const steps = stepControls(model, { first: 1, last, name, announce: figure.announce });
  const message = node("p", { class: "d2l-message", role: "alert" });

  const guessBox = node("input", {
    type: "checkbox",
    change: () =>
      write(model, { guessing: guessBox.checked, ...(guessBox.checked ? { step: 1, playing: false } : {}) }),
  });
  const why = node("small", {});
  const weights = node("select", { change: () => write(model, { weights: weights.value }) });
  const feed = chooser({
    label: "Inputs",
    options: Object.entries({ teacher: "as written (teacher forcing)", free: "its own picks (running freely)" }),
    change: (value) => write(model, { feed: value, playing: false }),
  });
  const options = node(
    "div",
    { class: "d2l-options" },
    feed.element,
    node("label", {}, "Network ", weights),
    node("label", {}, guessBox, " Guess first", why),
  );
  const explanation = node("p", { class: "d2l-caption" });
  const free = freeControls(model);

  const guess = node("div", { class: "d2l-guess", role: "group", "aria-label": "your guess", tabindex: -1 });
  const canvas = node("canvas", {
    "aria-hidden": "true",
    click: (event) => {
      const t = size ? Math.floor((event.offsetX - size.gutter) / size.column) + 1 : 0;
      if (t >= 1 && t <= last()) steps.go(t);
    },
  });
  const mark = node("div", { class: "d2l-now" });
  const place = { class: "d2l-scroll", tabindex: "0", role: "region", "aria-label": "the steps" };
  const scroller = node("div", place, node("div", { class: "d2l-field" }, canvas, mark));
  const key = node("div", {});
  const detail = node("div", { class: "d2l-detail" });
  const total = node("p", { class: "d2l-total" });
  const floor = node("p", { class: "d2l-floor" });
  const numbers = tableView("The numbers of this figure as a table", () => numbersOf(now));
  root.append(
    node("div", { class: "d2l-controls" }, field.element, steps.element),
    options,
    free.element,
    explanation,
    message,
    guess,
    scroller,
    key,
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
    const reading = read(field.text(), network);
    const p = choices[choice][1];
    const runs = free.show() && reading.indices.length > 0;
    const run = Object.fromEntries(RUN.map((trait) => [trait, model.get(trait)]));
    now = {
      reading,
      p,
      tokens,
      memory: choice === "trained" || choice === "untrained",
      /** How many characters are shown as read, and whether a step's prediction is still the reader's to guess. */
      read: () => (isGuessing() ? steps.current() : last()),
      hidden: (t) => isGuessing() && (t > steps.current() || (t === steps.current() && !guessed.has(t))),
      ...(runs ? runFreely(reading, p, tokens, run) : { results: compute(reading, p) }),
    };
    weights.value = choice;
    feed.show(model.get("feed"));
    guessBox.checked = isGuessing();
    guessBox.disabled = model.get("feed") === "free";
    say(why, guessBox.disabled ? " (a free run has no text to guess)" : "");
    say(explanation, FEEDS[model.get("feed")]);
    say(message, complaint(reading, tokens, guessBox.disabled ? 1 : 2) ?? "");
    paint();
    move();
    numbers.update();
  }

  function paint() {
    viewport = scroller.clientWidth;
    if (!viewport) return;
    size = overview(viewport, last(), now.tokens.length, now.free);
    drawOverview(sized(canvas, size, viewport), size, now, colours(root));
    canvas.parentElement.style.width = `${size.width}px`;
    key.replaceChildren(...(last() ? [legend(size, now.free)] : []));
  }

  function move() {
    const t = steps.current();
    const guessing = isGuessing() && last() > 0;
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
    const shown = last() && done;
    say(total, !shown ? "" : now.free ? wrote(now) : summary(now.results, now.tokens.length));
    say(floor, shown && !now.free ? floorSentence(now.results.floor) : "");
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
        {
          type: "button",
          click() {
            steps.go(t + 1);
            guess.querySelector("input, button")?.focus();
          },
        },
        "Next character",
      );
      return [node("p", {}, answer), ...(t < last() ? [next] : []), score];
    }
    const settle = (character) => {
      guessed.set(t, character);
      paint();
      move();
      figure.announce(guess.firstChild.textContent);
      (guess.querySelector("button") ?? guess).focus(); // after the last step there is nothing to press
    };
    const input = node("input", {
      type: "text",
      size: "3",
      "aria-label": "your guess, one character",
      placeholder: "?",
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

  figure.watch(["text"], () => {
    field.follow();
    guessed.clear();
    redraw();
  });
  figure.watch(["guessing"], () => {
    guessed.clear();
    redraw();
  });
  figure.watch(["network", "weights", "feed", ...RUN], redraw);
  figure.watch(["step"], () => {
    if (isGuessing()) paint();
    move();
  });
  figure.watch(["playing"], steps.update);
  redraw();
  return figure.close;
}

function initialize({ model }) {
  return playing(model, () => lastStep(model)); // the clock asks, whichever views there are
}

export default { initialize, render };
