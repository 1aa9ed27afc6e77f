"""Where torch refuses two tensors, the reader is told which ones, by the names in their own function."""

import pytest
import torch
from torch.nn import functional as F

from d2l_rnn.checks import verdict
from d2l_rnn.checks.sandbox import trial

from .answers import said

TAKES = ("X", "H", "W_xh", "W_hh", "b_h")
ARGUMENTS = tuple(torch.ones(shape) for shape in ((2, 3), (2, 4), (3, 4), (4, 4), (1, 4)))  # n = 2, d = 3, h = 4

# What a student may write, which sentence it gets, and how the tensors are called in it.
REFUSED = {
    "the other weight": (
        lambda X, H, W_xh, W_hh, b_h: X @ W_hh,
        "no_product",
        "X has shape (2, 3), W_hh has shape (4, 4), so columns (3) and rows (4) differ",
    ),
    "turned over": (
        lambda X, H, W_xh, W_hh, b_h: torch.matmul(X, W_xh.transpose(0, 1)),
        "no_product",
        "X has shape (2, 3), W_xh.T has shape (4, 3), so columns (3) and rows (4) differ",
    ),
    "the weight first": (
        lambda X, H, W_xh, W_hh, b_h: W_xh.mm(X),
        "no_product",
        "W_xh has shape (3, 4), X has shape (2, 3), so columns (4) and rows (2) differ",
    ),
    "a layer": (
        lambda X, H, W_xh, W_hh, b_h: F.linear(X, W_xh, b_h[0]),
        "no_product",
        "X has shape (2, 3), W_xh.T has shape (4, 3), so columns (3) and rows (4) differ",
    ),
    "addmm": (
        lambda X, H, W_xh, W_hh, b_h: torch.addmm(b_h, H, W_xh),
        "no_product",
        "H has shape (2, 4), W_xh has shape (3, 4), so columns (4) and rows (3) differ",
    ),
    "what was computed before": (
        lambda X, H, W_xh, W_hh, b_h: (H + b_h) @ torch.cat((W_xh, W_hh)),
        "no_product",
        "H + b_h has shape (2, 4), cat(W_xh, W_hh) has shape (7, 4), so columns (4) and rows (7) differ",
    ),
    "einsum": (
        lambda X, H, W_xh, W_hh, b_h: torch.einsum("nd,dh->nh", X, W_hh),
        "no_product",
        "X has shape (2, 3), W_hh has shape (4, 4)",
    ),
    "a vector": (
        lambda X, H, W_xh, W_hh, b_h: torch.mv(W_hh, X[1]),
        "no_product",
        "W_hh has shape (4, 4), X[1] has shape (3,)",
    ),
    "a sum": (
        lambda X, H, W_xh, W_hh, b_h: X @ W_xh + W_hh,
        "does_not_add",
        "X @ W_xh has shape (2, 4), W_hh has shape (4, 4)",
    ),
    "a sum in place": (
        lambda X, H, W_xh, W_hh, b_h: b_h.add_(H),
        "does_not_add",
        "b_h has shape (1, 4), H has shape (2, 4)",
    ),
    "joined": (
        lambda X, H, W_xh, W_hh, b_h: torch.cat((X, H)),
        "does_not_join",
        "X has shape (2, 3), H has shape (2, 4)",
    ),
    "joined with a row": (
        lambda X, H, W_xh, W_hh, b_h: torch.cat((W_xh, b_h[0])),
        "does_not_join",
        "W_xh has shape (3, 4), b_h[0] has shape (4,)",
    ),
    "stacked": (
        lambda X, H, W_xh, W_hh, b_h: torch.stack([X[0], H[0]]),
        "does_not_stack",
        "X[0] has shape (3,), H[0] has shape (4,)",
    ),
    "put in a place": (
        lambda X, H, W_xh, W_hh, b_h: torch.zeros(2, 4).__setitem__(0, X[1]),
        "does_not_fill",
        "a tensor has shape (2, 4), X[1] has shape (3,)",
    ),
    "a long history": (
        lambda X, H, W_xh, W_hh, b_h: torch.tanh(X @ W_xh + H @ W_hh + b_h + b_h + b_h + b_h) @ W_xh,
        "no_product",
        "a tensor has shape (2, 4), W_xh has shape (3, 4), so columns (4) and rows (3) differ",
    ),
    "nothing that has a name": (
        lambda X, H, W_xh, W_hh, b_h: torch.zeros(1, 2) @ torch.zeros(3, 1),
        "no_product",
        "",
    ),
}


