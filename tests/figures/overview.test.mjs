// Where the rows of Predictions' overview stand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { overview } from "../../d2l_rnn/front/predictions/overview.js";

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
