"""Arguments that work, for tests that spoil them one at a time."""

import torch

from d2l_rnn import chars, gradients, interventions, rnn, train

LONG = ("the quick brown fox jumps over the lazy dog; " * 250)[:10_000]
STATE, WEIGHT = interventions.EXAMPLE["state"], interventions.EXAMPLE["weight"]
N, D, H, Q, T = 2, 3, 4, 3, 5


def make_params(d=D, h=H, q=Q):
    return rnn.init_params(d, h, q, seed=0)


p = make_params()
X_t, H_t = torch.ones(N, D), torch.zeros(N, H)
X, y = torch.ones(T, N, D), torch.ones(T, N, dtype=torch.long)
TOKENS = chars.vocabulary("machine")
model = make_params(7, 6, 7)
trace = rnn.unroll(chars.one_hot("machin", TOKENS), model)
through = gradients.through_time(X, y, p)
history = train.fit("machine", 4, 3, progress=False)
