/** Tensors as blocks whose sides follow their shapes, and the grid of states through depth and time. */

/**
 * @import { Child } from "../types.d.ts"
 * @import { State } from "./numbers.js"
 * @import { Tensor } from "./tensors.js"
 */

import { node } from "../kit/nodes.js";
import { columnsOf, gridInWords, side } from "./numbers.js";
import { SHAPES, shapeOf, written } from "./tensors.js";

/** @type {Partial<Record<Tensor, [letter: string, index: string]>>} */
const SYMBOLS = {
  X: ["X", "t"],
  H: ["H", "t−1"],
  H_t: ["H", "t"],
  O: ["O", "t"],
};

/**
 * A tensor as the book prints it.
 * @param {string} name
 * @param {boolean} memory
 */
export function symbol(name, memory) {
  const timed = SYMBOLS[/** @type {Tensor} */ (name)];
  const [letter, index] = timed ?? name.split("_");
  return node("b", {}, letter, ...(memory || !timed ? [node("sub", {}, index)] : []));
}

/**
 * A tensor as a block whose sides follow its shape; a bias is its one row, and the dashed rows it is repeated to.
 * @param {Tensor} name
 * @param {State} state
 */
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

/**
 * One equation in blocks; strings between them are signs.
 * @param {string} label
 * @param {string[]} parts
 * @param {State} state
 */
export function equation(label, parts, state) {
  const drawn = parts.map((part) =>
    part in SHAPES
      ? block(/** @type {Tensor} */ (part), state)
      : part === "φ"
        ? phi(state)
        : node("span", { class: "d2l-operator" }, part),
  );
  return node("div", { class: "d2l-blocks", role: "group", "aria-label": label }, node("small", {}, label), ...drawn);
}

const phi = (/** @type {State} */ { sizes }) =>
  node(
    "div",
    { class: "d2l-tensor" },
    node("span", { class: "d2l-operator" }, "→ φ →"),
    node("small", {}, `keeps (${sizes.n}, ${sizes.h})`),
  );

/**
 * Time steps to the right, layers up: a box is a state, a row is a layer with one set of weights.
 * @param {State} state
 */
export function depthAndTime({ sizes, memory, layers }) {
  const columns = columnsOf(sizes.T);
  /** @type {Child[]} */
  const cells = [];
  /** @type {(text: Child | Child[], row: number, column: number, look?: string) => void} */
  const put = (text, row, column, look = "") => {
    const cell = node("span", { class: look }, ...[text].flat());
    cell.style.gridRow = String(row);
    cell.style.gridColumn = String(column);
    cells.push(cell);
  };
  const bottom = 2 * layers + 3;
  /** @type {(letter: string, t: number, layer?: number) => Child[]} */
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
