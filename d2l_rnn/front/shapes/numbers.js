/** The numbers of Shapes: each tensor's shape, what PyTorch makes of any other, and how much the parameters hold. */

/**
 * @import { Sizes } from "../types.d.ts"
 * @import { Lengths, Shape, Tensor } from "./tensors.js"
 * @typedef {{ sizes: Lengths, memory: boolean, layers: number, tried: { name: Tensor, shape: Shape | null } }} State
 * @typedef {{ name: string, sizes: Shape }} Named
 * @typedef {{ sizes?: Shape, bare?: boolean, inner?: Shape, front?: Shape, unfit?: Shape }} Made
 * @typedef {{
 *   name: string, left: Named, right: Named, sign: string, sizes: Shape | null, wrong: string | null
 * }} Step
 * @typedef {"right" | "same" | "other" | "shape" | "refused" | "absent"} Kind
 * @typedef {{ kind: Kind, text: string, steps?: Step[], H?: Shape | null, O?: Shape | null }} Verdict
 */

import { counted } from "../kit/words.js";
import { NAMES, nameOf, SHAPES, shapeOf, tensors, written } from "./tensors.js";

/**
 * The shape of a sum, as broadcasting decides: { sizes }, or { unfit } with the two sizes that do not fit.
 * @param {Shape} a
 * @param {Shape} b
 * @returns {{ sizes: Shape, unfit?: undefined } | { sizes?: undefined, unfit: Shape }}
 */
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

/**
 * The shape of a matrix product, as torch.matmul decides: { sizes }, or why there is none.
 * @param {Shape} a
 * @param {Shape} b
 * @returns {Made}
 */
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
 * @param {Record<string, Shape>} shapes
 * @param {boolean} memory
 */
