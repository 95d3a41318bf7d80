"""Layers: each derives its own backward pass; a network only chains them."""

from __future__ import annotations

from backprop.layers.activations import ReLU, Tanh
from backprop.layers.base import Elementwise, Layer
from backprop.layers.linear import Flatten, Linear

ACTIVATIONS = {"relu": ReLU, "tanh": Tanh}
LAYERS = {layer.__name__: layer for layer in (Linear, Flatten, ReLU, Tanh)}

__all__ = ["ACTIVATIONS", "LAYERS", "Elementwise", "Flatten", "Layer", "Linear", "ReLU", "Tanh"]
