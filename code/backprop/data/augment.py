"""Augmentation: new training images from old ones, by shifts and by small smooth distortions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..checks import check_count, check_float, check_generator, check_number, check_shape
from ..errors import ShapeError


@dataclass(frozen=True)
class Shift:
    """Move each image by whole pixels, -pixels ... pixels along each axis; zeros move in.

    Shapes:  x (B, s*s) -> a fresh (B, s*s) of the same dtype: `Shift(1)(x, rng)`.
    Errors:  ShapeError unless the images are square.
    """

    pixels: int = 1

    def __post_init__(self):
        check_count(self.pixels, "pixels", "Shift", low=0)

    def __call__(self, x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        size, b = _side(x, "Shift"), self.pixels
        down, right = check_generator(rng, "Shift").integers(0, 2 * b + 1, (2, len(x)))
        images = np.pad(x.reshape(-1, size, size), ((0, 0), (b, b), (b, b)))
        windows = sliding_window_view(images, (size, size), axis=(1, 2))
        return windows[np.arange(len(x)), down, right].reshape(x.shape)


@dataclass(frozen=True)
class Distort:
    """Rotate, scale, shear, shift and bend each image a little: y[p] = x[p + d(p)].  (chapter 12)

    The displacement d(p) = (A - I)(p - center) + shift + bumps is linear in A, the shift and the
    heights of the bumps, so for a batch it is one matrix product: coefficients @ basis.
    All strengths are standard deviations of normal draws: rotation in degrees, scale and shear as
    factors, shift and elastic in pixels. The bumps are Gaussians of width `smooth` >= 1 pixels.
    Shapes:  x (B, s*s) -> a fresh (B, s*s) of the same dtype; all strengths 0 give x itself.
    Errors:  ShapeError unless the images are square; OptionError for a negative strength.
    Source:  P. Simard, D. Steinkraus, J. Platt, Best practices for convolutional networks, 2003.
    """

    rotation: float = 7.5
    scale: float = 0.1
    shear: float = 0.1
    shift: float = 0.5
    elastic: float = 0.8
    smooth: float = 4.0

    def __post_init__(self):
        for name, value in vars(self).items():
            low = 1 if name == "smooth" else 0
            check_number(value, name, "Distort", low=low, high=math.inf, open_high=True)

    def __call__(self, x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return warp(x, *self.field(len(x), _side(x, "Distort"), rng))

    def field(self, count: int, size: int, rng: np.random.Generator):
        """Draw displacements (down, right) for `count` images, each (count, size*size) float32."""
        basis = _basis(size, float(self.smooth))                    # (3 + K, size*size)
        draw = check_generator(rng, "Distort").standard_normal
        c = self.elastic * draw((2, count, len(basis)), dtype=np.float32)
        c[..., 2] = self.shift * draw((2, count))
        angle, shear = math.radians(self.rotation) * draw(count), self.shear * draw(count)
        rows, columns = 1 + self.scale * draw((2, count))
        cos, sin = np.cos(angle), np.sin(angle)
        c[0, :, 0], c[0, :, 1] = cos * rows - 1, cos * shear - sin * columns
        c[1, :, 0], c[1, :, 1] = sin * rows, sin * shear + cos * columns - 1
        return c @ basis


def warp(x: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Read every image at displaced places, between four pixels: y[r, c] = x[r + down, c + right].

    Shapes:  x, down, right (B, s*s) -> a fresh (B, s*s) of the dtype of x. Outside, images are 0.
    """
    size = _side(x, "warp")
    check_shape(check_float(down, "down", "warp"), x.shape, "down", "warp")
    check_shape(check_float(right, "right", "warp"), x.shape, "right", "warp")
    width = size + 3                                # a frame of zeros: one before, two after
    padded = np.pad(x.reshape(-1, size, size), ((0, 0), (1, 2), (1, 2))).ravel()
    r, c = np.divmod(np.arange(size * size, dtype=down.dtype), size)
    r, c = np.clip(r + down, -1, size), np.clip(c + right, -1, size)
    top, left = np.floor(r), np.floor(c)
    r -= top                                        # now the way from the upper left pixel, 0 ... 1
    c -= left
    corner = ((top + 1) * width + (left + 1)).astype(np.intp)
    corner += np.arange(len(x))[:, None] * width**2
    a, b, d, e = (padded[k:].take(corner, mode="clip") for k in (0, 1, width, width + 1))
    above, below = a + c * (b - a), d + c * (e - d)
    return (above + r * (below - above)).astype(x.dtype, copy=False)


@lru_cache(maxsize=8)
def _basis(size: int, smooth: float) -> np.ndarray:
    """Rows: row and column from the center, 1, and K bumps that have mean square sum 1 a pixel."""
    p = np.arange(size) - (size - 1) / 2                            
    count = math.ceil(size / (1.5 * smooth)) + 1                    # closer together gains nothing
    centers = (np.arange(count) - (count - 1) / 2) * 1.5 * smooth
    bump = np.exp(-0.5 * ((p - centers[:, None]) / smooth) ** 2)    # (count, size)
    bumps = np.einsum("ir,jc->ijrc", bump, bump).reshape(count**2, size**2)
    bumps /= np.sqrt(np.square(bumps).sum(axis=0))
    rows, columns = np.repeat(p, size), np.tile(p, size)
    return np.vstack([rows, columns, np.ones(size * size), bumps]).astype(np.float32)


def _side(x: np.ndarray, where: str) -> int:
    """The side s of square images x (B, s*s)."""
    check_shape(check_float(x, "x", where), (None, None), "x", where)
    size = math.isqrt(x.shape[1])
    if size * size != x.shape[1] or not size:
        raise ShapeError(f"{where}: x has {x.shape[1]} columns, expected a square: 784 for 28 x 28")
    return size
