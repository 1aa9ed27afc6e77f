/** What the modules hand to each other. Letters: d inputs, h hidden units, q outputs, T steps. */

/** Numbers of a matrix row by row. */
export type Numbers = Float32Array | Float64Array;

export interface Sizes {
  d: number;
  h: number;
  q: number;
}

/** The five parameters of a network: W_xh (d, h), W_hh (h, h), b_h (1, h), W_hq (h, q), b_q (1, q). */
export interface Params extends Sizes {
  W_xh: Numbers;
  W_hh: Numbers;
  b_h: Numbers;
  W_hq: Numbers;
  b_q: Numbers;
}

/** A run over T tokens: H (T + 1, h) from H_0 on, O (T, q). */
export interface Trace {
  T: number;
  H: Float64Array;
  O: Float64Array;
}

/** A text as a network reads it: the tokens' numbers up to the first character that it cannot read. */
export interface Tokenized {
  characters: string[];
  indices: number[];
  stop: { character: string; place: number; half: boolean } | null;
}

/** And its steps: each character but the last is an input, each but the first a target. */
export interface Reading extends Tokenized {
  inputs: number[];
  targets: number[];
}

/** Where a weight stands; rows and columns count from 1. */
export interface Place {
  name: MatrixName;
  row: number;
  column: number;
}

export type MatrixName = "W_xh" | "W_hh" | "b_h" | "W_hq" | "b_q";

/** What a reader set by hand; no step is every step, no unit every unit. See interventions.js. */
export type Edit = StateEdit | WeightEdit;
export type StateEdit = { kind: "state"; step: number | null; unit: number | null; value: number };
export type WeightEdit = Place & { kind: "weight"; value: number };

/** What Python sends of a model, once: `limits` of the numbers it accepts, and the `most` of what it shows. */
export interface Network {
  tokens: string[];
  sizes: Sizes;
  limits: Record<string, [least: number, most: number]>;
  most: Record<string, number>;
  // biome-ignore lint/suspicious/noExplicitAny: each figure sends weights, losses or matrices of its own.
  [own: string]: any;
}

/** anywidget's model: the traits of a figure, whatever they hold. */
export interface Model {
  // biome-ignore lint/suspicious/noExplicitAny: a trait holds what its figure says.
  get(trait: string): any;
  set(trait: string, value: unknown): void;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
  save_changes(): void;
}

/** A figure: `initialize` where something runs whichever views there are. What both return ends what they began. */
export interface Figure {
  initialize?(given: { model: Model }): Ending;
  render(given: { model: Model; el: Element }): Ending;
}
// biome-ignore lint/suspicious/noConfusingVoidType: a figure may have nothing to end.
export type Ending = (() => void) | void;

/** A colour as [r, g, b], each from 0 to 255. */
export type RGB = number[];

/** The three colours of the scale from -1 to 1. */
export interface Scale {
  negative: RGB;
  zero: RGB;
  positive: RGB;
}

/** The colours of a theme, and its font. */
export interface Colours extends Scale {
  neutral: RGB;
  text: string;
  soft: string;
  font: string;
}

/** A grid with a gutter at its left and a head above, in pixels. */
export interface Size {
  gutter: number;
  head: number;
  column: number;
  row: number;
  width: number;
  height: number;
  columns: number;
  rows: number;
}

/** What becomes a child of an element. */
export type Child = Node | string;

export type Point = [x: number, y: number];

/** What lit-html renders: a template, a string, a number, a list of these. */
export type Words = unknown;
