"""The pictures draw the numbers torch computes, can be read, and answer a bad argument with a sentence."""

import io
import itertools
import math
import re
import struct
import time
import traceback
import warnings

import matplotlib
import numpy
import pytest
import torch
from matplotlib._pylab_helpers import Gcf
from matplotlib.collections import LineCollection, PolyCollection, QuadMesh
from matplotlib.colors import to_hex
from matplotlib.text import Text
from PIL import Image

from d2l_rnn import chars, gradients, plots, rnn, train

ODD = "a $_$ \\frac{ 日本 e\u0301 🙂👩\u200d🔬 שלום\n\t\x07<b>&amp;"
HISTORY = train.fit("machine", num_hiddens=16, progress=False)
MEMORYLESS = train.fit("hello", num_hiddens=8, recurrent=False, progress=False)


def network(text, h, sigma=1.0, seed=0):
    """A random network for a text: its Params, tokens and the Trace over all characters but the last."""
    tokens = chars.vocabulary(text)
    p = rnn.init_params(len(tokens), h, len(tokens), sigma=sigma, seed=seed)
    return p, tokens, rnn.unroll(chars.one_hot(text[:-1], tokens), p)


def machine():
    return HISTORY.params, HISTORY.tokens, rnn.unroll(chars.one_hot("machin", HISTORY.tokens), HISTORY.params)


def through(text="hello", t=None, **kind):
    p, tokens, _ = network(text, 4, **kind)
    inputs, targets = chars.shift(text)
    return gradients.through_time(chars.one_hot(inputs, tokens), chars.indices(targets, tokens), p, t)


def book_matrices():
    generator = torch.Generator().manual_seed(0)
    X, H = torch.randn(3, 1, generator=generator), torch.randn(3, 4, generator=generator)
    return X, H, rnn.init_params(1, 4, 2, seed=0)


PICTURES = {
    "recurrence": (
        lambda: plots.recurrence(machine()[2]),
        "Recurrence at step 2 of 6: steps 1 to 3, n = 1, d = 7, h = 16, q = 7",
    ),
    "language model": (
        lambda: plots.language_model(machine()[2], "machine", HISTORY.tokens),
        "Language model on 'machine': 6 steps, 6 guessed right",
    ),
    "hidden states": (
        lambda: plots.hidden_states(machine()[2], "machine"),
        "Hidden states of 'machine': 16 units, steps 0 to 6",
    ),
    "hidden states beside": (
        lambda: plots.hidden_states(machine()[2], "machine", 3, network("machine", 4)[2]),
        "Hidden states of 'machine': 16 units, steps 0 to 6, step 3 marked, beside 4 units of another trace",
    ),
    "predictions": (
        lambda: plots.predictions(machine()[2], "machine", HISTORY.tokens, t=3),
        "Predictions for 'machine': 6 steps, softmax over 7 tokens, step 3 marked",
    ),
    "concatenation": (
        lambda: plots.concatenation(*book_matrices()),
        "Concatenation: n = 3, d = 1, h = 4; two products and their sum beside one product",
    ),
    "gradients": (
        lambda: plots.gradients([through(), through(t=4)], ["all steps", "step 4"]),
        "Gradient at each hidden state: 2 curves, k = 0 to 4",
    ),
    "training": (
        lambda: plots.training(HISTORY, MEMORYLESS),
        "Training on 'machine', 'hello': 200 updates, 16 units; 200 updates, 8 units",
    ),
    "state plane": (
        lambda: plots.state_plane(network("hello", 2)[0], list("ehlo"), ["hell", "ell"]),
        "State plane: 2 units, 4 tokens, 2 paths: 'hell', 'ell'",
    ),
    "growth": (
        lambda: plots.growth(28, 32, range(1, 9), "the time machine"),
        "Growth: |V| = 28, h = 32, n = 1 to 8, 2876 RNN parameters, n-grams of 'the time machine'",
    ),
    "shapes": (
        lambda: plots.shapes(3, 1, 4, 2, 6),
        "Shapes of (9.4.3) to (9.4.6): n = 3, d = 1, h = 4, q = 2, T = 6",
    ),
}


