"""What a label of the book is called in words: "(2.3)", "The chain rule (chapter 1)", "Nielsen (2015)"."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path, PurePosixPath
from posixpath import normpath

from docutils import nodes
from pybtex.database import parse_file
from pybtex.richtext import Text
from sphinx.directives.code import LiteralIncludeReader
from sphinx.util import logging

log = logging.getLogger(__name__)
CITED = {"cite:t": "{} ({})", "cite:p": "({}, {})", "cite": "({}, {})"}


class Names:
    """The names of one page's references; a label without a name is a warning of the build."""

    def __init__(self, app, page: str):
        self.app, self.env, self.page_name = app, app.env, page
        self.results = ""                               # HTML of the page's table of results

    def equation(self, label: str) -> str:
        """The number of an equation, such as 2.3."""
        page = self.env.get_domain("math").equations.get(label, (self.page_name,))[0]
        numbers = self.env.toc_fignumbers.get(page, {}).get("displaymath", {})
        return ".".join(map(str, numbers.get(nodes.make_id(f"equation-{label}"), ()))) or self.unknown(label)

    def page(self, name: str) -> str:
        """A page by its title and chapter number."""
        chapter = re.match(r"chapters/(\d+)_", name)
        return f"*{self.env.titles[name].astext()}*" + (f" (chapter {int(chapter[1])})" if chapter else "")

    def section(self, label: str) -> str:
        """A section by its title, and by its page if that is another one."""
        slugs = self.env.metadata[self.page_name].get("myst_slugs", {})
        if label in slugs:
            return f"*{slugs[label][2]}*"
        page, _, title = self.env.get_domain("std").labels.get(label.lower(), (self.page_name, "", ""))
        chapter = re.match(r"chapters/(\d+)_", page)
        where = f" (chapter {int(chapter[1])})" if chapter and page != self.page_name else ""
        return f"*{title or self.unknown(label)}*{where}"

    def link(self, text: str, target: str) -> str:
        """Words for a link to a page or section of the book; "" for a link that leads out of it."""
        if re.match(r"\w+:", target):
            return ""
        file, _, label = target.partition("#")
        if not file:
            return text or self.section(label)
        name = normpath(str(PurePosixPath(self.page_name).parent / file)).removesuffix(".md")
        if name not in self.env.titles:
            return (text or self.unknown(target)) if file.endswith(".md") else ""
        chapter = re.match(r"chapters/(\d+)_", name)
        if not text:
            return self.page(name)
        said = not chapter or name == self.page_name or re.search(r"chapter|lab|\d", text, re.I)
        return text if said else f"{text} (chapter {int(chapter[1])})"

    def role(self, role: str, of: str) -> str:
        """Words for a role: {eq}, {ref}, {cite:t}, {cite:p}."""
        text, _, label = re.fullmatch(r"(.*?)\s*(<)?([\w:#-]+)>?", of, re.S).groups()
        if role == "eq":
            return f"({self.equation(of)})"
        if role == "ref":
            return text.replace("\n", " ") or self.section(label)
        if role in CITED:
            return ", ".join(CITED[role].format(*self.source(key.strip())) for key in of.split(","))
        return self.unknown(f"role {role}")

    def source(self, key: str) -> tuple[str, str]:
        """The authors and the year of an entry of the bibliography."""
        entry = self.bibliography.get(key)
        if entry is None:
            return self.unknown(key), ""
        people = entry.persons.get("author") or entry.persons.get("editor") or []
        last = [str(Text.from_latex(" ".join(person.prelast_names + person.last_names))) for person in people]
        who = " and ".join(last) if len(last) < 3 else f"{last[0]} et al."
        return who or str(Text.from_latex(entry.fields.get("organization", key))), entry.fields.get("year", "n.d.")

    @cached_property
    def bibliography(self) -> dict:
        """The entries of the book's bibliography."""
        files = getattr(self.app.config, "bibtex_bibfiles", ())
        return {key: entry for file in files
                for key, entry in parse_file(Path(self.app.srcdir, file)).entries.items()}

    def included(self, file: str, options: dict) -> str:
        """The lines that a literalinclude shows."""
        path = Path(self.env.doc2path(self.page_name)).parent / file
        chosen = {key: int(value) if key == "dedent" else value for key, value in options.items()}
        return LiteralIncludeReader(str(path), chosen, self.app.config).read()[0].rstrip()

    def unknown(self, what: str) -> str:
        """Warn, and let the label stand for itself."""
        log.warning(f"notebook of {self.page_name}: no words for {what}")
        return what
