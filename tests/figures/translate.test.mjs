// What a figure says in another language: its own dictionary, and English where that has nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { language, speak, t, tn } from "../../d2l_rnn/front/kit/translate.js";

const japanese = {
  language: "ja",
  plural: "0".repeat(200),
  said: {
    "Learn this text": "この文章を学習する",
    "unit {unit} after {letter}": "{letter} の後のユニット {unit}",
    "{n} number": ["{n} 個の数"],
    Twice: ["一度"],
  },
};
const polish = (/** @type {number} */ n) => {
  const tens = n % 100;
  return n === 1 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (tens < 10 || tens >= 20) ? 1 : 2;
};
const threeForms = {
  language: "pl",
  plural: Array.from({ length: 200 }, (_, n) => polish(n)).join(""),
  said: { "{n} unit": ["{n} jednostka", "{n} jednostki", "{n} jednostek"] },
};

test("without a dictionary all is said in English", () => {
  for (const none of [undefined, {}]) {
    speak(none);
    assert.equal(language(), "en");
    assert.equal(t("unit {unit} after {letter}", { unit: 3, letter: "a" }), "unit 3 after a");
    assert.deepEqual(
      [1, 2, 0].map((n) => tn("{n} unit", "{n} units", n)),
      ["1 unit", "2 units", "0 units"],
    );
  }
});

test("the gaps of a sentence are filled where the other language has them", () => {
  speak(japanese);
  assert.equal(language(), "ja");
  assert.equal(t("Learn this text"), "この文章を学習する");
  assert.equal(t("unit {unit} after {letter}", { unit: 3, letter: "a" }), "a の後のユニット 3");
  const template = { of: "lit" };
  assert.deepEqual(t("unit {unit} after {letter}", { unit: 3, letter: template }), [
    "",
    template,
    " の後のユニット ",
    3,
    "",
  ]);
});

test("what is not translated is said in English", () => {
  speak(japanese);
  assert.equal(t("Pause"), "Pause");
  assert.deepEqual(
    [1, 2].map((n) => tn("one edit", "{n} edits", n)),
    ["one edit", "2 edits"],
  );
});

test("a language has as many forms of a plural as it needs", () => {
  speak(japanese);
  assert.deepEqual(
    [1, 2, 1e9].map((n) => tn("{n} number", "{n} numbers", n)),
    ["1 個の数", "2 個の数", `${1e9} 個の数`],
  );
  assert.equal(t("Twice"), "一度");
  speak(threeForms);
  for (const n of [0, 1, 2, 5, 12, 22, 101, 112, 199, 200, 201, 202, 212, 1022, 1012, 5001])
    assert.equal(tn("{n} unit", "{n} units", n), threeForms.said["{n} unit"][polish(n)].replace("{n}", String(n)));
});

test("two figures of one page take turns with their languages", () => {
  speak(japanese);
  assert.equal(t("Learn this text"), "この文章を学習する");
  speak({});
  assert.equal(t("Learn this text"), "Learn this text");
  speak(japanese);
  assert.equal(t("Learn this text"), "この文章を学習する");
});
