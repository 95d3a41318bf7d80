"""Figures of chapter 4: softmax, its Jacobian, and what the backward pass makes of an upstream gradient."""

from __future__ import annotations

import numpy as np

from .. import plots
from ..axis import Axis, Choice
from ..explore import Explorer, explore
from ..functional import sigmoid, softmax

z = np.array([1.0, -0.5, 2.0])                                  # the scores of the page


def jacobian_of(p: np.ndarray) -> np.ndarray:
    """diag(p) - p p^T for one row of probabilities."""
    return np.diag(p) - np.outer(p, p)


# --- from scores to probabilities -----------------------------------------------------------------

def stages() -> Explorer:
    """Raise one score: the scores, their exponentials, the probabilities."""
    return explore(draw_stages, z0=Axis(-3, 4, 8, label="z₀", value=1))


def draw_stages(z0: float):
    """Bars of z, e and p."""
    scores = np.array([z0, -0.5, 2.0])
    terms, shares = np.exp(scores), softmax(scores)
    figure, axes = plots.figure(6, 2.6, cols=3)
    for ax, title, values in zip(axes, "zep", (scores, terms, shares)):
        plots.draw_bars(ax, values, fmt=".2f" if title == "p" else ".1f")
        ax.set(title=title, xlabel="class")
    axes[0].set(ylim=(-4.8, 5.6), yticks=[-3, 0, 3])
    axes[0].axhline(0, color=plots.GRAY, linewidth=1)
    axes[1].set(ylim=(0, 63), yticks=[0, 30, 60])
    text = ", ".join(f"{share:.3f}" for share in shares)
    return figure, f"e₀ = {terms[0]:.2f} of a total of {terms.sum():.2f}. p = ({text})."


# --- the two paths -----------------------------------------------------------------------------------

PLACES = {f"{letter}{k}": (x, 2 - k) for letter, x in (("z", 0), ("e", 1), ("p", 3))
          for k in range(3)} | {"S": (2, -1)}
EDGES = [edge for k in range(3) for edge in
         ((f"z{k}", f"e{k}"), (f"e{k}", f"p{k}"), (f"e{k}", "S"), ("S", f"p{k}"))]


def paths() -> Explorer:
    """Pick a score and a probability: the paths between them and their slopes."""
    return explore(draw_paths, j=Choice([0, 1, 2], label="score j"),
                   i=Choice([0, 1, 2], label="probability i"))


def draw_paths(j: int, i: int):
    """The graph of softmax, with the paths from score j to probability i."""
    through_sum = [(f"z{j}", f"e{j}"), (f"e{j}", "S"), ("S", f"p{i}")]
    above_bar = [(f"z{j}", f"e{j}"), (f"e{j}", f"p{i}")] if i == j else []
    figure, ax = plots.figure(6, 3.4)
    for start, end in EDGES:
        on = (start, end) in through_sum + above_bar
        ax.annotate("", PLACES[end], PLACES[start], zorder=2 if on else 1, arrowprops={
            "arrowstyle": "-|>", "shrinkA": 15, "shrinkB": 15, "lw": 3.5 if on else 1.2,
            "color": plots.GRADIENT if on else plots.PALE})
    for name, (x, y) in PLACES.items():
        ax.text(x, y, name, ha="center", va="center", zorder=3, bbox={
            "boxstyle": "circle,pad=0.3", "facecolor": "white",
            "edgecolor": plots.BLACK if name in (f"z{j}", f"p{i}") else plots.GRAY})
    ax.set(xlim=(-0.3, 3.3), ylim=(-1.5, 2.5))
    ax.axis("off")
    p = softmax(z)
    own, total = p[i] * (i == j), jacobian_of(p)[i, j]
    above = f"{own:+.3f} above the bar" if i == j else "no path above the bar"
    return figure, (f"From z{'₀₁₂'[j]} to p{'₀₁₂'[i]}: {above}, {-p[i] * p[j]:+.3f} through the sum. "
                    f"Together {total:+.3f}.")


# --- the Jacobian --------------------------------------------------------------------------------------

def jacobian() -> Explorer:
    """Two scores and the temperature move the bars and the heat map."""
    return explore(draw_jacobian, z0=Axis(-3, 3, 7, label="z₀", value=1),
                   z1=Choice([-3, 0, 3], label="z₁", value=0),
                   T=Choice([0.5, 1, 3], label="temperature T", value=1))


def draw_jacobian(z0: float, z1: float, T: float):
    """Bars of p and the heat map of dp/dz, which carries the factor 1/T."""
    p = softmax(np.array([z0, z1, 0.0]) / T)
    J = jacobian_of(p) / T
    figure, axes = plots.figure(6, 3.2, cols=2)
    plots.draw_bars(axes[0], p, ["0", "1", "2"])
    axes[0].set(title="p", xlabel="class i")
    plots.draw_matrix(axes[1], J, title="J[i, j]", gradient=True, limit=0.25 / min(T, 1))
    axes[1].set(xlabel="score j", ylabel="probability i")
    text = ", ".join(f"{value:.3f}" for value in p)
    return figure, (f"p = ({text}). Steepest entry of J: {np.abs(J).max():.3f}. "
                    f"Row 0: {J[0, 0]:+.3f} {J[0, 1]:+.3f} {J[0, 2]:+.3f}, sum "
                    f"{abs(J[0].sum()):.3f}.")


