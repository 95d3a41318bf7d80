"""The file format: round trips, damage of every kind, and a power cut at any moment."""

from __future__ import annotations

import io
import multiprocessing
import os
import pickle
import time
import tracemalloc
import zipfile

import numpy as np
import pytest

from backprop import checkpoint
from backprop.errors import DataFileError, DTypeError, OptionError

ARRAYS = {"params": np.linspace(0, 1, 300, dtype=np.float32), "m": np.arange(4.0).reshape(2, 2),
          "mask": np.array([True, False]), "empty": np.zeros((0, 3)), "t": np.array([1, -2])}
HEADER = {"big": 2**127 + 1, "third": 1 / 3, "name": "漢字", "none": None, "list": [1, [2]]}


@pytest.fixture
def path(tmp_path):
    """A good file, and its folder."""
    checkpoint.write(tmp_path / "model.npz", HEADER, ARRAYS)
    return tmp_path / "model.npz"


def same(path, header=HEADER, arrays=ARRAYS):
    got_header, got = checkpoint.read(path)
    return ({k: got_header[k] for k in header} == header and set(got) == set(arrays) and all(
        got[k].dtype == a.dtype and np.array_equal(got[k], a) for k, a in arrays.items()))


def test_round_trip(path):
    assert same(path) and [p.name for p in path.parent.iterdir()] == ["model.npz"]


def test_the_name_is_kept_as_given(tmp_path):
    checkpoint.write(tmp_path / "model.best", {}, ARRAYS)
    assert os.listdir(tmp_path) == ["model.best"]


def test_numpy_values_in_the_header(tmp_path):
    checkpoint.write(tmp_path / "a", {"n": np.int64(3), "mean": np.array([0.5, 1.5])}, {})
    header, arrays = checkpoint.read(tmp_path / "a")
    assert header["n"] == 3 and header["mean"] == [0.5, 1.5] and arrays == {}


def test_no_pickle_is_written_or_read(path):
    with np.load(path, allow_pickle=False) as members:  # raises if one member is a pickle
        assert all(members[name] is not None for name in members.files)
    with pytest.raises(DTypeError, match="'bad' cannot be stored without pickle"):
        checkpoint.write(path, {}, {"bad": np.array([None, {}])})
    bomb = io.BytesIO()
    np.savez(bomb, header=np.array([{"format": checkpoint.FORMAT}]))
    path.write_bytes(bomb.getvalue())
    with pytest.raises(DataFileError, match="model.npz: is damaged"):
        checkpoint.read(path)


def test_what_cannot_be_stored(path):
    with pytest.raises(OptionError, match="the header is not JSON-able: .* is set"):
        checkpoint.write(path, {"x": {1, 2}}, {})
    with pytest.raises(DTypeError, match="'header'"):
        checkpoint.write(path, {}, {"header": np.ones(2)})
    assert same(path)


def _npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _json(text):
    return _npz(header=np.frombuffer(text.encode(), np.uint8))


@pytest.mark.parametrize("data, words", [
    (b"", "is empty"),
    (b"\x89PNG\r\n\x1a\n" + bytes(100), "is not a checkpoint: not an .npz file"),
    (pickle.dumps([1, 2]), "not an .npz file"),
    (b"PK", "is damaged or cut off"),
    (_npz(a=np.ones(3)), "an .npz file without our header"),
    (_npz(header=np.ones(3)), "without our header"),
    (_json("{"), "the header is damaged"),
    (_json("[1]"), "the header is another program's"),
    (_json('{"format": "other"}'), "the header is another program's"),
    (_json('{"format": "backprop checkpoint", "version": 9}'), "has version 9, .* reads version 1"),
])
def test_foreign_files(path, data, words):
    path.write_bytes(data)
    with pytest.raises(DataFileError, match=words) as error:
        checkpoint.read(path)
    assert str(path) in str(error.value)


def test_missing_and_unreadable(tmp_path):
    with pytest.raises(DataFileError, match="none.npz: No such file"):
        checkpoint.read(tmp_path / "none.npz")
    with pytest.raises(DataFileError, match="directory"):
        checkpoint.read(tmp_path)
    with pytest.raises(DataFileError, match="cannot be written: No such file"):
        checkpoint.write(tmp_path / "no" / "such" / "a.npz", {}, {})
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFileError, match="cannot be written"):
        checkpoint.write(tmp_path / "file" / "a.npz", {}, {})


@pytest.mark.parametrize("path, error, words", [
    (None, DTypeError, "path is None, expected the name of a file"), (5, DTypeError, "path is 5"),
    ("", DataFileError, "'' cannot be the name of a file"), ("/", DataFileError, "/: .*directory"),
    (".", DataFileError, "[.]: .*directory"), ("a\0b", DataFileError, r"'a\\x00b' cannot be")])
def test_what_names_no_file(path, error, words):
    for use in (checkpoint.read, lambda path: checkpoint.write(path, {}, {})):
        with pytest.raises(error, match="(?i)" + words):
            use(path)


def test_deeply_nested_headers(path):
    deep = "[" * 100_000 + "]" * 100_000
    path.write_bytes(_json('{"format": "backprop checkpoint", "version": 1, "x": ' + deep + "}"))
    with pytest.raises(DataFileError, match="model.npz: the header is damaged: .*recursion"):
        checkpoint.read(path)
    nested = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(OptionError, match="not JSON-able: .*recursion"):
        checkpoint.write(path, {"x": nested}, {})


