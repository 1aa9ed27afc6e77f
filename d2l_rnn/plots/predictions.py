"""What is expected after every character, and what it costs."""

import math

import torch
from matplotlib.patheffects import withStroke

from .. import arguments, chars
from ..rnn import step_losses
from .page import BLUE, FAINT, GREY, INK, MARK, Picture, arrow, box, boxes, picture, write
from .traces import cut_note, marked_step, predicted, steps_shown
from .words import number, quoted, stand_ins, times, visible

BARS = "#b4b4b4"  # the bars of the probabilities


@picture
def predictions(trace, text, tokens, t=None, given=None, temperature=1.0, reference=None):
    """At every step the input, the softmax over all tokens, p(target), its loss, the running mean, and the target.

    To be read upwards, as figure 9.4.2. Below stands the perplexity, exp of the mean loss, against |V|: the number of
    choices that blind guessing has. t marks a step and puts it into words. `text` is whole; the trace read all but its
    last character. It is a string, or a list of tokens where one of them has several characters.

    With `given`, the number of characters that were given, the text is one that the network wrote running freely
    (sampling.generate): arrows show what it picked fed back as the next input, the softmax is softmax(O/temperature),
    and there is no loss. A `reference` is a text to compare with, character by character.
    """
    trace, tokens, y, T, _, q = predicted(trace, text, tokens)
    t = marked_step(t, T)
    steps = steps_shown(t, T, 40)
    column, left = max(0.305, min(0.85, 12.2 / len(steps))), 1.2
    letters = int(column / 0.14)  # as many of a token's as have room
    comes = [visible(token, letters) for token in text[1:]]
    if given is None:
        P, above, notes = _forced(trace, y, text, t, comes)
    else:
        given = arguments.count("given", given, most=T)
        P, above, notes = _freely(trace, y[:, 0], text, t, given, temperature, comes)
        if reference is not None:
            above = _compared(reference, y[:, 0].tolist(), tokens, given) | above
    word = "target" if given is None else "picked"
    whole = "".join(text)
    first = given or 1  # the first step whose outcome is a target or a pick
    y = y[:, 0]
    window = slice(steps[0] - 1, steps[-1])
    shown, left_out = _tokens_shown(P[window], y[max(steps[0], first) - 1 : steps[-1]], 40)
    row = max(0.16, min(0.26, 4.6 / len(shown)))
    lines = {name: 0.15 + 0.23 * place for place, name in enumerate(above)}
    top = 0.06 + 0.23 * len(above)
    bottom = top + row * len(shown)
    lines |= {"input": bottom + (0.2 if given is None else 0.32), "step": bottom + (0.44 if given is None else 0.58)}
    notes.append(cut_note(steps, T))
    if len(shown) < q:
        notes.append(f"{q - len(shown)} of the {q} tokens have no row: no {word} here, and never above {left_out:.2g}.")
    notes.append(stand_ins(*text[steps[0] - 1 : steps[-1] + 1], *(tokens[i] for i in shown)))
    sentence = f"Predictions for {arguments.shown(whole)}: {times(T, 'step')}, softmax over {times(q, 'token')}"
    sentence += f", running freely after {times(given, 'character')}" if given else ""
    sentence += f", step {t} marked" if t else ""
    title = f"What is expected after each character of {quoted(whole)}"
    made = Picture(sentence, max(left + column * len(steps) + 0.3, 6.6), lines["step"] + 0.65, title, notes)
    page, size = made.page, min(9, column * 27)
    for name, at in lines.items():
        write(page, left - 0.1, at, name, ha="right", color=GREY)
    for place, index in enumerate(shown):
        at = top + row * (place + 0.5)
        write(page, left - 0.1, at, visible(tokens[index]), max(8, min(11, row * 50)), ha="right")
    if t is not None:
        box(page, left + column * (t - steps[0]), 0, column, lines["step"] + 0.14, MARK, "none", zorder=0)
    for place, step in enumerate(steps):
        x, i = left + column * place, step - 1
        middle, read = x + column / 2, visible(text[i], letters)
        write(page, middle, lines["step"], str(step), size)
        write(page, middle, lines["input"], read, _token_size(read))
        for name, values in above.items():
            write(page, middle, lines[name], values[i], _token_size(values[i]) if name == word else size)
        page.plot([x, x], [top, bottom], color="#d0d0d0", linewidth=0.6, zorder=0.5)
        if given and step <= given:
            box(page, middle - 0.13, lines["input"] - 0.12, 0.26, 0.24, "none", INK, linewidth=1.4)
        elif given and place:  # from the pick of the column before down the line between the two
            aside = max(0.1, min(0.05 * len(read), column / 3))  # the width of half a token, as far as there is room
            pick, entry = (middle - column + aside, lines[word]), (middle - aside, lines["input"] - 0.06)
            arrow(page, pick, (x, top), (x, bottom + 0.06), entry, color=FAINT, zorder=0.6)  # under the bars
        marked = shown.index(int(y[i])) if step >= first else None
        _softmax(page, x, top, P[i, shown].tolist(), marked, column, row)
    box(page, left, top, column * len(steps), bottom - top, "none", FAINT, linewidth=0.8)
    at = lines["step"] + 0.4
    box(page, 0.3, at - 0.08, 0.3, 0.16, BARS, "none")
    write(page, 0.68, at, "probability: the whole cell is 1", ha="left")
    box(page, 3.1, at - 0.08, 0.3, 0.16, BLUE, INK, linewidth=1.6)
    write(page, 3.48, at, f"probability of the {word}{' character' if given else ''}, outlined", ha="left")
    return made