def words(picture):
    """Everything written on a picture."""
    return [text.get_text() for text in picture.findobj(Text) if text.get_text()]


def heat_maps(picture):
    """The values of every grid on the fixed scale; the last is its legend."""
    meshes = [mesh for mesh in picture.page.findobj(QuadMesh) if mesh.get_cmap().name == "hidden state"]
    assert all(mesh.get_clim() == (-1, 1) for mesh in meshes)
    shapes = [(len(mesh.get_coordinates()) - 1, -1) for mesh in meshes]  # matplotlib 3.7 keeps the values flat
    return [torch.as_tensor(mesh.get_array()).reshape(shape) for mesh, shape in zip(meshes[:-1], shapes, strict=False)]


def chart(picture):
    """The axes beside the page."""
    return next(axes for axes in picture.axes if axes is not picture.page)


def row(picture, name):
    """The words to the right of a row's name, from left to right."""
    height = next(text.get_position()[1] for text in picture.page.texts if text.get_text() == name)
    found = [text for text in picture.page.texts if abs(text.get_position()[1] - height) < 1e-6]
    return [text.get_text() for text in sorted(found, key=lambda text: text.get_position()[0])][1:]


def assert_readable(picture):
    """Nothing is smaller than 8 points, clipped by the edge, or written over other words."""
    width, height = picture.get_size_inches() * picture.dpi
    assert width <= 1400 and height <= 900
    picture.draw_without_rendering()
    renderer = picture.canvas.get_renderer()
    written = list(picture.page.texts)
    for axes in picture.axes[1:]:
        written += [*axes.texts, *axes.get_legend().get_texts(), axes.xaxis.label, axes.yaxis.label]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in written if text.get_text().strip()]
    assert min(text.get_fontsize() for text in written) >= 8
    for text, box in boxes:
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
        assert inside, f"{text!r} is clipped"
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        across, down = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across <= 1.5 or down <= 3.5, f"{one!r} is written over {other!r}"


# Every picture


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_one_png_and_a_sentence_and_leaves_nothing_open(name):
    make, sentence = PICTURES[name]
    before = dict(dict.items(matplotlib.rcParams))  # read this way, the backend stays as undecided as it was
    picture = make()
    png = picture._repr_png_()
    assert isinstance(picture, plots.Picture) and repr(picture) == str(picture) == sentence
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == picture.canvas.get_width_height()
    assert Gcf.get_all_fig_managers() == [] and dict(dict.items(matplotlib.rcParams)) == before
    assert_readable(picture)


@pytest.mark.parametrize("length", range(1, 41))
def test_a_stored_picture_has_the_pixels_that_were_drawn_at_any_width(length):
    text = "machine learns " * 3
    picture = plots.hidden_states(network(text[: length + 1], 2)[2], text[:length])
    png = Image.open(io.BytesIO(picture._repr_png_()))
    picture.canvas.draw()
    drawn = numpy.asarray(picture.canvas.buffer_rgba())[..., :3].astype(int)
    stored = numpy.asarray(png.convert("RGB")).astype(int)
    assert stored.shape == drawn.shape
    assert numpy.abs(stored - drawn).mean() < 2  # 256 colours stand for all of them


def test_a_dark_style_of_the_reader_changes_no_pixel():
    make = PICTURES["gradients"][0]
    usual = make()._repr_png_()
    with matplotlib.rc_context(
        {"axes.facecolor": "black", "text.color": "white", "font.size": 30, "xtick.color": "white"}
    ):
        assert make()._repr_png_() == usual


@pytest.mark.parametrize(("length", "h"), [(1, 2), (6, 32), (40, 128), (200, 32)])
def test_nothing_is_clipped_or_written_over_at_any_length_and_size(length, h):
    text = ("Mississippi würde, so glaubt man, im Sommer wärmer. " * 5)[: length + 1]
    p, tokens, trace = network(text, h)
    t = (length + 1) // 2
    other = network(text, 2)[2]
    for picture in (
        plots.hidden_states(trace, text, t),
        plots.hidden_states(trace, text, t, beside=other),
        plots.predictions(trace, text, tokens, t),
        plots.language_model(trace, text, tokens),
        plots.recurrence(trace, t),
    ):
        assert_readable(picture)