export function evaluate(shapes, memory) {
  const given = (/** @type {Tensor} */ name) => ({ name: nameOf(name, memory), sizes: shapes[name] });
  const [X, H_t, O_t] = /** @type {Tensor[]} */ (["X", "H_t", "O"]).map((name) => nameOf(name, memory));
  /** @type {Step[]} */
  const steps = [];
  /** @type {(name: string, left: Named | null | false, sign: string, right: Named | null | false) => Named | null} */
  const run = (name, left, sign, right) => {
    if (!left || !right) return null;
    /** @type {Made} */
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

/**
 * Which rule two shapes break, in words.
 * @param {Named} left
 * @param {Named} right
 * @param {Made} made
 */
function why(left, right, { bare, inner, front, unfit = [] }) {
  const pair = `${left.name} is ${written(left.sizes)} and ${right.name} is ${written(right.sizes)}`;
  if (bare) return `${pair}: a matrix product needs at least one axis on both sides.`;
  if (inner) return `${pair}: the inner numbers ${inner[0]} and ${inner[1]} must be equal.`;
  if (front) return `${pair}: the axes in front, ${front[0]} and ${front[1]}, must be equal, or one of them 1.`;
  return `${pair}: in a sum, counted from the right, sizes must be equal or one of them 1; ${unfit[0]} and ${unfit[1]} are neither.`;
}

/**
 * What becomes of the equations when one tensor has the shape that is tried: { kind, text, H, O, steps }. The kinds:
 * "right"; "same", which runs with the same numbers; "other", which runs with the right shapes and other numbers;
 * "shape", which runs and gives a wrong shape; "refused"; "absent", which has no place without a hidden state.
 * @param {Lengths} sizes
 * @param {boolean} memory
 * @param {{ name: Tensor, shape: Shape }} tried
 * @returns {Verdict}
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
  const answered = (/** @type {Kind} */ kind, /** @type {string} */ text) => ({ kind, text, ...found });
  if (String(shape) === String(right[name]) && shape.length === 2)
    return answered("right", `${me} is right: ${wanted}.`);
  const last = found.steps[found.steps.length - 1];
  if (last.wrong) return answered("refused", `${last.wrong} ${nameOf(name, memory)} should be ${wanted}.`);
  const states = [sizes.n, sizes.h];
  const outputs = [sizes.n, sizes.q];
  for (const [letter, got, due] of /** @type {[string, Shape, Shape][]} */ ([
    [nameOf("H_t", memory), found.H, states],
    [nameOf("O", memory), found.O, outputs],
  ])) {
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

/**
 * What broadcasting makes of a bias of another shape; null where the numbers are the same.
 * @param {"b_h" | "b_q"} name
 * @param {Shape} shape
 * @param {Lengths} sizes
 */
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

/**
 * Which part of a sum broadcasting repeats, other than a bias; null where it repeats none.
 * @param {Step[]} steps of which none is refused
 * @param {Tensor} name
 */
function stretchEffect(steps, name) {
  for (const { left, right, sign, sizes } of /** @type {(Step & Named)[]} */ (steps)) {
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

const be = (/** @type {number} */ number) => (number === 1 ? "is" : "are");

/**
 * Shapes worth trying for these sizes, [name, shape]: wrong ones, and those that broadcasting accepts; each once.
 * @param {Lengths} sizes
 * @param {boolean} memory
 */
export function shapesToTry(sizes, memory) {
  const { n, d, h } = sizes;
  /** @type {[Tensor, Shape][]} */
  const all = [
    ["W_xh", [h, d]],
    .../** @type {[Tensor, Shape][]} */ (
      memory
        ? [
            ["W_hh", [h > 1 ? h - 1 : 2, h]],
            ["H", [1, h]],
          ]
        : []
    ),
    ["b_h", [h]],
    ["b_h", [1, 1]],
    ["b_h", [n, 1]],
    ["b_h", [n, h]],
    ["W_hq", [h, 1]],
  ];
  const first = (/** @type {[Tensor, Shape]} */ [name, shape], /** @type {number} */ k) =>
    k === all.findIndex((one) => one[0] === name && String(one[1]) === String(shape));
  return all.filter((one, k) => first(one, k) && String(one[1]) !== String(shapeOf(one[0], sizes)));
}

/**
 * A typed shape: { shape } or { wrong }, a sentence; both null where nothing is typed. `most` says what is tried.
 * @param {string} text
 * @param {Record<string, number>} most
 * @returns {{ shape: Shape | null, wrong: string | null }}
 */
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

/**
 * How many numbers each parameter holds: [label, letters, count], the layers above the first in one line.
 * @param {Sizes} sizes
 * @param {boolean} memory
 * @param {number} layers
 * @returns {[name: string, letters: string, numbers: number][]}
 */
export function parameterCounts({ d, h, q }, memory, layers) {
  const above = layers - 1;
  /** @type {[string, string, number][]} */
  const recurrent = memory ? [["W_hh", "h h", h * h]] : [];
  /** @type {[string, string, number][]} */
  const higher = above
    ? [["layers", memory ? "h h + h h + h" : "h h + h", above * ((memory ? 2 : 1) * h * h + h)]]
    : [];
  return [["W_xh", "d h", d * h], ...recurrent, ["b_h", "h", h], ...higher, ["W_hq", "h q", h * q], ["b_q", "q", q]];
}

/**
 * The layers above the first, named.
 * @param {number} layers
 */
export const upper = (layers) => (layers > 2 ? `layers 2 to ${layers}` : "layer 2");

/**
 * The length of a block's side in pixels: 10 more for each doubling, so that 1 and 512 can both be seen.
 * @param {number} size
 */
export const side = (size) => 14 + 10 * Math.log2(size);

/**
 * The columns of the grid of states: all steps, or the first ones and the last around a gap (null).
 * @param {number} T
 */
export const columnsOf = (T) => (T <= 6 ? Array.from({ length: T }, (_, k) => k + 1) : [1, 2, 3, 4, null, T]);

/**
 * The grid of states in words.
 * @param {Pick<State, "sizes" | "memory" | "layers">} state
 */
export function gridInWords({ sizes: { T }, memory, layers }) {
  const time = memory
    ? `Arrows to the right carry the state through time: ${counted(T, "step")}, and each layer uses the same weights at every one.`
    : `No arrow goes to the right: ${T === 1 ? "the only step" : `each of the ${T} steps`} is computed alone.`;
  return `Arrows up go through depth: ${counted(layers, "hidden layer")}${layers > 1 ? ", each with weights of its own" : ""}. ${time}`;
}

/**
 * What the whole sequence holds.
 * @param {Lengths} sizes
 */
export const sequenceInWords = ({ n, d, h, q, T }) =>
  `Over ${counted(T, "step")}, stacked along time: X ${written([T, n, d])}, H ${written([T + 1, n, h])} with H₀, O ${written([T, n, q])}.`;

/**
 * Every tensor with its shape, for one step and for the whole sequence, and the parameters: a caption and rows for each.
 * @param {State} state
 * @returns {{ caption: string, rows: string[][] }[]}
 */
export function tablesOf({ sizes, memory, layers }) {
  /** @type {Tensor[]} */
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
  return [
    { caption: "One time step", rows: [head, ...rows] },
    ...(memory ? [{ caption: `The whole sequence, T = ${T}`, rows: [head, ...whole] }] : []),
    { caption: "Parameters", rows: [["parameter", "letters", "numbers"], ...parameters] },
  ];
}

/**
 * The operations on the shapes that are tried, a row each.
 * @param {Step[]} steps
 */
export function operationRows(steps) {
  const rows = steps.map(({ name, left, right, sign, sizes }) => [
    name,
    `${written(left.sizes)} ${sign} ${written(right.sizes)}`,
    sizes ? `✓ ${written(sizes)}` : "✗ refused",
  ]);
  return [["operation", "shapes", "result"], ...rows];
}
