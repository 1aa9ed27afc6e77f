"""Numbers and files as text: what a figure sends to the browser is JSON, which has no bytes."""

import base64

import torch


def packed(p):
    """The parameters as base64 float32, in the order of Params: what rnn.js unpacks."""
    return in_float32(p.tensors())


def in_float32(tensors):
    """The numbers of a dict of tensors, one after the other, as base64 float32."""
    for name, tensor in tensors.items():
        largest = tensor.detach().abs().max().item()
        if largest > torch.finfo(torch.float32).max:
            have = f"{name} holds a number of size {largest:.3g}"
            raise ValueError(f"{have}; a browser computes with float32, which has none above 3.4e38.")
    flat = torch.cat([tensor.detach().reshape(-1).float().cpu() for tensor in tensors.values()])
    return text_of(flat.numpy().astype("<f4").tobytes())


def text_of(data):
    """Bytes in base64."""
    return base64.b64encode(data).decode()
