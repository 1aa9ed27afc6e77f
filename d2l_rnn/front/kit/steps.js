/** Going through the steps of a text: buttons, a slider, arrow keys, and the clock behind Play. */

/** @import { Model } from "../types.d.ts" */

import { isModified } from "./keys.js";
import { node, say } from "./nodes.js";
import { watch, write } from "./traits.js";

/**
 * Buttons and a slider over the steps first … last(), which a trait holds; `name(t)` says a step in words, `place(t)` in
 * the few beside the slider.
 * @param {Model} model
 * @param {{
 *   first: number, last: () => number, name: (t: number) => string, announce: (text: string) => void,
 *   trait?: string, noun?: string, place?: (t: number) => string
 * }} options
 */
export function stepControls(model, { first, last, name, announce, trait = "step", noun = "time step", place }) {
  const current = () => Math.max(first, Math.min(last(), model.get(trait)));
  const go = (/** @type {number} */ t) => {
    const step = Math.max(first, Math.min(last(), t));
    write(model, { [trait]: step, playing: false });
    announce(name(step));
  };
  const button = (/** @type {string} */ label, /** @type {string} */ sign, /** @type {number} */ by) =>
    node("button", { type: "button", "aria-label": label, title: label, click: () => go(current() + by) }, sign);
  // At its end a button keeps the focus, which a disabled one would lose; pressed there, it leads nowhere.
  const ends = (/** @type {Element} */ control, /** @type {boolean} */ end) =>
    control.setAttribute("aria-disabled", String(end));
  const back = button(`one ${trait} back`, "◀", -1);
  const forward = button(`one ${trait} forward`, "▶", 1);
  const play = node("button", {
    type: "button",
    class: "d2l-play",
    click: () => {
      const playing = !model.get("playing");
      write(model, playing && current() >= last() ? { playing, [trait]: first } : { playing });
    },
  });
  const slider = node("input", {
    type: "range",
    min: first,
    step: 1,
    "aria-label": noun,
    input: () => go(Number(slider.value)),
  });
  const where = node("span", { class: "d2l-place", "aria-hidden": "true" });
  const element = node(
    "div",
    { class: "d2l-steps", role: "group", "aria-label": `${noun}s` },
    back,
    play,
    forward,
    slider,
    where,
  );
  function update() {
    const step = current();
    slider.max = String(Math.max(first, last()));
    slider.value = String(step);
    slider.setAttribute("aria-valuetext", name(step));
    say(where, last() < first ? "no step" : (place?.(step) ?? `step ${step} of ${last()}`));
    say(play, model.get("playing") ? "Pause" : "Play");
    ends(back, step <= first);
    ends(forward, step >= last());
    play.disabled = last() <= first;
  }
  /** Arrow keys step wherever they have no meaning of their own. */
  function keys(/** @type {KeyboardEvent} */ event) {
    const target = /** @type {Element} */ (event.target);
    if (target.matches("input, textarea, select, [role=gridcell], .d2l-scroll") || isModified(event)) return;
    const move = Number(event.key === "ArrowRight") - Number(event.key === "ArrowLeft");
    if (!move) return;
    event.preventDefault();
    go(current() + move);
  }
  return { element, update, keys, current, go };
}

/**
 * The clock behind Play: one for each model, however many views show it. `last()` is the last step.
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
