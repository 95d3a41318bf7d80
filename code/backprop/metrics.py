"""What people read beside the loss. Scores are logits or probabilities: only their order counts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from backprop.errors import ShapeError, check_count, check_float, check_labels, check_shape


def accuracy(scores: np.ndarray, t: np.ndarray) -> float:
    """Fraction of rows whose largest score stands at the label: mean(argmax(scores) == t).

    Shapes:   scores (B, C), t (B,) integers.
    Errors:   DTypeError, ShapeError (also for no rows), LabelError.
    """
    _check(scores, t, "accuracy")
    return float(np.mean(scores.argmax(axis=1) == t))


def _check(scores, t, where: str) -> None:
    """Check scores (B, C) and labels t (B,), B and C at least 1."""
    check_float(scores, "scores", where)
    check_shape(scores, (None, None), "scores", where)
    if scores.size == 0:
        raise ShapeError(f"{where}: scores have shape {scores.shape}, expected at least one row")
    check_labels(t, scores.shape[1], where, rows=len(scores))
