"""A companion to the section on recurrent neural networks of *Dive into Deep Learning* (edition 1.0: 9.4).

Reading order: `chars` turns text into numbers, `rnn` holds the section's equations, `interventions` sets a unit
or a weight by hand, `sampling` lets them write on, `gradients` takes the equations apart through time,
`train` fits them to a text, `book` meets d2l and torch.nn, `plots` and `figures` show them, `checks` answers the
exercises. A module is loaded when it is first used, so that importing the package costs no more than torch.
`language("ja")` lets all of it speak another language.
"""

import importlib

__version__ = "0.1.0"
__all__ = ["chars", "rnn", "interventions", "sampling", "gradients", "train", "book", "plots", "figures", "checks"]


def __getattr__(name):
    if name in __all__:
        return importlib.import_module(f"{__name__}.{name}")
    if name == "language":
        return importlib.import_module(f"{__name__}.languages").language
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return [*globals(), *__all__, "language"]
