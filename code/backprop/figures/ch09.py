"""Figures of chapter 9: a recorded graph walked back, stretched arrays, and gradients through skip connections."""

from __future__ import annotations

import numpy as np

from .. import plots
from ..autodiff import Dual, Value, ancestors, unbroadcast
from ..axis import Choice
from ..explore import Explorer, explore

# --- the walk back through a recorded graph --------------------------------------------------------------

PLACES = {"x": (0, 2.1), "w": (0, 0.6), "m": (1.2, 1.4), "b": (1.2, 2.9), "z": (2.4, 1.9), "h": (3.6, 1.9),
          "e": (4.8, 1.9), "q": (6, 1.9), "r": (2.4, 0.1), "p": (4.8, 0.1), "L": (7.2, 1.1)}
HOW = {"L": "q + p", "p": "0.1 · r", "r": "w²", "q": "e²", "e": "h + 0.5", "h": "tanh(z)", "z": "m + b", "m": "w · x"}
RULES = ("add: +=", "overwrite: =")


def record(w: float, x: float = 2.0, b: float = -0.5) -> dict[str, Value]:
    """Every named node of L = (tanh(w x + b) + 0.5)² + 0.1 w², by name, recorded by Value."""
    node = {"x": Value(x), "w": Value(w), "b": Value(b)}
    node["m"] = node["w"] * node["x"]
    node["z"] = node["m"] + node["b"]
    node["h"] = node["z"].tanh()
    node["e"] = node["h"] + 0.5
    node["q"] = node["e"]**2
    node["r"] = node["w"]**2
    node["p"] = node["r"] * 0.1
    node["L"] = node["q"] + node["p"]
    return node


def handed_back(node: dict[str, Value], steps: int, rule: str) -> tuple[dict, list]:
    """Gradients by name after so many nodes have handed back, and what the last one handed: (parent, slope, part)."""
    names = {value: name for name, value in node.items()}
    order = [value for value in reversed(ancestors(node["L"])) if value.arrows]
    gradients, last = {"L": 1.0}, []
    for value in order[:steps]:
        last = [(names[parent], slope, slope * gradients[names[value]])
                for parent, slope in value.arrows if parent in names]
        for parent, _, part in last:
            gradients[parent] = part + (gradients.get(parent, 0.0) if rule == RULES[0] else 0.0)
    return gradients, [(names[value], last) for value in order[:steps]][-1:]


def walk() -> Explorer:
    """Walk back node by node; at the fork of w add, or overwrite."""
    return explore(draw_walk, step=Choice(list(range(len(HOW) + 1)), label="nodes walked back", value=0),
                   w=Choice([-0.5, 0.25, 0.5, 1.0], label="weight w", value=0.5),
                   rule=Choice(list(RULES), label="at a fork", value=RULES[0]))


def draw_walk(step: int, w: float, rule: str):
    """Values above, gradients below, the node that hands back with a thick rim."""
    node = record(w)
    gradients, last = handed_back(node, step, rule)
    names = {value: name for name, value in node.items()}
    edges = [(names[parent], name) for name, value in node.items() for parent, _ in value.arrows if parent in names]
    figure, ax = plots.figure(6, 3.7)
    plots.draw_graph(ax, PLACES, edges, values={name: value.data for name, value in node.items()},
                     gradients={name: round(number, 2) + 0.0 for name, number in gradients.items()},
                     active=[last[0][0]] if last else ["L"])
    if not last:
        return figure, (f"Recorded: L = (tanh(w·x + b) + 0.5)² + 0.1 w² = {node['L'].data:.3f} in eight steps, "
                        "the oldest on the left. At L stands the gradient 1.")
    name, handed = last[0]
    parts = " ".join(f"{parent} gets {gradients[name]:.2f} · {slope:.2f} = {part + 0.0:.2f}."
                     for parent, slope, part in handed)
    end = f" w has {gradients['w']:.2f}." if step == len(HOW) else ""
    return figure, f"Step {step}: {name} = {HOW[name]} hands back. {parts}{end}"


# --- stretched arrays -------------------------------------------------------------------------------------

SHAPES = {"(4, 3)": (4, 3), "(3,)": (3,), "(1, 3)": (1, 3), "(4, 1)": (4, 1), "(), one number": ()}
COPIES = {"(4, 3)": "not stretched", "(3,)": "a new axis in front, repeated along it", "(1, 3)": "repeated along axis 0",
          "(4, 1)": "repeated along axis 1", "(), one number": "repeated along both axes"}


def stretch() -> Explorer:
    """An array of some shape, added to or multiplied by x of shape (4, 3), and its gradient."""
    return explore(draw_stretch, shape=Choice(list(SHAPES), label="shape of c", value="(3,)"),
                   op=Choice(["x + c", "x * c"], label="y", value="x + c"))


