"""book/glossary.txt is the glossary page ({glossary-list}), and the first use of a term in a chapter leads there.

A line of it: English, further forms after "/" (~ before one that is looked for and not shown) | Chinese | label of
the section that explains it | meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective
from sphinx_design.shared import is_component

from .places import places

FILE, PAGE = "book/glossary.txt", "book/glossary"
CLOSED = (nodes.title, nodes.rubric, nodes.literal, nodes.literal_block, nodes.reference, nodes.table, nodes.math,
          nodes.math_block, nodes.raw, nodes.caption, addnodes.pending_xref)


@dataclass(frozen=True)
class Term:
    """One entry of the glossary: `names` are its forms, the first one is the entry's; the page shows some of them."""

    names: tuple[str, ...]
    shown: tuple[str, ...]
    chinese: str
    label: str
    meaning: str


def read_terms(root: Path) -> list[Term]:
    """The entries of the glossary's file, by the alphabet."""
    lines = (root / FILE).read_text(encoding="utf-8").splitlines()
    cells = [line.split(" | ") for line in lines if line.strip() and not line.startswith("#")]
    forms = [(english.split(" / "), rest) for english, *rest in cells]
    terms = [Term(tuple(name.lstrip("~") for name in names), tuple(n for n in names if n[0] != "~"), *rest)
             for names, rest in forms]
    return sorted(terms, key=lambda term: term.names[0].lower())


class GlossaryList(SphinxDirective):
    """```{glossary-list}: every term with its Chinese form, its meaning and the section that explains it."""

    def run(self) -> list[nodes.Node]:
        """Write the entries as Sphinx's own glossary, and let it be parsed."""
        root = Path(self.env.srcdir)
        self.env.note_dependency(str(root / FILE))
        chapter = {label.lower(): (int(name[2:]), label)
                   for name, page in places(root).items() for label in page["sections"]}
        lines = ["```{glossary}"]
        for term in read_terms(root):
            number, label = chapter.get(term.label, (0, term.label))
            lines += [*term.shown, f"  [{term.chinese}]{{.bp-zh}} {term.meaning} [Chapter {number}](#{label})", ""]
        box = nodes.container(classes=["bp-glossary"])
        self.state.nested_parse(StringList([*lines, "```"], source=FILE), self.content_offset, box)
        for word in [n for n in box.findall(nodes.inline) if "bp-zh" in n["classes"]]:
            text = f'<span class="bp-zh" lang="zh-Hans">{escape(word.astext())}</span>'
            word.replace_self(nodes.raw("", text, format="html"))
        for entry in list(box.findall(addnodes.index)):     # the index has them: book/terms.yml
            entry.parent.remove(entry)
        return [box]


class LinkTerms(SphinxTransform):
    """Let the first use of each term in a chapter lead to the glossary; what is closed or a heading is passed over."""

    default_priority = 820

    def apply(self, **kwargs) -> None:
        """Only chapters, and only in a book that has the glossary."""
        if not self.env.docname.startswith("chapters/") or PAGE not in self.env.found_docs:
            return
        root = Path(self.env.srcdir)
        self.env.note_dependency(str(root / FILE))
        waiting = {name: term.names[0] for term in read_terms(root) for name in term.names}
        join_lines(self.document)
        for text in [node for node in self.document.findall(nodes.Text) if is_open(node)]:
            if found := link_terms(str(text), waiting, self.env.docname):
                at = place_of(text)
                text.parent[at:at + 1] = found


def join_lines(document: nodes.document) -> None:
    """MyST makes a text of each line: make one of texts that follow each other, for a term may run over a line's end."""
    for text in list(document.findall(nodes.Text)):
        if text.parent is None or not isinstance(text.parent, nodes.TextElement):
            continue
        parent, at = text.parent, place_of(text)
        if at and type(parent[at - 1]) is nodes.Text is type(text):
            parent[at - 1:at + 1] = [nodes.Text(parent[at - 1] + text)]


def place_of(text: nodes.Text) -> int:
    """Its place among its siblings: itself, not an equal text."""
    return next(k for k, node in enumerate(text.parent) if node is text)


def is_open(text: nodes.Text) -> bool:
    """Is it running text that a reader sees without a click?"""
    node, inside = text.parent, False
    while node is not None:
        if isinstance(node, CLOSED) or is_component(node, "dropdown") or "cell" in node.get("classes", ()):
            return False
        inside |= isinstance(node, nodes.paragraph)
        node = node.parent
    return inside


def link_terms(text: str, waiting: dict[str, str], page: str) -> list[nodes.Node]:
    """The text with its first uses of waiting terms as links; these no longer wait. [] if there are none."""
    pieces, at = [], 0
    while waiting and (found := pattern(waiting).search(text, at)):
        name = next(n for n in waiting if n.lower() == " ".join(found[1].lower().split()))
        entry = waiting[name]
        for other in [n for n, of in waiting.items() if of == entry]:
            del waiting[other]
        link = addnodes.pending_xref("", nodes.inline("", found[0], classes=["xref", "std", "std-term"]), refdoc=page,
                                     refdomain="std", reftype="term", reftarget=entry, refexplicit=True, refwarn=True)
        pieces += [nodes.Text(text[at:found.start()]), link]
        at = found.end()
    return [*pieces, nodes.Text(text[at:])] if pieces else []


def pattern(names) -> re.Pattern:
    """Any of the names as a word, longest first, in the plural as well; small letters also as the first word."""
    longest = sorted(names, key=len, reverse=True)
    either = "|".join(re.escape(n) if n != n.lower() else f"[{n[0]}{n[0].upper()}]{re.escape(n[1:])}"
                      for n in longest)
    return re.compile(rf"(?<![\w-])({either})(?:e?s)?(?![\w-])".replace(r"\ ", r"\s+"))


def setup(app) -> None:
    """Make the directive and the transform known."""
    app.add_directive("glossary-list", GlossaryList)
    app.add_transform(LinkTerms)
