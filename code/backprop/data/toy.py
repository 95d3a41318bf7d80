"""Small sets that are drawn, not read: a sine to fit, and points in the plane to tell apart."""

from __future__ import annotations

import numpy as np

from ..checks import check_choice, check_count, check_generator, check_number


def sine(n: int, *, noise: float = 0.0, rng: np.random.Generator | None = None,
         spacing: str = "even", low: float = 0.0, high: float = 1.0):
    """n points of one sine: y = sin(2 pi x) + noise * N(0, 1), with x in (low, high).

    spacing: "even": x = low + (high - low)(i + 1/2)/n; "random": uniform. Both "random" and noise
             need rng.
    Shapes:  x (n, 1), y (n, 1), float32.
    """
    check_count(n, "n", "sine")
    check_number(high, "high", "sine", low=low, open_low=True)
    if check_choice(spacing, ("even", "random"), "spacing", "sine") == "even":
        place = (np.arange(n) + 0.5) / n
    else:
        place = check_generator(rng, "sine").uniform(size=n)
    x = (low + (high - low) * place)[:, None]
    return x.astype(np.float32), _jitter(np.sin(2 * np.pi * x), noise, rng, "sine")


def spirals(n: int, *, classes: int = 2, turns: float = 1.0, noise: float = 0.0,
            rng: np.random.Generator | None = None):
    """n points on spirals that start in the middle, one arm a class: radius 0 ... 1.

    Shapes:  x (n, 2) float32, t (n,) int64 in 0 ... classes-1, in turn.
    """
    check_count(classes, "classes", "spirals", low=2)
    t = np.arange(check_count(n, "n", "spirals", low=classes)) % classes
    radius = (np.arange(n) // classes + 1) / -(-n // classes)
    angle = 2 * np.pi * (turns * radius + t / classes)
    x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _jitter(x, noise, rng, "spirals"), t


def moons(n: int, *, noise: float = 0.0, rng: np.random.Generator | None = None):
    """n points on two half circles that reach into each other.

    Shapes:  x (n, 2) float32, t (n,) int64 in 0, 1, in turn.
    """
    t = np.arange(check_count(n, "n", "moons", low=2)) % 2
    angle = np.pi * (np.arange(n) // 2 + 0.5) / -(-n // 2)
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    x = np.where(t[:, None] == 0, x, [1, 0.5] - x)                  # the second one upside down
    return _jitter(x, noise, rng, "moons"), t


def xor(n: int = 4, *, noise: float = 0.0, rng: np.random.Generator | None = None):
    """n points around the corners (-1, -1), (-1, 1), (1, -1), (1, 1), labels 0, 1, 1, 0, in turn.

    Shapes:  x (n, 2) float32, t (n,) int64.
    """
    corner = np.arange(check_count(n, "n", "xor")) % 4
    x = 2.0 * np.stack([corner // 2, corner % 2], axis=1) - 1
    return _jitter(x, noise, rng, "xor"), corner // 2 ^ corner % 2


def _jitter(x: np.ndarray, noise: float, rng, where: str) -> np.ndarray:
    """x as float32, plus noise * N(0, 1) in every entry."""
    if check_number(noise, "noise", where, low=0, high=np.inf, open_high=True) > 0:
        x = x + noise * check_generator(rng, where).standard_normal(x.shape)
    return x.astype(np.float32)
