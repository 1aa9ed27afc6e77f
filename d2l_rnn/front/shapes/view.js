/** Shapes: every tensor of one step as a block, the shapes PyTorch accepts and refuses, and depth against time. */

/**
 * @import { Model } from "../types.d.ts"
 * @import { Kind, State } from "./numbers.js"
 * @import { Lengths, Shape, Tensor } from "./tensors.js"
 */

import { chooser, numberField } from "../kit/controls.js";
import { bars, node, say, table, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { write } from "../kit/traits.js";
import { depthAndTime, equation, symbol } from "./blocks.js";
import {
  gridInWords,
  operationRows,
  parameterCounts,
  parseShape,
  sequenceInWords,
  shapesToTry,
  tablesOf,
  upper,
  verdict,
} from "./numbers.js";
import { LETTERS, NAMES, tensors, written } from "./tensors.js";

const STOPS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 28, 32, 48, 64, 96, 128, 192, 256, 384, 512]; // of a slider

/** @param {{ model: Model, el: Element }} given */
function render({ model, el }) {
  const figure = mount({ model, el }, "Shapes", () => {});
  const { root } = figure;
  const { limits, most } = model.get("network");
  root.classList.add("d2l-shapes");
  /** @returns {State} */
  const state = () => ({
    sizes: /** @type {Lengths} */ (
      Object.fromEntries(Object.keys(LETTERS).map((letter) => [letter, model.get(letter)]))
    ),
    memory: model.get("memory"),
    layers: model.get("layers"),
    tried: { ...model.get("tried"), ...(unread() ? { shape: null } : {}) },
  });

  const controls = Object.entries({ ...LETTERS, layers: "hidden layers" }).map(([name, words]) =>
    sizeControl(model, name, words, limits[name]),
  );
  const memoryBox = node("input", { type: "checkbox", change: () => write(model, { memory: memoryBox.checked }) });
  const equations = node("div", {});
  const parameters = node("div", {});
  const total = node("p", {});
  const depth = node("div", { class: "d2l-scroll", tabindex: "0", role: "region", "aria-label": "Depth and time" });
  const depthWords = node("p", {});

  const which = chooser({
    label: "Give",
    options: tensors(true).map((name) => [name, NAMES[name]]),
    change: (name) => attempt({ name: /** @type {Tensor} */ (name), shape: model.get("tried").shape }),
  });
  const wrong = node("span", { class: "d2l-wrong", role: "alert" });
  const typed = node("input", {
    type: "text",
    size: "12",
    spellcheck: "false",
    autocomplete: "off",
    placeholder: "(3, 4)",
    input() {
      const { shape, wrong: sentence } = parseShape(typed.value, most);
      const before = unread();
      tell(sentence);
      if (sentence || before) redraw(); // the verdict on another shape must not stand there as if it were on this one
      if (!sentence) attempt({ name: model.get("tried").name, shape });
    },
  });
  const unread = () => typed.getAttribute("aria-invalid") === "true";
  /** @type {string | null} */
  let offered = null; // the examples that there are buttons for
  const examples = node("div", { class: "d2l-options", role: "group", "aria-label": "shapes to try" });
  const answer = node("p", { class: "d2l-message" });
  const steps = node("div", { class: "d2l-digits" });
  const sequence = node("p", {});
  const numbers = tableView("The numbers of this figure as a table", () =>
    node("div", {}, ...tablesOf(state()).map(({ rows, caption }) => table(rows, caption))),
  );

  root.append(
    node("div", { class: "d2l-sizes" }, ...controls.map(({ element }) => element)),
    node(
      "div",
      { class: "d2l-options" },
      node(
        "label",
        {},
        memoryBox,
        " hidden state: H",
        node("sub", {}, "t−1"),
        " and W",
        node("sub", {}, "hh"),
        " take part",
      ),
    ),
    equations,
    node(
      "p",
      { class: "d2l-caption" },
      "Inner sizes meet in a product and vanish; a sum and φ change no shape. A block is 10 px longer for each doubling.",
    ),
    sequence,
    node("p", { class: "d2l-title" }, "Type a wrong shape"),
    node(
      "div",
      { class: "d2l-options" },
      which.element,
      node("label", { class: "d2l-number-field" }, "the shape ", typed),
      wrong,
    ),
    examples,
    answer,
    steps,
    node("p", { class: "d2l-title" }, "Parameters"),
    parameters,
    total,
    node("p", { class: "d2l-title" }, "Hidden layers are depth, hidden states are time"),
    depth,
    depthWords,
    numbers.element,
  );

  function attempt(/** @type {State["tried"]} */ tried) {
    write(model, { tried });
    figure.announce(answer.textContent ?? "");
  }

  function tell(/** @type {string | null} */ sentence) {
    say(wrong, sentence ?? "");
    if (sentence) typed.setAttribute("aria-invalid", "true");
    else typed.removeAttribute("aria-invalid");
  }

  /** The field follows a shape that came from elsewhere; what the reader typed stays as it is. */
  function follow() {
    const { name, shape } = model.get("tried");
    which.show(name);
    const now = parseShape(typed.value, most);
    if (now.wrong === null && String(now.shape) === String(shape) && (now.shape === null) === (shape === null)) return;
    typed.value = shape === null ? "" : written(shape);
    tell(null);
  }

  function redraw() {
    const now = state();
    const { sizes, memory, layers } = now;
    for (const control of controls) control.show();
    memoryBox.checked = memory;
    equations.replaceChildren(
      memory
        ? equation("(9.4.5)", ["X", "×", "W_xh", "+", "H", "×", "W_hh", "+", "b_h", "φ", "H_t"], now)
        : equation("(9.4.3)", ["X", "×", "W_xh", "+", "b_h", "φ", "H_t"], now),
      equation(memory ? "(9.4.6)" : "(9.4.4)", ["H_t", "×", "W_hq", "+", "b_q", "=", "O"], now),
    );
    say(sequence, memory ? sequenceInWords(sizes) : "");
    const counts = parameterCounts(sizes, memory, layers);
    const all = counts.reduce((sum, [, , numbers]) => sum + numbers, 0);
    parameters.replaceChildren(
      bars(
        counts.map(([name, letters, numbers]) => ({
          label: [
            name === "layers" ? node("b", {}, `${upper(layers)}:`) : symbol(name, memory),
            node("small", {}, name === "layers" && layers > 2 ? ` ${layers - 1} × (${letters})` : ` ${letters}`),
          ],
          value: numbers,
          note: numbers.toLocaleString("en"),
        })),
        all,
        { diverging: false },
      ),
    );
    say(
      total,
      `Together ${all.toLocaleString("en")} numbers. ${memory ? "T" : "n"} is in none of them: ` +
        (memory
          ? `for ${sizes.T} step${sizes.T === 1 ? "" : "s"} or ten times as many, the same parameters are used again.`
          : "a network accepts a minibatch of any size."),
    );
    depth.replaceChildren(depthAndTime(now));
    say(
      depthWords,
      `${gridInWords(now)} In nn.RNN, num_layers is the number of rows; the number of columns T is the length of the input.`,
    );
    showExamples(shapesToTry(sizes, memory));
    showVerdict(now);
    numbers.update();
  }

  function showVerdict(/** @type {State} */ { sizes, memory, tried }) {
    /** @type {Partial<Record<Kind, string>>} */
    const mark = {
      right: "✓ Right",
      same: "✓ Accepted",
      other: "⚠ Accepted",
      shape: "⚠ Accepted",
      refused: "✗ Refused",
    };
    const found = tried.shape === null ? null : verdict(sizes, memory, { ...tried, shape: tried.shape });
    say(answer, found ? [mark[found.kind], found.text].filter(Boolean).join(". ") : "");
    answer.classList.toggle("d2l-fine", !found || found.kind === "right" || found.kind === "same");
    steps.replaceChildren(...(found?.steps ? [table(operationRows(found.steps), "Operation by operation")] : []));
  }

  /** Buttons that stay while their shapes do, and with them the focus of who presses one. */
  function showExamples(/** @type {[Tensor, Shape][]} */ wanted) {
    const words = wanted.map(([name, shape]) => `${NAMES[name]} ${written(shape)}`);
    if (String(words) === offered) return;
    offered = String(words);
    examples.replaceChildren(
      "or take one of these:",
      ...wanted.map(([name, shape], k) =>
        node("button", { type: "button", click: () => attempt({ name, shape }) }, words[k]),
      ),
    );
  }

  figure.watch([...Object.keys(LETTERS), "layers", "memory"], redraw);
  figure.watch(["tried"], () => {
    follow();
    redraw();
  });
  follow();
  redraw();
  return figure.close;
}

/**
 * A size as a typed number and a slider whose stops double.
 * @param {Model} model
 * @param {string} name
 * @param {string} words
 * @param {[least: number, most: number]} limits
 */
function sizeControl(model, name, words, [least, most]) {
  const stops = STOPS.filter((stop) => stop <= most);
  const change = (/** @type {number} */ value) => write(model, { [name]: value });
  const field = numberField({
    label: name === "layers" ? "L =" : `${name} =`,
    least,
    most,
    whole: true,
    size: 4,
    change,
  });
  const range = node("input", {
    type: "range",
    min: "0",
    max: String(stops.length - 1),
    "aria-label": words,
    input: () => change(stops[Number(range.value)]),
  });
  function show() {
    const value = model.get(name);
    field.show(value);
    range.value = String(stops.filter((stop) => stop <= value).length - 1);
    range.setAttribute("aria-valuetext", String(value));
  }
  return { element: node("div", { class: "d2l-size" }, field.element, range, node("small", {}, words)), show };
}

export default { render };
