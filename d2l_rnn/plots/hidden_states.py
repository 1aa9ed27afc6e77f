"""The hidden states: units by time steps."""

from .. import arguments
from ..languages import say, say_n, series
from .expected import guess, so_far
from .page import GREY, READ, WIDEST, Picture, box, cells, picture, roomy, scale, write
from .traces import cut_note, marked_step, sized, steps_shown
from .words import cut, quoted, stand_ins, visible

NAMES = ("first trace", "second trace")


@picture
def hidden_states(trace, text, t=None, beside=None, names=NAMES, marked=(), tokens=None):
    """The hidden states as a heat map, units by time: columns H_0 to H_T, each under the character it read.

    The colour scale is always -1 to 1. t marks a step; `beside` is a second Trace of the same text, drawn at
    the side of the first; `names` head the two. `text` is what the trace read; a last character that is only
    a target may follow. `marked` lists (step, unit) pairs, cells of the first trace that get a diamond because
    they were set by hand. With `tokens` the letter that is expected next stands under each column.
    """
    names = (say("first trace"), say("second trace")) if names is NAMES else names
    if not (isinstance(names, list | tuple) and len(names) == 2 and all(isinstance(name, str) for name in names)):
        what = arguments.a(names)
        raise TypeError(say("names must be two strings, one for each trace, not {what}.", what=what))
    trace, (T, _, _, h, _) = sized(trace)
    traces, said = [trace], [say_n("{n} unit", "{n} units", h), say("steps 0 to {T}", T=T)]
    arguments.text(text)
    if T not in (len(text), len(text) - 1):
        raise ValueError(
            say_n(
                "trace has T = {T} steps and text has {n} character; "
                "a step for each, or for each but the last, is expected.",
                "trace has T = {T} steps and text has {n} characters; "
                "a step for each, or for each but the last, is expected.",
                len(text),
                T=T,
            )
        )
    t = marked_step(t, T)
    said.append(say("step {t} marked", t=t) if t else "")
    if beside is not None:
        traces.append(_second(beside, T))
        units = traces[1].H.shape[-1]
        said.append(say_n("beside {n} unit of another trace", "beside {n} units of another trace", units))
    marked = _cells(marked, T, h)
    said.append(say_n("{n} cell set by hand", "{n} cells set by hand", len(marked)) if marked else "")
    sentence = say("Hidden states of {text}: {parts}", text=arguments.shown(text), parts=series(said))
    tokens = None if tokens is None else _checked(tokens, traces)
    columns = steps_shown(t, T, 202 if beside is None else 101, least=0)
    # One panel for each trace, at each other's side if they fit; one trace of a long text takes two lines.
    parts = [columns] if beside is not None or len(columns) <= 101 else [columns[:101], columns[101:]]
    panels = [(one, part) for one in traces for part in parts]
    across = 2 if beside is not None and len(columns) <= 46 else 1
    down = len(panels) // across
    more = max(one.H.shape[-1] for one in traces)
    units = min(more, 128)
    width = min(0.62, (WIDEST - 0.35 - 0.75 * across) / across / len(parts[0]))
    head = 0.27 + (0.18 if t else 0) + (0.24 if beside is not None else 0)
    foot = 0.4 if tokens is None else 0.64
    height = min(0.3, (7.3 - (head + foot) * down) / down / units)
    pitch = width * len(parts[0]) + 0.75, height * units + head + foot
    notes = [
        cut_note(columns, T),
        say("Only the first {some} of {all} units are drawn.", some=units, all=more) if units < more else "",
        say("A diamond marks a cell that was set by hand.") if marked else "",
        stand_ins(text[max(0, columns[0] - 1) : columns[-1]]),
    ]
    title = say("Hidden states while reading {text}", text=quoted(text))
    if t and tokens:
        guesses = [guess(one.O[t - 1, 0].softmax(-1), tokens) for one in traces]
        words = {"read": so_far(text, t), "guess": guesses[0]}
        title = say("Having read {read}, the network expects {guess}.", **words)
        if beside is not None:
            words |= {"name": cut(names[1], 40), "other": guesses[1]}
            title = say("Having read {read}, the network expects {guess}; {name}: {other}.", **words)
    made = Picture(sentence, max(pitch[0] * across + 0.35, 5.6), pitch[1] * down + 0.4, title, notes)
    for place, (one, part) in enumerate(panels):
        x, y = 0.75 + pitch[0] * (place % across), head + pitch[1] * (place // across)
        if beside is not None:
            write(made.page, x, y - head + 0.06, cut(names[place], 40), 10, ha="left")
        H = one.H[part[0] : part[-1] + 1, 0, :units].T
        _heat_map(made.page, x, y, H, part, text, t, width, height)
        if tokens is not None:
            _expected(made.page, x, y + height * len(H) + 0.4, one, part, tokens, width)
        for step, unit in marked if one is trace else ():
            if step in part and unit <= units:
                _diamond(made.page, x + width * (step - part[0]), y + height * (unit - 1), width, height)
    scale(made.page, 0.3, pitch[1] * down + 0.2, numbers=roomy(width, height))
    return made


def _second(beside, T):
    """The trace beside the first one, which has T steps."""
    second, (T_beside, *_) = sized(beside, "beside")
    if T_beside != T:
        words = {"other": T_beside, "T": T}
        raise ValueError(say("beside has T = {other} steps and trace {T}; both must have read the same text.", **words))
    return second


def _cells(marked, T, h):
    """(step, unit) pairs, checked, each once."""
    if not isinstance(marked, list | tuple) or not all(isinstance(cell, list | tuple) for cell in marked):
        what = arguments.a(marked)
        raise TypeError(say("marked must be a list of (step, unit) pairs such as [(3, 1)], not {what}.", what=what))
    if not all(len(cell) == 2 for cell in marked):
        raise ValueError(say("marked must be a list of (step, unit) pairs such as [(3, 1)]; one has another length."))
    counted = (
        (arguments.count(say("a step in marked"), step, most=T), arguments.count(say("a unit in marked"), unit, most=h))
        for step, unit in marked
    )
    return list(dict.fromkeys(counted))


def _checked(tokens, traces):
    """The tokens, as many as each trace has outputs."""
    tokens = arguments.tokens(tokens)
    for one in traces:
        if one.O.shape[-1] != len(tokens):
            words = {"size": len(tokens), "q": one.O.shape[-1]}
            raise ValueError(
                say("tokens has {size} entries and a trace has q = {q} outputs; they must be equal.", **words)
            )
    return tokens


def _diamond(page, x, y, width, height):
    """The sign of a cell that was set by hand: in the corner where the cell has a number, else in the middle."""
    corner = roomy(width, height)
    at = (x + 0.07, y + 0.07) if corner else (x + width / 2, y + height / 2)
    page.plot(*at, marker="D", markersize=4 if corner else 3.5, color="black", markeredgecolor="white", zorder=4)


def _heat_map(page, x, y, H, steps, text, t, width, height):
    """One heat map (units, steps), its characters above, its steps below and its units at the left."""
    cells(page, x, y, H, width, height)
    bottom = y + height * len(H)
    for name, at in ((say("read"), y - 0.13), (say("step"), bottom + 0.16)):
        write(page, x - 0.12, at, name, 8.5, ha="right", color=GREY)
    every = next(k for k in (1, 2, 5, 10) if width * k >= 0.27)
    for place, step in enumerate(steps):
        middle = x + width * (place + 0.5)
        if step:
            write(page, middle, y - 0.13, visible(text[step - 1]), max(8, min(12, width * 60)), color=READ)
        if step % every == 0:
            write(page, middle, bottom + 0.16, str(step))
    every = next(k for k in (1, 2, 5, 10, 20, 50) if height * k >= 0.15)
    for unit in range(1, len(H) + 1):
        if unit % every == 0 or (unit == 1 and height * (every - 1) >= 0.13):
            write(page, x - 0.1, y + height * (unit - 0.5), str(unit), 8, ha="right")
    write(
        page,
        x - 0.52,
        y + height * len(H) / 2,
        say("hidden unit") if len(H) > 2 else say("unit"),
        rotation=90,
        va="center",
    )
    if t is not None and t in steps:
        at = x + width * steps.index(t)
        box(page, at, y, width, height * len(H), "none", "black", linewidth=2.2)
        write(page, at + width / 2, y - 0.33, "▼", 9)


def _expected(page, x, y, trace, steps, tokens, width):
    """The likeliest next token after each step, under its column."""
    write(page, x - 0.12, y, say("expects"), 8.5, ha="right", color=GREY)
    for place, step in enumerate(steps):
        if step:
            token = visible(tokens[trace.O[step - 1, 0].argmax()], 2)
            write(page, x + width * (place + 0.5), y, token, max(8, min(12, width * 60)))