def _token_size(token):
    """The size of a token's letters, smaller where there are several."""
    return 12 if len(token) < 3 else 9


def _forced(trace, y, text, t, comes):
    """With teacher forcing: the softmax, the rows above it from the top, and the notes."""
    P, losses, q = trace.O[:, 0].softmax(-1), step_losses(trace.O, y)[:, 0] + 0.0, trace.O.shape[-1]  # −0 becomes 0
    means, p_target = losses.cumsum(0) / torch.arange(1, len(losses) + 1), P.gather(1, y)[:, 0]
    mean, perplexity = f"{float(means[-1]):.4g}", float(means[-1].exp())
    value = f" ≈ {perplexity:.4g}" if perplexity < math.inf else ""
    notes = [
        f"Over {times(len(losses), 'step')}: mean loss {mean} nats, perplexity exp({mean}){value}; "
        f"blind guessing among |V| = {q} has {q}."
    ]
    if t is not None:
        loss = float(losses[t - 1])
        notes.append(
            f"Step {t}: after {_before(text, t)} the target is “{visible(text[t])}”, which gets "
            f"probability p = {_probability(loss)}; the loss is −ln p = {loss:.4g} nats."
        )
    above = {
        "target": comes,
        "mean so far": [number(mean) for mean in means.tolist()],
        "loss, in nats": [number(loss) for loss in losses.tolist()],
        "p(target)": [f"{p:.2f}" for p in p_target.tolist()],
    }
    return P, above, notes


def _before(text, t):
    """The last characters that were read at step t, in quotation marks."""
    return quoted("".join(text[max(0, t - 12) : t]))


def _probability(loss):
    """p = exp(−loss) in words that do not round it to 0, nor to 1 while its loss is above 0."""
    if loss > 700:
        return f"exp(−{loss:.4g})"  # too small for a number of the computer
    return f"{math.exp(-loss):.4g}" if loss > 1e-3 or loss == 0 else f"1 − {-math.expm1(-loss):.2g}"


def _freely(trace, y, text, t, given, temperature, comes):
    """The same of a free run."""
    temperature = arguments.number("temperature", temperature, above=0, most=1e6)
    O = trace.O[:, 0]  # noqa: E741
    P = ((O - O.amax(1, keepdim=True)) / temperature).softmax(-1)
    picked = P.gather(1, y[:, None])[:, 0].tolist()
    first = "the first input, framed, was" if given == 1 else f"the first {given} inputs, framed, were"
    notes = [
        f"Running freely: {first} given. Every "
        f"later input is the character picked one step before. Temperature {temperature:.4g}."
    ]
    if t is not None:
        how = f"picked, with probability {picked[t - 1]:.4g}" if t >= given else "given"
        notes.append(f"Step {t}: after {_before(text, t)} “{visible(text[t])}” is {how}.")
    above = {
        "p(picked)": [f"{p:.2f}" if step >= given else "–" for step, p in enumerate(picked, 1)],
        "picked": [token if step >= given else "–" for step, token in enumerate(comes, 1)],
    }
    return P, above, notes


def _compared(reference, y, tokens, given):
    """The rows that compare what a free run picked with a text: its characters, and whether they are as picked."""
    arguments.text(reference, least=0, name="reference")
    place = {token: index for index, token in enumerate(tokens)}
    known = [reference[step : step + 1] for step in range(1, len(y) + 1)]
    same = [place.get(one, place.get(chars.UNKNOWN)) == index for one, index in zip(known, y, strict=True)]
    signs = ["✓" if right else "✗" for right in same]
    return {
        "the text has": [visible(one) if one else "" for one in known],
        "the same?": [
            sign if one and step >= given else "" for step, (one, sign) in enumerate(zip(known, signs, strict=True), 1)
        ],
    }


def _softmax(page, x, y, column, marked, width, height):
    """One step's probabilities as bars from the left edge of each cell; a marked cell is outlined."""
    bars = [(x, y + height * place + 0.03, width * p, height - 0.06) for place, p in enumerate(column)]
    boxes(page, bars, BARS)
    if marked is not None:
        boxes(page, bars[marked : marked + 1], BLUE)
        box(page, x, y + height * marked, width, height, "none", INK, linewidth=1.6, zorder=3)
    for place, p in enumerate(column if width >= 0.5 else []):
        if p >= 0.005:
            halo = [withStroke(linewidth=2, foreground="white")] if place == marked else []
            look = {"ha": "right", "color": "black", "path_effects": halo, "zorder": 4}
            write(page, x + width - 0.05, y + height * (place + 0.5), f"{p:.2f}", 8, **look)


def _tokens_shown(P, y, most):
    """Which tokens get a row: the targets, then the most probable, in order; and the most the others ever get."""
    largest = P.amax(0)
    rank = largest.index_fill(0, y, 2)
    shown = sorted(rank.topk(min(most, len(rank))).indices.tolist())
    rest = largest.index_fill(0, torch.tensor(shown), 0)
    return shown, float(rest.max())
