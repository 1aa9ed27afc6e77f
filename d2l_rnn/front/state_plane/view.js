/**
 * StatePlane: two hidden units, so a state is a point of a square. The square is painted by the most likely next
 * character, a text is a path of arrows, and from any point each character leads somewhere.
 */

import { largest } from "../equations/numbers.js";
import { read } from "../equations/reading.js";
import { decodeParams, softmax, unroll } from "../equations/rnn.js";
import { contextOf, drawLine, drawWords, sized } from "../kit/canvas.js";
import { colours } from "../kit/colour.js";
import { chooser, slider, textField } from "../kit/controls.js";
import { box } from "../kit/grid.js";
import { isModified } from "../kit/keys.js";
import { bars, node, say, table, tableView } from "../kit/nodes.js";
import { mount } from "../kit/root.js";
import { playing, stepControls } from "../kit/steps.js";
import { write } from "../kit/traits.js";
import { complaint, listed, number, probability, quoted, recent, visible } from "../kit/words.js";

const FEW_STEPS = 24; // up to so many steps every arrow is drawn and named; of more, the last ones before the cursor
const TRAIL = 8;
const NEAR = 0.04; // states closer than this share one label
const MOST_FANNED = 40; // arrows of the fan: more cannot be told apart
const GROUNDS = 8; // colours of the style sheet, the largest region first
const GRAIN = 96; // squares along one side of the shading

// ---------------------------------------------------------------------------------------------- numbers

/** softmax(O) at a state (9.4.6). */
export function softmaxAt(state, p) {
  return softmax(Float64Array.from(p.b_q, (bias, k) => bias + state[0] * p.W_hq[k] + state[1] * p.W_hq[p.q + k]));
}

/** The tokens at a state, the most likely first: { token, share, to }, where reading the token would lead (9.4.5). */
export function leads(state, p, most = p.q) {
  const shares = softmaxAt(state, p);
  const order = [...shares.keys()].sort((one, other) => shares[other] - shares[one]);
  return order
    .slice(0, most)
    .map((token) => ({ token, share: shares[token], to: stateOf(unroll([token], p, state), 1) }));
}

/** The state after step t of a trace. */
const stateOf = ({ H }, t) => [H[2 * t], H[2 * t + 1]];

const apart = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]);

/**
 * Where each token is the most likely: the outputs are planes over the square, so each region is a convex polygon,
 * the square cut off at a line for every other token. The largest first: { token, corners, share of the square }.
 */
export function regions(p) {
  const planes = Array.from({ length: p.q }, (_, k) => [p.W_hq[k], p.W_hq[p.q + k], p.b_q[k]]);
  // Tokens that win somewhere on a coarse grid come first: most others vanish after a few cuts.
  const grid = Array.from({ length: 81 }, (_, k) =>
    largest(softmaxAt([(k % 9) / 4 - 1, Math.floor(k / 9) / 4 - 1], p)),
  );
  const rivals = new Set([...grid, ...planes.keys()]);
  const found = [];
  planes.forEach((plane, token) => {
    let corners = [0, 1, 2, 3].map((k) => [k % 3 ? 1 : -1, k < 2 ? -1 : 1]);
    for (const rival of rivals) {
      if (rival !== token)
        corners = cutOff(
          corners,
          plane.map((value, k) => value - planes[rival][k]),
          token < rival,
        );
      if (corners.length < 3) return;
    }
    const share = areaOf(corners) / 4;
    if (share > 1e-9) found.push({ token, corners, share });
  });
  return found.sort((one, other) => other.share - one.share);
}

/** The part of a convex polygon where a x + b y + c ≥ 0; where it is 0 everywhere, the first of two tokens wins. */
function cutOff(corners, [a, b, c], first) {
  if (a === 0 && b === 0) return c > 0 || (c === 0 && first) ? corners : [];
  const height = corners.map(([x, y]) => a * x + b * y + c);
  return corners.flatMap((corner, k) => {
    const next = (k + 1) % corners.length;
    const kept = height[k] >= 0 ? [corner] : [];
    if (height[k] >= 0 === height[next] >= 0) return kept;
    return [...kept, between(corner, corners[next], height[k] / (height[k] - height[next]))];
  });
}

