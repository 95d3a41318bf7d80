"""The drawn characters: what they look like, what is written, and how both fail."""

from __future__ import annotations

import io
import json
import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backprop.cli import main
from backprop.data import PINYIN, Drawn, characters, drawn, image_folder, letters, write_folder
from backprop.errors import (DataFileError, DTypeError, LabelError, NonFiniteError, OptionError,
                             ShapeError)

STROKES = dict(zip("人大天山日木本海田白雨黑", (2, 3, 4, 3, 4, 4, 5, 10, 5, 5, 8, 12)))
both = pytest.mark.parametrize("make", [letters, characters])


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def nearest(x, means) -> np.ndarray:
    """The row of `means` that lies nearest to each row of x."""
    return ((x[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)


# --- the images -----------------------------------------------------------------------------

@both
def test_what_is_drawn(make):
    set_ = make(3, rng=rng())
    count = len(set_.names)
    assert set_.x.shape == (3 * count, 784) and set_.x.dtype == np.float32
    assert set_.t.dtype == np.int64 and set_.t.tolist() == [k for k in range(count) for _ in "123"]
    assert set_.names == sorted(set_.names) and isinstance(set_.names, list)
    assert set_.x.min() >= 0 and set_.x.max() == 1
    assert np.array_equal(np.rint(set_.x * 255) / np.float32(255), set_.x)      # as in a file
    images = set_.x.reshape(-1, 28, 28)
    assert (images[:, [0, 0, -1, -1], [0, -1, 0, -1]] == 1).all()               # white corners
    ink = (1 - set_.x).mean(axis=1)
    assert 0.01 < ink.min() and ink.max() < 0.5
    assert images.min(axis=(1, 2)).max() < 0.35                                 # dark ink
    assert len(np.unique(set_.x, axis=0)) == len(set_.x)                        # no two alike


def test_names():
    assert letters(1, rng=rng()).names == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert set(characters(1, rng=rng()).names) == set(PINYIN) and len(set(PINYIN.values())) == 12


@both
def test_the_same_seed_draws_the_same(make):
    assert np.array_equal(make(2, rng=rng(1)).x, make(2, rng=rng(1)).x)
    assert not np.array_equal(make(2, rng=rng(1)).x, make(2, rng=rng(2)).x)


@both
@pytest.mark.parametrize("size", [8, 16, 29, 56])
def test_any_size_looks_the_same(make, size):
    x, reference = make(20, rng=rng(), size=size).x, make(20, rng=rng()).x
    assert x.shape[1] == size**2
    assert (1 - x).mean() == pytest.approx((1 - reference).mean(), rel=0.15)


@both
def test_many_are_drawn_in_parts(make, monkeypatch):
    monkeypatch.setattr(drawn, "AT_ONCE", 4)
    x = make(10, rng=rng()).x.reshape(-1, 10, 784)
    assert ((1 - x).sum(axis=2) > 5).all()
    assert all(len(np.unique(rows, axis=0)) == 10 for rows in x)


@both
@pytest.mark.parametrize("floor", [0.6])
def test_a_class_looks_like_itself(make, floor):
    """The nearest class mean is a weak reader. It must do far better than chance."""
    train, test = make(60, rng=rng(0)), make(10, rng=rng(1))
    means = np.stack([train.x[train.t == k].mean(axis=0) for k in range(len(train.names))])
    assert np.mean(nearest(test.x, means) == test.t) > (floor if make is characters else 0.4)


# --- letters --------------------------------------------------------------------------------

def readable(font, small):
    """How many letters of a font lie nearest to the same letter's mean of all good fonts."""
    case = slice(80, 160) if small else slice(0, 80)            # 20 fonts, 4 weights
    means = np.stack([drawn._glyphs(letter, drawn.FONTS, 28)[case].mean(axis=0).ravel()
                      for letter in drawn.LETTERS])
    own = np.stack([drawn.glyph(letter.lower() if small else letter, font, 0, 28).ravel()
                    for letter in drawn.LETTERS])
    return np.sum(nearest(own.astype(float), means) == np.arange(26))


def test_every_font_has_letters():
    for font in drawn.FONTS:
        assert readable(font, False) >= 18 and readable(font, True) >= 18, font
    assert readable("cmsy10", True) < 10 and readable("cmex10", False) < 10     # other signs: seen


def test_both_cases_and_four_weights_of_each_font():
    bank = drawn._glyphs("G", ("DejaVuSans", "cmr10"), 56)
    assert bank.shape == (16, 56, 56) and bank.dtype == np.uint8
    assert np.array_equal(bank[0], drawn.glyph("G", "DejaVuSans", 0, 56))
    assert np.array_equal(bank[15], drawn.glyph("g", "cmr10", 3, 56))
    ink = bank.reshape(4, 4, -1).mean(axis=2)
    assert (np.diff(ink, axis=1) > 0).all()             # thicker and thicker
    rows, columns = np.nonzero(bank[0])
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 40         # 20/28 of 56
    assert abs(rows.min() + rows.max() - 55) <= 1 and abs(columns.min() + columns.max() - 55) <= 1


def test_fonts_can_be_chosen():
    """Each drawing of a font lies nearest to a glyph of that font, mostly."""
    def glyphs(font):
        return drawn._glyphs("G", (font,), 28).reshape(-1, 784) / 255
    fonts = "DejaVuSans-Bold", "cmmi10"
    for k, font in enumerate(fonts):
        set_ = letters(40, rng=rng(), fonts=[font])
        bank = np.concatenate([glyphs(f) for f in fonts])
        assert np.mean(nearest(1 - set_.x[set_.t == 6], bank) // 8 == k) > 0.7


def test_fonts_and_cases_come_by_lot():
    fonts = ("DejaVuSans-Bold", "cmmi10")
    bank = drawn._glyphs("G", fonts, 28).reshape(-1, 784) / 255
    set_ = letters(60, rng=rng(), fonts=fonts)
    found = np.bincount(nearest(1 - set_.x[set_.t == 6], bank) // 4, minlength=4)   # case, font
    assert (found >= 5).all()


# --- characters -----------------------------------------------------------------------------

def test_strokes():
    found = drawn._strokes()
    assert {name: len(strokes) for name, strokes in found.items()} == STROKES
    assert list(found) == sorted(PINYIN)
    for strokes in found.values():
        assert strokes.shape[1] == drawn.DOTS
        assert 0 < strokes.real.min() and strokes.real.max() < 1
        assert 0 < strokes.imag.min() and strokes.imag.max() < 1
    first, second = found["人"]                         # from the top down: left, then right
    assert first[0].imag < first[-1].imag and first[-1].real < first[0].real
    assert second[0].imag < second[-1].imag and second[-1].real > second[0].real
    across = np.abs(np.diff(found["日"][0]))            # a straight stroke: even steps
    assert np.ptp(across) < 0.05 * across.mean()


def test_the_strokes_come_with_their_license():
    folder = Path(drawn.__file__).parent / "strokes"
    kept = json.loads((folder / "medians.json").read_text(encoding="utf-8"))
    assert set(kept) == {"notice", "medians"} and set(kept["medians"]) == set(STROKES)
    assert "Arphic" in kept["notice"] and "Changed:" in kept["notice"]
    assert "ARPHIC PUBLIC LICENSE" in (folder / "ARPHICPL.TXT").read_text(encoding="utf-8")


def test_a_stroke_is_a_line_of_its_length_and_width():
    z = np.linspace(0.2 + 0.5j, 0.8 + 0.5j, drawn.DOTS)[None, None]
    for width in (0.025, 0.05):
        image = drawn._ink(z, np.full((1, 1, 1), width), 56)[0]
        thick = 2 * np.sqrt(2 * np.log(2)) * width      # where a bell has fallen to one half
        assert image.max() == 1 and image.sum() / 56**2 == pytest.approx(0.6 * thick, rel=0.12)
        column = image[:, 28]
        assert column.sum() / 56 == pytest.approx(thick, rel=0.03)
        assert np.allclose(image, image[::-1], atol=1e-5)           # in the middle row
        assert not image[:, :8].any() and not image[:, 48:].any()
    down = drawn._ink(1j * z.real + 0.25, np.full((1, 1, 1), 0.025), 56)[0]
    assert down[:, 14].sum() > 30 and not down[:, 25:].any()        # x is the column


def test_strokes_that_cross_are_not_blacker():
    z = np.stack([np.linspace(0.2 + 0.5j, 0.8 + 0.5j, 24), np.linspace(0.5 + 0.2j, 0.5 + 0.8j, 24)])
    image = drawn._ink(z[None], np.full((1, 2, 1), 0.025), 56)[0]
    assert image.max() == 1 and image[28, 28] == 1


def test_jitter_moves_the_strokes():
    strokes = drawn._strokes()["本"]

    def spread(jitter):
        return drawn._write(strokes, 60, 56, jitter, rng()).std(axis=0).mean()
    assert 2 * spread(0) < spread(1) < spread(2)
    still = drawn._write(strokes, 20, 56, 0, rng())     # the width alone differs
    ink = still.sum(axis=(1, 2))
    assert len(np.unique(ink)) == 20 and (np.diff(still[ink.argsort()], axis=0) > -0.1).all()


# --- folders --------------------------------------------------------------------------------

@both
def test_written_and_read_back_bit_for_bit(make, tmp_path):
    set_ = make(3, rng=rng())
    write_folder(tmp_path / "new" / "set", set_)
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["set"]
    read = image_folder(tmp_path / "new" / "set")
    assert np.array_equal(read.x, set_.x) and np.array_equal(read.t, set_.t)
    assert read.names == set_.names
    assert [f.name for f in read.files[:3]] == ["0001.png", "0002.png", "0003.png"]
    assert Image.open(read.files[0]).mode == "L"


def test_an_empty_folder_is_filled_a_full_one_is_not_touched(tmp_path):
    set_ = characters(1, rng=rng())
    (tmp_path / "set").mkdir()
    write_folder(str(tmp_path / "set"), set_)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*.png")}
    assert len(before) == 12
    with pytest.raises(DataFileError, match="set: is there already, expected a new or an empty"):
        write_folder(tmp_path / "set", characters(2, rng=rng(1)))
    assert {p: p.read_bytes() for p in tmp_path.rglob("*.png")} == before
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataFileError, match="file: is there already"):
        write_folder(tmp_path / "file", set_)
    with pytest.raises(DataFileError, match="set: cannot be written: Not a directory"):
        write_folder(tmp_path / "file" / "set", set_)
    with pytest.raises(DataFileError, match="cannot be written"):
        write_folder(tmp_path / "a\0b", set_)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "set"]


@pytest.mark.parametrize("accident", [KeyboardInterrupt(), OSError(28, "No space left on device")])
@pytest.mark.parametrize("empty", [True, False])
def test_an_interrupted_set_is_not_there(tmp_path, monkeypatch, accident, empty):
    save, done = Image.Image.save, []

    def stop(image, file, *rest):
        done.append(file)
        if len(done) > 15:
            raise accident
        save(image, file, *rest)
    monkeypatch.setattr(Image.Image, "save", stop)
    if empty:
        (tmp_path / "set").mkdir()
    kind = KeyboardInterrupt if isinstance(accident, KeyboardInterrupt) else DataFileError
    with pytest.raises(kind):
        write_folder(tmp_path / "set", characters(2, rng=rng()))
    assert [*tmp_path.rglob("*")] == ([tmp_path / "set"] if empty else [])


def test_more_than_9999_images_keep_their_order(tmp_path):
    x = (np.arange(10_001) % 256 / 255).astype(np.float32)[:, None]
    write_folder(tmp_path / "set", Drawn(np.concatenate([x, x[:1]]),
                                         np.r_[np.zeros(10_001, int), 1], ["a", "b"]))
    files = sorted((tmp_path / "set" / "a").iterdir())
    assert files[0].name == "00001.png" and files[-1].name == "10001.png"
    assert [Image.open(f).getpixel((0, 0)) for f in files[:300]] == [i % 256 for i in range(300)]


def test_rows_of_a_class_need_not_lie_together(tmp_path):
    x = np.linspace(0, 1, 4, dtype=np.float32)[:, None].repeat(4, axis=1)
    write_folder(tmp_path / "set", Drawn(x, np.array([1, 0, 1, 0]), ["a", "b"]))
    assert np.allclose(image_folder(tmp_path / "set", 2).x[:, 0], [1 / 3, 1, 0, 2 / 3])


@pytest.mark.parametrize("name", ["", ".a", "..", "a/b", "a\\b", "a\0", "Thumbs.db", "a:b"])
def test_names_that_are_no_folders(tmp_path, name):
    with pytest.raises(OptionError, match="is no name for a folder of images"):
        write_folder(tmp_path / "set", Drawn(np.zeros((2, 4)), np.array([0, 1]), ["a", name]))
    assert not [*tmp_path.iterdir()]


def test_bad_sets(tmp_path):
    x, t = np.zeros((2, 4), np.float32), np.array([0, 1])
    for error, text, bad in [
            (OptionError, "class 'c' has no images", Drawn(x, t, ["a", "b", "c"])),
            (LabelError, r"t\[1\] is 1", Drawn(x, t, ["a"])),
            (ShapeError, "t has shape", Drawn(x, t[:1], ["a", "b"])),
            (ShapeError, "5 columns, expected a square", Drawn(np.zeros((2, 5)), t, ["a", "b"])),
            (ShapeError, "x has shape", Drawn(x.reshape(2, 2, 2), t, ["a", "b"])),
            (DTypeError, "uint8", Drawn(x.astype(np.uint8), t, ["a", "b"])),
            (NonFiniteError, "nan", Drawn(x * np.nan, t, ["a", "b"]))]:
        with pytest.raises(error, match=text):
            write_folder(tmp_path / "set", bad)
    assert not [*tmp_path.iterdir()]


@both
def test_bad_arguments(make):
    name = make.__name__
    for error, text, options in [
            (OptionError, "per_class is 0", dict(per_class=0)),
            (DTypeError, "per_class is float", dict(per_class=1.5)),
            (OptionError, "size is 7, expected at least 8", dict(size=7)),
            (DTypeError, "rng", dict(rng=0))]:
        with pytest.raises(error, match=f"{name}: {text}"):
            make(**{"per_class": 1, "rng": rng()} | options)


def test_bad_fonts_and_jitter(monkeypatch):
    with pytest.raises(OptionError, match="unknown font 'Comic', expected one of 'DejaVuSans'"):
        letters(1, rng=rng(), fonts=["Comic"])
    for fonts in ("cmr10", [], ()):
        with pytest.raises(OptionError, match="expected a sequence of names"):
            letters(1, rng=rng(), fonts=fonts)
    with pytest.raises(OptionError, match="jitter is -1"):
        characters(1, rng=rng(), jitter=-1)
    monkeypatch.setattr(drawn, "FONTS", ("Gone",))
    with pytest.raises(DataFileError, match=r"Gone\.ttf: .*expected a font of matplotlib"):
        letters(1, rng=rng(), fonts=["Gone"])


# --- backprop draw --------------------------------------------------------------------------

def run(*argv):
    """Exit code, stdout and stderr of the program."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = main([str(word) for word in argv])
    return code, out.getvalue(), err.getvalue()


def fails(code, *argv):
    """Run what must fail: nothing but one line on stderr. Return that line."""
    found, out, err = run(*argv)
    assert found == code and out == ""
    assert err.startswith("backprop: error: ") and err.count("\n") == 1
    return err


def test_from_drawing_to_one_character(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("draw", "characters", "set", "--per-class", 40, "--seed", 3) == (
        0, "set: 480 images of 28 x 28 pixels in 12 classes, dark ink on white paper\n", "")
    assert np.array_equal(image_folder("set").x, characters(40, rng=rng(3)).x)
    assert run("draw", "characters", "other", "--per-class", 5)[0] == 0
    code, out, err = run("train", "set", "--invert", "--hidden", 64, "--epochs", 12, "--augment",
                         "distort", "--batch-size", 16)
    assert (code, err) == (0, "") and out.startswith("400 images, 80 more to validate; ")
    code, out, _ = run("evaluate", "model.npz", "other")
    assert code == 0 and float(out.split()[-1]) > 0.8
    code, out, _ = run("predict", "model.npz", "other/山/0001.png")
    assert code == 0 and re.fullmatch(r"other/山/0001\.png: 山 (1\.00|0\.\d\d)\n", out)


def test_letters_of_another_size(tmp_path):
    folder = tmp_path / "letters"
    assert run("draw", "letters", folder, "--per-class", 2, "--size", 16)[0] == 0
    assert Image.open(folder / "Q" / "0002.png").size == (16, 16)
    assert np.array_equal(image_folder(folder, 16).x, letters(2, rng=rng(0), size=16).x)


def test_wrong_drawing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words, text in [(["digits", "d"], "argument WHAT: invalid choice: 'digits'"),
                        (["letters"], "the following arguments are required: FOLDER"),
                        (["letters", "d", "--per-class", "0"], "argument --per-class"),
                        (["letters", "d", "--size", "7"], "argument --size"),
                        (["letters", "d", "--seed", "-1"], "argument --seed")]:
        assert text in fails(2, "draw", *words)
    (tmp_path / "full" / "A").mkdir(parents=True)
    assert "full: is there already" in fails(1, "draw", "characters", "full", "--per-class", 1)
    assert [*tmp_path.iterdir()] == [tmp_path / "full"]


def test_letters_need_matplotlib_and_characters_do_not(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    drawn._font.cache_clear()
    drawn._glyphs.cache_clear()
    assert "this needs matplotlib, which is not installed" in fails(1, "draw", "letters",
                                                                    tmp_path / "l")
    assert run("draw", "characters", tmp_path / "c", "--per-class", 1)[0] == 0
    assert [*tmp_path.iterdir()] == [tmp_path / "c"]
