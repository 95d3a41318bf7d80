"""Learning rates over time: each function here returns a plain function t -> lr. (chapter 11)

t counts updates from 0. Nothing is stored, so a resumed run needs only its update number.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from .checks import check_count, check_number
from .errors import OptionError

Schedule = Callable[[int], float]


def constant(lr: float, warmup: int = 0) -> Schedule:
    """lr(t) = lr; with warmup it first climbs in equal steps, lr (t + 1) / warmup."""
    _check(lr, "constant", warmup=warmup)
    return _from_zero(lambda t: lr * _climb(t, warmup))


def linear(lr: float, steps: int, warmup: int = 0) -> Schedule:
    """Fall on a straight line from lr to 0 at t = steps, after an optional warm-up."""
    _check(lr, "linear", steps=steps, warmup=warmup)
    return _from_zero(lambda t: lr * _climb(t, warmup) * (1 - _progress(t, steps, warmup)))


def cosine(lr: float, steps: int, warmup: int = 0) -> Schedule:
    """Fall on half a cosine: lr (1 + cos(pi p)) / 2, where p goes from 0 to 1 at t = steps.

    Source:   Loshchilov and Hutter 2017 (without restarts).
    """
    _check(lr, "cosine", steps=steps, warmup=warmup)
    return _from_zero(lambda t: (lr * _climb(t, warmup)
                                 * (1 + math.cos(math.pi * _progress(t, steps, warmup))) / 2))


def step_decay(lr: float, every: int, factor: float = 0.1) -> Schedule:
    """Fall in steps: lr * factor**(t // every)."""
    _check(lr, "step_decay", every=every, factor=factor)
    return _from_zero(lambda t: lr * factor ** (t // every))


def exponential(lr: float, every: int, factor: float = 0.1) -> Schedule:
    """Fall smoothly by `factor` in each `every` updates: lr * factor**(t / every)."""
    _check(lr, "exponential", every=every, factor=factor)
    return _from_zero(lambda t: lr * factor ** (t / every))


SCHEDULES = {"constant": constant, "linear": linear, "cosine": cosine,
             "step_decay": step_decay, "exponential": exponential}


def _from_zero(rule: Schedule) -> Schedule:
    """The rule for t = 0, 1, ...; OptionError before that, where it would climb without end."""
    def schedule(t):
        if not t >= 0:                                      # a NaN is not either
            raise OptionError(f"schedule: t is {t}, expected the number of updates so far, from 0")
        return rule(t)
    return schedule


def _climb(t, warmup):
    """Share of lr that the warm-up allows at t: 1/warmup, 2/warmup, ..., 1."""
    return min(1.0, (t + 1) / warmup) if warmup else 1.0


def _progress(t, steps, warmup):
    """How much of the way from the warm-up's end to `steps` is done, between 0 and 1."""
    return min(max((t - warmup) / (steps - warmup), 0.0), 1.0)


def _check(lr, where, *, steps=None, warmup=0, every=1, factor=1.0):
    check_number(lr, "lr", where, low=0, high=math.inf, open_high=True)
    check_count(warmup, "warmup", where, low=0)
    check_count(every, "every", where)
    check_number(factor, "factor", where, low=0, high=1, open_low=True)
    if steps is not None and check_count(steps, "steps", where) <= warmup:
        raise OptionError(f"{where}: warmup is {warmup}, expected fewer than steps = {steps}")
