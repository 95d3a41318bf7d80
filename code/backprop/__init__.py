"""Backpropagation, Derived and Checked: a multilayer perceptron in NumPy, one idea a function."""

from __future__ import annotations

from . import start  # noqa: F401  first: Ctrl-C while the rest is being read
from .errors import BackpropError
from .history import History, Record
from .layers import (ACTIVATIONS, ELU, GELU, LAYERS, SELU, Dropout, Flatten, Layer, LayerNorm,
                     LeakyReLU, Linear, LogSoftmax, ReLU, Sigmoid, SiLU, Softmax, Softplus, Tanh)
from .losses import (LOSSES, BinaryCrossEntropy, CrossEntropy, Huber, Loss, MeanSquaredError,
                     SigmoidCrossEntropy, SoftmaxCrossEntropy)
from .metrics import accuracy, confusion_matrix
from .network import Network, mlp
from .optimizers import (OPTIMIZERS, SGD, AdaGrad, Adam, AdamW, Momentum, Nesterov, Optimizer,
                         RMSProp, clip_by_norm)
from .penalties import L2, NormPenalty
from .schedules import SCHEDULES, constant, cosine, exponential, linear, step_decay
from .train import Trainer
from .version import __version__  # noqa: F401

__all__ = [
    "ACTIVATIONS", "AdaGrad", "Adam", "AdamW", "BackpropError", "BinaryCrossEntropy",
    "CrossEntropy", "Dropout", "ELU", "Flatten", "GELU", "History", "Huber", "L2", "LAYERS",
    "LOSSES", "Layer", "LayerNorm", "LeakyReLU", "Linear", "LogSoftmax", "Loss",
    "MeanSquaredError", "Momentum", "Nesterov", "Network", "NormPenalty", "OPTIMIZERS",
    "Optimizer", "RMSProp", "ReLU", "Record", "SCHEDULES", "SELU", "SGD", "SiLU", "Sigmoid",
    "SigmoidCrossEntropy", "Softmax", "SoftmaxCrossEntropy", "Softplus", "Tanh", "Trainer",
    "accuracy", "clip_by_norm", "confusion_matrix", "constant", "cosine", "exponential",
    "linear", "mlp", "step_decay",
]
