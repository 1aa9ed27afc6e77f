/**
 * What the figures share. Numbers first (formatting, sentences, geometry), then nodes (elements, controls, the
 * heat map), then wiring (traits in, traits out). Reader's text only ever becomes textContent or fillText.
 */

export const MOST_CHARACTERS = 400; // of a longer text the figures read the beginning, and say so

// ---------------------------------------------------------------------------------------------- numbers

/** A number with a real minus sign, and none in front of zero. */
export function number(value, digits = 3) {
  const text = Math.abs(value) >= 1e6 ? value.toExponential(2) : value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace(/-/g, "−");
}

/** The same with its sign always shown. */
export function signed(value, digits = 3) {
  const text = number(value, digits);
  return text.startsWith("−") ? text : `+${text}`;
}

/** A probability, honest at both ends: 1 and 0 are never reached by a softmax. */
export function probability(value) {
  if (value > 0.9995) return "> 0.999";
  return value < 0.0005 ? "< 0.001" : number(value);
}

/** A character as it can be seen: blanks get a sign, a combining mark something to sit on. */
export function visible(character) {
  const named = { " ": "␣", "\n": "⏎", "\t": "⇥", "\r": "␍" }[character];
  if (named) return named;
  if (/\p{M}/u.test(character)) return `◌${character}`;
  if (/[\p{C}\p{Z}]/u.test(character))
    return `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  return character;
}

/** A character on a line of other words: one that is written from right to left must not turn them round. */
const isolated = (word) => (/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(word) ? `\u2068${word}\u2069` : word);

export const quoted = (character) => `‘${isolated(visible(character))}’`;

/** What has been read up to step t, in quotes: the last characters of it. */
export function recent(characters, t, most) {
  const shown = characters.slice(Math.max(0, t - most), t).map(visible);
  return `‘${t > most ? "…" : ""}${isolated(shown.join(""))}’`;
}

/** The tokens in one line, the first of many. */
export function listed(tokens, most = 30) {
  const some = tokens.slice(0, most).map(visible).map(isolated).join(" ");
  return tokens.length > most ? `${some} … (${tokens.length} in all)` : some;
}

/** What is wrong with a typed text, and what would be right; null where all of it can be read. */
export function complaint({ characters, indices, stop }, tokens, least) {
  const knows = `The model reads: ${listed(tokens)}`;
  if (characters.length === 0)
    return `The text is empty. Type ${least === 1 ? "a character" : "at least two characters"}. ${knows}`;
  if (stop?.half)
    return (
      `Character ${stop.place} is only half a character, as a broken paste leaves it. ` +
      "Delete it, or paste the whole character; the figure reads up to it."
    );
  if (stop)
    return `The model was trained without ${quoted(stop.character)} (character ${stop.place}), so the figure reads up to it. ${knows}`;
  if (characters.length < least) return "One character has no next one to predict. Type at least one more.";
  if (characters.length > indices.length)
    return `The text has ${characters.length} characters; the figure reads the first ${indices.length}. Shorten it to see its end.`;
  return null;
}

/** Column and row sizes of a grid in a given width: cells shrink to a limit, then the grid scrolls. */
export function geometry(
  width,
  columns,
  rows,
  { gutter = 30, head = 38, narrowest = 13, widest = 76, tallest = 22, height = 352 } = {},
) {
  const column = Math.max(narrowest, Math.min(widest, Math.floor((width - gutter) / columns)));
  const row = Math.max(3, Math.min(tallest, Math.floor(height / rows)));
  return { gutter, head, column, row, width: gutter + columns * column, height: head + rows * row, columns, rows };
}

/** The cell under a point of the grid, or null: { column, row } from 0. */
export function cellAt(size, x, y) {
  const column = Math.floor((x - size.gutter) / size.column);
  const row = Math.floor((y - size.head) / size.row);
  return column >= 0 && column < size.columns && row >= 0 && row < size.rows ? { column, row } : null;
}

/** A value of [-1, 1] between the three colours of the scale, as [r, g, b]. */
export function shade(value, { negative, zero, positive }) {
  const end = value < 0 ? negative : positive;
  const share = Math.min(1, Math.abs(value));
  return zero.map((channel, k) => Math.round(channel + (end[k] - channel) * share));
}

/** Palettes by their three colours: there are few themes, and a palette costs more than a small picture. */
const palettes = {};

/** The scale in 511 shades from -1 to 1, each a pixel as a canvas stores it (red in the lowest byte). */
export function palette(colour) {
  return (palettes[[colour.negative, colour.zero, colour.positive]] ??= Uint32Array.from({ length: 511 }, (_, k) => {
    const [r, g, b] = shade(k / 255 - 1, colour);
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  }));
}

/** Black or white, whichever can be read on a colour. */
export function inkOn([r, g, b]) {
  const linear = [r, g, b].map((channel) =>
    channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.179 ? "#000000" : "#ffffff";
}

// ------------------------------------------------------------------------------------------------ nodes

/** An element with attributes (a function becomes a listener) and children; strings become text. */
export function node(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** Set an element's text, only where it differs, so that a screen reader is not told twice. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A column of labelled bars, negative ones to the left: [{ label, value, note, mark }]. `full` is a whole bar. */
export function bars(items, full, { diverging = true } = {}) {
  return node(
    "table",
    { class: "d2l-bars" },
    node(
      "tbody",
      {},
      ...items.map(({ label, value, note, mark }) => {
        const share = full > 0 ? Math.min(1, Math.abs(value) / full) * (diverging ? 50 : 100) : 0;
        const bar = node("span", { class: value < 0 ? "d2l-bar negative" : "d2l-bar positive" });
        bar.style.width = `${share}%`;
        bar.style.left = diverging ? `${value < 0 ? 50 - share : 50}%` : "0";
        return node(
          "tr",
          mark ? { class: mark } : {},
          node("th", { scope: "row" }, ...[label].flat()),
          node("td", { class: diverging ? "d2l-track diverging" : "d2l-track", "aria-hidden": "true" }, bar),
          node("td", { class: "d2l-number" }, note),
        );
      }),
    ),
  );
}

/** A table of numbers that is only filled while it is open. */
export function tableView(title, fill) {
  const place = node("div", { class: "d2l-scroll", tabindex: 0, role: "region", "aria-label": title });
  const element = node("details", { class: "d2l-table", toggle: () => update() }, node("summary", {}, title), place);
  function update() {
    if (element.open) place.replaceChildren(fill());
  }
  return { element, update };
}

/** A plain table from rows of strings; the first row and the first column are headings. */
export function table(rows, caption) {
  const cell = (text, r, c) =>
    node(r === 0 || c === 0 ? "th" : "td", r === 0 ? { scope: "col" } : c === 0 ? { scope: "row" } : {}, text);
  const lines = rows.map((row, r) => node("tr", {}, ...row.map((text, c) => cell(text, r, c))));
  return node(
    "table",
    {},
    node("caption", {}, caption),
    node("thead", {}, lines[0]),
    node("tbody", {}, ...lines.slice(1)),
  );
}

/**
 * A canvas of the grid's size at the screen's resolution; returns its context, scaled to CSS pixels. A new size, even the
 * same one, costs a new canvas: a grid that keeps its place gets a canvas as wide as the place.
 */
export function sized(canvas, { width: own, height }, place = 0) {
  const width = Math.max(own, place);
  const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
  const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== columns || canvas.height !== rows) {
    Object.assign(canvas, { width: columns, height: rows });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.textBaseline = "middle";
  context.textAlign = "center";
  return context;
}

/** The colours of the theme the figure stands in, read from its style sheet. */
export function colours(root) {
  const style = getComputedStyle(root);
  const rgb = (name) => {
    const hex = style.getPropertyValue(name).trim().slice(1);
    return [0, 2, 4].map((k) => parseInt(hex.slice(k, k + 2), 16));
  };
  return {
    negative: rgb("--d2l-negative"),
    zero: rgb("--d2l-zero"),
    positive: rgb("--d2l-positive"),
    neutral: rgb("--d2l-neutral"),
    text: style.color,
    soft: style.getPropertyValue("--d2l-soft").trim() || style.color,
    font: style.fontFamily || "sans-serif",
  };
}

/** Place an absolutely positioned element. */
export function box(element, left, top, width, height) {
  Object.assign(element.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
}

/** Scroll a grid that is wider than its place sideways until the column at `left` can be seen. */
export function reveal(scroller, left, { gutter, column }) {
  const { scrollLeft, clientWidth } = scroller;
  if (left < scrollLeft + gutter) scroller.scrollLeft = left - gutter;
  else if (left + column > scrollLeft + clientWidth) scroller.scrollLeft = left + column - clientWidth;
}

/** The head of a grid: each column's character, and under it its step, counted from `firstStep`. */
export function drawHead(context, size, labels, colour, firstStep) {
  labels.forEach((label, k) => {
    const x = size.gutter + (k + 0.5) * size.column;
    const word = label.startsWith("U+") && size.column < 36 ? "▯" : label; // its number can be read in the table
    context.fillStyle = colour.text;
    context.font = `600 ${word.length > 1 ? 11 : 15}px ${colour.font}`;
    context.fillText(word, x, 11, size.column);
    if (size.column < 18 && (k + firstStep) % 5) return;
    const step = String(k + firstStep);
    context.fillStyle = colour.soft;
    context.font = `11px ${colour.font}`;
    context.fillText(step, Math.min(x, size.width - 3.5 * step.length), 28); // the last one is not cut
  });
}

// ----------------------------------------------------------------------------------------------- wiring

/** Write traits and send them to Python, if it is there: the figure itself runs on what the browser holds. */
export function write(model, values) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  share(model);
}

// Milliseconds between two messages to Python. Every message costs the kernel and the server some milliseconds, and a
// class that steps by holding a key would send hundreds of them a second. The figure itself never waits for them.
const PAUSE = 1000;
const pausing = new WeakMap(); // model → whether something waits for the end of the pause

/** Tell Python what has changed: at once after a quiet second, else when the second is over or the focus moves on. */
function share(model) {
  const waits = pausing.has(model);
  pausing.set(model, waits);
  if (waits) return;
  try {
    model.save_changes();
  } catch {
    // A dead kernel cannot be written to. Nothing is lost: the traits are set here.
  }
  const over = () => {
    clearTimeout(timer);
    document.removeEventListener("focusout", over, true);
    const waited = pausing.get(model);
    pausing.delete(model);
    if (waited) share(model);
  };
  const timer = setTimeout(over, PAUSE);
  document.addEventListener("focusout", over, true); // whoever goes on to a cell finds there what the figure shows
}

/** Call `update` when one of the traits changes; returns the function that ends it. */
export function watch(model, names, update) {
  for (const name of names) model.on(`change:${name}`, update);
  return () => names.forEach((name) => model.off(`change:${name}`, update));
}

/** The figure's root: keys stay inside, and `redraw` runs when its width or the page's theme changes. */
export function mount(el, label, redraw) {
  const live = node("div", { class: "d2l-hidden", role: "status", "aria-live": "polite" });
  const root = node("section", { class: "d2l-rnn", "aria-label": label, "data-lm-suppress-shortcuts": "true" }, live);
  for (const type of ["keydown", "keypress", "keyup"]) root.addEventListener(type, (event) => event.stopPropagation());
  let width = 0;
  const observer = new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth; // 0 while a host hides the figure; much may have changed when it comes back
    if (width) redraw();
  });
  observer.observe(root);
  el.append(root);
  const unthemed = onTheme(root.ownerDocument, () => requestAnimationFrame(() => root.clientWidth && redraw()));
  return { root, announce: (text) => say(live, text), close: () => (observer.disconnect(), unthemed(), root.remove()) };
}

/** Call `update` when the page's theme changes: hosts mark it on the body or the root, systems in a media query. */
function onTheme(page, update) {
  const observer = new MutationObserver(update);
  const options = {
    attributes: true,
    attributeFilter: ["data-jp-theme-light", "data-jp-theme-name", "data-theme", "theme", "class"],
  };
  for (const element of [page.documentElement, page.body]) observer.observe(element, options);
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", update);
  return () => (observer.disconnect(), system.removeEventListener("change", update));
}

/**
 * The text a reader types. With half a character in it, it stays in the box and is not sent, since Python could not
 * store it. The box keeps line ends, and Enter makes one where the model knows what a line end is.
 */
export function textField(
  model,
  label,
  update,
  { trait = "text", lines = model.get("network").tokens.includes("\n") } = {},
) {
  let draft = null;
  const box = node("textarea", {
    rows: 1,
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    dir: "auto",
    input: () => {
      draft = isWhole(box.value) ? null : box.value;
      if (draft === null) write(model, { [trait]: box.value });
      else update();
    },
    keydown: (event) => event.key === "Enter" && !lines && event.preventDefault(),
  });
  const own = () => model.get(trait) ?? "";
  box.value = own();
  const follow = () => {
    draft = null;
    if (box.value !== own()) box.value = own();
  };
  return { element: node("label", { class: "d2l-text" }, label, box), follow, text: () => draft ?? own() };
}

/** Whether a string has no half characters. */
export function isWhole(text) {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

/** What a typed number lacks, in a sentence; null where it is a number from least to most. */
export function wrongNumber(text, { least, most, whole = false }) {
  const [from, to] = [least, most].map((end) => end.toLocaleString("en").replace("-", "−"));
  const kind = `${whole ? "a whole number" : "a number"} from ${from} to ${to}`;
  const written = text.trim().replace("−", "-");
  if (written === "") return `Nothing is typed here; ${kind} is needed.`;
  if (/^[+-]?\d*,\d+$/.test(written)) return `Write the decimal sign as a point: ${written.replace(",", ".")}.`;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written)) {
    const shown = [...written].slice(0, 20).map(visible).join("") + ([...written].length > 20 ? "…" : "");
    return `‘${shown}’ is not a number; ${kind} is needed.`;
  }
  const value = Number(written);
  if (value < least || value > most) return `${written.slice(0, 20)} is out of range; ${kind} is needed.`;
  return whole && !Number.isInteger(value) ? `${written.slice(0, 20)} is not whole; ${kind} is needed.` : null;
}

/**
 * A number the reader types: `change(value)` hears every valid one; anything else stays in the box, with a sentence
 * under it about what would be right. What may still become a number, such as a sign, is judged when the reader moves
 * on. `show(value)` follows a value that came from elsewhere.
 */
export function numberField({ label, least, most, whole, size = 7, change }) {
  const message = node("span", { class: "d2l-wrong", role: "alert" });
  const box = node("input", {
    type: "text",
    inputmode: whole ? "numeric" : "decimal",
    size,
    spellcheck: "false",
    autocomplete: "off",
    input() {
      const wrong = wrongNumber(box.value, { least, most, whole });
      tell(/^\s*[-−+]?\.?\s*$/.test(box.value) ? null : wrong);
      if (wrong === null) change(Number(box.value.trim().replace("−", "-")));
    },
    change: () => tell(wrongNumber(box.value, { least, most, whole })),
  });
  function tell(wrong) {
    say(message, wrong ?? "");
    if (wrong) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  }
  let shown = null;
  function show(value) {
    if (value === shown && message.textContent) return; // the same value as before: a wrong draft stays
    shown = value;
    if (Number(box.value.trim().replace("−", "-")) === value && box.value.trim()) return tell(null); // 0.50 stays 0.50
    box.value = String(value).replace("-", "−");
    tell(null);
  }
  return { element: node("label", { class: "d2l-number-field" }, `${label} `, box, message), box, show };
}

/** A slider with its value in words beside it: `words(value)` says it. */
export function slider({ label, min, max, step = 1, words = String, change }) {
  const range = node("input", {
    type: "range",
    min,
    max,
    step,
    input: () => change(Number(range.value)),
  });
  const said = node("output", { "aria-live": "off" }); // the slider itself says its value
  function show(value) {
    range.value = value;
    range.setAttribute("aria-valuetext", words(value));
    say(said, words(value));
  }
  return { element: node("label", { class: "d2l-slider" }, `${label} `, range, said), range, show };
}

/** A choice between a few named values: options are [value, label]. */
export function chooser({ label, options, change }) {
  const select = node(
    "select",
    { change: () => change(select.value) },
    ...options.map(([value, text]) => node("option", { value }, text)),
  );
  return { element: node("label", {}, `${label} `, select), select, show: (value) => void (select.value = value) };
}

/** Whether a key is pressed together with one that makes it the browser's or the page's. */
export const isModified = ({ altKey, ctrlKey, metaKey }) => altKey || ctrlKey || metaKey;

/**
 * Buttons and a slider over the steps first … last(), which a trait holds; `name(t)` says a step in words, `place(t)` in
 * the few beside the slider.
 */
export function stepControls(model, { first, last, name, announce, trait = "step", noun = "time step", place }) {
  const current = () => Math.max(first, Math.min(last(), model.get(trait)));
  const go = (t) => {
    const step = Math.max(first, Math.min(last(), t));
    write(model, { [trait]: step, playing: false });
    announce(name(step));
  };
  const button = (label, sign, by) =>
    node("button", { type: "button", "aria-label": label, title: label, click: () => go(current() + by) }, sign);
  // At its end a button keeps the focus, which a disabled one would lose; pressed there, it leads nowhere.
  const ends = (control, end) => control.setAttribute("aria-disabled", end);
  const back = button(`one ${trait} back`, "◀", -1);
  const forward = button(`one ${trait} forward`, "▶", 1);
  const play = node("button", {
    type: "button",
    class: "d2l-play",
    click: () => {
      const playing = !model.get("playing");
      write(model, playing && current() >= last() ? { playing, [trait]: first } : { playing });
    },
  });
  const slider = node("input", {
    type: "range",
    min: first,
    step: 1,
    "aria-label": noun,
    input: () => go(Number(slider.value)),
  });
  const where = node("span", { class: "d2l-place", "aria-hidden": "true" });
  const element = node(
    "div",
    { class: "d2l-steps", role: "group", "aria-label": `${noun}s` },
    back,
    play,
    forward,
    slider,
    where,
  );
  function update() {
    const step = current();
    slider.max = Math.max(first, last());
    slider.value = step;
    slider.setAttribute("aria-valuetext", name(step));
    say(where, last() < first ? "no step" : (place?.(step) ?? `step ${step} of ${last()}`));
    say(play, model.get("playing") ? "Pause" : "Play");
    ends(back, step <= first);
    ends(forward, step >= last());
    play.disabled = last() <= first;
  }
  /** Arrow keys step wherever they have no meaning of their own. */
  function keys(event) {
    if (event.target.matches("input, textarea, select, [role=gridcell], .d2l-scroll") || isModified(event)) return;
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!move) return;
    event.preventDefault();
    go(current() + move);
  }
  return { element, update, keys, current, go };
}

/** The clock behind Play: one for each model, however many views show it. `last(model)` is the last step. */
export function playing(model, last, pause = 800, trait = "step") {
  let clock = null;
  const tick = () => {
    const step = Math.min(model.get(trait) + 1, last(model));
    write(model, step >= last(model) ? { [trait]: step, playing: false } : { [trait]: step });
  };
  const change = () => {
    clearInterval(clock);
    clock = model.get("playing") ? setInterval(tick, pause) : null;
  };
  const off = watch(model, ["playing"], change);
  change();
  return () => (clearInterval(clock), off());
}
