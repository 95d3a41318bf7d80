"""What happens to data before training: mini-batches, a validation split, standardizing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..checks import check_choice, check_count, check_float, check_generator
from ..errors import DTypeError, OptionError, ShapeError


def batches(n: int, batch_size: int, *, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """One epoch: the indices 0 ... n-1 in random order, cut into batches; the last may be short.

    Every index comes exactly once: `for i in batches(len(x), 64, rng=rng): x[i], t[i]`.
    Errors:  OptionError if n or batch_size is below 1.
    """
    n, size = check_count(n, "n", "batches"), check_count(batch_size, "batch_size", "batches")
    order = check_generator(rng, "batches").permutation(n)
    return (order[start:start + size] for start in range(0, n, size))


def split(x, t, valid_size: int, *, rng: np.random.Generator):
    """Set valid_size random examples apart: ((x_train, t_train), (x_valid, t_valid)).

    Errors:  ShapeError if x and t differ in length; OptionError unless 1 <= valid_size < len(x).
    """
    if not (isinstance(x, np.ndarray) and isinstance(t, np.ndarray)):
        raise DTypeError("split: x and t must be NumPy arrays, with one row an example")
    if len(x) != len(t):
        raise ShapeError(f"split: x has {len(x)} rows, t has {len(t)}")
    check_count(valid_size, "valid_size", "split")
    if valid_size >= len(x):
        raise OptionError(f"split: valid_size is {valid_size}, expected fewer than {len(x)} rows")
    order = check_generator(rng, "split").permutation(len(x))
    valid, train = order[:valid_size], order[valid_size:]
    return (x[train], t[train]), (x[valid], t[valid])


class Standardize:
    """Shift and scale to mean 0 and standard deviation 1: y = (x - mean) / std.

    Fit it on the training set, apply it to every set: `Standardize.fit(x_train)(x_test)`.
    Shapes:  x (N, ...), mean and std (...) per feature, or () for one pair for all entries.
    Errors:  ShapeError if x does not fit; DTypeError unless x holds floats (and stays float32).
    """

    def __init__(self, mean, std):
        self.mean = check_float(np.asarray(mean), "mean", "Standardize", finite=True)
        self.std = check_float(np.asarray(std), "std", "Standardize", finite=True)
        if self.mean.shape != self.std.shape:
            raise ShapeError(f"Standardize: mean {self.mean.shape} and std {self.std.shape} differ")
        if not (self.std > 0).all():
            raise OptionError("Standardize: std must be positive")

    @classmethod
    def fit(cls, x, *, per: str = "feature") -> Standardize:
        """Measure mean and standard deviation over the rows of x (N, ...).

        per:     "feature": one pair a column, for columns in different units. "all": one pair for
                 the whole array, for images: per pixel, ink at a rarely used border pixel would be
                 blown up to hundreds of standard deviations.
        A column that is constant gets std 1, so it becomes 0 and nothing is divided by 0.
        Errors:  ShapeError without rows, NonFiniteError for NaN or an infinity in x.
        """
        check_choice(per, ("feature", "all"), "per", "Standardize.fit")
        if check_float(x, "x", "Standardize.fit", finite=True).ndim == 0 or x.size == 0:
            raise ShapeError(f"Standardize.fit: x has shape {x.shape}, expected at least one row")
        axis = 0 if per == "feature" else None
        low = x.min(axis)                           # of a constant column: exactly its mean
        mean = np.where(low == x.max(axis), low, x.mean(axis, dtype=np.float64))
        parts = (np.square(x[i:i + 4096] - mean).sum(axis) for i in range(0, len(x), 4096))
        std = np.sqrt(sum(parts) / (x.size / mean.size)).astype(x.dtype)
        return cls(mean.astype(x.dtype), np.where(std > 0, std, 1).astype(x.dtype))

    def __call__(self, x) -> np.ndarray:
        """y = (x - mean) / std, a fresh array of the dtype of x."""
        y = self._check(x) - self.mean.astype(x.dtype)
        y /= self.std.astype(x.dtype)
        return y

    def inverse(self, y) -> np.ndarray:
        """x = y * std + mean, a fresh array of the dtype of y."""
        x = self._check(y) * self.std.astype(y.dtype)
        x += self.mean.astype(y.dtype)
        return x

    def state(self) -> dict[str, np.ndarray]:
        """What a checkpoint keeps; `Standardize(**state)` makes it again."""
        return {"mean": self.mean, "std": self.std}

    def __repr__(self) -> str:
        return f"Standardize of {'all entries' if not self.mean.ndim else self.mean.shape}"

    def _check(self, x) -> np.ndarray:
        check_float(x, "x", repr(self))
        if self.mean.ndim and x.shape[1:] != self.mean.shape:
            raise ShapeError(f"{self!r}: x has shape {x.shape}, expected (rows, "
                             + ", ".join(map(str, self.mean.shape)) + ")")
        return x
