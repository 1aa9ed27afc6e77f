/**
 * HiddenStates: the state of every unit after every character, where each of its values comes from, and what follows
 * when the reader sets a state or a weight by hand.
 */

import {
  expectations,
  fitting,
  largestChange,
  moved,
  shapesOf,
  stateEdit,
  unitOrder,
  unrollEdited,
  weightAt,
  weightEdit,
  withEdit,
  withWeights,
} from "../equations/interventions.js";
import { inCommon, read } from "../equations/reading.js";
import { decodeParams, partsOf, unroll } from "../equations/rnn.js";
import { colours } from "../kit/colour.js";
import { chooser, numberField, slider, textField } from "../kit/controls.js";
import { heatMap } from "../kit/heat_map.js";
import { bars, node, say, table, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { playing, stepControls } from "../kit/steps.js";
import { write } from "../kit/traits.js";
import { complaint, number, probability, quoted, recent, signed, visible } from "../kit/words.js";
import { colouredText } from "./coloured_text.js";

const LONG = 20; // more steps than this, and the two panels stand one above the other

/** What an edit sets, in words: unit 5 at step 3; W_hh from unit 2 to unit 7. */
export function nameOf({ kind, step, unit, name, row, column }, tokens) {
  if (kind === "state") return step === null ? `unit ${unit} at every step` : `unit ${unit} at step ${step}`;
  const to = placeName(name, 1, column, tokens);
  return name.startsWith("b") ? `${name} of ${to}` : `${name} from ${placeName(name, 0, row, tokens)} to ${to}`;
}

/** What a row (axis 0) or a column (axis 1) of a matrix stands for: a character or a unit. */
function placeName(name, axis, place, tokens) {
  const character = axis ? name.endsWith("q") : name === "W_xh";
  return character ? quoted(tokens[place - 1]) : `unit ${place}`;
}

/** What follows from the edits, in sentences. */
export function consequences({ after, before, shifts, edits, h }) {
  const change = largestChange(after.trace, before.trace, h, edits);
  const said = [
    change
      ? `Largest change that follows: unit ${change.i + 1} at step ${change.t}, from ${number(change.from)} to ${number(change.to)}.`
      : "No other state changes.",
  ];
  const most = Math.max(0, ...shifts);
  const goes = `${probability(most)} of the probability goes to other characters`;
  said.push(
    most < 1e-9
      ? "No prediction changes."
      : `The prediction moves most after step ${shifts.indexOf(most) + 1}: ${goes}.`,
  );
  return said;
}

/** The arithmetic of one value in words and bars. `pick(name, row, column)` chooses a weight; null where none can be. */
function arithmetic({ title, p, trace, edits }, { characters, indices }, t, i, pick) {
  const which = node("p", { class: "d2l-title" }, `Unit ${i + 1} after step ${t}`, node("small", {}, ` ${title}`));
  if (t === 0) return [which, line("H₀ is 0 in every unit: nothing has been read yet.")];
  const { x, state, bias, sum, value, terms } = partsOf(trace, indices, p, t, i);
  const shown = terms.slice(0, 5); // zeros too: a step like any other, and nothing below moves
  const full = Math.max(...[x, state, bias, sum].map(Math.abs));
  /** A weight in the sum: a button that chooses it, with a diamond where it was set by hand. */
  const weight = (name, row, ...words) => {
    const mark = weightEdit(edits, { name, row, column: i + 1 }) ? " ◆" : "";
    const small = node("small", {}, ...words, mark);
    if (!pick) return small;
    const click = () => pick(name, row, i + 1);
    return node("button", { type: "button", class: "d2l-pick", name: `${name} ${row}`, click }, small);
  };
  const sub = (letter, index) => [letter, node("sub", {}, index)];
  const tanh = `tanh( ${number(x)} ${operation(state)} ${operation(bias)} ) = tanh( ${number(sum)} ) = `;
  const result = node("b", {}, number(value));
  const formula = node(
    "p",
    { class: "d2l-formula" },
    ...(stateEdit(edits, t, i)
      ? ["h = ", result, `, set by hand ◆. The sum would have given ${tanh}${number(Math.tanh(sum))}.`]
      : ["h = tanh( x-part + h-part + bias ) = ", tanh, result]),
  );
  const part = (label, amount, mark) => ({ label, value: amount, note: signed(amount), mark });
  const sums = bars(
    [
      part(
        ["x-part ", weight("W_xh", indices[t - 1] + 1, `row ${quoted(characters[t - 1])} of `, ...sub("W", "xh"))],
        x,
      ),
      part(["h-part ", node("small", {}, ...sub("H", String(t - 1)), ...sub(" W", "hh"))], state),
      part(["bias ", weight("b_h", 1, ...sub("b", "h"))], bias),
      part("sum", sum, "d2l-sum"),
    ],
    full,
  );
  const parts = shown.map(({ unit, before, weight: w, product }) =>
    part([`unit ${unit + 1} `, weight("W_hh", unit + 1, `${number(before, 2)} × ${number(w, 2)}`)], product),
  );
  const rest = shown.reduce((left, { product }) => left - product, state);
  if (terms.length > shown.length) parts.push(part(`the other ${terms.length - shown.length}`, rest));
  const none = terms.every(({ product }) => product === 0);
  const heading = none ? "Every term of the h-part is 0" : "Largest terms of the h-part";
  const caption = node("p", { class: "d2l-caption" }, `${heading}: state before × weight`);
  return [which, formula, node("div", { class: "d2l-columns" }, sums, node("div", {}, caption, bars(parts, full)))];
}

const line = (text) => node("p", {}, text);
const operation = (value) => (number(value).startsWith("−") ? `− ${number(value).slice(1)}` : `+ ${number(value)}`);

/** What comes next after step t, in one run beside the other. */
function expectation(nets, characters, tokens, t) {
  if (t === 0) return "Nothing has been read yet, so nothing is predicted.";
  const said = nets.map(({ title, expected }) => {
    const { top, softmax } = expected[t - 1];
    return `${title}: ${quoted(tokens[top[0]])} (${probability(softmax[top[0]])})`;
  });
  return `After ${recent(characters, t, 12)} the most likely next character — ${said.join("; ")}.`;
}

function numbersOf({ title, expected, trace }, units, { characters }, tokens, shifts) {
  const h = units.length;
  const head = ["unit", "H₀", ...expected.map((_, k) => `${k + 1} ${visible(characters[k])}`)];
  const states = units.map((i) => [String(i + 1), ...head.slice(1).map((_, t) => number(trace.H[t * h + i], 4))]);
  const guesses = expected.map(({ top, softmax }, k) => [
    head[k + 2],
    ...top.map((token) => `${visible(tokens[token])} ${number(softmax[token], 4)}`),
    ...(shifts ? [number(shifts[k], 4)] : []),
  ]);
  const ranks = ["1st", "2nd", "3rd"].slice(0, tokens.length);
  return [
    table([head, ...states], `Hidden states, ${title}: a row for each unit`),
    table([["step", ...ranks, ...(shifts ? ["moved"] : [])], ...guesses], `Next character, ${title}`),
  ];
}

/**
 * The controls that change something. `at()` is the chosen cell, `now()` what the figure has computed, `back()` returns
 * to the grid.
 */
function editor(model, at, now, back, announce) {
  const { most } = model.get("network");
  const all = () => model.get("edits") ?? [];
  function set(edits) {
    say(limit, "");
    write(model, { edits });
  }
  const button = (text, click, label) => node("button", { type: "button", "aria-label": label ?? null, click }, text);
  const group = (name, ...children) =>
    node("div", { class: "d2l-options", role: "group", "aria-label": name }, ...children);
  const limit = node("p", { class: "d2l-wrong", role: "alert" });
  let weight = { kind: "weight", name: "W_hh", row: 1, column: 1 };
  let place = "";

  function put(edit) {
    const edits = withEdit(all(), edit);
    if (edits.length <= most.edits) return set(edits);
    say(limit, `No more than ${most.edits} edits can be in force; remove one first.`);
  }
  const here = (value, step = at().t) => ({ kind: "state", step, unit: at().i + 1, value });
  function silence(step) {
    const edit = here(0, step);
    if (edit.step === 0) return announce("H₀ is 0 in every unit already.");
    put(edit);
    announce(`${nameOf(edit)} is silenced. ${now().said.join(" ")}`);
  }
  function remove(edit, focus) {
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
  const undo = button("Undo", () => remove(stateEdit(all(), at().t, at().i), () => state.box.focus()));

  function choose(change) {
    weight = { ...weight, ...change };
    move();
  }
  const matrix = chooser({
    label: "Matrix",
    options: ["W_xh", "W_hh", "b_h", "W_hq", "b_q"].map((name) => [name, name]),
    change: (name) => choose({ name, row: 1, column: 1 }),
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

  function enter(control) {
    details.open = true;
    control.focus();
    control.select?.();
  }
  /** Choose a weight and go to the field that changes it. */
  function pick(name, row, column) {
    choose({ name, row, column });
    enter(value.box);
  }

  /** Fill a choice of rows or columns, where it is another matrix's, and show the place. */
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
    const round = (exact) => Number(exact.toFixed(4));
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
    const { before, edits, tokens, said, h } = now();
    const T = before.trace.T;
    if (edits.length && reset.disabled) details.open = true;
    reset.disabled = !edits.length;
    list.replaceChildren(
      ...edits.map((edit, k) => {
        const { kind, step, unit } = edit;
        const earlier = kind === "weight" ? weightAt(before.p, edit) : before.trace.H[step * h + unit - 1];
        const past = step === null ? "" : step > T ? ` waits: only ${T} steps are read` : ` before: ${number(earlier)}`;
        const next = () => (list.children[Math.min(k, edits.length - 2)]?.lastChild ?? summary).focus();
        const name = nameOf(edit, tokens);
        const off = button("Remove", () => remove(edit, next), `remove the edit of ${name}`);
        return node("li", {}, `${name} = ${number(edit.value)}`, node("small", {}, past), " ", off);
      }),
    );
    follows.replaceChildren(...said.map(line));
  }

  reset.disabled = true;
  const open = () => enter(at().t ? state.box : matrix.select);
  return { element: node("div", { class: "d2l-change" }, details, reset), update, move, pick, silence, open };
}

function render({ model, el }) {
  let network = null;
  let own = []; // the network the figure is about, and the untrained one where Python sent it
  let now = null; // what is computed and shown
  let reading = null;
  let hovered = null;
  let focus = 0; // which panel the arithmetic is about
  let shaded = 0; // the unit whose values lie under the characters

  const figure = mount({ model, el }, "Hidden states", redraw);
  const { root } = figure;
  const last = () => reading.indices.length;
  const name = (t) =>
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
    const tables = now.nets.map((net, k) => numbersOf(net, now.units, reading, now.tokens, k ? null : now.shifts));
    return node("div", {}, ...tables.flat());
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
    if (network !== model.get("network")) {
      network = model.get("network");
      const { sizes, weights, untrained } = network;
      own = [{ title: untrained ? "trained" : "the network", p: decodeParams(weights, sizes) }];
      if (untrained) own[1] = { title: "untrained", p: decodeParams(untrained, sizes) };
    }
    const earlier = reading?.indices ?? [];
    reading = read(field.text(), network);
    const steps = inCommon(earlier, reading.indices);
    for (const net of own) {
      const known = net.trace ? { trace: net.trace, steps } : undefined;
      const trace = unroll(reading.indices, net.p, null, null, known);
      const expected = expectations(trace, net.p, known && net.expected.slice(0, steps));
      Object.assign(net, { trace, expected, edits: [] });
    }
    say(message, complaint(reading, network.tokens, 1) ?? "");
    apply();
  }

  /** The run under the edits beside the one before, computed and painted. */
  function apply() {
    const [before] = own;
    const { indices, characters } = reading;
    const { tokens } = network;
    const { h } = before.p;
    const edits = fitting(model.get("edits") ?? [], before.p);
    const by = model.get("order") ?? "unit";
    now = { nets: own, after: before, before, edits, tokens, h, units: unitOrder(before.trace, h, by), said: [] };
    if (edits.length) {
      const p = withWeights(before.p, edits);
      const trace = unrollEdited(indices, p, edits);
      now.after = { title: "with your edits", p, edits, trace, expected: expectations(trace, p) };
      now.nets = [now.after, { ...before, title: "before the edits" }];
      now.shifts = moved(now.after.expected, before.expected);
      now.said = consequences(now);
    }
    panels.classList.toggle("d2l-long", last() > LONG);
    figures[1].hidden = now.nets.length < 2;
    stripTitle.hidden = !last();
    order.show(by);
    // Everything is measured before anything is painted, so that the browser lays the page out once.
    const widths = [...maps, strip].map(({ element }) => element.clientWidth);
    const colour = colours(root);
    const labels = ["H₀", ...indices.map((_, k) => visible(characters[k]))];
    const value = (net) => (t, i) => net.trace.H[t * h + i];
    now.nets.forEach((net, k) => {
      const caption = `Hidden states, ${net.title}`;
      say(captions[k], caption);
      const byHand = net.edits.length ? (t, i) => stateEdit(net.edits, t, i) : null;
      const title = `${caption}; Enter changes a cell, Delete silences it`;
      maps[k].draw({ title, labels, units: now.units, value: value(net), byHand }, widths[k], colour);
    });
    const { after, shifts } = now;
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
    const { activeElement } = root.getRootNode();
    const focused = detail.contains(activeElement) && activeElement.name;
    detail.replaceChildren(...arithmetic(net, reading, t, i, net === own[1] ? null : edit.pick));
    if (focused) detail.querySelector(`[name="${focused}"]`)?.focus();
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

/** The last step of the model's text: the clock asks, whichever views there are. */
function initialize({ model }) {
  return playing(model, () => read(model.get("text"), model.get("network")).indices.length);
}

export default { initialize, render };
