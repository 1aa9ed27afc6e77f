"""Small networks to draw, and what stands on a picture."""

import itertools

import torch
from matplotlib.collections import QuadMesh
from matplotlib.text import Text

from d2l_rnn import chars, gradients, plots, rnn, train

HISTORY = train.fit("machine", num_hiddens=16, progress=False)
MEMORYLESS = train.fit("hello", num_hiddens=8, recurrent=False, progress=False)
ODD = "a $_$ \\frac{ 日本 e\u0301 🙂👩\u200d🔬 שלום\n\t\x07<b>&amp;"


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


def right_calls():
    """Arguments that each picture can be drawn with."""
    p, tokens, trace = machine()
    return {
        plots.recurrence: [trace, 2],
        plots.language_model: [trace, "machine", tokens],
        plots.hidden_states: [trace, "machine", 2, trace],
        plots.predictions: [trace, "machine", tokens, 2],
        plots.concatenation: [*book_matrices()],
        plots.gradients: [through(), "hello"],
        plots.training: [HISTORY, HISTORY],
        plots.state_plane: [network("hello", 2)[0], list("ehlo"), "hell"],
        plots.growth: [28, 32, [1, 2], "hello"],
        plots.shapes: [2, 3, 4, 5, 6],
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
        named = axes.get_legend().get_texts() if axes.get_legend() else []
        written += [*axes.texts, *named, axes.xaxis.label, axes.yaxis.label]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in written if text.get_text().strip()]
    assert min(text.get_fontsize() for text in written) >= 8
    for text, box in boxes:
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
        assert inside, f"{text!r} is clipped"
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        across, down = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across <= 1.5 or down <= 3.5, f"{one!r} is written over {other!r}"
