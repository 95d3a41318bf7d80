"""All exercises of the book, chapter by chapter: one file chNN.py each."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
from functools import lru_cache
from pathlib import Path

from ..errors import OptionError
from .exercise import Exercise


def chapters() -> list[str]:
    """"ch01", "ch02", ...: those that have exercises."""
    return sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]) if re.fullmatch(r"ch\d\d", m.name))


@lru_cache(maxsize=None)
def exercises(chapter: str) -> tuple[Exercise, ...]:
    """The exercises of one chapter, in order. Errors: OptionError for an unknown chapter."""
    if chapter not in chapters():
        raise OptionError(f"{chapter!r}: there are exercises for {', '.join(chapters())}")
    return tuple(importlib.import_module(f".{chapter}", __package__).EXERCISES)


def chosen(which: str) -> tuple[Exercise, ...]:
    """The exercises of a chapter such as "ch02", or the one of an id. Errors: OptionError."""
    return (find(which),) if "." in which else exercises(which)


def find(identifier: str) -> Exercise:
    """The exercise of an id such as "ch02.dW". Errors: OptionError that names the nearest ones."""
    chapter = str(identifier).partition(".")[0]
    for one in exercises(chapter) if chapter in chapters() else ():
        if one.id == identifier:
            return one
    known = [one.id for name in chapters() for one in exercises(name)]
    near = difflib.get_close_matches(str(identifier), known, 3, 0.3) or known[:3]
    raise OptionError(f"no exercise {identifier!r}; there is {', '.join(near)}")
