/** What PyTorch makes of a shape, right or wrong: the equations on shapes alone. */

/**
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

import { t, tn } from "../kit/translate.js";
import { paragraph } from "../kit/words.js";
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
  const inside = run(memory ? t("their sum + b_h") : "X W_xh + b_h", both, "+", given("b_h"));
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
  const pair = { left: left.name, right: right.name, one: written(left.sizes), other: written(right.sizes) };
  const [a, b] = inner ?? front ?? unfit;
  if (bare)
    return t("{left} is {one} and {right} is {other}: a matrix product needs at least one axis on both sides.", pair);
  if (inner)
    return t("{left} is {one} and {right} is {other}: the inner numbers {a} and {b} must be equal.", { ...pair, a, b });
  if (front)
    return t(
      "{left} is {one} and {right} is {other}: the axes in front, {a} and {b}, must be equal, or one of them 1.",
      { ...pair, a, b },
    );
  return t(
    "{left} is {one} and {right} is {other}: in a sum, counted from the right, sizes must be equal or one of them 1; {a} and {b} are neither.",
    { ...pair, a, b },
  );
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
  const told = nameOf(name, memory);
  if (!right[name]) return { kind: "absent", text: t("Without a hidden state there is no {name}.", { name: told }) };
  const words = {
    name: told,
    shape: written(shape),
    wanted: `(${SHAPES[name].join(", ")}) = ${written(right[name])}`,
  };
  const found = evaluate({ ...right, [name]: shape }, memory);
  const answered = (/** @type {Kind} */ kind, /** @type {string} */ text) => ({ kind, text, ...found });
  const should = t("{name} should be {wanted}.", words);
  if (String(shape) === String(right[name]) && shape.length === 2)
    return answered("right", t("{name} of shape {shape} is right: {wanted}.", words));
  const last = found.steps[found.steps.length - 1];
  if (last.wrong) return answered("refused", paragraph(last.wrong, should));
  const states = [sizes.n, sizes.h];
  const outputs = [sizes.n, sizes.q];
  for (const [letter, got, due] of /** @type {[string, Shape, Shape][]} */ ([
    [nameOf("H_t", memory), found.H, states],
    [nameOf("O", memory), found.O, outputs],
  ])) {
    if (written(got) !== written(due)) {
      const becomes = { letter, got: written(got), due: written(due) };
      return answered(
        "shape",
        paragraph(t("No error, but {letter} becomes {got}, and {due} is expected.", becomes), should),
      );
    }
  }
  const effect = name === "b_h" || name === "b_q" ? biasEffect(name, shape, sizes) : stretchEffect(found.steps, name);
  if (effect === null)
    return answered(
      "same",
      t(
        "{name} of shape {shape} runs and gives the same numbers: broadcasting puts the missing 1 in front. The book writes {wanted}.",
        words,
      ),
    );
  const runs = t("{name} of shape {shape} runs, and every result has the right shape.", words);
  return answered("other", paragraph(runs, effect, should));
}

/**
 * What broadcasting makes of a bias of another shape; null where the numbers are the same.
 * @param {"b_h" | "b_q"} name
 * @param {Shape} shape
 * @param {Lengths} sizes
 */
function biasEffect(name, shape, sizes) {
  const width = name === "b_h" ? sizes.h : sizes.q;
  const rows = shape.length > 1 ? shape[shape.length - 2] : 1;
  const columns = shape.length ? shape[shape.length - 1] : 1;
  if (rows === 1 && columns === width) return null;
  if (rows === 1)
    return name === "b_h"
      ? t("But one number is added everywhere: the {width} hidden units share one bias.", { width })
      : t("But one number is added everywhere: the {width} outputs share one bias.", { width });
  if (columns === 1 && width > 1)
    return name === "b_h"
      ? t("But it is one bias per example, the same for all {width} hidden units; each unit should have its own.", {
          width,
        })
      : t("But it is one bias per example, the same for all {width} outputs; each output should have its own.", {
          width,
        });
  return tn(
    "But it is one bias per example and unit: {many} numbers where one is meant, and it fits only while n = {rows}.",
    "But it is one bias per example and unit: {many} numbers where {n} are meant, and it fits only while n = {rows}.",
    width,
    { many: rows * columns, rows: sizes.n },
  );
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
      const shape = { part: part.name, shape: written(part.sizes) };
      if (part.sizes.length === 1 && NAMES[name].startsWith("W"))
        return tn(
          "But {part} is then {shape}: its one number is laid along the units, because shapes are compared from the right.",
          "But {part} is then {shape}: its {n} numbers, one per example, are laid along the units, because shapes are compared from the right.",
          part.sizes[0],
          shape,
        );
      if (rows && columns)
        return t("But {part} is then {shape}: its one number is used for every example and every unit.", shape);
      if (rows) return t("But {part} is then {shape}: its one row is used for every example.", shape);
      return t("But {part} is then {shape}: its one column is used for every unit.", shape);
    }
  }
  return null;
}

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
    if (odd === "") return { shape: null, wrong: t("A size is missing. Write whole numbers, such as (3, 4).") };
    return {
      shape: null,
      wrong: /^[-−]\d+$/.test(odd)
        ? t("‘{odd}’ is not a size: none is negative. Write whole numbers, such as (3, 4).", { odd: shown })
        : t("‘{odd}’ is not a size. Write whole numbers, such as (3, 4).", { odd: shown }),
    };
  }
  if (parts.length > most.axes)
    return {
      shape: null,
      wrong: t("{n} sizes are typed; a shape of at most {most} is tried here.", { n: parts.length, most: most.axes }),
    };
  const large = parts.find((part) => Number(part) > most.size);
  if (large)
    return {
      shape: null,
      wrong: t("{large} is too large; sizes up to {most} are tried here.", {
        large: large.slice(0, 20),
        most: most.size,
      }),
    };
  return { shape: parts.map(Number), wrong: null };
}
