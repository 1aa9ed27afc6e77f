"""Characters: inputs and targets, and the loss of every step."""

SHIFT = {
    "right": "Right: shift agrees in {cases} cases.",
    "wrong_way": (
        "Inputs and targets are shifted the wrong way round.",
        "At each step the target is the character that comes after the input, not before it.",
    ),
    "not_shifted": (
        "Inputs and targets are the same.",
        "A model that may copy its input learns nothing. What should it say when it has read the first character?",
    ),
    "one_too_long": (
        "One of the two is a character too long.",
        "Every input needs a target. What would come after the last character?",
    ),
    "around_the_end": (
        "The text goes round: the last character is followed by the first.",
        "Nothing comes after the last character, so it can be no input.",
    ),
    "by_two": (
        "A character too many is left out.",
        "The text 'abc' has two pairs of an input and the next character. Write them down.",
    ),
    "return_in_loop": (
        "Only the first character and its target come back.",
        "Does return stand inside the loop? Then it ends the function the first time round.",
    ),
    "last_only": (
        "Only the last character is a target.",
        "A character is predicted at every step, so there are as many targets as inputs.",
    ),
    "reversed": (
        "The targets run backwards.",
        "[::-1] turns a text round. Nothing needs turning here.",
    ),
    "last_pair_left_out": (
        "The last pair of an input and its target is left out.",
        "A slice ends before its end by itself. Is 1 taken off twice?",
    ),
    "first_pair_left_out": (
        "The first pair of an input and its target is left out.",
        "Indices begin at 0. With which does your first input begin?",
    ),
    "halves": (
        "The text is cut into two halves.",
        "Inputs and targets overlap: almost every character is a target first and an input next.",
    ),
    "first_and_rest": (
        "Only the first character is an input.",
        "Every character but the last is read. How many inputs do the targets need?",
    ),
    "turned_pairs": (
        "Both run backwards.",
        "[::-1] turns a text round. Nothing needs turning here.",
    ),
    "every_second": (
        "Each takes every second character.",
        "In 'abc' the b is a target first and an input next. No character is for one of the two alone.",
    ),
    "lists": (
        "These are lists; two strings are needed.",
        "A slice of a string is a string already.",
    ),
    "other_characters": (
        "Some characters are changed or left out.",
        "Capital letters, blanks and line ends are characters like all others. Leave them as they are.",
    ),
    "pairs": (
        "These are the pairs; the inputs and the targets are needed as two strings.",
        "zip has put together what is asked for separately.",
    ),
    "value": (
        "The characters are not the right ones.",
        "Write the text 'abc' twice, one below the other, the second moved by one. Which pairs are complete?",
    ),
    "padded": (
        "The targets are filled up at the end.",
        "The last input has nothing after it. Rather than invent a target, leave that input out.",
    ),
}

STEP_LOSSES = {
    "right": "Right: step_losses agrees in {cases} cases.",
    "mean": (
        "This is the mean over the steps; the loss of each step is asked for.",
        "torch.nn.functional.cross_entropy takes the mean unless its argument reduction says otherwise.",
    ),
    "sum": (
        "This is the sum over the steps; the loss of each step is asked for.",
        "Leave the T numbers apart.",
    ),
    "return_in_loop": (
        "Only the loss of the first step comes back.",
        "Does return stand inside the loop? Then it ends the function the first time round.",
    ),
    "running": (
        "These numbers collect the losses of the steps before.",
        "The loss of step t depends on O_t and its target alone.",
    ),
    "divided": (
        "Each loss is divided by T.",
        "That belongs to the mean. Here each step stands for itself.",
    ),
    "wrong_axis": (
        "The softmax is taken over the steps and not over the tokens.",
        "The probabilities within one step must add up to 1. Which axis of (T, q) holds the tokens?",
    ),
    "softmax_twice": (
        "The softmax is taken twice.",
        "cross_entropy takes the outputs O as they are and does the softmax itself.",
    ),
    "sign": (
        "The sign is wrong.",
        "A probability is at most 1, so its logarithm is at most 0. A loss is at least 0.",
    ),
    "log_of_base_2": (
        "The logarithm has base 2, so these are bits.",
        "The section counts in nats: which logarithm undoes exp?",
    ),
    "log_of_base_10": (
        "The logarithm has base 10.",
        "The section counts in nats: which logarithm undoes exp?",
    ),
    "no_log": (
        "These are probabilities, without the logarithm.",
        "The cross-entropy of a sure and right guess is 0, that of an impossible one is infinite.",
    ),
    "no_softmax": (
        "The softmax is left out.",
        "The outputs O are any numbers. What turns a row of them into probabilities?",
    ),
    "whole_table": (
        "This is a table; one number for each step is asked for.",
        "Of each row, only the entry of the target counts.",
    ),
    "column": (
        "The numbers are right, but they stand in a column of shape (T, 1).",
        "An axis of size 1 is left over. Which of your operations keeps it?",
    ),
    "all_tokens": (
        "This takes all tokens of a row together.",
        "Of each row, only the entry of the target counts.",
    ),
    "entropy": (
        "This is the entropy of the prediction; the targets play no part.",
        "The loss asks how much probability the target was given.",
    ),
    "guess_for_target": (
        "This compares the prediction with its own best guess.",
        "Which argument of your function has not been used?",
    ),
    "perplexity": (
        "This is the exponential of the loss, the perplexity of each step.",
        "It is one operation too many.",
    ),
    "overflow": (
        "It is right until the outputs become large; then exp or log leaves the range of float32.",
        "torch.log_softmax and cross_entropy subtract the largest output before they take the exponential.",
    ),
    "sums_turned": (
        "Each row is not divided by its own sum: the sums have lost an axis and stand across the columns.",
        "sum can keep the axis it sums over, with size 1. Which of its arguments does that?",
    ),
    "one_hot_too_narrow": (
        "one_hot has made as many columns as the largest target asks for, not one for each token.",
        "one_hot takes the number of tokens as its second argument.",
    ),
    "sigmoid": (
        "The tokens are judged one by one with a sigmoid, and do not share a probability of 1.",
        "One of q tokens comes next. Which function makes probabilities that add up to 1?",
    ),
    "hits": (
        "This tells whether the best guess is right.",
        "A loss tells how much probability the target was given, and small changes of O_t must show in it.",
    ),
    "no_target": (
        "This is the logarithm of the sum of all exponentials; the output of the target is still missing.",
        "Write log of exp(O_target) / sum as a difference. Which term have you got?",
    ),
    "largest_subtracted_only": (
        "This compares the target's output with the largest one; the other outputs play no part.",
        "Each output has a share in the sum that softmax divides by.",
    ),
    "squared_error": (
        "This is a squared error.",
        "Cross-entropy is made of a logarithm.",
    ),
}
