from __future__ import annotations

import json
import math

import numpy as np
import pytest
from cases import LOSSES, probabilities, rng, scores
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from backprop import losses as L
from backprop.errors import DTypeError, LabelError, OptionError, ShapeError, StateError
from backprop.functional import log_softmax, one_hot, sigmoid, softmax
from backprop.gradcheck import check_loss, numerical_gradient, relative_error
from backprop.layers import LogSoftmax, Sigmoid

pytestmark = pytest.mark.filterwarnings("error")
every = pytest.mark.parametrize("name", LOSSES)
dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])
ENTRYWISE = [L.MeanSquaredError(), L.Huber(), L.BinaryCrossEntropy(), L.SigmoidCrossEntropy()]
ROWWISE = [L.CrossEntropy(), L.SoftmaxCrossEntropy(), L.SoftmaxCrossEntropy(.1)]


def loss_and_data(name, dtype=np.float64):
    make, data = LOSSES[name]
    return make(), *data(dtype)


# --- what every loss promises ----------------------------------------------------------------

def test_every_loss_is_in_the_cases():
    assert {name.split(",")[0] for name in LOSSES} == set(L.LOSSES)


@every
@dtypes
def test_one_number_and_a_fresh_gradient(name, dtype):
    loss, z, t = loss_and_data(name, dtype)
    z_before, t_before = z.copy(), t.copy()
    value = loss.forward(z, t)
    dz, again = loss.backward(), loss.backward()
    assert type(value) is float and math.isfinite(value)
    assert dz.shape == z.shape and dz.dtype == dtype
    assert np.array_equal(dz, again) and not np.shares_memory(dz, again)
    dz[...] = 0
    assert np.array_equal(loss.backward(), again)
    assert np.array_equal(z, z_before) and np.array_equal(t, t_before)


@every
def test_gradient_against_central_differences(name):
    loss, z, t = loss_and_data(name)
    loss.forward(z, t)
    dz = loss.backward()
    assert relative_error(dz, numerical_gradient(lambda z: loss.forward(z, t), z)) < 1e-7


@every
def test_the_package_checker_agrees(name):
    assert check_loss(*loss_and_data(name)).require().ok


@pytest.mark.parametrize("name", [n for n in LOSSES if "Huber" not in n])
def test_gradient_against_the_complex_step(name):
    loss, z, t = loss_and_data(name)
    slopes = np.empty_like(z)
    for index in np.ndindex(z.shape):
        moved = z.astype(np.complex128)
        moved[index] += 1e-20j
        slopes[index] = loss.forward(moved, t).imag / 1e-20
    loss.forward(z, t)
    assert relative_error(loss.backward(), slopes) < 1e-13


@every
def test_mean_over_the_batch(name):
    """Every example twice: the same loss, half the gradient for each copy."""
    loss, z, t = loss_and_data(name)
    value = loss.forward(z, t)
    dz = loss.backward()
    assert loss.forward(np.concatenate([z, z]), np.concatenate([t, t])) == pytest.approx(value)
    assert np.allclose(loss.backward(), np.concatenate([dz, dz]) / 2)


@every
def test_backward_before_forward(name):
    with pytest.raises(StateError, match=r"\): backward was called before forward"):
        LOSSES[name][0]().backward()


@every
def test_config_builds_the_same_loss(name):
    loss, z, t = loss_and_data(name)
    twin = L.LOSSES[type(loss).__name__](**json.loads(json.dumps(loss.config())))
    assert repr(twin) == repr(loss) and twin.forward(z, t) == loss.forward(z, t)


@every
def test_nan_in_nan_out(name):
    loss, z, t = loss_and_data(name)
    z[0] = np.nan
    assert math.isnan(loss.forward(z, t))
    assert np.isnan(loss.backward()[0]).any() or name == "CrossEntropy"


@every
def test_no_rows_no_mean(name):
    loss, z, t = loss_and_data(name)
    with pytest.raises(ShapeError, match="no entries, so no mean"):
        loss.forward(z[:0], t[:0])


@every
def test_wrong_outputs(name):
    loss, z, t = loss_and_data(name)
    with pytest.raises(DTypeError, match=r"\): \w+ is list"):
        loss.forward(z.tolist(), t)
    with pytest.raises(DTypeError, match=r"\): \w+ has dtype int(64|32)"):
        loss.forward(z.astype(int), t)


