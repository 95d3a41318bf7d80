"""Figures of chapter 1: slopes, paths, and walks over a graph; and the walks themselves."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from .. import plots
from ..axis import Choice
from ..explore import Explorer, explore, show

LOW = "₀₁₂"


# --- walks over arrows {(from, to): slope}, each node's incoming arrows before its outgoing ones -----

def walk_back(arrows: dict, end) -> dict:
    """Gradient of every node: start with 1 at the end, multiply along arrows, add at their tails."""
    gradient = {end: 1}
    for (a, b), slope in reversed(arrows.items()):
        if b in gradient:
            gradient[a] = gradient.get(a, 0) + gradient[b] * slope
    return gradient


def walk_forward(arrows: dict, start: dict) -> dict:
    """How fast every node moves, if those of `start` move at the given speeds."""
    speed = dict(start)
    for (a, b), slope in arrows.items():
        if a in speed:
            speed[b] = speed.get(b, 0) + slope * speed[a]
    return speed


class Counted(float):
    """A number that counts the multiplications it takes part in."""

    done = 0

    def __mul__(self, other):
        Counted.done += 1
        return Counted(float(self) * float(other))
    __rmul__ = __mul__


def network_arrows(widths: list[int], rng: np.random.Generator) -> dict:
    """Arrows of a network without curves: each value to each of the next layer."""
    return {((n, a), (n + 1, b)): Counted(rng.normal())
            for n in range(len(widths) - 1)
            for b in range(widths[n + 1]) for a in range(widths[n])}


def count(walk, arrows: dict, starts: list) -> tuple[int, list]:
    """Multiplications of one walk for each start, and the walks' results."""
    Counted.done = 0
    results = [walk(arrows, start) for start in starts]
    return Counted.done, results


@lru_cache(maxsize=None)
def measure(d: int, outputs: int = 1) -> tuple[int, int, int]:
    """Multiplications for the whole Jacobian, forward and backward, and of one forward pass."""
    arrows = network_arrows([d, d, d, outputs], np.random.default_rng(d))
    ins, outs = [(0, n) for n in range(d)], [(3, n) for n in range(outputs)]
    one_run, _ = count(walk_forward, arrows, [dict.fromkeys(ins, 1)])
    forward, speeds = count(walk_forward, arrows, [{node: 1} for node in ins])
    reverse, gradients = count(walk_back, arrows, outs)
    for a, speed in zip(ins, speeds):                       # the same Jacobian, both ways
        np.testing.assert_allclose([speed[b] for b in outs], [g[a] for g in gradients])
    return forward, reverse, one_run


# --- the ride -------------------------------------------------------------------------------------------

def ride(x):
    """Pedals x -> wheel u -> speed s -> drag F -> chocolate c; on numbers and on symbols."""
    u = 3 * x
    s = 2 * u
    F = s**2 / 4
    return u, s, F, F / 20


def chain() -> Explorer:
    """The ride as a graph: values on the nodes, slopes on the arrows."""
    u, s, F, c = ride(1.0)
    places = {name: (1.3 * n, 0) for n, name in enumerate("xusFc")}
    slopes = {("x", "u"): 3, ("u", "s"): 2, ("s", "F"): s / 2, ("F", "c"): 1 / 20}
    figure, ax = plots.figure(6, 1.5)
    plots.draw_graph(ax, places, list(slopes), values=dict(x=1.0, u=u, s=s, F=F, c=c), fmt=".3g")
    _write_slopes(ax, places, slopes)
    return show(figure, "At x = 1 the values are 1, 3, 6, 9 and 0.45; the slopes on the arrows are 3, 2, 3 "
                        "and 0.05, and their product is 0.9.")


def fork() -> Explorer:
    """The speed reaches the power along two paths."""
    places, s = {"s": (0, 0), "F": (1.5, 0.9), "P": (3, 0)}, 6.0
    slopes = {("s", "F"): s / 2, ("F", "P"): s, ("s", "P"): s * s / 4}
    figure, ax = plots.figure(6, 1.8)
    plots.draw_graph(ax, places, list(slopes), values=dict(s=s, F=s * s / 4, P=s**3 / 4), fmt=".3g")
    _write_slopes(ax, places, slopes)
    return show(figure, "At s = 6 the path through the drag has the slopes 3 and 6, product 18; the direct path "
                        "has 9. Together 27.")


def _write_slopes(ax, places: dict, slopes: dict, beside: dict | None = None, bold=None, size: float = 12) -> None:
    """Each slope beside the middle of its arrow, in gray; the arrow `bold` in the gradients' color."""
    for (a, b), slope in slopes.items():
        middle = np.mean([places[a], places[b]], axis=0)
        text = format(slope + 0.0, ".1f" if abs(slope) >= 10 else ".2f").removesuffix(".00")
        on = (a, b) == bold
        ax.annotate(text.replace("-", "−"), middle, (beside or {}).get((a, b), (0, 11)),
                    color=plots.GRADIENT if on else "0.35", fontweight="bold" if on else "normal",
                    textcoords="offset points", ha="center", va="center", fontsize=size)
    for arrow in ax.texts:
        if bold and getattr(arrow, "arrow_patch", None) and (tuple(arrow.xyann), tuple(arrow.xy)) == (
                tuple(places[bold[0]]), tuple(places[bold[1]])):
            arrow.arrow_patch.set(color=plots.GRADIENT, linewidth=3.5)


