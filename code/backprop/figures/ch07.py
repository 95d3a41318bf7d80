"""Figures of chapter 7: a network by hand, its walk layer by layer, its memory, and gradients against depth."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import numpy as np

from .. import plots
from ..axis import Choice
from ..errors import AgreementError
from ..explore import Explorer, explore
from ..functional import sigmoid
from ..hand import Hand
from ..layers import Linear, ReLU, Sigmoid, Tanh
from ..losses import Loss, MeanSquaredError
from ..network import Network, mlp
from ..tables import Table

# --- the 2-2-2 network -------------------------------------------------------------------------------

PAIR = [0.5, -0.3, 0.8, 0.4, 0.1, -0.2, 0.7, -0.6, 0.9, 0.5, 0.2, -0.1]        # W1, b1, W2, b2
TRIO = [0.8, -0.5, 0.3, 0.4, 0.9, -0.7, 0.1, 0.0, -0.2, 0.7, -0.6, 0.9, 0.2]


def chain(sizes: list[int], activation: type, params: list[float], *, twice: bool = False) -> Network:
    """Linear, activation, Linear (and the activation again) with the given numbers, in float64."""
    first, second = (Linear(*ends, rng=np.random.default_rng(0), dtype=np.float64) for ends in zip(sizes, sizes[1:]))
    network = Network([first, activation(), second] + [activation()] * twice)
    network.params[...] = params
    return network


def hand() -> Hand:
    """The two networks to take into the hand: 2-2-2 with sigmoids, 2-3-1 with tanh."""
    return Hand((chain([2, 2, 2], Sigmoid, PAIR, twice=True), MeanSquaredError(), [[1, 0.5]], [[1, 0]]),
                (chain([2, 3, 1], Tanh, TRIO), MeanSquaredError(), [[1, -0.5]], [[1]]), lr=1.0)


# Each number of the 2-2-2 network: its name, and the line of arithmetic that gives it.
LINES = {"forward": [(f"z1[{j}]", f"x[0]*W1[0,{j}] + x[1]*W1[1,{j}] + b1[{j}]") for j in (0, 1)] + \
    [(f"h[{j}]", f"f(z1[{j}])") for j in (0, 1)] + \
    [(f"z2[{k}]", f"h[0]*W2[0,{k}] + h[1]*W2[1,{k}] + b2[{k}]") for k in (0, 1)] + \
    [(f"y[{k}]", f"f(z2[{k}])") for k in (0, 1)] + [("L", "((y[0] - t[0])**2 + (y[1] - t[1])**2) / 2")]}
LINES["backward"] = [(f"dy[{k}]", f"2*(y[{k}] - t[{k}]) / 2") for k in (0, 1)] + \
    [(f"dz2[{k}]", f"dy[{k}] * y[{k}]*(1 - y[{k}])") for k in (0, 1)] + \
    [(f"dW2[{j},{k}]", f"h[{j}]*dz2[{k}]") for j in (0, 1) for k in (0, 1)] + \
    [(f"db2[{k}]", f"dz2[{k}]") for k in (0, 1)] + \
    [(f"dh[{j}]", f"dz2[0]*W2[{j},0] + dz2[1]*W2[{j},1]") for j in (0, 1)] + \
    [(f"dz1[{j}]", f"dh[{j}] * h[{j}]*(1 - h[{j}])") for j in (0, 1)] + \
    [(f"dW1[{i},{j}]", f"x[{i}]*dz1[{j}]") for i in (0, 1) for j in (0, 1)] + \
    [(f"db1[{j}]", f"dz1[{j}]") for j in (0, 1)]
NAME = re.compile(r"[a-zA-Z]\w*\[[\d,]+\]")


def by_hand(way: str, network: Network, loss: Loss, x: np.ndarray, t: np.ndarray) -> Table:
    """Work every number of the 2-2-2 network out from the ones before it, and show those of the way "forward" or "backward".

    Errors:   AgreementError if a number differs from the package's by more than 1e-12.
    """
    package, rows = named(network, loss, x, t), {}
    numbers = {name: value for name, value in package.items() if name[0] in "xtWb"}             # what is given
    for name, line in LINES["forward"] + LINES["backward"]:
        filled = re.sub(r"f\(\((.*)\)\)", r"f(\1)", NAME.sub(lambda match: _short(numbers[match[0]]), line))
        numbers[name] = float(eval(NAME.sub(lambda match: f"({numbers[match[0]]!r})", line), {"f": lambda z: sigmoid(np.array([z]))[0]}))
        if not abs(numbers[name] - package[name]) <= 1e-12:
            raise AgreementError(f"by hand: {name} = {numbers[name]}, the package has {package[name]}")
        rows[name] = [name, f"{_plain(line)} = {_plain(filled)}", _minus(f"{numbers[name]:.5f}\u00a0 {package[name]:.5f}".replace(" ", "\u00a0"))]
    return Table(["", "how", "by hand,\u00a0package"], [rows[name] for name, _ in LINES[way]], cards=False)


def named(network: Network, loss: Loss, x: np.ndarray, t: np.ndarray) -> dict[str, float]:
    """Every number that the package computes for one row, by name: z1[0] ... db1[1], and the inputs."""
    first, act, second, last = network
    y = network.forward(x)
    L, dy = loss.forward(y, t), loss.backward()
    network.backward(dy)
    dz2 = last.input_grad(dy)
    dh = second.input_grad(dz2)
    arrays = dict(x=x[0], t=t[0], z1=first.predict(x)[0], h=second.x[0], z2=second.predict(second.x)[0], y=y[0], dy=dy[0],
                  dz2=dz2[0], dh=dh[0], dz1=act.input_grad(dh)[0], W1=first.W, b1=first.b, W2=second.W, b2=second.b,
                  dW1=first.dW, db1=first.db, dW2=second.dW, db2=second.db)
    return {"L": L} | {f"{name}[{','.join(map(str, i))}]": float(a[i]) for name, a in arrays.items() for i in np.ndindex(a.shape)}


def _short(value: float) -> str:
    """Four digits, a negative number in brackets."""
    return f"{value:.4g}" if value >= 0 else f"({value:.4g})"


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


def layers_walk() -> Explorer:
    """Three layers, forward and back: at each step what is computed, and from what."""
    return explore(draw_walk, step=Choice(list(range(1, len(STEPS) + 1)), label="step", value=9))


def draw_walk(step: int):
    """Arrays as boxes: values above, their gradients below, weights between."""
    done, (now, line) = [name for name, _ in STEPS[:step]], STEPS[step - 1]
    needed = _needs(line) - {now}
    figure, ax = plots.figure(7, 3.5)
    places = {"x": (0, 2), "L": (6, 2)} | {f"a{k}": (2 * k, 2) for k in (1, 2)} | {f"z{k}": (2 * k - 0.85 if k < 3 else 5, 2) for k in (1, 2, 3)}
    places |= {f"W{k}": (2 * k - 1.45, 3) for k in (1, 2, 3)} | {f"dz{k}": (places[f"z{k}"][0], 1) for k in (1, 2, 3)}
    places |= {f"dW{k}": (2 * k - 1.45, 0) for k in (1, 2, 3)}
    for start, end in [(start, name) for name, text in STEPS for start in _needs(text) if start in places and start != name]:
        lit = end == now
        ax.annotate("", places[end], places[start], arrowprops={
            "arrowstyle": "-|>", "color": plots.BLACK if lit else plots.PALE, "lw": 2 if lit else 1, "shrinkA": 17, "shrinkB": 19})
    for name, (x, y) in places.items():
        known = name in done or name == "x" or name[0] == "W"
        color = plots.GRADIENT if name[0] == "d" else plots.FORWARD
        ax.text(x, y, name, ha="center", va="center", fontsize=17, color=("white" if name == now else color) if known else plots.PALE, bbox={
            "boxstyle": "round,pad=0.25", "facecolor": color if name == now else "white",
            "edgecolor": color if known else plots.PALE, "linewidth": 3 if name in needed else 1.2})
    ax.set(xlim=(-0.5, 6.5), ylim=(-0.5, 3.5))
    ax.axis("off")
    kept = [name for name in ("x", "a1", "a2") if name == "x" or name in done][:3 if step <= 7 else (12 - step) // 2 + 1]
    return figure, f"{line}, shape {_shape(now)}. Still kept for the way back: {', '.join(kept) if step < 12 else 'nothing'}."


def _needs(line: str) -> set[str]:
    """The arrays on the right side of a step."""
    return set(re.findall(r"\b(?:x|[aWz]\d|dz\d)\b", line.split("=", 1)[1]))


def _shape(name: str) -> str:
    if name == "L":
        return "one number"
    k = int(name[-1])
    return f"({SIZES[k - 1] if name[:2] == 'dW' else ROWS}, {SIZES[k]})"


# --- what is kept ------------------------------------------------------------------------------------------

def kept(network: Network) -> int:
    """How many numbers the layers keep for their backward pass; an array that two share counts once."""
    arrays = {}
    for layer in network:
        own = {id(getattr(layer, prefix + name)) for name in layer.PARAMS for prefix in ("", "d")}
        for value in vars(layer).values():
            if isinstance(value, np.ndarray) and id(value) not in own:
                arrays[value.__array_interface__["data"][0]] = value.size
    return sum(arrays.values())


def fastest(call: Callable[[], object], times: int = 9) -> float:
    """Seconds that a call takes, the least disturbed of several."""
    def once():
        start = time.perf_counter()
        call()
        return time.perf_counter() - start
    return min(once() for _ in range(times))


def memory() -> Explorer:
    """Numbers in memory against the batch size, for more or fewer hidden layers."""
    return explore(draw_memory, batch=Choice([1, 16, 64, 256, 1024, 4096], label="batch size B", value=64),
                   hidden=Choice([1, 2, 4, 8], label="hidden layers of 500", value=2))


def draw_memory(batch: int, hidden: int):
    """Bars: parameters, their gradients, and what the layers keep, measured on the package."""
    network = mlp([784] + [500] * hidden + [10], rng=np.random.default_rng(0))
    network.forward(np.zeros((batch, 784), np.float32))
    counts = [network.params.size, network.grads.size, kept(network)]
    figure, ax = plots.figure(7, 2.5)
    ax.barh(["kept for\nbackward", "gradients", "parameters"], [count / 1e6 for count in counts[::-1]], color=[plots.ORANGE, plots.GRADIENT, plots.FORWARD])
    ax.set(xlabel="million numbers (4 bytes each in float32)", xlim=(0, 1.05 * max(counts) / 1e6))
    ax.grid(visible=False, axis="y")
    return figure, (f"B = {batch}, {hidden} hidden: {counts[0]:,} parameters, {counts[2]:,} numbers kept, "
                    f"{counts[2] // batch:,} an example: {counts[2] / counts[0]:.2g} times the parameters.")


# --- gradients against depth --------------------------------------------------------------------------------

ACTIVATIONS = {"sigmoid": Sigmoid, "tanh": Tanh, "ReLU": ReLU}
STARTS = ("0.01 N(0, 1)", "N(0, 1)", "1/width (He: 2/width)")


def gradient_norms(activation: str, start: str, depth: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Norms |dz| of layers 1 ... depth (depth,), for 32 random rows and a random gradient at the end."""
    linear = [Linear(width, width, rng=rng, dtype=np.float64) for _ in range(depth)]
    deviation = {STARTS[0]: 0.01, STARTS[1]: 1.0}.get(start, ((1 + (activation == "ReLU")) / width) ** 0.5)
    network = Network([part for layer in linear for part in (layer, ACTIVATIONS[activation]())])
    for layer in linear:
        layer.W[...] = deviation * rng.normal(size=layer.W.shape)
    network.forward(rng.normal(size=(32, width)))
    dy, norms = rng.normal(size=(32, width)), []
    for layer in reversed(network):
        dy = layer.input_grad(dy)
        norms += [] if isinstance(layer, Linear) else [np.linalg.norm(dy)]
    return np.array(norms[::-1])


