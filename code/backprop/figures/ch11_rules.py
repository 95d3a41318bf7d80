"""Every optimizer's rule for a single number w, as the lines that are shown: they are run against the class."""

from __future__ import annotations

import inspect
import math

import numpy as np

from ..errors import AgreementError
from ..optimizers import OPTIMIZERS
from ..tables import Code, Table

ADAM = ("m = beta1 * m + (1 - beta1) * g;  v = beta2 * v + (1 - beta2) * g**2;  "
        "mhat = m / (1 - beta1**n);  vhat = v / (1 - beta2**n);  w -= lr * mhat / (sqrt(vhat) + eps)")
RULES = {"sgd": "w -= lr * g",
         "momentum": "v = mu * v + g;  w -= lr * v",
         "nesterov": "v = mu * v + g;  w -= lr * (g + mu * v)",
         "adagrad": "s = s + g**2;  w -= lr * g / (sqrt(s) + eps)",
         "rmsprop": "s = beta * s + (1 - beta) * g**2;  w -= lr * g / (sqrt(s) + eps)",
         "adam": ADAM,
         "adamw": f"w *= 1 - lr * decay;  {ADAM}"}
SHOWN = {"momentum": "mu", "weight_decay": "decay"}         # an option's name in the rules


def defaults(name: str) -> dict[str, float]:
    """The options of a class that have a default, by their names in the rules; a decay of 0 is none."""
    parameters = inspect.signature(OPTIMIZERS[name]).parameters.values()
    return {SHOWN.get(p.name, p.name): p.default for p in parameters if isinstance(p.default, float) and p.default}


def difference(name: str, steps: int = 50, lr: float = 0.1) -> float:
    """Largest relative difference between the shown lines and the class over `steps` random gradients."""
    rng, rule = np.random.default_rng(7), compile(RULES[name], name, "exec")
    optimizer, theta = OPTIMIZERS[name](lr), rng.normal(size=4)
    given = {"m": 0.0, "v": 0.0, "s": 0.0, **defaults(name), "lr": lr}
    numbers, worst = [{"w": w, **given} for w in theta], 0.0
    for n in range(1, steps + 1):
        g = rng.normal(size=4) * [0.01, 1, 1, 100]
        optimizer.step(theta, g)
        for number, slope in zip(numbers, g):
            exec(rule, {"sqrt": math.sqrt, "g": float(slope), "n": n}, number)
        found = np.array([number["w"] for number in numbers])
        worst = max(worst, float(np.max(np.abs(theta - found) / np.abs(found))))
    return worst


def table() -> Table:
    """Rule, defaults and difference, an optimizer a row.

    Errors:   AgreementError if a class and its rule differ by more than 1e-12.
    """
    found = {name: difference(name) for name in RULES}
    for name, error in found.items():
        if not error < 1e-12:
            raise AgreementError(f"{OPTIMIZERS[name].__name__} and its recurrence differ by {error:.1e}, limit 1e-12")
    short = {"adamw": "w *= 1 - lr * decay;  (then the lines of Adam)"}
    return Table(["optimizer", "rule", "defaults", "against the class"],
                 [[OPTIMIZERS[name].__name__, Code(short.get(name, RULES[name])),
                   Code(";  ".join(f"{option} = {value:g}" for option, value in defaults(name).items())),
                   f"{error:.0e}"] for name, error in found.items()])
