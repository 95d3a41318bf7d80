"""Exercises of chapter 9: a walk back through any graph, from the slopes of one unit to a number that remembers."""

from __future__ import annotations

import numpy as np

from .cases import uniform
from .exercise import edit, exercise, wrong
from .graphs import CHAIN, PARENTS, Graph, draw_arrows


def use_walk(answer, x, y, dy):
    """q = s x + (s + y) with s = x y: s and y are used twice."""
    s = x * y
    arrows = [[], [], [(0, lambda g: g * y), (1, lambda g: g * x)], [(2, lambda g: g * x), (0, lambda g: g * s)],
              [(2, lambda g: g), (1, lambda g: g)], [(3, lambda g: g), (4, lambda g: g)]]
    grad = answer(arrows, dy)
    return {"grad_x": grad[0], "grad_y": grad[1]} if isinstance(grad, list) and len(grad) == 6 else grad


def use_value(cls, x, w, b, t, lam):
    """A unit with a penalty on its score, which is used three times: walked back twice, then trained for three steps."""
    def loss(*numbers):
        leaves = [cls(number) for number in numbers]
        x, w, b, minus_t, lam = leaves
        z = w * x + b
        e = z.tanh() + minus_t
        return e * e + lam * z * z, leaves

    end, (at, weight, bias, *_) = loss(x, w, b, -t, lam)
    end.backward()
    found = {"L": end.data, "dL": end.grad, "dx": at.grad, "dw": weight.grad, "db": bias.grad}
    end.backward()
    found["dw_again"] = weight.grad
    for _ in range(3):
        end, (_, weight, bias, *_) = loss(x, w, b, -t, lam)
        end.backward()
        w, b = w - 0.2 * weight.grad, b - 0.2 * bias.grad
    return {**found, "L_trained": loss(x, w, b, -t, lam)[0].data}


SHAPES = {(2, 5): (5,), (3, 3): (3, 1), (1, 4): (4,), (5, 2): (5, 1), (4, 3): (1, 3)}
CUBE = np.array([[[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]], [[-0.5, 1.25, 0.3], [2.0, -1.5, 0.8]]])

