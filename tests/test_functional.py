from __future__ import annotations

import math
import subprocess
import sys
from decimal import Decimal, getcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from backprop import functional as F
from backprop.errors import DTypeError, LabelError, OptionError, ShapeError
from backprop.gradcheck import numerical_gradient, relative_error

pytestmark = pytest.mark.filterwarnings("error")

ROWWISE = [F.softmax, F.log_softmax, F.logsumexp]
SLOPES = {F.sigmoid: lambda x: F.sigmoid(x) * (1 - F.sigmoid(x)), F.softplus: F.sigmoid,
          F.normal_cdf: F.normal_pdf, F.gelu: F.gelu_derivative, F.silu: F.silu_derivative}
ENTRYWISE = [*SLOPES, F.normal_pdf, F.gelu_derivative, F.silu_derivative]
EVERY = ROWWISE + ENTRYWISE
LIMITS = [0., -0., 1e-30, 1., 17., 37., 88., 89., 104., 708., 710., 746., 1e4, 1e30, 1e38]

names = pytest.mark.parametrize("f", EVERY, ids=lambda f: f.__name__)
arrays = hnp.arrays(st.sampled_from([np.float32, np.float64]),
                    hnp.array_shapes(min_dims=1, max_dims=4, max_side=5),
                    elements=st.floats(-1e4, 1e4, width=32))


@names
@given(x=arrays)
def test_any_shape_and_dtype(f, x):
    before = x.copy()
    y = f(x)
    assert y.shape == (x.shape[:-1] if f is F.logsumexp else x.shape)
    assert y.dtype == x.dtype and np.isfinite(y).all()
    assert np.array_equal(x, before) and not np.shares_memory(x, y)


@names
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.complex64, np.complex128])
def test_dtype_is_kept(f, dtype):
    assert f(np.array([[-3., 0, 2]], dtype)).dtype == dtype


