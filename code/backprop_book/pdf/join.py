"""Join printed pages into a chapter's PDF and into the book: page numbers, links, bookmarks.

A link that leads into the site leads to its place in the same PDF, or it is plain text: no address of
the machine that printed the page gets into a PDF.
"""

from __future__ import annotations

import io
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from .slim import slim

OUTSIDE = ("http://", "https://", "mailto:")


class Printed:
    """A printed page of the site: name (chapters/02_layer), its headings and part, its PDF and places in it."""

    def __init__(self, name: str, headings: list[dict], pdf: bytes, part: str = "", sheet: bool = False):
        self.name, self.headings, self.part, self.sheet = name, headings, part, sheet
        self.title = headings[0]["words"]
        self.first = 1                          # the book's number of its first page
        self.pdf = pikepdf.open(io.BytesIO(pdf))
        slim(self.pdf)
        self.pages = len(self.pdf.pages)
        index = {page.objgen: k for k, page in enumerate(self.pdf.pages)}
        self.places = {unquote(name.removeprefix("/")): (index[place[0].objgen], float(place[3]))
                       for name, place in self.pdf.Root.get("/Dests", {}).items()}

    def number(self, anchor: str) -> int | None:
        """The book's number of the page where an anchor stands."""
        return self.first + self.places[anchor][0] if anchor in self.places else None


def join(pdf: pikepdf.Pdf, parts: list[Printed], address: str) -> None:
    """Mend all links of a PDF whose pages are those of `parts`, in their order; `address` is the site's."""
    begins, number = {}, 0
    for part in parts:
        begins[part.name], number = (number, part), number + part.pages
    for begin, part in begins.values():
        for page in pdf.pages[begin:begin + part.pages]:
            links = [link for link in page.get("/Annots", ()) if mended(pdf, link, part.name, begins, address)]
            page.Annots = Array(links)
    if "/Dests" in pdf.Root:
        del pdf.Root.Dests                      # the links name their places themselves


def mended(pdf: pikepdf.Pdf, link: Dictionary, here: str, begins: dict, address: str) -> bool:
    """Let a link lead to its place in the PDF; False if that is not there. One to another host stays."""
    uri = str(link.A.get("/URI", "")) if "/A" in link else address + f"{here}.html#" + str(link.Dest).removeprefix("/")
    if not uri.startswith(address):
        return uri.startswith(OUTSIDE)
    path, _, anchor = uri.removeprefix(address).partition("#")
    begin, part = begins.get(path.removesuffix(".html"), (0, None))
    page, top = part.places.get(unquote(anchor), (None, 0)) if part and anchor else (0, None)
    if part is None or page is None:
        return False
    if "/A" in link:
        del link.A
    link.Dest = place(pdf, begin + page, top)
    return True


def place(pdf: pikepdf.Pdf, page: int, top: float | None = None) -> Array:
    """A height of a page, or its top, as a PDF names it."""
    return Array([pdf.pages[page].obj, Name.XYZ, None, top, None])


def mark(pdf: pikepdf.Pdf, marks: list) -> None:
    """Lay header and footer, each a page of another PDF, over the pages."""
    for page, said in zip(pdf.pages, marks, strict=True):
        page.add_overlay(said)


def bookmark(pdf: pikepdf.Pdf, part: Printed, begin: int) -> OutlineItem:
    """A bookmark for a page of the site, with those of its headings in it."""
    levels = []
    for heading in part.headings:
        page, top = part.places.get(heading["anchor"], (0, None))
        item = OutlineItem(heading["words"], place(pdf, begin + page, top))
        item.is_closed = heading["level"] > 1
        levels[heading["level"] - 1:] = [item]
        if len(levels) > 1:
            levels[-2].children.append(item)
    return levels[0]


def number_from(pdf: pikepdf.Pdf, first: int) -> None:
    """Let a viewer call the pages by their numbers in the book."""
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=first)]))


def describe(pdf: pikepdf.Pdf, title: str, author: str, subject: str) -> None:
    """Say what it is, and open it with its bookmarks; no clock's time: the same site makes the same PDF."""
    pdf.Root.Lang = String("en")
    pdf.Root.PageMode = Name.UseOutlines
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if "/Info" in pdf.trailer:
        del pdf.trailer.Info
    for key, words in {"Title": title, "Author": author, "Subject": subject}.items():
        pdf.docinfo[f"/{key}"] = words
