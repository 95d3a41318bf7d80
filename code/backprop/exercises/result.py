"""The result of a check, as text for a terminal and as HTML for a page."""

from __future__ import annotations

import html
import os
import re
import sys
from dataclasses import dataclass

from .places import Place

HEADS = {"passed": "Passed", "not yet": "Not yet", "error": "Error", "empty": "Empty"}


@dataclass(frozen=True)
class Result:
    """What check() says: status "passed", "not yet", "error" or "empty", with the reasons.

    reasons:  one sentence each. where: the place in the book to look at.
    example:  (name, value) lines of the smallest input that shows it, with both results.
    found:    does a known mistake explain all that is wrong?
    """

    id: str
    status: str
    reasons: tuple[str, ...] = ()
    where: Place | None = None
    example: tuple[tuple[str, str], ...] = ()
    found: bool = False
    line: str = ""

    def __bool__(self) -> bool:
        return self.status == "passed"

    def __str__(self) -> str:
        lines = [f"{self.id}: {self.status}", *(f"  {reason}" for reason in self.reasons)]
        if self.line:
            lines.append(f"      {self.line}")
        if self.example:
            width = max(len(name) for name, _ in self.example)
            lines += [f"    {name:<{width}}  " + value.replace("\n", "\n" + " " * (width + 6))
                      for name, value in self.example]
        if self.where:
            lines.append(f"  Look at: {self.where.title} ({self.where.page}.html#{self.where.anchor})")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        parts = [f'<p class="bp-verdict"><b>{HEADS[self.status]}</b> <code>{html.escape(self.id)}</code></p>']
        parts += [f"<p>{marked(reason)}</p>" for reason in self.reasons]
        if self.line:
            parts.append(f"<pre>{html.escape(self.line)}</pre>")
        if self.example:
            rows = "".join(f"<tr><th scope=row>{html.escape(name)}</th><td><pre>{html.escape(value)}</pre></td></tr>"
                           for name, value in self.example)
            parts.append(f"<table>{rows}</table>")
        if self.where:
            title = html.escape(self.where.title)
            link = f'<a href="{self.where.page}.html#{self.where.anchor}">{title}</a>'
            parts.append(f"<p>Look at: {link if in_the_site() else f'{title} ({self.where.page})'}</p>")
        return (f'<div class="bp-exercise" data-exercise="{html.escape(self.id)}" data-status="{self.status}" '
                f'role="status">{"".join(parts)}</div>')


def in_the_site() -> bool:
    """Does the result stand in a page of the site, live or built? Elsewhere its link would lead nowhere."""
    return sys.platform == "emscripten" or "BACKPROP_BOOK" in os.environ


def marked(text: str) -> str:
    """Plain text as HTML, with `code` in backticks."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
