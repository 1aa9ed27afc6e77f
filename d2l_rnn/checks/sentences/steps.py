"""One time step, as a sum of products and as one product."""

FORMULA = {
    "no_bias": (
        "b_h is left out.",
        "(9.4.5) is a sum of three terms. Two of them are products.",
    ),
    "bias_twice": (
        "b_h is added twice.",
        "PyTorch's nn.RNN has two biases, the book's layer has one.",
    ),
    "bias_outside": (
        "b_h is added after tanh.",
        "What stands inside the parentheses of φ in (9.4.5)?",
    ),
    "bias_not_broadcast": (
        "b_h does not reach every row and every column as it should.",
        "b_h has shape (1, h). Added to a tensor of shape (n, h) as it is, its one row is used for all n rows.",
    ),
    "no_memory": (
        "H W_hh is left out: the state before plays no part.",
        "This is (9.4.3). Which term makes it (9.4.5)?",
    ),
    "no_input": (
        "X W_xh is left out: the input plays no part.",
        "Which of the five arguments does your function never use?",
    ),
    "no_tanh": (
        "tanh is forgotten.",
        "What is φ in (9.4.5)? Without it the states can grow without bounds.",
    ),
    "sigmoid": (
        "The activation is a sigmoid, whose values lie between 0 and 1.",
        "The section's φ has values between -1 and 1.",
    ),
    "softmax": (
        "The activation is a softmax, which makes probabilities.",
        "A state is no choice among its units. The section's φ has values between -1 and 1, for each number alone.",
    ),
    "relu": (
        "The activation is a ReLU, which cuts off everything below 0.",
        "The section's φ has values between -1 and 1.",
    ),
    "tanh_twice": (
        "tanh is applied twice.",
        "Go through your lines and count how often φ is used.",
    ),
    "tanh_of_each": (
        "tanh is applied to the terms before they are all added.",
        "Add everything first. (9.4.5) has one pair of parentheses after φ.",
    ),
    "return_in_loop": (
        "Only the first row comes back.",
        "Does return stand inside a loop over the rows? No loop is needed: a product takes all rows at once.",
    ),
    "turned_over": (
        "The result is turned over: it has a column for each sequence.",
        "H_t has shape (n, h). Which of your operations swaps rows and columns?",
    ),
    "state_before": (
        "This returns H_(t-1), the state that came in.",
        "Return the new state. The argument H is the old one.",
    ),
}

STEP = {
    **FORMULA,
    "right": "Right: step agrees with (9.4.5) in {cases} cases.",
    "W_hh_transposed": (
        "W_hh is transposed.",
        "The book writes H W_hh. PyTorch's nn.RNN stores the transpose and turns it back; here nothing needs turning.",
    ),
    "W_xh_transposed": (
        "W_xh is transposed.",
        "X has shape (n, d) and W_xh has shape (d, h). Do they fit as they are?",
    ),
    "both_transposed": (
        "Both weights are transposed.",
        "PyTorch's layers store their weights turned over. The book's letters fit together as they are.",
    ),
    "weights_first": (
        "The weights stand on the left of the products.",
        "One row per sequence: the data come first and the weights second.",
    ),
    "X_and_H_swapped": (
        "X and H have changed places: each meets the other's weights.",
        "The two letters at W tell where it leads from and where to: W_xh leads from x to h.",
    ),
    "elementwise": (
        "A star multiplies number by number; (9.4.5) has matrix products.",
        "Python has an operator of its own for the matrix product.",
    ),
    "product_of_terms": (
        "The two terms are multiplied with each other.",
        "What stands between X W_xh and H W_hh in (9.4.5)?",
    ),
    "minus": (
        "A term is subtracted.",
        "Compare the signs with (9.4.5).",
    ),
}

STEP_CONCAT = {
    **FORMULA,
    "right": "Right: step_concat agrees with (9.4.5) in {cases} cases.",
    "weights_order": (
        "The weights are joined in the other order than the inputs.",
        "The first d columns of [X H] meet the first d rows of the joined weights. Whose rows must those be?",
    ),
    "inputs_order": (
        "X and H are joined in the other order than the weights.",
        "The first columns of the joined inputs meet the first rows of the joined weights. Do they belong together?",
    ),
    "inputs_axis": (
        "X and H are joined along axis 0, one below the other.",
        "Row i of both belongs to sequence i. The rows should become longer, not more.",
    ),
    "weights_axis": (
        "W_xh and W_hh are joined along axis 1, side by side.",
        "[X H] has d + h columns, so the joined weights need d + h rows.",
    ),
    "both_axes": (
        "Both pairs are joined along the wrong axis.",
        "Which shape should [X H] have, and which shape must the weights have to fit?",
    ),
    "added_not_joined": (
        "The matrices are added where they should be joined.",
        "torch.cat lays matrices side by side or one below the other, and changes no number.",
    ),
    "weights_transposed": (
        "The weights, or one of them, are transposed.",
        "W_xh has shape (d, h) and W_hh has shape (h, h). On which side do they fit together as they are?",
    ),
    "two_products": (
        "The values are right, but more than one matrix product is made, and a single one is asked for.",
        "Join first and multiply then. How often do @, matmul, linear and the like run?",
    ),
    "no_matrix_product": (
        "The values are right, but torch makes no matrix product here, and exactly one is asked for.",
        "Sums in a loop do the work of a product. Join the matrices, and let one @ do it.",
    ),
    "not_multiplied": (
        "This is [X H] itself, before anything is multiplied.",
        "The joined inputs are one factor. What is the other?",
    ),
}
