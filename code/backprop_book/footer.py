"""At the foot of every page: who, which edition, under what license, what can be had, and how to cite it.

Edition and date come from CITATION.cff: the same source makes the same page, on every day.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import yaml

from .notebooks import file_name, package_name, pages

FOOT = """\
<p>By {authors}. Edition {version} of {date}. Text and figures:
<a href="https://creativecommons.org/licenses/by/4.0/" rel="license">CC BY 4.0</a>; code: MIT License.
<a href="{index}">Index of terms</a>.</p>
"""
OFFER = "<p>To take along: {offers}.</p>\n"
CITE = """\
<details class="bp-cite"><summary>Cite this page</summary>
<p>{Authors} ({year}). {page}. In: <em>{title}</em>, edition {version}{where}.</p>
<pre>@book{{backprop{year},
  author  = {{{{{Authors}}}}},
  title   = {{{title}}},
  edition = {{{version}}},
  year    = {{{year}}},
  note    = {{{page}{where}}}
}}</pre></details>
"""


def setup(app) -> None:
    """A new edition writes all pages anew."""
    app.add_config_value("backprop_book_edition", None, "html")
    app.connect("config-inited", read_edition)
    app.connect("html-page-context", write_footer, priority=700)


def read_edition(app, config) -> None:
    """Take the edition from CITATION.cff; a book without one has no footer of ours."""
    config.backprop_book_edition = edition(Path(app.srcdir))


def edition(root: Path) -> dict[str, str] | None:
    """Authors, title, version, year and date of the book in a folder, as CITATION.cff has them."""
    file = root / "CITATION.cff"
    if not file.exists():
        return None
    said = yaml.safe_load(file.read_text(encoding="utf-8"))
    authors = " and ".join(author["name"] for author in said["authors"])
    date = said["date-released"]
    return {"authors": authors[:1].lower() + authors[1:], "Authors": authors, "title": said["title"],
            "version": said["version"], "year": f"{date:%Y}", "date": f"{date.day} {date:%B %Y}"}


def write_footer(app, pagename, templatename, context, doctree) -> None:
    """Give the theme's footer its words."""
    said = app.config.backprop_book_edition
    if not said:
        return
    said = {key: escape(value, quote=False) for key, value in said.items()}
    foot = FOOT.format(index=context["pathto"]("genindex"), **said)
    if doctree is not None:
        chapter = re.match(r"chapters/(\d+)_", pagename)
        where = f", chapter {int(chapter[1])}" if chapter else ""
        foot += OFFER.format(offers=offers(app, pagename, context["pathto"]))
        foot += CITE.format(page=escape(app.env.titles[pagename].astext()), where=where, **said)
    context["theme_extra_footer"] = foot


def offers(app, page: str, pathto) -> str:
    """Links to the page's notebook (if it was executed), to its source and to the package."""
    files = {"this page as a notebook": f"_notebooks/{file_name(page)}"} if page in pages(app) else {}
    files |= {"its source": f"_sources/{page}.md", "the package": f"_notebooks/{package_name(app.srcdir)}.zip"}
    return ", ".join(f'<a href="{pathto(file, 1)}">{words}</a>' for words, file in files.items())
