"""Exercises of chapter 8: differences, the complex step, relative error, and checkers that can fail."""

from __future__ import annotations

import numpy as np

from .cases import given, normal, uniform
from .exercise import edit, exercise, wrong


# --- functions to differentiate, which print as a reader writes them -----------------------------------

class Formula:
    """A function of one number or one array, printed as its formula; it is never copied."""

    def __init__(self, text: str):
        self.text, self.of = text, eval(f"lambda x: {text}", {"np": np})

    def __call__(self, x):
        return self.of(x)

    def __deepcopy__(self, memo):
        return self

    def __repr__(self) -> str:
        return self.text


CURVES = [Formula(text) for text in ("np.exp(x)", "np.sin(3 * x) + x**2", "1 / (2 + x) + x**3", "np.tanh(x) * x**2")]
LOSSES = [Formula(text) for text in ("np.sum(np.sin(x)) + np.exp(0.3 * x.ravel()[0])", "np.mean(np.tanh(x)**3 + x)",
                                     "np.sum(np.exp(0.4 * x)) * np.cos(np.mean(x))")]


def one_of(choices):
    """One of some functions."""
    return lambda rng, shape, sizes: choices[int(rng.integers(len(choices)))]


def use_gradient(answer, f, x):
    """The slopes, and whether the array is what it was, bit for bit."""
    before = x.copy()
    return {"g": answer(f, x), "moved": float(np.sum(x != before))}


class Slip:
    """A layer whose backward pass may have a mistake: y = tanh(x) in each row, or softmax."""

    def __init__(self, name: str):
        self.name, self.calls = name, 0

    def __repr__(self) -> str:
        return self.name

    def forward(self, x):
        """y of the last input."""
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.y = e / e.sum(axis=1, keepdims=True) if "softmax" in self.name else np.tanh(x)
        return self.y

    def backward(self, dy):
        """dx as the layer's name says."""
        y = self.y
        if "zeros" in self.name:
            return 0 * dy
        if "diagonal" in self.name:
            return dy * y * (1 - y)
        if "softmax" in self.name:
            return y * (dy - (dy * y).sum(axis=1, keepdims=True))
        return dy * (1 - (y if "wrong" not in self.name else np.tanh(y))**2)


LAYERS = {2: "softmax whose backward returns zeros", 3: "tanh with a wrong slope, taken at y", 1: "tanh, right",
          5: "softmax, right", 4: "softmax, only the diagonal of its Jacobian"}


def judged(answer, layer, x, dy):
    """The error, with 0 for all that is below 1e-7: what remains there is rounding."""
    before, error = x.copy(), answer(layer, x, dy)
    if isinstance(error, (int, float, np.generic)) and not isinstance(error, complex) and abs(error) < 1e-7:
        error = 0.0
    return {"error": error, "moved": float(np.sum(x != before))}


