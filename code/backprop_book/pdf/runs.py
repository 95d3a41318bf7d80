"""Write the glyphs of a line of text at once: Chromium writes each by itself, with the way to the next.

    <0056> Tj 6.859 0 Td <0054> Tj 7.63 0 Td <0058> Tj   ->   [<005600540058>] TJ

A glyph moves the pen by its own width; where the next stands elsewhere, the difference comes between them.
"""

from __future__ import annotations

import re

from pikepdf import Array, Dictionary, Name

LINE = re.compile(rb"(/F\d+) ([\d.]+) Tf\n([^\n]* Tm\n)((?:<[0-9A-F]{4}> Tj\n-?[\d.]+ 0 Td )+<[0-9A-F]{4}> Tj\n)ET\n")
GLYPH = re.compile(rb"<([0-9A-F]{4})> Tj\n(?:(-?[\d.]+) 0 Td )?")


def join_glyphs(content: bytes, fonts: Dictionary) -> bytes:
    """A page's content with its lines of text written at once; `fonts` are those of its resources."""
    known = {name.encode(): widths(font) for name, font in fonts.items() if font.get("/Subtype") == Name.Type0}

    def at_once(line: re.Match) -> bytes:
        if line[1] not in known:
            return line[0]
        width, default = known[line[1]]
        size, text = float(line[2]) / 1000, [b"["]
        for glyph, step in GLYPH.findall(line[4]):
            text.append(b"<" + glyph + b">")
            apart = round(width.get(int(glyph, 16), default) - float(step) / size) if step else 0
            text.append(str(apart).encode() if apart else b"")
        return b"%s %s Tf\n%s%s] TJ\nET\n" % (line[1], line[2], line[3], b"".join(text).replace(b"><", b""))

    return LINE.sub(at_once, content)


def widths(font: Dictionary) -> tuple[dict[int, float], float]:
    """The width of each glyph of a font, in thousandths of its size, and that of all others."""
    inner, found = font.DescendantFonts[0], {}
    said = list(inner.get("/W", []))
    while said:
        first, what = int(said.pop(0)), said.pop(0)
        if isinstance(what, Array):                                      # first [w w w ...]
            found |= {first + k: float(width) for k, width in enumerate(what)}
        else:                                                            # first last w
            found |= dict.fromkeys(range(first, int(what) + 1), float(said.pop(0)))
    return found, float(inner.get("/DW", 1000))
