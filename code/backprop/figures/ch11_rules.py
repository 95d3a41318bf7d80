"""Every optimizer of the package, once more: one number, one loop, no vector. The table compares both."""

from __future__ import annotations

import math

import numpy as np

from ..errors import AgreementError
from ..optimizers import OPTIMIZERS
from ..tables import Code, Table


def sgd(w, g, s, n, lr=0.1):
    """Against the slope."""
    return w - lr * g


def momentum(w, g, s, n, lr=0.1, mu=0.9):
    """Along a sum of the slopes so far, the older the less."""
    s["v"] = mu * s.get("v", 0) + g
    return w - lr * s["v"]


def nesterov(w, g, s, n, lr=0.1, mu=0.9):
    """As momentum, with the next decay of v already in the step."""
    s["v"] = mu * s.get("v", 0) + g
    return w - lr * (g + mu * s["v"])


def adagrad(w, g, s, n, lr=0.1, eps=1e-10):
    """Divide by the root of the sum of all squares."""
    s["s"] = s.get("s", 0) + g**2
    return w - lr * g / (math.sqrt(s["s"]) + eps)


def rmsprop(w, g, s, n, lr=0.1, beta=0.9, eps=1e-8):
    """Divide by the root of a mean of the recent squares."""
    s["s"] = beta * s.get("s", 0) + (1 - beta) * g**2
    return w - lr * g / (math.sqrt(s["s"]) + eps)


def adam(w, g, s, n, lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8):
    """A mean of slopes over the root of a mean of squares, both corrected for their start."""
    s["m"] = beta1 * s.get("m", 0) + (1 - beta1) * g
    s["v"] = beta2 * s.get("v", 0) + (1 - beta2) * g**2
    m, v = s["m"] / (1 - beta1**n), s["v"] / (1 - beta2**n)
    return w - lr * m / (math.sqrt(v) + eps)


def adamw(w, g, s, n, lr=0.1, decay=0.01):
    """Shrink the weight, then Adam."""
    return adam((1 - lr * decay) * w, g, s, n, lr)


RULES = {"sgd": (sgd, "w -= lr * g"), "momentum": (momentum, "v = mu * v + g;  w -= lr * v"),
         "nesterov": (nesterov, "v = mu * v + g;  w -= lr * (g + mu * v)"),
         "adagrad": (adagrad, "s += g**2;  w -= lr * g / sqrt(s)"),
         "rmsprop": (rmsprop, "s = beta * s + (1 - beta) * g**2;  w -= lr * g / sqrt(s)"),
         "adam": (adam, "m, v: running means of g, g**2;  w -= lr * mhat / sqrt(vhat)"),
         "adamw": (adamw, "w *= 1 - lr * decay;  then Adam")}


def difference(name: str, steps: int = 50) -> float:
    """Largest relative difference between the loop and the package's class over `steps` random gradients."""
    rng, rule = np.random.default_rng(7), RULES[name][0]
    optimizer, theta = OPTIMIZERS[name](0.1), rng.normal(size=4)
    numbers, memories, worst = list(theta), [{} for _ in theta], 0.0
    for n in range(1, steps + 1):
        g = rng.normal(size=4) * [0.01, 1, 1, 100]
        optimizer.step(theta, g)
        numbers = [rule(w, float(one), memory, n) for w, one, memory in zip(numbers, g, memories)]
        worst = max(worst, float(np.max(np.abs(theta - numbers) / np.abs(numbers))))
    return worst


def table() -> Table:
    """Rule and difference, an optimizer a row.

    Errors:   AgreementError if a class and its loop differ by more than 1e-12.
    """
    found = {name: difference(name) for name in RULES}
    for name, error in found.items():
        if not error < 1e-12:
            raise AgreementError(f"{OPTIMIZERS[name].__name__} and its recurrence differ by {error:.1e}, limit 1e-12")
    return Table(["optimizer", "rule (eps left out)", "loop against class, 50 steps"],
                 [[OPTIMIZERS[name].__name__, Code(RULES[name][1]), f"{error:.0e}"] for name, error in found.items()])
