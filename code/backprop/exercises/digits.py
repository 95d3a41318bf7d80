"""A small part of MNIST for the exercises that train: only the beginning of the file is unpacked."""

from __future__ import annotations

import gzip
import os
from functools import lru_cache
from pathlib import Path

import numpy as np

from .. import data


@lru_cache(maxsize=1)
def digits(train: int = 2000, unseen: int = 500) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The first images of MNIST's training set and their labels, and the next ones that no step has seen.

    Shapes:  x (train, 784) in 0 ... 1, t (train,), x_unseen (unseen, 784), t_unseen (unseen,); float64 and int64.
    """
    images, labels = _start("images", train + unseen), _start("labels", train + unseen)
    x, t = images.reshape(len(labels), -1) / 255, labels.astype(np.int64)
    return x[:train], t[:train], x[train:], t[train:]


def _start(kind: str, count: int) -> np.ndarray:
    """The bytes of the first entries of an IDX file, without its header."""
    folder = Path(os.environ.get("BACKPROP_MNIST") or Path(data.__file__).parent / "mnist")
    file, = sorted(folder.glob(f"train-{kind}-*ubyte*"))[:1]
    header, size = (16, 784) if kind == "images" else (8, 1)
    with (gzip.open if file.suffix == ".gz" else open)(file, "rb") as opened:
        return np.frombuffer(opened.read(header + size * count), np.uint8, offset=header)
