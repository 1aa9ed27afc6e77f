"""The two counts."""

from .wrong import of

WRONG = [
    *of(
        "ngram_cells",
        ("product", "multiplied", "V * n"),
        ("base_and_exponent", "base and exponent swapped", "n**V"),
        ("contexts_only", "counts the contexts", "V ** (n - 1)"),
        ("one_more", "n does not count the predicted token", "V**n * V"),
        ("free_numbers", "probabilities add up to 1", "V**n - V ** (n - 1)"),
        ("shorter_too", "all shorter runs as well", "sum(V**k for k in range(1, n + 1))"),
        ("unordered", "selections without order", "import math\nreturn math.comb(V, n)"),
        ("always_square", "pairs whatever n is", "V**2"),
        ("caret", "^ for a power", "V ^ n"),
        ("rounded", "a power of floats, rounded", "int(float(V) ** n)"),
        ("rounded", "by exp and log", "import math\nreturn int(math.exp(n * math.log(V)))"),
        ("float", "a power of floats", "float(V) ** n"),
        ("float", "a power of floats in a tensor", "torch.tensor(float(V)) ** n"),
        ("wraps", "a power in 64 bits", "torch.tensor(V) ** n"),
        (
            "lists_all",
            "all runs in a list",
            "from itertools import product\nreturn len(list(product(range(V), repeat=n)))",
        ),
        (
            "lists_all",
            "all runs one by one",
            "from itertools import product\nreturn sum(1 for _ in product(range(V), repeat=n))",
        ),
        ("lists_all", "a tensor with all runs", "torch.zeros([V] * n).numel()"),
        (
            "value",
            "runs without repetition",
            "from itertools import permutations\nreturn len(list(permutations(range(V), n)))",
        ),
        ("value", "adds", "V + n"),
    ),
    *of(
        "number_of_parameters",
        ("times_T", "one set of parameters for each step", "(d * h + h * h + h + h * q + q) * T"),
        ("times_T", "one hidden layer for each step", "(d * h + h * h + h) * T + h * q + q"),
        (
            "times_T",
            "layers for steps",
            "rnn = torch.nn.RNN(d, h, num_layers=T)\nreturn sum(p.numel() for p in rnn.parameters()) + h * q + q",
        ),
        ("bias_times_T", "a bias for each step", "h * (d + h + q) + T * (h + q)"),
        ("bias_times_T", "b_h for each step", "d * h + h * h + T * h + h * q + q"),
        ("no_biases", "no biases", "h * (d + h + q)"),
        ("two_biases", "the two biases of nn.RNN", "h * (d + h + q) + h + h + q"),
        ("no_output_layer", "no output layer", "d * h + h * h + h"),
        ("no_W_hh", "no W_hh", "(d + 1) * h + (h + 1) * q"),
        ("no_b_h", "no b_h", "d * h + h * h + (h + 1) * q"),
        ("no_b_q", "no b_q", "(d + h + 1) * h + h * q"),
        ("long_b_q", "both biases of length h", "d*h + h*h + h + q*h + h"),
        ("states_counted", "the states counted as parameters", "(d + h + 1) * h + (h + 1) * q + T * h"),
        ("concatenated_twice", "W_hh in the concatenation and again", "(d + h) * h + h * h + h + h * q + q"),
        ("bias_per_weight", "a bias for each weight", "2 * h * (d + h + q)"),
        ("value", "added", "d + h + q"),
    ),
]
