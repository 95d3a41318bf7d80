"""Reverse mode on arrays: every arrow carries a function from the gradient of the result to that of its parent."""

from __future__ import annotations

import numpy as np

from ..checks import check_stretches
from ..errors import DTypeError, ShapeError
from .graph import Node


def unbroadcast(dy: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum dy over the axes along which an array of this shape was repeated.    (chapter 9)

    Shapes:   dy is what `shape` was broadcast to; the result has `shape`.
    Errors:   ShapeError if an array of `shape` cannot be broadcast to dy.
    """
    check_stretches(shape, dy.shape, "unbroadcast")
    new = dy.ndim - len(shape)                     # axes that broadcasting put in front
    dy = dy.sum(axis=tuple(range(new)))
    stretched = tuple(k for k, n in enumerate(shape) if n == 1 < dy.shape[k])
    return dy.sum(axis=stretched, keepdims=True)


class Tensor(Node):
    """An array that remembers how it was made.                             (chapter 9)

    Errors:   DTypeError if data is not numeric; ShapeError for matrix products of other than two axes.
    """

    __array_ufunc__ = None                         # an ndarray on the left leaves the operator to us

    def __init__(self, data, *arrows):
        data = np.asarray(data)
        if data.dtype.kind not in "iuf":
            raise DTypeError(f"Tensor: got dtype {data.dtype}, expected real numbers")
        super().__init__(data if data.dtype.kind == "f" else data.astype(np.float64), *arrows)

    def backward(self, dy=1.0):
        """The walk back of Node, in the precision of the data."""
        super().backward(np.asarray(dy, self.data.dtype))

    @staticmethod
    def along(pull, dy):
        """What an arrow hands back to its parent: here the arrow is a function."""
        return pull(dy)

    def __add__(self, other):
        other = lift(other, self.data.dtype)
        return Tensor(self.data + other.data, arrow(self, lambda dy: dy), arrow(other, lambda dy: dy))

    def __mul__(self, other):
        other = lift(other, self.data.dtype)
        return Tensor(self.data * other.data, arrow(self, lambda dy: dy * other.data),
                      arrow(other, lambda dy: dy * self.data))

    def __matmul__(self, other):
        x, w = matrix(self), matrix(lift(other))
        return Tensor(x.data @ w.data, arrow(x, lambda dy: dy @ w.data.T),
                      arrow(w, lambda dy: x.data.T @ dy))

    def __rmatmul__(self, other):
        return lift(other) @ self

    def __pow__(self, n: float):
        return self.each(self.data**n, n * self.data**(n - 1))

    def exp(self):
        """e^x, entry by entry."""
        y = np.exp(self.data)
        return self.each(y, y)

    def log(self):
        """ln x, entry by entry."""
        return self.each(np.log(self.data), 1 / self.data)

    def tanh(self):
        """tanh x, entry by entry."""
        y = np.tanh(self.data)
        return self.each(y, 1 - y**2)

    def relu(self):
        """max(x, 0), entry by entry."""
        return self.each(np.maximum(self.data, 0), (self.data > 0).astype(self.data.dtype))

    def each(self, y, slope):
        """The result of an elementwise function whose slopes are `slope`."""
        return Tensor(y, arrow(self, lambda dy: dy * slope))

    def sum(self, axis=None, keepdims: bool = False):
        """The sum over an axis, or over all: its backward pass repeats dy."""
        y = self.data.sum(axis=axis, keepdims=True)
        back = Tensor(y, (self, lambda dy: np.broadcast_to(dy, self.data.shape)))
        return back if keepdims else back.reshape(self.data.sum(axis=axis).shape)

    def mean(self):
        """The mean of all entries."""
        return self.sum() * (1 / self.data.size)

    def reshape(self, shape):
        """The same entries in another shape."""
        return Tensor(self.data.reshape(shape), (self, lambda dy: dy.reshape(self.data.shape)))

    def __getitem__(self, index):
        def scatter(dy):
            dx = np.zeros_like(self.data)
            np.add.at(dx, index, dy)               # an entry that was taken twice gets both
            return dx
        return Tensor(self.data[index], (self, scatter))

    def __repr__(self):
        return f"Tensor{self.data.shape}"


def arrow(parent: Tensor, pull) -> tuple:
    """An arrow of a function that broadcasts: what it hands back is summed to the parent's shape."""
    return parent, lambda dy: unbroadcast(pull(dy), parent.data.shape)


def lift(x, dtype=None) -> Tensor:
    """An array as a node without parents, and a plain number in the given dtype; a node as it is."""
    if isinstance(x, Tensor):
        return x
    return Tensor(np.asarray(x, dtype) if isinstance(x, (int, float)) else x)


def matrix(x: Tensor) -> Tensor:
    """x, if it has two axes."""
    if x.data.ndim != 2:
        raise ShapeError(f"@: got shape {x.data.shape}, expected a matrix with two axes")
    return x
