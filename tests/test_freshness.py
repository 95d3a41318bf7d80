"""A page runs again when something that it uses has changed, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from backprop_book import freshness

FILES = {
    "__init__.py": "from .layers import Layer", "layers.py": "from . import numbers",
    "numbers.py": "", "plots.py": "", "alone.py": "def f():\n    from .late import g",
    "late.py": "", "figures/__init__.py": "", "figures/ch01.py": "from .. import plots",
    "figures/ch02.py": "from ..plots import draw", "drawing.py": 'open("pen.js")', "pen.js": "1"}


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A small package; mark(page, ...) is the fingerprint of a page with these cells."""
    folder = tmp_path / "backprop"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (tmp_path / "benchmarks/results").mkdir(parents=True)
    (tmp_path / "benchmarks/results/step.json").write_text("{}")
    monkeypatch.setattr(freshness, "PACKAGE", folder)

    def mark(*cells):
        for cached in (freshness.closure, freshness.imports_of, freshness.data_files):
            cached.cache_clear()
        return freshness.fingerprint(list(cells), tmp_path)
    return folder, mark


@pytest.mark.parametrize("page, file", [
    ("from backprop.figures import ch01", "figures/ch01.py"),
    ("from backprop.figures import ch01", "plots.py"),
    ("from backprop.figures.ch02 import thing", "plots.py"),
    ("from backprop import Layer", "numbers.py"),
    ("import backprop", "layers.py"),
    ("from backprop.layers import Layer", "__init__.py"),
    ("%time 1\nfrom backprop.alone import f", "late.py"),
    ("from backprop.drawing import x", "pen.js"),
    ("import subprocess", "late.py"),
    ("open('../benchmarks/results/step.json')", "../benchmarks/results/step.json")])
def test_a_page_runs_again_when_what_it_uses_changes(book, page, file):
    folder, mark = book
    before = mark(page)
    assert mark(page) == before
    (folder / file).write_text(FILES.get(file, "") + "\n# changed")
    assert mark(page) != before


@pytest.mark.parametrize("page, file", [
    ("from backprop.figures import ch01", "figures/ch02.py"),
    ("from backprop.figures import ch01", "layers.py"),
    ("from backprop.layers import Layer", "plots.py"),
    ("import numpy", "layers.py"),
    ("from backprop.layers import Layer", "pen.js"),
    ("from backprop.layers import Layer", "../benchmarks/results/step.json")])
def test_a_page_does_not_run_again_for_the_sake_of_others(book, page, file):
    folder, mark = book
    before = mark(page)
    (folder / file).write_text(FILES.get(file, "") + "\n# changed")
    assert mark(page) == before


def test_every_import_of_the_book_is_found():
    """A page of the book depends on the module that it names, not on the whole package."""
    files = {file.name for file in freshness.closure("backprop.figures.ch02")}
    assert {"ch02.py", "plots.py", "explore.py", "__init__.py"} <= files
    assert not {"ch04.py", "train.py"} & files
    assert Path(freshness.PACKAGE, "figures/ch02.py") in freshness.closure("backprop.figures.ch02")
