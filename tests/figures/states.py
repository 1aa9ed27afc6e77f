"""The states in which every figure is looked at: the ordinary one, the extremes, and what a reader gets wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from d2l_rnn import figures, rnn, train

from .test_concatenation import EDIT, figure_of, matrices
from .test_hidden_states import ALPHABET, LONG, SILENT, STATE, WEIGHT

LENGTHS = (1, 2, 6, 40, 200)  # of a text


@dataclass(frozen=True)
class State:
    """One figure, and what a reader then does in its page."""

    figure: Callable
    use: Callable = lambda page: None
    axe: bool = True  # whether axe looks into the open tables: thousands of cells take it half a minute


def typed(label, text):
    """What types `text` into the box with this label."""
    return lambda page: page.get_by_label(label, exact=True).fill(text)


@cache
def of(text, num_hiddens=8, num_steps=80):
    return train.fit(text, num_hiddens=num_hiddens, num_steps=num_steps, seed=1, progress=False)


def random_weights(Figure, h, length, **traits):
    """A figure of h units that reads the first `length` characters of a long text, with weights of no training."""
    return Figure(rnn.init_params(28, h, 28, seed=h), ALPHABET, text=LONG[:length], **traits)


MANY = [{**STATE, "unit": unit, "step": step} for unit in (1, 2, 3) for step in (1, 2, 40)]
EDITED = {"edits": [SILENT, WEIGHT, *MANY], "step": 3}

STATES = {
    "HiddenStates": {
        "edited": State(lambda: figures.HiddenStates(of("machine"), **EDITED, fold="arithmetic")),
        "compared, a letter that it does not know": State(
            lambda: figures.HiddenStates(of("machine"), fold="compare"), typed("Text", "mach\u00fcne")
        ),
        "edited, no text": State(lambda: figures.HiddenStates(of("machine"), **EDITED), typed("Text", "")),
    }
    | {
        f"edited, {length} characters, {h} units": State(
            lambda h=h, length=length: random_weights(figures.HiddenStates, h, length, edits=[SILENT], step=length),
            axe=h * length <= 1000,
        )
        for h, length in ((2, 1), (2, 200), (16, 9), (32, 40), (128, 6), (128, 200))
    },
    "Predictions": {
        "a free run": State(
            lambda: figures.Predictions(of("machine"), feed="free", pick="sample", temperature=5.0, prefix=3)
        ),
        "a long free run": State(
            lambda: figures.Predictions(
                rnn.init_params(28, 32, 28, seed=1),
                ALPHABET,
                text="the time machine",
                feed="free",
                length=200,
                prefix=7,
            ),
        ),
        "untrained, all tied": State(lambda: figures.Predictions(of("machine"), weights="untrained", step=2)),
        "guessing": State(lambda: figures.Predictions(of("hello"), guessing=True)),
        "a long text of many letters": State(lambda: random_weights(figures.Predictions, 32, 200, step=100)),
    },
    "Recurrence": {
        "without a hidden state": State(lambda: figures.Recurrence(memory=False, step=4, fold="arithmetic")),
        "one product": State(lambda: figures.Recurrence(products="one", step=4, fold="arithmetic"), axe=False),
        "folded": State(lambda: figures.Recurrence(unrolled=False, step=0, fold="numbers")),
        "a pointed unit": State(lambda: figures.Recurrence(step=2), lambda page: page.get_by_role("slider").focus()),
        "a lit matrix": State(
            lambda: figures.Recurrence(products="one"),
            lambda page: page.locator("[data-names='W_xh W_hh']").first.hover(),
        ),
        "many units": State(lambda: random_weights(figures.Recurrence, 128, 200, step=120, fold="numbers"), axe=False),
    },
    "Training": {
        f"{name}, {fold} open": State(
            lambda text=text, fold=fold, step=step: figures.Training(of("hello"), text=text, fold=fold, step=step),
        )
        for name, text, step in (("a word", "hello", 3), ("a long text", "hello" * 40, 100), ("no text", "", 0))
        for fold in ("states", "change", "numbers")
    }
    | {
        "a word learned without memory": State(
            lambda: figures.Training(of("hello")),
            lambda page: (
                page.get_by_role("button", name="without memory").click(),
                page.get_by_role("slider").press("End"),
            ),
        ),
        "a text it cannot read": State(lambda: figures.Training(of("hello")), typed("Text", "x")),
        "pieces of a long text": State(lambda: figures.Training(of(LONG))),
        "a number typed wrong": State(
            lambda: figures.Training(of("hello"), fold="change"),
            lambda page: (page.get_by_label("seed").fill("none"), page.keyboard.press("Tab")),
        ),
    },
    "StatePlane": {
        "probed, two texts": State(lambda: figures.StatePlane(fan=True, probing=True, beside="oleh")),
        "without memory": State(lambda: figures.StatePlane(weights="memoryless", fold="compare")),
        "no text": State(lambda: figures.StatePlane(text="")),
    }
    | {
        f"{length} characters": State(
            lambda length=length: figures.StatePlane(
                rnn.init_params(28, 2, 28, sigma=1.5, seed=3), ALPHABET, text=LONG[:length], step=length
            ),
        )
        for length in (1, 6, 40, 200)
    },
    "Gradients": {
        "taken apart": State(lambda: figures.Gradients(fold="steps", matrix="non-normal", scale=4.0, selected=3)),
        "all losses": State(lambda: figures.Gradients(fold="losses", weights="trained")),
        "clipped": State(lambda: figures.Gradients(fold="update", clip=1.0)),
        "nothing comes back": State(lambda: figures.Gradients(scale=0.0)),
        "no text": State(lambda: figures.Gradients(text="")),
    }
    | {
        f"{length} characters, fold {fold}": State(
            lambda length=length, fold=fold: random_weights(figures.Gradients, 32, length, fold=fold, step=length)
        )
        for length, fold in ((2, "steps"), (40, "losses"), (200, "update"))
    },
    "Concatenation": {
        "swapped and edited": State(lambda: figures.Concatenation(way="swapped", edits=[EDIT])),
        "one of everything": State(lambda: figure_of(*matrices(1, 1, 1, 0))),
        "large numbers": State(lambda: figure_of(*matrices(8, 20, 20, 0, 1e4), row=8, column=20), axe=False),
        "a wrong axis": State(lambda: figure_of(*matrices(8, 1, 39, 0), way="wrong axis"), axe=False),
    },
    "Shapes": {
        "a shape that broadcasts": State(lambda: figures.Shapes(tried={"name": "b_h", "shape": [2, 1]})),
        "one of everything": State(lambda: figures.Shapes(1, 1, 1, 1, 1, memory=False, layers=2)),
        "the largest": State(
            lambda: figures.Shapes(*[512] * 5, layers=8, tried={"name": "W_hh", "shape": [9999, 9999, 9999, 9999]})
        ),
    },
    "Growth": {
        "the largest": State(lambda: figures.Growth(num_tokens=100_000, num_hiddens=4096, order=12)),
        "no text": State(lambda: figures.Growth(text="", order=1)),
        "one letter": State(lambda: figures.Growth("a", num_tokens=1, order=12, fold="text")),
    },
}
for name in figures.__all__:
    STATES[name] = {"as it comes": State(getattr(figures, name)), **STATES.get(name, {})}
