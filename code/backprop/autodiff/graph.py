"""The graph that an expression leaves behind, and the walk back through it."""

from __future__ import annotations

from itertools import count

import numpy as np

from ..errors import ShapeError


class Arithmetic:
    """What can be said with +, * and powers: a - b, a / b, and numbers on the left."""

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -1.0 * other

    def __rsub__(self, other):
        return -self + other

    def __truediv__(self, other):
        return self * other**-1.0

    def __rtruediv__(self, other):
        return other * self**-1.0


class Node(Arithmetic):
    """A value that remembers what it was made from.                       (chapter 9)

    arrows:   (parent, slope) for every value that it was computed from.
    grad:     after L.backward(), the gradient of L in this node, in the shape of data.
    """

    made = count()

    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, None
        self.number = next(Node.made)              # a node is younger than its parents

    def backward(self, dy=1.0):
        """Leave in every ancestor's grad the gradient of L = sum(dy * self): overwritten, never accumulated.

        Errors:   ShapeError if dy has not the shape of data (a loss is one number: dy = 1).
        """
        if np.shape(dy) != np.shape(self.data):
            raise ShapeError(f"backward: dy has shape {np.shape(dy)}, expected {np.shape(self.data)}, that of the node")
        order = ancestors(self)
        for node in order:
            node.grad = 0.0
        self.grad = dy
        for node in reversed(order):               # from the loss to the leaves
            for parent, slope in node.arrows:
                parent.grad = parent.grad + self.along(slope, node.grad)

    @staticmethod
    def along(slope, dy):
        """What an arrow hands back to its parent."""
        return slope * dy


def ancestors(last: Node) -> list[Node]:
    """`last` and all nodes that it was made from, the oldest first."""
    found, todo = {last}, [last]
    while todo:
        for parent, _ in todo.pop().arrows:
            if parent not in found:
                found.add(parent)
                todo.append(parent)
    return sorted(found, key=lambda node: node.number)
