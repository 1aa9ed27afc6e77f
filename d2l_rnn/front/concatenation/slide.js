/** How the blocks slide together into one product, and apart again. */

/** @import { View } from "../kit/figure.js" */

import { during, mover } from "../kit/motion.js";

/** What slides the blocks of a view; returns what ends it. @param {View} v */
export function slides(v) {
  v.local.slides = mover();
  return v.local.slides.end;
}

/** From where the blocks stood, where they have been joined in another way since then. @param {View} v */
export function slide(v) {
  const { layout, stood, slides: moves } = v.local;
  const now = `${v.get("products")} ${v.get("way")}`;
  const width = v.columns.width;
  v.local.stood = { layout, now, width };
  moves.end();
  if (!stood || stood.now === now || stood.width !== width) return;
  const found = [...v.root.querySelectorAll(".d2l-block:not([hidden])")].map((element) => {
    const name = /** @type {HTMLElement} */ (element).dataset.name ?? "";
    return [element, path(stood.layout.blocks[name], layout.blocks[name]), during(0, 1)];
  });
  const late = [...v.root.querySelectorAll(".d2l-sign, .d2l-bracket")].map((element) => [
    element,
    [{ opacity: 0 }, { opacity: 1 }],
    during(0.7, 1),
  ]);
  moves.begin([...found, ...late]);
}

/**
 * A block that rises does so before it goes to its side, and one that comes down does so after it: W_xh is carried over
 * the others and laid on top.
 * @param {{ x: number, y: number } | undefined} from
 * @param {{ x: number, y: number }} to
 */
function path(from, to) {
  if (!from) return [{ opacity: 0 }, { opacity: 1 }];
  const [x, y] = [from.x - to.x, from.y - to.y];
  const at = (/** @type {number} */ dx, /** @type {number} */ dy) => ({ transform: `translate(${dx}px, ${dy}px)` });
  return [at(x, y), { ...(y > 0 ? at(x, 0) : at(0, y)), offset: y > 0 ? 0.4 : 0.6 }, at(0, 0)];
}
