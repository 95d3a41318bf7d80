"""The inputs that an answer is tried on: several shapes, drawn once and for all by a seeded generator."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

ENTRY = re.compile(r"\s*(\w+)\s*(?:\(([^()]*)\))?\s*(?:,|$)")
# sizes in the order in which a specification names them; B is drawn first wherever it stands
ROUNDS = {"wide": (2, 5, 4, 3, 6), "square": (3, 3, 3, 3, 3), "B = 1": (1, 2, 4, 3, 5), "tall": (5, 2, 3, 4, 6)}


@dataclass(frozen=True)
class Case:
    """One input of an exercise: arrays by name, the sizes that its shapes are made of, what is special."""

    inputs: dict
    sizes: dict = field(default_factory=dict)
    label: str = ""
    special: bool = False

    def entries(self) -> int:
        """How many numbers a reader has to look at."""
        return sum(np.size(value) for value in self.inputs.values())


def parse(spec: str) -> dict[str, tuple[str, ...] | None]:
    """Names and shapes of "x (B, d_in), lr": {"x": ("B", "d_in"), "lr": None}; () is an array of no axes."""
    found, at = {}, 0
    while at < len(spec):
        match = ENTRY.match(spec, at)
        if match is None:
            raise ValueError(f"{spec!r}: expected 'name (axis, axis), name ...' at {spec[at:]!r}")
        axes = match[2]
        found[match[1]] = None if axes is None else tuple(a.strip() for a in axes.split(",") if a.strip())
        at = match.end()
    return found


def axis_names(*specs: dict) -> list[str]:
    """The named sizes of the specifications, B first."""
    names = [axis for spec in specs for axes in spec.values() for axis in axes or ()]
    letters = dict.fromkeys(word for axis in names for word in re.findall(r"[A-Za-z_]\w*", axis))
    return sorted(letters, key=lambda name: name != "B")


def length(axis: str, sizes: dict) -> int:
    """The length of an axis that is written as a number, a name or a sum such as "d + 1"."""
    return int(eval(axis, {"__builtins__": {}}, dict(sizes)))


def draw_cases(identifier: str, spec: dict, draws: dict, rounds: dict, series: int = 0) -> list[Case]:
    """One case for each round of sizes, always the same for one exercise and series."""
    names, cases = axis_names(spec), []
    for label, lengths in rounds.items():
        if label == "B = 1" and "B" not in names:
            continue
        sizes = dict(zip(names, lengths)) if not isinstance(lengths, dict) else dict(lengths)
        rng = np.random.default_rng([zlib.crc32(identifier.encode()), len(cases), *[series] * (series > 0)])
        inputs = {name: _draw(draws.get(name), rng, axes, sizes) for name, axes in spec.items()}
        cases.append(Case(inputs, sizes, label))
    return cases


def _draw(how: Callable | None, rng, axes, sizes):
    shape = None if axes is None else tuple(length(axis, sizes) for axis in axes)
    if how is not None:
        return how(rng, shape, sizes)
    return round(rng.uniform(0.1, 0.9), 2) if shape is None else normal()(rng, shape, sizes)


# --- what an input can be drawn as: each returns a function of (rng, shape, sizes) -----------------

def normal(scale: float = 1.5) -> Callable:
    """Normal numbers with two decimals, none of them 0."""
    def draw(rng, shape, sizes):
        numbers = np.round(scale * rng.standard_normal(shape), 2)
        return np.where(numbers == 0, 0.07, numbers)
    return draw


def uniform(low: float, high: float) -> Callable:
    """Numbers between low and high with two decimals; one Python float if there is no shape."""
    def draw(rng, shape, sizes):
        numbers = np.round(rng.uniform(low, high, shape), 2)
        return float(numbers) if shape is None else numbers
    return draw


def labels(classes: str = "C") -> Callable:
    """Integer labels 0 ... C-1."""
    return lambda rng, shape, sizes: rng.integers(0, length(classes, sizes), shape)


def one_hot_rows() -> Callable:
    """Rows with a single 1."""
    return lambda rng, shape, sizes: np.eye(shape[1])[rng.integers(0, shape[1], shape[0])]


def probabilities() -> Callable:
    """Rows of positive numbers that sum to 1."""
    def draw(rng, shape, sizes):
        numbers = rng.uniform(0.2, 1, shape)
        return numbers / numbers.sum(axis=-1, keepdims=True)
    return draw


def binary() -> Callable:
    """Zeros and ones, as floats."""
    return lambda rng, shape, sizes: rng.integers(0, 2, shape).astype(float)


def whole(low: int, high: int) -> Callable:
    """One Python integer (or an array of them) from low to high, both included."""
    def draw(rng, shape, sizes):
        numbers = rng.integers(low, high + 1, shape)
        return int(numbers) if shape is None else numbers
    return draw


def generator() -> Callable:
    """A random generator with a seed of its own; every run gets it in the same state."""
    return lambda rng, shape, sizes: np.random.default_rng(int(rng.integers(1_000_000)))


def given(value) -> Callable:
    """The same value in every case."""
    return lambda rng, shape, sizes: value
