"""Losses: the last layer of a network, whose output is one number.    (chapter 6)

Every loss is a mean (over the batch, or over all entries), and its backward carries the 1/B or 1/n.
Finiteness is not checked here, since that costs a pass over the data each step: NaN in gives NaN
out, a target of probability 0 gives inf, and the Trainer stops there with a DivergedError.
"""

from __future__ import annotations

import numpy as np

from .checks import check_binary, check_number, check_rows, check_targets
from .errors import OptionError, StateError
from .functional import log_softmax, sigmoid, softplus

ROUNDING = 1e-3     # how far above 0 a log-probability may lie before it cannot be one


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


class Huber(Loss):
    """Squared near 0, linear far out, so outliers pull less: mean of h(y - t).

    h(r) = r^2 / 2 where |r| <= delta, else delta * (|r| - delta / 2).
    Shapes:   y and t alike, of any rank, n entries.
    Backward: dy = clip(y - t, -delta, delta) / n.
    Errors:   ShapeError, DTypeError; OptionError unless delta > 0.
    Source:   Huber (1964), Robust estimation of a location parameter.
    """

    def __init__(self, delta: float = 1.0):
        self.delta = float(check_number(delta, "delta", "Huber", low=0, open_low=True,
                                        open_high=True))

    def forward(self, y, t):
        residual = y - check_targets(y, t, self)
        near = np.clip(residual, -self.delta, self.delta)
        self.kept = (near,)
        return np.mean(near * (residual - near / 2)).item()

    def backward(self):
        (near,) = self.recall()
        return near / near.size

    def config(self):
        return {"delta": self.delta}


class BinaryCrossEntropy(Loss):
    """Cross-entropy of probabilities: mean of -(t log p + (1 - t) log(1 - p)).

    Certain and wrong is honest: p = 0 with t > 0 (or p = 1 with t < 1) gives inf, with no small
    number added to hide it. From logits use SigmoidCrossEntropy, which stays finite.
    Shapes:   p and t alike, of any rank, n entries, both in 0 ... 1.
    Backward: dp = (-t / p + (1 - t) / (1 - p)) / n, where a term of weight 0 is 0.
    Errors:   OptionError for a p outside 0 ... 1, LabelError for such a t; ShapeError, DTypeError.
    """

    def forward(self, p, t):
        check_targets(p, t, self, "p")
        check_binary(t, self)
        if (p < 0).any() or (p > 1).any():
            raise OptionError(f"{self}: p ranges over {p.min():g} ... {p.max():g}, expected "
                              "probabilities in 0 ... 1; for logits use SigmoidCrossEntropy")
        self.kept = p, t
        with np.errstate(divide="ignore"):                    # log(0) = -inf
            return -np.mean(weigh(t, np.log(p)) + weigh(1 - t, np.log1p(-p))).item()

    def backward(self):
        p, t = self.recall()
        with np.errstate(divide="ignore", over="ignore"):   # 1 / 0 = inf
            return (weigh(1 - t, 1 / (1 - p)) - weigh(t, 1 / p)) / p.size


class SigmoidCrossEntropy(Loss):
    """Binary cross-entropy from logits: mean of t softplus(-z) + (1 - t) softplus(z).

    The same as BinaryCrossEntropy of p = sigmoid(z), but finite and exact in both tails.
    Shapes:   z and t alike, of any rank, n entries; t in 0 ... 1.
    Backward: dz = (sigmoid(z) - t) / n.
    Errors:   LabelError for a t outside 0 ... 1; ShapeError, DTypeError.
    """

    def forward(self, z, t):
        check_targets(z, t, self, "z")
        check_binary(t, self)
        self.kept = z, t
        return np.mean(t * softplus(-z) + (1 - t) * softplus(z)).item()

    def backward(self):
        z, t = self.recall()
        return (sigmoid(z) - t) / z.size


class CrossEntropy(Loss):
    """Cross-entropy of log-probabilities (the output of LogSoftmax): mean of -log_p[i, t[i]].

    Shapes:   log_p (B, C), integer labels t (B,).
    Backward: -1 / B at (i, t[i]), else 0.
    Errors:   OptionError for a log_p above 0, as from Softmax; ShapeError, DTypeError, LabelError.
    """

    def forward(self, log_p, t):
        check_rows(log_p, t, "log_p", self)
        if (highest := log_p.real.max()) > ROUNDING:
            raise OptionError(f"{self}: log_p goes up to {highest:g}, expected log-probabilities, "
                              "at most 0, as LogSoftmax gives; for logits use SoftmaxCrossEntropy")
        self.kept = log_p, t
        return -log_p[np.arange(len(t)), t].mean().item()

    def backward(self):
        log_p, t = self.recall()
        dlog_p = np.zeros_like(log_p)
        dlog_p[np.arange(len(t)), t] = -1 / len(t)
        return dlog_p


class SoftmaxCrossEntropy(Loss):
    """Cross-entropy of softmax(z) against labels: mean of -log softmax(z)[i, t[i]].

    With label_smoothing = s the target row is Y = (1 - s) onehot(t) + s / C, else Y = onehot(t).
    Shapes:   logits z (B, C), integer labels t (B,).
    Backward: dz = (softmax(z) - Y) / B.
    Errors:   ShapeError, DTypeError, LabelError for a label outside 0 ... C-1.
    """

    def __init__(self, label_smoothing: float = 0.0):
        self.label_smoothing = float(check_number(
            label_smoothing, "label_smoothing", "SoftmaxCrossEntropy", low=0, high=1,
            open_high=True))

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


LOSSES = {loss.__name__: loss for loss in (MeanSquaredError, Huber, BinaryCrossEntropy,
                                           SigmoidCrossEntropy, CrossEntropy, SoftmaxCrossEntropy)}


def weigh(weight: np.ndarray, value: np.ndarray) -> np.ndarray:
    """weight * value, where 0 * inf counts as 0: a term without weight is not there."""
    return weight * np.where(weight == 0, np.zeros_like(value), value)
