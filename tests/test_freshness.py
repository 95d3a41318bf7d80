"""What a page runs and reads names its cache: a change of either makes it run again."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from backprop_book import freshness


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book of one package, `little`, and one stored result; cache() is its cache's folder."""
    for file, text in (("little/__init__.py", "x = 1"), ("benchmarks/results/step.json", "{}")):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "little", raising=False)
    real = freshness.fingerprint
    monkeypatch.setattr(freshness, "fingerprint", lambda package, *rest: real("little", *rest))

    def cache():
        config = SimpleNamespace()
        app = SimpleNamespace(outdir=tmp_path / "_build/html", srcdir=tmp_path)
        freshness.choose_cache(app, config)
        return config.nb_execution_cache_path
    return tmp_path, cache


def test_the_same_state_has_the_same_cache(book):
    _, cache = book
    assert cache() == cache()


@pytest.mark.parametrize("file, text", [
    ("little/__init__.py", "x = 2"), ("little/more.py", ""), ("little/weights.json", "{}"),
    ("benchmarks/results/step.json", "[]"), ("benchmarks/results/sweeps.json", "{}")])
def test_a_change_of_package_or_stored_result_starts_an_empty_cache(book, file, text):
    folder, cache = book
    before = cache()
    (folder / file).write_text(text)
    assert cache() != before


def test_caches_of_earlier_states_are_deleted(book):
    folder, cache = book
    old = folder / "_build/.jupyter_cache/0123456789abcdef"
    old.mkdir(parents=True)
    cache()
    assert not old.exists()
