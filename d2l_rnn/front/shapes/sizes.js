/** A size as a slider, whose stops become wider. */

/** @import { View } from "../kit/figure.js" */
/** @import { Lengths } from "./tensors.js" */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { SIZES } from "./tensors.js";

const STOPS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 28, 32, 48, 64, 96, 128, 192, 256, 384, 512];

/** What the units of a size hold has the colours of the blocks. @type {Record<string, string>} */
const ROLES = { d: "d2l-x", h: "d2l-h" };

/**
 * The size's letter, its value and what it counts above a slider.
 * @param {View} v
 * @param {string} name
 */
export function size(v, name) {
  const value = v.get(name);
  const stops = STOPS.filter((stop) => stop <= v.network.limits[name][1]);
  const words = SIZES[/** @type {keyof Lengths} */ (name)]();
  return html`<label class="d2l-size"><span><b class="d2l-letter-of">${name === "layers" ? "L" : name}</b> = <b>${value}</b> <span class=${ROLES[name] ?? ""}>${words}</span></span>
    <input type="range" min="0" max=${stops.length - 1} aria-label=${words} aria-valuetext=${`${value}`}
      .value=${live(String(stops.filter((stop) => stop <= value).length - 1))}
      @input=${(/** @type {any} */ event) => v.set({ [name]: stops[event.target.value] })}></label>`;
}
