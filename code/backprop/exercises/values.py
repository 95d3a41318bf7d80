"""Comparing what an answer gave with what is right."""

from __future__ import annotations

import numpy as np

AGREES = 1e-8       # of the largest right entry
FAULTS = {"nothing": "None", "list": "a list", "tuple": "a tuple", "string": "a string"}


def as_array(value) -> np.ndarray | None:
    """The value as an array of numbers, or None if it is something else (fault() says what)."""
    if isinstance(value, (bool, int, float, np.generic)) or type(value) is np.ndarray:
        array = np.asarray(value)
        return array if array.dtype.kind in "biuf" else None
    return None


def fault(value) -> str:
    """What a value is that is no array of numbers: "a list", "None", "an object of type Foo"."""
    if value is None:
        return "None"
    if isinstance(value, np.ma.MaskedArray):
        return "a masked array"
    if isinstance(value, np.matrix):
        return "a np.matrix"
    if isinstance(value, np.ndarray):
        return f"an array of dtype {value.dtype}"
    if isinstance(value, complex):
        return "a complex number"
    kind = type(value).__name__
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def same(a: np.ndarray, b: np.ndarray, limit: float = AGREES) -> bool:
    """Do two arrays agree in shape and numbers? NaN agrees with NaN, inf with inf."""
    if a.shape != b.shape:
        return False
    if not a.size:
        return True
    a, b = np.asarray(a, float), np.asarray(b, float)
    with np.errstate(invalid="ignore"):             # inf - inf
        difference, scale = np.abs(a - b).max(), np.abs(b).max()
    if np.isfinite(difference) and np.isfinite(scale):
        return bool(difference <= limit * max(scale, 1e-12))
    return bool(np.array_equal(np.isfinite(a), np.isfinite(b)) and np.array_equal(
        a[~np.isfinite(a)], b[~np.isfinite(b)], equal_nan=True) and _finite_same(a, b, limit))


def _finite_same(a, b, limit) -> bool:
    a, b = a[np.isfinite(a)], b[np.isfinite(b)]
    return not a.size or bool(np.abs(a - b).max() <= limit * max(np.abs(b).max(), 1e-12))


def ratio(a: np.ndarray, b: np.ndarray) -> float | None:
    """The number k with a = k b, or None if there is none (or b is 0)."""
    if a.shape != b.shape or not b.size:
        return None
    flat_a, flat_b = np.asarray(a, float).ravel(), np.asarray(b, float).ravel()
    at = int(np.argmax(np.abs(flat_b)))
    if not (np.isfinite(flat_a[at]) and np.isfinite(flat_b[at]) and flat_b[at] and flat_a[at]):
        return None
    k = float(flat_a[at] / flat_b[at])
    return k if same(flat_a, k * flat_b) else None


def first_difference(a: np.ndarray, b: np.ndarray) -> tuple[int, ...]:
    """Index of the first entry in which two arrays of one shape disagree."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    scale = max(float(np.abs(b[np.isfinite(b)]).max(initial=0)), 1e-12)
    with np.errstate(all="ignore"):
        off = ~((np.abs(a - b) <= AGREES * scale) | (a == b) | (np.isnan(a) & np.isnan(b)))
    return tuple(int(i) for i in np.argwhere(off)[0]) if off.any() else ()


def show(value, indent: int = 0) -> str:
    """A value as a reader wants to see it: four digits, long ones cut."""
    if not isinstance(value, np.ndarray):
        if isinstance(value, np.random.Generator):
            return "a random generator"
        return f"{value:.6g}" if isinstance(value, (float, np.floating)) else repr(value)[:300]
    with np.printoptions(precision=4, suppress=bool(np.abs(value[np.isfinite(value)]).max(initial=0) < 1e5)
                         if value.dtype.kind == "f" else False, threshold=40, edgeitems=2):
        return np.array2string(value, separator=", ").replace("\n", "\n" + " " * indent)
