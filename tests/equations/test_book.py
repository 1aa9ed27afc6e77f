"""The book's own package on this Python, and weights that go to torch.nn and d2l and come back as they were."""

import re
import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils import parametrizations, prune

from d2l_rnn import book, chars, rnn, train

pytestmark = pytest.mark.slow

sizes = st.fixed_dictionaries({letter: st.integers(1, 9) for letter in "dhq"} | {"seed": st.integers(0, 10**6)})


def params(d, h, q, seed, dtype=torch.float32):
    draw = torch.Generator().manual_seed(seed)
    p = rnn.init_params(d, h, q, seed=seed)
    p = replace(p, b_h=torch.randn(1, h, generator=draw), b_q=torch.randn(1, q, generator=draw))
    return p.map(lambda tensor: tensor.to(dtype))


def same(p, other):
    return all(a.dtype == b.dtype and torch.equal(a, b) for a, b in zip(p, other, strict=True))


def share_memory(p, module):
    places = {tensor.untyped_storage().data_ptr() for tensor in p}
    return any(tensor.untyped_storage().data_ptr() in places for tensor in module.parameters())


# --- torch.nn --------------------------------------------------------------------------------------------------------


@given(sizes, st.sampled_from([torch.float32, torch.float64]))
@settings(max_examples=40)
def test_to_nn_rnn_and_back_gives_the_same_bits(case, dtype):
    p = params(**case, dtype=dtype)
    assert same(p, book.from_torch(*book.to_torch(p)))


@given(sizes)
@settings(max_examples=40)
def test_from_nn_rnn_and_back_gives_the_same_function_with_its_two_biases_added_up(case):
    net, head = nn.RNN(case["d"], case["h"]), nn.Linear(case["h"], case["q"])
    p = book.from_torch(net, head)
    assert torch.equal(p.b_h[0], net.bias_ih_l0 + net.bias_hh_l0)
    assert torch.equal(p.W_xh, net.weight_ih_l0.T) and torch.equal(p.W_hh, net.weight_hh_l0.T)
    assert torch.equal(p.W_hq, head.weight.T) and torch.equal(p.b_q[0], head.bias)
    X = torch.randn(5, 2, case["d"], generator=torch.Generator().manual_seed(case["seed"]))
    with torch.no_grad():
        expected = head(net(X)[0])
    assert torch.allclose(rnn.unroll(X, p).O, expected, rtol=0, atol=1e-6)
    net_again, head_again = book.to_torch(p)
    with torch.no_grad():
        assert torch.allclose(head_again(net_again(X)[0]), expected, rtol=0, atol=1e-6)


def test_without_biases_they_count_as_0():
    net, head = nn.RNN(3, 4, bias=False), nn.Linear(4, 5, bias=False)
    p = book.from_torch(net, head)
    assert (p.b_h == 0).all() and (p.b_q == 0).all()
    X = torch.randn(5, 2, 3)
    with torch.no_grad():
        assert torch.allclose(rnn.unroll(X, p).O, head(net(X)[0]), rtol=0, atol=1e-6)


def test_batch_first_changes_the_order_of_axes_and_not_the_weights():
    net, head = nn.RNN(3, 4, batch_first=True), nn.Linear(4, 5)
    X = torch.randn(6, 2, 3)
    with torch.no_grad():
        expected = head(net(X.transpose(0, 1))[0]).transpose(0, 1)
    assert torch.allclose(rnn.unroll(X, book.from_torch(net, head)).O, expected, rtol=0, atol=1e-6)


def test_the_conversions_are_copies_in_both_directions():
    p = params(3, 4, 5, 0)
    net, head = book.to_torch(p)
    assert not share_memory(p, net) and not share_memory(p, head)
    back = book.from_torch(net, head)
    assert not share_memory(back, net) and not share_memory(back, head)
    assert not any(tensor.requires_grad for tensor in back)
    model = book.to_d2l(p)
    assert not share_memory(p, model) and not share_memory(book.from_d2l(model), model)


def test_a_converted_network_can_be_trained_on():
    net, head = book.to_torch(params(3, 4, 5, 0))
    head(net(torch.randn(5, 2, 3))[0]).sum().backward()
    assert all(tensor.grad is not None for tensor in [*net.parameters(), *head.parameters()])


def compiled(module):
    return torch.compile(module, backend="eager")  # the usual backend takes seconds to load, for the same wrapper


@pytest.mark.parametrize("which", ["rnn", "head", "both"])
def test_what_torch_compile_returns_is_converted_like_the_module_in_it(which):
    net, head = nn.RNN(3, 4), nn.Linear(4, 5)
    pair = compiled(net) if which != "head" else net, compiled(head) if which != "rnn" else head
    assert same(book.from_torch(*pair), book.from_torch(net, head))


