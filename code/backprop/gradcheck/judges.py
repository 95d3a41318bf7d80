"""The judges: a layer, a loss, a network, or any function along one direction.         (chapter 8)"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from backprop.checks import check_shape
from backprop.errors import DTypeError

from .comparison import Report, compare
from .differences import check_float64, is_noisy
from .promises import (Promises, check_predict, close, rewinder, run_layer, run_network, same,
                       trap_for)


NOISE = ("forward computes in lower precision than float64: its differences are noise, and no "
         "formula can be judged by them")
SHORT_BATCHES = {"dz": slice(None), "dz of one row": slice(0, 1), "dz of two rows": slice(0, 2)}


def check_layer(layer, x: np.ndarray, *, rng: np.random.Generator, dy=None, samples=None) -> Report:
    """Judge dx, dW, db ... of a layer, and the promises of forward, predict and backward.

    samples: entries looked at in each array, None = all.
    dy:      upstream gradient; random unless given (chapter 8 shows why all ones are blind).
    Shapes:  x as the layer takes it; every gradient must have the shape of its variable.
    Errors:  DTypeError unless x and the parameters are float64.
    """
    title, x = _name(layer, "PARAMS", "a layer"), np.array(x)
    arrays = {"x": x, **{name: getattr(layer, name) for name in layer.PARAMS}}
    check_float64(title, **arrays)
    rewind = rewinder(layer)
    trap = trap_for(layer, x)
    dy = rng.standard_normal(layer.forward(trap).shape) if dy is None else np.array(dy, float)

    def f(_):
        rewind()
        return float(np.sum(dy * layer.forward(x)))

    gradients, promises = run_layer(layer, arrays, trap, dy, rewind)
    rows = [compare(f"d{name}", gradients[name], f, array, samples, rng)
            for name, array in arrays.items()]
    check_predict(layer, x, dy, promises)
    promises.keep(not any(is_noisy(f, array, rng) for array in arrays.values()), NOISE)
    rewind()
    return Report(title, rows, promises.broken)


def check_loss(loss, z: np.ndarray, t: np.ndarray) -> Report:
    """Judge dz of a loss on a batch, on one row and on two, and the promises of a loss.

    Shapes:  z (B, C), t as the loss takes it; B of at least 3 makes a missing 1/B show.
    Errors:  DTypeError unless z is float64.
    """
    title, rows, z, t = _name(loss, "forward", "a loss"), [], np.array(z), np.array(t)
    check_float64(title, z=z)
    promises = Promises(z=z, t=t)
    for name, part in SHORT_BATCHES.items():
        loss.forward(z[-1:], t[-1:])                  # what backward must have forgotten
        value = loss.forward(z[part], t[part])
        promises.keep(type(value) is float, f"forward returned {type(value).__name__}, not float")
        first, second = np.array(loss.backward()), np.array(loss.backward())
        promises.keep(same(first, second), "a second backward gave another dz")
        promises.unaltered()
        rows.append(compare(name, first, lambda x: loss.forward(x, t[part]), z[part]))
    mean = np.mean([loss.forward(z[i:i + 1], t[i:i + 1]) for i in range(len(z))])
    promises.keep(close(mean, loss.forward(z, t)), "the loss is not a mean over the rows")
    return Report(title, rows, promises.broken)


def check_network(network, loss, x: np.ndarray, t: np.ndarray, *, rng, samples=50) -> Report:
    """Judge every parameter array of a network, dx, and one random direction through all of them.

    samples: entries looked at in each array, None = all; the direction covers the rest.
    It judges 1e-3 beside the parameters: biases of 0 put units of empty rows at their kinks.
    Errors:  DTypeError unless x and the parameters are float64.
    """
    title, x, t = _name(network, "named_parameters", "a network"), np.array(x), np.array(t)
    check_float64(title, x=x, params=network.params)
    rewind, start = rewinder(network), network.params.copy()
    network.params[...] += 1e-3 * rng.standard_normal(start.shape)

    def f(_):
        rewind()
        return loss.forward(network.forward(x), t)

    dx, promises = run_network(network, loss, x, t, rewind)
    arrays = [(name.replace(".", ".d"), np.array(gradient), value)
              for name, value, gradient in network.named_parameters()] + [("dx", dx, x)]
    flat = directional_check(f, network.params, network.grads.copy(), rng=rng)
    rows = [compare(name, formula, f, array, samples, rng) for name, formula, array in arrays]
    network.params[...] = start
    rewind()
    return Report(title, [*rows, *flat.rows], promises.broken)


def directional_check(f: Callable, x: np.ndarray, gradient: np.ndarray, *, rng) -> Report:
    """Judge a gradient of any size along one random unit vector v: is gradient . v the slope?

    f gets x itself, moved in place; x is given back unchanged, bit for bit.
    """
    check_float64("directional_check", x=x)
    check_shape(np.asarray(gradient), x.shape, "gradient", "directional_check")
    start, v = x.copy(), rng.standard_normal(x.shape)
    v /= np.linalg.norm(v)

    def along(s):
        try:
            x[...] = start + s[0] * v
            return f(x)
        finally:
            x[...] = start

    formula = np.array([np.sum(gradient * v)])
    return Report("directional_check", [compare("one direction", formula, along, np.zeros(1))])


def _name(part, needed: str, kind: str) -> str:
    if not hasattr(part, needed):
        raise DTypeError(f"gradcheck: {part!r} has no {needed}, expected {kind}")
    return type(part).__name__ if repr(part).startswith("<") else repr(part)
