/** HiddenStates: the state of every unit after every character, and where each of its values comes from. */

import { decodeParams, partsOf, softmaxOf, tokenize, unroll } from "./rnn.js";
import {
  MOST_CHARACTERS,
  bars,
  colours,
  complaint,
  mount,
  node,
  number,
  playing,
  probability,
  quoted,
  recent,
  say,
  signed,
  stepControls,
  table,
  tableView,
  textField,
  visible,
  watch,
  write,
} from "./kit.js";
import { heatMap } from "./heat_map.js";

const LONG = 20; // more steps than this, and trained and untrained stand one above the other

/** What the figure reads of a text: tokens, and where reading stops. */
function read(text, tokens) {
  const reading = tokenize(text ?? "", tokens);
  reading.indices.length = Math.min(reading.indices.length, MOST_CHARACTERS);
  return reading;
}

/** The networks of a figure: the one it is about, and the untrained one where Python sent it. */
function networks({ sizes, weights, untrained }) {
  const trained = { title: untrained ? "trained" : "the network", p: decodeParams(weights, sizes) };
  return untrained ? [trained, { title: "untrained", p: decodeParams(untrained, sizes) }] : [trained];
}

/** The arithmetic of one value in words and bars; `title` says which network. */
function arithmetic({ title, p, trace }, { characters, indices }, t, i) {
  const which = node("p", { class: "d2l-title" }, `Unit ${i + 1} after step ${t}`, node("small", {}, ` ${title}`));
  if (t === 0) {
    return [
      which,
      node(
        "p",
        {},
        "H",
        node("sub", {}, "0"),
        " is 0 in every unit: nothing has been read yet. Step forward, or choose a cell further right.",
      ),
    ];
  }
  const parts = partsOf(trace, indices, p, t, i);
  const { x, state, bias, sum, value, terms } = parts;
  const shown = terms.filter(({ product }) => product !== 0).slice(0, 5);
  const full = Math.max(...[x, state, bias, sum].map(Math.abs));
  const formula = node(
    "p",
    { class: "d2l-formula" },
    "h = tanh( x-part + h-part + bias ) = tanh( ",
    `${number(x)} ${operation(state)} ${operation(bias)} ) = tanh( ${number(sum)} ) = `,
    node("b", {}, number(value)),
  );
  const sums = bars(
    [
      {
        label: ["x-part ", node("small", {}, `row ${quoted(characters[t - 1])} of W`, node("sub", {}, "xh"))],
        value: x,
        note: signed(x),
      },
      {
        label: ["h-part ", node("small", {}, "H", node("sub", {}, String(t - 1)), " W", node("sub", {}, "hh"))],
        value: state,
        note: signed(state),
      },
      { label: ["bias ", node("small", {}, "b", node("sub", {}, "h"))], value: bias, note: signed(bias) },
      { label: "sum", value: sum, note: signed(sum), mark: "d2l-sum" },
    ],
    full,
  );
  if (!shown.length) {
    return [
      which,
      formula,
      node(
        "div",
        { class: "d2l-columns" },
        sums,
        node(
          "p",
          {},
          t === 1 ? "The h-part is 0: the state before step 1 is H₀ = 0." : "Every term of the h-part is 0.",
        ),
      ),
    ];
  }
  const rest = state - shown.reduce((total, { product }) => total + product, 0);
  const terms_ = bars(
    [
      ...shown.map(({ unit, before, weight, product }) => ({
        label: [`unit ${unit + 1} `, node("small", {}, `${number(before, 2)} × ${number(weight, 2)}`)],
        value: product,
        note: signed(product),
      })),
      ...(terms.length > shown.length
        ? [{ label: `the other ${terms.length - shown.length}`, value: rest, note: signed(rest) }]
        : []),
    ],
    full,
  );
  const caption = node("p", { class: "d2l-caption" }, "Largest terms of the h-part: state before × weight");
  return [which, formula, node("div", { class: "d2l-columns" }, sums, node("div", {}, caption, terms_))];
}

const operation = (value) => (number(value).startsWith("−") ? `− ${number(value).slice(1)}` : `+ ${number(value)}`);

/** What the network would say next, after step t. */
function expectation({ title, trace, p }, tokens, t) {
  const softmax = softmaxOf(trace, p, t);
  const top = softmax.reduce((best, value, k) => (value > softmax[best] ? k : best), 0);
  return `${title}: ${quoted(tokens[top])} (${probability(softmax[top])})`;
}

function numbersOf({ title, p, trace }, { characters }) {
  const steps = Array.from({ length: trace.T + 1 }, (_, t) => t);
  const head = ["unit", ...steps.map((t) => (t === 0 ? "H₀" : `${t} ${visible(characters[t - 1])}`))];
  const rows = Array.from({ length: p.h }, (_, i) => [
    String(i + 1),
    ...steps.map((t) => number(trace.H[t * p.h + i], 4)),
  ]);
  return table([head, ...rows], `Hidden states, ${title}: one row a unit, one column a time step`);
}

