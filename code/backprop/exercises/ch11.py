"""Exercises of chapter 11: momentum, Nesterov, clipping, a schedule; Adam is in a file of its own."""

from __future__ import annotations

import numpy as np

from .cases import uniform
from .ch11_adam import ADAM
from .exercise import edit, exercise, wrong

WARM = {5: 2, 11: 4, 14: 3}                 # steps: warmup
LONG = np.array([[3.0, -4.0], [12.0, 0.0]]), np.array([1.0, 2.0])
SHORT = np.array([[0.3, 0.0], [0.0, -0.2]]), np.array([0.3, 0.1])


def use_schedule(answer, lr, steps, warmup):
    """The rates of all updates; what is no number stays as it is."""
    rates = [answer(t, lr, steps, warmup) for t in range(steps)]
    odd = [rate for rate in rates if not np.isscalar(rate) and np.shape(rate) != () or rate is None or rate is ...]
    return {"rates": odd[0] if odd else np.array(rates)}


EXERCISES = [
    exercise(
        id="ch11.momentum", title="Two lines", where="sec-momentum", args="w (d), v (d), g (d), lr, mu",
        returns="w (d), v (d)",
        task="One step with momentum: the velocity fades to `mu` of itself and takes in the new slope `g`, then `w` moves "
             "along it, downhill. Write the two lines; return new arrays.",
        starter="""
            def my_momentum_step(w, v, g, lr, mu):
                v = ...
                w = ...
                return w, v
            """,
        solution="""
            def my_momentum_step(w, v, g, lr, mu):
                v = mu * v + g
                w = w - lr * v
                return w, v
            """,
        hints=["First the velocity, then the step along the *new* velocity.",
               "Here the learning rate stands in the step, not in the velocity, and `g` comes in whole."],
        wrong=[wrong("v, w = mu * v + g, w - lr * v\nreturn w, v", "the old velocity",
                     says="`w` moves along the old velocity: `v` has to take in the new slope first"),
               wrong("v = mu * v + (1 - mu) * g\nw = w - lr * v\nreturn w, v", "running mean",
                     says="the new slope comes in as (1 - mu) * g: that is the other convention, a running mean, whose "
                          "learning rate is 1/(1 - mu) times that of the page. Here `g` comes in whole"),
               edit("w - lr * v", "w + lr * v", "a sign is wrong"),
               edit("mu * v + g", "mu * (v + g)", "the new slope fades",
                    says="the new slope fades as well: only the old velocity is multiplied by `mu`"),
               edit("mu * v + g", "v + mu * g", "on the wrong term",
                    says="`mu` stands on the wrong term: the old velocity fades, the new slope comes in whole"),
               edit("w - lr * v", "w - lr * g", "plain gradient descent",
                    says="the velocity does not come in: `w` moves along the slope `g` alone, which is plain gradient "
                         "descent"),
               wrong("v = mu * v - lr * g\nw = w + v\nreturn w, v", "inside the velocity",
                     says="the learning rate stands inside the velocity, with the minus sign: a common convention, "
                          "whose `v` is a sum of steps. The page's `v` is a sum of slopes, and the rate stands in the "
                          "step"),
               wrong("v = mu * v + lr * g\nw = w - v\nreturn w, v", "inside the velocity",
                     says="the learning rate stands inside the velocity: then `v` is a sum of steps. The page's `v` is "
                          "a sum of slopes, and the rate stands in the step"),
               edit("w - lr * v", "w - lr * mu * v", "once more",
                    says="`mu` stands in the step as well: the velocity has faded already, and fades once more"),
               wrong("v = (1 - mu) * v + mu * g\nw = w - lr * v\nreturn w, v", "exchanged",
                     says="the old velocity counts 1 - mu and the new slope mu: the parts are exchanged, and on this "
                          "page `g` comes in whole"),
               edit("mu * v + g", "(1 - mu) * v + g", "the rest",
                    says="the velocity fades to 1 - mu of itself: `mu` is the share that is left, not the rest"),
               edit("w - lr * v", "w - lr * v - lr * g", "counts twice",
                    says="the new slope counts twice: it is in the velocity already"),
               edit("mu * v + g", "mu * v + lr * g", "stands twice",
                    says="the learning rate stands twice: in the velocity, and again in the step"),
               wrong("v = mu * v - lr * g\nw = w - v\nreturn w, v", "uphill",
                     says="the velocity has its minus sign and its rate already, and is subtracted once more: that "
                          "goes uphill. On this page v = mu * v + g, without either"),
               wrong("v = lr * v + g\nw = w - mu * v\nreturn w, v", "`lr` and `mu` are exchanged",
                     says="`lr` and `mu` are exchanged"),
               edit("w - lr * v", "w * (1 - lr * v)", "a share of `w`",
                    says="it takes off a share of `w`: the step is lr * v, whatever `w` is"),
               edit("w - lr * v", "w - lr * (g + mu * v)", "Nesterov",
                    says="this is Nesterov's step, which takes the next fade of the velocity in as well"),
               wrong("v *= mu\nv += g\nw = w - lr * v\nreturn w, v", "alters its input `v`"),
               wrong("v = mu * v + g\nw = w - lr * v\nreturn w", "expected are 2"),
               edit("w - lr * v", "w - (1 - mu) * lr * v", "1 - mu",
                    says="the step is multiplied by 1 - mu: that makes a running mean of the velocity; on this page it "
                         "is the sum itself"),
               wrong("v = mu * v - g\nreturn w + v, v", "holds minus signs",
                     says="the velocity holds minus signs, and the learning rate is missing in the step: on this page "
                          "v = mu * v + g, and w - lr * v")]),
    exercise(
        id="ch11.nesterov", title="Mend Nesterov's step", where="sec-momentum", args="w (d), v (d), g (d), lr, mu",
        returns="w (d), v (d)",
        task="This is meant to be Nesterov's step, which looks one fade ahead. Compare it with the page: what it does is "
             "another method. Mend it.",
        starter="""
            def my_nesterov_step(w, v, g, lr, mu):
                w = w - lr * (g + mu * v)
                v = mu * v + g
                return w, v
            """,
        solution="""
            def my_nesterov_step(w, v, g, lr, mu):
                v = mu * v + g
                w = w - lr * (g + mu * v)
                return w, v
            """,
        hints=["Put the second line's old `v` into the first one: which method is that?",
               "`w` has to see the velocity that has taken in the new slope already."],
        wrong=[wrong("v = mu * v + g\nw = w - lr * v\nreturn w, v", "plain momentum",
                     says="this is plain momentum: the step goes along the velocity itself, without the look ahead"),
               wrong("new = w - lr * (g + mu * v)\nv = mu * v + g\nreturn new, v", "plain momentum"),
               wrong("v = mu * v + g\nw = w - lr * (g + v)\nreturn w, v", "a factor is missing: `mu`"),
               wrong("v = mu * v + g\nw = w - lr * mu * v\nreturn w, v", "a term is missing: `g`"),
               wrong("v = mu * v + g\nw = w - lr * g + mu * v\nreturn w, v", "outside the bracket",
                     says="`mu * v` stands outside the bracket: it is neither multiplied by `lr` nor subtracted"),
               wrong("v = mu * v + g\nw = w - lr * (v + mu * g)\nreturn w, v", "on the wrong term",
                     says="`mu` stands on the wrong term: it is the velocity's next fade, so g + mu * v"),
               wrong("v = mu * v + g\nw = w - lr * mu * (g + v)\nreturn w, v", "brackets",
                     says="`mu` is multiplied with the slope as well: the brackets are wrong, it is g + mu * v"),
               wrong("v = mu * v + g\nw = w - lr * (v + mu * v + g)\nreturn w, v", "counts twice",
                     says="the velocity counts twice: it is g + mu * v, the slope and the next fade, not the velocity "
                          "itself"),
               wrong("v = mu * v + (1 - mu) * g\nw = w - lr * (g + mu * v)\nreturn w, v", "running mean",
                     says="the new slope comes into `v` as (1 - mu) * g: that is the other convention, a running mean. "
                          "Here it comes in whole"),
               wrong("ahead = w - lr * mu * v\nv = mu * v + g\nw = ahead - lr * v\nreturn w, v", "the old velocity",
                     says="it looks ahead along the old velocity and then takes a whole step of momentum: on this page "
                          "`w` moves once, by g + mu * v"),
               wrong("v *= mu\nv += g\nw -= lr * (g + mu * v)\nreturn w, v", "alters its input `v`"),
               wrong("v = mu * v + g\nw = w + lr * (g + mu * v)\nreturn w, v", "a sign is wrong")]),
    exercise(
        id="ch11.clip", title="Clip by the norm", where="sec-noise", args="dW (d_in, d_out), db (d_out), c",
        returns="dW (d_in, d_out), db (d_out)", draws={"c": uniform(0.3, 0.8)},
        extra=[("a gradient shorter than c", (*LONG, 20.0)), ("a gradient shorter than c", (*SHORT, 0.6)),
               ("a gradient shorter than c", (np.array([[1.0, 1.0]]), np.array([1.0, -1.0]), 9.0))],
        task="`dW` and `db` together are **one** gradient `g`. If its norm is greater than `c`, scale both so that it is `c`; "
             "else return them as they are. The direction must stay, and the arguments must not change.",
        starter="""
            def my_clip(dW, db, c):
                norm = ...
                return ..., ...
            """,
        solution="""
            def my_clip(dW, db, c):
                norm = np.sqrt(np.sum(dW ** 2) + np.sum(db ** 2))
                if norm > c:
                    dW = dW * c / norm
                    db = db * c / norm
                return dW, db
            """,
        terms={"np.sum(dW ** 2) + np.sum(db ** 2)": "the sum of all squares", "np.sum(db ** 2)": "the squares of `db`",
               "np.sum(dW ** 2)": "the squares of `dW`"},
        hints=["One norm for both: the root of the sum of *all* squares, those of `dW` and those of `db`.",
               "Only where the norm is greater than `c` is there anything to do."],
        wrong=[wrong("return np.clip(dW, -c, c), np.clip(db, -c, c)", "entry by entry",
                     says="it cuts entry by entry at ±c, which turns the direction; the norm is what is bounded"),
               wrong("norm = np.sqrt(np.sum(dW ** 2) + np.sum(db ** 2))\nreturn dW * c / norm, db * c / norm",
                     "scales always",
                     says="it scales always, so that a short gradient becomes longer: only where the norm is greater "
                          "than `c` is there anything to do"),
               wrong("n, m = np.linalg.norm(dW), np.linalg.norm(db)\nif n > c:\n    dW = dW * c / n\nif m > c:\n    db "
                     "= db * c / m\nreturn dW, db", "a norm of its own",
                     says="each is clipped by a norm of its own, which turns the direction of the whole gradient: "
                          "there is one norm, of both together"),
               edit("np.sqrt(np.sum(dW ** 2) + np.sum(db ** 2))", "np.sum(dW ** 2) + np.sum(db ** 2)", "square root"),
               edit("np.sqrt(np.sum(dW ** 2) + np.sum(db ** 2))", "np.linalg.norm(dW) + np.linalg.norm(db)", "added up",
                    says="the two norms are added up: what adds up are the squares, under one root"),
               edit("np.sqrt(np.sum(dW ** 2) + np.sum(db ** 2))", "np.linalg.norm(dW)", "of `dW` alone",
                    says="the norm is that of `dW` alone: `db` belongs to the same gradient"),
               edit("dW * c / norm", "dW / norm", "a factor is missing: `c`"),
               edit("norm > c", "norm < c", "the wrong way round"),
               wrong("return dW, db", "Nothing is clipped", says="Nothing is clipped: both come back as they were"),
               edit("norm > c", "norm > 1", "compares with 1",
                    says="it compares with 1: what is bounded is a norm greater than `c`"),
               edit("* c / norm", "* norm / c", "upside down",
                    says="the factor is upside down: it makes the gradient longer. To bring the norm down to `c` it is "
                         "c/norm"),
               edit("np.sqrt(np.sum(dW ** 2) + np.sum(db ** 2))", "np.sum(np.abs(dW)) + np.sum(np.abs(db))",
                    "absolute values",
                    says="it adds up the absolute values; the norm is the root of the sum of squares"),
               edit("np.sqrt(np.sum(dW ** 2) + np.sum(db ** 2))", "np.sqrt(np.sum(dW) ** 2 + np.sum(db) ** 2)",
                    "squared first",
                    says="it squares the sums: each entry is squared first, and the squares are added up"),
               wrong("return np.minimum(dW, c), np.minimum(db, c)", "entry by entry",
                     says="it cuts entry by entry, and only large positive ones: the norm is what is bounded, and the "
                          "direction must stay"),
               wrong("norm = np.sqrt(np.sum(dW ** 2) + np.sum(db ** 2))\nif norm > c:\n    dW, db = dW - c, db - "
                     "c\nreturn dW, db", "subtracts",
                     says="it subtracts `c` from every entry: to bring the norm down to `c`, multiply by c/norm"),
               edit("dW = dW * c / norm\n        db = db * c / norm", "dW *= c / norm\n        db *= c / norm",
                    "alters its input `dW`"),
               edit("np.sqrt(np.sum(dW ** 2) + np.sum(db ** 2))", "max(np.abs(dW).max(), np.abs(db).max())",
                    "largest entry",
                    says="it takes the largest entry for the norm, which is the root of the sum of all squares"),
               edit("np.sqrt(np.sum(dW ** 2) + np.sum(db ** 2))", "np.linalg.norm(dW + db)", "added to each other",
                    says="`dW` and `db` are added to each other before the norm: what adds up are their squares"),
               wrong("n, m = np.linalg.norm(dW, axis=1, keepdims=True), np.linalg.norm(db)\nreturn dW * np.minimum(1, "
                     "c / n), db * min(1, c / m)", "each row",
                     says="each row is clipped by a norm of its own, which turns the direction: there is one norm for "
                          "the whole gradient"),
               wrong("n, m = np.linalg.norm(dW, axis=0), np.linalg.norm(db)\nreturn dW * np.minimum(1, c / n), db * "
                     "min(1, c / m)", "each column",
                     says="each column is clipped by a norm of its own, which turns the direction: there is one norm "
                          "for the whole gradient"),
               edit("* c / norm", "* (norm - c) / norm", "that is to be left",
                    says="it takes off the part that is to be left: the factor is c/norm"),
               edit("norm > c", "norm ** 2 > c", "squared norm", says="it compares the squared norm with `c`"),
               edit("norm > c", "norm > c ** 2", "square of `c`", says="it compares the norm with the square of `c`"),
               wrong("norm = np.sqrt(np.sum(dW ** 2) + np.sum(db ** 2))\nif norm > c:\n    dW, db = dW / c, db / "
                     "c\nreturn dW, db", "divides by `c`",
                     says="it divides by `c`: to bring the norm down to `c` it is multiplied by c/norm")]),
    exercise(
        id="ch11.schedule", title="Warm up, then fall", where="sec-noise", args="lr, steps, warmup", use=use_schedule,
        returns="rates (steps)", draws={"steps": lambda rng, shape, sizes: sizes["steps"],
                                        "warmup": lambda rng, shape, sizes: WARM[sizes["steps"]], "lr": uniform(0.2, 0.9)},
        rounds={f"{steps} steps": {"steps": steps} for steps in WARM},
        extra=[("no warm-up", (0.4, 6, 0))],
        task="Return the rate of update `t`, counted from 0. In the first `warmup` updates it climbs in equal steps, `lr / warmup` in the "
             "first and `lr` in the last of them. Then it falls on half a cosine: the share of the way from there to `steps` is "
             "`p`, from 0 to 1, and the rate is `lr * (1 + cos(pi * p)) / 2`.",
        starter="""
            def my_rate(t, lr, steps, warmup):          # t = 0, 1, ..., steps - 1
                if t < warmup:
                    return ...
                p = ...
                return ...
            """,
        solution="""
            def my_rate(t, lr, steps, warmup):
                if t < warmup:
                    return lr * (t + 1) / warmup
                p = (t - warmup) / (steps - warmup)
                return lr * (1 + np.cos(np.pi * p)) / 2
            """,
        hints=["The first update is t = 0, and it is to move: so (t + 1)/warmup.",
               "`p` is 0 at t = warmup and 1 at t = steps."],
        wrong=[edit("(t + 1) / warmup", "t / warmup", "(t + 1)",
                    says="the rate of the first update, t = 0, is 0: nothing moves then. It is (t + 1)/warmup"),
               edit("(t - warmup) / (steps - warmup)", "t / steps", "from the start",
                    says="`p` counts from the start, not from the end of the warm-up: the rate jumps there"),
               edit("(t - warmup) / (steps - warmup)", "(t - warmup) / steps", "a term is missing: `warmup`"),
               edit("/ 2", "", "a division is missing: by `2`"),
               edit("1 + np.cos", "1 - np.cos", "a sign is wrong"),
               edit("np.cos(np.pi * p)", "np.cos(p)", "a factor is missing: `np.pi`"),
               edit("np.cos(np.pi * p)", "np.cos(180 * p)", "degrees",
                    says="the angle is in degrees; `np.cos` takes radians, so half a turn is pi"),
               edit("t < warmup", "t <= warmup", "at equality", "`t <= warmup`"),
               edit("lr * (1 + np.cos(np.pi * p)) / 2", "lr * (1 - p)", "straight line",
                    says="it falls on a straight line, not on half a cosine"),
               wrong("p = (t - warmup) / (steps - warmup)\nreturn lr * (1 + np.cos(np.pi * p)) / 2", "no warm-up",
                     says="there is no warm-up: the cosine runs in the first updates as well"),
               wrong("p = max(0, (t - warmup) / (steps - warmup))\nreturn lr * (1 + np.cos(np.pi * p)) / 2",
                     "does not climb", says="the rate does not climb in the first updates: it is `lr` from the start"),
               wrong("return lr", "the same in every update", says="the rate is the same in every update"),
               wrong("climb = min(1, (t + 1) / warmup) if warmup else 1\np = (t - warmup) / (steps - warmup)\nreturn "
                     "climb * lr * (1 + np.cos(np.pi * p)) / 2", "reaches into the warm-up",
                     says="the cosine reaches into the warm-up, where it has a `p` below 0: there the rate is lr * (t "
                          "+ 1)/warmup alone"),
               edit("(t + 1) / warmup", "t / (warmup - 1)", "(t + 1)/warmup",
                    says="it climbs from 0 in the first update to `lr` in the last one: in the first it is to be "
                         "lr/warmup, so (t + 1)/warmup"),
               edit("lr * (t + 1) / warmup", "lr * warmup / (t + 1)", "upside down",
                    says="the fraction is upside down: the rate falls to `lr` in place of climbing to it"),
               edit("np.pi * p", "2 * np.pi * p", "a whole cosine",
                    says="it is a whole cosine, which comes up again: half of one is pi * p"),
               edit("(t - warmup) /", "(t - warmup + 1) /", "one update ahead",
                    says="`p` is one update ahead: it is 0 at t = warmup"),
               edit("(steps - warmup)", "(steps - 1 - warmup)", "already in the last update",
                    says="the rate is 0 already in the last update: `p` is 1 at t = steps, one update after the last"),
               edit("(t - warmup) / (steps - warmup)", "(t - warmup) / steps - warmup", "brackets",
                    says="the brackets around `steps - warmup` are missing"),
               edit("lr * (1 + np.cos(np.pi * p)) / 2", "lr * 1 + np.cos(np.pi * p) / 2", "brackets",
                    says="the brackets around the sum are missing: `lr` and the 2 reach only one of its terms"),
               edit("lr * (1 + np.cos(np.pi * p)) / 2", "(1 + np.cos(np.pi * p)) / 2", "a factor is missing: `lr`"),
               edit("/ warmup", "/ (warmup + 1)", "one update late",
                    says="the climb ends one update late: in the last of the first `warmup` updates the rate is `lr`"),
               edit("t < warmup", "t + 1 < warmup", "one update too early",
                    says="the fall begins one update too early: the warm-up has `warmup` updates, t = 0 to warmup - 1"),
               edit("lr * (1 + np.cos(np.pi * p)) / 2", "lr * np.cos(np.pi * p / 2)", "a quarter",
                    says="it is a quarter of a cosine wave, which ends steep; asked is half of one, between 1 and -1, "
                         "moved up by 1 and halved"),
               wrong("if t < warmup:\n    return lr * t / warmup\nreturn lr * (1 + np.cos(np.pi * t / steps)) / 2",
                     "from the start",
                     says="two things: the first update has the rate 0 (it is (t + 1)/warmup), and `p` counts from the "
                          "start, not from the end of the warm-up"),
               edit("return lr * (1 + np.cos(np.pi * p)) / 2", "return lr", "does not fall",
                    says="the rate does not fall after the warm-up")]),
    *ADAM,
]
