from __future__ import annotations

import copy
import json
import math

import numpy as np
import pytest
from cases import LAYERS, SMOOTH, layer_and_x, rng, upstream
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from backprop import layers as L
from backprop.errors import DTypeError, OptionError, ShapeError, StateError
from backprop.gradcheck import check_layer, numerical_gradient, relative_error

pytestmark = pytest.mark.filterwarnings("error")
every = pytest.mark.parametrize("name", LAYERS)
dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])
ELEMENTWISE = {**{name: kind for name, kind in L.ACTIVATIONS.items()},
               "leaky_relu 0.3": lambda: L.LeakyReLU(0.3), "elu 1.7": lambda: L.ELU(1.7)}
elementwise = pytest.mark.parametrize("make", ELEMENTWISE.values(), ids=ELEMENTWISE)


# --- what every layer promises ---------------------------------------------------------------

def test_every_layer_is_in_the_cases():
    assert {name.split(",")[0] for name in LAYERS} == set(L.LAYERS)


@every
@dtypes
def test_shapes_dtypes_and_fresh_arrays(name, dtype):
    layer, x = layer_and_x(name, dtype)
    before = x.copy()
    y, again = layer.forward(x), layer.forward(x)
    dy = upstream(y)
    dy_before = dy.copy()
    dx = layer.backward(dy)
    assert y.dtype == dx.dtype == dtype
    assert dx.shape == x.shape
    assert np.array_equal(x, before) and np.array_equal(dy, dy_before)
    assert not np.shares_memory(y, x) and not np.shares_memory(y, again)
    assert not np.shares_memory(dx, dy)
    for parameter in layer.PARAMS:
        gradient = getattr(layer, "d" + parameter)
        assert gradient.shape == getattr(layer, parameter).shape and gradient.dtype == dtype


@every
def test_gradients_against_central_differences(name):
    """Independent of check_layer: L = sum(dy * y) with a random dy, in every array."""
    layer, x = layer_and_x(name)
    state = layer.rng.bit_generator.state if name == "Dropout" else None

    def loss(_):
        if state:
            layer.rng.bit_generator.state = state
        return float(np.sum(dy * layer.forward(x)))

    dy = upstream(layer.predict(x))
    loss(x)
    found = {"x": layer.backward(dy), **{p: getattr(layer, "d" + p).copy() for p in layer.PARAMS}}
    for array, gradient in found.items():
        numeric = numerical_gradient(loss, x if array == "x" else getattr(layer, array))
        assert relative_error(gradient, numeric) < 1e-7, array


@every
def test_the_package_checker_agrees(name):
    layer, x = layer_and_x(name)
    assert check_layer(layer, x, rng=rng()).require().ok


@pytest.mark.parametrize("name", SMOOTH)
def test_gradient_against_the_complex_step(name):
    layer, x = layer_and_x(name)
    dy, slopes = upstream(layer.forward(x)), np.empty_like(x)
    for index in np.ndindex(x.shape):
        moved = x.astype(np.complex128)
        moved[index] += 1e-20j
        slopes[index] = np.sum(dy * layer.forward(moved)).imag / 1e-20
    layer.forward(x)
    assert relative_error(layer.input_grad(dy), slopes) < 1e-13


@every
def test_gradients_are_overwritten_in_place(name):
    """They are written into the arrays that are there (views of a network's vector), not added."""
    layer, x = layer_and_x(name)
    views = {p: getattr(layer, "d" + p) for p in layer.PARAMS}
    dy = upstream(layer.forward(x))
    layer.backward(dy)
    first = {p: view.copy() for p, view in views.items()}
    layer.param_grads(dy)
    for p, view in views.items():
        assert getattr(layer, "d" + p) is view and np.array_equal(view, first[p]) and view.any()


@every
def test_predict_equals_forward_and_keeps_nothing(name):
    layer, x = layer_and_x(name)
    dy = upstream(y := layer.forward(x))
    dx = layer.input_grad(dy)
    assert np.array_equal(layer.predict(x), x if name == "Dropout" else y)
    layer.predict(-3 * x)
    assert np.array_equal(layer.input_grad(dy), dx)


@every
def test_backward_before_forward(name):
    layer, x = layer_and_x(name)
    y = layer.predict(x)
    for backward in (layer.backward, layer.input_grad):
        with pytest.raises(StateError, match=r"\(.*\): backward was called before forward"):
            backward(y)


