/** Concatenation: two products and a sum, or one product of what is joined, with every dot product written out. */

import { unpacked } from "../equations/numbers.js";
import { chooser, numberField } from "../kit/controls.js";
import { box } from "../kit/grid.js";
import { isModified } from "../kit/keys.js";
import { node, say, table, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { write } from "../kit/traits.js";
import { number, power } from "../kit/words.js";

const HEIGHT = 24; // of a row; it stands in the style sheet too
const WIDTH = { narrow: 43, wide: 62 }; // of a column: for five characters, and for whatever a cell can hold
const LEFT = { X: true, H: true };
const SYMBOL = { X: ["X"], H: ["H"], W_xh: ["W", "xh"], W_hh: ["W", "hh"] };

/** How the one product joins its parts: the blocks of the left and the right factor, and the axis of each. */
const WAYS = {
  right: { left: ["X", "H"], right: ["W_xh", "W_hh"], label: "right: [X H] times W_xh above W_hh" },
  swapped: { left: ["X", "H"], right: ["W_hh", "W_xh"], label: "weights swapped: W_hh above W_xh" },
  "both swapped": { left: ["H", "X"], right: ["W_hh", "W_xh"], label: "both swapped: [H X] times W_hh above W_xh" },
  "wrong axis": { left: ["X", "H"], right: ["W_xh", "W_hh"], down: true, label: "wrong axis: X above H" },
  "wrong axis of weights": {
    left: ["X", "H"],
    right: ["W_xh", "W_hh"],
    across: true,
    label: "wrong axis of the weights: W_xh beside W_hh",
  },
};

// ---------------------------------------------------------------------------------------------- numbers

/** The four matrices that Python sent, with the reader's edits: each { rows, columns, values }, row by row. */
export function fourMatrices({ sizes: { n, d, h }, matrices }, edits) {
  const next = unpacked(matrices);
  const take = (rows, columns) => ({ rows, columns, values: next(rows * columns) });
  const all = { X: take(n, d), H: take(n, h), W_xh: take(d, h), W_hh: take(h, h) };
  for (const { name, row, column, value } of edits)
    all[name].values[(row - 1) * all[name].columns + column - 1] = value;
  return all;
}

/**
 * The places of a factor joined from blocks, side by side or `down`, one above the other: { rows, columns, cells },
 * each cell { name, row, column } of its block, from 0, or null where a block is too narrow or too short.
 */
export function sheetOf(all, names, down) {
  const cells = [];
  const sizes = names.map((name) => all[name]);
  const sum = (key) => sizes.reduce((total, size) => total + size[key], 0);
  const most = (key) => Math.max(...sizes.map((size) => size[key]));
  const rows = down ? sum("rows") : most("rows");
  const columns = down ? most("columns") : sum("columns");
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let [row, column, k] = [r, c, 0];
      while (k + 1 < names.length && (down ? row >= sizes[k].rows : column >= sizes[k].columns)) {
        if (down) row -= sizes[k].rows;
        else column -= sizes[k].columns;
        k += 1;
      }
      cells.push(row < sizes[k].rows && column < sizes[k].columns ? { name: names[k], row, column } : null);
    }
  }
  return { rows, columns, cells };
}

/** The terms of the number in row r and column c, place by place: which value meets which weight. */
export function termsOf(all, way, r, c) {
  const value = ({ name, row, column }) => all[name].values[row * all[name].columns + column];
  const left = WAYS[way].left.flatMap((name) =>
    Array.from({ length: all[name].columns }, (_, column) => ({ name, row: r, column })),
  );
  const right = WAYS[way].right.flatMap((name) =>
    Array.from({ length: all[name].rows }, (_, row) => ({ name, row, column: c })),
  );
  return left.map((from, k) => ({ from, value: value(from), to: right[k], weight: value(right[k]) }));
}

/** A sum of products from left to right, each step rounded: by Math.fround as float32 does, or not at all. */
export function dot(terms, round) {
  return terms.reduce((sum, { value, weight }, k) => {
    const product = round(value * weight);
    return k === 0 ? product : round(sum + product);
  }, 0);
}

const exact = (value) => value;

