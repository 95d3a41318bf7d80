"""Figures of chapter 7: a network in the hand and on paper, and the walk through three layers."""

from __future__ import annotations

import re

import numpy as np

from .. import plots
from ..axis import Choice
from ..errors import AgreementError
from ..explore import Explorer, explore
from ..functional import sigmoid
from ..hand import Hand
from ..layers import Linear, Sigmoid, Tanh
from ..losses import Loss, MeanSquaredError
from ..network import Network
from ..tables import Table

# --- the network in the hand --------------------------------------------------------------------------

PAIR = [0.5, -0.3, 0.8, 0.4, 0.1, -0.2, 0.7, -0.6, 0.9, 0.5, 0.2, -0.1]        # W1, b1, W2, b2
TRIO = [0.8, -0.5, 0.3, 0.4, 0.9, -0.7, 0.1, 0.0, -0.2, 0.7, -0.6, 0.9, 0.2]


def chain(sizes: list[int], activation: type, params: list[float], *, twice: bool = False) -> Network:
    """Linear, activation, Linear (and the activation again) with the given numbers, in float64."""
    first, second = (Linear(*ends, rng=np.random.default_rng(0), dtype=np.float64)
                     for ends in zip(sizes, sizes[1:]))
    network = Network([first, activation(), second] + [activation()] * twice)
    network.params[...] = params
    return network


def hand() -> Hand:
    """The two networks to take into the hand: 2-2-2 with sigmoids, 2-3-1 with tanh."""
    pair, trio = chain([2, 2, 2], Sigmoid, PAIR, twice=True), chain([2, 3, 1], Tanh, TRIO)
    return Hand((pair, MeanSquaredError(), [[1, 0.5]], [[1, 0]]),
                (trio, MeanSquaredError(), [[1, -0.5]], [[1]]), lr=1.0)


# --- the same on paper --------------------------------------------------------------------------------

NAME = re.compile(r"[a-zA-Z]\w*\[[\d,]+\]")
# Each number of the 2-2-2 network: its name, and the line of arithmetic that gives it.
LINES = {
    "forward": [
        *[(f"z1[{j}]", f"x[0]*W1[0,{j}] + x[1]*W1[1,{j}] + b1[{j}]") for j in (0, 1)],
        *[(f"h[{j}]", f"f(z1[{j}])") for j in (0, 1)],
        *[(f"z2[{k}]", f"h[0]*W2[0,{k}] + h[1]*W2[1,{k}] + b2[{k}]") for k in (0, 1)],
        *[(f"y[{k}]", f"f(z2[{k}])") for k in (0, 1)],
        ("L", "((y[0] - t[0])**2 + (y[1] - t[1])**2) / 2")],
    "backward": [
        *[(f"dy[{k}]", f"2*(y[{k}] - t[{k}]) / 2") for k in (0, 1)],
        *[(f"dz2[{k}]", f"dy[{k}] * y[{k}]*(1 - y[{k}])") for k in (0, 1)],
        *[(f"dW2[{j},{k}]", f"h[{j}]*dz2[{k}]") for j in (0, 1) for k in (0, 1)],
        *[(f"db2[{k}]", f"dz2[{k}]") for k in (0, 1)],
        *[(f"dh[{j}]", f"dz2[0]*W2[{j},0] + dz2[1]*W2[{j},1]") for j in (0, 1)],
        *[(f"dz1[{j}]", f"dh[{j}] * h[{j}]*(1 - h[{j}])") for j in (0, 1)],
        *[(f"dW1[{i},{j}]", f"x[{i}]*dz1[{j}]") for i in (0, 1) for j in (0, 1)],
        *[(f"db1[{j}]", f"dz1[{j}]") for j in (0, 1)]]}


def by_hand(way: str, network: Network, loss: Loss, x: np.ndarray, t: np.ndarray) -> Table:
    """Work out every number of the 2-2-2 network, and show those of the way "forward" or "backward".

    Errors:   AgreementError if a number differs from the package's by more than 1e-12.
    """
    package, rows = named(network, loss, x, t), {}
    numbers = {name: value for name, value in package.items() if name[0] in "xtWb"}     # what is given
    for name, line in LINES["forward"] + LINES["backward"]:
        numbers[name] = _work_out(line, numbers)
        if not abs(numbers[name] - package[name]) <= 1e-12:
            raise AgreementError(f"by hand: {name} = {numbers[name]}, the package has {package[name]}")
        both = f"{numbers[name]:.5f}\u00a0\u00a0{package[name]:.5f}"
        rows[name] = [name, f"{_plain(line)} = {_plain(_filled(line, numbers))}", _minus(both)]
    return Table(["", "how", "by\u00a0hand, package"], [rows[name] for name, _ in LINES[way]])


def named(network: Network, loss: Loss, x: np.ndarray, t: np.ndarray) -> dict[str, float]:
    """Every number that the package computes for one row, by name: z1[0] ... db1[1], and the inputs."""
    first, act, second, last = network
    y = network.forward(x)
    L, dy = loss.forward(y, t), loss.backward()
    network.backward(dy)
    z1, dz2 = first.predict(x), last.input_grad(dy)
    h, dh = act.predict(z1), second.input_grad(dz2)
    rows = dict(x=x, t=t, z1=z1, h=h, z2=second.predict(h), y=y, dy=dy, dz2=dz2, dh=dh, dz1=act.input_grad(dh))
    arrays = {name: row[0] for name, row in rows.items()}
    for k, layer in ((1, first), (2, second)):
        arrays |= {f"W{k}": layer.W, f"b{k}": layer.b, f"dW{k}": layer.dW, f"db{k}": layer.db}
    return {"L": L} | {f"{name}[{','.join(map(str, i))}]": float(array[i])
                       for name, array in arrays.items() for i in np.ndindex(array.shape)}


