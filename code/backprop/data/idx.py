"""MNIST's own file format, IDX: reading, writing, and the copy of MNIST that ships with the book.

An IDX file is 0, 0, a type code, the number of axes, each axis as a big-endian 32-bit length, then
the entries in C order, big-endian. Fashion-MNIST, KMNIST and EMNIST come in the same format.
"""

from __future__ import annotations

import gzip
import io
import math
import os
import re
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..errors import DataFileError, DTypeError, ShapeError
from ..files import replace_file

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
MOST_AXES = 32
FILE_NAME = re.compile(r"(.*?)[-_.]?(train|test|t10k)-(images|labels)[-.]idx[13]-ubyte(\.gz)?")


class MNIST(NamedTuple):
    """Images and labels of MNIST, or of another set in its format.

    Shapes:  x_train (N, h*w), t_train (N,), x_test (M, h*w), t_test (M,).
    Range:   pixels are float32 in 0 ... 1, labels are int64.
    """

    x_train: np.ndarray
    t_train: np.ndarray
    x_test: np.ndarray
    t_test: np.ndarray


def mnist() -> MNIST:
    """All of MNIST: 60,000 training and 10,000 test images of 28 x 28 pixels, labels 0 ... 9.

    Shapes:  x_train (60000, 784), t_train (60000,), x_test (10000, 784), t_test (10000,).
    Range:   float32 in 0 (background) ... 1 (ink); int64.
             A part of it where the environment variable BACKPROP_MNIST names a folder that holds one,
             as in the book's own pages, whose Python lives in the browser.
    Errors:  DataFileError if a file of the package is missing or damaged.
    Source:  Y. LeCun, C. Cortes, C. J. C. Burges; CC BY-SA 3.0.
    """
    if part := os.environ.get("BACKPROP_MNIST"):
        return idx_folder(part)
    folder = Path(__file__).parent / "mnist"
    data = idx_folder(folder)
    for part, shape in zip(data, [(60000, 784), (60000,), (10000, 784), (10000,)]):
        if part.shape != shape:
            raise DataFileError(f"{folder}: an array of shape {part.shape}, expected {shape}")
    return data


def idx_folder(path, prefix: str | None = None) -> MNIST:
    """Read the four IDX files of a folder (gzipped or not): train and test images and labels.

    prefix:  which set, where a folder holds several: "emnist-letters" for
             emnist-letters-train-images-idx3-ubyte.gz and the other three.
    Labels and pixels are as stored: EMNIST's letters count from 1, its images lie transposed.
    Errors:  DataFileError that names the folder or the file and what is wrong with it.
    """
    files = _find_files(Path(path), prefix)
    x_train, t_train = _read_pair(files["train", "images"], files["train", "labels"])
    x_test, t_test = _read_pair(files["test", "images"], files["test", "labels"])
    if x_train.shape[1] != x_test.shape[1]:
        raise DataFileError(f"{files['test', 'images']}: images have {x_test.shape[1]} pixels, "
                            f"the training images have {x_train.shape[1]}")
    return MNIST(x_train, t_train, x_test, t_test)


def read_idx(path) -> np.ndarray:
    """Read one IDX file; a file that starts like gzip is unpacked first.

    Errors:  DataFileError that names the file if it is missing, damaged, truncated, too long or
             no IDX file.
    """
    array = _parse(path, _read_bytes(path))
    return array.astype(array.dtype.newbyteorder("="))


def write_idx(path, array) -> None:
    """Write an array as IDX, gzipped if the name ends in .gz; the same array, the same bytes.

    The file is replaced whole or not at all.
    Errors:  DTypeError unless uint8, int8, int16, int32, float32 or float64; ShapeError for a
             single number; DataFileError if it cannot be written.
    """
    array = np.asarray(array)
    codes = {np.dtype(t).newbyteorder("="): code for code, t in TYPES.items()}
    code = codes.get(array.dtype.newbyteorder("="))
    if code is None:
        raise DTypeError(f"write_idx: array has dtype {array.dtype}, expected one of "
                         + ", ".join(map(str, codes)))
    if not 1 <= array.ndim <= 32 or max(array.shape) >= 2**32:
        raise ShapeError(f"write_idx: array has shape {array.shape}, expected 1 to 32 axes")
    data = (bytes([0, 0, code, array.ndim]) + np.array(array.shape, ">u4").tobytes()
            + array.astype(TYPES[code]).tobytes())
    packed = _gzip(data) if str(path).endswith(".gz") else data
    replace_file(path, lambda file: file.write(packed))


