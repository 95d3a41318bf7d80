"""Exercises of chapter 10: how large the weights start, and layer normalization."""

from __future__ import annotations

import numpy as np

from .cases import generator, uniform
from .exercise import edit, exercise, wrong
from .randomness import from_rng

LAYERS = {"first": {"d_in": 784, "d_out": 128}, "square": {"d_in": 64, "d_out": 64}, "last": {"d_in": 128, "d_out": 10}}
WEIGHTS = {"wide": {"d_in": 3, "d_out": 5}, "square": {"d_in": 4, "d_out": 4}, "tall": {"d_in": 6, "d_out": 2}}
DEEP = {"wide": {"d0": 2, "d1": 3, "d2": 5, "d3": 4}, "square": {"d0": 3, "d1": 3, "d2": 3, "d3": 3},
        "tall": {"d0": 6, "d1": 5, "d2": 3, "d3": 2}}


def size(name: str):
    """The length of an axis as an input of its own."""
    return lambda rng, shape, sizes: sizes[name]


def use_initializer(answer, d_in, d_out, rng) -> dict:
    """One weight matrix."""
    return from_rng(lambda rng: {"W": answer(d_in, d_out, rng)}, rng)


def use_start(answer, sizes, rng):
    """A list of three pairs (W, b), by name; anything else as it is."""
    def by_name(rng):
        layers = answer(sizes, rng)
        if not isinstance(layers, (tuple, list)):
            return layers
        if len(layers) != 3 or any(not isinstance(layer, (tuple, list)) or len(layer) != 2 for layer in layers):
            raise ValueError(f"for sizes {sizes} expected is a list of three pairs (W, b), one a layer; this is a list of "
                             f"{len(layers)}")
        return {f"{name}{k}": value for k, layer in enumerate(layers, 1) for name, value in zip("Wb", layer)}
    return from_rng(by_name, rng)


def use_norm(cls, gain, bias, eps, x_before, x, dy) -> dict:
    """Two forward passes and one backward pass: the layer has to answer for the last input."""
    layer = cls(gain, bias, eps)
    layer.forward(x_before)
    y, dx = layer.forward(x), layer.backward(dy)
    return {"y": y, "dx": dx, "dgain": layer.dgain, "dbias": layer.dbias}


