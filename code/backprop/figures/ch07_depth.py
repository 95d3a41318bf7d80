"""Figures of chapter 7, second part: what a backward pass costs, and its gradients against depth."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from .. import plots
from ..axis import Choice
from ..explore import Explorer, explore
from ..layers import Linear, ReLU, Sigmoid, Tanh
from ..network import Network, mlp
from ..tables import Table

# --- time and memory ------------------------------------------------------------------------------------


COARSE = ("win32", "emscripten")        # systems whose processor clock ticks in milliseconds, or not at all
CLOCK = time.perf_counter if sys.platform in COARSE else time.process_time


def fastest(*calls: Callable[[], object], rounds: int = 30) -> list[float]:
    """Seconds of the processor that each call takes: the least of many rounds, the calls in turn."""
    def once(call):
        start = CLOCK()
        call()
        return CLOCK() - start
    return [min(times) for times in zip(*([once(call) for call in calls] for _ in range(rounds)))]


def kept(network: Network) -> int:
    """How many numbers the layers keep for their backward pass; an array that two share counts once."""
    arrays = {}
    for layer in network:
        own = {id(getattr(layer, prefix + name)) for name in layer.PARAMS for prefix in ("", "d")}
        for value in vars(layer).values():
            if isinstance(value, np.ndarray) and id(value) not in own:
                arrays[value.__array_interface__["data"][0]] = value.size
    return sum(arrays.values())


def memory() -> Explorer:
    """Numbers in memory against the batch size, for more or fewer hidden layers."""
    return explore(draw_memory, batch=Choice([1, 16, 64, 256, 1024, 4096], label="batch size B", value=64),
                   hidden=Choice([1, 2, 4, 8], label="hidden layers of 500", value=2))


def draw_memory(batch: int, hidden: int):
    """Bars: parameters, their gradients, and what the layers keep, measured on the package."""
    network = mlp([784] + [500] * hidden + [10], rng=np.random.default_rng(0))
    network.forward(np.zeros((batch, 784), np.float32))
    size, saved = network.params.size, kept(network)
    figure, ax = plots.figure(6, 2.5)
    ax.barh(["kept for\nbackward", "gradients", "parameters"], np.array([saved, size, size]) / 1e6,
            color=[plots.ORANGE, plots.GRADIENT, plots.FORWARD])
    ax.set(xlabel="million numbers (4 bytes each in float32)", xlim=(0, 1.05 * max(saved, size) / 1e6))
    ax.grid(visible=False, axis="y")
    return figure, (f"B = {batch}, {hidden} hidden: {size:,} parameters, {saved:,} numbers kept, "
                    f"{saved // batch:,} an example: {saved / size:.2g} times the parameters.")


# --- gradients against depth ----------------------------------------------------------------------------

ACTIVATIONS = {"sigmoid": Sigmoid, "tanh": Tanh, "ReLU": ReLU}
STARTS = ("0.01 N(0, 1)", "N(0, 1)", "1/width (He: 2/width)")


def gradient_norms(activation: str, start: str, depth: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Norms |dz| of layers 1 ... depth (depth,), for 32 random rows and a random gradient at the end."""
    linear = [Linear(width, width, rng=rng, dtype=np.float64) for _ in range(depth)]
    network = Network([part for layer in linear for part in (layer, ACTIVATIONS[activation]())])
    variance = {STARTS[0]: 1e-4, STARTS[1]: 1.0}.get(start, (1 + (activation == "ReLU")) / width)
    for layer in linear:
        layer.W[...] = variance**0.5 * rng.normal(size=layer.W.shape)
    network.forward(rng.normal(size=(32, width)))
    dy, norms = rng.normal(size=(32, width)), []
    for layer in reversed(network):
        dy = layer.input_grad(dy)
        norms += [] if isinstance(layer, Linear) else [np.linalg.norm(dy)]
    return np.array(norms[::-1])


def many_norms(activation: str, start: str, depth: int, width: int = 100, seeds: int = 12) -> np.ndarray:
    """The norms of `seeds` networks, each as a share of its last layer's: (seeds, depth)."""
    runs = np.array([gradient_norms(activation, start, depth, width, np.random.default_rng(seed))
                     for seed in range(seeds)])
    return runs / runs[:, -1:]


def factors(activation: str, start: str, width: int, *, depth: int = 20, seeds: int = 12) -> np.ndarray:
    """By what factor |dz| changes a layer on the way back, on average over the depth: (seeds,)."""
    return many_norms(activation, start, depth, width, seeds)[:, 0] ** (1 / (depth - 1))


def factor_table(widths: tuple[int, ...] = (50, 100, 200)) -> Table:
    """The factor a layer, median (lowest to highest of twelve seeds), for each activation, start and width."""
    def cell(activation, start, width):
        found = factors(activation, start, width)
        return f"{np.median(found):.3g} ({found.min():.3g} to {found.max():.3g})"
    return Table(["activation, start of W", *(f"width {width}" for width in widths)],
                 [[f"{activation}, {start}", *(cell(activation, start, width) for width in widths)]
                  for activation in ACTIVATIONS for start in STARTS])


def vanishing() -> Explorer:
    """The gradient of each layer, for three activations, three starts, and more or fewer layers."""
    return explore(draw_vanishing, activation=Choice(list(ACTIVATIONS), label="activation", value="tanh"),
                   start=Choice(list(STARTS), label="start of W", value=STARTS[1]),
                   depth=Choice([5, 10, 20, 40], label="layers", value=20))


def draw_vanishing(activation: str, start: str, depth: int):
    """|dz| by layer on a logarithmic axis, twelve networks."""
    runs, layers = many_norms(activation, start, depth), np.arange(1, depth + 1)
    figure, ax = plots.figure(6, 3.3)
    ax.plot(layers, runs.T, color=plots.GRADIENT, linewidth=0.8, alpha=0.5)
    ax.plot(layers, np.median(runs, axis=0), color=plots.GRADIENT)
    ax.axhline(1, color=plots.GRAY, linewidth=1, linestyle="--")
    ax.set(xlabel="layer (the loss is on the right)", ylabel="|dz|, last layer = 1", yscale="log")
    ax.set_ylim(min(0.1, runs.min() / 3), max(10, 3 * runs.max()))
    ax.xaxis.get_major_locator().set_params(integer=True)
    rates = runs[:, 0] ** (1 / (depth - 1))
    return figure, (f"{activation}, {start}, {depth} layers of 100: first layer {np.median(runs[:, 0]):.1e} of "
                    f"the last; a factor of {np.median(rates):.3g} a layer ({rates.min():.3g} to "
                    f"{rates.max():.3g} over 12 seeds).")
