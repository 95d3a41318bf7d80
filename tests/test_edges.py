"""The edges of single numbers and calls that readers found: each once gave a wrong value, or an error without words."""

from __future__ import annotations

import math

import numpy as np
import pytest

import backprop as bp
from backprop import functional, initializers, schedules
from backprop.errors import DTypeError, NonFiniteError, OptionError
from backprop.layers import LAYERS, LayerNorm, Linear, ReLU
from backprop.losses import LOSSES
from backprop.metrics import accuracy, confusion_matrix
from backprop.optimizers import OPTIMIZERS, SGD, Adam, clip_by_norm


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("row, expected", [([np.inf, 0.0], np.inf), ([np.inf, np.inf], np.inf), ([-np.inf, -np.inf], -np.inf),
                                           ([-np.inf, 2.0], 2.0), ([np.inf, -np.inf], np.inf)])
def test_logsumexp_of_infinities(row, expected, recwarn):
    found = functional.logsumexp(np.array([row, [0.0, 0.0]]))
    np.testing.assert_allclose(found, [expected, math.log(2)])
    assert not recwarn.list


@pytest.mark.parametrize("kind", [Adam, SGD])
@pytest.mark.parametrize("lr", [-1.0, math.nan, math.inf])
def test_a_learning_rate_that_is_set_later_is_checked(kind, lr):
    optimizer, theta = kind(0.1), np.zeros(3)
    optimizer.lr = lr
    with pytest.raises(OptionError, match=f"{kind.__name__}: lr was set to {lr}, expected a number in"):
        optimizer.step(theta, np.ones(3))
    assert not theta.any()


@pytest.mark.parametrize("make", [lambda: schedules.step_decay(0.1, 5), lambda: schedules.exponential(0.1, 5),
                                  lambda: schedules.linear(0.1, 50), lambda: schedules.cosine(0.1, 50),
                                  lambda: schedules.constant(0.1)])
def test_a_schedule_begins_at_zero(make):
    assert 0 < make()(0) <= 0.1
    with pytest.raises(OptionError, match="t is -10, expected the number of updates so far"):
        make()(-10)


@pytest.mark.parametrize("name", initializers.INITIALIZERS)
def test_an_initializer_draws_floats_only(name, rng):
    with pytest.raises(DTypeError, match="dtype is <class 'int'>, expected float32 or float64"):
        initializers.INITIALIZERS[name]((3, 3), rng=rng, dtype=int)


@pytest.mark.parametrize("call, words", [
    (lambda rng: Linear(10**9, 10**9, rng=rng), r"d_in \* d_out is 1,000,000,000,000,000,000 numbers, more than fit"),
    (lambda rng: LayerNorm(10**13), "d is 10,000,000,000,000 numbers"),
    (lambda rng: functional.one_hot(np.array([1]), 10**13), r"rows \* classes is 10,000,000,000,000 numbers")])
def test_sizes_that_no_memory_holds(call, words, rng):
    with pytest.raises(OptionError, match=words):
        call(rng)


@pytest.mark.parametrize("eps", [math.inf, math.nan, 0.0])
def test_layer_norm_needs_a_finite_eps(eps):
    with pytest.raises(OptionError, match="eps"):
        LayerNorm(3, eps=eps)


def test_accuracy_of_nan_is_refused():
    scores, t = np.array([[0.0, 1.0], [np.nan, 1.0]]), np.array([1, 1])
    for measure in (accuracy, confusion_matrix):
        with pytest.raises(NonFiniteError, match=r"scores\[1\] holds a NaN"):
            measure(scores, t)
    assert accuracy(np.array([[-np.inf, 1.0], [np.inf, 1.0]]), t) == 0.5


@pytest.mark.parametrize("dtype, size", [(np.float32, 1e-40), (np.float64, 1e-200), (np.float32, 1e30)])
def test_clip_finds_the_norm_of_any_gradient(dtype, size):
    g = np.full(4, size, dtype)
    assert clip_by_norm(g, size) == pytest.approx(2 * size, rel=1e-4)
    np.testing.assert_allclose(g, size / 2, rtol=1e-3)
    assert clip_by_norm(np.zeros(4, dtype), 1.0) == 0.0


@pytest.mark.filterwarnings("ignore:.*matrix.*:PendingDeprecationWarning")
@pytest.mark.parametrize("wrap", [np.matrix, np.ma.masked_array])
def test_matrices_and_masked_arrays_are_refused(wrap, rng):
    """np.matrix makes * a matrix product, and a mean of a masked array leaves entries out: both went through in silence."""
    x = wrap(rng.normal(size=(2, 2)))
    made = {"Linear": {"d_in": 2, "d_out": 2, "rng": rng, "dtype": np.float64}, "LayerNorm": {"d": 2, "dtype": np.float64},
            "Dropout": {"rng": rng}}
    for name, kind in LAYERS.items():
        layer = kind(**made.get(name, {}))
        with pytest.raises(DTypeError, match=f"x is a {type(x).__name__}.*pass a plain array"):
            layer.forward(x)
        plain = layer.forward(np.asarray(x))
        with pytest.raises(DTypeError, match="dy is a"):
            layer.backward(wrap(plain))
    for name, kind in LOSSES.items():
        with pytest.raises(DTypeError, match="pass a plain array"):
            kind().forward(x, np.array([0, 1]) if "Cross" in name and "Bin" not in name and "Sig" not in name else x)


