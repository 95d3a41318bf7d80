"""Promises of a layer, checked by running it in a treacherous order."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .comparison import relative_error


class Promises:
    """Sentences about promises that were broken; the named arrays must stay as they are."""

    def __init__(self, **arrays):
        self.broken, self.arrays = [], arrays
        self.before = {name: array.copy() for name, array in arrays.items()}

    def keep(self, kept: bool, sentence: str) -> None:
        """Note the sentence, once, if the promise was not kept."""
        if not kept and sentence not in self.broken:
            self.broken.append(sentence)

    def unaltered(self) -> None:
        """Compare the arrays with what they were."""
        for name, array in self.arrays.items():
            self.keep(same(array, self.before[name]), f"forward or backward altered {name}")


def trap_for(layer, x: np.ndarray) -> np.ndarray:
    """Another input, to find out a layer that keeps the first it saw: -x / 2, or x / 2 if need be."""
    try:
        layer.forward(-0.5 * x)
    except ValueError:                                    # a logarithm takes no negative x
        return 0.5 * x
    return -0.5 * x


def run_layer(layer, arrays, trap, dy, rewind) -> tuple[dict, Promises]:
    """Gradients of the layer at x, and its broken promises; the trap comes first."""
    x, promises = arrays["x"], Promises(**arrays, dy=dy)
    other = layer.forward(trap)
    rewind()
    y = layer.forward(x)
    promises.keep(not np.shares_memory(y, x), "forward returned a view of its input")
    promises.keep(not np.shares_memory(y, other), "forward returned the same memory twice")
    layer.predict(trap)
    (dx, first), (dx_again, second), (third, _) = [gradients(layer, dy) for _ in range(3)]
    shared = [np.may_share_memory(a, b) for a, b in ((dx, dx_again), (dx, third), (dx_again, third))]
    promises.keep(not any(shared), "backward returned the same memory twice")     # or two buffers in turn
    for name, array in first.items():
        promises.keep(same(array, second[name]), f"a second backward gave another d{name}")
    promises.unaltered()
    return first, promises


def gradients(layer, dy) -> tuple[np.ndarray, dict]:
    """What backward returned, and copies of dx and every parameter's gradient (None if missing)."""
    dx = layer.backward(dy)
    found = {"x": dx, **{p: getattr(layer, f"d{p}", None) for p in layer.PARAMS}}
    return np.asarray(dx), {n: None if array is None else np.array(array) for n, array in found.items()}


def check_predict(part, x, dy, promises, draws: int = 2000) -> None:
    """predict must equal forward or, where forward draws random numbers, its mean."""
    expected = part.predict(x)
    if same(part.forward(x), part.forward(x)):
        return promises.keep(close(part.forward(x), expected), "predict differs from forward")
    draw = [np.sum(dy * (part.forward(x) - expected)) for _ in range(draws)]
    promises.keep(abs(np.mean(draw)) <= 6 * np.std(draw) / math.sqrt(draws),
                  "the mean of forward over many draws is not predict")


def run_network(network, loss, x, t, rewind) -> tuple[np.ndarray, Promises]:
    """dx of the network, with its gradients in place, and its broken promises."""
    promises = Promises(x=x, t=t, params=network.params)
    network.forward(-0.5 * x)
    rewind()
    loss.forward(y := network.forward(x), t)
    network.backward(dz := loss.backward())
    first = network.grads.copy()
    dx = np.array(network.backward(dz, input_grad=True))
    promises.keep(same(first, network.grads), "a second backward gave other gradients")
    promises.unaltered()
    for name, value, gradient in network.named_parameters():
        views = map(np.may_share_memory, (value, gradient), (network.params, network.grads))
        promises.keep(all(views), f"{name} or its gradient is not a view of the flat vectors")
    if same(y, network.forward(x)):
        promises.keep(close(y, network.predict(x)), "predict differs from forward")
    return dx, promises


def rewinder(part) -> Callable[[], None]:
    """A function that sets every random generator of a layer or network back to its state now."""
    saved = [(g.bit_generator, g.bit_generator.state) for g in _generators(part)]
    return lambda: [setattr(generator, "state", state) for generator, state in saved]


def _generators(part) -> list[np.random.Generator]:
    """The generators `rng` of a layer, or of the layers that it is made of."""
    inside = [g for p in (part if hasattr(part, "__iter__") else ()) for g in _generators(p)]
    return inside + [part.rng] if getattr(part, "rng", None) else inside


def same(a, b) -> bool:
    """Are the two arrays equal, bit for bit?"""
    return a is b or np.array_equal(a, b, equal_nan=True)


def close(a, b) -> bool:
    """Are the two arrays equal up to rounding?"""
    return np.shape(a) == np.shape(b) and relative_error(a, b) <= 1e-12
