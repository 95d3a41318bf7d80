"""A page is read in an hour: its length, its visible code and its hidden cells, as the reader has them."""

from __future__ import annotations

import pytest
import yaml

from backprop_book import economy

from conftest import ROOT

SCREENS, SHORT, CODE, HIDDEN = 22, 18, 0.12, 0.10
LABS = ("13", "14", "16")                               # at most SHORT screens
# Pages not cut yet, with what is still too much. A page that has got there must leave this table.
TODO: dict[str, tuple[str, ...]] = {}
LATE = pytest.mark.xfail(strict=True, reason="not cut yet: see TODO")
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [chapter["file"] for part in TOC["parts"] for chapter in part["chapters"]
         if chapter["file"].startswith("chapters/")]


@pytest.fixture(scope="module")
def measured(browser, site):
    """measured(page): screens and share of visible code, each page opened once."""
    found = {}

    def look(page):
        if page not in found:
            found[page] = economy.measure(browser, site / f"{page}.html")
        return found[page]
    return look


def marked(what):
    """Every page; those that TODO names for `what` must fail."""
    return [pytest.param(page, marks=LATE if what in TODO.get(page.partition("/")[2][:2], ()) else ())
            for page in PAGES]


@pytest.mark.parametrize("page", marked("screens"))
def test_a_page_has_few_screens(measured, page):
    limit = SHORT if page.partition("/")[2][:2] in LABS else SCREENS
    screens, _ = measured(page)
    assert 1 < screens <= limit


@pytest.mark.parametrize("page", marked("code"))
def test_visible_code_is_an_eighth_of_a_page_at_most(measured, page):
    _, code = measured(page)
    assert 0 < code <= CODE


@pytest.mark.parametrize("book", [pytest.param("book", marks=LATE if "book" in TODO else ())])
def test_few_cells_are_hidden_in_the_book(book):
    counts = {page: economy.hidden(ROOT / f"{page}.md") for page in PAGES}
    cells, of = (sum(count[k] for count in counts.values()) for k in (0, 1))
    assert cells < HIDDEN * of, {page: count[:2] for page, count in counts.items()}


def test_the_measure_sees_code_that_is_open_and_not_what_is_folded(browser, tmp_path):
    tall = '<div class="highlight" style="height:{}px"></div>'
    page = tmp_path / "page.html"
    page.write_text('<body style="margin:0"><article class="bd-article" style="height:2000px">'
                    + tall.format(300) + f"<details>{tall.format(500)}</details>"
                    + f'<div class="cell_output">{tall.format(100)}</div></article>', encoding="utf-8")
    screens, code = economy.measure(browser, page)
    assert (screens, round(code, 3)) == (2, 0.15)


@pytest.mark.parametrize("tags, inside, expected", [
    ("hide-input", False, 1), ("remove-cell", False, 1), ("hide-input", True, 0),
    ("hide-input, derive", False, 0), ("run", False, 0)])
def test_hidden_cells_are_counted(tmp_path, tags, inside, expected):
    cell = f"```{{code-cell}} python\n:tags: [{tags}]\na = 1\nb = 2\n```\n\n"
    if inside:
        cell = f"```{{depth}} Solution\n```\n{cell}```{{depth-end}}\n```\n\n"
    head = (ROOT / "book/notation.md").read_text(encoding="utf-8").partition("# ")[0]
    page = tmp_path / "page.md"
    page.write_text(f"{head}# Page\n\n{cell}```{{code-cell}} python\nc = 3\n```\n", encoding="utf-8")
    assert economy.hidden(page) == (expected, 2, expected * 2 / 3)