/** One number both ways: { x, h, two } of two products, and `one` of one product, rounded as told. */
export function bothWays(terms, joined, d, round) {
  const x = dot(terms.slice(0, d), round);
  const h = dot(terms.slice(d), round);
  return { x, h, two: round(x + h), one: dot(joined, round) };
}

/** Every number both ways in float32, the largest difference and its place, and the same in float64. */
export function compare(all, way) {
  const { rows } = all.X;
  const { columns } = all.W_xh;
  const two = { rows, columns, values: new Float32Array(rows * columns) };
  const one = { rows, columns, values: new Float32Array(rows * columns) };
  const largest = { value: 0, row: 0, column: 0 };
  let largest64 = 0;
  const wrong = new Set(); // places where the two are different numbers, not the same one rounded
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const place = r * columns + c;
      const terms = termsOf(all, "right", r, c);
      const joined = way === "right" ? terms : termsOf(all, way, r, c);
      const [rounded, full] = [Math.fround, exact].map((round) => bothWays(terms, joined, all.X.columns, round));
      two.values[place] = rounded.two;
      one.values[place] = rounded.one;
      const difference = Math.abs(rounded.two - rounded.one);
      if (difference > largest.value) Object.assign(largest, { value: difference, row: r, column: c });
      largest64 = Math.max(largest64, Math.abs(full.two - full.one));
      const size = terms.reduce((sum, { value, weight }) => sum + Math.abs(value * weight), 0);
      if (Math.abs(full.two - full.one) > 1e-9 * size) wrong.add(place);
    }
  }
  return { two, one, largest, largest64, wrong };
}

const shape = ({ rows, columns }) => `(${rows}, ${columns})`;

/** Which shapes do not fit when the parts are joined along the wrong axis; null where the product exists. */
export function refusal(all, way) {
  const { X, H, W_xh, W_hh } = all;
  const { rows: n, columns: d } = X;
  const h = H.columns;
  if (WAYS[way].down) {
    if (d !== h)
      return (
        `X ${shape(X)} cannot stand above H ${shape(H)}: joined along axis 0, both need the same number of columns, ` +
        `and ${d} is not ${h}. Join X and H side by side, along axis 1.`
      );
    return (
      `X ${shape(X)} above H ${shape(H)} is (${2 * n}, ${d}): it fits only because d = h. The weights are ` +
      `(${d + h}, ${h}), and the inner numbers ${d} and ${d + h} must be equal. Join X and H along axis 1.`
    );
  }
  if (WAYS[way].across) {
    if (d !== h)
      return (
        `W_xh ${shape(W_xh)} cannot stand beside W_hh ${shape(W_hh)}: joined along axis 1, both need the same number ` +
        `of rows, and ${d} is not ${h}. Put W_xh above W_hh, along axis 0.`
      );
    return (
      `W_xh ${shape(W_xh)} beside W_hh ${shape(W_hh)} is (${h}, ${2 * h}): it fits only because d = h. [X H] is ` +
      `(${n}, ${d + h}), and the inner numbers ${d + h} and ${h} must be equal. Put W_xh above W_hh, along axis 0.`
    );
  }
  return null;
}

/** What a way of joining does, in words; `result` is the comparison, null where there is no product. */
export function verdict(all, way, result) {
  const refused = refusal(all, way);
  if (refused) return `No product. ${refused}`;
  const d = all.X.columns;
  const h = all.H.columns;
  const cells = result.two.values.length;
  if (way === "right")
    return "Place k of [X H] meets row k of the weights: X meets W_xh and H meets W_hh. Equal numbers, up to rounding.";
  if (way === "both swapped")
    return "Swapped on both sides, H meets W_hh and X meets W_xh again: the same terms in another order. Equal numbers, up to rounding.";
  const why =
    d === h
      ? "X meets W_hh and H meets W_xh"
      : `the seams no longer lie at the same place (after ${d} on the left, after ${h} on the right), so values meet the wrong weights`;
  return (
    `No error: ${shape({ rows: all.X.rows, columns: d + h })} times ${shape({ rows: d + h, columns: h })} fits, and the shape ` +
    `${shape(result.two)} is right. But ${why}. ${result.wrong.size} of ${cells} ${cells === 1 ? "number" : "numbers"} ` +
    `${result.wrong.size === 1 ? "is" : "are"} wrong.`
  );
}

