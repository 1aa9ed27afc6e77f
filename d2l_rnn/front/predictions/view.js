/** Predictions: figure 9.4.2 for any text. Input, state, softmax, target and loss of every step; guess first; memory. */

/** @import { Figure, Model, Network, Params } from "../types.d.ts" */
/** @import { Now, OverviewSize } from "./overview.js" */

import { compute } from "../equations/predicting.js";
import { read } from "../equations/reading.js";
import { decodeParams, withoutMemory } from "../equations/rnn.js";
import { sized } from "../kit/canvas.js";
import { colours } from "../kit/colour.js";
import { chooser, textField } from "../kit/controls.js";
import { box, reveal } from "../kit/grid.js";
import { node, say, table, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { playing, stepControls } from "../kit/steps.js";
import { write } from "../kit/traits.js";
import { complaint, probability, quoted, recent, visible } from "../kit/words.js";
import { legend, stepInFull } from "./detail.js";
import { freeControls, RUN } from "./free_run.js";
import { floorSentence, lastStep, rowsOf, runFreely, summary, wrote } from "./numbers.js";
import { drawOverview, FEW_TOKENS, overview } from "./overview.js";

/** @type {Record<string, string>} */
const FEEDS = {
  teacher:
    "Teacher forcing: every input is the text's own character, whatever was predicted before. " +
    "This is how the network is trained, and how its loss is measured.",
  free:
    "Running freely: the framed inputs are given; every other is what the network itself picked one step before. " +
    "Its inputs are no longer the text's, so there is no loss of the text here.",
};

/** @param {{ model: Model, el: Element }} given */
function render({ model, el }) {
  /** @type {Network} */
  let network;
  /** @type {Record<string, [label: string, p: Params]>} */
  let choices = {};
  /** @type {Now} */
  let now;
  /** @type {OverviewSize | null} */
  let size = null;
  let viewport = 0;
  /** @type {Map<number, string>} */
  const guessed = new Map(); // step → the reader's character

  const figure = mount({ model, el }, "Predictions", redraw);
  const { root } = figure;
  const last = () => now.reading.inputs.length;
  const isGuessing = () => model.get("guessing") && model.get("feed") !== "free";
  const name = (/** @type {number} */ t) =>
    last() ? `step ${t} of ${last()}, reads ${quoted(now.reading.characters[t - 1])}` : "no step";
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
    click: (/** @type {MouseEvent} */ event) => {
      const t = size ? Math.floor((event.offsetX - size.gutter) / size.column) + 1 : 0;
      if (t >= 1 && t <= last()) steps.go(t);
    },
  });
  const mark = node("div", { class: "d2l-now" });
  const place = { class: "d2l-scroll", tabindex: "0", role: "region", "aria-label": "the steps" };
  const columns = node("div", { class: "d2l-field" }, canvas, mark);
  const scroller = node("div", place, columns);
  const key = node("div", {});
  const detail = node("div", { class: "d2l-detail" });
  const total = node("p", { class: "d2l-total" });
  const floor = node("p", { class: "d2l-floor" });
  const numbers = tableView("The numbers of this figure as a table", () =>
    table(rowsOf(now), "Predictions: one row a time step"),
  );
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
    /** @type {any} */
    const run = Object.fromEntries(RUN.map((trait) => [trait, model.get(trait)]));
    now = {
      reading,
      p,
      tokens,
      memory: choice === "trained" || choice === "untrained",
      /** How many characters are shown as read, and whether a step's prediction is still the reader's to guess. */
      read: () => (isGuessing() ? steps.current() : last()),
      hidden: (/** @type {number} */ t) =>
        isGuessing() && (t > steps.current() || (t === steps.current() && !guessed.has(t))),
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
    for (const element of [scroller, mark]) element.hidden = !last(); // a hidden place has no width to measure
    viewport = scroller.clientWidth;
    if (!viewport) return;
    size = overview(viewport, last(), now.tokens.length, now.free);
    drawOverview(sized(canvas, size, viewport), size, now, colours(root));
    columns.style.width = `${size.width}px`;
    key.replaceChildren(...(last() ? [legend(size, Boolean(now.free))] : []));
  }

  function move() {
    const t = steps.current();
    const guessing = isGuessing() && last() > 0;
    steps.update();
    field.element.hidden = guessing;
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

  /**
   * The guessing game's line: the question, or what was said and the way on.
   * @param {number} t
   */
  function question(t) {
    const { reading, results, tokens, free } = now;
    if (free) return []; // a free run has no text to guess
    const read = recent(reading.characters, t, 20);
    const right = [...guessed].filter(([step, said]) => said === reading.characters[step]).length;
    const itsRight = [...guessed.keys()].filter(
      (step) => results.guesses[step - 1] === reading.targets[step - 1],
    ).length;
    const score = node("p", {}, `You: ${right} of ${guessed.size} right. The model: ${itsRight} of ${guessed.size}.`);
    if (guessed.has(t)) {
      const top = results.guesses[t - 1];
      const model = `${quoted(tokens[top])} (${probability(results.softmax[t - 1][top])})`;
      const [said, text] = [guessed.get(t) ?? "", reading.characters[t]].map(quoted);
      const answer = `After ${read} you said ${said}, the model says ${model}, the text says ${text}.`;
      const next = node(
        "button",
        {
          type: "button",
          click() {
            steps.go(t + 1);
            /** @type {HTMLElement | null} */ (guess.querySelector("input, button"))?.focus();
          },
        },
        "Next character",
      );
      return [node("p", {}, answer), ...(t < last() ? [next] : []), score];
    }
    const settle = (/** @type {string} */ character) => {
      guessed.set(t, character);
      paint();
      move();
      figure.announce(guess.firstChild?.textContent ?? "");
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

/** @param {{ model: Model }} given */
function initialize({ model }) {
  return playing(model, () => lastStep(model)); // the clock asks, whichever views there are
}

/** @type {Figure} */
const figure = { initialize, render };
export default figure;