def test_a_lazy_output_layer_is_told_to_be_called_first_and_is_converted_after_that():
    net, head = nn.RNN(3, 4), nn.LazyLinear(5)
    for lazy in (head, compiled(head)):
        with pytest.raises(ValueError, match="head has no weights before its first call; call it once"):
            book.from_torch(net, lazy)
    X = torch.randn(5, 2, 3)
    with torch.no_grad():
        expected = head(net(X)[0])
    assert torch.allclose(rnn.unroll(X, book.from_torch(net, head)).O, expected, rtol=0, atol=1e-6)


def updated(*modules):
    """The modules after an update of everything they learn."""
    with torch.no_grad():
        for parameter in (one for module in modules for one in module.parameters()):
            parameter.mul_(1.5)
    return modules


@pytest.mark.parametrize(
    "make",
    [
        lambda net, head: (net, parametrizations.weight_norm(head)),
        lambda net, head: (parametrizations.weight_norm(net, "weight_hh_l0"), head),
        lambda net, head: (parametrizations.orthogonal(net, "weight_hh_l0"), head),
    ],
    ids=["weight norm of the output layer", "weight norm of W_hh", "an orthogonal W_hh"],
)
def test_a_parametrized_weight_is_converted_as_it_is_now(make):
    net, head = updated(*make(nn.RNN(3, 4), nn.Linear(4, 5)))
    X = torch.randn(5, 2, 3)
    with torch.no_grad():
        expected = head(net(X)[0])
    assert torch.allclose(rnn.unroll(X, book.from_torch(net, head)).O, expected, rtol=0, atol=1e-5)


@pytest.mark.filterwarnings("ignore:.torch.nn.utils.weight_norm. is deprecated")  # it is what is tried here
@pytest.mark.parametrize(
    "make, sentence, undo",
    [
        (
            lambda net, head: nn.utils.weight_norm(head),
            "head.weight is made from other numbers at every call, and may be an old one now. "
            "Call torch.nn.utils.remove_weight_norm(head, 'weight') first.",
            lambda net, head: nn.utils.remove_weight_norm(head, "weight"),
        ),
        (
            lambda net, head: nn.utils.spectral_norm(net, "weight_hh_l0"),
            "Call torch.nn.utils.remove_spectral_norm(rnn, 'weight_hh_l0') first.",
            lambda net, head: nn.utils.remove_spectral_norm(net, "weight_hh_l0"),
        ),
        (
            lambda net, head: prune.l1_unstructured(head, "bias", 2),
            "Call torch.nn.utils.prune.remove(head, 'bias') first.",
            lambda net, head: prune.remove(head, "bias"),
        ),
    ],
    ids=["weight norm", "spectral norm", "pruned"],
)
def test_a_weight_that_a_hook_makes_is_refused_with_what_to_do_which_helps(make, sentence, undo):
    net, head = nn.RNN(3, 4).double(), nn.Linear(4, 5).double()
    make(net, head)
    updated(net, head)  # from here to the next call, what the module holds is old
    with pytest.raises(ValueError, match=re.escape(sentence)):
        book.from_torch(net, head)
    undo(net, head)
    X = torch.randn(5, 2, 3, dtype=torch.float64)
    with torch.no_grad():
        expected = head(net(X)[0])
    assert torch.allclose(rnn.unroll(X, book.from_torch(net, head)).O, expected, rtol=0, atol=1e-12)


# --- d2l -------------------------------------------------------------------------------------------------------------


@given(sizes)
@settings(max_examples=30)
def test_to_the_book_s_class_and_back_gives_the_same_bits(case):
    p = params(**case)
    assert same(p, book.from_d2l(book.to_d2l(p)))


def test_the_book_s_classes_given_our_weights_produce_the_same_numbers():
    history = train.fit("machine", 16, 60, progress=False)
    model = book.to_d2l(history.params)
    x = chars.indices("machin", history.tokens)
    with torch.no_grad():
        outputs = model(x.T)  # d2l takes (n, T)
        loss = model.loss(outputs, chars.indices("achine", history.tokens).T)
    trace = rnn.unroll(chars.one_hot(x, history.tokens), history.params)
    assert torch.allclose(outputs.transpose(0, 1), trace.O, rtol=0, atol=1e-5)
    assert loss.item() == pytest.approx(history.losses[-1], abs=1e-5)


def test_the_book_s_concise_model_is_read_after_its_first_call():
    d2l = book.d2l
    model = d2l.RNNLM(d2l.RNN(num_inputs=7, num_hiddens=4), vocab_size=7)
    with pytest.raises(ValueError, match="call it once on a batch"):
        book.from_d2l(model)
    x = chars.indices("machin", chars.vocabulary("machine"))
    with torch.no_grad():
        outputs = model(x.T)
    trace = rnn.unroll(chars.one_hot(x, chars.vocabulary("machine")), book.from_d2l(model))
    assert torch.allclose(outputs.transpose(0, 1), trace.O, rtol=0, atol=1e-6)