def test_the_largest_sizes_and_the_widest_characters_are_not_clipped_either():
    wide = "日本語" * 20
    assert_readable(plots.shapes(10**8, 10**8, 10**8, 10**8, 10**8))
    assert_readable(plots.growth(10**6, 10**6, range(1, 41), wide))
    assert_readable(plots.gradients([through("W" * 9 + "a")] * 6, [wide, "W" * 50, *"cdef"]))
    others = [train.fit(text, 2, 3, progress=False) for text in (wide, "W" * 40, "hello", "mama")]
    assert_readable(plots.training(HISTORY, MEMORYLESS, *others))
    assert_readable(plots.hidden_states(network(wide, 2)[2], wide))
    X = torch.full((1, 1), -1e30)
    assert_readable(plots.concatenation(X, X, rnn.init_params(1, 1, 1, seed=1)))


def test_a_picture_that_leaves_steps_out_says_which_it_shows():
    text = "abcdefghij" * 30
    p, tokens, trace = network(text, 3)
    assert "The picture shows steps 1 to 20 of 299; more do not fit." in words(
        plots.language_model(trace, text, tokens)
    )
    assert "The picture shows steps 51 to 90 of 299; more do not fit." in words(
        plots.predictions(trace, text, tokens, 70)
    )
    picture = plots.hidden_states(trace, text, t=250)
    assert "The picture shows steps 98 to 299 of 299; more do not fit." in words(picture)
    assert torch.equal(torch.cat(heat_maps(picture), 1), trace.H[98:, 0].T.double())


# The numbers drawn


def test_the_heat_map_shows_the_states_on_a_scale_that_never_changes():
    p, tokens, trace = network("machine", 5, sigma=0.01)
    (drawn,) = heat_maps(plots.hidden_states(trace, "machine"))
    assert torch.equal(drawn, trace.H[:, 0].T.double())
    assert [to_hex(plots.SCALE(shade)) for shade in (0.0, 0.5, 1.0)] == ["#d55e00", "#f7f7f7", "#0072b2"]


def test_a_roomy_heat_map_prints_its_numbers_and_a_crowded_one_dashes_for_negative_values():
    _, _, trace = network("machine", 5)
    picture = plots.hidden_states(trace, "machine")
    printed = [f"{value:.2f}".replace("-", "−") for value in trace.H[1:, 0].flatten().tolist()]
    assert set(printed) <= set(words(picture)) and row(picture, "read") == list("machin")
    text = "machine " * 12
    _, _, trace = network(text, 5)
    picture = plots.hidden_states(trace, text)
    dashes = [one for one in picture.page.collections if isinstance(one, LineCollection)]
    assert sum(len(one.get_segments()) for one in dashes) == int((trace.H < 0).sum()) > 100
    assert "– in a cell: negative" in words(picture)


def test_two_traces_stand_beside_each_other_and_the_step_is_marked_in_both():
    trace, other = network("machine", 3)[2], network("machine", 4, seed=1)[2]
    picture = plots.hidden_states(trace, "machine", t=2, beside=other)
    for drawn, one in zip(heat_maps(picture), (trace, other), strict=True):
        assert torch.equal(drawn, one.H[:, 0].T.double())
    assert words(picture).count("▼") == 2


def test_a_trace_of_the_whole_text_gets_a_column_for_its_last_character():
    p, tokens, _ = network("machine", 3)
    picture = plots.hidden_states(rnn.unroll(chars.one_hot("machine", tokens), p), "machine")
    assert row(picture, "read") == list("machine") and row(picture, "step") == list("01234567")


