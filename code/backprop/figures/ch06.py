"""Figures of chapter 6: what a loss pulls at, and what its number says."""

from __future__ import annotations

import numpy as np

from .. import plots
from ..axis import Axis, Choice
from ..explore import Explorer, explore
from ..functional import sigmoid, softmax, softplus


# --- mean against sum --------------------------------------------------------------------------------

def scale() -> Explorer:
    """Fit one number to n targets with a mean of squares and with a sum of half squares."""
    return explore(draw_scale, lr=Choice([0.05, 0.1], label="learning rate", value=0.1),
                   n=Choice([1, 4, 10, 19, 20, 21, 40, 41], label="targets n", value=4))


def draw_scale(n: int, lr: float):
    """Distance to the best against the step, on a logarithmic axis."""
    steps, factors = np.arange(21), {"mean": 1 - 2 * lr, "sum of halves": 1 - lr * n}
    figure, ax = plots.figure(6, 3)
    for (name, factor), color in zip(factors.items(), [plots.FORWARD, plots.ORANGE]):
        ax.plot(steps, np.log10(np.maximum(np.abs(factor)**steps, 1e-30)), "o-", color=color,
                label=name, markersize=4)
    ax.set(xlabel="step", ylabel="distance to the best", ylim=(-9, 9), xticks=range(0, 21, 5))
    ax.set_yticks([-8, -4, 0, 4, 8], ["$10^{-8}$", "$10^{-4}$", "1", "$10^{4}$", "$10^{8}$"])
    ax.legend(loc="lower left")
    size = abs(factors["sum of halves"])
    verdict = ("diverges" if size > 1 + 1e-9 else "settles" if size < 1 - 1e-9
               else "swings for ever")
    return figure, (f"n = {n}, lr = {lr:g}: each step multiplies the distance by "
                    f"{factors['mean']:.2f} (mean) and {factors['sum of halves']:.2f} "
                    f"(sum of halves, {verdict}).")


# --- an outlier -----------------------------------------------------------------------------------------

INLIERS = np.linspace(-1, 1, 8)


def outlier() -> Explorer:
    """Eight targets and an outlier: the best answer for three losses, and the outlier's pull."""
    return explore(draw_outlier, outlier=Axis(1, 11, 6, label="outlier", format=".0f", value=9),
                   kappa=Choice([0.25, 1, 4], label="Huber's κ", value=1))


def best_huber(targets: np.ndarray, kappa: float) -> float:
    """Where the clipped errors sum to zero, by bisection."""
    low, high = targets.min(), targets.max()
    for _ in range(60):
        middle = (low + high) / 2
        pull = np.clip(middle - targets, -kappa, kappa).sum()
        low, high = (middle, high) if pull < 0 else (low, middle)
    return (low + high) / 2


def draw_outlier(outlier: float, kappa: float):
    """Left the targets and the three answers, right the slopes of the three losses."""
    targets, far = np.append(INLIERS, outlier), np.linspace(-2, 11, 261)
    answers = {"squared": (targets.mean(), plots.FORWARD, "-", lambda e: e),
               "Huber": (best_huber(targets, kappa), plots.ORANGE, "-",
                         lambda e: np.clip(e, -kappa, kappa)),
               "absolute": (np.median(targets), plots.GREEN, "--", np.sign)}
    figure, (left, right) = plots.figure(6, 3, cols=2)
    left.plot(targets, np.zeros(9), "o", color=plots.GRAY)
    for name, (place, color, line, slope) in answers.items():
        left.axvline(place, color=color, linestyle=line)
        right.plot(far, slope(far), line, color=color, label=name)
        right.plot(outlier - place, slope(outlier - place), "o", color=color)
    left.set(xlim=(-1.6, 11.6), ylim=(-1, 1), yticks=[], xlabel="targets, best answers")
    right.set(xlim=(-2.2, 11.2), ylim=(-2.2, 11.2), xlabel="distance of the target", ylabel="pull")
    right.legend(loc="upper left")
    (mean, *_), (middle, *_), (median, *_) = answers.values()
    return figure, (f"outlier at {outlier:g}: mean {mean:.2f}, median {median:.2f}, Huber with "
                    f"κ = {kappa:g}: {middle:.2f}. Its pull: squared {outlier - mean:.2f}, "
                    f"absolute 1, Huber {min(outlier - middle, kappa):.2f}.")


# --- sure and wrong ---------------------------------------------------------------------------------------

def sure() -> Explorer:
    """Cross-entropy and squared error of a sigmoid, against its logit."""
    return explore(draw_sure, z=Axis(-8, 8, 9, label="logit z", format=".0f", value=-6),
                   target=Choice([0, 1], label="target t", value=1))


