"""Reverse mode on numbers: every arrow carries its slope, a number."""

from __future__ import annotations

import math
from numbers import Real

from ..errors import DTypeError
from .graph import Node


class Value(Node):
    """A number that remembers how it was made: z = x * w + b, then z.backward().     (chapter 9)

    Errors:   DTypeError if data, or the other operand, is not a number.
    """

    def __init__(self, data: float, *arrows):
        if not isinstance(data, Real):
            raise DTypeError(f"Value: got {type(data).__name__}, expected a number")
        super().__init__(float(data), *arrows)

    def __add__(self, other):
        other = lift(other)
        return Value(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        other = lift(other)
        return Value(self.data * other.data, (self, other.data), (other, self.data))

    def __pow__(self, n: float):
        return Value(self.data**n, (self, n * self.data**(n - 1)))

    def tanh(self):
        """tanh(x), slope 1 - tanh²(x)."""
        y = math.tanh(self.data)
        return Value(y, (self, 1 - y**2))

    def exp(self):
        """e^x, slope e^x."""
        y = math.exp(self.data)
        return Value(y, (self, y))

    def log(self):
        """ln x, slope 1/x."""
        return Value(math.log(self.data), (self, 1 / self.data))

    def relu(self):
        """max(x, 0), slope 1 above 0, else 0."""
        return Value(max(self.data, 0.0), (self, float(self.data > 0)))

    def __repr__(self):
        return f"Value({self.data:.4g})"


def lift(x) -> Value:
    """A number as a node without parents; a node as it is."""
    return x if isinstance(x, Value) else Value(x)
