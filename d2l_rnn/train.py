"""Training on a text: from random Params to a History of what they became."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
from tqdm import tqdm

from . import arguments, chars, threads
from .languages import say
from .rnn import Params, init_params, num_params, step_losses, unroll

WHOLE = 128  # a text of up to this many steps is trained on whole; a longer one in random windows
MOST_CHECKPOINTS = 31


class Checkpoint(NamedTuple):
    """The parameters after so many updates, and the loss they had."""

    step: int
    loss: float
    params: Params


class Settings(NamedTuple):
    """How a run was trained: what fit was told besides the text and the sizes."""

    seed: int | None
    recurrent: bool
    lr: float
    sigma: float


@dataclass(frozen=True, eq=False, repr=False)
class History:
    """What a training run leaves: `losses[k]` is the mean loss after k updates, in nats; `losses[0]` is untrained."""

    text: str
    tokens: list[str]
    params: Params
    losses: list[float]  # num_steps + 1 of them
    checkpoints: list[Checkpoint]  # from step 0 to the last, close together at the beginning
    whole: bool = False  # whether every update saw the text as a whole: only then is losses[k] the loss of the text
    settings: Settings | None = None  # where they are known

    def __post_init__(self):
        self.check()

    @property
    def untrained(self):
        """The parameters before the first update."""
        return self.checkpoints[0].params

    def __repr__(self):
        words = {"text": arguments.shown(self.text), "updates": len(self.losses) - 1}
        words |= {"h": self.params.sizes["h"], "q": len(self.tokens)}
        return say("History of {text}: {updates} updates, {h} hidden units, {q} tokens", **words)

    def check(self, name="history"):
        """Raise a TypeError or ValueError that names what is wrong: the untrained weight that is NaN, the loss that is.

        A History was right when it was made; its lists and tensors can be changed by hand. `name` is what it is called.
        """
        arguments.text(self.text, least=2, name=f"{name}.text")
        q = len(arguments.tokens(self.tokens))
        for what, values in (("losses", self.losses), ("checkpoints", self.checkpoints)):
            if not isinstance(values, list | tuple) or not values:
                have = say("an empty list") if isinstance(values, list | tuple) else arguments.a(values)
                words = {"name": f"{name}.{what}", "what": have}
                raise ValueError(say("{name} must be a list with an entry for step 0 and more, not {what}.", **words))
        for k, loss in enumerate(self.losses):
            arguments.number(f"{name}.losses[{k}]", loss)
        _fits(self.params, q, f"{name}.params")
        for k, point in enumerate(self.checkpoints):
            where = f"{name}.checkpoints[{k}]"
            if not isinstance(point, Checkpoint):
                what = arguments.a(point)
                raise TypeError(say("{name} must be a Checkpoint, not {what}.", name=where, what=what))
            arguments.count(f"{where}.step", point.step, least=0, most=len(self.losses) - 1)
            arguments.number(f"{where}.loss", point.loss)
            _fits(point.params, q, f"{where}.params", self.params.sizes["h"])
        arguments.flag(f"{name}.whole", self.whole)
        if not isinstance(self.settings, Settings | None):
            words = {"name": f"{name}.settings", "what": arguments.a(self.settings)}
            raise TypeError(say("{name} must be Settings or None, not {what}.", **words))


def _fits(p, q, name, h=None):
    """Check Params for a language model of q tokens, and of h hidden units where that is known."""
    arguments.params(p, name)
    wanted = {"d": q, "h": h or p.sizes["h"], "q": q}
    if p.sizes != wanted:
        have, need = (", ".join(f"{letter} = {size}" for letter, size in sizes.items()) for sizes in (p.sizes, wanted))
        words = {"name": name, "have": have, "q": q, "need": need}
        raise ValueError(say("{name} has {have}; with {q} tokens {need} is needed.", **words))


@torch.inference_mode(False)  # what is made under inference mode could not be trained
def fit(
    text,
    num_hiddens=32,
    num_steps=200,
    seed=0,
    *,
    recurrent=True,
    lr=0.05,
    sigma=1.0,
    window=None,
    batch_size=None,
    progress=True,
):
    """The History of training a network to predict each next character of `text`.

    num_steps updates of Adam (Kingma & Ba 2015) on the mean cross-entropy, the learning rate falling
    linearly from `lr` to 0. With recurrent=False, W_hh is 0 and stays 0. A text of up to 128 steps is one
    sequence with H_0 = 0; a longer one is cut into `batch_size` random windows of `window` characters for
    every update (32 and 16 where not given), and so is a short one where either of the two is given.
    d = q = |V|; the losses are in nats. A run over 2 s shows a progress bar on stderr.
    The run is repeatable for a seed and leaves torch's random state and its number of threads as they were. It takes
    place on the CPU in float32. Sizes that fit no memory and a gradient that explodes are a ValueError. A large
    network keeps fewer checkpoints.
    """
    inputs, targets = chars.shift(text)
    num_steps = arguments.count("num_steps", num_steps, least=0, most=10**7)
    arguments.flag("recurrent", recurrent)
    arguments.flag("progress", progress)
    lr = arguments.number("lr", lr, above=0, most=1000)
    seed = arguments.seed(seed)
    num_hiddens = arguments.count("num_hiddens", num_hiddens)
    tokens = chars.vocabulary(text)
    start = init_params(len(tokens), num_hiddens, len(tokens), sigma, seed)
    size = num_params(start)
    what = say("With num_hiddens = {h} the weights, their gradient and Adam's two means", h=num_hiddens)
    arguments.size_limit(4 * size, what)
    length, n = _batch(len(inputs), window, batch_size, len(tokens), num_hiddens)
    batches = _windows(chars.indices(inputs, tokens), chars.indices(targets, tokens), tokens, length, n, seed)

    p = start.map(lambda tensor: tensor.clone().requires_grad_())
    if not recurrent:
        p.W_hh.requires_grad_(False).zero_()
    learned = [tensor for tensor in p if tensor.requires_grad]
    moments = [(torch.zeros_like(tensor), torch.zeros_like(tensor)) for tensor in learned]
    kept = steps_to_keep(num_steps, min(MOST_CHECKPOINTS, arguments.MOST_NUMBERS // size))
    losses, checkpoints = [], []
    with torch.enable_grad(), threads.one_thread(n * num_hiddens**2 < threads.MANY):
        for k in _with_bar(range(num_steps + 1), say("training {h} units", h=num_hiddens), progress):
            X, y = next(batches)
            loss = step_losses(unroll(X, p).O, y).mean()
            losses.append(loss.item())
            if k in kept:
                checkpoints.append(Checkpoint(k, losses[-1], p.map(lambda tensor: tensor.detach().clone())))
            if k < num_steps:
                gradients = torch.autograd.grad(loss, learned)
                if not math.isfinite(sum(float(gradient.sum()) for gradient in gradients)):
                    raise ValueError(_exploded(len(X), k, sigma, lr))
                _adam(learned, gradients, moments, k + 1, lr * (1 - k / num_steps))
    settings = Settings(seed, recurrent, lr, sigma)
    return History(text, tokens, checkpoints[-1].params, losses, checkpoints, length == len(inputs), settings)


def _exploded(steps, updates, sigma, lr):
    words = {"steps": steps, "updates": updates, "sigma": f"{sigma:g}", "lr": f"{lr:g}"}
    return say(
        "the gradient exploded on its way through {steps} steps, after {updates} updates; "
        "a smaller sigma than {sigma} or lr than {lr} may help.",
        **words,
    )


def _batch(T, window, batch_size, q, h):
    """The sizes (T, n) of every update's batch: those of the whole text, or of windows of it."""
    length, n = T, 1
    if T > WHOLE or window is not None or batch_size is not None:
        length = arguments.count("window", min(32, T) if window is None else window, most=T)
        n = arguments.count("batch_size", 16 if batch_size is None else batch_size)
    sizes = f"window = {length}, batch_size = {n}"
    arguments.size_limit(length * n * q, say("With {sizes} the one-hot rows", sizes=sizes))
    sizes = f"{sizes}, num_hiddens = {h}"
    arguments.size_limit(length * n * h, say("With {sizes} the hidden states", sizes=sizes))
    return length, n