/** What the two results differ by, in words. */
export function differenceInWords({ largest, largest64, wrong }) {
  const where = `row ${largest.row + 1}, column ${largest.column + 1}`;
  if (wrong.size)
    return `The largest difference is ${power(largest.value)}, at ${where}: that is no rounding, these are other numbers.`;
  if (largest.value === 0)
    return "Here all float32 results are equal to the last digit. Change a number: as soon as sums need rounding, they may differ.";
  return (
    `Largest float32 difference of all cells: ${power(largest.value, 2)}, at ${where}; in float64 it is ${power(largest64, 2)}. ` +
    "It is rounding: the same products are added in another order, and each addition rounds. " +
    "PyTorch's own kernels may add in yet another order, so its last digits can differ from both."
  );
}

/** A number to so many digits and no more zeros than it needs: 0.1, −24916.93, 1.2·10⁻⁷. */
function rounded(value, digits) {
  const size = Math.abs(value);
  if (size && (size < 0.001 || size >= 10 ** digits)) return power(value, digits).replace(/\.?0+(?=·)/, "");
  return String(Number(value.toPrecision(digits))).replace("-", "−");
}

/** Large numbers get as many digits as float32 has: to four of them, −24916.93 would be −24920. */
const placesOf = (value) => (Math.abs(value) < 100 ? 4 : 7);

/** A number of a written-out sum: 0.1, −1.2, 0.6231. */
export const plain = (value) => rounded(value, placesOf(value));

/** Whether a sum is what is written for it: "=", or "≈" where the written digits do not tell all. */
export function relation(parts, whole) {
  const sum = parts.reduce((total, part) => total + part, 0);
  const size = parts.reduce((total, part) => total + Math.abs(part), 0);
  return Math.abs(sum - asWritten(whole)) <= 1e-9 * size ? "=" : "≈";
}

const asWritten = (value) => Number(value.toPrecision(placesOf(value)));

/** A number for a cell: two decimals, or none, or a power of ten. */
export function brief(value) {
  const size = Math.abs(value);
  return size < 99999.5 ? number(value, size < 99.995 ? 2 : 0) : power(value, 2);
}

/** How the cells of a matrix are printed: whole numbers without decimals. */
const printer = ({ values }) =>
  values.every((value) => Number.isInteger(value) && Math.abs(value) < 1000) ? (value) => number(value, 0) : brief;

// ------------------------------------------------------------------------------------------------ nodes

/** The symbol of a matrix, its index lowered. */
function symbol(name) {
  const [letter, index] = SYMBOL[name] ?? [name];
  return node("b", {}, letter, ...(index ? [node("sub", {}, index)] : []));
}

const faceOf = (name) =>
  ({ X: "d2l-of-x", W_xh: "d2l-of-x", H: "d2l-of-h", W_hh: "d2l-of-h" })[name] ?? "d2l-of-result";

