"""The loop over time."""

import textwrap

from .wrong import SUM, of

STATES = "Hs = [H]"
KEEP = f"H = torch.tanh({SUM}); Hs.append(H)"


def unrolling(*, start="", step=f"H = torch.tanh({SUM})", out="Os.append(H @ W_hq + b_q)", back="torch.stack(Os), H"):
    """An unroll with one of its lines changed."""
    before = f"{start}\n" if start else ""
    loop = textwrap.indent(f"{step}\n{out}", "    ")
    return f"{before}Os = []\nfor X in Xs:\n{loop}\nreturn {back}"


WRONG = [
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
        (
            "return_in_loop",
            "return one level too deep",
            unrolling(out="Os.append(H @ W_hq + b_q); return torch.stack(Os), H"),
        ),
        ("return_in_loop", "the first output at once", unrolling(out="return H @ W_hq + b_q, H")),
        ("same_input", "Xs[0] at every step", unrolling(step="H = torch.tanh(Xs[0] @ W_xh + H @ W_hh + b_h)")),
        (
            "same_input",
            "the last input at every step",
            unrolling(start="last = Xs[-1]", step="H = torch.tanh(last @ W_xh + H @ W_hh + b_h)"),
        ),
        ("softmax", "a softmax for tanh", unrolling(step=f"H = torch.softmax({SUM}, dim=1)")),
        ("axes", "outputs before sequences", unrolling(back="torch.stack(Os).permute(0, 2, 1), H")),
        ("axes", "both results turned over", unrolling(back="torch.stack(Os).transpose(1, 2), H.T")),
        ("reshaped", "the state with an axis of its own", unrolling(back="torch.stack(Os), H[None]")),
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
]
