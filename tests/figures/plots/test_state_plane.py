"""The plane shows what follows each state."""

import torch
from matplotlib.collections import QuadMesh

from d2l_rnn import plots, rnn
from tests.drive.pictures import chart, network


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
