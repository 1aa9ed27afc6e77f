"""The cells of an n-gram table beside the parameters of a network."""

import itertools

import torch

from .. import arguments, chars, rnn
from ..languages import say
from .charts import axes, beside_points, legend, log_limits, spread
from .page import INK, READ, REMEMBERED, Picture, picture
from .words import quoted, short


@picture
def growth(num_tokens, num_hiddens, orders, text=None):
    """The cells of an n-gram table, |V|^n, beside the parameters of an RNN, on a log scale, for each n in `orders`.

    With a text, also how many different n-grams it really holds: the cells it would ever fill.
    """
    V = arguments.count("num_tokens", num_tokens, most=10**6)
    h = arguments.count("num_hiddens", num_hiddens, most=10**6)
    orders = _orders(orders)
    parameters = rnn.num_params_for(V, h, V)
    sizes = {"V": V, "h": h, "first": orders[0], "last": orders[-1], "parameters": parameters}
    sentence = say("Growth: |V| = {V}, h = {h}, n = {first} to {last}, {parameters} RNN parameters", **sizes)
    curves = [(say("table of all strings, |V|ⁿ"), {n: V**n for n in orders}, INK, "s")]
    notes = []
    if text is not None:
        different = len(set(arguments.text(text)))
        if different > V:
            words = {"different": different, "V": V}
            raise ValueError(
                say(
                    "text holds {different} different characters and num_tokens is {V}; "
                    "num_tokens must be at least as large.",
                    **words,
                )
            )
        held = {n: len(chars.ngrams(text, n)) for n in orders if n <= len(text)}
        curves.append((say("different runs in the text"), held, READ, "^"))
        words = {"text": quoted(text), "length": f"{len(text):,}"}
        notes.append(say("The text {text} has {length} characters; it cannot hold more runs than that.", **words))
        sentence = say("{sentence}, n-grams of {text}", sentence=sentence, text=arguments.shown(text))
    title = say("A table of |V|ⁿ cells against one RNN, |V| = {V}", V=f"{V:,}")
    made = Picture(sentence, 11.4, 4.6, title, notes)
    chart = made.chart(1.0, 0.1, 6.9, 3.9)
    chart.set_yscale("log")
    printed = []
    for label, curve, color, marker in curves:
        chart.plot(curve.keys(), list(map(float, curve.values())), color=color, marker=marker, label=label)
        said = [list(curve)[i] for i in spread(len(curve), 9)]
        printed += [(n, float(curve[n]), short(curve[n]) if n in said else "", color) for n in curve]
    chart.axhline(
        parameters,
        color=REMEMBERED,
        linewidth=2,
        label=say("RNN with h = {h}: {parameters}\nparameters, for every n", h=h, parameters=short(parameters)),
    )
    log_limits(chart, [parameters, *(place for _, place, _, _ in printed)], least=0.3)
    chart.set_xlim(orders[0] - 0.5, orders[-1] + 0.5)
    beside_points(chart, printed)
    axes(chart, say("n, the characters in a run"), say("numbers to store, log scale"))
    legend(chart)
    return made


def _orders(orders):
    if isinstance(orders, str | dict | torch.Tensor) or not hasattr(orders, "__iter__"):
        what = arguments.a(orders)
        raise TypeError(say("orders must be a list of whole numbers such as range(1, 9), not {what}.", what=what))
    if len(first := list(itertools.islice(orders, 41))) > 40:
        raise ValueError(say("orders holds more than 40 entries; at most 40 fit in one picture."))
    orders = sorted({arguments.count(say("an entry of orders"), n, most=40) for n in first})
    if not orders:
        raise ValueError(say("orders is empty; at least one n is needed."))
    return orders
