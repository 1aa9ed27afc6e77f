/** What is seen to happen in a step: letter and state go to φ, the new state comes out, and then what it expects. */

/** @import { View } from "../kit/figure.js" */
/** @import { Move } from "../kit/motion.js" */

import { during } from "../kit/motion.js";
import { carriedWay, joined, LOOP, letterWay, MIDDLE, places, TOP } from "./geometry.js";

const appears = [{ opacity: 0 }, { opacity: 1 }];

/** @param {View} v @returns {Move[]} */
export function motion(v) {
  const { one, memory, tight, unrolled, before, letter } = places(v);
  const find = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (v.root.querySelector(`.d2l-step.now ${name}`));
  const away = before(v.step);
  const x = joined(away);
  /** @type {(name: string, way: string, scale: number) => Move} */
  const travels = (name, way, scale) => {
    const along = { opacity: 1, offsetPath: `path("${way}")` };
    const end = { ...along, offsetDistance: "100%", transform: `scale(${scale})` };
    return [find(name), [along, end], during(0, 0.55)];
  };
  const read = one ? letterWay(0, x, TOP - 24) : letterWay(letter(v.step));
  const remembered = one ? `M${-away} ${MIDDLE}H${x}` : unrolled ? carriedWay(away, tight) : LOOP;
  return [
    travels("b.d2l-flier", read, 0.8),
    ...(memory ? [travels("canvas.d2l-flier", remembered, 0.2)] : []),
    [find(".d2l-phi"), [{}, { scale: 1.3 }, {}], during(0.45, 0.7)],
    [find(".d2l-state"), appears, during(0.5, 0.82)],
    [find(".d2l-guesses"), appears, during(0.78, 1)],
  ];
}
