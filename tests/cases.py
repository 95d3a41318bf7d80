"""Every layer and every loss of the package, with inputs that fit, for the tests to run through."""

from __future__ import annotations

import numpy as np

from backprop import layers as L
from backprop import losses
from backprop.functional import log_softmax


def rng(seed=0):
    return np.random.default_rng(seed)


# name -> (make(dtype) -> layer, shape of x)
LAYERS = {
    "Linear": (lambda dtype: L.Linear(4, 3, rng=rng(), dtype=dtype), (5, 4)),
    "Linear, images": (lambda dtype: L.Linear(6, 3, rng=rng(), dtype=dtype), (5, 2, 3)),
    "Flatten": (lambda dtype: L.Flatten(), (5, 2, 3)),
    "ReLU": (lambda dtype: L.ReLU(), (5, 4)),
    "LeakyReLU": (lambda dtype: L.LeakyReLU(0.2), (5, 4)),
    "ELU": (lambda dtype: L.ELU(), (5, 4)),
    "ELU, 1.7": (lambda dtype: L.ELU(1.7), (5, 4)),
    "SELU": (lambda dtype: L.SELU(), (5, 4)),
    "GELU": (lambda dtype: L.GELU(), (5, 4)),
    "SiLU": (lambda dtype: L.SiLU(), (5, 4)),
    "Sigmoid": (lambda dtype: L.Sigmoid(), (5, 4)),
    "Tanh": (lambda dtype: L.Tanh(), (5, 4)),
    "Tanh, images": (lambda dtype: L.Tanh(), (5, 2, 3)),
    "Softplus": (lambda dtype: L.Softplus(), (5, 4)),
    "Softmax": (lambda dtype: L.Softmax(), (5, 4)),
    "Softmax, images": (lambda dtype: L.Softmax(), (2, 3, 4)),
    "LogSoftmax": (lambda dtype: L.LogSoftmax(), (5, 4)),
    "LogSoftmax, images": (lambda dtype: L.LogSoftmax(), (2, 3, 4)),
    "Dropout": (lambda dtype: L.Dropout(0.3, rng=rng()), (5, 4)),
    "LayerNorm": (lambda dtype: L.LayerNorm(4, dtype=dtype), (5, 4)),
    "LayerNorm, images": (lambda dtype: L.LayerNorm(4, dtype=dtype), (2, 3, 4)),
}
SMOOTH = [name for name in LAYERS
          if name not in ("ReLU", "LeakyReLU", "ELU", "ELU, 1.7", "SELU", "Dropout")]


def layer_and_x(name, dtype=np.float64, seed=1):
    """A layer whose parameters are all random (biases and gains too), and an x that fits."""
    make, shape = LAYERS[name]
    layer, draw = make(dtype), rng(seed)
    for parameter in layer.PARAMS:
        array = getattr(layer, parameter)
        array[...] = draw.standard_normal(array.shape)
    return layer, (1.5 * draw.standard_normal(shape)).astype(dtype)


def upstream(y, seed=2):
    """A random upstream gradient for y: with all ones a Softmax that returns zeros would pass."""
    return rng(seed).standard_normal(y.shape).astype(y.dtype)


def scores(dtype):
    return (2 * rng(3).standard_normal((6, 4))).astype(dtype), np.array([0, 3, 1, 1, 2, 0])


def values(dtype):
    y, t = rng(4).standard_normal((2, 6, 4)).astype(dtype)
    return 2 * y, t


def log_probabilities(dtype):
    z, t = scores(dtype)
    return log_softmax(z), t


def probabilities(dtype):
    draw = rng(5)
    return draw.uniform(.05, .95, (6, 2)).astype(dtype), draw.integers(0, 2, (6, 2)).astype(dtype)


def logits(dtype):
    draw = rng(6)
    z, t = 3 * draw.standard_normal((6, 2)), draw.uniform(0, 1, (6, 2))
    return z.astype(dtype), t.astype(dtype)


# name -> (make() -> loss, data(dtype) -> (z, t))
LOSSES = {
    "MeanSquaredError": (losses.MeanSquaredError, values),
    "Huber": (losses.Huber, values),
    "Huber, 0.4": (lambda: losses.Huber(0.4), values),
    "BinaryCrossEntropy": (losses.BinaryCrossEntropy, probabilities),
    "SigmoidCrossEntropy": (losses.SigmoidCrossEntropy, logits),
    "CrossEntropy": (losses.CrossEntropy, log_probabilities),
    "SoftmaxCrossEntropy": (losses.SoftmaxCrossEntropy, scores),
    "SoftmaxCrossEntropy, 0.1": (lambda: losses.SoftmaxCrossEntropy(0.1), scores),
}
