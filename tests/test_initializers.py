from __future__ import annotations

import math

import numpy as np
import pytest

from backprop.errors import DTypeError, OptionError
from backprop.initializers import INITIALIZERS

STD = {"he_normal": math.sqrt(2 / 300), "glorot_normal": math.sqrt(2 / 500),
       "glorot_uniform": math.sqrt(2 / 500), "lecun_normal": math.sqrt(1 / 300),
       "standard_normal": 1.0, "small_normal": 0.01, "zeros": 0.0}
every = pytest.mark.parametrize("name", INITIALIZERS)


def draw(name, seed=0, **options):
    return INITIALIZERS[name]((300, 200), rng=np.random.default_rng(seed), **options)


def test_every_initializer_has_its_expected_spread():
    assert set(STD) == set(INITIALIZERS)


@every
def test_mean_and_standard_deviation(name):
    W = draw(name, dtype=np.float64)
    error = STD[name] / math.sqrt(W.size)                      # of the mean; of the std: 0.71 of it
    assert W.shape == (300, 200)
    assert abs(W.mean()) <= 4 * error
    assert abs(W.std() - STD[name]) <= 4 * error


@every
def test_seed_and_dtype(name):
    assert draw(name).dtype == np.float32
    assert np.array_equal(draw(name), draw(name))
    assert np.array_equal(draw(name, dtype=np.float64).astype(np.float32), draw(name))
    assert name == "zeros" or not np.array_equal(draw(name), draw(name, seed=1))


def test_uniform_is_bounded():
    a = math.sqrt(6 / 500)
    W = draw("glorot_uniform", dtype=np.float64)
    assert abs(W).max() <= a and abs(W).max() > .99 * a


@every
@pytest.mark.parametrize("shape, error, words", [
    ((3,), DTypeError, r"shape is \(3,\), expected a tuple \(fan_in, fan_out\)"),
    (3, DTypeError, "shape is 3"), ([3, 2], DTypeError, "expected a tuple"),
    ((0, 2), OptionError, "fan_in is 0, expected at least 1"),
    ((2, -1), OptionError, "fan_out is -1"), ((2, 1.5), DTypeError, "fan_out is float 1.5"),
])
def test_wrong_shapes(name, shape, error, words):
    with pytest.raises(error, match=f"{name}: .*{words}"):
        INITIALIZERS[name](shape, rng=np.random.default_rng(0))


@pytest.mark.parametrize("name", [n for n in INITIALIZERS if n != "zeros"])
@pytest.mark.parametrize("rng", [0, None, np.random.RandomState(0)])
def test_wrong_rng(name, rng):
    with pytest.raises(DTypeError, match=f"{name}: rng is .*default_rng"):
        INITIALIZERS[name]((3, 2), rng=rng)