/** A matrix or a joined one as a grid of numbers, with one focusable cell; `choose(cell)` hears what is pointed at. */
function sheetView({ label, title, sheet, sign, choose }) {
  const { rows, columns, cells } = sheet;
  const at = node("div", { class: "d2l-at", role: "gridcell", tabindex: "0", keydown: keys });
  const line = node("div", { role: "row" }, at);
  const grid = node(
    "div",
    { class: "d2l-over", role: "grid", "aria-label": title, "aria-rowcount": rows, "aria-colcount": columns },
    line,
  );
  const band = node("div", { class: "d2l-band" });
  const spans = cells.map((cell, place) => {
    const before = place % columns ? cells[place - 1] : null;
    const above = place >= columns ? cells[place - columns] : null;
    const other = (neighbour) => cell && neighbour && neighbour.name !== cell.name;
    const seams = `${other(before) ? " d2l-seam-left" : ""}${other(above) ? " d2l-seam-top" : ""}`;
    return node("span", { class: cell ? faceOf(cell.name) + seams : "d2l-missing", "aria-hidden": "true" });
  });
  const field = node("div", { class: "d2l-sheet", click: point }, ...spans, band, grid);
  const scroller = node("div", { class: "d2l-scroll" }, field);
  const element = node(
    "div",
    { class: "d2l-operand" },
    ...(sign ? [node("span", { class: "d2l-sign" }, sign)] : []),
    node("div", { class: "d2l-matrix" }, node("p", {}, ...label), scroller),
  );
  let place = 0;
  let width = 0; // of a column
  const shown = []; // what each cell says now
  let room = null; // what can be seen of a matrix that may need to scroll

  function point(event) {
    const found = spans.indexOf(event.target);
    if (found < 0 || !cells[found]) return;
    choose(cells[found]);
    at.focus({ preventScroll: true }); // the arrow keys go on from here
  }

  function keys(event) {
    if (isModified(event)) return;
    const r = Math.floor(place / columns);
    const c = place % columns;
    const to = {
      ArrowLeft: [r, c - 1],
      ArrowRight: [r, c + 1],
      ArrowUp: [r - 1, c],
      ArrowDown: [r + 1, c],
      Home: [r, 0],
      End: [r, columns - 1],
      Enter: [r, c],
      " ": [r, c],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows - 1, to[0])) * columns + Math.max(0, Math.min(columns - 1, to[1]));
    if (cells[next]) choose(cells[next]);
  }

  /** Print the numbers; only what has changed is touched. `marks(cell)` gives a cell's further class names. */
  function print(all, marks) {
    const prints = Object.fromEntries(
      [...new Set(cells.filter(Boolean).map(({ name }) => name))].map((name) => [name, printer(all[name])]),
    );
    const texts = cells.map(
      (cell) => cell && prints[cell.name](all[cell.name].values[cell.row * all[cell.name].columns + cell.column]),
    );
    width = texts.some((text) => text?.length > 5) ? WIDTH.wide : WIDTH.narrow;
    field.style.gridTemplateColumns = `repeat(${columns}, ${width}px)`;
    cells.forEach((cell, k) => {
      if (!cell) return;
      const text = texts[k];
      const mark = marks(cell);
      if (shown[k] === `${text} ${mark}`) return;
      shown[k] = `${text} ${mark}`;
      spans[k].textContent = text;
      for (const name of ["d2l-edited", "d2l-differs"]) spans[k].classList.toggle(name, name === mark);
    });
  }

  /** Frame a row or a column (or nothing), and put the focusable cell on the chosen one or at the frame's start. */
  function mark({ row = null, column = null, chosen, all }) {
    band.hidden = row === null && column === null;
    if (row !== null) box(band, 0, row * HEIGHT, columns * width, HEIGHT);
    else if (column !== null) box(band, column * width, 0, width, rows * HEIGHT);
    const found = cells.findIndex((cell) => cell && chosen && same(cell, chosen));
    place = found >= 0 ? found : (row ?? 0) * columns + (column ?? 0);
    at.classList.toggle("d2l-chosen", found >= 0);
    at.classList.toggle("d2l-input", Boolean(SYMBOL[cells[place]?.name]));
    box(at, (place % columns) * width, Math.floor(place / columns) * HEIGHT, width, HEIGHT);
    line.setAttribute("aria-rowindex", Math.floor(place / columns) + 1);
    at.setAttribute("aria-colindex", (place % columns) + 1);
    at.setAttribute("aria-label", cells[place] ? inWords(cells[place], all) : "empty");
    if (!room?.width) return;
    const x = (column ?? place % columns) * width;
    const y = (row ?? Math.floor(place / columns)) * HEIGHT;
    if (x < room.x || x + width > room.x + room.width) scroller.scrollLeft = x - room.width / 2;
    if (y < room.y || y + HEIGHT > room.y + room.height) scroller.scrollTop = y - room.height / 2;
  }

  /** Look, before anything on the page changes, at what can be seen. */
  function measure() {
    if (columns < 9 && rows < 14) return;
    const { scrollLeft: x, scrollTop: y, clientWidth: width, clientHeight: height } = scroller;
    room = { x, y, width, height };
  }

  return { element, print, mark, measure };
}

const same = (one, other) => one.name === other.name && one.row === other.row && one.column === other.column;

const inWords = ({ name, row, column }, all) =>
  `${name}, row ${row + 1}, column ${column + 1}: ${plain(all[name].values[row * all[name].columns + column])}`;

