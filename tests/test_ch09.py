"""Chapter 9: what its figures compute."""

from __future__ import annotations

import numpy as np
import pytest

from backprop.autodiff import Dual
from backprop.figures import ch09


@pytest.mark.parametrize("w", [-0.5, 0.5, 1.0])
def test_the_walk_ends_with_the_gradients_of_backward_and_overwriting_does_not(w):
    node = ch09.record(w)
    node["L"].backward()
    gradients, _ = ch09.handed_back(node, len(ch09.HOW), ch09.RULES[0])
    assert gradients == pytest.approx({name: value.grad for name, value in node.items()}, rel=1e-12)
    wrong, _ = ch09.handed_back(node, len(ch09.HOW), ch09.RULES[1])
    assert {name for name in wrong if abs(wrong[name] - gradients[name]) > 1e-9} == {"w"}


def test_each_step_of_the_walk_is_the_next_node():
    node = ch09.record(0.5)
    walked = [ch09.handed_back(node, k, ch09.RULES[0])[1][0][0] for k in range(1, len(ch09.HOW) + 1)]
    assert walked == ["L", "p", "r", "q", "e", "h", "z", "m"] and set(walked) == set(ch09.HOW)


def test_the_gradient_through_blocks_is_that_of_the_program():
    """The norm at the input, against a directional difference: dx · v = dL along v."""
    for skip in (False, True):
        norms = ch09.gradient_by_depth(4, 1.0, skip, np.random.default_rng(3), width=5)
        rng = np.random.default_rng(3)
        weights, x = 5**-0.5 * rng.normal(size=(4, 5, 5)), rng.normal(size=(16, 5))
        dy = rng.normal(size=(16, 5))

        def loss(x):
            for W in weights:
                x = np.tanh(x @ W) + (x if skip else 0.0)
            return np.sum(dy * x)
        h, dx = 1e-6, np.empty_like(x)
        for place in np.ndindex(*x.shape):
            nudge = np.zeros_like(x)
            nudge[place] = h
            dx[place] = (loss(x + nudge) - loss(x - nudge)) / (2 * h)
        assert norms[0] == pytest.approx(np.linalg.norm(dx) / np.linalg.norm(dy), rel=1e-7)
        assert norms[-1] == 1.0


@pytest.mark.parametrize("lr, steps", [(0.1, 1), (0.6, 3), (1.5, 8)])
def test_the_slope_of_the_loop_is_its_difference(lr, steps):
    def loss(rate):
        return ch09.final_loss(rate, steps).value
    difference = (loss(lr + 1e-6) - loss(lr - 1e-6)) / 2e-6
    assert ch09.final_loss(Dual(lr, 1.0), steps).slope == pytest.approx(difference, rel=1e-6)


@pytest.mark.parametrize("shape", ch09.SHAPES)
def test_the_stretched_picture_says_how_many_copies_it_sums(shape):
    caption = ch09.draw_stretch(shape, "x * c")[1]
    copies = 12 // max(1, int(np.prod(ch09.SHAPES[shape])))
    assert f"a sum of {copies}." in caption
