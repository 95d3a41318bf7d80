"""Figures of chapter 1 that walk: tables of slopes, the graph with a goal, three layers, the price."""

from __future__ import annotations

import numpy as np

from .. import plots
from ..axis import Choice
from ..explore import Explorer, explore
from .ch01 import LOW, _short, _write_slopes, measure, ride


def f(x):
    """Pedals and gear -> speed, drag, friction."""
    return np.array([2 * x[0] * x[1], (x[0] * x[1])**2, 3 * x[0]])


def g(y):
    """Speed, drag, friction -> power, time for 100 meters."""
    return np.array([(y[1] + y[2]) * y[0], 100 / y[0]])


def slopes_f(x) -> np.ndarray:
    """Jacobian of f: (3, 2)."""
    return np.array([[2 * x[1], 2 * x[0]], [2 * x[0] * x[1]**2, 2 * x[0]**2 * x[1]], [3, 0]])


def slopes_g(y) -> np.ndarray:
    """Jacobian of g: (2, 3)."""
    return np.array([[y[1] + y[2], y[0], y[0]], [-100 / y[0]**2, 0, 0]])


def routes() -> Explorer:
    """One entry of the Jacobian of a chain, as a sum over three paths."""
    return explore(draw_routes, k=Choice([0, 1], label="input x[k]", value=1),
                   i=Choice([0, 1], label="output z[i]", value=0),
                   gear=Choice([2, 2.5, 3, 3.5, 4], label="gear x₁", value=3))


def draw_routes(k: int, i: int, gear: float):
    """The paths from x[k] to z[i], with their slopes."""
    x = np.array([1.0, gear])
    A, C = slopes_f(x), slopes_g(f(x))
    places = {f"x{LOW[n]}": (0, 0.8 - 1.6 * n) for n in range(2)}
    places |= {f"y{LOW[n]}": (1.4, 1.6 - 1.6 * n) for n in range(3)}
    places |= {f"z{LOW[n]}": (2.8, 0.8 - 1.6 * n) for n in range(2)}
    first = {(f"x{LOW[k]}", f"y{LOW[n]}"): A[n, k] for n in range(3) if A[n, k]}
    second = {(f"y{LOW[n]}", f"z{LOW[i]}"): C[i, n] for n in range(3) if C[i, n]}
    figure, ax = plots.figure(5.6, 2.7)
    plots.draw_graph(ax, places, [*first, *second], gradients=first | second, fmt=".3g",
                     active=[f"x{LOW[k]}", f"z{LOW[i]}"])
    parts = [float(C[i, n] * A[n, k]) + 0.0 for n in range(3)]
    text = " + ".join(f"{p:.3g}" if p >= 0 else f"({p:.3g})" for p in parts)
    return figure, f"x₀ = 1, x₁ = {gear:g}: J[{i}, {k}] = {text} = {sum(parts):.3g}"


# --- the graph with a goal -------------------------------------------------------------------------------

PLACES = {"x": (0, 0), "u": (1, 0), "s": (2, 0), "F": (3, 1.6), "P": (4, 0),
          "t": (5.1, 1.6), "e": (5.1, 0), "L": (6.4, 0)}
BESIDE = {("s", "F"): (-22, 4), ("F", "P"): (20, 4), ("t", "e"): (16, 0), ("e", "L"): (-2, 15)}


def arrows_at(s, F, e) -> dict:
    """The arrows of the ride with a goal, each slope at its own input."""
    return {("x", "u"): 3, ("u", "s"): 2, ("s", "F"): s / 2, ("F", "P"): s, ("s", "P"): F,
            ("P", "e"): 1, ("t", "e"): -1, ("e", "L"): e / 50}


def walk() -> Explorer:
    """Walk the graph with a goal backward, arrow by arrow."""
    return explore(draw_walk, step=Choice(list(range(9)), label="arrows walked back", value=0),
                   x=Choice([0.9, 1.0, 1.05, 1.0583, 1.1], label="pedals x", value=1))


def draw_walk(step: int, x: float):
    """Values above, gradients below, the arrow just walked in color."""
    t, (u, s, F, _) = 64.0, ride(x)
    e = F * s - t
    arrows = arrows_at(s, F, e)
    walked, gradients = list(reversed(arrows.items()))[:step], {"L": 1.0}
    for (a, b), slope in walked:
        gradients[a] = gradients.get(a, 0) + gradients[b] * slope
    values = dict(x=x, u=u, s=s, F=F, P=F * s, t=t, e=e, L=e**2 / 100)
    figure, ax = plots.figure(6, 2.8)
    plots.draw_graph(ax, PLACES, list(arrows), active=walked[-1][0] if walked else ["L"],
                     values={n: _short(v).replace("-", "−") for n, v in values.items()},
                     gradients={n: _short(v).replace("-", "−") for n, v in gradients.items()})
    _write_slopes(ax, PLACES, arrows, BESIDE, walked[-1][0] if walked else None)
    if not walked:
        return figure, f"Step 0: forward pass done, L = {values['L']:.3f}. At L stands 1."
    (a, b), slope = walked[-1]
    return figure, (f"Step {step}: the arrow {a} → {b} has slope {_short(slope)} and hands back "
                    f"{_short(gradients[b])} · {_short(slope)} = {_short(gradients[b] * slope)}. "
                    f"Gradient of {a} so far: {_short(gradients[a])}.")


