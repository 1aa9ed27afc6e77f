/** A step of Predictions in full, and the legend of its overview. */

/** @import { Shown } from "./numbers.js" */

import { bars, node } from "../kit/nodes.js";
import { number, probability, quoted, visible } from "../kit/words.js";
import { reasonOf } from "./numbers.js";

/**
 * One step in full: the five most likely characters, and how its loss comes about.
 * @param {Shown & { tokens: string[] }} shown
 * @param {number} t
 */
export function stepInFull({ reading, results, tokens, free }, t) {
  const softmax = results.softmax[t - 1];
  const target = free ? results.picks[t - 1] : reading.targets[t - 1];
  const order = [...softmax.keys()].sort((one, other) => softmax[other] - softmax[one]);
  const shown = order.slice(0, 5);
  if (target !== null && !shown.includes(target)) shown.push(target);
  const rows = shown.map((k) => ({
    label: [visible(tokens[k]), ...(k === target ? [node("small", {}, free ? " picked" : " target")] : [])],
    value: softmax[k],
    note: probability(softmax[k]),
    mark: k === target ? "d2l-sum" : null,
  }));
  const [read, next] = [t - 1, t].map((k) => quoted(reading.characters[k]));
  const words = free
    ? [node("p", {}, reasonOf(free.sampled && results.numbers[t - 1], next, target))]
    : [
        node(
          "p",
          { class: "d2l-formula" },
          `loss = −ln p(${next}) = −ln ${small(softmax[reading.targets[t - 1]])} = `,
          node("b", {}, number(results.losses[t - 1], 4)),
        ),
        node("p", {}, `Mean of steps 1 to ${t}: ${number(results.means[t - 1], 4)}.`),
      ];
  const title = free
    ? `reads ${read}, ${t > free.given ? "its own pick" : "given"}; ${next} is ${target === null ? "given" : "picked"} next`
    : `reads ${read} and should predict ${next}`;
  return [
    node("p", { class: "d2l-title" }, `Step ${t} ${title}`),
    node("div", { class: "d2l-columns" }, bars(rows, 1, { diverging: false }), node("div", {}, ...words)),
  ];
}

/** A probability that may be tiny. @param {number} p */
const small = (p) => (p < 1e-4 ? p.toExponential(2).replace("-", "−") : number(p, 5));

const swatch = (/** @type {string} */ kind) => node("span", { class: `d2l-swatch ${kind}` });

/**
 * What the colours of the overview mean.
 * @param {{ numbers: boolean }} size
 * @param {boolean} free
 */
export function legend({ numbers }, free) {
  const outlined = free ? " of the character picked" : " of the target";
  const said = ["Probability: ", swatch("d2l-framed"), outlined, ", ", swatch(""), " of another character"];
  return node("p", { class: "d2l-caption" }, ...said, ...(free || numbers ? [] : ["; ", swatch("negative"), " loss"]));
}
