"""Exercises of chapter 11 on Adam: one step, and AdamW as a class."""

from __future__ import annotations

import numpy as np

from .cases import uniform
from .exercise import edit, exercise, wrong

COUNT = {2: 3, 3: 1, 4: 2, 5: 7}            # the update that a case with d weights is at


def use_optimizer(cls, W1, W2, dW1, dW2, lr, decay, eps) -> dict:
    """Three updates in place of two arrays of one shape, with other gradients each time."""
    W1, W2, optimizer = W1.copy(), W2.copy(), cls(lr, decay, eps)
    for at in range(3):
        optimizer.step([W1, W2], [dW1[at], dW2[at]])
    return {"W1": W1, "W2": W2}


ADAM = [
    exercise(
        id="ch11.adam", title="One step of Adam", where="sec-bias", args="w (d), g (d), m (d), v (d), n, lr, eps",
        returns="w (d), m (d), v (d)", rounds={f"n = {COUNT[d]}": {"d": d} for d in COUNT},
        draws={"v": uniform(0.05, 2.0), "n": lambda rng, shape, sizes: COUNT[sizes["d"]], "eps": uniform(0.1, 0.5)},
        extra=[("the very first step", (np.array([1.0, -2.0]), np.array([0.5, -0.01]), np.zeros(2), np.zeros(2), 1, 0.1, 0.2))],
        task="`m` and `v` are the running means of the slopes and of their squares after `n - 1` steps; `n` counts from 1. Do step "
             "`n` with beta 0.9 and 0.999 and return the new `w, m, v`, with `m` and `v` as the next step needs them: **not** "
             "corrected. Here `eps` is large, so that it shows where it stands.",
        starter="""
            def my_adam_step(w, g, m, v, n, lr, eps):
                m = ...
                v = ...
                m_hat = ...
                v_hat = ...
                w = ...
                return w, m, v
            """,
        solution="""
            def my_adam_step(w, g, m, v, n, lr, eps):
                m = 0.9 * m + 0.1 * g
                v = 0.999 * v + 0.001 * g ** 2
                m_hat = m / (1 - 0.9 ** n)
                v_hat = v / (1 - 0.999 ** n)
                w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
                return w, m, v
            """,
        terms={"1 - 0.9 ** n": "the bias correction of `m`", "1 - 0.999 ** n": "the bias correction of `v`",
               "0.001 * g ** 2": "the new square", "lr * m_hat / (np.sqrt(v_hat) + eps)": "the step"},
        hints=["After `n` steps the weights of a running mean sum to 1 - beta**n: divide by that.",
               "The root is taken of the corrected `v`, and `eps` is added behind the root."],
        wrong=[edit("m_hat = m / (1 - 0.9 ** n)\n    v_hat = v / (1 - 0.999 ** n)", "m_hat, v_hat = m, v",
                    "without the bias correction",
                    says="it is Adam without the bias correction: `m` and `v` started at 0, so after `n` steps they "
                         "are too small by 1 - beta**n"),
               edit("v / (1 - 0.999 ** n)", "v", "the bias correction of `v`"),
               edit("** n", "** (n - 1)", "one step behind",
                    says="the correction is one step behind: with n from 1 it is beta**n (and at n = 1 yours divides "
                         "by 0)"),
               edit("** n", "** (n + 1)", "one step ahead",
                    says="the correction is one step ahead: `n` counts from 1, so the first step has beta**1"),
               edit("0.9 ** n", "0.9 * n", "not raised to it"),
               edit("np.sqrt(v_hat) + eps", "np.sqrt(v_hat + eps)", "inside the root",
                    says="`eps` stands inside the root: it is added behind it"),
               edit("0.001 * g ** 2", "0.001 * g", "`g` is not squared"),
               edit("np.sqrt(v_hat)", "v_hat", "square root"),
               edit("m_hat / (np", "g / (np", "`g`",
                    says="`g` stands where the corrected mean of the slopes belongs: that is RMSProp with a "
                         "correction"),
               wrong("m = (0.9 * m + 0.1 * g) / (1 - 0.9 ** n)\nv = (0.999 * v + 0.001 * g ** 2) / (1 - 0.999 ** n)\nw "
                     "= w - lr * m / (np.sqrt(v) + eps)\nreturn w, m, v", "`m`, `v`", "corrected",
                     says="it is the corrected mean: the next step would correct it once more. Keep it as it is, and "
                          "correct a copy"),
               edit("0.9 * m + 0.1 * g", "0.1 * m + 0.9 * g", "exchanged",
                    says="0.9 and 0.1 are exchanged: the old mean counts 0.9, the new slope 0.1"),
               edit("0.999 * v + 0.001 * g", "0.9 * v + 0.1 * g", "0.9 for the squares",
                    says="beta is 0.9 for the squares as well; theirs is 0.999"),
               wrong("m, v = 0.9 * m + 0.1 * g, 0.9 * v + 0.1 * g ** 2\nm_hat, v_hat = m / (1 - 0.9 ** n), v / (1 - "
                     "0.9 ** n)\nreturn w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v", "0.9 for the squares",
                     says="beta is 0.9 for the squares as well; theirs is 0.999"),
               wrong("m = 0.999 * m + 0.001 * g\nv = 0.9 * v + 0.1 * g ** 2\nm_hat = m / (1 - 0.999 ** n)\nv_hat = v / "
                     "(1 - 0.9 ** n)\nreturn w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v", "betas are exchanged",
                     says="the betas are exchanged: 0.9 for the mean of the slopes, 0.999 for that of the squares"),
               wrong("m = 0.999 * m + 0.001 * g\nv = 0.9 * v + 0.1 * g ** 2\nm_hat = m / (1 - 0.9 ** n)\nv_hat = v / "
                     "(1 - 0.999 ** n)\nreturn w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v", "betas are exchanged",
                     says="the betas are exchanged: 0.9 for the mean of the slopes, 0.999 for that of the squares"),
               edit("0.999 * v + 0.001 * g", "0.99 * v + 0.01 * g", "0.99",
                    says="the beta of the squares is 0.99 here; it is to be 0.999"),
               edit("1 - 0.999 ** n", "1 - 0.9 ** n", "0.9 of the slopes",
                    says="`v` is corrected with the 0.9 of the slopes; its beta is 0.999"),
               edit("1 - 0.9 ** n", "1 - 0.999 ** n", "0.999 of the squares",
                    says="`m` is corrected with the 0.999 of the squares; its beta is 0.9"),
               edit("/ (np.sqrt(v_hat) + eps)", "/ np.sqrt(v_hat) + eps", "brackets",
                    says="the brackets around the root and `eps` are missing: `eps` is added to the weight"),
               edit("g ** 2", "np.sum(g ** 2)", "one number for all",
                    says="the squares are added up to one number for all weights: each weight has a mean of its own"),
               edit("lr * m_hat / (np.sqrt(v_hat) + eps)", "lr * g", "plain gradient descent",
                    says="`w` takes a step of plain gradient descent: neither of the two means comes in"),
               edit("0.9 * m + 0.1 * g", "0.9 * m + g", "a factor is missing: `0.1`"),
               edit("m = 0.9 * m + 0.1 * g", "m *= 0.9\n    m += 0.1 * g", "alters its input `m`"),
               edit("w - lr", "w + lr", "a sign is wrong"),
               wrong("m_hat, v_hat = m / (1 - 0.9 ** n), v / (1 - 0.999 ** n)\nm, v = 0.9 * m + 0.1 * g, 0.999 * v + "
                     "0.001 * g ** 2\nreturn w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v", "the old means",
                     says="the step uses the old means: `m` and `v` have to take in the new slope first"),
               wrong("m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g ** 2\nm_hat, v_hat = m / (1 - 0.9) ** n, v / (1 "
                     "- 0.999) ** n\nreturn w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v", "brackets",
                     says="the brackets are wrong: it is 1 - beta**n, not (1 - beta)**n"),
               edit("0.001 * g ** 2", "0.001 * np.mean(g ** 2)", "one number for all",
                    says="the squares are averaged to one number for all weights: each weight has a mean of its own"),
               edit("0.001 * g ** 2", "0.01 * g ** 2", "0.01 stands",
                    says="0.01 stands where 0.001 belongs: the two parts, 0.999 and 0.001, sum to 1"),
               edit("m / (1 - 0.9 ** n)\n    v_hat = v / (1", "m * (1 - 0.9 ** n)\n    v_hat = v * (1", "multiplied by",
                    says="the means are multiplied by 1 - beta**n: they are too small at the start, so divide"),
               edit("m_hat / (np.sqrt(v_hat) + eps)", "m_hat * np.sqrt(v_hat)", "multiplies by the root",
                    says="it multiplies by the root: Adam divides each slope by its usual size"),
               edit("m_hat / (np.sqrt(v_hat) + eps)", "np.sign(m_hat)", "sign",
                    says="only the sign of the mean is left: every weight moves by `lr`, whatever the sizes")]),
    exercise(
        id="ch11.adamw", title="AdamW as a class", where="sec-decoupled", use=use_optimizer,
        args="W1 (d_in, d_out), W2 (d_in, d_out), dW1 (3, d_in, d_out), dW2 (3, d_in, d_out), lr, decay, eps",
        returns="W1 (d_in, d_out), W2 (d_in, d_out)",
        draws={"lr": uniform(0.05, 0.2), "decay": uniform(0.5, 2.0), "eps": uniform(0.1, 0.5)},
        task="Write AdamW for a list of arrays. `step(params, grads)` shrinks each array by the decay, `p * (1 - lr * decay)`, then does "
             "Adam's step with beta 0.9 and 0.999, and moves the arrays **in place**. The decay stays out of the gradient, and each "
             "array has its own `m` and `v`. The check takes three steps with two arrays.",
        starter="""
            class MyAdamW:
                def __init__(self, lr, decay, eps):
                    self.lr, self.decay, self.eps = lr, decay, eps
                    ...

                def step(self, params, grads):          # lists of arrays
                    ...
            """,
        solution="""
            class MyAdamW:
                def __init__(self, lr, decay, eps):
                    self.lr, self.decay, self.eps = lr, decay, eps
                    self.n = 0
                    self.m, self.v = None, None

                def step(self, params, grads):
                    if self.n == 0:
                        self.m = [np.zeros_like(p) for p in params]
                        self.v = [np.zeros_like(p) for p in params]
                    self.n += 1
                    for k in range(len(params)):
                        p, g = params[k], grads[k]
                        p *= 1 - self.lr * self.decay
                        self.m[k] = 0.9 * self.m[k] + 0.1 * g
                        self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
                        m_hat = self.m[k] / (1 - 0.9 ** self.n)
                        v_hat = self.v[k] / (1 - 0.999 ** self.n)
                        p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
            """,
        terms={"1 - 0.9 ** self.n": "the bias correction of `m`", "1 - 0.999 ** self.n": "the bias correction of `v`",
               "self.lr": "`lr`", "self.decay": "`decay`", "self.eps": "`eps`", "self.n": "the counter"},
        hints=["The first `step` knows the shapes: make the lists of `m` and `v` there.",
               "The counter goes up once a step, before it is used. `p -= ...` moves the array itself, `p = p - ...` makes another one."],
        wrong=[edit("        p *= 1 - self.lr * self.decay\n", "        g = g + self.decay * p\n",
                    "inside the gradient",
                    says="the decay is added to the gradient: inside the gradient Adam divides it by its own size. "
                         "That is the L2 penalty in Adam, not AdamW"),
               edit("p *= 1 - self.lr * self.decay", "p *= 1 - self.decay", "a factor is missing: `lr`"),
               edit("            p *= 1 - self.lr * self.decay\n", "", "plain Adam",
                    says="the decay is missing: this is plain Adam"),
               edit("range(len(params))", "range(1)", "only the first array", says="only the first array moves"),
               edit("p -= self.lr", "p = p - self.lr", "a new array",
                    says="Adam's step does not reach the arrays: `p = p - ...` makes a new array under the name `p`, "
                         "`p -= ...` moves the array itself"),
               wrong("class MyAdamW:\n    def __init__(self, lr, decay, eps):\n        pass\n    def step(self, "
                     "params, grads):\n        return params", "did not move",
                     says="the arrays did not move at all: `p = ...` gives a new array the name `p`, and `params[k] = "
                          "...` puts a new one into the list; only `p *= ...`, `p -= ...` or `p[:] = ...` alters the "
                          "array itself"),
               edit("p -= self.lr", "p += self.lr", "uphill", says="the step goes uphill: it is subtracted"),
               edit("p *= 1 - self.lr * self.decay", "p -= self.lr * self.decay", "the same amount",
                    says="the decay takes off the same amount from every weight: it is a share of `p`, so multiply by "
                         "1 - lr * decay"),
               edit("p *= 1 - self.lr * self.decay", "p -= self.decay", "the same amount",
                    says="the decay takes off the same amount from every weight, and without the rate: it is a share "
                         "of `p`, so multiply by 1 - lr * decay"),
               edit("            p *= 1 - self.lr * self.decay\n            self.m[k] = 0.9 * self.m[k] + 0.1 * g\n",
                    "            self.m[k] = 0.9 * self.m[k] + 0.1 * g + self.decay * p\n", "inside the mean",
                    says="the decay is inside the mean `m`: Adam divides it by the usual size of the slopes"),
               wrong("""
                   class MyAdamW:
                       def __init__(self, lr, decay, eps):
                           self.lr, self.decay, self.eps, self.n, self.m, self.v = lr, decay, eps, 0, {}, {}

                       def step(self, params, grads):
                           self.n += 1
                           for k, (p, g) in enumerate(zip(params, grads)):
                               self.m[k] = 0.9 * self.m.get(k, 0) + 0.1 * g
                               self.v[k] = 0.999 * self.v.get(k, 0) + 0.001 * g ** 2
                               m_hat, v_hat = self.m[k] / (1 - 0.9 ** self.n), self.v[k] / (1 - 0.999 ** self.n)
                               p -= self.lr * (m_hat + self.decay * p) / (np.sqrt(v_hat) + self.eps)
                   """,
                     "divided by the root",
                     says="the decay is divided by the root as well: it stands beside Adam's step, not in its "
                          "fraction"),
               edit("p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)",
                    "p -= self.lr * (m_hat / (np.sqrt(v_hat) + self.eps) + self.decay * p)", "decays twice",
                    says="it decays twice: once by `p *= ...` and once more in the step"),
               edit("self.n += 1\n        for k in range(len(params)):\n",
                    "for k in range(len(params)):\n            self.n += 1\n", "counts arrays",
                    says="the counter goes up for every array: it counts arrays, not steps"),
               edit("        self.n += 1\n", "", "NaN", "counter"),
               edit("self.m[k]", "self.m[0]", "the same `m`",
                    says="all arrays share the same `m`: the second one begins with the mean of the first"),
               wrong("""
                   class MyAdamW:
                       def __init__(self, lr, decay, eps):
                           self.lr, self.decay, self.eps = lr, decay, eps
                           self.n, self.m, self.v = 0, 0, 0

                       def step(self, params, grads):
                           self.n += 1
                           for p, g in zip(params, grads):
                               p *= 1 - self.lr * self.decay
                               self.m = 0.9 * self.m + 0.1 * g
                               self.v = 0.999 * self.v + 0.001 * g ** 2
                               p -= self.lr * self.m / (1 - 0.9 ** self.n) / (np.sqrt(self.v / (1 - 0.999 ** self.n)) + self.eps)
                   """,
                     "one `m` and one `v`",
                     says="all arrays share one `m` and one `v`: each needs its own, or the one's slopes move the "
                          "other"),
               edit("if self.n == 0", "if True", "forgotten",
                    says="`m` and `v` are set to 0 in every step: what was before is forgotten, and the correction is "
                         "for a mean that is not there"),
               edit("self.v = [np.zeros_like(p) for p in params]", "self.v = self.m", "one list",
                    says="`m` and `v` are one list under two names: `self.v = self.m` makes no second list"),
               edit("np.sqrt(v_hat) + self.eps", "np.sqrt(v_hat + self.eps)", "inside the root",
                    says="`eps` stands inside the root: it is added behind it"),
               edit("** self.n", "** (self.n - 1)", "NaN", "counter",
                    says="all is NaN: 0 is divided by 0, as by 1 - beta**0 where the counter is still 0 in the first "
                         "step (or a root is taken of a negative number)"),
               edit("m_hat = self.m[k] / (1 - 0.9 ** self.n)", "m_hat = self.m[k]", "the bias correction of `m`"),
               edit("p *= 1 - self.lr * self.decay", "g += self.decay * p", "inside the gradient",
                    "alters its input `dW1`"),
               edit("self.m[k] / (1 - 0.9 ** self.n)\n            v_hat = self.v[k] / (1 - 0.999 ** self.n)",
                    "self.m[k]\n            v_hat = self.v[k]", "without the bias correction",
                    says="it is AdamW without the bias correction: `m` and `v` start at 0, so that they are too small "
                         "by 1 - beta**n at first"),
               edit("p *= 1 - self.lr * self.decay", "p -= self.lr * self.decay * g", "a share of the slope",
                    says="the decay takes off a share of the slope: it is a share of the weight, p * (1 - lr * decay)"),
               edit("self.m[k] = 0.9 * self.m[k] + 0.1 * g\n",
                    "self.m[k] = 0.9 * self.m[k] + 0.1 * (g + self.decay * p)\n", "inside the mean as well",
                    says="the decay stands inside the mean as well: it stays out of `m` and `v`, beside Adam's step"),
               edit("            p -= self.lr * m_hat",
                    "            self.m[k], self.v[k] = m_hat, v_hat\n            p -= self.lr * m_hat",
                    "corrected once more",
                    says="the corrected means are kept, and corrected once more in the next step: keep `m` and `v` as "
                         "they are"),
               edit("p *= 1 - self.lr * self.decay", "p *= self.decay", "what is left is",
                    says="`p *= decay` leaves the share `decay` of the weight: what is left is 1 - lr * decay")]),
]