const between = (one, other, share) => one.map((value, axis) => value + share * (other[axis] - value));

const areaOf = (corners) =>
  corners.reduce((sum, [x, y], k) => {
    const next = corners[(k + 1) % corners.length];
    return sum + (x * next[1] - next[0] * y) / 2;
  }, 0);

/** Steps whose states lie together: { steps, state of the first }, in the order of the steps. */
export function gathered(trace, from, to) {
  const groups = [];
  for (let t = from; t <= to; t++) {
    const state = stateOf(trace, t);
    const group = groups.find((one) => apart(one.state, state) < NEAR);
    if (group) group.steps.push(t);
    else groups.push({ steps: [t], state });
  }
  return groups;
}

/**
 * Two steps that read the same character while different ones follow, [s, u] with s < u. Of several pairs, one with step
 * t in it comes first, then one that the network tells apart (`guesses`, its token after every step), then the earliest.
 * Null where the current character always says what follows.
 */
export function sameButDifferent(indices, t, guesses = []) {
  let [best, most] = [null, -1];
  for (let u = 2; u < indices.length; u++)
    for (let s = 1; s < u; s++) {
      if (indices[s - 1] !== indices[u - 1] || indices[s] === indices[u]) continue;
      const worth = (s === t || u === t ? 2 : 0) + (guesses[s] !== guesses[u] ? 1 : 0);
      if (worth > most) [best, most] = [[s, u], worth];
    }
  return best;
}

const point = (state) => `(${number(state[0], 2)}, ${number(state[1], 2)})`;

/** What the text shows of memory, at step t where it can. */
export function memorySentence({ characters, indices }, trace, p, tokens, t) {
  const guess = (step) => largest(softmaxAt(stateOf(trace, step), p));
  const guesses = Array.from({ length: trace.T + 1 }, (_, step) => guess(step));
  const pair = sameButDifferent(indices, t, guesses);
  if (indices.length < 2) return "";
  if (!pair)
    return (
      "No character of this text comes twice with different characters after it: " +
      "the current character says what follows, and the text asks for no memory."
    );
  const states = pair.map((step) => stateOf(trace, step));
  const [before, after] = pair.map((step) => recent(characters, step, 12));
  const next = pair.map((step) => quoted(characters[step]));
  const expected = pair.map((step) => quoted(tokens[guesses[step]]));
  const distance = apart(...states);
  const there = `The states are ${point(states[0])} and ${point(states[1])}, ${number(distance, 2)} apart`;
  const where =
    distance < 0.005
      ? `The two states are one place, ${point(states[0])}: the network remembers nothing that tells them apart.`
      : expected[0] === expected[1]
        ? `${there}: the network remembers something, but nothing that decides here. It expects ${expected[0]} both times.`
        : `${there}: that difference is the memory. The network expects ${expected.join(" and ")}.`;
  return (
    `After ${before} and ${after} the current character is the same, ${quoted(characters[pair[0] - 1])}, ` +
    `but ${next.join(" and ")} follow. ${where}`
  );
}

/** How many states lie where another lies already, in a sentence; empty where none does. */
export function coincidence(trace) {
  const together = gathered(trace, 0, trace.T).filter(({ steps }) => steps.length > 1);
  if (!together.length) return "";
  const { steps } = together.reduce((one, other) => (other.steps.length > one.steps.length ? other : one));
  const count = together.reduce((sum, group) => sum + group.steps.length, 0);
  const named = steps.slice(0, 6).join(", ") + (steps.length > 6 ? " and more" : "");
  return `${count} of the ${trace.T + 1} states lie within ${NEAR} of another one, such as those of steps ${named}.`;
}

// ----------------------------------------------------------------------------------------------- layout

/** Where the square stands on a canvas, in a figure of this width. */
export function planeSize(width) {
  const [left, top] = [50, 12];
  const whole = width < 640 ? Math.min(width, 520) : Math.min(580, Math.round(width * 0.54));
  const side = Math.max(120, whole - left - 14);
  return { left, top, side, width: left + side + 14, height: top + side + 46 };
}