def draw_sure(z: float, target: int):
    """Both losses with their tangents."""
    logits = np.linspace(-9, 9, 181)
    on, here = sigmoid(logits), sigmoid(np.array([z]))[0]
    figure, axes = plots.figure(6, 3, cols=2)
    plots.draw_curve_with_tangent(axes[0], logits, target * softplus(-logits)
                                  + (1 - target) * softplus(logits), z, here - target)
    plots.draw_curve_with_tangent(axes[1], logits, (on - target)**2, z,
                                  2 * (here - target) * here * (1 - here))
    for ax, title, top in zip(axes, ["cross-entropy", "squared error"], [9.5, 1.25]):
        ax.set(title=title, xlabel="logit z", ylim=(-0.04 * top, top), xlim=(-9.5, 9.5),
               xticks=[-8, 0, 8])
    ce = softplus(np.array([-z if target else z]))[0]
    return figure, (f"z = {z:g}, target {target}: p = {here:.4f}. Cross-entropy {ce:.3f}, slope "
                    f"{here - target:+.4f}. Squared error {(here - target)**2:.3f}, slope "
                    f"{2 * (here - target) * here * (1 - here):+.2g}.")


def surprise() -> Explorer:
    """Halve the probability of the true class, again and again."""
    return explore(draw_surprise, halvings=Choice(range(8), label="halvings", value=2))


def draw_surprise(halvings: int):
    """-ln p and its tangent."""
    p, chances = 0.5**halvings, np.linspace(1 / 150, 1, 400)
    figure, ax = plots.figure(6, 3)
    plots.draw_curve_with_tangent(ax, chances, -np.log(chances), p, -1 / p, reach=0.12)
    ax.set(xlabel="probability p of the true class", ylabel="loss  −ln p", ylim=(-0.3, 5.4))
    return figure, (f"p = {f'1/{2**halvings}' if halvings else 1}: loss {np.log(1 / p):.4f} = "
                    f"{halvings} × ln 2, slope {-1 / p:.0f}")


def true_logit() -> Explorer:
    """The loss against the logit of the true class, all others at 0."""
    return explore(draw_true_logit, classes=Choice([2, 10, 100], label="classes C", value=10),
                   z_true=Axis(-8, 8, 9, label="true logit", format=".0f", value=0))


def draw_true_logit(z_true: float, classes: int):
    """A ramp to the left, with slope -1 at most; ln C at 0."""
    grid = np.linspace(-11, 11, 221)
    p = 1 / (1 + (classes - 1) * np.exp(-z_true))
    figure, ax = plots.figure(6, 3)
    plots.draw_curve_with_tangent(ax, grid, np.logaddexp(0, np.log(classes - 1) - grid), z_true,
                                  p - 1, reach=3)
    ax.axhline(np.log(classes), color="0.6", linewidth=1, linestyle="--")
    ax.annotate(f"ln {classes}", (10.8, np.log(classes)), xytext=(0, 4), ha="right",
                textcoords="offset points")
    ax.set(xlabel="logit of the true class", ylabel="loss", xlim=(-11.5, 11.5), ylim=(-0.5, 16))
    return figure, (f"C = {classes}, true logit {z_true:g}: p = {p:.3g}, loss {-np.log(p):.3f} "
                    f"(ln C = {np.log(classes):.3f}). Gradient: {p - 1:+.4f} at the true logit, "
                    f"{(1 - p) / (classes - 1):+.4f} at each other.")


def smoothing() -> Explorer:
    """Label smoothing: the loss against the gap, with its lowest point."""
    return explore(draw_smoothing, gap=Choice([-2, 0, 3.19, 4.51, 6, 8, 12], label="gap", value=8),
                   share=Choice([0, 0.1, 0.3], label="ε", value=0.1))


def draw_smoothing(gap: float, share: float):
    """Ten classes; the true logit is ahead of all others by the gap."""
    def loss(g):
        return np.log(np.exp(g) + 9) - (1 - share + share / 10) * g
    figure, ax = plots.figure(6, 3)
    p, grid = np.exp(gap) / (np.exp(gap) + 9), np.linspace(-2, 12, 141)
    slope = p - (1 - share + share / 10)
    plots.draw_curve_with_tangent(ax, grid, loss(grid), gap, slope, reach=2.5)
    ax.set(xlabel="true logit minus the others", ylabel="loss", xlim=(-2.5, 12.5), ylim=(-0.2, 5))
    best = f"{np.log((1 - share) * 10 / share + 1):.2f}" if share else "none"
    if share:
        ax.axvline(float(best), color="0.6", linewidth=1, linestyle="--")
    return figure, (f"ε = {share:g}, gap {gap:g}: p = {p:.4f}, loss {loss(gap):.3f}, slope "
                    f"{slope:+.4f}. Best gap: {best}.")


# --- readings of the number -----------------------------------------------------------------------------------

