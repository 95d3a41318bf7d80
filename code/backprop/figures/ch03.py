"""Figures of chapter 3: curves with their slopes, and what is left of a gradient behind many of them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from .. import plots
from ..axis import Axis, Choice
from ..explore import Explorer, explore
from ..functional import sigmoid, softplus
from ..layers import ELU, GELU, SELU, LeakyReLU, ReLU, Sigmoid, SiLU, Softplus, Tanh


# --- why something bent ---------------------------------------------------------------------------------

def bend() -> Explorer:
    """Fit a curve with units that bend at their own places, and with the same units unbent."""
    return explore(draw_bend, units=Choice([1, 2, 4, 8, 16], label="units", value=4))


def draw_bend(units: int):
    """The curve wanted, and the best fits with and without the bend."""
    places = np.linspace(-1, 1, 301)
    wanted = np.sin(4 * places + 1)
    before = places[:, None] - np.linspace(-1, 1, units + 1)[:-1]    # z, (301, units)
    figure, ax = plots.figure(6, 3)
    ax.plot(places, wanted, color=plots.BLACK, linewidth=1.4, label="wanted")
    errors = []
    for label, color, out in (("no bend", plots.GRAY, before),
                              ("bent", plots.FORWARD, np.maximum(before, 0))):
        table = np.column_stack([out, np.ones(len(places))])
        fit = table @ np.linalg.lstsq(table, wanted, rcond=None)[0]
        ax.plot(places, fit, color=color, label=label)
        errors.append(np.mean((fit - wanted)**2))
    ax.set(xlabel="x", ylabel="output", ylim=(-1.6, 1.9), xticks=[-1, -0.5, 0, 0.5, 1])
    ax.legend(loc="upper left", ncols=3)
    return figure, (f"Units: {units}. Mean squared error without the bend {errors[0]:.2g}, "
                    f"with it {errors[1]:.2g}.")


# --- one curve and its slope -------------------------------------------------------------------------------

GALLERY = {"sigmoid": Sigmoid(), "tanh": Tanh(), "ReLU": ReLU(), "leaky ReLU, a = 0.1": LeakyReLU(0.1),
           "ELU": ELU(1.0), "SELU": SELU(), "GELU": GELU(), "SiLU": SiLU(), "softplus": Softplus()}


def slope_of(layer, z: np.ndarray) -> np.ndarray:
    """f'(z) of an activation of the package."""
    return layer.derivative(z, layer.function(z))


def draw_curve(name: str, f, slope, at: float, limits: tuple, note: str = ""):
    """The curve with its tangent above, its slope below."""
    grid = np.linspace(*limits, 401)
    figure, axes = plots.figure(6, 3.7, rows=2, sharex=True)
    value, steep = (float(g(np.array([float(at)]))[0]) for g in (f, slope))
    plots.draw_curve_with_tangent(axes[0], grid, f(grid), at, steep, reach=1.5)
    axes[1].plot(grid, slope(grid), color=plots.GRADIENT)
    axes[1].plot([at], [steep], "o", color=plots.GRADIENT, markersize=9)
    axes[1].vlines(at, 0, steep, color=plots.GRADIENT, linewidth=1)
    axes[0].set(ylabel="y")
    axes[1].set(xlabel="z", ylabel="slope")
    value, steep = round(value, 4) + 0.0, round(steep, 4) + 0.0        # no -0.0000
    return figure, f"{name} at z = {at:g}: y = {value:.4f}, slope {steep:.4f}{note}"


def sigmoid_curve() -> Explorer:
    """The sigmoid and its slope."""
    return explore(draw_sigmoid, z=Axis(-6, 6, 13, label="z", format=".0f", value=1))


def draw_sigmoid(z: float):
    """How much of an arriving gradient gets through at z."""
    share = float(slope_of(Sigmoid(), np.array(z)))
    return draw_curve("sigmoid", sigmoid, lambda v: slope_of(Sigmoid(), v), z, (-8, 8),
                      f": {share:.2%} of the arriving gradient gets through.")


def gallery() -> Explorer:
    """All curves of the chapter."""
    return explore(draw_gallery, curve=Choice(list(GALLERY), label="curve"),
                   z=Choice([-3, 0, 3], label="z", value=-3))


def draw_gallery(curve: str, z: float):
    """One curve of the package and its slope."""
    layer = GALLERY[curve]
    note = " (chosen: the curve has a kink here)." if z in layer.KINKS else "."
    return draw_curve(curve, layer.function, lambda v: slope_of(layer, v), z, (-4, 4), note)


def gate() -> Explorer:
    """z times a sigmoid gate that is sharpened."""
    return explore(draw_gate, z=Choice([-2, 0, 2], label="z", value=2),
                   beta=Choice([0.0, 0.5, 1.0, 1.702, 10.0], label="β", value=1.0))


