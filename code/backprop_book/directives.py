"""Find the directives of a MyST text: a fence of backticks or colons with a name in braces."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

FENCE = re.compile(r"^(?P<fence>`{3,}|:{3,}|~{3,})(?:\{(?P<name>[\w:-]+)\})?(?P<title>.*)$")
OPTION = re.compile(r"^:([\w-]+):[ \t]*(.*)$")


@dataclass
class Block:
    """A directive, or a fenced block of code (then the name is empty)."""

    name: str
    title: str
    source: str                                     # all of it, fences and all
    body: str = ""
    options: dict[str, str] = field(default_factory=dict)


def blocks(text: str):
    """The parts of a text in their order: strings, and a Block for what stands in fences."""
    lines, words, at = text.splitlines(keepends=True), [], 0
    while at < len(lines):
        start = FENCE.match(lines[at].rstrip("\n"))
        if not start:
            words.append(lines[at])
            at += 1
            continue
        if words:
            yield "".join(words)
            words = []
        end = closing(lines, at + 1, start["fence"])
        yield block(start, lines[at:end + 1])
        at = end + 1
    if words:
        yield "".join(words)


def closing(lines: list[str], first: int, fence: str) -> int:
    """The line that closes a fence: of its sign alone, and at least as long."""
    last = re.compile(rf"^{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    return next((k for k in range(first, len(lines)) if last.match(lines[k])), len(lines) - 1)


def block(start: re.Match, lines: list[str]) -> Block:
    """A Block of its lines, the options taken off its body."""
    body, options = lines[1:-1], {}
    while start["name"] and body and (option := OPTION.match(body[0].rstrip("\n"))):
        options[option[1]] = option[2].strip().strip('"')
        body = body[1:]
    return Block(start["name"] or "", start["title"].strip(), "".join(lines), "".join(body), options)
