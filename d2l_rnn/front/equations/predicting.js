/** What a network predicts of a text, in numbers: for each step its softmax, guess and loss. */

/** @import { Params, Reading } from "../types.d.ts" */

import { largest } from "./numbers.js";
import { floorOf, runningMeans, softmaxOf, stepLosses, unroll } from "./rnn.js";

/**
 * Everything that is shown of one text, in numbers.
 * @param {Reading} reading
 * @param {Params} p
 */
export function compute(reading, p) {
  const trace = unroll(reading.inputs, p);
  const losses = stepLosses(trace, p, reading.targets);
  const softmax = reading.inputs.map((_, k) => softmaxOf(trace, p, k + 1));
  const means = runningMeans(losses);
  return { trace, losses, softmax, means, floor: floorOf(reading.indices), guesses: softmax.map(largest) };
}
