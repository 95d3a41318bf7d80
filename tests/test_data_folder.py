"""Folders of images: every mode, size and accident."""

from __future__ import annotations

import io
import sys

import numpy as np
import pytest
from PIL import Image

import backprop.data
from backprop.data import image_folder, mnist, read_image, write_png
from backprop.errors import (BackpropError, DataFileError, DTypeError, NonFiniteError, OptionError,
                             ShapeError)

GRAY = np.arange(0, 240, 15, dtype=np.uint8).reshape(4, 4)         # 16 different grays


def save(path, array=GRAY, mode: str | None = None, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    image = array if isinstance(array, Image.Image) else Image.fromarray(array)
    (image.convert(mode) if mode else image).save(path, **options)
    return path


def two_classes(root):
    for name in "ab":
        for i in range(2):
            save(root / name / f"{i}.png", np.full((4, 4), 10 * (i + 1) + ord(name), np.uint8))
    return root


# one image

@pytest.mark.parametrize("kind, mode", [
    *(("png", mode) for mode in ("L", "RGB", "RGBA", "LA", "P")),
    *(("bmp", mode) for mode in ("L", "RGB", "RGBA", "P"))])
def test_modes_keep_the_gray(tmp_path, mode, kind):
    path = save(tmp_path / f"a.{kind}", GRAY, mode)
    assert np.array_equal(read_image(path, 4), (GRAY / 255.0).astype(np.float32).ravel())


def test_one_bit_16_bit_jpeg_and_cmyk(tmp_path):
    checks = np.indices((4, 4)).sum(0) % 2 == 0
    assert np.array_equal(read_image(save(tmp_path / "a.png", checks), 4), checks.ravel())
    deep = (np.arange(16, dtype=np.uint16) * 4369).reshape(4, 4)
    assert np.allclose(read_image(save(tmp_path / "b.png", deep), 4), deep.ravel() / 65535)
    flat = np.full((16, 16), 100, np.uint8)
    for mode in "L", "RGB", "CMYK":
        row = read_image(save(tmp_path / "c.jpg", flat, mode, quality=95), 4)
        assert np.allclose(row, 100 / 255, atol=0.01), mode


def test_color_becomes_luminance(tmp_path):
    colors = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]], np.uint8)
    row = read_image(save(tmp_path / "a.png", colors), 2)
    assert np.allclose(row, [0.299, 0.587, 0.114, 1], atol=3e-3)


def test_transparent_is_white_paper(tmp_path):
    pixels = np.zeros((2, 2, 4), np.uint8)                      # black ink ...
    pixels[..., 3] = [[0, 255], [51, 0]]                        # ... here solid, there faint
    assert np.allclose(read_image(save(tmp_path / "a.png", pixels), 2), [1, 0, 0.8, 1])
    palette = Image.fromarray(np.array([[0, 1], [1, 0]], np.uint8), "P")
    palette.putpalette([0, 0, 0, 50, 50, 50])
    save(tmp_path / "p.png", palette, transparency=0)
    assert np.allclose(read_image(tmp_path / "p.png", 2), [1, 50 / 255, 50 / 255, 1])
    save(tmp_path / "l.png", np.array([[7, 9], [9, 7]], np.uint8), transparency=7)
    assert np.allclose(read_image(tmp_path / "l.png", 2), [1, 9 / 255, 9 / 255, 1])


@pytest.mark.parametrize("orientation, turn", [
    (1, lambda a: a), (2, np.fliplr), (3, lambda a: np.rot90(a, 2)), (4, np.flipud),
    (5, np.transpose), (6, lambda a: np.rot90(a, -1)), (7, lambda a: np.rot90(a.T, 2)),
    (8, np.rot90)])
def test_a_camera_s_orientation(tmp_path, orientation, turn):
    exif = Image.Exif()
    exif[0x0112] = orientation
    for array, scale in (GRAY, 255), (GRAY.astype(np.uint16) * 257, 65535):
        path = save(tmp_path / "a.png", array, exif=exif)
        assert np.allclose(read_image(path, 4), np.ravel(turn(array)) / scale)


