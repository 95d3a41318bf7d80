"""Figures of chapter 12: fits that follow the noise, what decay and stopping take away, dropout's noise, augmented digits."""

from __future__ import annotations

import itertools
import math

import numpy as np

from .. import plots
from ..axis import Choice
from ..data import Distort, Shift, mnist
from ..explore import Explorer, explore

# --- bias and variance ------------------------------------------------------------------------------------

DEGREE = 12
GRID = np.linspace(-1, 1, 201)


def truth(x: np.ndarray) -> np.ndarray:
    """The function that the data come from."""
    return np.sin(math.pi * x)


def features(x: np.ndarray) -> np.ndarray:
    """Legendre polynomials of degree 0 ... 12, scaled to mean square 1: (n, 13)."""
    return np.polynomial.legendre.legvander(x, DEGREE) * np.sqrt(2 * np.arange(DEGREE + 1) + 1)


def fits(strength: float, points: int, noise: float = 0.4, sets: int = 50) -> np.ndarray:
    """Ridge fits to `sets` drawn sets of points, on the grid: (sets, 201)."""
    rng, curves = np.random.default_rng(0), []
    for _ in range(sets):
        x = rng.uniform(-1, 1, points)
        y = truth(x) + noise * rng.normal(size=points)
        F = features(x)
        w = np.linalg.solve(F.T @ F / points + strength * np.eye(DEGREE + 1), F.T @ y / points)
        curves.append(features(GRID) @ w)
    return np.array(curves)


def two_errors(curves: np.ndarray) -> tuple[float, float]:
    """Squared bias and variance of fits (sets, grid) to the truth, averaged over the grid."""
    return float(np.mean((curves.mean(axis=0) - truth(GRID))**2)), float(np.mean(curves.var(axis=0)))


def fitting() -> Explorer:
    """Fifty fits to fifty sets of points, for a decay and a number of points."""
    return explore(draw_fits, strength=Choice([1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0], label="decay λ", value=1e-3),
                   n=Choice([15, 30, 100], label="points", value=30))


def draw_fits(strength: float, n: int):
    """The fits in gray, their mean, the truth; squared bias and variance in the caption."""
    curves = fits(strength, n)
    bias, variance = two_errors(curves)
    figure, ax = plots.figure(6, 3.3)
    ax.plot(GRID, curves.T, color=plots.GRAY, linewidth=0.7, alpha=0.4)
    ax.plot(GRID, curves.mean(axis=0), color=plots.FORWARD, label="mean of 50 fits")
    ax.plot(GRID, truth(GRID), color=plots.TRUTH, label="truth")
    ax.set(xlabel="x", ylim=(-2.2, 2.2), xticks=[-1, -0.5, 0, 0.5, 1])
    plots.legend_above(ax)
    return figure, (f"λ = {strength:g}, {n} points: squared bias {bias:.3f} + variance {variance:.3f} = "
                    f"error {bias + variance:.3f}.")


# --- what is left of each direction -----------------------------------------------------------------------

def shrinking() -> Explorer:
    """The share of each direction that decay leaves, and the share that n steps have reached."""
    return explore(draw_shrink, strength=Choice([0.001, 0.01, 0.1, 1.0], label="decay λ", value=0.1),
                   steps=Choice([3, 10, 30, 100, 300, 1000, 3000], label="steps n at rate 0.1", value=100))


def draw_shrink(strength: float, steps: int, rate: float = 0.1):
    """h/(h + λ) and 1 - (1 - ηh)^n against the curvature h."""
    h = np.logspace(-4, 1, 201)
    figure, ax = plots.figure(6, 3)
    ax.plot(h, h / (h + strength), color=plots.FORWARD, label="decay: h/(h + λ)")
    ax.plot(h, 1 - (1 - rate * h)**steps, color=plots.ORANGE, label="stopping: 1 − (1 − ηh)ⁿ")
    ax.set(xlabel="curvature h of the direction", ylabel="share of w* left")
    plots.log_axis(ax.xaxis)
    plots.legend_above(ax)
    return figure, (f"λ = {strength:g}: half of w* is left at h = {strength:g}. n = {steps}: half is reached at h = "
                    f"{(1 - 0.5**(1 / steps)) / rate:.2g}; 1/(ηn) = {1 / (rate * steps):.2g}.")


# --- dropout ----------------------------------------------------------------------------------------------

def all_masks(n: int, rate: float) -> tuple[np.ndarray, np.ndarray]:
    """Every mask of n units, 0 or 1/(1 - rate), and its probability: (2**n, n) and (2**n,)."""
    kept = np.array(list(itertools.product([0, 1], repeat=n)))
    return kept / (1 - rate), np.prod(np.where(kept, 1 - rate, rate), axis=1)


def dropping() -> Explorer:
    """A sum of n units under dropout: its distribution over masks."""
    return explore(draw_dropped, rate=Choice([0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9], label="rate", value=0.5),
                   n=Choice([5, 20, 100, 500], label="units n", value=20))


def draw_dropped(rate: float, n: int):
    """A histogram of the mean of n dropped units, and the derived mean and spread."""
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 2, n)
    x *= 1 / x.mean()
    y = ((rng.random((4000, n)) >= rate) / (1 - rate)) @ x / n
    spread = math.sqrt(rate / (1 - rate) * np.sum(x**2)) / n
    figure, ax = plots.figure(6, 2.8)
    ax.hist(y, np.linspace(0, 3, 91), color=plots.PALE)
    ax.axvline(1, color=plots.FORWARD)
    ax.axvspan(1 - spread, 1 + spread, color=plots.FORWARD, alpha=0.15)
    ax.set(xlabel="mean of n units under 4,000 masks", yticks=[], xlim=(0, 3))
    return figure, (f"rate {rate}, {n} units: mean {y.mean():.3f} (derived 1), standard deviation {y.std():.3f} "
                    f"(derived {spread:.3f}).")


# --- augmentation -----------------------------------------------------------------------------------------

def changing() -> Explorer:
    """Ten versions of one digit, shifted or distorted."""
    return explore(draw_changed, strength=Choice([0.0, 0.5, 1.0, 2.0, 4.0], label="strength", value=1.0),
                   kind=Choice(["distort", "shift", "mirror"], label="change", value="distort"))


def draw_changed(strength: float, kind: str):
    """The digit and nine changed copies."""
    data, rng = mnist(), np.random.default_rng(3)
    image = np.asarray(data.x_train[0:1], np.float32)
    copies = np.repeat(image, 10, axis=0)
    if kind == "mirror":
        copies = copies.reshape(-1, 28, 28)[:, :, ::-1].reshape(10, 784)
    elif kind == "shift":
        copies = Shift(round(2 * strength))(copies, rng)
    else:
        copies = Distort(*(strength * value for value in (7.5, 0.1, 0.1, 0.5, 0.8)))(copies, rng)
    copies = np.concatenate([image, copies[1:]])
    figure, axes = plots.figure(6, 2.9, rows=2, cols=5)
    plots.draw_images(axes.ravel(), copies)
    moved = float(np.mean(np.abs(copies[1:] - image)) / np.mean(image))
    what = {"distort": "rotation 7.5°, scale 0.1, shear 0.1, shift 0.5 px, elastic 0.8 px, each times",
            "shift": "up to 2 pixels each way, times", "mirror": "left and right exchanged; strength ignored:"}[kind]
    return figure, (f"A {data.t_train[0]} and nine copies: {what} {strength:g}. Pixels differ by {moved:.2f} of the mean ink.")