@pytest.mark.parametrize("loss", ENTRYWISE, ids=repr)
def test_wrong_targets_of_entrywise_losses(loss):
    y, t = probabilities(np.float32)
    for wrong in (t[:, :1], t[:, 0], t.T, t[:4]):             # none may be broadcast
        with pytest.raises(ShapeError, match=r"t has shape .*, expected \(6, 2\) like"):
            loss.forward(y, wrong)
    with pytest.raises(DTypeError, match=r"t has dtype float64, expected float32 like .*astype"):
        loss.forward(y, t.astype(float))
    with pytest.raises(DTypeError, match="t has dtype int(64|32)"):
        loss.forward(y, t.astype(int))


@pytest.mark.parametrize("loss", ROWWISE, ids=repr)
def test_wrong_labels(loss):
    z, t = scores(np.float64)
    z = log_softmax(z)
    cases = [(t + 1, LabelError, r"t\[1\] is 4, expected a label in 0 \.\.\. 3"),
             (t - 1, LabelError, r"t\[0\] is -1"),
             (t[:5], ShapeError, r"t has shape \(5,\), expected \(6,\)"),
             (one_hot(t, 4), DTypeError, "labels are an array of float32"),
             (t.tolist(), DTypeError, "labels are list")]
    for wrong, error, words in cases:
        with pytest.raises(error, match=r"\): .*" + words):
            loss.forward(z, wrong)
    with pytest.raises(ShapeError, match=r"has shape \(4,\), expected \(any, any\)"):
        loss.forward(z[0], t[:1])


@settings(max_examples=100, deadline=None)
@given(data=st.data(), dtype=st.sampled_from([np.float32, np.float64]))
def test_any_shape_and_dtype(data, dtype):
    name = data.draw(st.sampled_from(["MeanSquaredError", "Huber", "SigmoidCrossEntropy"]))
    shape = data.draw(hnp.array_shapes(max_dims=4, max_side=4))
    z = data.draw(hnp.arrays(dtype, shape, elements=st.floats(-1e4, 1e4, width=32)))
    t = data.draw(hnp.arrays(dtype, shape, elements=st.floats(0, 1, width=32)))
    loss = L.LOSSES[name]()
    assert math.isfinite(loss.forward(z, t)) and loss.backward().dtype == dtype
    assert loss.backward().shape == shape and np.isfinite(loss.backward()).all()


@settings(max_examples=100, deadline=None)
@given(data=st.data(), dtype=st.sampled_from([np.float32, np.float64]),
       smoothing=st.sampled_from([0, .1, .5]))
def test_any_logits(data, dtype, smoothing):
    rows, classes = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    z = data.draw(hnp.arrays(dtype, (rows, classes), elements=st.floats(-1e4, 1e4, width=32)))
    integers = st.sampled_from([np.int64, np.int32, np.uint8])
    t = data.draw(hnp.arrays(data.draw(integers), rows, elements=st.integers(0, classes - 1)))
    loss = L.SoftmaxCrossEntropy(smoothing)
    assert loss.forward(z, t) >= 0 and loss.backward().dtype == dtype
    assert np.isfinite(loss.backward()).all()
    assert np.allclose(loss.backward().sum(axis=1), 0, atol=1e-6)       # a shift changes nothing
    if not smoothing:
        assert L.CrossEntropy().forward(log_softmax(z), t) == loss.forward(z, t)


# --- each by hand ----------------------------------------------------------------------------

def test_mean_squared_error_by_hand():
    loss = L.MeanSquaredError()
    assert loss.forward(np.array([[1., 2], [3, 4]]), np.array([[1., 0], [3, 1]])) == 13 / 4
    assert np.array_equal(loss.backward(), [[0, 1], [0, 1.5]])          # 2 (y - t) / 4


def test_huber_by_hand():
    loss = L.Huber(2.0)
    assert loss.forward(np.array([1., -2, 5, -10]), np.zeros(4)) == (.5 + 2 + 8 + 18) / 4
    assert np.array_equal(loss.backward(), [.25, -.5, .5, -.5])


