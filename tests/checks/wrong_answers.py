"""Wrong answers as students write them: each with the mistake it stands for and the key of the sentence it must get.

`WRONG` holds them in the order of the tasks. `source` is what would stand in the answer cell, `answer()` is what the
check is given. An answer to a function task is a body; one line without `return` is what the function returns.
"""

import textwrap
from dataclasses import dataclass

import torch
from torch.nn import functional

SIGNATURES = {
    "ngram_cells": "V, n",
    "number_of_parameters": "d, h, q, T",
    "step": "X, H, W_xh, W_hh, b_h",
    "step_concat": "X, H, W_xh, W_hh, b_h",
    "unroll": "Xs, H, W_xh, W_hh, b_h, W_hq, b_q",
    "shift": "text",
    "step_losses": "O, targets",
    "jacobian_product": "V, H, W_hh",
    "clip": "grads, theta",
}
NAMES = {"parity": "weights", "true_or_false": "answers"}  # where the answer has another name than its task


@dataclass(frozen=True)
class Wrong:
    """One wrong answer."""

    task: str
    key: str  # of its sentence in d2l_rnn/checks/sentences.py
    mistake: str
    text: str

    @property
    def source(self):
        """The answer cell."""
        if self.task not in SIGNATURES:
            return f"{NAMES.get(self.task, self.task)} = {self.text}"
        body = self.text if "return" in self.text or "\n" in self.text else f"return {self.text}"
        return f"def {self.task}({SIGNATURES[self.task]}):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}"

    def answer(self):
        """What the cell defines."""
        names = {"torch": torch, "F": functional, "Hs": []}
        exec(compile(self.source, f"<{self.task}: {self.mistake}>", "exec"), names)
        return names[NAMES.get(self.task, self.task)]


def of(task, *mistakes):
    """The wrong answers to one task, from triples of key, mistake and text."""
    return [Wrong(task, *mistake) for mistake in mistakes]


SUM = "X @ W_xh + H @ W_hh + b_h"
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


def unrolling(*, start="", step=f"H = torch.tanh({SUM})", out="Os.append(H @ W_hq + b_q)", back="torch.stack(Os), H"):
    """An unroll with one of its lines changed."""
    before = f"{start}\n" if start else ""
    loop = textwrap.indent(f"{step}\n{out}", "    ")
    return f"{before}Os = []\nfor X in Xs:\n{loop}\nreturn {back}"


STATES = "Hs = [H]"
KEEP = f"H = torch.tanh({SUM}); Hs.append(H)"

TRUTHS = dict.fromkeys("abdfhi", False) | dict.fromkeys("ceg" + "j", True)


def truths(**changed):
    """The right dict of true_or_false, with some entries changed."""
    return repr(TRUTHS | changed)


