/** What a reader does with the grid of HiddenStates: point, choose, drag, set to 0, give back, by hand or by keys. */

/** @import { Edit } from "../types.d.ts" */
/** @import { View } from "../kit/figure.js" */
/** @import { Cell } from "./layout.js" */

import { withEdit } from "../equations/interventions.js";
import { isModified } from "../kit/keys.js";
import { chosen, sizeOf } from "./layout.js";
import { cellOf } from "./numbers.js";

const PIXELS = 60; // of a drag, for a change of 1
export const NUDGE = 0.25; // of a tap on − or +: enough for another colour
/** @type {Record<string, [number, number]>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const within = (/** @type {number} */ least, /** @type {number} */ value, /** @type {number} */ most) =>
  Math.max(least, Math.min(value, most));

/**
 * Show the run with these edits, at the step and the unit that they are about.
 * @param {View} v
 * @param {Edit[]} edits
 * @param {Record<string, unknown>} [about]
 */
export function change(v, edits, about) {
  v.set({ edits, ...about });
}

/**
 * The edits without those of a step and a unit; null is every one.
 * @param {View} v
 * @param {number | null} step
 * @param {number | null} unit
 */
const without = (v, step, unit) =>
  v.get("edits").filter((/** @type {any} */ one) => one.step !== step || one.unit !== unit);

/**
 * Whether something is set at a step and a unit.
 * @param {View} v
 * @param {number | null} step
 * @param {number | null} unit
 */
export const isSet = (v, step, unit) => without(v, step, unit).length < v.get("edits").length;

/**
 * Set a state, or what null stands for, and go there.
 * @param {View} v
 * @param {number | null} step
 * @param {number | null} unit
 * @param {number} value
 */
function put(v, step, unit, value) {
  const kept = Math.round(100 * within(-1, value, 1)) / 100;
  const edits = withEdit(v.get("edits"), { kind: "state", step, unit, value: kept });
  change(v, edits, step ? { step } : { selected: unit });
}

/**
 * Silence a unit or a state, or give it back.
 * @param {View} v
 * @param {number | null} step
 * @param {number | null} unit
 */
export const silence = (v, step, unit) =>
  isSet(v, step, unit) ? change(v, without(v, step, unit)) : put(v, step, unit, 0);

/** The value of a cell. @param {View} v @param {Cell} cell */
const valueAt = (v, { t, i }) => cellOf(v.numbers, t, i).value;

/** Whether the chosen cell can go no further that way. @param {View} v @param {number} by */
export const atEnd = (v, by) => Math.sign(by) * valueAt(v, chosen(v)) >= 0.995;

/** Raise the chosen cell, or lower it. @param {View} v @param {number} by */
export function nudge(v, by) {
  const cell = chosen(v);
  if (!atEnd(v, by)) put(v, cell.t, cell.i + 1, valueAt(v, cell) + by);
  focusOn(v, ".d2l-cell");
}

/** Put the focus on an element of the figure. @param {View} v @param {string} selector */
export const focusOn = (v, selector) =>
  /** @type {HTMLElement | null} */ (v.root.querySelector(selector))?.focus({ preventScroll: true });

/** What the grid and the buttons around it hear. @param {View} v */
export function hands(v) {
  const { local } = v;
  const choose = (/** @type {Cell} */ { t, i }) => {
    local.hover = null;
    v.set({ step: within(1, t, v.last), selected: within(1, i + 1, v.net.sizes.h), playing: false });
  };
  const under = (/** @type {any} */ { currentTarget, clientX, clientY }) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    const t = v.columns.from + Math.floor((clientX - left) / v.columns.pitch);
    return { t, i: Math.floor((clientY - top) / sizeOf(v).row) };
  };
  const giveBack = (/** @type {Cell} */ { t, i }) => change(v, without(v, t, i + 1));
  return {
    down(/** @type {any} */ event) {
      const touch = event.pointerType === "touch";
      local.moved = false;
      // A finger first chooses, with a tap: only what is chosen can be dragged, elsewhere the page scrolls under it.
      if (touch && !event.target.matches(":focus")) return;
      if (!touch) choose(under(event));
      local.held = { y: event.clientY, value: valueAt(v, chosen(v)) };
      event.currentTarget.setPointerCapture(event.pointerId);
      v.redraw();
    },
    move(/** @type {any} */ event) {
      const { held } = local;
      const hover = under(event);
      if (held) {
        const by = held.y - event.clientY;
        local.moved ||= Math.abs(by) > 3;
        if (local.moved) put(v, v.step, v.get("selected"), held.value + by / PIXELS);
      } else if (event.pointerType !== "touch" && !isSame(hover, local.hover)) v.pass({ hover });
    },
    up: () => v.pass({ held: null }),
    leave: () => v.pass({ hover: null }),
    click(/** @type {Event} */ event) {
      if (!local.moved) choose(under(event));
      focusOn(v, ".d2l-cell");
    },
    giveBack: (/** @type {Event} */ event) => giveBack(under(event)),
    /** Arrows in the grid and along the buttons; in the grid also what sets a cell. @param {any} event */
    keys(event) {
      const { key, shiftKey, target } = event;
      const cell = chosen(v);
      const { t, i } = cell;
      const [x, y] = MOVES[key] ?? [0, 0];
      const sets = target.matches(".d2l-cell");
      if (isModified(event)) return;
      local.hover = null;
      if (sets && shiftKey && y) put(v, t, i + 1, valueAt(v, cell) - y / 10);
      else if (sets && key === "0") put(v, t, i + 1, 0);
      else if (sets && /^(Delete|Backspace)$/.test(key)) giveBack(cell);
      else if (x || y) {
        choose({ t: t + x, i: i + y });
        if (!sets) focusOn(v, y ? "button.d2l-cut[tabindex='0']" : ".d2l-zero");
      } else return;
      event.preventDefault();
    },
  };
}

const isSame = (/** @type {Cell} */ one, /** @type {Cell | null} */ other) => one.t === other?.t && one.i === other.i;
