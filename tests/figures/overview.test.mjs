// Where the rows of Predictions' overview stand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { overview } from "../../d2l_rnn/front/predictions/overview.js";

test("the overview goes from the input at the bottom up to the target, and leaves no row on another", () => {
  for (const [T, q] of [
    [1, 2],
    [6, 7],
    [40, 28],
    [200, 60],
  ]) {
    for (const free of [false, true]) {
      const size = overview(760, T, q, free);
      assert.ok(size.softmax >= (free ? 60 : 80)); // the target and the numbers under it, 20 pixels each
      assert.ok(size.state >= size.softmax + q * size.row + 12);
      assert.ok(size.input >= size.state + 40 + 12);
      assert.ok(size.height >= size.input + size.lane + 34);
    }
  }
});