def shift() -> Explorer:
    """Shift all scores, or tilt one against the others."""
    return explore(draw_shift, shift=Axis(-4, 4, 5, label="shift of all", value=0),
                   tilt=Axis(-2, 2, 5, label="tilt of class 2", value=0))


def draw_shift(shift: float, tilt: float):
    """Bars of the scores and of the probabilities."""
    scores = np.array([1.0, -0.5, 0.5 + tilt]) + shift
    p = softmax(scores)
    figure, axes = plots.figure(6, 2.8, cols=2)
    plots.draw_bars(axes[0], scores, fmt=".1f")
    axes[0].axhline(0, color=plots.GRAY, linewidth=1)
    axes[0].set(title="scores z", xlabel="class", ylim=(-7, 7))
    plots.draw_bars(axes[1], p)
    axes[1].set(title="probabilities p", xlabel="class")
    text = ", ".join(f"{value:.3f}" for value in p)
    return figure, (f"shift {shift:+.1f}, tilt {tilt:+.1f}: p = ({text}), and p₂ / p₀ = "
                    f"{p[2] / p[0]:.3f} = e^{scores[2] - scores[0]:.1f}.")


def eigenvalues() -> Explorer:
    """The eigenvalues of the Jacobian as one class takes over."""
    return explore(draw_eigenvalues, z0=Axis(-4, 8, 7, label="z₀", value=0))


def draw_eigenvalues(z0: float):
    """Bars of p and of the eigenvalues, smallest first."""
    p = softmax(np.array([z0, 0.5, 0.0, -1.0]))
    values = np.linalg.eigvalsh(jacobian_of(p))
    figure, axes = plots.figure(6, 2.9, cols=2)
    plots.draw_bars(axes[0], p)
    axes[0].set(title="p", xlabel="class")
    plots.draw_bars(axes[1], values.round(12) + 0.0, ["1st", "2nd", "3rd", "4th"],
                    fmt=".3f", color=plots.GRADIENT)
    axes[1].set(title="eigenvalues of J", ylim=(-0.05, 0.58), yticks=[0, 0.25, 0.5])
    return figure, (f"z₀ = {z0:.1f}: largest probability {p.max():.3f}, eigenvalues "
                    + ", ".join(f"{value:.4f}" for value in values.round(12) + 0.0) + ".")


# --- the backward pass -----------------------------------------------------------------------------------

def backward() -> Explorer:
    """A fixed upstream gradient plus an offset, and the gradient that is handed on."""
    return explore(draw_backward, z0=Axis(-3, 5, 9, label="z₀", value=1),
                   offset=Axis(-2, 2, 3, label="offset of dy", value=0))


def draw_backward(z0: float, offset: float):
    """Bars of p, dy (with its weighted average, dashed) and dz."""
    dy = np.array([1, 0, -1, 0.5]) + offset
    p = softmax(np.array([z0, 0.5, 0.0, -0.5]))
    dz = p * (dy - dy @ p)
    figure, axes = plots.figure(6, 2.9, cols=3)
    plots.draw_bars(axes[0], p)
    plots.draw_bars(axes[1], dy, fmt=None, color=plots.GRADIENT)
    axes[1].axhline(dy @ p, color=plots.BLACK, linestyle="--", linewidth=1.6)
    axes[1].set(ylim=(-3.2, 3.2))
    plots.draw_bars(axes[2], dz, fmt=None, color=plots.GRADIENT)
    axes[2].set(ylim=(-0.55, 0.55))
    for ax, title in zip(axes, ["p", "dy", "dz"]):
        ax.set(title=title, xlabel="class")
    text = ", ".join(f"{value:+.2f}" for value in dz)
    return figure, f"weighted average of dy: {dy @ p:+.2f}; dz = ({text}), sum {abs(dz.sum()):.2f}."


def payoff() -> Explorer:
    """Softmax fades where the logarithm grows: the two factors of dz for the true class."""
    return explore(draw_payoff, z_t=Axis(-8, 8, 17, label="score of the true class", value=-4))


def draw_payoff(z_t: float):
    """p(1 - p) and 1/p on one logarithmic axis, and their product on another."""
    grid = np.linspace(-8, 8, 161)
    p, at = sigmoid(grid), sigmoid(np.array([z_t]))[0]
    figure, axes = plots.figure(6, 3, cols=2)
    axes[0].plot(grid, p * (1 - p), color=plots.FORWARD, label="slope of softmax")
    axes[0].plot(grid, 1 / p, "--", color=plots.GRADIENT, label="|dy| = 1/p")
    axes[0].plot([z_t, z_t], [at * (1 - at), 1 / at], "o", color=plots.BLACK)
    axes[0].set_yscale("log")
    plots.legend_above(axes[0], where="left")
    axes[1].plot(grid, 1 - p, color=plots.GRADIENT)
    axes[1].plot(z_t, 1 - at, "o", color=plots.BLACK)
    axes[1].set(title="their product, 1 − p", ylim=(-0.05, 1.1), yticks=[0, 0.5, 1])
    for ax in axes:
        ax.set_xlabel("score of the true class")
    return figure, (f"two classes, the other score is 0: p = {at:.4f}; softmax passes on {at * (1 - at):.4f} "
                    f"of |dy| = {1 / at:.4g}. Together {1 - at:.4f} = 1 − p.")


