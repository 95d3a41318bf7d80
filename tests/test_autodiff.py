"""Automatic differentiation: against sympy, differences, PyTorch and the package's own layers."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import sympy as sp

from backprop import SoftmaxCrossEntropy, mlp
from backprop.autodiff import Dual, Tensor, Value, ancestors, unbroadcast
from backprop.errors import DTypeError, ShapeError
from backprop.gradcheck import numerical_gradient, relative_error

PROGRAMS = {
    "fork": lambda u, v: u * u + u * v,
    "quotient": lambda u, v: (u - 2.0) / (v * v + 1.0) - 3.0 / v,
    "left": lambda u, v: 2.0 - u + (1.5 - v) * 2.0 + 1.0 / u,
    "power": lambda u, v: u**3 * v**-2 + (-u)**2,
    "tanh": lambda u, v: (u * v).tanh() * u,
}



def exact(name, u0, v0):
    u, v = sp.symbols("u v")
    sp.Expr.tanh = lambda self: sp.tanh(self)
    try:
        y = PROGRAMS[name](u, v)
    finally:
        del sp.Expr.tanh
    return [float(e.subs({u: u0, v: v0})) for e in (y, sp.diff(y, u), sp.diff(y, v))]


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("u0, v0", [(0.7, 1.3), (-1.2, 0.4)])
def test_reverse_and_forward_mode_find_sympys_derivatives(name, u0, v0):
    y0, du, dv = exact(name, u0, v0)
    u, v = Value(u0), Value(v0)
    y = PROGRAMS[name](u, v)
    y.backward()
    assert (y.data, u.grad, v.grad) == pytest.approx((y0, du, dv), rel=1e-12)
    for moving, slope in ((0, du), (1, dv)):
        end = PROGRAMS[name](Dual(u0, 1.0 - moving), Dual(v0, float(moving)))
        assert (end.value, end.slope) == pytest.approx((y0, slope), rel=1e-12)


@pytest.mark.parametrize("name, slope", [("exp", math.exp(0.8)), ("log", 1 / 0.8), ("relu", 1.0),
                                         ("tanh", 1 - math.tanh(0.8)**2)])
def test_functions_of_one_number_or_array(name, slope):
    x, array = Value(0.8), Tensor(np.array([[0.8, 0.8]]))
    getattr(x, name)().backward()
    getattr(array, name)().backward(np.array([[2.0, -3.0]]))
    assert x.grad == pytest.approx(slope, rel=1e-12)
    np.testing.assert_allclose(array.grad, [[2 * slope, -3 * slope]], rtol=1e-12)


def test_a_second_walk_overwrites():
    x = Value(3.0)
    y = x * x
    y.backward()
    y.backward()
    assert x.grad == 6.0


def test_every_node_comes_once_and_after_its_parents():
    x = y = Value(1.0)
    for _ in range(60):                            # 2**60 paths
        y = y * y
    nodes = ancestors(y)
    place = {node: k for k, node in enumerate(nodes)}
    assert len(nodes) == 61 and nodes[0] is x and nodes[-1] is y
    assert all(place[parent] < place[node] for node in nodes for parent, _ in node.arrows)
    y.backward()
    assert x.grad == 2.0**60


def test_a_long_chain_needs_no_recursion():
    x = y = Value(0.0)
    for _ in range(100_000):
        y = y + 1.0
    y.backward()
    assert x.grad == 1.0


@pytest.mark.parametrize("shape", [(4, 3), (3,), (1, 3), (4, 1), (1, 1), (1,), ()])
@pytest.mark.parametrize("program", [lambda x, c: x * c, lambda x, c: c + x, lambda x, c: x / (c * c + 2.0),
                                     lambda x, c: c - x])
def test_what_was_stretched_is_summed(shape, program):
    rng = np.random.default_rng(0)
    x, c, dy = rng.normal(size=(4, 3)), rng.normal(size=shape), rng.normal(size=(4, 3))
    tensors = Tensor(x), Tensor(c)
    program(*tensors).backward(dy)
    for array, tensor in zip((x, c), tensors):
        nudged = numerical_gradient(lambda _: np.sum(dy * program(x, c)), array)
        assert tensor.grad.shape == array.shape
        assert relative_error(tensor.grad, nudged) < 1e-8


def test_unbroadcast_refuses_what_did_not_stretch():
    with pytest.raises(ShapeError, match=r"unbroadcast: an array of shape \(2,\) does not stretch to \(4, 3\)"):
        unbroadcast(np.ones((4, 3)), (2,))
    with pytest.raises(ShapeError):
        unbroadcast(np.ones(3), (4, 3))


@pytest.mark.parametrize("axis, keepdims", [(None, False), (0, False), (1, True), (-1, False), ((0, 1), False), (0, True)])
def test_sums_over_axes(axis, keepdims):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(4, 3))
    y = (Tensor(x)**2).sum(axis, keepdims)
    dy = rng.normal(size=y.data.shape)
    start = Tensor(x)
    (start**2).sum(axis, keepdims).backward(dy)
    nudged = numerical_gradient(lambda v: np.sum(dy * np.sum(v**2, axis=axis, keepdims=keepdims)), x.copy())
    assert relative_error(start.grad, nudged) < 1e-8


def test_an_entry_that_was_taken_twice_gets_both():
    x = Tensor(np.array([1.0, 2.0, 3.0]))
    x[np.array([0, 0, 2])].backward(np.array([1.0, 10.0, 100.0]))
    np.testing.assert_array_equal(x.grad, [11, 0, 100])


def test_the_gradients_that_a_sum_hands_out_are_not_shared():
    x, y = Tensor(np.ones(2)), Tensor(np.ones(2))
    ((x + y) + x * 5.0).sum().backward()
    np.testing.assert_array_equal(x.grad, [6, 6])
    np.testing.assert_array_equal(y.grad, [1, 1])


def cross_entropy(z, t):
    top = z.data.max(axis=1, keepdims=True)
    lse = (z - top).exp().sum(axis=1, keepdims=True).log() + top
    return (lse.reshape(len(t)) - z[np.arange(len(t)), t]).mean()


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_a_network_of_operators_has_the_packages_gradients(activation):
    rng = np.random.default_rng(3)
    net = mlp([5, 7, 6, 3], activation=activation, rng=rng, dtype=np.float64)
    net.params[...] += 0.1 * rng.normal(size=net.params.size)
    x, t, loss = rng.normal(size=(4, 5)), rng.integers(3, size=4), SoftmaxCrossEntropy()
    leaves = [Tensor(array) for _, array, _ in net.named_parameters()]
    start = a = Tensor(x)
    for k in range(0, 6, 2):
        a = a @ leaves[k] + leaves[k + 1]
        a = getattr(a, activation)() if k < 4 else a
    mine = cross_entropy(a, t)
    mine.backward()
    assert mine.data == pytest.approx(loss.forward(net.forward(x), t), rel=1e-12)
    dx = net.backward(loss.backward(), input_grad=True)
    np.testing.assert_allclose(np.concatenate([leaf.grad.ravel() for leaf in leaves]), net.grads, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(start.grad, dx, rtol=1e-10, atol=1e-14)


def test_torch_finds_the_same_gradients():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(5)
    arrays = [rng.normal(size=s) for s in ((4, 5), (5, 5), (5,), (4, 1))]

    def program(x, w, b, c):
        h = (x @ w + b).tanh()
        return ((x + h) * c / (h * h + 1.0)).sum()
    ours, theirs = [Tensor(a) for a in arrays], [torch.tensor(a, requires_grad=True) for a in arrays]
    program(*ours).backward()
    program(*theirs).backward()
    for a, b in zip(ours, theirs):
        np.testing.assert_allclose(a.grad, b.grad.numpy(), rtol=1e-10, atol=1e-14)


def test_float32_stays_float32():
    x, w = Tensor(np.ones((2, 3), np.float32)), Tensor(np.ones((3, 2), np.float32))
    y = ((x @ w) * 0.5 + 1.0).tanh().mean()
    y.backward()
    assert y.data.dtype == x.grad.dtype == w.grad.dtype == np.float32


def test_an_array_on_the_left_is_a_node_too():
    w = Tensor(np.arange(6.0).reshape(3, 2))
    y = np.ones((4, 3)) @ w + np.ones(2)
    y.backward(np.ones((4, 2)))
    np.testing.assert_array_equal(w.grad, np.full((3, 2), 4.0))
    assert isinstance(np.ones(2) * y, Tensor)


def test_dual_numbers_of_recorded_numbers_give_rows_of_the_hessian():
    u, v = Value(2.0), Value(5.0)
    y = Dual(u, Value(1.0))**3 * Dual(v, Value(0.0))
    y.slope.backward()
    assert (y.slope.data, u.grad, v.grad) == (60.0, 60.0, 12.0)


@pytest.mark.parametrize("call, error, words", [
    (lambda: Value("3"), DTypeError, "got str, expected a number"),
    (lambda: Value(1.0) + None, DTypeError, "got NoneType"),
    (lambda: Tensor(["a"]), DTypeError, "expected real numbers"),
    (lambda: Tensor(np.ones(3)) @ Tensor(np.ones(3)), ShapeError, r"shape \(3,\), expected a matrix"),
    (lambda: Tensor(np.ones(3)).backward(), ShapeError, r"dy has shape \(\), expected \(3,\)"),
])
def test_wrong_calls_get_one_clear_error(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_the_core_is_as_short_as_chapter_9_says():
    from test_structure import code_lines
    import backprop.autodiff.graph as graph
    import backprop.autodiff.scalar as scalar
    assert sum(len(list(code_lines(Path(module.__file__)))) for module in (graph, scalar)) <= 80
