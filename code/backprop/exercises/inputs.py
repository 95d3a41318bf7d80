"""Right code on the wrong inputs: two exchanged, one in the place of another, one that does not come in."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

STALE = "it belongs to an earlier forward: something is kept from there (a stale cache), not from the last one"


def changed_inputs(inputs: dict) -> Iterator[tuple]:
    """(names, words, cost, change(inputs) -> new values); the inputs of these names must have one shape."""
    arrays = [name for name, value in inputs.items() if isinstance(value, np.ndarray)]
    for a, b in itertools.combinations(arrays, 2):
        stale = "_before" in a + b
        yield (a, b), STALE if stale else f"`{a}` and `{b}` are exchanged", 1.0, _exchange(a, b)
        if not stale:
            yield (a, b), f"`{b}` stands where `{a}` belongs", 1.25, _instead(a, b)
            yield (a, b), f"`{a}` stands where `{b}` belongs", 1.25, _instead(b, a)
    numbers = [name for name, value in inputs.items() if isinstance(value, (int, float)) and not isinstance(value, bool)]
    for a, b in itertools.combinations(numbers, 2):
        yield (a, b), f"`{a}` and `{b}` are exchanged", 1.0, _exchange(a, b)
        yield (a, b), f"`{b}` stands where `{a}` belongs", 1.25, _instead(a, b)
        yield (a, b), f"`{a}` stands where `{b}` belongs", 1.25, _instead(b, a)
    for name in arrays:
        if inputs[name].dtype.kind == "f":
            yield (name,), f"`{name}` does not come in: it is taken as all ones", 1.3, _filled(name, np.ones_like)
            yield (name,), f"`{name}` does not come in: it is taken as 0", 1.35, _filled(name, np.zeros_like)
            yield (name,), f"only the first row of `{name}` is used", 1.3, _first_row(name)
        else:
            yield (name,), f"the labels `{name}` are off by one", 1.2, _shifted(name, -1)
            yield (name,), f"the labels `{name}` are off by one", 1.2, _shifted(name, 1)
            yield (name,), f"the labels `{name}` are counted from the smallest one in the batch", 1.2, _from_smallest(name)


def _exchange(a, b):
    return lambda inputs: {a: inputs[b], b: inputs[a]}


def _instead(a, b):
    return lambda inputs: {a: inputs[b]}


def _filled(name, fill):
    return lambda inputs: {name: fill(inputs[name])}


def _first_row(name):
    return lambda inputs: {name: inputs[name][:1]}


def _shifted(name, by):
    return lambda inputs: {name: inputs[name] + by}


def _from_smallest(name):
    return lambda inputs: {name: inputs[name] - inputs[name].min()}
