/** What is seen to happen in a step: letter and state go to φ, the new state comes out, and then what it expects. */

/** @import { View } from "../kit/figure.js" */
/** @import { Move } from "../kit/motion.js" */

import { during } from "../kit/motion.js";
import { carriedWay, joined, LOOP, letterWay, MIDDLE, places, TOP } from "./geometry.js";

const appears = [{ opacity: 0 }, { opacity: 1 }];

/** Along a way, to this size. @param {string} way @param {number} scale */
function travels(way, scale) {
  const along = { opacity: 1, offsetPath: `path("${way}")` };
  return [
    { ...along, offsetDistance: "0%", transform: "none" },
    { ...along, offsetDistance: "100%", transform: `scale(${scale})` },
  ];
}

/** @param {View} v @returns {Move[]} */
export function motion(v) {
  const { one, memory, unrolled, before, letter } = places(v);
  const find = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (v.root.querySelector(`.d2l-step.now ${name}`));
  const away = before(v.step);
  const x = joined(away);
  const read = one ? letterWay(0, x, TOP - 24) : letterWay(letter(v.step));
  const remembered = one ? `M${-away} ${MIDDLE}H${x}` : unrolled ? carriedWay(away) : LOOP;
  /** @type {Move[]} */
  const state = memory ? [[find("canvas.d2l-flier"), travels(remembered, 0.2), during(0, 0.55)]] : [];
  return [
    [find("b.d2l-flier"), travels(read, 0.8), during(0, 0.55)],
    ...state,
    [find(".d2l-phi"), [{}, { scale: 1.3 }, {}], during(0.45, 0.7)],
    [find(".d2l-state"), appears, during(0.5, 0.82)],
    [find(".d2l-guesses"), appears, during(0.78, 1)],
  ];
}