def test_resizing_averages_areas(tmp_path):
    array = np.random.default_rng(0).integers(0, 256, (12, 12), dtype=np.uint8)
    mean = array.reshape(4, 3, 4, 3).mean((1, 3)) / 255
    assert np.allclose(read_image(save(tmp_path / "a.png", array), 4), mean.ravel(), atol=1e-6)
    row = read_image(save(tmp_path / "b.png", array), 5)         # not a whole factor: same mean
    assert row.mean() == pytest.approx(array.mean() / 255, abs=1e-5)
    for side in range(6, 40):
        white = save(tmp_path / "w.png", np.full((side, side), 255, np.uint8))
        assert 1 - 1e-6 < read_image(white, 5).min() <= read_image(white, 5).max() <= 1
    large = read_image(save(tmp_path / "c.png", GRAY), 16).reshape(16, 16)
    assert np.all(np.diff(large, axis=0) >= 0) and len(np.unique(large)) > 50   # smooth, no blocks


def test_other_shapes_are_padded_with_their_border(tmp_path):
    array = np.full((4, 8), 200, np.uint8)
    array[1:3, 2:6] = 0
    image = read_image(save(tmp_path / "a.png", array), 8).reshape(8, 8)
    assert np.allclose(image[2:6], array / 255) and np.allclose(image[[0, 1, 6, 7]], 200 / 255)
    tall = read_image(save(tmp_path / "a.png", array.T.copy()), 8).reshape(8, 8)
    assert np.array_equal(tall, image.T)


def test_large_photographs_are_read_in_small(tmp_path, monkeypatch):
    monkeypatch.setattr(backprop.data.folder, "MAX_PIXELS", 300 * 300)
    ramp = np.tile(np.linspace(0, 255, 2000).astype(np.uint8), (2000, 1))
    row = read_image(save(tmp_path / "a.jpg", ramp, "RGB", quality=90), 10).reshape(10, 10)
    assert np.allclose(row, np.tile(ramp[0].reshape(10, 200).mean(1) / 255, (10, 1)), atol=0.01)


def test_digits_written_and_read_back(tmp_path):
    x = mnist().x_test[:3]
    for i, row in enumerate(x):
        write_png(tmp_path / f"{i}.png", row)
        assert np.array_equal(read_image(tmp_path / f"{i}.png"), row)
    write_png(tmp_path / "wide.png", np.array([[-1.0, 0.5, 2.0]]))
    assert np.asarray(Image.open(tmp_path / "wide.png")).tolist() == [[0, 128, 255]]
    assert len(list(tmp_path.iterdir())) == 4


def test_write_png_errors(tmp_path):
    with pytest.raises(ShapeError, match=r"shape \(5,\), expected \(h, w\) or"):
        write_png(tmp_path / "a.png", np.zeros(5))
    with pytest.raises(ShapeError):
        write_png(tmp_path / "a.png", np.zeros((2, 2, 3)))
    with pytest.raises(DTypeError, match="uint8"):
        write_png(tmp_path / "a.png", GRAY)
    with pytest.raises(NonFiniteError):
        write_png(tmp_path / "a.png", np.full((2, 2), np.nan))
    with pytest.raises(DataFileError, match="cannot be written"):
        write_png(tmp_path / "no" / "a.png", np.zeros((2, 2)))


# folders

def test_one_folder_a_class(tmp_path):
    data = image_folder(two_classes(tmp_path), 4)
    assert data.x.shape == (4, 16) and data.x.dtype == np.float32 and data.t.dtype == np.int64
    assert data.names == ["a", "b"] and data.t.tolist() == [0, 0, 1, 1]
    assert data.files == [tmp_path / c / f for c in "ab" for f in ("0.png", "1.png")]
    assert np.allclose(data.x[:, 0] * 255, [107, 117, 108, 118])
    assert image_folder(str(tmp_path)).x.shape == (4, 784)


def test_class_names_are_kept_exactly(tmp_path):
    names = ["a", "ain", "n", "r", "t", "train", "永", "é 1", "A.b"]
    for name in names:
        save(tmp_path / "train" / name / "ünï 永.PNG")
    assert image_folder(tmp_path / "train", 4).names == sorted(names)


def test_what_systems_leave_behind_is_skipped(tmp_path):
    two_classes(tmp_path)
    for name in ".DS_Store", "a/.DS_Store", "b/._0.png", "a/Thumbs.db", "README.txt":
        (tmp_path / name).write_bytes(b"no image")
    (tmp_path / ".git").mkdir()
    (tmp_path / "__MACOSX").mkdir()
    assert image_folder(tmp_path, 4).names == ["a", "b"]


