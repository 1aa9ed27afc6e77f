/** Gradients: the length of dL/dH_k for every k on a log scale, and what makes it grow or shrink on its way back. */

import { backward, gramOf, lengthOf, radiusOf, scaled, slopes, stretch } from "../equations/gradients.js";
import { largest } from "../equations/numbers.js";
import { read } from "../equations/reading.js";
import { decodeParams, unroll } from "../equations/rnn.js";
import { sized } from "../kit/canvas.js";
import { colours, palette } from "../kit/colour.js";
import { chooser, numberField, slider, textField } from "../kit/controls.js";
import { box, drawHead, geometry } from "../kit/grid.js";
import { isModified } from "../kit/keys.js";
import { node, say, table, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { playing, stepControls } from "../kit/steps.js";
import { write } from "../kit/traits.js";
import { complaint, lowered, power, quoted, raised, visible } from "../kit/words.js";

const SLICE = 5; // milliseconds of the slow numbers before the page gets its turn
const MOST_UNITS = 6; // of a gradient in full
const LINE = 13; // pixels of a line of numbers

// ---------------------------------------------------------------------------------------------- numbers

const meanOf = (numbers) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

/** What happens to the length between k = t and k = 0, in sentences; `whole` has the lengths, t is null for the mean. */
export function verdict(whole, t) {
  const last = t ?? whole.length - 1;
  const [from, to] = [whole[last], whole[0]];
  const beyond = whole.lastIndexOf(Infinity);
  if (beyond >= 0)
    return `From k = ${beyond} back the length is beyond 1.8·10³⁰⁸, the largest float64: no update can use such a gradient.`;
  const top = largest(whole);
  if (t === null)
    return (
      `The length is ${power(from)} at k = ${last}, ${power(to)} at k = 0, and at most ${power(whole[top])}, at k = ${top}. ` +
      "Each state gets a part from its own step’s loss and what comes back from all later ones."
    );
  if (from === 0) return "The loss sends nothing back: its gradient is exactly 0 in float64.";
  const longest =
    top > 0 && whole[top] > 1.05 * Math.max(from, to)
      ? ` On the way it is longest at k = ${top}: ${power(whole[top])}, ${power(whole[top] / from)} times its beginning.`
      : "";
  const empty = whole.slice(0, last).lastIndexOf(0);
  if (empty >= 0)
    return `The length is ${power(from)} at k = ${last}; at k = ${empty} it is exactly 0: nothing gets there.${longest}`;
  const factor = to / from;
  const verb = factor < 0.99 ? "shrinks" : factor > 1.01 ? "grows" : "hardly changes,";
  return (
    `From k = ${last} back to k = 0 the length ${verb} from ${power(from)} to ${power(to)}: a factor of ` +
    `${power(factor)}, or ${power(factor ** (1 / last))} per step.${longest}`
  );
}

/** What the spectrum of the matrix says about this gradient, and what it does not; `slope` is the mean of 1 - H². */
export function remark({ radius, norm }, whole, t, slope) {
  const said =
    `The matrix has the spectral radius ${power(radius)} (the size of its largest eigenvalue) and the spectral norm ` +
    `${power(norm)} (the most that it stretches a vector in one step). `;
  if (norm < 1) return `${said}The norm is below 1 and tanh′ never above: every step back must shorten the gradient.`;
  const average = `n average 1 − H² is ${power(slope)}; units near ±1 pass little back.`;
  const longest = t && whole[t] > 0 ? whole[largest(whole)] / whole[t] : 0;
  if (radius < 0.999 && longest > 1.05)
    return (
      `${said}Every eigenvalue is smaller than 1, and still the gradient first grows ${power(longest)}-fold: the matrix is ` +
      "not normal, so its norm is larger than its radius. Eigenvalues tell only the limit of many steps."
    );
  if (t && radius > 1.001 && whole[0] < 0.99 * whole[t] && slope < 0.9)
    return `${said}The radius is above 1, and still the gradient shrinks: o${average}`;
  if (t && whole[0] > 1.01 * whole[t])
    return `${said}It stretches more than tanh′ takes away, though on average 1 − H² is ${power(slope)}.`;
  return `${said}O${average}`;
}

/** The gradient of all parameters, and what clipping at a threshold makes of it; 0 is no clipping. */
export function clipping(sums, clip) {
  const length = lengthOf(Object.values(sums).map(lengthOf));
  const count = Object.values(sums).reduce((sum, { length }) => sum + length, 0);
  const said = `The gradient of all ${count.toLocaleString("en")} parameters has the length ${power(length, 4)}. `;
  if (clip === 0) return `${said}Clipping is off.`;
  if (length === Infinity) return `${said}No factor brings that back to ${power(clip)}.`;
  if (length <= clip) return `${said}That is not above ${power(clip)}: clipping leaves it as it is.`;
  return (
    `${said}Clipping multiplies it by ${power(clip / length)}: the length becomes ${power(clip, 4)}, the direction ` +
    "stays, and what has vanished stays vanished."
  );
}

/** The decades of a log scale for these values; zero has a row of its own under them. */
export function scaleOf(values) {
  const logs = values.filter((value) => value > 0 && value < Infinity).map(Math.log10);
  const low = Math.floor(Math.min(...logs, logs.length ? Infinity : -1));
  return { low, high: Math.max(low + 1, Math.ceil(Math.max(...logs))), zero: values.includes(0) };
}

/** Four panels one under the other, over a column for each k: lengths, Jacobians, 1 - H², terms of W_hh. */
export function panelsOf(width, T) {
  const size = geometry(width, T + 1, 1, { gutter: 104, head: 36, widest: 140 });
  const panels = [
    [42, 224],
    [274, 100],
    [382, 74],
    [464, 100],
  ].map(([top, height]) => ({ top, height }));
  const middle = (k) => size.gutter + (k + 0.5) * size.column;
  return { ...size, height: 572, panels, middle, every: Math.ceil((T < 12 ? 46 : 62) / size.column) };
}

/** Where texts of these widths stand: inside [left, right], where their middle must be, and none on another. */
export function placed(texts, widths, { left, right }) {
  const all = [];
  texts.forEach(({ text, x, y }, k) => {
    if (x < left || x > right) return;
    const width = widths[k];
    const one = { text, x: Math.max(left + width / 2, Math.min(right - width / 2, x)), y, width };
    const touches = (other) =>
      Math.abs(one.x - other.x) < (width + other.width) / 2 && Math.abs(one.y - other.y) < LINE;
    if (!all.some(touches)) all.push(one);
  });
  return all;
}

/** The columns that have a number: the loss's and H₀'s before the others, and of those one in every so many. */
export function numbered({ from, to, every }, t) {
  const others = [];
  for (let k = to; k >= from; k--) if (k % every === 0 && k !== t && k > 0) others.push(k);
  return [t, 0, ...others];
}

/** The height of a value in a panel. */
export function heightOf(value, { low, high, zero }, { top, height }) {
  const lower = top + height - 8;
  if (value === 0) return lower;
  const room = height - (zero ? 60 : 42);
  return top + 34 + room * (1 - (Math.log10(value) - low) / (high - low));
}

// ------------------------------------------------------------------------------------------------ nodes

/**
 * Numbers over their columns, [{ text, x, y }], the most important first: each is moved sideways until all of it can be
 * seen, and left out where it would touch one that is there already. `pen` is what is drawn with: both canvases, the
 * places, what can be seen, the colours.
 */
function words({ context, colour, seen }, texts) {
  Object.assign(context, {
    font: `11px ${colour.font}`,
    fillStyle: colour.text,
    strokeStyle: colour.page,
    lineWidth: 4,
    lineJoin: "round",
  });
  const widths = texts.map(({ text }) => context.measureText(text).width + 4);
  const all = placed(texts, widths, seen);
  for (const { text, x, y } of all) {
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
  // A ground behind all that is drawn, which covers the frames under the canvas alone.
  Object.assign(context, { globalCompositeOperation: "destination-over", fillStyle: colour.page });
  for (const { x, y, width } of all) context.fillRect(x - width / 2, y - LINE / 2, width, LINE);
  Object.assign(context, { globalCompositeOperation: "source-over", lineWidth: 1 });
}

/** A word at the left of the columns: the name of a panel, or of a line in it. */
function label({ gutter, size, colour }, text, y, title) {
  Object.assign(gutter, {
    font: `${title ? 600 : 400} 11px ${colour.font}`,
    textAlign: title ? "left" : "right",
    fillStyle: title ? colour.text : colour.soft,
  });
  gutter.fillText(text, title ? 0 : size.gutter - 8, y);
}

/** One panel of values on a log scale; `reference`, 1, is a value whose line stands out. */
function drawPanel(pen, panel, title, series, reference = NaN) {
  const { context, size, colour } = pen;
  const scale = scaleOf([reference, ...series.flatMap(({ values }) => [...values])]);
  const high = (value) => heightOf(value, scale, panel);
  const line = (value, text) => {
    label(pen, text, high(value));
    context.fillStyle = value === reference ? colour.text : colour.line;
    context.fillRect(size.gutter, Math.round(high(value)), size.width, 1);
  };
  label(pen, title, panel.top + 8, true);
  const every = Math.ceil((scale.high - scale.low) / (panel.height > 150 ? 6 : 2));
  for (
    let decade = Math.floor(scale.high / every) * every;
    decade >= scale.low;
    decade -= every // 1 is among them
  )
    line(10 ** decade, Math.abs(decade) < 4 ? String(Number(`1e${decade}`)) : `10${raised(decade)}`);
  if (scale.zero) line(0, "exactly 0");
  for (const one of series) drawValues(pen, one, high);
}

/** One value a column: marks of so many corners (2: a bar), turned or not, a line through them, numbers at them. */
function drawValues(pen, { values, corners, paint, turned = 0.5, aside = 0, joined = -1, numbers }, high) {
  const { context, size, from, to } = pen;
  const r = Math.min(4.5, size.column / 4);
  const known = [];
  for (let k = from; k <= to; k++)
    if (Number.isFinite(values[k])) known.push({ x: size.middle(k) + aside * 2 * r, y: high(values[k]), k });
  context.fillStyle = context.strokeStyle = paint;
  context.beginPath();
  for (const { x, y, k } of known) if (k <= joined) context.lineTo(x, y);
  context.stroke();
  context.beginPath(); // one path for all of them: filling is what costs
  for (const { x, y } of known) {
    if (corners === 2) context.rect(x - 2 * r, y - 1.5, 4 * r, 3);
    else
      for (let turn = 0; turn < corners; turn++) {
        const angle = Math.PI * ((2 * turn + 1) / corners + turned);
        const to = [x + r * Math.cos(angle), y + r * Math.sin(angle)];
        if (turn) context.lineTo(...to);
        else context.moveTo(...to);
      }
  }
  context.fill();
  if (!numbers) return;
  // H₀'s number is moved over H₁, and would cover a mark that lies higher.
  const beside = (k) => (k === 0 && values[1] > values[0] ? LINE : -LINE);
  const labelled = pen.numbered.flatMap((k) => known.filter((one) => one.k === k));
  words(
    pen,
    labelled.map(({ x, y, k }) => ({ text: power(values[k], 2), x, y: y + beside(k) })),
  );
}

const strips = new WeakMap(); // values → their strip: another loss has other lengths over the same states

/** 1 - H_k² of every unit, a pixel each. */
function stripOf(slope, h, T, shades) {
  const kept = strips.get(slope);
  if (kept?.shades === shades) return kept.strip;
  const strip = node("canvas", { width: T, height: h });
  const image = new ImageData(T, h);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < h; i++)
    for (let k = 1; k <= T; k++) pixels[i * T + k - 1] = shades[255 + Math.round(slope[k * h + i] * 255)];
  strip.getContext("2d").putImageData(image, 0, 0);
  strips.set(slope, { strip, shades });
  return strip;
}

/** The strip, stretched; the mean of each step under it. */
function drawSlopes(pen, { top, height }, { slope, means, p, T }) {
  const { context, size, colour } = pen;
  const place = [size.gutter + size.column, top + 17, T * size.column, height - 34];
  context.imageSmoothingEnabled = false;
  context.drawImage(stripOf(slope, p.h, T, palette(colour)), ...place);
  context.strokeStyle = colour.soft;
  context.strokeRect(...place);
  label(pen, "1 − Hₖ²", top + 8, true);
  label(pen, "units", top + height / 2);
  label(pen, "their mean", top + height - 7);
  const steps = pen.numbered.filter((k) => k > 0);
  words(
    pen,
    steps.map((k) => ({ text: power(means[k], 2), x: size.middle(k), y: top + height - 7 })),
  );
}

function drawAll(pen, now) {
  const { reading, result, norms, factors, t, T } = now;
  const { context, size, from, to, colour } = pen;
  const { whole, local, back, term } = result.lengths;
  const text = { corners: 20, paint: colour.text, numbers: true };
  const came = { corners: 3, paint: `rgb(${colour.positive.join()})` };
  const own = { corners: 4, paint: `rgb(${colour.negative.join()})` };
  const some = (values) => values.map((value) => value || NaN); // a part that is 0 has no mark
  const [first, second, third, fourth] = size.panels;
  const head = []; // with holes where a column cannot be seen
  for (let k = from; k <= to; k++) head[k] = k ? visible(reading.characters[k - 1]) : "H₀";
  drawHead(context, size, head, colour, 0);
  label(pen, "read", 11);
  label(pen, "k", 28);
  drawPanel(pen, first, "|∂L/∂Hₖ|", [
    { ...came, values: some(back), aside: 1 },
    { ...own, values: some(local), aside: -1 },
    { ...text, values: whole, joined: t ?? T },
  ]);
  drawPanel(
    pen,
    second,
    "‖∂Hₖ/∂Hₖ₋₁‖",
    [
      { values: factors, corners: 4, turned: 0.25, paint: colour.text },
      { ...text, values: norms, corners: 2 },
    ],
    1,
  );
  drawSlopes(pen, third, now);
  drawPanel(pen, fourth, "Wₕₕ, term k", [{ ...text, values: term.map((value, k) => (k ? value : NaN)) }]);
}

const lossName = (t) => (t ? `L${lowered(t)}` : "L");

/** One k in full: lengths, the Jacobian to the state before, the largest units of the sum. */
function inFull(now, k) {
  const { reading, result, norms, factors, means, p, t, T } = now;
  const { whole, local, back } = result.lengths;
  const [loss, H] = [lossName(t), `H${lowered(k)}`];
  const read = k ? `the state after ${quoted(reading.characters[k - 1])}` : "the state before the first character";
  const title = node("p", { class: "d2l-title" }, `∂${loss}/∂${H} in full `, node("small", {}, `k = ${k}, ${read}`));
  if (t && k > t) return [title, `It is 0 in every unit: no path leads from ${H} back to ${loss}.`];
  const own =
    k && (!t || k === t) ? `through O${lowered(k)} alone, ${power(local[k])}` : `0: ${H} has no output in ${loss}`;
  const later = k === (t ?? T) ? "nothing" : power(back[k]);
  const said = [`Length ${power(whole[k])}. Local part, ${own}. Came back from step ${k + 1}: ${later}.`];
  const did = factors[k] >= 0 ? ` This gradient it makes ${power(factors[k])} times as long.` : "";
  if (k)
    said.push(
      `The mean of 1 − ${H}² is ${power(means[k])}. The Jacobian ∂${H}/∂H${lowered(k - 1)} has the norm ` +
        `${power(norms[k])}, the most that it stretches a gradient.${did}`,
    );
  const size = result.whole.subarray(k * p.h, (k + 1) * p.h).map(Math.abs);
  const order = [...size.keys()].sort((one, other) => size[other] - size[one] || one - other).slice(0, MOST_UNITS);
  const caption = p.h > MOST_UNITS ? "The largest units; all are in the table below" : "Every unit";
  const sums = table(unitsOf(now, k, order), caption);
  sums.className = "d2l-units";
  const lines = said.map((text) => node("p", {}, text));
  const place = node("div", { class: "d2l-scroll", tabindex: 0, role: "region", "aria-label": caption }, sums);
  return [title, node("div", { class: "d2l-columns" }, node("div", {}, ...lines), place)];
}

/** The sum local + back of some units of one k, row by row. */
function unitsOf({ result, p, t }, k, units) {
  const parts = [result.local, result.back, result.whole];
  const rows = units.map((i) => [String(i + 1), ...parts.map((part) => power(part[k * p.h + i], 4))]);
  return [["unit", "local", "+ back", `= ∂${lossName(t)}/∂H${lowered(k)}`], ...rows];
}

function numbersOf(now, k) {
  const { whole, local, back, term } = now.result.lengths;
  const columns = {
    "|∂L/∂Hₖ|": whole,
    local,
    back,
    "‖∂Hₖ/∂Hₖ₋₁‖": now.norms,
    "stretched by": now.factors,
    "mean 1 − Hₖ²": now.means,
    "Wₕₕ, term k": term,
  };
  const rows = Array.from(whole, (_, row) => [
    String(row),
    row ? visible(now.reading.characters[row - 1]) : "–",
    ...Object.values(columns).map((values) => power(values[row], 4)),
  ]);
  const first = table([["k", "read", ...Object.keys(columns)], ...rows], "Lengths and norms: one row a hidden state");
  return node(
    "div",
    {},
    first,
    table(unitsOf(now, k, [...Array(now.p.h).keys()]), `The gradient at k = ${k}, unit by unit`),
  );
}

const KEYS = [
  ["dot", "length of ∂L/∂Hₖ"],
  ["square", "its local part, through Oₖ alone"],
  ["triangle", "what came back from step k + 1"],
  ["bound", "norm of the Jacobian: the most that a step back can stretch a gradient"],
  ["diamond", "how much the step back stretched this gradient"],
  ["shades", "1 − Hₖ², from 0 to 1"],
  ["frame", "the chosen k, in full below"],
  ["dashes", "the step whose loss it is"],
];

// ----------------------------------------------------------------------------------------------- wiring

function render({ model, el }) {
  let network = null;
  let matrices = {}; // name → { p, gram, norm, radius }, computed once they are needed
  let now = null; // everything that is shown, in numbers
  let size = null;
  let viewport = 0;
  let clock = null; // of the numbers that take longer than a frame

  const figure = mount({ model, el }, "Gradients", redraw);
  const { root } = figure;
  const last = () => now.T;
  const name = (t) => (now.T ? `step ${t} of ${now.T}, reads ${quoted(now.reading.characters[t - 1])}` : "no step");
  const { limits } = model.get("network");
  const between = (trait) => ({ least: limits[trait][0], most: limits[trait][1] });
  const set = (trait) => (value) => write(model, { [trait]: value });
  const field = textField(model, "Text", redraw);
  const steps = stepControls(model, { first: 1, last, name, announce: figure.announce });
  const message = node("p", { class: "d2l-message", role: "alert" });
  const controls = {
    loss: chooser({
      label: "Loss",
      options: [
        ["step", "of one step, Lₜ"],
        ["mean", "mean over all steps"],
      ],
      change: (loss) => write(model, { loss, playing: false }),
    }),
    matrix: chooser({
      label: "Wₕₕ",
      options: [
        ["model", "the model’s own"],
        ["normal", "a fixed normal one"],
        ["non-normal", "a fixed non-normal one"],
      ],
      change: set("matrix"),
    }),
    scale: slider({
      label: "times a factor of",
      min: limits.scale[0],
      max: limits.scale[1],
      step: 0.05,
      words: (value) => value.toFixed(2),
      change: set("scale"),
    }),
    typed: numberField({ label: "or type the factor", ...between("scale"), size: 5, change: set("scale") }),
    clip: numberField({ label: "Clip the gradient at (0: off)", ...between("clip"), size: 5, change: set("clip") }),
  };
  const canvas = node("canvas", { class: "d2l-seen", "aria-hidden": "true", click: point });
  const gutter = node("canvas", { class: "d2l-scale", "aria-hidden": "true" });
  const after = node("div", { class: "d2l-later" });
  const dashes = node("div", { class: "d2l-loss" });
  const cell = node("div", { class: "d2l-cell", role: "gridcell", tabindex: "0", keydown: keys });
  const line = node("div", { role: "row" }, cell);
  const grid = node("div", { role: "grid", "aria-label": "Hidden states; arrow keys choose k" }, line);
  const plane = node("div", { class: "d2l-field d2l-through" }, gutter, canvas, after, dashes, grid);
  const scroller = node("div", { class: "d2l-scroll", scroll: () => now.result && draw() }, plane);
  const [question, outcome, spectrum, preset, shared, clipped] = Array.from({ length: 6 }, () => node("p", {}));
  const keyed = KEYS.map(([shape, text]) => node("span", {}, node("i", { class: `d2l-${shape}` }), text));
  const legend = node("div", { class: "d2l-keys" }, ...keyed);
  const detail = node("div", {});
  const numbers = tableView("The numbers of this figure as a table", () => numbersOf(now, selected()));
  const shown = node(
    "div",
    {},
    question,
    scroller,
    legend,
    outcome,
    spectrum,
    preset,
    shared,
    clipped,
    detail,
    numbers.element,
  );
  root.append(
    node("div", { class: "d2l-controls" }, field.element, steps.element),
    node("div", { class: "d2l-options" }, ...Object.values(controls).map(({ element }) => element)),
    message,
    shown,
  );
  root.addEventListener("keydown", (event) => now.t !== null && steps.keys(event));

  const selected = () => Math.min(now.T, model.get("selected"));
  const labelOf = (k) =>
    (k ? `k = ${k}, after ${quoted(now.reading.characters[k - 1])}: ` : "k = 0, before the first character: ") +
    `length ${power(now.result.lengths.whole[k])}`;

  function choose(k) {
    write(model, { selected: Math.max(0, Math.min(now.T, k)) });
    figure.announce(labelOf(selected()));
  }

  function point(event) {
    choose(Math.floor((scroller.scrollLeft + event.offsetX - size.gutter) / size.column));
  }

  function keys(event) {
    if (isModified(event)) return;
    const to = { ArrowLeft: selected() - 1, ArrowRight: selected() + 1, Home: 0, End: now.T }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  }

  /** New text, weights, matrix or size: the forward pass, then everything that follows from it. */
  function redraw() {
    if (network !== model.get("network")) {
      network = model.get("network");
      matrices = {};
    }
    clearTimeout(clock);
    const [matrix, scale] = [model.get("matrix"), model.get("scale")];
    matrices[matrix] ??= { p: decodeParams(network[matrix], network.sizes) };
    const base = matrices[matrix];
    const reading = read(field.text(), network);
    say(message, complaint(reading, network.tokens, 2) ?? "");
    for (const [name, { show }] of Object.entries(controls)) show(model.get(name === "typed" ? "scale" : name));
    const T = reading.inputs.length;
    now = { reading, base, T, p: scaled(base.p, scale) };
    shown.hidden = T === 0;
    if (T) {
      const { h } = base.p;
      now.trace = unroll(reading.inputs, now.p);
      now.slope = slopes(now.trace, h);
      now.means = Array.from({ length: T + 1 }, (_, k) => (k ? meanOf(now.slope.subarray(k * h, (k + 1) * h)) : NaN));
      now.norms = new Float64Array(T + 1).fill(NaN);
      now.work = slow(now, scale);
      inSlices();
    }
    differentiate();
  }

  /** What takes longest: the spectrum, once for each matrix, and the norm of every Jacobian. */
  function* slow({ base, norms, slope, T }, scale) {
    const { W_hh, h } = base.p;
    base.gram ??= gramOf(W_hh, h);
    base.norm ??= stretch(base.gram, new Float64Array(h).fill(1), h);
    base.radius ??= yield* radiusOf(W_hh, h);
    for (let k = 1; k <= T; k++) {
      norms[k] = scale * stretch(base.gram, slope.subarray(k * h, (k + 1) * h), h);
      yield;
    }
  }

  /** Some milliseconds of it at a time; what is late is painted when all of it is there. */
  function inSlices(late = false) {
    const end = performance.now() + SLICE;
    while (!now.work.next().done) {
      if (performance.now() < end) continue;
      clock = setTimeout(inSlices, 0, true);
      return;
    }
    if (late) paint();
  }

  /** New loss: the backward pass. */
  function differentiate() {
    now.t = model.get("loss") === "mean" ? null : steps.current();
    steps.element.hidden = now.t === null;
    controls.loss.show(model.get("loss"));
    steps.update();
    if (!now.T) return;
    now.result = backward(now.trace, now.reading.inputs, now.reading.targets, now.p, now.t);
    const { whole, back } = now.result.lengths;
    now.factors = whole.map((value, k) => (k && value > 0 && back[k - 1] < Infinity ? back[k - 1] / value : NaN));
    paint();
  }

  /** The picture and its sentences. Everything is measured before anything is painted. */
  function paint() {
    viewport = scroller.clientWidth;
    if (!viewport) return;
    const { result, base, t, T, means } = now;
    const { whole, term } = result.lengths;
    size = panelsOf(viewport, T);
    gutter.style.marginBottom = `${-size.height}px`;
    plane.style.width = `${size.width}px`;
    grid.setAttribute("aria-colcount", T + 1);
    const loss = t
      ? `${lossName(t)}, the loss of step ${t},`
      : T === 1
        ? "L, the mean loss of the only step,"
        : `L, the mean loss of all ${T} steps,`;
    say(
      question,
      `How much does ${loss} depend on each hidden state? From right to left, each step back multiplies the gradient by ` +
        "a Jacobian, diag(1 − Hₖ²) Wₕₕᵀ. The scale is logarithmic.",
    );
    say(outcome, verdict(whole, t));
    const scale = model.get("scale");
    const spectra = { radius: scale * base.radius, norm: scale * base.norm };
    const slope = meanOf(means.slice(1, (t ?? T) + 1));
    say(spectrum, base.radius >= 0 ? remark(spectra, whole, t, slope) : "The spectrum is being computed.");
    const own = model.get("matrix") === "model";
    say(
      preset,
      own
        ? ""
        : "With it go a hundredth of the model’s Wₓₕ and no bias: the states stay small, and tanh is nearly straight there.",
    );
    const top = largest(term);
    const longest = top ? `, the longest of ${power(term[top])} at k = ${top}` : "";
    say(
      shared,
      `Every step adds a term to the gradient of Wₕₕ${longest}. Their sum has the length ${power(lengthOf(result.sums.W_hh), 4)}.`,
    );
    clip();
    move(t ?? selected());
    draw();
  }

  /** The columns that can be seen: a canvas of all of them would be too large to paint in a frame. */
  function draw() {
    const style = getComputedStyle(root);
    const colour = { ...colours(root), page: style.backgroundColor, line: style.getPropertyValue("--d2l-track") };
    const { height } = size;
    const left = scroller.scrollLeft;
    const columnAt = (x) => Math.max(0, Math.min(now.T, Math.floor((left + x - size.gutter) / size.column)));
    const [context, side] = [viewport, size.gutter].map((width, k) => sized([canvas, gutter][k], { width, height }));
    context.translate(-left, 0);
    const [from, to] = [columnAt(0), columnAt(viewport)];
    const seen = { left: left + size.gutter, right: Math.min(left + viewport, size.width) };
    const columns = numbered({ from, to, every: size.every }, now.t ?? now.T);
    drawAll({ context, gutter: side, size, from, to, seen, numbered: columns, colour }, now);
  }

  function clip() {
    controls.clip.show(model.get("clip"));
    if (now.T) say(clipped, clipping(now.result.sums, model.get("clip")));
  }

  /** New k: the cursor and the numbers in full; the picture stays as it is painted. The column `seen` is scrolled to. */
  function move(seen) {
    if (!now.T || !size) return;
    const { t } = now;
    const k = selected();
    const left = (column) => size.gutter + column * size.column;
    const [top, height] = [size.head, size.height - size.head];
    box(cell, left(k), top, size.column, height);
    dashes.hidden = after.hidden = keyed.at(-1).hidden = !t;
    const inside = Math.min(4, Math.floor(size.column / 6)); // of the frame of the chosen k
    box(dashes, left(t) + inside, top + inside, size.column - 2 * inside, height - 2 * inside);
    box(after, left(t + 1), top, Math.max(0, size.width - left(t + 1)), height);
    cell.setAttribute("aria-colindex", k + 1);
    cell.setAttribute("aria-label", labelOf(k));
    detail.replaceChildren(...inFull(now, k));
    numbers.update();
    // A column out of sight comes in at the right: what it depends on is at its left.
    const [begin, end] = [left(seen), left(seen + 3)];
    const { scrollLeft } = scroller;
    if (begin < scrollLeft + size.gutter || end > scrollLeft + viewport) scroller.scrollLeft = end - viewport;
  }

  figure.watch(["text"], () => {
    field.follow();
    redraw();
  });
  figure.watch(["network", "matrix", "scale"], redraw);
  figure.watch(["step", "loss"], differentiate);
  figure.watch(["selected"], () => move(selected()));
  figure.watch(["clip"], clip);
  figure.watch(["playing"], steps.update);
  figure.atEnd(() => clearTimeout(clock));
  redraw();
  return figure.close;
}

/** The last step of the model's text: the clock asks, whichever views there are. */
function initialize({ model }) {
  return playing(model, () => read(model.get("text"), model.get("network")).inputs.length);
}

export default { initialize, render };
