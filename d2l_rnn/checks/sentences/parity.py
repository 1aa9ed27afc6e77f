"""The network that is set by hand."""

PARITY = {
    "right": "Right: the network keeps count on all {cases} strings of up to 8 bits, and on {long} of {most} bits.",
    "weights_function": (
        "Five tensors are needed, and this is a function.",
        "Hand over (W_xh, W_hh, b_h, W_hq, b_q) themselves.",
    ),
    "not_five": (
        "Five tensors are needed, and this is {what}.",
        "Put W_xh, W_hh, b_h, W_hq, b_q into parentheses, in this order.",
    ),
    "wrong_number": (
        "Five tensors are needed, and these are {size}.",
        "W_xh, W_hh, b_h, W_hq, b_q, in this order.",
    ),
    "shape": (
        "{name} has shape {shape}; {want} is needed.",
        "d = 2 inputs, q = 2 outputs, and h is the number of rows of W_hh. A bias has one row: [[…]].",
    ),
    "transposed_shape": (
        "{name} has shape {shape}, which is {want} turned over.",
        "The rows of W_xh belong to the inputs, its columns to the hidden units. Those are the rows of W_hq.",
    ),
    "transposed_bias": (
        "{name} has shape {shape}, which is {want} turned over.",
        "A bias is a single row: [[…, …]], two pairs of brackets, with all its numbers in the inner one.",
    ),
    "no_tensor": (
        "{name} is {what}; a torch tensor is needed.",
        "Did its line run? Each of the five looks like torch.tensor([[…]]), with a pair of brackets for every row.",
    ),
    "number": (
        "{name} is the number {what}; a torch tensor is needed.",
        "A single number is a tensor of shape (1, 1) here: torch.tensor([[…]]).",
    ),
    "too_large": (
        "{name} holds numbers too large to compute with.",
        "torch.float32 ends near 1e38, and sums must fit as well. tanh is as good as flat long before 100.",
    ),
    "W_hh_transposed": (
        "W_hh is transposed: turned over, it would be right.",
        "Row i of W_hh holds what unit i sends to each unit.",
    ),
    "W_xh_transposed": (
        "W_xh is transposed: turned over, it would be right.",
        "Row 0 of W_xh is what a bit 0 sends to each unit, row 1 what a bit 1 sends.",
    ),
    "other_activation": (
        "With another activation ({activation}) it would be right; here it is tanh.",
        "Large weights push tanh close to -1 or 1. A state that is off is then -1 and not 0: adjust W_hh, b_h and b_q.",
    ),
    "tie": (
        "The two outputs are equal, so neither is larger.",
        "Give the outputs different biases or opposite weights, so that one always wins.",
    ),
    "even_and_odd_swapped": (
        "Even and odd are swapped, always.",
        "Output 0 must be the larger one while the number of 1s is even.",
    ),
    "always_the_same": (
        "The network says the same after every string.",
        "Follow one unit by hand: does its state change at all when a 1 comes?",
    ),
    "last_bit_only": (
        "The network looks at the last bit only: it has no memory.",
        "Which weights bring the state before into the state now?",
    ),
    "any_one": (
        "The network tells whether there has been any 1; it does not count on.",
        "A second 1 must undo the first. One unit for 'at least one of the two', one for 'both', and their difference.",
    ),
    "counts_zeros": (
        "The network counts the 0s and not the 1s.",
        "Which row of W_xh does a bit 1 use?",
    ),
    "counts_all_bits": (
        "The network counts every bit, 0s and 1s alike.",
        "A bit 0 must leave the state as it is. What does row 0 of W_xh do?",
    ),
    "last_two_bits": (
        "The network compares the last two bits only.",
        "What has to be kept is not the bit before, but whether the count was odd before.",
    ),
    "more_ones_than_zeros": (
        "The network tells whether there are more 1s than 0s.",
        "A 1 must change the answer each time, and a 0 never.",
    ),
    "one_bit_only": (
        "It is right after the first bit and goes wrong with the second.",
        "At the second bit the state is no longer zero. Compute it, and see what W_hh makes of it.",
    ),
    "forgets": (
        "It is right for up to {t} bits and then loses count.",
        "Does the state come back to the same few values, or does it drift? Larger weights hold it firmly.",
    ),
    "value": (
        "It goes wrong at the first bit.",
        "Compute one step by hand: the state before is zero, so only W_xh, b_h and the output layer play a part.",
    ),
}
