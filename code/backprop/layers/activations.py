"""Activations: elementwise layers between the affine maps.        (chapter 3)

Where a derivative does not exist (KINKS), the left derivative is taken: a choice of subgradient.
All take float32 and float64; all but the ones with kinks are right for complex input too.
"""

from __future__ import annotations

import numpy as np

from ..checks import check_number
from ..functional import gelu, gelu_derivative, sigmoid, silu, silu_derivative, softplus
from .base import Elementwise


class ReLU(Elementwise):
    """Rectified linear unit: max(x, 0).

    Backward: 1 where x > 0, else 0. At 0 every slope in 0 ... 1 is a subgradient; 0 is the choice.
    """

    KINKS = (0.0,)

    def function(self, x):
        return np.maximum(x, 0)

    def derivative(self, x, y):
        return (x > 0).astype(x.dtype)


class LeakyReLU(Elementwise):
    """ReLU that keeps a small slope on the left: x where x > 0, else slope * x.

    Backward: 1 where x > 0, else slope (at 0 too, a choice of subgradient).
    Errors:   OptionError unless 0 <= slope < 1.
    """

    KINKS = (0.0,)

    def __init__(self, slope: float = 0.01):
        self.slope = float(check_number(slope, "slope", "LeakyReLU", low=0, high=1, open_high=True))

    def function(self, x):
        return np.maximum(x, self.slope * x)

    def derivative(self, x, y):
        return np.where(x > 0, np.ones_like(x), self.slope)


class ELU(Elementwise):
    """Exponential linear unit: x where x > 0, else alpha * (exp(x) - 1).

    Range:    above -alpha.
    Backward: 1 where x > 0, else alpha * exp(x); a kink at 0 unless alpha = 1.
    Errors:   OptionError unless alpha > 0.
    Source:   Clevert, Unterthiner, Hochreiter (2016).
    """

    def __init__(self, alpha: float = 1.0):
        self.alpha = float(check_number(alpha, "alpha", "ELU", low=0, open_low=True,
                                        open_high=True))
        self.KINKS = () if self.alpha == 1 else (0.0,)

    def function(self, x):
        return np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0)))

    def derivative(self, x, y):
        return np.where(x > 0, np.ones_like(x), self.alpha * np.exp(np.minimum(x, 0)))


class SELU(ELU):
    """Self-normalizing ELU: SCALE * ELU(x) with alpha = ALPHA.

    With init lecun_normal the two constants make mean 0 and variance 1 a fixed point.
    Backward: SCALE where x > 0, else SCALE * ALPHA * exp(x).
    Source:   Klambauer et al. (2017), Self-normalizing neural networks.
    """

    ALPHA, SCALE = 1.6732632423543772, 1.0507009873554805

    def __init__(self):
        super().__init__(self.ALPHA)

    def function(self, x):
        return self.SCALE * super().function(x)

    def derivative(self, x, y):
        return self.SCALE * super().derivative(x, y)


class GELU(Elementwise):
    """Gaussian error linear unit, exact (no tanh in place of erf): x * Phi(x).

    Range:    above -0.17.
    Backward: Phi(x) + x * phi(x), with Phi and phi the standard normal distribution and density.
    Source:   Hendrycks, Gimpel (2016). Needs SciPy.
    """

    def function(self, x):
        return gelu(x)

    def derivative(self, x, y):
        return gelu_derivative(x)


class SiLU(Elementwise):
    """Sigmoid linear unit, also called swish: x * sigmoid(x).

    Range:    above -0.279.
    Backward: s * (1 + x * (1 - s)) with s = sigmoid(x).
    """

    def function(self, x):
        return silu(x)

    def derivative(self, x, y):
        return silu_derivative(x)


class Sigmoid(Elementwise):
    """Logistic function: 1 / (1 + exp(-x)).

    Range:    0 ... 1.
    Backward: y * (1 - y), from the output; 0 where y has rounded to 1 (x > 37 in float64).
    """

    def function(self, x):
        return sigmoid(x)

    def derivative(self, x, y):
        return y * (1 - y)


class Tanh(Elementwise):
    """Hyperbolic tangent: tanh(x) = 2 sigmoid(2x) - 1.

    Range:    -1 ... 1.
    Backward: 1 - y^2, from the output.
    """

    def function(self, x):
        return np.tanh(x)

    def derivative(self, x, y):
        return 1 - y * y


class Softplus(Elementwise):
    """Smooth ReLU: log(1 + exp(x)).

    Range:    above 0.
    Backward: sigmoid(x).
    """

    def function(self, x):
        return softplus(x)

    def derivative(self, x, y):
        return sigmoid(x)
