/**
 * Growth: the |V|ⁿ cells of an n-gram table against the parameters of an RNN, and how many of those cells a text fills.
 */

import { drawLine, drawWords, sized } from "../kit/canvas.js";
import { colours } from "../kit/colour.js";
import { numberField, slider, textField } from "../kit/controls.js";
import { box } from "../kit/grid.js";
import { isModified } from "../kit/keys.js";
import { node, say, table, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { write } from "../kit/traits.js";
import { counted, isWhole, number, power, raised } from "../kit/words.js";

const DIGITS = 24; // a whole number of more digits is written as a power of ten, and in full in the table

// ---------------------------------------------------------------------------------------------- numbers

/** The cells of an n-gram table, |V|ⁿ, exactly. */
export const cellsOf = (V, n) => BigInt(V) ** BigInt(n);

/** The numbers in W_xh, W_hh, b_h, W_hq, b_q with d = q = |V|: 2|V|h + h² + h + |V|. */
export const parametersOf = (V, h) => 2 * V * h + h * h + h + V;

/** The smallest n whose table has more cells than the RNN has parameters; null where no table ever has. */
export function overtakes(V, h) {
  if (V < 2) return null;
  const parameters = BigInt(parametersOf(V, h));
  let n = 1;
  while (cellsOf(V, n) <= parameters) n++;
  return n;
}

/**
 * The different runs of 1, 2, … `orders` characters at the beginning of a text, of `most` characters:
 * { length, read, different, held }, held[n - 1] for runs of n. Each run is
 * numbered by the run one shorter and its last character, in a hash table of the pairs, so that long ones cost no more.
 */
export function runsOf(text, most, orders) {
  const places = new Map();
  const last = []; // the number of each character
  let length = 0;
  for (const character of text) {
    if (length++ >= most) continue;
    if (!places.has(character)) places.set(character, places.size);
    last.push(places.get(character));
  }
  const read = last.length;
  const size = 1 << Math.ceil(Math.log2(2 * read + 2));
  const slots = new Int32Array(size);
  let run = new Int32Array(read); // the number of the run of n characters that begins at each place
  const held = [];
  for (let n = 1; n <= Math.min(orders, read); n++) {
    const longer = new Int32Array(read);
    const firsts = new Int32Array(read); // where each run was first met
    let count = 0;
    slots.fill(-1);
    for (let k = 0; k + n <= read; k++) {
      const [before, end] = [run[k], last[k + n - 1]];
      let slot = (Math.imul(before, 0x9e3779b1) ^ Math.imul(end, 0x85ebca6b)) >>> 0;
      slot = (slot ^ (slot >>> 15)) & (size - 1);
      for (; slots[slot] >= 0; slot = (slot + 1) & (size - 1)) {
        const first = firsts[slots[slot]];
        if (run[first] === before && last[first + n - 1] === end) break;
      }
      if (slots[slot] < 0) {
        firsts[count] = k;
        slots[slot] = count++;
      }
      longer[k] = slots[slot];
    }
    run = longer;
    held.push(count);
  }
  return { length, read, different: places.size, held };
}

/** A whole number with its thousands apart. */
export const inFull = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

/** The same, or a power of ten where it is too long to be read. */
export const whole = (value) => (String(value).length > DIGITS ? power(Number(value)) : inFull(value));

/** A whole number in a few characters: 784, 21,952, 3.8·10¹¹. */
export const short = (value) => (String(value).length > 6 ? power(Number(value), 2) : inFull(value));

/** A whole number with what it counts: 1 cell, 784 cells. */
const count = (value, noun) => counted(value, noun, whole(value));

/** The memory of so many numbers of four bytes. */
export function memory(count) {
  const bytes = 4n * BigInt(count);
  const names = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
  const step = Math.floor((String(bytes).length - 1) / 3);
  if (step >= names.length) return `${power(Number(bytes), 2)} bytes`;
  const value = Number(bytes) / 1000 ** step;
  return `${step && value < 99.95 ? number(value, 1) : number(value, 0)} ${names[step]}`;
}

/** A share in per cent, to two digits that count. */
export function percent(part, all) {
  const share = (100 * Number(part)) / Number(all);
  if (share >= 99.995 && BigInt(part) < BigInt(all)) return "over 99.99 %";
  if (share >= 0.01 || share === 0) return `${number(share, share >= 10 ? 1 : 2)} %`;
  const [mantissa, exponent] = share.toExponential(1).split("e");
  return `${mantissa}·10${raised(exponent)} %`;
}

/** log10 of |V|ⁿ, also of numbers that a float cannot hold. */
const tens = (V, n) => n * Math.log10(V);

/** Which n the table overtakes the RNN at, in a sentence; the picture reaches as far as `orders`. */
export function crossing(V, h, orders) {
  const n = overtakes(V, h);
  const parameters = whole(parametersOf(V, h));
  if (n === null) return "With a single character the table has one cell for every n and never overtakes the RNN.";
  const there = `${count(cellsOf(V, n), "cell")} against ${parameters} parameters`;
  const before = `at n = ${n - 1} it has ${whole(cellsOf(V, n - 1))}`;
  const where = n > orders ? ", further right than the picture reaches" : "";
  return `The table overtakes the RNN at n = ${n}${where}: ${there}; ${before}. The RNN stays the same for every n.`;
}

/** The two sizes at n, in a sentence. */
export function sizesAt(V, h, n) {
  const cells = cellsOf(V, n);
  return (
    `At n = ${n} the table has ${inFull(V)}${raised(n)} = ${count(cells, "cell")}, ${memory(cells)} at 4 bytes each. ` +
    `The RNN with h = ${inFull(h)} has ${whole(parametersOf(V, h))} parameters, ${memory(parametersOf(V, h))}.` +
    computers(cells)
  );
}

/** How many computers with 16 GB of memory the cells would take; empty where one is enough. */
function computers(cells) {
  const needed = (cells * 4n + 16n * 10n ** 9n - 1n) / (16n * 10n ** 9n);
  return needed > 1n ? ` The table would fill the memory of ${short(needed)} computers with 16 GB each.` : "";
}

/** What a text fills at n, in a sentence. */
export function filled({ length, read, different, held }, V, n) {
  if (!read) return "The text is empty. Type or paste one to see how many cells it would fill.";
  const first = read < length ? `Of the ${inFull(length)} characters the first ${inFull(read)} are counted. ` : "";
  if (different > V)
    return (
      `${first}The text has ${inFull(different)} different characters and |V| is ${inFull(V)}, so such a table has no cell ` +
      `for some of its runs. Take |V| from the text, or set it to at least ${inFull(different)}.`
    );
  const kinds = read === 1 ? "" : different === 1 ? ", all the same" : `, ${inFull(different)} different ones`;
  const have = `${first}The text has ${count(read, "character")}${kinds}`;
  if (n > read) return `${have}. It is too short for a run of ${n}.`;
  const runs = `${inFull(held[n - 1])} of ${count(cellsOf(V, n), "cell")}, ${percent(held[n - 1], cellsOf(V, n))}`;
  const most = read - n + 1;
  return `${have}. Its runs of ${n} fill ${runs}. No text of this length can fill more than ${inFull(most)}.`;
}

// ----------------------------------------------------------------------------------------------- layout

/** Where the chart stands: one column for each n, the logarithms from 0 to `top` upwards. */
export function chartSize(width, top, orders) {
  const [left, head, height] = [58, 22, 300];
  const column = Math.floor((Math.min(width, 940) - left - 12) / orders);
  const size = { left, head, inner: height, column, orders, top };
  return { ...size, width: left + orders * column + 12, height: head + height + 44 };
}

const across = ({ left, column }, n) => left + (n - 0.5) * column;
const upwards = ({ head, inner, top }, logarithm) => head + inner * (1 - logarithm / top);

// -------------------------------------------------------------------------------------------- painting

/** Words on the chart, in a rim of the page's colour. */
function words(context, text, at, ink, look, { bold = false, align = "center" } = {}) {
  drawWords(context, text, at, ink, `${bold ? 700 : 400} 12px ${look.font}`, { rim: look.page, align });
}

function drawChart(context, size, { V, h, n, runs }, look) {
  const [bottom, right] = [size.head + size.inner, across(size, size.orders + 0.5)];
  const level = (logarithm) => upwards(size, logarithm);
  // Powers of ten, about six of them.
  const every = Math.max(1, Math.ceil(size.top / 7));
  for (let k = 0; k <= size.top; k += every) {
    const edge = Math.round(level(k)) + 0.5;
    drawLine(
      context,
      [
        [size.left, edge],
        [right, edge],
      ],
      look.track,
      1,
    );
    words(context, k < 4 ? inFull(10 ** k) : `10${raised(k)}`, [size.left - 6, edge], look.soft, look, {
      align: "right",
    });
  }
  for (let k = 1; k <= size.orders; k++)
    words(context, String(k), [across(size, k), bottom + 14], look.text, look, { bold: k === n });
  words(context, "n: characters in a run", [(size.left + right) / 2, bottom + 34], look.text, look);
  words(context, "numbers to store", [2, 8], look.text, look, { align: "left" });
  drawParameters(context, size, parametersOf(V, h), right, look);
  drawRuns(context, size, runs, V, n, look);
  drawCells(context, size, V, n, look);
}

function drawParameters(context, size, parameters, right, look) {
  const height = upwards(size, Math.log10(parameters));
  drawLine(
    context,
    [
      [size.left, height],
      [right, height],
    ],
    look.rnn,
    3,
  );
  const said = `RNN: ${short(parameters)} parameters, for every n`;
  words(context, said, [right - 2, height - 11], look.rnn, look, { bold: true, align: "right" });
}

/** The table's line: up to n in full, then as far as the picture reaches. */
function drawCells(context, size, V, n, look) {
  const at = (k) => [across(size, k), upwards(size, tens(V, k))];
  const all = Array.from({ length: n }, (_, k) => at(k + 1));
  drawLine(context, all, look.cells, 2);
  if (n < size.orders) {
    const end = Math.min(size.orders, V > 1 ? size.top / Math.log10(V) : size.orders);
    drawLine(context, [at(n), at(end)], look.cells, 1.5, [3, 4]);
  }
  context.fillStyle = look.cells;
  for (const [x, y] of all) context.fillRect(x - 4, y - 4, 8, 8);
  all.forEach(([x, y], k) => {
    if (k + 1 !== n && size.column < 52 && (n - k - 1) % 2) return;
    words(context, short(cellsOf(V, k + 1)), [x - 9, y - 9], look.cells, look, {
      bold: k + 1 === n,
      align: k ? "right" : "left",
    });
  });
}

function drawRuns(context, size, { held, different }, V, n, look) {
  if (!held.length || different > V) return;
  const points = held.map((count, k) => [across(size, k + 1), upwards(size, Math.log10(count))]);
  drawLine(context, points, look.runs, 2, [7, 4]);
  points.forEach(([x, y], k) => {
    context.beginPath();
    context.moveTo(x, y - 5);
    context.lineTo(x + 5, y + 4);
    context.lineTo(x - 5, y + 4);
    context.fill();
    if (k + 1 !== n && (size.column < 40 || !k)) return;
    words(context, inFull(held[k]), [x, y + 32 > size.head + size.inner ? y - 14 : y + 14], look.runs, look, {
      bold: k + 1 === n,
    });
  });
}

/** The colours of the theme, those of the kit and this figure's own. */
function appearance(root) {
  const style = getComputedStyle(root);
  const own = (name) => style.getPropertyValue(`--d2l-${name}`).trim();
  const { text, font, soft } = colours(root);
  const [track, rnn, cells, runs] = ["track", "focus", "warn", "good"].map(own);
  return { text, font, soft, page: style.backgroundColor, track, rnn, cells, runs };
}

// ----------------------------------------------------------------------------------------------- wiring

function render({ model, el }) {
  const { limits, most: reads } = model.get("network");
  const orders = limits.order[1]; // the longest run that is counted and drawn
  let known = null; // the text that `runs` is about
  let runs = null;
  let size = null;

  const figure = mount({ model, el }, "Growth", redraw);
  const { root } = figure;
  const field = textField(model, "Text", redraw, { lines: true });
  field.element.lastChild.rows = 3;
  const typedV = () => model.get("num_tokens");
  const V = () => (model.get("from_text") && runs.different ? runs.different : typedV());
  const [h, n] = [() => model.get("num_hiddens"), () => model.get("order")];

  /** A number on a slider and in a box; where it grows by factors, the slider runs over its logarithm. */
  const control = (trait, letter, meaning) => {
    const [least, most] = limits[trait];
    const factors = most > 100;
    let shown = least;
    const steps = factors ? 400 : most - least;
    const change = (value) => write(model, { [trait]: value, ...(trait === "num_tokens" ? { from_text: false } : {}) });
    const ofPlace = (place) => (factors ? Math.round(least * (most / least) ** (place / steps)) : least + place);
    const toPlace = (value) => (factors ? (steps * Math.log(value / least)) / Math.log(most / least) : value - least);
    const range = slider({
      label: `${letter}, ${meaning}`,
      min: 0,
      max: steps,
      words: () => inFull(shown),
      change: (place) => change(ofPlace(place)),
    });
    // Where the stops lie closer than the whole numbers, an arrow key goes to the next whole number.
    range.range.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!way || isModified(event)) return;
      event.preventDefault();
      const next = ofPlace(Math.round(toPlace(shown)) + way);
      change(Math.min(most, Math.max(least, next === shown ? shown + way : next)));
    });
    const typed = numberField({ label: "", least, most, whole: true, change });
    typed.box.setAttribute("aria-label", `${letter}, typed`);
    const show = (value) => {
      shown = value;
      range.show(Math.round(toPlace(value)));
      typed.show(value);
    };
    return { element: node("div", { class: "d2l-growth-control" }, range.element, typed.element), show };
  };
  const controls = {
    num_tokens: control("num_tokens", "|V|", "different characters"),
    order: control("order", "n", "characters in a run"),
    num_hiddens: control("num_hiddens", "h", "hidden units"),
  };
  const fromText = node("input", {
    type: "checkbox",
    change: () => write(model, { from_text: fromText.checked }),
  });
  const canvas = node("canvas", {
    "aria-hidden": "true",
    click: ({ offsetX }) => size && choose(Math.ceil((offsetX - size.left) / size.column)),
  });
  const cell = node("div", { class: "d2l-cell", role: "gridcell", tabindex: "0", keydown: keys });
  const grid = node(
    "div",
    { role: "grid", "aria-label": "The chart; left and right choose n" },
    node("div", { role: "row" }, cell),
  );
  const chart = node(
    "div",
    { class: "d2l-scroll d2l-growth-chart" },
    node("div", { class: "d2l-field" }, canvas, grid),
  );
  const key = node(
    "p",
    { class: "d2l-growth-key" },
    ...[
      ["cells", "■ cells of an n-gram table, |V|ⁿ"],
      ["rnn", "━ parameters of an RNN"],
      ["runs", "▲ different runs of n characters in the text"],
    ].map(([name, text]) => node("span", { class: `d2l-growth-${name}` }, text)),
    node("small", {}, "Logarithmic scale: each line upwards is a multiple of the one below."),
  );
  const [answer, sizes] = [0, 1].map(() => node("p", {}));
  answer.className = "d2l-growth-answer";
  const fills = node("p", { class: "d2l-growth-fills", role: "status" });
  const wrong = node("p", { class: "d2l-message", role: "alert" });
  const numbers = tableView("The numbers of this figure as a table", numbersOf);
  root.append(
    ...Object.values(controls).map(({ element }) => element),
    chart,
    key,
    answer,
    sizes,
    node("div", { class: "d2l-controls" }, field.element),
    node("div", { class: "d2l-options" }, node("label", {}, fromText, " Take |V| from the text")),
    wrong,
    fills,
    numbers.element,
  );

  function choose(order) {
    write(model, { order: Math.max(1, Math.min(orders, order)) });
    figure.announce(cell.getAttribute("aria-label"));
  }

  function keys(event) {
    if (isModified(event)) return;
    const to = { ArrowLeft: n() - 1, ArrowRight: n() + 1, Home: 1, End: orders }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  }

  function numbersOf() {
    const fits = runs.different <= V();
    const rows = Array.from({ length: orders }, (_, k) => {
      const cells = cellsOf(V(), k + 1);
      const held = runs.held[k];
      return [
        String(k + 1),
        inFull(cells),
        memory(cells),
        inFull(parametersOf(V(), h())),
        held === undefined ? "too short" : inFull(held),
        held === undefined || !fits ? "–" : percent(held, cells),
      ];
    });
    const head = [
      "n",
      "cells |V|ⁿ",
      "at 4 bytes",
      "RNN parameters",
      "different runs in the text",
      "share of the cells",
    ];
    return table([head, ...rows], `|V| = ${inFull(V())}, h = ${inFull(h())}`);
  }

  function redraw() {
    // Everything is measured before anything changes, so that the browser lays the page out once.
    const width = chart.clientWidth;
    const look = appearance(root);
    const text = field.text();
    const whole_ = isWhole(text);
    const read = whole_ ? text : (model.get("text") ?? "");
    if (read !== known) {
      known = read;
      runs = runsOf(read, reads.characters, orders);
    }
    say(
      wrong,
      whole_
        ? ""
        : "The text holds half a character, as a broken paste leaves it. Delete it; until then the text before is counted.",
    );
    fromText.checked = Boolean(model.get("from_text"));
    controls.num_tokens.show(V());
    controls.num_hiddens.show(h());
    controls.order.show(n());
    const highest = Math.max(tens(V(), n()), Math.log10(parametersOf(V(), h())));
    if (width) {
      size = chartSize(width, Math.max(3, 1.08 * highest), orders);
      drawChart(sized(canvas, size), size, { V: V(), h: h(), n: n(), runs }, look);
      canvas.parentElement.style.width = `${size.width}px`;
      box(cell, size.left + (n() - 1) * size.column, size.head - 8, size.column, size.inner + 8 + 24);
    }
    cell.setAttribute(
      "aria-label",
      `n = ${n()}: ${count(cellsOf(V(), n()), "cell")}, the RNN ${whole(parametersOf(V(), h()))} parameters`,
    );
    say(answer, crossing(V(), h(), orders));
    say(sizes, sizesAt(V(), h(), n()));
    say(fills, filled(runs, V(), n()));
    numbers.update();
  }

  figure.watch(["text"], () => {
    field.follow();
    redraw();
  });
  figure.watch(["num_tokens", "num_hiddens", "order", "from_text"], redraw);
  redraw();
  return figure.close;
}

export default { render };
