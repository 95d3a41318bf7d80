"""Make a printed page small: what Chromium writes into a PDF is three times what it has to be.

A font that stands in several parts becomes one, without the instructions by which a coarse screen draws
it; pictures of few colors get a palette; numbers lose digits that no printer shows; and see runs.py.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import defaultdict

import numpy as np
import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

from .runs import join_glyphs

KEPT = {"glyf", "loca", "head", "hhea", "hmtx", "maxp", "cmap"}         # of a TrueType font in a PDF
COLORS = 256
# Digits below a thousandth of a unit (1/300 inch or coarser), but in a matrix ("cm"); text is written as <0A3F>.
FINE = re.compile(rb"(\d\.\d{3})\d+(?![^\n]* cm\n)")


def slim(pdf: pikepdf.Pdf) -> None:
    """Make text and pictures small."""
    for page in pdf.pages:
        content = join_glyphs(page.Contents.read_bytes(), page.Resources.get("/Font", pikepdf.Dictionary()))
        page.Contents.write(FINE.sub(rb"\1", content))
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == Name.Image:
            give_palette(pdf, thing)


def share_fonts(pdf: pikepdf.Pdf) -> None:
    """Keep a font once, with the glyphs of all its parts (AAAAAA+Sans, BAAAAA+Sans), and a drawn glyph once."""
    parts, drawn = defaultdict(list), {}
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and "/FontFile2" in thing:
            parts[str(thing.FontName).partition("+")[2]].append(thing)
        elif isinstance(thing, Dictionary) and thing.get("/Subtype") == Name.Type3:
            for name, glyph in list(thing.CharProcs.items()):
                thing.CharProcs[name] = drawn.setdefault(glyph.read_bytes(), glyph)
    for same in parts.values():
        whole = pdf.make_stream(union([part.FontFile2.read_bytes() for part in same]))
        for part in same:
            part.FontFile2 = whole


def union(parts: list[bytes]) -> bytes:
    """One TrueType font with the glyphs of all, without instructions and tables that a PDF does not read.

    Chromium keeps the numbers of the glyphs: the same glyph has the same number in each part.
    """
    fonts = sorted(map(numbered, parts), key=lambda font: -font["maxp"].numGlyphs)
    font, glyphs = fonts[0], fonts[0]["glyf"].glyphs
    for part in fonts:
        for name in part.getGlyphOrder():
            if part["glyf"][name].numberOfContours and not font["glyf"][name].numberOfContours:
                glyphs[name], font["hmtx"][name] = part["glyf"][name], part["hmtx"][name]
    for table in set(font.keys()) - KEPT - {"GlyphOrder"}:
        del font[table]
    for glyph in glyphs.values():
        glyph.removeHinting()
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def numbered(data: bytes) -> TTFont:
    """A font whose glyphs are called by their numbers."""
    font = TTFont(io.BytesIO(data))
    font.setGlyphOrder([f"glyph{number:05d}" for number in range(font["maxp"].numGlyphs)])
    return font


def give_palette(pdf: pikepdf.Pdf, image: pikepdf.Stream) -> None:
    """Write a picture of at most 256 colors with a byte a pixel."""
    if image.get("/Filter") == Name.DCTDecode or image.get("/ColorSpace") == Name.DeviceGray:
        return
    pixels = np.asarray(pikepdf.PdfImage(image).as_pil_image().convert("RGB"), dtype=np.uint32)
    colors, numbers = np.unique(pixels @ np.uint32([1 << 16, 1 << 8, 1]), return_inverse=True)
    if len(colors) > COLORS:
        return
    image.write(zlib.compress(numbers.astype(np.uint8).tobytes(), 9), filter=Name.FlateDecode)
    palette = b"".join(int(color).to_bytes(3, "big") for color in colors)
    image.ColorSpace = Array([Name.Indexed, Name.DeviceRGB, len(colors) - 1, pdf.make_stream(palette)])
    image.BitsPerComponent = 8
