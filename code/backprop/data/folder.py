"""Your own images: one folder a class, each with PNG, BMP or JPEG files.

Pillow is imported when an image is read or written, not before.
"""

from __future__ import annotations

import io
import math
import os
import stat
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..checks import check_count, check_float
from ..errors import DataFileError, ShapeError
from ..files import replace_file

FORMATS = ("PNG", "BMP", "JPEG")
MAX_PIXELS = 2**26                      # more is a damaged header, not a photograph
NOT_DATA = ("Thumbs.db", "desktop.ini", "__MACOSX")                 # what systems leave in folders


class ImageFolder(NamedTuple):
    """Images of one folder a class.

    Shapes:  x (N, size*size) float32 in 0 ... 1, t (N,) int64; names[t[i]] is the class of the
             image in files[i].
    """

    x: np.ndarray
    t: np.ndarray
    names: list[str]
    files: list[Path]


def image_folder(path, size: int = 28, *, names: Sequence[str] | None = None,
                 watch: Callable[[list], Iterable] = iter) -> ImageFolder:
    """Read path/CLASS/*.png (or BMP, JPEG): the sorted names of the folders are the classes.

    names:   the classes of a trained network, in its order; then a folder may hold some of them.
    watch:   what goes through the list of files, such as tqdm: sixty thousand take ten seconds.
    Files that start with a dot are skipped, and so are files beside the class folders.
    Errors:  DataFileError that names the folder or file: missing, without images, fewer than two
             classes, a class that `names` lacks, a folder in a class folder, not an image.
    """
    check_count(size, "size", "image_folder")
    root = Path(path)
    folders = [f for f in _visible(root) if f.is_dir()]
    if len(folders) < (2 if names is None else 1):
        raise DataFileError(f"{root}: {len(folders)} class folders, expected one for each class"
                            + (f", but only {folders[0].name!r} is there" if folders else ""))
    names = [folder.name for folder in folders] if names is None else list(names)
    files, labels = [], []
    for folder in folders:
        if folder.name not in names:
            raise DataFileError(f"{folder}: class {folder.name!r} is none of the network's: "
                                + ", ".join(map(repr, names)))
        inside = _visible(folder)
        if not inside:
            raise DataFileError(f"{folder}: no images, expected at least one")
        files += inside
        labels += [names.index(folder.name)] * len(inside)
    x = np.empty((len(files), size * size), np.float32)
    for row, file in zip(x, watch(files)):
        row[:] = read_image(file, size)
    return ImageFolder(x, np.array(labels, np.int64), names, files)


def read_image(path, size: int = 28) -> np.ndarray:
    """Read one PNG, BMP or JPEG file as a gray row (size*size,) float32 in 0 (black) ... 1 (white).

    Turned upright if a camera noted how it was held; transparent parts become white; padded to a
    square with the median of its border; resized by averaging areas. An image that is already
    size x size keeps its pixels exactly.
    Errors:  DataFileError that names the file if it is missing, damaged or no such image.
    """
    check_count(size, "size", "read_image")
    gray = _square(_read_gray(Path(path), size))                    # (s, s)
    if len(gray) > size:
        weights = areas(len(gray), size).astype(np.float32)
        gray = (weights @ gray @ weights.T).clip(0, 1)
    elif len(gray) < size:
        gray = _enlarge(gray, size)
    return gray.reshape(-1)


def write_png(path, image) -> None:
    """Write one image as a gray PNG file: floats in 0 ... 1, (h, w) or a row (s*s,).

    Values are rounded to 256 levels, those outside 0 ... 1 are cut off.
    Errors:  DTypeError, NonFiniteError, ShapeError; DataFileError if the file cannot be written.
    """
    from PIL import Image

    check_float(image, "image", "write_png", finite=True)
    side = math.isqrt(image.size)
    if image.ndim not in (1, 2) or not image.size or (image.ndim == 1 and side**2 != image.size):
        raise ShapeError(f"write_png: image has shape {image.shape}, expected (h, w) or (s*s,)")
    levels = np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)
    packed = io.BytesIO()
    Image.fromarray(levels if image.ndim == 2 else levels.reshape(side, side)).save(packed, "PNG")
    replace_file(path, lambda file: file.write(packed.getbuffer()))


def areas(n: int, m: int) -> np.ndarray:
    """The matrix (m, n) that brings n pixels to m by averaging areas; each row sums to 1."""
    new, old = np.arange(m) * (n / m), np.arange(n)         # left edges, in old pixels
    left = np.maximum.outer(new, old)
    right = np.minimum.outer((np.arange(m) + 1) * (n / m), old + 1)
    return np.maximum(right - left, 0) * (m / n)


def _visible(folder: Path) -> list[Path]:
    """What a folder holds, sorted by name, without what systems leave there."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise DataFileError(f"{folder}: {error.strerror}, expected a folder") from error
    return [folder / n for n in names if not n.startswith(".") and n not in NOT_DATA]


def _read_gray(path: Path, size: int) -> np.ndarray:
    """The image (h, w) upright, float32 in 0 ... 1."""
    from PIL import Image, ImageOps

    try:
        if not stat.S_ISREG(mode := os.stat(path).st_mode) and not stat.S_ISDIR(mode):
            raise ValueError("is no regular file")                  # a pipe would wait for ever
        with warnings.catch_warnings(), open(path, "rb") as file:
            warnings.simplefilter("ignore")                         # about odd but harmless files
            image = Image.open(file, formats=FORMATS)
            image.draft("L", (4 * size, 4 * size))                  # large JPEGs: read in small
            if not 0 < image.width * image.height <= MAX_PIXELS:
                raise ValueError(f"{image.width} x {image.height} pixels, "
                                 f"expected 1 to {MAX_PIXELS:,}")
            return _gray(ImageOps.exif_transpose(image))
    except Exception as error:          # Pillow raises a dozen types on damaged files; none is lost
        words = getattr(error, "strerror", None) or str(error) or type(error).__name__
        if isinstance(error, Image.UnidentifiedImageError):
            words = "not a PNG, BMP or JPEG image"
        raise DataFileError(f"{path}: {words}") from error


def _gray(image) -> np.ndarray:
    """A Pillow image of any mode as gray float32 in 0 ... 1, on white paper."""
    from PIL import Image

    if image.mode.startswith("I"):                                  # 16 bits a pixel
        return np.asarray(image, np.float32) / 65535
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    return np.asarray(image.convert("L"), np.float32) / 255


def _square(gray: np.ndarray) -> np.ndarray:
    """Pad the shorter side, both ends alike, with the median of the border."""
    height, width = gray.shape
    if height == width:
        return gray
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    side = max(height, width)
    before = (side - height) // 2, (side - width) // 2
    square = np.full((side, side), np.median(border), np.float32)
    square[before[0]:before[0] + height, before[1]:before[1] + width] = gray
    return square


def _enlarge(gray: np.ndarray, size: int) -> np.ndarray:
    """Between the pixels of a small image, values change linearly."""
    from PIL import Image

    large = Image.fromarray(gray).resize((size, size), Image.Resampling.BILINEAR)
    return np.asarray(large).clip(0, 1)
