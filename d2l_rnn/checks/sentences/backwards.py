"""The gradient on its way back, and clipping."""

JACOBIAN_PRODUCT = {
    "right": "Right: jacobian_product agrees in {cases} cases.",
    "no_factor": (
        "The slope of tanh is left out.",
        "Between the sum and H_t stands tanh. What is its derivative, in terms of H_t?",
    ),
    "not_transposed": (
        "W_hh is used as on the way forward.",
        "Forward, unit i sends to unit j through row i, column j. Backward, the gradient goes from j to i.",
    ),
    "factor_after": (
        "The slope of tanh comes after the product with W_hh.",
        "The gradient arrives at H_t and goes backwards. What does it meet first: tanh, or the product?",
    ),
    "not_squared": (
        "The factor is 1 - H; a square is missing.",
        "What is the derivative of tanh? It is 1 at 0 and the same for H and -H.",
    ),
    "square_of_difference": (
        "The factor is (1 - H)², and the square belongs to H alone.",
        "What is the derivative of tanh? It is the same for H and for -H.",
    ),
    "V_and_H_swapped": (
        "The slope of tanh is taken at V, where H belongs.",
        "V is what arrives from later steps, H is the state. Which of the two has been through tanh?",
    ),
    "autograd": (
        "The values are right, but autograd has found them, and a formula of tensors is asked for.",
        "Two things stand between H_(t-1) and H_t, and each gives one factor. Write down both of them.",
    ),
    "one_forgotten": (
        "The factor is H * H; something is missing in it.",
        "tanh is steepest at 0. Your factor is 0 there.",
    ),
    "plus": (
        "The factor is 1 + H * H; the sign is wrong.",
        "tanh is nowhere steeper than at 0, where its slope is 1.",
    ),
    "tanh_again": (
        "tanh is applied again, although H is a state and has been through it.",
        "The argument H is H_t, not the sum inside the parentheses.",
    ),
    "sigmoid_factor": (
        "H * (1 - H) is the slope of the sigmoid.",
        "What is the slope of tanh?",
    ),
    "matrix_product_of_H": (
        "H goes through a matrix product on its own.",
        "tanh acts on each number by itself, and so does its slope.",
    ),
    "no_W_hh": (
        "W_hh plays no part.",
        "This is the gradient inside the parentheses of φ. How did H_(t-1) get in there?",
    ),
    "no_V": (
        "V plays no part.",
        "The gradient that arrives from later steps is multiplied by something; it is not replaced.",
    ),
    "return_in_loop": (
        "Only the first row comes back.",
        "Does return stand inside a loop over the rows? No loop is needed: a product takes all rows at once.",
    ),
    "turned_over": (
        "The result is turned over: it has a column for each sequence.",
        "The gradient has the shape of H_(t-1), which is (n, h).",
    ),
    "cut_off": (
        "The result is cut off at -1 and 1.",
        "A gradient may have any size. Does the formula ask for a limit?",
    ),
    "sum_over_batch": (
        "The sequences are added up.",
        "Each sequence has a gradient of its own. Only those of the weights are summed over the batch.",
    ),
    "slope_divides": (
        "The gradient is divided by the slope of tanh.",
        "By the chain rule a gradient is multiplied by each slope on its way. Where tanh is flat it should vanish.",
    ),
    "slope_added": (
        "The slope of tanh is added.",
        "By the chain rule a gradient is multiplied by each slope on its way.",
    ),
    "slope_twice": (
        "The slope of tanh is there twice.",
        "How often does tanh stand between H_(t-1) and H_t?",
    ),
    "inverse": (
        "W_hh is inverted.",
        "A gradient does not undo the step. It takes the same weights, from where they lead to where they begin.",
    ),
    "diagonal_only": (
        "Only the diagonal of W_hh plays a part.",
        "Every unit sends to every unit. Which product uses all rows and columns?",
    ),
    "forward_again": (
        "This takes a step forward: something goes through tanh again.",
        "Going back, tanh enters by its slope at the states. The rest is a product.",
    ),
    "mean_over_batch": (
        "The sequences are averaged.",
        "Each sequence has a gradient of its own. V holds what arrives, whatever the loss was divided by.",
    ),
    "whole_jacobian": (
        "This is the whole Jacobian of every sequence.",
        "The question is about its product with V. It never needs to be written out.",
    ),
    "gradient_of_W_hh": (
        "This has the form of the gradient of W_hh.",
        "The question is about the gradient of H_(t-1), which has shape (n, h).",
    ),
}

