"""Chapter 10: what its figures and tables compute."""

from __future__ import annotations

import numpy as np
import pytest

from backprop.figures import ch10, ch10_training


@pytest.mark.parametrize("mean", [0.0, 1.0, 2.0])
def test_the_drawn_outputs_spread_as_the_mean_square_says(mean):
    x, y = ch10.drawn_outputs(mean, 100)
    assert np.mean(x) == pytest.approx(mean, abs=1e-12) and np.var(x) == pytest.approx(1)
    assert np.var(y) == pytest.approx(1 + mean**2, rel=0.15)        # 1,000 draws: standard error 4.5 %


@pytest.mark.parametrize("kind, mean, share", [("normal", 0.0, 0.5), ("uniform", 0.0, 0.5), ("normal", 1.5, 0.9897)])
def test_the_share_that_a_relu_leaves(kind, mean, share):
    caption = ch10.draw_half(mean, kind)[1]
    assert float(caption.split("leaves ")[1].split()[0]) == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("activation", ch10.ACTIVATIONS)
def test_activations_and_gradients_are_those_of_the_layers(activation):
    """The last dz and a, and the first dz against differences along a random direction."""
    rng = np.random.default_rng(5)
    values, gradients = ch10.walk_through(activation, 0.4, depth=3, width=6, rows=4, rng=rng)
    rng = np.random.default_rng(5)
    weights, x = 0.4 * rng.normal(size=(3, 6, 6)), rng.normal(size=(4, 6))
    da, f = rng.normal(size=(4, 6)), ch10.ACTIVATIONS[activation][0]

    def loss(z1):
        a = f(z1)
        for W in weights[1:]:
            a = f(a @ W)
        return np.sum(da * a)
    z1, direction = x @ weights[0], rng.normal(size=(4, 6))
    np.testing.assert_allclose(values[0], f(z1))
    difference = (loss(z1 + 1e-6 * direction) - loss(z1 - 1e-6 * direction)) / 2e-6
    assert np.sum(gradients[0] * direction) == pytest.approx(difference, rel=1e-6)


def test_the_factor_of_a_relu_layer_is_half_of_d_times_v():
    found = [ch10.relu_factor(3 / 200, 200, seed) for seed in range(6)]
    assert np.median(found) == pytest.approx(1.5, rel=0.06)


def test_a_normalized_network_does_not_see_the_size_of_its_weights():
    """Eps apart, it computes the same with weights ten times as large (all but the last, and the biases at 0)."""
    network, x = ch10_training.deep("he_normal", True, 0, hidden=3, width=16), np.random.default_rng(1).normal(size=(4, 784))
    x = x.astype(np.float32)
    before = network.predict(x)
    for layer in network[:-1]:
        if hasattr(layer, "W"):
            layer.W *= 10
    np.testing.assert_allclose(network.predict(x), before, rtol=1e-3, atol=1e-3)


def test_training_helpers_learn_and_survive_what_diverges():
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(200, 784)).astype(np.float32), rng.integers(10, size=200)
    from backprop.optimizers import SGD, Adam
    learned = ch10_training.train(ch10_training._hidden(0), Adam(0.01), x, t, rng, 5)
    assert ch10_training.right(learned, x, t) > 0.9
    with np.errstate(all="ignore"):
        wild = ch10_training.train(ch10_training._hidden(0), SGD(1e6), 1e3 * x, t, rng, 1)
    assert ch10_training.right(wild, x, t) <= 0.3
