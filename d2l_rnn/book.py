"""The book's own `d2l`, importable on any Python, and converters between Params, torch.nn and d2l."""

import contextlib
import importlib
import importlib.util
import sys
import types

import torch
from torch import nn

from . import arguments
from .languages import say
from .rnn import Params

INSTALL = (
    "pip install --no-deps d2l==1.0.3"
    " and pip install numpy pandas matplotlib scipy requests pillow ipython matplotlib-inline"
)

# What takes a hook off again that makes a weight from other numbers, by what the hook adds to the weight's name.
REMOVERS = {"_g": "remove_weight_norm", "_u": "remove_spectral_norm", "_mask": "prune.remove"}


def __getattr__(name):
    """`book.d2l` is the module `d2l.torch`; it is imported when first asked for, which takes some seconds."""
    if name != "d2l":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if importlib.util.find_spec("d2l") is None:
        sentence = say("The book's package d2l is not installed here. Install it: {command}.", command=INSTALL)
        raise ModuleNotFoundError(sentence, name="d2l")
    try:
        with _torchvision_or_stand_in():
            return importlib.import_module("d2l.torch")
    except ModuleNotFoundError as missing:
        sentence = say(
            "The book's package d2l needs {name}, which is not installed here. Install it: {command}.",
            name=missing.name,
            command=INSTALL,
        )
        raise ModuleNotFoundError(sentence, name=missing.name) from missing


@contextlib.contextmanager
def _torchvision_or_stand_in():
    """Let `import torchvision` succeed for a while.

    d2l imports torchvision at its top without declaring it and uses it in no chapter on recurrent networks.
    Where it is missing, or built for another torch, an inert stand-in takes its place; it is taken away
    again, so that no other package finds a torchvision that is none.
    """
    try:
        importlib.import_module("torchvision")
        stand_in = []
    except Exception:  # a torchvision for another torch fails with whatever its extension raises
        for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
            del sys.modules[name]
        stand_in = ["torchvision", "torchvision.transforms"]
        what = "A stand-in for torchvision, which is not installed."
        modules = {name: types.ModuleType(name, what) for name in stand_in}
        modules["torchvision"].transforms = modules["torchvision.transforms"]
        sys.modules.update(modules)
    try:
        yield
    finally:
        for name in stand_in:
            sys.modules.pop(name, None)


def to_torch(p):
    """The pair (nn.RNN, nn.Linear) with these weights: transposed, (h, d), (h, h) and (q, h).

    b_h is the first of nn.RNN's two biases, (h,); the second is 0.

    nn.RNN returns the hidden states; the output layer is the nn.Linear.
    """
    arguments.params(p)
    d, h, q = p.sizes.values()
    with _nothing_shows_outside():
        rnn, head = nn.RNN(d, h).to(p.W_xh), nn.Linear(h, q).to(p.W_xh)
    with torch.no_grad():
        rnn.weight_ih_l0.copy_(p.W_xh.T)
        rnn.weight_hh_l0.copy_(p.W_hh.T)
        rnn.bias_ih_l0.copy_(p.b_h[0])
        rnn.bias_hh_l0.zero_()
        head.weight.copy_(p.W_hq.T)
        head.bias.copy_(p.b_q[0])
    return rnn, head


