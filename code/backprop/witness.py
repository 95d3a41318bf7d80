"""Every layer and every loss once more, in sympy: the symbolic witness of their gradients.

LAYERS["Tanh"](x) and LOSSES["Huber"](y, t) take arrays of symbols (derive.array) and return
expressions. They say what is computed, never how it is made stable, and derivatives are left to
sympy: derive.vjp(LAYERS["Tanh"](x), x, dy) is what Tanh().backward(dy) has to equal.
"""

from __future__ import annotations

import numpy as np
import sympy as sp

from backprop.derive import each


def elementwise(function):
    """Turn a function of one symbol into one of an array, with the same parameters."""
    def layer(x, **parameters):
        return each(lambda s: function(s, **parameters), x)
    return layer


def where_positive(s, above, below):
    """`above` where s > 0, else `below`: the subgradient at 0 is the lower branch's."""
    return sp.Piecewise((above, s > 0), (below, True))


def linear(x, W, b):
    """y = x @ W + b, for rows of any rank."""
    return x.reshape(len(x), -1) @ W + b


def elu(s, alpha=1):
    """ELU of one symbol: s above 0, else alpha (exp(s) - 1)."""
    return where_positive(s, s, alpha * (sp.exp(s) - 1))


def selu(s, alpha=1.6732632423543772, scale=1.0507009873554805):
    """SELU of one symbol: scale * elu(s, alpha)."""
    return scale * elu(s, alpha)


def softmax(x):
    """Softmax of each row, straight from the definition."""
    e = each(sp.exp, x)
    return e / e.sum(axis=-1, keepdims=True)


def log_softmax(x):
    """Logarithm of softmax, row by row."""
    return x - each(sp.log, each(sp.exp, x).sum(axis=-1, keepdims=True))


def layer_norm(x, gain, bias, eps=1e-5):
    """Each row standardized, scaled by gain and shifted by bias."""
    mean = x.sum(axis=-1, keepdims=True) / x.shape[-1]
    variance = ((x - mean)**2).sum(axis=-1, keepdims=True) / x.shape[-1]
    return gain * (x - mean) / each(sp.sqrt, variance + eps) + bias


LAYERS = {
    "Linear": linear,
    "Flatten": lambda x: x.reshape(len(x), -1),
    "ReLU": elementwise(lambda s: where_positive(s, s, 0)),
    "LeakyReLU": elementwise(lambda s, slope=0.01: where_positive(s, s, slope * s)),
    "ELU": elementwise(elu),
    "SELU": elementwise(selu),
    "GELU": elementwise(lambda s: s * (1 + sp.erf(s / sp.sqrt(2))) / 2),
    "SiLU": elementwise(lambda s: s / (1 + sp.exp(-s))),
    "Sigmoid": elementwise(lambda s: 1 / (1 + sp.exp(-s))),
    "Tanh": elementwise(sp.tanh),
    "Softplus": elementwise(lambda s: sp.log(1 + sp.exp(s))),
    "Softmax": softmax,
    "LogSoftmax": log_softmax,
    "Dropout": lambda x, mask: x * mask,
    "LayerNorm": layer_norm,
}


def mean(entries):
    """The mean over all entries of an array of expressions."""
    return np.sum(entries) / np.size(entries)


def huber(r, delta=1.0):
    """Huber's function of one residual: square near 0, linear far out."""
    near, far = r**2 / 2, delta * (sp.Abs(r) - sp.Rational(1, 2) * delta)
    return sp.Piecewise((near, sp.Abs(r) <= delta), (far, True))


def binary_cross_entropy(p, t):
    """Mean of -(t log p + (1 - t) log(1 - p))."""
    return -mean(t * each(sp.log, p) + (1 - t) * each(lambda q: sp.log(1 - q), p))


def cross_entropy(log_p, t, label_smoothing=0):
    """Mean over rows of -sum_j Y_j log p_j, where Y is the smoothed one-hot row of label t."""
    classes = log_p.shape[1]
    Y = (1 - label_smoothing) * np.eye(classes)[t] + label_smoothing / classes
    return -np.sum(Y * log_p) / len(log_p)


LOSSES = {
    "MeanSquaredError": lambda y, t: mean((y - t)**2),
    "Huber": lambda y, t, delta=1.0: mean(each(lambda r: huber(r, delta), y - t)),
    "BinaryCrossEntropy": binary_cross_entropy,
    "SigmoidCrossEntropy": lambda z, t: binary_cross_entropy(LAYERS["Sigmoid"](z), t),
    "CrossEntropy": cross_entropy,
    "SoftmaxCrossEntropy": lambda z, t, label_smoothing=0: cross_entropy(
        log_softmax(z), t, label_smoothing),
}
