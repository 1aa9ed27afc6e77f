"""The cells of an n-gram table beside the parameters of a network."""

import itertools

import torch

from .. import arguments, chars, rnn
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
    sentence = f"Growth: |V| = {V}, h = {h}, n = {orders[0]} to {orders[-1]}, {parameters} RNN parameters"
    curves = [("every possible string, |V|ⁿ", {n: V**n for n in orders}, INK, "s")]
    notes = []
    if text is not None:
        different = len(set(arguments.text(text)))
        if different > V:
            have = f"text holds {different} different characters and num_tokens is {V}"
            raise ValueError(f"{have}; num_tokens must be at least as large.")
        held = {n: len(chars.ngrams(text, n)) for n in orders if n <= len(text)}
        curves.append(("different runs in the text", held, READ, "^"))
        notes.append(f"The text {quoted(text)} has {len(text):,} characters; it cannot hold more runs than that.")
        sentence += f", n-grams of {arguments.shown(text)}"
    made = Picture(sentence, 11.4, 4.6, f"A table of |V|ⁿ cells against one RNN, |V| = {V:,}", notes)
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
        label=f"RNN with h = {h}: {short(parameters)}\nparameters, for every n",
    )
    log_limits(chart, [parameters, *(place for _, place, _, _ in printed)], least=0.3)
    chart.set_xlim(orders[0] - 0.5, orders[-1] + 0.5)
    beside_points(chart, printed)
    axes(chart, "n, the characters in a run", "numbers to store, log scale")
    legend(chart)
    return made


def _orders(orders):
    if isinstance(orders, str | dict | torch.Tensor) or not hasattr(orders, "__iter__"):
        raise TypeError(f"orders must be a list of whole numbers such as range(1, 9), not {arguments.a(orders)}.")
    if len(first := list(itertools.islice(orders, 41))) > 40:
        raise ValueError("orders holds more than 40 entries; at most 40 fit in one picture.")
    orders = sorted({arguments.count("an entry of orders", n, most=40) for n in first})
    if not orders:
        raise ValueError("orders is empty; at least one n is needed.")
    return orders
