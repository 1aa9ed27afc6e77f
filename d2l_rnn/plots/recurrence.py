"""Figure 9.4.1: the network at neighbouring time steps, the state of each carried on to the next."""

from matplotlib.patches import Circle, FancyArrowPatch
from matplotlib.path import Path

from .. import arguments, chars
from ..languages import paragraph, say
from ..rnn import Trace
from .expected import guess, letter, likeliest, percent, so_far
from .page import (
    BAND,
    FAINT,
    GREY,
    INK,
    READ,
    REMEMBERED,
    TRACK,
    Picture,
    arrow,
    box,
    boxes,
    cells,
    picture,
    scale,
    write,
)
from .traces import marked_step, sized, steps_shown
from .words import number, quoted, stand_ins, visible

PHI, TOP, TALL, WIDE = 1.32, 1.56, 2.4, 0.42  # inches: the middle of φ, and a state
MIDDLE, BOTTOM = TOP + TALL / 2, TOP + TALL


@picture
def recurrence(trace, t=None, text=None, tokens=None, *, steps=3, memory=True, products="two", unrolled=True):
    """Figure 9.4.1 redrawn from a Trace: neighbouring steps around t, with the values that really flowed.

    Without a t it is step 2, or the only one. In each step X_t comes down to φ, H_{t-1} comes from the column before,
    and H_t goes down to the output and on to the next step. With the `text` that was read, its letters stand above;
    with `tokens`, the likeliest next ones stand below. Up to `steps` of them are drawn. Without `memory` nothing is
    carried on; `products` is "two", or "one" of X_t and H_{t-1} side by side; if not `unrolled`, step t stands for all.
    Of a batch the first sequence is shown.
    """
    trace, (T, n, d, h, q) = sized(trace, single=False)
    t = marked_step(t, T) or min(2, T)
    one = arguments.choice("products", products, ("two", "one")) == "one"
    memory, unrolled = arguments.flag("memory", memory), arguments.flag("unrolled", unrolled)
    if text is not None and len(arguments.text(text)) not in (T, T + 1):
        words = {"T": T, "length": len(text)}
        raise ValueError(
            say("trace has T = {T} steps and text has {length} characters; it must be what was read.", **words)
        )
    if tokens is not None and len(tokens := arguments.tokens(tokens)) != q:
        words = {"size": len(tokens), "q": q}
        raise ValueError(say("tokens has {size} entries and trace has q = {q} outputs; they must be equal.", **words))
    shown = steps_shown(t, T, arguments.count("steps", steps, least=1) if unrolled else 1)
    drawn = min(d, 28), min(h, 40), min(q, 40)
    flow = Trace(trace.X[:, 0, : drawn[0]], trace.H[:, 0, : drawn[1]], trace.O[:, 0])
    largest = max(float(flow.O[shown[0] - 1 : shown[-1], : drawn[2]].abs().max()), 1e-12)
    sentence = say(
        "Recurrence at step {t} of {T}: steps {first} to {last}, n = {n}, d = {d}, h = {h}, q = {q}",
        **{"t": t, "T": T, "first": shown[0], "last": shown[-1], "n": n, "d": d, "h": h, "q": q},
    )
    made = Picture(
        sentence if unrolled else say("{sentence}, folded", sentence=sentence),
        max(1.25 + 1.72 * len(shown) + 0.3, 7.4),
        5.95,
        _title(flow.O, t, text, tokens, memory),
        [paragraph(_notes(trace, flow, drawn, largest, text, tokens, shown))],
    )
    joined = one and memory and unrolled
    for place, step in enumerate(shown):
        column = _Column(made.page, 1.25 + 1.72 * (place + 0.5), flow, step)
        column.ground(step == t)
        column.reads(text, joined)
        if memory:
            column.remembers(joined, unrolled, first=not place)
        column.state(step == t)
        column.says(tokens, largest)
    scale(made.page, 0.3, 5.8)
    return made


def _title(O, t, text, tokens, memory):
    """What the network expects after step t, as the live figure says it; without letters, what a state is made of."""
    if text is None or tokens is None:
        made = say("Each state is made of what is read alone")
        if memory:
            made = say("Each state is made of what is read and of the state before")
        return say("{sentence}: {text}", sentence=made, text=quoted(text)) if text else made
    P = O.softmax(-1)
    top = likeliest(P[t - 1])
    fate = say("where the text ends.")
    if t < len(text):
        comes = text[t] if text[t] in tokens else chars.UNKNOWN
        right = [tokens[index] for index in top] == [comes]
        but = say("{letter} comes.", letter=letter(comes)) if len(top) > 1 else ""
        fate = say("✓ right.") if right else but or say("✗ but {letter} comes.", letter=letter(comes))
    expects = guess(P[t - 1], tokens)
    expects = say("{guess};", guess=expects) if len(top) > 1 else expects
    words = {"letter": letter(text[t - 1]), "guess": expects, "fate": fate}
    if not memory:
        said = say("Without a hidden state the network sees only {letter}: {guess} {fate}", **words)
        again = " " + say("Every {letter} is the same to it.", **words) if text.count(text[t - 1]) > 1 else ""
        return said + again
    words["read"] = so_far(text, t)
    return say("Having read {read}, the network expects {guess} {fate}", **words) + _twin(P, t, text, tokens)


