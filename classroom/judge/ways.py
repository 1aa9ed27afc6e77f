"""What the text of an answer names, where a task asks for a way: of that only the answer's own process can tell."""

import ast

from d2l_rnn.checks.tasks.steps import PRODUCTS

DERIVATIVES = {"autograd", "backward", "grad", "jacfwd", "jacobian", "jacrev", "jvp", "vjp", "requires_grad_"}
LONGEST = 50_000  # characters of an answer that are looked at
UNREADABLE = "{task} is right as far as it tells itself, and its text is too long, or not only Python."
DOUBTS = {
    "step_concat": "step_concat is right as far as it tells itself, and its text names {count} products.",
    "jacobian_product": "jacobian_product is right as far as it tells itself, and its text names autograd.",
}


def doubt(task, source):
    """A sentence for the teacher where a right answer names what its task does not allow, or None."""
    if task not in DOUBTS:
        return None
    try:
        if len(source) > LONGEST:
            raise ValueError
        nodes = [*ast.walk(ast.parse(source))]
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # IPython's own lines, too: more may stand there
        return UNREADABLE.format(task=task)
    names = [node.attr for node in nodes if isinstance(node, ast.Attribute)]
    names += [node.id for node in nodes if isinstance(node, ast.Name)]
    if task == "jacobian_product":
        return DOUBTS[task] if DERIVATIVES & {*names} else None
    count = sum(isinstance(node, ast.MatMult) for node in nodes) + sum(name in PRODUCTS for name in names)
    return DOUBTS[task].format(count=count) if count > 1 else None
