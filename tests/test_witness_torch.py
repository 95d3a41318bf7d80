"""PyTorch as an outside witness, wherever it is installed; where CI is set, it has to be."""

from __future__ import annotations

import os

import numpy as np
import pytest
from cases import LAYERS, LOSSES, layer_and_x, rng, upstream

if os.environ.get("CI"):
    import torch
else:
    torch = pytest.importorskip("torch")
F = torch.nn.functional

FORMULAS = {
    "Linear": lambda x, W, b: F.linear(x.flatten(1), W.T, b),
    "Flatten": lambda x: x.flatten(1),
    "ReLU": F.relu,
    "LeakyReLU": lambda x: F.leaky_relu(x, 0.2),
    "ELU": F.elu,
    "ELU, 1.7": lambda x: F.elu(x, 1.7),
    "SELU": F.selu,
    "GELU": F.gelu,
    "SiLU": F.silu,
    "Sigmoid": torch.sigmoid,
    "Tanh": torch.tanh,
    "Softplus": F.softplus,
    "Softmax": lambda x: F.softmax(x, -1),
    "LogSoftmax": lambda x: F.log_softmax(x, -1),
    "LayerNorm": lambda x, gain, bias: F.layer_norm(x, (4,), gain, bias),
}
LOSS_FORMULAS = {
    "MeanSquaredError": F.mse_loss,
    "Huber": F.huber_loss,
    "Huber, 0.4": lambda y, t: F.huber_loss(y, t, delta=0.4),
    "BinaryCrossEntropy": F.binary_cross_entropy,
    "SigmoidCrossEntropy": F.binary_cross_entropy_with_logits,
    "CrossEntropy": F.nll_loss,
    "SoftmaxCrossEntropy": F.cross_entropy,
    "SoftmaxCrossEntropy, 0.1": lambda z, t: F.cross_entropy(z, t, label_smoothing=0.1),
}
CLOSE = {np.float64: {"rtol": 1e-10, "atol": 1e-12}, np.float32: {"rtol": 2e-5, "atol": 2e-6}}
dtypes = pytest.mark.parametrize("dtype", CLOSE)


def leaf(array):
    return torch.tensor(array, requires_grad=True)


@dtypes
@pytest.mark.parametrize("name", [name for name in LAYERS if name != "Dropout"])
def test_layer(name, dtype):
    formula = FORMULAS.get(name) or FORMULAS[name.split(",")[0]]
    layer, x = layer_and_x(name, dtype)
    leaves = [leaf(x), *(leaf(getattr(layer, p)) for p in layer.PARAMS)]
    y, expected = layer.forward(x), formula(*leaves)
    dy = upstream(y)
    expected.backward(torch.tensor(dy))
    gradients = [layer.backward(dy), *(getattr(layer, "d" + p) for p in layer.PARAMS)]
    assert np.allclose(y, expected.detach().numpy(), **CLOSE[dtype])
    for gradient, tensor in zip(gradients, leaves, strict=True):
        assert np.allclose(gradient, tensor.grad.numpy(), **CLOSE[dtype])


@pytest.mark.parametrize("name", ["ReLU", "LeakyReLU", "ELU, 1.7", "SELU"])
def test_same_subgradient_at_zero(name):
    layer, x = LAYERS[name][0](np.float64), leaf(np.zeros(1))
    FORMULAS[name](x).backward(torch.ones(1, dtype=torch.float64))
    layer.forward(np.zeros(1))
    assert np.allclose(layer.backward(np.ones(1)), x.grad.numpy())


def test_dropout_keeps_the_same_fraction_and_scale():
    layer, ones = LAYERS["Dropout"][0](np.float64), np.ones((300, 300))
    ours, theirs = layer.forward(ones), F.dropout(torch.tensor(ones), 0.3).numpy()
    assert np.allclose(np.unique(ours), np.unique(theirs), rtol=1e-4)
    assert abs((ours == 0).mean() - (theirs == 0).mean()) < .01


@dtypes
@pytest.mark.parametrize("name", LOSSES)
def test_loss(name, dtype):
    make, data = LOSSES[name]
    loss, (z, t) = make(), data(dtype)
    theirs = leaf(z)
    expected = LOSS_FORMULAS[name](theirs, torch.tensor(t))
    expected.backward()
    assert np.allclose(loss.forward(z, t), expected.item(), **CLOSE[dtype])
    assert np.allclose(loss.backward(), theirs.grad.numpy(), **CLOSE[dtype])


@dtypes
@pytest.mark.parametrize("name", ["SoftmaxCrossEntropy", "SoftmaxCrossEntropy, 0.1",
                                  "SigmoidCrossEntropy"])
def test_loss_of_extreme_logits(name, dtype):
    make, data = LOSSES[name]
    loss, (z, t) = make(), data(dtype)
    z = rng().choice([-1e4, -100, 0, 100, 1e4], z.shape).astype(dtype)
    theirs = leaf(z)
    expected = LOSS_FORMULAS[name](theirs, torch.tensor(t))
    expected.backward()
    assert np.allclose(loss.forward(z, t), expected.item(), **CLOSE[dtype])
    assert np.allclose(loss.backward(), theirs.grad.numpy(), **CLOSE[dtype])


@pytest.mark.parametrize("norm_only", [True, False])
def test_penalties(norm_only):
    from backprop.penalties import L2, NormPenalty
    theta, g = rng().standard_normal(12), np.zeros(12)
    penalty, theirs = (NormPenalty if norm_only else L2)(.3), leaf(theta)
    expected = .3 * theirs.norm() if norm_only else .15 * (theirs ** 2).sum()
    expected.backward()
    penalty.add_gradient(theta, g)
    assert penalty.value(theta) == pytest.approx(expected.item())
    assert np.allclose(g, theirs.grad.numpy())