EXERCISES = [
    exercise(
        id="ch08.central", title="From both sides", where="sec-differences", args="f, x, h", returns="slope",
        draws={"f": one_of(CURVES), "x": uniform(0.2, 1.5), "h": uniform(0.05, 0.3)},
        rounds={"first": (), "second": (), "third": (), "fourth": ()},
        task="Write the central difference: the slope of `f` at the number `x`, from the values at `x + h` and `x - h`. "
             "The steps are large here, so that the forward difference is clearly another number.",
        starter="""
            def my_central(f, x, h):
                return ...
            """,
        solution="""
            def my_central(f, x, h):
                return (f(x + h) - f(x - h)) / (2 * h)
            """,
        hints=["A slope is a rise over a run. How far apart are the two points?"],
        wrong=[wrong("return (f(x + h) - f(x)) / h", "forward difference", says="this is the forward difference: it looks to one "
                     "side only, and errs with h in place of h²"),
               wrong("return (f(x) - f(x - h)) / h", "backward difference", says="this is the backward difference: it looks to one "
                     "side only, and errs with h in place of h²"),
               wrong("return (f(x + h) - f(x - h)) / h", "too large by the factor 2"),
               wrong("return f(x + h) - f(x - h) / (2 * h)", "parentheses", says="only `f(x - h)` is divided: the difference needs "
                     "parentheses"),
               wrong("return (f(x + h) - f(x - h)) / 2 * h", "parentheses", says="`/ 2 * h` divides by 2 and then multiplies by h: the "
                     "run `2 * h` needs parentheses"),
               wrong("return (f(x + h) - f(x - h)) / 2", "`h`"),
               wrong("return (f(x - h) - f(x + h)) / (2 * h)", "sign"),
               wrong("return (f(x + h) + f(x - h)) / (2 * h)", "a sign is wrong"),
               wrong("return (f(x + h) - f(x)) / (2 * h)", "one side", says="the rise is from `x` to `x + h`, one side only, but the run "
                     "is that of both"),
               wrong("return (f(x) - f(x - h)) / (2 * h)", "one side", says="the rise is from `x - h` to `x`, one side only, but the run "
                     "is that of both"),
               wrong("return (f(x + h / 2) - f(x - h / 2)) / h", "half as far", says="this central difference looks half as far: asked "
                     "are the values at `x + h` and `x - h`"),
               wrong("return (f(x + h / 2) - f(x - h / 2)) / (2 * h)", "only `h` apart", says="the two points are only `h` apart, but the "
                     "run is `2 * h`"),
               wrong("return (f(x + h) - 2 * f(x) + f(x - h)) / h ** 2", "second derivative", says="this is the second derivative: how "
                     "fast the slope changes"),
               wrong("return (f(x + 2 * h) - f(x)) / (2 * h)", "one side", says="this looks to one side only, from `x` to `x + 2 * h`"),
               wrong("return (f(x * (1 + h)) - f(x * (1 - h))) / (2 * h)", "multiplied", says="`x` is multiplied by 1 + h: the step is "
                     "h x, but it is divided by that of h"),
               wrong("return f(x + h) / (2 * h) - f(x - h)", "parentheses", says="only `f(x + h)` is divided: divide the difference, it "
                     "needs parentheses"),
               wrong("return f((x + h) - (x - h)) / (2 * h)", "of the two points", says="the difference of the two points goes into `f`; "
                     "asked is the difference of its values")]),
    exercise(
        id="ch08.complex", title="A step that cancels nothing", where="sec-complex-step", args="f, x, h", returns="slope",
        draws={"f": one_of(CURVES), "x": uniform(0.2, 1.5), "h": given(1e-20)},
        rounds={"first": (), "second": (), "third": (), "fourth": ()},
        task="The slope of `f` at the real number `x` by a step of `h = 1e-20` into the **imaginary** direction. Return a real "
             "number.",
        starter="""
            def my_complex_step(f, x, h):
                return ...
            """,
        solution="""
            def my_complex_step(f, x, h):
                return f(x + 1j * h).imag / h
            """,
        hints=["Python writes the imaginary unit `1j`, and the parts of a complex number `.real` and `.imag`.",
               "f(x + ih) is about f(x) + ih f'(x): which part holds the slope?"],
        wrong=[wrong("return f(x + 1j * h) / h", "a complex number"),
               wrong("return f(x + 1j * h).imag", "`h`"),
               wrong("return f(x + 1j * h).real / h", "real part", says="the real part is about f(x); the slope stands in the "
                     "imaginary part"),
               wrong("return (f(x + h) - f(x - h)) / (2 * h)", "the real direction", says="the step goes into the real direction: 1e-20 "
                     "is lost in the rounding of `x`, and the difference is 0"),
               wrong("return ((f(x + 1j * h) - f(x)) / h).real", "real part of the difference",
                     says="the real part of the difference is 0: the step moves the imaginary part"),
               wrong("return f(1j * h).imag / h", "at 0", says="this is the slope at 0, not at `x`"),
               wrong("return f(x + 1j * h).imag / (2 * h)", "too small by the factor 2"),
               wrong("return f(x + 1j).imag", "`h`", says="the step is 1, not `h`")]),
    exercise(
        id="ch08.relative", title="How far apart?", where="sec-direction", args="a (m, k), n (m, k)", returns="error",
        extra=[("a gradient of size 1e-9", (np.array([[3e-9, -1e-9], [2e-9, 5e-10]]), np.array([[3e-9, -1e-9], [1e-9, 5e-10]]))),
               ("a formula of zeros", (np.zeros((2, 3)), np.array([[0.5, -2.0, 1.0], [0.25, 1.5, -0.5]]))),
               ("two gradients of zeros", (np.zeros((2, 2)), np.zeros((2, 2))))],
        task="The relative error of two gradients, as this chapter judges them: the largest difference of any entry, over the "
             "largest entry (in size) of **either** array, or over 1e-12 if that is larger. One number, and no NaN for zeros.",
        starter="""
            def my_relative_error(a, n):        # a by the formula, n by differences
                return ...
            """,
        solution="""
            def my_relative_error(a, n):
                largest = max(np.abs(a).max(), np.abs(n).max())
                return np.abs(a - n).max() / max(largest, 1e-12)
            """,
        terms={"largest": "the largest entry", "np.abs(n).max()": "the largest entry of `n`",
               "np.abs(a).max()": "the largest entry of `a`"},
        hints=["Three numbers: the largest |a - n|, the largest |a|, the largest |n|.",
               "`max(one, other)` of Python takes two numbers; `array.max()` one array."],
        wrong=[wrong("return np.abs(a - n).max()", "absolute", says="this is the absolute error: it is not divided by the size of the "
                     "gradients"),
               wrong("return np.max(np.abs(a - n) / np.maximum(np.maximum(np.abs(a), np.abs(n)), 1e-12))", "entry by entry",
                     says="each entry is divided by its own size, entry by entry: a single entry near zero then decides; divide the "
                     "largest difference by the largest entry of the whole arrays"),
               wrong("return np.abs(a - n).max() / max(np.abs(n).max(), 1e-12)", "`n` alone",
                     says="it is divided by the largest entry of `n` alone: if that is the small one, the error has no bound"),
               wrong("return np.abs(a - n).max() / max(np.abs(a).max(), 1e-12)", "`a` alone",
                     says="it is divided by the largest entry of `a` alone: a formula of zeros then divides by nothing"),
               wrong("return np.abs(a - n).max() / max(np.abs(a).max(), np.abs(n).max())", "nan", "two gradients of zeros"),
               wrong("return (a - n).max() / max(np.abs(a).max(), np.abs(n).max(), 1e-12)", "absolute value of `a - n` is missing"),
               wrong("return np.abs(a - n).mean() / max(np.abs(a).max(), np.abs(n).max(), 1e-12)", "mean", "max"),
               wrong("return np.abs(a - n).max() / (np.abs(a).max() + np.abs(n).max() + 1e-12)", "sum of the two largest",
                     says="it is divided by the sum of the two largest entries, not by the larger one, and comes out too small"),
               wrong("return np.abs(a - n).max() / max(a.max(), n.max(), 1e-12)", "absolute value"),
               wrong("return np.linalg.norm(a - n) / max(np.linalg.norm(a), np.linalg.norm(n), 1e-12)", "lengths", says="these are lengths "
                     "(all entries squared and added), not largest entries: one wrong entry among many hardly shows"),
               wrong("return np.linalg.norm(a - n) / (np.linalg.norm(a) + np.linalg.norm(n) + 1e-12)", "lengths", says="these are lengths "
                     "(all entries squared and added), and the two are added: asked are largest entries, and the larger of two"),
               wrong("return np.abs(a - n).mean() / max(np.abs(a).mean(), np.abs(n).mean(), 1e-12)", "means", says="these are means: one "
                     "wrong entry among many hardly shows; asked are the largest entries"),
               wrong("return np.abs(a - n).max() / (max(np.abs(a).max(), np.abs(n).max()) + 1e-12)", "1e-12 is added", says="1e-12 is added to "
                     "the largest entry: it should stand in its place, and only where it is larger"),
               wrong("return np.abs(a.max() - n.max()) / max(np.abs(a).max(), np.abs(n).max(), 1e-12)", "largest entries alone",
                     says="the largest entries alone are compared: each entry has to be compared with its own"),
               wrong("return (a - n).max() / max(a.max(), n.max(), 1e-12)", "no absolute value", says="there is no absolute value "
                     "anywhere: a difference or an entry that is negative counts as small"),
               wrong("return np.abs(a - n).max() / max(np.linalg.norm(a), np.linalg.norm(n), 1e-12)", "lengths", says="it is divided by "
                     "the lengths of the arrays (all entries squared and added), not by the largest entry"),
               wrong("return np.mean((a - n) ** 2) / max(np.abs(a).max(), np.abs(n).max(), 1e-12)", "mean of the squares",
                     says="this is the mean of the squares of the differences: asked is the largest of their sizes"),
               wrong("return np.abs(np.abs(a) - np.abs(n)).max() / max(np.abs(a).max(), np.abs(n).max(), 1e-12)", "signs are lost",
                     says="the sizes of `a` and `n` are compared, their signs are lost: a flipped sign would pass"),
               wrong("return np.abs(a - n).max() / max(np.abs(a + n).max(), 1e-12)", "of the sum", says="it is divided by the largest entry "
                     "of the sum `a + n`: that is 0 for a flipped sign")]),
    exercise(
        id="ch08.gradient", title="A slope for every entry", where="sec-best-step", args="f, x (m, k)", use=use_gradient,
        returns="g (m, k), moved", draws={"f": one_of(LOSSES), "x": normal(1.0)},
        rounds={"wide": (2, 3), "square": (3, 3), "row": (1, 4), "tall": (4, 2)},
        task="`f` makes one number of an array. Return the array of its slopes by central differences, one entry of `x` moved at "
             "a time, with h = 1e-5. Afterwards `x` has to be what it was, **bit for bit**: `moved` counts the entries that are not.",
        starter="""
            def my_slopes(f, x):
                h, g = 1e-5, np.zeros_like(x)
                for index in np.ndindex(x.shape):
                    g[index] = ...
                return g
            """,
        solution="""
            def my_slopes(f, x):
                h, g = 1e-5, np.zeros_like(x)
                for index in np.ndindex(x.shape):
                    saved = x[index]
                    x[index] = saved + h
                    up = f(x)
                    x[index] = saved - h
                    down = f(x)
                    x[index] = saved
                    g[index] = (up - down) / (2 * h)
                return g
            """,
        hints=["Save the entry, move it up, call `f`, move it down, call `f`, put the saved number back.",
               "`x[index] += h` and later `-= h` does not lead back: sums are rounded."],
        wrong=[wrong("""
                   h, g = 1e-5, np.zeros_like(x)
                   for index in np.ndindex(x.shape):
                       x[index] += h
                       up = f(x)
                       x[index] -= 2 * h
                       down = f(x)
                       x[index] += h
                       g[index] = (up - down) / (2 * h)
                   return g
                   """, "rounded", "alters its input `x`",
                     says="the entry is moved there and back by sums, which are rounded: it does not come back to the last bit; save it, and put "
                          "the saved number back"),
               edit("x[index] = saved\n", "pass\n", "alters its input `x`", "`moved`"),
               edit("    x[index] = saved - h\n        down = f(x)\n        x[index] = saved\n",
                    "    x[index] = saved\n        down = f(x)\n", "forward", says="this is the forward difference, divided by 2h: "
                    "`down` is taken at `x` itself"),
               wrong("""
                   h, g = 1e-5, np.zeros_like(x)
                   for index in np.ndindex(x.shape):
                       saved = x[index]
                       x[index] = saved + h
                       up = f(x)
                       x[index] = saved
                       g[index] = (up - f(x)) / h
                   return g
                   """, "forward difference", says="this is the forward difference: it errs with h, here in the sixth digit"),
               edit("(2 * h)", "h", "too large by the factor 2"),
               edit("1e-5", "1e-2", "0.01", says="the step is 0.01: the error grows with h², and shows"),
               edit("(up - down) / (2 * h)", "up - down / (2 * h)", "parentheses", says="only `down` is divided: the difference needs "
                    "parentheses"),
               edit("(up - down) / (2 * h)", "(up - down) / 2 * h", "parentheses", says="`/ 2 * h` divides by 2 and then multiplies by h: "
                    "the run `2 * h` needs parentheses"),
               edit("f(x)", "f(x[index])", "whole array", says="`f` gets the one entry that moved; it needs the whole array"),
               wrong("h, g, step = 1e-5, np.zeros_like(x), np.zeros_like(x)\nfor index in np.ndindex(x.shape):\n    step[index] = h\n"
                     "    g[index] = (f(x + step) - f(x - step)) / (2 * h)\nreturn g", "stay moved", says="the entries from before stay "
                     "moved while the next one is: set the step back to 0"),
               wrong("h, g = 1e-5, np.zeros_like(x)\nfor i, j in np.ndindex(x.shape):\n    step = np.zeros_like(x)\n    step[i] = h\n"
                     "    g[i, j] = (f(x + step) - f(x - step)) / (2 * h)\nreturn g", "whole row", says="a whole row is moved at once: "
                     "these are sums of its slopes"),
               wrong("h, g = 1e-5, np.zeros_like(x)\nfor i, j in np.ndindex(x.shape):\n    step = np.zeros_like(x)\n    step[:, j] = h\n"
                     "    g[i, j] = (f(x + step) - f(x - step)) / (2 * h)\nreturn g", "whole column", says="a whole column is moved at "
                     "once: these are sums of its slopes"),
               edit("g[index] = ", "g = ", "overwrites", says="`g = ...` overwrites the whole array with one number, each time; a slope "
                    "belongs into `g[index]`"),
               wrong("h = 1e-5\nreturn np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))", "all entries are moved at once",
                     says="all entries are moved at once: that is one slope, along the direction of ones, in every place"),
               edit("return g", "return g.sum()", "sum over the whole array")]),
    exercise(
        id="ch08.direction", title="All weights, two evaluations", where="sec-direction", args="f, g (m, k), x (m, k), v (m, k), h",
        returns="formula, difference", draws={"f": one_of(LOSSES), "x": normal(1.0), "h": uniform(0.05, 0.2)},
        rounds={"wide": (2, 3), "square": (3, 3), "row": (1, 4), "tall": (4, 2)},
        task="`g` claims to be the gradient of `f` at `x`. Return two numbers that should agree if it is: the slope along the "
             "direction `v` by the formula, from `g` and `v`, and by one central difference along `v`. Leave `x` as it is.",
        starter="""
            def my_slopes_along(f, g, x, v, h):
                formula = ...
                difference = ...
                return formula, difference
            """,
        solution="""
            def my_slopes_along(f, g, x, v, h):
                formula = np.sum(g * v)
                difference = (f(x + h * v) - f(x - h * v)) / (2 * h)
                return formula, difference
            """,
        hints=["Each entry moves by h v, and contributes its slope times v: a sum over all entries."],
        wrong=[edit("np.sum(g * v)", "g @ v.T", "matrix product", says="a matrix product pairs rows with rows; asked is one sum of "
                    "`g * v` over all entries"),
               edit("np.sum(g * v)", "np.linalg.norm(g) * np.linalg.norm(v)", "length", says="the length of `g` times that of `v` is the "
                    "slope only if both point the same way: the products of the entries add, with their signs"),
               edit("np.sum(g * v)", "np.mean(g * v)", "mean"),
               edit("np.sum(g * v)", "np.sum(g) * np.sum(v)", "product of two sums", says="this is the product of two sums; asked is the "
                    "sum of the products: each slope meets its own entry of `v`"),
               edit("np.sum(g * v)", "np.sum(g * v) / np.linalg.norm(v)", "length of `v`", says="it is divided by the length of `v`: the "
                    "difference is not"),
               edit("(f(x + h * v) - f(x - h * v)) / (2 * h)", "(f(x + v) - f(x - v)) / 2", "whole of `v`", says="the step is the whole of "
                    "`v`, not `h` times it"),
               edit("(f(x + h * v) - f(x - h * v)) / (2 * h)", "np.sum((f(x + h * v) - f(x - h * v)) / (2 * h * v))", "each entry",
                    says="the rise is divided by the step of each entry, and that is added up; all entries moved together, so divide once, "
                    "by `2 * h`"),
               edit("np.sum(g * v)", "np.sum(np.abs(g * v))", "signs", says="the products are added without their signs"),
               edit("np.sum(g * v)", "np.sum(g @ v.T)", "every row", says="every row of `g` meets every row of `v`: asked is each entry "
                    "with its own"),
               edit("np.sum(g * v)", "g * v", "not added up to one number"),
               edit("np.sum(g * v)", "np.sum(g)", "a factor is missing: `v`"),
               edit("(f(x + h * v) - f(x - h * v))", "(f(x + h) - f(x - h))", "direction of ones",
                    says="all entries are moved by the same `h`: that is the direction of ones, not `v`"),
               edit("/ (2 * h)", "/ (2 * h * np.linalg.norm(v))", "length of `v`", says="it is divided by the length of `v` as well: the "
                    "formula is not"),
               edit("(f(x + h * v) - f(x - h * v)) / (2 * h)", "(f(x + h * v) - f(x)) / h", "forward difference",
                    says="this is the forward difference: it looks to one side only"),
               edit("/ (2 * h)", "/ h", "too large by the factor 2")]),
    exercise(
        id="ch08.mend", title="Mend the checker", where="sec-direction", args="layer, x (m, k), dy (m, k)", use=judged,
        returns="error, moved",
        draws={"layer": lambda rng, shape, sizes: Slip(LAYERS[sizes["m"]]), "x": normal(1.0)},
        rounds={"zeros": (2, 3), "slope": (3, 3), "right": (1, 4), "tall": (5, 2), "diagonal": (4, 2)},
        task="This checker passes a softmax whose `backward` returns zeros, leaves another `x` behind, and judges a gradient of size "
             "1e-9 like one of size 1. It should return the largest difference over the largest entry, for the gradient at `x` of "
             "`sum(dy * forward(x))`: about 1e-10 for a right layer (judged as 0), above 1e-2 for a wrong one. Mend all three.",
        starter="""
            def my_check(layer, x, dy):
                layer.forward(x)
                a, n, h = layer.backward(np.ones_like(x)), np.zeros_like(x), 1e-5
                for index in np.ndindex(x.shape):
                    x[index] += h
                    up = np.sum(layer.forward(x))
                    x[index] -= 2 * h
                    down = np.sum(layer.forward(x))
                    n[index] = (up - down) / (2 * h)
                return np.abs(a - n).max()
            """,
        solution="""
            def my_check(layer, x, dy):
                layer.forward(x)
                a, n, h = layer.backward(dy), np.zeros_like(x), 1e-5
                for index in np.ndindex(x.shape):
                    saved = x[index]
                    x[index] = saved + h
                    up = np.sum(dy * layer.forward(x))
                    x[index] = saved - h
                    down = np.sum(dy * layer.forward(x))
                    x[index] = saved
                    n[index] = (up - down) / (2 * h)
                return np.abs(a - n).max() / max(np.abs(a).max(), np.abs(n).max())
            """,
        hints=["The rows of a softmax sum to 1. What is the slope of that sum?",
               "Where does `x[index]` end? And what is an error of 1e-9 worth if the gradient is of that size?"],
        wrong=[edit("dy * layer", "layer", "`dy`", says="`dy` comes in at `backward` only: the loss that is nudged is `sum(dy * y)`"),
               edit("layer.backward(dy)", "layer.backward(np.ones_like(x))", "ones", says="`backward` gets ones, the difference `dy`: "
                    "both have to speak of the same loss `sum(dy * y)`"),
               edit("x[index] = saved\n", "pass\n", "alters its input `x`"),
               edit("max(np.abs(a).max(), np.abs(n).max())", "np.abs(a).max()", "alone", says="it is divided by the largest entry of the "
                    "formula alone: a `backward` that returns zeros makes it infinite; take the larger of both"),
               edit("max(np.abs(a).max(), np.abs(n).max())", "np.abs(n).max()", "alone", says="it is divided by the largest entry of the "
                    "difference alone; take the larger of both"),
               edit("np.abs(a - n).max() / max(np.abs(a).max(), np.abs(n).max())", "np.abs(a - n).max()", "absolute",
                    says="this is the absolute error: it is not divided by the size of the gradients"),
               edit("np.abs(a - n).max() / max(np.abs(a).max(), np.abs(n).max())",
                    "np.max(np.abs(a - n) / np.maximum(np.abs(a), np.abs(n)))", "entry by entry", says="each entry is divided by its own "
                    "size, entry by entry: divide the largest difference by the largest entry of the whole arrays"),
               edit("np.abs(a - n).max() / max(np.abs(a).max(), np.abs(n).max())",
                    "np.linalg.norm(a - n) / max(np.linalg.norm(a), np.linalg.norm(n))", "lengths", says="these are lengths (all entries "
                    "squared and added), not largest entries"),
               edit("max(np.abs(a).max(), np.abs(n).max())", "np.abs(a + n).max()", "of the sum", says="it is divided by the largest "
                    "entry of the sum `a + n`: that is 0 for a flipped sign"),
               edit("max(np.abs(a).max(), np.abs(n).max())", "(np.abs(a).max() + np.abs(n).max())", "sum of the two",
                    says="it is divided by the sum of the two largest entries, not by the larger one"),
               edit("(2 * h)", "h", "is missing: `2`"),
               wrong("""
                   layer.forward(x)
                   a, n, h = layer.backward(dy), np.zeros_like(x), 1e-5
                   for index in np.ndindex(x.shape):
                       x[index] += h
                       up = np.sum(dy * layer.forward(x))
                       x[index] -= 2 * h
                       down = np.sum(dy * layer.forward(x))
                       x[index] += h
                       n[index] = (up - down) / (2 * h)
                   return np.abs(a - n).max() / max(np.abs(a).max(), np.abs(n).max())
                   """, "rounded", says="the entry is moved there and back by sums, which are rounded: it does not come back to the last bit; save it, and put "
                     "the saved number back")]),
]
