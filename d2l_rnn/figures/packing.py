"""Numbers and files as text: what a figure sends to the browser is JSON, which has no bytes."""

import base64

import numpy as np
import torch

from .. import train
from ..languages import say
from ..rnn import Params

DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
COARSEST = 0.01  # what a unit may be beside the mean of the numbers that are counted in it


def packed(p):
    """The parameters as base64 float32, in the order of Params: what rnn.js unpacks."""
    return in_float32(p.tensors())


def in_float32(tensors):
    """The numbers of a dict of tensors, one after the other, as base64 float32."""
    for name, tensor in tensors.items():
        largest = tensor.detach().abs().max().item()
        if largest > torch.finfo(torch.float32).max:
            words = {"name": name, "size": f"{largest:.3g}"}
            raise ValueError(
                say(
                    "{name} holds a number of size {size}; "
                    "a browser computes with float32, which has none above 3.4e38.",
                    **words,
                )
            )
    flat = torch.cat([tensor.detach().reshape(-1).float().cpu() for tensor in tensors.values()])
    return text_of(flat.numpy().astype("<f4").tobytes())


def change_of(p, before, bits=12):
    """(change, scales, what a page makes of them): how parameters differ from `before`, a float64 array.

    Each number changes by a whole number of units, which has so many bits and is written in digits of 64: the first
    digits of all, then the second of all, and so on. A unit is one of the `scales`, in the order of Params.
    """
    exact, most, places = flat(p) - before, 2 ** (bits - 1) - 1, -(-bits // 6)
    sizes = [tensor.numel() for tensor in p]
    largest = [np.abs(part).max() for part in np.split(exact, np.cumsum(sizes)[:-1])]
    scales = [float(one) / most or 1e-9 for one in largest]
    units = np.rint(exact / np.repeat(scales, sizes)).astype(np.int64)
    powers = 64 ** np.arange(places)[::-1, None]
    digits = np.frombuffer(DIGITS, np.uint8)[(units + 64**places // 2) // powers % 64]
    after = before + np.repeat(scales, sizes) * units
    return digits.tobytes().decode(), scales, after.astype(np.float32).astype(np.float64)


def rounded(weights, sizes, bits):
    """What `packed` gave with so many bits of each number instead of 32: rnn.js unpacks this as well.

    Where one number is so large that these bits would lose the others, it is given back as it is.
    """
    p = unpacked(weights, sizes)
    change, scales, _ = change_of(p, 0.0, bits)
    means = [float(tensor.abs().mean()) for tensor in p]
    if any(mean and scale > COARSEST * mean for scale, mean in zip(scales, means, strict=True)):
        return weights
    return {"change": change, "scales": scales}


def flat(p):
    """All numbers of the parameters, one after the other, in float64."""
    return torch.cat([tensor.detach().reshape(-1).double().cpu() for tensor in p]).numpy()


def text_of(data):
    """Bytes in base64."""
    return base64.b64encode(data).decode()


def unpacked(data, sizes):
    """The Params of these sizes from what `packed` gave."""
    d, h, q = (sizes[letter] for letter in "dhq")
    flat = torch.from_numpy(np.frombuffer(base64.b64decode(data), dtype="<f4").copy())
    shapes = {"W_xh": (d, h), "W_hh": (h, h), "b_h": (1, h), "W_hq": (h, q), "b_q": (1, q)}
    counts = [rows * columns for rows, columns in shapes.values()]
    parts = flat.split(counts)
    return Params(**{name: part.view(shape) for (name, shape), part in zip(shapes.items(), parts, strict=True)})


def unpacked_history(sent):
    """The History of a text that was learned in the page: what history.js packs with encodeHistory."""
    checkpoints = [
        train.Checkpoint(one["step"], one["loss"], unpacked(one["weights"], sent["sizes"]))
        for one in sent["checkpoints"]
    ]
    told = sent.get("settings")
    settings = train.Settings(*(told[name] for name in train.Settings._fields)) if told else None
    params = checkpoints[-1].params
    return train.History(sent["text"], sent["tokens"], params, sent["losses"], checkpoints, True, settings)
