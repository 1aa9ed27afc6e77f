/** What Training says: the sentence at the chosen update, and what its network expects after one letter. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Shown } from "./numbers.js"
 */

import { html } from "lit-html";
import { floorOf } from "../equations/rnn.js";
import { mono, percent, readSoFar, unbroken } from "../kit/parts.js";
import { t, tn } from "../kit/translate.js";
import { either, number, quoted, series, widthInLetters } from "../kit/words.js";
import { hasMemory } from "./settings.js";

const LONG = 128; // characters
const MOST_NAMED = 3; // letters in a reason
const SEEN = 0.005; // of a loss: so much less is seen in two digits

/** A loss in nats, with as many digits as it takes to tell it from 0. @param {number} loss */
export const nats = (loss) => (loss < 0.0005 ? t("under 0.001") : number(loss, loss < 0.095 ? 3 : 2));

/** The least loss of any network without memory on the text that was learned. @param {View} v */
export const floorFor = ({ net, network }) =>
  net.text === null ? network.floor : floorOf([...net.text].map((letter) => net.tokens.indexOf(letter)));

/** After which letters of a text more than one comes, and how often each does. @param {string[]} text */
function undecided(text) {
  /** @type {Map<string, Map<string, number>>} */
  const all = new Map();
  for (const [k, letter] of text.slice(0, -1).entries()) {
    const after = all.get(letter) ?? new Map();
    all.set(letter, after.set(text[k + 1], (after.get(text[k + 1]) ?? 0) + 1));
  }
  return [...all].filter(([, after]) => after.size > 1);
}

/** Why no network without memory gets below its least loss on the text that was learned. @param {View} v */
export function reason(v) {
  const text = [...(v.net.text ?? "")];
  const unsure = undecided(text);
  if (!floorFor(v)) return t("(each letter tells the next)");
  if (!unsure.length || unsure.length > MOST_NAMED || text.length > LONG)
    return t("(one letter does not tell the next)");
  /** @type {string} */
  const letters = series(unsure.map(([letter]) => quoted([letter])));
  const [[, after]] = unsure;
  if (unsure.length > 1 || after.size > MOST_NAMED) return t("(after {letters}, only a guess)", { letters });
  /** @type {Record<string, string>} */
  const values = { letters, next: either([...after.keys()].map((letter) => quoted([letter]))) };
  const [one, other] = after.values();
  return after.size === 2 && one === other
    ? t("(after {letters} comes {next}: a coin toss)", values)
    : t("(after {letters} comes {next}: only a guess)", values);
}

/**
 * Words in lines that are alike, of so many letters at most; a line ends at a blank, or where there are none after any
 * letter.
 * @param {string} words
 * @param {number} most
 */
export function wrapped(words, most) {
  const pieces = words.match(/[「（]*(?:[\u3000-\uffef]|[^\s\u3000-\uffef]+)[、。：）」]*\s*|\s+/g) ?? [];
  const filled = (/** @type {number} */ room) => {
    /** @type {string[]} */
    const lines = [];
    for (const piece of pieces) {
      const line = (lines.at(-1) ?? "") + piece;
      if (lines.length && widthInLetters(line.trimEnd()) <= room) lines[lines.length - 1] = line;
      else lines.push(piece);
    }
    return lines;
  };
  let lines = filled(most);
  for (let room = most - 1; room > 0; room--) {
    const narrower = filled(room);
    if (narrower.length > lines.length) break;
    lines = narrower;
  }
  return lines.map((line) => line.trim());
}

/** After how many updates. @param {number} step @returns {string} */
export const moment = (step) => (step === 0 ? t("Before training") : tn("After {n} update", "After {n} updates", step));

/** A text on a line of other words, the beginning of a long one. @param {string} text */
const short = (text, most = 12) => {
  const characters = [...text];
  return mono(characters.length > most ? [...characters.slice(0, most), "…"] : characters);
};

/**
 * What the picture shows now; with a letter chosen, of that letter first.
 * @param {View} v
 */
export function sentence(v) {
  /** @type {Shown} */
  const { point, right, ties, guesses, mean } = v.numbers;
  const text = v.reading.characters.join("");
  const own = v.net.text === text;
  const values = {
    when:
      own || v.net.text === null
        ? moment(point.step)
        : t("{when} on {text}", { when: moment(point.step), text: short(v.net.text) }),
    count: counted(v, right, ties),
    loss: nats(own ? point.loss : mean),
    text: short(text),
    who: v.columns.narrow ? t("it") : t("the network"),
    blind: number(Math.log(v.net.tokens.length), 2),
    least: nats(floorFor(v)),
  };
  if (v.step) {
    const guess = guesses[v.step - 1];
    const { top, each, tie } = guess;
    const letters = top.slice(0, 3).map((token) => mono(v.net.tokens[token]));
    return t("{when}, having read {read}, it expects {letter} ({p}) {mark}; {count}, the loss is {loss}.", {
      ...values,
      count: t("{right} of {all} are right", { right, all: guesses.length }),
      read: readSoFar(v.reading.characters, v.step, 8),
      letter: either(letters),
      p: unbroken(percent(each)),
      mark: tie ? t("tie") : guess.right ? "✓" : "✗",
    });
  }
  if (!own) return t("{when} {who} guesses {count} in {text}; the mean loss is {loss}.", values);
  return ofMemory(v, values) ?? t("{when} {who} guesses {count}; its loss is {loss} (a blind guess: {blind}).", values);
}

/**
 * The loss beside the least one without memory: of a network that has got below it, and of one that never will.
 * @param {View} v
 * @param {{ loss: string, least: string }} values
 */
function ofMemory(v, { loss, least }) {
  const { point, right, guesses } = v.numbers;
  const { step, loss: exact } = point;
  const floor = floorFor(v);
  const after = step === 0 ? t("before training") : tn("after {n} update", "after {n} updates", step);
  const all = guesses.length;
  const count =
    right === all ? t("all {all} guesses are right", { all }) : t("{right} of {all} guesses are right", { right, all });
  const values = { when: moment(step), after, count, loss, least };
  if (hasMemory(v.net))
    return exact < floor - SEEN
      ? t("{when} {count}: loss\u00a0{loss}, below the {least} possible without memory.", values)
      : null;
  if (floor < SEEN) return null; // nothing stops it
  return loss === least
    ? t("Without memory, the loss {after} is {loss}, the least possible.", values)
    : t("Without memory, the loss {after} is {loss}; it never gets below {least}.", values);
}

/** @param {View} v @param {number} right @param {number} ties */
function counted({ numbers, columns }, right, ties) {
  const all = numbers.guesses.length;
  if (columns.narrow && ties) return t("{right} of {all} next letters, {ties} tie", { right, all, ties });
  const count = tn("{right} of 1 next letter right", "{right} of {n} next letters right", all, { right });
  return ties ? [count, tn(", {n} is a tie", ", {n} are ties", ties)] : count;
}

/** The likeliest letters after the current one, and what comes. @param {View} v */
export function expectation(v) {
  const p = v.numbers.known.softmax[v.step - 1];
  const best = [...p.keys()].sort((one, other) => p[other] - p[one]).slice(0, 3);
  return t("After {read}: {list}; {next} comes.", {
    read: readSoFar(v.reading.characters, v.step, 8),
    list: series(best.map((token) => html`${mono(v.net.tokens[token])} ${percent(p[token])}`)),
    next: mono(v.reading.characters[v.step]),
  });
}
