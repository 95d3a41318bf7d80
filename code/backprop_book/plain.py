"""A page's notebook in the Markdown that every Jupyter shows.

MyST's directives and references mean nothing to a plain Jupyter. So a notebook that leaves the site
has quotes for admonitions, <details> for dropdowns, the number for an equation, and the title for a page.
A depth that holds cells becomes a heading: a cell cannot stand inside <details>.
"""

from __future__ import annotations

import re
from html import escape

import nbformat

from .directives import Block, blocks
from .equations import DISPLAY, LABEL, LINK

DEPTH = re.compile(r"^```\{depth\} *(.*)\n```$|^```\{depth-end\}\n```$", re.M)
INLINE = re.compile(r"\{(?P<role>[\w:]+)\}`(?P<of>[^`]+)`|(?P<code>(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
                    r"|(?<!!)\[(?P<text>[^\]]*)\]\((?P<to>[^()\s]+)\)"
                    r"|\s*\$\$ *\((?P<label>[\w-]+)\)|^\([\w-]+\)=\n", re.S | re.M)
MEANINGLESS = ("bibliography", "index", "tableofcontents", "chapter-map")


def plain(notebook, names) -> None:
    """Rewrite the Markdown cells and the printed links of a notebook; names says what a label is called."""
    cells, text = [], []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            number_output(output.get("data", {}), names)
    names.results = results(notebook.cells)

    def close() -> None:
        words = markdown("\n\n".join(text), names).strip()
        text.clear()
        if words:
            cells.append(nbformat.v4.new_markdown_cell(words))

    for kind, item in folded(pieces(notebook.cells)):
        if kind == "text":
            text.append(item)
        else:
            close()
            cells.append(item)
    close()
    notebook.cells = cells


def results(cells) -> str:
    """The table of results that a page shows on its first screen: one block of HTML, so no empty line."""
    tables = (output["data"]["text/html"] for cell in cells if "summary" in cell.metadata.get("tags", ())
              for output in cell.get("outputs", []) if "text/html" in output.get("data", {}))
    return re.sub(r"\\\((.*?)\\\)", r"$\1$", re.sub(r"\n\s*\n", "\n", next(tables, ""))).strip()


def pieces(cells):
    """The notebook as (kind, item): text, a code cell, the start of a depth with its title, or an end."""
    for cell in cells:
        if cell.cell_type != "markdown":
            yield "code", cell
            continue
        at = 0
        for mark in DEPTH.finditer(cell.source):
            yield "text", cell.source[at:mark.start()]
            yield ("end", "") if mark[1] is None else ("start", mark[1])
            at = mark.end()
        yield "text", cell.source[at:]


def folded(items):
    """The same without marks: a depth of words is a dropdown, one with cells has its title as a heading."""
    title, inside = None, []
    for kind, item in items:
        if kind == "start":
            title, inside = item, []
        elif kind == "end":
            if any(k == "code" for k, _ in inside):
                yield from [("text", f"#### {title}"), *inside, ("text", "---")]
            else:
                words = "\n".join(text for _, text in inside)
                yield "text", f"::::::{{dropdown}} {title}\n{words}\n::::::"
            title = None
        elif title is None:
            yield kind, item
        else:
            inside.append((kind, item))
    yield from inside if title is not None else ()          # without its end: the page warns


def markdown(text: str, names) -> str:
    """MyST as plain Markdown."""
    parts = []
    for part in blocks(text):
        if isinstance(part, Block):
            parts.append(directive(part, names) if part.name else part.source)
        else:
            parts.append(inline(part, names))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"^---\n+(?=#)", "", "".join(parts), flags=re.M))


def directive(block: Block, names) -> str:
    """What stands in a notebook for a directive."""
    body = markdown(block.body, names).strip()
    if block.name == "dropdown":
        return f"<details>\n<summary>{heading(block.title, names)}</summary>\n\n{body}\n\n</details>\n"
    if block.name == "admonition":
        lines = f"**{inline(block.title, names)}**\n\n{body}".splitlines()
        return "\n".join(f"> {line}".rstrip() for line in lines) + "\n"
    if block.name == "literalinclude":
        return f"```python\n{names.included(block.title, block.options)}\n```\n"
    if block.name == "main-results":
        return f"{names.results}\n"
    if block.name not in MEANINGLESS:
        names.unknown(f"directive {block.name}")
    return ""


def inline(text: str, names) -> str:
    """References as words, equations of the text with their number, no anchors."""
    def words(found: re.Match) -> str:
        if found["code"]:
            return found["code"]
        if found["role"]:
            return names.role(found["role"], found["of"])
        if found["to"]:
            return names.link(" ".join(found["text"].split()), found["to"]) or found[0]
        return rf" \tag{{{names.equation(found['label'])}}} $$" if found["label"] else ""

    return INLINE.sub(words, text)


def heading(title: str, names) -> str:
    """A dropdown's title as HTML, where Markdown is not read."""
    title = escape(inline(title, names), quote=False)
    title = re.sub(r"`([^`]+)`", r"<code>\1</code>", title)
    return re.sub(r"(?<![\w*])\*+([^*$]+)\*+(?!\w)", r"<em>\1</em>", title)


def number_output(data: dict, names) -> None:
    """Printed equations carry their number, and printed tables name it."""
    if "text/html" in data:
        data["text/html"] = LINK.sub(lambda link: f"({names.equation(link[1].removeprefix('equation-'))})",
                                     data["text/html"])
    for kind in ("text/latex", "text/markdown"):
        if kind in data and LABEL.search(data[kind]):
            latex = DISPLAY.sub(r"\\\1{\2ed}", data[kind])
            data[kind] = LABEL.sub(lambda label: rf" \tag{{{names.equation(label[1])}}}", latex)
