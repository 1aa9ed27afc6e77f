"""What is expected after every character, and what it costs."""

import math

import torch

from .. import arguments, chars
from ..languages import say, say_n
from ..rnn import step_losses
from .expected import letter, likeliest, percent, so_far
from .page import BAND, FAINT, GREY, INK, READ, Picture, arrow, box, boxes, picture, write
from .traces import cut_note, marked_step, predicted, steps_shown
from .words import digits, number, quoted, stand_ins, visible

BARS = "#b4b4b4"  # the bars of the probabilities
NETWORKS = ("trained", "untrained", "memoryless")


@picture
def predictions(trace, text, tokens, t=None, given=None, temperature=1.0, reference=None, network="trained"):
    """At every step the input, the softmax over all tokens with the target outlined, the guess, p(target) and its loss.

    To be read downwards, as Predictions; the book draws figure 9.4.2 upwards. Below stands the perplexity, exp of the
    mean loss, against |V|: the number of choices that blind guessing has. A guess is ✓ right, ✗ wrong or a tie. t marks
    a step and puts it into words, which say which `network` it is. `text` is whole; the trace read all but its last
    character. It is a string, or a list of tokens where one of them has several characters.

    With `given`, the number of characters that were given, the text is one that the network wrote running freely
    (sampling.generate): arrows show what it picked fed back as the next input, the softmax is softmax(O/temperature),
    and there is no loss. A `reference` is a text to compare with, character by character.
    """
    trace, tokens, y, T, _, q = predicted(trace, text, tokens)
    t = marked_step(t, T)
    arguments.choice("network", network, NETWORKS)
    steps = steps_shown(t, T, 40)
    column, left = max(0.305, min(0.85, 12.2 / len(steps))), 1.2
    letters = int(column / 0.14)  # as many of a token's as have room
    comes = [visible(token, letters) for token in text[1:]]
    if given is None:
        P, below, notes, title = _forced(trace, y, text, t, comes, tokens, letters, network)
    else:
        given = arguments.count("given", given, most=T)
        P, below, notes, title = _freely(trace, y[:, 0], text, t, given, temperature, comes, letters, network)
        if reference is not None:
            below |= _compared(reference, y[:, 0].tolist(), tokens, given)
    whole = "".join(text)
    first = given or 1  # the first step whose outcome is a target or a pick
    y = y[:, 0]
    window = slice(steps[0] - 1, steps[-1])
    shown, left_out = _tokens_shown(P[window], y[max(steps[0], first) - 1 : steps[-1]], 40)
    row = max(0.16, min(0.26, 4.6 / len(shown)))
    top = 0.54
    bottom = top + row * len(shown)
    start = bottom + (0.2 if given is None else 0.3)
    lines = {"step": 0.12, "input": 0.38} | {name: start + 0.23 * place for place, name in enumerate(below)}
    end = max(lines.values()) + 0.16
    notes.append(cut_note(steps, T))
    if len(shown) < q:
        words = {"some": q - len(shown), "q": q, "most": f"{left_out:.2g}"}
        if given is None:
            notes.append(say("{some} of the {q} tokens have no row: no target here, and never above {most}.", **words))
        else:
            notes.append(say("{some} of the {q} tokens have no row: no picked here, and never above {most}.", **words))
    notes.append(stand_ins(*text[steps[0] - 1 : steps[-1] + 1], *(tokens[i] for i in shown)))
    steps_and_tokens = {"steps": say_n("{n} step", "{n} steps", T), "tokens": say_n("{n} token", "{n} tokens", q)}
    sentence = say(
        "Predictions for {text}: {steps}, softmax over {tokens}", text=arguments.shown(whole), **steps_and_tokens
    )
    if given:
        sentence = say_n(
            "{sentence}, running freely after {n} character",
            "{sentence}, running freely after {n} characters",
            given,
            sentence=sentence,
        )
    sentence = say("{sentence}, step {t} marked", sentence=sentence, t=t) if t else sentence
    made = Picture(sentence, max(left + column * len(steps) + 0.3, 6.6), end + 0.5, title, notes)
    if t is not None:
        box(made.page, left + column * (t - steps[0]), 0, column, end, BAND, "none", zorder=0)
    for name, at in lines.items():
        write(made.page, left - 0.1, at, _line_name(name), ha="right", color=GREY)
    for place, index in enumerate(shown):
        at = top + row * (place + 0.5)
        write(made.page, left - 0.1, at, visible(tokens[index]), max(8, min(11, row * 50)), ha="right")
    for place, step in enumerate(steps):
        x, i = left + column * place, step - 1
        words = {"step": str(step), "input": visible(text[i], letters)}
        words |= {name: values[i] for name, values in below.items()}
        _column(made.page, x, column, top, bottom, lines, words)
        marked = shown.index(int(y[i])) if step >= first else None
        _softmax(made.page, x, top, P[i, shown].tolist(), marked, column, row)
        if given:
            _source(made.page, x, column, top, bottom, lines, words["input"], step <= given, first=place == 0)
    box(made.page, left, top, column * len(steps), bottom - top, "none", FAINT, linewidth=0.8)
    _legend(made.page, end + 0.26, say("picked: the next input") if given else say("target: what comes"))
    return made


