"""What the commands read: data sets of three kinds, and models with all that belongs to them."""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Sequence
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
                  prefix: str | None = None, labels: list[str] | None = None,
                  model: Model | None = None, watch=iter) -> Examples:
    """Read `mnist`, an IDX folder or a folder of images, whichever `data` is.

    test:     the test set of the first two; a folder of images is always read whole.
    labels:   names of the labels 0, 1, ... in IDX files.   watch: as of image_folder.
    model:    what is to judge the images; the classes of the data must be among its own.
    Errors:   DataFileError; OptionError for an option that this kind of data has no use for.
    """
    if not data:
        raise OptionError("DATA is empty: name mnist or a folder")
    if data == "mnist" or _holds_idx(Path(data)):
        if size is not None:
            raise OptionError(f"--size is for folders of images, {data} holds IDX images")
        sets = mnist() if data == "mnist" else idx_folder(data, prefix)
        return _from_idx(data, sets, sets[2:] if test else sets[:2], labels, model)
    for flag, value in (("--prefix", prefix), ("--names", labels)):
        if value is not None:
            raise OptionError(f"{flag} is for IDX files, {data} holds folders of images")
    size = size or (model.size if model else None) or 28
    found = image_folder(data, size, names=model and model.names, watch=watch)
    return Examples(found.x, found.t, found.names, size)


def others(folder: str, data: str, trained: Examples, watch=iter) -> Examples:
    """Read a folder of images to validate on, of the same classes and size as the training's.

    Errors:   DataFileError; OptionError if that cannot be.
    """
    if trained.size is None:
        raise OptionError(f"--valid {folder}: the images of {data} are not square, so files do "
                          "not fit them")
    if Path(data).exists() and os.path.samefile(folder, data):
        raise OptionError(f"--valid {folder}: these are the images of the training")
    found = image_folder(folder, trained.size, names=trained.names, watch=watch)
    return Examples(found.x, found.t, found.names, trained.size)


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
    labels: Sequence[str] = ()                      # what the labels of its IDX files stood for

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
        return Model(path, network, list(map(str, notes["names"])), notes["size"],
                     bool(notes["invert"]), scale_in(path, notes),
                     float(notes["bright"]) if "bright" in notes else None,
                     list(map(str, notes.get("settings", {}).get("names") or [])))


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


def _from_idx(data, sets, part, labels, model) -> Examples:
    """One part of an IDX set; without other names, its classes are called by their numbers."""
    count = int(max(sets.t_train.max(), sets.t_test.max())) + 1
    if len(np.unique(sets.t_train)) < 2:
        raise DataFileError(f"{data}: one class only, expected at least two")
    if labels is not None and len(labels) != count:
        raise OptionError(f"--names has {len(labels)} names, {data} has the labels 0 to {count - 1}")
    own = labels or (model and model.labels) or [str(i) for i in range(count)]
    if len(own) < count:
        raise DataFileError(f"{data}: has the labels 0 to {count - 1}, the network knows names for "
                            f"{len(own)}: say with --names what they stand for")
    (x, t), side = part, math.isqrt(sets.x_train.shape[1])
    if model is not None:
        t = _places(data, own[:count], model.names)[t]
    side = side if side**2 == x.shape[1] else None
    return Examples(x, t, model.names if model else own, side)


def _places(data, own, names) -> np.ndarray:
    """Where each class of the data stands among the network's. Errors: DataFileError."""
    if unknown := [name for name in own if name not in names]:
        raise DataFileError(f"{data}: class {unknown[0]!r} is none of the network's: "
                            + ", ".join(map(repr, names)))
    return np.array([names.index(name) for name in own])
