"""Activations: elementwise layers between the affine maps.        (chapter 3)

Where a derivative does not exist (KINKS), the left derivative is taken: a choice of subgradient.
"""

from __future__ import annotations

import numpy as np

from backprop.layers.base import Elementwise


class ReLU(Elementwise):
    """Rectified linear unit: max(x, 0).

    Backward: 1 where x > 0, else 0. At 0 any slope in 0 ... 1 is a subgradient; 0 is the choice here.
    """

    KINKS = (0.0,)

    def function(self, x):
        return np.maximum(x, 0)

    def derivative(self, x, y):
        return (x > 0).astype(x.dtype)


class Tanh(Elementwise):
    """Hyperbolic tangent: tanh(x) = 2 sigmoid(2x) - 1.

    Range:    -1 ... 1.
    Backward: 1 - y^2, from the output.
    """

    def function(self, x):
        return np.tanh(x)

    def derivative(self, x, y):
        return 1 - y * y
