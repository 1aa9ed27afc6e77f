// What the figures say, and where their grids and colours are: the parts of the kit that need no page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { tokenize } from "../../d2l_rnn/front/equations/reading.js";
import { inkOn, shade } from "../../d2l_rnn/front/kit/colour.js";
import { cellAt, geometry, reveal } from "../../d2l_rnn/front/kit/grid.js";
import {
  complaint,
  counted,
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

test("one thing is counted as one, any other number as several", () => {
  assert.deepEqual(
    [0, 1, 2n].map((value) => counted(value, "cell")),
    ["0 cells", "1 cell", "2 cells"],
  );
  assert.equal(counted(1000, "cell", "1,000"), "1,000 cells");
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

test("a wide grid scrolls until the whole column can be seen, and not while it can be", () => {
  const size = { gutter: 30, column: 20 };
  const scrolled = (scrollLeft, left) => {
    const scroller = { scrollLeft, clientWidth: 300 };
    reveal(scroller, left, size);
    return scroller.scrollLeft;
  };
  // What can be seen stays; then the right edge, then the left one, beside the gutter.
  assert.deepEqual(
    [130, 200, 380, 381, 390, 500, 129, 30].map((left) => scrolled(100, left)),
    [100, 100, 100, 101, 110, 220, 99, 0],
  );
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
