"""What the tests of the checks share."""

import random

import pytest
import torch

from d2l_rnn.checks import progress


@pytest.fixture(autouse=True)
def nothing_done_yet(monkeypatch):
    """As in a new kernel."""
    monkeypatch.setattr(progress, "_done", set())


@pytest.fixture
def before():
    """The settings that no answer may change."""
    return torch.get_rng_state(), random.getstate(), torch.get_default_dtype(), torch.is_grad_enabled()
