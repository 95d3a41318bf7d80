"""Every layer and loss against sympy: values and gradients, from the definition alone."""

import numpy as np
import pytest

import cases
from backprop import derive, layers, losses, witness
from backprop.gradcheck import relative_error

EXACT = 1e-12


def layer_arrays(name):
    """A small layer of that case, its inputs by name, and the symbolic function's keywords."""
    layer, x = cases.layer_and_x(name)
    x = x[:2]
    arrays = {"x": x, **{p: getattr(layer, p) for p in layer.PARAMS}}
    keywords = {k: v for k, v in layer.config().items() if k in ("slope", "alpha", "eps")}
    return layer, arrays, keywords


@pytest.mark.parametrize("name", cases.LAYERS)
def test_layer_equals_its_symbolic_witness(name):
    layer, arrays, keywords = layer_arrays(name)
    if type(layer).__name__ == "SELU":
        keywords = {}
    y = layer.forward(arrays["x"])
    dy = cases.upstream(y)
    if name == "Dropout":
        arrays["mask"] = layer.mask
    symbols = {n: derive.array(n, *a.shape) for n, a in arrays.items()}
    function = witness.LAYERS[type(layer).__name__]
    y_symbolic = function(**symbols, **keywords)
    assert relative_error(y, derive.evaluate(y_symbolic, arrays)) < EXACT
    dx = layer.backward(dy)
    for n in ("x", *layer.PARAMS):
        exact = derive.vjp(y_symbolic, symbols[n], dy)
        ours = dx if n == "x" else getattr(layer, "d" + n)
        assert relative_error(ours, derive.evaluate(exact, arrays)) < EXACT, n


def test_every_layer_and_loss_has_a_witness():
    assert set(witness.LAYERS) == set(layers.LAYERS)
    assert set(witness.LOSSES) == set(losses.LOSSES)


@pytest.mark.parametrize("name", cases.LOSSES)
def test_loss_equals_its_symbolic_witness(name):
    make, inputs = cases.LOSSES[name]
    loss, (y, t) = make(), inputs(np.float64)
    y, t = y[:3], t[:3]
    symbols = derive.array("y", *y.shape)
    keywords = {k: v for k, v in loss.config().items()}
    L = witness.LOSSES[type(loss).__name__](symbols, t, **keywords)
    assert relative_error(np.array(loss.forward(y, t)), derive.evaluate(L, {"y": y})) < EXACT
    exact = derive.evaluate(derive.gradient(L, symbols), {"y": y})
    assert relative_error(loss.backward(), exact) < EXACT