def test_figure_9_4_2_names_input_target_best_guess_and_loss_of_every_step():
    p, tokens, trace = network("hello", 6, seed=3)
    picture = plots.language_model(trace, "hello", tokens)
    probability, best = trace.O[:, 0].softmax(-1).max(-1)
    losses = rnn.step_losses(trace.O, chars.indices("ello", tokens))[:, 0]
    assert row(picture, "input") == list("hell") and row(picture, "target") == list("ello")
    assert row(picture, "most likely") == [tokens[i] for i in best]
    assert row(picture, "probability") == [f"{p:.2f}" for p in probability.tolist()]
    assert row(picture, "loss, in nats") == [f"{loss:.2f}" for loss in losses.tolist()]
    assert row(picture, "p(target)") == [f"{p:.2f}" for p in losses.neg().exp().tolist()]
    right = ["✓" if tokens[i] == target else "✗" for i, target in zip(best, "ello", strict=True)]
    assert row(picture, "right?") == right and {*right} == {"✓", "✗"}
    for step, drawn in enumerate(heat_maps(picture), 1):
        assert torch.equal(drawn[:, 0], trace.H[step, 0].double())


def test_figure_9_4_1_joins_each_input_with_the_state_before():
    _, _, trace = network("machine", 5)
    picture = plots.recurrence(trace, 3)
    maps = heat_maps(picture)
    assert len(maps) == 9  # three steps: H_t, [X_t H_{t-1}], X_t
    for place, t in enumerate((2, 3, 4)):
        X, H_before, H, O = trace.at(t)
        for drawn, value in zip(maps[3 * place :], (H, torch.cat((X, H_before), 1), X), strict=False):
            assert torch.equal(drawn, value.double())
        bars = [one for one in picture.page.collections if type(one) is PolyCollection][place].get_paths()
        heights = torch.tensor([bar.vertices[0, 1] - bar.vertices[2, 1] for bar in bars])
        torch.testing.assert_close(heights / 0.3 * trace.O[1:4].abs().max(), O[0].double(), rtol=1e-5, atol=1e-6)
    assert [text for text in words(picture) if text.startswith("step")] == ["step 2", "step 3", "step 4"]
    assert "to step 5" in words(picture) and "the end" in words(plots.recurrence(trace, 6))


def test_the_table_of_predictions_holds_the_softmax_the_losses_and_the_perplexity():
    p, tokens, trace = network("hello", 6, seed=3)
    picture = plots.predictions(trace, "hello", tokens, t=2)
    P, y = trace.O[:, 0].softmax(-1), chars.indices("ello", tokens)
    losses = rnn.step_losses(trace.O, y)[:, 0]
    assert row(picture, "p(target)") == [f"{float(P[i, y[i, 0]]):.2f}" for i in range(4)]
    assert row(picture, "loss, in nats") == [f"{loss:.2f}" for loss in losses.tolist()]
    assert row(picture, "mean so far") == [f"{float(losses[: i + 1].mean()):.2f}" for i in range(4)]
    assert row(picture, "input") == list("hell") and row(picture, "target") == list("ello")
    bars = [one.get_paths() for one in picture.page.collections if type(one) is PolyCollection]
    for step, (all_bars, target_bar) in enumerate(zip(bars[::2], bars[1::2], strict=True)):
        lengths = torch.tensor([bar.vertices[1, 0] - bar.vertices[0, 0] for bar in all_bars]) / 0.85
        torch.testing.assert_close(lengths, P[step].double(), rtol=1e-5, atol=1e-6)
        assert (target_bar[0].vertices == all_bars[int(y[step])].vertices).all()
    notes = " ".join(words(picture))
    assert f"mean loss {float(losses.mean()):.4g} nats" in notes and "among |V| = 4" in notes
    assert f"≈ {math.exp(float(losses.mean())):.4g};" in notes
    assert "Step 2: after “he” the target is “l”" in notes
    assert f"probability p = {float(P[1, y[1, 0]]):.4g}; the loss is −ln p = {float(losses[1]):.4g} nats" in notes


def test_a_probability_that_is_nearly_1_is_not_said_to_be_1():
    trace = machine()[2]
    notes = " ".join(words(plots.predictions(trace, "machine", HISTORY.tokens, t=2)))
    loss = float(rnn.step_losses(trace.O, chars.indices("achine", HISTORY.tokens))[1, 0])
    assert 0 < loss < 1e-3
    assert f"probability p = 1 − {loss:.2g}; the loss is −ln p = {loss:.4g} nats" in notes