def _short(number: float) -> str:
    """Two digits after the point, one for large numbers, and no minus zero."""
    return format(round(number, 2) + 0.0, ".1f" if abs(number) >= 10 else ".2f")


# --- one link, a chain, two paths ------------------------------------------------------------------------

def step() -> Explorer:
    """The line through two points of the drag's curve, as the step shrinks."""
    return explore(draw_step, s=Choice([2, 4, 6], label="speed s", value=6),
                   h=Choice([4, 3, 2, 1, 0.5, 0.2, 0.1, 0.01], label="step h", value=4))


def draw_step(s: float, h: float):
    """F = s^2 / 4, the two points and their line."""
    figure, ax = plots.figure(6, 2.5)
    grid, low, high = np.linspace(0, 11, 111), s**2 / 4, (s + h)**2 / 4
    slope, ends = (high - low) / h, np.array([max(s - 2.5, 0), min(s + max(h, 2.5), 11)])
    ax.plot(grid, grid**2 / 4, color=plots.FORWARD)
    ax.plot(ends, low + slope * (ends - s), color=plots.GRADIENT)
    ax.plot([s, s + h], [low, high], "o", color=plots.GRADIENT, markeredgecolor=plots.CARD,
            markersize=9, zorder=3)
    ax.set(xlabel="speed s (m/s)", ylabel="drag F (N)", ylim=(-3, 31), xlim=(0, 11))
    return figure, (f"From s = {s:g} to {s + h:g}: slope {slope:.3f} N per m/s. "
                    f"Derivative at {s:g}: {s / 2:.3f}. Still missing: {slope - s / 2:.3f}.")


PAIRS = {  # name: inner, outer, and their slopes
    "the ride: (6x)² / 80": (lambda x: 6 * x, lambda v: v**2 / 80, lambda x: 6, lambda v: v / 40),
    "sin(x²)": (lambda x: x**2, np.sin, lambda x: 2 * x, np.cos),
    "(sin x)²": (np.sin, lambda v: v**2, np.cos, lambda v: 2 * v)}


def composition() -> Explorer:
    """Inner function, outer function, and both together, with their tangents."""
    inputs = [0, 0.3, 0.6, 0.9, 1.1, np.sqrt(np.pi / 2), 1.4, np.pi / 2, 1.8, 2.1, 2.4]
    return explore(draw_composition, pair=Choice(list(PAIRS), label="function"),
                   x=Choice(inputs, label="input x", format=".2f", value=1.1))


def draw_composition(pair: str, x: float):
    """Three panels; the middle point stands where the left one arrived."""
    inner, outer, inner_slope, outer_slope = PAIRS[pair]
    grid, v = np.linspace(0, 2.4, 121), inner(x)
    across = np.linspace(inner(grid).min(), inner(grid).max(), 121)
    nudge = (outer(inner(x + 1e-5)) - outer(inner(x - 1e-5))) / 2e-5
    product = inner_slope(x) * outer_slope(v)
    figure, axes = plots.figure(6, 2.8, cols=3)
    panels = [("inner", grid, inner(grid), x, inner_slope(x), "x"),
              ("outer", across, outer(across), v, outer_slope(v), "inner value"),
              ("together", grid, outer(inner(grid)), x, product, "x")]
    for ax, (title, a, b, at, slope, name) in zip(axes, panels):
        plots.draw_curve_with_tangent(ax, a, b, at, slope)
        ax.set(title=title, xlabel=name)
        ax.set_ylim(b.min() - 0.12 * np.ptp(b), b.max() + 0.12 * np.ptp(b))
        ax.locator_params(nbins=3)
    return figure, (f"At x = {x:.2f} the inner slope is {inner_slope(x) + 0.0:.2f}. The outer slope at "
                    f"{v:.2f} is {outer_slope(v) + 0.0:.3f}. Product: {round(product, 3) + 0.0:.3f}; "
                    f"nudging x gives {round(nudge, 3) + 0.0:.3f}.")


def strips() -> Explorer:
    """The power as a rectangle that grows: two strips and a corner."""
    return explore(draw_strips, s=Choice([4, 5, 6], label="speed s", value=6),
                   change=Choice([2, 1, 0.5, 0.2, 0.1, 0.05, 0.01], label="change Δs", value=2))


def draw_strips(s: float, change: float):
    """P = F s, and what a change of s adds to it."""
    F, more = s**2 / 4, (s + change)**2 / 4 - s**2 / 4
    figure, ax = plots.figure(6, 3.3)
    ax.bar(0, F, s, align="edge", color=plots.FORWARD, alpha=0.35, label="P = F · s")
    ax.bar(s, F, change, align="edge", color=plots.GRADIENT, label="direct: F Δs")
    ax.bar(0, more, s, F, align="edge", color=plots.ORANGE, label="through the drag: s ΔF")
    ax.bar(s, more, change, F, align="edge", color=plots.BLACK, label="corner: ΔF Δs")
    ax.set(xlabel="speed s (m/s)", ylabel="drag F (N)", xlim=(0, 8.4), ylim=(0, 17),
           yticks=[0, 5, 10, 15])
    plots.legend_above(ax)
    total = F * change + s * more + change * more
    return figure, (f"s = {s:g}, Δs = {change:g}: strips {F * change:.2f} and {s * more:.2f}, corner "
                    f"{change * more:.3f}, which is {change * more / total:.1%} of the growth. Growth for "
                    f"each m/s: {total / change:.2f}; the two paths say {F + s * s / 2:.2f}.")
