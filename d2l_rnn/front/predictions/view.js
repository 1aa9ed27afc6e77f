/** Predictions: what the network expects after every letter, what comes, and what that costs. Figure 9.4.2, downwards. */

/** @import { Params } from "../types.d.ts" */
/** @import { View } from "../kit/figure.js" */
/** @import { Move } from "../kit/motion.js" */

import { html } from "lit-html";
import { predicted, verdict } from "../equations/predicting.js";
import { decodeParams } from "../equations/rnn.js";
import { figure } from "../kit/figure.js";
import { during } from "../kit/motion.js";
import { withoutHiddenState } from "../kit/networks.js";
import { choice, mono, percent, unbroken } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { guessing, isHidden, question } from "./guess.js";
import { picture } from "./picture.js";
import { cost, sentence } from "./sentence.js";
import { numbers } from "./table.js";
import { RUN, writing } from "./write.js";

export default figure({
  name: "predictions",
  label: () => t("Predictions"),
  traits: ["weights", ...RUN],
  inputs: ["weights"],
  least: 2,
  aim: true,
  layout: { counts: { wide: [6, 8, 10, 14, 20], narrow: [6, 8] } },
  compute: (v, before) => predicted(v.reading, shown(v)[2], before),
  sentence: (v) => (isHidden(v, v.step) ? question(v) : sentence(v, shown(v)[0])),
  picture,
  note,
  switches: (v) => choice(t("Network"), networks(v), shown(v)[0], (weights) => v.set({ weights })),
  folds: [
    ["guess", () => t("Guess first"), guessing],
    ["write", () => t("Let it write on by itself"), writing],
    ["numbers", () => t("Read the numbers"), numbers],
  ],
  motion(v) {
    const all = (
      /** @type {string} */ found,
      /** @type {Keyframe} */ from,
      /** @type {KeyframeAnimationOptions} */ when,
    ) => [...v.root.querySelectorAll(found)].map((one) => /** @type {Move} */ ([one, [from, {}], when]));
    return [
      ...all(".d2l-band", { transform: `translateX(${-v.columns.pitch}px)` }, during(0, 0.35)),
      ...all(".now .d2l-grown", { transform: "scaleX(0)" }, during(0.3, 0.8)),
      ...all(".now text", { opacity: 0 }, during(0.75, 1)),
    ];
  },
});

/** @type {WeakMap<object, Params>} */
const given = new WeakMap(); // the network without memory that Python sent

/**
 * The networks that can be shown: name, words and parameters. One without memory is trained in the page where Python sent
 * none; where no text is known to train it on, it is the trained one with its W_hh cut off.
 * @param {View} v
 * @returns {any[]} of [string, string, Params]
 */
function networks({ net, network }) {
  if (network.memoryless && !given.has(network)) given.set(network, decodeParams(network.memoryless, network.sizes));
  const p = (!net.mine && given.get(network)) || withoutHiddenState(net);
  const cut = p.W_xh === net.trained.W_xh;
  return [
    ...(net.untrained ? [["untrained", t("untrained"), net.untrained]] : []),
    ["memoryless", cut ? t("memory cut off") : t("without memory"), p],
    ["trained", t("with memory"), net.trained],
  ];
}

/** The one that is shown: the trained one, where the one that is asked for is missing. @param {View} v */
function shown(v) {
  const all = networks(v);
  return all.find(([name]) => name === v.get("weights")) ?? all[all.length - 1];
}

/** What the pointer is at, or else what the marks mean and the current step costs. @param {View} v */
function note(v) {
  const [step, token] = v.local.at ?? [];
  const p = v.numbers.softmax[step - 1]?.[token];
  if (p !== undefined && !isHidden(v, step))
    return t("Step {step}: {letter} has a probability of {p}.", {
      step,
      letter: mono(v.net.tokens[token]),
      p: percent(p),
    });
  const mark = html`<span class="d2l-comes"><span class="d2l-key comes"></span>${t("the letter that comes")}</span>`;
  const formula = unbroken(cost(verdict(v.numbers, v.step)));
  const what = v.columns.narrow ? t("Choose a letter.") : t("Choose a letter, or another network.");
  const todo = html`<span class="d2l-todo">${what}</span>`;
  return html`<span class="d2l-key part"></span>${t("probability")} ${mark}${
    isHidden(v, v.step) ? "" : html`<span class="d2l-cost">${t("loss: {formula}", { formula })}${todo}</span>`
  }`;
}
