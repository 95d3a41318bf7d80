"""Exercises of chapter 5: log-sum-exp, log-softmax forward and backward, the cap, a layer, and a classifier that trains."""

from __future__ import annotations

import numpy as np

from .cases import given, labels, normal, probabilities, uniform
from .exercise import edit, exercise, wrong

LARGE = np.array([[1000.0, 0.0, -1500.0], [998.0, 1000.0, 1000.0]])
SMALL = np.array([[-1000.0, -1001.0, -1003.0], [-2000.0, -2000.0, -2000.0]])
FAR = np.array([[1e12, 1e12, 1e12 - 1], [1e12 - 2, 1e12, 1e12]])
WIDE = np.array([[1000.0, -1000.0, 999.0], [0.5, 1.5, -0.5]])
APART = np.array([[1000.0, 999.0, 998.0], [1.0, 2.0, 3.0]])


def log_probabilities(rng, shape, sizes):
    """Rows of logarithms of probabilities."""
    return np.log(probabilities()(rng, shape, sizes))


def use_layer(cls, z_before, z, dy) -> dict:
    """Two forward passes and two backward passes: the layer has to answer for the last input, again and again."""
    layer = cls()
    layer.forward(z_before)
    y = layer.forward(z)
    layer.backward(-dy)
    return {"y": y, "dz": layer.backward(dy)}


