"""Exercises of chapter 12: dropout, the penalty's gradient, and stopping early."""

from __future__ import annotations

import numpy as np

from .cases import generator, uniform
from .exercise import edit, exercise, wrong
from .randomness import from_rng

RATES = {2: 0.3, 3: 0.6, 1: 0.25, 5: 0.15}       # of dropout, by B
ROUNDS = {"wide": {"B": 2, "d": 6}, "square": {"B": 3, "d": 3}, "B = 1": {"B": 1, "d": 9}, "tall": {"B": 5, "d": 4}}
# validation losses and the patience: a tie and a better loss after the stop; late; at once; a rise before the best; no stop
RUNS = {7: ([0.9, 0.7, 0.8, 0.7, 0.75, 0.72, 0.1], 3), 11: ([0.9, 0.8, 0.85, 0.6, 0.65, 0.62, 0.59, 0.63, 0.6, 0.62, 0.2], 3),
        6: ([0.5, 0.6, 0.7, 0.8, 0.4, 0.3], 2), 8: ([0.9, 0.95, 0.5, 0.6, 0.55, 0.5, 0.7, 0.4], 4),
        4: ([0.8, 0.6, 0.5, 0.55], 2)}


def hidden(rng, shape, sizes):
    """A mask of inverted dropout, with at least one unit kept and one hidden."""
    kept = rng.random(shape) >= 0.5
    kept.flat[0], kept.flat[-1] = True, False
    return kept / (1 - RATES[sizes["B"]])


def use_dropout(cls, rate, rng, x_before, x, dy):
    """Training on two batches, the way back for the last one, then a prediction."""
    def numbers(rng):
        layer = cls(rate, rng)
        layer.forward(x_before)
        y, dx = layer.forward(x), layer.backward(dy)
        return {"y": y, "dx": dx, "predicted": layer.predict(x)}
    return from_rng(numbers, rng, random=lambda array: bool(np.any(array == 0)))


def use_stopping(cls, losses, patience):
    """Epochs with weights that are altered in place, also after the last one: how many were run, and what was kept."""
    stopping, W = cls(patience), np.zeros(2)
    for epoch, loss in enumerate(losses):
        W += [1.0, epoch]
        stop = stopping.update(loss, W)
        if stop is None or stop is ...:
            return stop
        if stop:
            break
    W += 100.0
    return {"epochs": epoch + 1, "best_epoch": stopping.best_epoch, "best_W": stopping.best_W}