def _work_out(line: str, numbers: dict[str, float]) -> float:
    code = NAME.sub(lambda match: f"({numbers[match[0]]!r})", line)
    return float(eval(code, {"f": lambda z: sigmoid(np.array([z]))[0]}))


def _filled(line: str, numbers: dict[str, float]) -> str:
    """The line with four digits for each name, a negative number in brackets."""
    def short(match):
        value = numbers[match[0]]
        return f"{value:.4g}" if value >= 0 else f"({value:.4g})"
    return re.sub(r"f\(\((.*)\)\)", r"f(\1)", NAME.sub(short, line))


def _plain(line: str) -> str:
    """A line of arithmetic as people write it."""
    return _minus(line).replace("**2", "²").replace("*", " · ").replace("  ", " ")


def _minus(text: str) -> str:
    """The true minus sign."""
    return text.replace("-", "−")


# --- the walk layer by layer --------------------------------------------------------------------------

SIZES, ROWS = (3, 5, 4, 2), 6
STEPS = [("z1", "z1 = x @ W1 + b1"), ("a1", "a1 = f(z1)"), ("z2", "z2 = a1 @ W2 + b2"), ("a2", "a2 = f(z2)"),
         ("z3", "z3 = a2 @ W3 + b3"), ("L", "L = loss(z3, t)"), ("dz3", "dz3 = dL/dz3, from the loss"),
         ("dW3", "dW3 = a2.T @ dz3,  db3 = dz3.sum(axis=0)"), ("dz2", "dz2 = (dz3 @ W3.T) * f'(z2)"),
         ("dW2", "dW2 = a1.T @ dz2,  db2 = dz2.sum(axis=0)"), ("dz1", "dz1 = (dz2 @ W2.T) * f'(z1)"),
         ("dW1", "dW1 = x.T @ dz1,  db1 = dz1.sum(axis=0)")]
PLACES = {"x": (0, 2), "z1": (1.15, 2), "a1": (2, 2), "z2": (3.15, 2), "a2": (4, 2), "z3": (5, 2), "L": (6, 2),
          "W1": (0.55, 3), "W2": (2.55, 3), "W3": (4.55, 3), "dz1": (1.15, 1), "dz2": (3.15, 1), "dz3": (5, 1),
          "dW1": (0.55, 0), "dW2": (2.55, 0), "dW3": (4.55, 0)}


def layers_walk() -> Explorer:
    """Three layers, forward and back: at each step what is computed, and from what."""
    return explore(draw_walk, step=Choice(list(range(1, len(STEPS) + 1)), label="step", value=9))


def draw_walk(step: int):
    """Arrays as boxes: values in a row, their gradients below, weights above."""
    now, line = STEPS[step - 1]
    done = {"x", "W1", "W2", "W3", *(name for name, _ in STEPS[:step])}
    figure, ax = plots.figure(6, 3.5)
    for end, text in STEPS:
        for start in _needs(text, end):
            lit = {"color": plots.BLACK, "lw": 2} if end == now else {"color": plots.PALE, "lw": 1}
            ax.annotate("", PLACES[end], PLACES[start],
                        arrowprops={"arrowstyle": "-|>", "shrinkA": 17, "shrinkB": 19, **lit})
    for name, place in PLACES.items():
        _draw_box(ax, name, place, now=name == now, known=name in done, needed=name in _needs(line, now))
    ax.set(xlim=(-0.5, 6.5), ylim=(-0.5, 3.5))
    ax.axis("off")
    later = set().union(*(_needs(text, end) for end, text in STEPS[step:]))       # f'(z) is read from a
    kept = [name for name in ("x", "a1", "a2") if name in done and {name, name.replace("a", "z")} & later]
    return figure, f"{line}, shape {_shape(now)}. Still kept for the way back: {', '.join(kept) or 'nothing'}."


def _draw_box(ax, name: str, place, *, now: bool, known: bool, needed: bool) -> None:
    """A name in a box: filled where it is computed, pale before, with a thick rim where it is needed."""
    color = plots.GRADIENT if name[0] == "d" else plots.FORWARD
    rim = color if known else plots.PALE
    box = {"boxstyle": "round,pad=0.25", "facecolor": color if now else "white", "edgecolor": rim,
           "linewidth": 3 if needed else 1.2}
    ax.text(*place, name, ha="center", va="center", fontsize=17, color="white" if now else rim, bbox=box)


def _needs(line: str, result: str) -> set[str]:
    """The arrays on the right side of a step."""
    return set(re.findall(r"\b(?:x|[aWz]\d|dz\d)\b", line.split("=", 1)[1])) - {result}


def _shape(name: str) -> str:
    if name == "L":
        return "one number"
    k = int(name[-1])
    return f"({SIZES[k - 1] if name[:2] == 'dW' else ROWS}, {SIZES[k]})"