export const pixelOf = ({ left, top, side }, [a, b]) => [left + ((a + 1) / 2) * side, top + ((1 - b) / 2) * side];

/** The state under a pixel, to two digits; null outside the square. */
export function stateUnder({ left, top, side }, [x, y]) {
  const state = [((x - left) / side) * 2 - 1, 1 - ((y - top) / side) * 2];
  return state.some((value) => Math.abs(value) > 1.03) ? null : state.map(rounded);
}

const rounded = (value) => Math.round(Math.max(-1, Math.min(1, value)) * 100) / 100;

/** The first of some places for a label that is free and lies on the canvas, marked as taken; or nothing. */
function settle(places, wide, high, taken, size) {
  const free = places.find(
    ([x, y]) =>
      x > wide &&
      x + wide < size.width &&
      y > high &&
      y + high < size.top + size.side + 14 &&
      !taken.some((other) => Math.abs(x - other.x) < wide + other.wide && Math.abs(y - other.y) < high + other.high),
  );
  if (free) taken.push({ x: free[0], y: free[1], wide, high });
  return free;
}

const around = ([x, y]) =>
  [22, 31, 43, 57].flatMap((far) =>
    Array.from({ length: 12 }, (_, k) => [
      x + far * Math.sin((k * Math.PI) / 6),
      y - far * Math.cos((k * Math.PI) / 6),
    ]),
  );

/**
 * An arrow as a function from [0, 1] to pixels: bent, so that there and back are two lines; a loop where it leads to
 * where it starts.
 */
function arrow(from, to, { left, top, side }) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (length < 14) {
    const angle = (share) => (0.75 + 1.5 * share) * Math.PI;
    return (share) => [to[0] + 9 * Math.cos(angle(share)), to[1] - 15 + 9 * Math.sin(angle(share))];
  }
  // The way it bends, unless that leads out of the square.
  const apex = [from[0] + dx / 2 + 0.07 * dy - left, from[1] + dy / 2 - 0.07 * dx - top];
  const turn = apex.some((value) => value < 0 || value > side) ? -0.26 : 0.26;
  return (share) => {
    const s = 7 / length + share * (1 - 14 / length);
    const bend = turn * s * (1 - s);
    return [from[0] + s * dx + bend * dy, from[1] + s * dy - bend * dx];
  };
}

/** A path laid out: dots, a label of step numbers for each place, and an arrow with its character for each step. */
export function pathLayout(trace, characters, size, [from, to], taken) {
  const dots = Array.from({ length: trace.T + 1 }, (_, t) => pixelOf(size, stateOf(trace, t)));
  const places = gathered(trace, from, to).map(({ steps, state }) => ({ steps, at: pixelOf(size, state) }));
  for (const { at } of places) taken.push({ x: at[0], y: at[1], wide: 5, high: 5 });
  for (const place of places) {
    const named = place.steps.slice(0, 3).map((t) => (t ? t : "H₀"));
    place.words = named.join(" ") + (place.steps.length > 3 ? ` +${place.steps.length - 3}` : "");
    place.wide = 4 + 3.6 * place.words.length;
    place.label = settle(around(place.at), place.wide, 8, taken, size);
  }
  const arrows = [];
  for (let t = Math.max(1, from); t <= to; t++) {
    const along = arrow(dots[t - 1], dots[t], size);
    const words = visible(characters[t - 1]);
    const spots = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74].map(along);
    arrows.push({ t, along, words, label: settle(spots, 3 + 4 * words.length, 9, taken, size) });
  }
  return { dots, places, arrows };
}

/** Where the letter of a region stands: far from its edges and from what is drawn on it; `room` in states. */
export function letterPlace({ token, corners }, obstacles) {
  const middle = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length);
  const spots = corners.flatMap((corner) => [0, 0.35, 0.6].map((share) => between(middle, corner, share)));
  const choices = spots.map((at) => {
    const room = Math.min(...corners.map((corner, k) => besideLine(at, corner, corners[(k + 1) % corners.length])));
    const free = obstacles.reduce((least, one) => Math.min(least, apart(at, one)), 0.3);
    return { token, at, room, score: Math.min(room, 0.15) + free };
  });
  return choices.reduce((best, one) => (one.score > best.score ? one : best));
}

