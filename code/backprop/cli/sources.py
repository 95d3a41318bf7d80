"""What the commands read: data sets of three kinds, and models with all that belongs to them."""

from __future__ import annotations

import contextlib
import math
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .. import checkpoint
from ..data import Standardize, idx_folder, image_folder, mnist
from ..data.idx import FILE_NAME
from ..errors import BackpropError, DataFileError, OptionError
from ..network import Network
from .text import hint


class Examples(NamedTuple):
    """Images as rows x (N, d), labels t (N,), the classes' names, the side of a square image."""

    x: np.ndarray
    t: np.ndarray
    names: list[str]
    size: int | None


def load_examples(data: str, *, test: bool = False, size: int | None = None,
                  prefix: str | None = None, names: list[str] | None = None,
                  watch=iter) -> Examples:
    """Read `mnist`, an IDX folder or a folder of images, whichever `data` is.

    test:     the test set of the first two; a folder of images is always read whole.
    names:    the classes of a trained model; those of the data must be among them.
    watch:    what goes through the image files, such as a progress bar.
    Errors:   DataFileError; OptionError for an option that this kind of data has no use for.
    """
    if not data:
        raise OptionError("DATA is empty: name mnist or a folder")
    if data == "mnist" or _holds_idx(Path(data)):
        if size is not None and names is None:
            raise OptionError(f"--size is for folders of images, {data} holds IDX images")
        sets = mnist() if data == "mnist" else idx_folder(data, prefix)
        return _from_idx(data, sets, sets[2:] if test else sets[:2], names)
    if prefix is not None:
        raise OptionError(f"--prefix is for IDX files, {data} holds folders of images")
    found = image_folder(data, size or 28, names=names, watch=watch)
    return Examples(found.x, found.t, found.names, size or 28)


def brightness(x: np.ndarray) -> float:
    """Return the mean pixel of (some of) the images: above 0.5 they are mostly bright."""
    return float(x[::1 + len(x) // 1000].mean())


class Model(NamedTuple):
    """A trained network and what it needs to look at an image and to name what it sees."""

    path: str
    network: Network
    names: list[str]
    size: int | None
    invert: bool
    scale: Standardize | None
    bright: float | None = None                     # as training saw its images; older files: None

    def scores(self, x: np.ndarray, *, invert: bool = False) -> np.ndarray:
        """Return the logits (N, C) of images x (N, d); invert: ... that are the other way round."""
        x = 1 - x if invert != self.invert else x
        with np.errstate(all="ignore"):             # the line below says it better
            z = self.network.predict(self.scale(x) if self.scale else x)
        if not np.isfinite(z).all():
            raise DataFileError(f"{self.path}: its weights give scores that are not finite numbers")
        if z.shape[1:] != (len(self.names),):
            raise DataFileError(f"{self.path}: names {len(self.names)} classes, but the network "
                                f"gives {z.shape[1:]} numbers")
        if self.bright is not None and (brightness(x) > 0.5) != (self.bright > 0.5):
            hint("the images are bright where those of the training were dark, or the other way "
                 f"round: try {'without ' * invert}--invert")
        return z


def load_model(path: str) -> Model:
    """Read a model that `backprop train` wrote. Errors: DataFileError."""
    network = Network.load(path)
    with foreign(path):
        notes = checkpoint.read(path)[0]["notes"]
        return Model(path, network, [str(name) for name in notes["names"]], notes["size"],
                     bool(notes["invert"]), scale_in(path, notes),
                     float(notes["bright"]) if "bright" in notes else None)


def scale_in(path, notes: dict) -> Standardize | None:
    """Return the Standardize in the notes of a model, if it has one."""
    if not (kept := notes["scale"]):
        return None
    try:
        return Standardize(**{name: np.array(value, np.float32) for name, value in kept.items()})
    except BackpropError as error:
        raise DataFileError(f"{path}: its notes are damaged: {error}") from error


@contextlib.contextmanager
def foreign(path: str):
    """Turn what a header with missing or strange entries raises into a DataFileError."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        if isinstance(error, BackpropError):
            raise
        raise DataFileError(f"{path}: was not written by `backprop train` of this version "
                            f"({type(error).__name__}: {error})") from error


def _holds_idx(folder: Path) -> bool:
    """Is there a file named as in MNIST? Errors: DataFileError if neither that nor a folder is."""
    try:
        inside = os.listdir(folder)
    except OSError as error:
        raise DataFileError(f"{folder}: {error.strerror}, expected mnist or a folder") from error
    found = any(map(FILE_NAME.fullmatch, inside))
    if not found and not any((folder / name).is_dir() for name in inside):
        raise DataFileError(f"{folder}: holds neither IDX files nor one folder of images a class")
    return found


def _from_idx(data, sets, part, names) -> Examples:
    """One part of an IDX set; its classes are the numbers 0 ... largest label."""
    own = [str(i) for i in range(int(max(sets.t_train.max(), sets.t_test.max())) + 1)]
    if len(np.unique(sets.t_train)) < 2:
        raise DataFileError(f"{data}: one class only, expected at least two")
    if unknown := [name for name in own if names is not None and name not in names]:
        raise DataFileError(f"{data}: class {unknown[0]!r} is none of the network's: "
                            + ", ".join(map(repr, names)))
    (x, t), side = part, math.isqrt(sets.x_train.shape[1])
    if names is not None:
        t = np.array([names.index(name) for name in own])[t]
    return Examples(x, t, names or own, side if side**2 == x.shape[1] else None)
