"""Where in the book to look: the pages, their titles and the headings that have an anchor."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """A heading of a page: its page's name, its anchor there, its text."""

    page: str
    anchor: str
    title: str


@lru_cache(maxsize=1)
def _table() -> dict:
    return json.loads(Path(__file__).with_name("places.json").read_text(encoding="utf-8"))


def place(chapter: str, label: str) -> Place:
    """The place of a label such as "sec-dW" in a chapter such as "ch02". Errors: KeyError for an unknown one."""
    page = _table()[chapter]
    return Place(page["page"], label.lower(), page["sections"][label])


def title(chapter: str) -> str:
    """The title of a chapter such as "ch02"."""
    return _table()[chapter]["title"]
