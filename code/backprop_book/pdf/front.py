"""What paper has and the site has not: title page, contents with page numbers, header and footer of each page."""

from __future__ import annotations

from html import escape
from pathlib import Path

STYLE = Path(__file__).with_name("front.css").read_text(encoding="utf-8")
PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{style}</style>{body}</html>'
TITLE = """\
<section class="title">{logo}
<h1>{title}</h1>
<p class="what">An interactive textbook in which no equation is printed that an executed cell of the same page has not checked.</p>
<p class="who">{Authors}</p>
<p>Edition {version}, {date}</p>
<div class="imprint">
<p>This is the book as its site shows it, with every dropdown open and every slider at rest. In the site the sliders move,
the cells run, and each page offers its executed notebook.</p>
<p>Text and figures: <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>, copyright {year} {authors}.
Code: MIT License. MNIST: Y. LeCun and C. Cortes,
<a href="https://creativecommons.org/licenses/by-sa/3.0/">CC BY-SA 3.0</a>.</p>
<p>To cite: {Authors} ({year}). <em>{title}</em>, edition {version}. Each page of the site has a PDF of its own, with the
page numbers of this one.</p>
</div></section>"""

HEAD = "<header><span>{chapter}</span><span>{title}</span></header>"


def front_matter(root: Path, edition: dict[str, str], parts: list, address: str) -> str:
    """Title page and contents: each line leads into the site, until the links are mended."""
    logo = (root / "book/_static/logo.svg").read_text(encoding="utf-8")
    said = {key: escape(words, quote=False) for key, words in edition.items()}
    body = TITLE.format(logo=logo, **said) + contents(parts, address)
    return PAGE.format(title=said["title"], style=STYLE, body=body)


def contents(parts: list, address: str) -> str:
    """The parts, their chapters and the sections of these, each with its page."""
    lines, caption = ['<a href="#contents"></a><section class="contents" id="contents"><h1>Contents</h1>'], ""
    for part in parts:
        if part.part != caption:
            caption = part.part
            lines.append(f"<h2>{escape(caption)}</h2>")
        lines.append("<div>")
        for heading in part.headings:
            anchor = heading["anchor"] if heading["level"] > 1 else ""
            if heading["level"] <= 2 and (number := part.number(anchor)):
                link = f"{address}{part.name}.html" + (f"#{anchor}" if anchor else "")
                lines.append(f'<a class="level{heading["level"]}" href="{escape(link)}"><span>{escape(heading["words"])}'
                             f'</span><i></i><b>{number}</b></a>')
        lines.append("</div>")
    return "\n".join([*lines, "</section>"])


def marks(parts: list, title: str) -> str:
    """A page for each page of the parts: the titles of chapter and book above, the number below.

    A first page has no header, the title page nothing, and the cheat sheet, whose margins are narrow, only the number.
    """
    pages = []
    for part in parts:
        for k in range(part.pages):
            head = "" if k == 0 or part.sheet else HEAD.format(chapter=escape(part.title), title=escape(title))
            number = part.first + k if part.first + k > 1 else ""
            pages.append(f'<section class="mark{" narrow" * part.sheet}">{head}<footer>{number}</footer></section>')
    return PAGE.format(title="", style=STYLE + "@page { margin: 0; }", body="\n".join(pages))