def test_a_probability_of_1_or_nearly_0_is_said_as_the_loss_says_it():
    def notes(p, text, tokens):
        trace = rnn.unroll(chars.one_hot(text[:-1], tokens), p)
        page = plots.predictions(trace, text, tokens, t=1).page
        return " ".join(" ".join(text.get_text() for text in page.texts).split())

    certain = notes(rnn.init_params(1, 2, 1, seed=0), "aaa", ["a"])
    assert "gets probability p = 1; the loss is −ln p = 0 nats" in certain and "-0" not in certain
    p = rnn.init_params(2, 2, 2, sigma=0)
    p.b_q[0, 0] = 4149
    hopeless = notes(p, "ab", ["a", "b"])
    assert "gets probability p = exp(−4149); the loss is −ln p = 4149 nats" in hopeless
    assert "perplexity exp(4149); blind guessing" in hopeless and "inf" not in hopeless


@pytest.mark.parametrize("value, words", [(math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "nan"), (3e8, "3e8")])
def test_a_number_that_has_left_its_range_is_written_as_one(value, words):
    assert plots.page.number(value) == words


def test_sums_that_overflow_are_drawn_and_said():
    p = rnn.init_params(7, 6, 7).map(lambda tensor: torch.full_like(tensor, 3e38))
    picture = plots.concatenation(torch.full((2, 7), 1e20), torch.full((2, 6), 1e20), p)
    assert any("too large for torch.float32" in text.get_text() for text in picture.page.texts)
    tokens = chars.vocabulary("machine")
    O = torch.full((6, 1, 7), 1e308, dtype=torch.float64)  # noqa: E741
    O[:, :, ::2] *= -1
    trace = rnn.Trace(chars.one_hot("machin", tokens).double(), torch.zeros(7, 1, 6).double(), O)
    for draw in (plots.predictions, plots.language_model):
        assert draw(trace, "machine", tokens)._repr_png_().startswith(b"\x89PNG")


def test_tokens_without_a_row_are_counted_and_never_the_target():
    text = "".join(map(chr, range(0x0410, 0x0410 + 60)))  # Cyrillic: the font that comes with matplotlib has it
    p, tokens, trace = network(text, 3, sigma=0.01)
    picture = plots.predictions(trace, text, tokens)
    notes = " ".join(words(picture))
    assert "20 of the 60 tokens have no row" in notes and "never above 0.017" in notes
    assert {text[t] for t in range(1, 41)} <= set(words(picture))


def test_both_sides_of_the_concatenation_are_printed_and_their_difference_named():
    X, H, p = book_matrices()
    picture = plots.concatenation(X, H, p)
    two = X @ p.W_xh + H @ p.W_hh
    printed = words(picture)
    for value in two.flatten().tolist():
        assert printed.count(f"{value:.2f}".replace("-", "−")) >= 2
    one = torch.cat((X, H), 1) @ torch.cat((p.W_xh, p.W_hh), 0)
    assert any(
        f"Largest difference between the two results: {float((two - one).abs().max()):.2g}." in w for w in printed
    )
    for shape in ("(3, 1)", "(1, 4)", "(3, 4)", "(4, 4)", "(3, 5)", "(5, 4)"):
        assert any(shape in text for text in printed), shape


def test_whole_numbers_are_printed_as_whole_numbers():
    p = rnn.Params(torch.tensor([[2.0, -3.0]]), torch.eye(2), torch.zeros(1, 2), torch.ones(2, 1), torch.zeros(1, 1))
    picture = plots.concatenation(torch.tensor([[5.0]]), torch.tensor([[0.5, 7.0]]), p)
    assert {"2", "−3", "5", "10.50", "−8.00", "0.50", "7.00"} <= set(words(picture))


