"""Every error that this package raises, and the checks that raise them.

A message names what was given, what was expected and where:
"Linear(784, 100): x has 785 columns, expected 784".
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Sequence

import numpy as np


class BackpropError(Exception):
    """Base of every error of this package: `except BackpropError` catches them all."""


class ShapeError(BackpropError, ValueError):
    """An array has the wrong number of axes or the wrong length along one."""


class DTypeError(BackpropError, TypeError):
    """An array or an argument has the wrong type."""


class LabelError(BackpropError, ValueError):
    """A class label lies outside 0 ... C-1."""


class NonFiniteError(BackpropError, ValueError):
    """NaN or an infinity where a finite number is needed."""


class OptionError(BackpropError, ValueError):
    """An unknown name or a number outside its range."""


class StateError(BackpropError, RuntimeError):
    """Calls in the wrong order, such as backward before forward."""


class DivergedError(BackpropError, ArithmeticError):
    """Training stopped because the loss was no longer finite."""


class DataFileError(BackpropError, OSError):
    """A file is missing, damaged or not of the expected format."""


class AgreementError(BackpropError, AssertionError):
    """Two ways of computing the same thing disagree, or a known mistake passed."""


def check_float(x, name: str, where: str, *, finite: bool = False) -> np.ndarray:
    """Return x as it is if it is a float array, else raise DTypeError.

    finite:  also refuse NaN and infinities (costs one pass over x).
    Errors:  DTypeError, NonFiniteError with the first bad index.
    """
    if not isinstance(x, np.ndarray):
        raise DTypeError(f"{where}: {name} is {_kind(x)}, expected a NumPy array of floats")
    if x.dtype.kind != "f":
        raise DTypeError(f"{where}: {name} has dtype {x.dtype}, expected float32 or float64; "
                         f"convert with {name}.astype(np.float32)")
    if finite and not np.isfinite(x).all():
        bad = tuple(int(i) for i in np.argwhere(~np.isfinite(x))[0])
        raise NonFiniteError(f"{where}: {name}[{', '.join(map(str, bad))}] is {x[bad]}, "
                             "expected finite numbers")
    return x


def check_shape(x: np.ndarray, shape: Sequence[int | None], name: str, where: str) -> np.ndarray:
    """Return x if its shape fits, where None in `shape` stands for any length; else ShapeError."""
    if len(x.shape) != len(shape) or any(s not in (None, n) for n, s in zip(x.shape, shape)):
        expected = "(" + ", ".join("any" if s is None else str(s) for s in shape) + ("," if len(shape) == 1 else "") + ")"
        raise ShapeError(f"{where}: {name} has shape {x.shape}, expected {expected}")
    return x


def check_labels(t, classes: int, where: str, *, rows: int | None = None) -> np.ndarray:
    """Return t (B,) if it is a vector of integers in 0 ... classes-1.

    Errors:  DTypeError, ShapeError, LabelError with the first bad index.
    """
    if not isinstance(t, np.ndarray) or t.dtype.kind not in "iu":
        raise DTypeError(f"{where}: labels are {_kind(t)}, expected a NumPy array of integers")
    check_shape(t, (rows,), "t", where)
    if t.size and not (0 <= t.min() and t.max() < classes):
        i = int(np.flatnonzero((t < 0) | (t >= classes))[0])
        raise LabelError(f"{where}: t[{i}] is {t[i]}, expected a label in 0 ... {classes - 1}")
    return t


def check_choice(value, choices: Iterable, name: str, where: str):
    """Return value if it is one of the choices; else OptionError that lists them."""
    choices = list(choices)
    if value not in choices:
        raise OptionError(f"{where}: unknown {name} {value!r}, expected one of "
                          + ", ".join(repr(c) for c in choices))
    return value


def check_number(value, name: str, where: str, *, low: float = -math.inf, high: float = math.inf,
                 open_low: bool = False, open_high: bool = False) -> float:
    """Return value if it is a real number between low and high; open_* exclude the end itself."""
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        raise DTypeError(f"{where}: {name} is {_kind(value)}, expected a number")
    if (not low <= value <= high or (open_low and value == low)
            or (open_high and value == high)):
        left, right = "(" if open_low else "[", ")" if open_high else "]"
        raise OptionError(f"{where}: {name} is {value}, expected a number in {left}{low}, {high}{right}")
    return value


def check_count(value, name: str, where: str, *, low: int = 1) -> int:
    """Return value as an int if it is a whole number of at least `low`."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise DTypeError(f"{where}: {name} is {_kind(value)}, expected a whole number")
    if value < low:
        raise OptionError(f"{where}: {name} is {value}, expected at least {low}")
    return int(value)


def _kind(x) -> str:
    """Describe a wrong argument: its dtype if it is an array, else its type and value."""
    if isinstance(x, np.ndarray):
        return f"an array of {x.dtype}"
    text = repr(x)
    return f"{type(x).__name__} {text if len(text) <= 40 else text[:37] + '...'}"
