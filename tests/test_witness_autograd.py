"""HIPS autograd as an outside witness: it differentiates textbook formulas written out here.

They are the plain ones, without shifts or stable forms, so nothing is shared with the package.
"""

from __future__ import annotations

import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad, make_vjp
from autograd.scipy.special import erf
from cases import LAYERS, LOSSES, layer_and_x, upstream

ALPHA, SCALE = 1.6732632423543772848, 1.0507009873554804934


def softmax(x):
    e = anp.exp(x)
    return e / anp.sum(e, axis=-1, keepdims=True)


def layer_norm(x, gain, bias, eps=1e-5):
    return gain * (x - anp.mean(x, -1, keepdims=True)) / anp.sqrt(
        anp.var(x, -1, keepdims=True) + eps) + bias


FORMULAS = {
    "Linear": lambda x, W, b: anp.dot(anp.reshape(x, (len(x), -1)), W) + b,
    "Flatten": lambda x: anp.reshape(x, (len(x), -1)),
    "ReLU": lambda x: x * (x > 0),
    "LeakyReLU": lambda x: anp.where(x > 0, x, 0.2 * x),
    "ELU": lambda x: anp.where(x > 0, x, anp.exp(x) - 1),
    "ELU, 1.7": lambda x: anp.where(x > 0, x, 1.7 * (anp.exp(x) - 1)),
    "SELU": lambda x: SCALE * anp.where(x > 0, x, ALPHA * (anp.exp(x) - 1)),
    "GELU": lambda x: x * (1 + erf(x / math.sqrt(2))) / 2,
    "SiLU": lambda x: x / (1 + anp.exp(-x)),
    "Sigmoid": lambda x: 1 / (1 + anp.exp(-x)),
    "Tanh": lambda x: (anp.exp(x) - anp.exp(-x)) / (anp.exp(x) + anp.exp(-x)),
    "Softplus": lambda x: anp.log(1 + anp.exp(x)),
    "Softmax": softmax,
    "LogSoftmax": lambda x: anp.log(softmax(x)),
    "LayerNorm": layer_norm,
}


def huber(delta):
    def h(y, t):
        r = anp.abs(y - t)
        return anp.mean(anp.where(r <= delta, r ** 2 / 2, delta * (r - delta / 2)))
    return h


def cross_entropy(log_p, t, smoothing=0.0):
    classes = log_p.shape[1]
    Y = (1 - smoothing) * np.eye(classes)[t] + smoothing / classes
    return -anp.mean(anp.sum(Y * log_p, axis=1))


def binary(p, t):
    return -anp.mean(t * anp.log(p) + (1 - t) * anp.log(1 - p))


LOSS_FORMULAS = {
    "MeanSquaredError": lambda y, t: anp.mean((y - t) ** 2),
    "Huber": huber(1.0),
    "Huber, 0.4": huber(0.4),
    "BinaryCrossEntropy": binary,
    "SigmoidCrossEntropy": lambda z, t: binary(1 / (1 + anp.exp(-z)), t),
    "CrossEntropy": cross_entropy,
    "SoftmaxCrossEntropy": lambda z, t: cross_entropy(anp.log(softmax(z)), t),
    "SoftmaxCrossEntropy, 0.1": lambda z, t: cross_entropy(anp.log(softmax(z)), t, 0.1),
}


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "Dropout"])
def test_layer(name):
    formula = FORMULAS.get(name) or FORMULAS[name.split(",")[0]]
    layer, x = layer_and_x(name)
    y = layer.forward(x)
    dy = upstream(y)
    arrays = [x, *(getattr(layer, p) for p in layer.PARAMS)]
    gradients = [layer.backward(dy), *(getattr(layer, "d" + p) for p in layer.PARAMS)]
    assert np.allclose(y, formula(*arrays), rtol=1e-12, atol=1e-13)
    for i, gradient in enumerate(gradients):
        pull, _ = make_vjp(formula, i)(*arrays)
        assert np.allclose(gradient, pull(dy), rtol=1e-11, atol=1e-13), layer.PARAMS[i - 1:i] or "x"


def test_dropout():
    """The mask is drawn by the layer; what it does with it is x * mask."""
    layer, x = layer_and_x("Dropout")
    y = layer.forward(x)
    dy = upstream(y)
    pull, expected = make_vjp(lambda x: x * layer.mask)(x)
    assert np.array_equal(y, expected) and np.array_equal(layer.backward(dy), pull(dy))


@pytest.mark.parametrize("name", LOSSES)
def test_loss(name):
    make, data = LOSSES[name]
    loss, (z, t) = make(), data(np.float64)
    assert loss.forward(z, t) == pytest.approx(LOSS_FORMULAS[name](z, t), rel=1e-13)
    assert np.allclose(loss.backward(), grad(LOSS_FORMULAS[name])(z, t), rtol=1e-11, atol=1e-14)


def test_whole_network_in_one_go():
    """Three affine layers with tanh and GELU between them, and the loss: every gradient at once."""
    from backprop.layers import GELU, Linear, Tanh
    from backprop.losses import SoftmaxCrossEntropy
    rng = np.random.default_rng(0)
    layers = [Linear(5, 6, rng=rng, dtype=float), Tanh(), Linear(6, 4, rng=rng, dtype=float),
              GELU(), Linear(4, 3, rng=rng, dtype=float)]
    x, t, loss = rng.standard_normal((7, 5)), rng.integers(0, 3, 7), SoftmaxCrossEntropy()
    z = x
    for layer in layers:
        z = layer.forward(z)
    value = loss.forward(z, t)
    dz = loss.backward()
    for layer in reversed(layers):
        dz = layer.backward(dz)

    def whole(x, W1, b1, W2, b2, W3, b3):
        z = FORMULAS["GELU"](anp.dot(anp.tanh(anp.dot(x, W1) + b1), W2) + b2)
        return LOSS_FORMULAS["SoftmaxCrossEntropy"](anp.dot(z, W3) + b3, t)

    linear = layers[::2]
    arrays = [x, *(a for layer in linear for a in (layer.W, layer.b))]
    gradients = [dz, *(g for layer in linear for g in (layer.dW, layer.db))]
    assert value == pytest.approx(whole(*arrays), rel=1e-13)
    for i, gradient in enumerate(gradients):
        assert np.allclose(gradient, grad(whole, i)(*arrays), rtol=1e-10, atol=1e-13)
