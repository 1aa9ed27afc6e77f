"""How a verdict is put together."""

REPORT = {
    "wrong": "{task}: not right yet. {told}",
    "drawn": "The notebook's cases are right, and others with new numbers are not. {told}",
    "drawn_alone": "The notebook's cases are right, and others with new numbers are not.",
    "drawn_hint": "Does it use anything that is true of the notebook's cases only?",
    "line": "It happened in the line: {line}",
    "case": "The smallest case that shows it:",
    "case_of_sizes": "The smallest case that shows it has {sizes}:",
    "came": "your {name}",
    "should": "right {name}",
    "of_shape": "{text}  (shape {shape})",
    "large": "shape {shape}, begins {first}, …",
    "matrices": "{left} has shape {shape}, {right} has shape {other}, so columns ({columns}) and rows ({rows}) differ",
    "tensor": "{name} has shape {shape}",
    "no_name": "a tensor",
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
    "progress": "Done: core {core} of {cores}, further {further} of {furthers}.",
}

REMARKS = {
    "prints": "By the way: it prints ({printed} characters, not shown here). Others can use only what it returns.",
    "displays": "By the way: it displays something, which is not shown here.",
    "changes": "By the way: it also writes into {changed}. Arguments belong to whoever called it.",
    "random": "By the way: it draws random numbers or sets a seed. What it changed has been put back.",
    "dtype": "By the way: it changes the number type that torch uses for new tensors. That has been put back.",
}