/** How far a point lies to the left of the line between two corners. */
function besideLine([x, y], [x1, y1], [x2, y2]) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  return length ? ((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)) / length : Infinity;
}

// -------------------------------------------------------------------------------------------- painting

/** The share of paper in the paint where the most likely of q characters has probability top: 0 to 0.8. */
export const doubt = (top, q) => (q > 1 ? (0.8 * (1 - top)) / (1 - 1 / q) : 0);

/** The doubt of every place, as a small picture of alphas. */
function doubts(p) {
  const image = new ImageData(GRAIN, GRAIN);
  for (let k = 0; k < GRAIN * GRAIN; k++) {
    const state = [((k % GRAIN) + 0.5) / GRAIN, 1 - (Math.floor(k / GRAIN) + 0.5) / GRAIN].map((part) => 2 * part - 1);
    image.data[4 * k + 3] = 255 * doubt(Math.max(...softmaxAt(state, p)), p.q);
  }
  return image;
}

function drawArrow(context, along, ink, width, dash) {
  drawLine(
    context,
    Array.from({ length: 17 }, (_, k) => along(k / 16)),
    ink,
    width,
    dash,
  );
  const end = along(1);
  const back = along(0.93);
  const angle = Math.atan2(end[1] - back[1], end[0] - back[0]);
  const wing = (turn) => end.map((value, axis) => value - (6 + 2 * width) * [Math.cos, Math.sin][axis](angle + turn));
  drawLine(context, [end, wing(0.42), wing(-0.42)], ink, 0.5);
  context.fill();
}

function paintGround(context, size, areas, veil, look) {
  const { left, top, side } = size;
  const outlines = areas.map(({ corners }) =>
    [...corners, corners[0], corners[1]].map((corner) => pixelOf(size, corner)),
  );
  outlines.forEach((outline, k) => {
    drawLine(context, outline, look.grounds[k % GROUNDS]);
    context.fill();
  });
  // The small picture of doubt, filled with the colour of the page.
  const paper = node("canvas", { width: GRAIN, height: GRAIN });
  const small = contextOf(paper);
  small.putImageData(veil, 0, 0);
  Object.assign(small, { globalCompositeOperation: "source-in", fillStyle: look.page });
  small.fillRect(0, 0, GRAIN, GRAIN);
  context.drawImage(paper, left, top, side, side);
  for (const outline of outlines) drawLine(context, outline, look.line, 1.5);
  for (const tick of [-1, -0.5, 0, 0.5, 1]) {
    const [x, y] = pixelOf(size, [tick, tick]);
    const said = number(tick, tick % 1 ? 1 : 0);
    drawWords(context, said, [x, top + side + 12], look.text, `12px ${look.font}`);
    drawWords(context, said, [left - 17, y], look.text, `12px ${look.font}`);
  }
  drawWords(context, "hidden unit 1", [left + side / 2, top + side + 33], look.text, `600 13px ${look.font}`);
  context.rotate(-Math.PI / 2);
  drawWords(context, "hidden unit 2", [-top - side / 2, 11], look.text, `600 13px ${look.font}`);
}

/** A text's path: the arrow into step t strong, what comes later faint. */
function drawPath(context, { dots, places, arrows }, t, ink, dash, look) {
  const mark = ([x, y], radius) => {
    context.beginPath();
    if (dash.length) context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  };
  const fade = (step) => (context.globalAlpha = step > t ? 0.4 : 1);
  fade(Infinity);
  context.fillStyle = ink;
  for (const dot of dots) mark(dot, 2.5);
  for (const { t: step, along } of arrows) {
    fade(step);
    drawArrow(context, along, ink, step === t ? 3.5 : 1.5, dash);
  }
  for (const { steps, at, label, wide, words: said } of places) {
    fade(steps[0]);
    if (label) drawLine(context, [at, label], ink);
    mark(at, 4.5);
    if (!label) continue;
    const here = steps.includes(t);
    const edges = [label[0] - wide, label[1] - 8, 2 * wide, 16];
    context.globalAlpha = 1;
    context.fillStyle = here ? ink : look.page;
    context.fillRect(...edges);
    context.strokeRect(...edges);
    drawWords(
      context,
      said,
      [label[0], label[1] + 0.5],
      here ? look.page : ink,
      `${here ? 700 : 400} 12px ${look.font}`,
    );
  }
  context.globalAlpha = 1;
  for (const { t: step, label, words: said } of arrows)
    if (label)
      drawWords(context, said, label, ink, `700 ${step === t ? 17 : 13}px ${look.font}`, { rim: look.page, room: 90 });
}

