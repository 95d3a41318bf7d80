"""Forward mode: a number and its slope, computed side by side."""

from __future__ import annotations

import math

from .graph import Arithmetic


class Dual(Arithmetic):
    """value + slope·ε with ε² = 0: a number and how fast it moves.            (chapter 9)

    Dual(x, 1.0) is the variable; f(Dual(x, 1.0)).slope is f'(x). The parts may be any numbers that
    know +, *, powers and tanh, a Value among them.
    """

    def __init__(self, value, slope=0.0):
        self.value, self.slope = value, slope

    def __add__(self, other):
        other = lift(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        other = lift(other)
        slope = self.slope * other.value + self.value * other.slope
        return Dual(self.value * other.value, slope)

    def __pow__(self, n: float):
        return Dual(self.value**n, n * self.value**(n - 1) * self.slope)

    def tanh(self):
        """tanh(a) + (1 - tanh²(a)) a' ε."""
        y = self.value.tanh() if hasattr(self.value, "tanh") else math.tanh(self.value)
        return Dual(y, (1.0 - y**2) * self.slope)

    def __repr__(self):
        return f"Dual({self.value}, {self.slope})"


def lift(x) -> Dual:
    """A constant has slope 0; a dual number stays as it is."""
    return x if isinstance(x, Dual) else Dual(x)
