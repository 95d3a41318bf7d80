"""Chapter 12: what its figures and tables compute."""

from __future__ import annotations

import re

import numpy as np
import pytest

from backprop.figures import ch12, ch12_training
from backprop.gradcheck import numerical_gradient


def test_bias_and_variance_add_to_the_error_and_decay_trades_them():
    parts = {}
    for strength in (1e-3, 0.3, 3.0):
        curves = ch12.fits(strength, 30)
        bias, variance = parts[strength] = ch12.two_errors(curves)
        assert bias + variance == pytest.approx(np.mean((curves - ch12.truth(ch12.GRID))**2), rel=1e-12)
    biases, variances = np.array([parts[s] for s in (1e-3, 0.3, 3.0)]).T
    assert (np.diff(variances) < 0).all() and biases[2] > 10 * biases[0]


def test_a_ridge_fit_is_the_minimum_of_its_loss():
    """The last drawn fit: the slope of the penalized loss is zero there."""
    rng = np.random.default_rng(0)
    for _ in range(3):
        x = rng.uniform(-1, 1, 30)
        y = ch12.truth(x) + 0.4 * rng.normal(size=30)
    F, curve = ch12.features(x), ch12.fits(0.03, 30, sets=3)[-1]
    w = np.linalg.lstsq(ch12.features(ch12.GRID), curve, rcond=None)[0]
    slope = numerical_gradient(lambda w: np.mean((F @ w - y)**2) / 2 + 0.03 * np.sum(w**2) / 2, w)
    assert np.abs(slope).max() < 1e-8


def test_the_caption_finds_where_half_is_reached():
    caption = ch12.draw_shrink(0.1, 100)[1]
    h = float(caption.split("reached at h = ")[1].split(";")[0])
    assert 1 - (1 - 0.1 * h)**100 == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_all_masks_have_the_derived_mean_and_variance(rate):
    masks, chances = ch12.all_masks(5, rate)
    assert masks.shape == (32, 5) and chances.sum() == pytest.approx(1)
    np.testing.assert_allclose(chances @ masks, 1)
    np.testing.assert_allclose(chances @ (masks - 1)**2, rate / (1 - rate))


@pytest.mark.parametrize("rate, n", [(0.5, 20), (0.8, 100)])
def test_the_dropped_mean_spreads_as_derived(rate, n):
    caption = ch12.draw_dropped(rate, n)[1]
    found, derived = re.search(r"deviation (\S+) \(derived (\S+)\)", caption).groups()
    assert "(derived 1)" in caption and float(found) == pytest.approx(float(derived), rel=0.06)


def test_the_mirror_is_a_mirror_and_shifts_are_shifts():
    caption = ch12.draw_changed(1.0, "mirror")[1]
    assert caption.startswith("A 5")
    assert "Pixels differ by 0.00" in ch12.draw_changed(0.0, "shift")[1]
    assert "Pixels differ by 0.00" in ch12.draw_changed(0.0, "distort")[1]


def test_augmentation_of_standardized_images_keeps_the_ground():
    """Back to pixels, moved, standardized again: what moves in is ground, not the mean."""
    sets = ch12_training.small_set(0)
    x = sets[0][0][:20]
    ground, moved = x.min(), ch12_training._shown(ch12_training.Shift(1), sets)(x, np.random.default_rng(0))
    corners = moved.reshape(-1, 28, 28)[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    np.testing.assert_allclose(corners, ground, rtol=1e-4)


def test_the_three_sets_are_apart():
    (x, t), (x_valid, _), (x_test, _), _ = ch12_training.small_set(1)
    assert len(x) == 1000 and len(x_valid) == 2000 and len(x_test) == 10_000 and abs(x.mean()) < 1e-4
    rows = {row.tobytes() for row in x}
    assert not any(row.tobytes() in rows for row in x_valid)
