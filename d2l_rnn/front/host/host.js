/** The page around a saved figure: a model as a notebook would hand it over, and no notebook. */

/** What anywidget's model does, in one page: traits, and listeners called when a trait changes. */
export function createModel(state) {
  const listeners = new Map();
  const heard = (name) => listeners.get(name) ?? listeners.set(name, new Set()).get(name);
  return {
    get: (name) => state[name],
    set(name, value) {
      if (Object.is(state[name], value)) return;
      state[name] = value;
      for (const listener of [...heard(`change:${name}`)]) listener();
    },
    save_changes() {}, // nobody else holds these traits
    on: (name, listener) => heard(name).add(listener),
    off: (name, listener) => heard(name).delete(listener),
  };
}

/** Show a figure in an element; returns its model and the function that ends both. */
export function show({ initialize, render }, state, el) {
  const model = createModel(state);
  const ends = [initialize?.({ model }), render({ model, el })];
  return { model, end: () => ends.forEach((end) => end?.()) };
}
