"""Exercises of chapter 3: activations forward and backward, and a layer of them that trains."""

from __future__ import annotations

import numpy as np

from .cases import given, normal
from .exercise import edit, exercise, wrong

LARGE = np.array([[-1000.0, -800.0, -40.0], [0.0, 750.0, 1000.0]])
LARGE_ONLY = np.array([[35.0, 40.0], [45.0, 100.0]])
KINK = np.array([[-1.5, 0.0, 2.0], [0.0, 0.5, -0.1]])
UPSTREAM = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])


def use_activation(cls, z_before, z, dy) -> dict:
    """Two forward passes and one backward pass: the layer has to answer for the last input."""
    layer = cls()
    layer.forward(z_before)
    y, dz = layer.forward(z), layer.backward(dy)
    return {"y": y, "dz": dz}


EXERCISES = [
    exercise(
        id="ch03.relu_backward", title="ReLU, backward", where="sec-relu", args="z (B, d), dy (B, d)", returns="dz (B, d)",
        extra=[("scores of exactly 0", (KINK, UPSTREAM))],
        task="`y = max(z, 0)` entry by entry. Return `dz`. At exactly 0 the book takes the slope 0.",
        starter="""
            def my_relu_backward(z, dy):
                return ...
            """,
        solution="""
            def my_relu_backward(z, dy):
                return dy * (z > 0)
            """,
        terms={"z > 0": "the slope of ReLU, 1 where z > 0 and 0 elsewhere"},
        hints=["`z > 0` is an array of True and False, and counts as 1 and 0 in a product."],
        wrong=[wrong("return dy", "a factor is missing: the slope of ReLU"),
               wrong("return dy * (dy > 0)", "`dy` stands where `z` belongs"),
               wrong("return dy * (z < 0)", "the wrong way round"),
               wrong("return dy * (z >= 0)", "at equality"),
               wrong("return (z > 0) * 1.0", "a factor is missing: `dy`"),
               wrong("return z > 0", "a factor is missing: `dy`"),
               wrong("dy[z <= 0] = 0\nreturn dy", "alters its input `dy`"),
               wrong("return np.maximum(dy, 0)", "`dy` stands where `z` belongs")]),
    exercise(
        id="ch03.sigmoid", title="A sigmoid that does not overflow", where="sec-sigmoid", args="z (B, d)",
        returns="s (B, d)", extra=[("scores of 1000", (LARGE,)), ("scores of -40", (-LARGE_ONLY,))], quiet=True,
        task="Write the sigmoid 1/(1 + exp(-z)) so that it is right, **and overflows nowhere**, for scores of any size.",
        starter="""
            def my_sigmoid(z):
                return ...
            """,
        solution="""
            def my_sigmoid(z):
                e = np.exp(-np.abs(z))
                return np.where(z >= 0, 1 / (1 + e), e / (1 + e))
            """,
        forms=["""
            def my_sigmoid(z):
                with np.errstate(over="ignore"):
                    return 1 / (1 + np.exp(-z))
            """, """
            def my_sigmoid(z):
                with np.errstate(over="ignore", invalid="ignore"):
                    return np.exp(z) / (1 + np.exp(z))
            """],
        terms={"e": "the exponential"},
        hints=["exp of a large positive number overflows; exp of a negative one never does.",
               "Both 1/(1 + exp(-z)) and exp(z)/(1 + exp(z)) are the sigmoid. `np.where` picks, but computes both: "
               "let exp see only `-abs(z)`."],
        wrong=[wrong("return np.exp(z) / (1 + np.exp(z))", "overflows", "naive"),
               wrong("return 1 / (1 + np.exp(-z))", "NumPy warns on the way", "overflow"),
               wrong("return 1 / (1 + np.exp(-np.abs(z)))", "the case distinction is missing"),
               wrong("e = np.exp(-np.abs(z))\nreturn np.where(z < 0, 1 / (1 + e), e / (1 + e))", "branches"),
               wrong("return np.tanh(z)", "tanh", says="this is tanh, which runs from -1 to 1")]),
    exercise(
        id="ch03.sigmoid_backward", title="The sigmoid's slope from its output", where="sec-sigmoid",
        args="s (B, d), dy (B, d)", returns="dz (B, d)",
        draws={"s": lambda rng, shape, sizes: np.round(rng.uniform(0.05, 0.95, shape), 2)},
        task="The layer kept only its output `s = sigmoid(z)`. Return `dz`.",
        starter="""
            def my_sigmoid_backward(s, dy):
                # s is the output, not the input
                return ...
            """,
        solution="""
            def my_sigmoid_backward(s, dy):
                return dy * s * (1 - s)
            """,
        forms=["""
            def my_sigmoid_backward(s, dy):
                return dy * (s * (1 - s))
            """],
        terms={"1 - s": "`1 - s`", "dy * s": "`dy * s`"},
        hints=["The slope can be written with `s` alone: no `exp` is needed."],
        wrong=[wrong("sig = 1 / (1 + np.exp(-s))\nreturn dy * sig * (1 - sig)", "output already",
                     says="the sigmoid is applied once more: `s` is the output already, and its slope is taken there as "
                          "if it were the input"),
               wrong("return dy * s", "a factor is missing: `1 - s`"),
               wrong("return s * (1 - s)", "a factor is missing: `dy`"),
               wrong("return dy * (1 - s ** 2)", "slope of tanh", says="`1 - s**2` is the slope of tanh, not of the sigmoid"),
               wrong("return dy * s * (s - 1)", "sign is flipped"),
               wrong("return dy * (1 - s)", "is missing")]),
    exercise(
        id="ch03.tanh_layer", title="Through tanh to the weights", where="sec-tanh-layer",
        args="x (B, d_in), W (d_in, d_out), y (B, d_out), dy (B, d_out)", returns="dx (B, d_in), dW (d_in, d_out), db (d_out)",
        draws={"y": lambda rng, shape, sizes: np.round(rng.uniform(-0.95, 0.95, shape), 2)},
        task="A layer computes `y = tanh(x @ W + b)` and has kept `x`, `W` and its output `y`. Return `dx, dW, db`.",
        starter="""
            def my_tanh_layer_backward(x, W, y, dy):
                dz = ...
                return ..., ..., ...
            """,
        solution="""
            def my_tanh_layer_backward(x, W, y, dy):
                dz = dy * (1 - y ** 2)
                return dz @ W.T, x.T @ dz, dz.sum(axis=0)
            """,
        terms={"1 - y ** 2": "the slope of tanh", "dz": "the gradient behind tanh", "y ** 2": "`y**2`"},
        hints=["First through tanh, with its slope at every entry; then it is the layer of chapter 2.",
               "`y` is tanh's output, and the slope of tanh is 1 - y²."],
        wrong=[edit("dz = dy * (1 - y ** 2)", "dz = dy", "a factor is missing: the slope of tanh"),
               edit("(1 - y ** 2)", "(1 - np.tanh(y) ** 2)", "output already",
                    says="tanh is applied once more: `y` is its output already, and the slope is taken there as if it "
                         "were the input"),
               edit("1 - y ** 2", "1 - y", "`y` is not squared"),
               edit("1 - y ** 2", "y * (1 - y)", "slope of the sigmoid", says="`y * (1 - y)` is the slope of the sigmoid"),
               edit("dz.sum(axis=0)", "dy.sum(axis=0)", "`db`", "slope of tanh"),
               edit("dz @ W.T", "dy @ W.T", "`dx`", "slope of tanh"),
               edit("x.T @ dz", "(x.T @ dz).T", "`dW`: it is transposed")]),
    exercise(
        id="ch03.mend", title="Mend the leaky ReLU", where="sec-relu", args="z (B, d), dy (B, d), a",
        returns="y (B, d), dz (B, d)", draws={"a": given(0.1)},
        task="`y` is `z` where `z > 0` and `a * z` elsewhere. The forward line is right. The backward line is not: mend it.",
        starter="""
            def my_leaky(z, dy, a):
                y = np.where(z > 0, z, a * z)
                dz = np.where(z > 0, dy, a)
                return y, dz
            """,
        solution="""
            def my_leaky(z, dy, a):
                y = np.where(z > 0, z, a * z)
                dz = np.where(z > 0, dy, a * dy)
                return y, dz
            """,
        hints=["Compare the units of the two branches: what is multiplied by `dy`, and what is not?"],
        wrong=[
               edit("np.where(z > 0, dy, a * dy)", "np.where(z > 0, 1, a)", "`dy` does not come in"),
               edit("dy, a * dy", "dy, 0", "`a` is forgotten in one place"),
               edit("dy, a * dy", "a * dy, dy", "swapped"),
               edit("dy, a * dy", "dy, dy / a", "divides by"),
               edit("dy, a * dy", "dy, a * z", "`z` stands where `dy` belongs")]),
    exercise(
        id="ch03.silu_backward", title="SiLU, by the product rule", where="sec-gelu-silu", args="z (B, d), dy (B, d)",
        returns="dz (B, d)",
        task="`y = z * s` with `s = sigmoid(z)`. Return `dz`; `z` is no larger than 10 here, so the plain sigmoid will do.",
        starter="""
            def my_silu_backward(z, dy):
                s = 1 / (1 + np.exp(-z))
                return ...
            """,
        solution="""
            def my_silu_backward(z, dy):
                s = 1 / (1 + np.exp(-z))
                return dy * (s + z * s * (1 - s))
            """,
        terms={"z * s * (1 - s)": "`z` times the sigmoid's slope", "1 - s": "`1 - s`", "z * s": "`z * s`"},
        hints=["Two things move when `z` moves: `z` itself, and `s`.", "The sigmoid's slope is `s * (1 - s)`."],
        wrong=[wrong("s = 1 / (1 + np.exp(-z))\nreturn dy * s", "is missing"),
               wrong("s = 1 / (1 + np.exp(-z))\nreturn dy * z * s * (1 - s)", "a term is missing: `s`"),
               wrong("s = 1 / (1 + np.exp(-z))\nreturn dy * (s + s * (1 - s))", "a factor is missing: `z`"),
               wrong("s = 1 / (1 + np.exp(-z))\nreturn s + z * s * (1 - s)", "a factor is missing: `dy`"),
               wrong("s = 1 / (1 + np.exp(-z))\nreturn dy * (s - z * s * (1 - s))", "sign")]),
    exercise(
        id="ch03.tanh_class", title="tanh as a layer", where="sec-tanh", use=use_activation,
        args="z_before (B, d), z (B, d), dy (B, d)", returns="y (B, d), dz (B, d)",
        task="Write tanh as a layer: `forward` returns tanh of its input and keeps what `backward` needs; `backward` returns "
             "the gradient at the input of the **last** forward and alters neither its argument nor what was kept.",
        starter="""
            class MyTanh:
                def forward(self, z):
                    return ...

                def backward(self, dy):
                    return ...
            """,
        solution="""
            class MyTanh:
                def forward(self, z):
                    self.y = np.tanh(z)
                    return self.y

                def backward(self, dy):
                    return dy * (1 - self.y ** 2)
            """,
        terms={"1 - self.y ** 2": "the slope of tanh", "self.y": "the output `y`"},
        hints=["Keep the output: the slope is 1 - y²."],
        wrong=[edit("self.y = np.tanh(z)\n        return self.y", "self.y = z\n        return np.tanh(z)", "from its input",
                    says="the slope is 1 - y² with the **output** y; here it is computed from its input z"),
               edit("dy * (1 - self.y ** 2)", "1 - self.y ** 2", "a factor is missing: `dy`"),
               edit("self.y = np.tanh(z)\n        return self.y",
                    "self.y = getattr(self, 'y', np.tanh(z))\n        return np.tanh(z)", "an earlier forward"),
               edit("dy * (1 - self.y ** 2)", "dy * (1 - np.tanh(self.y) ** 2)", "output already",
                    says="tanh is applied once more: what was kept is its output already"),
               edit("return dy * (1 - self.y ** 2)", "dy *= 1 - self.y ** 2\n        return dy", "alters its input `dy`")]),
    exercise(
        id="ch03.train", title="A bend that learns", where="sec-tanh-layer", args="x (B, 1), t (B, 1), W1 (1, h), W2 (h, 1), steps",
        returns="W1 (1, h), W2 (h, 1), loss", draws={"steps": given(3), "x": normal(1.0), "W1": normal(0.8), "W2": normal(0.8)},
        rounds={"wide": {"B": 3, "h": 2}, "square": {"B": 4, "h": 4}, "B = 1": {"B": 1, "h": 3}, "tall": {"B": 7, "h": 5}},
        task="Train `tanh(x @ W1) @ W2` by gradient descent on the mean squared error, with learning rate 0.1 and no biases. "
             "Return new weights `W1, W2` after `steps` updates, and the loss before the last one.",
        starter="""
            def my_train(x, t, W1, W2, steps):
                for _ in range(steps):
                    h = np.tanh(x @ W1)
                    error = h @ W2 - t
                    loss = np.mean(error ** 2)
                    ...
                return W1, W2, loss
            """,
        solution="""
            def my_train(x, t, W1, W2, steps):
                for _ in range(steps):
                    h = np.tanh(x @ W1)
                    error = h @ W2 - t
                    loss = np.mean(error ** 2)
                    dy = 2 * error / error.size
                    dh = dy @ W2.T
                    dz = dh * (1 - h ** 2)
                    W2 = W2 - 0.1 * (h.T @ dy)
                    W1 = W1 - 0.1 * (x.T @ dz)
                return W1, W2, loss
            """,
        terms={"1 - h ** 2": "the slope of tanh"},
        hints=["Backward in the reverse order: `dy`, then `dW2` and `dh`, then through tanh to `dz`, then `dW1`.",
               "Both updates come after both gradients."],
        wrong=[edit("dz = dh * (1 - h ** 2)", "dz = dh", "a factor is missing: the slope of tanh"),
               edit("dy = 2 * error / error.size", "dy = error / error.size", "a factor is missing: `2`"),
               edit("dy = 2 * error / error.size", "dy = 2 * error", "a division is missing: by"),
               edit("        dh = dy @ W2.T\n        dz = dh * (1 - h ** 2)\n        W2 = W2 - 0.1 * (h.T @ dy)",
                    "        W2 = W2 - 0.1 * (h.T @ dy)\n        dh = dy @ W2.T\n        dz = dh * (1 - h ** 2)",
                    "before", says="`W2` is updated before `dh = dy @ W2.T` is computed: the gradient below needs the weights that "
                    "the forward pass used"),
               edit("W2 = W2 - 0.1 * (h.T @ dy)\n        W1 = W1 - 0.1 * (x.T @ dz)",
                    "W2 -= 0.1 * (h.T @ dy)\n        W1 -= 0.1 * (x.T @ dz)", "alters its input `W1`")]),
]