CLIP = {
    "right": "Right: clip agrees in {cases} cases and leaves its arguments alone.",
    "changes_argument": (
        "It writes into {changed}, in place; a new list is asked for.",
        "a *= 2 writes into the tensor a; a * 2 makes a new one.",
    ),
    "each_alone": (
        "Each tensor is clipped alone.",
        "All tensors together are one long gradient, with one length. Only a common factor keeps its direction.",
    ),
    "by_value": (
        "The numbers are cut off one by one.",
        "That turns the gradient in another direction. Clipping by the norm makes it shorter and nothing else.",
    ),
    "always_scales": (
        "Short gradients are scaled up to the length theta.",
        "A gradient that is shorter than theta stays as it is. Which function keeps the factor from going over 1?",
    ),
    "squared_norm": (
        "This divides by the square of the length.",
        "The length of (3, 4) is 5. Which operation comes after the sum of squares?",
    ),
    "root_of_mean": (
        "A mean is taken where the squares should be added up.",
        "The length of (3, 4) is 5: the root of 9 + 16, not of their mean.",
    ),
    "difference": (
        "Length and limit are subtracted from each other.",
        "By what must a vector of length 8 be multiplied to have length 2?",
    ),
    "return_in_loop": (
        "Only the first tensor comes back.",
        "Does return stand inside the loop? Then it ends the function the first time round.",
    ),
    "max_for_min": (
        "The factor is at least 1, so gradients only become longer.",
        "Should the factor be the larger or the smaller of 1 and theta / length?",
    ),
    "sum_of_norms": (
        "The lengths of the tensors are added.",
        "The length of (3, 4) is 5 and not 7, also when 3 and 4 stand in different tensors.",
    ),
    "largest_norm": (
        "Only the longest tensor decides.",
        "The length of (3, 4) is 5 and not 4, also when 3 and 4 stand in different tensors.",
    ),
    "sum_of_sizes": (
        "The sizes of the numbers are added up.",
        "The length of (3, 4) is 5 and not 7.",
    ),
    "upside_down": (
        "The factor is upside down.",
        "A gradient twice as long as theta should be halved.",
    ),
    "length_one": (
        "The gradient is scaled to the length 1 and not to theta.",
        "How long should a gradient be that was too long?",
    ),
    "times_theta": (
        "The gradients are multiplied by theta, whatever their length.",
        "theta is a length. With which other length must it be compared?",
    ),
    "nothing_done": (
        "The gradients come back as they were.",
        "In a loop, g = g * 2 gives the name g to a new tensor; the list goes on holding the old one.",
    ),
    "zero_gradient": (
        "A gradient that is zero everywhere is not dealt with.",
        "Its length is 0, so theta cannot be divided by it. What should come back?",
    ),
    "mean_of_norms": (
        "The length is divided by the number of tensors.",
        "The squares of all numbers are added, and the root of the sum is the length. Nothing is averaged.",
    ),
    "largest_number": (
        "The largest number stands for the length.",
        "The length of a long vector grows with each of its numbers: the root of the sum of their squares.",
    ),
    "one_tensor_for_all": (
        "The length of one tensor alone decides for all.",
        "All tensors together are one long gradient, with one length.",
    ),
    "thrown_away": (
        "A gradient that is too long becomes zero.",
        "Clipping keeps the direction and shortens to theta.",
    ),
    "not_divided": (
        "A gradient that is too long is multiplied by theta, whatever its length.",
        "Afterwards its length should be theta. By which factor has it to shrink?",
    ),
    "signs": (
        "Every number becomes theta or -theta.",
        "That turns the gradient in another direction. Clipping by the norm makes it shorter and nothing else.",
    ),
    "flattened": (
        "The tensors are joined into one.",
        "Joining them is a good way to find the length. What is returned has the same tensors as came in.",
    ),
}
