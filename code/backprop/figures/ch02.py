"""Figures of chapter 2: where a weight, a bias, an input and a unit of gradient lead."""

from __future__ import annotations

import numpy as np

from .. import plots
from ..axis import Axis, Choice
from ..explore import Explorer, explore

rng = np.random.default_rng(0)
x, W = rng.normal(size=(4, 3)), rng.normal(size=(3, 2))          # as on the page
AT_X, AT_Y = [(0, 2 - i) for i in range(3)], [(1, 1.5 - j) for j in range(2)]


# --- which outputs can it reach? ----------------------------------------------------------------

def reach() -> Explorer:
    """Pick a weight, a bias or an input, and see where it leads."""
    things = ["W[0,1]", "W[2,1]", "W[1,0]", "b[0]", "b[1]", "x[0,2]", "x[1,0]"]
    return explore(draw_reach, name=Choice(things, label="which outputs can it reach?"))


def draw_reach(name: str):
    """Two rows of the batch; the connections and outputs that the thing named can reach."""
    slopes, index = reached(name)
    figure, axes = plots.figure(6, 2.7, cols=2)
    for r, ax in enumerate(axes):
        _draw_connections(ax, r, name[0], index, slopes[r])
        _draw_units(ax, r, name[0], index, slopes[r])
        ax.set(title=f"row {r}", xlim=(-0.8, 2.0), ylim=(-0.5, 2.5))
        ax.axis("off")
    hit = [f"y[{r}, {j}] with slope {slopes[r, j]:+.2f}" for r, j in np.argwhere(slopes)]
    return figure, f"{name} reaches " + " and ".join(hit) + "."


def reached(name: str) -> tuple[np.ndarray, tuple[int, ...]]:
    """The slope of each output y[r, j] of two rows in the thing named, and its index."""
    slopes, index = np.zeros((2, 2)), tuple(int(n) for n in name[2:-1].split(","))
    if name[0] == "W":
        slopes[:, index[1]] = x[:2, index[0]]
    elif name[0] == "b":
        slopes[:, index[0]] = 1
    else:
        slopes[index[0]] = W[index[1]]
    return slopes, index


def _draw_connections(ax, r, kind, index, slopes):
    for i, (u, v) in enumerate(AT_X):
        for j, (p, q) in enumerate(AT_Y):
            on = slopes[j] != 0 and {"W": (i, j) == index, "b": False, "x": (r, i) == index}[kind]
            ax.plot([u, p], [v, q], linewidth=4 if on else 1,
                    color=plots.FORWARD if on else plots.PALE, zorder=1)


def _draw_units(ax, r, kind, index, slopes):
    for i, (u, v) in enumerate(AT_X):
        here = kind == "x" and (r, i) == index
        ax.plot(u, v, "o", markersize=20, color=plots.FORWARD if here else plots.GRAY)
        ax.text(u - 0.2, v, f"x[{r},{i}]", ha="right", va="center")
    for j, (p, q) in enumerate(AT_Y):
        ax.plot(p, q, "o", markersize=20, color=plots.FORWARD if slopes[j] else plots.GRAY)
        text = f"y[{r},{j}]" + (f"\nslope {slopes[j]:+.2f}" if slopes[j] else "")
        ax.text(p + 0.2, q, text, ha="left", va="center")


# --- dW is the slope of a loss -------------------------------------------------------------------

x_many = np.random.default_rng(4).normal(size=(20, 3)) * [1.0, 0.5, 2.0]
W_true = np.array([[1.0, -1], [0.5, 2], [-0.5, 1]])
t_many = x_many @ W_true


def one_weight() -> Explorer:
    """Move one weight; the loss, and the tangent that the backward pass reports."""
    weights = ["W[0, 0]", "W[1, 0]", "W[2, 1]"]
    return explore(draw_one_weight, entry=Choice(weights, label="which weight"),
                   value=Axis(-3, 3, 25, label="its value", format=".2f", value=2))


def draw_one_weight(value: float, entry: str):
    """Mean squared error against one weight, the others at their true values."""
    figure, ax = plots.figure(6, 3)
    index = tuple(int(n) for n in entry[2:-1].split(", "))
    grid = np.linspace(-3, 3, 121)
    curve = [loss_and_slope(g, index)[0] for g in grid]
    loss, slope = loss_and_slope(value, index)
    plots.draw_curve_with_tangent(ax, grid, curve, value, slope)
    ax.set(xlabel=entry, ylabel="loss", ylim=(-0.1 * max(curve), max(curve)))
    bend = 2 * np.mean(x_many[:, index[0]]**2) / t_many.shape[1]
    return figure, (f"{entry} = {value:.2f}: loss {loss:.2f}, slope from the backward pass "
                    f"{slope:+.2f}, curvature {bend:.2f}.")


