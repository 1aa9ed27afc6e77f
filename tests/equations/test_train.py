"""What training promises: which words need memory, how a History is made up, and what is left alone."""

import contextlib
import dataclasses
import io
import math
import subprocess
import sys
import time

import pytest
import torch

from d2l_rnn import arguments, chars, rnn, train
from tests.equations.answers import fault_of
from tests.equations.bad_values import changed_by_hand, histories

SEEDS = [0, 1, 2]
FLOOR = 2 / 4 * math.log(2)  # of "hello": after an l comes an l or an o, as often
LONG = "it is not the same thing twice, and yet it is the same text. " * 5


def fit(text="machine", num_hiddens=8, num_steps=20, **options):
    return train.fit(text, num_hiddens, num_steps, **{"progress": False, **options})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("recurrent", [True, False])
def test_machine_needs_no_memory(recurrent, seed):
    assert train.fit("machine", seed=seed, recurrent=recurrent, progress=False).losses[-1] < 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_hello_without_memory_comes_down_to_its_floor_and_not_below(seed):
    assert round(FLOOR, 4) == 0.3466
    history = train.fit("hello", seed=seed, recurrent=False, progress=False)
    assert min(history.losses) >= FLOOR - 1e-6
    assert history.losses[-1] < FLOOR + 0.001


@pytest.mark.parametrize("seed", SEEDS)
def test_hello_with_memory_goes_below_the_floor_to_nothing(seed):
    assert train.fit("hello", seed=seed, progress=False).losses[-1] < 0.01


def test_without_memory_W_hh_is_0_from_the_first_checkpoint_to_the_last():
    history = fit(recurrent=False)
    assert all((checkpoint.params.W_hh == 0).all() for checkpoint in history.checkpoints)
    assert (fit().params.W_hh != 0).all()


def test_an_untrained_model_loses_about_the_logarithm_of_the_number_of_tokens():
    losses = [fit(num_steps=0, num_hiddens=64, sigma=0.1, seed=seed).losses[0] for seed in range(5)]
    assert sum(losses) / 5 == pytest.approx(math.log(7), abs=0.02)


@pytest.mark.parametrize("text, recurrent", [("machine", True), ("hello", False), ("naïve 🙂 שלום 機械", True)])
def test_every_loss_of_a_checkpoint_is_the_loss_its_params_have(text, recurrent):
    history = fit(text, recurrent=recurrent)
    inputs, targets = chars.shift(text)
    X, y = chars.one_hot(inputs, history.tokens), chars.indices(targets, history.tokens)
    for step, loss, p in history.checkpoints:
        assert loss == history.losses[step]
        assert rnn.step_losses(rnn.unroll(X, p).O, y).mean().item() == pytest.approx(loss, abs=1e-6)


