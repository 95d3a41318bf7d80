"""Exercises of chapter 1: slopes along a path, two paths, a walk back over a graph, tables of slopes, three layers."""

from __future__ import annotations

import numpy as np

from .cases import given, normal, uniform
from .exercise import edit, exercise, wrong

FEW = {"wide": {"n": 4}, "square": {"n": 2}, "tall": {"n": 3}}


def draw_arrows(rng, shape, sizes) -> dict:
    """A graph with forks, written in the order of its forward pass, with slopes of its own."""
    pairs = ["as", "sF", "sP", "FP", "Pe", "te", "eL", "FL"] if sizes["n"] > 3 else ["as", "at", "sL", "tL"]
    slopes = rng.permutation(np.round(rng.uniform(0.5, 3, len(pairs)), 1) + 0.01 * np.arange(len(pairs)))
    return {(a, b): round(float(slope), 2) for (a, b), slope in zip(pairs, slopes)}


def use_walk(answer, arrows, end) -> dict:
    """The gradients as an array: the nodes in the order in which the arrows name them."""
    found = answer(arrows, end)
    if not isinstance(found, dict):
        return {"gradient": found}
    nodes = dict.fromkeys(node for arrow in arrows for node in arrow)
    return {"gradient": np.array([found.get(node, 0.0) for node in nodes])}


def one_by_one(answer, **inputs):
    """An answer for single numbers, called for each of several: its results as arrays."""
    rows = [answer(*map(float, numbers)) for numbers in zip(*inputs.values())]
    whole = all(isinstance(row, tuple) and len(row) == len(rows[0]) and all(
        isinstance(value, (int, float, np.number)) for value in row) for row in rows)
    return tuple(np.array(column) for column in zip(*rows)) if whole else rows[0]


