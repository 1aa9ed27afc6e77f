// What the figures say and where they put it: the parts of the front end that need no page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fitting, stateEdit, withEdit } from "../../d2l_rnn/front/equations/interventions.js";
import { compute, pairs } from "../../d2l_rnn/front/equations/predicting.js";
import { tokenize } from "../../d2l_rnn/front/equations/rnn.js";
import { placeOf, stepAt, stripSize } from "../../d2l_rnn/front/hidden_states/coloured_text.js";
import { consequences, nameOf } from "../../d2l_rnn/front/hidden_states/view.js";
import {
  cellAt,
  complaint,
  geometry,
  inkOn,
  isWhole,
  listed,
  number,
  probability,
  shade,
  signed,
  visible,
} from "../../d2l_rnn/front/kit/kit.js";
import { overview } from "../../d2l_rnn/front/predictions/overview.js";

const colours = { negative: [213, 94, 0], zero: [247, 247, 247], positive: [0, 114, 178] };
const dark = { negative: [230, 159, 0], zero: [43, 43, 43], positive: [86, 180, 233] };

test("numbers carry a real minus sign, and zero none", () => {
  assert.equal(number(-0.5, 2), "−0.50");
  assert.equal(number(-0.0001, 2), "0.00");
  assert.equal(signed(0.25, 2), "+0.25");
  assert.equal(signed(-3, 0), "−3");
  assert.equal(number(1e30), "1.00e+30");
});

test("a probability is never said to be 1 or 0", () => {
  assert.equal(probability(0.99999), "> 0.999");
  assert.equal(probability(0.00001), "< 0.001");
  assert.equal(probability(0.25), "0.250");
});

test("blank characters are made visible, others are left as they are", () => {
  assert.equal(visible(" "), "␣");
  assert.equal(visible("\n"), "⏎");
  assert.equal(visible("\u0301"), "◌\u0301");
  assert.equal(visible("\u200f"), "U+200F");
  assert.equal(visible("<"), "<");
  assert.equal(visible("語"), "語");
});

test("every complaint says what is wrong and what would be right", () => {
  const tokens = ["a", "b"];
  const about = (text, least = 1) => complaint(tokenize(text, tokens), tokens, least);
  assert.equal(about("ab"), null);
  assert.match(about(""), /empty.*Type a character.*a b/);
  assert.match(about("", 2), /at least two characters/);
  assert.match(about("a", 2), /no next one.*at least one more/);
  assert.match(about("abz"), /without ‘z’ \(character 3\).*reads: a b/);
  assert.match(about("a\udc00"), /half a character.*paste the whole/);
  const long = tokenize("ab".repeat(5000), tokens);
  long.indices.length = 400;
  assert.match(complaint(long, tokens, 1), /10000 characters.*first 400/);
});

test("a long list of tokens is cut, and says how many there are", () => {
  assert.match(listed(Array.from({ length: 50 }, (_, k) => String.fromCodePoint(200 + k))), /… \(50 in all\)$/);
});

test("half characters are noticed wherever they stand", () => {
  for (const text of ["\ud83d", "a\ud83db", "\ude42", "\ude42\ud83d"]) assert.equal(isWhole(text), false);
  for (const text of ["", "a", "🙂", "é", "שלום"]) assert.equal(isWhole(text), true);
});

test("the grid fits the width while it can, and scrolls when cells would be too narrow", () => {
  for (const width of [420, 760, 1300]) {
    assert.ok(geometry(width, 7, 16).width <= width);
    assert.ok(geometry(width, 201, 128).column >= 13);
    assert.ok(geometry(width, 41, 32).height <= 400);
  }
  assert.equal(geometry(760, 7, 16).row, 22);
  assert.equal(geometry(760, 7, 128).row, 3);
});

test("a point finds the cell that is drawn there", () => {
  const size = geometry(760, 7, 16);
  assert.deepEqual(cellAt(size, size.gutter + 2.5 * size.column, size.head + 4.5 * size.row), { column: 2, row: 4 });
  assert.equal(cellAt(size, 3, 100), null);
  assert.equal(cellAt(size, size.width + 1, 100), null);
});

test("the scale ends in its colours and never leaves them", () => {
  assert.deepEqual(shade(-1, colours), colours.negative);
  assert.deepEqual(shade(0, colours), colours.zero);
  assert.deepEqual(shade(7, colours), colours.positive);
});