def refusal(function, names=TAKES, args=ARGUMENTS):
    """The Problem that ends a call."""
    return trial.run(function, names, [args], lambda value: value, watched=True).outcomes[0].problem


@pytest.mark.parametrize("what", REFUSED)
def test_the_tensors_that_do_not_fit_are_named_and_have_their_shapes(what):
    function, key, shapes = REFUSED[what]
    problem = refusal(function)
    assert (problem.key, verdict.refused(problem)) == (key, shapes)


def test_an_entry_of_a_list_has_its_place():
    problem = refusal(lambda grads: grads[1] @ grads[0], ("grads",), ([torch.ones(1, 2), torch.ones(1, 3)],))
    assert verdict.refused(problem).startswith("grads[1] has shape (1, 3), grads[0] has shape (1, 2)")


def test_a_step_of_a_sequence_has_its_number():
    problem = refusal(
        lambda Xs, W_hh: [X @ (W_hh if t == 2 else W_hh[:3]) for t, X in enumerate(Xs)],
        ("Xs", "W_hh"),
        (torch.ones(4, 2, 3), torch.ones(4, 4)),
    )
    assert verdict.refused(problem).startswith("Xs[2] has shape (2, 3), W_hh has shape (4, 4)")


def test_the_names_stand_in_the_first_sentence_in_the_place_of_what_torch_says():
    first = said("step", lambda X, H, W_xh, W_hh, b_h: torch.tanh(X @ W_xh + X @ W_hh + b_h)).text.split("\n")[0]
    told = "X has shape (1, 2), W_hh has shape (1, 1), so columns (2) and rows (1) differ."
    assert first == f"step: not right yet. A matrix product does not fit: {told}"
    first = said("step", REFUSED["nothing that has a name"][0]).text.split("\n")[0]
    assert first.endswith("does not fit: mat1 and mat2 shapes cannot be multiplied (1x2 and 3x1).")


def test_an_error_that_was_caught_is_not_told_for_one_that_came_later():
    def f(X, H, W_xh, W_hh, b_h):
        try:
            return X @ W_hh
        except RuntimeError:
            raise RuntimeError("mat1 and mat2 shapes are my own words") from None

    assert refusal(f).shapes == ()


def test_a_mistake_is_named_also_where_other_tensors_are_refused_than_in_the_mistake_itself():
    def f(X, H, W_xh, W_hh, b_h):
        return torch.tanh(F.linear(H, W_hh.T) + F.linear(X, W_xh) + b_h)

    assert said("step", f).key == "W_xh_transposed"


class Own(torch.Tensor):
    """A tensor that does not say what shape it has."""

    @property
    def shape(self):
        raise ValueError


def of_its_own_class(X, H, W_xh, W_hh, b_h):
    A = X.as_subclass(Own) @ W_xh
    return torch.tanh(A.as_subclass(torch.Tensor) + H @ W_hh + b_h)


def in_vmap(X, H, W_xh, W_hh, b_h):
    return torch.func.vmap(lambda x, h: torch.tanh(x @ W_xh + h @ W_hh + b_h[0]))(X, H)


def with_many_results(X, H, W_xh, W_hh, b_h):
    for _ in range(3000):
        X = X + 0
    return torch.tanh(X @ W_xh + H @ W_hh + b_h)


@pytest.mark.parametrize("function", [of_its_own_class, in_vmap, with_many_results])
def test_what_cannot_be_named_is_computed_with_all_the_same(function):
    assert said("step", function).state == "right"


def test_a_call_knows_nothing_of_the_tensors_of_the_call_before():
    held = []

    def f(X):
        held.append(X)
        return X @ held[0].T

    cases = [(torch.ones(1, 2),), (torch.ones(1, 3),)]
    first, second = trial.run(f, ("X",), cases, lambda value: value, watched=True).outcomes
    assert first.problem is None
    assert verdict.refused(second.problem).startswith("X has shape (1, 3), a tensor has shape (2, 1)")
