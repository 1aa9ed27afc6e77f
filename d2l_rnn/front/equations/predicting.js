/** What a network predicts of a text, in numbers: the steps of the text, and for each its softmax, guess and loss. */

import { floorOf, runningMeans, softmaxOf, stepLosses, tokenize, unroll } from "./rnn.js";
import { MOST_CHARACTERS } from "../kit/kit.js";

/** The steps of a text: each character but the last is an input, each but the first a target. */
export function pairs(text, tokens) {
  const reading = tokenize(text ?? "", tokens);
  reading.indices.length = Math.min(reading.indices.length, MOST_CHARACTERS + 1);
  return { ...reading, inputs: reading.indices.slice(0, -1), targets: reading.indices.slice(1) };
}

/** The place of the largest value, the first of equal ones. */
export const largest = (values) => values.reduce((best, value, k) => (value > values[best] ? k : best), 0);

/** Everything that is shown of one text, in numbers. */
export function compute(reading, p) {
  const trace = unroll(reading.inputs, p);
  const losses = stepLosses(trace, p, reading.targets);
  const softmax = reading.inputs.map((_, k) => softmaxOf(trace, p, k + 1));
  const means = runningMeans(losses);
  return { trace, losses, softmax, means, floor: floorOf(reading.indices), guesses: softmax.map(largest) };
}
