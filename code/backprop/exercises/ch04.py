"""Exercises of chapter 4: softmax of rows, its Jacobian and its backward pass, a layer of it, attention."""

from __future__ import annotations

import numpy as np

from .cases import probabilities, uniform
from .exercise import edit, exercise, wrong

LARGE = np.array([[1000.0, 0.0, -1000.0], [1000.0, 1002.0, 1001.0]])
GAP = np.array([[3.0, 1.0, 2.0], [-797.0, -799.0, -798.0]])
UPSTREAM = np.array([[[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]]])


def use_layer(cls, z_before, z, dy) -> dict:
    """Two forward passes and two backward passes: the layer has to answer for the last input, again and again."""
    layer = cls()
    layer.forward(z_before)
    p = layer.forward(z)
    layer.backward(-dy)
    return {"p": p, "dz": layer.backward(dy)}


EXERCISES = [
    exercise(
        id="ch04.jacobian", title="All slopes of three probabilities", where="sec-softmax-jacobian", returns="J (C, C)",
        sizes={"C": 3}, task="Softmax gave these three probabilities. Write the line for its Jacobian: entry [i, j] says how "
        "fast probability i moves with score j.",
        starter="""
            my_p = np.array([0.2, 0.5, 0.3])
            my_J = ...
            """,
        solution="""
            my_p = np.array([0.2, 0.5, 0.3])
            my_J = np.diag(my_p) - np.outer(my_p, my_p)
            """,
        terms={"np.outer(my_p, my_p)": "the path through the sum below the bar", "np.diag(my_p)": "the path through the numerator"},
        hints=["Two paths: through the numerator, only if i = j, and through the sum below the bar, always.",
               "`np.diag(p)` puts `p` on the diagonal, `np.outer(p, p)` is the table of all p_i p_j."],
        wrong=[wrong("my_J = np.diag(my_p * (1 - my_p))", "only its diagonal is there"),
               wrong("my_J = my_p * (1 - my_p)", "diagonal", says="this is the diagonal only, as a row: every probability depends on "
                     "every score, so the slopes are a table (C, C)"),
               wrong("my_J = np.diag(my_p)", "a term is missing: the path through the sum below the bar"),
               wrong("my_J = np.diag(my_p) + np.outer(my_p, my_p)", "a sign is wrong"),
               wrong("my_J = -np.outer(my_p, my_p)", "a term is missing: the path through the numerator"),
               wrong("my_J = np.outer(my_p, my_p) - np.diag(my_p)", "sign is flipped"),
               wrong("my_J = np.diag(my_p) - my_p @ my_p", "one number", says="`my_p @ my_p` is one number, the sum of the "
                     "squares: the table of all products is `np.outer`"),
               wrong("my_J = np.eye(3) - my_p", "log-softmax", says="this is the Jacobian of log-softmax (chapter 5): softmax "
                     "has the factor p_i in row i"),
               wrong("my_J = np.outer(my_p, 1 - my_p)", "every entry", says="`1 - p` stands at every entry: off the diagonal it is "
                     "minus the other probability, -p_i p_j"),
               wrong("my_J = np.diag(my_p) - my_p * my_p", "adds up every row", says="`p * p` is a row of squares, which NumPy adds up "
                     "every row of the table: the table of all products is `np.outer(p, p)`")]),
    exercise(
        id="ch04.softmax", title="Softmax of a batch", where="sec-softmax-rows", args="z (B, C)", returns="p (B, C)",
        extra=[("scores of 1000", (LARGE,)), ("rows that are 800 apart", (GAP,))],
        task="Write softmax for a batch, each row for itself, so that it is right for scores of any size.",
        starter="""
            def my_softmax(z):          # z (B, C)
                return ...
            """,
        solution="""
            def my_softmax(z):
                e = np.exp(z - z.max(axis=1, keepdims=True))
                return e / e.sum(axis=1, keepdims=True)
            """,
        forms=["""
            def my_softmax(z):
                return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
            """],
        terms={"e": "the exponentials", "e.sum(axis=1, keepdims=True)": "their sum"},
        hints=["A shift of a whole row changes nothing: subtract its largest score, then no exponential overflows.",
               "`axis=1, keepdims=True` gives one number for each row, as a column (B, 1)."],
        wrong=[wrong("e = np.exp(z)\nreturn e / e.sum(axis=1, keepdims=True)", "overflows", "naive"),
               wrong("e = np.exp(z - z.max())\nreturn e / e.sum(axis=1, keepdims=True)", "800 apart",
                     says="the largest score of the whole array is subtracted, not that of each row: in a row that lies far "
                          "below, every exponential becomes 0, and 0/0 is NaN"),
               wrong("e = np.exp(z - z.max())\nreturn e / e.sum()", "whole array"),
               wrong("e = np.exp(z)\nreturn e / e.sum()", "whole array"),
               edit("e.sum(axis=1, keepdims=True)", "e.sum(axis=0)", "an axis is mixed up"),
               wrong("e = np.exp(z - z.max(axis=1))\nreturn e / e.sum(axis=1)", "`keepdims=True` is missing"),
               wrong("return np.exp(z - z.max(axis=1, keepdims=True))", "a division is missing"),
               wrong("z -= z.max(axis=1, keepdims=True)\ne = np.exp(z)\nreturn e / e.sum(axis=1, keepdims=True)",
                     "alters its input `z`"),
               wrong("return z / z.sum(axis=1, keepdims=True)", "without the exponential", says="the scores are divided by their "
                     "sum without the exponential: it is what makes every score positive"),
               wrong("e = np.exp(-z)\nreturn e / e.sum(axis=1, keepdims=True)", "upside down", says="the order is upside down: with the "
                     "minus in the exponent the largest score gets the smallest probability"),
               wrong("return 1 / (1 + np.exp(-z))", "sigmoid", says="this is the sigmoid of each score for itself: the "
                     "probabilities of a row have to share the 1"),
               wrong("return 1.0 * (z == z.max(axis=1, keepdims=True))", "all to the largest", says="it gives all to the largest: "
                     "softmax gives every score a share, by its exponential"),
               wrong("e = np.exp(z - z.min(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)", "overflows"),
               wrong("e = np.exp(z - z.mean(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)", "overflows")]),
    exercise(
        id="ch04.backward", title="The backward pass", where="sec-softmax-vjp", args="p (B, C), dy (B, C)", returns="dz (B, C)",
        draws={"p": probabilities()},
        task="`p` are the probabilities of the forward pass, `dy` the gradient that arrives at them. Return `dz`, without "
             "building a Jacobian.",
        starter="""
            def my_softmax_backward(p, dy):
                return ...
            """,
        solution="""
            def my_softmax_backward(p, dy):
                mean = (dy * p).sum(axis=1, keepdims=True)
                return p * (dy - mean)
            """,
        terms={"mean": "the average of `dy` weighted by `p`", "dy * p": "`dy * p`", "dy - mean": "`dy` minus its average"},
        hints=["Compare each `dy` with the average of its row, weighted by `p`.",
               "The average is a sum of `dy * p` over the row: one number for each row, as a column."],
        wrong=[wrong("return p * (1 - p) * dy", "diagonal", says="this is the diagonal of the Jacobian only: a score moves "
                     "the other probabilities of its row as well"),
               wrong("return p * (dy - (dy * p).sum())", "one sum is taken over the whole array"),
               wrong("return p * (dy - sum(dy * p))", "the sum runs over axis 0"),
               wrong("return p * (dy - dy.mean(axis=1, keepdims=True))", "plain mean", says="the plain mean of `dy` is "
                     "subtracted: each entry counts with its probability"),
               wrong("return p * (dy - dy.sum(axis=1, keepdims=True))", "weighted", says="the sum of `dy` is subtracted, "
                     "not weighted by `p`: each entry counts with its probability"),
               wrong("return p * dy", "a term is missing"),
               wrong("return dy - (dy * p).sum(axis=1, keepdims=True)", "a factor is missing: `p`"),
               wrong("return p * ((dy * p).sum(axis=1, keepdims=True) - dy)", "sign is flipped"),
               wrong("return p * (dy - (dy * p).sum(axis=1))", "`keepdims=True` is missing"),
               wrong("return dy - p * dy.sum(axis=1, keepdims=True)", "log-softmax", says="this is the backward pass of "
                     "log-softmax (chapter 5): softmax has the factor `p` in front, and the average is weighted by `p`"),
               wrong("return np.zeros_like(dy)", "all ones", says="it is 0 everywhere, which is right for a `dy` of all "
                     "ones, and for no other"),
               wrong("return p * (dy - p * dy.sum(axis=1, keepdims=True))", "inside the sum", says="the average is built with "
                     "`p` outside the sum: each `dy` counts with its own probability, so `p` belongs inside the sum"),
               wrong("return p - dy", "cross-entropy", says="this is p - Y, which is left for one loss only, cross-entropy: here "
                     "`dy` can be any gradient"),
               wrong("e = np.exp(p)\nq = e / e.sum(axis=1, keepdims=True)\nreturn q * (dy - (dy * q).sum(axis=1, keepdims=True))",
                     "once more", says="softmax is applied once more: `p` are the probabilities already"),
               wrong("return p * (1 - p)", "diagonal", says="this is the diagonal of the Jacobian: `dy` does not come in"),
               wrong("return (dy * p).sum(axis=1, keepdims=True)", "the average alone", says="this is the average alone: "
                     "each `dy` is compared with it, and the difference multiplied by its `p`"),
               wrong("return p * (dy - (dy * p).mean())", "its own", says="the mean of all products is subtracted: it has "
                     "to be their sum, and each row has its own"),
               wrong("return p * (dy - (dy * p).mean(axis=1, keepdims=True))", "a mean is taken where a sum belongs"),
               wrong("J = np.diag(p[0]) - np.outer(p[0], p[0])\nreturn dy @ J", "first row", says="the Jacobian of the first row "
                     "is used for all rows: each row of `p` has its own")]),
    exercise(
        id="ch04.mend", title="Mend the temperature", where="sec-softmax-temperature", args="z (B, C), T, dy (B, C)",
        returns="dz (B, C), dT", draws={"T": uniform(0.5, 3)},
        task="This is `p = softmax(z / T)` backward: `dy` arrives at `p`, and wanted are the gradient of the scores and that "
             "of the temperature. Two slopes are wrong or missing. Mend them.",
        starter="""
            def my_heated_backward(z, T, dy):
                e = np.exp(z / T)
                p = e / e.sum(axis=1, keepdims=True)
                ds = p * (dy - (dy * p).sum(axis=1, keepdims=True))
                dz = ds
                dT = np.sum(ds * z) / T
                return dz, dT
            """,
        solution="""
            def my_heated_backward(z, T, dy):
                e = np.exp(z / T)
                p = e / e.sum(axis=1, keepdims=True)
                ds = p * (dy - (dy * p).sum(axis=1, keepdims=True))
                dz = ds / T
                dT = -np.sum(ds * z) / T ** 2
                return dz, dT
            """,
        terms={"ds": "the gradient at the scaled scores", "T ** 2": "`T**2`"},
        hints=["`ds` is the gradient at `s = z / T`. How fast does `s` move with `z`, how fast with `T`?",
               "The slope of 1/T is -1/T²."],
        wrong=[edit("dz = ds / T", "dz = ds", "`dz`", "factor"),
               edit("dz = ds / T", "dz = ds * T", "`dz`", "multiplies by `T`"),
               edit("-np.sum(ds * z) / T ** 2", "np.sum(ds * z) / T ** 2", "`dT`", "sign"),
               edit("-np.sum(ds * z) / T ** 2", "-np.sum(ds * z) / T", "`dT`", "too large by the factor `T`"),
               edit("-np.sum(ds * z) / T ** 2", "np.sum(ds * z) / T", "`dT`", "sign", "factor"),
               edit("-np.sum(ds * z) / T ** 2", "-np.sum(ds) / T ** 2", "`dT`", "`z`"),
               edit("-np.sum(ds * z) / T ** 2", "-np.sum(dz * z) / T ** 2", "`dT`", "factor"),
               edit("np.exp(z / T)", "np.exp(z)", "a division is missing: by `T`"),
               edit("-np.sum(ds * z) / T ** 2", "-1 / T ** 2", "`dT`", "ds", says="this is the slope of 1/T alone: it is "
                    "multiplied by `z` and by the gradient `ds`, and summed over all scores")]),
    exercise(
        id="ch04.layer", title="Softmax as a layer", where="sec-softmax-vjp", use=use_layer,
        args="z_before (B, h, C), z (B, h, C), dy (B, h, C)", returns="p (B, h, C), dz (B, h, C)",
        rounds={"wide": {"B": 2, "h": 3, "C": 4}, "square": {"B": 3, "h": 3, "C": 3}, "B = 1": {"B": 1, "h": 2, "C": 3},
                "tall": {"B": 4, "h": 2, "C": 3}},
        extra=[("scores of 1000", (GAP[None], LARGE[None], UPSTREAM)),
               ("rows that are 800 apart", (LARGE[None], GAP[None], UPSTREAM))],
        task="Write softmax as a layer for scores of any rank and any size: it runs over the **last** axis. `forward` keeps "
             "what `backward` needs, and `backward` answers for the last forward, however often it is called.",
        starter="""
            class MySoftmax:
                def forward(self, z):          # z (..., C)
                    return ...

                def backward(self, dy):
                    return ...
            """,
        solution="""
            class MySoftmax:
                def forward(self, z):
                    e = np.exp(z - z.max(axis=-1, keepdims=True))
                    self.p = e / e.sum(axis=-1, keepdims=True)
                    return self.p

                def backward(self, dy):
                    mean = (dy * self.p).sum(axis=-1, keepdims=True)
                    return self.p * (dy - mean)
            """,
        terms={"mean": "the average of `dy` weighted by `p`", "self.p": "`p`", "e": "the exponentials"},
        hints=["`axis=-1` is the last axis, whatever the rank.", "The probabilities are all that `backward` needs."],
        wrong=[edit("axis=-1", "axis=1", "the last axis", says="it runs over axis 1, which is the last axis only if there are two: "
                    "for scores of any rank write `axis=-1`"),
               edit("(dy * self.p).sum(axis=-1, keepdims=True)", "(dy * self.p).sum(axis=1, keepdims=True)", "`dz`",
                    "the last axis", says="the sum runs over axis 1, which is the last axis only if there are two: for "
                    "gradients of any rank write `axis=-1`"),
               edit("self.p * (dy - mean)", "self.p * (1 - self.p) * dy", "`dz`", "diagonal", says="this is the diagonal of "
                    "the Jacobian only: a score moves the other probabilities of its row as well"),
               edit("self.p * (dy - mean)", "dy - mean", "`dz`", "a factor is missing: `p`"),
               edit("(dy * self.p).sum(axis=-1, keepdims=True)", "dy.mean(axis=-1, keepdims=True)", "`dz`", "plain mean",
                    says="the plain mean of `dy` is subtracted: each entry counts with its probability"),
               edit("self.p * (dy - mean)", "self.p - dy", "`dz`", "cross-entropy", says="this is p - Y, which is left for one "
                    "loss only, cross-entropy: here `dy` can be any gradient"),
               edit("np.exp(z - z.max(axis=-1, keepdims=True))", "np.exp(z)", "overflows"),
               edit("np.exp(z - z.max(axis=-1, keepdims=True))", "np.exp(z - z.max())", "800 apart"),
               edit("self.p = e / e.sum(axis=-1, keepdims=True)\n        return self.p",
                    "p = e / e.sum(axis=-1, keepdims=True)\n        self.p = getattr(self, 'p', p)\n        return p",
                    "an earlier forward"),
               edit("return self.p * (dy - mean)", "self.p *= dy - mean\n        return self.p", "writes into", says="`backward` "
                    "writes into the array that `forward` returned (`*=` or `-=`): compute a new one"),
               edit("e.sum(axis=-1, keepdims=True)", "e.sum()", "`p`", "whole array")]),
    exercise(
        id="ch04.attention", title="Softmax in the middle: attention", where="sec-softmax-vjp",
        args="z (B, C), V (C, d), dout (B, d)", returns="out (B, d), dz (B, C), dV (C, d)",
        task="Each row of `z` becomes probabilities, which weigh the rows of `V`: `out = softmax(z) @ V`. Return `out`, and the "
             "gradients of `z` and `V` for a gradient `dout` that arrives at `out`.",
        starter="""
            def my_attention(z, V, dout):
                e = np.exp(z - z.max(axis=1, keepdims=True))
                p = e / e.sum(axis=1, keepdims=True)
                out = ...
                dV = ...
                dz = ...
                return out, dz, dV
            """,
        solution="""
            def my_attention(z, V, dout):
                e = np.exp(z - z.max(axis=1, keepdims=True))
                p = e / e.sum(axis=1, keepdims=True)
                out = p @ V
                dV = p.T @ dout
                dp = dout @ V.T
                dz = p * (dp - (dp * p).sum(axis=1, keepdims=True))
                return out, dz, dV
            """,
        terms={"(dp * p).sum(axis=1, keepdims=True)": "the average of `dp` weighted by `p`"},
        hints=["`out = p @ V` is a layer of chapter 2 with the input `p` and the weights `V`.",
               "First the gradient of `p`, then through softmax."],
        wrong=[edit("p * (dp - (dp * p).sum(axis=1, keepdims=True))", "dp", "`dz`", "softmax", says="this is the gradient "
                    "of the probabilities: it has to go through softmax, too"),
               edit("p * (dp - (dp * p).sum(axis=1, keepdims=True))", "p * (1 - p) * dp", "`dz`", "diagonal",
                    says="this is the diagonal of softmax's Jacobian only: a score moves the other probabilities of its "
                         "row as well"),
               edit("p.T @ dout", "p @ dout", "`dV`", "`p` is not transposed"),
               edit("dout @ V.T", "dout @ V", "`dz`", "`V` is not transposed"),
               edit("p.T @ dout", "z.T @ dout", "`dV`", "`z` stands where"),
               edit("p.T @ dout", "(p.T @ dout) / len(z)", "`dV`", "too small by the factor B"),
               edit("(dp * p).sum(axis=1, keepdims=True)", "(dp * p).sum()", "`dz`", "whole array"),
               edit("return out, dz, dV", "return out, dV, dz", "it is d"),
               edit("p * (dp - (dp * p).sum(axis=1, keepdims=True))", "p * (dp - dp.mean(axis=1, keepdims=True))", "`dz`",
                    "plain mean", says="the plain mean of `dp` is subtracted: each entry counts with its probability"),
               edit("p * (dp - (dp * p).sum(axis=1, keepdims=True))", "dp - p * dp.sum(axis=1, keepdims=True)", "`dz`",
                    "log-softmax", says="this is the backward pass of log-softmax (chapter 5): softmax has the factor `p` in "
                    "front, and the average is weighted by `p`"),
               edit("p * (dp - (dp * p).sum(axis=1, keepdims=True))", "p - dp", "`dz`", "cross-entropy", says="this is p - Y, "
                    "which is left for one loss only, cross-entropy: here `dp` can be any gradient"),
               edit("dout @ V.T", "(dout @ V.T) * p", "`dz`", "twice", says="the factor `p` stands twice: the gradient of the "
                    "probabilities is `dout @ V.T` alone")]),
]