def many_norms(activation: str, start: str, depth: int, width: int = 100, seeds: int = 12) -> np.ndarray:
    """The norms of `seeds` networks, each as a share of its last layer's: (seeds, depth)."""
    runs = np.array([gradient_norms(activation, start, depth, width, np.random.default_rng(s)) for s in range(seeds)])
    return runs / runs[:, -1:]


def factors(activation: str, start: str, width: int, *, depth: int = 20, seeds: int = 12) -> np.ndarray:
    """By what factor |dz| changes a layer on the way back, on average over the depth: (seeds,)."""
    return many_norms(activation, start, depth, width, seeds)[:, 0] ** (1 / (depth - 1))


def factor_table(widths: tuple[int, ...] = (50, 100, 200)) -> Table:
    """The factor a layer, median (lowest to highest of twelve seeds), for every activation, start and width."""
    def cell(activation, start, width):
        found = factors(activation, start, width)
        return f"{np.median(found):.3g} ({found.min():.3g} to {found.max():.3g})"
    return Table(["activation, start of W", *(f"width {width}" for width in widths)],
                 [[f"{activation}, {start}", *(cell(activation, start, width) for width in widths)]
                  for activation in ACTIVATIONS for start in STARTS])


def vanishing() -> Explorer:
    """The gradient of each layer, for three activations, three starts, and more or fewer layers."""
    return explore(draw_vanishing, activation=Choice(list(ACTIVATIONS), label="activation", value="tanh"),
                   start=Choice(list(STARTS), label="start of W", value=STARTS[1]), depth=Choice([5, 10, 20, 40], label="layers", value=20))


def draw_vanishing(activation: str, start: str, depth: int):
    """|dz| by layer on a logarithmic axis, twelve networks."""
    runs = many_norms(activation, start, depth)
    figure, ax = plots.figure(7, 3.3)
    layers = np.arange(1, depth + 1)
    ax.plot(layers, runs.T, color=plots.GRADIENT, linewidth=0.8, alpha=0.5)
    ax.plot(layers, np.median(runs, axis=0), color=plots.GRADIENT)
    ax.axhline(1, color=plots.GRAY, linewidth=1, linestyle="--")
    ax.set(xlabel="layer (the loss is on the right)", ylabel="|dz|, last layer = 1", yscale="log")
    ax.xaxis.get_major_locator().set_params(integer=True)
    low, high = sorted([np.min(runs), np.max(runs)])
    ax.set_ylim(min(0.1, low / 3), max(10, 3 * high))
    rates = runs[:, 0] ** (1 / (depth - 1))
    return figure, (f"{activation}, {start}, {depth} layers of 100: first layer {np.median(runs[:, 0]):.1e} of the last; "
                    f"a factor of {np.median(rates):.3g} a layer ({rates.min():.3g} to {rates.max():.3g} over 12 seeds).")