def test_a_gradient_of_another_dtype_is_refused_by_every_layer():
    layer = ReLU()
    layer.forward(np.ones((2, 3), np.float32))
    with pytest.raises(DTypeError, match="dy has dtype float64, expected float32 like y"):
        layer.backward(np.ones((2, 3)))


@pytest.mark.parametrize("columns", [5, 100])
def test_the_bias_gradient_of_a_large_batch_keeps_its_digits(columns, rng):
    """A sum of 60,000 float32 rows, one after the other, is off by some 1e-5; one product with ones by 1e-6."""
    layer, dy = Linear(2, columns, rng=rng), (rng.normal(size=(60_000, columns)) + 0.5).astype(np.float32)
    layer.forward(np.ones((60_000, 2), np.float32))
    layer.param_grads(dy)
    assert np.max(np.abs(layer.db / dy.astype(np.float64).sum(axis=0) - 1)) < 5e-7


@pytest.mark.parametrize("rows", [0, 1, 511, 1023, 1024, 1025, 2000])
@pytest.mark.parametrize("order", ["C", "F"])
def test_the_bias_gradient_counts_every_row_once(rows, order, rng):
    layer, dy = Linear(2, 3, rng=rng), np.asarray(rng.integers(-9, 9, (rows, 3)), np.float32, order=order)
    layer.forward(np.ones((rows, 2), np.float32))
    layer.param_grads(dy)
    assert np.array_equal(layer.db, dy.sum(axis=0))                  # whole numbers: exact


def test_every_optimizer_names_its_options():
    for kind in OPTIMIZERS.values():
        optimizer = kind(0.25)
        assert optimizer.config()["lr"] == 0.25 and kind(**optimizer.config()).config() == optimizer.config()
        assert repr(optimizer).startswith(f"{kind.__name__}(lr=0.25")


def test_what_readers_called_with_nothing():
    net = bp.mlp([3, 4, 2], rng=np.random.default_rng(0))
    for call in (lambda: bp.Network.load(None), lambda: net.predict(None), lambda: bp.Network(5)):
        with pytest.raises(DTypeError, match="expected"):
            call()


@pytest.mark.filterwarnings("ignore:.*matrix.*:PendingDeprecationWarning")
def test_masked_arrays_are_refused_everywhere():
    """A mask leaves entries out of sums and maxima in silence: accuracy, a norm and a step were wrong."""
    scores, t, vector = np.array([[1.0, 2.0]]), np.array([1]), np.ones(3)

    def masked(x):
        return np.ma.masked_array(x, np.arange(x.size).reshape(x.shape) % 2 == 1)

    calls = [lambda: accuracy(masked(scores), t), lambda: accuracy(scores, masked(t)), lambda: accuracy(np.matrix(scores), t),
             lambda: clip_by_norm(masked(vector), 1.0), lambda: Adam().step(masked(vector), vector),
             lambda: Adam().step(vector, masked(vector)), lambda: bp.penalties.L2(0.1).value(masked(vector)),
             lambda: functional.one_hot(masked(t), 2), lambda: functional.softmax(masked(scores + 0j))]
    for call in calls:
        with pytest.raises(DTypeError, match="pass a plain array"):
            call()
    assert (vector == 1).all()


@pytest.mark.parametrize("lr", ["fast", None, True, 0.1j])
def test_a_learning_rate_that_is_no_number_is_named(lr):
    optimizer, theta = SGD(0.1), np.zeros(3)
    optimizer.lr = lr
    with pytest.raises(DTypeError, match="SGD: lr is .*expected a number"):
        optimizer.step(theta, np.ones(3))
    optimizer.lr = np.float32(0.5)
    optimizer.step(theta, np.ones(3))
    assert (theta == -0.5).all()


def test_a_schedule_at_nan_is_refused():
    with pytest.raises(OptionError, match="t is nan"):
        schedules.step_decay(0.1, 5)(math.nan)


def test_adam_in_float32_up_to_its_documented_range():
    """v is kept as v / (1 - beta2): it overflows 1,000 times earlier than PyTorch's, and says so."""
    theta, optimizer = np.zeros(1, np.float32), Adam(1e-3)
    for _ in range(3000):
        optimizer.step(theta, np.full(1, 5e17, np.float32))
    assert theta[0] == pytest.approx(-3, rel=1e-3)
    with pytest.warns(RuntimeWarning, match="overflow"):
        for _ in range(20):
            optimizer.step(theta, np.full(1, 1e19, np.float32))
