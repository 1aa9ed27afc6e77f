/** Gradients in numbers: the backward pass of a text, what it says in sentences, and where it stands in the picture. */

/**
 * @import { Params, Reading, Trace } from "../types.d.ts"
 * @typedef {{ p: Params, gram?: Float64Array, norm?: number, radius?: number }} Matrix a network, and of its W_hh what
 *   is computed once
 * @typedef {{ text: string, x: number, y: number }} Text
 * @typedef {{ top: number, height: number }} Panel
 * @typedef {ReturnType<typeof panelsOf>} Panels
 * @typedef {{
 *   reading: Reading, base: Matrix, T: number, p: Params, t: number | null, trace: Trace, slope: Float64Array,
 *   means: number[], norms: Float64Array, factors: Float64Array, result: ReturnType<typeof backward>
 * }} Now everything that is shown; t is the step of the loss, null for the mean over all
 */

import { backward, gramOf, lengthOf, radiusOf, scaled, slopes, stretch } from "../equations/gradients.js";
import { largest } from "../equations/numbers.js";
import { unroll } from "../equations/rnn.js";
import { geometry } from "../kit/grid.js";
import { lowered, power, quoted, visible } from "../kit/words.js";

const MOST_UNITS = 6; // of a gradient in full
export const LINE = 13; // pixels of a line of numbers

/** @param {ArrayLike<number>} numbers */
function meanOf(numbers) {
  let sum = 0;
  for (let k = 0; k < numbers.length; k++) sum += numbers[k];
  return sum / numbers.length;
}

/**
 * The forward pass of a text. One without a step has nothing but its reading.
 * @param {Reading} reading
 * @param {Matrix} base
 * @param {number} scale
 */
export function forward(reading, base, scale) {
  const T = reading.inputs.length;
  const now = /** @type {Now} */ ({ reading, base, T, p: scaled(base.p, scale) });
  if (T === 0) return now;
  const { h } = base.p;
  now.trace = unroll(reading.inputs, now.p);
  now.slope = slopes(now.trace, h);
  now.means = Array.from({ length: T + 1 }, (_, k) => (k ? meanOf(now.slope.subarray(k * h, (k + 1) * h)) : NaN));
  now.norms = new Float64Array(T + 1).fill(NaN);
  return now;
}

/**
 * What takes longest: the spectrum, once for each matrix, and the norm of every Jacobian.
 * @param {Now} now
 * @param {number} scale
 * @returns {Generator<void, void, void>}
 */
export function* slow({ base, norms, slope, T }, scale) {
  const { W_hh, h } = base.p;
  base.gram ??= gramOf(W_hh, h);
  base.norm ??= stretch(base.gram, new Float64Array(h).fill(1), h);
  base.radius ??= yield* radiusOf(W_hh, h);
  for (let k = 1; k <= T; k++) {
    norms[k] = scale * stretch(base.gram, slope.subarray(k * h, (k + 1) * h), h);
    yield;
  }
}

/**
 * The backward pass from the loss of step now.t, and by how much each step back stretched the gradient.
 * @param {Now} now
 */
export function differentiated({ trace, reading, p, t }) {
  const result = backward(trace, reading.inputs, reading.targets, p, t);
  const { whole, back } = result.lengths;
  const factors = whole.map((value, k) => (k && value > 0 && back[k - 1] < Infinity ? back[k - 1] / value : NaN));
  return { result, factors };
}

/** @param {number | null} t */
const lossName = (t) => (t ? `L${lowered(t)}` : "L");

/**
 * What the picture answers.
 * @param {Now} now
 */
export function question({ t, T }) {
  const loss = t
    ? `${lossName(t)}, the loss of step ${t},`
    : T === 1
      ? "L, the mean loss of the only step,"
      : `L, the mean loss of all ${T} steps,`;
  return (
    `How much does ${loss} depend on each hidden state? From right to left, each step back multiplies the gradient by ` +
    "a Jacobian, diag(1 − Hₖ²) Wₕₕᵀ. The scale is logarithmic."
  );
}

/**
 * What happens to the length between k = t and k = 0, in sentences; `whole` has the lengths, t is null for the mean.
 * @param {Float64Array} whole
 * @param {number | null} t
 */
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

/**
 * What the spectrum of the matrix says about this gradient, and what it does not; `slope` is the mean of 1 - H².
 * @param {{ radius: number, norm: number }} spectrum
 * @param {Float64Array} whole
 * @param {number | null} t
 * @param {number} slope
 */
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

/**
 * The gradient of all parameters, and what clipping at a threshold makes of it; 0 is no clipping.
 * @param {Record<string, ArrayLike<number>>} sums
 * @param {number} clip
 */
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

/**
 * The decades of a log scale for these values; zero has a row of its own under them.
 * @param {number[]} values
 */
export function scaleOf(values) {
  const logs = values.filter((value) => value > 0 && value < Infinity).map(Math.log10);
  const low = Math.floor(Math.min(...logs, logs.length ? Infinity : -1));
  return { low, high: Math.max(low + 1, Math.ceil(Math.max(...logs))), zero: values.includes(0) };
}

/**
 * Four panels one under the other, over a column for each k: lengths, Jacobians, 1 - H², terms of W_hh.
 * @param {number} width
 * @param {number} T
 */
export function panelsOf(width, T) {
  const size = geometry(width, T + 1, 1, { gutter: 104, head: 36, widest: 140 });
  const panels = [
    [42, 224],
    [274, 100],
    [382, 74],
    [464, 100],
  ].map(([top, height]) => ({ top, height }));
  const middle = (/** @type {number} */ k) => size.gutter + (k + 0.5) * size.column;
  return { ...size, height: 572, panels, middle, every: Math.ceil((T < 12 ? 46 : 62) / size.column) };
}

