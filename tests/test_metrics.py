from __future__ import annotations

import numpy as np
import pytest

from backprop.errors import DTypeError, LabelError, OptionError, ShapeError
from backprop.functional import softmax
from backprop.metrics import accuracy, confusion_matrix, reliability

SCORES = np.array([[3., 1, 2], [0, 5, 1], [1, 2, 9], [4, 4.5, 1]], np.float32)
T = np.array([0, 1, 1, 0])


def test_accuracy():
    assert accuracy(SCORES, T) == 0.5 and type(accuracy(SCORES, T)) is float


def test_only_the_order_of_scores_counts():
    assert accuracy(softmax(SCORES), T) == accuracy(SCORES, T)


def test_confusion_matrix_rows_are_labels():
    M = confusion_matrix(SCORES, T)
    assert np.array_equal(M, [[1, 1, 0], [0, 1, 1], [0, 0, 0]])
    assert np.trace(M) / M.sum() == accuracy(SCORES, T)


def test_reliability_by_hand():
    p = np.array([[.9, .1], [.9, .1], [.2, .8], [.45, .55]])
    r = reliability(p, np.array([0, 1, 1, 0]), bins=4)
    assert np.array_equal(r.edges, [0, .25, .5, .75, 1])
    assert np.array_equal(r.counts, [0, 0, 1, 3])
    assert np.allclose(r.confidence, [np.nan, np.nan, .55, 2.6 / 3], equal_nan=True)
    assert np.allclose(r.accuracy, [np.nan, np.nan, 0, 2 / 3], equal_nan=True)
    assert r.error == pytest.approx((.55 + .6) / 4)


def test_certainty_falls_into_the_last_bin():
    assert reliability(np.array([[1., 0]]), np.array([0])).counts[-1] == 1


def test_a_calibrated_classifier_has_no_error():
    rng = np.random.default_rng(0)
    p = softmax(2 * rng.standard_normal((40_000, 3)))
    t = (rng.random((len(p), 1)) > p.cumsum(axis=1)).sum(axis=1).clip(max=2)
    assert reliability(p, t).error < 0.01
    assert reliability(softmax(3 * np.log(p)), t).error > 0.1         # overconfident


@pytest.mark.parametrize("f", [accuracy, confusion_matrix, reliability])
@pytest.mark.parametrize("scores, t, error, words", [
    (SCORES.tolist(), T, DTypeError, "scores is list"),
    (SCORES.astype(int), T, DTypeError, "scores has dtype int(64|32)"),
    (SCORES[0], T, ShapeError, r"scores has shape \(3,\), expected \(any, any\)"),
    (SCORES[:0], T[:0], ShapeError, "expected at least one row"),
    (SCORES, T[:3], ShapeError, r"t has shape \(3,\), expected \(4,\)"),
    (SCORES, T + 2, LabelError, r"t\[1\] is 3, expected a label in 0 \.\.\. 2"),
    (SCORES, T - 1., DTypeError, "labels are an array of float64"),
])
def test_wrong_input(f, scores, t, error, words):
    with pytest.raises(error, match=f"{f.__name__}: .*{words}"):
        f(scores, t)


def test_reliability_wants_probabilities_and_bins():
    with pytest.raises(OptionError, match=r"pass softmax\(z\)"):
        reliability(SCORES, T)
    with pytest.raises(OptionError, match="bins is 0"):
        reliability(softmax(SCORES), T, bins=0)
