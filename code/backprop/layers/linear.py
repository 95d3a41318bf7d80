"""The fully connected layer, and Flatten."""

from __future__ import annotations

import math

import numpy as np

from ..checks import check_choice, check_count, check_dtype, check_like, check_numbers
from ..errors import ShapeError
from ..initializers import INITIALIZERS
from .base import Layer


class Linear(Layer):
    """Affine map of each row: y = x @ W + b.                     (chapter 2)

    Shapes:   x (B, ...) flattened to (B, d_in), W (d_in, d_out), b (d_out,), y (B, d_out).
    Backward: dW = x.T @ dy, db = sum of dy over the batch, dx = dy @ W.T in the shape of x.
    Errors:   ShapeError if the axes of x after the first do not multiply to d_in; for a 1-D x it
              advises x[None, :]. DTypeError if x or dy has another float dtype than W.
    """

    PARAMS = ("W", "b")

    def __init__(self, d_in: int, d_out: int, *, rng: np.random.Generator, init: str = "he_normal",
                 dtype=np.float32):
        self.d_in = check_count(d_in, "d_in", "Linear")
        self.d_out = check_count(d_out, "d_out", "Linear")
        self.init = check_choice(init, INITIALIZERS, "initializer", self)
        dtype = check_dtype(dtype, self)
        self.W = INITIALIZERS[init]((self.d_in, self.d_out), rng=rng, dtype=dtype)
        self.b = np.zeros(self.d_out, dtype)
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)

    def forward(self, x):
        self.x, self.x_shape = self.rows(x), x.shape          # (B, d_in)
        self.y_shape = (len(x), self.d_out)
        return self.x @ self.W + self.b                       # (B, d_out)

    def predict(self, x):
        return self.rows(x) @ self.W + self.b

    def param_grads(self, dy):
        dy = check_like(self.upstream(dy), self.W, "dy", "W", self)
        np.dot(self.x.T, dy, out=self.dW)     # (d_in, d_out); for one row far faster than matmul
        np.sum(dy, axis=0, out=self.db)                       # (d_out,)

    def input_grad(self, dy):
        dy = check_like(self.upstream(dy), self.W, "dy", "W", self)
        return (dy @ self.W.T).reshape(self.x_shape)

    def rows(self, x: np.ndarray) -> np.ndarray:
        """Return x (B, ...) as (B, d_in), one example a row."""
        check_like(x, self.W, "x", "W", self)
        if x.ndim < 2:
            advice = "; for one example pass x[None, :]" if x.ndim == 1 else ""
            raise ShapeError(f"{self}: x has shape {x.shape}, expected (B, {self.d_in}){advice}")
        if (columns := math.prod(x.shape[1:])) != self.d_in:
            kind = "columns" if x.ndim == 2 else f"numbers a row (shape {x.shape})"
            raise ShapeError(f"{self}: x has {columns} {kind}, expected {self.d_in}")
        return x.reshape(len(x), self.d_in)

    def config(self):
        return {"d_in": self.d_in, "d_out": self.d_out, "init": self.init,
                "dtype": self.W.dtype.name}

    @classmethod
    def from_config(cls, config, *, rng):
        return cls(**config, rng=rng)

    @classmethod
    def count(cls, config):
        d_in, d_out = (check_count(config.get(name), name, "Linear") for name in ("d_in", "d_out"))
        return d_in * d_out + d_out

    def __repr__(self):
        return f"Linear({self.d_in}, {self.d_out})"


class Flatten(Layer):
    """Rows of numbers from examples of any rank: y[i] = all entries of x[i].  (chapter 2)

    Shapes:   x (B, ...), y (B, d) with d the product of the other axes; dx in the shape of x.
    Errors:   ShapeError for a 0-D x.
    """

    def forward(self, x):
        y = self.predict(x)
        self.x_shape, self.y_shape = x.shape, y.shape
        return y

    def predict(self, x):
        if check_numbers(x, "x", self).ndim == 0:
            raise ShapeError(f"{self}: x has shape (), expected (B, ...)")
        return x.reshape(len(x), math.prod(x.shape[1:])).copy()

    def input_grad(self, dy):
        return self.upstream(dy).reshape(self.x_shape).copy()
