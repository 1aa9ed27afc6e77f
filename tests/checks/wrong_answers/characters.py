"""Inputs and targets, and the losses."""

from .wrong import of

WRONG = [
    *of(
        "shift",
        ("wrong_way", "the wrong way round", "text[1:], text[:-1]"),
        ("not_shifted", "both the whole text", "text, text"),
        ("not_shifted", "both without the last", "text[:-1], text[:-1]"),
        ("one_too_long", "inputs one too long", "text, text[1:]"),
        ("around_the_end", "round the end", "text, text[1:] + text[:1]"),
        ("by_two", "shifted by two", "text[:-2], text[2:]"),
        (
            "return_in_loop",
            "return one level too deep",
            """
            inputs = targets = ""
            for a, b in zip(text, text[1:]):
                inputs, targets = inputs + a, targets + b
                return inputs, targets
            """,
        ),
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
        (
            "return_in_loop",
            "return one level too deep",
            """
            losses = []
            for o, target in zip(O, targets):
                losses.append(F.cross_entropy(o, target))
                return torch.stack(losses)
            """,
        ),
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
        ("reshaped", "in a row of its own", "F.cross_entropy(O, targets, reduction='none')[None]"),
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
]
