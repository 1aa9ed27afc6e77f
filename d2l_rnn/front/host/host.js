/** The page around a saved figure: a model as a notebook would hand it over, and no notebook. */

/** @import { Figure, Model } from "../types.d.ts" */

/**
 * What anywidget's model does, in one page: traits, and listeners called when a trait changes.
 * @param {Record<string, unknown>} state
 * @returns {Model}
 */
export function createModel(state) {
  /** @type {Map<string, Set<() => void>>} */
  const listeners = new Map();
  return {
    get: (trait) => state[trait],
    set(trait, value) {
      if (Object.is(state[trait], value)) return;
      state[trait] = value;
      for (const listener of [...(listeners.get(`change:${trait}`) ?? [])]) listener();
    },
    save_changes() {}, // nobody else holds these traits
    on: (event, listener) => void listeners.set(event, (listeners.get(event) ?? new Set()).add(listener)),
    off: (event, listener) => void listeners.get(event)?.delete(listener),
  };
}

/**
 * Show a figure in an element; returns its model and the function that ends both.
 * @param {Figure} figure
 * @param {Record<string, unknown>} state
 * @param {Element} el
 */
export function show({ initialize, render }, state, el) {
  const model = createModel(state);
  const ends = [initialize?.({ model }), render({ model, el })];
  return {
    model,
    end() {
      for (const end of ends) end?.();
    },
  };
}
