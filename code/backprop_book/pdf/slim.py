"""Make a printed page small: what Chromium writes into a PDF is five times what it has to be.

Fonts lose the instructions by which a coarse screen draws them, pictures of few colors get a palette, numbers lose
digits that no printer shows. Nothing that is seen changes.
"""

from __future__ import annotations

import io
import re
import zlib

import numpy as np
import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

KEPT = {"glyf", "loca", "head", "hhea", "hmtx", "maxp", "cmap"}         # of a TrueType font in a PDF
COLORS = 256
FINE = re.compile(rb"(\d\.\d{3})\d+")                  # in units of 1/300 inch and coarser; text is written as <0A3F>


def slim(pdf: pikepdf.Pdf) -> None:
    """Make fonts, pictures and numbers small."""
    for page in pdf.pages:
        page.Contents.write(FINE.sub(rb"\1", page.Contents.read_bytes()))
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == Name.Image:
            give_palette(pdf, thing)
        elif isinstance(thing, Dictionary) and "/FontFile2" in thing:
            thing.FontFile2.write(without_hints(thing.FontFile2.read_bytes()))


def share_glyphs(pdf: pikepdf.Pdf) -> None:
    """Keep a drawn glyph once, however many chapters use it."""
    glyphs = {}
    for font in pdf.objects:
        if isinstance(font, Dictionary) and font.get("/Subtype") == Name.Type3:
            for name, glyph in list(font.CharProcs.items()):
                font.CharProcs[name] = glyphs.setdefault(glyph.read_bytes(), glyph)


def without_hints(data: bytes) -> bytes:
    """A TrueType font without instructions and without tables that a PDF does not read."""
    font = TTFont(io.BytesIO(data))
    for table in set(font.keys()) - KEPT - {"GlyphOrder"}:
        del font[table]
    for glyph in font["glyf"].glyphs.values():
        glyph.expand(font["glyf"])
        glyph.removeHinting()
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


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
