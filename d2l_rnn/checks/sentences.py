"""Every sentence that a reader of the exercises can see. To change or translate them, edit this file alone.

A mistake has two parts: what was done, and a hint that is not the answer. Words in {braces} are filled in and must
stay; a brace that is meant to be seen is doubled. The keys are the names by which the other files ask for a sentence.
"""

# --- how a verdict is put together ------------------------------------------------------------------------------------

REPORT = {
    "wrong": "{task}: not right yet. {told}",
    "line": "It happened in the line: {line}",
    "case": "The smallest case that shows it:",
    "case_of_sizes": "The smallest case that shows it has {sizes}:",
    "came": "your {name}",
    "should": "right {name}",
    "of_shape": "{text}  (shape {shape})",
    "large": "shape {shape}, begins {first}, …",
    "parts": "With one term at a time, the others zero: {parts}.",
    "part_right": "{part} is right",
    "part_off": "{part} is off",
    "hint": "Hint: {hint}",
    "string": "The shortest string that shows it is {bits}.",
    "even": "Its 1s are even in number, so output 0 should be the larger one. The outputs are {O}.",
    "odd": "Its 1s are odd in number, so output 1 should be the larger one. The outputs are {O}.",
    "statements": "true_or_false: {right} of {cases} are right.",
    "true": "{letter}) {statement} This is true. {because}",
    "false": "{letter}) {statement} This is false. {because}",
    "statements_missing": "Not answered yet: {letters}.",
}

# What kind of thing a value is, where Python's own word for it would not help.
KINDS = {
    "NoneType": "None",
    "ellipsis": "three dots",
    "array": "a numpy array",
    "object": "an object of the class {name}",
}

REMARKS = {
    "prints": "By the way: it prints ({printed} characters, not shown here). Others can use only what it returns.",
    "displays": "By the way: it displays something, which is not shown here.",
    "changes": "By the way: it also writes into {changed}. Arguments belong to whoever called it.",
    "products": "By the way: it takes more than one matrix product, and the task asks for a single one.",
    "autograd": "By the way: it uses autograd, and the task asks for a formula of tensors.",
    "random": "By the way: it draws random numbers or sets a seed. What it changed has been put back.",
    "dtype": "By the way: it changes the number type that torch uses for new tensors. That has been put back.",
}

# --- what can happen in any task --------------------------------------------------------------------------------------

