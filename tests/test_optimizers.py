"""Each optimizer against the formulas of its paper, one number at a time, and against PyTorch."""

from __future__ import annotations

import importlib
import os
from math import sqrt

import numpy as np
import pytest

from backprop.errors import DTypeError, OptionError, ShapeError, StateError
from backprop.optimizers import (OPTIMIZERS, SGD, AdaGrad, Adam, AdamW, Momentum, Nesterov,
                                 Optimizer, RMSProp, clip_by_norm)

STEPS, SIZE = 50, 6
MASK = np.array([True, True, False, True, False, True])


# --- the recurrences, straight from the formulas, for one weight in Python floats --------------

def sgd(w, grad, lr):
    for t in range(1, STEPS + 1):
        w -= lr * grad(w, t)
    return w


def momentum(w, grad, lr, mu):
    v = 0.0
    for t in range(1, STEPS + 1):
        v = mu * v + grad(w, t)
        w -= lr * v
    return w


def nesterov(w, grad, lr, mu):
    v = 0.0
    for t in range(1, STEPS + 1):
        g = grad(w, t)
        v = mu * v + g
        w -= lr * (g + mu * v)
    return w


def adagrad(w, grad, lr, eps):
    s = 0.0
    for t in range(1, STEPS + 1):
        g = grad(w, t)
        s += g * g
        w -= lr * g / (sqrt(s) + eps)
    return w


def rmsprop(w, grad, lr, beta, eps):
    s = 0.0
    for t in range(1, STEPS + 1):
        g = grad(w, t)
        s = beta * s + (1 - beta) * g * g
        w -= lr * g / (sqrt(s) + eps)
    return w


def adam(w, grad, lr, beta1, beta2, eps, l2=0.0, decay=0.0):
    m = v = 0.0
    for t in range(1, STEPS + 1):
        g = grad(w, t) + l2 * w
        w -= lr * decay * w
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        mhat, vhat = m / (1 - beta1**t), v / (1 - beta2**t)
        w -= lr * mhat / (sqrt(vhat) + eps)
    return w


CASES = {
    "sgd": (lambda: SGD(0.05), lambda w, g, i: sgd(w, g, 0.05)),
    "momentum": (lambda: Momentum(0.02, 0.8), lambda w, g, i: momentum(w, g, 0.02, 0.8)),
    "nesterov": (lambda: Nesterov(0.02, 0.8), lambda w, g, i: nesterov(w, g, 0.02, 0.8)),
    "adagrad": (lambda: AdaGrad(0.3, 1e-3), lambda w, g, i: adagrad(w, g, 0.3, 1e-3)),
    "rmsprop": (lambda: RMSProp(0.03, 0.85, 1e-3), lambda w, g, i: rmsprop(w, g, 0.03, 0.85, 1e-3)),
    "adam": (lambda: Adam(0.1, 0.8, 0.97, 1e-2), lambda w, g, i: adam(w, g, 0.1, 0.8, 0.97, 1e-2)),
    "adam_l2": (lambda: Adam(0.1, weight_decay=0.3),
                lambda w, g, i: adam(w, g, 0.1, 0.9, 0.999, 1e-8, l2=0.3)),
    "adamw": (lambda: AdamW(0.1, weight_decay=0.3),
              lambda w, g, i: adam(w, g, 0.1, 0.9, 0.999, 1e-8, decay=0.3)),
    "adamw_mask": (lambda: AdamW(0.1, weight_decay=0.3, mask=MASK),
                   lambda w, g, i: adam(w, g, 0.1, 0.9, 0.999, 1e-8, decay=0.3 * MASK[i])),
}


@pytest.fixture
def problem():
    """A start, and a noisy gradient that depends on where one stands and on the step."""
    rng = np.random.default_rng(7)
    start, slope = rng.standard_normal(SIZE), rng.uniform(0.2, 3, SIZE)
    noise = rng.standard_normal((STEPS + 1, SIZE))
    return start, lambda w, t, i=slice(None): slope[i] * w + noise[t][i]


def run(optimizer, start, grad, steps=range(1, STEPS + 1)):
    theta = start.copy()
    for t in steps:
        optimizer.step(theta, grad(theta, t).astype(theta.dtype))
    return theta


