"""Softmax and log-softmax as layers: the entries of a row depend on each other."""

from __future__ import annotations

import numpy as np

from ..functional import log_softmax, softmax
from .base import Layer


class Softmax(Layer):
    """Probabilities from scores, row by row: y[i] = exp(x[i]) / sum_j exp(x[j]).  (chapter 4)

    Shapes:   x (..., C), y (..., C); each row of y sums to 1.
    Backward: dx = y * (dy - sum_j dy[j] y[j]): the Jacobian diag(y) - y y^T times dy, in O(C).
    Errors:   ShapeError if x has no columns. (To train, put SoftmaxCrossEntropy on the logits.)
    """

    def function(self, x):
        return softmax(x)

    def compute(self, x):
        self.y = self.function(x)
        return self.y

    def dx_from(self, dy):
        return self.y * (dy - (dy * self.y).sum(axis=-1, keepdims=True))


class LogSoftmax(Layer):
    """Log-probabilities from scores, row by row: y[i] = x[i] - logsumexp(x).  (chapter 5)

    Shapes:   x (..., C), y (..., C), never above 0.
    Backward: dx = dy - exp(y) * sum_j dy[j]: the transposed Jacobian I - p 1^T times dy.
    Errors:   ShapeError if x has no columns.
    """

    def function(self, x):
        return log_softmax(x)

    def compute(self, x):
        self.y = self.function(x)
        return self.y

    def dx_from(self, dy):
        return dy - np.exp(self.y) * dy.sum(axis=-1, keepdims=True)
