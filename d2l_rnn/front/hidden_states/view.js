/**
 * HiddenStates: the state of every unit after every character, where each of its values comes from, and what follows
 * when the reader sets a state or a weight by hand.
 */

/**
 * @import { Model, Network, Reading } from "../types.d.ts"
 * @import { Net, Shown } from "./numbers.js"
 */

import { stateEdit } from "../equations/interventions.js";
import { inCommon, read } from "../equations/reading.js";
import { colours } from "../kit/colour.js";
import { chooser, textField } from "../kit/controls.js";
import { heatMap } from "../kit/heat_map.js";
import { node, say, table, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { playing, stepControls } from "../kit/steps.js";
import { write } from "../kit/traits.js";
import { complaint, number, quoted, visible } from "../kit/words.js";
import { arithmetic } from "./arithmetic.js";
import { colouredText } from "./coloured_text.js";
import { editor } from "./editor.js";
import { compared, expectation, networksOf, runOf, tablesOf } from "./numbers.js";

const LONG = 20; // more steps than this, and the two panels stand one above the other

/** @param {{ model: Model, el: Element }} given */
function render({ model, el }) {
  /** @type {Network} */
  let network;
  /** @type {Net[]} */
  let own = []; // the network the figure is about, and the untrained one where Python sent it
  /** @type {Shown} */
  let now; // what is computed and shown
  /** @type {Reading} */
  let reading;
  /** @type {{ t: number, i: number, k: number } | null} */
  let hovered = null;
  let focus = 0; // which panel the arithmetic is about
  /** @type {number | null} */
  let shaded = 0; // the unit whose values lie under the characters

  const figure = mount({ model, el }, "Hidden states", redraw);
  const { root } = figure;
  const last = () => reading.indices.length;
  const name = (/** @type {number} */ t) =>
    t ? `step ${t} of ${last()}, reads ${quoted(reading.characters[t - 1])}` : "step 0, before the first character";
  const field = textField(model, "Text", redraw);
  const steps = stepControls(model, { first: 0, last, name, announce: figure.announce });
  const at = () => ({ t: steps.current(), i: Math.max(0, Math.min(now.h, model.get("selected")) - 1) });
  const edit = editor(
    model,
    at,
    () => now,
    () => maps[focus].focus(),
    figure.announce,
  );
  const maps = [0, 1].map((k) =>
    heatMap({
      choose(t, i) {
        focus = k;
        hovered = null;
        write(model, { step: t, selected: i + 1, playing: false });
        move();
        figure.announce(`unit ${i + 1}, ${name(t)}: ${number(now.nets[k].trace.H[t * now.h + i])}`);
      },
      hover(cell) {
        hovered = cell && { ...cell, k };
        explain();
      },
      edit: edit.open,
      silence: () => edit.silence(),
    }),
  );
  const order = chooser({
    label: "Rows",
    options: [
      ["unit", "by number"],
      ["mean", "by mean"],
      ["change", "by the step of largest change"],
    ],
    change: (by) => write(model, { order: by }),
  });
  const message = node("p", { class: "d2l-message", role: "alert" });
  const captions = maps.map(() => node("figcaption", {}));
  const figures = maps.map((map, k) => node("figure", {}, captions[k], map.element));
  const panels = node("div", { class: "d2l-panels" }, ...figures);
  const prediction = node("p", { class: "d2l-prediction" });
  const detail = node("div", { class: "d2l-detail" });
  const strip = colouredText(steps.go);
  const unit = node("span", {});
  const stripTitle = node(
    "p",
    { class: "d2l-strip-title" },
    unit,
    node("small", {}, " and three guesses at the next character; the one that follows is bold"),
  );
  const numbers = tableView("The numbers of this figure as a table", () => {
    const tables = now.nets.flatMap((net, k) => tablesOf(net, now.units, reading, now.tokens, k ? null : now.shifts));
    return node("div", {}, ...tables.map(({ rows, caption }) => table(rows, caption)));
  });
  const legend = node(
    "div",
    { class: "d2l-legend", "aria-hidden": "true" },
    "−1",
    node("span", {}),
    "+1",
    node(
      "small",
      {},
      "a column is a time step (dashed: not read yet), a row a unit; the scale is fixed; ◆ set by hand",
    ),
  );
  root.append(
    node("div", { class: "d2l-controls" }, field.element, steps.element, order.element),
    message,
    panels,
    legend,
    prediction,
    edit.element,
    detail,
    stripTitle,
    strip.element,
    numbers.element,
  );
  root.addEventListener("keydown", steps.keys);

  /** A new text or new weights: the run before any edit, then all that depends on it. */
  function redraw() {
    const other = network !== model.get("network");
    network = model.get("network");
    const earlier = reading?.indices ?? [];
    reading = read(field.text(), network);
    const { indices } = reading;
    const steps = inCommon(earlier, indices);
    own = (other ? networksOf(network) : own).map((net) => runOf(net, indices, steps));
    say(message, complaint(reading, network.tokens, 1) ?? "");
    apply();
  }

  /** The run under the edits beside the one before, computed and painted. */
  function apply() {
    const { indices, characters } = reading;
    const { tokens } = network;
    const by = model.get("order") ?? "unit";
    now = compared(own, reading, tokens, model.get("edits") ?? [], by);
    const { h } = now;
    panels.classList.toggle("d2l-long", last() > LONG);
    figures[1].hidden = now.nets.length < 2;
    stripTitle.hidden = !last();
    order.show(by);
    // Everything is measured before anything is painted, so that the browser lays the page out once.
    const widths = [...maps, strip].map(({ element }) => element.clientWidth);
    const colour = colours(root);
    const labels = ["H₀", ...indices.map((_, k) => visible(characters[k]))];
    /** @type {(net: Net) => (t: number, i: number) => number} */
    const value = (net) => (t, i) => net.trace.H[t * h + i];
    now.nets.forEach((net, k) => {
      const caption = `Hidden states, ${net.title}`;
      say(captions[k], caption);
      /** @type {((t: number, i: number) => unknown) | null} */
      const byHand = net.edits.length ? (t, i) => stateEdit(net.edits, t, i) : null;
      const title = `${caption}; Enter changes a cell, Delete silences it`;
      maps[k].draw({ title, labels, units: now.units, value: value(net), byHand }, widths[k], colour);
    });
    const { after, before, shifts } = now;
    const expected = { after: after.expected, before: shifts && before.expected, shifts };
    strip.draw({ characters, indices, tokens, value: value(after), ...expected }, widths[2], colour);
    shaded = null;
    hovered = null;
    edit.update();
    move();
    numbers.update();
  }

  /** New step or unit: the cursor and the arithmetic move, the grid stays as it is painted. */
  function move() {
    const { t, i } = at();
    steps.update();
    for (const k of now.nets.keys()) maps[k].mark(t, i);
    if (shaded !== i) strip.shadeBy(i);
    shaded = i;
    strip.mark(t);
    say(unit, `The characters in the colours of unit ${i + 1},`);
    say(prediction, expectation(now.nets, reading.characters, now.tokens, t));
    edit.move();
    explain();
  }

  function explain() {
    const { t, i, k } = hovered && hovered.t <= last() ? hovered : { ...at(), k: focus };
    const net = now.nets[Math.min(k, now.nets.length - 1)];
    // The start has little to say. It keeps the room of what stood here, so that stepping on moves nothing on the page.
    detail.style.minHeight = t ? "" : `${detail.offsetHeight}px`;
    const { activeElement } = /** @type {Document | ShadowRoot} */ (root.getRootNode());
    const focused = detail.contains(activeElement) && /** @type {HTMLButtonElement} */ (activeElement).name;
    detail.replaceChildren(...arithmetic(net, reading, t, i, net === own[1] ? null : edit.pick));
    if (focused) /** @type {HTMLElement | null} */ (detail.querySelector(`[name="${focused}"]`))?.focus();
  }

  figure.watch(["text"], () => {
    field.follow();
    redraw();
  });
  figure.watch(["network"], redraw);
  figure.watch(["edits", "order"], apply);
  figure.watch(["step", "selected", "playing"], move);
  redraw();
  return figure.close;
}

/**
 * The last step of the model's text: the clock asks, whichever views there are.
 * @param {{ model: Model }} given
 */
function initialize({ model }) {
  return playing(model, () => read(model.get("text"), model.get("network")).indices.length);
}

export default { initialize, render };
