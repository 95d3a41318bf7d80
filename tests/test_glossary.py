"""The glossary: a Chinese word beside every term, and the first use of a term in a chapter leads to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from backprop_book import glossary, places

ROOT = Path(__file__).parents[1]
TERMS = glossary.read_terms(ROOT)
LINK = re.compile(r'<a class="reference internal" href="[^"]*glossary\.html#(term-[^"]+)"')


def test_every_entry_is_whole():
    sections = {label.lower() for page in places.places(ROOT).values() for label in page["sections"]}
    names = [name.lower() for term in TERMS for name in term.names]
    assert len(TERMS) > 90 and len(set(names)) == len(names)
    for term in TERMS:
        assert re.search(r"[\u4e00-\u9fff]", term.chinese) or term.chinese.isascii() is False, term
        assert term.label in sections and term.meaning[0] == term.meaning[0].upper() and term.meaning.endswith("."), term


def linked(text, *names):
    waiting = {name: name for name in names}
    found = glossary.link_terms(text, waiting, "chapters/a")
    assert "".join(node.astext() for node in found) == (text if found else "")
    return [node.astext() for node in found if not isinstance(node, nodes.Text)], waiting


@pytest.mark.parametrize("text, words", [
    ("A gradient and a gradient.", ["gradient"]), ("Gradients of a loss", ["Gradients", "loss"]),
    ("gradient descent", ["gradient descent"]), ("losses", ["losses"]), ("glossy, lossless, pre-loss", []),
    ("Adam, not adam", ["Adam"]), ("adamant relu", []), ("ReLU", ["ReLU"])])
def test_what_counts_as_a_term(text, words):
    found, waiting = linked(text, "gradient", "loss", "gradient descent", "Adam", "ReLU")
    assert found == words and len(waiting) == 5 - len(words)


def test_one_form_stands_for_all():
    waiting = {"SiLU": "SiLU", "swish": "SiLU"}
    glossary.link_terms("the swish", waiting, "chapters/a")
    assert not waiting


def open_text(page: Path) -> str:
    """The running text of a page that is seen without a click, without what is a link or code already."""
    article = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").find("article")
    for closed in article.select("a, code, pre, details, table, .cell, .math, h1, h2, h3, h4, .admonition-title"):
        closed.replace_with("\0")
    return "\0".join(p.get_text() for p in article.find_all("p"))


def test_the_first_use_of_a_term_in_a_chapter_and_no_other_leads_to_the_glossary(site):
    entries = set(re.findall(r'<dt id="(term-[^"]+)"', (site / "book/glossary.html").read_text(encoding="utf-8")))
    for page in sorted(site.glob("chapters/*.html")):
        links = LINK.findall(page.read_text(encoding="utf-8"))
        assert len(set(links)) == len(links) >= 4 and set(links) <= entries, page.name
        linked = {link.lower() for link in links}
        waiting = [name for term in TERMS if nodes.make_id(f"term-{term.names[0]}") not in linked for name in term.names]
        found = glossary.pattern(waiting).findall(open_text(page))
        assert not found, f"{page.name}: no link for {found}"


def test_links_are_not_in_headings_code_or_closed_dropdowns(opened, site):
    page = opened((site / "chapters/02_fully_connected.html").as_uri())
    assert page.locator("a:has(> .std-term)").count() > 5
    assert page.locator(":is(h1, h2, h3, code, pre, details, table, .cell) a:has(> .std-term)").count() == 0


def test_the_glossary_speaks_chinese_where_it_is_chinese_and_fits_a_phone(browser, site):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto((site / "book/glossary.html").resolve().as_uri())
    assert page.locator('.bp-zh[lang="zh-Hans"]').count() == len(TERMS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