def test_a_compiled_model_of_the_book_is_converted_like_the_model_in_it():
    p = params(3, 4, 3, 0)
    assert same(book.from_d2l(compiled(book.to_d2l(p))), p)


def test_the_book_s_vocabulary_and_chars_agree_on_machine():
    vocab = book.d2l.Vocab(list("machine"))
    tokens = vocab.idx_to_token
    assert tokens == [chars.UNKNOWN, *chars.vocabulary("machine")]
    assert chars.indices("mazine", tokens)[:, 0].tolist() == vocab[list("mazine")]


def test_conversions_leave_the_global_random_state_alone():
    p, state = params(3, 4, 5, 0), torch.random.get_rng_state()
    book.from_torch(*book.to_torch(p))
    book.from_d2l(book.to_d2l(p))
    assert torch.equal(torch.random.get_rng_state(), state)


def test_d2l_is_the_book_s_module_and_other_names_are_no_names():
    assert book.d2l.__name__ == "d2l.torch" and book.d2l is book.d2l
    assert issubclass(book.d2l.RNNScratch, nn.Module)
    with pytest.raises(AttributeError, match="no attribute 'd3l'"):
        _ = book.d3l


# --- importing it, in a process of its own ---------------------------------------------------------------------------

WITHOUT = """
import importlib.machinery, sys
blocked = set(sys.argv[1].split(","))
find = importlib.machinery.PathFinder.find_spec

class Finder:  # a Python on which the blocked packages are not installed
    @staticmethod
    def find_spec(name, path=None, target=None):
        return None if name.split(".")[0] in blocked else find(name, path, target)

sys.meta_path[sys.meta_path.index(importlib.machinery.PathFinder)] = Finder
"""


def run(code, blocked="", path=None):
    """What a fresh Python prints that cannot import the blocked packages, and finds those in `path` first."""
    code = WITHOUT + (f"sys.path.insert(0, {str(path)!r})\n" if path else "") + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, blocked], capture_output=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


USE = """
import matplotlib, torch
from d2l_rnn import book, rnn
state, threads, settings = torch.random.get_rng_state(), torch.get_num_threads(), dict(matplotlib.rcParams)
p = rnn.init_params(3, 4, 5)
print(all(map(torch.equal, p, book.from_d2l(book.to_d2l(p)))))
print(torch.equal(state, torch.random.get_rng_state()), threads == torch.get_num_threads())
print(settings == dict(matplotlib.rcParams))
print(sorted(name for name in sys.modules if name.split(".")[0] == "torchvision"))
"""


def test_without_torchvision_d2l_works_and_no_stand_in_stays_behind():
    again = """
    try:
        import torchvision
    except ModuleNotFoundError as error:
        print(error.name)
    """
    printed = run(USE + textwrap.dedent(again), blocked="torchvision")
    assert printed == ["True", "True True", "True", "[]", "torchvision"]


def test_a_torchvision_built_for_another_torch_is_stepped_over(tmp_path):
    package = tmp_path / "torchvision"
    package.mkdir()
    (package / "extension.py").write_text("")
    (package / "__init__.py").write_text(
        "import torchvision.extension\nraise RuntimeError('operator torchvision::nms does not exist')\n"
    )
    assert run(USE, path=tmp_path) == ["True", "True True", "True", "[]"]


def test_a_torchvision_that_works_is_used_and_stays(tmp_path):
    package = tmp_path / "torchvision"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "transforms.py").write_text("")
    printed = run(USE + "print(book.d2l.torchvision is sys.modules['torchvision'])\n", path=tmp_path)
    assert printed == ["True", "True True", "True", "['torchvision', 'torchvision.transforms']", "True"]


@pytest.mark.parametrize("missing", ["d2l", "pandas", "IPython"])
def test_where_d2l_or_a_need_of_it_is_missing_the_error_says_what_to_install(missing):
    code = """
    from d2l_rnn import book, rnn
    try:
        book.to_d2l(rnn.init_params(3, 4, 5))
    except ModuleNotFoundError as error:
        print(error.name)
        print(error)
    print([name for name in sys.modules if name.split(".")[0] == "torchvision"])
    """
    name, sentence, left = run(code, blocked=f"torchvision,{missing}")
    assert (name, left) == (missing, "[]")
    assert sentence.startswith("The book's package d2l") and "not installed here" in sentence
    assert "pip install --no-deps d2l==1.0.3" in sentence and missing.lower() in sentence


def test_the_rest_of_the_package_needs_no_d2l():
    code = """
    from d2l_rnn import book, chars, gradients, plots, rnn, train
    p = train.fit("hello", 2, 2).params
    print(all(map(torch.equal, p, book.from_torch(*book.to_torch(p)))), "d2l" in sys.modules)
    """
    assert run("import torch\n" + textwrap.dedent(code), blocked="d2l,torchvision") == ["True False"]
