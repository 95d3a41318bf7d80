"""Exercises of chapter 7: the delta recursion, an MLP forward and backward, and a step that reads digits."""

from __future__ import annotations

import numpy as np

from .cases import labels, normal, uniform
from .digits import reads_digits
from .exercise import edit, exercise, wrong

FOUR = ("W1", "b1", "W2", "b2")
SMALL = normal(0.8)
OUTPUT = uniform(-0.95, 0.95)


# --- how answers are used ---------------------------------------------------------------------------

def use_backward(answer, x, z1, W2, dz2):
    """The hidden outputs are made of their scores: a1 = max(z1, 0)."""
    return answer(x, z1, np.maximum(z1, 0), W2, dz2)


def steps_taken(names, old, new, lr) -> dict | None:
    """The gradients that an update used, read off the weights: dW = (W - new W) / lr."""
    if not isinstance(new, (tuple, list)) or len(new) != len(old):
        return None
    return {f"d{name}": (before - after) / lr if isinstance(after, np.ndarray) and np.shape(after) == before.shape
            else after for name, before, after in zip(names, old, new)}


def use_update(answer, x, a1, a2, dz, W0, b0, W1, b1, W2, b2, lr):
    """Three layers as lists, updated in place; what comes out are the gradients that were used."""
    W, b = [W0.copy(), W1.copy(), W2.copy()], [b0.copy(), b1.copy(), b2.copy()]
    returned = answer(dz, [x, a1, a2], W, b, lr)
    if returned is ...:
        return ...
    names = ("W0", "W1", "W2", "b0", "b1", "b2")
    return steps_taken(names, (W0, W1, W2, b0, b1, b2), [*W, *b], lr)


def use_deep(cls, x_before, x, W, b, dz):
    """Two forward passes and one backward pass, for a network of any depth."""
    network = cls(W, b)
    network.forward(x_before)
    z = network.forward(x)
    network.backward(dz)
    if not (isinstance(network.dW, list) and isinstance(network.db, list)):
        return {"z": z, "dW_first": network.dW, "dW_last": network.dW, "db_first": network.db, "db_last": network.db}
    return {"z": z, "dW_first": network.dW[0], "dW_last": network.dW[-1], "db_first": network.db[0],
            "db_last": network.db[-1]}


def use_step(answer, x, t, W1, b1, W2, b2, lr):
    """The loss, and the gradients that the step used, read off the new weights."""
    before = tuple(array.copy() for array in (W1, b1, W2, b2))
    returned = answer(x, t, W1, b1, W2, b2, lr)
    if not isinstance(returned, (tuple, list)) or len(returned) != 5:
        return returned
    return {"loss": returned[0], **steps_taken(FOUR, before, returned[1:], lr)}


def widths(sizes) -> list[int]:
    """The widths of a network of one to three layers, from its input to its output."""
    return [sizes[name] for name in ("d0", "d1", "d2", "C") if name in sizes]


class Layers(list):
    """A list of arrays, one for each layer, printed as a reader wants to see it."""

    @property
    def size(self) -> int:
        """How many numbers there are in all."""
        return sum(array.size for array in self)

    def __repr__(self) -> str:
        return f"[{', '.join(str(array.tolist()) for array in self)}]"


def draw_W(rng, shape, sizes):
    """A list of weights, one array for each layer."""
    d = widths(sizes)
    return Layers(SMALL(rng, pair, sizes) for pair in zip(d, d[1:]))


def draw_b(rng, shape, sizes):
    """A list of biases, one array for each layer."""
    return Layers(SMALL(rng, (n,), sizes) for n in widths(sizes)[1:])