def test_the_gradient_is_drawn_on_a_log_scale_with_its_numbers():
    one, other = through("hello"), through("hello", t=4)
    axes = chart(plots.gradients([one, other], ["$_$", "last step"]))
    assert axes.get_yscale() == "log"
    for line, value in zip(axes.lines, (one, other), strict=True):
        assert line.get_ydata() == pytest.approx(value.norms().tolist())
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend[0] == f"$_$\n{one.norms()[0]:.2g} at k = 0, {one.norms()[4]:.2g} at k = 4"
    printed = {text.get_text() for text in chart(plots.gradients(one)).texts}
    assert {f"{value:.2g}" for value in one.norms().tolist()} <= printed


def test_a_gradient_of_zero_is_drawn_at_the_edge_and_called_zero():
    picture = plots.gradients(through("hello", t=2))
    line = chart(picture).lines[0].get_ydata()
    assert list(line[3:]) == pytest.approx([min(line[:3]) / 10] * 2)
    assert "0" in {text.get_text() for text in chart(picture).texts}
    assert any("exactly 0" in text for text in words(picture))


def test_training_draws_every_loss_the_two_references_and_the_checkpoints():
    axes = chart(plots.training(HISTORY, MEMORYLESS))
    first, second, guess, floor, other_guess, other_floor = axes.lines
    assert list(first.get_ydata()) == HISTORY.losses and list(second.get_ydata()) == MEMORYLESS.losses
    assert first.get_markevery() == [point.step for point in HISTORY.checkpoints]
    assert guess.get_ydata()[0] == pytest.approx(math.log(7)) and floor.get_ydata()[0] == 0
    assert other_guess.get_ydata()[0] == pytest.approx(math.log(4))
    assert other_floor.get_ydata()[0] == pytest.approx(chars.floor("hello"))
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend[0].startswith("16 units, with W_hh, “machine”") and legend[1].startswith("8 units, W_hh = 0, “hello”")
    assert f"loss {MEMORYLESS.losses[-1]:.4f} after 200 updates" in legend[1] and "floor 0.3466" in legend[5]


def test_the_plane_is_painted_by_the_most_likely_character_and_the_path_is_the_texts():
    p, tokens, trace = network("hello", 2, seed=2)
    axes = chart(plots.state_plane(p, tokens, "hell"))
    (mesh,) = [one for one in axes.collections if isinstance(one, QuadMesh)]
    painted = torch.as_tensor(mesh.get_array()).reshape(301, 301)
    side = torch.linspace(-1, 1, 301)
    letters = {text.get_text(): text.get_position() for text in axes.texts if text.get_fontsize() > 20}
    assert len(letters) == len(painted.unique()) > 1
    colour = {letter: painted[round((y + 1) * 150), round((x + 1) * 150)] for letter, (x, y) in letters.items()}
    for row_, column in torch.randint(301, (200, 2), generator=torch.Generator().manual_seed(0)).tolist():
        best = tokens[int(rnn.output(torch.tensor([[side[column], side[row_]]]), p).argmax())]
        assert painted[row_, column] == colour[best]
    points = torch.tensor(axes.lines[1].get_xydata())
    assert torch.equal(points, trace.H[:, 0].double())
    assert {"start", "h 1", "e 2", "l 3", "l 4"} <= {text.get_text() for text in axes.texts}


def test_growth_compares_cells_parameters_and_the_n_grams_that_occur():
    text = "the time machine"
    axes = chart(plots.growth(12, 5, [3, 1, 2, 20], text))
    cells, held, parameters = axes.lines
    assert axes.get_yscale() == "log" and list(cells.get_xdata()) == [1, 2, 3, 20]
    assert list(cells.get_ydata()) == [12, 144, 1728, 12**20]
    assert list(held.get_ydata()) == [len(chars.ngrams(text, n)) for n in (1, 2, 3)]
    assert parameters.get_ydata()[0] == rnn.num_params(rnn.init_params(12, 5, 12))
    assert {"1,728", "3.8e21"} <= {text.get_text() for text in axes.texts}