ANY = {
    "not_answered": "Not answered yet.",
    # the thing handed in
    "nothing": (
        "What was handed in is None.",
        "Did the cell above run, and does it give the name {task} its value?",
    ),
    "not_function": (
        "A function is needed here, and this is {what}.",
        "Hand over the function itself, {task}, without parentheses after it.",
    ),
    "class": (
        "A function is needed here, and this is a class.",
        "Begin with def {task}(…): and return the result.",
    ),
    "arity": (
        "The function takes ({takes}), and it is called with ({given}).",
        "Keep the first line of the function as it was given.",
    ),
    # how it ends
    "raised": (
        "It stopped with {error}: {message}.",
        "Call your function in a cell of its own with the numbers of this case and look at each intermediate result.",
    ),
    "no_product": (
        "A matrix product does not fit: {message}.",
        "In A @ B, the columns of A must be as many as the rows of B. Write the shape beside each name.",
    ),
    "does_not_join": (
        "Two tensors cannot be joined: {message}.",
        "Joined along axis 1 they need equally many rows; along axis 0, equally many columns.",
    ),
    "does_not_add": (
        "Two tensors of different sizes meet number by number: {message}.",
        "Sizes must be equal, or one of them 1. Which of the two tensors is not of the size you expect?",
    ),
    "does_not_reshape": (
        "A tensor cannot take the new shape: {message}.",
        "A new shape must hold exactly as many numbers as the old one. Do you need a new shape at all?",
    ),
    "kind_of_number": (
        "An operation is not made for this kind of numbers: {message}.",
        "It was given whole numbers or truths. Have two arguments changed places, or does something compare?",
    ),
    "caret": (
        "In Python, ^ is no power: {message}.",
        "Python writes powers with two stars.",
    ),
    "unspeakable": (
        "It stopped with an exception that has nothing to say.",
        "Call your function in a cell of its own and see where it stops.",
    ),
    "recursion": (
        "It calls itself again and again without an end.",
        "A loop over the steps is enough; a function that calls itself needs a case in which it does not.",
    ),
    "memory": (
        "It asks for more memory than there is.",
        "Every tensor of this task is small. Which shape in your function has become so large?",
    ),
    "exits": (
        "It leaves by {error} and returns nothing.",
        "Take out exit() and the like; end the function with return.",
    ),
    "never_ends": (
        "It was still running after {limit} seconds and has been stopped.",
        "Does every loop come to an end? A right answer needs a few hundredths of a second.",
    ),
    "changes_argument": (
        "The values are right, but your function writes into {changed}. Arguments belong to whoever called it.",
        "Operations that end in _ or =, such as += and clamp_, write into their tensor. Make a new one.",
    ),
    "kept": (
        "Called once more with the same arguments, it gives something else: it keeps something between the calls.",
        "Is there a list or a number that was made outside of the function, or in its first line as a default value?",
    ),
    # what it returns
    "returns_none": (
        "It returns None.",
        "Does every way through the function end with return and the result?",
    ),
    "prints_instead": (
        "It prints something and returns None.",
        "Printing is for your eyes. Hand the result back with return.",
    ),
    "returns_function": (
        "It returns a function and not its result.",
        "A function gives its result when it is called. Are parentheses missing after its name?",
    ),
    "generator": (
        "It contains yield, so it returns a generator and no result.",
        "Collect the results in a list and end with return.",
    ),
    "lazy": (
        "It returns {what}, which has not computed anything yet.",
        "Parentheses around a for make no list, and neither does map or zip. Square brackets or list(…) do.",
    ),
    "coroutine": (
        "It begins with async def, so calling it gives no result yet.",
        "A plain def is enough.",
    ),
    "no_tensor": (
        "{name} is {what}; a torch tensor is needed.",
        "Which operation in your function leaves torch?",
    ),
    "number": (
        "{name} is {what}; a torch tensor is needed.",
        "float() and .item() turn a tensor into a number. Keep the tensor, with all its rows and columns.",
    ),
    "list": (
        "{name} is {what}; a torch tensor is needed.",
        "torch.tensor([...]) makes one from numbers. Did a comma make a tuple?",
    ),
    "list_of_tensors": (
        "{name} is {what} of tensors; one tensor is needed.",
        "torch.stack lays tensors of one shape on top of each other, along a new first axis.",
    ),
    "tuple_of_tensors": (
        "{name} is {what} of tensors; one tensor is needed.",
        "Return one thing only. A comma after a value makes a tuple of it.",
    ),
    "module": (
        "{name} is {what}, which has been made and not yet called.",
        "The classes of torch.nn need two pairs of parentheses: the first makes the layer or loss, the second uses it.",
    ),
    "numpy": (
        "{name} is a numpy array or number; a torch tensor is needed.",
        "Use torch's operations all the way, or torch.from_numpy at the end.",
    ),
    "kind_of_tensor": (
        "{name} is {what}, a special kind of tensor; an ordinary one is needed.",
        "Return what torch's own operations give you.",
    ),
    "odd_tensor": (
        "{name} is a tensor that keeps its numbers in an unusual way (sparse, nested, quantized) or has none (meta).",
        "Return an ordinary tensor.",
    ),
    "dtype": (
        "{name} holds {dtype} values; torch.float32 is needed (torch.float64 will do).",
        "Does something round, compare or count where it should compute?",
    ),
    "huge": (
        "{name} has shape {shape}, far larger than this task needs.",
        "Which axis is new? A size of 1 may have been stretched where you did not expect it.",
    ),
    "shape": (
        "{name} has shape {shape}; {want} is needed.",
        "Write the shape beside every name, line by line, and find the first line that does not fit.",
    ),
    "not_finite": (
        "{name} holds numbers that are not finite (nan or inf).",
        "Look for a division by zero, the logarithm of zero, or an exponential of a large number.",
    ),
    "value": (
        "The shape of {name} fits, the numbers do not.",
        "Compute the smallest case by hand and compare each intermediate result with your function's.",
    ),
    "length": (
        "The list has another length than it should: {size} instead of {want}.",
        "One entry goes in, one comes out.",
    ),
    "tensor_not_list": (
        "It returns {what}; a list of tensors is needed.",
        "Return as many tensors as came in, in the same order and shapes.",
    ),
    "not_list": (
        "It returns {what}; a list of tensors is needed.",
        "Return as many tensors as came in, in the same order and shapes.",
    ),
    "list_and_more": (
        "It returns the list together with something else.",
        "Return the list only. A comma after a value makes a tuple of it.",
    ),
    "not_pair": (
        "Two things are needed, {names}; it returns {what}.",
        "return a, b returns two things.",
    ),
    "pair_length": (
        "Two things are needed, {names}; it returns {size}.",
        "return a, b returns two things.",
    ),
    "not_text": (
        "{name} is {what}; a string is needed.",
        "A slice of a string is a string: 'machine'[2:5] is 'chi'.",
    ),
    "list_not_text": (
        "{name} is {what}; a string is needed.",
        "A slice of a string is a string: 'machine'[2:5] is 'chi'.",
    ),
    "float": (
        "A count is a whole number, and {what} is not one.",
        "Use integer arithmetic only: + - * ** and //. A single / gives a number with a decimal point.",
    ),
    "not_whole": (
        "A whole number is needed, and this is {what}.",
        "A whole number has no quotes, no brackets and no decimal point.",
    ),
}