@pytest.mark.parametrize("num_steps", [0, 1, 2, 7, 200, 1000])
def test_a_history_goes_from_the_untrained_params_to_the_last(num_steps):
    history = fit("hello", 2, num_steps)
    assert (history.text, history.tokens) == ("hello", list("ehlo"))
    assert len(history.losses) == num_steps + 1 and all(type(loss) is float for loss in history.losses)
    steps = [checkpoint.step for checkpoint in history.checkpoints]
    assert (steps[0], steps[-1]) == (0, num_steps)
    assert steps == sorted(set(steps)) and len(steps) <= 31
    gaps = [b - a for a, b in zip(steps, steps[1:], strict=False)]
    assert gaps[: len(gaps) // 2] == sorted(gaps[: len(gaps) // 2])  # close together at the beginning
    assert history.untrained is history.checkpoints[0].params
    assert all(map(torch.equal, history.params, history.checkpoints[-1].params))


def test_a_history_says_in_a_sentence_what_it_is():
    assert repr(fit("hello", 2, 3)) == "History of 'hello': 3 updates, 2 hidden units, 4 tokens"


def test_the_checkpoints_are_copies_that_no_later_update_changes():
    history = fit()
    assert len({tuple(checkpoint.params.W_xh.flatten().tolist()) for checkpoint in history.checkpoints}) == len(
        history.checkpoints
    )
    assert not any(tensor.requires_grad for checkpoint in history.checkpoints for tensor in checkpoint.params)


def test_it_begins_with_the_params_that_init_params_draws():
    drawn = rnn.init_params(7, 8, 7, sigma=0.3, seed=5)
    assert all(map(torch.equal, drawn, fit(seed=5, sigma=0.3).untrained))


@pytest.mark.parametrize("lr", [0.05, 0.3])
@pytest.mark.parametrize("text", ["hello", LONG])
def test_the_updates_are_those_of_torch_s_own_adam_with_a_rate_that_falls_to_0(text, lr, monkeypatch):
    num_steps, kept = 30, []
    monkeypatch.setattr(train, "step_losses", lambda O, y: kept.append(y) or rnn.step_losses(O, y))
    history = fit(text, num_steps=num_steps, lr=lr)
    p = history.untrained.map(lambda tensor: tensor.clone().requires_grad_())
    optimizer = torch.optim.Adam(list(p))
    monkeypatch.undo()
    inputs, targets = chars.shift(text)
    places = chars.indices(inputs, history.tokens), chars.indices(targets, history.tokens)
    T, n = (len(inputs), 1) if text == "hello" else (32, 16)
    batches = train._windows(*places, history.tokens, T, n, seed=0)
    for k in range(num_steps):
        X, y = next(batches)
        assert torch.equal(y, kept[k])
        optimizer.param_groups[0]["lr"] = lr * (1 - k / num_steps)
        loss = rnn.step_losses(rnn.unroll(X, p).O, y).mean()
        assert history.losses[k] == pytest.approx(loss.item(), abs=2e-5)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for found, expected in zip(history.params, p, strict=True):
        assert torch.allclose(found, expected, atol=1e-3)


# --- long texts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options, T, n", [({}, 32, 16), ({"window": 5}, 5, 16), ({"window": 7, "batch_size": 3}, 7, 3)]
)
def test_a_long_text_is_trained_on_in_random_windows_of_itself(options, T, n, monkeypatch):
    seen = []
    monkeypatch.setattr(train, "unroll", lambda X, p: seen.append(X) or rnn.unroll(X, p))
    monkeypatch.setattr(train, "step_losses", lambda O, y: seen.append(y) or rnn.step_losses(O, y))
    tokens = fit(LONG, num_steps=8, **options).tokens
    starts = set()
    for X, y in zip(seen[::2], seen[1::2], strict=True):
        assert X.shape == (T, n, len(tokens)) and y.shape == (T, n)
        for i in range(n):
            inputs = "".join(tokens[k] for k in X[:, i].argmax(-1))
            targets = "".join(tokens[k] for k in y[:, i])
            assert inputs + targets[-1] in LONG and inputs[1:] == targets[:-1]
            starts.add(inputs)
    assert len(starts) > n  # not the same windows every time


@pytest.mark.parametrize("length, whole", [(129, True), (130, False)])
def test_a_text_of_up_to_128_steps_is_trained_on_whole(length, whole, monkeypatch):
    shapes = set()
    monkeypatch.setattr(train, "unroll", lambda X, p: shapes.add(tuple(X.shape[:2])) or rnn.unroll(X, p))
    fit("ab" * 64 + "c" * (length - 128), num_steps=1)
    assert shapes == ({(128, 1)} if whole else {(32, 16)})


def test_the_last_character_of_a_long_text_is_among_the_targets():
    text = "ab" * 20 + "z"
    history = train.fit(text, 8, 60, window=4, batch_size=16, progress=False)
    trace = rnn.unroll(chars.one_hot("abab", history.tokens), history.params)
    assert trace.O[-1, 0].softmax(-1)[history.tokens.index("z")] > 0.01


def test_a_long_text_is_learned_below_its_floor():
    history = train.fit(LONG, 32, 150, progress=False)
    assert sum(history.losses[-10:]) / 10 < 0.6 * chars.floor(LONG)


# --- whether the text was seen whole ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options, whole",
    [
        ({"text": "hello"}, True),
        ({"text": "hello", "num_steps": 0}, True),
        ({"text": "hello", "window": 4}, True),  # 16 times the same window
        ({"text": "hello", "window": 3}, False),
        ({"text": "hello", "batch_size": 2}, True),
        ({"text": "ab" * 64}, True),
        ({"text": LONG}, False),
        ({"text": LONG, "window": len(LONG) - 1, "batch_size": 1}, True),
    ],
)
def test_a_history_says_whether_its_losses_are_those_of_the_whole_text(options, whole):
    history = fit(**{"num_steps": 3, "num_hiddens": 2, **options})
    inputs, targets = chars.shift(history.text)
    X, y = chars.one_hot(inputs, history.tokens), chars.indices(targets, history.tokens)
    equal = [
        math.isclose(rnn.step_losses(rnn.unroll(X, p).O, y).mean().item(), loss, rel_tol=1e-5)
        for _, loss, p in history.checkpoints
    ]
    assert history.whole is whole is all(equal)


