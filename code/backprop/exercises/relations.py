"""How an output that is wrong can be related to the right one: turned, summed, without its last function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Relation:
    """apply(expected) is what the reader's numbers are then; undo(answer) the other way round."""

    words: str
    cost: float
    apply: Callable | None = None
    undo: Callable | None = None
    alone: bool = False                 # only with the right numbers, not with those of a variant


def _matrix(turn):
    """Only for what has two axes."""
    return lambda a: turn(a) if a.ndim >= 2 else None


def _axis(reduce, axis):
    def apply(a):
        return reduce(a, axis=axis) if a.ndim > (axis if axis >= 0 else -axis - 1) else None
    return apply


def _whole(a):
    return np.full(a.shape, a.sum()) if a.ndim else None


def _centered(a):
    """Rows without their mean: equal for two arrays that differ by one number a row."""
    rest = a - a.mean(axis=-1, keepdims=True) if a.ndim and a.shape[-1] > 1 else None
    return rest if rest is not None and np.abs(rest).max() > 1e-9 * np.abs(a).max() else None


SAME = Relation("", 0.0)
TURNED = Relation("it is transposed", 1.0, _matrix(np.transpose))
RELATIONS = [
    SAME, TURNED,
    Relation("its rows stand in the reverse order", 1.2, lambda a: a[::-1] if a.ndim else None, alone=True),
    Relation("its columns stand in the reverse order", 1.2, _matrix(lambda a: a[:, ::-1]), alone=True),
    Relation("it is not summed over the batch (axis 0)", 1.0, undo=_axis(np.sum, 0)),
    Relation("it is not averaged over the batch (axis 0)", 1.05, undo=_axis(np.mean, 0)),
    Relation("it is not summed over its last axis", 1.1, undo=_axis(np.sum, -1), alone=True),
    Relation("it is not averaged over its last axis", 1.15, undo=_axis(np.mean, -1), alone=True),
    Relation("it is not added up to one number", 1.0, undo=lambda a: np.asarray(a.sum()) if a.ndim else None, alone=True),
    Relation("it is not averaged to one number", 1.0, undo=lambda a: np.asarray(a.mean()) if a.ndim else None, alone=True),
    Relation("it is one sum over the whole array, in every place", 1.0, _whole, alone=True),
    Relation("it is one sum over the whole array", 1.0, lambda a: np.asarray(a.sum()) if a.ndim else None),
    Relation("it is summed over axis 0, and should not be", 1.1, _axis(np.sum, 0), alone=True),
    Relation("it is averaged over axis 0, and should not be", 1.1, _axis(np.mean, 0), alone=True),
    Relation("it is summed over its last axis, and should not be", 1.1, _axis(np.sum, -1), alone=True),
    Relation("its signs are lost (the absolute value)", 1.2, np.abs, alone=True),
    Relation("it is squared", 1.2, np.square, alone=True),
    Relation("a square root is missing", 1.25, np.square, alone=True),
    Relation("its square root is taken", 1.3, lambda a: np.sqrt(a) if (a >= 0).all() else None, alone=True),
    Relation("it is upside down (1 over the right value)", 1.3, lambda a: 1 / a if a.all() else None, alone=True),
    Relation("a logarithm is missing", 1.2, np.exp, alone=True),
    Relation("an exponential is missing", 1.2, lambda a: np.log(a) if (a > 0).all() else None, alone=True),
    Relation("it is 1 minus the right value", 1.2, lambda a: 1 - a, alone=True),
    Relation("1 is added", 1.25, lambda a: a + 1, alone=True),
    Relation("1 is subtracted", 1.25, lambda a: a - 1, alone=True),
    Relation("every row is shifted by a number of its own (its entries are right up to a constant)", 1.4,
             undo=_centered, apply=_centered, alone=True),
    Relation("negative entries are set to 0", 1.25, lambda a: np.maximum(a, 0), alone=True),
    Relation("it is the first row only", 1.2, lambda a: a[0] if a.ndim and len(a) else None, alone=True),
    Relation("it is the last row only", 1.25, lambda a: a[-1] if a.ndim and len(a) else None, alone=True),
    Relation("it is the first column only", 1.25, _matrix(lambda a: a[:, 0]), alone=True),
    Relation("the entries that are 0 are left out", 1.2, lambda a: a[a != 0] if a.ndim else None, alone=True),
    Relation("only the first row is there, the others are 0", 1.2, _matrix(lambda a: a * (np.arange(len(a)) == 0).reshape(
        (-1,) + (1,) * (a.ndim - 1))), alone=True),
    Relation("only the last row is there, the others are 0", 1.2, _matrix(lambda a: a * (
        np.arange(len(a)) == len(a) - 1).reshape((-1,) + (1,) * (a.ndim - 1))), alone=True),
    Relation("it is a mask of the right values (1 where they are not 0)", 1.3, lambda a: (a != 0) * 1.0, alone=True),
    Relation("only its diagonal is there", 1.1, lambda a: np.diag(np.diag(a)) if a.ndim == 2 and a.shape[0] == a.shape[1]
             else None, alone=True),
    Relation("its diagonal is missing", 1.2, lambda a: a - np.diag(np.diag(a)) if a.ndim == 2 and a.shape[0] == a.shape[1]
             else None, alone=True),
]
RESHAPED = Relation("its numbers are right, but their shape is not", 1.0, undo=None, alone=True)
