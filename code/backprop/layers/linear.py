"""The fully connected layer, and Flatten."""

from __future__ import annotations

import numpy as np

from ..checks import check_choice, check_count, check_dtype, check_sizes, flat_rows
from ..initializers import INITIALIZERS
from .base import Layer

BLOCK = 512         # rows that are added in one product


class Linear(Layer):
    """Affine map of each row: y = x @ W + b.                     (chapter 2)

    Shapes:   x (B, ...) flattened to (B, d_in), W (d_in, d_out), b (d_out,), y (B, d_out).
              For the last axis alone, einsum("bti,ij->btj", x, W) + b, pass x.reshape(-1, d_in).
    Backward: dW = x.T @ dy, db = sum of dy over the batch, dx = dy @ W.T in the shape of x.
    Errors:   ShapeError if the axes of x after the first do not multiply to d_in; for a 1-D x it
              advises x[None, :]. DTypeError if x or dy has another float dtype than W.
    """

    PARAMS = ("W", "b")

    def __init__(self, d_in: int, d_out: int, *, rng: np.random.Generator, init: str = "he_normal",
                 dtype=np.float32):
        self.d_in, self.d_out = check_sizes("Linear", d_in=d_in, d_out=d_out)
        self.init = check_choice(init, INITIALIZERS, "initializer", self)
        self.W = INITIALIZERS[init]((self.d_in, self.d_out), rng=rng, dtype=check_dtype(dtype, self))
        self.b = np.zeros(self.d_out, self.W.dtype)
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)

    def function(self, x):
        return x @ self.W + self.b            # (B, d_out)

    def grads_from(self, dy):                 # np.dot: for one row far faster than matmul
        np.dot(self.x.T, dy, out=self.dW)     # (d_in, d_out)
        sum_of_rows(dy, out=self.db)          # (d_out,)

    def dx_from(self, dy):
        return dy @ self.W.T                  # (B, d_in)

    def shaped(self, x):
        return flat_rows(x, self.d_in, self)

    @classmethod
    def count(cls, config):
        d_in, d_out = (check_count(config.get(name), name, "Linear") for name in ("d_in", "d_out"))
        return d_in * d_out + d_out


class Flatten(Layer):
    """Rows of numbers from examples of any rank: y[i] = all entries of x[i].  (chapter 2)

    Shapes:   x (B, ...), y (B, d) with d the product of the other axes; dx in the shape of x.
    Errors:   ShapeError for a 0-D x.
    """

    def function(self, x):
        return x.copy()

    def dx_from(self, dy):
        return dy.copy()

    def shaped(self, x):
        return flat_rows(x, None, self)


def sum_of_rows(dy: np.ndarray, out: np.ndarray) -> None:
    """Write dy.sum(axis=0) into out, as a product with ones: faster, and rounds less.

    Many rows are added in blocks of BLOCK: 60,000 in float32 are right to 2e-7, one by one to 1e-5.
    """
    if len(dy) >= 2 * BLOCK:
        blocks, rest = divmod(len(dy), BLOCK)
        sums = np.ones(BLOCK, dy.dtype) @ dy[rest:].reshape(blocks, BLOCK, -1)
        dy = np.concatenate([dy[:rest], sums])
    np.dot(np.ones(len(dy), dy.dtype), dy, out=out)
