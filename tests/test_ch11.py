"""Chapter 11: landscapes, paths, recurrences and experiments."""

from __future__ import annotations

import numpy as np
import pytest

from backprop.errors import AgreementError
from backprop.figures import ch11, ch11_rules, ch11_training
from backprop.gradcheck import numerical_gradient, relative_error
from backprop.optimizers import SGD, Adam, AdamW, Momentum


@pytest.mark.parametrize("name", ch11.LANDSCAPES)
def test_the_gradients_of_the_landscapes(name):
    land, rng = ch11.LANDSCAPES[name], np.random.default_rng(0)
    for _ in range(5):
        w = rng.uniform(-2, 2, 2)
        assert relative_error(land.gradient(w), numerical_gradient(lambda v: land.f(*v), w.copy())) < 1e-8
    assert land.f(*land.lowest) < 1e-8 and np.abs(land.gradient(np.array(land.lowest))).max() < 1e-12


@pytest.mark.parametrize("mu", [0.0, 0.5, 0.9])
def test_the_limit_of_the_rate_is_where_walks_begin_to_grow(mu):
    def end(times):
        lr = times * 2 * (1 + mu) / 20
        points = ch11.path(Momentum(lr, mu) if mu else SGD(lr), ch11.RAVINE, 3000)
        return np.inf if len(points) < 3001 else abs(points[-1, 1])
    assert end(0.99) < 1e-6 and end(1.01) > 1e3


def test_a_path_that_diverges_is_cut():
    points = ch11.path(SGD(0.3), ch11.RAVINE, 100)
    assert len(points) < 20 and "diverged" in ch11.draw_descent(0.205, 0.0)[1]


@pytest.mark.parametrize("name", ch11_rules.RULES)
def test_every_class_follows_its_loop(name):
    assert ch11_rules.difference(name) < 1e-12


def test_a_wrong_recurrence_stops_the_page(monkeypatch):
    monkeypatch.setitem(ch11_rules.RULES, "adam", ch11_rules.ADAM.replace("**n", "**(n + 1)"))
    with pytest.raises(AgreementError, match="Adam and its recurrence differ"):
        ch11_rules.table()


def test_the_epoch_counter_is_wrong_and_the_class_is_right():
    right, wrong = ch11_training.step_sizes(16)
    np.testing.assert_allclose(right, 1, rtol=1e-6)               # a constant gradient: steps of lr
    assert wrong[0] == pytest.approx(1) and wrong.max() > 1.9 and wrong[-1] < 0.4
    once = ch11_training.step_sizes(1)
    np.testing.assert_array_equal(*once)                          # one update an epoch: no difference


def test_frozen_biases_do_not_move_and_weights_do():
    theta, g = np.ones(4), np.ones(4)
    ch11_training.WeightsOnly(0.1, np.array([True, True, False, False])).step(theta, g)
    np.testing.assert_array_equal(theta[2:], 1)
    assert (theta[:2] < 1).all()


def test_decay_inside_adam_depends_on_the_gradients_and_beside_it_does_not():
    sizes = np.array([0.1, 10.0])
    inside = ch11.left_after(Adam(0.01, weight_decay=0.03), sizes, 300)
    beside = ch11.left_after(AdamW(0.01, weight_decay=0.03), sizes, 300)
    assert inside[0] < 0.6 < 0.9 < inside[1]
    np.testing.assert_allclose(beside, (1 - 0.01 * 0.03)**300, atol=0.02)     # standard error 0.005


@pytest.mark.parametrize("lr", [0.1, 0.5, 1.8])
def test_the_noise_floor_is_the_derived_one(lr):
    rest = ch11.noisy_runs(lambda t: lr, steps=600)[-300:].mean()
    assert rest == pytest.approx(lr / (2 - lr), rel=0.06)


def test_the_average_of_the_squares_is_corrected():
    caption = ch11.draw_average(0.99, 0.0)[1]
    assert "corrected 1.000" in caption and "v = 0.096" in caption
