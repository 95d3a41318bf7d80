"""Figures of chapter 10: the size of numbers from layer to layer, measured and predicted."""

from __future__ import annotations

import math

import numpy as np

from .. import plots
from ..axis import Choice
from ..explore import Explorer, explore
from ..functional import sigmoid
from ..layers import LayerNorm
from ..tables import Table

# --- one layer --------------------------------------------------------------------------------------------


def spread() -> Explorer:
    """One output of a layer over 1,000 draws of its weights, and the two predictions of its spread."""
    return explore(draw_spread, mean=Choice([0.0, 0.5, 1.0, 2.0], label="mean of x", value=1.0),
                   d=Choice([10, 100, 1000], label="inputs d", value=100))


def drawn_outputs(mean: float, d: int, draws: int = 1000) -> tuple[np.ndarray, np.ndarray]:
    """x (d,) with that mean and deviation 1, and x @ w for `draws` weights w ~ N(0, 1/d): (draws,)."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=d)
    x = mean + (x - x.mean()) / x.std()
    return x, np.array([x @ (rng.normal(size=d) / math.sqrt(d)) for _ in range(draws)])


def draw_spread(mean: float, d: int):
    """A histogram of the outputs under two normal curves: by E[x²], and by Var(x)."""
    x, y = drawn_outputs(mean, d)
    right, wrong = np.mean(x**2), np.var(x)
    figure, ax = plots.figure(6, 3)
    grid = np.linspace(-8, 8, 401)
    ax.hist(y, np.linspace(-8, 8, 41), density=True, color=plots.PALE, label="1,000 draws of w")
    for variance, color, style, name in ((right, plots.FORWARD, "-", "by E[x²]"), (wrong, plots.BLACK, "--", "by Var(x)")):
        ax.plot(grid, np.exp(-grid**2 / (2 * variance)) / math.sqrt(2 * math.pi * variance), style, color=color, label=name)
    ax.set(xlabel="y = x · w", yticks=[], ylim=(0, 0.5))
    ax.legend()
    return figure, (f"d = {d}, x with mean {mean} and variance 1: Var(y) over 1,000 draws is {np.var(y):.2f}. "
                    f"d Var(w) E[x²] = {right:.2f}; d Var(w) Var(x) = {wrong:.2f}.")


# --- what a ReLU leaves -----------------------------------------------------------------------------------

KINDS = {"normal": lambda rng, n: rng.normal(size=n), "uniform": lambda rng, n: rng.uniform(-3**0.5, 3**0.5, n),
         "one-sided (exponential)": lambda rng, n: rng.exponential(size=n) - 1}


def halves() -> Explorer:
    """What part of the mean square a ReLU leaves, for z of several shapes and means."""
    return explore(draw_half, mean=Choice([-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5], label="mean of z", value=0.0),
                   kind=Choice(list(KINDS), label="shape of z", value="normal"))


def draw_half(mean: float, kind: str):
    """The density of z, its positive part filled, and the share of the mean square that is left."""
    z = mean + KINDS[kind](np.random.default_rng(0), 100_000)
    edges = np.linspace(-4, 4, 81)
    heights, _ = np.histogram(z, edges, density=True)
    figure, ax = plots.figure(6, 2.7)
    ax.stairs(heights, edges, fill=True, color=plots.PALE)
    ax.stairs(np.where(edges[:-1] >= 0, heights, 0), edges, fill=True, color=plots.FORWARD)
    ax.axvline(0, color=plots.BLACK, linewidth=1)
    ax.set(xlabel="z: what is right of 0 goes through the ReLU", yticks=[])
    share = np.mean(np.maximum(z, 0)**2) / np.mean(z**2)
    return figure, f"{kind}, mean {mean}: the ReLU leaves {share:.3f} of the mean square of z (100,000 numbers)."


# --- many layers ------------------------------------------------------------------------------------------

ACTIVATIONS = {"tanh": (np.tanh, lambda z: 1 - np.tanh(z)**2), "ReLU": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
               "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z)))}
SHOWN = (1, 3, 5, 7, 10)


def walk_through(activation: str, std: float, *, depth: int = 10, width: int = 100, rows: int = 64,
                 rng: np.random.Generator) -> tuple[list, list]:
    """Activations a_1 ... and gradients dz_1 ... of `depth` layers with weights of that deviation."""
    f, slope = ACTIVATIONS[activation]
    weights = std * rng.normal(size=(depth, width, width))
    a, zs, values = rng.normal(size=(rows, width)), [], []
    for W in weights:
        zs.append(a @ W)
        values.append(a := f(zs[-1]))
    gradients, da = [], rng.normal(size=a.shape)
    for W, z in zip(weights[::-1], zs[::-1]):
        gradients.append(da * slope(z))
        da = gradients[-1] @ W.T
    return values, gradients[::-1]


def layers() -> Explorer:
    """Histograms of activations and gradients, layer by layer, for a gain and an activation."""
    return explore(draw_layers, gain=Choice([0.1, 0.5, 0.8, 1.0, 1.414, 2.0, 4.0, 10.0], label="gain = std · √100",
                                            value=1.0), activation=Choice(list(ACTIVATIONS), label="activation", value="tanh"))


def draw_layers(gain: float, activation: str):
    """Five of ten layers; each side has one scale, from its largest layer."""
    values, gradients = walk_through(activation, gain / 10, rng=np.random.default_rng(0))
    figure, axes = plots.figure(6, 3.8, cols=2, sharey=True)
    for ax, arrays, title, color in ((axes[0], values, "activations", plots.FORWARD),
                                     (axes[1], gradients, "gradients dz", plots.GRADIENT)):
        limit = 2.5 * max(np.sqrt(np.mean(array**2)) for array in arrays)
        plots.draw_histograms(ax, {f"layer {k}": arrays[k - 1] for k in SHOWN}, range=(-limit, limit), color=color)
        ax.set(title=title, xticks=[-limit / 2, 0, limit / 2])
        ax.set_xticklabels([f"{-limit / 2:.1g}".replace("-", "−"), "0", f"{limit / 2:.1g}"])
    ratio = [np.sqrt(np.mean(array[9]**2) / np.mean(array[0]**2)) for array in (values, gradients)]
    return figure, (f"{activation}, gain {gain}: from layer 1 to 10 the size (root mean square) of the activations changes "
                    f"by {ratio[0]:.2g}, that of the gradients, from 10 back to 1, by {1 / ratio[1]:.2g}.")


STARTS = {"0.01 N(0, 1)": lambda d: 1e-4, "LeCun, 1/d": lambda d: 1 / d, "He, 2/d": lambda d: 2 / d, "N(0, 1)": lambda d: 1.0}


def relu_factor(variance: float, d: int, seed: int, depth: int = 8) -> float:
    """By what factor the mean square grows a ReLU layer, measured over `depth` layers."""
    values, _ = walk_through("ReLU", math.sqrt(variance), depth=depth, width=d, rng=np.random.default_rng(seed))
    return float((np.mean(values[-1]**2) / np.mean(values[0]**2))**(1 / (depth - 1)))


def factor_table(widths: tuple[int, ...] = (50, 200), seeds: int = 12) -> Table:
    """Predicted and measured growth of the mean square a ReLU layer, median and range over the seeds."""
    rows = []
    for name, variance in STARTS.items():
        for d in widths:
            found = [relu_factor(variance(d), d, seed) for seed in range(seeds)]
            rows.append([name, d, f"{d * variance(d) / 2:.3g}",
                         f"{np.median(found):.3g} ({min(found):.3g} to {max(found):.3g})"])
    return Table(["weights", "width d", "d · Var(w) / 2", "measured"], rows)


# --- layer normalization ----------------------------------------------------------------------------------

ROW, UPSTREAM = np.array([0.5, -1.0, 2.0, 0.0, 1.5]), np.array([1.0, 0.5, -0.5, 2.0, -1.0])


def normalized() -> Explorer:
    """One row through a layer normalization, shifted and scaled, and its gradient."""
    return explore(draw_normalized, scale=Choice([0.2, 0.5, 1.0, 2.0, 5.0], label="row times", value=1.0),
                   shift=Choice([-2.0, 0.0, 3.0], label="row plus", value=0.0))


def draw_normalized(scale: float, shift: float):
    """Bars of x, y and dx."""
    layer, x = LayerNorm(5, dtype=np.float64), (scale * ROW + shift)[None]
    y = layer.forward(x)
    dx = layer.input_grad(UPSTREAM[None])
    figure, axes = plots.figure(6, 2.7, cols=3)
    for ax, row, title, color in zip(axes, (x, y, dx), ("x", "y, normalized", "dx"), (plots.FORWARD, plots.FORWARD, plots.GRADIENT)):
        ax.bar(range(5), row[0], color=color)
        ax.axhline(0, color=plots.GRAY, linewidth=1)
        ax.set(title=title, xticks=[])
    axes[1].set_ylim(-2, 2)
    limit = max(1.0, 1.1 * np.abs(dx).max())
    axes[2].set_ylim(-limit, limit)
    return figure, (f"Row times {scale}, plus {shift}: y = {', '.join(f'{v:.2f}' for v in y[0])}; |dx| = "
                    f"{np.linalg.norm(dx):.3f}, its sum {abs(dx.sum()):.0e}.")
