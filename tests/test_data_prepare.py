"""Batches, splits, standardizing and the toy sets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from backprop.data import Standardize, batches, moons, sine, spirals, split, xor
from backprop.errors import DTypeError, NonFiniteError, OptionError, ShapeError


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


# batches

@given(st.integers(1, 200), st.integers(1, 250), st.integers(0, 5))
@settings(deadline=None)
def test_every_index_once_an_epoch(n, size, seed):
    parts = list(batches(n, size, rng=rng(seed)))
    assert sorted(np.concatenate(parts).tolist()) == list(range(n))
    assert [len(p) for p in parts[:-1]] == [size] * (n // size if n % size else n // size - 1)
    assert len(parts[-1]) == (n % size or size)


def test_batches_are_random_and_repeatable():
    a, b = (np.concatenate(list(batches(100, 7, rng=rng(3)))) for _ in range(2))
    assert np.array_equal(a, b) and not np.array_equal(a, np.arange(100))
    source = rng(3)
    first, second = (np.concatenate(list(batches(100, 7, rng=source))) for _ in range(2))
    assert np.array_equal(first, a) and not np.array_equal(first, second)


def test_any_place_is_equally_likely():
    source = rng(1)
    first = np.concatenate([next(batches(5, 2, rng=source)) for _ in range(5000)])
    assert np.all(np.abs(np.bincount(first, minlength=5) - 2000) < 5 * np.sqrt(2000 * 0.6))


def test_batches_complain_at_once():
    with pytest.raises(OptionError, match="batches: batch_size is -1, expected at least 1"):
        batches(10, -1, rng=rng())
    with pytest.raises(OptionError, match="batches: n is 0"):
        batches(0, 5, rng=rng())
    with pytest.raises(DTypeError, match="batch_size is float 2.5"):
        batches(10, 2.5, rng=rng())
    with pytest.raises(DTypeError, match=r"np.random.default_rng"):
        batches(10, 2, rng=0)


# split

def test_split_parts_the_rows_and_keeps_pairs():
    x, t = np.arange(40.0).reshape(20, 2), np.arange(20)
    (x_train, t_train), (x_valid, t_valid) = split(x, t, 6, rng=rng())
    assert x_train.shape == (14, 2) and x_valid.shape == (6, 2)
    assert sorted([*t_train, *t_valid]) == list(range(20)) and sorted(t_valid) != list(range(6))
    for xs, ts in (x_train, t_train), (x_valid, t_valid):
        assert np.array_equal(xs, x[ts])
    x_valid[:] = -1
    assert np.array_equal(x, np.arange(40.0).reshape(20, 2))


def test_split_errors():
    x, t = np.zeros((5, 2)), np.zeros(5, int)
    with pytest.raises(ShapeError, match="split: x has 5 rows, t has 4"):
        split(x, t[:4], 2, rng=rng())
    for size in 0, 5, 9:
        with pytest.raises(OptionError, match=f"valid_size is {size}"):
            split(x, t, size, rng=rng())
    with pytest.raises(DTypeError, match="NumPy arrays"):
        split(x.tolist(), t, 2, rng=rng())


# Standardize

@pytest.mark.parametrize("per, axis", [("feature", 0), ("all", None)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_standardize_has_mean_0_and_deviation_1(per, axis, dtype):
    x = (rng().normal(size=(9000, 4)) * [1, 10, 0.1, 3] + [5, 0, 100, -2]).astype(dtype)
    before = x.copy()
    s = Standardize.fit(x, per=per)
    y = s(x)
    assert y.dtype == dtype and np.array_equal(x, before)
    assert np.allclose(s.mean, x.mean(axis, dtype=np.float64), rtol=1e-6)       # the witness
    assert np.allclose(s.std, x.std(axis, dtype=np.float64), rtol=1e-6)
    wide = y.astype(np.float64)
    assert np.allclose(wide.mean(axis), 0, atol=1e-4) and np.allclose(wide.std(axis), 1, atol=1e-5)
    assert np.allclose(s.inverse(y), x, rtol=1e-5, atol=1e-5) and s.inverse(y).dtype == dtype
    again = Standardize(**s.state())
    assert np.array_equal(again(x), y)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("value", [0.0, 0.1, 1e-30, -7.3, 3e30])
def test_a_constant_column_becomes_zero(value, dtype):
    x = np.stack([np.full(4097, value), np.arange(4097)], axis=1).astype(dtype)
    s = Standardize.fit(x)
    assert s.std[0] == 1 and np.all(s(x)[:, 0] == 0)
    assert np.isfinite(s(x + dtype(1))).all()
    assert np.array_equal(Standardize.fit(x[:, :1], per="all")(x[:, :1]), np.zeros((4097, 1)))


@given(hnp.arrays(np.float32, hnp.array_shapes(min_dims=1, max_dims=3, max_side=6),
                  elements=st.floats(-1e6, 1e6, width=32)), st.sampled_from(["feature", "all"]))
@settings(deadline=None)
def test_standardize_is_always_finite(x, per):
    y = Standardize.fit(x, per=per)(x)
    assert y.shape == x.shape and y.dtype == np.float32 and np.isfinite(y).all()


def test_standardize_keeps_the_shape_of_images():
    x = rng().random((50, 4, 4))
    s = Standardize.fit(x)
    assert s.mean.shape == (4, 4) and s(x[:3]).shape == (3, 4, 4)
    assert repr(s) == "Standardize of (4, 4)"


def test_standardize_errors():
    x = np.ones((5, 3), np.float32)
    s = Standardize.fit(x)
    with pytest.raises(ShapeError, match=r"of \(3,\): x has shape \(5, 2\), expected \(rows, 3"):
        s(x[:, :2])
    with pytest.raises(ShapeError):
        s.inverse(x[0])
    with pytest.raises(DTypeError, match="x has dtype uint8.*astype"):
        s(x.astype(np.uint8))
    with pytest.raises(DTypeError):
        Standardize.fit([[1.0]])
    with pytest.raises(ShapeError, match="at least one row"):
        Standardize.fit(x[:0])
    x[2, 1] = np.nan
    with pytest.raises(NonFiniteError, match=r"x\[2, 1\] is nan"):
        Standardize.fit(x)
    with pytest.raises(OptionError, match="unknown per 'pixel', expected one of 'feature', 'all'"):
        Standardize.fit(x, per="pixel")
    with pytest.raises(OptionError, match="std must be positive"):
        Standardize(np.zeros(2), np.array([1.0, 0.0]))
    with pytest.raises(ShapeError):
        Standardize(np.zeros(2), np.ones(3))
    with pytest.raises(NonFiniteError):
        Standardize(np.array([np.nan]), np.ones(1))


# toy sets

def test_sine_is_a_sine():
    x, y = sine(64)
    assert x.shape == y.shape == (64, 1) and x.dtype == y.dtype == np.float32
    assert x[0, 0] == 1 / 128 and x[-1, 0] == 127 / 128 and np.allclose(np.diff(x[:, 0]), 1 / 64)
    assert np.allclose(y, np.sin(2 * np.pi * x), atol=1e-6) and np.mean(y**2) == pytest.approx(0.5)
    x, y = sine(500, spacing="random", low=-1, high=3, rng=rng())
    assert -1 < x.min() < -0.9 and 2.9 < x.max() < 3
    assert np.allclose(y, np.sin(2 * np.pi * x), atol=3e-6)


def test_noise_has_its_size_and_leaves_x_alone():
    x, y = sine(4000, noise=0.2, rng=rng())
    assert np.array_equal(x, sine(4000)[0])
    assert np.std(y - sine(4000)[1]) == pytest.approx(0.2, rel=0.05)


def test_xor_is_the_table():
    x, t = xor()
    assert x.tolist() == [[-1, -1], [-1, 1], [1, -1], [1, 1]] and t.tolist() == [0, 1, 1, 0]
    x, t = xor(400, noise=0.2, rng=rng())
    assert np.array_equal(t, (x[:, 0] * x[:, 1] < 0).astype(int))


def test_spirals():
    x, t = spirals(300, classes=3)
    radius, angle = np.hypot(*x.T), np.arctan2(x[:, 1], x[:, 0])
    assert np.bincount(t).tolist() == [100] * 3 and radius.max() == pytest.approx(1)
    assert np.allclose(radius[:3], 0.01) and np.allclose(np.diff(radius[::3]), 0.01)
    turned = angle - 2 * np.pi * (radius + t / 3)               # each arm is r = angle / 2 pi
    assert np.allclose(np.exp(1j * turned), 1, atol=1e-4)


def test_moons():
    x, t = moons(200)
    center = np.where(t[:, None] == 0, [0, 0], [1, 0.5])
    assert np.allclose(np.hypot(*(x - center).T), 1, atol=1e-6)
    assert np.all(x[t == 0, 1] > 0) and np.all(x[t == 1, 1] < 0.5)


@pytest.mark.parametrize("make", [sine, spirals, moons, xor])
def test_toy_errors_and_types(make):
    x, t = make(10, noise=0.1, rng=rng())
    again = make(10, noise=0.1, rng=rng())
    assert len(x) == len(t) == 10 and x.dtype == np.float32
    assert t.dtype == (np.float32 if make is sine else np.int64)
    assert np.array_equal(x, again[0]) and np.array_equal(t, again[1])
    with pytest.raises(OptionError, match=f"{make.__name__}: n is 0"):
        make(0)
    with pytest.raises(OptionError, match="noise is -1"):
        make(10, noise=-1)
    with pytest.raises(DTypeError, match=make.__name__):
        make(10, noise=0.1)


def test_sine_errors():
    with pytest.raises(OptionError, match="unknown spacing 'odd'"):
        sine(5, spacing="odd")
    with pytest.raises(OptionError, match="high is 0"):
        sine(5, high=0)
    with pytest.raises(DTypeError, match="sine"):
        sine(5, spacing="random")
