// When a figure tells Python what changed: seldom while keys are held, at once when the reader moves on.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { write } from "../../d2l_rnn/front/kit/traits.js";

const LONGER = 1100; // milliseconds: a second is over then

/** A model as a notebook hands it over, which keeps its messages, in a page of its own, where the focus moves. */
function model() {
  const page = new EventTarget();
  globalThis.document = page;
  const state = {};
  const heard = [];
  return {
    heard,
    moveOn: () => page.dispatchEvent(new Event("focusout")),
    set: (name, value) => (state[name] = value),
    save_changes: () => heard.push({ ...state }),
  };
}

// They wait at the same time.
describe("sharing", { concurrency: true }, () => {
  test("the first change is sent at once, the next ones together when a second is over", async () => {
    const figure = model();
    for (const step of [1, 2, 3]) write(figure, { step });
    assert.deepEqual(figure.heard, [{ step: 1 }]);
    await wait(LONGER);
    assert.deepEqual(figure.heard, [{ step: 1 }, { step: 3 }]);
  });

  test("what waits is sent at once when the focus moves on, and not twice", async () => {
    const figure = model();
    for (const step of [1, 2]) write(figure, { step });
    figure.moveOn();
    assert.deepEqual(figure.heard, [{ step: 1 }, { step: 2 }]);
    await wait(LONGER);
    figure.moveOn();
    assert.equal(figure.heard.length, 2);
  });

  test("a kernel that is gone disturbs nobody", async () => {
    const figure = model();
    figure.save_changes = () => {
      throw new Error("the comm is closed");
    };
    assert.doesNotThrow(() => write(figure, { step: 1 }));
    await wait(LONGER);
    assert.doesNotThrow(() => write(figure, { step: 2 }));
  });
});
