r"""Printed equations are numbered, and the text can refer to them.

A cell prints `$$ ... \label{eq-name} $$`. MyST-NB makes a plain math block of it; here the label
becomes a label of Sphinx, so that {eq}`eq-name` works from every page and the number is shown.
A table that a cell prints links an equation as <a href='#equation-eq-name'>: it gets the number, and the page.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.util import logging

log = logging.getLogger(__name__)
LABEL = re.compile(r"\s*\\label\{([^{}]+)\}")
LINK = re.compile(r"<a href='#(equation-[^']+)'>[^<]*</a>")
DISPLAY = re.compile(r"\\(begin|end)\{(align|gather)\*?\}")


def setup(app) -> None:
    """Label the equations of a page when it has been read, number its links when all have been."""
    app.connect("doctree-read", label_equations)
    app.connect("doctree-resolved", number_links)


def label_equations(app, doctree) -> None:
    """Give every math block that a cell printed with a label its number and its anchor."""
    for block in list(doctree.findall(nodes.math_block)):
        found = LABEL.search(block.astext())
        if found and is_shown(block):
            label_equation(app.env, block, found[1])


def label_equation(env, block: nodes.math_block, label: str) -> None:
    """Move the label from the LaTeX to Sphinx; align and gather become their inner forms."""
    latex = DISPLAY.sub(r"\\\1{\2ed}", LABEL.sub("", block.astext())).strip()
    block[:] = [nodes.Text(latex)]
    domain = env.get_domain("math")
    domain.note_equation(env.docname, label, location=block)
    block["label"], block["docname"] = label, env.docname
    block["number"] = domain.get_equation_number_for(label)
    block["ids"] = [nodes.make_id(f"equation-{label}")]


def is_shown(block: nodes.math_block) -> bool:
    """An output that has HTML as well is shown as HTML, so its LaTeX gets no number."""
    bundle = block.parent.parent
    return not any(child.get("mime_type") == "text/html" for child in bundle.children
                   if isinstance(child, nodes.container))


def number_links(app, doctree, docname) -> None:
    """Write (2.3) for the name of an equation in links of printed tables, and lead to the page that shows it."""
    shown = app.env.get_domain("math").equations

    def numbered(link: re.Match) -> str:
        page, anchor = shown.get(link[1].removeprefix("equation-"), (docname,))[0], nodes.make_id(link[1])
        numbers = app.env.toc_fignumbers.get(page, {}).get("displaymath", {})
        number = ".".join(map(str, numbers.get(anchor, ())))
        if not number:
            log.warning(f"{docname}: undefined label: a table links {link[1]}, which no page shows")
        where = "" if page == docname else app.builder.get_relative_uri(docname, page)
        return f"<a href='{where}#{anchor}'>({number})</a>" if number else link[0]

    for raw in doctree.findall(nodes.raw):
        raw[:] = [nodes.Text(LINK.sub(numbered, raw.astext()))]
