/**
 * What anywidget loads for every figure: it loads the figure's own script once for a page. A browser never forgets a
 * module it has imported, so without this each new figure, or each new run of a cell, would keep another copy.
 */

const loaded = (globalThis[Symbol.for("d2l-rnn")] ??= new Map()); // source → its module, or the promise of it

function figureOf(model) {
  const source = model.get("_module");
  if (!loaded.has(source)) {
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    loaded.set(
      source,
      import(address).finally(() => URL.revokeObjectURL(address)),
    );
  }
  return loaded.get(source).then((module) => module.default);
}

export default {
  initialize: async ({ model }) => (await figureOf(model)).initialize?.({ model }),
  render: async ({ model, el }) => (await figureOf(model)).render({ model, el }),
};
