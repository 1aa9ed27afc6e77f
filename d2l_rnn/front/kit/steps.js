/** The clock behind Play. */

/** @import { Model } from "../types.d.ts" */

import { watch, write } from "./traits.js";

/**
 * One clock for each model, however many views show it. `last()` is the last step.
 * @param {Model} model
 * @param {() => number} last
 */
export function playing(model, last, pause = 800, trait = "step") {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let clock;
  const tick = () => {
    const step = Math.min(model.get(trait) + 1, last());
    write(model, step >= last() ? { [trait]: step, playing: false } : { [trait]: step });
  };
  const change = () => {
    clearInterval(clock);
    clock = model.get("playing") ? setInterval(tick, pause) : undefined;
  };
  const off = watch(model, ["playing"], change);
  change();
  return () => {
    clearInterval(clock);
    off();
  };
}