/** Where each character would lead from a state: thicker arrows are more likely characters. */
function drawFan(context, size, from, ways, tokens, look) {
  const start = pixelOf(size, from);
  const taken = [];
  for (const { share, to } of ways) drawArrow(context, arrow(start, pixelOf(size, to), size), look.fan, 1 + 3 * share);
  for (const { token, to } of ways) {
    const end = pixelOf(size, to);
    const said = visible(tokens[token]);
    const label = settle([end, ...around(end)], 3 + 4 * said.length, 8, taken, size);
    if (label) drawWords(context, said, label, look.fan, `700 14px ${look.font}`, { rim: look.page, room: 90 });
  }
}

// ------------------------------------------------------------------------------------------------ words

/** A state in full: its two numbers, the probabilities there, and where each character would lead. */
function stateInFull({ title, state, next }, p, tokens, fan) {
  const rows = leads(state, p, 6).map(({ token, share, to }) => ({
    label: [
      visible(tokens[token]),
      node("small", {}, (fan ? ` leads to ${point(to)}` : "") + (tokens[token] === next ? " next in the text" : "")),
    ],
    value: share,
    note: probability(share),
    mark: tokens[token] === next ? "d2l-sum" : null,
  }));
  const most = p.q > 6 ? `, the 6 most likely of ${p.q}` : "";
  return [
    node("p", { class: "d2l-title" }, title),
    node("p", { class: "d2l-formula" }, `unit 1 = ${number(state[0])}, unit 2 = ${number(state[1])}`),
    node("p", { class: "d2l-caption" }, `The next character there${most}`),
    bars(rows, 1, { diverging: false }),
  ];
}

/** Which characters the square is painted with, and which never come out on top. */
function painted(areas, tokens) {
  const named = areas.slice(0, 8).map(({ token, share }) => {
    return `${quoted(tokens[token])} ${share < 0.01 ? "< 1" : number(100 * share, 0)} %`;
  });
  if (areas.length > 8) named.push(`${areas.length - 8} more`);
  const never = tokens.filter((_, k) => areas.every(({ token }) => token !== k));
  const nowhere = never.length ? ` Nowhere the most likely: ${listed(never, 12)}.` : "";
  return `Ground: ${named.join(", ")}.${nowhere}`;
}

function stepsTable({ characters }, trace, p, tokens, title) {
  const rows = Array.from({ length: trace.T + 1 }, (_, t) => {
    const state = stateOf(trace, t);
    const shares = softmaxAt(state, p);
    const top = largest(shares);
    const numbers = [...state, shares[top]].map((value) => number(value, 4));
    return [String(t), t ? visible(characters[t - 1]) : "nothing yet", ...numbers, visible(tokens[top])];
  });
  return table([["step", "reads", "unit 1", "unit 2", "highest probability", "for the next"], ...rows], title);
}

function waysTable({ title, state }, p, tokens) {
  const rows = leads(state, p).map(({ token, share, to }) => [
    visible(tokens[token]),
    ...[share, ...to].map((value) => number(value, 4)),
  ]);
  return table(
    [["character", "probability", "leads to unit 1", "and unit 2"], ...rows],
    `${title}: every next character`,
  );
}

// ----------------------------------------------------------------------------------------------- wiring