@every
def test_wrong_upstream(name):
    layer, x = layer_and_x(name)
    y = layer.forward(x)
    with pytest.raises(ShapeError, match=r"\): dy has shape .*, expected"):
        layer.backward(np.zeros((*y.shape, 1)))
    with pytest.raises(ShapeError, match=r"\): dy has shape .*, expected"):
        layer.backward(np.zeros((len(y) + 1, *y.shape[1:])))
    with pytest.raises(DTypeError, match=r"\): dy is float"):
        layer.backward(1.0)
    with pytest.raises(DTypeError, match=r"\): dy has dtype int64"):
        layer.backward(np.ones(y.shape, np.int64))


@every
def test_wrong_input(name):
    layer, x = layer_and_x(name)
    for use in (layer.forward, layer.predict):
        with pytest.raises(DTypeError, match="x is list"):
            use(x.tolist())
        with pytest.raises(DTypeError, match="x has dtype int64"):
            use(x.astype(np.int64))


@every
@dtypes
def test_config_builds_the_same_layer(name, dtype):
    layer, x = layer_and_x(name, dtype)
    config = json.loads(json.dumps(layer.config()))
    twin = type(layer).from_config(config, rng=rng())
    assert type(twin) is L.LAYERS[type(layer).__name__]
    assert repr(twin) == repr(layer) and twin.config() == layer.config()
    assert twin.predict(x).shape == layer.predict(x).shape


@every
def test_nan_passes_through(name):
    layer, x = layer_and_x(name)
    x[0] = np.nan
    assert np.isnan(layer.forward(x)[0]).any()


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_batch_shape_and_dtype(data):
    """Also no examples at all, one example, and memory that is not contiguous."""
    name = data.draw(st.sampled_from(list(LAYERS)))
    dtype = data.draw(st.sampled_from([np.float32, np.float64]))
    layer, sample = layer_and_x(name, dtype)
    shape = (data.draw(st.integers(0, 7)), *sample.shape[1:])
    x = data.draw(hnp.arrays(dtype, shape, elements=st.floats(-1e4, 1e4, width=32)))
    if data.draw(st.booleans()):
        x = np.asfortranarray(x)
    y = layer.forward(x)
    dx = layer.backward(upstream(y))
    assert len(y) == len(x) and dx.shape == x.shape and y.dtype == dx.dtype == dtype
    assert np.isfinite(y).all() and np.isfinite(dx).all()


@every
@dtypes
def test_tails_are_finite_and_silent(name, dtype):
    layer, x = layer_and_x(name, dtype)
    edges = [1e4, -1e4, 104, -104, 89, -89, 88, -88, 746, -746, 37, -37, 17, -17, 0, 1e-38, -1e-38]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for seed in range(10):
            draw = rng(seed)
            y = layer.forward(draw.choice(edges, x.shape).astype(dtype))
            assert np.isfinite(y).all() and np.isfinite(layer.backward(upstream(y))).all()


@elementwise
@dtypes
def test_elementwise_at_the_limits_of_float32(make, dtype):
    x = np.array([3e38, -3e38, 1e30, -1e30, 1e-45, -1e-45], dtype)
    layer = make()
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(layer.forward(x)).all()
        assert np.isfinite(layer.backward(np.ones_like(x))).all()


# --- Linear and Flatten ----------------------------------------------------------------------

def test_linear_worked_example():
    """The worked example of chapter 2, to the digit."""
    layer = L.Linear(2, 3, rng=rng(), dtype=np.float64)
    layer.W[...], layer.b[...] = [[.1, .2, .3], [.4, .5, .6]], [.1, .2, .3]
    y = layer.forward(np.array([[1., 2], [3, 4]]))
    dx = layer.backward(np.array([[.1, .2, .3], [.4, .5, .6]]))
    assert np.allclose(y, [[1.0, 1.4, 1.8], [2.0, 2.8, 3.6]], rtol=1e-15)
    assert np.allclose(dx, [[.14, .32], [.32, .77]], rtol=1e-15)
    assert np.allclose(layer.dW, [[1.3, 1.7, 2.1], [1.8, 2.4, 3.0]], rtol=1e-15)
    assert np.allclose(layer.db, [.5, .7, .9], rtol=1e-15)


