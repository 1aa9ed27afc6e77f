"""Interventions: a unit set by hand or a weight changed, and the section's equations on all that follows.

An edit is a dict, the same in Python and in the figure HiddenStates:

    {"kind": "state", "step": 3, "unit": 5, "value": 0.0}                     H_3 of unit 5 is set to 0
    {"kind": "state", "step": None, "unit": 5, "value": 0.0}                  the same at every step: silenced
    {"kind": "state", "step": 3, "unit": None, "value": 0.0}                  all of H_3 is set to 0
    {"kind": "weight", "name": "W_hh", "row": 2, "column": 7, "value": 0.5}   one weight has another value

Steps, units, rows and columns count from 1; b_h and b_q have one row. Where two edits meet, the later one counts.
"""

from dataclasses import replace

import torch

from . import arguments, rnn
from .arguments import takes
from .languages import say

MOST_EDITS = 1000  # more than anyone sets by hand
MOST_WEIGHT = 1000  # a larger weight only saturates tanh, and is a slip of the finger
EXAMPLE = {
    "state": {"kind": "state", "step": 3, "unit": 1, "value": 0.0},
    "weight": {"kind": "weight", "name": "W_hh", "row": 1, "column": 1, "value": 0.5},
}


def checked(edits, p):
    """The edits as a new list of new dicts, every one of which fits `p`; a wrong one is a TypeError or ValueError.

    Units are from 1 to h, rows and columns those of the weight's shape, values of a state from -1 to 1.

    A step may lie beyond the end of a text: such an edit waits until the text is long enough.
    """
    arguments.params(p)
    if not isinstance(edits, list | tuple):
        words = {"example": EXAMPLE["state"], "what": arguments.a(edits)}
        hint = " " + say("Put the one edit in brackets: [edit].") if isinstance(edits, dict) else ""
        raise TypeError(say("edits must be a list of edits such as {example}, not {what}.", **words) + hint)
    if len(edits) > MOST_EDITS:
        words = {"size": len(edits), "most": MOST_EDITS}
        raise ValueError(say("edits holds {size} edits; at most {most} are allowed.", **words))
    return [_checked(f"edits[{k}]", edit, p) for k, edit in enumerate(edits)]


def _checked(name, edit, p):
    if not isinstance(edit, dict):
        words = {"name": name, "example": EXAMPLE["state"], "what": arguments.a(edit)}
        raise TypeError(say("{name} must be a dict such as {example}, not {what}.", **words))
    kind = arguments.choice(f"{name}['kind']", edit.get("kind"), EXAMPLE)
    wrong = [key for key in EXAMPLE[kind] if key not in edit] or [key for key in edit if key not in EXAMPLE[kind]]
    if wrong:
        key = arguments.shown(wrong[0]) if isinstance(wrong[0], str) else arguments.a(wrong[0])
        what = say("a state") if kind == "state" else say("a weight")
        words = {"name": name, "key": key, "what": what, "example": EXAMPLE[kind]}
        if wrong[0] not in edit:
            raise ValueError(say("{name} has no entry {key}; an edit of {what} looks like {example}.", **words))
        raise ValueError(say("{name} has an entry too many, {key}; an edit of {what} looks like {example}.", **words))
    if kind == "state":
        step, unit = edit["step"], edit["unit"]
        return {
            "kind": kind,
            "step": None if step is None else arguments.count(f"{name}['step']", step),
            "unit": None if unit is None else arguments.count(f"{name}['unit']", unit, most=p.sizes["h"]),
            "value": arguments.number(f"{name}['value']", edit["value"], least=-1, most=1),
        }
    tensors = p.tensors()
    which = arguments.choice(f"{name}['name']", edit["name"], tensors)
    rows, columns = tensors[which].shape
    return {
        "kind": kind,
        "name": which,
        "row": arguments.count(f"{name}['row']", edit["row"], most=rows),
        "column": arguments.count(f"{name}['column']", edit["column"], most=columns),
        "value": arguments.number(f"{name}['value']", edit["value"], least=-MOST_WEIGHT, most=MOST_WEIGHT),
    }


def edited(p, edits):
    """The Params with the edited weights, in the shapes of `p`, which keeps its own; edits as for `checked`."""
    changed = {}
    for edit in checked(edits, p):
        if edit["kind"] == "weight":
            name = edit["name"]
            changed.setdefault(name, getattr(p, name).clone())[edit["row"] - 1, edit["column"] - 1] = edit["value"]
    return replace(p, **changed)


@takes("T n h", "T n q", X="T n d", H_0="n h")
def unroll_edited(X, p, edits, H_0=None, phi=torch.tanh):
    """The Trace of (9.4.5) and (9.4.6) under the edits: rnn.unroll, with states set by hand on the way.

    X (T, n, d), H_0 (n, h), zero where it is not given -> H (T+1, n, h), O (T, n, q); errors as for both.

    A state that is set replaces the one computed, in every sequence of the batch: step t + 1 and O_t see only it.
    """
    edits = checked(edits, p)
    p = edited(p, edits)
    H = [X.new_zeros(X.shape[1], p.sizes["h"]) if H_0 is None else H_0]
    for t, X_t in enumerate(X, 1):
        H_t = rnn.step(X_t, H[-1], p, phi).clone()
        for edit in edits:
            if edit["kind"] == "state" and edit["step"] in (None, t):
                H_t[:, slice(None) if edit["unit"] is None else edit["unit"] - 1] = edit["value"]
        H.append(H_t)
    H = torch.stack(H)
    return rnn.Trace(X, H, H[1:] @ p.W_hq + p.b_q)
