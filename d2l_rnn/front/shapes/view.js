/** Shapes: every tensor of one step as a block, the shapes PyTorch accepts and refuses, and depth against time. */

import { chooser, numberField } from "../kit/controls.js";
import { bars, node, say, table, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { write } from "../kit/traits.js";
import { counted } from "../kit/words.js";

const STOPS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 28, 32, 48, 64, 96, 128, 192, 256, 384, 512]; // of a slider

/** The sizes that the reader sets, in words. */
const LETTERS = {
  n: "examples",
  d: "inputs",
  h: "hidden units",
  q: "outputs",
  T: "time steps",
};

/** A tensor's name in a sentence. */
const NAMES = {
  X: "Xₜ",
  W_xh: "W_xh",
  H: "Hₜ₋₁",
  W_hh: "W_hh",
  b_h: "b_h",
  W_hq: "W_hq",
  b_q: "b_q",
  H_t: "Hₜ",
  O: "Oₜ",
};

/** The same without time, in (9.4.3) and (9.4.4). */
const TIMELESS = { ...NAMES, X: "X", H_t: "H", O: "O" };

const nameOf = (name, memory) => (memory ? NAMES : TIMELESS)[name];

/** The letters of each tensor's shape; "1" is a 1. */
const SHAPES = {
  X: ["n", "d"],
  W_xh: ["d", "h"],
  H: ["n", "h"],
  W_hh: ["h", "h"],
  b_h: ["1", "h"],
  H_t: ["n", "h"],
  W_hq: ["h", "q"],
  b_q: ["1", "q"],
  O: ["n", "q"],
};

// ---------------------------------------------------------------------------------------------- numbers

