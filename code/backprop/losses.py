"""Losses: the last layer of a network, whose output is one number.    (chapter 6)

Every loss is a mean (over the batch, or over all entries), and its backward carries the 1/B or 1/n.
Finiteness is not checked here, since that costs a pass over the data each step: NaN in gives NaN out,
an impossible target gives inf, and the Trainer stops there with a DivergedError.
"""

from __future__ import annotations

import numpy as np

from backprop.errors import ShapeError, StateError, check_labels, check_number, check_shape
from backprop.functional import check_like, check_numbers, log_softmax


class Loss:
    """A number to make small: loss = forward(z, t), then dz = backward().

    Errors:   StateError if backward comes before forward.
    """

    kept: tuple | None = None                     # what backward needs, set by forward

    def forward(self, z: np.ndarray, t: np.ndarray) -> float:
        """Return the loss of outputs z for targets t and keep what backward needs."""
        raise NotImplementedError

    def backward(self) -> np.ndarray:
        """Return dL/dz, a fresh array in the shape of z."""
        raise NotImplementedError

    def recall(self) -> tuple:
        """Return what forward kept."""
        if self.kept is None:
            raise StateError(f"{self}: backward was called before forward")
        return self.kept

    def config(self) -> dict:
        """Return the constructor's arguments as a dict that JSON can hold."""
        return {}

    def __repr__(self) -> str:
        arguments = ", ".join(f"{name}={value}" for name, value in self.config().items())
        return f"{type(self).__name__}({arguments})"


class MeanSquaredError(Loss):
    """Mean over all entries of the squared residual: mean((y - t)^2).

    Shapes:   y and t alike, of any rank, n entries.
    Backward: dy = 2 (y - t) / n.
    Errors:   ShapeError if y and t differ in shape (nothing is broadcast); DTypeError.
    """

    def forward(self, y, t):
        residual = y - check_targets(y, t, self)
        self.kept = (residual,)
        return np.mean(residual * residual).item()

    def backward(self):
        (residual,) = self.recall()
        return residual * (2 / residual.size)


class SoftmaxCrossEntropy(Loss):
    """Cross-entropy of softmax(z) against labels: mean of -log softmax(z)[i, t[i]].

    With label_smoothing = s the target row is Y = (1 - s) onehot(t) + s / C, else Y = onehot(t).
    Shapes:   logits z (B, C), integer labels t (B,).
    Backward: dz = (softmax(z) - Y) / B.
    Errors:   ShapeError, DTypeError, LabelError for a label outside 0 ... C-1.
    """

    def __init__(self, label_smoothing: float = 0.0):
        self.label_smoothing = float(check_number(
            label_smoothing, "label_smoothing", "SoftmaxCrossEntropy", low=0, high=1, open_high=True))

    def forward(self, z, t):
        check_rows(z, t, "z", self)
        log_p = log_softmax(z)                                # (B, C)
        self.kept = log_p, t
        loss = -log_p[np.arange(len(t)), t].mean()
        if self.label_smoothing:
            loss += self.label_smoothing * (-log_p.mean() - loss)
        return loss.item()

    def backward(self):
        log_p, t = self.recall()
        dz = np.exp(log_p)                                    # softmax(z)
        if self.label_smoothing:
            dz -= self.label_smoothing / dz.shape[1]
        dz[np.arange(len(t)), t] -= 1 - self.label_smoothing
        dz /= len(t)
        return dz

    def config(self):
        return {"label_smoothing": self.label_smoothing}


LOSSES = {loss.__name__: loss for loss in (MeanSquaredError, SoftmaxCrossEntropy)}


def check_targets(y: np.ndarray, t: np.ndarray, where) -> np.ndarray:
    """Return t if it has the shape and dtype of y, and both have entries."""
    check_numbers(y, "y", where)
    check_like(t, y, "t", "y", where)
    check_shape(t, y.shape, "t", where)
    if y.size == 0:
        raise ShapeError(f"{where}: y has shape {y.shape}: no entries, so no mean")
    return t


def check_rows(z: np.ndarray, t: np.ndarray, name: str, where) -> None:
    """Check scores z (B, C) and labels t (B,), B and C at least 1."""
    check_numbers(z, name, where)
    check_shape(z, (None, None), name, where)
    if z.size == 0:
        raise ShapeError(f"{where}: {name} has shape {z.shape}: no entries, so no mean")
    check_labels(t, z.shape[1], where, rows=len(z))
