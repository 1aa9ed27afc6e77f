"""One step back, and clipping."""

from .wrong import of

WRONG = [
    *of(
        "jacobian_product",
        ("no_factor", "no slope", "V @ W_hh.T"),
        ("not_transposed", "W_hh as it is", "(V * (1 - H**2)) @ W_hh"),
        ("factor_after", "the slope afterwards", "(V @ W_hh.T) * (1 - H**2)"),
        ("not_squared", "1 - H", "(V * (1 - H)) @ W_hh.T"),
        ("one_forgotten", "the square alone", "(V * H.pow(2)) @ W_hh.T"),
        ("square_of_difference", "(1 - H)²", "(V * (1 - H) ** 2) @ W_hh.T"),
        ("V_and_H_swapped", "V and H swapped", "(H * (1 - V**2)) @ W_hh.T"),
        (
            "autograd",
            "by autograd",
            """
        before = torch.zeros_like(H).requires_grad_()
        after = torch.tanh(torch.atanh(H) + before @ W_hh)
        return torch.autograd.grad(after, before, V)[0]
        """,
        ),
        (
            "autograd",
            "by vjp",
            "torch.func.vjp(lambda B: torch.tanh(torch.atanh(H) + B @ W_hh), torch.zeros_like(H))[1](V)[0]",
        ),
        ("plus", "1 + H²", "(V * (1 + H**2)) @ W_hh.T"),
        ("tanh_again", "tanh of a state", "(V * (1 - torch.tanh(H).square())) @ W_hh.T"),
        ("sigmoid_factor", "the slope of the sigmoid", "(V * (H - H**2)) @ W_hh.T"),
        ("matrix_product_of_H", "a matrix product of H", "(V @ (1 - H**2).T) @ W_hh.T"),
        ("no_W_hh", "without W_hh", "V * (1 - H**2)"),
        ("no_V", "without V", "(1 - H**2) @ W_hh.T"),
        ("sum_over_batch", "the batch summed up", "((V * (1 - H**2)) @ W_hh.T).sum(dim=0)"),
        (
            "return_in_loop",
            "return one level too deep",
            "for v, h in zip(V, H):\n    return (v * (1 - h**2)) @ W_hh.T",
        ),
        ("V_and_H_swapped", "V twice", "(V * (1 - V**2)) @ W_hh.T"),
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
            "root_of_mean",
            "the root of a mean",
            """
        flat = torch.cat([g.reshape(-1) for g in grads])
        norm = flat.pow(2).mean().sqrt()
        return [g * min(1.0, theta / norm) for g in grads]
        """,
        ),
        (
            "difference",
            "the difference over the length",
            """
        norm = torch.sqrt(sum((g**2).sum() for g in grads))
        return [g * (theta - norm) / norm if norm > theta else g for g in grads]
        """,
        ),
        (
            "return_in_loop",
            "return one level too deep",
            """
        norm = torch.sqrt(sum((g**2).sum() for g in grads))
        clipped = []
        for g in grads:
            clipped.append(g * min(1.0, theta / norm))
            return clipped
        """,
        ),
        (
            "axes",
            "each turned over",
            """
        norm = torch.sqrt(sum((g**2).sum() for g in grads))
        return [(g * min(1.0, theta / norm)).t() for g in grads]
        """,
        ),
        (
            "reshaped",
            "each flat",
            """
        norm = torch.sqrt(sum((g**2).sum() for g in grads))
        return [(g * min(1.0, theta / norm)).flatten() for g in grads]
        """,
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
]