def test_a_history_made_by_hand_from_the_five_fields_claims_nothing_and_a_copy_keeps_what_is_known():
    history = fit("hello", 2, 3)
    five = history.text, history.tokens, history.params, history.losses, history.checkpoints
    assert train.History(*five).whole is False
    assert dataclasses.replace(history, losses=history.losses[:]).whole is True


# --- a History made or changed by hand -------------------------------------------------------------------------------


HISTORIES = {what: rest for what, *rest in histories()}


@pytest.mark.parametrize("field, value, name", HISTORIES.values(), ids=HISTORIES)
def test_a_history_that_was_changed_by_hand_says_so_under_the_name_that_the_reader_knows(field, value, name):
    with pytest.raises((TypeError, ValueError)) as raised:
        changed_by_hand(field, value).check("others[2]")
    assert fault_of(raised.value, [f"others[2].{name}"]) is None


def test_a_weight_that_was_spoiled_in_place_is_found_by_its_place():
    history = fit("hello", 2, 3)
    history.checkpoints[1].params.W_hh[0, 1] = math.inf
    with pytest.raises(ValueError, match=r"history.checkpoints\[1\].params.W_hh\[0, 1\] is inf"):
        history.check()


# --- what is left alone ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["hello", LONG])
def test_a_run_is_repeatable_for_a_seed(text):
    first, again, other = fit(text, seed=3), fit(text, seed=3), fit(text, seed=4)
    assert first.losses == again.losses and first.losses != other.losses
    assert all(map(torch.equal, first.params, again.params))
    assert fit(text, seed=None).losses != fit(text, seed=None).losses


@pytest.mark.parametrize("text", ["hello", LONG])
def test_the_global_random_state_and_the_threads_are_left_alone(text):
    state, threads = torch.random.get_rng_state(), (torch.get_num_threads(), torch.get_num_interop_threads())
    fit(text)
    fit(text, seed=None)
    assert torch.equal(torch.random.get_rng_state(), state)
    assert (torch.get_num_threads(), torch.get_num_interop_threads()) == threads


def test_it_trains_inside_no_grad_and_leaves_the_switch_as_it_was():
    with torch.no_grad():
        history = fit()
        assert not torch.is_grad_enabled()
    assert history.losses == fit().losses


@pytest.mark.slow
def test_the_first_fit_of_a_session_does_not_load_torch_s_compiler():
    code = (
        "import sys; from d2l_rnn import train; train.fit('hello', 2, 2);"
        "print([name for name in ('torch._dynamo', 'matplotlib', 'd2l', 'anywidget') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# --- the progress bar ------------------------------------------------------------------------------------------------


def stderr_of(seconds, **options):
    """What a run of that many seconds writes to stderr; its updates are slowed down, the clock is the real one."""
    out, err = io.StringIO(), io.StringIO()
    steps = 20

    def slow(*arguments):
        time.sleep(seconds / steps)
        return rnn.step_losses(*arguments)

    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.delenv("TQDM_DISABLE", raising=False)
        patch.setattr(train, "step_losses", slow)
        train.fit("hello", 2, steps, **options)
    assert out.getvalue() == ""
    return err.getvalue()


@pytest.mark.slow
def test_a_run_over_2_s_shows_a_progress_bar_on_stderr():
    assert "training 2 units" in stderr_of(2.6)


def test_a_short_run_shows_none():
    assert stderr_of(0.4) == ""


def test_progress_can_be_switched_off(monkeypatch):
    monkeypatch.setattr(train, "tqdm", None)  # calling it would be an error
    assert stderr_of(0, progress=False) == ""


def test_training_works_under_inference_mode_and_what_it_leaves_can_be_trained_further():
    usual = fit(seed=3)
    with torch.inference_mode():
        history = fit(seed=3)
    assert history.losses == usual.losses and not history.params.W_hh.is_inference()


@pytest.mark.slow
def test_a_large_network_keeps_fewer_checkpoints_of_which_the_first_and_the_last_are_two(monkeypatch):
    assert len(fit(num_steps=200).checkpoints) > 20
    size = rnn.num_params(fit(num_steps=0).params)
    for room, most in ((5, 5), (4, 4)):
        monkeypatch.setattr(arguments, "MOST_NUMBERS", room * size)
        steps = [point.step for point in fit(num_steps=200).checkpoints]
        assert len(steps) == most and (steps[0], steps[-1]) == (0, 200)