test("the ink on every shade of both themes has a contrast of 4.5 or more", () => {
  const luminance = (rgb) =>
    rgb
      .map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
  for (const theme of [colours, dark]) {
    for (let value = -1; value <= 1; value += 0.01) {
      const ground = luminance(shade(value, theme));
      const ink = inkOn(shade(value, theme)) === "#000000" ? 0 : 1;
      const contrast = (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
      assert.ok(contrast >= 4.5, `${contrast} at ${value}`);
    }
  }
});

test("the overview of predictions leaves no row on another", () => {
  for (const [T, q] of [
    [1, 2],
    [6, 7],
    [40, 28],
    [200, 60],
  ]) {
    const size = overview(760, T, q);
    assert.ok(size.state >= 36 && size.softmax >= size.state + 42);
    assert.ok(size.target >= size.softmax + q * size.row);
    assert.ok(size.height >= size.target + 80);
  }
});

test("inputs and targets are the text shifted by one", () => {
  const tokens = ["a", "c", "e", "h", "i", "m", "n"];
  const { inputs, targets } = pairs("machine", tokens);
  assert.equal(inputs.map((k) => tokens[k]).join(""), "machin");
  assert.equal(targets.map((k) => tokens[k]).join(""), "achine");
  assert.deepEqual(pairs("m", tokens).inputs, []);
  assert.deepEqual(pairs(null, tokens).inputs, []);
});

test("an output of equal numbers loses ln |V| at every step", () => {
  const tokens = ["a", "b", "c"];
  const p = {
    d: 3,
    h: 2,
    q: 3,
    W_xh: new Float32Array(6),
    W_hh: new Float32Array(4),
    b_h: new Float32Array(2),
    W_hq: new Float32Array(6),
    b_q: new Float32Array(3),
  };
  const results = compute(pairs("abcab", tokens), p);
  for (const mean of results.means) assert.ok(Math.abs(mean - Math.log(3)) < 1e-9);
});

const state = (step, unit, value = 0) => ({ kind: "state", step, unit, value });
const weight = (name, row, column, value = 0) => ({ kind: "weight", name, row, column, value });

test("a new edit comes last, and what it covers leaves", () => {
  const edits = [state(1, 2), weight("W_hh", 1, 1), state(3, 2)];
  assert.deepEqual(withEdit(edits, state(1, 2, 0.5)), [edits[1], edits[2], state(1, 2, 0.5)]);
  assert.deepEqual(withEdit(edits, weight("W_hh", 1, 1, 9)), [edits[0], edits[2], weight("W_hh", 1, 1, 9)]);
  assert.deepEqual(withEdit(edits, state(null, 2)), [edits[1], state(null, 2)]);
  assert.deepEqual(withEdit([state(null, 2)], state(3, 2, 0.5)), [state(null, 2), state(3, 2, 0.5)]);
  assert.equal(withEdit(edits, weight("W_hq", 1, 1)).length, 4);
});

test("the later of two edits decides about a state, and H_0 has none", () => {
  const edits = [state(null, 1, 0.1), state(2, 1, 0.2)];
  assert.equal(stateEdit(edits, 2, 0).value, 0.2);
  assert.equal(stateEdit(edits, 3, 0).value, 0.1);
  assert.equal(stateEdit(edits, 0, 0), undefined);
  assert.equal(stateEdit(edits, 2, 1), undefined);
});

test("edits of a larger network are left out", () => {
  const edits = [state(1, 3), weight("W_hh", 3, 1), weight("b_q", 1, 3), weight("W_xh", 3, 2)];
  assert.deepEqual(fitting(edits, { d: 3, h: 2, q: 3 }), edits.slice(2));
});

test("an edit is named by what it sets", () => {
  const tokens = ["a", " "];
  const names = [state(null, 5), state(3, 5), weight("W_xh", 2, 7), weight("W_hq", 7, 1), weight("b_h", 1, 4)];
  assert.deepEqual(
    names.map((edit) => nameOf(edit, tokens)),
    ["unit 5 at every step", "unit 5 at step 3", "W_xh from ‘␣’ to unit 7", "W_hq from unit 7 to ‘a’", "b_h of unit 4"],
  );
});

test("where nothing changes the consequences say so", () => {
  const run = { trace: { T: 1, H: [0, 0.5] }, expected: [{ top: [0], softmax: [1] }] };
  assert.deepEqual(consequences({ after: run, before: run, shifts: [0], edits: [], h: 1 }), [
    "No other state changes.",
    "No prediction changes.",
  ]);
  assert.deepEqual(consequences({ after: run, before: run, shifts: [], edits: [], h: 1 }).length, 2);
});

test("every character of the coloured text has a place of its own, and a point there finds it", () => {
  for (const [width, T] of [
    [440, 1],
    [440, 200],
    [860, 40],
    [1360, 400],
  ]) {
    const size = stripSize(width, T, 5);
    assert.ok(size.width <= width);
    for (let t = 1; t <= T; t++) {
      const [left, top] = placeOf(size, t);
      assert.ok(left + size.column <= size.width && top + size.line <= size.height);
      assert.equal(stepAt(size, left + 3, top + 3, T), t);
    }
    assert.equal(stepAt(size, 3, 3, T), 0);
    assert.equal(stepAt(size, size.width + 1, 3, T), 0);
  }
});
