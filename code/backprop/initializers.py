"""Starting weights: functions of (shape, rng). A weight matrix has shape (fan_in, fan_out).

Derived in chapter 10: Var(y) = fan_in * Var(W) * E[x^2], so a variance of 1/fan_in keeps the scale
of a linear layer, and 2/fan_in that of a layer behind a ReLU.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator

from .checks import check_count, check_dtype, check_generator
from .errors import DTypeError

Shape = tuple[int, int]


def he_normal(shape: Shape, *, rng: Generator, dtype=np.float32) -> np.ndarray:
    """N(0, 2 / fan_in): keeps E[x^2] through ReLU layers.  Source: He et al. (2015)."""
    return _normal(math.sqrt(2 / _fans(shape, "he_normal")[0]), shape, rng, dtype, "he_normal")


def glorot_normal(shape: Shape, *, rng: Generator, dtype=np.float32) -> np.ndarray:
    """N(0, 2 / (fan_in + fan_out)): for tanh and sigmoid.  Source: Glorot, Bengio (2010)."""
    std = math.sqrt(2 / sum(_fans(shape, "glorot_normal")))
    return _normal(std, shape, rng, dtype, "glorot_normal")


def glorot_uniform(shape: Shape, *, rng: Generator, dtype=np.float32) -> np.ndarray:
    """U(-a, a), a = sqrt(6 / (fan_in + fan_out)): the variance of glorot_normal, bounded."""
    a = math.sqrt(6 / sum(_fans(shape, "glorot_uniform")))
    drawn = check_generator(rng, "glorot_uniform").uniform(-a, a, shape)
    return drawn.astype(check_dtype(dtype, "glorot_uniform"), copy=False)


def lecun_normal(shape: Shape, *, rng: Generator, dtype=np.float32) -> np.ndarray:
    """N(0, 1 / fan_in): keeps E[x^2] in linear and SELU layers.  Source: LeCun et al. (1998)."""
    std = math.sqrt(1 / _fans(shape, "lecun_normal")[0])
    return _normal(std, shape, rng, dtype, "lecun_normal")


def standard_normal(shape: Shape, *, rng: Generator, dtype=np.float32) -> np.ndarray:
    """N(0, 1) whatever the fan-in: x grows by sqrt(fan_in) a layer (a mistake to study)."""
    return _normal(1.0, shape, rng, dtype, "standard_normal")


def small_normal(shape: Shape, *, rng: Generator, dtype=np.float32) -> np.ndarray:
    """N(0, 0.01^2) whatever the fan-in: x shrinks from layer to layer (a mistake to study)."""
    return _normal(0.01, shape, rng, dtype, "small_normal")


def zeros(shape: Shape, *, rng: Generator | None = None, dtype=np.float32) -> np.ndarray:
    """All zeros: every hidden unit stays a copy of every other (a mistake to study)."""
    _fans(shape, "zeros")
    return np.zeros(shape, check_dtype(dtype, "zeros"))


INITIALIZERS = {f.__name__: f for f in (he_normal, glorot_normal, glorot_uniform, lecun_normal,
                                        standard_normal, small_normal, zeros)}


def _normal(std: float, shape, rng, dtype, where: str) -> np.ndarray:
    """Normal numbers, drawn in float64 so that every dtype starts from the same ones."""
    _fans(shape, where)
    drawn = std * check_generator(rng, where).standard_normal(shape)
    return drawn.astype(check_dtype(dtype, where), copy=False)


def _fans(shape, where: str) -> tuple[int, int]:
    """Return (fan_in, fan_out), both at least 1."""
    if not isinstance(shape, tuple) or len(shape) != 2:
        raise DTypeError(f"{where}: shape is {shape!r}, expected a tuple (fan_in, fan_out)")
    return check_count(shape[0], "fan_in", where), check_count(shape[1], "fan_out", where)