function render({ model, el }) {
  let network = null;
  let nets = [];
  let maps = [];
  let reading = null;
  let hovered = null;
  let focus = 0; // which of the networks the arithmetic is about

  const figure = mount(el, "Hidden states", redraw);
  const { root } = figure;
  const last = () => reading.indices.length;
  const name = (t) =>
    t === 0
      ? "step 0, before the first character"
      : `step ${t} of ${last()}, reads ${quoted(reading.characters[t - 1])}`;
  const field = textField(model, "Text", redraw);
  const steps = stepControls(model, { first: 0, last, name, announce: figure.announce });
  const message = node("p", { class: "d2l-message", role: "alert" });
  const panels = node("div", { class: "d2l-panels" });
  const prediction = node("p", { class: "d2l-prediction" });
  const detail = node("div", { class: "d2l-detail" });
  const numbers = tableView("The numbers of this figure as a table", () =>
    node("div", {}, ...nets.map((net) => numbersOf(net, reading))),
  );
  const legend = node(
    "div",
    { class: "d2l-legend", "aria-hidden": "true" },
    "−1",
    node("span", {}),
    "+1",
    node("small", {}, "one column a time step, one row a hidden unit; the scale never changes"),
  );
  root.append(
    node("div", { class: "d2l-controls" }, field.element, steps.element),
    message,
    panels,
    legend,
    prediction,
    detail,
    numbers.element,
  );
  root.addEventListener("keydown", steps.keys);

  const selected = () => Math.max(0, Math.min(nets[0].p.h, model.get("selected")) - 1);

  function build() {
    network = model.get("network");
    nets = networks(network);
    maps = nets.map((net, k) =>
      heatMap({
        title: `Hidden states, ${net.title}; arrow keys choose a unit and a step`,
        choose(t, i) {
          focus = k;
          hovered = null;
          write(model, { step: t, selected: i + 1, playing: false });
          move();
          figure.announce(`unit ${i + 1}, ${name(t)}: ${number(net.trace.H[t * net.p.h + i])}`);
        },
        hover(cell) {
          hovered = cell && { ...cell, k };
          explain();
        },
      }),
    );
    panels.replaceChildren(
      ...maps.map((map, k) =>
        node(
          "figure",
          {},
          node(
            "figcaption",
            {},
            ["Hidden states" + (nets.length > 1 ? ", trained" : ""), "Before training: random weights"][k],
          ),
          map.element,
        ),
      ),
    );
  }

  /** New text, new weights or a new size: compute everything, paint everything. */
  function redraw() {
    if (network !== model.get("network")) build();
    const tokens = network.tokens;
    reading = read(field.text(), tokens);
    say(message, complaint(reading, tokens, 1) ?? "");
    panels.classList.toggle("d2l-long", reading.indices.length > LONG);
    const labels = ["H₀", ...reading.indices.map((_, k) => visible(reading.characters[k]))];
    // Everything is measured before anything is painted, so that the browser lays the page out once.
    const widths = maps.map(({ element }) => element.clientWidth);
    const colour = colours(root);
    nets.forEach((net, k) => {
      net.trace = unroll(reading.indices, net.p);
      maps[k].draw({ labels, rows: net.p.h, value: (t, i) => net.trace.H[t * net.p.h + i] }, widths[k], colour);
    });
    hovered = null;
    move();
    numbers.update();
  }

  /** New step or unit: the cursor and the arithmetic move, the grid stays as it is painted. */
  function move() {
    steps.update();
    for (const map of maps) map.mark(steps.current(), selected());
    const t = steps.current();
    const expected = t === 0 ? [] : nets.map((net) => expectation(net, network.tokens, t));
    const read = recent(reading.characters, t, 12);
    say(prediction, t === 0 ? "" : `After ${read} the most likely next character — ${expected.join("; ")}.`);
    explain();
  }

  function explain() {
    const at = hovered && hovered.t <= last() ? hovered : { t: steps.current(), i: selected(), k: focus };
    detail.replaceChildren(...arithmetic(nets[Math.min(at.k, nets.length - 1)], reading, at.t, at.i));
  }

  const off = [
    watch(model, ["text"], () => (field.follow(), redraw())),
    watch(model, ["network"], redraw),
    watch(model, ["step", "selected", "playing"], move),
  ];
  redraw();
  return () => {
    off.forEach((end) => end());
    figure.close();
  };
}

/** The last step of the model's text: the clock asks, whichever views there are. */
function initialize({ model }) {
  return playing(model, () => read(model.get("text"), model.get("network").tokens).indices.length);
}

export default { initialize, render };