# --- the tasks --------------------------------------------------------------------------------------------------------

OUTPUT_SIZE = {
    "right": "Right: one number for each token that could come next, at every step.",
    "T": (
        "That is T, the number of time steps.",
        "The question is about a single O_t. How many candidates are there for the next character?",
    ),
    "one": (
        "That would be a single number.",
        "One number could name a guess. The loss needs to know how likely every candidate is.",
    ),
    "d": (
        "That is d, the size of an input vector.",
        "Tokens come in as vectors of any size you like. What is it that must be told apart on the way out?",
    ),
    "h": (
        "That is h, the size of the hidden state.",
        "W_hq takes h numbers to q numbers. What decides q?",
    ),
    "n": (
        "That is n, the number of sequences in the batch.",
        "The question is about one sequence, so about one row of O_t.",
    ),
    "batch": (
        "That counts the whole batch: n rows.",
        "The question is about one sequence, so about one row of O_t.",
    ),
    "all_steps": (
        "That counts the outputs of all T steps together.",
        "The question is about the output O_t of one step, for one sequence.",
    ),
    "V_squared": (
        "That is a number for every pair of tokens, as in a table of bigrams.",
        "The current token has already been read into H_t. What is still open?",
    ),
    "one_less": (
        "That is one less than the number of tokens.",
        "The last probability does follow from the others, but softmax expects one number for each candidate.",
    ),
    "one_more": (
        "That is one more than the number of tokens.",
        "Which token would the additional number stand for? Whatever is in the vocabulary is counted already.",
    ),
    "d_plus_h": (
        "That is d + h, the size of the concatenation [X_t H_(t-1)].",
        "The concatenation goes into the hidden layer. The question is about what comes out of the output layer.",
    ),
    "float": (
        "{what} has a decimal point, and a count is a whole number.",
        "Things that are counted come whole. Leave the decimal point out.",
    ),
    "not_whole": (
        "One whole number is needed, and this is {what}.",
        "Write the number alone, without quotes. It is one number of a shape, not the whole shape.",
    ),
    "value": (
        "{size} is not the number.",
        "Softmax turns O_t into probabilities. Of what? Count the candidates.",
    ),
}

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
    "bias_per_weight": (
        "This has as many biases as weights.",
        "A bias is a row with one number per unit. How many rows has b_h?",
    ),
    "value": (
        "The count is off.",
        "Write the shape under each of W_xh, W_hh, b_h, W_hq, b_q, and multiply its two sizes.",
    ),
}

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
    "not_multiplied": (
        "This is [X H] itself, before anything is multiplied.",
        "The joined inputs are one factor. What is the other?",
    ),
}