WRONG = [
    *of(
        "output_size",
        ("T", "the number of steps", "35"),
        ("one", "one symbol", "1"),
        ("d", "the size of the input", "16"),
        ("h", "the size of the state", "32"),
        ("n", "the size of the batch", "4"),
        ("batch", "all rows of the batch", "4 * 28"),
        ("all_steps", "all steps of one sequence", "35 * 28"),
        ("all_steps", "all steps of the batch", "35 * 4 * 28"),
        ("V_squared", "a table of pairs", "28**2"),
        ("one_less", "the last probability follows from the others", "28 - 1"),
        ("one_more", "one more for the end", "28 + 1"),
        ("d_plus_h", "the size of the concatenation", "16 + 32"),
        ("value", "some other number", "100"),
        ("float", "half a number", "28.5"),
        ("float", "the number with a decimal point", "28.0"),
        ("float", "a tensor with a decimal point", "torch.tensor(28.0)"),
        ("not_whole", "the number as text", '"28"'),
        ("not_whole", "the shape of all four", "(4, 28)"),
        ("not_whole", "the output itself", "torch.zeros(4, 28)"),
        ("nothing", "nothing", "None"),
    ),
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
    *of(
        "step",
        ("no_bias", "b_h left out", "torch.tanh(torch.matmul(X, W_xh) + torch.matmul(H, W_hh))"),
        ("bias_twice", "b_h in both terms", "torch.tanh((X @ W_xh + b_h) + (H @ W_hh + b_h))"),
        ("bias_outside", "b_h after tanh", "torch.tanh(X @ W_xh + H @ W_hh) + b_h"),
        (
            "bias_not_broadcast",
            "b_h in the first row only",
            "A = X @ W_xh + H @ W_hh\nA[0] = A[0] + b_h[0]\nreturn torch.tanh(A)",
        ),
        ("bias_not_broadcast", "one number of b_h for all", "torch.tanh(X @ W_xh + H @ W_hh + b_h[0][0])"),
        ("no_memory", "(9.4.3)", "torch.tanh(X @ W_xh + b_h)"),
        ("no_input", "no input", "torch.tanh(H @ W_hh + b_h)"),
        ("no_tanh", "tanh forgotten", SUM),
        ("sigmoid", "a sigmoid", f"torch.sigmoid({SUM})"),
        ("relu", "a ReLU", f"F.relu({SUM})"),
        ("tanh_twice", "tanh twice", f"A = torch.tanh({SUM})\nreturn torch.tanh(A)"),
        ("tanh_of_each", "tanh of each term", "torch.tanh(X @ W_xh) + torch.tanh(H @ W_hh) + torch.tanh(b_h)"),
        ("tanh_of_each", "tanh of the first terms", "torch.tanh(X @ W_xh + b_h) + H @ W_hh"),
        ("tanh_of_each", "tanh of b_h alone", "torch.tanh(X @ W_xh + H @ W_hh) + torch.tanh(b_h)"),
        ("turned_over", "the result turned over", f"torch.tanh({SUM}).T"),
        ("caret", "^ for a power", f"torch.tanh({SUM}) ^ 1"),
        ("kind_of_number", "whether a number is positive", "torch.tanh((X > 0) @ (W_xh > 0) + H @ W_hh + b_h)"),
        ("kept", "a list made for all calls", f"Hs.append(torch.tanh({SUM}))\nreturn Hs[0].expand_as(H) + len(Hs)"),
        ("lazy", "rows in parentheses", f"return (row for row in torch.tanh({SUM}))"),
        ("lazy", "a map", f"return map(torch.tanh, {SUM})"),
        ("tuple_of_tensors", "the old state as well", f"H_t = torch.tanh({SUM})\nreturn H_t, H"),
        ("module", "a layer that is not called", "return torch.nn.Tanh()"),
        ("exits", "exit() before the end", f"H_t = torch.tanh({SUM})\nexit()\nreturn H_t"),
        ("state_before", "the old state returned", f"H_t = torch.tanh({SUM})\nreturn H"),
        ("W_hh_transposed", "W_hh transposed", "torch.tanh(X @ W_xh + F.linear(H, W_hh) + b_h)"),
        ("W_xh_transposed", "W_xh transposed", "torch.tanh(X @ W_xh.T + H @ W_hh + b_h)"),
        ("both_transposed", "both transposed", "torch.tanh(X @ W_xh.T + H @ W_hh.T + b_h)"),
        ("weights_first", "weights on the left", "torch.tanh(W_xh @ X + W_hh @ H + b_h)"),
        ("X_and_H_swapped", "X and H swapped", "torch.tanh(H @ W_xh + X @ W_hh + b_h)"),
        ("elementwise", "stars for products", "torch.tanh(X * W_xh + H * W_hh + b_h)"),
        ("product_of_terms", "the terms multiplied", "torch.tanh((X @ W_xh) * (H @ W_hh) + b_h)"),
        ("minus", "b_h subtracted", "torch.tanh(X @ W_xh + H @ W_hh - b_h)"),
        ("no_product", "a product that does not fit", "torch.tanh(X @ W_xh + X @ W_hh + b_h)"),
        ("shape", "the batch summed up", f"torch.tanh({SUM}).sum(0)"),
        ("not_finite", "the logarithm of negative numbers", f"torch.log({SUM} - 9)"),
        ("value", "a sine", f"torch.sin({SUM})"),
        ("changes_argument", "H changed in place", f"H.copy_(torch.tanh({SUM}))\nreturn H.clone()"),
        ("returns_none", "no return", f"H_t = torch.tanh({SUM})\nH_t.sum()\nreturn"),
        ("prints_instead", "print for return", f"print(torch.tanh({SUM}))\nreturn None"),
        ("number", "a number", f"return torch.tanh({SUM}).sum().item()"),
        ("list_of_tensors", "a tensor in a list", f"return [torch.tanh({SUM})]"),
        ("no_tensor", "the shape", f"torch.tanh({SUM}).shape"),
        ("returns_function", "parentheses forgotten", f"torch.tanh({SUM}).clone"),
        ("numpy", "an array", f"return torch.tanh({SUM}).numpy()"),
        ("list", "a list of numbers", f"return torch.tanh({SUM}).tolist()"),
        ("dtype", "whole numbers", f"return torch.tanh({SUM}).round().long()"),
        ("huge", "stretched", f"return torch.tanh({SUM}).expand(10**6, 2, 1) if len(X) == 1 else X"),
        ("raised", "a name that is not there", "return torch.tanh(X @ W_hx)"),
    ),
    *of(
        "step_concat",
        ("weights_order", "W_hh above W_xh", "torch.tanh(torch.cat((X, H), 1) @ torch.cat((W_hh, W_xh), 0) + b_h)"),
        ("inputs_order", "H before X", "torch.tanh(torch.hstack((H, X)) @ torch.vstack((W_xh, W_hh)) + b_h)"),
        ("inputs_axis", "X above H", "torch.tanh(torch.cat((X, H), 0) @ torch.cat((W_xh, W_hh), 0) + b_h)"),
        ("weights_axis", "W_hh beside W_xh", "torch.tanh(torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh), 1) + b_h)"),
        ("both_axes", "both axes wrong", "torch.tanh(torch.cat((X, H), 0) @ torch.cat((W_xh, W_hh), 1) + b_h)"),
        ("added_not_joined", "added, not joined", "torch.tanh((X + H) @ (W_xh + W_hh) + b_h)"),
        (
            "weights_transposed",
            "W_hh transposed",
            "torch.tanh(torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh.T), 0) + b_h)",
        ),
        ("not_multiplied", "only joined", "torch.cat((X, H), dim=1)"),
        ("no_bias", "b_h left out", "torch.tanh(torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh), 0))"),
        ("bias_twice", "b_h twice", "torch.tanh(torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh)) + b_h + b_h)"),
        ("bias_outside", "b_h outside", "torch.tanh(torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh), 0)) + b_h"),
        (
            "bias_not_broadcast",
            "the mean of b_h",
            "torch.tanh(torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh), 0) + b_h.mean())",
        ),
        ("no_tanh", "tanh forgotten", "torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh), 0) + b_h"),
        ("sigmoid", "a sigmoid", "torch.sigmoid(torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh), 0) + b_h)"),
        ("relu", "a ReLU", "torch.relu(torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh), 0) + b_h)"),
        ("tanh_twice", "tanh twice", "(torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh), 0) + b_h).tanh().tanh()"),
        ("tanh_of_each", "tanh of each", "torch.tanh(X @ W_xh) + torch.tanh(H @ W_hh) + b_h"),
        ("no_memory", "H not joined", "torch.tanh(X @ W_xh + b_h)"),
        ("no_input", "X not joined", "torch.tanh(H @ W_hh + b_h)"),
        ("state_before", "the old state", "return H"),
        ("turned_over", "turned over", "torch.tanh(torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh), 0) + b_h).T"),
        (
            "does_not_add",
            "a star for the product of joined matrices",
            "torch.tanh(torch.cat((X, H), 1) * torch.cat((W_xh, W_hh, b_h), 0).T)",
        ),
        (
            "does_not_join",
            "a bias joined to the inputs",
            "torch.tanh(torch.cat((X, H, b_h), 1) @ torch.cat((W_xh, W_hh, W_hh), 0) + b_h)",
        ),
    ),
    *of(
        "unroll",
        ("swapped", "results swapped", unrolling(back="H, torch.stack(Os)")),
        ("only_Os", "only the outputs", unrolling(back="torch.stack(Os)")),
        ("only_H_T", "only the state", unrolling(back="H")),
        ("list_of_outputs", "a list of outputs", unrolling(back="Os, H")),
        ("list_of_outputs", "a tuple of outputs", unrolling(back="tuple(Os), H")),
        ("all_states", "a list of states", unrolling(start="Hs = []", step=KEEP, back="torch.stack(Os), Hs")),
        ("all_states", "all states", unrolling(start=STATES, step=KEEP, back="torch.stack(Os), torch.stack(Hs)")),
        ("first_state", "the first state", unrolling(start="Hs = []", step=KEEP, back="torch.stack(Os), Hs[0]")),
        ("initial_state", "the initial state", unrolling(start="H_0 = H", back="torch.stack(Os), H_0")),
        (
            "state_but_one",
            "the state before the last",
            unrolling(step=f"before = H; H = torch.tanh({SUM})", back="torch.stack(Os), before"),
        ),
        ("output_for_state", "the last output for the state", unrolling(back="torch.stack(Os), Os[-1]")),
        ("states_for_outputs", "states for outputs", unrolling(out="Os.append(H)")),
        (
            "outputs_from_before",
            "outputs before the step",
            unrolling(step="Os.append(H @ W_hq + b_q)", out=f"H = torch.tanh({SUM})"),
        ),
        ("last_output_only", "the last output", unrolling(back="Os[-1], H")),
        (
            "one_output_too_many",
            "an output for step 0",
            unrolling(start=STATES, step=KEEP, back="torch.stack(Hs) @ W_hq + b_q, H"),
        ),
        ("joined_not_stacked", "cat for stack", unrolling(back="torch.cat(Os), H")),
        ("joined_not_stacked", "+= for append", unrolling(out="Os += H @ W_hq + b_q")),
        (
            "same_state",
            "one tensor for all states",
            unrolling(step=f"H[:] = torch.tanh({SUM})", out="Os.append(H)", back="torch.stack(Os) @ W_hq + b_q, H"),
        ),
        (
            "kept",
            "a list made for all calls",
            unrolling(out="Hs.append(H @ W_hq + b_q)", back="torch.stack(Hs), H"),
        ),
        (
            "over_sequences",
            "over the sequences, into zeros",
            """
            n, T, d = Xs.shape
            Os = torch.zeros(T, n, b_q.shape[1])
            for t in range(T):
                H = torch.tanh(Xs[:, t] @ W_xh + H @ W_hh + b_h)
                Os[t] = H @ W_hq + b_q
            return Os, H
            """,
        ),
        ("changes_argument", "the state in place", unrolling(step=f"H.copy_(torch.tanh({SUM}))")),
        ("value", "one number of b_q for all", unrolling(out="Os.append(H @ W_hq + b_q[0, 0])")),
        ("value", "the first state for all", unrolling(step="H = torch.tanh(X @ W_xh + H[:1] @ W_hh + b_h)")),
        ("stacked_along_1", "time second", unrolling(back="torch.stack(Os, dim=1), H")),
        ("no_b_q", "b_q left out", unrolling(out="Os.append(H @ W_hq)")),
        ("outputs_squashed", "softmax of the outputs", unrolling(out="Os.append(F.softmax(H @ W_hq + b_q, dim=-1))")),
        (
            "not_handed_on",
            "each step starts from H",
            unrolling(step=f"H_t = torch.tanh({SUM})", out="Os.append(H_t @ W_hq + b_q)", back="torch.stack(Os), H_t"),
        ),
        ("no_memory", "no H W_hh", unrolling(step="H = torch.tanh(X @ W_xh + b_h)")),
        (
            "no_memory",
            "each step starts from zeros",
            unrolling(step=f"H = torch.zeros_like(H); H = torch.tanh({SUM})"),
        ),
        ("H_ignored", "starts from zeros", unrolling(start="H = torch.zeros_like(H)")),
        ("no_tanh", "tanh forgotten", unrolling(step=f"H = {SUM}")),
        ("sigmoid", "a sigmoid", unrolling(step=f"H = torch.sigmoid({SUM})")),
        ("no_b_h", "b_h left out", unrolling(step="H = torch.tanh(X @ W_xh + H @ W_hh)")),
        ("bias_twice", "b_h twice", unrolling(step=f"H = torch.tanh({SUM} + b_h)")),
        ("W_hh_transposed", "W_hh transposed", unrolling(step="H = torch.tanh(X @ W_xh + H @ W_hh.T + b_h)")),
        ("backwards", "from the last step", unrolling(start="Xs = Xs.flip(0)")),
        ("over_sequences", "over the sequences", unrolling(start="Xs = Xs.transpose(0, 1)")),
        ("not_pair", "a dict", unrolling(back="{'O': torch.stack(Os), 'H': H}")),
        ("pair_length", "three results", unrolling(back="torch.stack(Os), H, Os")),
    ),
    *of(
        "shift",
        ("wrong_way", "the wrong way round", "text[1:], text[:-1]"),
        ("not_shifted", "both the whole text", "text, text"),
        ("not_shifted", "both without the last", "text[:-1], text[:-1]"),
        ("one_too_long", "inputs one too long", "text, text[1:]"),
        ("around_the_end", "round the end", "text, text[1:] + text[:1]"),
        ("by_two", "shifted by two", "text[:-2], text[2:]"),
        ("last_only", "only the last is a target", "text[:-1], text[-1]"),
        ("reversed", "targets backwards", "text[:-1], text[:0:-1]"),
        ("lists", "lists of characters", "list(text[:-1]), list(text[1:])"),
        ("lists", "each in a list", "[text[:-1]], [text[1:]]"),
        ("other_characters", "in small letters", "text.lower()[:-1], text.lower()[1:]"),
        ("other_characters", "without a line end", "text.strip('\\n')[:-1], text[1:]"),
        ("returns_function", "a lambda", "return lambda: (text[:-1], text[1:])"),
        ("pairs", "pairs", "[(a, b) for a, b in zip(text, text[1:])]"),
        ("padded", "padded with a blank", "text, text[1:] + ' '"),
        ("not_pair", "one string", "text[1:]"),
        ("pair_length", "three strings", "text[:-1], text[1:], text"),
        ("not_text", "lengths", "len(text[:-1]), len(text[1:])"),
        ("list_not_text", "tuples of characters", "tuple(text[:-1]), tuple(text[1:])"),
        ("value", "sorted", "''.join(sorted(text[:-1])), text[1:]"),
    ),
    *of(
        "step_losses",
        ("mean", "the default of cross_entropy", "F.cross_entropy(O, targets)"),
        ("sum", "the sum", "F.cross_entropy(O, targets, reduction='sum')"),
        ("running", "added up", "F.cross_entropy(O, targets, reduction='none').cumsum(0)"),
        ("divided", "divided by T", "F.cross_entropy(O, targets, reduction='none') / len(targets)"),
        ("wrong_axis", "softmax over the steps", "-F.log_softmax(O, dim=0)[range(len(O)), targets]"),
        ("softmax_twice", "the softmax twice", "F.cross_entropy(F.softmax(O, dim=-1), targets, reduction='none')"),
        ("sign", "no minus", "F.log_softmax(O, dim=1)[range(len(O)), targets]"),
        ("log_of_base_2", "bits", "-torch.log2(F.softmax(O, dim=1)[range(len(O)), targets])"),
        ("log_of_base_10", "base 10", "-torch.log10(F.softmax(O, dim=1)[range(len(O)), targets])"),
        ("no_log", "the probabilities", "F.softmax(O, dim=1)[range(len(O)), targets]"),
        ("no_log", "minus the probabilities", "-F.softmax(O, dim=1)[range(len(O)), targets]"),
        ("no_softmax", "the outputs", "F.nll_loss(O, targets, reduction='none')"),
        ("whole_table", "all tokens", "-F.log_softmax(O, dim=1)"),
        ("column", "an axis left over", "-F.log_softmax(O, dim=1).gather(1, targets.reshape(-1, 1))"),
        ("all_tokens", "all tokens added", "-F.log_softmax(O, dim=1).sum(dim=1)"),
        ("entropy", "the entropy", "p = F.softmax(O, dim=1)\nreturn -(p * p.log()).sum(dim=1)"),
        ("guess_for_target", "its own guess", "-F.log_softmax(O, dim=1).max(dim=1).values"),
        ("perplexity", "the perplexity", "torch.exp(F.cross_entropy(O, targets, reduction='none'))"),
        (
            "squared_error",
            "squares",
            "return (F.softmax(O, dim=1) - F.one_hot(targets, O.shape[1])).pow(2).sum(dim=1)",
        ),
        ("overflow", "exp without care", "-torch.log(O.exp() / O.exp().sum(1, keepdim=True))[range(len(O)), targets]"),
        (
            "sums_turned",
            "an axis lost",
            "p = torch.exp(O) / torch.exp(O).sum(1)\nreturn -p[range(len(O)), targets].log()",
        ),
        ("one_hot_too_narrow", "one_hot without q", "-(O.softmax(1).log() * F.one_hot(targets)).sum(1)"),
        ("value", "the other probabilities", "-torch.log(1 - F.softmax(O, dim=1)[range(len(O)), targets])"),
        ("kind_of_number", "arguments swapped", "torch.log_softmax(targets, 0)"),
        ("module", "a class for a function", "torch.nn.CrossEntropyLoss(O, targets)"),
        ("does_not_reshape", "a shape that does not fit", "O.reshape(len(targets), 5)"),
    ),
    *of(
        "parity",
        ("weights_function", "a function", "lambda: 0"),
        ("not_five", "one tensor", "torch.zeros(2, 2)"),
        ("wrong_number", "four tensors", "(torch.zeros(2, 2),) * 4"),
        ("shape", "a bias without its row", weights(b_h="[-10.0, -30.0]")),
        ("transposed_shape", "W_xh turned over, h = 1", "(" + "torch.ones(1, 2), " + "torch.ones(1, 1), " * 2
         + "torch.ones(1, 2), torch.ones(1, 2))"),
        ("shape", "W_hh as a row", weights(W_hh="[10.0, -10.0]")),
        ("transposed_bias", "b_h as a column", weights(b_h="[[-10.0], [-30.0]]")),
        ("no_tensor", "nothing for W_xh", "(None,) * 5"),
        (
            "number",
            "a number for a bias",
            "(torch.ones(2, 1), torch.ones(1, 1), -10.0, torch.ones(1, 2), torch.ones(1, 2))",
        ),
        ("too_large", "beyond float32", "tuple(torch.ones(2, 2, dtype=torch.float64) * 1e300 for _ in range(5))"),
        ("tie", "even looks right, odd ties", weights(
            W_xh="[[1.0], [0.0]]", W_hh="[[0.0]]", b_h="[[0.0]]", W_hq="[[-1.0, 1.0]]", b_q="[[0.0, 0.0]]"
        )),
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
        ("one_bit_only", "weights much too small", weights(
            W_xh="[[0.0, 0.0], [1.4, 1.4]]", W_hh="[[0.7, 0.7], [-0.7, -0.7]]", b_h="[[-0.7, -2.1]]"
        )),
        ("forgets", "weights too small", weights(
            W_xh="[[0.0, 0.0], [1.8, 1.8]]", W_hh="[[0.9, 0.9], [-0.9, -0.9]]", b_h="[[-0.9, -2.7]]"
        )),
        ("value", "counts every bit", weights(W_xh="[[20.0, 20.0], [20.0, 20.0]]")),
    ),
    *of(
        "jacobian_product",
        ("no_factor", "no slope", "V @ W_hh.T"),
        ("not_transposed", "W_hh as it is", "(V * (1 - H**2)) @ W_hh"),
        ("factor_after", "the slope afterwards", "(V @ W_hh.T) * (1 - H**2)"),
        ("not_squared", "1 - H", "(V * (1 - H)) @ W_hh.T"),
        ("one_forgotten", "the square alone", "(V * H.pow(2)) @ W_hh.T"),
        ("plus", "1 + H²", "(V * (1 + H**2)) @ W_hh.T"),
        ("tanh_again", "tanh of a state", "(V * (1 - torch.tanh(H).square())) @ W_hh.T"),
        ("sigmoid_factor", "the slope of the sigmoid", "(V * (H - H**2)) @ W_hh.T"),
        ("matrix_product_of_H", "a matrix product of H", "(V @ (1 - H**2).T) @ W_hh.T"),
        ("no_W_hh", "without W_hh", "V * (1 - H**2)"),
        ("no_V", "without V", "(1 - H**2) @ W_hh.T"),
        ("sum_over_batch", "the batch summed up", "((V * (1 - H**2)) @ W_hh.T).sum(dim=0)"),
        ("turned_over", "turned over", "((V * (1 - H**2)) @ W_hh.T).T"),
        ("cut_off", "a limit", "torch.clamp((V * (1 - H**2)) @ W_hh.T, -1, 1)"),
        ("caret", "^ for a power", "V * (1 - H^2) @ W_hh.T"),
        ("whole_jacobian", "the Jacobians", "torch.diag_embed(1 - H**2) @ W_hh.T"),
        ("gradient_of_W_hh", "the gradient of W_hh", "H.T @ (V * (1 - H**2))"),
        ("changes_argument", "V in place", "V *= 1 - H**2\nreturn V @ W_hh.T"),
    ),
    *of(
        "clip",
        (
            "changes_argument",
            "in place",
            """
            norm = torch.sqrt(sum((g**2).sum() for g in grads))
            if norm > theta:
                for g in grads:
                    g[:] *= theta / norm
            return grads
            """,
        ),
        ("each_alone", "each tensor alone", "[g * min(1.0, theta / g.norm()) for g in grads]"),
        ("by_value", "by value", "[torch.clamp(g, -theta, theta) for g in grads]"),
        ("by_value", "by value and in place", "[g.clamp_(-theta, theta) for g in grads]"),
        (
            "always_scales",
            "no min",
            "norm = torch.sqrt(sum((g**2).sum() for g in grads))\nreturn [g * theta / norm for g in grads]",
        ),
        (
            "squared_norm",
            "no square root",
            "norm = sum((g**2).sum() for g in grads)\nreturn [g * min(1.0, theta / norm) for g in grads]",
        ),
        (
            "max_for_min",
            "max for min",
            "norm = torch.sqrt(sum((g**2).sum() for g in grads))\nreturn [g * max(1.0, theta / norm) for g in grads]",
        ),
        (
            "sum_of_norms",
            "norms added",
            "norm = sum(g.norm() for g in grads)\nreturn [g * min(1.0, theta / norm) for g in grads]",
        ),
        (
            "largest_norm",
            "the longest tensor",
            "norm = max(g.norm() for g in grads)\nreturn [g * min(1.0, theta / norm) for g in grads]",
        ),
        (
            "sum_of_sizes",
            "sizes added",
            "norm = sum(g.abs().sum() for g in grads)\nreturn [g * min(1.0, theta / norm) for g in grads]",
        ),
        (
            "upside_down",
            "upside down",
            "norm = torch.sqrt(sum((g**2).sum() for g in grads))\nreturn [g * min(1.0, norm / theta) for g in grads]",
        ),
        (
            "length_one",
            "to length 1",
            "norm = torch.sqrt(sum((g**2).sum() for g in grads))\nreturn [g * min(1.0, 1 / norm) for g in grads]",
        ),
        ("times_theta", "times theta", "[theta * g for g in grads]"),
        ("nothing_done", "nothing", "list(grads)"),
        (
            "nothing_done",
            "only the name is new",
            """
            norm = torch.sqrt(sum((g**2).sum() for g in grads))
            for g in grads:
                g = g * min(1.0, theta / norm)
            return grads
            """,
        ),
        ("lazy", "parentheses for brackets", "return (g * min(1.0, theta) for g in grads)"),
        ("list_and_more", "the length as well", "return list(grads), theta"),
        ("flattened", "one long tensor", "[torch.cat([g.reshape(-1) for g in grads])]"),
        (
            "zero_gradient",
            "divides by a length of zero",
            """
            norm = sum((g**2).sum().item() for g in grads) ** 0.5
            return [g * min(1.0, theta / norm) for g in grads]
            """,
        ),
        ("length", "one tensor left out", "norm = 1\nreturn grads[1:]"),
        ("tensor_not_list", "a tensor", "torch.cat([g.reshape(-1) for g in grads])"),
        ("not_list", "a number", "return theta"),
    ),
    *of(
        "gradient_fate",
        ("vanishes_alone", "the famous half", '{"vanishes"}'),
        ("explodes_alone", "the other half", '{"explodes"}'),
        ("two_only", "two of four", '{"vanishes", "explodes"}'),
        ("missing_vanishes", "no vanishing", '{"explodes", "keeps its length", "first grows, then vanishes"}'),
        ("missing_explodes", "no explosion", '{"vanishes", "keeps its length", "first grows, then vanishes"}'),
        ("missing_keeps", "no rotation", '{"vanishes", "explodes", "first grows, then vanishes"}'),
        ("missing_first", "the eigenvalues decide", '{"vanishes", "explodes", "keeps its length"}'),
        ("empty", "nothing", "set()"),
        ("empty", "an empty dict", "{}"),
        ("unknown", "a comma forgotten", '{"vanishes", "explodes", "keeps its length" "first grows, then vanishes"}'),
        ("string", "a string", '"vanishes"'),
        ("not_set", "a number", "4"),
        ("unknown", "another word", '{"vanishes", "disappears"}'),
    ),
    *of(
        "true_or_false",
        *((letter, f"{letter} the other way", truths(**{letter: not truth})) for letter, truth in TRUTHS.items()),
        ("missing", "j not answered", truths(j=...).replace("Ellipsis", "...")),
        ("not_dict", "a list", "[True, False]"),
        ("unknown_letter", "a letter too many", truths(k=True)),
        ("not_truth", "text for a truth", truths(a="False")),
    ),
]  # fmt: skip
