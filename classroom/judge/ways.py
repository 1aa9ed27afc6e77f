"""What the text of an answer names, where a task asks for a way: of that only the answer's own process can tell."""

import ast
import contextlib

from d2l_rnn.checks.tasks.steps import PRODUCTS

DERIVATIVES = {"autograd", "backward", "grad", "jacfwd", "jacobian", "jacrev", "jvp", "vjp", "requires_grad_"}
LONGEST = 50_000  # characters of an answer that are looked at
UNREADABLE = "{task} is right as far as it tells itself, and its text is too long, or not only Python."
DOUBTS = {
    "step_concat": "step_concat is right as far as it tells itself, and its text names {count} products.",
    "jacobian_product": "jacobian_product is right as far as it tells itself, and its text names autograd.",
}


def doubt(task, source, others=()):
    """A sentence for the teacher where a right answer names what its task does not allow, or None.

    `others` are the student's other cells: what the answer calls from there is part of its text.
    """
    if task not in DOUBTS:
        return None
    try:
        if len(source) > LONGEST:
            raise ValueError
        nodes = _reached(source, others)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # IPython's own lines, too: more may stand there
        return UNREADABLE.format(task=task)
    names = [node.attr for node in nodes if isinstance(node, ast.Attribute)]
    names += [node.id for node in nodes if isinstance(node, ast.Name)]
    if task == "jacobian_product":
        return DOUBTS[task] if DERIVATIVES & {*names} else None
    count = sum(isinstance(node, ast.MatMult) for node in nodes) + sum(name in PRODUCTS for name in names)
    return DOUBTS[task].format(count=count) if count != 1 else None


def _reached(source, others):
    """The nodes of an answer's text, and those of each function and class of other cells that it comes to by name."""
    there = {}
    for other in others:
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            for node in ast.parse(other[:LONGEST]).body:
                if isinstance(node, ast.FunctionDef | ast.ClassDef):
                    there[node.name] = node
                elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                    there |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    found, waiting = [], [ast.parse(source)]
    while waiting:
        nodes = [*ast.walk(waiting.pop())]
        found += nodes
        own = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        own |= {node.arg for node in nodes if isinstance(node, ast.arg)}
        own |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        called = {node.id for node in nodes if isinstance(node, ast.Name)} - own
        waiting += [there.pop(name) for name in sorted(called & there.keys())]
    return found
