/** The controls that set a state or a weight by hand, and the list of what was set. */

/**
 * @import { Child, Edit, MatrixName, Model, Place, StateEdit } from "../types.d.ts"
 * @import { Picking } from "./arithmetic.js"
 * @import { Shown } from "./numbers.js"
 */

import { shapesOf, stateEdit, weightAt, weightEdit, withEdit } from "../equations/interventions.js";
import { chooser, numberField, slider } from "../kit/controls.js";
import { node, say } from "../kit/nodes.js";
import { write } from "../kit/traits.js";
import { number } from "../kit/words.js";
import { earlierOf, nameOf, placeName } from "./numbers.js";

/**
 * The controls that change something. `at()` is the chosen cell, `now()` what the figure has computed, `back()` returns
 * to the grid.
 * @param {Model} model
 * @param {() => { t: number, i: number }} at
 * @param {() => Shown} now
 * @param {() => void} back
 * @param {(text: string) => void} announce
 */
export function editor(model, at, now, back, announce) {
  const { most } = model.get("network");
  /** @returns {Edit[]} */
  const all = () => model.get("edits") ?? [];
  function set(/** @type {Edit[]} */ edits) {
    say(limit, "");
    write(model, { edits });
  }
  /** @type {(text: string, click: () => void, label?: string) => HTMLButtonElement} */
  const button = (text, click, label) => node("button", { type: "button", "aria-label": label ?? null, click }, text);
  const group = (/** @type {string} */ name, /** @type {Child[]} */ ...children) =>
    node("div", { class: "d2l-options", role: "group", "aria-label": name }, ...children);
  const limit = node("p", { class: "d2l-wrong", role: "alert" });
  /** @type {Place & { kind: "weight" }} */
  let weight = { kind: "weight", name: "W_hh", row: 1, column: 1 };
  let place = "";

  function put(/** @type {Edit} */ edit) {
    const edits = withEdit(all(), edit);
    if (edits.length <= most.edits) return set(edits);
    say(limit, `No more than ${most.edits} edits can be in force; remove one first.`);
  }
  /** @type {(value: number, step?: number | null) => StateEdit} */
  const here = (value, step = at().t) => ({ kind: "state", step, unit: at().i + 1, value });
  /** @param {number | null} [step] null for every step; the chosen one where it is left out */
  function silence(step) {
    const edit = here(0, step);
    if (edit.step === 0) return announce("H₀ is 0 in every unit already.");
    put(edit);
    announce(`${nameOf(edit)} is silenced. ${now().said.join(" ")}`);
  }
  function remove(/** @type {Edit} */ edit, /** @type {() => void} */ focus) {
    set(all().filter((one) => one !== edit));
    focus();
    announce(`${nameOf(edit, now().tokens)} is as it was.`);
  }

  const title = node("b", {});
  const state = numberField({ label: "Set to", least: -1, most: 1, change: (value) => put(here(value)) });
  const range = slider({
    label: "−1 … 1",
    min: -1,
    max: 1,
    step: 0.01,
    words: (value) => number(value, 2),
    change: (value) => put(here(value)),
  });
  const silent = button("Silence", () => silence());
  const undo = button("Undo", () => {
    const edit = stateEdit(all(), at().t, at().i);
    if (edit) remove(edit, () => state.box.focus());
  });

  function choose(/** @type {Partial<Place>} */ change) {
    weight = { ...weight, ...change };
    move();
  }
  const matrix = chooser({
    label: "Matrix",
    options: ["W_xh", "W_hh", "b_h", "W_hq", "b_q"].map((name) => [name, name]),
    change: (name) => choose({ name: /** @type {MatrixName} */ (name), row: 1, column: 1 }),
  });
  const row = chooser({ label: "from", options: [], change: (to) => choose({ row: Number(to) }) });
  const column = chooser({ label: "to", options: [], change: (to) => choose({ column: Number(to) }) });
  const value = numberField({
    label: "Weight",
    least: -most.weight,
    most: most.weight,
    change: (to) => put({ ...weight, value: to }),
  });

  const list = node("ol", { class: "d2l-scroll d2l-edits" });
  const follows = node("div", { class: "d2l-follows" });
  const summary = node("summary", {}, "Change something", node("small", {}, " set a unit or a weight by hand"));
  const details = node(
    "details",
    {},
    summary,
    group(
      "a state",
      title,
      state.element,
      range.element,
      silent,
      button("Silence always", () => silence(null)),
      undo,
    ),
    group("a weight", matrix.element, row.element, column.element, value.element),
    node(
      "small",
      {},
      "In the grid, Enter comes here, Delete silences, Escape goes back. Click an underlined weight to change it.",
    ),
    limit,
    list,
    follows,
  );
  details.addEventListener("keydown", (event) => event.key === "Escape" && back());
  const reset = button("Reset all edits", () => {
    set([]);
    back();
    announce("All edits are removed.");
  });

  function enter(/** @type {HTMLInputElement | HTMLSelectElement} */ control) {
    details.open = true;
    control.focus();
    if ("select" in control) control.select();
  }
  /**
   * Choose a weight and go to the field that changes it.
   * @type {Picking}
   */
  function pick(name, row, column) {
    choose({ name, row, column });
    enter(value.box);
  }

  /**
   * Fill a choice of rows or columns, where it is another matrix's, and show the place.
   * @param {ReturnType<typeof chooser>} choice
   * @param {0 | 1} axis
   * @param {number} current
   */
  function places(choice, axis, current) {
    const { select, element } = choice;
    if (select.name !== weight.name) {
      const names = Array.from({ length: shapesOf(now().after.p)[weight.name][axis] }, (_, k) =>
        placeName(weight.name, axis, k + 1, now().tokens),
      );
      select.replaceChildren(...names.map((name, k) => node("option", { value: k + 1 }, name)));
      element.hidden = !axis && weight.name.startsWith("b");
      select.name = weight.name;
    }
    choice.show(current);
  }

  /** Another cell or another weight: the fields show what it is now. */
  function move() {
    const { t, i } = at();
    const { after, before, edits, h } = now();
    const { name } = weight;
    const to = [t, i, ...Object.values(weight)].join();
    if (to !== place) for (const field of [state, value]) field.show(""); // a wrong draft was meant for another place
    place = to;
    const round = (/** @type {number} */ exact) => Number(exact.toFixed(4));
    const byHand = stateEdit(edits, t, i);
    const current = after.trace.H[t * h + i];
    say(title, t ? `Unit ${i + 1} at step ${t}` : "H₀ is always 0: choose a later step");
    state.show(byHand?.value ?? round(current));
    range.show(current);
    for (const control of [state.box, range.range, silent]) control.disabled = !t;
    undo.disabled = !byHand;
    matrix.show(name);
    places(row, 0, weight.row);
    places(column, 1, weight.column);
    value.show(weightEdit(edits, weight)?.value ?? round(weightAt(before.p, weight)));
  }

  /** New edits or a new run: the list of what is in force, and what follows from it. */
  function update() {
    const { before, edits, tokens, said } = now();
    if (edits.length && reset.disabled) details.open = true;
    reset.disabled = !edits.length;
    list.replaceChildren(
      ...edits.map((edit, k) => {
        const next = () => {
          const following = list.children[Math.min(k, edits.length - 2)]?.lastElementChild ?? summary;
          /** @type {HTMLElement} */ (following).focus();
        };
        const name = nameOf(edit, tokens);
        const off = button("Remove", () => remove(edit, next), `remove the edit of ${name}`);
        return node("li", {}, `${name} = ${number(edit.value)}`, node("small", {}, earlierOf(edit, before)), " ", off);
      }),
    );
    follows.replaceChildren(...said.map((text) => node("p", {}, text)));
  }

  reset.disabled = true;
  const open = () => enter(at().t ? state.box : matrix.select);
  return { element: node("div", { class: "d2l-change" }, details, reset), update, move, pick, silence, open };
}
