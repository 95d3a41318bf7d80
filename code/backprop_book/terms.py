"""The terms of book/terms.yml stand in the index, and the search leads to their section, not to a page's top."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

log = logging.getLogger(__name__)
FILE = "book/terms.yml"
SYMBOL = re.compile("d[A-Za-z]")                   # "dW" is looked for as "d W", too


class Terms(SphinxTransform):
    """Put an index entry for each term into the section that explains it."""

    default_priority = 800                          # before Sphinx collects the index

    def apply(self, **kwargs) -> None:
        """A section that is not there is a warning: it was renamed."""
        file = Path(self.env.srcdir, FILE)
        if not file.exists():
            return
        self.env.note_dependency(str(file))
        pages = yaml.safe_load(file.read_text(encoding="utf-8"))
        places = {name: section for section in self.document.findall(nodes.section) for name in section["ids"]}
        for name, terms in pages.get(self.env.docname, {}).items():
            if name in places:
                entries = [("single", str(term), name, "main", None) for term in terms]
                places[name].insert(1, addnodes.index(entries=entries))
            else:
                log.warning(f"{FILE}: {self.env.docname} has no section {name}")


def complete(app) -> list:
    """Tell the search the terms of all pages, symbols as they are spoken, and the label of every equation.

    Sphinx forgets the terms of the pages that it does not write again.
    """
    if app.builder.name == "html":
        found = app.builder.indexer._index_entries
        for page, entries in app.env.get_domain("index").entries.items():
            known = {(word, place, main) for _, word, place, main, _ in entries}
            spoken = {(f"d {word[1:]}", place, main) for word, place, main in known if SYMBOL.fullmatch(word)}
            found[page] = sorted(known | spoken)
        for label, (page, _) in app.env.get_domain("math").equations.items():
            found.setdefault(page, []).append((label, f"equation-{label}", "main"))
    return []


def setup(app) -> None:
    """Make the transform known, and what the search is told at the end of a build."""
    app.add_transform(Terms)
    app.connect("html-collect-pages", complete)