/** value × weight, each on the ground of the block it comes from. */
function product({ from, value, to, weight }) {
  return node(
    "span",
    {},
    node("span", { class: `d2l-factor ${faceOf(from.name)}` }, plain(value)),
    " × ",
    node("span", { class: `d2l-factor ${faceOf(to.name)}` }, plain(weight)),
  );
}

/** Terms with plus signs between them, and a double line where the left factor passes from one block to the next. */
function written(terms, seam) {
  return terms.flatMap((term, k) => [
    ...(k ? [" + "] : []),
    ...(k && seam && terms[k - 1].from.name !== term.from.name
      ? [node("span", { class: "d2l-cut", role: "img", "aria-label": "seam" })]
      : []),
    product(term),
  ]);
}

/** What the dot product of a way of joining is, beside that of the two products. */
const DOT_PRODUCT = {
  right: "the same dot product, cut in two",
  swapped: "two different dot products: the one product pairs values with the wrong weights",
  "both swapped": "the same terms, in another order",
};

/** The selected dot product, cut in two and in one piece, with its float32 and float64 values. */
function dotProduct(all, way, { r, c, joined, wrong }) {
  const terms = termsOf(all, "right", r, c);
  const d = all.X.columns;
  const other = joined ? termsOf(all, way, r, c) : terms;
  const [single, double] = [Math.fround, exact].map((round) => bothWays(terms, other, d, round));
  const parts = [terms.slice(0, d), terms.slice(d)];
  const inner = [relation(products(parts[0]), single.x), relation(products(parts[1]), single.h)];
  const line = (...pieces) => node("p", { class: "d2l-terms" }, ...pieces);
  const heading = joined ? DOT_PRODUCT[way] : "two dot products and their sum; the one product is refused";
  const lines = [
    node("p", { class: "d2l-title" }, `Row ${r + 1}, column ${c + 1}: ${heading}`),
    line(
      "Two products: [ ",
      ...written(parts[0]),
      " ] + [ ",
      ...written(parts[1]),
      ` ] ${inner.includes("≈") ? "≈" : "="} ${plain(single.x)} ${single.h < 0 ? "−" : "+"} ${plain(Math.abs(single.h))} `,
      `${relation([single.x, single.h].map(asWritten), single.two)} `,
      node("b", {}, plain(single.two)),
    ),
  ];
  if (!joined) return lines;
  lines.push(
    line(
      "One product: ",
      ...written(other, true),
      ` ${relation(products(other), single.one)} `,
      node("b", {}, plain(single.one)),
    ),
    node(
      "div",
      { class: "d2l-digits d2l-scroll", tabindex: "0", role: "region", "aria-label": "Both results in full" },
      table(
        [
          ["result", "float32", "float64"],
          ["two products, then their sum", single.two, double.two].map(digits),
          ["one product", single.one, double.one].map(digits),
          ["difference", single.two - single.one, double.two - double.one].map(gap),
        ],
        wrong ? "Two different numbers, with all their digits" : "The same number both ways, with all its digits",
      ),
    ),
  );
  return lines;
}

/** The products of a sum, of the numbers that are written. */
const products = (terms) => terms.map(({ value, weight }) => asWritten(value) * asWritten(weight));

const digits = (value, k) => (k === 0 ? value : rounded(value, k === 1 ? 9 : 16));
const gap = (value, k) => (k === 0 ? value : power(Math.abs(value), 2));

/** Every matrix of the figure as a table. */
function numbersOf(all, joined) {
  const names = ["X", "W_xh", "H", "W_hh", "sum", ...(joined ? ["product"] : [])];
  return node(
    "div",
    {},
    ...names.map((name) => {
      const { rows, columns, values } = all[name];
      const head = ["row", ...Array.from({ length: columns }, (_, c) => `column ${c + 1}`)];
      const body = Array.from({ length: rows }, (_, r) => [
        String(r + 1),
        ...Array.from(values.subarray(r * columns, (r + 1) * columns), (value) => digits(value, 1)),
      ]);
      return table([head, ...body], `${name} ${shape(all[name])}`);
    }),
  );
}

