"""Which exercises a reader has done: a small file that the reader can see, move and delete."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from ..errors import BackpropError, DataFileError
from ..files import replace_file

NAME = ".backprop-exercises.json"


def path() -> Path:
    """The progress file: the nearest one upward from here, else at the root of the book, else here.

    The environment variable BACKPROP_PROGRESS names another file.
    """
    if named := os.environ.get("BACKPROP_PROGRESS"):
        return Path(named)
    here = Path.cwd()
    for mark in (NAME, "_toc.yml"):
        for folder in (here, *here.parents):
            if (folder / mark).is_file():
                return folder / NAME
    return here / NAME


def load() -> set[str]:
    """The ids of the exercises that were passed. Errors: DataFileError if the file is something else."""
    try:
        text = path().read_text(encoding="utf-8")
    except FileNotFoundError:
        return set()
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path()}: cannot be read: {error}") from error
    try:
        return {str(one) for one in json.loads(text)["passed"]}
    except (ValueError, TypeError, KeyError) as error:
        raise DataFileError(f"{path()}: not a progress file; delete it, or name another with BACKPROP_PROGRESS") from error


def add(identifiers) -> None:
    """Write down that these exercises are passed. Errors: DataFileError if the file cannot be written."""
    passed = load()
    if not set(identifiers) <= passed:
        content = json.dumps({"passed": sorted(passed | set(identifiers))}, indent=1) + "\n"
        replace_file(path(), lambda file: file.write(content.encode()))


def note(identifier: str) -> None:
    """The same for one exercise in a notebook: silent, and nothing in a browser or while the book is built."""
    if sys.platform == "emscripten" or "BACKPROP_BOOK" in os.environ:
        return                          # there the page keeps it
    try:
        add([identifier])
    except BackpropError:
        pass
