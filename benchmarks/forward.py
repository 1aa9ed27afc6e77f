"""A Trace beside the forward passes of nn.RNN and of the book's RNNScratch."""

import torch

from d2l_rnn import book, rnn

from .measure import medians

T, D, H = 100, 28, 32


def run(table):
    for n, calls, most, most_d2l in ((1, 10, 0.7, 0.7), (32, 4, 1.1, None)):
        p = rnn.init_params(D, H, D, seed=0)
        X = torch.randn(T, n, D, generator=torch.Generator().manual_seed(0))
        net, _ = book.to_torch(p)
        scratch = book.to_d2l(p).rnn

        def without_gradients(X=X, net=net):
            with torch.no_grad():
                return net(X)

        candidates = {
            "ours": lambda X=X, p=p: rnn.unroll(X, p),
            "nn.RNN": lambda X=X, net=net: net(X),
            "nn.RNN under no_grad": without_gradients,
            "RNNScratch": lambda X=X, scratch=scratch: scratch(X),
        }
        found = medians(candidates, rounds=150, calls=calls)
        what = f"a Trace, n = {n}, T = {T}, d = {D}, h = {H}"
        table.ratio(f"{what} / nn.RNN", found["ours"], found["nn.RNN"], most=most)
        table.ratio(f"{what} / nn.RNN under no_grad", found["ours"], found["nn.RNN under no_grad"], most=most)
        table.ratio(f"{what} / d2l.RNNScratch", found["ours"], found["RNNScratch"], most=most_d2l)
