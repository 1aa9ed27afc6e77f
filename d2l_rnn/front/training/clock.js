/** The clock behind Play: it goes through the checkpoints, from the first where the last is reached. */

/** @import { Model } from "../types.d.ts" */

import { netOf } from "../kit/networks.js";
import { playing } from "../kit/steps.js";
import { watch, write } from "../kit/traits.js";
import { lastPlace } from "./numbers.js";

export const TICK = 120; // milliseconds for each checkpoint: a word is learned in three seconds, slowed down

/** @param {Model} model */
export function clock(model) {
  const last = () => lastPlace(netOf(model));
  const begin = () => {
    if (model.get("playing") && model.get("checkpoint") >= last()) write(model, { checkpoint: 0 });
  };
  begin();
  const ends = [watch(model, ["playing"], begin), playing(model, last, TICK, "checkpoint")];
  return () => {
    for (const end of ends) end();
  };
}