def from_torch(rnn, head):
    """The Params of an nn.RNN and the nn.Linear on top of it: a copy, the two biases added up.

    W_xh (d, h), W_hh (h, h), b_h (1, h), W_hq (h, q), b_q (1, q). The nn.RNN must be the section's, or it is a
    ValueError: one layer, one direction, tanh. Without biases they count as 0. What `torch.compile` returns of either
    works too; weights that are not there yet, or that a hook makes anew at every call, are a ValueError.
    """
    rnn, head = _inside(rnn), _inside(head)
    if not isinstance(rnn, nn.RNN):
        raise TypeError(say("rnn must be an nn.RNN, not {what}.", what=arguments.a(rnn)))
    if not isinstance(head, nn.Linear):
        raise TypeError(say("head must be the nn.Linear of the output layer, not {what}.", what=arguments.a(head)))
    if isinstance(head, nn.LazyLinear):
        raise ValueError(say("head has no weights before its first call; call it once on the states of rnn."))
    for name, found, needed in (
        ("num_layers", rnn.num_layers, 1),
        ("bidirectional", rnn.bidirectional, False),
        ("nonlinearity", rnn.nonlinearity, "tanh"),
    ):
        if found != needed:
            words = {"name": name, "found": repr(found), "needed": repr(needed)}
            raise ValueError(say("rnn has {name} = {found}; the section's network has {needed}.", **words))
    if head.in_features != rnn.hidden_size:
        sizes = {"size": head.in_features, "h": rnn.hidden_size}
        raise ValueError(
            say("head takes {size} numbers and rnn has h = {h} hidden units; they must be equal.", **sizes)
        )
    _refuse_hooks("rnn", rnn, "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    _refuse_hooks("head", head, "weight", "bias")
    with torch.no_grad():
        W_xh, W_hh, W_hq = (weight.T.detach().clone() for weight in (rnn.weight_ih_l0, rnn.weight_hh_l0, head.weight))
        b_h = rnn.bias_ih_l0 + rnn.bias_hh_l0 if rnn.bias else W_xh.new_zeros(rnn.hidden_size)
        b_q = head.bias.detach().clone() if head.bias is not None else W_hq.new_zeros(head.out_features)
        return Params(W_xh, W_hh, b_h[None], W_hq, b_q[None])


def _inside(module):
    """The module itself, where `torch.compile` has wrapped it in one of its own."""
    return getattr(module, "_orig_mod", module) if isinstance(module, nn.Module) else module


def _refuse_hooks(name, module, *weights):
    """Refuse a weight that a hook makes anew at every call: since then what it is made from may have changed."""
    for weight in weights:
        for suffix, remover in REMOVERS.items():
            if hasattr(module, weight + suffix):
                words = {"weight": f"{name}.{weight}", "call": f"torch.nn.utils.{remover}({name}, '{weight}')"}
                raise ValueError(
                    say(
                        "{weight} is made from other numbers at every call, and may be an old one now. "
                        "Call {call} first.",
                        **words,
                    )
                )


def to_d2l(p):
    """The book's d2l.RNNLMScratch around a d2l.RNNScratch (section 9.5) with these weights, in the same shapes.

    Its biases have one axis, (h,) and (q,). A ModuleNotFoundError says how to install d2l where it is missing.
    """
    arguments.params(p)
    d, h, q = p.sizes.values()
    d2l = __getattr__("d2l")
    with _nothing_shows_outside():
        model = d2l.RNNLMScratch(d2l.RNNScratch(d, h), vocab_size=q).to(p.W_xh)
    with torch.no_grad():
        model.rnn.W_xh.copy_(p.W_xh)
        model.rnn.W_hh.copy_(p.W_hh)
        model.rnn.b_h.copy_(p.b_h[0])
        model.W_hq.copy_(p.W_hq)
        model.b_q.copy_(p.b_q[0])
    return model


def from_d2l(model):
    """The Params of a d2l.RNNLMScratch, or of the concise d2l.RNNLM (section 9.6): a copy.

    The shapes are those of Params; a model around another cell is a TypeError, one that was never called a ValueError.
    """
    d2l = __getattr__("d2l")
    model = _inside(model)
    if isinstance(model, d2l.RNNLM) and isinstance(model.rnn, d2l.RNN):
        if isinstance(model.linear, nn.LazyLinear):
            raise ValueError(say("model has no output weights before its first call; call it once on a batch."))
        return from_torch(model.rnn.rnn, model.linear)
    if not isinstance(model, d2l.RNNLMScratch) or not isinstance(model.rnn, d2l.RNNScratch):
        what = arguments.a(model)
        if hasattr(model, "rnn"):
            what = say("{what} around {inner}", what=what, inner=arguments.a(model.rnn))
        raise TypeError(
            say(
                "model must be a d2l.RNNLMScratch around a d2l.RNNScratch, or a d2l.RNNLM around a d2l.RNN, "
                "not {what}.",
                what=what,
            )
        )
    rnn = model.rnn
    tensors = (rnn.W_xh, rnn.W_hh, rnn.b_h[None], model.W_hq, model.b_q[None])
    return Params(*(tensor.detach().clone() for tensor in tensors))


@contextlib.contextmanager
def _nothing_shows_outside():
    """Layers are born with random weights; these are overwritten, so the draw must not show outside.

    They are born on the CPU, whatever device is the default: another one has a random state of its own, or no numbers.
    """
    with torch.random.fork_rng(devices=[]), torch.device("cpu"):
        yield
