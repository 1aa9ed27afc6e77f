"""Figure 9.4.2: a character-level language model."""

import math

from .. import arguments
from ..languages import say, say_n
from ..rnn import step_losses
from .page import BLUE, GREY, INK, Picture, arrow, box, cells, picture, scale, write
from .traces import cut_note, predicted, steps_shown
from .words import number, quoted, stand_ins, visible


@picture
def language_model(trace, text, tokens):
    """Figure 9.4.2 redrawn from a Trace: at every step the input, the hidden state, the output and the target.

    The output is the most likely next character and its probability. Above it stands the probability that the target
    got, p(target), and the loss, -ln p(target).
    `text` is the whole text ("machine"); the trace read all of it but the last character.
    """
    trace, tokens, y, T, h, _ = predicted(trace, text, tokens)
    steps = steps_shown(None, T, 20)
    probability, best = (column[:, 0].tolist() for column in trace.O.softmax(-1).max(-1))
    losses, y = step_losses(trace.O, y)[:, 0].tolist(), y[:, 0].tolist()
    of_target = [math.exp(-loss) for loss in losses]
    right = [guess == target for guess, target in zip(best, y, strict=True)]
    column, left, units = max(0.6, min(1.3, 12.2 / len(steps))), 1.15, min(h, 40)
    cell = min(0.14, 1.5 / units)
    strip = cell * units
    notes = [
        cut_note(steps, T),
        say("Only the first {some} of {all} units are drawn.", some=units, all=h) if units < h else "",
        stand_ins(text[: len(steps) + 1], *(tokens[best[step - 1]] for step in steps)),
    ]
    sentence = say_n(
        "Language model on {text}: {n} step, {right} guessed right",
        "Language model on {text}: {n} steps, {right} guessed right",
        T,
        text=arguments.shown(text),
        right=sum(right),
    )
    title = say("{text}: every step predicts the next character", text=quoted(text))
    made = Picture(sentence, max(left + column * len(steps) + 0.3, 6), 3.97 + strip, title, notes)
    page, top = made.page, 2.22
    middle, bottom = top + strip / 2, top + strip
    rows = {"target": 0.25, "loss, in nats": 0.62, "p(target)": 0.87}
    rows |= {"right?": 1.14, "probability": 1.42, "most likely": 1.67}
    rows |= {"hidden state": middle, "input": bottom + 0.55, "step": bottom + 0.95}
    said = {
        "target": say("target"),
        "loss, in nats": say("loss, in nats"),
        "p(target)": say("p(target)"),
        "right?": say("right?"),
        "probability": say("probability"),
        "most likely": say("most likely"),
        "hidden state": say("hidden state"),
        "input": say("input"),
        "step": say("step"),
    }
    for name, y_row in rows.items():
        write(page, left - 0.15, y_row, said[name], 9.5, ha="right", color=GREY)
    for step in steps:
        x, i = left + column * (step - 0.5), step - 1
        _letter(page, x, rows["target"], text[step], "#e3eef6", BLUE)
        write(page, x, rows["loss, in nats"], number(losses[i]))
        write(page, x, rows["p(target)"], f"{of_target[i]:.2f}")
        write(page, x, rows["right?"], "✓" if right[i] else "✗", 11, color="#007a59" if right[i] else "#b34700")
        write(page, x, rows["probability"], f"{probability[i]:.2f}")
        write(page, x, rows["most likely"], visible(tokens[best[i]], 3), 13)
        arrow(page, (x, top), (x, rows["most likely"] + 0.17))
        arrow(page, (x - column + 0.15 if step > 1 else x - 0.45, middle), (x - 0.15, middle))
        cells(page, x - 0.15, top, trace.H[step, 0, :units, None], 0.3, cell)
        arrow(page, (x, rows["input"] - 0.19), (x, bottom))
        _letter(page, x, rows["input"], text[i], "#eeeeee", INK)
        write(page, x, rows["step"], str(step))
    scale(page, 0.3, bottom + 1.45)
    return made


def _letter(page, x, y, character, face, edge):
    """A character in a box of its own."""
    box(page, x - 0.17, y - 0.19, 0.34, 0.38, face, edge)
    write(page, x, y, visible(character), 13)
