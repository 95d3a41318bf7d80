"""Layers that steady training: dropout and layer normalization."""

from __future__ import annotations

import numpy as np

from ..checks import (check_count, check_dtype, check_generator, check_last_axis, check_number,
                      check_sizes)
from .base import Layer


class Dropout(Layer):
    """Inverted dropout: y = x * mask, with mask 0 with probability rate, else 1 / (1 - rate).

    The mean of y is x, so predict returns x as it is.                (chapter 12)
    Shapes:   x, y, mask alike, of any rank; a fresh mask each forward, from the layer's own rng.
    Range:    the rate is rounded to 1/65536, for masks are cut from 16-bit integers (2x cheaper).
    Backward: dx = dy * mask.
    Errors:   OptionError unless 0 <= rate < 1.
    """

    def __init__(self, rate: float = 0.5, *, rng: np.random.Generator):
        self.rate = float(check_number(rate, "rate", "Dropout", low=0, high=1, open_high=True))
        self.rng = check_generator(rng, "Dropout")

    def function(self, x):
        return x

    def compute(self, x):
        self.mask = self.draw_mask(x)
        return x * self.mask

    def dx_from(self, dy):
        return dy * self.mask

    def draw_mask(self, x: np.ndarray) -> np.ndarray:
        """Return a fresh mask for x: 0 with probability rate, else 1 / (1 - rate)."""
        cut = min(round(self.rate * 65536), 65535)
        kept = self.rng.integers(65536, size=x.shape, dtype=np.uint16) >= cut
        return np.multiply(kept, 65536 / (65536 - cut), dtype=x.dtype)


class LayerNorm(Layer):
    """Standardize each row, then scale and shift: y = gain * xhat + bias.  (chapter 10)

    xhat = (x - mean) / sqrt(var + eps), with mean and variance (1/d) over the last axis.
    Shapes:   x, y (..., d), gain (d,) starts at 1, bias (d,) at 0.
    Backward: dgain = sum of dy * xhat, dbias = sum of dy, over all rows; with g = dy * gain
              dx = (g - mean(g) - xhat * mean(g * xhat)) / sqrt(var + eps).
    Errors:   ShapeError if the last axis of x is not d; DTypeError if dtypes differ.
    Source:   Ba, Kiros, Hinton (2016), Layer normalization.
    """

    PARAMS = ("gain", "bias")

    def __init__(self, d: int, *, eps: float = 1e-5, dtype=np.float32):
        (self.d,) = check_sizes("LayerNorm", d=d)
        self.eps = float(check_number(eps, "eps", "LayerNorm", low=0, open_low=True, open_high=True))
        self.gain, self.bias = np.ones(self.d, check_dtype(dtype, self)), np.zeros(self.d, dtype)
        self.dgain, self.dbias = np.zeros_like(self.gain), np.zeros_like(self.bias)

    def function(self, x):
        return self.gain * self.standardize(x)[0] + self.bias

    def compute(self, x):
        self.xhat, self.std = self.standardize(x)
        return self.gain * self.xhat + self.bias

    def standardize(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return xhat (..., d) and the standard deviation of each row (..., 1)."""
        centered = x - x.mean(axis=-1, keepdims=True)
        std = np.sqrt((centered * centered).mean(axis=-1, keepdims=True) + self.eps)
        return centered / std, std

    def grads_from(self, dy):
        rows = tuple(range(dy.ndim - 1))
        np.sum(dy * self.xhat, axis=rows, out=self.dgain)     # (d,)
        np.sum(dy, axis=rows, out=self.dbias)                 # (d,)

    def dx_from(self, dy):
        g = dy * self.gain
        across = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g - g.mean(axis=-1, keepdims=True) - self.xhat * across) / self.std

    def shaped(self, x):
        return check_last_axis(x, self.d, self)

    @classmethod
    def count(cls, config):
        return 2 * check_count(config.get("d"), "d", "LayerNorm")
