/** A figure without a text: its script has no timeline, and no training. */

/** @import { Spec } from "./figure.js" */

import { framed } from "./frame.js";

/** A figure without a text, for anywidget. @param {Spec} spec */
export const figure = (spec) => framed(spec, null);
