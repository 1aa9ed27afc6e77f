"""train.fit beside a plain loop around nn.RNN, and beside the book's Trainer."""

import contextlib
import io

import matplotlib
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from d2l_rnn import book, chars, train

from .measure import medians

TEXT, HIDDENS, STEPS, LR = "machine", 32, 200, 0.05
EPOCHS = 8  # of the Trainer, one update each; it costs the same per update however many there are


def plain_loop():
    """What one would write by hand: nn.RNN and nn.Linear, the same optimizer and the same falling learning rate."""
    tokens = chars.vocabulary(TEXT)
    inputs, targets = chars.shift(TEXT)
    X, y = chars.one_hot(inputs, tokens), chars.indices(targets, tokens)[:, 0]
    net, head = nn.RNN(len(tokens), HIDDENS), nn.Linear(HIDDENS, len(tokens))
    optimizer = torch.optim.Adam([*net.parameters(), *head.parameters()], lr=LR)
    losses = []
    for k in range(STEPS):
        loss = cross_entropy(head(net(X)[0])[:, 0], y)
        losses.append(loss.item())
        optimizer.param_groups[0]["lr"] = LR * (1 - k / STEPS)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


def book_s_trainer():
    """The book's own way: its Trainer on its RNNLMScratch, the one minibatch once an epoch."""
    d2l = book.d2l
    tokens = chars.vocabulary(TEXT)

    class Word(d2l.DataModule):
        def __init__(self):
            super().__init__()
            inputs, targets = chars.shift(TEXT)
            self.x, self.y = chars.indices(inputs, tokens).T, chars.indices(targets, tokens).T

        def get_dataloader(self, train):
            return [(self.x, self.y)]

    model = d2l.RNNLMScratch(d2l.RNNScratch(len(tokens), HIDDENS, sigma=0.1), vocab_size=len(tokens), lr=1)
    with contextlib.redirect_stdout(io.StringIO()):  # outside a notebook each redrawn board is printed as a line
        d2l.Trainer(max_epochs=EPOCHS, gradient_clip_val=1).fit(model, Word())


def run(table):
    matplotlib.use("agg")
    ours = {"ours": lambda: train.fit(TEXT, HIDDENS, STEPS, lr=LR)}
    found = medians(ours | {"plain": plain_loop}, rounds=15)
    what = f'fit on "{TEXT}", {STEPS} updates'
    table.ratio(f"{what} / a plain loop around nn.RNN", found["ours"], found["plain"], most=1.2)
    found = medians(ours | {"trainer": book_s_trainer}, rounds=3)
    trainer = found["trainer"] / EPOCHS * STEPS
    table.times_faster(
        f"{what} / d2l.Trainer, {EPOCHS} updates measured, times {STEPS // EPOCHS}", found["ours"], trainer, least=50
    )
