"""Shifts and distortions against slow witnesses."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from scipy.ndimage import map_coordinates

from backprop.data import Distort, Shift, mnist, warp
from backprop.errors import DTypeError, OptionError, ShapeError

NONE = dict(rotation=0, scale=0, shear=0, shift=0, elastic=0)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def noise_images(count: int, size: int, dtype=np.float32) -> np.ndarray:
    return rng(7).random((count, size * size)).astype(dtype)


def witness(x, down, right):
    """scipy's interpolation, image by image, with zeros around."""
    size = int(np.sqrt(x.shape[1]))
    grid = np.indices((size, size), dtype=float).reshape(2, -1)
    padded = np.pad(x.reshape(-1, size, size).astype(float), ((0, 0), (2, 2), (2, 2)))
    return np.stack([map_coordinates(image, [grid[0] + d + 2, grid[1] + r + 2], order=1, cval=0.0)
                     for image, d, r in zip(padded, down.astype(float), right.astype(float))])


@pytest.mark.parametrize("size", [1, 2, 5, 28, 33])
@pytest.mark.parametrize("strength", [0.3, 3, 100])
def test_warp_agrees_with_scipy(size, strength):
    x = noise_images(9, size)
    down, right = (strength * rng(1).standard_normal((2, *x.shape))).astype(np.float32)
    assert np.allclose(warp(x, down, right), witness(x, down, right), atol=2e-5)


def test_warp_by_whole_pixels_is_exact():
    x = noise_images(2, 6)
    moved = warp(x, np.full_like(x, 2), np.full_like(x, -1)).reshape(2, 6, 6)
    assert np.array_equal(moved[:, :4, 1:], x.reshape(2, 6, 6)[:, 2:, :5])
    assert not moved[:, 4:].any() and not moved[:, :, 0].any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("augment", [Distort(), Shift(2)])
def test_fresh_repeatable_and_of_the_same_type(augment, dtype):
    x = noise_images(40, 11, dtype)
    before = x.copy()
    y = augment(x, rng(1))
    assert y.dtype == dtype and y.shape == x.shape and np.array_equal(x, before)
    assert not np.shares_memory(x, y) and y.flags.writeable and y.flags.c_contiguous
    assert np.array_equal(y, augment(x, rng(1))) and not np.array_equal(y, augment(x, rng(2)))
    assert np.array_equal(y, copy.deepcopy(augment)(x, rng(1)))
    assert y.min() >= 0 and y.max() <= 1


@pytest.mark.parametrize("augment", [Distort(**NONE), Shift(0)])
def test_no_strength_changes_nothing(augment):
    x = mnist().x_test[:300]
    y = augment(x, rng())
    assert np.array_equal(y, x) and not np.shares_memory(x, y)


