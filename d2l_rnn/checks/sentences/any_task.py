"""What can happen in any task."""

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
    "does_not_stack": (
        "Tensors of different shapes cannot be stacked: {message}.",
        "torch.stack needs tensors of one shape. Which of them is larger or smaller than the others, and why?",
    ),
    "does_not_fill": (
        "A tensor does not fit where it is put: {message}.",
        "What is put into a place must have the shape of the place. Write both shapes beside the line.",
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
    "no_such_name": (
        "A name is used that stands for nothing: {message}.",
        "Is it spelled as in the first line of the function? torch's functions begin with torch.",
    ),
    "no_value_yet": (
        "A name is used before it has a value: {message}.",
        "What is its value the first time round? Give it one before the loop.",
    ),
    "no_such_attribute": (
        "Something is asked for what it does not have: {message}.",
        "What stands before the dot: is it what you think it is? And is the name after the dot spelled rightly?",
    ),
    "wrong_arguments": (
        "Something is called with arguments that it does not take: {message}.",
        "Where do the parentheses of the call end, and is each comma in them meant?",
    ),
    "unpacking": (
        "There are not as many names as values: {message}.",
        "a, b = … needs exactly two values on its right. A shape has one number for each axis.",
    ),
    "out_of_bounds": (
        "An index goes beyond the end: {message}.",
        "T things have the indices 0 to T - 1. Which axis does your index count?",
    ),
    "not_iterable": (
        "A loop runs over something that is one thing: {message}.",
        "for needs a tensor with an axis, a list or a range: for t in range(T).",
    ),
    "not_callable": (
        "Parentheses stand after something that is no function: {message}.",
        "f(x) calls f. Is an operator missing before the parentheses, or are square brackets meant?",
    ),
    "not_subscriptable": (
        "Square brackets stand after something that has no entries: {message}.",
        "f[x] takes an entry of f. Are round brackets meant, to call it?",
    ),
    "operands": (
        "An operator stands between two things that it is not made for: {message}.",
        "What is on its left, and what on its right? A list, a text and a tensor are not computed with alike.",
    ),
    "many_truths": (
        "A comparison gives many truths where if needs one: {message}.",
        "Compare one number with one number, such as a length with a limit.",
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
    "random": (
        "Called once more with the same arguments, it gives something else: it computes with random numbers.",
        "A new layer has weights of its own, drawn at random. Use those that come as arguments.",
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
    "too_much": (
        "It gives far more than this task needs.",
        "Does something grow with every step, or from one call to the next? Return what is asked for and nothing else.",
    ),
    "unreadable": (
        "What it gave could not be read.",
        "Return ordinary tensors, numbers and strings, and leave torch and Python as they are.",
    ),
    "shape": (
        "{name} has shape {shape}; {want} is needed.",
        "Write the shape beside every name, line by line, and find the first line that does not fit.",
    ),
    "axes": (
        "The numbers of {name} are right, and its axes stand in another order.",
        "permute, transpose, .T and the axis that stack or cat is given decide where an axis goes.",
    ),
    "reshaped": (
        "The numbers of {name} are right, and they stand in another shape.",
        "Look for an axis of size 1 that is too many or has been lost, and for a reshape or flatten.",
    ),
    "negated": (
        "The numbers of {name} are right but for their sign.",
        "Look for a minus that is too many or missing.",
    ),
    "rounded": (
        "The numbers of {name} are right, and they have been rounded.",
        "Rounding is for your eyes. Hand the numbers back as they are.",
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
