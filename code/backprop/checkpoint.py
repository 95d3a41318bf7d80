"""One file for everything that training must not lose: arrays and a JSON header in one .npz.

The file holds no pickle, so opening a stranger's file runs no code. Writing is atomic: at any
moment, whatever is killed, the path holds either the whole old file or the whole new one.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.lib.format import read_array_header_1_0, read_array_header_2_0, read_magic

from .errors import DataFileError, DTypeError, OptionError
from .files import replace_file

FORMAT = "backprop checkpoint"
VERSION = 1
HEADER = "header"  # the one member that is JSON, kept as bytes


def write(path: str | os.PathLike, header: dict, arrays: dict[str, np.ndarray]) -> None:
    """Write the JSON-able header and the arrays into one .npz file, atomically.

    Errors:   DataFileError if the folder is missing or full, DTypeError for an array of objects.
    """
    if not (path := _path(path)).name:
        raise DataFileError(f"{path}: is a directory")
    for name, array in arrays.items():
        if name == HEADER or np.asarray(array).dtype.hasobject:
            raise DTypeError(f"{path}: array {name!r} cannot be stored without pickle")
    text = _dumps({"format": FORMAT, "version": VERSION, "arrays": sorted(arrays), **header}, path)
    packed = np.frombuffer(text.encode(), np.uint8)
    replace_file(path, lambda file: np.savez(file, **{HEADER: packed}, **arrays))


def read(path: str | os.PathLike) -> tuple[dict, dict[str, np.ndarray]]:
    """Return (header, arrays) of a file that `write` made.

    Errors:   DataFileError that names the file and says whether it is missing, damaged, foreign
              or of a later version.
    """
    path = _path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataFileError(f"{path}: {error.strerror or error}") from error
    if not data.startswith(b"PK"):
        what = "is empty" if not data else "is not a checkpoint: not an .npz file"
        raise DataFileError(f"{path}: {what}")
    arrays = _read_arrays(path, data)
    header = _read_header(path, arrays.pop(HEADER, None))
    if sorted(arrays) != header.get("arrays"):  # one flipped bit can hide some
        raise DataFileError(f"{path}: is damaged: has arrays {sorted(arrays)}, "
                            f"expected {header.get('arrays')}")
    return header, arrays


@contextlib.contextmanager
def strange(path: str | os.PathLike, what: str = "") -> Iterator[None]:
    """Turn what missing or strange entries of a header raise into a DataFileError that names it."""
    try:
        yield
    except KeyError as error:
        raise DataFileError(f"{path}: {what}has no entry {error}") from error
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise DataFileError(f"{path}: {what}{error}") from error


def _path(path):
    """Return a Path that can name a file; the operating system judges the rest."""
    if not isinstance(path, (str, os.PathLike)):
        raise DTypeError(f"path is {path!r}, expected the name of a file")
    name = os.fspath(path)
    if not name or "\0" in name:
        raise DataFileError(f"{name!r} cannot be the name of a file")
    return Path(path)


def _dumps(header, path):
    """Return the header as JSON; random states of some generators contain arrays."""
    try:
        return json.dumps(header, default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise OptionError(f"{path}: the header is not JSON-able: {error}") from error


def _plain(value):
    """Turn NumPy numbers and arrays into Python numbers and lists."""
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    raise TypeError(f"{value!r} is {type(value).__name__}")


def _read_arrays(path, data):
    """Return all arrays; nothing is unpacked that would be larger than the file.

    `write` stores without compression, so a larger claim is damage, or meant to fill the memory.
    """
    import zipfile  # here, for it would be a tenth of the time of `import backprop`

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            claimed = sum(member.file_size for member in archive.infolist())
            if claimed > len(data):
                raise ValueError(f"claims to hold {claimed} bytes, is only {len(data)} long")
            return {name.removesuffix(".npy"): _array(archive.open(name))
                    for name in archive.namelist()}
    except Exception as error:  # damaged bytes make zipfile and NumPy raise nearly anything
        raise DataFileError(f"{path}: is damaged or cut off: {error}") from error


def _array(member):
    """Return the array in a member: read to its end, where zipfile compares the checksum."""
    read_header = {(1, 0): read_array_header_1_0, (2, 0): read_array_header_2_0}
    shape, fortran, dtype = read_header[read_magic(member)](member)
    numbers = np.frombuffer(bytearray(member.read()), dtype)  # refuses objects: no pickle
    return numbers.reshape(shape, order="F" if fortran else "C")


def _read_header(path, packed):
    """Return the JSON header, or say why this is not one of our files."""
    if packed is None or packed.dtype != np.uint8:
        raise DataFileError(f"{path}: is not a checkpoint: an .npz file without our header")
    try:
        header = json.loads(packed.tobytes())
    except (ValueError, RecursionError) as error:
        raise DataFileError(f"{path}: the header is damaged: {error}") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise DataFileError(f"{path}: is not a checkpoint: the header is another program's")
    if header.get("version") != VERSION:
        raise DataFileError(f"{path}: has version {header.get('version')}, "
                            f"this package reads version {VERSION}")
    return header
