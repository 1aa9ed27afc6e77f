/** StatePlane: two hidden units as a point in a plane whose ground says which letter comes next, and a text's path in it. */

/**
 * @import { Params, Point } from "../types.d.ts"
 * @import { View } from "../kit/figure.js"
 * @import { Place } from "./sentences.js"
 */

import { read } from "../equations/reading.js";
import { figure } from "../kit/figure.js";
import { isModified } from "../kit/keys.js";
import { TAKES } from "../kit/motion.js";
import { withoutHiddenState } from "../kit/networks.js";
import { watch } from "../kit/traits.js";
import { t } from "../kit/translate.js";
import { compare, numbers, probe, tryState } from "./folds.js";
import { paintGround } from "./ground.js";
import { lineOf, REACH, rounded } from "./layout.js";
import { apart, pathOf, stateOf } from "./numbers.js";
import { picture, way } from "./picture.js";
import { landsOf } from "./regions.js";
import { chosen, isTrying, note, sentence, splitOf } from "./sentences.js";

const STEP = 0.05; // of a key in the plane

export default figure({
  name: "state_plane",
  label: () => t("State plane"),
  traits: ["beside", "weights", "fan", "probing", "unit_1", "unit_2"],
  inputs: ["beside", "weights"],
  first: 0,
  compute,
  sentence,
  picture(v) {
    v.local.hear ??= hearing(v);
    return picture(v);
  },
  note,
  folds: [
    ["try", () => t("Try a state of your own"), tryState],
    ["compare", () => t("Compare with another text or network"), compare],
    ["numbers", () => t("Read the numbers"), numbers],
  ],
  drawn,
  motion: (v) => [[v.root.querySelector(".d2l-mover"), travel(v), { duration: TAKES }]],
  // Going on in the text leaves a state of one's own.
  begin: (v) => watch(v.model, ["step", "text"], () => v.get("probing") && v.set({ probing: false })),
});

/**
 * @param {View} v
 * @param {any} before
 */
function compute(v, before) {
  const { net } = v;
  const weights = v.get("weights");
  const p =
    (weights === "untrained" ? net.untrained : weights === "memoryless" && withoutHiddenState(net)) || net.trained;
  const beside = read(v.get("beside"), { tokens: net.tokens, most: v.network.most });
  return {
    p,
    lands: before?.p === p ? before.lands : landsOf(p, REACH),
    first: pathOf(v.reading, p),
    second: beside.indices.length ? pathOf(beside, p) : null,
  };
}

/** The ground, where one is seen and is another. @param {View} v */
function drawn(v) {
  if (!isTrying(v)) return;
  const ground = [v.numbers.p, v.colours];
  if (ground.every((one, k) => one === v.local.ground?.[k])) return;
  v.local.ground = ground;
  paintGround(/** @type {HTMLCanvasElement} */ (v.root.querySelector("canvas")), v.numbers.p, v.colours);
}

/** The way of the current step: along its arrow; in two parts, half of the time W_hh takes the state, half of it the letter. @param {View} v */
function travel(v) {
  const all = way(v, v.local.layout.size);
  const [x, y] = all[all.length - 1];
  const inParts = splitOf(v) === v.step;
  return all.map(([a, b], k) => ({
    transform: `translate(${a - x}px, ${b - y}px)`,
    offset: !inParts ? k / (all.length - 1) : k ? 0.5 + (0.5 * (k - 1)) / (all.length - 2) : 0,
  }));
}

/** What the plane hears. @param {View} v */
function hearing(v) {
  /** What lies under the pointer: a step of the path, the arrow to one, or a state. @param {MouseEvent} event @returns {Place} */
  const under = ({ offsetX, offsetY }) => {
    const { size, first } = v.local.layout;
    const { left, top, side } = size;
    const at = /** @type {Point} */ ([offsetX + left, offsetY + top]);
    /** @type {Point[]} */
    const dots = first.dots.slice(0, v.step + 1);
    const near = (/** @type {Point[]} */ points, reach = 9) => points.findLastIndex((one) => apart(one, at) < reach);
    const step = near(dots);
    const arrow =
      step < 0 ? dots.findLastIndex((dot, k) => k > first.first && near(lineOf(dots[k - 1], dot, size), 7) >= 0) : -1;
    const t = Math.max(step, arrow);
    return t < 0
      ? { state: rounded([((offsetX / side) * 2 - 1) * REACH, (1 - (offsetY / side) * 2) * REACH]), over: true }
      : { t, state: stateOf(v.numbers.first.trace, t), over: true, onArrow: arrow > 0 };
  };
  return {
    move(/** @type {PointerEvent} */ event) {
      if (event.buttons & 1) probe(v, under(event).state);
      else v.pass({ over: under(event) });
    },
    leave: () => v.pass({ over: null }),
    focus: (/** @type {FocusEvent} */ { currentTarget }) =>
      v.pass({ focused: /** @type {HTMLElement} */ (currentTarget).matches(":focus-visible") }),
    blur: () => v.pass({ focused: false }),
    press(/** @type {PointerEvent} */ event) {
      const { t, state } = under(event);
      v.local.over = null;
      if (t === undefined) probe(v, state);
      else v.go(t);
    },
    key(/** @type {KeyboardEvent} */ event) {
      if (event.key === "Escape") v.set({ probing: false });
      const way = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[
        event.key
      ];
      if (!way || isModified(event)) return;
      event.preventDefault();
      const [a, b] = chosen(v).state;
      probe(v, [a + way[0], b + way[1]]);
    },
  };
}
