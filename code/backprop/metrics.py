"""What people read beside the loss. Scores are logits or probabilities: only their order counts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .checks import check_count, check_float, check_labels, check_shape
from .errors import NonFiniteError, OptionError, ShapeError


def accuracy(scores: np.ndarray, t: np.ndarray) -> float:
    """Fraction of rows whose largest score stands at the label: mean(argmax(scores) == t).

    Shapes:   scores (B, C), t (B,) integers.
    Errors:   DTypeError, ShapeError (also for no rows), LabelError.
    """
    _check(scores, t, "accuracy")
    return float(np.mean(scores.argmax(axis=1) == t))


def confusion_matrix(scores: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Count label i taken for class j: M[i, j] = how often t = i and argmax(scores) = j.

    Shapes:   scores (B, C), t (B,) integers, M (C, C); rows sum to the class sizes.
    Errors:   DTypeError, ShapeError (also for no rows), LabelError.
    """
    _check(scores, t, "confusion_matrix")
    counts = np.zeros((scores.shape[1], scores.shape[1]), np.int64)
    np.add.at(counts, (t, scores.argmax(axis=1)), 1)
    return counts


class Reliability(NamedTuple):
    """How far confidence can be trusted, bin by bin: the reliability diagram's numbers."""

    edges: np.ndarray           # (bins + 1,) from 0 to 1
    counts: np.ndarray          # (bins,) rows whose largest probability lies in the bin
    confidence: np.ndarray      # (bins,) their mean largest probability, NaN in an empty bin
    accuracy: np.ndarray        # (bins,) the fraction of them that is right, NaN in an empty bin
    error: float                # expected calibration error: sum counts |accuracy - confidence| / B


def reliability(p: np.ndarray, t: np.ndarray, *, bins: int = 10) -> Reliability:
    """Compare what a classifier claims with how often it is right, in bins of confidence.

    Shapes:   probabilities p (B, C), t (B,) integers.
    Errors:   OptionError if bins < 1 or p is no distribution (logits, say); else as accuracy.
    Source:   Guo et al. (2017), On calibration of modern neural networks.
    """
    _check(p, t, "reliability")
    count = check_count(bins, "bins", "reliability")
    if not (p.min() >= 0 and np.allclose(p.sum(axis=1), 1, atol=1e-3)):
        raise OptionError("reliability: p is not a probability distribution in each row, expected "
                          "entries of at least 0 that sum to 1; pass softmax(z)")
    claimed, right = p.max(axis=1).astype(np.float64), p.argmax(axis=1) == t
    which = np.minimum((claimed * count).astype(int), count - 1)
    counts = np.bincount(which, minlength=count)
    sums = np.bincount(which, claimed, count), np.bincount(which, right, count)
    confidence, correct = (np.divide(s, counts, out=np.full(count, np.nan), where=counts > 0)
                           for s in sums)
    error = float(np.abs(sums[0] - sums[1]).sum() / len(t))
    return Reliability(np.linspace(0, 1, count + 1), counts, confidence, correct, error)


def _check(scores, t, where: str) -> None:
    """Check scores (B, C) and labels t (B,), B and C at least 1."""
    check_float(scores, "scores", where)
    check_shape(scores, (None, None), "scores", where)
    if scores.size == 0:
        raise ShapeError(f"{where}: scores have shape {scores.shape}, expected at least one row")
    if np.isnan(scores).any():
        row = int(np.flatnonzero(np.isnan(scores).any(axis=1))[0])
        raise NonFiniteError(f"{where}: scores[{row}] holds a NaN, which has no place in an order")
    check_labels(t, scores.shape[1], where, rows=len(scores))