def readings() -> Explorer:
    """exp(-loss), the accuracy of drawing and that of the largest, for two kinds of examples."""
    values = [0.01, 0.49, 0.51, 0.99]
    return explore(draw_readings, first=Choice(values, label="q₁", value=0.49),
                   second=Choice(values, label="q₂", value=0.49))


def read(q: np.ndarray) -> tuple[float, float, float]:
    """Geometric mean, average, and share above one half, of true-class probabilities out of two."""
    return np.exp(np.mean(np.log(q))), q.mean(), np.mean(q > 0.5)


def draw_readings(first: float, second: float):
    """The three readings as bars."""
    geometric, average, largest = read(np.array([first, second]))
    figure, ax = plots.figure(6, 2.8)
    plots.draw_bars(ax, [geometric, average, largest], ["exp(−loss)", "drawing", "largest"])
    ax.set(ylabel="probability or accuracy")
    return figure, (f"q₁ = {first:g}, q₂ = {second:g}: loss {-np.log(geometric):.3f}, exp(−loss) "
                    f"{geometric:.3f}, accuracy of drawing {average:.3f}, of the largest {largest:.2f}")


# --- the norm and its square ------------------------------------------------------------------------------------

def penalty() -> Explorer:
    """One weight moves through zero: the norm and its square."""
    return explore(draw_penalty, others=Choice([0, 0.1, 0.5], label="norm of the others", value=0.5),
                   weight=Choice([-1, -0.6, -0.2, 0, 0.2, 0.6, 1], label="weight w", value=0.6))


def draw_penalty(weight: float, others: float):
    """Both penalties with their tangents; at the tip of the norm a fan of them."""
    line, size = np.linspace(-1, 1, 201), np.hypot(weight, others)
    figure, axes = plots.figure(6, 3, cols=2, sharey=True)
    curves = [np.hypot(line, others), line**2 + others**2]
    slopes = [weight / size if size else np.nan, 2 * weight]
    for ax, curve, slope, name in zip(axes, curves, slopes, ["‖W‖", "‖W‖²"]):
        plots.draw_curve_with_tangent(ax, line, curve, weight, slope, reach=0.35)
        ax.set(title=name, xlabel="weight w", xlim=(-1.1, 1.1), ylim=(-0.12, 1.3), xticks=[-1, 0, 1])
    if not size:
        axes[0].plot(line[65:136], np.outer(line[65:136], [-1, -0.5, 0, 0.5, 1]),
                     color=plots.GRADIENT, linewidth=1)
    first = f"{slopes[0]:+.3f}" if size else "none, −1 to +1 all fit"
    return figure, (f"w = {weight:g}, norm of the others {others:g}: slope of ‖W‖ {first}, "
                    f"slope of ‖W‖² {slopes[1]:+.2f}")


# --- two wrongs ----------------------------------------------------------------------------------------------------

RECIPES = {"both wrong": ("two-class", "diagonal"), "Jacobian repaired": ("two-class", "full"),
           "slope repaired": ("categorical", "diagonal"), "both repaired": ("categorical", "full")}


def pieces() -> Explorer:
    """Repair one of the two mistakes, or both, and compare with the gradients of both losses."""
    return explore(draw_pieces, pieces=Choice(list(RECIPES), label="pieces"),
                   z_true=Axis(-4, 4, 5, label="true logit", format=".0f", value=-2))


def draw_pieces(pieces: str, z_true: float):
    """What is coded, beside the gradient of the loss meant and of the loss printed."""
    p, Y = softmax(np.array([z_true, 0.5, -0.5])), np.array([1.0, 0, 0])
    J, (slope, matrix) = np.diag(p) - np.outer(p, p), RECIPES[pieces]
    up = {"categorical": -Y / p, "two-class": (p - Y) / (p * (1 - p))}
    coded = up[slope] @ (J if matrix == "full" else np.diag(np.diag(J)))
    meant, printed = up["categorical"] @ J, up["two-class"] @ J
    figure, ax = plots.figure(6, 3)
    for shift, (name, value, color) in enumerate([
            ("coded", coded, plots.GRADIENT), ("of categorical CE", meant, plots.GRAY),
            ("of the printed loss", printed, plots.PALE)]):
        ax.bar(np.arange(3) + 0.26 * (shift - 1), value, 0.24, color=color, label=name)
    ax.set_xticks(range(3), ["true class", "class 1", "class 2"])
    ax.set(ylabel="gradient at the logits", ylim=(-2.6, 1.9))
    ax.legend(loc="lower right")
    off = [np.abs(coded - other).max() for other in (meant, printed)]
    return figure, (f"{slope} slope, {matrix} Jacobian, true logit {z_true:g}: off by {off[0]:.3f} "
                    f"from categorical CE, by {off[1]:.3f} from the printed loss")