/** A shape as Python writes it: (2, 4), (4,), (). */
export const written = (sizes) => (sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(", ")})`);

/** A tensor's shape in numbers. */
export const shapeOf = (name, sizes) => SHAPES[name].map((letter) => (letter === "1" ? 1 : sizes[letter]));

/** The tensors that an equation's right side is made of. */
export const tensors = (memory) => ["X", "W_xh", ...(memory ? ["H", "W_hh"] : []), "b_h", "W_hq", "b_q"];

/** The shape of a sum, as broadcasting decides: { sizes }, or { unfit } with the two sizes that do not fit. */
export function sumShape(a, b) {
  const sizes = [];
  for (let k = 1; k <= Math.max(a.length, b.length); k++) {
    const one = a[a.length - k] ?? 1;
    const other = b[b.length - k] ?? 1;
    if (one !== other && one !== 1 && other !== 1) return { unfit: [one, other] };
    sizes.unshift(one === 1 ? other : one);
  }
  return { sizes };
}

/** The shape of a matrix product, as torch.matmul decides: { sizes }, or why there is none. */
export function productShape(a, b) {
  if (!a.length || !b.length) return { bare: true };
  const inner = [a[a.length - 1], b.length > 1 ? b[b.length - 2] : b[0]];
  if (inner[0] !== inner[1]) return { inner };
  const front = sumShape(a.slice(0, -2), b.slice(0, -2));
  if (front.unfit) return { front: front.unfit };
  return {
    sizes: [...front.sizes, ...(a.length > 1 ? [a[a.length - 2]] : []), ...(b.length > 1 ? [b[b.length - 1]] : [])],
  };
}

/**
 * The equations on shapes alone, operation by operation up to the first that fails: steps of { name, left, right,
 * sign, sizes, wrong }, where left and right are { name, sizes } and `wrong` is a sentence or null.
 */
export function evaluate(shapes, memory) {
  const given = (name) => ({ name: nameOf(name, memory), sizes: shapes[name] });
  const [X, H_t, O_t] = ["X", "H_t", "O"].map((name) => nameOf(name, memory));
  const steps = [];
  const run = (name, left, sign, right) => {
    if (!left || !right) return null;
    const made = (sign === "×" ? productShape : sumShape)(left.sizes, right.sizes);
    steps.push({
      name,
      left,
      right,
      sign,
      sizes: made.sizes ?? null,
      wrong: made.sizes ? null : why(left, right, made),
    });
    return made.sizes ? { name, sizes: made.sizes } : null;
  };
  const x = run(`${X} W_xh`, given("X"), "×", given("W_xh"));
  const h = memory && x && run("Hₜ₋₁ W_hh", given("H"), "×", given("W_hh"));
  const both = memory ? run("Xₜ W_xh + Hₜ₋₁ W_hh", x, "+", h) : x;
  const inside = run(memory ? "their sum + b_h" : "X W_xh + b_h", both, "+", given("b_h"));
  const H = inside && { name: H_t, sizes: inside.sizes }; // φ keeps the shape
  const o = run(`${H_t} W_hq`, H, "×", given("W_hq"));
  const O = run(`${O_t} = ${H_t} W_hq + b_q`, o, "+", given("b_q"));
  return { steps, H: H?.sizes ?? null, O: O?.sizes ?? null };
}

/** Which rule two shapes break, in words. */
function why(left, right, { bare, inner, front, unfit }) {
  const pair = `${left.name} is ${written(left.sizes)} and ${right.name} is ${written(right.sizes)}`;
  if (bare) return `${pair}: a matrix product needs at least one axis on both sides.`;
  if (inner) return `${pair}: the inner numbers ${inner[0]} and ${inner[1]} must be equal.`;
  if (front) return `${pair}: the axes in front, ${front[0]} and ${front[1]}, must be equal, or one of them 1.`;
  return `${pair}: in a sum, counted from the right, sizes must be equal or one of them 1; ${unfit[0]} and ${unfit[1]} are neither.`;
}

/**
 * What becomes of the equations when one tensor has the shape that is tried: { kind, text, H, O, steps }. The kinds:
 * "right"; "same", which runs with the same numbers; "other", which runs with the right shapes and other numbers;
 * "shape", which runs and gives a wrong shape; "refused".
 */
export function verdict(sizes, memory, { name, shape }) {
  const right = Object.fromEntries(tensors(memory).map((one) => [one, shapeOf(one, sizes)]));
  if (!right[name])
    return {
      kind: "absent",
      text: `Without a hidden state there is no ${nameOf(name, memory)}. Choose another tensor, or switch the hidden state on.`,
    };
  const wanted = `(${SHAPES[name].join(", ")}) = ${written(right[name])}`;
  const found = evaluate({ ...right, [name]: shape }, memory);
  const me = `${nameOf(name, memory)} of shape ${written(shape)}`;
  const answered = (kind, text) => ({ kind, text, ...found });
  if (String(shape) === String(right[name]) && shape.length === 2)
    return answered("right", `${me} is right: ${wanted}.`);
  const last = found.steps[found.steps.length - 1];
  if (last.wrong) return answered("refused", `${last.wrong} ${nameOf(name, memory)} should be ${wanted}.`);
  const states = [sizes.n, sizes.h];
  const outputs = [sizes.n, sizes.q];
  for (const [letter, got, due] of [
    [nameOf("H_t", memory), found.H, states],
    [nameOf("O", memory), found.O, outputs],
  ]) {
    if (written(got) !== written(due))
      return answered(
        "shape",
        `No error, but ${letter} becomes ${written(got)}, and ${written(due)} is expected. ${nameOf(name, memory)} should be ${wanted}.`,
      );
  }
  const effect = name === "b_h" || name === "b_q" ? biasEffect(name, shape, sizes) : stretchEffect(found.steps, name);
  if (effect === null)
    return answered(
      "same",
      `${me} runs and gives the same numbers: broadcasting puts the missing 1 in front. The book writes ${wanted}.`,
    );
  return answered(
    "other",
    `${me} runs, and every result has the right shape. But ${effect} ${nameOf(name, memory)} should be ${wanted}.`,
  );
}

/** What broadcasting makes of a bias of another shape; null where the numbers are the same. */
function biasEffect(name, shape, sizes) {
  const width = name === "b_h" ? sizes.h : sizes.q;
  const units = name === "b_h" ? "hidden units" : "outputs";
  const rows = shape.length > 1 ? shape[shape.length - 2] : 1;
  const columns = shape.length ? shape[shape.length - 1] : 1;
  if (rows === 1 && columns === width) return null;
  if (rows === 1) return `one number is added everywhere: the ${width} ${units} share one bias.`;
  if (columns === 1 && width > 1)
    return `it is one bias per example, the same for all ${width} ${units}; a unit should have one bias, the same for all examples.`;
  return `it is one bias per example and unit: ${rows * columns} numbers where ${width} ${be(width)} meant, and it fits only while n = ${sizes.n}.`;
}

/** Which part of a sum broadcasting repeats, other than a bias; null where it repeats none. */
function stretchEffect(steps, name) {
  for (const { left, right, sign, sizes } of steps) {
    if (sign === "×") continue;
    for (const part of [left, ...(right.name.startsWith("b") ? [] : [right])]) {
      const padded = [1, 1, ...part.sizes].slice(-2);
      const [rows, columns] = padded.map((size, k) => size === 1 && sizes[sizes.length - 2 + k] > 1);
      if (!rows && !columns) continue;
      const flat = part.sizes.length === 1 && NAMES[name].startsWith("W");
      const what = flat
        ? `its ${counted(part.sizes[0], "number")}, one per example, ${be(part.sizes[0])} laid along the units, because ` +
          "shapes are compared from the right"
        : rows && columns
          ? "its one number is used for every example and every unit"
          : rows
            ? "its one row is used for every example"
            : "its one column is used for every unit";
      return `${part.name} is then ${written(part.sizes)}: ${what}.`;
    }
  }
  return null;
}

const be = (number) => (number === 1 ? "is" : "are");

/** Shapes worth trying for these sizes, [name, shape]: wrong ones, and those that broadcasting accepts; each once. */
export function shapesToTry(sizes, memory) {
  const { n, d, h } = sizes;
  const all = [
    ["W_xh", [h, d]],
    ...(memory
      ? [
          ["W_hh", [h > 1 ? h - 1 : 2, h]],
          ["H", [1, h]],
        ]
      : []),
    ["b_h", [h]],
    ["b_h", [1, 1]],
    ["b_h", [n, 1]],
    ["b_h", [n, h]],
    ["W_hq", [h, 1]],
  ];
  const first = ([name, shape], k) => k === all.findIndex((one) => one[0] === name && String(one[1]) === String(shape));
  return all.filter((one, k) => first(one, k) && String(one[1]) !== String(shapeOf(one[0], sizes)));
}

/** A typed shape: { shape } or { wrong }, a sentence; both null where nothing is typed. `most` says what is tried. */
export function parseShape(text, most) {
  const inside = text
    .trim()
    .replace(/^[([]/, "")
    .replace(/[)\]]$/, "")
    .trim();
  if (text.trim() === "") return { shape: null, wrong: null };
  if (inside === "") return { shape: [], wrong: null };
  const parts = inside.replace(/,\s*$/, "").split(/\s*[,×x*;]\s*|\s+/);
  const odd = parts.find((part) => !/^\d+$/.test(part));
  if (odd !== undefined) {
    const shown = [...odd].slice(0, 20).join("") + ([...odd].length > 20 ? "…" : "");
    if (odd === "") return { shape: null, wrong: "A size is missing. Write whole numbers, such as (3, 4)." };
    const negative = /^[-−]\d+$/.test(odd);
    return {
      shape: null,
      wrong: `‘${shown}’ is not a size${negative ? ": none is negative" : ""}. Write whole numbers, such as (3, 4).`,
    };
  }
  if (parts.length > most.axes)
    return { shape: null, wrong: `${parts.length} sizes are typed; a shape of at most ${most.axes} is tried here.` };
  const large = parts.find((part) => Number(part) > most.size);
  if (large)
    return { shape: null, wrong: `${large.slice(0, 20)} is too large; sizes up to ${most.size} are tried here.` };
  return { shape: parts.map(Number), wrong: null };
}

/** How many numbers each parameter holds: [label, letters, count], the layers above the first in one line. */
export function parameterCounts({ d, h, q }, memory, layers) {
  const above = layers - 1;
  return [
    ["W_xh", "d h", d * h],
    ...(memory ? [["W_hh", "h h", h * h]] : []),
    ["b_h", "h", h],
    ...(above ? [["layers", memory ? "h h + h h + h" : "h h + h", above * ((memory ? 2 : 1) * h * h + h)]] : []),
    ["W_hq", "h q", h * q],
    ["b_q", "q", q],
  ];
}

/** The layers above the first, named. */
const upper = (layers) => (layers > 2 ? `layers 2 to ${layers}` : "layer 2");

/** The length of a block's side in pixels: 10 more for each doubling, so that 1 and 512 can both be seen. */
export const side = (size) => 14 + 10 * Math.log2(size);

/** The columns of the grid of states: all steps, or the first ones and the last around a gap (null). */
export const columnsOf = (T) => (T <= 6 ? Array.from({ length: T }, (_, k) => k + 1) : [1, 2, 3, 4, null, T]);

// ------------------------------------------------------------------------------------------------ nodes

const SYMBOLS = {
  X: ["X", "t"],
  H: ["H", "t−1"],
  H_t: ["H", "t"],
  O: ["O", "t"],
};

function symbol(name, memory) {
  const [letter, index] = SYMBOLS[name] ?? name.split("_");
  return node("b", {}, letter, ...(memory || !SYMBOLS[name] ? [node("sub", {}, index)] : []));
}

/** A tensor as a block whose sides follow its shape; a bias is its one row, and the dashed rows it is repeated to. */
function block(name, { sizes, memory, tried }) {
  const shape = shapeOf(name, sizes);
  const bias = name === "b_h" || name === "b_q";
  const drawn = node("div", { class: `d2l-block d2l-${name[0]}` });
  const [height, width] = [side(bias ? sizes.n : shape[0]), side(shape[1])];
  Object.assign(drawn.style, { width: `${width}px`, height: `${height}px` });
  if (bias) {
    const rows = Math.min(sizes.n, 6);
    drawn.classList.add("d2l-repeated");
    for (let k = 0; k < rows; k++) drawn.append(node("span", {}));
  }
  const typed = tried && tried.name === name && tried.shape;
  return node(
    "div",
    { class: typed ? "d2l-tensor d2l-tried" : "d2l-tensor" },
    node("span", {}, symbol(name, memory)),
    drawn,
    node("small", {}, `(${SHAPES[name].join(", ")})`),
    node("span", {}, written(shape)),
    ...(bias && sizes.n > 1 ? [node("small", {}, `repeated for ${sizes.n} rows`)] : []),
    ...(typed ? [node("span", { class: "d2l-typed" }, `tried ${written(typed)}`)] : []),
  );
}

/** One equation in blocks; strings between them are signs. */
function equation(label, parts, state) {
  const drawn = parts.map((part) =>
    SHAPES[part] ? block(part, state) : part === "φ" ? phi(state) : node("span", { class: "d2l-operator" }, part),
  );
  return node("div", { class: "d2l-blocks", role: "group", "aria-label": label }, node("small", {}, label), ...drawn);
}

const phi = ({ sizes }) =>
  node(
    "div",
    { class: "d2l-tensor" },
    node("span", { class: "d2l-operator" }, "→ φ →"),
    node("small", {}, `keeps (${sizes.n}, ${sizes.h})`),
  );

/** The operations on the shapes that are tried, one line each. */
function stepsTable(steps) {
  const rows = steps.map(({ name, left, right, sign, sizes }) => [
    name,
    `${written(left.sizes)} ${sign} ${written(right.sizes)}`,
    sizes ? `✓ ${written(sizes)}` : "✗ refused",
  ]);
  return table([["operation", "shapes", "result"], ...rows], "Operation by operation");
}

/** Time steps to the right, layers up: a box is a state, a row is a layer with one set of weights. */
function depthAndTime({ sizes, memory, layers }) {
  const columns = columnsOf(sizes.T);
  const cells = [];
  const put = (text, row, column, look = "") => {
    const cell = node("span", { class: look }, ...[text].flat());
    cell.style.gridRow = String(row);
    cell.style.gridColumn = String(column);
    cells.push(cell);
  };
  const bottom = 2 * layers + 3;
  const indexed = (letter, t, layer) => [
    letter,
    node("sub", {}, String(t)),
    ...(layer && layers > 1 ? [node("sup", {}, `(${layer})`)] : []),
  ];
  put("outputs", 1, 1, "d2l-row");
  put("inputs", bottom, 1, "d2l-row");
  for (let layer = 1; layer <= layers; layer++) {
    const weights = layers > 1 ? ` its weights, at every step` : " one set of weights, at every step";
    put([node("b", {}, `layer ${layer}`), node("small", {}, weights)], bottom - 2 * layer, 1, "d2l-row");
  }
  columns.forEach((t, k) => {
    const column = 2 + 2 * k;
    if (t === null) {
      for (let row = 1; row <= bottom; row += 2) put("…", row, column);
      return;
    }
    put(indexed("O", t), 1, column, "d2l-box d2l-O");
    put(indexed("X", t), bottom, column, "d2l-box d2l-X");
    for (let layer = 1; layer <= layers; layer++)
      put(indexed("H", t, layer), bottom - 2 * layer, column, "d2l-box d2l-H");
    for (let row = 2; row < bottom; row += 2) put("↑", row, column, "d2l-arrow");
  });
  if (memory)
    columns.slice(1).forEach((_, k) => {
      for (let layer = 1; layer <= layers; layer++) put("→", bottom - 2 * layer, 3 + 2 * k, "d2l-arrow");
    });
  return node(
    "div",
    { class: "d2l-grid", role: "img", "aria-label": gridInWords({ sizes, memory, layers }) },
    ...cells,
  );
}

/** The same in words. */
export function gridInWords({ sizes: { T }, memory, layers }) {
  const time = memory
    ? `Arrows to the right carry the state through time: ${counted(T, "step")}, and each layer uses the same weights at every one.`
    : `No arrow goes to the right: ${T === 1 ? "the only step" : `each of the ${T} steps`} is computed alone.`;
  return `Arrows up go through depth: ${counted(layers, "hidden layer")}${layers > 1 ? ", each with weights of its own" : ""}. ${time}`;
}

/** What the whole sequence holds. */
const sequenceInWords = ({ n, d, h, q, T }) =>
  `Over ${counted(T, "step")}, stacked along time: X ${written([T, n, d])}, H ${written([T + 1, n, h])} with H₀, O ${written([T, n, q])}.`;

// ----------------------------------------------------------------------------------------------- wiring

function render({ model, el }) {
  const figure = mount({ model, el }, "Shapes", () => {});
  const { root } = figure;
  const { limits, most } = model.get("network");
  root.classList.add("d2l-shapes");
  const state = () => ({
    sizes: Object.fromEntries(Object.keys(LETTERS).map((letter) => [letter, model.get(letter)])),
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
    change: (name) => attempt({ name, shape: model.get("tried").shape }),
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
  let offered = null; // the examples that there are buttons for
  const examples = node("div", { class: "d2l-options", role: "group", "aria-label": "shapes to try" });
  const answer = node("p", { class: "d2l-message" });
  const steps = node("div", { class: "d2l-digits" });
  const sequence = node("p", {});
  const numbers = tableView("The numbers of this figure as a table", () => numbersOf(state()));

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

  function attempt(tried) {
    write(model, { tried });
    figure.announce(answer.textContent);
  }

  function tell(sentence) {
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
    const { sizes, memory, layers, tried } = now;
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
    showVerdict(sizes, memory, tried);
    numbers.update();
  }

  function showVerdict(sizes, memory, tried) {
    const mark = {
      right: "✓ Right",
      same: "✓ Accepted",
      other: "⚠ Accepted",
      shape: "⚠ Accepted",
      refused: "✗ Refused",
    };
    const found = tried.shape === null ? null : verdict(sizes, memory, tried);
    say(answer, found ? [mark[found.kind], found.text].filter(Boolean).join(". ") : "");
    answer.classList.toggle("d2l-fine", !found || found.kind === "right" || found.kind === "same");
    steps.replaceChildren(...(found?.steps ? [stepsTable(found.steps)] : []));
  }

  /** Buttons that stay while their shapes do, and with them the focus of who presses one. */
  function showExamples(wanted) {
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

/** A size as a typed number and a slider whose stops double. */
function sizeControl(model, name, words, [least, most]) {
  const stops = STOPS.filter((stop) => stop <= most);
  const change = (value) => write(model, { [name]: value });
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

/** Every tensor with its shape, for one step and for the whole sequence. */
function numbersOf({ sizes, memory, layers }) {
  const all = [...tensors(memory), "H_t", "O"];
  const rows = all.map((name) => {
    const shape = shapeOf(name, sizes);
    return [NAMES[name], `(${SHAPES[name].join(", ")})`, written(shape), String(shape[0] * shape[1])];
  });
  const { n, d, h, q, T } = sizes;
  const whole = [
    ["X", "(T, n, d)", written([T, n, d]), String(T * n * d)],
    ["H with H₀", "(T + 1, n, h)", written([T + 1, n, h]), String((T + 1) * n * h)],
    ["O", "(T, n, q)", written([T, n, q]), String(T * n * q)],
  ];
  const head = ["tensor", "letters", "shape", "numbers"];
  const parameters = parameterCounts(sizes, memory, layers).map(([name, letters, numbers]) => [
    name === "layers" ? upper(layers) : name,
    letters,
    String(numbers),
  ]);
  return node(
    "div",
    {},
    table([head, ...rows], "One time step"),
    ...(memory ? [table([head, ...whole], `The whole sequence, T = ${T}`)] : []),
    table([["parameter", "letters", "numbers"], ...parameters], "Parameters"),
  );
}

export default { render };
