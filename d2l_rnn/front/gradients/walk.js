/** What Play does: the gradient is walked back, one state a beat, from the letter whose loss it is. */

/** @import { Model } from "../types.d.ts" */
/** @import { View } from "../kit/figure.js" */

import { watch, write } from "../kit/traits.js";

const BEAT = 500; // milliseconds

/** @type {WeakMap<Model, { step: number, first: number }>} */
const shown = new WeakMap(); // of a model: the step whose loss its view shows, and the first state in the picture

/**
 * Tell the clock what is seen.
 * @param {View} v
 * @param {number} first
 */
export const seen = ({ model, step }, first) => void shown.set(model, { step, first });

/**
 * The clock behind Play: `selected` falls from the step of the loss to the first state that is seen.
 * @param {Model} model
 */
export function playing(model) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let clock;
  const tick = () => {
    const { first } = shown.get(model) ?? { first: 1 };
    const k = model.get("selected") - 1;
    write(model, k > first ? { selected: k } : { selected: 0, playing: false });
  };
  const change = () => {
    clearInterval(clock);
    clock = undefined;
    if (!model.get("playing")) return;
    write(model, { selected: shown.get(model)?.step ?? model.get("step") });
    clock = setInterval(tick, BEAT);
  };
  const off = watch(model, ["playing"], change);
  change();
  return () => {
    clearInterval(clock);
    off();
  };
}