@pytest.mark.parametrize("name", CASES)
def test_fifty_steps_equal_the_scalar_recurrence(name, problem):
    make, reference = CASES[name]
    start, grad = problem
    expected = [reference(float(w), lambda w, t, i=i: grad(w, t, i), i)
                for i, w in enumerate(start)]
    np.testing.assert_allclose(run(make(), start, grad), expected, rtol=1e-12, atol=1e-13)


def test_one_adam_step_by_hand():
    """g = 0.5 at t = 1: mhat = g and vhat = g**2, so the step is lr * 0.5 / (0.5 + eps)."""
    theta = np.array([1.0])
    Adam(0.1, eps=0.5).step(theta, np.array([0.5]))
    assert theta[0] == pytest.approx(1 - 0.1 * 0.5 / (0.5 + 0.5), rel=1e-14)


def _torch():
    """PyTorch; where it is not installed the test is skipped, but in CI a missing one fails."""
    return importlib.import_module("torch") if os.environ.get("CI") else pytest.importorskip("torch")


TORCH = {
    "sgd": lambda o, p: o.SGD(p, lr=0.05),
    "momentum": lambda o, p: o.SGD(p, lr=0.02, momentum=0.8),
    "nesterov": lambda o, p: o.SGD(p, lr=0.02, momentum=0.8, nesterov=True),
    "adagrad": lambda o, p: o.Adagrad(p, lr=0.3, eps=1e-3),
    "rmsprop": lambda o, p: o.RMSprop(p, lr=0.03, alpha=0.85, eps=1e-3),
    "adam": lambda o, p: o.Adam(p, lr=0.1, betas=(0.8, 0.97), eps=1e-2),
    "adam_l2": lambda o, p: o.Adam(p, lr=0.1, weight_decay=0.3),
    "adamw": lambda o, p: o.AdamW(p, lr=0.1, weight_decay=0.3),
    "adamw_mask": lambda o, p: o.AdamW([{"params": [w], "weight_decay": 0.3 * MASK[i]}
                                        for i, w in enumerate(p)], lr=0.1),
}


