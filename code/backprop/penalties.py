"""Penalties: numbers added to the loss that grow with the weights.    (chapters 6 and 12)

They see the flat vector theta (P,) of a network, and add their gradient to g (P,) in place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .checks import check_number, check_pair, check_shape, check_vector
from .errors import DTypeError, OptionError


class L2:
    """Squared norm, also called weight decay: strength / 2 * ||theta||^2.

    The 1/2 is a convention: with it the gradient is strength * theta.  (chapter 12)
    Shapes:   theta and g (P,); mask (P,) of booleans, True where decayed (Network.decay_mask()).
    Errors:   OptionError if strength < 0; DTypeError, ShapeError.
    """

    def __init__(self, strength: float, mask: np.ndarray | None = None):
        self.strength = float(check_number(strength, "strength", "L2", low=0, open_high=True))
        if mask is not None and (not isinstance(mask, np.ndarray) or mask.dtype != bool):
            raise DTypeError("L2: mask is not a NumPy array of booleans")
        self.mask = mask

    def value(self, theta: np.ndarray) -> float:
        """Return the penalty."""
        kept = self.masked(theta)
        return 0.5 * self.strength * (kept @ kept).item()

    def add_gradient(self, theta: np.ndarray, g: np.ndarray) -> None:
        """g += strength * theta, where the mask is set."""
        g += self.strength * self.masked(check_pair(theta, g, self))

    def masked(self, theta: np.ndarray) -> np.ndarray:
        """Return theta with zeros where the mask is not set."""
        check_vector(theta, "theta", self)
        if self.mask is None:
            return theta
        check_shape(self.mask, theta.shape, "mask", self)
        return theta * self.mask

    def __repr__(self) -> str:
        return f"L2({self.strength})"


class NormPenalty:
    """Sum of the norms themselves, not squared: strength * sum_k ||W_k||.

    Each W_k is a slice of theta; ||W|| is the Frobenius norm, the same for matrix and vector.
    Shapes:   theta and g (P,); slices from weight_slices(network), or None: theta is one W.
    Backward: strength * W / ||W|| (the factor 2 belongs to ||W||^2). At W = 0 there is no gradient;
              every matrix of norm at most 1 is a subgradient, and 0 is the choice here.
    Errors:   OptionError if strength < 0 or a slice ends beyond theta; DTypeError, ShapeError.
    """

    def __init__(self, strength: float, slices: Sequence[slice] | None = None):
        self.strength = float(check_number(strength, "strength", "NormPenalty", low=0,
                                           open_high=True))
        if slices is not None and not all(isinstance(s, slice) for s in slices):
            raise DTypeError("NormPenalty: slices holds something that is not a slice")
        self.slices = None if slices is None else list(slices)

    def value(self, theta: np.ndarray) -> float:
        """Return the penalty."""
        return self.strength * sum(norm(theta[part]) for part in self.parts(theta))

    def add_gradient(self, theta: np.ndarray, g: np.ndarray) -> None:
        """g[W] += strength * W / ||W|| for each weight matrix that is not 0."""
        for part in self.parts(check_pair(theta, g, self)):
            if (length := norm(theta[part])) > 0:
                g[part] += self.strength * (theta[part] / length)

    def parts(self, theta: np.ndarray) -> list[slice]:
        """Return the slices of theta, one a weight matrix."""
        check_vector(theta, "theta", self)
        if self.slices is None:
            return [slice(None)]
        if beyond := [s for s in self.slices if (s.stop or 0) > len(theta)]:
            raise OptionError(f"{self}: {beyond[0]} ends beyond theta of length {len(theta)}")
        return self.slices

    def __repr__(self) -> str:
        return f"NormPenalty({self.strength})"


def weight_slices(network) -> list[slice]:
    """Where each weight matrix W of a network lies in its flat vector theta."""
    slices, start = [], 0
    for name, value, _ in network.named_parameters():
        if name.endswith(".W"):
            slices.append(slice(start, start + value.size))
        start += value.size
    return slices


def norm(w: np.ndarray) -> float:
    """||w||, scaled by the largest entry so that no square over- or underflows."""
    largest = float(np.abs(w).max(initial=0))
    if largest == 0 or not math.isfinite(largest):
        return largest
    scaled = w / largest
    return largest * math.sqrt((scaled @ scaled).item())
