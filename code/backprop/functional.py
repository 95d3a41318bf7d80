"""The formulas of the book as plain functions: arrays in, fresh arrays out.

Softmax and its relatives work on each row (the last axis), everything else on each entry. All keep
the dtype of their input, are stable in both tails, and, being smooth, take complex input too, which
the complex-step check of chapter 8 needs.
"""

from __future__ import annotations

import math

import numpy as np

from .checks import check_count, check_dtype, check_labels, check_numbers, check_sizes
from .errors import ShapeError


def logsumexp(x: np.ndarray) -> np.ndarray:
    """Smooth maximum of each row: log(sum_j exp(x[j])).          (chapter 5)

    Shapes:   x (..., C), result (...). The maximum is subtracted first: exp never overflows.
    Backward: the gradient is softmax(x).
    Range:    a row with +inf gives inf, a row of -inf gives -inf.
    Errors:   DTypeError unless x is a float array; ShapeError if it has no columns.
    Source:   Blanchard, Higham, Higham (2021), Accurately computing the log-sum-exp and softmax.
    """
    m = _rows(x, "logsumexp").max(axis=-1, keepdims=True)
    m = np.where(np.isfinite(m), m, np.zeros_like(m))       # inf - inf would be NaN
    with np.errstate(divide="ignore", over="ignore"):       # log(0) = -inf
        return m[..., 0] + np.log(np.exp(x - m).sum(axis=-1))


def softmax(x: np.ndarray) -> np.ndarray:
    """Probabilities from scores, row by row: p[i] = exp(x[i]) / sum_j exp(x[j]).  (chapter 4)

    Shapes:   x (..., C), p (..., C); each row of p sums to 1. A row with +inf, or of -inf only, has
              no probabilities: it gives NaN, as in PyTorch.
    Backward: dx = p * (dy - sum_j dy[j] p[j]).
    Errors:   DTypeError unless x is a float array; ShapeError if it has no columns.
    """
    e = np.exp(x - _rows(x, "softmax").max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def log_softmax(x: np.ndarray) -> np.ndarray:
    """Log-probabilities from scores, row by row: x[i] - logsumexp(x).  (chapter 5)

    Shapes:   x (..., C), result (..., C), never above 0; finite where log(softmax(x)) is -inf.
    Backward: dx = dy - softmax(x) * sum_j dy[j].
    Errors:   DTypeError unless x is a float array; ShapeError if it has no columns.
    """
    s = x - _rows(x, "log_softmax").max(axis=-1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


def one_hot(t: np.ndarray, classes: int, dtype=np.float32) -> np.ndarray:
    """Rows of zeros with a 1 at the label: Y[i, t[i]] = 1.

    Shapes:   t (B,) integers in 0 ... classes-1, Y (B, classes).
    Errors:   DTypeError, ShapeError, LabelError, OptionError if classes < 1.
    """
    check_labels(t, check_count(classes, "classes", "one_hot"), "one_hot")
    check_sizes("one_hot", rows=max(len(t), 1), classes=classes)
    Y = np.zeros((len(t), classes), check_dtype(dtype, "one_hot"))
    Y[np.arange(len(t)), t] = 1
    return Y


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Probability from one logit: s = 1 / (1 + exp(-x)).          (chapter 3)

    Range:    0 ... 1; exp sees -|x| only, so neither tail overflows and small s keep their digits.
    Backward: ds/dx = s (1 - s).
    Errors:   DTypeError unless x is a float array.
    """
    e = np.exp(_minus_abs(check_numbers(x, "x", "sigmoid")))
    return np.where(x > 0, np.ones_like(e), e) / (1 + e)


def softplus(x: np.ndarray) -> np.ndarray:
    """Smooth ReLU: log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)).  (chapter 3)

    Range:    above 0; x itself for large x, exp(x) for very negative x.
    Backward: the derivative is sigmoid(x).
    Errors:   DTypeError unless x is a float array.
    """
    e = np.exp(_minus_abs(check_numbers(x, "x", "softplus")))
    return np.maximum(x, 0) + np.log1p(e)


def normal_pdf(x: np.ndarray) -> np.ndarray:
    """Density of the standard normal distribution: phi(x) = exp(-x^2 / 2) / sqrt(2 pi)."""
    check_numbers(x, "x", "normal_pdf")
    with np.errstate(over="ignore"):         # x^2 may be inf: exp(-inf) is the right 0
        return np.exp(-x * x / 2) * (1 / math.sqrt(2 * math.pi))


def normal_cdf(x: np.ndarray) -> np.ndarray:
    """Standard normal distribution function: Phi(x) = erfc(-x / sqrt(2)) / 2.

    Range:    0 ... 1; erfc in place of 1 + erf keeps the digits of the left tail.
    Backward: the derivative is normal_pdf(x).
    """
    from scipy.special import erfc           # NumPy has no erf; SciPy is loaded when it is used
    check_numbers(x, "x", "normal_cdf")
    return (erfc(x * -math.sqrt(0.5)) / 2).astype(x.dtype, copy=False)


def gelu(x: np.ndarray) -> np.ndarray:
    """Gaussian error linear unit, exact: x * Phi(x).              (chapter 3)

    Backward: the derivative is Phi(x) + x * phi(x)  (`gelu_derivative`).
    Source:   Hendrycks, Gimpel (2016), Gaussian error linear units.
    """
    return x * normal_cdf(x)


def gelu_derivative(x: np.ndarray) -> np.ndarray:
    """Derivative of gelu: Phi(x) + x * phi(x)."""
    return normal_cdf(x) + x * normal_pdf(x)


def silu(x: np.ndarray) -> np.ndarray:
    """Sigmoid linear unit, also called swish: x * sigmoid(x).     (chapter 3)

    Backward: the derivative is s + x * s * (1 - s) with s = sigmoid(x)  (`silu_derivative`).
    """
    return x * sigmoid(x)


def silu_derivative(x: np.ndarray) -> np.ndarray:
    """Derivative of silu: s * (1 + x * (1 - s)) with s = sigmoid(x)."""
    s = sigmoid(x)
    return s * (1 + x * (1 - s))


def _rows(x, where: str) -> np.ndarray:
    """Return x if it is an array of numbers with at least one column."""
    check_numbers(x, "x", where)
    if x.ndim == 0 or x.shape[-1] == 0:
        raise ShapeError(f"{where}: x has shape {x.shape}, expected (..., C) with C of at least 1")
    return x


def _minus_abs(x: np.ndarray) -> np.ndarray:
    """-|x|, written so that it is also smooth along the imaginary axis."""
    return np.where(x > 0, -x, x)
