"""Chapter 14: its figures, the ladder, and the three checks."""

from __future__ import annotations

import json

import numpy as np
import pytest

from backprop import mlp
from backprop.data import Standardize, mnist
from backprop.figures import ch14, ch14_ladder


@pytest.fixture(scope="module")
def few():
    """600 images to train on and 300 to judge by: ((x, t), (x, t), scale)."""
    data = mnist()
    train, valid = (data.x_train[:600], data.t_train[:600]), (data.x_train[600:900], data.t_train[600:900])
    return train, valid, Standardize.fit(train[0], per="all")


def test_the_ladder_climbs(few, monkeypatch):
    train, valid, scale = few
    rows = ch14_ladder.ladder(train, valid, scale, mlp([784, 10], rng=np.random.default_rng(0))).rows
    shares = [float(row[1]) for row in rows]
    assert shares[0] < 20 < 50 < min(shares[1], shares[2]) and shares[3] > shares[1]
    assert rows[0][2] == round((1 - shares[0] / 100) * 300)


def test_the_three_checks_say_what_they_should(few):
    row = ch14_ladder.checks((few[0][0].repeat(4, axis=0), few[0][1].repeat(4)), few[2], seeds=1).rows[0]
    start, by_heart, blind, right = map(float, row[1:])
    assert start == pytest.approx(np.log(10), abs=0.02) and by_heart < 0.01 and 2.2 < blind < 2.31 and right < 0.3


def test_abstaining():
    p, t = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]]), np.array([0, 1, 1])
    assert ch14.abstain(p, t, 0) == (1.0, pytest.approx(1 / 3))
    assert ch14.abstain(p, t, 0.7) == (pytest.approx(2 / 3), 0.0)
    assert ch14.abstain(p, t, 0.95) == (0.0, 0.0)


def test_moving_an_image():
    image = np.zeros((28, 28), np.float32)
    image[10:18, 12:14] = 1
    shifted = ch14.move(image.ravel(), 0, 3, -2).reshape(28, 28)
    np.testing.assert_allclose(shifted, np.roll(image, (-2, 3), (0, 1)), atol=1e-6)
    turned = ch14.move(image.ravel(), 90, 0, 0).reshape(28, 28)
    np.testing.assert_allclose(turned, np.rot90(image, -1), atol=1e-5)


def test_stored_recipes_or_a_line_without_them(tmp_path):
    assert "is not here" in ch14.recipes(tmp_path / "none.json")
    run = {"test_accuracy": 0.98, "seed": 3, "cpu_seconds": 7.0, "date": "2026-01-01", "command": "backprop train mnist --epochs 5"}
    (tmp_path / "r.json").write_text(json.dumps({"quick": [run]}), encoding="utf-8")
    told = ch14.recipes(tmp_path / "r.json")
    assert "quick: test accuracy 98.00% (seed 3)" in told and "--epochs 5" in told
