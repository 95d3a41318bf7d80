"""The site's pages offer their PDF, beside the notebook, where one has been made.

`make book` makes none: the links are put into the pages when the PDFs are there, by `make pdf` and by each
build after it. Doing it again changes nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = "_pdf"
BEGIN, END = "<!--pdf-->", "<!--/pdf-->"
OURS = re.compile(f"{BEGIN}.*?{END}", re.S)
MENU = re.compile(r'(<div class="dropdown dropdown-download-buttons">.*?<ul class="dropdown-menu">)', re.S)
FOOT = "<p>To take along: "
BUTTON = """\
{begin}<li><a href="{file}" target="_blank" class="btn btn-sm btn-download-paper-button dropdown-item"
 title="Download this page as a PDF" data-bs-placement="left" data-bs-toggle="tooltip"><span class="btn__icon-container">
<i class="fas fa-file-pdf"></i></span><span class="btn__text-container">.pdf</span></a></li>{end}"""
WORDS = '{begin}<a href="{file}">this page as a PDF</a>, {book}{end}'
BOOK = '<a href="{file}">the whole book as a PDF</a>, '


def setup(app) -> None:
    """After a build, pages that were written anew offer their PDF again."""
    app.connect("build-finished", offer_after_build)


def offer_after_build(app, exception) -> None:
    """Put the links back."""
    if not exception and app.builder.format == "html":
        write_offers(Path(app.outdir))


def write_offers(site: Path) -> int:
    """Let every page whose PDF is there offer it, and no other; returns how many do."""
    made = {file.stem for file in (site / FOLDER).glob("*.pdf")}
    pages = [page for folder in ("book", "chapters") for page in sorted((site / folder).glob("*.html"))]
    book = next(iter(sorted(made - {page.stem for page in pages})), None)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        bare = OURS.sub("", text)
        said = offered(bare, page.stem, book) if page.stem in made else bare
        if said != text:
            page.write_text(said, encoding="utf-8")
    return sum(page.stem in made for page in pages)


def offered(html: str, name: str, book: str | None) -> str:
    """The page with its PDF first in the download menu and in the line at its foot, and the book's there, too."""
    said = {"begin": BEGIN, "end": END, "file": f"../{FOLDER}/{name}.pdf"}
    html = MENU.sub(lambda menu: menu[1] + BUTTON.format(**said), html, count=1)
    whole = BOOK.format(file=f"../{FOLDER}/{book}.pdf") if book else ""
    return html.replace(FOOT, FOOT + WORDS.format(book=whole, **said), 1)