def test_shapes_labels_every_tensor_and_draws_the_bias_repeated_for_every_row():
    picture = plots.shapes(3, 1, 4, 2, 6)
    printed = words(picture)
    for shape, times in {
        "(3, 4)": 5,
        "(3, 1)": 2,
        "(1, 4)": 4,
        "(4, 4)": 1,
        "(4, 2)": 2,
        "(3, 2)": 2,
        "(1, 2)": 2,
    }.items():
        assert printed.count(shape) == times, shape
    dashed = [patch for patch in picture.page.patches if patch.get_linestyle() == "--"]
    assert len(dashed) == 4 and all(patch.get_height() == pytest.approx(0.15 * 3) for patch in dashed)
    numbers = rnn.num_params(rnn.init_params(1, 4, 2))
    assert f"X (6, 3, 1), H (7, 3, 4) with H_0, O (6, 3, 2). The five parameters hold {numbers} numbers" in " ".join(
        printed
    )
    assert any("logarithmic" in text for text in words(plots.shapes(32, 28, 256, 28, 35)))


# Whatever a reader types


def test_odd_characters_are_drawn_as_they_stand_without_a_word_on_stderr(capfd):
    p, tokens, trace = network(ODD, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for picture in (
            plots.hidden_states(trace, ODD, beside=trace),
            plots.predictions(trace, ODD, tokens, 3),
            plots.language_model(trace, ODD, tokens),
            plots.state_plane(p, tokens, [ODD, "$_$"]),
            plots.growth(99, 2, [1, 2], ODD),
            plots.gradients(through(ODD), ODD),
            plots.training(train.fit(ODD, 2, 3, progress=False), HISTORY),
        ):
            picture._repr_png_()
            repr(picture)
    assert capfd.readouterr().err == ""
    read = row(plots.hidden_states(trace, ODD), "read")
    assert read[:6] == ["a", "␣", "$", "_", "$", "␣"] and read[ODD.index("\n")] == "⏎" and read[ODD.index("\t")] == "⇥"
    assert read[ODD.index("\u0301")] == "◌\u0301" and read[ODD.index("\x07")] == "□" and read[ODD.index("ש")] == "ש"
    assert any("□ stands for" in text and "U+0007" in text for text in words(plots.hidden_states(trace, ODD)))


def test_a_token_that_is_not_one_character_is_shortened():
    tokens = ["<unk>", "a", "a very long token"]
    p = rnn.init_params(3, 2, 3, seed=0)
    trace = rnn.unroll(chars.one_hot("aba", tokens), p)
    printed = words(plots.predictions(trace, "abab", tokens))
    assert "<unk>" in printed and "a␣ver…" in printed


@pytest.mark.parametrize("length", [10_000])
def test_a_long_text_takes_no_longer_than_a_look(length):
    text = ("It was the best of times, $_$ 日本 🙂 " * 400)[:length]
    p, tokens, trace = network(text, 32)
    two = network(text, 2)[0]
    for make in (
        lambda: plots.hidden_states(trace, text, t=9000, beside=trace),
        lambda: plots.predictions(trace, text, tokens, t=5000),
        lambda: plots.language_model(trace, text, tokens),
        lambda: plots.state_plane(two, tokens, text),
        lambda: plots.growth(64, 32, range(1, 9), text),
        lambda: plots.gradients(through(text[:50]), text),
    ):
        began = time.process_time()
        picture = make()
        picture._repr_png_()
        assert time.process_time() - began < 3, repr(picture)


# Bad arguments


def bad_calls():
    p, tokens, trace = machine()
    X, H, q = book_matrices()
    batch = rnn.unroll(torch.cat([trace.X, trace.X], 1), p)
    crooked = rnn.Trace(trace.X, trace.H[:-1], trace.O)
    return {
        "trace must be a Trace": lambda: plots.recurrence(p),
        "t must be at most 6, not 7": lambda: plots.recurrence(trace, 7),
        "t must be a whole number": lambda: plots.hidden_states(trace, "machine", t="3"),
        "trace has T = 6 steps and text has 5 characters": lambda: plots.hidden_states(trace, "hello"),
        "trace holds n = 2 sequences": lambda: plots.hidden_states(batch, "machine"),
        "trace.H[1:] has shape (5, 1, 16)": lambda: plots.hidden_states(crooked, "machine"),
        "beside has T = 4 steps": lambda: plots.hidden_states(trace, "machine", beside=network("hello", 2)[2]),
        "beside must be a Trace": lambda: plots.hidden_states(trace, "machine", beside=3),
        "text is empty": lambda: plots.hidden_states(trace, ""),
        "text holds half a character (U+D800)": lambda: plots.hidden_states(trace, "machin\ud800"),
        "every character but the last is an input": lambda: plots.predictions(trace, "machin", tokens),
        "tokens has 4 entries and trace has q = 7": lambda: plots.language_model(trace, "machine", list("helo")),
        "text holds 'M', which is not among the tokens": lambda: plots.predictions(trace, "Machine", tokens),
        "text has 1 character": lambda: plots.language_model(trace, "m", tokens),
        "Here d, the number of inputs, is 1, not 4": lambda: plots.concatenation(H, H, q),
        "H must be a torch tensor": lambda: plots.concatenation(X, None, q),
        "through must be a ThroughTime": lambda: plots.gradients([through(), trace]),
        "through is an empty list": lambda: plots.gradients([]),
        "labels and through must be equally long": lambda: plots.gradients(through(), ["a", "b"]),
        "at most 6 can be told apart": lambda: plots.training(*[HISTORY] * 7),
        "history must be a History": lambda: plots.training(p),
        "p has h = 16 hidden units; the plane shows exactly 2": lambda: plots.state_plane(p, tokens, "machine"),
        "texts must be a string": lambda: plots.state_plane(network("ab", 2)[0], list("ab"), ["ab", 3]),
        "num_tokens must be at least 1, not -28": lambda: plots.growth(-28, 32, [1]),
        "num_hiddens must be at most 1000000": lambda: plots.growth(28, 10**400, [1]),
        "orders must be a list of whole numbers": lambda: plots.growth(28, 32, 8),
        "orders holds more than 40": lambda: plots.growth(28, 32, itertools.count(1)),
        "num_tokens must be at least as large": lambda: plots.growth(3, 32, [1], "hello"),
        "h must be at least 1, not 0": lambda: plots.shapes(1, 1, 0, 1, 1),
        "d must be a whole number": lambda: plots.shapes(1, 2.5, 1, 1, 1),
    }


@pytest.mark.parametrize("sentence", bad_calls())
def test_a_bad_argument_is_answered_in_words(sentence):
    with pytest.raises((TypeError, ValueError), match=re.escape(sentence)):
        bad_calls()[sentence]()


BAD = [None, True, 0, -1, 10**30, 1.5, math.nan, "", "x", "\ud800", "$_$", "🙂", "e\u0301", "שלום", "a" * 10_000, b"x"]
BAD += [
    [],
    [None],
    [3],
    {},
    {"a": 1},
    object(),
    torch.zeros(0),
    torch.ones(2, 2),
    torch.tensor(math.nan),
    torch.tensor([1]),
    len,
]


def test_no_argument_gets_a_raw_error_of_torch_or_matplotlib():
    p, tokens, trace = machine()
    X, H, q = book_matrices()
    calls = {
        plots.recurrence: [trace, 2],
        plots.language_model: [trace, "machine", tokens],
        plots.hidden_states: [trace, "machine", 2, trace],
        plots.predictions: [trace, "machine", tokens, 2],
        plots.concatenation: [X, H, q],
        plots.gradients: [through(), ["label"]],
        plots.training: [HISTORY, HISTORY],
        plots.state_plane: [network("hello", 2)[0], list("ehlo"), "hell"],
        plots.growth: [28, 32, [1, 2], "hello"],
        plots.shapes: [2, 3, 4, 5, 6],
    }
    tried = refused = 0
    for function, right in calls.items():
        for place, bad in itertools.product(range(len(right)), BAD):
            tried += 1
            try:
                function(*right[:place], bad, *right[place + 1 :]).draw_without_rendering()
            except (TypeError, ValueError) as error:
                refused += 1
                where = traceback.extract_tb(error.__traceback__)[-1].filename
                assert "d2l_rnn" in where and str(error).endswith("."), (
                    f"{function.__name__}, argument {place}: {error}"
                )
    assert tried > 700 and refused > 500