@names
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_tails_are_finite_and_silent(f, dtype):
    x = np.array([LIMITS, np.negative(LIMITS)], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(f(x)).all()


@names
def test_complex_step_gives_the_derivative(f):
    """f takes complex input: Im f(x + ih) / h is its slope, for either sign of the real part."""
    x = np.array([[-2.5, -.3, .4, 1.9], [.1, 1.2, -1.1, 4.]])
    for j in range(4):
        step = np.zeros_like(x)
        step[:, j] = 1
        slope = f(x + 1e-20j * step).imag / 1e-20
        assert np.allclose(slope, (f(x + 1e-6 * step) - f(x - 1e-6 * step)) / 2e-6, atol=1e-8)


@names
def test_wrong_types_are_refused(f):
    for wrong in (3.0, [1., 2.], np.array([1, 2]), np.array(["a"]), None):
        with pytest.raises(DTypeError, match="x "):
            f(wrong)


@pytest.mark.parametrize("f", ROWWISE, ids=lambda f: f.__name__)
def test_rows_need_a_column(f):
    for wrong in (np.zeros((3, 0)), np.array(1.0)):
        with pytest.raises(ShapeError, match=f"{f.__name__}: x has shape"):
            f(wrong)


@pytest.mark.parametrize("f", SLOPES, ids=lambda f: f.__name__)
def test_derivatives(f):
    x = np.array([-6., -2.5, -.3, 0, .4, 1.9, 7.])
    numeric = numerical_gradient(lambda v: f(v).sum(), x)      # each entry moves its own only
    assert relative_error(SLOPES[f](x), numeric) < 1e-8


def test_softmax_by_hand():
    p = F.softmax(np.log(np.array([[1., 2, 5], [3., 3, 3]])))
    assert np.allclose(p, [[.125, .25, .625], [1 / 3] * 3], rtol=1e-15)


def test_softmax_and_log_softmax_work_per_row():
    """A maximum over the whole array would turn the second row into zeros or 0/0."""
    x = np.array([[1e4, 0.], [-1e4, -1e4]])
    assert np.array_equal(F.softmax(x), [[1, 0], [.5, .5]])
    assert np.array_equal(F.log_softmax(x), [[0, -1e4], [-math.log(2)] * 2])
    assert np.array_equal(F.logsumexp(x), [1e4, -1e4 + math.log(2)])


@given(x=arrays, shift=st.floats(-100, 100, width=16))
def test_softmax_identities(x, shift):
    x = x.astype(np.float64)
    p = F.softmax(x)
    assert np.allclose(p.sum(axis=-1), 1) and (p >= 0).all()
    assert np.allclose(F.softmax(x + shift), p, atol=1e-11)
    assert np.allclose(np.exp(F.log_softmax(x)), p, atol=1e-12) and (F.log_softmax(x) <= 0).all()
    assert np.allclose(F.log_softmax(x), x - F.logsumexp(x)[..., None], atol=1e-10)


def test_masked_scores():
    assert np.array_equal(F.softmax(np.array([0., -np.inf])), [1, 0])


@pytest.mark.parametrize("x", [-700., -40., -1.5, 0., 1e-9, 2.5, 36., 40., 700.])
def test_sigmoid_and_softplus_to_the_last_digits(x):
    getcontext().prec = 340
    e = (-Decimal(x)).exp()
    exact, exact_log = 1 / (1 + e), (1 + 1 / e).ln()
    a = np.array([x])
    assert F.sigmoid(a)[0] == pytest.approx(float(exact), rel=4e-16, abs=0)
    assert F.softplus(a)[0] == pytest.approx(float(exact_log), rel=4e-16, abs=0)


@pytest.mark.parametrize("x", [-37., -8., -1., 0., 1., 8.])
def test_normal_cdf_keeps_the_left_tail(x):
    exact = math.erfc(-x / math.sqrt(2)) / 2
    assert F.normal_cdf(np.array([x]))[0] == pytest.approx(exact, rel=1e-12, abs=0)
    assert F.normal_pdf(np.array([x]))[0] == pytest.approx(
        math.exp(-x * x / 2) / math.sqrt(2 * math.pi), rel=1e-12, abs=0)
    assert F.gelu(np.array([x]))[0] == pytest.approx(x * exact, rel=1e-12, abs=0)
    assert F.silu(np.array([x]))[0] == pytest.approx(x / (1 + math.exp(-x)), rel=1e-14, abs=0)


def test_one_hot():
    Y = F.one_hot(np.array([2, 3, 3]), 4)
    assert np.array_equal(Y, [[0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1]]) and Y.dtype == np.float32
    assert F.one_hot(np.array([0], np.uint8), 1, np.float64).dtype == np.float64
    assert F.one_hot(np.array([], int), 3).shape == (0, 3)


@pytest.mark.parametrize("t, classes, dtype, error, words", [
    (np.array([0, 4]), 4, "f4", LabelError, r"t\[1\] is 4, expected a label in 0 \.\.\. 3"),
    (np.array([-1]), 4, "f4", LabelError, r"t\[0\] is -1"),
    (np.array([1.]), 4, "f4", DTypeError, "labels are an array of float64"),
    ([1], 4, "f4", DTypeError, "labels are list"),
    (np.array([[1]]), 4, "f4", ShapeError, r"t has shape \(1, 1\)"),
    (np.array([1]), 0, "f4", OptionError, "classes is 0, expected at least 1"),
    (np.array([1]), 2.5, "f4", DTypeError, "classes is float 2.5"),
    (np.array([1]), 2, "int64", DTypeError, "dtype is 'int64'"),
])
def test_one_hot_refuses(t, classes, dtype, error, words):
    with pytest.raises(error, match="one_hot: .*" + words):
        F.one_hot(t, classes, dtype)


def test_scipy_is_loaded_only_when_used():
    code = ("import sys\nfrom backprop import layers, losses, penalties, metrics\n"
            "print([m for m in ('scipy', 'sympy', 'matplotlib') if m in sys.modules])")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          check=True).stdout.strip() == "[]"