# --- temperature, rows, two classes ------------------------------------------------------------------------

z_heat, grid_T = np.array([1.5, -2.0, 2.0]), np.geomspace(0.1, 10, 121)


def temperature() -> Explorer:
    """The probabilities of three classes at every temperature."""
    return explore(draw_temperature, T=Choice(np.geomspace(0.1, 10, 17).round(3),
                                              label="temperature T", value=1))


def draw_temperature(T: float):
    """Bars at T, and each class's curve against T."""
    p, curves = softmax(z_heat / T), softmax(z_heat / grid_T[:, None])
    slopes = p * (p @ z_heat - z_heat) / T**2
    figure, axes = plots.figure(6, 3.4, cols=2)
    plots.draw_bars(axes[0], p)
    axes[0].set(title="p", xlabel="class")
    for k, style in enumerate(["-", "--", ":"]):
        axes[1].plot(grid_T, curves[:, k], style, color=plots.FORWARD,
                     label=f"class {k}, z = {z_heat[k]:g}".replace("-", "−"))
    axes[1].plot([T] * 3, p, "o", color=plots.GRADIENT)
    axes[1].set(xlabel="temperature T", ylim=(0, 1.02))
    plots.log_axis(axes[1].xaxis)
    plots.legend_above(axes[1], where="right")
    text = ", ".join(f"{value:+.3f}" for value in slopes)
    return figure, f"T = {T:.2f}: average score {p @ z_heat:.2f}; slopes by T: ({text})."


def whole_array(z: np.ndarray) -> np.ndarray:
    """WRONG: softmax with one maximum and one sum for the whole batch."""
    e = np.exp(z - z.max())
    return e / e.sum()


def half_fix(z: np.ndarray) -> np.ndarray:
    """WRONG: row sums, but one maximum for the whole batch."""
    e = np.exp(z - z.max())
    with np.errstate(invalid="ignore"):                          # 0/0 is nan
        return e / e.sum(axis=-1, keepdims=True)


def three_rows(gap: float) -> np.ndarray:
    """Three rows with the same differences, each lower than the one above it."""
    return np.array([2.0, 1, 0]) - gap * np.arange(3)[:, None]


def rows() -> Explorer:
    """Three rows drift apart: softmax by row, by the whole array, and a half-repair."""
    return explore(draw_rows, gap=Choice([0, 1, 2, 5, 10, 100, 300, 370, 380, 750, 800],
                                         label="gap between rows", value=2))


def draw_rows(gap: float):
    """The three results as tables of numbers."""
    scores = three_rows(gap)
    figure, axes = plots.figure(6, 2.7, cols=3)
    programs = {"row by row": softmax, "whole array": whole_array, "half-repair": half_fix}
    for ax, (title, program) in zip(axes, programs.items()):
        result = program(scores)
        plots.draw_matrix(ax, result, title=title, limit=1)
        for row, col in np.argwhere(np.isnan(result)):
            ax.text(col, row, "nan", ha="center", va="center")
    sums = [", ".join(f"{n:.3g}" for n in f(scores).sum(axis=1)) for f in programs.values()]
    return figure, (f"gap {gap:g}: row sums ({sums[0]}) row by row, ({sums[1]}) for the whole "
                    f"array, ({sums[2]}) for the half-repair.")


def two_classes() -> Explorer:
    """With two classes softmax is the sigmoid of the difference."""
    return explore(draw_two_classes, z0=Axis(-2, 2, 3, label="z₀", value=0),
                   z1=Axis(-4, 4, 9, label="z₁", value=1))


def draw_two_classes(z0: float, z1: float):
    """p₁ against z₁, and its tangent."""
    grid = np.linspace(-6, 6, 121)
    p0, p1 = softmax(np.array([z0, z1]))
    figure, ax = plots.figure(6, 3)
    plots.draw_curve_with_tangent(ax, grid, sigmoid(grid - z0), z1, p0 * p1, reach=1.8)
    ax.axvline(z0, color=plots.GRAY, linewidth=1, linestyle="--")
    ax.set(xlabel="score z₁ (dashed: z₀)", ylabel="p₁", ylim=(-0.15, 1.15), yticks=[0, 0.5, 1])
    return figure, (f"z₀ = {z0:.1f}, z₁ = {z1:.1f}: p₁ = {p1:.3f} = sigmoid({z1 - z0:.1f}), "
                    f"slope p₀ p₁ = {p0 * p1:.3f}.")