def _twin(P, t, text, tokens):
    """The nearest other step that read the same letter, the one before first, where it expects another one."""
    read = text[t - 1]
    other = text.rfind(read, 0, t - 1) + 1 or text.find(read, t, len(P)) + 1
    if not other or likeliest(P[other - 1])[0] in likeliest(P[t - 1]):
        return ""
    said = letter(tokens[likeliest(P[other - 1])[0]])
    if other < t:
        return " " + say("After the {letter} before, another state said {guess}.", letter=letter(read), guess=said)
    return " " + say("After the next {letter}, another state will say {guess}.", letter=letter(read), guess=said)


def _notes(trace, flow, drawn, largest, text, tokens, shown):
    """What the picture leaves out or how long its bars are, in sentences."""
    n, (d, h, q) = trace.X.shape[1], (one.shape[-1] for one in (trace.X, trace.H, trace.O))
    yield say("Green is read, purple is remembered.")
    if tokens is None:
        longest = number(largest)
        yield say("Bars of O: up is positive, down is negative; the longest stands for {longest}.", longest=longest)
    if n > 1:
        yield say("The first of n = {n} sequences is shown.", n=n)
    sizes = dict(zip("abc", drawn, strict=True)) | {"d": d, "h": h, "q": q}
    if (text is None or tokens is None or h > drawn[1]) and drawn != (d, h, q):
        yield say("Drawn: {a} of {d} inputs, {b} of {h} units, {c} of {q} outputs.", **sizes)
    if text is None and flow.X.abs().max() > 1:
        yield say("A value beyond −1 or 1 has the colour of the end of the scale.")
    yield stand_ins(*(text or "")[shown[0] - 1 : shown[-1]], *(tokens or []))