def draw_gate(beta: float, z: float):
    """z sigmoid(beta z) and its slope."""
    def slope(v):
        g = sigmoid(beta * v)
        return g + beta * v * g * sigmoid(-beta * v)
    grid = np.linspace(-5, 5, 1001)
    gap = np.abs(grid * sigmoid(beta * grid) - np.maximum(grid, 0)).max()
    return draw_curve(f"z σ({beta:g} z)", lambda v: v * sigmoid(beta * v), slope, z, (-5, 5),
                      f"; widest gap to ReLU in this range {gap:.3f}.")


# --- Jacobian, stretch, family of ReLU ---------------------------------------------------------------------

def diagonal() -> Explorer:
    """Move one input of an activation: one entry of the Jacobian changes."""
    return explore(draw_diagonal, curve=Choice(["sigmoid", "ReLU", "GELU"], label="curve"),
                   z2=Choice([-3, -1, 1, 3], label="z[2]", value=1))


def draw_diagonal(curve: str, z2: float):
    """The diagonal Jacobian, and what goes on of an arriving gradient."""
    arriving, z = np.array([1.0, -1.0, 2.0, 1.0]), np.array([-1.5, -0.3, z2, 2.0])
    slopes = slope_of(GALLERY[curve], z)
    figure, axes = plots.figure(6, 3.3, cols=2, width_ratios=[3, 1])
    plots.draw_matrix(axes[0], np.diag(slopes), title="J[i, j]", gradient=True, limit=1.2)
    going = (arriving * slopes).round(2) + 0.0                          # no -0.00
    plots.draw_matrix(axes[1], going[:, None], title="dz", gradient=True, limit=2)
    diag, dy, dz = ("(" + ", ".join(f"{value:.2f}" for value in values + 0.0) + ")"
                    for values in (slopes, arriving, going))
    return figure, f"{curve}, z[2] = {z2:g}: diagonal {diag}. dy = {dy} arrives, dz = {dz} goes on."


def stretch() -> Explorer:
    """Turn a sigmoid into tanh."""
    return explore(draw_stretch, a=Choice([1, 2, 4], label="a", value=1),
                   c=Choice([1, 2, 4], label="c", value=1))


def draw_stretch(a: float, c: float):
    """a sigmoid(c z) - a/2 beside tanh."""
    grid = np.linspace(-4, 4, 321)
    bent = a * sigmoid(c * grid) - a / 2
    figure, ax = plots.figure(6, 3)
    ax.plot(grid, np.tanh(grid), color=plots.BLACK, linewidth=1.4, label="tanh z")
    ax.plot(grid, bent, color=plots.FORWARD, label="a σ(cz) − a/2")
    ax.set(xlabel="z", ylabel="y", ylim=(-2.1, 2.1))
    ax.legend(loc="upper left")
    return figure, (f"a = {a:g}, c = {c:g}: slope at 0 is {a * c / 4:.3f} (tanh: 1), "
                    f"largest difference from tanh {np.abs(bent - np.tanh(grid)).max():.4f}.")


numbers = np.random.default_rng(3)
x, W = numbers.normal(size=(4, 3)), numbers.normal(size=(3, 2))        # as on the page


def layer() -> Explorer:
    """A tanh layer whose weights are all multiplied by one number."""
    return explore(draw_layer, shift=Choice([0, 3], label="bias", value=0),
                   scale=Choice([0, 0.3, 1, 3, 10, 30], label="weights times", value=1))


def draw_layer(scale: float, shift: float):
    """Outputs, slopes, and dW for an upstream gradient of ones."""
    y = np.tanh(scale * (x @ W) + shift)
    slopes = 1 - y**2
    figure, axes = plots.figure(6, 3.2, cols=3)
    plots.draw_matrix(axes[0], y, title="y", limit=1)
    plots.draw_matrix(axes[1], slopes, title="1 − y²", gradient=True, limit=1)
    plots.draw_matrix(axes[2], (x.T @ slopes).round(2) + 0.0, title="dW", gradient=True, limit=2)
    return figure, (f"weights times {scale:g}, bias {shift:g}: mean slope "
                    f"{slopes.mean():.4f}, largest |dW| {np.abs(x.T @ slopes).max():.4f}.")


def leaky() -> Explorer:
    """The leaky ReLU's slope on the left."""
    return explore(draw_leaky, a=Choice([0, 0.1, 0.3, 1], label="slope a", value=0.1),
                   z=Choice([-2, 0, 2], label="z", value=-2))


def draw_leaky(a: float, z: float):
    """The curve and its tangent, the left slope at the kink."""
    grid, slope = np.linspace(-3, 3, 241), 1 if z > 0 else a
    figure, ax = plots.figure(6, 3)
    plots.draw_curve_with_tangent(ax, grid, np.where(grid > 0, grid, a * grid), z, slope, reach=1)
    ax.set(xlabel="z", ylabel="y", ylim=(-3.1, 3.1))
    side = "right" if z > 0 else "left" if z < 0 else "the kink, left slope chosen"
    return figure, (f"a = {a:g}, z = {z:g} ({side}): y = {z if z > 0 else a * z + 0.0:.2f}, "
                    f"slope {slope:g}. Bend at 0: {1 - a:g}.")


