/** Gradients painted: the panels on a log scale, over a column for each k. */

/**
 * @import { Colours, Point } from "../types.d.ts"
 * @import { Now, Panel, Panels, Text } from "./numbers.js"
 * @typedef {{
 *   context: CanvasRenderingContext2D, gutter: CanvasRenderingContext2D, size: Panels, from: number, to: number,
 *   seen: { left: number, right: number }, numbered: number[], colour: Colours & { page: string, line: string }
 * }} Pen what is drawn with: both canvases, the places, what can be seen, the colours
 * @typedef {{
 *   values: Float64Array, corners: number, paint: string, turned?: number, aside?: number, joined?: number,
 *   numbers?: boolean
 * }} Series
 */

import { contextOf } from "../kit/canvas.js";
import { palette } from "../kit/colour.js";
import { drawHead } from "../kit/grid.js";
import { node } from "../kit/nodes.js";
import { power, raised, visible } from "../kit/words.js";
import { heightOf, LINE, placed, scaleOf } from "./numbers.js";

/**
 * Numbers over their columns, [{ text, x, y }], the most important first: each is moved sideways until all of it can be
 * seen, and left out where it would touch one that is there already.
 * @param {Pen} pen
 * @param {Text[]} texts
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

/**
 * A word at the left of the columns: the name of a panel, or of a line in it.
 * @param {Pen} pen
 * @param {string} text
 * @param {number} y
 */
function label({ gutter, size, colour }, text, y, title = false) {
  Object.assign(gutter, {
    font: `${title ? 600 : 400} 11px ${colour.font}`,
    textAlign: title ? "left" : "right",
    fillStyle: title ? colour.text : colour.soft,
  });
  gutter.fillText(text, title ? 0 : size.gutter - 8, y);
}

/**
 * One panel of values on a log scale; `reference`, 1, is a value whose line stands out.
 * @param {Pen} pen
 * @param {Panel} panel
 * @param {string} title
 * @param {Series[]} series
 */
function drawPanel(pen, panel, title, series, reference = NaN) {
  const { context, size, colour } = pen;
  const scale = scaleOf([reference, ...series.flatMap(({ values }) => [...values])]);
  const high = (/** @type {number} */ value) => heightOf(value, scale, panel);
  const line = (/** @type {number} */ value, /** @type {string} */ text) => {
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

/**
 * One value a column: marks of so many corners (2: a bar), turned or not, a line through them, numbers at them.
 * @param {Pen} pen
 * @param {Series} series
 * @param {(value: number) => number} high
 */
function drawValues(pen, { values, corners, paint, turned = 0.5, aside = 0, joined = -1, numbers }, high) {
  const { context, size, from, to } = pen;
  const r = Math.min(4.5, size.column / 4);
  /** @type {{ x: number, y: number, k: number }[]} */
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
        /** @type {Point} */
        const to = [x + r * Math.cos(angle), y + r * Math.sin(angle)];
        if (turn) context.lineTo(...to);
        else context.moveTo(...to);
      }
  }
  context.fill();
  if (!numbers) return;
  // H₀'s number is moved over H₁, and would cover a mark that lies higher.
  const beside = (/** @type {number} */ k) => (k === 0 && values[1] > values[0] ? LINE : -LINE);
  const labelled = pen.numbered.flatMap((k) => known.filter((one) => one.k === k));
  words(
    pen,
    labelled.map(({ x, y, k }) => ({ text: power(values[k], 2), x, y: y + beside(k) })),
  );
}

/**
 * The strip of some values: another loss has other lengths over the same states.
 * @type {WeakMap<Float64Array, { strip: HTMLCanvasElement, shades: Uint32Array }>}
 */
const strips = new WeakMap();

/**
 * 1 - H_k² of every unit, a pixel each.
 * @param {Float64Array} slope
 * @param {number} h
 * @param {number} T
 * @param {Uint32Array} shades
 */
function stripOf(slope, h, T, shades) {
  const kept = strips.get(slope);
  if (kept?.shades === shades) return kept.strip;
  const strip = node("canvas", { width: T, height: h });
  const image = new ImageData(T, h);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < h; i++)
    for (let k = 1; k <= T; k++) pixels[i * T + k - 1] = shades[255 + Math.round(slope[k * h + i] * 255)];
  contextOf(strip).putImageData(image, 0, 0);
  strips.set(slope, { strip, shades });
  return strip;
}

/**
 * The strip, stretched; the mean of each step under it.
 * @param {Pen} pen
 * @param {Panel} panel
 * @param {Now} now
 */
function drawSlopes(pen, { top, height }, { slope, means, p, T }) {
  const { context, size, colour } = pen;
  /** @type {[x: number, y: number, width: number, height: number]} */
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

/**
 * All four panels under their head.
 * @param {Pen} pen
 * @param {Now} now
 */
export function drawAll(pen, now) {
  const { reading, result, norms, factors, t, T } = now;
  const { context, size, from, to, colour } = pen;
  const { whole, local, back, term } = result.lengths;
  const text = { corners: 20, paint: colour.text, numbers: true };
  const came = { corners: 3, paint: `rgb(${colour.positive.join()})` };
  const own = { corners: 4, paint: `rgb(${colour.negative.join()})` };
  const some = (/** @type {Float64Array} */ values) => values.map((value) => value || NaN); // a part that is 0 has no mark
  const [first, second, third, fourth] = size.panels;
  /** @type {string[]} */
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