def _gzip(data: bytes) -> bytes:
    """Gzip without time and name, so that the same data gives the same file."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as file:
        file.write(data)
    return packed.getvalue()


def _read_bytes(path) -> bytes:
    """The content of a file, unpacked if it is gzipped (its checksum is verified)."""
    try:
        data = Path(path).read_bytes()
    except TypeError:
        raise DTypeError(f"read_idx: path is {path!r}, expected the name of a file") from None
    except (OSError, ValueError) as error:          # ValueError: a null byte in the name
        raise DataFileError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        return _unpack(path, data)
    except zlib.error as error:
        raise DataFileError(f"{path}: damaged gzip file: {error}") from error


def _unpack(path, data: bytes) -> bytes:
    """Unpack no more than the header claims: a small file may hold gigabytes of zeros."""
    first, whole = zlib.decompressobj(wbits=31), zlib.decompressobj(wbits=31)
    head = first.decompress(data, 4 + 4 * MOST_AXES)
    if not head and not first.eof:
        raise zlib.error("it ends too early")
    _, _, _, expected = _header(path, head)
    if expected > 1032 * len(data):                 # gzip packs no denser
        raise DataFileError(f"{path}: truncated: {len(data)} bytes of gzip cannot hold {expected}")
    unpacked = whole.decompress(data, expected + 1)
    if len(unpacked) > expected:
        raise DataFileError(f"{path}: too long: more than the {expected} bytes of its header")
    if not whole.eof:
        raise zlib.error("it ends too early")
    if whole.unused_data:
        raise zlib.error("bytes after its end")
    return unpacked


def _header(path, data: bytes) -> tuple[np.dtype, tuple[int, ...], int, int]:
    """Type, shape, place of the first entry, and length of the file that an IDX header claims."""
    if len(data) < 4 or data[:2] != b"\0\0":
        raise DataFileError(f"{path}: not an IDX file: starts with {data[:4].hex(' ') or 'nothing'}"
                            ", expected 00 00, a type code and the number of axes")
    if data[2] not in TYPES:
        raise DataFileError(f"{path}: unknown IDX type code {data[2]:#04x}, expected one of "
                            + ", ".join(f"{code:#04x}" for code in TYPES))
    dtype, start = np.dtype(TYPES[data[2]]), 4 + 4 * data[3]
    if not 1 <= data[3] <= MOST_AXES or len(data) < start:
        raise DataFileError(f"{path}: header says {data[3]} axes, in a file of {len(data)} bytes")
    shape = tuple(int(n) for n in np.frombuffer(data, ">u4", data[3], 4))
    return dtype, shape, start, start + math.prod(shape) * dtype.itemsize


def _parse(path, data: bytes) -> np.ndarray:
    """The array in the bytes of an IDX file: a view, big-endian, read-only."""
    dtype, shape, start, expected = _header(path, data)
    if len(data) != expected:
        what = "truncated" if len(data) < expected else "too long"
        raise DataFileError(f"{path}: {what}: {len(data)} bytes, expected {expected} "
                            f"for shape {shape}")
    try:
        return np.frombuffer(data, dtype, offset=start).reshape(shape)
    except ValueError as error:                     # lengths that only an empty array can claim
        raise DataFileError(f"{path}: impossible shape {shape}: {error}") from error


def _find_files(folder: Path, prefix: str | None) -> dict[tuple[str, str], Path]:
    """Map ("train" | "test", "images" | "labels") to files; unpacked files go before .gz."""
    try:
        names = sorted(os.listdir(folder), reverse=True)            # x.gz before x
    except OSError as error:
        raise DataFileError(f"{folder}: {error.strerror}, expected a folder") from error
    sets: dict[str, dict] = {}
    for match in filter(None, map(FILE_NAME.fullmatch, names)):
        group, part, kind, _ = match.groups()
        sets.setdefault(group, {})["train" if part == "train" else "test", kind] = folder / match[0]
    if prefix is None and len(sets) > 1:
        raise DataFileError(f"{folder}: holds several sets, name one with prefix=: "
                            + ", ".join(map(repr, sorted(sets))))
    found = sets.get(prefix, {}) if prefix is not None else next(iter(sets.values()), {})
    for part, kind in [(p, k) for p in ("train", "test") for k in ("images", "labels")]:
        if (part, kind) not in found:
            name = f"{prefix}-" if prefix else ""
            name += f"{'t10k' if part == 'test' else part}-{kind}-idx{3 if kind == 'images' else 1}"
            raise DataFileError(f"{folder}: no file {name}-ubyte or .gz")
    return found


def _read_pair(image_file: Path, label_file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Images as float32 rows in 0 ... 1 and their labels as int64."""
    images, labels = (_parse(file, _read_bytes(file)) for file in (image_file, label_file))
    for file, array, axes in (image_file, images, 3), (label_file, labels, 1):
        if array.dtype != np.uint8 or array.ndim != axes or not array.size:
            magic = f"expected unsigned bytes in {axes} axes (magic number {0x0800 + axes})"
            raise DataFileError(f"{file}: {array.dtype.name} of shape {array.shape}, {magic}")
    if len(images) != len(labels):
        raise DataFileError(f"{label_file}: {len(labels)} labels, but {image_file.name} has "
                            f"{len(images)} images")
    x = np.divide(images.reshape(len(images), -1), np.float32(255), dtype=np.float32)
    return x, labels.astype(np.int64)