// ----------------------------------------------------------------------------------------------- wiring

function render({ model, el }) {
  let network = null;
  let way = null;
  let given = null; // the matrices as Python sent them
  let all = null; // the same with the edits, and the results: sum, product
  let result = null;
  let views = []; // { view, kind }: which row or column of each is framed
  let joined = true; // whether the one product exists
  let field = null; // the box for the chosen number
  let fieldOf = "";

  const figure = mount({ model, el }, "Concatenation", () => {});
  const { root } = figure;
  root.classList.add("d2l-concatenation");
  const ways = chooser({
    label: "One product joined",
    options: Object.entries(WAYS).map(([value, { label }]) => [value, label]),
    change: (value) => {
      write(model, { way: value });
      figure.announce(said.textContent);
    },
  });
  const editor = node("span", {});
  const before = node("small", {});
  const reset = node(
    "button",
    {
      type: "button",
      click: () => {
        if (!model.get("edits").length) return;
        write(model, { edits: [] });
        figure.announce("All numbers are as they were given.");
      },
    },
    "Reset numbers",
  );
  const upper = node("div", { class: "d2l-equation" });
  const lower = node("div", { class: "d2l-equation" });
  const lowerTitle = node("p", { class: "d2l-title" });
  const said = node("p", { class: "d2l-message" });
  const detail = node("div", { class: "d2l-detail" });
  const difference = node("p", {});
  const numbers = tableView("The numbers of this figure as a table", () => numbersOf(all, joined));
  root.append(
    node(
      "p",
      {},
      "Choose a number of the result: its row and its column are framed in both layouts. Choose another number to change it.",
    ),
    node("div", { class: "d2l-options" }, ways.element, node("span", {}, editor, " ", before), reset),
    node("p", { class: "d2l-title" }, "Two products and a sum"),
    upper,
    lowerTitle,
    lower,
    said,
    node(
      "div",
      { class: "d2l-key" },
      node("span", {}, node("span", { class: "d2l-factor d2l-of-x" }, "X and W", node("sub", {}, "xh")), " solid edge"),
      node(
        "span",
        {},
        node("span", { class: "d2l-factor d2l-of-h" }, "H and W", node("sub", {}, "hh")),
        " dashed edge",
      ),
      node(
        "span",
        {},
        node("span", { class: "d2l-cut", role: "img", "aria-label": "double line" }),
        "seam of a joined matrix",
      ),
      node("span", {}, node("span", { class: "d2l-double" }), "the number to change"),
    ),
    detail,
    difference,
    numbers.element,
  );

  const selected = () => ({
    r: Math.min(all.X.rows, model.get("row")) - 1,
    c: Math.min(all.W_xh.columns, model.get("column")) - 1,
  });
  const chosen = () => {
    const { name, row, column } = model.get("chosen");
    return { name, row: row - 1, column: column - 1 };
  };

  /** What was pointed at, in any layout: a number of the result, or one of the four matrices with its row or column. */
  function choose(cell) {
    if (cell.name === "sum" || cell.name === "product") write(model, { row: cell.row + 1, column: cell.column + 1 });
    else {
      const place = LEFT[cell.name] ? { row: cell.row + 1 } : { column: cell.column + 1 };
      write(model, { chosen: { name: cell.name, row: cell.row + 1, column: cell.column + 1 }, ...place });
    }
    figure.announce(inWords(cell, all));
  }

  /** The grids of both layouts, for new matrices or another way of joining. */
  function build() {
    network = model.get("network");
    way = model.get("way");
    given = fourMatrices(network, []);
    const size = { rows: given.X.rows, columns: given.W_xh.columns };
    const sheets = { ...given, sum: size, product: size };
    joined = refusal(given, way) === null;
    const { left, right, down, across } = WAYS[way];
    const make = (kind, names, { stacked = false, sign = "", misfit = false } = {}) => {
      const sheet = sheetOf(sheets, names, stacked);
      const label = names.flatMap((name, k) => [...(k ? [stacked ? " ; " : " "] : []), symbol(name)]);
      const open = names.length > 1 ? ["[ ", ...label, " ]"] : label;
      const size = misfit ? "does not fit" : shape(sheet);
      const title = `${names.join(stacked ? " above " : " beside ")}, ${size}; arrow keys choose a number`;
      const view = sheetView({ label: [...open, node("small", {}, ` ${size}`)], title, sheet, sign, choose });
      views.push({ view, kind });
      return view.element;
    };
    const ragged = given.X.columns !== given.H.columns;
    views = [];
    upper.replaceChildren(
      make("row", ["X"]),
      make("column", ["W_xh"], { sign: "×" }),
      make("row", ["H"], { sign: "+" }),
      make("column", ["W_hh"], { sign: "×" }),
      make("sum", ["sum"], { sign: "=" }),
    );
    lower.replaceChildren(
      make(joined ? "row" : "none", left, { stacked: down, misfit: down && ragged }),
      make(joined ? "column" : "none", right, { stacked: !across, sign: "×", misfit: across && ragged }),
      ...(joined ? [make("product", ["product"], { sign: "=" })] : []),
    );
    lowerTitle.replaceChildren("One product of joined matrices ", node("small", {}, joined ? "" : "refused"));
  }

  /** New numbers: both results, and every number that has changed. */
  function redraw() {
    if (network !== model.get("network") || way !== model.get("way")) build();
    const edits = model.get("edits");
    all = fourMatrices(network, edits);
    result = compare(all, joined ? way : "right");
    Object.assign(all, { sum: result.two, product: result.one });
    const edited = new Set(edits.map(({ name, row, column }) => `${name} ${row - 1} ${column - 1}`));
    const marks = ({ name, row, column }) => {
      if (edited.has(`${name} ${row} ${column}`)) return "d2l-edited";
      return joined && name === "product" && result.wrong.has(row * result.one.columns + column) ? "d2l-differs" : "";
    };
    for (const { view } of views) view.print(all, marks);
    ways.show(way);
    say(said, verdict(all, way, result));
    said.classList.toggle("d2l-fine", way === "right" || way === "both swapped");
    say(difference, joined ? differenceInWords(result) : "");
    reset.setAttribute("aria-disabled", edits.length === 0); // not `disabled`: it would lose the focus when it is used
    move();
    numbers.update();
  }

  /** Another cell: the frames and the dot product move, the grids stay as they are. */
  function move() {
    const { r, c } = selected();
    const input = chosen();
    for (const { view } of views) view.measure();
    for (const { view, kind } of views) {
      if (kind === "row") view.mark({ row: r, chosen: input, all });
      else if (kind === "column") view.mark({ column: c, chosen: input, all });
      else if (kind === "none") view.mark({ chosen: input, all });
      else view.mark({ chosen: { name: kind, row: r, column: c }, all });
    }
    const wrong = result.wrong.has(r * result.one.columns + c);
    detail.replaceChildren(...dotProduct(all, way, { r, c, joined, wrong }));
    showEditor(input);
  }

  /** The box for the chosen number. */
  function showEditor({ name, row, column }) {
    const place = row * all[name].columns + column;
    const value = all[name].values[place];
    if (fieldOf !== `${name} ${place}`) {
      fieldOf = `${name} ${place}`;
      field = numberField({
        label: `Change ${name}, row ${row + 1}, column ${column + 1}`,
        least: -network.most.value,
        most: network.most.value,
        size: 10,
        change: (next) => edit({ name, row: row + 1, column: column + 1, value: next }),
      });
      editor.replaceChildren(field.element);
    }
    const typed = model
      .get("edits")
      .find((one) => one.name === name && one.row === row + 1 && one.column === column + 1);
    field.show(typed?.value ?? Number(value.toPrecision(7)));
    const was = given[name].values[place];
    say(before, was === value ? "" : `was ${plain(was)}`);
  }

  /** Put an edit among the others; one that restores what was given is none. */
  function edit(next) {
    const others = model.get("edits").filter((one) => !same(one, next));
    const { values, columns } = given[next.name];
    const unchanged = Math.fround(next.value) === values[(next.row - 1) * columns + next.column - 1];
    write(model, { edits: unchanged ? others : [...others, next] });
  }

  figure.watch(["network", "way", "edits"], redraw);
  figure.watch(["row", "column", "chosen"], move);
  redraw();
  return figure.close;
}

export default { render };