def test_shift_moves_by_every_offset_and_no_other():
    x = np.zeros((4000, 49), np.float32)
    x[:, 24] = 1                                                # the middle of 7 x 7
    place = Shift(2)(x, rng()).argmax(axis=1)
    offsets = np.stack([place // 7 - 3, place % 7 - 3])
    counts = np.unique(offsets, axis=1, return_counts=True)[1]
    assert offsets.min() == -2 and offsets.max() == 2
    assert len(counts) == 25 and np.all(np.abs(counts - 160) < 5 * np.sqrt(160))


def test_shift_loses_what_leaves_and_brings_zeros():
    x = np.ones((200, 9), np.float32)
    images = Shift(1)(x, rng()).reshape(-1, 3, 3)
    assert {tuple(image.sum(axis=1)) for image in images} == {
        (3, 3, 3), (2, 2, 2), (0, 3, 3), (3, 3, 0), (0, 2, 2), (2, 2, 0)}


def test_rotation_turns_without_stretching():
    down, right = Distort(**NONE | {"rotation": 30}).field(64, 9, rng())
    grid = np.indices((9, 9)).reshape(2, -1) - 4.0
    moved = grid[:, None] + np.stack([down, right])             # (2, 64, 81)
    assert np.allclose(np.hypot(*moved), np.hypot(*grid), atol=1e-4)
    turned = np.angle((moved[1] + 1j * moved[0])[:, 0] / (grid[1] + 1j * grid[0])[0])
    assert np.degrees(np.std(turned)) == pytest.approx(30, rel=0.3)


def test_rotation_and_shear_together_keep_areas():
    down, right = Distort(**NONE | {"rotation": 20, "shear": 0.5}).field(50, 3, rng())
    r, c = np.indices((3, 3)).reshape(2, -1) - 1.0
    maps = np.stack([r + down, c + right], axis=1) @ np.linalg.pinv([r, c])     # (50, 2, 2)
    assert np.allclose(np.linalg.det(maps), 1, atol=1e-5)


@pytest.mark.parametrize("name, value", [("shift", 2.0), ("elastic", 1.5), ("scale", 0.1),
                                         ("shear", 0.1)])
def test_each_strength_has_its_size(name, value):
    down, right = Distort(**NONE | {name: value}).field(3000, 9, rng())
    size = np.stack([down, right]).std(axis=1)                  # over the images: (2, 81)
    if name in ("shift", "elastic"):
        assert np.allclose(size, value, rtol=0.08)
        assert (np.ptp(down, axis=1).max() < 1e-5) == (name == "shift")
    else:
        r, c = np.indices((9, 9)).reshape(2, -1) - 4.0
        expected = np.abs([r, c]) if name == "scale" else np.abs([c, 0 * r])
        assert np.allclose(size, value * expected, rtol=0.08, atol=1e-6)


def test_elastic_is_smooth_and_wider_when_asked():
    def step(smooth):
        down, _ = Distort(**NONE | {"elastic": 1.0, "smooth": smooth}).field(500, 28, rng())
        return np.diff(down.reshape(-1, 28, 28), axis=2).std()
    assert 0.1 < step(4.0) < 0.25 and step(8.0) == pytest.approx(step(4.0) / 2, rel=0.15)


def test_a_digit_stays_a_digit():
    x = mnist().x_test[:500]
    y = Distort()(x, rng())
    assert np.abs(y.sum(axis=1) / x.sum(axis=1) - 1).mean() < 0.25
    likeness = (x * y).sum(axis=1) / np.linalg.norm(x, axis=1) / np.linalg.norm(y, axis=1)
    assert 0.5 < likeness.mean() < 0.95


def test_repr_is_what_makes_it_again():
    made = Distort(rotation=3)
    assert eval(repr(made)) == made and repr(Shift(2)) == "Shift(pixels=2)"


@pytest.mark.parametrize("augment", [Distort(), Shift()])
def test_bad_input(augment):
    name = type(augment).__name__
    with pytest.raises(ShapeError, match=f"{name}: x has 783 columns, expected a square"):
        augment(np.zeros((2, 783), np.float32), rng())
    with pytest.raises(ShapeError, match=f"{name}: x has shape"):
        augment(np.zeros((2, 28, 28), np.float32), rng())
    with pytest.raises(DTypeError, match="uint8"):
        augment(np.zeros((2, 784), np.uint8), rng())
    with pytest.raises(DTypeError, match=name):
        augment(np.zeros((2, 784), np.float32), 0)


def test_bad_strengths():
    with pytest.raises(OptionError, match="Distort: rotation is -1"):
        Distort(rotation=-1)
    with pytest.raises(OptionError, match="smooth is 0"):
        Distort(smooth=0)
    with pytest.raises(OptionError, match="elastic is nan"):
        Distort(elastic=float("nan"))
    with pytest.raises(OptionError, match="Shift: pixels is -1"):
        Shift(-1)
    with pytest.raises(ShapeError, match="warp: down"):
        warp(np.zeros((2, 4)), np.zeros((2, 3)), np.zeros((2, 4)))