def _compressed(**arrays):
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def test_a_bomb_is_not_unpacked(path, monkeypatch):
    """A file of 5 MB once unpacked to 5 GB."""
    path.write_bytes(_compressed(header=np.zeros(3, np.uint8), params=np.zeros(1_000_000)))
    monkeypatch.setattr("zipfile.ZipFile.open", None)
    with pytest.raises(DataFileError, match=r"model.npz: .* claims to hold 8000\d{3} bytes, is only \d{4,5} long"):
        checkpoint.read(path)


@pytest.mark.parametrize("shape", [(10**11,), (3,), (1, 2**62, 4)])
def test_an_array_that_claims_other_than_its_bytes(path, shape):
    """The shape stands inside the member: no memory may be asked for on its word."""
    member = io.BytesIO()
    np.lib.format.write_array_header_1_0(member, {"shape": shape, "fortran_order": False, "descr": "<f8"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("claims.npy", member.getvalue() + bytes(16))
    tracemalloc.start()
    with pytest.raises(DataFileError, match="model.npz: is damaged or cut off: cannot reshape array of size 2"):
        checkpoint.read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_every_order_and_shape_comes_back(path):
    arrays = {"F": np.asfortranarray(np.arange(6.0).reshape(2, 3)), "0-D": np.array(3.5), "words": np.array(["a", "bc"]),
              "strided": np.arange(10)[::3]}
    checkpoint.write(path, {}, arrays)
    assert same(path, {}, arrays)
    checkpoint.read(path)[1]["F"][0, 0] = 1     # can be written to


def test_every_truncation_is_noticed(path):
    data = path.read_bytes()
    for length in [*range(0, len(data), 37), len(data) - 1]:
        path.write_bytes(data[:length])
        with pytest.raises(DataFileError):
            checkpoint.read(path)


def test_a_flipped_bit_is_noticed_or_harmless(path):
    rng, data, noticed = np.random.default_rng(0), path.read_bytes(), 0
    for _ in range(1500):
        damaged = bytearray(data)
        damaged[rng.integers(len(data))] ^= 1 << rng.integers(8)
        path.write_bytes(damaged)
        try:
            assert same(path)  # such as a bit of a time stamp inside the zip
        except DataFileError:
            noticed += 1
    assert noticed > 1000


def test_a_member_hidden_by_one_bit_is_missed(path):
    """The zip directory's comment length, grown by one bit, swallows the entries that follow."""
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x01\x02") + 32 + 1] ^= 1
    path.write_bytes(data)
    with pytest.raises(DataFileError, match="is damaged"):
        checkpoint.read(path)


def test_a_shape_made_smaller_is_noticed(path):
    """Who stops reading where the array ends never looks at the zip's own checksum."""
    data = path.read_bytes()
    assert b"(300,)" in data
    path.write_bytes(data.replace(b"(300,)", b"(200,)"))
    with pytest.raises(DataFileError, match="Bad CRC-32 for file 'params.npy'"):
        checkpoint.read(path)


def test_random_damage_is_noticed(path):
    rng, data = np.random.default_rng(1), path.read_bytes()
    for _ in range(300):
        start, length = rng.integers(len(data)), rng.integers(2, 60)
        path.write_bytes(data[:start] + rng.bytes(length) + data[start + length:])
        try:
            assert same(path)
        except DataFileError:
            pass


# --- atomic: the old file or the new one ----------------------------------------------------

@pytest.mark.parametrize("failing", ["os.replace", "os.fsync", "numpy.savez"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_on_the_way_keeps_the_old_file(path, monkeypatch, failing, error):
    def fail(*args, **kwargs):
        raise error
    monkeypatch.setattr(failing, fail)
    expected = DataFileError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected, match="cannot be written: No space" if isinstance(error, OSError) else None):
        checkpoint.write(path, {"new": 1}, {"a": np.ones(2)})
    assert same(path) and os.listdir(path.parent) == ["model.npz"]


def test_the_data_is_on_the_disk_before_it_gets_its_name(path, monkeypatch):
    order = []
    for name in ("fsync", "replace"):
        original = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, name=name, f=original: (order.append(name), f(*a)))
    checkpoint.write(path, {}, {})
    assert order == ["fsync", "replace"]


def _save_for_ever(path, k):
    while True:
        k += 1
        checkpoint.write(path, {"k": k}, {"a": np.full(200_000, k)})


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs fork")
def test_killed_fifty_times_while_saving(tmp_path):
    path, rng, k = tmp_path / "model.npz", np.random.default_rng(2), 0
    checkpoint.write(path, {"k": k}, {"a": np.full(200_000, k)})
    cut_short = 0
    for _ in range(50):
        child = multiprocessing.get_context("fork").Process(target=_save_for_ever, args=(path, k))
        child.start()
        time.sleep(rng.uniform(0.005, 0.05))
        child.kill()
        child.join()
        header, arrays = checkpoint.read(path)
        assert header["k"] >= k and (arrays["a"] == header["k"]).all()
        k = header["k"]
        partial = [p for p in tmp_path.iterdir() if p != path]
        cut_short += len(partial)
        for p in partial:
            p.unlink()
    assert k > 0 and cut_short > 0, "no kill fell into a write: the test saw nothing"