EXERCISES = [
    exercise(
        id="ch09.unit", title="Used twice", where="sec-record", args="x, w, b, t, lam", returns="dw, db",
        draws={name: uniform(0.3, 1.5) for name in ("x", "w", "t")} | {"b": uniform(-0.8, -0.2), "lam": uniform(0.1, 0.4)},
        rounds={"first": (), "second": (), "third": (), "fourth": ()},
        task="The unit of this chapter: `L = e**2 + lam * w**2` with `e = h - t` and `h = tanh(w * x + b)`. Its weight is used "
             "twice. Write the lines for `dw` and `db`.",
        starter="""
            def my_unit(x, w, b, t, lam):
                h = np.tanh(w * x + b)
                e = h - t
                dw = ...
                db = ...
                return dw, db
            """,
        solution="""
            def my_unit(x, w, b, t, lam):
                h = np.tanh(w * x + b)
                e = h - t
                dw = 2 * e * (1 - h ** 2) * x + 2 * lam * w
                db = 2 * e * (1 - h ** 2)
                return dw, db
            """,
        terms={"1 - h ** 2": "the slope of tanh", "2 * e * (1 - h ** 2) * x": "the path through the error",
               "2 * lam * w": "the path through the penalty", "h ** 2": "`h**2`"},
        hints=["Two paths lead from `w` to `L`: one through `h` and `e`, one through the penalty. Paths add.",
               "Along the first: the square gives 2e, tanh gives 1 - h², the product gives x."],
        wrong=[edit(" + 2 * lam * w", "", "a term is missing: the path through the penalty"),
               edit("2 * e * (1 - h ** 2) * x + ", "", "a term is missing: the path through the error"),
               edit("2 * e * (1 - h ** 2)", "2 * e", "a factor is missing: the slope of tanh"),
               edit("2 * e * (1 - h ** 2)", "e * (1 - h ** 2)", "2"),
               edit("(1 - h ** 2)", "(1 - np.tanh(h) ** 2)", "tanh is applied once more",
                    says="the slope of tanh is taken at `h`: tanh is applied once more, `h` is its output already"),
               edit("* x + 2 * lam", "+ 2 * lam", "a factor is missing: `x`"),
               edit("2 * lam * w", "lam * w", "`dw`"),
               edit("2 * lam * w", "lam * w ** 2", "penalty itself", says="the penalty itself is added, not its slope `2 * lam * w`"),
               edit("* x + 2 * lam * w", "* w + 2 * lam * w", "`w` stands where `x` belongs"),
               edit("2 * e * (1 - h ** 2)", "e ** 2 * (1 - h ** 2)", "error squared", says="the error squared stands where its slope "
                    "`2 * e` belongs"),
               edit("(1 - h ** 2)", "h", "tanh itself", says="`h` is tanh itself; its slope is 1 - h²"),
               edit("(1 - h ** 2)", "h * (1 - h)", "slope of the sigmoid", says="`h * (1 - h)` is the slope of the sigmoid"),
               edit("(1 - h ** 2)", "(1 - (w * x + b) ** 2)", "its input", says="1 minus the square is tanh's slope with its output `h`, not "
                    "with its input `w * x + b`"),
               edit("db = 2 * e * (1 - h ** 2)", "db = 2 * e * (1 - h ** 2) + 2 * lam * b", "penalty is on", says="the penalty is on "
                    "`w` alone: it does not move with `b`")]),
    exercise(
        id="ch09.walk", title="The walk back", where="sec-record", args="arrows", returns="grad (n)",
        draws={"arrows": draw_arrows}, rounds={"two": {"n": 2}, "three": {"n": 3}, "five": {"n": 5}, "eight": {"n": 8}},
        task="A graph as plain data: `arrows[i]` lists the pairs `(parent, slope)` of node `i`, and every node is younger (has a "
             "larger number) than its parents. The last node is the result. Return the array of the gradients of the result in "
             "all nodes.",
        starter="""
            def my_walk_back(arrows):
                grad = np.zeros(len(arrows))
                ...
                return grad
            """,
        solution="""
            def my_walk_back(arrows):
                grad = np.zeros(len(arrows))
                grad[-1] = 1.0
                for i in reversed(range(len(arrows))):
                    for parent, slope in arrows[i]:
                        grad[parent] += slope * grad[i]
                return grad
            """,
        terms={"slope": "`slope`", "grad[i]": "`grad[i]`, what the node itself has received"},
        hints=["The slope of the result in itself is 1. Start there, and go from the youngest node to the oldest.",
               "Each node hands to its parents: its own gradient times the arrow's slope. A node may be a parent twice."],
        wrong=[edit("grad[parent] += slope * grad[i]", "grad[parent] = slope * grad[i]", "overwritten, not added to"),
               edit("reversed(range(len(arrows)))", "range(len(arrows))", "the reversed order is missing"),
               edit("    grad[-1] = 1.0\n", "", "`grad[-1] = 1.0` is missing"),
               edit("slope * grad[i]", "slope", "a factor is missing: `grad[i]`"),
               edit("slope * grad[i]", "grad[i]", "a factor is missing: `slope`"),
               edit("np.zeros(len(arrows))", "np.ones(len(arrows))", "ones"),
               edit("slope * grad[i]", "slope + grad[i]", "added, not multiplied"),
               edit("for parent, slope in arrows[i]:", "for parent, slope in arrows[i][:1]:", "first parent",
                    says="only the first parent of each node hears of it"),
               edit("for parent, slope in arrows[i]:", "for parent, slope in dict(arrows[i]).items():", "counts once",
                    says="a parent that a node used twice, as in x * x, counts once: each use is an arrow of its own, and both add"),
               edit("grad[parent] += slope * grad[i]", "grad[parent] = grad[parent] or slope * grad[i]", "first gradient",
                    says="only the first gradient that arrives is kept: a node that is used twice receives twice"),
               edit("for parent, slope in arrows[i]:", "for parent, slope in arrows[i][-1:]:", "last parent",
                    says="only the last parent of each node hears of it"),
               edit("grad[parent] += slope * grad[i]", "grad[parent] = (grad[parent] + slope * grad[i]) / 2", "mean",
                    says="the mean of what arrives is taken: paths add"),
               edit("return grad", "return grad[:1]", "of one node", says="this is the gradient of one node; asked are those of all"),
               edit("grad[-1] = 1.0", "grad[0] = 1.0", "grad[0]", says="the walk starts at node 0, `grad[0] = 1`; it has to start at the "
                    "result, the last node")]),
    exercise(
        id="ch09.ancestors", title="Which nodes, in which order?", where="sec-record", args="parents, end", returns="nodes (n)",
        mutate=False,
        draws={"parents": lambda rng, shape, sizes: Graph(PARENTS[sizes["n"]]),
               "end": lambda rng, shape, sizes: {4: 3, 5: 3, 7: 6, 9: 8}[sizes["n"]]},
        rounds={"four": {"n": 4}, "five": {"n": 5}, "seven": {"n": 7}, "nine": {"n": 9}},
        extra=[("a chain of 5,000 nodes", (CHAIN, 4999))],
        task="`parents[i]` lists the numbers of the nodes that node `i` was made from; the larger the number, the younger the node. "
             "Return the array of all nodes that led to `end`, each once, the oldest first, `end` itself last. It has to survive a "
             "chain of 5,000 nodes.",
        starter="""
            def my_ancestors(parents, end):
                found = {end}
                ...
                return np.array(sorted(found))
            """,
        solution="""
            def my_ancestors(parents, end):
                found, to_do = {end}, [end]
                while to_do:
                    for parent in parents[to_do.pop()]:
                        if parent not in found:
                            found.add(parent)
                            to_do.append(parent)
                return np.array(sorted(found))
            """,
        hints=["Keep a list of nodes whose parents you still have to look at; take one, look, and put what is new on the list.",
               "A function that calls itself for each parent goes 5,000 calls deep, and Python stops it."],
        wrong=[wrong("return np.arange(end + 1)", "all older nodes", says="these are all older nodes, also those that did not lead to "
                     "`end`: they would get a gradient of their own"),
               wrong("return np.array(sorted({end, *parents[end]}))", "its parents", says="these are `end` and its parents only: their parents led "
                     "there, too"),
               wrong("return np.array(sorted(set(parents[end])))", "parents of `end`", says="these are the parents of `end` only: their parents "
                     "led there, too, and `end` itself belongs to it"),
               wrong("found = {end}\nfor node in range(end, -1, -1):\n    found |= set(parents[node])\nreturn np.array(sorted(found))",
                     "did not lead", says="the parents of nodes that did not lead to `end` are in it, too"),
               wrong("led = np.zeros(end + 1, bool)\nled[end] = True\nfor node in range(end, -1, -1):\n    if led[node]:\n"
                     "        led[list(parents[node])] = True\nreturn led", "True and False", says="this says True and False for each "
                     "node; asked are the numbers of those that led to `end`"),
               wrong("found, to_do = {end}, [end]\nwhile to_do:\n    for parent in parents[to_do.pop()]:\n        if parent not in found:\n"
                     "            found.add(parent)\n            to_do.append(parent)\nreturn np.array(len(found))", "how many",
                     says="this is how many nodes there are; asked is which"),
               wrong("found, to_do = {end}, [end]\nwhile to_do:\n    for parent in parents[to_do.pop()]:\n        if parent not in found:\n"
                     "            found.add(parent)\n            to_do.append(parent)\n"
                     "return np.array(sorted(k for k in found if parents[k]))", "leaves", says="the leaves are missing, nodes without "
                     "parents: they are what one wants the gradients of"),
               wrong("return np.arange(end)", "all older nodes", says="these are all older nodes, also those that did not lead to `end`, and "
                     "`end` itself is missing"),
               wrong("found, node = {end}, end\nwhile parents[node]:\n    node = parents[node][0]\n    found.add(node)\n"
                     "return np.array(sorted(found))", "first parent", says="only the first parent of each node is followed"),
               wrong("found = {end}\nfor parent in parents[end]:\n    found |= {parent, *parents[parent]}\n"
                     "return np.array(sorted(found))", "two steps", says="it goes back two steps only: parents, and their parents"),
               wrong("found, to_do = {end: 1}, [end]\nwhile to_do:\n    for parent in parents[to_do.pop()]:\n        if parent not in found:\n"
                     "            found[parent] = 1\n            to_do.append(parent)\nreturn np.array(list(found))", "order in which",
                     says="the nodes stand in the order in which they were found: sort them, the oldest first"),
               wrong("found, to_do = {end: 1}, [end]\nwhile to_do:\n    for parent in parents[to_do.pop()]:\n        if parent not in found:\n"
                     "            found[parent] = 1\n            to_do.append(parent)\nreturn np.array(list(found)[::-1])", "order in which",
                     says="the nodes stand in the reverse of the order in which they were found, which is not by age: sort them"),
               wrong("""
                   found, to_do = [], [end]
                   while to_do:
                       node = to_do.pop()
                       found.append(node)
                       to_do.extend(parents[node])
                   return np.array(sorted(found))
                   """, "for each path", says="a node stands there once for each path that leads to it: it has to stand there once"),
               wrong("""
                   found, to_do = {end}, [end]
                   while to_do:
                       for parent in parents[to_do.pop()]:
                           if parent not in found:
                               found.add(parent)
                               to_do.append(parent)
                   return np.array(sorted(found, reverse=True))
                   """, "youngest", says="the youngest stands first: the oldest has to"),
               wrong("""
                   found, to_do = set(), [end]
                   while to_do:
                       for parent in parents[to_do.pop()]:
                           if parent not in found:
                               found.add(parent)
                               to_do.append(parent)
                   return np.array(sorted(found))
                   """, "itself is missing", says="`end` itself is missing: it is the first to hand something back"),
               wrong("""
                   def my_ancestors(parents, end):
                       found = set()

                       def visit(node):
                           if node not in found:
                               found.add(node)
                               for parent in parents[node]:
                                   visit(parent)

                       visit(end)
                       return np.array(sorted(found))
                   """, "RecursionError", "a chain of 5,000 nodes"),
               wrong("""
                   found, to_do = {end}, [end]
                   for parent in parents[to_do.pop()]:
                       found.add(parent)
                   return found
                   """, "a set"),
               edit("np.array(sorted(found))", "sorted(found)", "a list; expected is a NumPy array")]),
    exercise(
        id="ch09.unbroadcast", title="Undo the stretching", where="sec-stretch", args="dy (B, d), shape", returns="dc",
        draws={"shape": lambda rng, shape, sizes: SHAPES[sizes["B"], sizes["d"]]},
        rounds={"wide": (2, 5), "square": (3, 3), "B = 1": (1, 4), "tall": (5, 2), "row": (4, 3)},
        extra=[("a single number", (np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]]), ())),
               ("a shape of (1, 1)", (np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]]), (1, 1))),
               ("three axes", (CUBE, (2, 1))),
               ("nothing stretched", (np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]]), (2, 3)))],
        task="An array of shape `shape` was stretched to the shape of `dy`, as NumPy does: axes were put in **front**, and axes of "
             "length 1 were repeated. Hand its gradient back: an array of shape `shape`.",
        starter="""
            def my_unbroadcast(dy, shape):
                ...
                return ...
            """,
        solution="""
            def my_unbroadcast(dy, shape):
                for _ in range(dy.ndim - len(shape)):
                    dy = dy.sum(axis=0)
                for k in range(len(shape)):
                    if shape[k] == 1:
                        dy = dy.sum(axis=k, keepdims=True)
                return dy
            """,
        hints=["Whatever was repeated along an axis gets its gradient summed along that axis.",
               "First the axes in front, until the number of axes fits; then those where `shape` has a 1, with `keepdims=True`."],
        wrong=[wrong("return dy.sum(axis=0)", "axis 0 in every case", says="it is summed over axis 0 in every case: which axes were "
                     "stretched depends on `shape`"),
               wrong("return dy.sum(axis=1)", "axis 1 in every case", says="it is summed over axis 1 in every case: which axes were "
                     "stretched depends on `shape`"),
               edit("dy.sum(axis=0)", "dy.mean(axis=0)", "a mean is taken where a sum belongs"),
               edit("keepdims=True", "keepdims=False", "shape"),
               edit(", keepdims=True", "", "`keepdims=True` is missing"),
               wrong("for _ in range(dy.ndim - len(shape)):\n    dy = dy.sum(axis=0)\nreturn dy", "axes of length 1",
                     says="the axes in front are summed; the axes of length 1 that were repeated are not"),
               wrong("return np.broadcast_to(dy.sum(), shape) * 1.0", "one sum over all", says="every entry gets one sum over all of `dy`: "
                     "each was used in its own places only"),
               wrong("for _ in range(dy.ndim - len(shape)):\n    dy = dy[0]\nfor k in range(len(shape)):\n    if shape[k] == 1:\n"
                     "        dy = dy.take([0], axis=k)\nreturn dy", "first use", says="only the first use of each entry is taken: all "
                     "uses are paths, and paths add"),
               wrong("return dy.reshape(shape)", "ValueError", "reshape")]),
    exercise(
        id="ch09.mend", title="Mend the walk", where="sec-stretch", args="x (B, d), y (B, d), dy (B, d)", use=use_walk,
        returns="grad_x (B, d), grad_y (B, d)",
        task="The same walk for arrays: each arrow carries a function `pull`. On a chain it is right, and every line looks right. "
             "Here it walks back through `q = s * x + (s + y)` with `s = x * y`, and `grad_x`, `grad_y` and the caller's `dy` come "
             "out wrong. Mend one line.",
        starter="""
            # arrows[i]: pairs (parent, pull); the last node is the result
            def my_walk(arrows, dy):
                grad = [None] * len(arrows)
                grad[-1] = dy
                for i in reversed(range(len(arrows))):
                    for parent, pull in arrows[i]:
                        part = pull(grad[i])
                        if grad[parent] is None:
                            grad[parent] = part
                        else:
                            grad[parent] += part
                return grad
            """,
        solution="""
            def my_walk(arrows, dy):
                grad = [None] * len(arrows)
                grad[-1] = dy
                for i in reversed(range(len(arrows))):
                    for parent, pull in arrows[i]:
                        part = pull(grad[i])
                        if grad[parent] is None:
                            grad[parent] = part
                        else:
                            grad[parent] = grad[parent] + part
                return grad
            """,
        hints=["A sum hands the **same** array to both of its parents. What does `+=` do to it?"],
        wrong=[wrong("""
                   grad = [None] * len(arrows)
                   grad[-1] = dy.copy()
                   for i in reversed(range(len(arrows))):
                       for parent, pull in arrows[i]:
                           part = pull(grad[i])
                           if grad[parent] is None:
                               grad[parent] = part
                           else:
                               grad[parent] += part
                   return grad
                   """, "same array", says="the caller's `dy` is safe now, but a sum still hands the same array to both of its parents, and "
                     "`+=` changes it for both"),
               edit("grad[parent] = grad[parent] + part", "grad[parent] = part", "overwrit", says="a second gradient overwrites the first: a "
                    "node that is used twice receives twice"),
               edit("grad[parent] = grad[parent] + part", "pass", "first gradient", says="only the first gradient that arrives is kept: a "
                    "node that is used twice receives twice"),
               edit("pull(grad[i])", "pull(dy)", "of the result", says="every `pull` gets `dy`, the gradient of the result; it should get "
                    "what its own node has received"),
               edit("grad[parent] + part", "grad[parent] - part", "sign"),
               edit("pull(grad[i])", "grad[i]", "is not called", says="`pull` is not called: what a node has received is handed on as "
                    "it is"),
               edit("grad[parent] + part", "(grad[parent] + part) / 2", "mean", says="the mean of what arrives is taken: paths add")]),
    exercise(
        id="ch09.value", title="A number that remembers", where="sec-record", use=use_value, args="x, w, b, t, lam",
        returns="L, dL, dx, dw, db, dw_again, L_trained",
        draws={name: uniform(0.3, 1.5) for name in ("x", "w", "t")} | {"b": uniform(-0.8, -0.2), "lam": uniform(0.1, 0.4)},
        rounds={"first": (), "second": (), "third": (), "fourth": ()},
        task="The whole of it: products and tanh that write down their arrows, and the walk back. It is tried on a unit with a "
             "penalty on its score, `e * e + lam * z * z` with `z = w * x + b` and `e = z.tanh() + (-t)`. A second `backward()` gives the same gradients "
             "again (`dw_again`), `dL` is the end's own, 1, and three steps of gradient descent train with it (`L_trained`).",
        starter="""
            class MyValue:
                # arrows: pairs (parent, slope)
                def __init__(self, data, *arrows):
                    self.data, self.arrows, self.grad = data, arrows, 0.0

                def __add__(self, other):
                    y = self.data + other.data
                    return MyValue(y, (self, 1.0), (other, 1.0))

                def __mul__(self, other):
                    return ...

                def tanh(self):
                    return ...

                def backward(self):
                    ...
            """,
        solution="""
            class MyValue:
                def __init__(self, data, *arrows):
                    self.data, self.arrows, self.grad = data, arrows, 0.0

                def __add__(self, other):
                    return MyValue(self.data + other.data, (self, 1.0), (other, 1.0))

                def __mul__(self, other):
                    y = self.data * other.data
                    return MyValue(y, (self, other.data), (other, self.data))

                def tanh(self):
                    y = np.tanh(self.data)
                    return MyValue(y, (self, 1 - y ** 2))

                def backward(self):
                    order = []

                    def visit(node):
                        if node not in order:
                            for parent, slope in node.arrows:
                                visit(parent)
                            order.append(node)

                    visit(self)
                    for node in order:
                        node.grad = 0.0
                    self.grad = 1.0
                    for node in reversed(order):
                        for parent, slope in node.arrows:
                            parent.grad += slope * node.grad
            """,
        terms={"1 - y ** 2": "the slope of tanh", "y ** 2": "`y**2`"},
        hints=["The slope of a product in one factor is the other factor. Every node must have received everything before it hands on.",
               "Order the nodes so that parents come before what was made of them (visit the parents, then append the node); set all "
               "`grad` to 0 and the end's to 1; walk from the last to the first, with `+=`."],
        wrong=[edit("parent.grad += slope * node.grad", "parent.grad = slope * node.grad", "overwritten, not added to"),
               edit("(self, other.data), (other, self.data)", "(self, self.data), (other, other.data)", "its own value",
                    says="each factor of a product gets its own value as slope; it is the other one"),
               edit("1 - y ** 2", "1 - self.data ** 2", "its input", says="1 minus the square is tanh's slope with its **output** `y`, "
                    "not with its input"),
               edit("    for node in order:\n            node.grad = 0.0\n        ", "    ", "`dw_again`", "second", says="the gradients "
                    "of the first walk are still there when the second one adds: set them to 0 first"),
               edit("in reversed(order)", "in order", "the wrong way round", says="the walk runs the wrong way round, from the leaves to the "
                    "end: below the end nobody receives anything"),
               edit("        self.grad = 1.0\n", "", "starts with", says="nothing starts with a gradient: that of the end in itself is 1"),
               edit("(self, 1.0), (other, 1.0)", "(self, other.data), (other, self.data)", "those of a product", says="the slopes of the sum "
                    "are those of a product: a sum hands its gradient on as it is"),
               edit("(self, other.data), (other, self.data)", "(self, 1.0), (other, 1.0)", "those of a sum", says="the slopes of the product "
                    "are those of a sum: the slope in one factor is the other one"),
               edit("1 - y ** 2", "y * (1 - y)", "slope of the sigmoid", says="`y * (1 - y)` is the slope of the sigmoid"),
               edit("(self, other.data), (other, self.data)", "(self, other.data), (other, other.data)", "second factor",
                    says="the second factor of a product gets its own value as slope; it is the first one"),
               edit("1 - y ** 2", "1 - np.tanh(y) ** 2", "output already", says="tanh is applied once more: `y` is its output already"),
               edit("(self, 1 - y ** 2)", "(self, y)", "its value", says="the arrow of tanh carries its value, not its slope"),
               edit("1 - y ** 2", "1.0", "slope of tanh", says="the slope of tanh is taken as 1: a factor is missing, the slope of tanh"),
               wrong("""
                   class MyValue:
                       def __init__(self, data, *arrows):
                           self.data, self.arrows, self.grad = data, arrows, 0.0

                       def __add__(self, other):
                           return MyValue(self.data + other.data, (self, 1.0), (other, 1.0))

                       def __mul__(self, other):
                           return MyValue(self.data * other.data, (self, other.data), (other, self.data))

                       def tanh(self):
                           y = np.tanh(self.data)
                           return MyValue(y, (self, 1 - y ** 2))

                       def backward(self, start=True):
                           if start:
                               self.grad = 1.0
                           for parent, slope in self.arrows:
                               parent.grad += slope * self.grad
                               parent.backward(False)
                   """, "too early", says="a node hands on too early and too often: each time it receives something, it hands on "
                     "everything that it has; and nothing is set to 0 before the second walk"),
               edit("                for parent, slope in node.arrows:\n                    visit(parent)\n                order.append(node)",
                    "                order.append(node)\n                for parent, slope in node.arrows:\n                    visit(parent)",
                    "the wrong way round"),
               wrong("""
                   class MyValue:
                       def __init__(self, data, *arrows):
                           self.data, self.arrows, self.grad = data, arrows, 0.0

                       def __add__(self, other):
                           return MyValue(self.data + other.data, (self, 1.0), (other, 1.0))

                       def __mul__(self, other):
                           return MyValue(self.data * other.data, (self, other.data), (other, self.data))

                       def tanh(self):
                           y = np.tanh(self.data)
                           return MyValue(y, (self, 1 - y ** 2))

                       def backward(self):
                           order = []

                           def visit(node):
                               if node not in order:
                                   order.append(node)
                                   for parent, slope in node.arrows:
                                       visit(parent)

                           visit(self)
                           for node in order:
                               node.grad = 0.0
                           self.grad = 1.0
                           for node in order:
                               for parent, slope in node.arrows:
                                   parent.grad += slope * node.grad
                   """, "before it has received", says="a node that is used in two places hands on before it has received from both: walked "
                     "in the order in which they were found, the nodes are not ordered by age")]),
]
