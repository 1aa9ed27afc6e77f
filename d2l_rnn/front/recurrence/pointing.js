/**
 * What is pointed at, by a pointer or by the focus: a matrix, all copies of which are lit, as its name, or the names of two
 * that are one; or a unit of a state, as its step and its place from 0; or what acts on the sum, as its sign's kind; or nothing, "".
 */

/** @import { View } from "../kit/figure.js" */

/** The matrix that is lit, or "". @param {View} v @returns {string} */
export const litIn = ({ local: { point = "" } }) => (point[0] === "W" ? point : "");

/** The unit that is pointed at, or null. @param {View} v */
export function unitIn({ local: { point = "" }, net, step: now }) {
  const [step, i] = point.split(" ").map(Number);
  return step <= now && i < net.sizes.h ? { step, i } : null;
}

/** The unit, from 0, that is chosen. @param {View} v */
export const chosen = (v) => Math.min(v.get("selected"), v.net.sizes.h) - 1;

/**
 * Hear what happens in a figure.
 * @param {View} v
 */
export function hear(v) {
  const within = (/** @type {number} */ i) => Math.max(0, Math.min(v.net.sizes.h - 1, i));
  const pointOf = (/** @type {{ target: EventTarget | null, clientY?: number }} */ { target, clientY }) => {
    const place = /** @type {HTMLElement | null} */ (
      /** @type {Element} */ (target).closest(".d2l-w, .d2l-units, [data-act]")
    );
    if (!place) return "";
    const { top, height } = place.getBoundingClientRect();
    const i = clientY === undefined ? chosen(v) : Math.floor(((clientY - top) / height) * v.net.sizes.h);
    return place.dataset.names ?? place.dataset.act ?? `${place.parentElement?.dataset.step} ${within(i)}`;
  };
  const focused = () => pointOf({ target: v.root.querySelector(":focus") ?? v.root });
  const point = (/** @type {string} */ to) => {
    if (to !== (v.local.point ?? "")) v.pass({ point: to });
  };
  const heard = {
    pointermove: (/** @type {PointerEvent} */ event) => point(pointOf(event) || focused()),
    pointerleave: () => point(focused()),
    focusin: (/** @type {FocusEvent} */ event) => point(pointOf(event)),
    focusout: () => point(""),
    transitionend: () => v.local.folding && v.redraw(),
    click(/** @type {PointerEvent} */ event) {
      point(pointOf(event));
      const unit = unitIn(v);
      if (unit) v.set({ selected: unit.i + 1 });
      const matrix = /** @type {Element} */ (event.target).closest(".d2l-w");
      /** @type {HTMLElement | null} */ (matrix)?.focus(); // not every browser focuses what is clicked
    },
    keydown(/** @type {KeyboardEvent} */ event) {
      if (event.key === "Escape") return point("");
      const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
      if (!by || !(/** @type {Element} */ (event.target).matches(".d2l-units"))) return;
      event.preventDefault();
      v.set({ selected: within(chosen(v) + by) + 1 });
      point(focused());
    },
  };
  for (const [type, listener] of Object.entries(heard))
    v.root.addEventListener(type, /** @type {EventListener} */ (listener));
}