def test_linear_restores_the_shape_of_images():
    flat, images = L.Linear(6, 3, rng=rng()), L.Linear(6, 3, rng=rng())
    x = rng(1).standard_normal((5, 2, 3), dtype=np.float32)
    y = images.forward(x)
    assert np.array_equal(y, flat.forward(x.reshape(5, 6)))
    dy = upstream(y)
    assert np.array_equal(images.backward(dy), flat.backward(dy).reshape(5, 2, 3))
    assert np.array_equal(images.dW, flat.dW)


def test_param_grads_and_input_grad_are_separate():
    layer, x = layer_and_x("Linear")
    dy = upstream(layer.forward(x))
    layer.input_grad(dy)
    assert not layer.dW.any() and not layer.db.any()
    assert layer.param_grads(dy) is None and layer.dW.any()


def test_linear_starts_from_its_initializer_with_zero_bias():
    from backprop.initializers import glorot_normal
    layer = L.Linear(4, 3, rng=rng(), init="glorot_normal")
    assert np.array_equal(layer.W, glorot_normal((4, 3), rng=rng()))
    assert layer.W.dtype == np.float32 and not layer.b.any()
    assert repr(layer) == "Linear(4, 3)"


@pytest.mark.parametrize("shape, words", [
    ((4,), r"x has shape \(4,\), expected \(B, 4\); for one example pass x\[None, :\]"),
    ((), r"x has shape \(\), expected \(B, 4\)$"),
    ((5, 3), r"x has 3 columns, expected 4"),
    ((5, 2, 3), r"x has 6 numbers a row \(shape \(5, 2, 3\)\), expected 4$"),
    ((5, 2, 4), r"x has 8 numbers a row \(shape \(5, 2, 4\)\), expected 4; for the last axis alone pass x\.reshape\(-1, 4\)"),
])
def test_linear_refuses_shapes(shape, words):
    layer = L.Linear(4, 3, rng=rng())
    for use in (layer.forward, layer.predict):
        with pytest.raises(ShapeError, match=r"^Linear\(4, 3\): " + words):
            use(np.zeros(shape, np.float32))


def test_linear_on_the_last_axis_is_einsum_and_is_reached_by_reshape():
    """Rows of any rank (B, T, d): what the docstring and chapter 2 say, entry by entry."""
    layer, x = L.Linear(4, 3, rng=rng(), dtype=np.float64), rng().standard_normal((5, 2, 4))
    dy = rng().standard_normal((5, 2, 3))
    y = layer.forward(x.reshape(-1, 4)).reshape(5, 2, 3)
    dx = layer.backward(dy.reshape(-1, 3)).reshape(5, 2, 4)
    np.testing.assert_allclose(y, np.einsum("bti,ij->btj", x, layer.W) + layer.b)
    np.testing.assert_allclose(layer.dW, np.einsum("bti,btj->ij", x, dy))
    np.testing.assert_allclose(layer.db, dy.sum(axis=(0, 1)))
    np.testing.assert_allclose(dx, np.einsum("btj,ij->bti", dy, layer.W))


def test_linear_refuses_silent_promotion():
    layer = L.Linear(4, 3, rng=rng())
    with pytest.raises(DTypeError, match=r"x has dtype float64, expected float32 like W; "
                                         r"convert with x\.astype\(np\.float32\)"):
        layer.forward(np.zeros((2, 4)))
    layer.forward(np.zeros((2, 4), np.float32))
    for use in (layer.param_grads, layer.input_grad):
        with pytest.raises(DTypeError, match="dy has dtype float64, expected float32 like y"):
            use(np.zeros((2, 3)))


@pytest.mark.parametrize("arguments, error, words", [
    ({"d_in": 0}, OptionError, "d_in is 0, expected at least 1"),
    ({"d_out": -3}, OptionError, "d_out is -3"),
    ({"d_in": 2.5}, DTypeError, "d_in is float 2.5, expected a whole number"),
    ({"init": "xavier"}, OptionError, r"Linear\(4, 3\): unknown initializer 'xavier', expected"),
    ({"rng": 0}, DTypeError, "rng is int 0, expected a numpy.random.Generator"),
    ({"dtype": int}, DTypeError, "dtype is .*int.*, expected float32 or float64"),
    ({"dtype": "float33"}, DTypeError, "dtype is 'float33'"),
    ({"dtype": None}, DTypeError, "dtype is None"),
])
def test_linear_refuses_arguments(arguments, error, words):
    with pytest.raises(error, match=words):
        L.Linear(**{"d_in": 4, "d_out": 3, "rng": rng(), **arguments})