@pytest.mark.parametrize("name", CASES)
def test_fifty_steps_equal_pytorch(name, problem):
    torch = _torch()
    start, grad = problem
    weights = [torch.tensor([w], dtype=torch.float64, requires_grad=True) for w in start]
    optimizer = TORCH[name](torch.optim, weights)
    for t in range(1, STEPS + 1):
        for i, w in enumerate(weights):
            w.grad = torch.tensor(grad(w.detach().numpy(), t, slice(i, i + 1)))
        optimizer.step()
    theirs = np.concatenate([w.detach().numpy() for w in weights])
    np.testing.assert_allclose(run(CASES[name][0](), start, grad), theirs, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_float32_stays_and_g_is_not_altered(name, problem):
    start, grad = problem
    theta = start.astype(np.float32)
    g = grad(theta, 1).astype(np.float32)
    kept, optimizer = g.copy(), CASES[name][0]()
    optimizer.lr = np.float64(0.01)  # as a schedule may give: a strong type in NumPy 2
    optimizer.step(theta, g)
    assert theta.dtype == np.float32 and np.array_equal(g, kept)
    assert all(getattr(optimizer, m).dtype == np.float32 for m in optimizer.MEMORY)
    assert type(optimizer.lr) is float
    np.testing.assert_allclose(run(CASES[name][0](), start.astype(np.float32), grad),
                               run(CASES[name][0](), start, grad), rtol=1e-3, atol=1e-4)


def test_a_read_only_theta_is_refused():
    theta = np.ones(3)
    theta.flags.writeable = False
    with pytest.raises(StateError, match=r"SGD\(lr=0.1\): theta is read-only"):
        SGD(0.1).step(theta, np.ones(3))


@pytest.mark.parametrize("name", CASES)
def test_theta_is_edited_in_place_through_its_views(name):
    theta = np.ones(SIZE)
    weights = theta[:4].reshape(2, 2)
    CASES[name][0]().step(theta, np.ones(SIZE))
    assert (weights < 1).all()


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("stop", [0, 20])
def test_state_resumes_bit_for_bit(name, stop, problem):
    start, grad = problem
    make = CASES[name][0]
    first = make()
    theta = run(first, start, grad, range(1, stop + 1))
    state = first.state()
    run(first, theta, grad, range(1, 4))  # the state must be a copy, not a view of what moves on
    second = make()
    second.load_state(state)
    theta = run(second, theta, grad, range(stop + 1, STEPS + 1))
    assert np.array_equal(theta, run(make(), start, grad)) and second.updates == STEPS


def test_load_state_refuses_another_memory():
    adam = Adam()
    adam.step(np.ones(3), np.ones(3))
    with pytest.raises(StateError, match=r"Momentum\(lr=0.1, momentum=0.9\): state has .*'m'"):
        Momentum(0.1).load_state(adam.state())
    with pytest.raises(StateError, match="expected"):
        Adam().load_state({"updates": 3})


@pytest.mark.parametrize("theta, g, error, words", [
    (np.ones(3), np.ones(4), ShapeError, r"g has shape \(4,\), expected \(3,\)"),
    (np.ones(3), np.ones(3, np.float32), DTypeError, "g has dtype float32, expected float64"),
    (np.ones((2, 2)), np.ones((2, 2)), DTypeError, "expected a flat vector"),
    (np.ones(3, int), np.ones(3), DTypeError, "theta is ndarray of int(64|32)"),
    ([1.0], np.ones(1), DTypeError, "theta is list"),
])
def test_wrong_vectors_are_refused(theta, g, error, words):
    with pytest.raises(error, match=words):
        SGD(0.1).step(theta, g)


def test_a_vector_that_changes_between_steps_is_refused():
    adam = Adam()
    adam.step(np.ones(3), np.ones(3))
    with pytest.raises(ShapeError, match=r"theta has shape \(4,\), expected \(3,\)"):
        adam.step(np.ones(4), np.ones(4))


@pytest.mark.parametrize("make, words", [
    (lambda: SGD(-1), "SGD: lr is -1"),
    (lambda: SGD(float("nan")), "lr is nan"),
    (lambda: SGD(float("inf")), "lr is inf"),
    (lambda: Momentum(0.1, 1.0), "momentum is 1.0"),
    (lambda: Adam(beta1=-0.1), "beta1"),
    (lambda: Adam(beta2=1), "beta2"),
    (lambda: RMSProp(0.1, beta=1.5), "beta is 1.5"),
    (lambda: AdaGrad(0.1, eps=-1), "eps"),
    (lambda: AdamW(weight_decay=-1), "weight_decay"),
    (lambda: clip_by_norm(np.ones(2), 0), "max_norm is 0"),
])
def test_numbers_out_of_range(make, words):
    with pytest.raises(OptionError, match=words):
        make()


def test_wrong_types():
    with pytest.raises(DTypeError, match="lr is str"):
        SGD("fast")
    with pytest.raises(DTypeError, match="mask is int(64|32), expected an array of bool"):
        AdamW(mask=np.array([1, 0]))
    with pytest.raises(ShapeError, match=r"mask has shape \(6,\)"):
        AdamW(mask=MASK).step(np.ones(2), np.ones(2))


def test_the_table_names_every_optimizer():
    assert set(OPTIMIZERS.values()) == {SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam, AdamW}
    for optimizer in (make(0.1) for make in OPTIMIZERS.values()):
        again = type(optimizer)(**optimizer.config())
        assert isinstance(again, Optimizer) and again.config() == optimizer.config()
    assert repr(Adam(0.002)) == "Adam(lr=0.002, beta1=0.9, beta2=0.999, eps=1e-08, weight_decay=0)"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_clip_by_norm(dtype):
    g = np.array([3, 4], dtype)
    assert clip_by_norm(g, 10) == 5 and g.tolist() == [3, 4]
    assert clip_by_norm(g, 1) == 5
    np.testing.assert_allclose(g, [0.6, 0.8], rtol=1e-6)
    assert g.dtype == dtype


def test_clip_when_the_squares_overflow_but_not_g():
    g = np.array([3e30, 4e30], np.float32)
    with np.errstate(over="ignore"):
        assert clip_by_norm(g, 1) == pytest.approx(5e30, rel=1e-6)
    np.testing.assert_allclose(g, [0.6, 0.8], rtol=1e-6)


def test_clip_leaves_what_is_not_finite():
    g = np.array([np.nan, 1.0])
    assert np.isnan(clip_by_norm(g, 0.1)) and g[1] == 1
