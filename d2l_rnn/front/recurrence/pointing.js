/** What is pointed at, by a pointer or by the focus: a matrix, all copies of which are lit, or a unit of a state. */

/** @import { View } from "../kit/figure.js" */
/** @import { MatrixName } from "../types.d.ts" */
/** @typedef {{ names: MatrixName[] } | { step: number, i: number } | null} Point */

import { TALL } from "./geometry.js";

/** The names of the matrices that are lit, or null. @param {View} v @returns {MatrixName[] | null} */
export const litIn = ({ local }) => local.point?.names ?? null;

/** The unit that is pointed at, from 0, and its step, or null. @param {View} v @returns {{ step: number, i: number } | null} */
export function unitIn({ local: { point }, net, step }) {
  return point?.step <= step && point.i < net.sizes.h ? point : null;
}

/** The unit, from 0, that is chosen. @param {View} v */
export const chosen = (v) => Math.min(v.get("selected"), v.net.sizes.h) - 1;

/**
 * What the picture hears.
 * @param {View} v
 */
export function hearing(v) {
  const last = () => v.net.sizes.h - 1;
  /** @param {{ target: EventTarget | null, clientY?: number }} event @returns {Point} */
  const pointOf = ({ target, clientY }) => {
    const place = /** @type {HTMLElement | null} */ (
      /** @type {Element} */ (target).closest("[data-names], .d2l-units")
    );
    const { names, step } = place?.dataset ?? {};
    if (names) return { names: /** @type {MatrixName[]} */ (names.split(" ")) };
    if (!place || step === undefined) return null;
    const share = ((clientY ?? 0) - place.getBoundingClientRect().top) / TALL;
    const i = clientY === undefined ? chosen(v) : Math.floor(share * (last() + 1));
    return { step: Number(step), i: Math.max(0, Math.min(last(), i)) };
  };
  const focused = () => pointOf({ target: v.root.querySelector(":focus") ?? v.root });
  const point = (/** @type {Point} */ to) => {
    if (JSON.stringify(to) !== JSON.stringify(v.local.point ?? null)) v.pass({ point: to });
  };
  return {
    over: (/** @type {PointerEvent} */ event) => point(pointOf(event) ?? focused()),
    leave: () => point(focused()),
    focus: (/** @type {FocusEvent} */ event) => point(pointOf(event)),
    blur: () => point(null),
    folded: () => v.local.folding && v.redraw(),
    press(/** @type {PointerEvent} */ event) {
      const to = pointOf(event);
      if (to && "i" in to) v.set({ selected: to.i + 1 });
      /** @type {HTMLElement} */ (event.target).closest("button")?.focus(); // not every browser focuses what is clicked
      point(to);
    },
    key(/** @type {KeyboardEvent} */ event) {
      if (event.key === "Escape") return point(null);
      const unit = /** @type {HTMLElement} */ (event.target).matches(".d2l-units");
      const i = chosen(v);
      const to = { ArrowUp: i - 1, ArrowLeft: i - 1, ArrowDown: i + 1, ArrowRight: i + 1, Home: 0, End: last() }[
        event.key
      ];
      if (!unit || to === undefined) return;
      event.preventDefault();
      const next = Math.max(0, Math.min(last(), to));
      v.local.point = { step: v.step, i: next };
      v.set({ selected: next + 1 });
      v.redraw();
    },
  };
}
