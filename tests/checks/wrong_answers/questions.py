"""What is answered with a value or with True and False."""

from .wrong import of

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
]
