"""Automatic differentiation, small enough to read: reverse mode on numbers and arrays, forward mode.  (chapter 9)

The labs do not need it: a network is a chain, and its layers carry their own derivatives. It stands beside the
house as the explanation of what PyTorch and JAX do, and as one more witness for the layers.
"""

from .array import Tensor, unbroadcast
from .dual import Dual
from .graph import Node, ancestors
from .scalar import Value

__all__ = ["Dual", "Node", "Tensor", "Value", "ancestors", "unbroadcast"]
