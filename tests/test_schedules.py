"""Schedules: hand-worked values, the ends, and every wrong argument."""

from __future__ import annotations

import math

import numpy as np
import pytest

from backprop.errors import DTypeError, OptionError
from backprop.schedules import (SCHEDULES, constant, cosine, exponential, linear, step_decay)


@pytest.mark.parametrize("schedule, expected", [
    (constant(0.4), {0: 0.4, 10**6: 0.4}),
    (constant(0.4, warmup=4), {0: 0.1, 1: 0.2, 3: 0.4, 4: 0.4, 99: 0.4}),
    (linear(1.0, 10), {0: 1.0, 5: 0.5, 9: 0.1, 10: 0.0, 11: 0.0}),
    (linear(1.0, 10, warmup=2), {0: 0.5, 1: 1.0, 2: 1.0, 6: 0.5, 10: 0.0}),
    (cosine(2.0, 12), {0: 2.0, 4: 1.5, 6: 1.0, 8: 0.5, 12: 0.0, 20: 0.0}),
    (cosine(2.0, 14, warmup=2), {0: 1.0, 1: 2.0, 2: 2.0, 6: 1.5, 14: 0.0}),
    (step_decay(1.0, 3, 0.5), {0: 1.0, 2: 1.0, 3: 0.5, 5: 0.5, 6: 0.25}),
    (exponential(1.0, 2, 0.25), {0: 1.0, 1: 0.5, 2: 0.25, 4: 0.0625}),
])
def test_hand_worked_values(schedule, expected):
    for t, lr in expected.items():
        assert schedule(t) == pytest.approx(lr, abs=1e-15), t
        assert type(schedule(t)) is float


def test_cosine_is_the_formula():
    for t in range(0, 100, 7):
        assert cosine(0.3, 100)(t) == pytest.approx(0.3 * (1 + math.cos(math.pi * t / 100)) / 2)


@pytest.mark.parametrize("make", [linear, cosine])
def test_the_mean_over_a_run_is_half_of_lr(make):
    values = [make(1.0, 1000)(t) for t in range(1000)]
    assert np.mean(values) == pytest.approx(0.5, abs=1e-3)
    assert all(a >= b for a, b in zip(values, values[1:]))


@pytest.mark.parametrize("make, error, words", [
    (lambda: constant(-1), OptionError, "constant: lr is -1"),
    (lambda: constant(math.nan), OptionError, "lr is nan"),
    (lambda: constant("x"), DTypeError, "lr is str"),
    (lambda: constant(1, warmup=-1), OptionError, "warmup is -1"),
    (lambda: linear(1, 0), OptionError, "linear: steps is 0"),
    (lambda: linear(1, 2.5), DTypeError, "steps is float 2.5, expected a whole number"),
    (lambda: cosine(1, 5, warmup=5), OptionError, "expected fewer than steps = 5"),
    (lambda: step_decay(1, 0), OptionError, "every is 0"),
    (lambda: exponential(1, 5, factor=0), OptionError, "factor is 0"),
    (lambda: step_decay(1, 5, factor=2), OptionError, "factor is 2"),
])
def test_wrong_arguments(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_the_table_names_every_schedule():
    assert SCHEDULES == {f.__name__: f for f in (constant, linear, cosine, step_decay, exponential)}
