from __future__ import annotations

import math

import numpy as np
import pytest
from cases import rng
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from backprop.errors import DTypeError, OptionError, ShapeError
from backprop.gradcheck import numerical_gradient, relative_error
from backprop.layers import Linear, ReLU
from backprop.penalties import L2, NormPenalty, weight_slices

pytestmark = pytest.mark.filterwarnings("error")
MASK = np.array([1, 1, 0, 1, 0, 1], bool)
PENALTIES = [L2(.3), L2(.3, MASK), NormPenalty(.3), NormPenalty(.3, [slice(0, 2), slice(3, 6)]),
             NormPenalty(.3, []), L2(0)]
every = pytest.mark.parametrize("penalty", PENALTIES, ids=repr)
THETA = np.array([3., 4, -1, 2, -2, 1])


def gradient(penalty, theta):
    g = np.zeros_like(theta)
    assert penalty.add_gradient(theta, g) is None
    return g


@every
def test_gradient_against_central_differences(penalty):
    assert relative_error(gradient(penalty, THETA),
                          numerical_gradient(penalty.value, THETA.copy())) < 1e-9


@every
@given(theta=hnp.arrays(st.sampled_from([np.float32, np.float64]), 6,
                        elements=st.floats(-1e4, 1e4, width=32)))
def test_adds_in_place_and_leaves_theta_alone(penalty, theta):
    before, g = theta.copy(), np.ones_like(theta)
    value = penalty.value(theta)
    penalty.add_gradient(theta, g)
    assert type(value) in (float, int) and value >= 0 and math.isfinite(value)
    assert np.array_equal(theta, before) and g.dtype == theta.dtype and np.isfinite(g).all()
    assert np.allclose(g, 1 + gradient(penalty, theta), rtol=1e-6)


def test_l2_by_hand():
    assert L2(.1).value(np.array([3., 4])) == pytest.approx(.05 * 25)
    assert np.allclose(gradient(L2(.1), np.array([3., 4])), [.3, .4])
    assert np.allclose(gradient(L2(2, MASK), THETA), [6, 8, 0, 4, 0, 2])
    assert L2(2, MASK).value(THETA) == 9 + 16 + 4 + 1


def test_norm_by_hand():
    """W / ||W||, without the factor 2 that belongs to ||W||^2."""
    assert NormPenalty(10).value(np.array([3., 4])) == pytest.approx(50)
    assert np.allclose(gradient(NormPenalty(10), np.array([3., 4])), [6, 8])
    two = NormPenalty(1, [slice(0, 2), slice(3, 6)])
    assert two.value(THETA) == pytest.approx(5 + 3)
    assert np.allclose(gradient(two, THETA), [.6, .8, 0, 2 / 3, -2 / 3, 1 / 3])


def test_norm_at_zero_takes_the_subgradient_zero():
    zero = np.zeros(3)
    assert not gradient(NormPenalty(1), zero).any() and NormPenalty(1).value(zero) == 0
    part = NormPenalty(1, [slice(0, 2), slice(2, 3)])
    assert np.allclose(gradient(part, np.array([0., 0, 5])), [0, 0, 1])


@pytest.mark.parametrize("scale", [1e-38, 1e-30, 1e30, 1e38])
def test_norm_neither_overflows_nor_vanishes_in_float32(scale):
    theta = np.array([3, -4], np.float32) * np.float32(scale / 4)
    assert NormPenalty(1).value(theta) == pytest.approx(1.25 * scale, rel=1e-5, abs=0)
    assert np.allclose(gradient(NormPenalty(1), theta), [.6, -.8], rtol=1e-5)


@every
def test_nan_is_not_hidden(penalty):
    theta = np.full(6, np.nan)
    hides = isinstance(penalty, NormPenalty) and penalty.slices == []
    assert hides or math.isnan(penalty.value(theta))


def test_weight_slices():
    class Net:
        layers = [Linear(2, 3, rng=rng()), ReLU(), Linear(3, 1, rng=rng())]

        def named_parameters(self):
            for i, layer in enumerate(self.layers):
                for name in layer.PARAMS:
                    yield f"{i}.{name}", getattr(layer, name), getattr(layer, "d" + name)

    assert weight_slices(Net()) == [slice(0, 6), slice(9, 12)]


def test_weight_slices_of_a_network():
    network = pytest.importorskip("backprop.network")
    net = network.mlp([4, 3, 2], rng=rng())
    for part, layer in zip(weight_slices(net), (net[0], net[2]), strict=True):
        assert np.shares_memory(net.params[part], layer.W)
        assert np.array_equal(net.params[part], layer.W.ravel())


@pytest.mark.parametrize("make, error, words", [
    (lambda: L2(-1), OptionError, r"L2: strength is -1, expected a number in \[0, inf\)"),
    (lambda: L2("1"), DTypeError, "strength is str"),
    (lambda: L2(1, mask=[True]), DTypeError, "mask is not a NumPy array of booleans"),
    (lambda: L2(1, mask=np.ones(2)), DTypeError, "mask is not"),
    (lambda: NormPenalty(-1), OptionError, "NormPenalty: strength is -1"),
    (lambda: NormPenalty(1, [3]), DTypeError, "slices holds something that is not a slice"),
    (lambda: L2(1, MASK).value(np.ones(5)), ShapeError, r"mask has shape \(6,\), expected \(5,\)"),
    (lambda: NormPenalty(1, [slice(0, 9)]).value(THETA), OptionError, "beyond theta of length 6"),
])
def test_wrong_arguments(make, error, words):
    with pytest.raises(error, match=words):
        make()


@every
def test_wrong_vectors(penalty):
    for theta, error in (([1.], DTypeError), (np.ones(6, int), DTypeError),
                         (np.ones((6, 1)), ShapeError)):
        with pytest.raises(error, match=r"\): theta "):
            penalty.value(theta)
        with pytest.raises(error, match=r"\): theta "):
            penalty.add_gradient(theta, np.ones(6))
    with pytest.raises(ShapeError, match=r"g has shape \(5,\), expected \(6,\) like theta"):
        penalty.add_gradient(THETA, np.ones(5))
    with pytest.raises(DTypeError, match=r"\): g has dtype int(64|32)"):
        penalty.add_gradient(THETA, np.ones(6, int))
