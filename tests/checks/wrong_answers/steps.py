"""One time step, twice."""

from .wrong import SUM, of

WRONG = [
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
        ("softmax", "a softmax", f"torch.softmax({SUM}, dim=1)"),
        ("softmax", "a softmax over the batch", f"F.softmax({SUM}, dim=0)"),
        ("reshaped", "an axis too many", f"torch.tanh({SUM})[None]"),
        ("does_not_stack", "stacked rows of different lengths", "torch.tanh(torch.stack([X[0], H[0]]).sum(0) + b_h)"),
        (
            "does_not_fill",
            "a result put where it does not fit",
            f"H_t = torch.zeros(b_h.shape)\nH_t[:] = torch.tanh({SUM})\nreturn H_t",
        ),
        ("tanh_twice", "tanh twice", f"A = torch.tanh({SUM})\nreturn torch.tanh(A)"),
        ("tanh_of_each", "tanh of each term", "torch.tanh(X @ W_xh) + torch.tanh(H @ W_hh) + torch.tanh(b_h)"),
        ("tanh_of_each", "tanh of the first terms", "torch.tanh(X @ W_xh + b_h) + H @ W_hh"),
        ("tanh_of_each", "tanh of b_h alone", "torch.tanh(X @ W_xh + H @ W_hh) + torch.tanh(b_h)"),
        (
            "return_in_loop",
            "return one level too deep",
            """
            rows = []
            for x, h in zip(X, H):
                rows.append(torch.tanh(x @ W_xh + h @ W_hh + b_h[0]))
                return torch.stack(rows)
            """,
        ),
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
        ("no_such_name", "a name that is not there", "return torch.tanh(X @ W_hx)"),
    ),
    *of(
        "step_concat",
        ("two_products", "two products", f"torch.tanh({SUM})"),
        ("two_products", "two layers", "torch.tanh(F.linear(X, W_xh.T) + F.linear(H, W_hh.T, b_h[0]))"),
        (
            "two_products",
            "one product for each row",
            """
        W = torch.cat((W_xh, W_hh))
        return torch.stack([torch.tanh(torch.cat((x, h)) @ W + b_h[0]) for x, h in zip(X, H)])
        """,
        ),
        (
            "no_matrix_product",
            "sums for a product",
            "torch.tanh((torch.cat((X, H), 1)[:, :, None] * torch.cat((W_xh, W_hh))).sum(1) + b_h)",
        ),
        ("softmax", "a softmax", "torch.softmax(torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh)) + b_h, 1)"),
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
        (
            "return_in_loop",
            "the first row at once",
            """
            for x, h in zip(X, H):
                return torch.tanh(torch.cat((x, h)) @ torch.cat((W_xh, W_hh)) + b_h[0])
            """,
        ),
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
]