def draw_stretch(shape: str, op: str):
    """c as NumPy stretches it, what every copy receives, and the sum that is c's gradient."""
    rng = np.random.default_rng(4)
    x, dy = rng.integers(-3, 4, (4, 3)).astype(float), rng.integers(-3, 4, (4, 3)).astype(float)
    c = np.arange(1.0, 1 + np.prod(SHAPES[shape])).reshape(SHAPES[shape])
    each = dy if op == "x + c" else dy * x + 0.0
    dc = unbroadcast(each, SHAPES[shape])
    figure, axes = plots.figure(6, 3.1, cols=3)
    plots.draw_matrix(axes[0], np.broadcast_to(c, (4, 3)), fmt=".0f", title="c, stretched")
    plots.draw_matrix(axes[1], each, fmt=".0f", title="dy" if op == "x + c" else "dy * x", gradient=True)
    shown = dc.reshape(-1, 1) if shape == "(4, 1)" else np.atleast_2d(dc)
    plots.draw_matrix(axes[2], shown, fmt=".0f", title="dc", gradient=True)
    axes[2].set(xlim=(-0.5, 2.5), ylim=(3.5, -0.5))
    return figure, (f"y = {op}, c of shape {shape}: {COPIES[shape]}. {12 // dc.size} cop{'y' if dc.size == 12 else 'ies'} "
                    f"of each entry, so dc[0…] = {dc.ravel()[0]:g} is a sum of {12 // dc.size}.")


# --- skip connections -------------------------------------------------------------------------------------

def gradient_by_depth(depth: int, gain: float, skip: bool, rng: np.random.Generator, width: int = 50) -> np.ndarray:
    """|dx| at the input of each of `depth` layers tanh(x W), the last first as 1: (depth + 1,)."""
    weights = gain / width**0.5 * rng.normal(size=(depth, width, width))
    x, outputs = rng.normal(size=(16, width)), []
    for W in weights:
        outputs.append(np.tanh(x @ W))
        x = outputs[-1] + (x if skip else 0.0)
    dx, norms = rng.normal(size=x.shape), []
    for W, y in zip(weights[::-1], outputs[::-1]):
        norms.append(np.linalg.norm(dx))
        dx = (dy := dx) * (1 - y**2) @ W.T
        dx = dx + dy if skip else dx
    return np.array([*norms, np.linalg.norm(dx)])[::-1] / norms[0]


def skips() -> Explorer:
    """Gradients through a chain of layers, and through the same layers as residual blocks."""
    return explore(draw_skips, depth=Choice([5, 10, 20, 40, 80], label="layers", value=20),
                   gain=Choice([0.3, 0.6, 1.0, 1.5], label="size of the weights", value=0.6))


def many_gradients(depth: int, gain: float, skip: bool, seeds: int = 12) -> np.ndarray:
    """`gradient_by_depth` for several seeds: (seeds, depth + 1)."""
    return np.array([gradient_by_depth(depth, gain, skip, np.random.default_rng(seed)) for seed in range(seeds)])


def draw_skips(depth: int, gain: float):
    """|dx| layer by layer on a logarithmic axis, twelve networks of each kind."""
    figure, ax = plots.figure(6, 3.3)
    said = []
    for skip, style, name in ((False, "--", "chain: F(x)"), (True, "-", "residual: x + F(x)")):
        runs = many_gradients(depth, gain, skip)
        ax.plot(runs.T, color=plots.GRADIENT if skip else plots.BLACK, linewidth=0.8, alpha=0.35)
        ax.plot(np.median(runs, axis=0), style, color=plots.GRADIENT if skip else plots.BLACK, label=name)
        first = runs[:, 0]
        said.append(f"{name.partition(':')[0]} {np.median(first):.1e} ({first.min():.1e} to {first.max():.1e})")
    ax.set(xlabel="layer (the loss is on the right)", ylabel="|dx|, at the end = 1", yscale="log")
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, 0.1), max(high, 10))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend()
    return figure, (f"{depth} layers of 50, weights of size {gain}/√50: at the input |dx| is, median of 12 seeds "
                    f"(lowest to highest), {said[0]}; {said[1]}.")


# --- the slope of a loop ----------------------------------------------------------------------------------

def final_loss(lr, steps: int) -> Dual:
    """The loss (tanh w - 0.8)² after so many steps of gradient descent from w = -1, and its slope in lr."""
    w = Dual(-1.0)
    for _ in range(steps):
        h = w.tanh()
        w = w - lr * 2.0 * (h - 0.8) * (1.0 - h**2)   # a step against the slope
    return (w.tanh() - 0.8)**2


def loops() -> Explorer:
    """The final loss against the learning rate, and the slope that a dual number brings along."""
    return explore(draw_loop, lr=Choice([0.1, 0.3, 0.6, 1.0, 1.5, 2.0], label="learning rate", value=0.6),
                   steps=Choice([1, 2, 3, 5, 8], label="steps of gradient descent", value=3))


def draw_loop(lr: float, steps: int):
    """Curve and tangent; the tangent's slope is the dual part after the whole loop."""
    rates = np.linspace(0.02, 2.5, 125)
    losses = np.array([final_loss(rate, steps).value for rate in rates])
    end = final_loss(Dual(lr, 1.0), steps)
    figure, ax = plots.figure(6, 3.1)
    plots.draw_curve_with_tangent(ax, rates, losses, lr, end.slope, reach=0.4)
    ax.set(xlabel="learning rate", ylabel=f"loss after {steps} step{'s' * (steps > 1)}")
    ax.set_ylim(-0.15 * losses.max(), 1.1 * losses.max())
    return figure, (f"Learning rate {lr}, {steps} step{'s' * (steps > 1)}: final loss {end.value:.4f}, "
                    f"and its slope in the learning rate is {end.slope:.4f}.")