class _Column:
    """One step: what comes down, what comes from the left, the state, and what is said of it."""

    def __init__(self, page, x, flow, step):
        self.page, self.x, self.flow, self.step = page, x, flow, step
        self.before = x - 1.72 + WIDE / 2  # where the state before ends

    def label(self, x, y, letter, index, color=INK, **look):
        write(self.page, x, y, rf"$\mathbf{{{letter}}}_{{{index}}}$", 11, formula=True, color=color, **look)

    def ground(self, marked):
        """The band of the current step."""
        if marked:
            box(self.page, self.x - 0.86, 0, 1.72, 5.6, BAND, "none", zorder=0)
        write(self.page, self.x, 0.15, say("step {step}", step=self.step), 9, color=GREY)

    def reads(self, text, joined):
        """The letter or the input, and its arrow."""
        page, x, X = self.page, self.x, self.flow.X[self.step - 1]
        to = self.before + 0.28 if joined else x
        if text is None:
            width = min(0.24, 1.3 / len(X))
            cells(page, x - width * len(X) / 2, 0.34, X[None], width, 0.2)
            self.label(x + width * len(X) / 2 + 0.04, 0.44, "X", self.step, READ, ha="left")
        else:
            write(page, x, 0.44, visible(text[self.step - 1]), 15, color=READ, weight="bold")
        if joined:
            arrow(page, (x, 0.6), (x, 0.68), (to, 0.68), (to, 0.86), color=READ)
            return
        arrow(page, (x, 0.6), (x, PHI - 0.14), color=READ)
        self.label(x + 0.06, 0.86, "W", "xh", READ, ha="left")

    def remembers(self, joined, unrolled, first):
        """The state before, where no column shows it, and its arrow; or the arrow round from the own state."""
        page, x = self.page, self.x
        if first and unrolled:
            cells(page, self.before - 0.34, TOP, self.flow.H[self.step - 1][:, None], 0.34, TALL / self.flow.H.shape[1])
            name = r"$\mathbf{H}_0 = \mathbf{0}$" if self.step == 1 else rf"$\mathbf{{H}}_{{{self.step - 1}}}$"
            write(page, self.before - 0.17, TOP - 0.14, name, 11, formula=True, color=REMEMBERED)
        if joined:
            self.joins()
            return
        start, end, bend = (self.before + 0.05, x - 0.14, 0.55) if unrolled else (x + 0.26, x + 0.14, 1.0)
        ways = [(start, MIDDLE), (start + bend, MIDDLE), (end - bend if unrolled else end + bend, PHI), (end, PHI)]
        way = Path(ways, [Path.MOVETO, *[Path.CURVE4] * 3])
        look = {"arrowstyle": "-|>", "mutation_scale": 10, "color": REMEMBERED, "linewidth": 1.4}
        page.add_patch(FancyArrowPatch(path=way, **look))
        self.label(x - 0.62 if unrolled else x + 0.48, MIDDLE + (0.1 if unrolled else -0.5), "W", "hh", REMEMBERED)
        if not unrolled:
            write(page, x + 1.02, 1.9, say("next step"), 9, color=REMEMBERED, ha="left")

    def joins(self):
        """X_t over H_{t-1}, and the one arrow from both."""
        page, x, X, H = self.page, self.before + 0.28, self.flow.X[self.step - 1], self.flow.H[self.step - 1]
        cells(page, x - 0.07, 0.9, X[:, None], 0.14, 0.6 / len(X))
        cells(page, x - 0.07, TOP, H[:, None], 0.14, TALL / len(H))
        box(page, x - 0.07, 0.9, 0.14, 0.6, "none", READ, linewidth=1.6)
        box(page, x - 0.07, TOP, 0.14, TALL, "none", REMEMBERED, linewidth=1.6)
        arrow(page, (self.before + 0.03, MIDDLE), (x - 0.08, MIDDLE), color=REMEMBERED)
        arrow(page, (x + 0.09, PHI), (self.x - 0.14, PHI))
        self.label(x + 0.37, PHI + 0.26, "W", "xh", READ)
        self.label(x + 0.37, PHI + 0.48, "W", "hh", REMEMBERED)
        pair = rf"$[\mathbf{{X}}_{{{self.step}}}\ \mathbf{{H}}_{{{self.step - 1}}}]$"
        write(page, x, BOTTOM + 0.15, pair, 10, formula=True)

    def state(self, marked):
        """φ and the state that it gives."""
        page, x, H = self.page, self.x, self.flow.H[self.step]
        page.add_patch(Circle((x, PHI), 0.13, facecolor="white", edgecolor=INK, linewidth=1.2, zorder=3))
        write(page, x, PHI, "φ", 10, zorder=4)
        cells(page, x - WIDE / 2, TOP, H[:, None], WIDE, TALL / len(H))
        rim, edge, line = (0.04, INK, 2) if marked else (0, REMEMBERED, 1.2)
        frame = x - WIDE / 2 - rim, TOP - rim, WIDE + 2 * rim, TALL + 2 * rim
        box(page, *frame, "none", edge, linewidth=line, zorder=3)
        self.label(x - WIDE / 2 - 0.08, BOTTOM - 0.1, "H", self.step, REMEMBERED, ha="right")

    def says(self, tokens, largest):
        """The output below: three likeliest tokens, or its numbers as bars."""
        page, x, O = self.page, self.x, self.flow.O[self.step - 1]
        arrow(page, (x, BOTTOM + 0.05), (x, BOTTOM + 0.62))
        self.label(x + 0.06, BOTTOM + 0.3, "W", "hq", ha="left")
        if tokens is None:
            wide = min(1.2, 0.3 * len(O[:40]))
            _bars(page, x - wide / 2, BOTTOM + 0.72, O[:40], wide, 0.66, largest)
            self.label(x - wide / 2 - 0.06, BOTTOM + 1.05, "O", self.step, ha="right")
            return
        P = O.softmax(-1)
        for place, token in enumerate(P.argsort(descending=True, stable=True)[:3].tolist()):
            y, p = BOTTOM + 0.8 + 0.24 * place, float(P[token])
            write(page, x - 0.42, y, visible(tokens[token], 3), 11, weight="normal" if place else "bold", ha="right")
            boxes(page, [(x - 0.34, y - 0.05, 0.55, 0.1)], TRACK)
            boxes(page, [(x - 0.34, y - 0.05, 0.55 * p, 0.1)], INK)
            write(page, x + 0.27, y, percent(p), 9, ha="left")


def _bars(page, x, y, values, width, height, largest):
    """Signed numbers as bars up and down from a middle line; a bar of half the height stands for `largest`."""
    step, middle = width / len(values), y + height / 2
    tall = (-values / largest * height / 2).tolist()
    boxes(page, [(x + step * (place + 0.15), middle, step * 0.7, t) for place, t in enumerate(tall)], "#555555")
    page.plot([x, x + width], [middle, middle], color=FAINT, linewidth=0.8)
