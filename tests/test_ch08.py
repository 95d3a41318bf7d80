"""Chapter 8: the U curve, the complex step, the sample's chance, and the bank of wrong layers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from backprop import mlp
from backprop.figures import ch08, ch08_bugs
from backprop.gradcheck import check_layer, compare
from backprop.layers import LayerNorm, Tanh


@pytest.mark.parametrize("name", ch08.SMOOTH)
def test_the_derivatives_of_the_functions(name):
    f, first, second, third, at = ch08.SMOOTH[name]
    for low, high in ((f, first), (first, second), (second, third)):
        assert (low(at + 1e-5) - low(at - 1e-5)) / 2e-5 == pytest.approx(high(at), rel=1e-8)


@pytest.mark.parametrize("name", ch08.SMOOTH)
@pytest.mark.parametrize("kind", ["forward", "central"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_derived_step_is_near_the_best_measured_one(name, kind, dtype):
    """Errors within a factor of two of the derived step, against the least on the whole curve: within 30 times."""
    function = ch08.SMOOTH[name]
    best = ch08.best_step(kind, function, np.finfo(dtype).eps / 2)
    h = 10.0**np.arange(-14, 0, 0.05)
    errors = ch08.measured(kind, function, h, dtype)
    errors = np.nan_to_num(errors, nan=1.0)                 # the step is lost in the rounding
    smooth = np.array([np.median(errors[max(0, k - 5):k + 6]) for k in range(len(h))])
    here = smooth[np.abs(np.log(h / best)).argmin()]
    assert here < 30 * smooth.min()
    worse = [smooth[np.abs(np.log(h / (best * times))).argmin()] for times in (1e-3, 100)]
    assert min(worse) > 3 * here


def test_the_complex_step_is_right_where_it_is_analytic_and_wrong_where_not():
    for name, slope in (("sin", math.cos(0.8)), ("exp", math.exp(0.8)), ("maximum", 1.0)):
        assert ch08.complex_slope(name, 0.8, 1e-20) == pytest.approx(slope, rel=1e-14)
    assert math.isnan(ch08.complex_slope("abs", 0.8, 1e-20))
    assert ch08.complex_slope("vdot(x, x)", 0.8, 1e-20) == 0.0          # the truth is 1.6


def test_the_chance_of_a_sample():
    assert ch08.chance_of_a_sample(1, 50) == pytest.approx(50 / 79_510)
    assert ch08.chance_of_a_sample(3, 2, size=5) == pytest.approx(1 - (2 / 5) * (1 / 4))
    assert ch08.chance_of_a_sample(100, 1000) == pytest.approx(1 - (1 - 1000 / 79_510)**100, rel=0.02)


def test_a_direction_sees_a_single_wrong_sign():
    assert (ch08.seen_by_direction(1, runs=30) > 1e-7).mean() > 0.95


WORDS = ["dx disagrees", "dW disagrees", "db disagrees", "second backward gave another dW", "lower precision", "dx disagrees",
         "altered x", "dx disagrees", "dx disagrees", "dx disagrees", "dx disagrees", "dx disagrees"]


@pytest.mark.parametrize("k, words", list(enumerate(WORDS, 1)))
def test_every_wrong_layer_is_caught_for_its_own_mistake(k, words):
    assert words in ch08_bugs.judged(ch08_bugs.bank()[k])


@pytest.mark.parametrize("k", range(len(WORDS) + 1))
def test_the_right_layers_behind_them_pass(k):
    layer = ch08_bugs.bank()[k]
    parent = type(layer) if k == 0 else type(layer).__mro__[1]
    right = parent.from_config(layer.config(), rng=np.random.default_rng(0))
    if hasattr(right, "W"):
        right.W, right.b = right.W.astype(np.float64), right.b.astype(np.float64)
        right.dW, right.db = np.zeros_like(right.W), np.zeros_like(right.b)
    assert check_layer(right, np.random.default_rng(1).normal(size=(4, 5)), rng=np.random.default_rng(2)).ok


def test_ones_are_blind_to_two_of_them():
    blind = [type(layer).__name__ for layer in ch08_bugs.bank()[1:] if ch08_bugs.judged(layer, ones=True) == "agrees"]
    assert blind == ["NoGradientAtAll", "StdIsConstant"]


def test_a_wrong_slope_hides_near_zero():
    """x² - tanh(x)² is about 2x⁴/3: inputs a tenth as large, an error a ten-thousandth; the right layer stays right."""
    assert [row[2] for row in ch08_bugs.near_zero().rows] == ["disagrees", "suspicious", "agrees"]
    large, small = (ch08_bugs.worst(ch08_bugs.SlopeAtTheInput(), size) for size in (0.1, 0.01))
    assert 5e3 < large / small < 2e4
    assert max(ch08_bugs.worst(Tanh(), size) for size in (1, 0.1, 0.01)) < 1e-9


def test_the_page_says_how_far_right_and_wrong_lie_apart():
    rows = ch08_bugs.table().rows
    errors = [float(row[1].rpartition("error ")[2]) for row in rows if "error" in row[1]]
    assert errors[0] < 1e-9 and min(errors[1:]) > 1e-2


@pytest.mark.parametrize("gain, blind", [(np.ones(5), True), (np.arange(1.0, 6), False)])
def test_ones_are_blind_to_a_normalization_only_while_its_gain_is_one(gain, blind):
    """Exercise 3: the right dx vanishes if gain * dy is constant along each row."""
    layer, x = LayerNorm(5, dtype=np.float64), np.random.default_rng(1).normal(size=(4, 5))
    layer.gain[...] = gain
    layer.forward(x)
    assert (np.abs(layer.backward(np.ones((4, 5)))).max() < 1e-12) == blind
    assert np.abs(layer.backward(np.ones((4, 5)) / gain)).max() < 1e-12


def test_a_tiny_loss_hides_even_a_gradient_of_zeros():
    """What the page says of our checker: its allowance for rounding is absolute below a loss of 1."""
    at = np.array([0.4, -0.9, 0.7])
    verdicts = [compare("zeros", 0 * at, lambda v: scale * np.sum(np.tanh(v)), at.copy()).verdict
                for scale in (1, 1e-6, 1e-13)]
    assert verdicts == ["disagrees", "suspicious", "agrees"]


def test_torch_is_asked_for_every_gradient():
    pytest.importorskip("torch")
    from backprop import SoftmaxCrossEntropy
    rng, loss = np.random.default_rng(0), SoftmaxCrossEntropy()
    net = mlp([4, 6, 3], activation="tanh", rng=rng, dtype=np.float64)
    x, t = rng.normal(size=(5, 4)), rng.integers(3, size=5)
    loss.forward(net.forward(x), t)
    net.backward(loss.backward())
    assert float(ch08_bugs.torch_says(net, x, t).split()[-1]) < 1e-12
    net.grads[0] += 1
    assert float(ch08_bugs.torch_says(net, x, t).split()[-1]) > 1e-2