EXERCISES = [
    exercise(
        id="ch12.mask", title="One line", where="sec-dropout", args="x (B, d), u (B, d), rate", returns="y (B, d)",
        rounds=ROUNDS,
        draws={"u": lambda rng, shape, sizes: np.round(rng.uniform(0, 1, shape), 2) + 0.005,
               "rate": lambda rng, shape, sizes: RATES[sizes["B"]]},
        task="`u` holds random numbers, uniform between 0 and 1, one for each unit. Hide the units whose `u` is below `rate`, and "
             "scale the others so that the mean of `y` stays that of `x`. Write the line for the mask.",
        starter="""
            def my_dropped(x, u, rate):
                mask = ...
                return x * mask
            """,
        solution="""
            def my_dropped(x, u, rate):
                mask = (u >= rate) / (1 - rate)
                return x * mask
            """,
        terms={"(u >= rate) / (1 - rate)": "the mask", "u >= rate": "`u >= rate`"},
        hints=["`u >= rate` is an array of True and False, and counts as 1 and 0.",
               "A unit is kept with probability 1 - rate. By which number do you divide, so that its mean stays?"],
        wrong=[wrong("return x * (u >= rate)", "not scaled",
                     says="the kept units are not scaled: the mean of `y` is 1 - rate times that of `x`"),
               edit("u >= rate", "u < rate", "the wrong way round"),
               edit("/ (1 - rate)", "/ rate", "divides by the rate",
                    says="it divides by the rate, the share of the hidden: a kept unit is divided by the share of the "
                         "kept, 1 - rate"),
               edit("/ (1 - rate)", "* (1 - rate)", "multiplies by"),
               edit("u >= rate", "u >= 1 - rate", "keeps a unit with probability",
                    says="it keeps a unit with probability `rate` and hides it with 1 - rate: `rate` is the share of "
                         "the hidden"),
               edit("u >= rate", "u < 1 - rate", "other units",
                    says="the share is right, but these are other units: hidden are those whose `u` is **below** "
                         "`rate`"),
               wrong("mask = (u >= rate) / np.mean(u >= rate)\nreturn x * mask", "this time",
                     says="it divides by the share that was kept this time, which is another number for every batch: "
                          "the probability is 1 - rate"),
               edit("u >= rate", "u >= 0.5", "half of the units", says="it hides half of the units whatever the rate"),
               edit("(u >= rate) / (1 - rate)", "(u >= 1 - rate) / rate", "the share of the kept",
                    says="`rate` is taken as the share of the kept, in both places: it is that of the hidden"),
               edit("/ (1 - rate)", "/ np.sqrt(1 - rate)", "the mean square",
                    says="the root keeps the mean square of `y`; asked is its mean, so divide by 1 - rate itself"),
               edit("(u >= rate) / (1 - rate)", "(u >= rate) * rate", "multiplied by `rate`",
                    says="the kept units are multiplied by `rate`: so that their mean stays, they are divided by 1 - "
                         "rate"),
               edit("(u >= rate) / (1 - rate)", "(u >= rate) * 2", "whatever the rate",
                    says="the kept units are doubled whatever the rate: that is right for a rate of ½ alone; it is "
                         "1/(1 - rate)"),
               wrong("kept = u >= rate\nreturn x[kept] / (1 - rate)", "picks out",
                     says="`x[kept]` picks out the kept units: the hidden ones stay where they are, as 0"),
               wrong("mask = (u >= rate) / (1 - rate)\nreturn mask", "`x`"),
               wrong("x[u < rate] = 0\nreturn x / (1 - rate)", "alters its input `x`"),
               wrong("return x / (1 - rate)", "Nothing is hidden", says="Nothing is hidden: `u` is not used"),
               wrong("return x * (u < rate) / rate", "the share of the kept",
                     says="`rate` is taken as the share of the kept, in both places: it is that of the hidden")]),
    exercise(
        id="ch12.penalty", title="The penalty and its gradient", where="sec-decay",
        args="W (d_in, d_out), b (d_out), dW (d_in, d_out), db (d_out), lam",
        returns="penalty, dW (d_in, d_out), db (d_out)",
        task="`dW` and `db` are the gradients of the loss. Add the penalty λ/2 times the squared norm of the **weights** (a bias "
             "does not decay): return the penalty, and the gradients of loss and penalty together, as new arrays.",
        starter="""
            def my_penalized(W, b, dW, db, lam):
                penalty = ...
                return penalty, ..., ...
            """,
        solution="""
            def my_penalized(W, b, dW, db, lam):
                penalty = lam / 2 * np.sum(W ** 2)
                dW = dW + lam * W
                return penalty, dW, db
            """,
        terms={"lam / 2 * np.sum(W ** 2)": "the penalty", "lam / 2": "`lam / 2`"},
        hints=["The squared norm is the sum of all squares. The slope of λ/2 w² is λ w.",
               "A bias only shifts: its gradient is that of the loss alone."],
        wrong=[edit("lam * W", "2 * lam * W", "takes the 2 away",
                    says="the gradient of the penalty is twice too large: the ½ takes the 2 away, and λ/2 w² has the "
                         "slope λ w"),
               edit("lam * W", "lam / 2 * W", "½ stands in the gradient",
                    says="the ½ stands in the gradient as well: the slope of w² is 2 w, so that of λ/2 w² is λ w"),
               edit("lam / 2 * np", "lam * np", "`penalty`", "too large by the factor 2"),
               edit("penalty, dW, db", "penalty, dW, db + lam * b", "`db`", "bias",
                    says="the bias decays as well: it only shifts, and its gradient is that of the loss alone"),
               edit("np.sum(W ** 2)", "(np.sum(W ** 2) + np.sum(b ** 2))", "`penalty`", "bias",
                    says="the squares of the bias are in it: only the weights decay"),
               wrong("return lam / 2 * np.sum(W ** 2) / len(W), dW + lam * W / len(W), db",
                     "divided by the number of rows",
                     says="it is divided by the number of rows of `W`: a penalty sees no batch and no mean"),
               wrong("return lam / 2 * np.mean(W ** 2), dW + lam * W / W.size, db", "divided by the number of weights",
                     says="it is divided by the number of weights: the penalty is a sum, not a mean"),
               edit("np.sum(W ** 2)", "np.sum(np.abs(W))", "absolute values",
                    says="it adds up the absolute values: the squared norm is the sum of the squares"),
               edit("np.sum(W ** 2)", "np.sum(W @ W.T)", "no matrix product",
                    says="the sum over W @ W.T has the products of different rows in it: it is no matrix product, the "
                         "squares of the entries are added up"),
               edit("lam * W", "lam * np.sign(W)", "slope of |w|",
                    says="this is the slope of |w|, which does not depend on the size of w: that of λ/2 w² is λ w"),
               edit("lam * W", "lam * W / np.linalg.norm(W)", "slope of the norm itself",
                    says="this is the slope of the norm itself; that of half its square is W"),
               edit("dW + lam * W", "dW + lam * np.sum(W)", "in every place",
                    says="the sum of all weights is added in every place: each weight has its own slope, λ w"),
               edit("dW + lam * W", "dW * (1 - lam)", "shrinks the gradient",
                    says="it shrinks the gradient: what decays are the weights, so λ W is added"),
               edit("np.sum(W ** 2)", "np.mean(W ** 2)", "not a mean"),
               edit("np.sum(W ** 2)", "np.linalg.norm(W)", "not its square",
                    says="it is the norm itself, not its square"),
               edit("np.sum(W ** 2)", "np.sum(W) ** 2", "square of the sum",
                    says="it is the square of the sum, not the sum of the squares"),
               edit("dW + lam * W", "dW - lam * W", "a sign is wrong"),
               edit("dW + lam * W", "lam * W", "a term is missing: `dW`"),
               edit("dW = dW + lam * W", "dW += lam * W", "alters its input `dW`"),
               edit("np.sum(W ** 2)", "np.sum(W ** 2, axis=0)", "one number for each column",
                    says="it is one number for each column: the penalty is one number, over all entries"),
               edit("np.sum(W ** 2)", "np.sum(W ** 2, axis=1)", "one number for each row",
                    says="it is one number for each row: the penalty is one number, over all entries"),
               edit("return penalty, dW, db", "return penalty, dW, lam * b", "`db`", "is lost",
                    says="the gradient of the loss is lost: `db` stays as it is, since a bias does not decay")]),
    exercise(
        id="ch12.mend", title="Mend the way back", where="sec-dropout",
        args="x (B, d_in), z (B, h), mask (B, h), W2 (h, d_out), dy (B, d_out)", returns="dW1 (d_in, h), dW2 (h, d_out)",
        draws={"mask": hidden},
        task="A network with dropout behind its hidden layer computes `z = x @ W1`, `a = np.maximum(z, 0) * mask` and `y = a @ W2`. "
             "Its way back forgets the mask, in **two** places. The loss falls all the same. Mend both.",
        starter="""
            def my_hidden_backward(x, z, mask, W2, dy):
                a = np.maximum(z, 0)
                dW2 = a.T @ dy
                da = dy @ W2.T
                dz = da * (z > 0)
                dW1 = x.T @ dz
                return dW1, dW2
            """,
        solution="""
            def my_hidden_backward(x, z, mask, W2, dy):
                a = np.maximum(z, 0) * mask
                dW2 = a.T @ dy
                da = dy @ W2.T
                dz = da * mask * (z > 0)
                dW1 = x.T @ dz
                return dW1, dW2
            """,
        terms={"z > 0": "the slope of ReLU", "da * mask": "`da * mask`", "np.maximum(z, 0)": "ReLU's output",
               "np.maximum(z, 0) * mask": "the dropped output"},
        hints=["What did the second layer get as its input? Its gradient needs just that.",
               "On the way back the mask is a constant factor, between `W2` and the ReLU."],
        wrong=[edit("da * mask * (z > 0)", "da * (z > 0)", "`dW1`", "a factor is missing: `mask`"),
               edit("np.maximum(z, 0) * mask", "np.maximum(z, 0)", "`dW2`", "a factor is missing: `mask`"),
               edit("da * mask", "da * (mask > 0)", "1/(1 - p)",
                    says="only the hidden units are taken out on the way back: the factor 1/(1 - p) of the kept ones "
                         "is missing"),
               edit("np.maximum(z, 0) * mask", "np.maximum(z, 0) * (mask > 0)", "1/(1 - p)",
                    says="only the hidden units are taken out: the factor 1/(1 - p) of the kept ones is missing"),
               edit("da * mask * (z > 0)", "da * mask", "`dW1`", "a factor is missing: the slope of ReLU"),
               edit("da * mask", "da * a", "ReLU's output stands"),
               edit("dz = da * mask * (z > 0)", "dz = da * (z > 0) / (1 - np.mean(mask == 0)) * (mask > 0)",
                    "this time",
                    says="it divides by the share that was kept this time; the kept units were multiplied by the mask, "
                         "so multiply by it again"),
               edit("* (z > 0)", "* z", "`z` itself",
                    says="`z` itself stands where the slope of ReLU belongs: that is 1 where z > 0, and 0 elsewhere"),
               edit("* (z > 0)", "* np.maximum(z, 0)", "where its slope belongs",
                    says="ReLU's output stands where its slope belongs: that is 1 where z > 0, and 0 elsewhere"),
               edit("np.maximum(z, 0) * mask", "z * mask", "ReLU is missing", says="the ReLU is missing in `a`"),
               edit("da * mask", "da * (1 - mask)", "the wrong way round",
                    says="1 - mask is the wrong way round: the gradient goes where `mask` is not 0, and is multiplied "
                         "by it"),
               edit("da * mask", "da * mask * mask", "a factor stands twice: `mask`"),
               edit("return dW1, dW2", "return dW2, dW1", "in the wrong order")]),
    exercise(
        id="ch12.dropout", title="Dropout as a layer", where="sec-dropout", use=use_dropout,
        args="rate, rng, x_before (B, d), x (B, d), dy (B, d)", returns="y (B, d), dx (B, d), predicted (B, d)",
        draws={"rng": generator(), "rate": lambda rng, shape, sizes: RATES[sizes["B"]]},
        rounds=ROUNDS,
        task="Write inverted dropout as a class. Each `forward` draws one fresh array `rng.random(x.shape)` and hides the units whose "
             "number is below `rate`; the kept ones are scaled so that the mean stays. `backward` uses the mask of the last "
             "forward. `predict` is for evaluation: nothing is random there.",
        starter="""
            class MyDropout:
                def __init__(self, rate, rng):
                    self.rate, self.rng = rate, rng

                def forward(self, x):
                    return ...

                def backward(self, dy):
                    return ...

                def predict(self, x):
                    return ...
            """,
        solution="""
            class MyDropout:
                def __init__(self, rate, rng):
                    self.rate, self.rng = rate, rng

                def forward(self, x):
                    u = self.rng.random(x.shape)
                    self.mask = (u >= self.rate) / (1 - self.rate)
                    return x * self.mask

                def backward(self, dy):
                    return dy * self.mask

                def predict(self, x):
                    return x
            """,
        terms={"self.mask": "the mask", "1 - self.rate": "`1 - rate`", "self.rate": "`rate`", "u >= self.rate": "what is kept"},
        hints=["The mask is 0 or 1/(1 - rate). Keep it as `self.mask`.",
               "The mean of `y` is `x` already: what is left to do in `predict`?"],
        wrong=[edit(" / (1 - self.rate)", " * 1.0", "`y`, `dx`", "not scaled",
                    says="the kept units are not scaled by 1/(1 - rate)"),
               edit(">= self.rate", "< self.rate", "the wrong way round"),
               edit(">= self.rate", "< 1 - self.rate", "other units",
                    says="the share is right, but these are other units: hidden are those whose number is **below** "
                         "`rate`"),
               edit("return dy * self.mask", "return dy * (self.rng.random(dy.shape) >= self.rate) / (1 - self.rate)",
                    "fresh mask",
                    says="`backward` draws a fresh mask: it belongs to other units than those that were hidden. Use "
                         "the one of the forward pass"),
               edit("return dy * self.mask", "return dy", "`dx`", "the mask"),
               edit("return dy * self.mask", "return dy * (self.mask > 0)", "1/(1 - rate)",
                    says="the hidden units are taken out, but the factor 1/(1 - rate) of the kept ones is missing"),
               edit("return dy * self.mask", "return dy / (1 - self.rate)", "hidden units",
                    says="the gradient is scaled, but the hidden units still get one: they had no effect, so theirs is "
                         "0"),
               edit("def predict(self, x):\n        return x",
                    "def predict(self, x):\n        return x * (1 - self.rate)", "`predicted`", "once more",
                    says="prediction scales by 1 - rate: that belongs to the other convention, without the 1/(1 - "
                         "rate) in training. Here the mean is right already, and it is scaled once more"),
               edit("def predict(self, x):\n        return x", "def predict(self, x):\n        return self.forward(x)",
                    "`predicted`", "left on",
                    says="dropout is left on in prediction: the answer is another one each time"),
               edit("def predict(self, x):\n        return x", "def predict(self, x):\n        return x * self.mask",
                    "`predicted`", "last training", says="prediction still uses the mask of the last training step"),
               edit("        self.mask = (u >=", "        if not hasattr(self, 'mask'):\n            self.mask = (u >=",
                    "first forward",
                    says="the mask of the first forward is used for all that follow: it has to be drawn anew each "
                         "time"),
               edit("random(x.shape)", "random(x.shape[1])", "one mask for all rows",
                    says="there is one mask for all rows: each example hides units of its own"),
               edit("self.rng.random(x.shape)", "np.random.rand(*x.shape)", "nobody can repeat"),
               edit("self.rng.random(x.shape)", "np.random.default_rng(0).random(x.shape)", "fixed seed?"),
               edit("return x * self.mask", "return x", "`y`", "Nothing is hidden",
                    says="Nothing is hidden in `forward`: the mask is not used there"),
               edit("return dy * self.mask", "return dy * self.mask / (1 - self.rate)", "scaled twice",
                    says="it is scaled twice: the mask has its 1/(1 - rate) already"),
               edit("return dy * self.mask", "return dy * (1 - self.mask)", "the wrong way round",
                    says="1 - mask is the wrong way round: the gradient goes where the mask is not 0, and is "
                         "multiplied by it"),
               edit("def predict(self, x):\n        return x",
                    "def predict(self, x):\n        return x / (1 - self.rate)", "nothing to do",
                    says="prediction divides by 1 - rate: the mean of `y` is `x` in training already, so there is "
                         "nothing to do"),
               edit("random(x.shape)", "random()", "one number",
                    says="one number decides for all units at once: each unit has its own"),
               edit("random(x.shape)", "random((len(x), 1))", "whole rows",
                    says="it hides whole rows, that is, whole examples: each unit of each row has its own number"),
               edit("random(x.shape)", "normal(size=x.shape)", "normal ones",
                    says="the numbers are normal ones, so the share of the hidden is not `rate`: `rng.random` gives "
                         "uniform ones"),
               edit(">= self.rate", ">= 1 - self.rate", "keeps a unit with probability",
                    says="it keeps a unit with probability `rate` and hides it with 1 - rate: `rate` is the share of "
                         "the hidden"),
               edit(">= self.rate", ">= 0.5", "half of the units", says="it hides half of the units whatever the rate"),
               edit("u = self.rng.random(x.shape)\n        self.mask = (u >= self.rate)",
                    "self.mask = self.rng.binomial(1, 1 - self.rate, x.shape)", "drawn in another way",
                    says="the share is right, but the mask is drawn in another way than the task asks: hidden are the "
                         "units whose `rng.random(x.shape)` is below `rate`"),
               edit("return x * self.mask", "return x * (self.rng.random(x.shape) >= self.rate) / (1 - self.rate)",
                    "two masks",
                    says="each forward draws two masks: one hides units, the other is kept for the way back"),
               edit("return dy * self.mask", "dy *= self.mask\n        return dy", "alters its input `dy`"),
               edit(">= self.rate) / (1 - self.rate)", "< self.rate) / self.rate", "the share of the kept",
                    says="`rate` is taken as the share of the kept, in both places: it is that of the hidden")]),
    exercise(
        id="ch12.stopping", title="Stop early, keep the best", where="sec-decay", use=use_stopping, args="losses, patience",
        returns="epochs, best_epoch, best_W (2)", rounds={f"{count} epochs": {"epochs": count} for count in RUNS},
        draws={"losses": lambda rng, shape, sizes: list(RUNS[sizes["epochs"]][0]),
               "patience": lambda rng, shape, sizes: RUNS[sizes["epochs"]][1]},
        task="After each epoch `update(loss, W)` gets the validation loss and the weights. It returns True (stop) when the best loss is "
             "`patience` epochs old, else False. `best_epoch` (from 0) and `best_W` are those of the smallest loss so far; a loss "
             "that only equals it is no improvement. The training alters `W` **in place** between the calls.",
        starter="""
            class MyEarlyStopping:
                def __init__(self, patience):
                    self.patience = patience
                    self.epoch = -1
                    self.best_loss = np.inf
                    self.best_epoch, self.best_W = None, None

                def update(self, loss, W):          # True: stop, False: go on
                    self.epoch += 1
                    return ...
            """,
        solution="""
            class MyEarlyStopping:
                def __init__(self, patience):
                    self.patience = patience
                    self.epoch = -1
                    self.best_loss = np.inf
                    self.best_epoch, self.best_W = None, None

                def update(self, loss, W):
                    self.epoch += 1
                    if loss < self.best_loss:
                        self.best_loss = loss
                        self.best_epoch = self.epoch
                        self.best_W = W.copy()
                    return self.epoch - self.best_epoch >= self.patience
            """,
        hints=["Is this loss smaller than `self.best_loss`? Then remember loss, epoch and weights.",
               "The training goes on writing into the very array that you are given: what do you have to keep?"],
        wrong=[edit("W.copy()", "W", "`best_W`", "a copy",
                    says="`best_W` is the array itself, which the training goes on altering: keep a copy"),
               edit("loss < self.best_loss", "loss <= self.best_loss", "at equality"),
               edit(">= self.patience", "> self.patience", "at equality"),
               edit("            self.best_loss = loss\n            self.best_epoch", "            self.best_epoch",
                    "the line `self.best_loss = loss` is missing"),
               edit("        return self.epoch", "        self.best_loss = loss\n        return self.epoch",
                    "the loss before", says="each loss is compared with the loss before, not with the best one so far"),
               edit("        return self.epoch - self.best_epoch >= self.patience",
                    "            return False\n        return True", "`epochs`", "first rise",
                    says="it stops at the first rise, whatever the patience: a validation loss goes up and down"),
               edit("        return self.epoch - self.best_epoch >= self.patience",
                    "            return False\n        self.patience -= 1\n        return self.patience <= 0",
                    "starts anew",
                    says="it counts all epochs without improvement: after an improvement the count starts anew"),
               edit("            self.best_W = W.copy()", "        self.best_W = W.copy()", "`best_W`", "last epoch",
                    says="these are the weights of the last epoch, not of the best one"),
               edit("return self.epoch - self.best_epoch >= self.patience", "return False", "never stops",
                    says="it never stops"),
               edit("return self.epoch - self.best_epoch >= self.patience", "return True", "after the first epoch",
                    says="it stops after the first epoch"),
               edit(">= self.patience", ">= self.patience - 1", "one epoch too early",
                    says="it stops one epoch too early: the best loss is to be `patience` epochs old"),
               edit("        self.epoch += 1\n        if loss < self.best_loss:\n",
                    "        if loss < self.best_loss:\n            self.epoch += 1\n", "in every call",
                    says="the epochs are counted only when the loss improves: `self.epoch += 1` belongs in every call"),
               edit("self.epoch - self.best_epoch >= self.patience", "self.epoch >= self.patience", "best_epoch"),
               edit("        return self.epoch - self.best_epoch >= self.patience",
                    "        self.epoch - self.best_epoch >= self.patience", "returned None"),
               edit("self.epoch = -1", "self.epoch = 0", "from 1",
                    says="the epochs are counted from 1: the first one is 0"),
               edit("loss < self.best_loss", "loss < self.best_loss - 0.05", "a small improvement",
                    says="a small improvement does not count: every loss below the best one does"),
               edit("self.epoch - self.best_epoch >= self.patience", "self.epoch + 1 >= self.patience",
                    "from the start",
                    says="it counts the epochs from the start: what counts are those since the best loss")]),
]