def _line_name(name):
    """What a line beside the columns is called."""
    return {
        "step": say("step"),
        "input": say("input"),
        "target": say("target"),
        "guess": say("guess"),
        "p(target)": say("p(target)"),
        "loss": say("loss"),
        "picked": say("picked"),
        "p(picked)": say("p(picked)"),
        "the same?": say("the same?"),
        "the text has": say("the text has"),
    }[name]


def _column(page, x, width, top, bottom, lines, words):
    """What is written above and below one step's softmax, and the line at its left."""
    size = min(9, width * 27)
    for name, word in words.items():
        large = name in ("input", "target", "picked")
        look = {"color": READ} if name == "input" else {}
        write(page, x + width / 2, lines[name], word, _token_size(word) if large else size, **look)
    page.plot([x, x], [top, bottom], color="#d0d0d0", linewidth=0.6, zorder=0.5)


def _source(page, x, width, top, bottom, lines, read, given, first):
    """Where an input of a free run comes from: a frame around what was given, else an arrow from the pick before."""
    middle = x + width / 2
    if given:
        box(page, middle - 0.13, lines["input"] - 0.12, 0.26, 0.24, "none", INK, linewidth=1.4)
    elif not first:  # up the line between the two columns, under the bars
        aside = max(0.1, min(0.05 * len(read), width / 3))  # the width of half a token, as far as there is room
        pick, entry = (middle - width + aside, lines["picked"]), (middle - aside, lines["input"])
        arrow(page, pick, (x, bottom + 0.06), (x, top - 0.05), entry, color=FAINT, zorder=0.6)


def _legend(page, at, outlined):
    """What the bars are."""
    box(page, 0.3, at - 0.08, 0.3, 0.16, BARS, "none")
    write(page, 0.68, at, say("probability"), ha="left")
    box(page, 1.75, at - 0.08, 0.3, 0.16, "none", INK, linewidth=1.6)
    box(page, 1.79, at - 0.05, 0.16, 0.1, INK, "none")
    write(page, 2.13, at, outlined, ha="left")


def _token_size(token):
    """The size of a token's letters, smaller where there are several."""
    return 12 if len(token) < 3 else 9


def _forced(trace, y, text, t, comes, tokens, letters, network):
    """With teacher forcing: the softmax, the rows below it from the top, the notes and the title."""
    P, losses, q = trace.O[:, 0].softmax(-1), step_losses(trace.O, y)[:, 0] + 0.0, trace.O.shape[-1]  # −0 becomes 0
    mean, perplexity = float(losses.mean()), float(losses.mean().exp())
    choices = digits(perplexity) if perplexity < math.inf else f"exp({digits(mean)})"
    words = {"loss": digits(mean), "perplexity": choices, "log": digits(math.log(q)), "q": q}
    notes = [
        say("The mean loss is {loss} nats, the perplexity {perplexity}; a blind guess has {log} and {q}.", **words)
    ]
    guesses = [likeliest(row) for row in P]
    below = {
        "target": comes,
        "guess": [_guess(top, int(target), tokens, letters) for top, target in zip(guesses, y[:, 0], strict=True)],
        "p(target)": [_share(p, letters) for p in P.gather(1, y)[:, 0].tolist()],
        "loss": [number(loss) for loss in losses.tolist()],
    }
    title = say("What is expected after each letter of {text}", text=quoted("".join(text)))
    if t is not None:
        top, target = guesses[t - 1], int(y[t - 1, 0])
        outcome = _outcome(top, target, letter(text[t]), float(P[t - 1, target]), float(losses[t - 1]))
        title = _opening(network, text, t, _expected(top, P[t - 1], tokens) + outcome)
    return P, below, notes, title


def _share(p, letters):
    """A probability in percent, without the sign where a column has room for three letters only."""
    return percent(p) if letters > 3 else percent(p).replace(" ", "").removesuffix("%")


def _opening(network, text, t, what):
    """The sentence of a step: who expects what."""
    if network == "memoryless" and t > 1:
        words = {"letter": letter(text[t - 1]), "what": what}
        return say("A network without memory sees only {letter}: it expects {what}", **words)
    words = {"read": so_far(text, t), "what": what}
    if network == "untrained":
        return say("Untrained, after {read} the network expects {what}", **words)
    return say("After {read} the network expects {what}", **words)


def _expected(top, softmax, tokens):
    """What a step expects, in words."""
    p = percent(float(softmax[top].mean()))
    if len(top) == 1:
        return say("{one} ({percent})", one=letter(tokens[top[0]]), percent=p)
    if len(top) == 2:
        one, other = (letter(tokens[index]) for index in top)
        return say("{one} or {other}, {percent} each, a tie", one=one, other=other, percent=p)
    return say("any of {n} letters, {percent} each, a tie", n=len(top), percent=p)


