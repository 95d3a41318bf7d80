"""A small part of MNIST for the exercises that train: only the beginning of the file is unpacked."""

from __future__ import annotations

import gzip
import os
from functools import lru_cache
from pathlib import Path

import numpy as np

from .. import data
from ..errors import DataFileError


@lru_cache(maxsize=1)
def digits(train: int = 2000, unseen: int = 500) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The first images of MNIST's training set and their labels, and the next ones that no step has seen.

    Shapes:  x (train, 784) in 0 ... 1, t (train,), x_unseen (unseen, 784), t_unseen (unseen,); float64 and int64.
    Errors:  DataFileError if MNIST is not there.
    """
    images, labels = _start("images", train + unseen), _start("labels", train + unseen)
    x, t = images.reshape(len(labels), -1) / 255, labels.astype(np.int64)
    return x[:train], t[:train], x[train:], t[train:]


def _start(kind: str, count: int) -> np.ndarray:
    """The bytes of the first entries of an IDX file, without its header."""
    folder = Path(os.environ.get("BACKPROP_MNIST") or Path(data.__file__).parent / "mnist")
    file = next(folder.glob(f"train-{kind}-*ubyte*"), None)
    if file is None:
        raise DataFileError(f"{folder}: no file train-{kind}")
    header, size = (16, 784) if kind == "images" else (8, 1)
    with (gzip.open if file.suffix == ".gz" else open)(file, "rb") as opened:
        return np.frombuffer(opened.read(header + size * count), np.uint8, offset=header)


def reads_digits(answer):
    """Four passes over 2,000 images with the reader's step, then 500 images that it has not seen."""
    try:
        x, t, x_unseen, t_unseen = digits()
    except DataFileError:
        return True, "MNIST is not at hand here: the training is left out."
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(784, 50)) * np.sqrt(2 / 784), np.zeros(50),
               rng.normal(size=(50, 10)) * np.sqrt(2 / 50), np.zeros(10)]
    for _ in range(4):
        for rows in rng.permutation(len(x)).reshape(-1, 100):
            loss, *weights = answer(x[rows], t[rows], *weights, 0.5)
    W1, b1, W2, b2 = weights
    right = np.mean((np.maximum(x_unseen @ W1 + b1, 0) @ W2 + b2).argmax(axis=1) == t_unseen)
    words = (f"Your step then made {4 * len(x) // 100} steps on {len(x):,} images of MNIST: the network reads {right:.0%} of "
             f"{len(t_unseen)} others right (guessing: 10%).")
    return right > 0.8, words if right > 0.8 else words + " It should be over 80%: what differs for 100 rows of 784 numbers?"
