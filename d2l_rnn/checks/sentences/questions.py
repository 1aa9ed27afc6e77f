"""The questions that are answered with a value, with True or False, or in words."""

OUTPUT_SIZE = {
    "right": "Right: one number for each token that could come next, at every step.",
    "T": (
        "That is T, the number of steps.",
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
    "W_hq": (
        "That is the size of W_hq, or of W_hq and b_q together.",
        "These are weights. The question is about O_t, which is computed with them.",
    ),
    "one_per_step": (
        "That is one number for every step of every sequence.",
        "One number could name a guess. The loss needs to know how likely every candidate is.",
    ),
    "hidden_batch": (
        "That is n times h, the numbers in the hidden states of the whole batch.",
        "The question is about O_t, after the output layer, and for one sequence.",
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
        "statement": "In PyTorch's nn.RNN, num_layers is the number of steps.",
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
