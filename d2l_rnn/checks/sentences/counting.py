"""The two counts."""

NGRAM_CELLS = {
    "right": "Right: ngram_cells agrees in {cases} cases.",
    "product": (
        "This multiplies V and n.",
        "Write down all strings of length 3 over the characters a and b, and count them.",
    ),
    "base_and_exponent": (
        "Base and exponent have changed places.",
        "There are n places and V choices for each. Which of the two is multiplied, and how often?",
    ),
    "contexts_only": (
        "This counts the contexts, the n - 1 characters that come before.",
        "Each context needs a number for every character that could follow it.",
    ),
    "one_more": (
        "This counts runs of n + 1 characters.",
        "In an n-gram, n counts the predicted character as well.",
    ),
    "free_numbers": (
        "This leaves out one number per context, because the probabilities add up to 1.",
        "That is a good thought, but the table has a cell for it all the same. Count cells.",
    ),
    "shorter_too": (
        "This adds the tables for shorter runs as well.",
        "Count the cells of one table, whose runs all have exactly n characters.",
    ),
    "unordered": (
        "This counts selections, in which the order does not matter.",
        "Is 'ab' the same context as 'ba'?",
    ),
    "always_square": (
        "This is V squared for every n.",
        "It is right for pairs. What does a third character do?",
    ),
    "return_in_loop": (
        "This is V for every n.",
        "If there is a loop: does return stand inside it? Then it ends the function the first time round.",
    ),
    "rounded": (
        "Small counts are right, large ones are rounded.",
        "A number with a decimal point has about 16 digits. Stay with whole numbers; Python's have no limit.",
    ),
    "wraps": (
        "Small counts are right, large ones no longer fit.",
        "Whole numbers of numpy and torch have 64 bits and begin again when these are full. Python's have no limit.",
    ),
    "lists_all": (
        "It makes something for every run, and there are too many of them.",
        "Small counts are right. Compute the number instead of listing what is counted.",
    ),
    "no_repetition": (
        "This counts runs in which no character occurs twice.",
        "Is 'aa' a run of two characters that a text may hold?",
    ),
    "added": (
        "This adds V and n.",
        "Write down all strings of length 3 over the characters a and b, and count them.",
    ),
    "characters_counted": (
        "This counts the characters of all runs, n for each.",
        "A run of n characters has one cell of the table, not n.",
    ),
    "one_more_token": (
        "This counts with V + 1 characters.",
        "V is the number of all characters there are. What would the additional one be?",
    ),
    "one_less": (
        "This is one less than all runs.",
        "Which run has no cell? Indices begin at 0, and counts do not.",
    ),
    "caret": (
        "In Python, ^ is no power; it compares the two numbers bit by bit.",
        "Python writes powers with two stars.",
    ),
    "value": (
        "The count is off.",
        "Write down all strings of length n over V characters for the smallest case, and count them.",
    ),
}

NUMBER_OF_PARAMETERS = {
    "right": "Right: number_of_parameters agrees in {cases} cases, whatever T is.",
    "times_T": (
        "This grows with T, the number of steps.",
        "Which of the five parameters is a different one at step 2 than at step 1?",
    ),
    "bias_times_T": (
        "The weights are counted once and a bias for every step.",
        "Does (9.4.5) write b_h with the index t? It is added at every step, and it is always the same row.",
    ),
    "no_biases": (
        "The biases are left out.",
        "(9.4.5) and (9.4.6) have five parameters. Which two are not matrices between layers?",
    ),
    "two_biases": (
        "This counts two biases in the hidden layer, as PyTorch's nn.RNN has them.",
        "Look at (9.4.5): how many biases does the book's hidden layer have?",
    ),
    "no_output_layer": (
        "The output layer, or a part of it, is left out.",
        "(9.4.6) has parameters too. Does q occur in your count?",
    ),
    "no_W_hh": (
        "W_hh is left out: this counts the network without hidden states.",
        "What does (9.4.5) have that (9.4.3) does not?",
    ),
    "no_b_h": (
        "The bias of the hidden layer is left out.",
        "Compare your terms with the letters in (9.4.5).",
    ),
    "no_b_q": (
        "The bias of the output layer is left out.",
        "Compare your terms with the letters in (9.4.6).",
    ),
    "long_b_q": (
        "The bias of the output layer is counted with h numbers.",
        "A bias is added to every row of a product. How long is a row of H_t W_hq?",
    ),
    "states_counted": (
        "This counts hidden states as parameters.",
        "H_t is computed from the parameters. Training changes only the parameters.",
    ),
    "concatenated_twice": (
        "W_hh is counted twice: it is already one part of the concatenated matrix.",
        "[W_xh; W_hh] has d + h rows. Which rows belong to W_hh?",
    ),
    "sizes_added": (
        "The sizes are added.",
        "A matrix from d to h units has a number for each pair of them. How many pairs are there?",
    ),
    "b_h_as_long_as_the_input": (
        "b_h is counted with d numbers.",
        "It is added to X_t W_xh. How long is a row of this product?",
    ),
    "output_from_input": (
        "W_hq is counted with d rows, as if it led from the input to the output.",
        "Read its two letters: where does it lead from?",
    ),
    "gates": (
        "This counts the gates of an LSTM or a GRU as well.",
        "The section's network is the plain one of (9.4.5): one matrix for X_t, one for H_(t-1).",
    ),
    "bias_per_weight": (
        "This has as many biases as weights.",
        "A bias is a row with one number per unit. How many rows has b_h?",
    ),
    "value": (
        "The count is off.",
        "Write the shape under each of W_xh, W_hh, b_h, W_hq, b_q, and multiply its two sizes.",
    ),
}