EXERCISES = [
    exercise(
        id="ch01.chain", title="One line", where="sec-composition", args="x (n)", returns="dx (n)", rounds=FEW,
        task="`y = sin(x**2)`, for each number of `x`. Write the line for its slope: two links, each with its own slope "
             "at the value that arrives there.",
        starter="""
            def my_slope(x):
                return ...
            """,
        solution="""
            def my_slope(x):
                return np.cos(x ** 2) * 2 * x
            """,
        terms={"np.cos(x ** 2)": "the slope of the sine", "np.cos(x ** 2) * 2": "the slope of the sine, times 2"},
        hints=["Give the inner value a name: `u = x**2`, then `y = sin(u)`. What is the slope of each line?"],
        wrong=[wrong("return np.cos(x) * 2 * x", "wrong point", says="the slope of the sine is taken at the wrong point: "
                     "the value that arrives at the sine is `x**2`, not `x`"),
               wrong("return np.cos(x) ** 2 * 2 * x", "outside the cosine", says="the square stands outside the cosine: "
                     "`x**2` is what arrives at the sine, so it belongs inside, `np.cos(x ** 2)`"),
               wrong("return np.cos(x ** 2)", "slope of the inner link", says="the slope of the inner link is missing: "
                     "`x**2` moves 2x times as fast as `x`"),
               wrong("return np.cos(2 * x)", "inside", says="the slope of `x**2` stands inside the cosine: outside it "
                     "multiplies, and inside stays the value `x**2`"),
               wrong("return 2 * x", "slope of the outer link", says="the slope of the outer link is missing: the sine "
                     "moves with cos(u) at u = `x**2`"),
               wrong("return np.cos(x ** 2) + 2 * x", "added", says="the two slopes are added: along one path "
                     "slopes multiply"),
               wrong("return np.sin(x ** 2) * 2 * x", "`sin` stands where `cos` belongs"),
               wrong("return np.cos(x ** 2) * x", "factor 2"),
               wrong("return -np.cos(x ** 2) * 2 * x", "sign is flipped")]),
    exercise(
        id="ch01.headwind", title="Two paths", where="sec-paths", args="s (n), w", returns="partial (n), full (n)",
        rounds=FEW, draws={"s": uniform(1, 9), "w": uniform(1, 4)},
        task="A wind of `w` blows against you: the drag is `F = (s + w)**2 / 4`, and the power is still `P = F * s`. "
             "Return both slopes of `P` by `s`: `partial`, where `F` stands still, and `full`, where `F` follows.",
        starter="""
            def my_power_slopes(s, w):
                F = (s + w) ** 2 / 4
                partial = ...
                full = ...
                return partial, full
            """,
        solution="""
            def my_power_slopes(s, w):
                F = (s + w) ** 2 / 4
                dF = (s + w) / 2
                partial = F
                full = F + s * dF
                return partial, full
            """,
        terms={"dF": "the slope of the drag", "s * dF": "the path through the drag", "F": "the direct path"},
        hints=["Two arrows arrive at `P = F * s`: their slopes are the *other* factors.",
               "The path through the drag: the slope of `P` by `F`, times the slope of `F` by `s`."],
        wrong=[edit("full = F + s * dF", "full = F", "`full`: it is partial"),
               edit("full = F + s * dF", "full = s * dF", "`full`", "a term is missing: the direct path"),
               edit("full = F + s * dF", "full = F * s * dF", "multiplied, not added"),
               edit("(s + w) / 2", "s / 2", "`full`", "wind", says="the slope of the drag is taken without the wind: what "
                    "arrives at the square is `s + w`"),
               edit("partial = F\n", "partial = s * dF\n", "`partial`", "other path", says="this is the other path, the "
                    "one through the drag: `partial` holds the drag still"),
               edit("partial = F\n", "partial = s\n", "`partial`", "`s` stands where"),
               edit("return partial, full", "return full, partial", "wrong order"),
               edit("partial = F\n", "partial = F * s\n", "`partial`", "the power itself", says="this is the power itself, "
                    "not its slope"),
               edit("full = F + s * dF", "full = F * s", "`full`", "the power itself", says="this is the power itself, not "
                    "its slope"),
               edit("(s + w) / 2", "s / 2 + w", "`full`", "both", says="only `s` is halved in the slope of the drag: both "
                    "are, (s + w) / 2"),
               edit("full = F + s * dF", "full = F + dF", "`full`", "a factor is missing: `s`")]),
    exercise(
        id="ch01.mirror", title="Mirror the forward pass", where="sec-graph", use=one_by_one,
        args="w (n), x (n), b (n), t (n)", returns="dw (n), dx (n), db (n)", rounds=FEW,
        draws={name: uniform(0.5, 3) for name in "wxbt"},
        task="The forward pass is written out, and `L` is the loss. Mirror it: one backward line for each input of each "
             "forward line, from the last to the first. Return `dw, dx, db`.",
        starter="""
            def my_mirror(w, x, b, t):
                u = w * x
                v = u + b
                y = u * v
                L = (y - t) ** 2
                ...                       # dy, du, dv, db, dw, dx
                return ..., ..., ...
            """,
        solution="""
            def my_mirror(w, x, b, t):
                u = w * x
                v = u + b
                y = u * v
                dy = 2 * (y - t)
                du = dy * v
                dv = dy * u
                du += dv
                db = dv
                dw = du * x
                dx = du * w
                return dw, dx, db
            """,
        hints=["`y = u * v` hands back the gradient times the *other* factor.",
               "`u` is used twice: what comes back over `v = u + b` is added to what is there."],
        wrong=[edit("du += dv", "du = dv", "`dw`, `dx`", "overwritten, not added to"),
               edit("    du += dv\n", "", "does not reach `dw` and `dx`"),
               edit("du = dy * v\n    dv = dy * u", "du = dy * u\n    dv = dy * v", "its own factor",
                    says="each factor of `y = u * v` is handed its own factor: it gets the *other* one"),
               edit("2 * (y - t)", "y - t", "too small by the factor 2"),
               edit("dy = 2 * (y - t)", "dy = 1", "start", says="the walk starts at `y` with 1: it starts with 1 at `L`, so `dy` "
                    "is the slope of `(y - t)**2`"),
               edit("dw = du * x\n    dx = du * w", "dw = du * w\n    dx = du * x", "`w` and `x` are exchanged"),
               edit("    du += dv\n    db = dv\n    dw = du * x\n    dx = du * w",
                    "    db = dv\n    dw = du * x\n    dx = du * w\n    du += dv", "comes too late",
                    says="the part of `du` that comes back over `v` does not reach `dw` and `dx`: it is missing, or it "
                    "comes too late"),
               edit("du += dv", "du -= dv", "sign"),
               edit("du += dv", "du *= dv", "multiplied", says="the two parts of `du` are multiplied: paths add"),
               edit("db = dv", "db = dv * b", "`db`", "as it is", says="it is multiplied by `b`: a sum hands its gradient "
                    "back as it is, to both, because both slopes are 1"),
               edit("du += dv", "du += dv * b", "`dw`, `dx`", "as it is", says="`v = u + b` hands its gradient back as it is: "
                    "both slopes are 1, so `du` gets `dv` and not `dv * b`"),
               edit("du += dv", "du += dv * v", "`dw`, `dx`", "as it is", says="`v = u + b` hands its gradient back as it is: "
                    "the slope is 1, so `du` gets `dv` and not `dv * v`")]),
    exercise(
        id="ch01.walk", title="Mend the walk back", where="sec-graph", use=use_walk, args="arrows, end",
        returns="gradient (nodes)", rounds={"wide": {"n": 2}, "square": {"n": 5}, "tall": {"n": 6}},
        draws={"arrows": draw_arrows, "end": given("L")},
        task="`arrows` maps (from, to) to a slope, in the order of the forward pass. The walk should return a dictionary "
             "with the gradient of every node. On a single arrow it is right, on a graph with forks it is not: it has "
             "two mistakes. Mend them. Messages list the gradients in the order in which `arrows` names the nodes.",
        starter="""
            def my_walk_back(arrows, end):
                gradient = {end: 1.0}
                for (a, b), slope in arrows.items():
                    if b in gradient:
                        gradient[a] = gradient[b] * slope
                return gradient
            """,
        solution="""
            def my_walk_back(arrows, end):
                gradient = {end: 1.0}
                for (a, b), slope in reversed(arrows.items()):
                    if b in gradient:
                        gradient[a] = gradient.get(a, 0.0) + gradient[b] * slope
                return gradient
            """,
        terms={"gradient.get(a, 0.0)": "what the node holds already", "gradient[b]": "the gradient at the arrow's head"},
        hints=["Which arrow has to be walked first?", "What does a node hold when its second arrow comes in?"],
        wrong=[edit("gradient.get(a, 0.0) + gradient[b] * slope", "gradient[b] * slope", "what the node holds already"),
               edit("reversed(arrows.items())", "arrows.items()", "order"),
               edit("+ gradient[b] * slope", "+ slope", "the gradient at the arrow's head"),
               edit("{end: 1.0}", "{end: 0.0}", "starts with 1", says="the walk starts with 0, so everything is 0: it starts with 1 "
                    "at the end, the slope of the loss by itself"),
               edit("gradient.get(a, 0.0) + gradient[b] * slope", "gradient.get(a, 1.0) + gradient[b] * slope", "1"),
               edit("    return gradient", "        return gradient", "first"),
               edit("gradient.get(a, 0.0) + gradient[b] * slope", "gradient.get(a, 1.0) * gradient[b] * slope", "paths add",
                    says="what comes in by a second arrow is multiplied to what is there: paths add"),
               edit("if b in gradient:", "if b in gradient and a not in gradient:", "first one", says="a node takes only the "
                    "first one of its arrows that is walked, and ignores the others: it adds them up"),
               edit("    return gradient", "    return gradient[a]", "one node", says="the gradient of one node is returned: "
                    "wanted is the dictionary of all")]),
    exercise(
        id="ch01.tables", title="Products of tables, both ways", where="sec-modes",
        args="Jf (n_y, n_x), Jg (n_z, n_y), dz (n_z), v (n_x)", returns="dx (n_x), Jv (n_z)",
        task="`Jf` and `Jg` are the tables of slopes of `y = f(x)` and `z = g(y)`. Return `dx`, the gradient of a loss whose "
             "gradient at `z` is `dz`, and `Jv`, how fast `z` moves when `x` moves in the direction `v`.",
        starter="""
            def my_both_ways(Jf, Jg, dz, v):
                dx = ...
                Jv = ...
                return dx, Jv
            """,
        solution="""
            def my_both_ways(Jf, Jg, dz, v):
                dx = dz @ Jg @ Jf
                Jv = Jg @ (Jf @ v)
                return dx, Jv
            """,
        hints=["A row stands on the left of a table, a column on its right.",
               "Backward goes through `g` first, forward through `f` first."],
        wrong=[edit("dz @ Jg @ Jf", "np.ones(len(dz)) @ Jg @ Jf", "`dx`", "`dz` does not come in"),
               edit("dz @ Jg @ Jf", "Jg @ (Jf @ dz)", "`dx`", "only on square shapes", "as a row", says="this goes forward with "
                    "`dz`, as if it were a direction: a gradient stands on the left, as a row, and meets `Jg` first"),
               edit("dz @ Jg @ Jf", "dz @ Jf @ Jg", "`dx`", "only on square shapes", "wrong order", says="the tables "
                    "are in the wrong order: from the loss back, `g` comes first"),
               edit("dz @ Jg @ Jf", "dz @ Jg", "`dx`", "the product with `Jf` is missing"),
               edit("Jg @ (Jf @ v)", "Jf @ v", "`Jv`", "the product with `Jg` is missing"),
               edit("Jg @ (Jf @ v)", "v @ Jg @ Jf", "`Jv`", "only on square shapes", "as a column", says="this goes backward "
                    "with `v`, as if it were a gradient: a direction stands on the right, as a column, and meets `Jf` first"),
               edit("Jg @ (Jf @ v)", "Jf @ (Jg @ v)", "`Jv`", "only on square shapes", "wrong order", says="the tables are "
                    "in the wrong order: the direction goes through `f` first"),
               edit("return dx, Jv", "return Jv, dx", "wrong order")]),
    exercise(
        id="ch01.layers", title="Two layers, from the loss back", where="sec-three-layers",
        args="z0 (n_0), W1 (n_0, n_1), W2 (n_1, n_2), t (n_2)", returns="dW1 (n_0, n_1), dW2 (n_1, n_2)",
        draws={name: normal(0.8) for name in ("z0", "W1", "W2")},
        task="The forward pass stands there; the loss is `np.sum((z2 - t)**2)`. Go back line by line, and return the "
             "gradients of both tables of weights.",
        starter="""
            def my_backward(z0, W1, W2, t):
                y1 = z0 @ W1
                z1 = np.sin(y1)
                y2 = z1 @ W2
                z2 = np.sin(y2)
                dz2 = ...
                ...
                return ..., ...
            """,
        solution="""
            def my_backward(z0, W1, W2, t):
                y1 = z0 @ W1
                z1 = np.sin(y1)
                y2 = z1 @ W2
                z2 = np.sin(y2)
                dz2 = 2 * (z2 - t)
                dy2 = dz2 * np.cos(y2)
                dW2 = np.outer(z1, dy2)
                dz1 = W2 @ dy2
                dy1 = dz1 * np.cos(y1)
                dW1 = np.outer(z0, dy1)
                return dW1, dW2
            """,
        terms={"np.cos(y1)": "the slope of the sine at `y1`", "np.cos(y2)": "the slope of the sine at `y2`",
               "dy2": "`dy2`", "dz2": "`dz2`"},
        hints=["The order is `dz2`, `dy2`, `dW2` and `dz1`, `dy1`, `dW1`.",
               "Through the sine: times the slope cos(y), at the value that arrived there."],
        wrong=[edit("dy1 = dz1 * np.cos(y1)", "dy1 = dz1", "`dW1`", "a factor is missing: the slope of the sine at `y1`"),
               edit("np.cos(y1)", "np.cos(z1)", "`dW1`", "`z1` stands where `y1` belongs"),
               edit("np.cos(y2)", "np.cos(z2)", "`z2` stands where `y2` belongs"),
               edit("dz1 = W2 @ dy2", "dz1 = W2 @ dz2", "`dW1`", "missing: the slope of the sine at `y2`"),
               edit("2 * (z2 - t)", "2 * (t - z2)", "sign is flipped"),
               edit("2 * (z2 - t)", "z2 - t", "too small by the factor 2"),
               edit("np.outer(z1, dy2)", "np.outer(dy2, z1)", "`dW2`: it is transposed"),
               edit("np.outer(z0, dy1)", "z0 @ dy1", "`dW1`", "one number", says="`z0 @ dy1` is one number: each weight "
                    "has a pair of its own, one of `z0` and one of `dy1`, and `np.outer` makes the table of all pairs"),
               edit("np.outer(z1, dy2)", "z1 * dy2", "`dW2`", "entry by entry", says="`*` multiplies entry by entry: each "
                    "weight has a pair of its own, and `np.outer` makes the table of all pairs"),
               edit("W2 @ dy2", "dy2 @ W2", "only on square shapes")]),
]