def _windows(inputs, targets, tokens, length, n, seed):
    """The (X, y) of every update: fresh random windows of the text, or the whole of it again and again."""
    inputs, targets = inputs[:, 0], targets[:, 0]
    generator = torch.Generator()
    generator.seed() if seed is None else generator.manual_seed(seed)
    starts = len(inputs) - length + 1
    batch = None
    while True:
        if batch is None or starts > 1:
            first = torch.randint(starts, (n,), generator=generator, device="cpu")
            at = torch.arange(length, device="cpu")[:, None] + first  # (T, n)
            batch = chars.one_hot(inputs[at], tokens), targets[at]
        yield batch


@torch.no_grad()
def _adam(learned, gradients, moments, k, lr):
    """Update number k (from 1) of Adam (Kingma & Ba 2015), with the numbers that torch.optim.Adam has.

    That class loads PyTorch's compiler when it is first used, which would keep a first figure waiting for seconds.
    """
    for tensor, gradient, (mean, square) in zip(learned, gradients, moments, strict=True):
        mean.lerp_(gradient, 1 - 0.9)
        square.mul_(0.999).addcmul_(gradient, gradient, value=1 - 0.999)
        tensor -= lr / (1 - 0.9**k) * (mean / ((square / (1 - 0.999**k)).sqrt() + 1e-8))


def _with_bar(steps, what, progress):
    """The steps, with a bar once they have taken 2 s. tqdm's own TQDM_DISABLE keeps it away for good, too."""
    return tqdm(steps, desc=what, unit="", delay=2, leave=False) if progress else steps


def steps_to_keep(num_steps, most=MOST_CHECKPOINTS):
    """At most so many steps from 0 to num_steps, close together where training changes fastest: at the beginning."""
    num_steps = arguments.count("num_steps", num_steps, least=0)
    most = arguments.count("most", most, least=2)
    return {round((num_steps + 1) ** (i / (most - 1))) - 1 for i in range(most)}