UNROLL = {
    "right": "Right: unroll agrees with (9.4.5) and (9.4.6) in {cases} cases.",
    "swapped": (
        "The two results have changed places.",
        "First the outputs of all steps, then the last state.",
    ),
    "only_Os": (
        "This returns the outputs only.",
        "Whoever wants to go on with the sequence needs something else as well.",
    ),
    "only_H_T": (
        "This returns the last state only.",
        "What does (9.4.6) make of every state on the way?",
    ),
    "list_of_outputs": (
        "The outputs are still T separate tensors.",
        "One function of torch makes one tensor of them, with a new first axis for time.",
    ),
    "all_states": (
        "This returns all the states where the last one is asked for.",
        "To continue, one state of shape (n, h) is enough. Which one?",
    ),
    "first_state": (
        "This returns H_1, the state after the first step.",
        "Which state would the step T + 1 need?",
    ),
    "initial_state": (
        "This returns the state that came in.",
        "Does the loop give its new state a name that the return uses?",
    ),
    "state_but_one": (
        "This returns the state before the last step.",
        "Does the loop keep the new state before or after it has been computed?",
    ),
    "output_for_state": (
        "O and H are confused: the second result is the last output.",
        "The output goes to the reader, the state goes to the next step.",
    ),
    "states_for_outputs": (
        "H and O are confused: the first result holds the states.",
        "nn.RNN stops here as well. What does (9.4.6) still do with each H_t?",
    ),
    "outputs_from_before": (
        "Each output is computed from the state before: H_(t-1) stands where H_t belongs.",
        "In which order do (9.4.5) and (9.4.6) come within a step?",
    ),
    "last_output_only": (
        "This returns the output of the last step only.",
        "A character is predicted at every step. Collect an output each time round the loop.",
    ),
    "one_output_too_many": (
        "There is one output too many: the initial state has been given one.",
        "Nothing has been read at step 0. With which step do the outputs begin?",
    ),
    "joined_not_stacked": (
        "The outputs of all steps follow each other along one axis, and time has no axis of its own.",
        "torch.cat, and += on a list, put rows behind rows. Keep the (n, q) of each step together until the end.",
    ),
    "stacked_along_1": (
        "Time has become the second axis.",
        "Os has shape (T, n, q): time comes first, as in Xs.",
    ),
    "no_b_q": (
        "b_q is left out.",
        "Compare your output line with (9.4.6).",
    ),
    "outputs_squashed": (
        "The outputs go through tanh or softmax.",
        "(9.4.6) has no φ. The softmax belongs to the loss.",
    ),
    "same_state": (
        "All outputs are made from the last state.",
        "Does every step make a new tensor, or do all of them write into the same one?",
    ),
    "no_memory": (
        "The state before plays no part in any step.",
        "Which term makes (9.4.3) into (9.4.5)? Is it there, and is its H more than zeros?",
    ),
    "not_handed_on": (
        "The state is not handed on: each step starts afresh.",
        "What must H be at the top of the loop when it comes round again?",
    ),
    "H_ignored": (
        "The initial state H is ignored: the loop starts from zeros.",
        "H may carry what was read before. The first step is a step like any other.",
    ),
    "no_tanh": (
        "tanh is forgotten in the step.",
        "What is φ in (9.4.5)?",
    ),
    "sigmoid": (
        "The activation is not tanh.",
        "The section's φ has values between -1 and 1.",
    ),
    "no_b_h": (
        "b_h is left out.",
        "(9.4.5) is a sum of three terms. Two of them are products.",
    ),
    "bias_twice": (
        "b_h is added twice.",
        "PyTorch's nn.RNN has two biases, the book's layer has one.",
    ),
    "W_hh_transposed": (
        "W_hh is transposed.",
        "The book writes H W_hh; nothing needs turning.",
    ),
    "backwards": (
        "The steps are taken from the last to the first.",
        "Step t may only know what came before it.",
    ),
    "over_sequences": (
        "The loop runs over the sequences as if they were steps.",
        "Xs has shape (T, n, d). Which axis does a for loop over Xs take, and which one is time?",
    ),
}

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
    "last_only": (
        "Only the last character is a target.",
        "A character is predicted at every step, so there are as many targets as inputs.",
    ),
    "reversed": (
        "The targets run backwards.",
        "[::-1] turns a text round. Nothing needs turning here.",
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
    "squared_error": (
        "This is a squared error.",
        "Cross-entropy is made of a logarithm.",
    ),
}

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