def _outcome(top, target, comes, p, loss):
    """What comes, and what that costs."""
    if loss < 0.005:
        return say(", and {letter} comes: loss < 0.01.", letter=comes)
    formula = f"−ln {digits(p).removesuffix('0')} = {number(loss)}" if p else f"−ln exp(−{loss:.0f}) = {loss:.0f}"
    if target not in top:
        words = {"letter": comes, "percent": percent(p), "formula": formula}
        return say(", but {letter} comes ({percent}): loss {formula}.", **words)
    if len(top) > 1:
        return say("; {letter} comes: loss {formula}.", letter=comes, formula=formula)
    return say(", and {letter} comes: loss {formula}.", letter=comes, formula=formula)


def _guess(top, target, tokens, letters):
    """A step's guess and what became of it: e ✓, i ✗, l/o tie; a tie without its letters where they have no room."""
    words = "/".join(visible(tokens[index]) for index in top)
    if len(top) == 1:
        return f"{visible(tokens[top[0]], max(1, letters - 1))} {'✓' if target in top else '✗'}"
    mark = say("tie") if target in top else "✗"
    return f"{words} {mark}" if len(words) + 4 <= 1.5 * letters else mark  # the line is smaller than the letters


def _freely(trace, y, text, t, given, temperature, comes, letters, network):
    """The same of a free run."""
    temperature = arguments.number("temperature", temperature, above=0, most=1e6)
    O = trace.O[:, 0]  # noqa: E741
    P = ((O - O.amax(1, keepdim=True)) / temperature).softmax(-1)
    picked = P.gather(1, y[:, None])[:, 0].tolist()
    notes = [
        say_n(
            "Running freely: the first input, framed, was given. Every "
            "later input is the character picked one step before. Temperature {temperature}.",
            "Running freely: the first {n} inputs, framed, were given. Every "
            "later input is the character picked one step before. Temperature {temperature}.",
            given,
            temperature=f"{temperature:.4g}",
        )
    ]
    if t is not None:
        words = {"t": t, "read": so_far(text, t), "letter": letter(text[t]), "percent": percent(picked[t - 1])}
        if t >= given:
            notes.append(say("Step {t}: after {read} {letter} is picked ({percent}).", **words))
        else:
            notes.append(say("Step {t}: after {read} {letter} is given.", **words))
    below = {
        "picked": [token if step >= given else "–" for step, token in enumerate(comes, 1)],
        "p(picked)": [_share(p, letters) if step >= given else "–" for step, p in enumerate(picked, 1)],
    }
    words = {"text": quoted("".join(text))}
    title = {
        "trained": say("The network writes on by itself: {text}", **words),
        "untrained": say("The untrained network writes on by itself: {text}", **words),
        "memoryless": say("The network without memory writes on by itself: {text}", **words),
    }[network]
    return P, below, notes, title


def _compared(reference, y, tokens, given):
    """The rows that compare what a free run picked with a text: its characters, and whether they are as picked."""
    arguments.text(reference, least=0, name="reference")
    place = {token: index for index, token in enumerate(tokens)}
    known = [reference[step : step + 1] for step in range(1, len(y) + 1)]
    same = [place.get(one, place.get(chars.UNKNOWN)) == index for one, index in zip(known, y, strict=True)]
    signs = ["✓" if right else "✗" for right in same]
    same = [sign if one and k >= given else "" for k, (one, sign) in enumerate(zip(known, signs, strict=True), 1)]
    return {"the same?": same, "the text has": [visible(one) if one else "" for one in known]}


def _softmax(page, x, y, column, marked, width, height):
    """One step's probabilities as bars from the left edge of each cell; a marked cell is outlined."""
    bars = [(x, y + height * place + 0.03, width * p, height - 0.06) for place, p in enumerate(column)]
    boxes(page, bars, BARS)
    if marked is not None:
        boxes(page, bars[marked : marked + 1], INK)
        box(page, x, y + height * marked, width, height, "none", INK, linewidth=1.6, zorder=3)
    for place, p in enumerate(column if width >= 0.5 else []):
        if p >= 0.005:
            inside = place == marked and width * p > 0.4  # the number is 0.36 inches wide
            at, look = (x + 0.05, {"ha": "left", "color": "white"}) if inside else (x + width - 0.05, {"ha": "right"})
            write(page, at, y + height * (place + 0.5), percent(p), 8, zorder=4, **look)


def _tokens_shown(P, y, most):
    """Which tokens get a row: the targets, then the most probable, in order; and the most the others ever get."""
    largest = P.amax(0)
    rank = largest.index_fill(0, y, 2)
    shown = sorted(rank.topk(min(most, len(rank))).indices.tolist())
    rest = largest.index_fill(0, torch.tensor(shown), 0)
    return shown, float(rest.max())