def test_sizes_colors_and_formats_may_be_mixed(tmp_path):
    two_classes(tmp_path)
    save(tmp_path / "a" / "c.jpg", np.full((40, 30, 3), 90, np.uint8))
    save(tmp_path / "b" / "d.bmp", np.full((7, 9), 30, np.uint8))
    data = image_folder(tmp_path, 4)
    assert data.t.tolist() == [0, 0, 0, 1, 1, 1]
    assert np.allclose(data.x[[2, 5]].mean(1) * 255, [90, 30], atol=1)


def test_the_network_s_classes(tmp_path):
    two_classes(tmp_path)
    data = image_folder(tmp_path, 4, names=["b", "x", "a"])
    assert data.names == ["b", "x", "a"] and data.t.tolist() == [2, 2, 0, 0]
    with pytest.raises(DataFileError, match="/b: class 'b' is none of the network's: 'a', 'c'"):
        image_folder(tmp_path, 4, names=["a", "c"])
    for file in [*(tmp_path / "b").iterdir()]:
        file.unlink()
    (tmp_path / "b").rmdir()
    assert image_folder(tmp_path, 4, names=["a", "b"]).t.tolist() == [0, 0]
    with pytest.raises(DataFileError, match="1 class folders, .*only 'a' is there"):
        image_folder(tmp_path, 4)


def test_folder_errors(tmp_path):
    with pytest.raises(DataFileError, match="nowhere: No such file"):
        image_folder(tmp_path / "nowhere")
    with pytest.raises(DataFileError, match="0 class folders, expected one for each class"):
        image_folder(tmp_path)
    two_classes(tmp_path)
    with pytest.raises(OptionError, match="size is 0"):
        image_folder(tmp_path, 0)
    (tmp_path / "c").mkdir()
    with pytest.raises(DataFileError, match="c: no images, expected at least one"):
        image_folder(tmp_path, 4)
    (tmp_path / "c" / "inner").mkdir()
    with pytest.raises(DataFileError, match="inner: Is a directory"):
        image_folder(tmp_path, 4)
    (tmp_path / "c" / "inner").rmdir()
    (tmp_path / "c" / "notes.png").write_text("not a picture")
    with pytest.raises(DataFileError, match="notes.png: not a PNG, BMP or JPEG image"):
        image_folder(tmp_path, 4)
    with pytest.raises(DataFileError, match="notes.png: Not a directory"):
        image_folder(tmp_path / "c" / "notes.png")
    save(tmp_path / "c" / "notes.png", Image.fromarray(GRAY), format="GIF")
    with pytest.raises(DataFileError, match="notes.png: not a PNG, BMP or JPEG image"):
        image_folder(tmp_path, 4)
    with pytest.raises(DataFileError, match="none.png: No such file"):
        read_image(tmp_path / "none.png")


def test_too_many_pixels_are_refused_before_they_are_read(tmp_path):
    path = save(tmp_path / "a.bmp", GRAY)
    data = bytearray(path.read_bytes())
    data[18:26] = (9000).to_bytes(4, "little") * 2
    path.write_bytes(data)
    with pytest.raises(DataFileError, match="a.bmp: 9000 x 9000 pixels"):
        read_image(path)


def test_without_pillow_the_advice_is_plain(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(ImportError, match="PIL"):
        read_image(tmp_path / "a.png")


# fuzz

@pytest.mark.parametrize("kind", ["PNG", "BMP", "JPEG"])
@pytest.mark.filterwarnings("error")
def test_fuzz_damaged_images(tmp_path, kind):
    """Cut, flipped, empty, random: our error that names the file, or a valid row."""
    rng = np.random.default_rng(0)
    packed = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.fromarray(rng.integers(0, 256, (12, 9, 3), dtype=np.uint8))
    image.save(packed, kind, exif=exif.tobytes())
    good, path = packed.getvalue(), tmp_path / "damaged"
    bad = [good[:n] for n in range(0, len(good), 7)]
    bad += [b"", rng.bytes(300), good[:40] + rng.bytes(300)]
    for place in [*range(8 * 64), *rng.integers(0, 8 * len(good), 600)]:
        flipped = bytearray(good)
        flipped[place // 8] ^= 1 << place % 8
        bad.append(flipped)
    errors = 0
    for content in bad:
        path.write_bytes(content)
        try:
            row = read_image(path, 4)
        except BackpropError as error:
            assert type(error) is DataFileError and str(error).startswith(f"{path}: ")
            errors += 1
        else:
            assert row.shape == (16,) and row.dtype == np.float32
            assert 0 <= row.min() <= row.max() <= 1
    assert errors > 50
