"""Exercises of chapter 6: squares, Huber, binary and categorical cross-entropy, a penalty, and a loss as a class."""

from __future__ import annotations

import numpy as np

from .cases import binary, labels, uniform
from .exercise import edit, exercise, wrong

BATCH = {"wide": {"B": 2, "C": 4}, "square": {"B": 3, "C": 3}, "B = 1": {"B": 1, "C": 3}, "tall": {"B": 5, "C": 3}}
SURE = np.array([1000.0, -1000.0, 800.0, -800.0])
SURE_TARGETS = np.array([0.0, 1.0, 1.0, 0.0])
LARGE = np.array([[1000.0, 0.0, -1500.0], [1.0, 2.0, 3.0]])
LARGE_LABELS = np.array([2, 0])


def use_loss(cls, z_before, z, t, epsilon) -> dict:
    """Two losses and two gradients: it has to answer for the last batch, again and again."""
    loss = cls(epsilon)
    loss.forward(z_before, t)
    value = loss.forward(z, t)
    loss.backward()
    return {"loss": value, "dz": loss.backward()}


EXERCISES = [
    exercise(
        id="ch06.mse", title="Squared error", where="sec-loss-squared", args="y (B, d), t (B, d)", returns="loss, dy (B, d)",
        task="""
            Write the loss of this book for numbers to hit, the mean of the squares over **all entries**, and its
            gradient at the outputs `y`.
            """,
        starter="""
            def my_mse(y, t):          # y and t (B, d)
                loss = ...
                dy = ...
                return loss, dy
            """,
        solution="""
            def my_mse(y, t):
                loss = np.mean((y - t) ** 2)
                dy = 2 * (y - t) / y.size
                return loss, dy
            """,
        hints=["`np.mean` runs over all entries; each of them gets its share of the factor in front."],
        wrong=[edit("2 * (y - t) / y.size", "y - t", "`dy`", "half squares", says="this is the gradient of a sum of half "
                    "squares: the mean puts 2/(B d) in front"),
               edit("y.size", "len(y)", "`dy`", "too large by the factor d"),
               edit("2 * (y - t)", "(y - t)", "`dy`", "too small by the factor 2"),
               edit("2 * (y - t)", "2 * (t - y)", "`dy`: its sign is flipped"),
               edit("np.mean((y - t) ** 2)", "np.sum((y - t) ** 2)", "`loss`", "B·d"),
               edit("np.mean((y - t) ** 2)", "np.mean(y - t) ** 2", "`loss`", "of the mean", says="this is the square of the "
                    "mean: errors of both signs cancel. First square, then average"),
               edit("np.mean((y - t) ** 2)", "np.mean(np.abs(y - t))", "`loss`", "absolute errors", says="the absolute "
                    "errors are averaged: this loss takes their squares"),
               edit("2 * (y - t) / y.size", "np.sign(y - t) / y.size", "`dy`", "absolute error", says="this is the gradient of "
                    "the absolute error: a square pulls in proportion to the error"),
               edit("np.mean((y - t) ** 2)", "np.linalg.norm(y - t)", "`loss`", "square root", says="this is the length of the "
                    "error, the square root of the sum of the squares: the loss is their mean, without a root"),
               edit("np.mean((y - t) ** 2)", "np.mean(y ** 2 - t ** 2)", "`loss`", "difference of the squares", says="this is the "
                    "difference of the squares: the loss is the square of the difference")]),
    exercise(
        id="ch06.bce", title="Binary cross-entropy of a probability", where="sec-loss-binary", args="p (B), t (B)",
        returns="loss, dp (B)", draws={"p": uniform(0.05, 0.95), "t": binary()},
        task="""
            `p` is the stated probability of yes, `t` is 1 for yes and 0 for no. Write the loss, a mean over the batch,
            and its gradient at the **probabilities**.
            """,
        starter="""
            def my_bce(p, t):          # p and t (B,)
                loss = ...
                dp = ...
                return loss, dp
            """,
        solution="""
            def my_bce(p, t):
                loss = np.mean(-t * np.log(p) - (1 - t) * np.log(1 - p))
                dp = (p - t) / (p * (1 - p)) / len(p)
                return loss, dp
            """,
        forms=["""
            def my_bce(p, t):
                loss = np.mean(-t * np.log(p) - (1 - t) * np.log(1 - p))
                dp = (-t / p + (1 - t) / (1 - p)) / len(p)
                return loss, dp
            """],
        terms={"len(p)": "B", "(1 - t) * np.log(1 - p)": "the part of the no-answers",
               "-t * np.log(p)": "the part of the yes-answers", "(1 - t) / (1 - p)": "the part of the no-answers",
               "-t / p": "the part of the yes-answers", "p * (1 - p)": "`p * (1 - p)`"},
        hints=["The target is the switch: `t` picks the logarithm of p, `1 - t` that of 1 - p.",
               "The slope of ln p is 1/p, that of ln(1 - p) is -1/(1 - p). On a common denominator it is short."],
        wrong=[edit("(p - t) / (p * (1 - p)) / len(p)", "(p - t) / len(p)", "`dp`", "logit", says="this is the gradient at the "
                    "logit, where the sigmoid's slope has canceled the denominator: at the probability it is still there"),
               edit("(p - t) / (p * (1 - p)) / len(p)", "-t / p / len(p)", "`dp`", "the part of the no-answers"),
               edit("(p - t) / (p * (1 - p)) / len(p)", "(p - t) / (p * (1 - p))", "`dp`", "factor B"),
               edit("(p - t) / (p * (1 - p))", "(t - p) / (p * (1 - p))", "`dp`: its sign is flipped"),
               edit("(p - t) / (p * (1 - p))", "(-t / p - (1 - t) / (1 - p))", "`dp`", "a sign is wrong"),
               edit(" - (1 - t) * np.log(1 - p)", "", "`loss`", "the part of the no-answers"),
               edit("np.mean(-t * np.log(p) - (1 - t) * np.log(1 - p))", "np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))",
                    "`loss`: its sign is flipped"),
               edit("np.mean(-t * np.log(p) - (1 - t) * np.log(1 - p))", "np.mean(-(1 - t) * np.log(p) - t * np.log(1 - p))",
                    "`loss`", "exchanged", says="yes and no are exchanged: `t` is the switch of ln p, `1 - t` that of ln(1 - p)"),
               edit("np.mean(-t * np.log(p) - (1 - t) * np.log(1 - p))", "np.mean((p - t) ** 2)", "`loss`", "squared error",
                    says="this is the squared error of the probabilities, not cross-entropy"),
               edit("(p - t) / (p * (1 - p)) / len(p)", "2 * (p - t) / len(p)", "`dp`", "squared error", says="this is the "
                    "gradient of the squared error of the probabilities")]),
    exercise(
        id="ch06.weighted", title="A loss of your own: yes is rare", where="sec-loss-binary", args="z (B), t (B), w",
        returns="dz (B)", draws={"t": binary(), "w": uniform(2, 6)},
        task="""
            Yes is rare, so a wrong no shall cost `w` times as much (PyTorch's `pos_weight`): the loss of an example is
            -w t ln p - (1 - t) ln(1 - p), with `p = sigmoid(z)`. Derive the gradient of the mean loss at the logits, and
            write it.
            """,
        starter="""
            def my_weighted_dz(z, t, w):          # z and t (B,)
                p = 1 / (1 + np.exp(-z))
                return ...
            """,
        solution="""
            def my_weighted_dz(z, t, w):
                p = 1 / (1 + np.exp(-z))
                return (w * t * (p - 1) + (1 - t) * p) / len(z)
            """,
        terms={"w * t * (p - 1)": "the part of the yes-answers", "(1 - t) * p": "the part of the no-answers", "len(z)": "B"},
        hints=["At the logit, -ln p has the slope p - 1, and -ln(1 - p) the slope p.", "For w = 1 it has to be (p - t)/B."],
        wrong=[wrong("p = 1 / (1 + np.exp(-z))\nreturn (p - t) / len(z)", "`w`"),
               wrong("p = 1 / (1 + np.exp(-z))\nreturn w * (p - t) / len(z)", "no-answers", says="every example is weighted: the "
                     "weight belongs to the yes-answers alone, not to the no-answers"),
               edit("w * t * (p - 1)", "w * t * (1 - p)", "its signs are lost"),
               edit(" + (1 - t) * p", "", "the part of the no-answers"),
               edit(" / len(z)", "", "factor B"),
               edit("(p - 1)", "p * (1 - p) * (p - 1)", "slope of the sigmoid", says="the slope of the sigmoid is left in the "
                    "part of the yes-answers: at the logit it has canceled"),
               edit("w * t * (p - 1) + (1 - t) * p", "-w * t / p + (1 - t) / (1 - p)", "at the probability", says="this is the "
                    "gradient at the probability: times the sigmoid's slope p(1 - p) it becomes short"),
               edit("w * t * (p - 1) + (1 - t) * p", "p - w * t", "right for t = 0 only", says="this is p - w t, right for t = 0 only: for a yes "
                    "it has to vanish at p = 1, so it is w (p - 1)"),
               edit("w * t * (p - 1) + (1 - t) * p", "t * (p - 1) + w * (1 - t) * p", "other answers", says="the weight "
                    "stands at the other answers: it belongs to yes, t = 1")]),
    exercise(
        id="ch06.cross_entropy", title="Softmax and cross-entropy, stable", where="sec-loss-fused", args="z (B, C), t (B)",
        returns="loss, dz (B, C)", draws={"t": labels("C")}, rounds=BATCH, extra=[("logits of 1000", (LARGE, LARGE_LABELS))],
        task="""
            `z` are logits, `t` labels. Write the loss, minus the log-probability of the label as a mean over the batch,
            and its gradient at the logits, both right for logits of any size.
            """,
        starter="""
            def my_cross_entropy(z, t):
                # z (B, C), t (B,) with labels 0 ... C-1
                loss = ...
                dz = ...
                return loss, dz
            """,
        solution="""
            def my_cross_entropy(z, t):
                rows = np.arange(len(t))
                s = z - z.max(axis=1, keepdims=True)
                log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
                loss = -np.mean(log_p[rows, t])
                Y = np.zeros(z.shape)
                Y[rows, t] = 1
                dz = (np.exp(log_p) - Y) / len(z)
                return loss, dz
            """,
        forms=["""
            def my_cross_entropy(z, t):
                p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
                loss = -np.mean(np.log(p[np.arange(len(t)), t]))
                Y = np.eye(z.shape[1])[t]
                dz = (p - Y) / len(z)
                return loss, dz
            """],
        terms={"np.exp(log_p)": "`p`", "len(z)": "B", "s": "the shifted logits"},
        hints=["Log-softmax of chapter 5 first; `log_p[np.arange(len(t)), t]` picks the label's entry of each row.",
               "The gradient is what the network said minus what it should have said, over B."],
        wrong=[edit("(np.exp(log_p) - Y) / len(z)", "np.exp(log_p) - Y", "`dz`", "factor B"),
               edit("(np.exp(log_p) - Y)", "(Y - np.exp(log_p))", "`dz`: its sign is flipped"),
               edit("(np.exp(log_p) - Y)", "(-Y / np.exp(log_p))", "`dz`", "Jacobian", says="this is the gradient at the "
                    "probabilities: it has to go through softmax's Jacobian, which leaves p - Y"),
               edit("-np.mean(log_p[rows, t])", "-np.mean(log_p)", "`loss`", "all classes", says="the mean runs over all "
                    "classes: only the entry of the label counts in each row"),
               edit("-np.mean(log_p[rows, t])", "-np.mean(log_p[:, t])", "`loss`", "every row with every label",
                    says="`[:, t]` takes the columns of all labels in every row, every row with every label: one entry a "
                         "row is `[np.arange(len(t)), t]`"),
               wrong("p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)\nloss = -np.mean(np.log(p[np.arange(len(t)), t]))\n"
                     "dz = (p - np.eye(z.shape[1])[t]) / len(z)\nreturn loss, dz", "overflows", "naive"),
               wrong("e = np.exp(z - z.max(axis=1, keepdims=True))\np = e / e.sum(axis=1, keepdims=True)\n"
                     "loss = -np.mean(np.log(p[np.arange(len(t)), t]))\ndz = (p - np.eye(z.shape[1])[t]) / len(z)\n"
                     "return loss, dz", "logarithm of 0"),
               edit("z.max(axis=1, keepdims=True)", "z.max()", "logits of 1000"),
               edit("(np.exp(log_p) - Y)", "np.exp(log_p) * (1 - np.exp(log_p))", "`dz`", "labels", says="this is the diagonal of "
                    "softmax's Jacobian: the labels do not come in"),
               edit("Y[rows, t] = 1", "Y[:, t] = 1", "`dz`", "every row", says="`Y[:, t]` writes ones into the columns of all labels, "
                    "in every row: one entry a row is `Y[np.arange(len(t)), t]`"),
               edit("Y[rows, t] = 1", "Y[t, rows] = 1", "`dz`", "row index", says="the two indices are exchanged: the row index "
                    "comes first, `Y[np.arange(len(t)), t]`"),
               edit("(np.exp(log_p) - Y)", "(np.exp(log_p) - t[:, None])", "`dz`", "one-hot", says="the number of the label is "
                    "subtracted from every entry: subtract 1 at the label's place only (a one-hot row)"),
               edit("log_p[rows, t]", "log_p[t, rows]", "`loss`", "row index", says="the two indices are exchanged: the row index "
                    "comes first, `log_p[np.arange(len(t)), t]`"),
               edit("(np.exp(log_p) - Y)", "(-Y / np.exp(log_p) * np.exp(log_p) * (1 - np.exp(log_p)))", "`dz`", "diagonal",
                    says="only the diagonal of softmax's Jacobian is used: the wrong classes get no gradient")]),
    exercise(
        id="ch06.logit_loss", title="Mend the loss of a logit", where="sec-loss-binary", args="z (B), t (B)",
        returns="loss, dz (B)", draws={"t": binary()}, extra=[("sure answers (logits of 800 and 1000)", (SURE, SURE_TARGETS))],
        task="""
            Binary cross-entropy from one logit per example. The loss is infinite or NaN for sure and wrong answers,
            where it should be as large as the logit, and the gradient fades where it should be steepest. Mend both.
            """,
        starter="""
            def my_logit_loss(z, t):          # z and t (B,)
                p = 1 / (1 + np.exp(-z))
                loss = np.mean(-t * np.log(p) - (1 - t) * np.log(1 - p))
                dz = (p - t) * p * (1 - p) / len(z)
                return loss, dz
            """,
        solution="""
            def my_logit_loss(z, t):
                softplus = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
                loss = np.mean(softplus - t * z)
                p = np.exp(z - softplus)
                dz = (p - t) / len(z)
                return loss, dz
            """,
        forms=["""
            def my_logit_loss(z, t):
                p = 1 / (1 + np.exp(-z))
                loss = np.mean(-t * np.log(p) - (1 - t) * np.log(1 - p))
                dz = (p - t) / len(z)
                return loss, dz
            """],
        terms={"softplus": "softplus", "len(z)": "B", "t * z": "`t * z`"},
        hints=["Minus the logarithm of a sigmoid is softplus, of -z for yes and of z for no; and softplus(-z) is softplus(z) - z.",
               "The denominator p(1 - p) of the loss's slope meets the sigmoid's slope p(1 - p)."],
        wrong=[edit("(p - t) / len(z)", "(p - t) * p * (1 - p) / len(z)", "`dz`", "sigmoid's slope", says="the sigmoid's slope "
                    "is left in: it has canceled against the denominator of the loss's slope"),
               wrong("p = 1 / (1 + np.exp(-z))\nloss = np.mean(-t * np.log(p) - (1 - t) * np.log(1 - p))\n"
                     "dz = (p - t) / len(z)\nreturn loss, dz", "`dz` is right", "naive"),
               wrong("p = 1 / (1 + np.exp(-z))\nloss = np.mean(-t * np.log(p + 1e-9) - (1 - t) * np.log(1 - p + 1e-9))\n"
                     "dz = (p - t) / len(z)\nreturn loss, dz", "`loss`", "ceiling", says="a small number inside the logarithm "
                     "puts a ceiling on the loss, and makes it another function: the gradient p - t is not its gradient"),
               edit("np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))", "np.log(1 + np.exp(z))", "overflows"),
               edit("softplus - t * z", "softplus", "`loss`", "`t * z`"),
               edit("softplus - t * z", "softplus + t * z", "`loss`", "a sign is wrong"),
               wrong("p = 1 / (1 + np.exp(-z))\nloss = np.mean(t * np.logaddexp(0, z) + (1 - t) * np.logaddexp(0, -z))\n"
                     "dz = (p - t) / len(z)\nreturn loss, dz", "`loss`", "exchanged", says="yes and no are exchanged: minus the "
                     "logarithm of p is softplus(-z), and belongs to t = 1"),
               edit("(p - t) / len(z)", "2 * (p - t) * p * (1 - p) / len(z)", "`dz`", "squared error", says="this is the gradient "
                    "of the squared error of the probability: it fades where the answer is sure and wrong"),
               edit("np.mean(softplus - t * z)", "np.mean((np.exp(z - softplus) - t) ** 2)", "`loss`", "squared error",
                    says="this is the squared error of the probability, not cross-entropy"),
               edit("(p - t) / len(z)", "p * (1 - p) / len(z)", "`dz`", "`t` does not come in", says="this is the slope of the "
                    "sigmoid: `t` does not come in"),
               edit("(p - t) / len(z)", "(p - t) / (p * (1 - p)) / len(z)", "`dz`", "at the probability", says="this is the gradient "
                    "at the probability: the sigmoid's slope p(1 - p) cancels the denominator")]),
    exercise(
        id="ch06.penalty", title="Cross-entropy with a penalty", where="sec-loss-penalties",
        args="x (B, d), W (d, C), t (B), lam", returns="loss, dW (d, C)", draws={"t": labels("C")},
        task="""
            The logits are `x @ W`. The loss is the mean cross-entropy plus `lam` times the **sum of the squared
            weights**. Return it, and its gradient by `W`.
            """,
        starter="""
            def my_penalized(x, W, t, lam):          # x (B, d), W (d, C), t (B,)
                z = x @ W
                e = np.exp(z - z.max(axis=1, keepdims=True))
                p = e / e.sum(axis=1, keepdims=True)
                Y = np.eye(W.shape[1])[t]
                loss = ...
                dW = ...
                return loss, dW
            """,
        solution="""
            def my_penalized(x, W, t, lam):
                z = x @ W
                e = np.exp(z - z.max(axis=1, keepdims=True))
                p = e / e.sum(axis=1, keepdims=True)
                Y = np.eye(W.shape[1])[t]
                loss = -np.sum(Y * np.log(p)) / len(x) + lam * np.sum(W ** 2)
                dz = (p - Y) / len(x)
                dW = x.T @ dz + 2 * lam * W
                return loss, dW
            """,
        terms={"lam * np.sum(W ** 2)": "the penalty", "2 * lam * W": "the gradient of the penalty", "len(x)": "B",
               "x.T @ dz": "the gradient of the cross-entropy", "2 * lam": "`2 * lam`",
               "-np.sum(Y * np.log(p)) / len(x)": "the cross-entropy"},
        hints=["`dz = (p - Y) / B`, and then it is the layer of chapter 2.", "The square of a weight has the slope 2 W."],
        wrong=[edit(" + 2 * lam * W", "", "`dW`", "the gradient of the penalty"),
               edit("2 * lam * W", "lam * W", "`dW`", "`2`"),
               edit(" + lam * np.sum(W ** 2)", "", "`loss`", "a term is missing: the penalty"),
               edit("(p - Y) / len(x)", "p - Y", "`dW`", "by B"),
               edit("2 * lam * W", "2 * lam * W / len(x)", "`dW`", "penalty", says="the gradient of the penalty is divided by "
                    "B: only the cross-entropy is a mean over the batch"),
               edit("2 * lam * W", "lam * W / np.linalg.norm(W)", "`dW`", "norm itself", says="this is the gradient of the norm "
                    "itself, a direction of length 1: the square has the gradient 2 W"),
               edit("lam * np.sum(W ** 2)", "lam * np.linalg.norm(W)", "`loss`", "square root",
                    says="the norm itself is added, a square root: the penalty is its square, the sum of the squares"),
               edit("2 * lam * W", "2 * lam * np.sum(W)", "`dW`", "own square", says="the sum of all weights is added at every "
                    "entry: each weight gets the slope of its own square"),
               edit("x.T @ dz + 2", "x.T @ dz - 2", "`dW`", "a sign is wrong"),
               edit("lam * np.sum(W ** 2)", "lam * np.mean(W ** 2)", "`loss`", "mean"),
               edit("2 * lam * W", "lam * np.sign(W)", "`dW`", "absolute values", says="this is the gradient of the sum of the "
                    "absolute values: a square has the slope 2 W"),
               edit("lam * np.sum(W ** 2)", "lam * np.sum(np.abs(W))", "`loss`", "absolute values", says="the absolute values are "
                    "added up, not the squares"),
               edit("lam * np.sum(W ** 2)", "lam / 2 * np.sum(W ** 2)", "`loss`", "half", says="the penalty is taken half: in "
                    "this exercise it is `lam` times the sum of the squares"),
               edit("lam * np.sum(W ** 2)", "lam * np.sum(W) ** 2", "`loss`", "of the sum", says="this is the square of the sum: "
                    "weights of both signs cancel. First square, then sum"),
               edit("2 * lam * W", "2 * lam * W / np.linalg.norm(W)", "`dW`", "course lab", says="this mixes the gradients of the "
                    "square (2 W) and of the norm (W over the norm), as a course lab does"),
               edit("-np.sum(Y * np.log(p)) / len(x)", "-np.mean(Y * np.log(p))", "`loss`", "B C entries", says="the mean of the "
                    "cross-entropy runs over all B C entries: it is a mean over the B rows"),
               edit("x.T @ dz", "dz.T @ x", "`dW`", "transposed", says="the part of the cross-entropy is transposed: it is "
                    "`x.T @ dz`, in the shape of `W`")]),
    exercise(
        id="ch06.huber", title="Mend Huber's loss", where="sec-loss-robust", args="y (B, d), t (B, d), kappa",
        returns="loss, dy (B, d)",
        task="""
            Huber's loss, a mean over all entries: half squares up to a distance `kappa`, a straight line beyond, joined
            without a jump. Here the line does not meet the square, and far errors have no pull. Mend both.
            """,
        starter="""
            def my_huber(y, t, kappa):          # y and t (B, d)
                e = y - t
                near = np.abs(e) <= kappa
                loss = np.mean(np.where(near, e ** 2 / 2, kappa * np.abs(e)))
                dy = np.where(near, e, 0) / e.size
                return loss, dy
            """,
        solution="""
            def my_huber(y, t, kappa):
                e = y - t
                near = np.abs(e) <= kappa
                loss = np.mean(np.where(near, e ** 2 / 2, kappa * (np.abs(e) - kappa / 2)))
                dy = np.where(near, e, kappa * np.sign(e)) / e.size
                return loss, dy
            """,
        forms=["""
            def my_huber(y, t, kappa):
                e = y - t
                near = np.abs(e) <= kappa
                loss = np.mean(np.where(near, e ** 2 / 2, kappa * (np.abs(e) - kappa / 2)))
                dy = np.clip(e, -kappa, kappa) / e.size
                return loss, dy
            """],
        terms={"kappa * np.sign(e)": "the slope of the straight part", "kappa / 2": "`kappa / 2`", "e.size": "B·d",
               "kappa * (np.abs(e) - kappa / 2)": "the straight part", "e ** 2 / 2": "the half square"},
        hints=["What must be subtracted from kappa |e|, so that it is kappa²/2 at |e| = kappa?",
               "The slope is the error, clipped to the range from -kappa to kappa."],
        wrong=[edit("kappa * np.sign(e)", "0", "`dy`", "cut off", says="far errors are cut off: they have no pull at all. They "
                    "are clipped, and pull with kappa"),
               edit("kappa * np.sign(e)", "np.sign(e)", "`dy`", "a factor is missing: `kappa`"),
               edit("kappa * np.sign(e)", "kappa", "`dy`", "sign"),
               edit("np.where(near, e, kappa * np.sign(e))", "e", "`dy`", "not clipped", says="the error is not clipped: this is "
                    "the gradient of half squares everywhere"),
               edit("kappa * (np.abs(e) - kappa / 2)", "kappa * np.abs(e)", "`loss`", "`kappa / 2`"),
               edit("kappa * (np.abs(e) - kappa / 2)", "kappa * (e - kappa / 2)", "`loss`", "absolute value"),
               edit(" / e.size", "", "`dy`", "factor B·d")]),
    exercise(
        id="ch06.smoothing", title="A loss with label smoothing, as a class", where="sec-loss-smoothing", use=use_loss,
        args="z_before (B, C), z (B, C), t (B), epsilon", returns="loss, dz (B, C)", rounds=BATCH,
        draws={"t": labels("C"), "epsilon": uniform(0.05, 0.4)},
        extra=[("logits of 1000", (LARGE[::-1].copy(), LARGE, LARGE_LABELS, 0.1))],
        task="""
            Write cross-entropy from logits as a class, right for logits of any size: `forward(z, t)` returns the mean
            loss and keeps what `backward()` needs. The target row is (1 - epsilon) times the one-hot row, plus epsilon
            / C for every class.
            """,
        starter="""
            class MyCrossEntropy:
                def __init__(self, epsilon):
                    self.epsilon = epsilon

                def forward(self, z, t):          # z (B, C), t (B,): the mean loss
                    return ...

                def backward(self):          # dz (B, C)
                    return ...
            """,
        solution="""
            class MyCrossEntropy:
                def __init__(self, epsilon):
                    self.epsilon = epsilon

                def forward(self, z, t):
                    B, C = z.shape
                    s = z - z.max(axis=1, keepdims=True)
                    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
                    self.p = np.exp(log_p)
                    self.Y = (1 - self.epsilon) * np.eye(C)[t] + self.epsilon / C
                    return -np.sum(self.Y * log_p) / B

                def backward(self):
                    return (self.p - self.Y) / len(self.p)
            """,
        terms={"self.epsilon / C": "the share of every class", "self.epsilon": "`epsilon`", "self.p": "`p`",
               "self.Y": "the smoothed target", "len(self.p)": "B", "1 - self.epsilon": "`1 - epsilon`",
               "(1 - self.epsilon) * np.eye(C)[t]": "the one-hot part"},
        hints=["Only the target row changes: both the loss and p - Y stay as they are, with the smoothed row.",
               "Keep `p` and the target row in `forward`."],
        wrong=[edit("(self.p - self.Y)", "(self.p - np.round(self.Y))", "`dz`", "hard", says="the loss is smoothed, the gradient "
                    "uses the hard one-hot target: both need the same row"),
               edit(" + self.epsilon / C", "", "a term is missing: the share of every class"),
               edit("self.epsilon / C", "self.epsilon / (C - 1)", "C - 1", says="the share is epsilon / (C - 1): it is spread "
                    "over all C classes, the label among them, or else the row does not sum to 1"),
               edit("(1 - self.epsilon) * np.eye(C)[t]", "np.eye(C)[t]", "a factor is missing: `1 - epsilon`"),
               edit(" / len(self.p)", "", "`dz`", "factor B"),
               edit("-np.sum(self.Y * log_p) / B", "-np.mean(self.Y * log_p)", "`loss`", "factor C"),
               edit("self.p = np.exp(log_p)", "self.p = getattr(self, 'p', np.exp(log_p))", "`dz`", "an earlier forward"),
               edit("(self.p - self.Y)", "(self.Y - self.p)", "`dz`: its sign is flipped"),
               edit("(1 - self.epsilon) * np.eye(C)[t] + self.epsilon / C",
                    "np.where(np.eye(C)[t] == 1, 1 - self.epsilon, self.epsilon / C)", "the label itself",
                    says="the label itself gets no share: every class does, so its entry is 1 - epsilon + epsilon / C"),
               edit("(1 - self.epsilon) * np.eye(C)[t] + self.epsilon / C",
                    "np.where(np.eye(C)[t] == 1, 1 - self.epsilon, self.epsilon / (C - 1))", "other classes only",
                    says="the share is spread over the other classes only: here every class gets epsilon / C, the label, too"),
               edit("(1 - self.epsilon) * np.eye(C)[t] + self.epsilon / C",
                    "self.epsilon * np.eye(C)[t] + (1 - self.epsilon) / C", "exchanged", says="`epsilon` and `1 - epsilon` are "
                    "exchanged: the label keeps most of it"),
               edit("(self.p - self.Y)", "(-self.Y / self.p)", "`dz`", "at the probabilities", says="this is the gradient at the "
                    "probabilities: it has to go through softmax, which leaves p - Y"),
               edit("self.Y * log_p", "self.Y * self.p", "`loss`", "logarithm", says="the logarithm of the probabilities is "
                    "missing in the loss")]),
]
