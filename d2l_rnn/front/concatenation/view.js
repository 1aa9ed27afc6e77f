/** Concatenation: two products and a sum, or one product of what is joined, with every dot product written out. */

/**
 * @import { Model } from "../types.d.ts"
 * @import { Cell, Comparison, Edit, Given, Matrices, Way } from "./numbers.js"
 */

import { chooser, numberField } from "../kit/controls.js";
import { node, say, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { write } from "../kit/traits.js";
import { dotProduct, numbersOf } from "./dot_product.js";
import {
  compare,
  differenceInWords,
  fourMatrices,
  inWords,
  plain,
  refusal,
  same,
  shape,
  sheetOf,
  verdict,
  WAYS,
} from "./numbers.js";
import { sheetView, symbol } from "./sheet.js";

/** @type {Record<string, boolean>} */
const LEFT = { X: true, H: true };

/** @param {{ model: Model, el: Element }} given */
function render({ model, el }) {
  /** @type {Given} */
  let network;
  /** @type {Way} */
  let way;
  /** @type {Matrices} */
  let given; // the matrices as Python sent them
  /** @type {Matrices} */
  let all; // the same with the edits, and the results: sum, product
  /** @type {Comparison} */
  let result;
  /** @type {{ view: ReturnType<typeof sheetView>, kind: string }[]} */
  let views = []; // { view, kind }: which row or column of each is framed
  let joined = true; // whether the one product exists
  /** @type {ReturnType<typeof numberField>} */
  let field; // the box for the chosen number
  let fieldOf = "";

  const figure = mount({ model, el }, "Concatenation", () => {});
  const { root } = figure;
  root.classList.add("d2l-concatenation");
  const ways = chooser({
    label: "One product joined",
    options: Object.entries(WAYS).map(([value, { label }]) => [value, label]),
    change: (value) => {
      write(model, { way: value });
      figure.announce(said.textContent ?? "");
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
  /** @returns {Cell} */
  const chosen = () => {
    const { name, row, column } = model.get("chosen");
    return { name, row: row - 1, column: column - 1 };
  };

  /**
   * What was pointed at, in any layout: a number of the result, or one of the four matrices with its row or column.
   * @param {Cell} cell
   */
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
    /**
     * @param {string} kind
     * @param {string[]} names
     * @param {{ stacked?: boolean, sign?: string, misfit?: boolean }} [options]
     */
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
    /** @type {Edit[]} */
    const edits = model.get("edits");
    all = fourMatrices(network, edits);
    result = compare(all, joined ? way : "right");
    Object.assign(all, { sum: result.two, product: result.one });
    const edited = new Set(edits.map(({ name, row, column }) => `${name} ${row - 1} ${column - 1}`));
    const marks = (/** @type {Cell} */ { name, row, column }) => {
      if (edited.has(`${name} ${row} ${column}`)) return "d2l-edited";
      return joined && name === "product" && result.wrong.has(row * result.one.columns + column) ? "d2l-differs" : "";
    };
    for (const { view } of views) view.print(all, marks);
    ways.show(way);
    say(said, verdict(all, way, result));
    said.classList.toggle("d2l-fine", way === "right" || way === "both swapped");
    say(difference, joined ? differenceInWords(result) : "");
    reset.setAttribute("aria-disabled", String(edits.length === 0)); // not `disabled`: it would lose the focus when it is used
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

  /**
   * The box for the chosen number.
   * @param {Cell} cell
   */
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
      .find((/** @type {Edit} */ one) => one.name === name && one.row === row + 1 && one.column === column + 1);
    field.show(typed?.value ?? Number(value.toPrecision(7)));
    const was = given[name].values[place];
    say(before, was === value ? "" : `was ${plain(was)}`);
  }

  /**
   * Put an edit among the others; one that restores what was given is none.
   * @param {Edit} next
   */
  function edit(next) {
    const others = model.get("edits").filter((/** @type {Edit} */ one) => !same(one, next));
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