def test_huber_is_half_the_squared_error_near_zero():
    y, t = rng().uniform(-.5, .5, (2, 30))
    assert L.Huber(1).forward(y, t) == pytest.approx(L.MeanSquaredError().forward(y, t) / 2)


def test_binary_cross_entropy_by_hand():
    loss = L.BinaryCrossEntropy()
    assert loss.forward(np.array([.5, .2]), np.array([1., 0])) == pytest.approx(
        (math.log(2) - math.log(.8)) / 2)
    assert np.allclose(loss.backward(), [-1, .625])                     # -1/p/2 and 1/(1-p)/2


@dtypes
def test_binary_cross_entropy_when_certain(dtype):
    """Certain and right costs nothing; certain and wrong is inf, and nothing hides it."""
    loss, zero, one = L.BinaryCrossEntropy(), np.zeros(1, dtype), np.ones(1, dtype)
    assert loss.forward(zero, zero) == 0 and loss.backward() == [1]
    assert loss.forward(one, one) == 0 and loss.backward() == [-1]
    assert loss.forward(zero, one) == math.inf and loss.backward() == [-math.inf]
    assert loss.forward(one, zero) == math.inf and loss.backward() == [math.inf]
    tiny = np.full(1, 1e-45 if dtype == np.float32 else 5e-324, dtype)
    assert math.isfinite(loss.forward(tiny, one))
    assert loss.backward() < -1e37


@pytest.mark.parametrize("p", [-.1, 1.1, 3.])
def test_binary_cross_entropy_wants_probabilities(p):
    with pytest.raises(OptionError, match=r"BinaryCrossEntropy\(\): p ranges over .* "
                                          r"\.\.\. .*expected probabilities.*SigmoidCrossEntropy"):
        L.BinaryCrossEntropy().forward(np.array([.5, p]), np.ones(2))


@pytest.mark.parametrize("loss", [L.BinaryCrossEntropy(), L.SigmoidCrossEntropy()], ids=repr)
@pytest.mark.parametrize("t", [-1., 1.5, np.nan])
def test_binary_targets(loss, t):
    with pytest.raises(LabelError, match=rf"{type(loss).__name__}\(\): t\[1, 0\] is {t}, expected"):
        loss.forward(np.full((2, 1), .5), np.array([[1.], [t]]))


def test_sigmoid_cross_entropy_is_sigmoid_then_binary_cross_entropy():
    z, t = 3 * rng().standard_normal((5, 2)), rng(1).uniform(0, 1, (5, 2))
    layer, fused, last = Sigmoid(), L.SigmoidCrossEntropy(), L.BinaryCrossEntropy()
    assert fused.forward(z, t) == pytest.approx(last.forward(layer.forward(z), t), rel=1e-13)
    assert np.allclose(fused.backward(), layer.backward(last.backward()), rtol=1e-12)


@dtypes
def test_sigmoid_cross_entropy_in_both_tails(dtype):
    z = np.array([1e4, -1e4, 1e4, -1e4, 30.], dtype)
    t = np.array([1, 0, 0, 1, 1], dtype)
    loss = L.SigmoidCrossEntropy()
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert loss.forward(z, t) == pytest.approx(2e4 / 5)
        assert np.allclose(loss.backward(), [0, 0, .2, -.2, 0], atol=1e-12)
    assert loss.forward(z[4:], t[4:]) == pytest.approx(
        math.log1p(math.exp(-30)), rel=1e-5, abs=0)                     # not rounded to 0


@pytest.mark.parametrize("z, t", [(0., 1), (2., 1), (-3., 0)])
def test_two_classes_are_one_sigmoid(z, t):
    one = L.SigmoidCrossEntropy().forward(np.array([z]), np.array([float(t)]))
    assert L.SoftmaxCrossEntropy().forward(np.array([[0, z]]), np.array([t])) == pytest.approx(one)


def test_cross_entropy_by_hand():
    loss = L.CrossEntropy()
    assert loss.forward(np.log([[.5, .5], [.9, .1]]), np.array([0, 1])) == pytest.approx(
        (math.log(2) + math.log(10)) / 2)
    assert np.array_equal(loss.backward(), [[-.5, 0], [0, -.5]])