EXERCISES = [
    exercise(
        id="ch07.delta", title="One turn of the recursion", where="sec-delta",
        args="dz_next (B, d_next), W_next (d, d_next), z (B, d)", returns="dz (B, d)", draws={"z": normal(0.8)},
        task="The layer above has told you `dz_next`, and `W_next` leads up to it. This layer computed `a = tanh(z)`. "
             "Write the line for its own `dz`.",
        starter="""
            # dz_next (B, d_next), W_next (d, d_next), z (B, d)
            def my_delta(dz_next, W_next, z):
                dz = ...
                return dz
            """,
        solution="""
            def my_delta(dz_next, W_next, z):
                dz = (dz_next @ W_next.T) * (1 - np.tanh(z) ** 2)
                return dz
            """,
        terms={"1 - np.tanh(z) ** 2": "the slope of tanh", "dz_next @ W_next.T": "what comes back through the weights",
               "np.tanh(z) ** 2": "tanh squared", "np.tanh(z)": "`np.tanh(z)`"},
        hints=["Which path leads from one `z` to the loss? Through its own `a`, then through every unit above.",
               "A matrix product with `W_next` turned, then entry by entry the slope of tanh, taken at `z`."],
        wrong=[wrong("return dz_next @ W_next.T", "a factor is missing: the slope of tanh"),
               wrong("return (dz_next @ W_next) * (1 - np.tanh(z) ** 2)", "`W_next` is not transposed"),
               wrong("return (dz_next @ W_next.T) * (1 - np.tanh(np.tanh(z)) ** 2)", "taken at a",
                     says="the slope of tanh is taken at a = tanh(z), not at z: tanh is applied once too often"),
               wrong("return (dz_next @ W_next.T) * (1 - z ** 2)", "taken of z",
                     says="1 minus the square is the slope of tanh if the square is that of the **output** tanh(z); here it is "
                          "taken of z"),
               wrong("return (dz_next @ W_next.T) * np.tanh(z)", "tanh itself",
                     says="what comes back is multiplied by tanh itself, not by its slope"),
               wrong("return 1 - np.tanh(z) ** 2", "is missing", "what comes back"),
               wrong("return (dz_next @ W_next.T) @ (1 - np.tanh(z) ** 2).T", "entry by entry",
                     says="the slopes come in by a matrix product; each belongs to its own entry: entry by entry, `*`"),
               wrong("a = np.tanh(z)\nreturn (dz_next @ W_next.T) * a * (1 - a)", "slope of the sigmoid",
                     says="`a * (1 - a)` is the slope of the sigmoid"),
               wrong("return (dz_next @ W_next.T) * (1 - np.tanh(z)) ** 2", "parentheses", says="1 - tanh is squared as a whole: "
                     "the slope is 1 minus the square of tanh, mind the parentheses"),
               wrong("return (dz_next @ W_next.T) * (z > 0)", "slope of ReLU", says="this is the slope of ReLU; asked is that of tanh"),
               wrong("return (dz_next @ W_next.T) / np.cosh(z)", "not squared", says="the slope of tanh is 1/cosh(z)², here cosh is not "
                     "squared")]),
    exercise(
        id="ch07.forward", title="Forward, and what to keep", where="sec-delta",
        args="x (B, d), W1 (d, h), b1 (h), W2 (h, C), b2 (C)", returns="z1 (B, h), a1 (B, h), z2 (B, C)",
        task="A network of two layers, ReLU after the first, nothing after the second. Return what the way back needs: "
             "`z1`, `a1` and the scores `z2`.",
        starter="""
            def my_forward(x, W1, b1, W2, b2):
                z1 = ...
                a1 = ...
                z2 = ...
                return z1, a1, z2
            """,
        solution="""
            def my_forward(x, W1, b1, W2, b2):
                z1 = x @ W1 + b1
                a1 = np.maximum(z1, 0)
                z2 = a1 @ W2 + b2
                return z1, a1, z2
            """,
        hints=["`np.maximum(z, 0)` compares entry by entry; `np.max` and `max` look for one largest number."],
        wrong=[edit("a1 @ W2", "z1 @ W2", "`z2`: `z1` is not cut off"),
               edit("z2 = a1 @ W2 + b2", "z2 = np.maximum(a1 @ W2 + b2, 0)", "`z2`", "negative entries are set to 0"),
               edit("a1 = np.maximum(z1, 0)", "a1 = np.maximum(z1, 0)\n    z1 = a1", "`z1`: it is a1, not z1"),
               edit("+ b2", "", "a term is missing: `b2`"),
               edit("x @ W1 + b1", "x @ W1", "a term is missing: `b1`"),
               edit("np.maximum(z1, 0)", "np.tanh(z1)", "tanh", says="`a1` is tanh of `z1`; asked is ReLU"),
               edit("np.maximum(z1, 0)", "(z1 > 0) * 1.0", "`a1`, `z2`", "slope", says="`a1` is the slope of ReLU, 0 or 1; asked is "
                    "its value, `z1` or 0"),
               edit("np.maximum(z1, 0)", "np.abs(z1)", "absolute value", says="the absolute value of `z1` is taken: "
                    "ReLU makes negative numbers 0, not positive"),
               edit("a1 = np.maximum(z1, 0)", "z1[z1 < 0] = 0\n    a1 = z1", "`z1`: it is a1, not z1"),
               edit("z2 = a1 @ W2 + b2", "z2 = np.tanh(a1 @ W2 + b2)", "behind the last layer", says="a tanh stands behind the last "
                    "layer: the scores leave without one"),
               edit("np.maximum(z1, 0)", "z1.clip(0, 1)", "cut off at 1", says="`a1` is cut off at 1 as well; ReLU has no upper end"),
               edit("np.maximum(z1, 0)", "1 / (1 + np.exp(-z1))", "sigmoid", says="`a1` is the sigmoid of `z1`; asked is ReLU"),
               edit("np.maximum(z1, 0)", "np.where(z1 > 0, z1, 0.01 * z1)", "leaky", says="`a1` is a leaky ReLU of `z1`; asked is ReLU, "
                    "which is 0 for negative scores"),
               edit("z2 = a1 @ W2 + b2", "e = np.exp(a1 @ W2 + b2)\n    z2 = e / e.sum(axis=1, keepdims=True)", "softmax",
                    says="`z2` are the probabilities of a softmax; asked are the scores before it"),
               edit("np.maximum(z1, 0)", "np.maximum(x, 0) @ W1 + b1", "before", says="ReLU is applied to `x`, before the first layer: "
                    "it stands between the layers"),
               edit("x @ W1 + b1", "x @ (W1 + b1)", "added to the weights", says="the bias is added to the weights: the product comes "
                    "first, then `b1` is added to each row")]),
    exercise(
        id="ch07.backward", title="And back", where="sec-delta", use=use_backward,
        args="x (B, d), z1 (B, h), W2 (h, C), dz2 (B, C)",
        returns="dW1 (d, h), db1 (h), dW2 (h, C), db2 (C)",
        task="The same network. `dz2` comes from the loss and carries its 1/B. Return `dW1, db1, dW2, db2`.",
        starter="""
            def my_backward(x, z1, a1, W2, dz2):    # a1 = np.maximum(z1, 0)
                dW2 = ...
                db2 = ...
                dz1 = ...
                dW1 = ...
                db1 = ...
                return dW1, db1, dW2, db2
            """,
        solution="""
            def my_backward(x, z1, a1, W2, dz2):
                dW2 = a1.T @ dz2
                db2 = dz2.sum(axis=0)
                dz1 = (dz2 @ W2.T) * (z1 > 0)
                dW1 = x.T @ dz1
                db1 = dz1.sum(axis=0)
                return dW1, db1, dW2, db2
            """,
        terms={"z1 > 0": "the slope of ReLU, 1 where `z1 > 0` and 0 elsewhere", "dz2 @ W2.T": "what comes back through `W2`"},
        hints=["Each weight gets what came in, times what came back.",
               "What came into the second layer is `a1`. What comes back to the first passes `W2` and the slope of ReLU."],
        wrong=[edit(" * (z1 > 0)", "", "a factor is missing: the slope of ReLU"),
               edit("(z1 > 0)", "z1", "`z1` itself", says="what comes back is multiplied by `z1` itself, not by the slope of ReLU"),
               edit("(z1 > 0)", "a1", "ReLU's output", says="what comes back is multiplied by ReLU's output, not by its slope"),
               edit("a1.T @ dz2", "z1.T @ dz2", "`dW2`", "`z1` stands where `a1` belongs"),
               edit("a1.T @ dz2", "x.T @ dz2", "`dW2`"),
               edit("dz2 @ W2.T", "dz2 @ W2", "`W2` is not transposed"),
               edit("x.T @ dz1", "a1.T @ dz1", "`dW1`", "`a1` stands where `x` belongs"),
               edit("dz2.sum(axis=0)", "dz2.mean(axis=0)", "`db2`", "too small by the factor B"),
               edit("dz1.sum(axis=0)", "dz1", "not summed over the batch"),
               edit("(dz2 @ W2.T) * (z1 > 0)", "np.maximum(dz2 @ W2.T, 0)", "cut off", says="what comes back is itself cut off at 0, as "
                    "if it were a score: it passes where `z1 > 0`, whatever its own sign"),
               edit("(z1 > 0)", "np.sign(z1)", "sign", says="the slope of ReLU is 1 or 0, not 1 or -1: `np.sign` turns what should "
                    "be stopped"),
               edit("(z1 > 0)", "(1 - a1 ** 2)", "slope of tanh", says="`1 - a1**2` is the slope of tanh; here it is ReLU"),
               edit("(z1 > 0)", "a1 * (1 - a1)", "slope of the sigmoid", says="`a1 * (1 - a1)` is the slope of the sigmoid; here it is "
                    "ReLU"),
               edit("return dW1, db1, dW2, db2", "return dW1, dW2, db1, db2", "it is")]),
    exercise(
        id="ch07.mend", title="Mend the walk", where="sec-delta", use=use_update,
        args="x (B, d0), a1 (B, d1), a2 (B, d2), dz (B, d3), W0 (d0, d1), b0 (d1), W1 (d1, d2), b1 (d2), W2 (d2, d3), "
             "b2 (d3), lr",
        returns="dW0 (d0, d1), dW1 (d1, d2), dW2 (d2, d3), db0 (d1), db1 (d2), db2 (d3)",
        draws={"a1": OUTPUT, "a2": OUTPUT, "lr": uniform(0.2, 0.5)},
        task="A step of gradient descent for three layers with tanh between them. `a[0]` is the input, `a[l]` the output of "
             "tanh, `W[l]` leads up from `a[l]`, and the step is to change the arrays in `W` and `b`. Two things are wrong, and "
             "the loss falls nevertheless. Mend both. Judged are the gradients that the step used: the change divided by `-lr`.",
        starter="""
            def my_descent(dz, a, W, b, lr):
                for l in reversed(range(len(W))):
                    W[l] -= lr * (a[l].T @ dz)
                    b[l] -= lr * dz.sum(axis=0)
                    if l:
                        dz = (dz @ W[l].T) * (1 - np.tanh(a[l]) ** 2)
            """,
        solution="""
            def my_descent(dz, a, W, b, lr):
                dW, db = [None] * len(W), [None] * len(W)
                for l in reversed(range(len(W))):
                    dW[l] = a[l].T @ dz
                    db[l] = dz.sum(axis=0)
                    if l:
                        dz = (dz @ W[l].T) * (1 - a[l] ** 2)
                for l in range(len(W)):
                    W[l] -= lr * dW[l]
                    b[l] -= lr * db[l]
            """,
        forms=["""
            def my_descent(dz, a, W, b, lr):
                for l in reversed(range(len(W))):
                    back = (dz @ W[l].T) * (1 - a[l] ** 2)
                    W[l] -= lr * (a[l].T @ dz)
                    b[l] -= lr * dz.sum(axis=0)
                    dz = back
            """],
        terms={"1 - a[l] ** 2": "the slope of tanh", "dz @ W[l].T": "what comes back through `W[l]`", "a[l] ** 2": "`a[l]**2`"},
        hints=["Which weights did the forward pass use, and which ones does `dz @ W[l].T` find?",
               "`a[l]` is tanh's output already."],
        wrong=[wrong("""
                   for l in reversed(range(len(W))):
                       W[l] -= lr * (a[l].T @ dz)
                       b[l] -= lr * dz.sum(axis=0)
                       if l:
                           dz = (dz @ W[l].T) * (1 - a[l] ** 2)
                   """, "already updated", says="`dz` is sent down through weights that are already updated: the way back needs "
                     "those that the forward pass used"),
               edit("1 - a[l] ** 2", "1 - np.tanh(a[l]) ** 2", "output already",
                    says="tanh is applied once more: `a[l]` is its output already"),
               edit(" * (1 - a[l] ** 2)", "", "a factor is missing: the slope of tanh"),
               edit("(1 - a[l] ** 2)", "a[l] * (1 - a[l])", "slope of the sigmoid", says="`a * (1 - a)` is the slope of the sigmoid"),
               edit("(1 - a[l] ** 2)", "(a[l] > 0)", "slope of ReLU", says="`a > 0` is the slope of ReLU; here it is tanh"),
               edit("W[l] -= lr * dW[l]", "W[l] = W[l] + lr * dW[l]", "sign"),
               edit("W[l] -= lr * dW[l]", "W[l] -= dW[l]", "`lr`"),
               edit("W[l] -= lr * dW[l]", "W[l] = -lr * dW[l]", "step alone", says="the new weights are the step alone: it has to be "
                    "added to the old ones"),
               edit("dz @ W[l].T", "dz @ W[l - 1]", "earlier layer", says="the wrong `W`: `dz` belongs to the scores above `W[l]`, "
                    "and goes down through it; here it is `W[l - 1]`, of an earlier layer"),
               wrong("""
                   for l in range(len(W)):
                       back = (dz @ W[l].T) * (1 - a[l] ** 2)
                       W[l] -= lr * (a[l].T @ dz)
                       b[l] -= lr * dz.sum(axis=0)
                       dz = back
                   """, "ValueError", "only")]),
    exercise(
        id="ch07.deep", title="A network of any depth", where="sec-delta", use=use_deep,
        args="x_before (B, d0), x (B, d0), W, b, dz (B, C)",
        returns="z (B, C), dW_first (d0, d1), dW_last (d2, C), db_first (d1), db_last (C)",
        draws={"W": draw_W, "b": draw_b, "x": normal(1.0), "x_before": normal(1.0)},
        rounds={"wide": {"B": 2, "d0": 5, "d1": 4, "C": 3}, "square": {"B": 3, "d0": 3, "d1": 3, "d2": 3, "C": 3},
                "B = 1": {"B": 1, "d0": 4, "C": 2}, "tall": {"B": 6, "d0": 2, "d1": 3, "d2": 5, "C": 4}},
        task="Write an MLP for any number of layers: `W` and `b` are lists, tanh stands **between** the layers and not behind "
             "the last one. `forward` returns the last scores and keeps what `backward` needs. `backward` gets their gradient "
             "and fills the lists `self.dW` and `self.db`. It is tried with one, two and three layers.",
        starter="""
            class MyMLP:
                def __init__(self, W, b):
                    self.W, self.b = W, b

                def forward(self, x):
                    ...
                    return ...

                def backward(self, dz):
                    self.dW, self.db = [...] * len(self.W), [...] * len(self.W)
                    ...
            """,
        solution="""
            class MyMLP:
                def __init__(self, W, b):
                    self.W, self.b = W, b

                def forward(self, x):
                    self.a = [x]
                    for l in range(len(self.W)):
                        z = self.a[l] @ self.W[l] + self.b[l]
                        self.a.append(np.tanh(z))
                    return z

                def backward(self, dz):
                    self.dW, self.db = [...] * len(self.W), [...] * len(self.W)
                    for l in reversed(range(len(self.W))):
                        self.dW[l] = self.a[l].T @ dz
                        self.db[l] = dz.sum(axis=0)
                        dz = (dz @ self.W[l].T) * (1 - self.a[l] ** 2)
            """,
        forms=["""
            class MyMLP:
                def __init__(self, W, b):
                    self.W, self.b = W, b

                def forward(self, x):
                    self.x, self.z = x, []
                    for W, b in zip(self.W, self.b):
                        z = x @ W + b
                        self.z.append(z)
                        x = np.tanh(z)
                    return z

                def backward(self, dz):
                    self.dW, self.db = [], []
                    for l in reversed(range(len(self.W))):
                        a = np.tanh(self.z[l - 1]) if l else self.x
                        self.dW = [a.T @ dz] + self.dW
                        self.db = [dz.sum(axis=0)] + self.db
                        dz = (dz @ self.W[l].T) * (1 - a ** 2)
            """],
        terms={"1 - self.a[l] ** 2": "the slope of tanh", "dz @ self.W[l].T": "what comes back through `W[l]`",
               "self.a[l] ** 2": "the square of `a[l]`", "1 - a ** 2": "the slope of tanh"},
        hints=["Keep a list: `a[0]` is the input, and `W[l]` leads from `a[l]` up.",
               "Walk from the last layer to the first: `dW[l]`, `db[l]`, then `dz` for the layer below, with the slope at `a[l]`."],
        wrong=[edit("return z", "return self.a[-1]", "behind the last layer", says="a tanh stands behind the last layer: the scores "
                    "leave without one"),
               edit(" * (1 - self.a[l] ** 2)", "", "a factor is missing: the slope of tanh"),
               edit("1 - self.a[l] ** 2", "1 - np.tanh(self.a[l]) ** 2", "output already", says="tanh is applied once more: `a[l]` is "
                    "its output already"),
               edit("(1 - self.a[l] ** 2)", "self.a[l] * (1 - self.a[l])", "slope of the sigmoid", says="`a * (1 - a)` is the slope of "
                    "the sigmoid"),
               edit("self.a = [x]", "self.a = [np.tanh(x)]", "before the first layer", says="a tanh stands before the first layer: "
                    "`a[0]` is the input itself"),
               edit("self.a.append(np.tanh(z))", "self.a.append(z)", "without tanh", says="the next layer gets the scores `z` "
                    "without tanh"),
               edit("1 - self.a[l] ** 2", "1 - self.a[l + 1] ** 2", "the wrong layer", says="the slope is that of the layer "
                    "above, `a[l + 1]`: `dz` has come down to the scores that made `a[l]`; the slope of the wrong layer"),
               edit("self.a[l].T @ dz", "self.a[l + 1].T @ dz", "what came out", "shape", says="what came out of the layer stands in its "
                    "`dW`: a weight gets what came in, `a[l]`, times what came back"),
               edit("reversed(range(len(self.W)))", "range(len(self.W))", "reversed order is missing"),
               edit("dz.sum(axis=0)", "dz.mean(axis=0)", "too small by the factor B"),
               edit("self.a = [x]", "self.a = getattr(self, 'a', []) + [x]", "earlier forward"),
               edit("self.a[l].T @ dz", "self.a[l].T @ dz / len(dz)", "too small by the factor B")]),
    exercise(
        id="ch07.digits", title="From nothing to reading digits", where="sec-delta", use=use_step, quiet=True, then=reads_digits,
        args="x (B, d), t (B), W1 (d, h), b1 (h), W2 (h, C), b2 (C), lr",
        returns="loss, dW1 (d, h), db1 (h), dW2 (h, C), db2 (C)",
        draws={"t": labels("C"), "x": normal(1.0), "lr": uniform(0.2, 0.5)},
        extra=[("scores of 1000", (np.array([[900.0, 400.0], [-300.0, 500.0], [0.5, -0.2]]), np.array([1, 0, 1]),
                                   np.array([[1.2, -0.8, 0.3], [-0.4, 0.9, 0.7]]), np.array([0.1, -0.2, 0.3]),
                                   np.array([[1.5, -1.1], [0.6, 0.8], [-0.9, 1.3]]), np.array([0.2, -0.1]), 0.25))],
        task="The whole step: two layers with ReLU between them, softmax and cross-entropy (the mean over the batch, `t` are "
             "labels, and scores of 1000 must not overflow), the way back, and one step of gradient descent. Return the loss "
             "before the step and **new** arrays. Judged are the loss and the gradients that your step used, "
             "`(W1 - new W1) / lr`. When they are right, your function trains on 2,000 images of `mnist()` and reads 500 others.",
        starter="""
            # x (B, d), t (B,) labels; when right, it trains on mnist()
            def my_train_step(x, t, W1, b1, W2, b2, lr):
                loss = ...
                return loss, ..., ..., ..., ...       # new W1, b1, W2, b2
            """,
        solution="""
            def my_train_step(x, t, W1, b1, W2, b2, lr):
                z1 = x @ W1 + b1
                a1 = np.maximum(z1, 0)
                z2 = a1 @ W2 + b2
                z2 = z2 - z2.max(axis=1, keepdims=True)
                logp = z2 - np.log(np.exp(z2).sum(axis=1, keepdims=True))
                rows = np.arange(len(x))
                loss = -logp[rows, t].mean()
                dz2 = np.exp(logp)
                dz2[rows, t] -= 1
                dz2 = dz2 / len(x)
                dz1 = (dz2 @ W2.T) * (z1 > 0)
                W1 = W1 - lr * (x.T @ dz1)
                b1 = b1 - lr * dz1.sum(axis=0)
                W2 = W2 - lr * (a1.T @ dz2)
                b2 = b2 - lr * dz2.sum(axis=0)
                return loss, W1, b1, W2, b2
            """,
        terms={"z1 > 0": "the slope of ReLU", "dz2 @ W2.T": "what comes back through `W2`"},
        hints=["In order: `z1`, `a1`, `z2`; log-softmax; the loss; `dz2 = (p - Y) / B`; then the exercise \"And back\".",
               "Subtract the largest score of each row before exp: `z2.max(axis=1, keepdims=True)`."],
        wrong=[edit("    dz2 = dz2 / len(x)\n", "", "too large by the factor B"),
               edit(" * (z1 > 0)", "", "a factor is missing: the slope of ReLU"),
               edit("    dz2[rows, t] -= 1\n", "", "`dz2[rows, t] -= 1` is missing"),
               edit("    z2 = z2 - z2.max(axis=1, keepdims=True)\n", "", "overflows", "naive"),
               edit("z2.max(axis=1, keepdims=True)", "z2.max()", "the logarithm of 0"),
               edit("-logp[rows, t].mean()", "-logp[rows, t].sum()", "`loss`", "too large by the factor B"),
               edit("-logp[rows, t].mean()", "-logp.mean()", "all classes", says="the mean runs over all classes: the loss of an "
                    "example is the entry of its own label"),
               edit("-logp[rows, t].mean()", "-logp[:, t].mean()", "pairs", says="`logp[:, t]` takes the columns `t` of **every** row; "
                    "`logp[rows, t]` pairs each row with its own label"),
               wrong("""
                   z1 = x @ W1 + b1
                   a1 = np.maximum(z1, 0)
                   z2 = a1 @ W2 + b2
                   z2 = z2 - z2.max(axis=1, keepdims=True)
                   logp = z2 - np.log(np.exp(z2).sum(axis=1, keepdims=True))
                   dz2 = (np.exp(logp) - np.eye(len(b2))[t]) / len(x)
                   W2 = W2 - lr * (a1.T @ dz2)
                   dz1 = (dz2 @ W2.T) * (z1 > 0)
                   loss = -logp[np.arange(len(x)), t].mean()
                   return loss, W1 - lr * (x.T @ dz1), b1 - lr * dz1.sum(axis=0), W2, b2 - lr * dz2.sum(axis=0)
                   """, "already updated", says="`W2` is already updated when the way back needs the one that the forward pass used"),
               edit("return loss, W1, b1, W2, b2", "return loss, x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)",
                    "gradients themselves", says="the gradients themselves are returned; asked are the new weights and biases"),
               edit("W1 = W1 - lr", "W1 = W1 + lr", "`dW1`", "sign"),
               edit("np.maximum(z1, 0)", "np.tanh(z1)", "tanh", says="the hidden layer is tanh; asked is ReLU"),
               edit("dz2 = dz2 / len(x)", "dz2 = dz2 * np.exp(logp) * (1 - np.exp(logp)) / len(x)", "p (1 - p)", says="`dz2` is "
                    "multiplied by p (1 - p): for softmax with cross-entropy p - Y is the whole of it"),
               edit("W1 = W1 - lr * (x.T @ dz1)", "W1 -= lr * (x.T @ dz1)", "alters its input `W1`"),
               edit("a1.T @ dz2", "z1.T @ dz2", "`dW2`", "`z1` stands where `a1` belongs")]),
]
