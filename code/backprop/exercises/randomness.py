"""Random answers: do their numbers come from the generator that was handed in?"""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np

def _named_so(words: str) -> type:
    """A type whose name is what a message calls a value of it: "`W` is an array of numbers that ..."."""
    return type(f"array of numbers {words}, not from `rng`", (), {"__doc__": words})


_FIXED = _named_so("from a generator of its own with a fixed seed (two layers of one shape would get the same ones)")
_UNREPEATABLE = _named_so("from `np.random` or from a generator of its own, which nobody can repeat")


def from_rng(make: Callable, rng: np.random.Generator, fixed: bool = True) -> dict:
    """make(rng) -> outputs by name; arrays of random numbers that do not come from rng become an object that says so.

    fixed:    are numbers that do not come from rng, and are the same each time, random at all?
    """
    before = copy.deepcopy(rng.bit_generator.state)
    found = make(rng)
    if rng.bit_generator.state != before or not isinstance(found, dict):
        return found
    again = make(rng)
    return {name: _named(value, again[name], fixed) for name, value in found.items()}


def _named(value, again, fixed):
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f" or not value.size or np.all(value == value.flat[0]):
        return value
    if np.array_equal(value, again):
        return _FIXED() if fixed else value
    return _UNREPEATABLE()