JACOBIAN_PRODUCT = {
    "right": "Right: jacobian_product agrees in {cases} cases.",
    "no_factor": (
        "The slope of tanh is left out.",
        "Between the sum and H_t stands tanh. What is its derivative, in terms of H_t?",
    ),
    "not_transposed": (
        "W_hh is used as on the way forward.",
        "Forward, unit i sends to unit j through row i, column j. Backward, the gradient goes from j to i.",
    ),
    "factor_after": (
        "The slope of tanh comes after the product with W_hh.",
        "The gradient arrives at H_t and goes backwards. What does it meet first: tanh, or the product?",
    ),
    "not_squared": (
        "The factor is 1 - H; a square is missing.",
        "What is the derivative of tanh? It is 1 at 0 and the same for H and -H.",
    ),
    "one_forgotten": (
        "The factor is H * H; something is missing in it.",
        "tanh is steepest at 0. Your factor is 0 there.",
    ),
    "plus": (
        "The factor is 1 + H * H; the sign is wrong.",
        "tanh is nowhere steeper than at 0, where its slope is 1.",
    ),
    "tanh_again": (
        "tanh is applied again, although H is a state and has been through it.",
        "The argument H is H_t, not the sum inside the parentheses.",
    ),
    "sigmoid_factor": (
        "H * (1 - H) is the slope of the sigmoid.",
        "What is the slope of tanh?",
    ),
    "matrix_product_of_H": (
        "H goes through a matrix product on its own.",
        "tanh acts on each number by itself, and so does its slope.",
    ),
    "no_W_hh": (
        "W_hh plays no part.",
        "This is the gradient inside the parentheses of φ. How did H_(t-1) get in there?",
    ),
    "no_V": (
        "V plays no part.",
        "The gradient that arrives from later steps is multiplied by something; it is not replaced.",
    ),
    "turned_over": (
        "The result is turned over: it has a column for each sequence.",
        "The gradient has the shape of H_(t-1), which is (n, h).",
    ),
    "cut_off": (
        "The result is cut off at -1 and 1.",
        "A gradient may have any size. Does the formula ask for a limit?",
    ),
    "sum_over_batch": (
        "The sequences are added up.",
        "Each sequence has a gradient of its own. Only those of the weights are summed over the batch.",
    ),
    "whole_jacobian": (
        "This is the whole Jacobian of every sequence.",
        "The question is about its product with V. It never needs to be written out.",
    ),
    "gradient_of_W_hh": (
        "This has the form of the gradient of W_hh.",
        "The question is about the gradient of H_(t-1), which has shape (n, h).",
    ),
}

