"""Figures of chapter 11: paths of optimizers over three landscapes, averages that start at zero, noise and schedules."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .. import plots
from ..axis import Choice
from ..explore import Explorer, explore
from ..optimizers import OPTIMIZERS, SGD, Adam, AdamW, Momentum, Optimizer
from ..schedules import constant, cosine, linear, step_decay

# --- landscapes and paths ---------------------------------------------------------------------------------


class Landscape(NamedTuple):
    """A loss of two weights, its gradient, where paths start, and what a picture shows."""

    f: Callable
    gradient: Callable
    start: tuple[float, float]
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    lowest: tuple[float, float] = (0.0, 0.0)


def bowl(*h: float) -> Landscape:
    """½ (h₁ w₁² + h₂ w₂²): curvature h₁ along the first axis, h₂ along the second."""
    return Landscape(lambda a, b: 0.5 * (h[0] * a**2 + h[1] * b**2), lambda w: np.array(h) * w, (-4.0, 1.5), (-5, 5), (-2.5, 2.5))


RAVINE = bowl(1.0, 20.0)
ROSENBROCK = Landscape(lambda a, b: (1 - a)**2 + 20 * (b - a**2)**2 + 1e-9,
                       lambda w: np.array([2 * (w[0] - 1) - 80 * w[0] * (w[1] - w[0]**2), 40 * (w[1] - w[0]**2)]),
                       (-1.2, 1.0), (-2, 2), (-1, 3), (1.0, 1.0))
LANDSCAPES = {"round bowl": bowl(1.0, 2.0), "ravine, 1 : 20": RAVINE, "Rosenbrock": ROSENBROCK}


def path(optimizer: Optimizer, land: Landscape, steps: int) -> np.ndarray:
    """The points that the optimizer visits from the start; cut where they leave for good: (steps + 1, 2)."""
    theta = np.array(land.start)
    points = [theta.copy()]
    for _ in range(steps):
        optimizer.step(theta, land.gradient(theta))
        points.append(theta.copy())
        if not np.abs(theta).max() < 1e3:
            break
    return np.array(points)


def _result(points: np.ndarray, land: Landscape, steps: int) -> str:
    if len(points) <= steps:
        return f"diverged after {len(points) - 1} steps"
    return f"after {steps} steps {np.hypot(*(points[-1] - land.lowest)):.2g} from the minimum"


def descent() -> Explorer:
    """Plain and heavy-ball descent in a ravine of curvatures 1 and 20."""
    return explore(draw_descent, lr=Choice([0.005, 0.02, 0.05, 0.09, 0.105, 0.15, 0.19, 0.205], label="learning rate", value=0.05),
                   momentum=Choice([0.0, 0.5, 0.8, 0.9, 0.97], label="momentum", value=0.0))


def draw_descent(lr: float, momentum: float, steps: int = 40):
    """The path over the level lines, and the two stability limits in the caption."""
    points = path(Momentum(lr, momentum) if momentum else SGD(lr), RAVINE, steps)
    figure, ax = plots.figure(6, 3.5)
    plots.draw_contour_path(ax, RAVINE.f, np.clip(points, -50, 50), xlim=RAVINE.xlim, ylim=RAVINE.ylim)
    ax.set(xlabel="w₁ (curvature 1)", ylabel="w₂ (curvature 20)")
    limit = 2 * (1 + momentum) / 20
    return figure, (f"Learning rate {lr}, momentum {momentum}: {_result(points, RAVINE, steps)}. "
                    f"The limit 2(1 + momentum)/20 is {limit:.3g}.")


RATES = {"sgd": 0.01, "momentum": 0.01, "nesterov": 0.01, "adagrad": 0.5, "rmsprop": 0.05, "adam": 0.1, "adamw": 0.1}
TITLES = {"SGD": "sgd", "momentum": "momentum", "Nesterov": "nesterov", "AdaGrad": "adagrad", "RMSProp": "rmsprop", "Adam": "adam"}


def race() -> Explorer:
    """Any optimizer on any landscape, at a multiple of its usual rate here."""
    return explore(draw_race, method=Choice(list(TITLES), label="optimizer", value="momentum"),
                   where=Choice(list(LANDSCAPES), label="landscape", value="ravine, 1 : 20"),
                   times=Choice([0.3, 1.0, 3.0, 10.0], label="rate times", value=1.0))


def draw_race(method: str, where: str, times: float, steps: int = 100):
    """One path over level lines."""
    land, name = LANDSCAPES[where], TITLES[method]
    lr = RATES[name] * times * (0.2 if where == "Rosenbrock" and name in ("sgd", "momentum", "nesterov") else 1)
    points = path(OPTIMIZERS[name](lr), land, steps)
    figure, ax = plots.figure(6, 3.5)
    plots.draw_contour_path(ax, land.f, np.clip(points, -50, 50), xlim=land.xlim, ylim=land.ylim)
    ax.plot(*land.lowest, "+", color=plots.TRUTH, markersize=14, markeredgewidth=3)
    ax.set(xlabel="w₁", ylabel="w₂")
    return figure, f"{method}, {where}, learning rate {lr:.3g}: {_result(points, land, steps)}."


# --- averages that start at zero --------------------------------------------------------------------------

def averages() -> Explorer:
    """The running mean of g² for several beta, as it is and corrected for its start."""
    return explore(draw_average, beta=Choice([0.5, 0.9, 0.97, 0.99, 0.999], label="β", value=0.97),
                   noise=Choice([0.0, 0.5, 1.0], label="noise of g", value=0.5))


def draw_average(beta: float, noise: float, steps: int = 200):
    """g² as points, its running mean, and the mean divided by 1 - beta**n."""
    g = 1 + noise * np.random.default_rng(0).normal(size=steps)
    v, plain = 0.0, []
    for value in g**2:
        v = beta * v + (1 - beta) * value
        plain.append(v)
    fixed = plain / (1 - beta**np.arange(1, steps + 1))
    figure, ax = plots.figure(6, 3)
    n = np.arange(1, steps + 1)
    ax.plot(n, g**2, ".", color=plots.PALE, label="g²")
    ax.plot(n, plain, "--", color=plots.BLACK, label="v")
    ax.plot(n, fixed, color=plots.FORWARD, label="v / (1 − βⁿ)")
    ax.axhline(1 + noise**2, color=plots.TRUTH, linewidth=1)
    ax.set(xlabel="step n", ylim=(0, 3))
    plots.legend_above(ax, 3)
    return figure, (f"β = {beta}, noise {noise}: after 10 steps v = {plain[9]:.3f}, corrected {fixed[9]:.3f}; the mean of g² is "
                    f"{1 + noise**2:g}. v remembers about 1/(1 − β) = {1 / (1 - beta):.0f} steps.")


# --- decay inside and beside the gradient -----------------------------------------------------------------

def decaying() -> Explorer:
    """What decay leaves of weights whose gradients are noise of different sizes: L2 in Adam, and AdamW."""
    return explore(draw_decaying, decay=Choice([0.0, 0.01, 0.03, 0.1], label="weight decay", value=0.03),
                   lr=Choice([0.003, 0.01, 0.03], label="learning rate", value=0.01))


def left_after(optimizer: Optimizer, sizes: np.ndarray, steps: int, seed: int = 0) -> np.ndarray:
    """Weights that start at 1 after `steps` updates with gradients that are pure noise: 1,000 copies a size, averaged."""
    rng, theta = np.random.default_rng(seed), np.ones(1000 * len(sizes))
    spread = np.repeat(sizes, 1000)
    for _ in range(steps):
        optimizer.step(theta, spread * rng.normal(size=theta.size))
    return theta.reshape(len(sizes), 1000).mean(axis=1)


def draw_decaying(decay: float, lr: float, steps: int = 300):
    """Bars: the weights left, by the size of their gradients, for both."""
    sizes = np.array([0.1, 1.0, 10.0])
    inside = left_after(Adam(lr, weight_decay=decay), sizes, steps)
    beside = left_after(AdamW(lr, weight_decay=decay), sizes, steps)
    figure, ax = plots.figure(6, 2.8)
    places = np.arange(3)
    ax.bar(places - 0.18, inside, 0.34, color=plots.ORANGE, label="L2 in Adam")
    ax.bar(places + 0.18, beside, 0.34, color=plots.FORWARD, label="AdamW")
    ax.set_xticks(places, [f"noise of {size:g}" for size in sizes])
    ax.set(ylim=(0, 1.35), ylabel=f"weight after {steps} steps")
    ax.legend(loc="upper left", ncols=2)
    return figure, (f"decay {decay}, rate {lr}: of a weight of 1 L2 in Adam leaves {', '.join(f'{v:.2f}' for v in inside)}; AdamW "
                    f"{', '.join(f'{v:.2f}' for v in beside)}, and (1 − ηλ)ⁿ is {(1 - lr * decay)**steps:.2f}.")


# --- noise and schedules ----------------------------------------------------------------------------------

def noisy() -> Explorer:
    """Descent in a bowl with noisy gradients: the floor, and what a falling rate does to it."""
    return explore(draw_noisy, lr=Choice([0.02, 0.1, 0.5, 1.0, 1.8], label="learning rate", value=0.5),
                   schedule=Choice(["constant", "linear", "cosine", "step_decay"], label="schedule", value="constant"))


def noisy_runs(rate, steps: int = 400, runs: int = 200) -> np.ndarray:
    """w² of `runs` walks on ½ w² with gradients w + N(0, 1), from w = 10: (steps + 1, runs)."""
    rng, w = np.random.default_rng(0), np.full(runs, 10.0)
    squares = [w**2]
    for t in range(steps):
        w = w - rate(t) * (w + rng.normal(size=runs))
        squares.append(w**2)
    return np.array(squares)


def draw_noisy(lr: float, schedule: str, steps: int = 400):
    """The mean of w² over 200 walks, and the derived floor of a constant rate."""
    make = {"constant": lambda: constant(lr), "linear": lambda: linear(lr, steps), "cosine": lambda: cosine(lr, steps),
            "step_decay": lambda: step_decay(lr, steps // 4, 0.3)}[schedule]
    means = noisy_runs(make(), steps).mean(axis=1)
    figure, ax = plots.figure(6, 3.1)
    ax.plot(means, color=plots.FORWARD, label="mean of w², 200 walks")
    ax.axhline(lr / (2 - lr), color=plots.BLACK, linestyle="--", linewidth=1.2, label="η/(2 − η)")
    ax.set(xlabel="step", yscale="log", ylim=(5e-4, 200))
    plots.legend_above(ax)
    return figure, (f"Rate {lr}, {schedule}: mean of w² over the last 50 steps {means[-50:].mean():.3g}; the floor of the constant rate "
                    f"is {lr / (2 - lr):.3g}.")
