"""The loop over time."""

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
    "return_in_loop": (
        "It comes back after the first step.",
        "Does return stand inside the loop? Its distance from the left edge decides.",
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
    "same_input": (
        "Every step reads the same input.",
        "Which X does your loop use the second time round? A fixed index always gives the same one.",
    ),
    "no_tanh": (
        "tanh is forgotten in the step.",
        "What is φ in (9.4.5)?",
    ),
    "sigmoid": (
        "The activation is not tanh.",
        "The section's φ has values between -1 and 1.",
    ),
    "softmax": (
        "The activation is a softmax, which makes probabilities.",
        "The softmax comes once, after the outputs, and in the loss. What is φ in (9.4.5)?",
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
    "bias_outside": (
        "b_h is added after tanh.",
        "What stands inside the parentheses of φ in (9.4.5)?",
    ),
    "tanh_of_each": (
        "tanh is applied to the terms before they are all added.",
        "Add everything first. (9.4.5) has one pair of parentheses after φ.",
    ),
    "added_to_the_state": (
        "Each new state is added to the one before.",
        "(9.4.5) replaces the state: H_(t-1) enters through W_hh alone. Is there a += ?",
    ),
    "no_input": (
        "The inputs play no part.",
        "Which of the seven arguments does your loop never use?",
    ),
    "first_step_left_out": (
        "The first step is left out.",
        "Xs[0] holds X_1, the first input. Where does your loop begin?",
    ),
    "last_step_left_out": (
        "The last step is left out.",
        "range(T) ends before T by itself. Does your loop stop one step early?",
    ),
    "output_handed_on": (
        "The output is handed on as the state.",
        "The output goes to the reader, the state goes to the next step. Give them two names.",
    ),
    "mean_of_outputs": (
        "This returns the mean of all outputs.",
        "A character is predicted at every step. Keep the outputs apart.",
    ),
    "added_outputs": (
        "This returns the sum of all outputs.",
        "A character is predicted at every step. Is there a += where the outputs should be collected?",
    ),
    "over_sequences": (
        "The loop runs over the sequences as if they were steps.",
        "Xs has shape (T, n, d). Which axis does a for loop over Xs take, and which one is time?",
    ),
}
