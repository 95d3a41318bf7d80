"""Make the PDFs: print the pages, number them through, and write each page's PDF and the book's."""

from __future__ import annotations

import asyncio
import io
import re
from pathlib import Path

import pikepdf
from pikepdf import OutlineItem

from ..footer import edition
from .browser import NoBrowser, chromium, print_all, print_html
from .front import front_matter, marks
from .join import Printed, bookmark, describe, join, mark, number_from, place
from .slim import share_fonts

__all__ = ["NoBrowser", "make"]


def make(root: Path, site: Path, pages: list[tuple[str, str]], target: Path) -> list[tuple[Path, int]]:
    """Write a PDF for each (part, page) of a built site into `target`, and last the book of them all.

    Returns (file, pages of paper) for each.
    Errors:  NoBrowser if no Chromium or Chrome is there.
    """
    said, address = edition(root), site.resolve().as_uri() + "/"
    parts, headers = asyncio.run(print_book(root, pages, address, said))
    target.mkdir(parents=True, exist_ok=True)
    book = write_book(parts, headers, said, address, target)               # first: it copies pages with their links
    return [write_page(part, headers, said, address, target) for part in parts[1:]] + [book]


async def print_book(root: Path, pages: list, address: str, said: dict) -> tuple[list[Printed], list]:
    """Title page with contents, and every page, printed; a page of header and footer for each page of paper."""
    async with chromium() as browser:
        printed = await print_all(browser, [f"{address}{page}.html" for _, page in pages])
        parts = [Printed(page, told["headings"], pdf, part, told["sheet"])
                 for (part, page), (told, pdf) in zip(pages, printed)]
        front = None
        for _ in range(2):                       # the length of the contents moves the numbers that they print
            number_through([front, *parts] if front else parts)
            html = front_matter(root, said, parts, address)
            front = Printed("", [{"level": 1, "words": "Contents", "anchor": "contents"}],
                            await print_html(browser, html))
        headers = Printed("", front.headings, await print_html(browser, marks([front, *parts], said["title"])))
    return [front, *parts], headers.pdf.pages


def number_through(parts: list[Printed]) -> None:
    """Give each part the number of its first page."""
    number = 1
    for part in parts:
        part.first, number = number, number + part.pages


def write_book(parts: list[Printed], headers: list, said: dict, address: str, target: Path) -> tuple[Path, int]:
    """All pages as one PDF, with bookmarks for parts, chapters and sections."""
    pdf = pikepdf.Pdf.new()
    for part in parts:
        for page in part.pdf.pages:
            pdf.pages.append(page)
    join(pdf, parts, address)
    mark(pdf, headers)
    with pdf.open_outline() as outline:
        groups = {"": outline.root}
        for part in parts:
            if part.part not in groups:
                outline.root.append(OutlineItem(part.part, place(pdf, part.first - 1)))
                groups[part.part] = outline.root[-1].children
            groups[part.part].append(bookmark(pdf, part, part.first - 1))
            groups[part.part][-1].is_closed = True
    name = re.sub(r"\W+", "-", said["title"].lower()).strip("-")
    return write(pdf, target / f"{name}-{said['version']}.pdf", said["title"], said)


def write_page(part: Printed, headers: list, said: dict, address: str, target: Path) -> tuple[Path, int]:
    """The PDF of one page of the site; its pages are numbered as in the book."""
    pdf = part.pdf
    join(pdf, [part], address)
    mark(pdf, headers[part.first - 1:part.first - 1 + part.pages])
    number_from(pdf, part.first)
    with pdf.open_outline() as outline:
        outline.root.append(bookmark(pdf, part, 0))
    return write(pdf, target / f"{part.name.rpartition('/')[2]}.pdf", part.title, said)


def write(pdf: pikepdf.Pdf, file: Path, title: str, said: dict) -> tuple[Path, int]:
    """Say what it is, and write it small."""
    describe(pdf, title, said["Authors"], f"{said['title']}, edition {said['version']}, {said['date']}")
    share_fonts(pdf)
    pikepdf.settings.set_flate_compression_level(9)
    pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True, deterministic_id=True)
    return file, len(pdf.pages)