def test_flatten():
    x = np.arange(12.).reshape(2, 3, 2)
    layer = L.Flatten()
    y = layer.forward(x)
    assert np.array_equal(y, [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]])
    assert np.array_equal(layer.backward(y), x)
    assert layer.forward(np.zeros(3)).shape == (3, 1)
    with pytest.raises(ShapeError, match=r"Flatten\(\): x has shape \(\), expected"):
        layer.forward(np.array(1.0))


# --- activations -----------------------------------------------------------------------------

@pytest.mark.parametrize("layer, x, y, slope", [
    (L.ReLU(), [-2., 0, 3], [0, 0, 3], [0, 0, 1]),
    (L.LeakyReLU(0.1), [-2., 0, 3], [-.2, 0, 3], [.1, .1, 1]),
    (L.ELU(2.0), [-math.log(2), 0, 3], [-1, 0, 3], [1, 2, 1]),
    (L.SELU(), [-math.log(2), 3], [-.8790496704, 3.1521029616], [.8790496704, 1.0507009874]),
    (L.GELU(), [-1., 0, 1], [-.1586552539, 0, .8413447461], [-.0833154706, .5, 1.0833154706]),
    (L.SiLU(), [0., math.log(3)], [0, .75 * math.log(3)], [.5, .75 * (1 + math.log(3) / 4)]),
    (L.Sigmoid(), [0., math.log(3), -math.log(3)], [.5, .75, .25], [.25, .1875, .1875]),
    (L.Tanh(), [0., math.log(3)], [0, .8], [1, .36]),
    (L.Softplus(), [0., math.log(3)], [math.log(2), math.log(4)], [.5, .75]),
], ids=repr)
def test_activations_by_hand(layer, x, y, slope):
    x = np.array(x)
    assert np.allclose(layer.forward(x), y, atol=1e-10)
    assert np.allclose(layer.backward(np.full(x.shape, -2.)), -2 * np.array(slope), atol=1e-10)


def test_subgradient_at_zero_is_the_left_derivative():
    zero, one = np.array([0., -0.]), np.ones(2)
    for layer, left in ((L.ReLU(), 0), (L.LeakyReLU(0.2), .2), (L.ELU(1.7), 1.7),
                        (L.SELU(), L.SELU.ALPHA * L.SELU.SCALE)):
        layer.forward(zero)
        assert np.allclose(layer.backward(one), left) and layer.KINKS == (0.0,)
    assert L.ELU().KINKS == L.Tanh().KINKS == ()


def test_selu_keeps_mean_zero_and_variance_one():
    y = L.SELU().forward(rng().standard_normal(400_000))
    assert abs(y.mean()) < .01 and abs(y.var() - 1) < .01


@pytest.mark.parametrize("make, words", [
    (lambda: L.LeakyReLU(1), r"LeakyReLU: slope is 1, expected a number in \[0, 1\)"),
    (lambda: L.LeakyReLU(-.1), "slope is -0.1"),
    (lambda: L.ELU(0), r"ELU: alpha is 0, expected a number in \(0, inf\)"),
    (lambda: L.ELU(math.inf), "alpha is inf"), (lambda: L.ELU(math.nan), "alpha is nan"),
])
def test_activation_options(make, words):
    with pytest.raises(OptionError, match=words):
        make()


# --- softmax, log-softmax, layer norm, dropout -----------------------------------------------

def test_softmax_jacobian_by_hand():
    """Row by row of J = diag(p) - p p^T, off-diagonal entries included."""
    p = np.array([.2, .3, .5])
    layer = L.Softmax()
    layer.forward(np.log(p)[None, :].repeat(3, axis=0))
    J = layer.input_grad(np.eye(3))
    assert np.allclose(J, [[.16, -.06, -.1], [-.06, .21, -.15], [-.1, -.15, .25]], rtol=1e-14)
    assert np.allclose(layer.input_grad(np.ones((3, 3))), 0)


def test_log_softmax_jacobian_by_hand():
    p = np.array([.2, .3, .5])
    layer = L.LogSoftmax()
    layer.forward(np.log(p)[None, :].repeat(3, axis=0))
    assert np.allclose(layer.input_grad(np.eye(3)), np.eye(3) - p, rtol=1e-14)


@pytest.mark.parametrize("layer", [L.Softmax(), L.LogSoftmax()], ids=repr)
def test_softmax_needs_columns(layer):
    for wrong in (np.zeros((3, 0)), np.array(1.0)):
        with pytest.raises(ShapeError, match=r"x has shape .*, expected \(\.\.\., C\)"):
            layer.forward(wrong)


