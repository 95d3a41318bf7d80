"""Figures of chapter 8: secants, the U curve, where the complex step fails, and what a sample misses."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .. import plots
from ..axis import Choice
from ..explore import Explorer, explore

# --- secants ----------------------------------------------------------------------------------------------


class Function(NamedTuple):
    """A function of one number, its derivatives one to three, and where it is looked at."""

    f: Callable
    first: Callable
    second: Callable = lambda x: 0.0 * x
    third: Callable = lambda x: 0.0 * x
    at: float = 1.0


SMOOTH = {"sin": Function(np.sin, np.cos, lambda x: -np.sin(x), lambda x: -np.cos(x)),
          "exp": Function(np.exp, np.exp, np.exp, np.exp),
          "1/x": Function(lambda x: 1 / x, lambda x: -1 / x**2, lambda x: 2 / x**3, lambda x: -6 / x**4, 0.3)}
RELU = Function(lambda x: np.maximum(x, 0), lambda x: (x > 0) * 1.0, at=0.2)


def secants() -> Explorer:
    """The curve, its tangent, and the secants of both differences."""
    return explore(draw_secants, h=Choice([0.05, 0.1, 0.2, 0.4, 0.8], label="step h", value=0.4),
                   name=Choice(["sin", "exp", "ReLU"], label="function", value="exp"))


def draw_secants(h: float, name: str):
    """Forward and central secant beside the tangent."""
    function = SMOOTH.get(name, RELU)
    f, x = function.f, function.at
    grid = np.linspace(x - 1.2, x + 1.2, 241)
    forward, central = (f(x + h) - f(x)) / h, (f(x + h) - f(x - h)) / (2 * h)
    figure, ax = plots.figure(6, 3.1)
    ax.plot(grid, f(grid), color=plots.FORWARD)
    slope = float(function.first(x))
    for value, base, color, style, label in ((slope, x, plots.GRADIENT, "-", "tangent"), (forward, x, plots.BLACK, "--", "forward"),
                                             (central, x, plots.ORANGE, "-.", "central")):
        start = f(x) if label != "central" else (f(x + h) + f(x - h)) / 2
        ax.plot(grid[[0, -1]], start + value * (grid[[0, -1]] - base), style, color=color, linewidth=1.6, label=label)
    ax.plot([x - h, x, x + h], f(np.array([x - h, x, x + h])), "o", color=plots.BLACK, markersize=6)
    low, high = f(grid).min(), f(grid).max()
    ax.set(xlabel="x", ylim=(low - 0.15 * (high - low), high + 0.15 * (high - low)))
    ax.legend(loc="upper left")
    return figure, (f"{name} at x = {x:g}, h = {h}: slope {slope:.4f}, forward {forward:.4f} (error {forward - slope:+.4f}), "
                    f"central {central:.4f} (error {central - slope:+.4f}).")


# --- the U curve ------------------------------------------------------------------------------------------

def best_step(kind: str, function: Function, unit: float) -> float:
    """The derived step: forward 2 sqrt(u|f|/|f''|), central cbrt(3u|f|/|f'''|), u half the spacing of numbers at 1."""
    x = function.at
    if kind == "forward":
        return 2 * math.sqrt(unit * abs(function.f(x)) / abs(function.second(x)))
    return (3 * unit * abs(function.f(x)) / abs(function.third(x)))**(1 / 3)


def measured(kind: str, function: Function, h: np.ndarray, dtype) -> np.ndarray:
    """Relative errors of a difference in the given precision, by the distance really moved; Im f(x + ih)/h for "complex"."""
    f, x, slope = function.f, dtype(function.at), float(function.first(np.float64(dtype(function.at))))
    if kind == "complex":
        wide = np.complex64 if dtype is np.float32 else np.complex128
        found = np.array([f(wide(x + 1j * step)).imag / dtype(step) for step in h], float)
    else:
        high = np.array([dtype(x + dtype(step)) for step in h])
        low = np.array([x if kind == "forward" else dtype(x - dtype(step)) for step in h])
        found = ((f(high) - f(low)).astype(float)) / np.where(high == low, np.nan, high.astype(float) - low.astype(float))
    return np.maximum(np.abs(found / slope - 1), 1e-17)


def u_curve() -> Explorer:
    """Error against the step, forward and central, in both precisions, with the derived optimum."""
    return explore(draw_u, digits=Choice([4, 5, 6, 7, 8, 10, 12], label="step h = 10 to the minus", value=5),
                   dtype=Choice(["float64", "float32"], label="precision", value="float64"),
                   name=Choice(list(SMOOTH), label="function", value="exp"))


def draw_u(digits: int, dtype: str, name: str):
    """Both curves measured, the two optima as vertical lines, the chosen step marked."""
    function, kind = SMOOTH[name], getattr(np, dtype)
    unit, h = np.finfo(kind).eps / 2, 10.0**np.arange(-14, 0.01, 0.125)
    figure, ax = plots.figure(6, 3.5)
    for difference, color in (("forward", plots.BLACK), ("central", plots.ORANGE)):
        ax.plot(h, measured(difference, function, h, kind), ".-", color=color, linewidth=0.8, markersize=4, label=difference)
        ax.axvline(best_step(difference, function, unit), color=color, linestyle="--", linewidth=1.2)
    here = [measured(difference, function, np.array([10.0**-digits]), kind)[0] for difference in ("forward", "central")]
    ax.plot([10.0**-digits] * 2, np.nan_to_num(here, nan=1.0), "o", color=plots.GRADIENT, markersize=8)
    ax.set(xscale="log", yscale="log", xlabel="step h (dashed: the derived best one)", ylabel="relative error", ylim=(1e-13, 10))
    ax.legend(loc="lower right")
    best = [best_step(difference, function, unit) for difference in ("forward", "central")]
    said = ["no slope at all" if np.isnan(error) else f"error {error:.1e}" for error in here]
    return figure, (f"{dtype}, {name}, h = 1e-{digits}: forward {said[0]}, central {said[1]}. Derived best h: {best[0]:.1e} and "
                    f"{best[1]:.1e}.")


# --- the complex step -------------------------------------------------------------------------------------

ANALYTIC = {"sin": "np.sin(x)", "exp": "np.exp(x)", "abs": "np.abs(x)", "maximum": "np.maximum(x, 0)",
            "vdot(x, x)": "np.vdot(x, x)",
            "sigmoid by where": "np.where(x > 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))"}


def complexes() -> Explorer:
    """Errors of central differences and of the complex step against h, for functions that are analytic and not."""
    return explore(draw_complex, name=Choice(list(ANALYTIC), label="function", value="sin"),
                   x=Choice([-1.0, 0.8], label="x", value=0.8))


def complex_slope(name: str, x: float, h: float) -> float:
    """Im f(x + ih) / h for one of the functions, or NaN where the imaginary part is dropped."""
    value = eval(ANALYTIC[name], {"np": np, "x": np.complex128(complex(x, h))})
    return float(np.imag(value)) / h if np.iscomplexobj(value) else math.nan


def draw_complex(name: str, x: float):
    """Two error curves on logarithmic axes; a function that drops the imaginary part is wrong at every step."""
    def value(at):
        return float(eval(ANALYTIC[name], {"np": np, "x": np.float64(at)}))
    h = 10.0**np.arange(-16, -0.9, 0.5)
    truth = (8 * (value(x + 1e-3) - value(x - 1e-3)) - (value(x + 2e-3) - value(x - 2e-3))) / 12e-3
    central = np.array([abs((value(x + step) - value(x - step)) / (2 * step) - truth) for step in h])
    steps = np.array([complex_slope(name, x, step) for step in h])
    wrong = np.abs(np.nan_to_num(steps) - truth)
    figure, ax = plots.figure(6, 3)
    ax.plot(h, np.maximum(central, 1e-13), ".-", color=plots.ORANGE, label="central difference")
    ax.plot(h, np.maximum(wrong, 1e-13), ".-", color=plots.FORWARD, label="complex step")
    ax.set(xscale="log", yscale="log", xlabel="step h", ylabel="error", ylim=(3e-14, 10),
           xticks=[1e-16, 1e-12, 1e-8, 1e-4])
    ax.legend(loc="upper center")
    tiny = complex_slope(name, x, 1e-20)
    answer = "no imaginary part, so no slope" if math.isnan(tiny) else f"{tiny:.10f}"
    return figure, f"{name} at x = {x:g}: slope {truth:.10f}; complex step with h = 1e-20: {answer}."


# --- what a sample misses ---------------------------------------------------------------------------------

def missing() -> Explorer:
    """The chance that a sample of entries, or a random direction, sees that some entries are wrong."""
    return explore(draw_missing, wrong=Choice([1, 10, 100, 1000, 10_000], label="wrong entries of 79,510", value=100),
                   samples=Choice([10, 50, 200, 1000], label="entries looked at", value=50))


def chance_of_a_sample(wrong: int, samples: int, size: int = 79_510) -> float:
    """1 - C(size - wrong, samples) / C(size, samples): a sample without replacement meets a wrong entry."""
    return 1 - math.exp(sum(math.log1p(-wrong / (size - k)) for k in range(samples))) if wrong + samples <= size else 1.0


def seen_by_direction(wrong: int, size: int = 79_510, runs: int = 400) -> np.ndarray:
    """Relative errors of g · v if `wrong` entries of a random g have the wrong sign, for random directions: (runs,)."""
    rng = np.random.default_rng(0)
    g = rng.normal(size=size)
    bad = g.copy()
    bad[:wrong] *= -1
    found = []
    for _ in range(runs):
        v = rng.normal(size=size)
        right, claimed = g @ v, bad @ v
        found.append(abs(right - claimed) / max(abs(right), abs(claimed)))
    return np.array(found)


def draw_missing(wrong: int, samples: int):
    """A histogram of the directional check's relative error, and both chances in the caption."""
    errors = seen_by_direction(wrong, runs=60)
    figure, ax = plots.figure(6, 2.7)
    ax.hist(np.log10(errors), np.linspace(-6, 0.5, 40), color=plots.FORWARD)
    ax.axvline(-7, color=plots.BLACK)
    ax.set(xlabel="log₁₀ of the relative error of g · v, 60 directions", yticks=[], xlim=(-7.5, 0.6))
    return figure, (f"{wrong:,} of 79,510 entries have the wrong sign. A sample of {samples} meets one with a chance of "
                    f"{chance_of_a_sample(wrong, samples):.2f}; one direction is off by {np.median(errors):.1e} in the median, "
                    f"and above 1e-7 in {np.mean(errors > 1e-7):.0%}.")
