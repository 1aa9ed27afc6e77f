"""The checks in a kernel."""

import nbclient
import nbformat
import pytest

from d2l_rnn.checks import sentences

pytestmark = pytest.mark.slow

CELLS = [
    "import time, torch\nfrom d2l_rnn import checks\nimport d2l_rnn.checks.sandbox.trial as trial\ntrial.LIMIT = 0.3",
    "def step(X, H, W_xh, W_hh, b_h):\n    while True:\n        try:\n            print('spam')\n"
    "        except BaseException:\n            pass\nchecks.step(step)",
    "def step(X, H, W_xh, W_hh, b_h):\n    print('spam')\n    time.sleep(1e9)\nchecks.step(step)",
    "def step(X, H, W_xh, W_hh, b_h):\n    try:\n        time.sleep(1.5)\n    except BaseException:\n        pass\n"
    "    print('spam')\n    raise ValueError\nchecks.step(step)",
    "print('mine')\ntime.sleep(2)\nprint('still mine')",
    "def step(X, H, W_xh, W_hh, b_h):\n    A = X @ W_xh\n    return A / None\nchecks.step(step)",
    "def step(X, H, W_xh, W_hh, b_h):\n    return torch.tanh(X @ W_xh + H @ W_hh + b_h)\nchecks.step(step)",
]


def test_in_a_notebook_what_is_left_behind_does_not_print_into_later_cells():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    for cell in notebook.cells:
        assert all((output.output_type, output.name) == ("stream", "stdout") for output in cell.outputs), cell.outputs
    _, catches, sleeps, wakes, mine, fails, right = (
        "".join(output.text for output in cell.outputs) for cell in notebook.cells
    )
    for text in (catches, sleeps, wakes):
        assert text.startswith("step: not right yet. It was still running after 0.3 seconds") and "spam" not in text
    assert mine == "mine\nstill mine\n"
    assert "in the line: return A / None" in fails
    assert right == "Right: step agrees with (9.4.5) in 18 cases.\nDone: core 1 of 8, further 0 of 8.\n"


FIRST_CELLS = [
    "import torch\nfrom d2l_rnn import checks\nimport d2l_rnn.checks.sandbox.trial as trial\ntrial.LIMIT = 0.3",
    "def jacobian_product(V, H, W_hh):\n    B = torch.zeros_like(H, requires_grad=True)\n"
    "    return torch.autograd.grad(torch.tanh(torch.atanh(H) + B @ W_hh), B, V)[0]\n"
    "checks.jacobian_product(jacobian_product)",
    "B = torch.ones(1, requires_grad=True)\nB.sum().backward()\nprint(B.grad)",
    "def step(X, H, W_xh, W_hh, b_h):\n    display(X)\n    exit()\nchecks.step(step)",
    "display(1)\nprint('still here')",
]


def test_in_a_new_kernel_the_first_gradient_is_waited_for_and_nothing_is_displayed_or_ended():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in FIRST_CELLS])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    _, gradient, backward, leaves, (shown, printed) = (cell.outputs for cell in notebook.cells)
    assert gradient[0].text.startswith("jacobian_product: not right yet. The values are right, but autograd")
    assert backward[0].text == "tensor([1.])\n"
    (told,) = leaves
    assert "It leaves by SystemExit" in told.text and sentences.REMARKS["displays"] in told.text
    assert shown.data["text/plain"] == "1" and printed.text == "still here\n"
