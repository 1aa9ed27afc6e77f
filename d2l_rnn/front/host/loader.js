/**
 * What anywidget loads for every figure: it loads the figure's own script once for a page. A browser never forgets a
 * module it has imported, so without this each new figure, or each new run of a cell, would keep another copy.
 */

/** @import { Ending, Figure, Model } from "../types.d.ts" */

const page = /** @type {Record<symbol, Map<string, Promise<{ default: Figure }>>>} */ (
  /** @type {unknown} */ (globalThis)
);
const KEY = Symbol.for("d2l-rnn");
page[KEY] ??= new Map();
const loaded = page[KEY]; // source → the promise of its module
const ADDRESSES = Symbol.for("d2l-rnn addresses");
const kits = /** @type {Record<symbol, Map<string, string>>} */ (/** @type {unknown} */ (globalThis));
kits[ADDRESSES] ??= new Map();
const addresses = kits[ADDRESSES]; // source of a kit → where its figures find it

const addressOf = (/** @type {string} */ source) =>
  URL.createObjectURL(new Blob([source], { type: "text/javascript" }));

/**
 * @param {Model} model
 * @returns {Promise<Figure>}
 */
function figureOf(model) {
  const [source, kit] = [model.get("_module"), model.get("_kit")];
  let module = loaded.get(kit + source);
  if (!module) {
    const at = addresses.get(kit) ?? addressOf(kit);
    addresses.set(kit, at);
    const address = addressOf(source.replaceAll('"d2l:kit"', JSON.stringify(at)));
    module = import(address).finally(() => URL.revokeObjectURL(address));
    loaded.set(kit + source, module);
  }
  return module.then((one) => one.default);
}

export default {
  initialize: async (/** @type {{ model: Model }} */ { model }) => (await figureOf(model)).initialize?.({ model }),
  render: async (/** @type {{ model: Model, el: Element }} */ { model, el }) =>
    (await figureOf(model)).render({ model, el }),
};