EXERCISES = [
    exercise(
        id="ch05.lse", title="Log-sum-exp, one line", where="sec-lse-shift", args="z (B, C)", returns="lse (B)",
        extra=[("logits of 1000", (LARGE,)), ("logits of -1000", (SMALL,))],
        task="Write the line for log-sum-exp, one number for each row, so that it is right for logits of any size. `m` is "
             "there already.",
        starter="""
            def my_logsumexp(z):          # z (B, C) -> (B,)
                m = z.max(axis=1)
                return ...
            """,
        solution="""
            def my_logsumexp(z):
                m = z.max(axis=1)
                return m + np.log(np.exp(z - m[:, None]).sum(axis=1))
            """,
        forms=["""
            def my_logsumexp(z):
                return np.log(np.exp(z).sum(axis=1))
            """],
        terms={"m": "the row's maximum `m`", "np.log(np.exp(z - m[:, None]).sum(axis=1))": "the logarithm of the sum"},
        hints=["Pull the factor exp(m) out of every term of the sum. The logarithm turns it into a plain `m`.",
               "`m[:, None]` is `m` as a column, to be subtracted from every row of `z`."],
        wrong=[wrong("return np.log(np.exp(z).sum(axis=1))", "overflows", "naive"),
               wrong("m = z.max(axis=1)\nreturn np.log(np.exp(z - m[:, None]).sum(axis=1))", "a term is missing: the row's "
                     "maximum"),
               wrong("m = z.max(axis=1)\nreturn m - np.log(np.exp(z - m[:, None]).sum(axis=1))", "a sign is wrong"),
               wrong("m = z.max(axis=1)\nreturn m + np.exp(z - m[:, None]).sum(axis=1)", "the logarithm"),
               wrong("m = z.max(axis=1)\nreturn m + np.log(np.exp(z - m[:, None])).sum(axis=1)", "before the sum",
                     says="the logarithm is taken before the sum, so it cancels the exponential: first sum, then logarithm"),
               wrong("m = z.max(axis=1)\nreturn m + np.log(np.exp(z - m[:, None]).sum())", "one sum is taken over the whole "
                     "array"),
               wrong("m = z.max(axis=1)\nreturn m + np.log(np.exp(z - m).sum(axis=1))", "m[:, None]", says="`m` is subtracted as "
                     "a row, so that column k loses the maximum of row k: as a column it is `m[:, None]`"),
               wrong("m = z.mean(axis=1)\nreturn m + np.log(np.exp(z - m[:, None]).sum(axis=1))", "overflows"),
               wrong("return z.max(axis=1)", "a term is missing: the logarithm of the sum"),
               wrong("m = z.max(axis=1)\nreturn m * np.log(np.exp(z - m[:, None]).sum(axis=1))", "not added")]),
    exercise(
        id="ch05.log_softmax", title="Log-softmax that keeps its digits", where="sec-lse-shift", args="z (B, C)",
        returns="y (B, C)",
        extra=[("logits of 1000", (LARGE,)), ("logits of -1000", (SMALL,)), ("logits of 1e12", (FAR,)),
               ("a row of 1000 above a row of 1", (APART,))],
        task="Write log-softmax for a batch, right for logits of any size: no overflow, no logarithm of 0, and no digits lost "
             "where all logits of a row are huge and nearly equal.",
        starter="""
            def my_log_softmax(z):          # z (B, C) -> y (B, C)
                return ...
            """,
        solution="""
            def my_log_softmax(z):
                s = z - z.max(axis=1, keepdims=True)
                return s - np.log(np.exp(s).sum(axis=1, keepdims=True))
            """,
        forms=["""
            def my_log_softmax(z):
                return z - np.log(np.exp(z).sum(axis=1, keepdims=True))
            """],
        terms={"s": "the shifted logits", "np.log(np.exp(s).sum(axis=1, keepdims=True))": "the logarithm of the sum"},
        hints=["`y = z - lse(z)` is the same for `z` and for `z` minus its maximum.",
               "Shift first, and never add the maximum back."],
        wrong=[wrong("return z - np.log(np.exp(z).sum(axis=1, keepdims=True))", "overflows", "naive"),
               wrong("e = np.exp(z - z.max(axis=1, keepdims=True))\nreturn np.log(e / e.sum(axis=1, keepdims=True))",
                     "logarithm of 0"),
               wrong("m = z.max(axis=1, keepdims=True)\nreturn z - (m + np.log(np.exp(z - m).sum(axis=1, keepdims=True)))",
                     "added back", says="the maximum is added back: beside numbers of that size the digits of the result are "
                     "lost. Stay with the shifted logits, `s - log(sum)`"),
               wrong("m = z.max(axis=1, keepdims=True)\nreturn z - np.log(np.exp(z - m).sum(axis=1, keepdims=True))",
                     "shifted in the sum", says="the logits are shifted in the sum but not in front: subtract the maximum in "
                     "both places"),
               wrong("s = z - z.max()\nreturn s - np.log(np.exp(s).sum(axis=1, keepdims=True))", "a row of 1000"),
               edit("np.exp(s).sum(axis=1, keepdims=True)", "np.exp(s).sum()", "one sum is taken over the whole array"),
               edit("s - np.log(", "s + np.log(", "a sign is wrong"),
               wrong("e = np.exp(z - z.max(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)",
                     "a logarithm is missing"),
               wrong("s = z - z.max(axis=1, keepdims=True)\nreturn s / np.log(np.exp(s).sum(axis=1, keepdims=True))",
                     "difference", says="it divides: the logarithm of a quotient is a difference"),
               wrong("e = np.exp(z - z.max(axis=1, keepdims=True))\nreturn np.log(e / e.sum(axis=1, keepdims=True) + 1e-9)",
                     "1e-9", says="a small number is added inside the logarithm: no result is below log(1e-9) any more, and "
                     "it is another function")]),
    exercise(
        id="ch05.backward", title="The backward pass", where="sec-log-softmax-jacobian", args="y (B, C), dy (B, C)",
        returns="dz (B, C)", draws={"y": log_probabilities},
        task="The layer kept only its output `y`, the log-probabilities. Return `dz`.",
        starter="""
            def my_log_softmax_backward(y, dy):          # y and dy (B, C)
                return ...
            """,
        solution="""
            def my_log_softmax_backward(y, dy):
                p = np.exp(y)
                return dy - p * dy.sum(axis=1, keepdims=True)
            """,
        terms={"p": "`p`", "p * dy.sum(axis=1, keepdims=True)": "`p` times the sum of its row of `dy`"},
        hints=["The probabilities are `np.exp(y)`.", "Each score reaches its own output with slope 1, and every output of its "
               "row with slope -p."],
        wrong=[edit("np.exp(y)", "y", "exponential"),
               edit("dy.sum(axis=1, keepdims=True)", "dy.sum()", "one sum is taken over the whole array"),
               edit("dy.sum(axis=1, keepdims=True)", "dy.sum(axis=0)", "the sum runs over axis 0"),
               edit("dy.sum(axis=1, keepdims=True)", "dy.mean(axis=1, keepdims=True)", "a mean is taken where a sum belongs"),
               wrong("p = np.exp(y)\nreturn dy - (p * dy).sum(axis=1, keepdims=True)", "transposed", says="this is J dy, and "
                     "wanted is the transposed Jacobian times dy: the probability stands outside the sum"),
               wrong("p = np.exp(y)\nreturn p * (dy - (p * dy).sum(axis=1, keepdims=True))", "softmax", says="this is the "
                     "backward pass of softmax: the logarithm has divided its factor `p` away"),
               wrong("p = np.exp(y)\nreturn dy - p * dy", "sum", says="the sum of the row is missing: `p` meets the sum of all "
                     "gradients of its row, not its own alone"),
               edit("return dy - p", "return dy + p", "a sign is wrong"),
               wrong("return dy", "a term is missing"),
               wrong("p = np.exp(y)\nreturn p * (1 - p) * dy", "diagonal", says="this is the diagonal of **softmax's** Jacobian: "
                     "log-softmax has no factor `p` in front, and every output of a row is a path"),
               wrong("p = np.exp(y)\nreturn p * (dy - dy.sum(axis=1, keepdims=True))", "directly", says="`p` stands in front of "
                     "both terms: a score reaches its own output directly, with slope 1"),
               wrong("p = np.exp(y)\nreturn p * (dy - p * dy.sum(axis=1, keepdims=True))", "divided", says="a factor `p` too many "
                     "stands in front: the logarithm has divided it away"),
               wrong("return dy / np.exp(y)", "logarithm alone", says="this is the slope of the logarithm alone, 1/p: the "
                     "gradient has to go through softmax as well"),
               edit("dy.sum(axis=1, keepdims=True)", "dy.sum(axis=1)", "`keepdims=True` is missing")]),
    exercise(
        id="ch05.cap", title="Mend the capped loss", where="sec-log-cap", args="z (B, C), t (B), eps", returns="loss, dz (B, C)",
        draws={"t": labels("C"), "eps": uniform(0.05, 0.3)}, rounds={
            "wide": {"B": 2, "C": 4}, "square": {"B": 3, "C": 3}, "B = 1": {"B": 1, "C": 3}, "tall": {"B": 5, "C": 3}},
        task="The loss line is meant as it stands, with its `eps` inside the logarithm. The gradient belongs to another "
             "loss. Mend the gradient, so that it is that of the loss which is computed.",
        starter="""
            def my_capped_loss(z, t, eps):
                e = np.exp(z)
                p = e / e.sum(axis=1, keepdims=True)
                p_true = p[np.arange(len(t)), t]
                loss = np.mean(-np.log(p_true + eps))
                Y = np.eye(z.shape[1])[t]
                dz = (p - Y) / len(z)
                return loss, dz
            """,
        solution="""
            def my_capped_loss(z, t, eps):
                e = np.exp(z)
                p = e / e.sum(axis=1, keepdims=True)
                p_true = p[np.arange(len(t)), t]
                loss = np.mean(-np.log(p_true + eps))
                Y = np.eye(z.shape[1])[t]
                factor = p_true / (p_true + eps)
                dz = factor[:, None] * (p - Y) / len(z)
                return loss, dz
            """,
        terms={"factor[:, None]": "what is left of the softmax's `p`", "len(z)": "B"},
        hints=["The logarithm has the slope 1/(p + eps), softmax has a factor p: what is left of the two?",
               "The factor is one number for each row, that of the true class."],
        wrong=[edit("dz = factor[:, None] * (p - Y) / len(z)", "dz = factor[:, None] * (p - Y)", "`dz`", "factor B"),
               edit("p_true / (p_true + eps)", "1 / (p_true + eps)", "`dz`", "softmax", says="the slope of the logarithm is there, "
                    "softmax's own factor `p_true` is not"),
               edit("p_true / (p_true + eps)", "p_true", "`dz`", "a division is missing"),
               edit("p_true / (p_true + eps)", "eps / (p_true + eps)", "`dz`", "`eps` stands where `p_true` belongs"),
               edit("factor[:, None] * (p - Y)", "p / (p + eps) * (p - Y)", "`dz`", "true class", says="every entry gets the "
                    "factor of its own class: the whole row gets that of the true class"),
               edit("np.log(p_true + eps)", "np.log(p_true)", "`loss`", "eps"),
               edit("(p - Y)", "(Y - p)", "`dz`", "sign is flipped"),
               edit("factor[:, None] * (p - Y) / len(z)", "-Y / (p + eps) / len(z)", "`dz`", "at the probabilities",
                    says="this is the gradient at the probabilities: it has to go through softmax"),
               edit("factor[:, None] * (p - Y) / len(z)", "-Y / (p + eps) * p * (1 - p) / len(z)", "`dz`", "diagonal",
                    says="only the diagonal of softmax's Jacobian is used: the scores of the other classes move p, too"),
               edit("factor[:, None] * (p - Y) / len(z)", "(p - Y) / (p + eps) / len(z)", "`dz`", "of its own class",
                    says="every entry is divided by the probability of its own class, and softmax's factor is missing: the "
                         "row gets one factor, p/(p + eps) of the true class"),
               edit("np.log(p_true + eps)", "np.log(p_true) + eps", "`loss`", "outside", says="`eps` stands outside the "
                    "logarithm: it is added to the probability"),
               edit("p_true + eps", "p_true - eps", "sign")]),
    exercise(
        id="ch05.layer", title="Log-softmax as a layer", where="sec-log-softmax-jacobian", use=use_layer,
        args="z_before (B, C), z (B, C), dy (B, C)", returns="y (B, C), dz (B, C)",
        extra=[("logits of 1000", (APART[::-1].copy(), APART, np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]]))),
               ("a logit 2000 below the others", (WIDE[::-1].copy(), WIDE, np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])))],
        task="Write the layer: `forward` is right for logits of any size and keeps what `backward` needs; `backward` answers "
             "for the **last** forward, and alters neither its argument nor what was kept.",
        starter="""
            class MyLogSoftmax:
                def forward(self, z):          # z (B, C)
                    return ...

                def backward(self, dy):
                    return ...
            """,
        solution="""
            class MyLogSoftmax:
                def forward(self, z):
                    s = z - z.max(axis=1, keepdims=True)
                    self.y = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
                    return self.y

                def backward(self, dy):
                    return dy - np.exp(self.y) * dy.sum(axis=1, keepdims=True)
            """,
        terms={"s": "the shifted logits", "self.y": "`y`"},
        hints=["Keep the output: its exponential is the probabilities, and cannot overflow.",
               "`s = z - z.max(axis=1, keepdims=True)` first."],
        wrong=[edit("s = z - z.max(axis=1, keepdims=True)", "s = z", "overflows"),
               edit("np.exp(self.y)", "self.y", "`dz`", "exponential"),
               edit("self.y = s - np.log(np.exp(s).sum(axis=1, keepdims=True))\n        return self.y",
                    "y = s - np.log(np.exp(s).sum(axis=1, keepdims=True))\n        self.y = getattr(self, 'y', y)\n        return y",
                    "`dz`", "an earlier forward"),
               edit("return dy - np.exp(self.y) * dy.sum(axis=1, keepdims=True)",
                    "dy -= np.exp(self.y) * dy.sum(axis=1, keepdims=True)\n        return dy", "alters its input `dy`"),
               edit("dy.sum(axis=1, keepdims=True)", "dy.sum()", "`dz`", "whole array"),
               edit("return dy - np.exp(self.y) * dy.sum(axis=1, keepdims=True)",
                    "p = np.exp(self.y)\n        return p * (dy - (p * dy).sum(axis=1, keepdims=True))", "`dz`",
                    "backward pass of softmax", says="this is the backward pass of softmax: the logarithm has divided its "
                    "factor `p` away"),
               edit("z.max(axis=1, keepdims=True)", "z.max()", "logits of 1000"),
               edit("return dy - np.exp(self.y)", "self.y = np.exp(self.y)\n        return dy - self.y", "once only",
                    says="`backward` alters what `forward` kept (`self.y`), so it is right once only")]),
    exercise(
        id="ch05.train", title="A classifier that learns", where="sec-log-softmax-jacobian", args="x (B, d), t (B), steps",
        returns="W (d, C), loss", draws={"t": labels("3"), "x": normal(1.0), "steps": given(3)},
        rounds={"wide": {"B": 2, "d": 4, "C": 3}, "square": {"B": 3, "d": 3, "C": 3}, "B = 1": {"B": 1, "d": 2, "C": 3},
                "tall": {"B": 7, "d": 2, "C": 3}},
        task="Train `x @ W` to name one of three classes. The loss is the mean over the rows of minus the log-probability of "
             "the label. The learning rate is 0.5, and `W` starts at zero. Return `W` after `steps` updates, and its loss.",
        starter="""
            def my_classifier(x, t, steps):
                # x (B, d), t (B,) with labels 0, 1, 2
                def log_softmax(z):
                    s = z - z.max(axis=1, keepdims=True)
                    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))

                W = np.zeros((x.shape[1], 3))
                for _ in range(steps):
                    y = log_softmax(x @ W)
                    ...
                return W, ...
            """,
        solution="""
            def my_classifier(x, t, steps):
                def log_softmax(z):
                    s = z - z.max(axis=1, keepdims=True)
                    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))

                W = np.zeros((x.shape[1], 3))
                rows = np.arange(len(t))
                for _ in range(steps):
                    y = log_softmax(x @ W)
                    dy = np.zeros(y.shape)
                    dy[rows, t] = -1 / len(t)
                    dz = dy - np.exp(y) * dy.sum(axis=1, keepdims=True)
                    W = W - 0.5 * (x.T @ dz)
                y = log_softmax(x @ W)
                return W, -np.mean(y[rows, t])
            """,
        terms={"len(t)": "B"},
        hints=["One round: forward, `dy` (which is -1/B at the label of each row and 0 elsewhere), `dz`, `dW`, step.",
               "`y[np.arange(len(t)), t]` picks the label's entry of each row, for reading and for writing."],
        wrong=[edit("-1 / len(t)", "-1", "factor", says="the loss is a mean over the rows: `dy` needs the factor 1/B"),
               edit("-1 / len(t)", "1 / len(t)", "uphill", says="the weights move uphill: a sign is wrong, in `dy` (it is -1/B at the "
                    "label) or in the update (which subtracts)"),
               edit("dz = dy - np.exp(y) * dy.sum(axis=1, keepdims=True)", "dz = dy", "log-softmax", says="the gradient does not "
                    "go through log-softmax: it is `dy` itself that arrives at the weights"),
               edit("W = W - 0.5", "W = W + 0.5", "uphill"),
               edit("-np.mean(y[rows, t])", "-np.sum(y[rows, t])", "`loss`", "sum"),
               edit("-np.mean(y[rows, t])", "np.mean(y[rows, t])", "`loss`", "sign"),
               edit("    y = log_softmax(x @ W)\n    return", "    return", "`loss`", "before the last",
                    says="the loss is that of the weights before the last step: after the loop, go forward once more"),
               edit("range(steps)", "range(steps + 1)", "one round too many"),
               edit("dy[rows, t]", "dy[:, t]", "every row", says="`dy[:, t]` writes into the columns of all labels, in every row: "
                    "one entry a row is `dy[rows, t]`"),
               edit("dz = dy - np.exp(y) * dy.sum(axis=1, keepdims=True)",
                    "dz = np.exp(y) * (dy - (np.exp(y) * dy).sum(axis=1, keepdims=True))", "backward pass of softmax",
                    says="this is the backward pass of softmax, not of log-softmax: the factor `p` in front is too many"),
               edit("-np.mean(y[rows, t])", "-np.mean(y)", "`loss`", "all classes", says="the mean runs over all classes: only "
                    "the entry of the label counts in each row"),
               edit("-np.mean(y[rows, t])", "-np.mean(y[:, t])", "`loss`", "every row", says="`y[:, t]` takes the columns of all "
                    "labels in every row: one entry a row is `y[rows, t]`"),
               edit("-np.mean(y[rows, t])", "-np.mean(np.exp(y)[rows, t])", "`loss`", "without the logarithm", says="this is minus "
                    "the mean probability, without the logarithm: `y` is the log-probability already")]),
]