# --- forward or backward ---------------------------------------------------------------------------------

SIZES, OUTPUTS = [1, 2, 4, 8, 16, 32], [1, 4, 16]


def cost() -> Explorer:
    """Counted multiplications of both modes against the number of inputs."""
    return explore(draw_cost, outputs=Choice(OUTPUTS, label="outputs", value=1),
                   d=Choice(SIZES, label="inputs d", value=16))


def draw_cost(d: int, outputs: int):
    """Forward mode, reverse mode and one forward pass, on logarithmic axes."""
    figure, ax = plots.figure(6, 3)
    rows = np.array([measure(n, outputs) for n in SIZES])
    ax.plot(SIZES, rows[:, 2], color=plots.PALE, linewidth=11, label="one forward pass")
    ax.plot(SIZES, rows[:, 0], "o-", color=plots.FORWARD, label="forward mode")
    ax.plot(SIZES, rows[:, 1], "s-", color=plots.GRADIENT, label="reverse mode")
    ax.axvline(d, color="0.5", linewidth=1)
    ax.set(xlabel="number of inputs d", ylabel="multiplications", ylim=(1, 2e5))
    plots.log_axis(ax.xaxis)
    ax.set_yscale("log")
    ax.set_xticks(SIZES, SIZES)
    ax.minorticks_off()
    ax.legend(loc="upper left")
    forward, reverse, one_run = measure(d, outputs)
    better = "the same" if forward == reverse else (
        f"reverse mode is {forward / reverse:.1f} times cheaper" if reverse < forward
        else f"forward mode is {reverse / forward:.1f} times cheaper")
    return figure, (f"{d} input{'s' * (d > 1)}, {outputs} output{'s' * (outputs > 1)}: forward mode "
                    f"{forward:,} multiplications, reverse mode {reverse:,}, one forward pass "
                    f"{one_run:,}. Verdict: {better}.")


# --- three layers -----------------------------------------------------------------------------------------

NODES = ["z₀", "y₁", "z₁", "y₂", "z₂", "y₃", "z₃", "L"]
NET = {node: (1.05 * n, 0) for n, node in enumerate(NODES)}
NET |= {f"W{sub}": (1.05 * (2 * n + 1), -1.7) for n, sub in enumerate("₁₂₃")}
ASIDE = {(f"W{sub}", f"y{sub}"): (-22, 0) for sub in "₁₂₃"}


def three() -> Explorer:
    """Three layers of single numbers, walked back arrow by arrow."""
    return explore(draw_three, step=Choice(list(range(11)), label="arrows walked back", value=0),
                   w=Choice([-1.5, 0.0, 0.6, 1.5708, 2.5], label="weight W₁", value=0.6, format=".2f"))


def three_layers(w: float) -> tuple[dict, dict]:
    """Values of all nodes, and the arrows with their slopes."""
    weights, value, arrows = [w, 1.2, 0.8], {"z₀": 1.0}, {}
    for n, sub in enumerate("₁₂₃"):
        below, y, z, W_n = NODES[2 * n], f"y{sub}", f"z{sub}", f"W{sub}"
        value[W_n] = weights[n]
        value[y] = value[below] * weights[n]
        value[z] = np.sin(value[y])
        arrows |= {(below, y): weights[n], (W_n, y): value[below], (y, z): np.cos(value[y])}
    value["L"], arrows["z₃", "L"] = (value["z₃"] - 0.2)**2, 2 * (value["z₃"] - 0.2)
    return value, arrows


def draw_three(step: int, w: float):
    """Values above, gradients below, slopes on the arrows, the last arrow in color."""
    value, arrows = three_layers(w)
    gradients, walked = {"L": 1.0}, list(reversed(arrows.items()))[:step]
    for (a, b), slope in walked:
        gradients[a] = gradients.get(a, 0) + gradients[b] * slope
    figure, ax = plots.figure(6, 2.9)
    plots.draw_graph(ax, NET, list(arrows), values=value,
                     gradients={node: round(number, 3) + 0.0 for node, number in gradients.items()},
                     active=walked[-1][0] if walked else ["L"])
    for text in ax.texts:
        text.set_fontsize(12)
    _write_slopes(ax, NET, arrows, ASIDE, walked[-1][0] if walked else None, 11.2)
    if not walked:
        return figure, f"Forward pass done: the loss is {value['L']:.3f}. Nothing has been walked back."
    (a, b), slope = walked[-1]
    three_digits = [f"{round(v, 3) + 0.0:.3f}" for v in (gradients[b], slope, gradients[a])]
    return figure, (f"Step {step}, to {a}: ∂L/∂{b} times the slope from {a} to {b} is {three_digits[0]} · "
                    f"{three_digits[1]} = {three_digits[2]} = ∂L/∂{a}.")