CLIP = {
    "right": "Right: clip agrees in {cases} cases and leaves its arguments alone.",
    "changes_argument": (
        "It writes into {changed}, in place; a new list is asked for.",
        "a *= 2 writes into the tensor a; a * 2 makes a new one.",
    ),
    "each_alone": (
        "Each tensor is clipped alone.",
        "All tensors together are one long gradient, with one length. Only a common factor keeps its direction.",
    ),
    "by_value": (
        "The numbers are cut off one by one.",
        "That turns the gradient in another direction. Clipping by the norm makes it shorter and nothing else.",
    ),
    "always_scales": (
        "Short gradients are scaled up to the length theta.",
        "A gradient that is shorter than theta stays as it is. Which function keeps the factor from going over 1?",
    ),
    "squared_norm": (
        "This divides by the square of the length.",
        "The length of (3, 4) is 5. Which operation comes after the sum of squares?",
    ),
    "max_for_min": (
        "The factor is at least 1, so gradients only become longer.",
        "Should the factor be the larger or the smaller of 1 and theta / length?",
    ),
    "sum_of_norms": (
        "The lengths of the tensors are added.",
        "The length of (3, 4) is 5 and not 7, also when 3 and 4 stand in different tensors.",
    ),
    "largest_norm": (
        "Only the longest tensor decides.",
        "The length of (3, 4) is 5 and not 4, also when 3 and 4 stand in different tensors.",
    ),
    "sum_of_sizes": (
        "The sizes of the numbers are added up.",
        "The length of (3, 4) is 5 and not 7.",
    ),
    "upside_down": (
        "The factor is upside down.",
        "A gradient twice as long as theta should be halved.",
    ),
    "length_one": (
        "The gradient is scaled to the length 1 and not to theta.",
        "How long should a gradient be that was too long?",
    ),
    "times_theta": (
        "The gradients are multiplied by theta, whatever their length.",
        "theta is a length. With which other length must it be compared?",
    ),
    "nothing_done": (
        "The gradients come back as they were.",
        "In a loop, g = g * 2 gives the name g to a new tensor; the list goes on holding the old one.",
    ),
    "zero_gradient": (
        "A gradient that is zero everywhere is not dealt with.",
        "Its length is 0, so theta cannot be divided by it. What should come back?",
    ),
    "flattened": (
        "The tensors are joined into one.",
        "Joining them is a good way to find the length. What is returned has the same tensors as came in.",
    ),
}

GRADIENT_FATE = {
    "right": "Right: all four can happen. Which one does depends on the weights, the states and the number of steps.",
    "string": (
        "A set is needed, and this is a single string.",
        'A set is written in braces: {{"…", "…"}}. It may hold several of the four.',
    ),
    "not_set": (
        "A set is needed, and this is {what}.",
        'A set is written in braces: {{"…", "…"}}.',
    ),
    "unknown": (
        "The set holds {what}, which is none of the four.",
        "The four are {known}.",
    ),
    "empty": (
        "The set is empty.",
        "Something must happen to the length. Start with W_hh = 0.",
    ),
    "vanishes_alone": (
        "Gradients vanish, but that is not the whole answer.",
        "Take h = 1, W_hh = 3 and states near 0: what is 3 to the power of T?",
    ),
    "explodes_alone": (
        "Gradients explode, but that is not the whole answer.",
        "Take h = 1, W_hh = 0.5 and states near 0: what is 0.5 to the power of T?",
    ),
    "two_only": (
        "Vanishing and exploding are two possibilities, and there are more.",
        "What does a rotation do to a length? And must a length that ends near zero fall from the start?",
    ),
    "missing_vanishes": (
        "One that happens all the time is missing.",
        "What becomes of the gradient when the states are close to -1 or 1, where tanh is flat?",
    ),
    "missing_explodes": (
        "One is missing that stops a training.",
        "Clipping was invented against it.",
    ),
    "missing_keeps": (
        "One is missing that takes a special W_hh.",
        "Which matrices leave the length of every vector alone? Take states near 0, where the slope of tanh is 1.",
    ),
    "missing_first": (
        "One is missing that the eigenvalues do not show.",
        "Eigenvalues tell how it ends. Try W_hh = [[0.5, 10], [0, 0.5]] on a vector, step by step.",
    ),
}

TRUE_OR_FALSE = {
    "right": "Right: all {cases}.",
    "not_dict": (
        "A dictionary is needed, and this is {what}.",
        'Keep the form {{"a": True, "b": False}}, with ... where you have not decided yet.',
    ),
    "unknown_letter": (
        "No statement has the letter {what}.",
        "The statements are {known}.",
    ),
    "not_truth": (
        "The answer to statement {letter} is {what}.",
        "Write True or False, without quotes.",
    ),
}