def soft() -> Explorer:
    """Softplus, sharpened."""
    return explore(draw_soft, beta=Choice([0.5, 1, 2, 5, 20], label="β", value=1))


def draw_soft(beta: float):
    """log(1 + exp(beta z)) / beta beside ReLU, and its slope."""
    grid = np.linspace(-4, 4, 321)
    relu, smooth = np.maximum(grid, 0), softplus(beta * grid) / beta
    figure, axes = plots.figure(6, 3.7, rows=2, sharex=True)
    axes[0].plot(grid, relu, color=plots.BLACK, linewidth=1.4, label="ReLU")
    axes[0].plot(grid, smooth, color=plots.FORWARD, label="softplus")
    axes[1].plot(grid, sigmoid(beta * grid), color=plots.GRADIENT)
    axes[0].set(ylabel="y", ylim=(-0.2, 4.2))
    axes[1].set(xlabel="z", ylabel="slope")
    axes[0].legend(loc="upper left")
    gap = smooth - relu
    return figure, (f"β = {beta:g}: widest gap {gap.max():.4f}, at z = {abs(grid[gap.argmax()]):g}; "
                    f"slope at 0: 0.50. log(2)/β = {np.log(2) / beta:.4f}.")


# --- how much gradient survives ---------------------------------------------------------------------------

THREE = {"sigmoid": Sigmoid(), "tanh": Tanh(), "ReLU": ReLU()}
COLORS = (plots.GRAY, plots.PINK, plots.GRADIENT)


def survival() -> Explorer:
    """Slopes in series: every unit at the same z, every weight 1."""
    return explore(draw_survival, z=Choice([-2, 0, 1, 2], label="z of every unit", value=2))


def draw_survival(z: float):
    """The share of the gradient against the number of layers."""
    figure, ax = plots.figure(6, 3.2)
    up, left, below = np.arange(21), [], []
    for (name, part), style, color in zip(THREE.items(), ("-", "--", ":"), COLORS):
        share = float(slope_of(part, np.array(float(z))))**up
        ax.semilogy(up, np.maximum(share, 1e-30), style, color=color, label=name)
        left.append(f"{name} {share[10]:.2g}")
        under = np.flatnonzero(share < 1e-3)
        below.append(f"{name} {under[0]}" if under.size else f"{name} never")
    ax.set(xlabel="layers gone back through", ylabel="share of the gradient",
           ylim=(1e-20, 10), xticks=[0, 5, 10, 15, 20])
    ax.legend(loc="lower left", bbox_to_anchor=(0.08, 0))
    return figure, (f"Every unit at z = {z:g}. Share left after 10 layers: {', '.join(left)}. "
                    f"Number of layers until below a thousandth: {', '.join(below)}.")


@lru_cache(maxsize=None)
def gradient_norms(gain: float, curve: str, layers: int = 20, width: int = 200,
                   seed: int = 7) -> np.ndarray:
    """Length of the gradient after 1, 2, ... layers back, by its length at the top.

    Weights are normal with standard deviation gain / sqrt(width), the input is standard normal.
    """
    draw, part = np.random.default_rng(seed), THREE[curve]
    y, stack = draw.normal(size=width), []
    for _ in range(layers):
        matrix = draw.normal(size=(width, width)) * gain / np.sqrt(width)
        z = y @ matrix
        y = part.function(z)
        stack.append((matrix, part.derivative(z, y)))
    back, norms = draw.normal(size=width), []
    start = np.linalg.norm(back)
    for matrix, slope in reversed(stack):
        back = (back * slope) @ matrix.T
        norms.append(np.linalg.norm(back) / start)
    return np.array(norms)


def explosion() -> Explorer:
    """The size of the weights against the length of the gradient, twenty layers deep."""
    return explore(draw_explosion, gain=Choice([0.5, 1.0, 1.2, 1.4142, 1.7, 2.0, 4.0],
                                               label="gain", value=2.0, format=".3g"))


def draw_explosion(gain: float):
    """Three activations on one logarithmic axis, five draws of the weights each."""
    figure, ax = plots.figure(6, 3.2)
    up, ends = np.arange(1, 21), []
    for name, color in zip(THREE, COLORS):
        lines = np.array([gradient_norms(gain, name, seed=seed) for seed in range(5)])
        for k, line in enumerate(np.clip(lines, 1e-30, None)):
            ax.semilogy(up, line, color=color, linewidth=1.4, label=None if k else name)
        ends.append(f"{name} {lines[:, -1].min():.1g} to {lines[:, -1].max():.1g}")
    ax.set(xlabel="layers gone back through", ylabel="length of the gradient",
           ylim=(1e-10, 1e10), xticks=[1, 5, 10, 15, 20])
    plots.legend_above(ax, 3)
    return figure, f"weights of size {gain:g}/√200, after 20 layers, five draws: {', '.join(ends)}."
