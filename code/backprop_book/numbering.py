"""chapters/05_log_softmax is chapter 5, also while chapter 4 is not in the table of contents.

Sphinx counts chapters; docstrings and texts say "chapter 5". Where the two differ, the count
gives way: in titles, in the table of contents, in section numbers and in equation numbers.
"""

from __future__ import annotations

import re

from docutils import nodes


def setup(app) -> None:
    """Sphinx numbers at priority 500: its own numbers are put back before, ours set after."""
    app.connect("env-get-updated", restore, priority=100)
    app.connect("env-get-updated", renumber, priority=900)


def restore(app, env) -> list:
    """Let Sphinx compare with the numbers that it gave last time, or it writes all pages anew."""
    env.toc_secnumbers, env.toc_fignumbers = getattr(
        env, "backprop_numbers", (env.toc_secnumbers, env.toc_fignumbers))
    return []


def renumber(app, env) -> list:
    """Replace the first part of each number by the chapter number of the file name."""
    env.backprop_numbers = env.toc_secnumbers, env.toc_fignumbers
    env.toc_secnumbers = {doc: _renumbered(doc, table) for doc, table in env.toc_secnumbers.items()}
    env.toc_fignumbers = {
        doc: {kind: _renumbered(doc, table) for kind, table in kinds.items()}
        for doc, kinds in env.toc_fignumbers.items()}
    for doc in env.toc_secnumbers:
        links = env.tocs[doc].findall(nodes.reference)
        for node in [env.titles[doc], *links]:
            if node.get("secnumber"):
                node["secnumber"] = _number(doc, node["secnumber"])
    return []


def _renumbered(doc: str, table: dict) -> dict:
    return {key: _number(doc, number) for key, number in table.items()}


def _number(doc: str, number):
    chapter = re.match(r"chapters/(\d+)_", doc)
    return (int(chapter[1]), *number[1:]) if chapter and number else number