def test_cross_entropy_wants_log_probabilities():
    z, t = scores(np.float64)
    for wrong in (z, softmax(z)):
        with pytest.raises(OptionError, match=r"CrossEntropy\(\): log_p goes up to .*LogSoftmax"):
            L.CrossEntropy().forward(wrong, t)


def test_certain_and_wrong_is_infinite():
    assert L.CrossEntropy().forward(np.array([[0., -np.inf]]), np.array([1])) == math.inf


def test_softmax_cross_entropy_by_hand():
    loss = L.SoftmaxCrossEntropy()
    z = np.log([[.1, .2, .7], [.5, .25, .25]])
    assert loss.forward(z, np.array([2, 1])) == pytest.approx(-(math.log(.7) + math.log(.25)) / 2)
    assert np.allclose(loss.backward(), [[.05, .1, -.15], [.25, -.375, .125]])


def test_label_smoothing_by_hand():
    loss = L.SoftmaxCrossEntropy(.3)
    p = np.array([.1, .2, .7])
    assert loss.forward(np.log(p)[None], np.array([0])) == pytest.approx(
        -np.log(p) @ [.8, .1, .1])
    assert np.allclose(loss.backward(), [p - [.8, .1, .1]])


@pytest.mark.parametrize("smoothing", [0, .2])
def test_softmax_cross_entropy_is_two_layers_in_one(smoothing):
    z, t = scores(np.float64)
    layer, fused = LogSoftmax(), L.SoftmaxCrossEntropy(smoothing)
    log_p, Y = layer.forward(z), one_hot(t, 4, np.float64) * (1 - smoothing) + smoothing / 4
    assert fused.forward(z, t) == pytest.approx(-np.sum(Y * log_p) / len(t))
    assert np.allclose(fused.backward(), layer.backward(-Y / len(t)))


@pytest.mark.parametrize("smoothing", [0, .2])
@pytest.mark.parametrize("classes", [1, 2, 10, 100])
def test_uniform_logits_give_log_c(classes, smoothing):
    loss = L.SoftmaxCrossEntropy(smoothing)
    for level in (0., 1e4, -1e4):
        z = np.full((3, classes), level)
        assert loss.forward(z, np.zeros(3, int)) == pytest.approx(math.log(classes))
        assert L.CrossEntropy().forward(log_softmax(z), np.zeros(3, int)) == pytest.approx(
            math.log(classes))
    assert L.SigmoidCrossEntropy().forward(np.zeros(3), np.ones(3)) == pytest.approx(math.log(2))


@dtypes
@pytest.mark.parametrize("smoothing", [0, .1])
def test_extreme_logits(dtype, smoothing):
    z = np.array([[1e4, -1e4, 0], [-1e4, 1e4, 1e4]], dtype)
    loss = L.SoftmaxCrossEntropy(smoothing)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for t in ([0, 1], [1, 0]):
            assert math.isfinite(loss.forward(z, np.array(t)))
            assert np.isfinite(loss.backward()).all()
    if not smoothing:
        assert loss.forward(z[:1], np.array([1])) == 2e4                # no cap at 20.7
        assert np.allclose(loss.backward(), [[1, -1, 0]])


def test_gradient_of_a_hopeless_case_does_not_die():
    """-log(p + 1e-9) would have lost the gradient here: p = sigmoid(-50)."""
    loss = L.SoftmaxCrossEntropy()
    loss.forward(np.array([[50., 0]]), np.array([1]))
    assert np.allclose(loss.backward(), [[1, -1]])
    assert sigmoid(np.array([-50.]))[0] > 0


@pytest.mark.parametrize("make, words", [
    (lambda: L.SoftmaxCrossEntropy(1), r"label_smoothing is 1, expected a number in \[0, 1\)"),
    (lambda: L.SoftmaxCrossEntropy(-.1), "label_smoothing is -0.1"),
    (lambda: L.Huber(0), r"Huber: delta is 0, expected a number in \(0, inf\)"),
    (lambda: L.Huber(math.inf), "delta is inf"),
])
def test_options(make, words):
    with pytest.raises(OptionError, match=words):
        make()


def test_base_class_has_no_formulas():
    for call in (lambda: L.Loss().forward(np.ones(2), np.ones(2)), L.Loss().gradient):
        with pytest.raises(NotImplementedError):
            call()
