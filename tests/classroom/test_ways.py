"""An answer that says of itself that it makes one product, and whose text names two, is looked at."""

import pytest

from classroom.judge.ways import doubt
from tests.checks.styles import RIGHT
from tests.checks.wrong_answers import WRONG

FORGED = {
    "step_concat": """
def step_concat(X, H, W_xh, W_hh, b_h):
    from_H = torch.from_numpy(H.numpy() @ W_hh.numpy())
    return torch.tanh(X @ W_xh + from_H + b_h)
""",
    "jacobian_product": """
def jacobian_product(V, H, W_hh):
    with torch.overrides.enable_reentrant_dispatch():
        return torch.func.vjp(lambda B: torch.tanh(torch.atanh(H) + B @ W_hh), torch.zeros_like(H))[1](V)[0]
""",
}


@pytest.mark.parametrize("task", FORGED)
def test_a_way_that_is_not_asked_for_and_hides_is_doubted(task):
    assert doubt(task, FORGED[task]) is not None


def test_what_an_answer_calls_from_another_cell_belongs_to_its_text():
    answer = "def step_concat(*args):\n    return _at_once(*args)"
    two = FORGED["step_concat"].replace("def step_concat", "def _at_once")
    one = "_at_once = lambda X, H, A, B, b: torch.tanh(torch.cat((X, H), 1) @ torch.cat((A, B)) + b)"
    assert "2 products" in doubt("step_concat", answer, [answer, two])
    assert doubt("step_concat", answer, [one, "X @ Y @ Z", "%time\nno Python"]) is None
    assert "0 products" in doubt("step_concat", "step_concat = getattr(torch, 'other')")


@pytest.mark.parametrize("style", RIGHT, ids=str)
def test_what_is_right_is_not_doubted(style):
    assert doubt(style.task, style.source) is None


def test_the_text_of_what_the_checks_find_is_doubted_too():
    ways = [wrong for wrong in WRONG if wrong.key in ("autograd", "two_products") and "zip(" not in wrong.source]
    assert len(ways) == 4 and all(doubt(wrong.task, wrong.source) for wrong in ways)


@pytest.mark.parametrize("hides", ["%time\n{}", "{}\n!true", "{}\n" + "#" * 60_000], ids=["magic", "shell", "long"])
def test_a_text_that_cannot_be_looked_at_is_doubted_and_only_where_a_way_is_asked_for(hides):
    for task, source in FORGED.items():
        assert "or not only Python" in doubt(task, hides.format(source))
    assert doubt("step", hides.format("")) is None
