"""Losses: the last layer of a network, whose output is one number.    (chapter 6)

Every loss is a mean (over the batch, or over all entries), and its backward carries the 1/B or 1/n.
Finiteness is not checked here, since that costs a pass over the data each step: NaN in gives NaN
out, a target of probability 0 gives inf, and the Trainer stops there with a DivergedError.
"""

from __future__ import annotations

import numpy as np

from . import checks
from .arguments import given, shown
from .checks import check_number
from .errors import StateError
from .functional import log_softmax, sigmoid, softplus


class Loss:
    """A number to make small: loss = forward(z, t), then dz = backward().

    The public methods are the door: `check` runs once, then the hooks `compute` and `gradient`,
    in which only the formula stands. compute saves what gradient needs.
    Errors:   StateError if backward comes before forward.
    """

    ready = False                                 # has forward run?

    def forward(self, z: np.ndarray, t: np.ndarray) -> float:
        """Return the loss of outputs z for targets t and keep what backward needs."""
        self.check(z, t)
        loss = self.compute(z, t)
        self.ready = True
        return loss.item()

    def backward(self) -> np.ndarray:
        """Return dL/dz, a fresh array in the shape of z."""
        if not self.ready:
            raise StateError(f"{self}: backward was called before forward")
        return self.gradient()

    def check(self, z: np.ndarray, t: np.ndarray) -> None:
        """Refuse outputs and targets that the formula does not hold for."""
        checks.check_targets(z, t, self)

    def compute(self, z: np.ndarray, t: np.ndarray) -> np.floating:
        """Return the loss, and save what `gradient` needs."""
        raise NotImplementedError

    def gradient(self) -> np.ndarray:
        """Return dL/dz."""
        raise NotImplementedError

    def config(self) -> dict:
        """Return the constructor's arguments as a dict that JSON can hold."""
        return given(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({shown(self)})"


class MeanSquaredError(Loss):
    """Mean over all entries of the squared residual: mean((y - t)^2).

    Shapes:   y and t alike, of any rank, n entries.
    Backward: dy = 2 (y - t) / n.
    Errors:   ShapeError if y and t differ in shape (nothing is broadcast); DTypeError.
    """

    def compute(self, y, t):
        self.residual = y - t
        return np.mean(self.residual * self.residual)

    def gradient(self):
        return self.residual * (2 / self.residual.size)


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

    def compute(self, y, t):
        residual = y - t
        self.near = np.clip(residual, -self.delta, self.delta)
        return np.mean(self.near * (residual - self.near / 2))

    def gradient(self):
        return self.near / self.near.size


class BinaryCrossEntropy(Loss):
    """Cross-entropy of probabilities: mean of -(t log p + (1 - t) log(1 - p)).

    Certain and wrong is honest: p = 0 with t > 0 (or p = 1 with t < 1) gives inf, with no small
    number added to hide it (PyTorch clamps each term at 100). From logits use SigmoidCrossEntropy.
    Shapes:   p and t alike, of any rank, n entries, both in 0 ... 1.
    Backward: dp = (-t / p + (1 - t) / (1 - p)) / n, where a term of weight 0 is 0.
    Errors:   OptionError for a p outside 0 ... 1, LabelError for such a t; ShapeError, DTypeError.
    """

    def check(self, p, t):
        checks.check_probabilities(p, t, self)

    def compute(self, p, t):
        self.p, self.t = p, t
        with np.errstate(divide="ignore"):                    # log(0) = -inf
            return -np.mean(weigh(t, np.log(p)) + weigh(1 - t, np.log1p(-p)))

    def gradient(self):
        p, t = self.p, self.t
        with np.errstate(divide="ignore", over="ignore"):     # 1 / 0 = inf
            return (weigh(1 - t, 1 / (1 - p)) - weigh(t, 1 / p)) / p.size


class SigmoidCrossEntropy(Loss):
    """Binary cross-entropy from logits: mean of t softplus(-z) + (1 - t) softplus(z).

    The same as BinaryCrossEntropy of p = sigmoid(z), but finite and exact in both tails.
    Shapes:   z and t alike, of any rank, n entries; t in 0 ... 1.
    Backward: dz = (sigmoid(z) - t) / n.
    Errors:   LabelError for a t outside 0 ... 1; ShapeError, DTypeError.
    """

    def check(self, z, t):
        checks.check_binary(z, t, self)

    def compute(self, z, t):
        self.z, self.t = z, t
        return np.mean(t * softplus(-z) + (1 - t) * softplus(z))

    def gradient(self):
        return (sigmoid(self.z) - self.t) / self.z.size


class CrossEntropy(Loss):
    """Cross-entropy of log-probabilities (the output of LogSoftmax): mean of -log_p[i, t[i]].

    Shapes:   log_p (B, C), integer labels t (B,).
    Backward: -1 / B at (i, t[i]), else 0.
    Errors:   OptionError for a log_p above 0, as from Softmax; ShapeError, DTypeError, LabelError.
    """

    def check(self, log_p, t):
        checks.check_log_probabilities(log_p, t, self)

    def compute(self, log_p, t):
        self.log_p, self.at_label = log_p, (np.arange(len(t)), t)
        return -log_p[self.at_label].mean()

    def gradient(self):
        dlog_p = np.zeros_like(self.log_p)
        dlog_p[self.at_label] = -1 / len(dlog_p)
        return dlog_p


class SoftmaxCrossEntropy(Loss):
    """Cross-entropy of softmax(z) against labels: mean of -log softmax(z)[i, t[i]].

    With label_smoothing = s the target row is Y = (1 - s) onehot(t) + s / C, else Y = onehot(t);
    then a score of -inf gives inf, since every class has a weight.
    Shapes:   logits z (B, C), integer labels t (B,).
    Backward: dz = (softmax(z) - Y) / B.
    Errors:   ShapeError, DTypeError, LabelError for a label outside 0 ... C-1.
    """

    def __init__(self, label_smoothing: float = 0.0):
        self.label_smoothing = float(check_number(
            label_smoothing, "label_smoothing", "SoftmaxCrossEntropy", low=0, high=1,
            open_high=True))

    def check(self, z, t):
        checks.check_rows(z, t, "z", self)

    def compute(self, z, t):
        self.log_p, self.at_label = log_softmax(z), (np.arange(len(t)), t)      # (B, C)
        loss = -self.log_p[self.at_label].mean()
        if self.label_smoothing:
            loss += self.label_smoothing * (-self.log_p.mean() - loss)
        return loss

    def gradient(self):
        dz = np.exp(self.log_p)                               # softmax(z)
        if self.label_smoothing:
            dz -= self.label_smoothing / dz.shape[1]
        dz[self.at_label] -= 1 - self.label_smoothing
        dz /= len(dz)
        return dz


LOSSES = {loss.__name__: loss for loss in (MeanSquaredError, Huber, BinaryCrossEntropy,
                                           SigmoidCrossEntropy, CrossEntropy, SoftmaxCrossEntropy)}


def weigh(weight: np.ndarray, value: np.ndarray) -> np.ndarray:
    """weight * value, where 0 * inf counts as 0: a term without weight is not there."""
    return weight * np.where(weight == 0, np.zeros_like(value), value)