function render({ model, el }) {
  let network = null;
  let nets = {}; // by name: { name, p, areas, veil }
  let net = null; // the one that is shown
  let first = null; // { reading, trace, layout } of the text
  let second = null; // the same of the text beside it, or null
  let size = null;
  let look = null;
  let ground = ""; // what is painted on the lowest canvas
  let hovered = null;

  const figure = mount({ model, el }, "State plane", redraw);
  const { root } = figure;
  const last = () => first.trace.T;
  const name = (t) =>
    t
      ? `step ${t} of ${last()}, reads ${quoted(first.reading.characters[t - 1])}`
      : "step 0, before the first character";
  const field = textField(model, "Text", redraw);
  const beside = textField(model, "Second text", redraw, { trait: "beside" });
  const steps = stepControls(model, { first: 0, last, name, announce: figure.announce });
  const [message, otherMessage] = [0, 1].map(() => node("p", { class: "d2l-message", role: "alert" }));
  const checkbox = (label, change) => {
    const input = node("input", { type: "checkbox", change: () => change(input.checked) });
    return { input, element: node("label", {}, input, ` ${label}`) };
  };
  const fan = checkbox("Where would each character lead from here?", (on) => write(model, { fan: on }));
  const probing = checkbox("A state of your own", (on) => probe(on && stateOf(first.trace, steps.current())));
  const weights = chooser({
    label: "Network",
    options: ["trained", "untrained"].map((value) => [value, value]),
    change: (value) => write(model, { weights: value }),
  });
  const { limits } = model.get("network");
  const units = ["unit_1", "unit_2"].map((unit) => ({
    unit,
    ...slider({
      label: unit.replace("_", " "),
      min: limits[unit][0],
      max: limits[unit][1],
      step: 0.01,
      words: (value) => number(value, 2),
      change: (value) => write(model, { [unit]: value }),
    }),
  }));
  const own = node("div", { class: "d2l-options" }, ...units.map(({ element }) => element));
  const canvases = [0, 1, 2].map(() => node("canvas", { "aria-hidden": "true" }));
  const cell = node("div", { class: "d2l-cell", role: "gridcell", tabindex: "0", keydown: keys });
  const grid = node(
    "div",
    { role: "grid", "aria-label": "Path of the text; arrow keys step, Enter tries a state there, Escape ends that" },
    node("div", { role: "row" }, cell),
  );
  const plane = node("div", { class: "d2l-field" }, ...canvases, grid);
  const detail = node("div", { class: "d2l-detail" });
  const row = node("div", { class: "d2l-plane" }, plane, detail);
  const [key, memory, compared, together, regionsLine] = ["d2l-key", "d2l-memory", "", "", "d2l-ground"].map((name) =>
    node("p", { class: name }),
  );
  const numbers = tableView("The numbers of this figure as a table", () =>
    node(
      "div",
      {},
      waysTable(chosen(), net.p, network.tokens),
      ...[first, second].map((one, k) =>
        one ? stepsTable(one.reading, one.trace, net.p, network.tokens, `States of the ${k ? "second " : ""}text`) : "",
      ),
    ),
  );
  root.append(
    node("div", { class: "d2l-controls" }, field.element, steps.element),
    message,
    node("div", { class: "d2l-options" }, beside.element, weights.element),
    otherMessage,
    node("div", { class: "d2l-options" }, fan.element, probing.element),
    own,
    row,
    key,
    memory,
    compared,
    together,
    regionsLine,
    numbers.element,
  );
  root.addEventListener("keydown", steps.keys);
  root.addEventListener("keydown", ({ key }) => key === "Escape" && model.get("probing") && probe(null));

  canvases[0].addEventListener("pointermove", (event) => hover(under(event)));
  canvases[0].addEventListener("pointerleave", () => hover(null));
  canvases[0].addEventListener("click", (event) => {
    const at = under(event);
    if (at?.t >= 0) {
      probe(null);
      steps.go(at.t);
    } else if (at) probe(at.state);
    cell.focus({ preventScroll: true });
  });

  /** Put a state of the reader's own somewhere, or take it away. */
  function probe(state) {
    if (!state) return write(model, { probing: false });
    const [unit_1, unit_2] = state.map(rounded);
    write(model, { unit_1, unit_2, probing: true, playing: false });
  }

  /** What lies under the pointer: a step of the path, or a state. */
  function under({ offsetX, offsetY }) {
    const at = [offsetX, offsetY];
    const far = first.layout.dots.map((dot) => -apart(dot, at));
    const t = largest(far);
    const state = stateUnder(size, at);
    return far[t] > -9 ? ofStep(t) : state && { title: "Under the pointer", state };
  }

  function hover(at) {
    if (!at && !hovered) return;
    hovered = at;
    paintState();
  }

  function keys(event) {
    if (isModified(event)) return;
    const t = steps.current();
    if (event.key === "Enter") probe(stateOf(first.trace, t));
    const to = { ArrowLeft: t - 1, ArrowRight: t + 1, Home: 0, End: last() }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    steps.go(to);
    figure.announce(cell.getAttribute("aria-label"));
  }

  function build() {
    network = model.get("network");
    nets = {};
    for (const name of ["trained", "untrained"]) {
      const packed = network[name === "trained" ? "weights" : name];
      if (!packed) continue;
      const p = decodeParams(packed, network.sizes);
      nets[name] = { name, p, areas: regions(p), veil: doubts(p) };
    }
    ground = "";
  }

  function follow(text) {
    const reading = read(text, network);
    return { reading, trace: unroll(reading.indices, net.p) };
  }

  /** New text, weights, size or theme: compute and lay out everything; the ground is painted only when it is another. */
  function redraw() {
    // Everything is measured before anything changes, so that the browser lays the page out once.
    const width = row.clientWidth;
    look = appearance(root);
    if (network !== model.get("network")) build();
    net = nets[model.get("weights")] ?? nets.trained;
    first = follow(field.text());
    const other = follow(beside.text());
    second = other.trace.T ? other : null;
    hovered = null;
    say(message, complaint(first.reading, network.tokens, 1) ?? "");
    say(otherMessage, (beside.text() && complaint(other.reading, network.tokens, 1)) || "");
    weights.element.hidden = !nets.untrained;
    weights.show(net.name);
    say(regionsLine, painted(net.areas, network.tokens));
    say(together, coincidence(first.trace));
    if (width) paint(width);
    else size = null; // hidden by its host: nothing is laid out until it comes back
    move();
  }

  function paint(width) {
    size = planeSize(width);
    const wanted = JSON.stringify([net.name, size, look]);
    if (ground !== wanted) {
      ground = wanted;
      row.classList.toggle("d2l-narrow", width < 640);
      Object.assign(plane.style, { width: `${size.width}px`, height: `${size.height}px` });
      paintGround(sized(canvases[0], size), size, net.areas, net.veil, look);
    }
    layOut();
  }

  function layOut() {
    const t = steps.current();
    const taken = [];
    for (const one of [first, second]) {
      if (!one) continue;
      const { T } = one.trace;
      const end = Math.min(t, T);
      const shown = T > FEW_STEPS ? [Math.max(0, end - TRAIL), end] : [0, T];
      one.layout = pathLayout(one.trace, one.reading.characters, size, shown, taken);
    }
    const obstacles = taken.map(({ x, y }) => [
      ((x - size.left) / size.side) * 2 - 1,
      1 - ((y - size.top) / size.side) * 2,
    ]);
    net.letters = net.areas.map((area) => letterPlace(area, obstacles));
  }

  /** What the reader has chosen: a state of their own, or that of a step. */
  function chosen() {
    if (!model.get("probing")) return ofStep(steps.current());
    return { title: "A state of your own", state: units.map(({ unit }) => model.get(unit)) };
  }

  function ofStep(t) {
    const { characters, indices } = first.reading;
    return {
      t,
      title: t ? `After step ${t}, ${recent(characters, t, 12)}` : "H₀, before the first character",
      state: stateOf(first.trace, t),
      next: t < indices.length ? characters[t] : null,
    };
  }

  /** New step: the path's emphasis and the words. */
  function move() {
    const t = steps.current();
    const state = stateOf(first.trace, t);
    steps.update();
    if (size) {
      if (Math.max(last(), second?.trace.T ?? 0) > FEW_STEPS) layOut();
      paintPaths(t);
      const [x, y] = first.layout.dots[t];
      box(cell, x - 10, y - 10, 20, 20);
    }
    cell.setAttribute("aria-label", `${name(t)}: unit 1 ${number(state[0])}, unit 2 ${number(state[1])}`);
    say(memory, memorySentence(first.reading, first.trace, net.p, network.tokens, t));
    say(compared, second ? comparison(Math.min(t, second.trace.T)) : "");
    choose();
  }

  function paintPaths(t) {
    const context = sized(canvases[1], size);
    for (const { at, room, token } of net.letters) {
      const said = visible(network.tokens[token]);
      const pixels = Math.min(32, (room * size.side * 0.75) / Math.max(1, said.length / 2));
      if (pixels < 9) continue;
      drawWords(context, said, pixelOf(size, at), look.text, `700 ${pixels}px ${look.font}`);
    }
    if (second) drawPath(context, second.layout, Math.min(t, second.trace.T), look.second, [6, 4], look);
    drawPath(context, first.layout, t, look.text, [], look);
  }

  /** The same step of the two texts. */
  function comparison(t) {
    const states = [first, second].map(({ trace }) => stateOf(trace, t));
    const [one, other] = [first, second].map(({ reading }) => recent(reading.characters, t, 12));
    return `Step ${t}: ${one} is at ${point(states[0])}, ${other} at ${point(states[1])}, ${number(apart(...states), 2)} apart.`;
  }

  /** Another state is looked at, or with other eyes. */
  function choose() {
    fan.input.checked = Boolean(model.get("fan"));
    probing.input.checked = Boolean(model.get("probing"));
    own.hidden = !probing.input.checked;
    for (const { unit, show } of units) show(model.get(unit));
    say(
      key,
      "Every point is a state; its letter is the character most likely to come next, fainter where the network is less sure. " +
        "An arrow is a character read, a number its step. Click in the square to try a state." +
        (second ? " Broken lines and squares: the second text." : "") +
        (fan.input.checked ? " Coloured arrows: where each character would lead, the more likely the thicker." : ""),
    );
    numbers.update();
    paintState();
  }

  /** The uppermost canvas and the numbers: what the pointer is on, else what is chosen. */
  function paintState() {
    const at = hovered ?? chosen();
    detail.replaceChildren(...stateInFull(at, net.p, network.tokens, fan.input.checked));
    if (!size) return;
    const context = sized(canvases[2], size);
    if (fan.input.checked) drawFan(context, size, at.state, leads(at.state, net.p, MOST_FANNED), network.tokens, look);
    const ring = (state, ink, radius) => {
      for (const [width, paint] of Object.entries({ 3: ink, 6: look.page }).reverse()) {
        context.beginPath();
        context.arc(...pixelOf(size, state), radius, 0, 2 * Math.PI);
        Object.assign(context, { lineWidth: width, strokeStyle: paint });
        context.stroke();
      }
    };
    ring(stateOf(first.trace, steps.current()), look.text, 10);
    if (at.t === undefined || hovered) ring(at.state, look.fan, 7);
  }

  figure.watch(["text"], () => {
    field.follow();
    redraw();
  });
  figure.watch(["beside"], () => {
    beside.follow();
    redraw();
  });
  figure.watch(["network", "weights"], redraw);
  figure.watch(["step"], move);
  figure.watch(["playing"], steps.update);
  figure.watch(["fan", "probing", "unit_1", "unit_2"], choose);
  redraw();
  return figure.close;
}

/** The colours of the theme, those of the kit and this figure's own. */
function appearance(root) {
  const style = getComputedStyle(root);
  const own = (name) => style.getPropertyValue(`--d2l-${name}`).trim();
  const { text, font } = colours(root);
  const grounds = Array.from({ length: GROUNDS }, (_, k) => own(`ground-${k + 1}`));
  return {
    text,
    font,
    grounds,
    page: style.backgroundColor,
    line: own("line"),
    second: own("warn"),
    fan: own("focus"),
  };
}

/** The last step of the model's text: the clock asks, whichever views there are. */
function initialize({ model }) {
  return playing(model, () => read(model.get("text"), model.get("network")).indices.length);
}

export default { initialize, render };
