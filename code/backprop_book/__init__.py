"""The book's own Sphinx extension: what Jupyter Book lacks for this book, one file a concern.

    offline    nothing is asked of another host
    typeset    formulas are set while the book is built (node: by Node.js)
    light      one style sheet of what is used, scripts that wait, a font of a few icons
    freshness  a change of the package makes every page run again
    parallel   pages run side by side, one a core
    equations  an equation that a cell prints is numbered and can be referred to
    numbering  a chapter's number is the one in its file name
    notebooks  every page offers its executed notebook for download
               (plain, directives, names: in Markdown that a plain Jupyter shows)
    pages      a description in each page, and no script for the icons
    footer     edition, license, what can be had, how to cite the page
    cells      every code cell carries its number, for those who run it in the page (live/)
    depth      dropdowns that hold code cells, and the results on the first screen
    chapter_map  the map on the landing page, drawn from a table of what leans on what
    terms      the search leads to the section that explains a term
    glossary   the glossary page, and links to it from the first use of a term
    frames     slider figures: the first frame in the page, the others as files of the site
    pdf.offer  pages whose PDF has been made offer it beside their notebook
    report     seconds per page, which `make book` sums up

`python -m backprop_book.build` is `make book`, with `python -m backprop_book.live` it is `make live`, with
`python -m backprop_book.pdf` it is `make pdf`.
"""

from __future__ import annotations

import os

from . import cells, chapter_map, depth, equations, footer, frames, freshness, glossary, light, notebooks, numbering
from . import offline, pages, parallel, report, terms, typeset
from .pdf import offer


def setup(app) -> dict:
    """Sphinx calls this once; each concern connects itself to the events that it needs."""
    os.environ["BACKPROP_BOOK"] = "1"                       # explore() makes no widgets in a build
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")      # two threads collapse on a busy machine
    os.environ.setdefault("PYTHONHASHSEED", "0")            # the same page from the same source
    for concern in (offline, pages, freshness, parallel, cells, chapter_map, depth, equations, numbering, notebooks, footer,
                    terms, glossary, frames, offer, report, typeset, light):
        concern.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
