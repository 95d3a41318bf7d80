"""Backpropagation, Derived and Checked: a multilayer perceptron in NumPy, one idea a function."""

from __future__ import annotations

from .history import History, Record
from .layers import ACTIVATIONS, LAYERS, Layer, Linear, ReLU, Tanh
from .losses import MeanSquaredError, SoftmaxCrossEntropy
from .network import Network, mlp
from .optimizers import (OPTIMIZERS, SGD, AdaGrad, Adam, AdamW, Momentum, Nesterov, RMSProp,
                         clip_by_norm)
from .train import Trainer

__all__ = ["ACTIVATIONS", "LAYERS", "OPTIMIZERS", "SGD", "AdaGrad", "Adam", "AdamW", "History",
           "Layer", "Linear", "MeanSquaredError", "Momentum", "Nesterov", "Network", "RMSProp", "ReLU",
           "Record", "SoftmaxCrossEntropy", "Tanh", "Trainer", "clip_by_norm", "mlp"]
