"""Layers: each knows its own backward pass; a network only chains them.

LAYERS finds a class by its name (checkpoints), ACTIVATIONS by the lower-case name of an option.
"""

from __future__ import annotations

from .activations import (ELU, GELU, SELU, LeakyReLU, ReLU, Sigmoid, SiLU, Softplus, Tanh)
from .base import Elementwise, Layer
from .linear import Flatten, Linear
from .normalization import Dropout, LayerNorm
from .softmax import LogSoftmax, Softmax

ACTIVATIONS = {"relu": ReLU, "leaky_relu": LeakyReLU, "elu": ELU, "selu": SELU, "gelu": GELU,
               "silu": SiLU, "sigmoid": Sigmoid, "tanh": Tanh, "softplus": Softplus}
LAYERS = {layer.__name__: layer for layer in (
    Linear, Flatten, *ACTIVATIONS.values(), Softmax, LogSoftmax, Dropout, LayerNorm)}

__all__ = ["ACTIVATIONS", "LAYERS", "Elementwise", "Layer", *LAYERS]
