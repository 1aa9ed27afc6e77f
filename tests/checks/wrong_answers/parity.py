"""Weights for the network that is set by hand."""

from .wrong import of

RIGHT_WEIGHTS = {
    "W_xh": "[[0.0, 0.0], [20.0, 20.0]]",
    "W_hh": "[[10.0, 10.0], [-10.0, -10.0]]",
    "b_h": "[[-10.0, -30.0]]",
    "W_hq": "[[-1.0, 1.0], [1.0, -1.0]]",
    "b_q": "[[1.0, -1.0]]",
}


def weights(**changed):
    """The right weights for parity, with some of them changed."""
    return "(" + ", ".join(f"torch.tensor({text})" for text in (RIGHT_WEIGHTS | changed).values()) + ")"


WRONG = [
    *of(
        "parity",
        ("weights_function", "a function", "lambda: 0"),
        ("not_five", "one tensor", "torch.zeros(2, 2)"),
        ("wrong_number", "four tensors", "(torch.zeros(2, 2),) * 4"),
        ("shape", "a bias without its row", weights(b_h="[-10.0, -30.0]")),
        (
            "transposed_shape",
            "W_xh turned over, h = 1",
            "(" + "torch.ones(1, 2), " + "torch.ones(1, 1), " * 2 + "torch.ones(1, 2), torch.ones(1, 2))",
        ),
        ("shape", "W_hh as a row", weights(W_hh="[10.0, -10.0]")),
        ("transposed_bias", "b_h as a column", weights(b_h="[[-10.0], [-30.0]]")),
        ("no_tensor", "nothing for W_xh", "(None,) * 5"),
        (
            "number",
            "a number for a bias",
            "(torch.ones(2, 1), torch.ones(1, 1), -10.0, torch.ones(1, 2), torch.ones(1, 2))",
        ),
        ("too_large", "beyond float32", "tuple(torch.ones(2, 2, dtype=torch.float64) * 1e300 for _ in range(5))"),
        (
            "tie",
            "even looks right, odd ties",
            weights(W_xh="[[1.0], [0.0]]", W_hh="[[0.0]]", b_h="[[0.0]]", W_hq="[[-1.0, 1.0]]", b_q="[[0.0, 0.0]]"),
        ),
        ("W_hh_transposed", "W_hh turned over", weights(W_hh="[[10.0, -10.0], [10.0, -10.0]]")),
        ("W_xh_transposed", "W_xh turned over", weights(W_xh="[[0.0, 20.0], [0.0, 20.0]]")),
        (
            "other_activation",
            "made for steps from 0 to 1",
            weights(
                W_xh="[[0.0, 0.0], [1.0, 1.0]]",
                W_hh="[[1.0, 1.0], [-1.0, -1.0]]",
                b_h="[[-0.5, -1.5]]",
                b_q="[[0.5, -0.5]]",
            ),
        ),
        ("tie", "both outputs equal", weights(W_hq="[[0.0, 0.0], [0.0, 0.0]]", b_q="[[0.0, 0.0]]")),
        ("even_and_odd_swapped", "outputs swapped", weights(W_hq="[[1.0, -1.0], [-1.0, 1.0]]", b_q="[[-1.0, 1.0]]")),
        ("always_the_same", "the bias decides", weights(b_q="[[9.0, -9.0]]")),
        ("last_bit_only", "no W_hh", weights(W_hh="[[0.0, 0.0], [0.0, 0.0]]")),
        (
            "any_one",
            "never goes back",
            weights(W_hh="[[40.0, 0.0], [0.0, 0.0]]", b_h="[[20.0, -90.0]]", W_xh="[[-30.0, 0.0], [30.0, 0.0]]"),
        ),
        (
            "counts_zeros",
            "rows of W_xh swapped",
            weights(W_xh="[[20.0, 20.0], [0.0, 0.0]]"),
        ),
        (
            "one_bit_only",
            "weights much too small",
            weights(W_xh="[[0.0, 0.0], [1.4, 1.4]]", W_hh="[[0.7, 0.7], [-0.7, -0.7]]", b_h="[[-0.7, -2.1]]"),
        ),
        (
            "forgets",
            "weights too small",
            weights(W_xh="[[0.0, 0.0], [1.8, 1.8]]", W_hh="[[0.9, 0.9], [-0.9, -0.9]]", b_h="[[-0.9, -2.7]]"),
        ),
        ("counts_all_bits", "counts every bit", weights(W_xh="[[20.0, 20.0], [20.0, 20.0]]")),
        ("value", "wrong from the first bit", weights(W_xh="[[20.0, 20.0], [0.0, 20.0]]")),
    ),
]