/**
 * Where texts of these widths stand: inside [left, right], where their middle must be, and none on another.
 * @param {Text[]} texts
 * @param {number[]} widths
 * @param {{ left: number, right: number }} seen
 */
export function placed(texts, widths, { left, right }) {
  /** @type {(Text & { width: number })[]} */
  const all = [];
  texts.forEach(({ text, x, y }, k) => {
    if (x < left || x > right) return;
    const width = widths[k];
    const one = { text, x: Math.max(left + width / 2, Math.min(right - width / 2, x)), y, width };
    const touches = (/** @type {Text & { width: number }} */ other) =>
      Math.abs(one.x - other.x) < (width + other.width) / 2 && Math.abs(one.y - other.y) < LINE;
    if (!all.some(touches)) all.push(one);
  });
  return all;
}

/**
 * The columns that have a number: the loss's and H₀'s before the others, and of those one in every so many.
 * @param {{ from: number, to: number, every: number }} columns
 * @param {number} t
 */
export function numbered({ from, to, every }, t) {
  const others = [];
  for (let k = to; k >= from; k--) if (k % every === 0 && k !== t && k > 0) others.push(k);
  return [t, 0, ...others];
}

/**
 * The height of a value in a panel.
 * @param {number} value
 * @param {ReturnType<typeof scaleOf>} scale
 * @param {Panel} panel
 */
export function heightOf(value, { low, high, zero }, { top, height }) {
  const lower = top + height - 8;
  if (value === 0) return lower;
  const room = height - (zero ? 60 : 42);
  return top + 34 + room * (1 - (Math.log10(value) - low) / (high - low));
}

/**
 * And that with the spectrum, once it is there.
 * @param {Now} now
 * @param {number} scale
 */
export function spectrumInWords({ base: { radius = NaN, norm = NaN }, means, result, t, T }, scale) {
  if (!(radius >= 0)) return "The spectrum is being computed.";
  const slope = meanOf(means.slice(1, (t ?? T) + 1));
  return remark({ radius: scale * radius, norm: scale * norm }, result.lengths.whole, t, slope);
}

/**
 * The terms of the gradient of W_hh, which all steps share.
 * @param {Now} now
 */
export function termsInWords({ result: { lengths, sums } }) {
  const { term } = lengths;
  const top = largest(term);
  const longest = top ? `, the longest of ${power(term[top])} at k = ${top}` : "";
  return `Every step adds a term to the gradient of Wₕₕ${longest}. Their sum has the length ${power(lengthOf(sums.W_hh), 4)}.`;
}

/**
 * One k in a sentence.
 * @param {Now} now
 * @param {number} k
 */
export const labelOf = ({ reading, result }, k) =>
  (k ? `k = ${k}, after ${quoted(reading.characters[k - 1])}: ` : "k = 0, before the first character: ") +
  `length ${power(result.lengths.whole[k])}`;

/**
 * One k in full: `said` of its lengths and the Jacobian to the state before, or in `none` why its gradient is 0.
 * @param {Now} now
 * @param {number} k
 */
export function inWords({ reading, result, norms, factors, means, t, T }, k) {
  const { whole, local, back } = result.lengths;
  const [loss, H] = [lossName(t), `H${lowered(k)}`];
  const read = k ? `the state after ${quoted(reading.characters[k - 1])}` : "the state before the first character";
  const none = t && k > t ? `It is 0 in every unit: no path leads from ${H} back to ${loss}.` : null;
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
  return { heading: `∂${loss}/∂${H} in full `, place: `k = ${k}, ${read}`, none, said };
}

/**
 * The largest units of the sum at one k, row by row.
 * @param {Now} now
 * @param {number} k
 */
export function largestUnits(now, k) {
  const { h } = now.p;
  const size = now.result.whole.subarray(k * h, (k + 1) * h).map(Math.abs);
  const order = [...size.keys()].sort((one, other) => size[other] - size[one] || one - other).slice(0, MOST_UNITS);
  const caption = h > MOST_UNITS ? "The largest units; all are in the table below" : "Every unit";
  return { rows: unitsOf(now, k, order), caption };
}

/**
 * The sum local + back of some units of one k, row by row.
 * @param {Now} now
 * @param {number} k
 */
export function unitsOf({ result, p, t }, k, units = [...Array(p.h).keys()]) {
  const parts = [result.local, result.back, result.whole];
  const rows = units.map((i) => [String(i + 1), ...parts.map((part) => power(part[k * p.h + i], 4))]);
  return [["unit", "local", "+ back", `= ∂${lossName(t)}/∂H${lowered(k)}`], ...rows];
}

/**
 * Lengths and norms, one row a hidden state.
 * @param {Now} now
 */
export function statesOf({ reading, result, norms, factors, means }) {
  const { whole, local, back, term } = result.lengths;
  const columns = {
    "|∂L/∂Hₖ|": whole,
    local,
    back,
    "‖∂Hₖ/∂Hₖ₋₁‖": norms,
    "stretched by": factors,
    "mean 1 − Hₖ²": means,
    "Wₕₕ, term k": term,
  };
  const rows = Array.from(whole, (_, row) => [
    String(row),
    row ? visible(reading.characters[row - 1]) : "–",
    ...Object.values(columns).map((values) => power(values[row], 4)),
  ]);
  return [["k", "read", ...Object.keys(columns)], ...rows];
}
