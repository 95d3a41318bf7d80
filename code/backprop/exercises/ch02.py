"""Exercises of chapter 2: the fully connected layer, from one line to a layer that trains."""

from __future__ import annotations

import numpy as np

from .cases import given, normal, uniform
from .exercise import edit, exercise, wrong


def use_layer(cls, W, b, x_before, x, dy) -> dict:
    """Two forward passes and one backward pass: the layer has to answer for the last input."""
    layer = cls(W, b)
    layer.forward(x_before)
    y, dx = layer.forward(x), layer.backward(dy)
    return {"y": y, "dx": dx, "dW": layer.dW, "db": layer.db}


EXERCISES = [
    exercise(
        id="ch02.worked", title="One line", where="sec-dW", returns="dW (d_in, d_out)",
        sizes={"B": 2, "d_in": 2, "d_out": 3},
        task="Two examples with two features go into a layer with three outputs. Write the line for `dW`.",
        starter="""
            my_x = np.array([[1.0, 2.0], [3.0, 4.0]])
            my_dy = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
            my_dW = ...
            """,
        solution="""
            my_x = np.array([[1.0, 2.0], [3.0, 4.0]])
            my_dy = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
            my_dW = my_x.T @ my_dy
            """,
        hints=["The gradient has the shape of `W`. Which product of `x` and `dy` has that shape?",
               "Each example adds its input, times its gradient from above: a sum over the rows of both."],
        wrong=[wrong("my_dW = my_x @ my_dy", "`my_x` is not transposed"),
               wrong("my_dW = my_dy.T @ my_x", "transposed"),
               wrong("my_dW = my_x.T @ my_dy / 2", "too small by the factor"),
               wrong("my_dW = -(my_x.T @ my_dy)", "sign is flipped"),
               wrong("my_dW = [[1.3, 1.7, 2.1], [1.8, 2.4, 3.0]]", "a list")]),
    exercise(
        id="ch02.forward", title="Forward", where="sec-dW", args="x (B, d_in), W (d_in, d_out), b (d_out)",
        returns="y (B, d_out)",
        task="Write the forward pass of the layer for a batch: every row of `x` goes through the same `W` and `b`.",
        starter="""
            def my_linear(x, W, b):
                # x (B, d_in), W (d_in, d_out), b (d_out,)
                return ...
            """,
        solution="""
            def my_linear(x, W, b):
                return x @ W + b
            """,
        hints=["`@` multiplies matrices, `*` multiplies entry by entry."],
        wrong=[wrong("return x @ W", "a term is missing: `b`"),
               wrong("return x @ W - b", "a sign is wrong: that of the term `b`"),
               wrong("return (x @ W + b) / len(x)", "too small by the factor B"),
               wrong("return W @ x + b", "wrong order", "only on square shapes"),
               wrong("return x @ W.T + b", "`W` is transposed", "only on square shapes"),
               wrong("return (x @ W + b).sum(axis=0)", "summed over axis 0"),
               wrong("return x @ W + b.sum()", "`b`", says="one sum over all of `b` is added to every column: "
                     "`b` has one entry for each column")]),
    exercise(
        id="ch02.backward", title="All three gradients", where={"dx": "sec-dx", "dW": "sec-dW", "db": "sec-db"},
        args="x (B, d_in), W (d_in, d_out), dy (B, d_out)", returns="dx (B, d_in), dW (d_in, d_out), db (d_out)",
        task="`dy` is the gradient from above and carries the 1/B of the loss already. Return `dx, dW, db`.",
        starter="""
            def my_linear_backward(x, W, dy):
                # x (B, d_in), W (d_in, d_out), dy (B, d_out)
                dx = ...
                dW = ...
                db = ...
                return dx, dW, db
            """,
        solution="""
            def my_linear_backward(x, W, dy):
                dx = dy @ W.T
                dW = x.T @ dy
                db = dy.sum(axis=0)
                return dx, dW, db
            """,
        hints=["Each gradient has the shape of its variable; that alone does not settle which axis is summed.",
               "`b` reaches every row, so its gradient adds up over the rows."],
        wrong=[edit("dy @ W.T", "dy @ W", "`dx`: `W` is not transposed"),
               edit("x.T @ dy", "x @ dy", "`dW`: `x` is not transposed"),
               edit("x.T @ dy", "dy.T @ x", "`dW`: it is transposed"),
               edit("dy.sum(axis=0)", "dy.mean(axis=0)", "`db`", "too small by the factor B"),
               edit("dy.sum(axis=0)", "dy.sum(axis=1)", "an axis is mixed up"),
               edit("dy.sum(axis=0)", "dy.sum()", "one sum over the whole array"),
               edit("dy.sum(axis=0)", "dy", "not summed over the batch"),
               edit("x.T @ dy", "x.T @ dy / len(x)", "`dW`", "too small by the factor B"),
               edit("return dx, dW, db", "return dW, dx, db", "it is dW, not dx"),
               edit("return dx, dW, db", "return dx, dW", "2 values; expected are 3"),
               edit("dx = dy @ W.T", "W -= 0.1 * x.T @ dy\n    dx = dy @ W.T", "alters its input `W`")]),
    exercise(
        id="ch02.ones", title="The bias as a row of W", where="sec-kronecker", args="x (B, d_in), dy (B, d_out)",
        returns="dW (d_in + 1, d_out)",
        task="A layer without `b` gets inputs with a column of ones appended on the right, and its `W` one more row. "
             "Return the gradient of that larger `W`: its last row is `db`.",
        starter="""
            def my_dW_with_ones(x, dy):
                # x (B, d_in), without the ones
                return ...
            """,
        solution="""
            def my_dW_with_ones(x, dy):
                extended = np.hstack([x, np.ones((len(x), 1))])
                return extended.T @ dy
            """,
        forms=["""
            def my_dW_with_ones(x, dy):
                return np.vstack([x.T @ dy, dy.sum(axis=0)])
            """],
        terms={"extended": "`x` with its ones"},
        hints=["Append the ones with `np.hstack`, then it is a layer like any other."],
        wrong=[wrong("return np.vstack([dy.sum(axis=0), x.T @ dy])", "first", says="the row for the bias stands first: "
                     "the ones are appended on the right, so it belongs last"),
               wrong("return x.T @ dy", "`x` with its ones", "shape"),
               wrong("return np.vstack([x.T @ dy, dy.mean(axis=0)])", "a mean is taken where a sum belongs"),
               wrong("return (np.hstack([x, np.ones((len(x), 1))]).T @ dy).T", "transposed"),
               wrong("return np.vstack([x.T @ dy, np.ones(dy.shape[1])])", "the last row")]),
    exercise(
        id="ch02.mend", title="Mend it", where="sec-db", args="x (B, d_in), W (d_in, d_out), dy (B, d_out), lr",
        returns="dx (B, d_in), W (d_in, d_out)", draws={"lr": uniform(0.1, 0.5)},
        task="This function should return the gradient for the layer below and the weights after one step of "
             "gradient descent. It has two mistakes that a falling loss does not show. Mend both.",
        starter="""
            def my_step(x, W, dy, lr):
                W -= lr * (x.T @ dy)
                dx = dy @ W.T
                return dx, W
            """,
        solution="""
            def my_step(x, W, dy, lr):
                dx = dy @ W.T
                W = W - lr * (x.T @ dy)
                return dx, W
            """,
        hints=["Which `W` did the forward pass use? And whose array is `W`?"],
        wrong=[wrong("W = W - lr * (x.T @ dy)\ndx = dy @ W.T\nreturn dx, W", "wrong order"),
               wrong("dx = dy @ W.T\nW -= lr * (x.T @ dy)\nreturn dx, W", "alters its input `W`"),
               wrong("dx = dy @ W.T\nW = W + lr * (x.T @ dy)\nreturn dx, W", "sign"),
               wrong("dx = dy @ W.T\nW = W - x.T @ dy\nreturn dx, W", "a factor is missing: `lr`")]),
    exercise(
        id="ch02.layer", title="A layer for inputs of any rank", where={"y": "sec-dW", "dx": "sec-dx", "dW": "sec-dW", "db": "sec-db"}, use=use_layer,
        args="W (2*d, d_out), b (d_out), x_before (B, 2, d), x (B, 2, d), dy (B, d_out)",
        returns="y (B, d_out), dx (B, 2, d), dW (2*d, d_out), db (d_out)",
        rounds={"wide": {"B": 2, "d": 2, "d_out": 3}, "square": {"B": 4, "d": 2, "d_out": 4},
                "B = 1": {"B": 1, "d": 3, "d_out": 2}, "tall": {"B": 5, "d": 3, "d_out": 4}},
        task="Write the layer as a class. `forward` flattens each example to one row, whatever its rank, and keeps what "
             "`backward` needs. `backward` stores `self.dW` and `self.db` and returns `dx` **in the shape of `x`**. "
             "Forward is called many times: `backward` answers for the last one.",
        starter="""
            class MyFullyConnected:
                def __init__(self, W, b):
                    self.W, self.b = W, b

                def forward(self, x):       # x (B, ...) -> y (B, d_out)
                    return ...

                def backward(self, dy):     # sets self.dW and self.db, returns dx
                    self.dW = ...
                    self.db = ...
                    return ...
            """,
        solution="""
            class MyFullyConnected:
                def __init__(self, W, b):
                    self.W, self.b = W, b

                def forward(self, x):
                    self.shape = x.shape
                    self.x = x.reshape(len(x), -1)
                    return self.x @ self.W + self.b

                def backward(self, dy):
                    self.dW = self.x.T @ dy
                    self.db = dy.sum(axis=0)
                    return (dy @ self.W.T).reshape(self.shape)
            """,
        hints=["`x.reshape(len(x), -1)` makes rows of any batch.", "Keep `x.shape` for the way back."],
        wrong=[edit(".reshape(self.shape)", "", "`dx`: its numbers are right, but its shape is not"),
               edit("self.x = x.reshape(len(x), -1)", "self.x = getattr(self, 'x', x.reshape(len(x), -1))",
                    "an earlier forward"),
               edit("self.db = dy.sum(axis=0)", "self.db = dy.mean(axis=0)", "`db`", "too small by the factor B"),
               edit("self.x.T @ dy", "(dy.T @ self.x)", "`dW`: it is transposed"),
               edit("x.reshape(len(x), -1)", "x.reshape(-1, len(x)).T", "mixes the examples", says="the flattening mixes the "
                    "examples: `reshape(len(x), -1)` keeps each in its row, `reshape(-1, len(x)).T` does not"),
               edit("dy @ self.W.T", "dy @ self.W", "`self.W` is not transposed")]),
    exercise(
        id="ch02.train", title="Train with it", where="sec-dW", args="x (B, d_in), t (B, d_out), steps",
        returns="W (d_in, d_out), loss", draws={"steps": given(5), "x": normal(1.0)},
        task="Fit a layer without bias to targets `t` by gradient descent. The loss is the mean of the squared errors over "
             "**all entries**, the learning rate is 0.1, and `W` starts at zero. Return `W` after `steps` updates and "
             "the loss of that `W`.",
        starter="""
            def my_fit(x, t, steps):
                W = np.zeros((x.shape[1], t.shape[1]))
                for _ in range(steps):
                    ...
                return W, ...
            """,
        solution="""
            def my_fit(x, t, steps):
                W = np.zeros((x.shape[1], t.shape[1]))
                for _ in range(steps):
                    error = x @ W - t
                    dy = 2 * error / t.size
                    W -= 0.1 * (x.T @ dy)
                return W, np.mean((x @ W - t) ** 2)
            """,
        hints=["One round: forward, error, `dy`, `dW`, step.", "The mean over all entries puts `2 / t.size` into `dy`."],
        wrong=[edit("t.size", "len(t)", "number of rows"),
               edit("W -= ", "W += ", "the sign"),
               edit("2 * error", "error", "a factor is missing: `2`"),
               edit("range(steps)", "range(steps - 1)", "one round too few"),
               edit("np.mean((x @ W - t) ** 2)", "np.mean(error ** 2)", "before the last step",
                    says="the loss is that of the weights before the last step"),
               edit("np.mean((x @ W - t) ** 2)", "np.sum((x @ W - t) ** 2)", "sum", "mean")]),
]