def test_layer_norm_standardizes_each_row():
    layer = L.LayerNorm(50, dtype=np.float64)
    x = 7 + 100 * rng().standard_normal((3, 50))
    y = layer.forward(x)
    assert np.allclose(y.mean(axis=1), 0, atol=1e-12) and np.allclose(y.var(axis=1), 1, atol=1e-8)
    layer.gain[...], layer.bias[...] = 2, 3
    assert np.allclose(layer.forward(x), 2 * y + 3)


def test_layer_norm_survives_a_constant_row():
    layer = L.LayerNorm(4)
    assert not layer.forward(np.full((2, 4), 5, np.float32)).any()
    assert np.isfinite(layer.backward(rng().standard_normal((2, 4), dtype=np.float32))).all()


def test_layer_norm_refuses():
    layer = L.LayerNorm(4)
    assert repr(layer) == "LayerNorm(4, eps=1e-05)"
    for shape in ((2, 3), ()):
        with pytest.raises(ShapeError, match=r"expected \(\.\.\., 4\)"):
            layer.forward(np.zeros(shape, np.float32))
    with pytest.raises(DTypeError, match="x has dtype float64, expected float32 like gain"):
        layer.forward(np.zeros((2, 4)))
    layer.forward(np.zeros((2, 4), np.float32))
    for use in (layer.param_grads, layer.input_grad):
        with pytest.raises(DTypeError, match="dy has dtype float64"):
            use(np.zeros((2, 4)))
    for arguments in ({"d": 0}, {"d": 4, "eps": 0}):
        with pytest.raises(OptionError, match="LayerNorm: "):
            L.LayerNorm(**arguments)
    with pytest.raises(DTypeError, match="dtype"):
        L.LayerNorm(4, dtype=int)


@pytest.mark.parametrize("rate", [0, .1, .5, .9])
def test_dropout_keeps_the_mean(rate):
    layer, x = L.Dropout(rate, rng=rng()), np.ones((400, 500), np.float32)
    y = layer.forward(x)
    kept = y != 0
    assert abs(kept.mean() - (1 - rate)) <= 5 * math.sqrt(rate * (1 - rate) / y.size) + 1e-5
    assert np.allclose(y[kept], 1 / (1 - rate), rtol=1e-4)
    assert abs(y.mean() - 1) < .02
    assert np.array_equal(layer.backward(x), y)                # x and dy alike: the same mask


def test_dropout_draws_anew_and_from_its_own_generator():
    a, b = (L.Dropout(.5, rng=rng(3)) for _ in range(2))
    x = np.ones((4, 50))
    first = a.forward(x)
    assert np.array_equal(first, b.forward(x)) and not np.array_equal(first, a.forward(x))
    assert a.predict(x) is x


def test_dropout_with_extreme_rates():
    assert np.array_equal(L.Dropout(0, rng=rng()).forward(np.ones(9)), np.ones(9))
    assert np.isfinite(L.Dropout(.9999999, rng=rng()).forward(np.ones(99_999))).all()


@pytest.mark.parametrize("arguments, error, words", [
    ({"rate": 1, "rng": rng()}, OptionError, r"Dropout: rate is 1, expected a number in \[0, 1\)"),
    ({"rate": -.1, "rng": rng()}, OptionError, "rate is -0.1"),
    ({"rate": "half", "rng": rng()}, DTypeError, "rate is str 'half'"),
    ({"rate": .5, "rng": 3}, DTypeError, "rng is int 3"),
])
def test_dropout_refuses(arguments, error, words):
    with pytest.raises(error, match=words):
        L.Dropout(**arguments)


def test_base_class_has_no_formulas():
    layer = L.Layer()
    for call in (layer.forward, layer.predict, layer.dx_from, L.Elementwise().forward):
        with pytest.raises(NotImplementedError):
            call(np.ones(2))
    with pytest.raises(NotImplementedError):
        L.Elementwise().derivative(np.ones(2), np.ones(2))


@every
def test_deepcopy_is_independent(name):
    layer, x = layer_and_x(name)
    dy = upstream(layer.forward(x))
    twin = copy.deepcopy(layer)
    dx = layer.input_grad(dy)
    twin.forward(-x)
    assert np.array_equal(layer.input_grad(dy), dx)
