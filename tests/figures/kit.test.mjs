// What the figures say, and where their grids and colours are: the parts of the kit that need no page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inkOn, shade } from "../../d2l_rnn/front/kit/colour.js";
import { columnsOf, stepsOf } from "../../d2l_rnn/front/kit/columns.js";
import {
  isWhole,
  listed,
  lowered,
  number,
  power,
  probability,
  raised,
  signed,
  visible,
  wrongNumber,
} from "../../d2l_rnn/front/kit/words.js";

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

test("a number of any size is written in a few digits", () => {
  assert.deepEqual(
    [0.0213, -2.31e-7, 0, 987, 12345.6].map((value) => power(value)),
    ["0.0213", "−2.31·10⁻⁷", "0", "987", "1.23·10⁴"],
  );
  assert.deepEqual(
    [NaN, Infinity].map((value) => power(value)),
    ["–", "∞"],
  );
  assert.equal(power(9.96e11, 2), "1.0·10¹²");
  assert.equal(raised(-12), "⁻¹²");
  assert.equal(lowered(30), "₃₀");
});

test("blank characters are made visible, others are left as they are", () => {
  assert.equal(visible(" "), "␣");
  assert.equal(visible("\n"), "⏎");
  assert.equal(visible("\u0301"), "◌\u0301");
  assert.equal(visible("\u200f"), "U+200F");
  assert.equal(visible("<"), "<");
  assert.equal(visible("語"), "語");
});

test("a wrong number is told what would be right, and a right one nothing", () => {
  const wrong = (text) => wrongNumber(text, { least: -1, most: 1 });
  assert.deepEqual(["0.5", "−1", " 1 ", ".5"].map(wrong), [null, null, null, null]);
  assert.match(wrong(""), /Nothing is typed here; a number from −1 to 1 is needed/);
  assert.match(wrong("0,5"), /decimal sign as a point: 0\.5/);
  assert.match(wrong("a".repeat(50)), /^‘a{20}…’ is not a number/);
  assert.match(wrong("2"), /out of range/);
  assert.match(wrongNumber("1.5", { least: 1, most: 9, whole: true }), /not whole/);
});

test("a long list of tokens is cut, and says how many there are", () => {
  assert.match(listed(Array.from({ length: 50 }, (_, k) => String.fromCodePoint(200 + k))), /… \(50 in all\)$/);
});

test("half characters are noticed wherever they stand", () => {
  for (const text of ["\ud83d", "a\ud83db", "\ude42", "\ude42\ud83d"]) assert.equal(isWhole(text), false);
  for (const text of ["", "a", "🙂", "é", "שלום"]) assert.equal(isWhole(text), true);
});

test("the columns fit the width, and begin where they began while the current letter is among them", () => {
  for (const width of [312, 390, 860])
    for (const letters of [0, 1, 7, 40, 400])
      for (const current of [0, 1, letters >> 1, letters]) {
        const at = columnsOf(width, letters, current);
        assert.ok(at.left + at.count * at.pitch < width + 1e-9 && at.to <= letters && at.to - at.from < at.count);
        assert.ok(current < 1 || letters < 1 || (at.from <= current && current <= at.to));
        assert.ok(at.x(at.from) - at.pitch / 2 >= at.left - 1e-9);
      }
  const first = columnsOf(860, 40, 1);
  assert.equal(first.from, 1);
  const moved = columnsOf(860, 40, 30, { before: first.from });
  assert.ok(moved.from > 1 && moved.to >= 31);
  assert.equal(columnsOf(860, 40, 29, { before: moved.from }).from, moved.from);
  assert.deepEqual(stepsOf(columnsOf(860, 3, 2)), [1, 2, 3]);
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

test("a text longer than all columns has the most of them around the current letter", () => {
  const { count, from, to } = columnsOf(860, 200, 100);
  assert.deepEqual([count, to - from + 1], [20, 20]);
  assert.ok(from <= 100 && 100 < to);
  assert.equal(columnsOf(390, 200, 100).count, 10);
});
