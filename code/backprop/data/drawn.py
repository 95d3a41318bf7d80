"""Characters drawn by the program: 26 letters from fonts, 12 Chinese characters from strokes.

The images look like photographs of dark ink on white paper, and `write_folder` lays them out as
your own would lie: one folder a class. Pillow and matplotlib (which brings the fonts) are imported
when letters are drawn, not before. (lab 16)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..checks import (check_choice, check_count, check_float, check_generator, check_labels,
                      check_number, check_shape)
from ..errors import DataFileError, OptionError, ShapeError
from ..files import partial
from .augment import Distort
from .folder import NOT_DATA

# Twenty of matplotlib's fonts that hold all letters, as letters.
FONTS = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique",
         "DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSansMono-Oblique", "DejaVuSerif",
         "DejaVuSerif-Bold", "DejaVuSerif-Italic", "STIXGeneral", "STIXGeneralBol",
         "STIXGeneralItalic", "STIXGeneralBolIta", "cmb10", "cmmi10", "cmr10", "cmss10", "cmti10",
         "cmtt10")
PINYIN = {"人": "rén", "大": "dà", "天": "tiān", "山": "shān", "日": "rì", "木": "mù",
          "本": "běn", "海": "hǎi", "田": "tián", "白": "bái", "雨": "yǔ", "黑": "hēi"}
LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
DOTS = 24                               # points of a stroke
PEN = 0.025                             # radius of a dot of ink, as a share of the image's side
AT_ONCE = 256                           # images drawn together: more gains no time


class Drawn(NamedTuple):
    """Drawn images, class by class.

    Shapes:  x (N, size*size) float32, from 0 (ink) to 1 (paper), in steps of 1/255 as in a file;
             t (N,) int64; names[t[i]] is the class of image i. `1 - x` is ink on nothing, as MNIST.
    """

    x: np.ndarray
    t: np.ndarray
    names: list[str]


def letters(per_class: int, *, rng: np.random.Generator, size: int = 28,
            fonts: Sequence[str] = FONTS) -> Drawn:
    """Draw A ... Z, each per_class times; large or small, and the font, are drawn by lot.

    The stroke is thickened by lot, the letter scaled to 20/28 of the image, and then distorted.
    Errors:  OptionError for an unknown font; DataFileError if matplotlib has lost it.
    """
    if isinstance(fonts, str) or not fonts:
        raise OptionError(f"letters: fonts is {fonts!r}, expected a sequence of names")
    fonts = tuple(check_choice(font, FONTS, "font", "letters") for font in fonts)

    def draw(k: int, count: int, side: int) -> np.ndarray:
        bank = _glyphs(LETTERS[k], fonts, side)
        return bank[rng.integers(len(bank), size=count)] / np.float32(255)
    return _draw_classes(LETTERS, draw, per_class, rng, size, "letters")


def characters(per_class: int, *, rng: np.random.Generator, size: int = 28,
               jitter: float = 1.0) -> Drawn:
    """Draw 12 Chinese characters with a pen, each per_class times; PINYIN[name] is its sound.

    jitter:  how freely each stroke is moved, turned, stretched, bent and pressed; 0: as printed.
    Then the whole image is distorted as for letters.
    Source:  medians of strokes from Make Me A Hanzi, Arphic Public License.
    """
    check_number(jitter, "jitter", "characters", low=0, high=np.inf, open_high=True)
    strokes = _strokes()

    def draw(k: int, count: int, side: int) -> np.ndarray:
        return _write(strokes[names[k]], count, side, jitter, rng)
    names = tuple(strokes)
    return _draw_classes(names, draw, per_class, rng, size, "characters")


def write_folder(path, drawn: Drawn) -> None:
    """Write path/CLASS/0001.png ...: `image_folder(path)` gives the same x, t and names back.

    All is written beside `path` under a hidden name, which is changed at the end: a set that was
    interrupted is never taken for a whole one.
    Errors:  DataFileError if `path` is there and not an empty folder, or cannot be written;
             OptionError for a class without images, or whose name is no name of a folder.
    """
    path, side = Path(path), _check(drawn)
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise DataFileError(f"{path}: is there already, expected a new or an empty folder")
    if "\0" in path.name:
        raise DataFileError(f"{path}: cannot be written: a null byte in the name")
    with partial(path) as new:
        for k, name in enumerate(drawn.names):
            (new / name).mkdir(parents=True)
            _write_class(new / name, drawn.x[drawn.t == k].reshape(-1, side, side))
        if path.exists():
            path.rmdir()
        new.rename(path)


def _check(drawn: Drawn) -> int:
    """The side of the images, if they and their names can be written and read back."""
    x = check_float(drawn.x, "x", "write_folder", finite=True)
    check_shape(x, (None, None), "x", "write_folder")
    check_labels(drawn.t, len(drawn.names), "write_folder", rows=len(x))
    for name, count in zip(drawn.names, np.bincount(drawn.t, minlength=len(drawn.names))):
        if not name or name.startswith(".") or name in NOT_DATA or {*name} & {*'/\\:*?"<>|\0'}:
            raise OptionError(f"write_folder: {name!r} is no name for a folder of images")
        if not count:
            raise OptionError(f"write_folder: class {name!r} has no images")
    side = round(x.shape[1] ** 0.5)
    if side**2 != x.shape[1] or not side:
        raise ShapeError(f"write_folder: x has {x.shape[1]} columns, expected a square")
    return side


def _write_class(folder: Path, images: np.ndarray) -> None:
    """Write images (n, side, side) as 0001.png, 0002.png ..., in names that sort by number."""
    from PIL import Image

    digits = max(4, len(str(len(images))))
    for i, levels in enumerate(np.rint(images.clip(0, 1) * 255).astype(np.uint8), 1):
        Image.fromarray(levels).save(folder / f"{i:0{digits}}.png")


def _draw_classes(names, draw, per_class, rng, size, where) -> Drawn:
    """Put together what draw(class, count, side) inks on images (count, side, side) in 0 ... 1."""
    per_class = check_count(per_class, "per_class", where)
    size = check_count(size, "size", where, low=8)
    check_generator(rng, where)
    x = np.empty((len(names) * per_class, size * size), np.float32)
    for k in range(len(names)):
        rows = x[k * per_class:(k + 1) * per_class]
        for start in range(0, per_class, AT_ONCE):
            part = rows[start:start + AT_ONCE]
            part[:] = _on_paper(draw(k, len(part), 2 * size), rng)
    return Drawn(x, np.repeat(np.arange(len(names)), per_class), list(names))


def _on_paper(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Distort ink (n, 2s, 2s), halve its size, press the pen by lot: rows (n, s*s), paper is 1."""
    count, side, _ = ink.shape
    pixel = side / 28                               # the strengths below are for 28 x 28
    distort = Distort(rotation=5, scale=0.07, shear=0.1, shift=0.7 * pixel, elastic=0.7 * pixel,
                      smooth=max(1, 4 * pixel))
    ink = distort(ink.reshape(count, -1), rng).reshape(count, side // 2, 2, side // 2, 2)
    pressure = rng.uniform(0.75, 1, (count, 1)).astype(np.float32)
    ink = ink.mean(axis=(2, 4)).reshape(count, -1) * pressure
    return np.rint(255 * (1 - ink)) / np.float32(255)


@lru_cache(maxsize=256)
def _glyphs(letter: str, fonts: tuple[str, ...], side: int) -> np.ndarray:
    """Both cases of a letter in all fonts, thin and thickened: (n, side, side) uint8, 255 = ink."""
    return np.stack([glyph(case, font, weight, side) for case in (letter, letter.lower())
                     for font in fonts for weight in (0, 1, 2, 3)])


def glyph(letter: str, font: str, weight: int = 0, side: int = 28) -> np.ndarray:
    """One letter as its font has it, thickened by 0 ... 3: (side, side) uint8, 255 = ink.

    Its longer side is 20/28 of the image's, and it stands in the middle.
    """
    from PIL import Image, ImageDraw

    sheet = Image.new("L", (240, 240))
    ImageDraw.Draw(sheet).text((120, 120), letter, 255, _font(font), "mm", stroke_width=weight)
    sheet = sheet.crop(sheet.getbbox())
    scale = side * 20 / 28 / max(sheet.size)
    width, height = (max(1, round(scale * length)) for length in sheet.size)
    image = Image.new("L", (side, side))
    small = sheet.resize((width, height), Image.Resampling.BOX)
    image.paste(small, ((side - width) // 2, (side - height) // 2))
    return np.asarray(image)


@lru_cache
def _font(name: str):
    """One of the fonts that matplotlib ships, 120 pixels high."""
    import matplotlib
    from PIL import ImageFont

    path = Path(matplotlib.get_data_path(), "fonts", "ttf", f"{name}.ttf")
    try:
        return ImageFont.truetype(path, 120)
    except OSError as error:
        raise DataFileError(f"{path}: {error}, expected a font of matplotlib") from error


@lru_cache
def _strokes() -> dict[str, np.ndarray]:
    """Each character's strokes as points x + iy in the unit square, evenly spaced: (S, DOTS)."""
    text = (Path(__file__).parent / "strokes" / "medians.json").read_text(encoding="utf-8")
    return {name: np.array([_even(np.array(points)) for points in strokes])
            for name, strokes in json.loads(text)["medians"].items()}


def _even(points: np.ndarray) -> np.ndarray:
    """DOTS points at equal distances along a line of points (n, 2); y now grows downward."""
    z = (points[:, 0] + 1j * (900 - points[:, 1])) / 1024
    way = np.concatenate([[0], np.abs(np.diff(z)).cumsum()])
    return np.interp(np.linspace(0, way[-1], DOTS), way, z)


def _write(strokes: np.ndarray, count: int, side: int, jitter: float, rng) -> np.ndarray:
    """Ink (count, side, side) of strokes (S, DOTS) that are moved, turned, stretched and bent."""
    draw, shape = rng.standard_normal, (count, len(strokes), 1)
    move = 0.02 * jitter * (draw(shape) + 1j * draw(shape))
    turn = np.exp(jitter * (0.1 * draw(shape) + 0.08j * draw(shape)))
    bend = 0.05j * jitter * draw(shape) * np.sin(np.pi * np.linspace(0, 1, DOTS))
    middle, chord = strokes.mean(axis=1, keepdims=True), strokes[:, -1:] - strokes[:, :1]
    z = middle + move + turn * (strokes - middle) + bend * chord    # (count, S, DOTS)
    width = PEN * np.exp(0.2 * draw((count, 1, 1)) + 0.12 * jitter * draw(shape))
    return _ink(0.5 + 0.85 * (z - 0.5 - 0.5j) + 0.5j, width, side)


def _ink(z: np.ndarray, width: np.ndarray, side: int) -> np.ndarray:
    """Rows of soft round dots along strokes z (n, S, DOTS), added up, with a sharpened rim.

    A dot is a product of a bell in x and one in y, so the sum of all dots of an image is one
    matrix product. A straight stroke is 1 in its middle and 1/2 at its rim, where it is cut.
    """
    weight = np.abs(np.diff(z, axis=2)).mean(axis=2, keepdims=True) / (width * np.sqrt(2 * np.pi))
    at = (np.arange(side, dtype=np.float32) + 0.5) / side

    def bells(place):                               # (n, S * DOTS, side)
        steps = (at - place[..., None].astype(np.float32)) / width[..., None].astype(np.float32)
        return np.exp(-0.5 * steps**2).reshape(len(z), -1, side)
    weights = np.broadcast_to(weight, z.shape).reshape(len(z), 1, -1).astype(np.float32)
    ridge = (bells(z.imag).transpose(0, 2, 1) * weights) @ bells(z.real)
    return (0.5 + max(1, 3 * side / 56) * (ridge - 0.5)).clip(0, 1)