EXERCISES = [
    exercise(
        id="ch10.std", title="One line", where="sec-relu-half", args="d_in, d_out", returns="std",
        draws={"d_in": size("d_in"), "d_out": size("d_out")}, rounds=LAYERS,
        task="A layer of `d_in` inputs and `d_out` outputs stands in front of a ReLU, and its weights will be "
             "`std * rng.normal(size=(d_in, d_out))`. Return the `std` that keeps the mean square of the signal.",
        starter="""
            def my_std(d_in, d_out):
                return ...
            """,
        solution="""
            def my_std(d_in, d_out):
                return np.sqrt(2 / d_in)
            """,
        hints=["A ReLU leaves half of the mean square, so the *variance* of a weight has to be 2 over the number of inputs.",
               "`std` is the root of the variance."],
        wrong=[wrong("return 2 / d_in", "the square root", "is missing",
                     says="the square root is missing: 2/d_in is the variance, and `std` is its root"),
               wrong("return np.sqrt(2 / d_out)", "fan-out",
                     says="it takes the fan-out: what adds up in one output are its d_in inputs"),
               wrong("return np.sqrt(1 / d_in)", "the half that a ReLU takes away",
                     says="the half that a ReLU takes away is not made good: 1/d_in keeps the mean square of a layer "
                          "without one, in front of a ReLU it is 2/d_in"),
               wrong("return np.sqrt(2 / (d_in + d_out))", "Glorot",
                     says="this is Glorot's middle between the two directions, for tanh; He's start in front of a ReLU "
                          "has d_in alone"),
               wrong("return 2 / np.sqrt(d_in)", "outside the root",
                     says="the 2 stands outside the root: it is a factor of the variance, so it belongs under the "
                          "root"),
               wrong("return np.sqrt(d_in / 2)", "upside down",
                     says="the fraction is upside down: the more inputs add up, the smaller each weight has to be"),
               wrong("return np.sqrt(2 / (d_in * d_out))", "number of all weights",
                     says="it divides by the number of all weights: one output sees only d_in of them"),
               wrong("return 1.0", "N(0, 1)",
                     says="weights from N(0, 1) multiply the mean square by d_in/2 in this layer alone"),
               wrong("return 0.01", "0.01",
                     says="it is 0.01 whatever the layer: with few inputs next to nothing is left of the signal, and "
                          "each further layer takes its share"),
               wrong("return np.sqrt(6 / d_in)", "uniform",
                     says="this is the bound of uniform numbers of that variance; normal numbers are multiplied by the "
                          "standard deviation itself"),
               wrong("return 0.0", "twins",
                     says="it is 0: then all weights are 0, and all units of the layer are twins for ever"),
               wrong("return np.sqrt(1 / d_out)", "fan-out",
                     says="it takes the fan-out, and the half that a ReLU takes away is not made good: it is the root "
                          "of 2/d_in"),
               wrong("return 1 / d_in", "square root is missing",
                     says="the square root is missing, and the half that a ReLU takes away is not made good: it is the "
                          "root of 2/d_in"),
               wrong("return np.sqrt(2) / d_in", "under the root as well",
                     says="`d_in` stands outside the root: it belongs under the root as well, 2/d_in is the variance")]),
    exercise(
        id="ch10.he", title="He's start", where="sec-relu-half", args="d_in, d_out, rng", returns="W (d_in, d_out)",
        draws={"d_in": size("d_in"), "d_out": size("d_out"), "rng": generator()}, rounds=WEIGHTS, use=use_initializer,
        task="Return the weights of a layer in front of a ReLU: normal numbers with mean 0, drawn by **one** call of "
             "`rng.normal(...)`, of the variance that keeps the mean square.",
        starter="""
            def my_he_start(d_in, d_out, rng):          # W (d_in, d_out)
                return ...
            """,
        solution="""
            def my_he_start(d_in, d_out, rng):
                std = np.sqrt(2 / d_in)
                return std * rng.normal(size=(d_in, d_out))
            """,
        hints=["The variance is 2/d_in; a normal number is multiplied by the *standard deviation*.",
               "`rng.normal(size=shape)` draws from N(0, 1)."],
        wrong=[edit("np.sqrt(2 / d_in)", "2 / d_in", "the variance stands where",
                    says="the variance stands where the standard deviation belongs: the root of 2/d_in is missing"),
               edit("2 / d_in", "2 / d_out", "fan-out",
                    says="it takes the fan-out: `W` is (d_in, d_out) here, and what adds up in one output are its d_in "
                         "inputs. Every square layer hides that"),
               edit("2 / d_in", "2 / (d_in + d_out)", "Glorot",
                    says="this is Glorot's start, the middle between both directions: in front of a ReLU it is 2/d_in"),
               edit("2 / d_in", "1 / d_in", "takes away",
                    says="the half that a ReLU takes away is not made good: 1/d_in is for a layer without one"),
               wrong("return np.zeros((d_in, d_out))", "twins",
                     says="it is all zeros: then all units of the layer compute the same and get the same gradient, so "
                          "they stay twins for ever"),
               wrong("return np.full((d_in, d_out), np.sqrt(2 / d_in))", "twins",
                     says="all weights are equal: then all units of the layer are twins, and stay so. Random numbers "
                          "make them different"),
               wrong("return rng.normal(size=(d_in, d_out))", "a factor is missing: `std`"),
               wrong("return 0.01 * rng.normal(size=(d_in, d_out))", "whatever the layer",
                     says="it is 0.01 whatever the layer: the standard deviation depends on d_in"),
               wrong("return np.sqrt(2 / d_in) * rng.random((d_in, d_out))", "between 0 and 1",
                     says="`rng.random` gives uniform numbers between 0 and 1, with the mean ½: weights need the mean "
                          "0"),
               edit("rng.normal(size=(d_in, d_out))", "rng.normal(d_in, d_out)", "size=",
                    says="`rng.normal(d_in, d_out)` draws one number with the mean d_in and the standard deviation "
                         "d_out: the shape is given as size=(d_in, d_out)"),
               edit("size=(d_in, d_out)", "size=(d_out, d_in)", "shape", "(d_out, d_in)",
                    says="it is drawn in the shape (d_out, d_in), the convention of y = x W^T; here `W` is (d_in, "
                         "d_out)"),
               wrong("a = np.sqrt(2 / d_in)\nreturn rng.uniform(-a, a, (d_in, d_out))", "a third",
                     says="it is uniform on ±std, and a uniform number on ±a has only a third of the variance a²; the "
                          "task asks for normal numbers"),
               wrong("a = np.sqrt(6 / d_in)\nreturn rng.uniform(-a, a, (d_in, d_out))", "uniform",
                     says="the variance is right, but the numbers are uniform: the task asks for normal ones"),
               wrong("return np.sqrt(2 / d_in) * np.random.randn(d_in, d_out)", "nobody can repeat", "not from `rng`"),
               wrong("rng = np.random.default_rng()\nreturn np.sqrt(2 / d_in) * rng.normal(size=(d_in, d_out))",
                     "nobody can repeat"),
               wrong("rng = np.random.default_rng(0)\nreturn np.sqrt(2 / d_in) * rng.normal(size=(d_in, d_out))",
                     "fixed seed?", "not from `rng`"),
               edit("std * rng.normal(size=(d_in, d_out))", "rng.normal(2 / d_in, size=(d_in, d_out))",
                    "the first argument",
                    says="2/d_in stands in the place of the mean: the first argument of `rng.normal` is the mean, 0 "
                         "here, the second the standard deviation")]),
    exercise(
        id="ch10.mend", title="Mend the normalization", where="sec-layer-norm", args="x (B, d), gain (d), bias (d), eps",
        returns="y (B, d)", draws={"eps": uniform(0.1, 0.5)},
        task="Each row of `x` is to be standardized over its `d` features, with `eps` as in the definition of `s`, and then "
             "scaled and shifted. This one has **two** mistakes. Mend both.",
        starter="""
            def my_layer_norm(x, gain, bias, eps):
                mean = x.mean(axis=0)
                s = x.std(axis=0) + eps
                return gain * (x - mean) / s + bias
            """,
        solution="""
            def my_layer_norm(x, gain, bias, eps):
                mean = x.mean(axis=-1, keepdims=True)
                s = np.sqrt(x.var(axis=-1, keepdims=True) + eps)
                return gain * (x - mean) / s + bias
            """,
        terms={"x.var(axis=-1, keepdims=True)": "the variance", "x.var(axis=-1, keepdims=True) + eps": "`variance + eps`",
               "gain * (x - mean)": "`gain * (x - mean)`"},
        hints=["Which axis does a row run along? The other one would be batch normalization.",
               "`eps` stands beside the variance, under the root."],
        wrong=[edit("np.sqrt(x.var(axis=-1, keepdims=True) + eps)", "x.std(axis=-1, keepdims=True) + eps",
                    "outside the root", says="`eps` stands outside the root: s is the root of variance + eps"),
               edit("axis=-1, keepdims=True", "axis=0", "columns",
                    says="it standardizes the columns, over the batch: that is the way of batch normalization. Here "
                         "each row is standardized over its own features"),
               wrong("s = x.std(axis=0) + eps\nreturn gain * (x - x.mean(axis=0)) / s + bias + 0", "columns",
                     "outside the root",
                     says="both mistakes are still there: it standardizes the columns, over the batch, and `eps` "
                          "stands outside the root"),
               edit(", keepdims=True", "", "keepdims"),
               wrong("s = np.sqrt(x.var() + eps)\nreturn gain * (x - x.mean()) / s + bias", "whole",
                     says="one mean and one variance are taken over the whole array, not one for each row"),
               edit("x.var(axis=-1, keepdims=True)", "x.var(axis=-1, keepdims=True, ddof=1)", "d - 1",
                    says="the variance divides by d - 1; the definition divides by d"),
               wrong("s = x.std() + eps\nreturn gain * (x - x.mean()) / s + bias", "whole", "outside the root",
                     says="one mean and one s are taken over the whole array, not one for each row, and `eps` stands "
                          "outside the root"),
               edit("x.var(axis=-1, keepdims=True)", "(x ** 2).mean(axis=-1, keepdims=True)", "mean square",
                    says="s holds the mean square of the row, not its variance: the mean is not taken off first"),
               edit(" + eps)", " + eps ** 2)", "squared",
                    says="`eps` is squared: it is added to the variance as it is"),
               edit("gain * (x - mean) / s", "gain * x - mean / s", "brackets",
                    says="the brackets around `x - mean` are missing: `gain` and `s` reach only one of the two"),
               edit(" + eps", "", "a term is missing: `eps`"),
               edit("np.sqrt(x.var(axis=-1, keepdims=True) + eps)", "x.var(axis=-1, keepdims=True) + eps",
                    "the square root"),
               edit("gain * (x - mean) / s + bias", "gain * ((x - mean) / s + bias)", "inside the bracket",
                    says="`bias` stands inside the bracket: `gain` multiplies only the standardized `x`"),
               edit("np.sqrt(x.var(axis=-1, keepdims=True) + eps)",
                    "np.sqrt(((x - mean) ** 2).sum(axis=-1, keepdims=True) + eps)", "sum of the squares",
                    says="s holds the sum of the squares: the variance is their mean over the d features"),
               wrong("mean = x.mean(axis=-1, keepdims=True)\ns = x.std(axis=-1, keepdims=True)\nreturn gain * (x - "
                     "mean) / s + eps + bias", "added to the result",
                     says="`eps` is added to the result: it stands beside the variance, under the root"),
               edit("np.sqrt(x.var(axis=-1, keepdims=True) + eps)",
                    "np.sqrt(x.var(axis=-1, keepdims=True)) + np.sqrt(eps)", "a root of its own",
                    says="`eps` has a root of its own: there is one root, of variance + eps")]),
    exercise(
        id="ch10.start", title="A start for a deep network", where="sec-relu-half", args="sizes, rng",
        returns="W1 (d0, d1), b1 (d1), W2 (d1, d2), b2 (d2), W3 (d2, d3), b3 (d3)",
        draws={"sizes": lambda rng, shape, sizes: list(sizes.values()), "rng": generator()}, rounds=DEEP, use=use_start,
        task="`sizes` such as `[784, 128, 64, 10]` are the widths of a network. Return a list of pairs `(W, b)`, one a layer, "
             "drawn in the order of the layers by one `rng.normal(...)` each. A ReLU follows every layer **but the last**, "
             "behind which there is nothing. Biases start at 0.",
        starter="""
            def my_start(sizes, rng):
                layers = []
                for d_in, d_out in zip(sizes[:-1], sizes[1:]):
                    ...
                return layers
            """,
        solution="""
            def my_start(sizes, rng):
                layers = []
                for d_in, d_out in zip(sizes[:-1], sizes[1:]):
                    last = len(layers) == len(sizes) - 2
                    if last:
                        std = np.sqrt(1 / d_in)
                    else:
                        std = np.sqrt(2 / d_in)
                    W = std * rng.normal(size=(d_in, d_out))
                    layers.append((W, np.zeros(d_out)))
                return layers
            """,
        hints=["Variance 2/d_in in front of a ReLU, 1/d_in in front of nothing.",
               "The layer is the last one when `len(layers)` is `len(sizes) - 2`."],
        wrong=[edit("1 / d_in", "2 / d_in", "the last layer",
                    says="the last layer is drawn as if a ReLU came behind it: there its variance is 1/d_in"),
               edit("2 / d_in", "1 / d_in", "no ReLU",
                    says="it is drawn as if no ReLU came behind it, which takes half of the mean square away: in front "
                         "of a ReLU the variance is 2/d_in"),
               edit("np.sqrt(2 / d_in)", "2 / d_in", "the square root is missing",
                    says="the square root is missing: 2/d_in is the variance, and the standard deviation its root"),
               edit("/ d_in", "/ d_out", "fan-out",
                    says="it takes the fan-out: what adds up in one output are its d_in inputs"),
               edit("np.zeros(d_out)", "np.zeros(d_in)", "shape", "`b1`",
                    says="`b` has one entry for each output of the layer, not for each input"),
               edit("np.zeros(d_out)", "rng.normal(size=d_out)", "start at 0",
                    says="the biases are drawn as well: they start at 0, since the weights make the units different "
                         "already"),
               edit("W = std", "rng = np.random.default_rng(0)\n        W = std", "fixed seed?", "not from `rng`"),
               edit("std * rng.normal(size=(d_in, d_out))", "std * np.random.randn(d_in, d_out)", "nobody can repeat"),
               edit("std * rng.normal(size=(d_in, d_out))", "np.zeros((d_in, d_out))", "twins",
                    says="it is all zeros: then all units of a layer compute the same and get the same gradient, so "
                         "they stay twins for ever"),
               edit("np.zeros(d_out)", "np.zeros((1, d_out))", "one axis",
                    says="`b` has one axis, (d_out,): this is a matrix with a single row"),
               edit("np.zeros(d_out)", "0.0", "a number",
                    says="it is a number, not an array: `b` has one entry for each output"),
               edit("np.zeros(d_out)", "np.full(d_out, 0.01)", "start at 0",
                    says="the biases start at 0.01: they start at 0"),
               edit("2 / d_in", "2 / (d_in + d_out)", "Glorot",
                    says="this is Glorot's start, the middle between both directions: in front of a ReLU it is 2/d_in"),
               wrong("""
                   def my_start(sizes, rng):
                       return [(np.sqrt(2 / (a + b)) * rng.normal(size=(a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]
                   """,
                     "Glorot",
                     says="this is Glorot's start in every layer: in front of a ReLU it is 2/d_in, and 1/d_in in the "
                          "last one"),
               edit("/ d_in", "/ sizes[0]", "first layer",
                    says="it takes the inputs of the first layer for all of them: each layer has its own d_in"),
               edit("return layers", "return layers[0]", "three pairs"),
               wrong("return [(np.sqrt(2 / b) * rng.normal(size=(a, b)), np.zeros(b)) for a, b in zip(sizes, "
                     "sizes[1:])]", "fan-out",
                     says="it takes the fan-out in every layer, and the 2 of a ReLU in the last one as well: what adds "
                          "up in one output are its d_in inputs, and behind the last layer there is no ReLU"),
               wrong("return [(0.01 * rng.normal(size=(a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]",
                     "whatever the layer",
                     says="it is 0.01 whatever the layer: the standard deviation depends on d_in"),
               edit("layers.append((W, np.zeros(d_out)))",
                    "layers.append((W, np.zeros(d_out)))\n    layers[-1] = (std * rng.normal(size=W.shape), "
                    "np.zeros(d_out))", "drawn twice",
                    says="the last layer is drawn twice: its weights come from one `rng.normal(...)` as well"),
               wrong("return [(2 / a * rng.normal(size=(a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]",
                     "square root is missing in every layer",
                     says="the square root is missing in every layer, and the last one is drawn as if a ReLU came "
                          "behind it: the standard deviation is the root of 2/d_in, and of 1/d_in in the last layer"),
               edit("np.zeros(d_out)", "std * rng.normal(size=d_out)", "start at 0",
                    says="the biases are drawn as well, with the std of the weights: they start at 0"),
               edit("std * rng", "np.sqrt(std) * rng", "root is taken twice",
                    says="the root is taken twice: `std` is the root of the variance already")]),
    exercise(
        id="ch10.layer_norm", title="Layer normalization as a layer", where="sec-layer-norm", use=use_norm,
        args="gain (d), bias (d), eps, x_before (B, d), x (B, d), dy (B, d)",
        returns="y (B, d), dx (B, d), dgain (d), dbias (d)", draws={"eps": uniform(0.1, 0.5)},
        rounds={"wide": {"B": 2, "d": 5}, "square": {"B": 4, "d": 4}, "B = 1": {"B": 1, "d": 3}, "tall": {"B": 5, "d": 3}},
        task="Write it as a class. `forward` standardizes each row, scales and shifts, and keeps what `backward` needs. "
             "`backward` stores `self.dgain` and `self.dbias` and returns `dx`, by the formula of the page: "
             "means over the row, `m` of the gradient at `xhat` and `c` of that gradient times `xhat`.",
        starter="""
            class MyLayerNorm:
                def __init__(self, gain, bias, eps):
                    self.gain, self.bias, self.eps = gain, bias, eps

                def forward(self, x):          # x (B, d) -> y (B, d)
                    return ...

                def backward(self, dy):        # sets dgain, dbias (d,), returns dx
                    self.dgain = ...
                    self.dbias = ...
                    return ...
            """,
        solution="""
            class MyLayerNorm:
                def __init__(self, gain, bias, eps):
                    self.gain, self.bias, self.eps = gain, bias, eps

                def forward(self, x):
                    centered = x - x.mean(axis=-1, keepdims=True)
                    self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
                    self.xhat = centered / self.s
                    return self.gain * self.xhat + self.bias

                def backward(self, dy):
                    self.dgain = (dy * self.xhat).sum(axis=0)
                    self.dbias = dy.sum(axis=0)
                    g = dy * self.gain
                    m = g.mean(axis=-1, keepdims=True)
                    c = (g * self.xhat).mean(axis=-1, keepdims=True)
                    return (g - m - self.xhat * c) / self.s
            """,
        terms={"m": "the mean `m` over the row", "self.xhat * c": "the one with `xhat` and `c`, the way through `s`",
               "g - m": "the gradient without its mean", "self.s": "`s`", "self.xhat": "`xhat`", "self.gain": "`gain`",
               "self.eps": "`eps`", "self.bias": "`bias`", "g": "the gradient at `xhat`",
               "g * self.xhat": "the gradient at `xhat` times `xhat`", "dy * self.xhat": "`dy * xhat`"},
        hints=["`xhat` receives `dy * gain`. Everything in the formula for `dx` is that gradient, not `dy`.",
               "`dgain` and `dbias` are sums over the rows (axis 0), `m` and `c` are means over the features (axis -1)."],
        wrong=[edit("(g - m - self.xhat * c) / self.s", "g / self.s", "constants",
                    says="`m` and `c` are missing: the mean and `s` are taken for constants, but they move when `x` "
                         "moves"),
               edit("(g - m - self.xhat * c) / self.s", "(g - m) / self.s", "through `s`",
                    says="a term is missing: `xhat * c`, the way through `s`, which moves when `x` moves"),
               edit("g - m - self.xhat * c", "g - self.xhat * c", "a term is missing", "the mean `m`"),
               edit("g = dy * self.gain", "g = dy", "a factor is missing: `gain`"),
               edit("g = dy * self.gain", "g = dy * self.xhat", "`gain`, not `xhat`",
                    says="the gradient at `xhat` is `dy` times `gain`, not `xhat`: y = gain * xhat + bias"),
               edit("(g - m - self.xhat * c) / self.s",
                    "self.gain * (dy - dy.mean(axis=-1, keepdims=True) - self.xhat * (dy * self.xhat).mean(axis=-1, "
                    "keepdims=True)) / self.s", "before the means",
                    says="`gain` is multiplied at the end: it has to come in before the means are taken, since it "
                         "differs from feature to feature"),
               edit("m = g.mean(", "m = g.sum(", "sum is taken where a mean belongs"),
               edit("(g - m - self.xhat * c) / self.s", "g - m - self.xhat * c", "a division is missing: by `s`"),
               edit("(dy * self.xhat).sum(axis=0)", "dy.sum(axis=0)", "`dgain`", "it is dbias"),
               edit("(dy * self.xhat).sum(axis=0)", "(dy * self.xhat * self.gain).sum(axis=0)", "`dgain`",
                    "its own gradient",
                    says="`gain` stands in its own gradient: y = gain * xhat + bias is linear in `gain`"),
               edit("(dy * self.xhat).sum(axis=0)", "(dy * self.xhat).mean(axis=0)", "`dgain`",
                    "too small by the factor B"),
               edit("(g * self.xhat).mean(axis=-1, keepdims=True)", "(g * self.xhat).mean(axis=0)", "axis"),
               edit("self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)\n        self.xhat = "
                    "centered / self.s\n        return self.gain * self.xhat + self.bias",
                    "s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)\n        if not "
                    "hasattr(self, 's'):\n            self.s, self.xhat = s, centered / s\n        return self.gain * "
                    "centered / s + self.bias", "`dx`, `dgain`", "earlier forward"),
               edit("+ self.eps)", ") + self.eps", "outside the root",
                    says="`eps` stands outside the root: s is the root of variance + eps"),
               edit("(g - m - self.xhat * c) / self.s", "dy / self.s", "constants",
                    says="the mean and `s` are taken for constants, and `gain` is missing: `dy` reaches `xhat` times "
                         "`gain`, and `x` through three paths"),
               edit("(g - m - self.xhat * c) / self.s", "g", "not at `x`",
                    says="it is the gradient at `xhat`, not at `x`: the way through mean and `s` is missing"),
               edit("(g - m - self.xhat * c) / self.s", "(g - m) / self.s - self.xhat * c", "brackets",
                    says="the brackets are wrong: the term with `xhat` and `c` is divided by `s` as well"),
               edit("return self.gain * self.xhat + self.bias", "return self.xhat", "`y`", "scale and shift",
                    says="scale and shift are missing: this is `xhat`"),
               edit("mean(axis=-1, keepdims=True)\n        c = (g * self.xhat).mean(",
                    "sum(axis=-1, keepdims=True)\n        c = (g * self.xhat).sum(", "both are means",
                    says="sums stand where `m` and `c` belong: both are means over the d features"),
               edit("self.dbias = dy.sum(axis=0)", "self.dbias = (dy * self.gain).sum(axis=0)", "`dbias`",
                    "does not come in", says="`gain` does not come in: `bias` is added behind it"),
               edit("(g - m - self.xhat * c) / self.s", "self.gain * (g - m - self.xhat * c) / self.s", "stands twice",
                    says="`gain` stands twice: it is in the gradient at `xhat` already")]),
]