# What circulates about recurrent networks. `because` is shown to those who decided the other way.
STATEMENTS = {
    "a": {
        "statement": "Sampling with a high temperature has worsened the model's perplexity.",
        "true": False,
        "because": "Perplexity asks how probable a given text is. How you draw new text does not enter.",
    },
    "b": {
        "statement": "To generate a longer text, an RNN needs more memory.",
        "true": False,
        "because": "When generating, only the last state is kept, and it always has shape (n, h).",
    },
    "c": {
        "statement": "To train by backpropagation through a longer sequence, an RNN needs more memory.",
        "true": True,
        "because": "The states of all steps are kept until the gradient has come back through them.",
    },
    "d": {
        "statement": "If all eigenvalues of W_hh are smaller than 1 in size, no gradient can grow on its way back.",
        "true": False,
        "because": "Eigenvalues tell the end of a long way. Before it, a gradient can grow a hundredfold.",
    },
    "e": {
        "statement": "A model that gives all |V| tokens the same probability has perplexity |V|.",
        "true": True,
        "because": "Perplexity is the (geometric) mean number of choices, and here there are always |V| equal ones.",
    },
    "f": {
        "statement": "In PyTorch's nn.RNN, num_layers is the number of time steps.",
        "true": False,
        "because": "num_layers counts hidden layers on top of each other. The number of steps is that of the input.",
    },
    "g": {
        "statement": "The first result of PyTorch's nn.RNN, called output, holds the hidden states.",
        "true": True,
        "because": "nn.RNN has no output layer. O_t = H_t W_hq + b_q is left to you.",
    },
    "h": {
        "statement": "Changing the last character of the input changes the prediction at step 1.",
        "true": False,
        "because": "O_1 is computed from X_1 and H_0, before anything later is read.",
    },
    "i": {
        "statement": "Each of the n sequences in a batch has a bias b_h of its own.",
        "true": False,
        "because": "b_h has shape (1, h). Its one row is broadcast to all n.",
    },
    "j": {
        "statement": 'The word "machine" can be learned without W_hh.',
        "true": True,
        "because": "Its six inputs are six different characters, so each one alone tells which comes next.",
    },
}

TASKS = {
    "output_size": OUTPUT_SIZE,
    "ngram_cells": NGRAM_CELLS,
    "number_of_parameters": NUMBER_OF_PARAMETERS,
    "step": STEP,
    "step_concat": STEP_CONCAT,
    "unroll": UNROLL,
    "shift": SHIFT,
    "step_losses": STEP_LOSSES,
    "parity": PARITY,
    "jacobian_product": JACOBIAN_PRODUCT,
    "clip": CLIP,
    "gradient_fate": GRADIENT_FATE,
    "true_or_false": TRUE_OR_FALSE,
}

# --- in words ---------------------------------------------------------------------------------------------------------

REFLECT = {
    "summary": "Compare with a model answer",
    "plain": "A model answer to compare with: {answer}",
    "short": "Words so far: {words}. Write a sentence or two first; then a model answer appears to compare with.",
    "not_text": "A text in quotes is needed, and this is {what}.",
    "unknown": "There is no question {what}; there are {known}.",
}

ANSWERS = {
    "q2": (
        "The hidden state is computed from the current input and the state before, which was computed from "
        "the input before that, and so on back to the first token. So H_t is a function of all tokens up to "
        "step t, and the output, a function of H_t, can depend on every one of them. No window cuts the past "
        "off, as it does in an n-gram model. A powerful enough f could store everything exactly; a state of "
        "limited size has to choose what it keeps."
    ),
    "q3": (
        "On its way back from step t to step k the gradient is multiplied by one factor per step: the slopes "
        "of tanh at the states, times W_hh transposed. A product of many factors seldom keeps its size. It "
        "vanishes where the factors shrink it, as with saturated states or small weights, and then early "
        "tokens teach nothing. It explodes where they stretch it, and then a single step of training can "
        "destroy the weights. It can keep its length, and it can grow at first and vanish later, because eigenvalues "
        "tell only how a long product ends. Clipping helps against exploding gradients and does nothing "
        "against vanishing ones."
    ),
    "q4": (
        "The state has a fixed size, so old characters are forgotten to make room for new ones, and vanishing "
        "gradients make it hard to learn what lies far back. The steps depend on each other, so they cannot "
        "be computed in parallel. Characters make sequences long: the model has to spell before it can mean "
        "anything, and words have no representation of their own. In training it always reads the true text, "
        "in use it reads its own, so one wrong character can lead it astray. And it sees only what comes "
        "before, never what follows."
    ),
}
