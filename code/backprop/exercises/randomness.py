"""Random answers: do their numbers come from the generator that was handed in?"""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np

def _named_so(words: str) -> type:
    """A type whose name is what a message calls a value of it: "`W` is an array of numbers that ..."."""
    return type(f"array of numbers {words}, not from `rng`", (), {"__doc__": words})


_FIXED = _named_so("that are the same again and again (a generator with a fixed seed?)")
_UNREPEATABLE = _named_so("from `np.random` or from a generator of its own, which nobody can repeat")


def from_rng(make: Callable, rng: np.random.Generator, random: Callable | None = None) -> dict:
    """make(rng) -> outputs by name; arrays of random numbers that do not come from rng become an object that says so.

    random:   random(array): is it random at all, if it is the same each time? By default if most of its entries differ.
    """
    before = copy.deepcopy(rng.bit_generator.state)
    found = make(rng)
    if rng.bit_generator.state != before or not isinstance(found, dict):
        return found
    again = make(rng)
    return {name: _named(value, again[name], random or _varied) for name, value in found.items()}


def _varied(array: np.ndarray) -> bool:
    return np.unique(array).size > array.size / 2


def _named(value, again, random):
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f" or not value.size:
        return value
    if np.array_equal(value, again):
        return _FIXED() if random(value) else value
    return _UNREPEATABLE()
