/** The traits that a figure shares with Python: written, told, and watched. */

/** @import { Model } from "../types.d.ts" */

/**
 * Write traits and send them to Python, if it is there: the figure itself runs on what the browser holds.
 * @param {Model} model
 * @param {Record<string, unknown>} values
 */
export function write(model, values) {
  depth++;
  try {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
  } finally {
    depth--;
  }
  if (!depth) {
    const updates = [...waiting];
    waiting.clear();
    for (const update of updates) update();
  }
  share(model);
}

let depth = 0; // of the writing that is going on
/** @type {Set<() => void>} */
const waiting = new Set(); // for its end: several traits that change together redraw once

// Milliseconds between two messages to Python. Every message costs the kernel and the server some milliseconds, and a
// class that steps by holding a key would send hundreds of them a second. The figure itself never waits for them.
const PAUSE = 1000;
/** @type {WeakMap<Model, boolean>} */
const pausing = new WeakMap(); // model → whether something waits for the end of the pause

/**
 * Tell Python what has changed: at once after a quiet second, else when the second is over or the focus moves on.
 * @param {Model} model
 */
function share(model) {
  const waits = pausing.has(model);
  pausing.set(model, waits);
  if (waits) return;
  try {
    model.save_changes();
  } catch {
    // A dead kernel cannot be written to. Nothing is lost: the traits are set here.
  }
  const over = () => {
    clearTimeout(timer);
    document.removeEventListener("focusout", over, true);
    const waited = pausing.get(model);
    pausing.delete(model);
    if (waited) share(model);
  };
  const timer = setTimeout(over, PAUSE);
  document.addEventListener("focusout", over, true); // whoever goes on to a cell finds there what the figure shows
}

/**
 * Call `update` when one of the traits changes; returns the function that ends it.
 * @param {Model} model
 * @param {string[]} names
 * @param {() => void} update
 */
export function watch(model, names, update) {
  const changed = () => (depth ? void waiting.add(update) : update());
  for (const name of names) model.on(`change:${name}`, changed);
  return () => {
    for (const name of names) model.off(`change:${name}`, changed);
    waiting.delete(update);
  };
}
