"""The checks behind every public door: each returns what it was given, or raises one typed error.

A message names what was given, what was expected and where:
"Linear(784, 100): x has 785 columns, expected 784".
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.random import Generator

from .errors import DTypeError, LabelError, NonFiniteError, OptionError, ShapeError, StateError

ROUNDING = 1e-3     # how far above 0 a log-probability may lie before it cannot be one
LARGEST = 2**36     # numbers in one array: more do not fit into any memory that this book knows


def check_float(x, name: str, where: str, *, finite: bool = False) -> np.ndarray:
    """Return x as it is if it is a float array, else raise DTypeError.

    finite:  also refuse NaN and infinities (costs one pass over x).
    Errors:  DTypeError, NonFiniteError with the first bad index.
    """
    if not isinstance(x, np.ndarray):
        raise DTypeError(f"{where}: {name} is {_kind(x)}, expected a NumPy array of floats")
    check_plain(x, name, where)
    if x.dtype.kind != "f":
        raise DTypeError(f"{where}: {name} has dtype {x.dtype}, expected float32 or float64; "
                         f"convert with {name}.astype(np.float32)")
    if finite and not np.isfinite(x).all():
        bad = tuple(int(i) for i in np.argwhere(~np.isfinite(x))[0])
        raise NonFiniteError(f"{where}: {name}[{', '.join(map(str, bad))}] is {x[bad]}, "
                             "expected finite numbers")
    return x


def check_numbers(x, name: str, where) -> np.ndarray:
    """Return x if it is an array of floats, or complex (for the complex step); else DTypeError."""
    if isinstance(x, np.ndarray) and x.dtype.kind == "c":
        return check_plain(x, name, where)
    return check_float(x, name, where)


def check_plain(x, name: str, where):
    """Return x unless it is a matrix or a masked array, with which the formulas would compute something else."""
    if type(x) is not np.ndarray and isinstance(x, (np.matrix, np.ma.MaskedArray)):
        raise DTypeError(f"{where}: {name} is a {type(x).__name__}, whose * and sums mean something else; "
                         f"pass a plain array: np.asarray({name})")
    return x


def check_like(x, like: np.ndarray, name: str, other: str, where) -> np.ndarray:
    """Return x if it has the dtype of `like`, else DTypeError: nothing is promoted in silence.

    If one of the two is complex (complex step) the other may be real.
    """
    check_numbers(x, name, where)
    if x.dtype != like.dtype and x.dtype.kind == like.dtype.kind:
        raise DTypeError(f"{where}: {name} has dtype {x.dtype}, expected {like.dtype} like "
                         f"{other}; convert with {name}.astype(np.{like.dtype})")
    return x


def check_dtype(dtype, where) -> np.dtype:
    """Return dtype as a NumPy dtype of floats (or complex numbers, for the complex step)."""
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = None
    if dtype is None or found is None or found.kind not in "fc":     # np.dtype(None) is float64
        raise DTypeError(f"{where}: dtype is {dtype!r}, expected float32 or float64")
    return found


def check_shape(x: np.ndarray, shape: Sequence[int | None], name: str, where: str) -> np.ndarray:
    """Return x if its shape fits, where None in `shape` stands for any length; else ShapeError."""
    if len(x.shape) != len(shape) or any(s not in (None, n) for n, s in zip(x.shape, shape)):
        expected = "(" + ", ".join("any" if s is None else str(s) for s in shape) + ("," if len(shape) == 1 else "") + ")"
        raise ShapeError(f"{where}: {name} has shape {x.shape}, expected {expected}")
    return x


def check_vector(x: np.ndarray, name: str, where) -> np.ndarray:
    """Return x if it is a vector of floats."""
    return check_shape(check_float(x, name, where), (None,), name, where)


def check_pair(theta: np.ndarray, g: np.ndarray, where) -> np.ndarray:
    """Return theta if it and its gradient g are vectors of floats of one length."""
    check_vector(theta, "theta", where)
    if check_vector(g, "g", where).shape != theta.shape:
        raise ShapeError(f"{where}: g has shape {g.shape}, expected {theta.shape} like theta")
    return theta


def check_labels(t, classes: int, where: str, *, rows: int | None = None) -> np.ndarray:
    """Return t (B,) if it is a vector of integers in 0 ... classes-1.

    Errors:  DTypeError, ShapeError, LabelError with the first bad index.
    """
    if not isinstance(t, np.ndarray) or t.dtype.kind not in "iu":
        raise DTypeError(f"{where}: labels are {_kind(t)}, expected a NumPy array of integers")
    check_shape(check_plain(t, "t", where), (rows,), "t", where)
    if t.size and not (0 <= t.min() and t.max() < classes):
        i = int(np.flatnonzero((t < 0) | (t >= classes))[0])
        raise LabelError(f"{where}: t[{i}] is {t[i]}, expected a label in 0 ... {classes - 1}")
    return t


def check_targets(y: np.ndarray, t: np.ndarray, where, name: str = "y") -> np.ndarray:
    """Return t if it has the shape and dtype of y, and both have entries."""
    if (type(y) is type(t) is np.ndarray and y.shape == t.shape and y.size
            and y.dtype == t.dtype and y.dtype.kind == "f"):                              # nearly always
        return t
    check_numbers(y, name, where)
    check_like(t, y, "t", name, where)
    if t.shape != y.shape:
        raise ShapeError(f"{where}: t has shape {t.shape}, expected {y.shape} like {name}")
    if y.size == 0:
        raise ShapeError(f"{where}: {name} has shape {y.shape}: no entries, so no mean")
    return t


def check_binary(y: np.ndarray, t: np.ndarray, where, name: str = "z") -> None:
    """Check outputs y and targets t alike, and that every target lies in 0 ... 1 (NaN too is refused)."""
    check_targets(y, t, where, name)
    inside = (t >= 0) & (t <= 1)
    if not inside.all():
        index = np.argwhere(~inside)[0]
        raise LabelError(f"{where}: t[{', '.join(map(str, index))}] is {t[tuple(index)]}, "
                         "expected a target in 0 ... 1")


def check_probabilities(p: np.ndarray, t: np.ndarray, where) -> None:
    """Check probabilities p and targets t, alike and both in 0 ... 1 (a NaN in p passes, to give NaN)."""
    check_binary(p, t, where, "p")
    if (p < 0).any() or (p > 1).any():
        raise OptionError(f"{where}: p ranges over {p.min():g} ... {p.max():g}, expected "
                          "probabilities in 0 ... 1; for logits use SigmoidCrossEntropy")


def check_log_probabilities(log_p: np.ndarray, t: np.ndarray, where) -> None:
    """Check log-probabilities (B, C), none more than a rounding above 0, and labels t (B,)."""
    check_rows(log_p, t, "log_p", where)
    if (highest := log_p.real.max()) > ROUNDING:
        raise OptionError(f"{where}: log_p goes up to {highest:g}, expected log-probabilities, "
                          "at most 0, as LogSoftmax gives; for logits use SoftmaxCrossEntropy")


def check_rows(z: np.ndarray, t: np.ndarray, name: str, where) -> None:
    """Check scores z (B, C) and labels t (B,), B and C at least 1."""
    check_numbers(z, name, where)
    check_shape(z, (None, None), name, where)
    if z.size == 0:
        raise ShapeError(f"{where}: {name} has shape {z.shape}: no entries, so no mean")
    check_labels(t, z.shape[1], where, rows=len(z))


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


def check_generator(rng, where: str) -> Generator:
    """Return rng if it is a NumPy generator; a seed or a RandomState is refused with advice."""
    if not isinstance(rng, Generator):
        raise DTypeError(f"{where}: rng is {type(rng).__name__} {rng!r:.40}, expected a "
                         "numpy.random.Generator; make one with np.random.default_rng(0)")
    return rng


def _kind(x) -> str:
    """Describe a wrong argument: its dtype if it is an array, else its type and value."""
    if isinstance(x, np.ndarray):
        return f"an array of {x.dtype}"
    text = repr(x)
    return f"{type(x).__name__} {text if len(text) <= 40 else text[:37] + '...'}"


def check_stretches(shape: tuple[int, ...], to: tuple[int, ...], where: str) -> None:
    """Raise ShapeError unless an array of `shape` broadcasts to exactly the shape `to`."""
    new = len(to) - len(shape)
    if new < 0 or any(n not in (1, m) for n, m in zip(shape, to[new:])):
        raise ShapeError(f"{where}: an array of shape {shape} does not stretch to {to}, the shape of dy")


# ---- the door of a layer -----------------------------------------------------------------------

def check_input(x, layer) -> np.ndarray:
    """Return x if a layer can compute with it: an array of floats, of the dtype of its parameters."""
    like = getattr(layer, layer.PARAMS[0]) if layer.PARAMS else x
    if type(x) is np.ndarray and x.dtype == like.dtype and x.dtype.kind == "f":       # nearly always
        return x
    check_numbers(x, "x", layer)
    return check_like(x, like, "x", layer.PARAMS[0], layer) if layer.PARAMS else x


def check_upstream(dy, layer) -> np.ndarray:
    """Return dy if forward has run, and dy has the shape and dtype of its output."""
    if layer.y_shape is None:
        advice = "; a forward of your own calls super().forward(x)" if "forward" in vars(type(layer)) else ""
        raise StateError(f"{layer}: backward was called before forward{advice}")
    if type(dy) is np.ndarray and dy.shape == layer.y_shape and dy.dtype == layer.y_dtype:
        return dy
    check_numbers(dy, "dy", layer)
    check_shape(dy, layer.y_shape, "dy", layer)
    y_dtype = dy.dtype if layer.y_dtype is None else layer.y_dtype
    return check_like(dy, np.empty(0, y_dtype), "dy", "y", layer)


def flat_rows(x: np.ndarray, d: int | None, layer) -> np.ndarray:
    """Return x (B, ...) as (B, d), one example a row; d = None takes any number of columns."""
    if x.ndim == 0 or (x.ndim == 1 and d is not None):
        advice = "; for one example pass x[None, :]" if x.ndim == 1 else ""
        raise ShapeError(f"{layer}: x has shape {x.shape}, expected (B, {d or '...'}){advice}")
    if (columns := math.prod(x.shape[1:])) != (d or columns):
        kind = "columns" if x.ndim == 2 else f"numbers a row (shape {x.shape})"
        advice = f"; for the last axis alone pass x.reshape(-1, {d})" if x.shape[-1] == d else ""
        raise ShapeError(f"{layer}: x has {columns} {kind}, expected {d}{advice}")
    return x.reshape(len(x), columns)


def check_last_axis(x: np.ndarray, d: int, layer) -> np.ndarray:
    """Return x if its last axis has d entries."""
    if x.ndim < 1 or x.shape[-1] != d:
        raise ShapeError(f"{layer}: x has shape {x.shape}, expected (..., {d})")
    return x


def check_sizes(where: str, **sizes) -> list[int]:
    """Return the sizes of a layer as ints, if they are whole numbers whose product fits into memory."""
    found = [check_count(size, name, where) for name, size in sizes.items()]
    if math.prod(found) > LARGEST:
        raise OptionError(f"{where}: {' * '.join(sizes)} is {math.prod(found):,} numbers, more than fit into memory")
    return found


# ---- the door of an optimizer ------------------------------------------------------------------

def check_parameters(theta, optimizer) -> np.ndarray:
    """Return theta if it is a flat vector of floats that may be edited in place."""
    if not isinstance(theta, np.ndarray) or theta.dtype.kind != "f" or theta.ndim != 1:
        raise DTypeError(f"{optimizer!r}: theta is {type(theta).__name__} of "
                         f"{getattr(theta, 'dtype', '?')}, expected a flat vector of floats")
    if not check_plain(theta, "theta", optimizer).flags.writeable:
        raise StateError(f"{optimizer!r}: theta is read-only, expected a vector to edit in place")
    return theta


def check_update(theta, g, like: np.ndarray, optimizer) -> None:
    """Refuse a theta or g that differs from the vector the optimizer started with."""
    for name, vector in (("theta", theta), ("g", g)):
        if getattr(vector, "shape", None) != like.shape:
            raise ShapeError(f"{optimizer!r}: {name} has shape {getattr(vector, 'shape', None)}, "
                             f"expected {like.shape}")
        if vector.dtype != like.dtype:
            raise DTypeError(f"{optimizer!r}: {name} has dtype {vector.dtype}, expected {like.dtype}")
        check_plain(vector, name, optimizer)


def check_rate(lr, optimizer) -> float:
    """Return a learning rate as a float (a NumPy scalar would make float32 products float64), if it can be one."""
    if type(lr) is not float:                               # nearly never
        check_number(lr, "lr", type(optimizer).__name__)
    if not 0 <= lr < math.inf:
        raise OptionError(f"{type(optimizer).__name__}: lr was set to {lr}, expected a number in [0, inf)")
    return float(lr)


def check_mask(mask, shape: tuple | None, optimizer):
    """Return a mask of booleans, or None; with a shape it must have that shape."""
    if mask is not None and getattr(mask, "dtype", None) != bool:
        raise DTypeError(f"{optimizer!r}: mask is {getattr(mask, 'dtype', type(mask).__name__)}, "
                         "expected an array of bool")
    return mask if mask is None or shape is None else check_shape(mask, shape, "mask", repr(optimizer))


def check_state(state: dict, names: list[str], optimizer) -> None:
    """Refuse a saved state that lacks an entry or holds one that is not known here."""
    if set(state) != set(names):
        raise StateError(f"{optimizer!r}: state has {sorted(state)}, expected {sorted(names)}")