def loss_and_slope(value: float, entry: tuple[int, int]) -> tuple[float, float]:
    """The loss and dW[entry] from the formula, when one weight has the value."""
    W_new = W_true.copy()
    W_new[entry] = value
    error = x_many @ W_new - t_many
    return np.mean(error**2), (x_many.T @ (2 * error / error.size))[entry]


# --- sum or mean over the batch -------------------------------------------------------------------

def batch_size() -> Explorer:
    """A bias learns to be 3 from a summed and from an averaged loss."""
    sizes = Choice([1, 4, 10, 20, 30, 39, 40, 41, 48], label="batch size B", value=10)
    return explore(draw_batch_size, size=sizes)


def draw_batch_size(size: int):
    """The bias after each step, for both losses."""
    figure, ax = plots.figure(6, 3)
    for averaged, style, name in ((True, "-", "averaged"), (False, "--", "summed")):
        ax.plot(learn_bias(size, averaged), style, color=plots.FORWARD, label=name)
    ax.axhline(3, color=plots.GRAY, linewidth=1)
    ax.set(xlabel="step", ylabel="bias", ylim=(-2, 8))
    plots.legend_above(ax)
    ends = [learn_bias(size, averaged)[-1] for averaged in (True, False)]
    return figure, (f"B = {size}: after 30 steps the bias is {ends[0]:.2f} with the averaged loss, "
                    f"{ends[1]:.4g} with the summed loss; it should be 3.")


def learn_bias(size: int, averaged: bool, steps: int = 30, lr: float = 0.05) -> list[float]:
    """The bias after each step: half squares of (bias - 3), summed or averaged over the rows."""
    path = [0.0]
    for _ in range(steps):
        dy = np.full((size, 1), path[-1] - 3.0) / (size if averaged else 1)
        path.append(path[-1] - lr * dy.sum())
    return path


# --- where one unit of gradient goes --------------------------------------------------------------

x_show = np.array([[1.0, 2, -1], [3, 0.5, 1], [-2, 1, 0]])
W_show = np.array([[0.5, -1.0], [2, 0.3], [-0.7, 1]])


def route() -> Explorer:
    """Put one unit of gradient on one output: which entries of dx and dW light up?"""
    return explore(draw_route, row=Choice([0, 1, 2], label="row r", value=1),
                   output=Choice([0, 1], label="output j", value=0))


def draw_route(row: int, output: int):
    """dy with a single 1, and the two products that it makes."""
    unit = np.zeros((3, 2))
    unit[row, output] = 1
    figure, axes = plots.figure(6, 4.4, rows=2, cols=3)
    panels = [("dy", unit, 1), ("W", W_show, 0), ("dx = dy Wᵀ", unit @ W_show.T, 1),
              ("dy", unit, 1), ("x", x_show, 0), ("dW = xᵀ dy", x_show.T @ unit, 1)]
    for ax, (title, matrix, gradient) in zip(axes.ravel(), panels):
        plots.draw_matrix(ax, matrix, fmt=".1f", title=title, gradient=bool(gradient))
    down, up = (", ".join(f"{n:g}" for n in v) for v in (W_show[:, output], x_show[row]))
    return figure, (f"dy[{row}, {output}] = 1. Row {row} of dx is column {output} of W: {down}. "
                    f"Column {output} of dW is row {row} of x: {up}.")


# --- the Jacobian that you never build --------------------------------------------------------------

def jacobian() -> Explorer:
    """The Kronecker form for growing batches and outputs."""
    return explore(draw_jacobian, rows=Choice([1, 2, 3, 4, 6, 8], label="batch size B", value=3),
                   d_out=Choice([1, 2, 3, 5, 8], label="outputs", value=3))


def draw_jacobian(rows: int, d_out: int):
    """Every slope of the outputs in the weights; what is white is zero."""
    values = np.random.default_rng(3).normal(size=(rows, 4))
    big = np.kron(values, np.eye(d_out))
    figure, ax = plots.figure(6, 3.4)
    limit = np.abs(values).max()
    ax.imshow(big, cmap=plots.VALUES, vmin=-limit, vmax=limit, aspect="auto")
    ax.grid(False)
    ax.set(xlabel="weights, strung out", ylabel="outputs, strung out")
    return figure, (f"B = {rows}, 4 inputs, outputs: {d_out}. The Jacobian has {big.size} entries, "
                    f"{np.mean(big == 0):.0%} of them zero; x has {values.size}.")
