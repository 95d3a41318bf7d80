"""The search leads a reader to the section that explains a word, and every term of the index to its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

TERMS = yaml.safe_load(Path(__file__).parents[1].joinpath("book/terms.yml").read_text(encoding="utf-8"))
HITS = """query => Search._performSearch(...Search._parseQuery(query)).reverse()
                 .map(hit => hit[0] + hit[2])"""             # best first: page, and # its section


@pytest.fixture
def hits(opened, site):
    """Ask the site's own search: hits(query) -> addresses, best first."""
    page = opened((site / "search.html").as_uri() + "?q=chain")
    page.locator("#search-results li").first.wait_for()
    return lambda query: page.evaluate(HITS, query)


@pytest.mark.parametrize("query, wanted", [
    ("log-sum-exp", "05_log_softmax#sec-lse-gradient"), ("transpose", "02_fully_connected#sec-dw"),
    ("dying relu", "03_activations#sec-relu"), ("label smoothing", "06_losses#sec-loss-smoothing"),
    ("Kronecker", "02_fully_connected#sec-kronecker"), ("temperature", "04_softmax#sec-softmax-temperature"),
    ("bias correction", "11_optimizers#sec-bias"), ("huber", "06_losses#sec-loss-robust"),
    ("he initialization", "10_initialization#sec-relu-half"), ("dual number", "09_autodiff#sec-dual"),
    ("early stopping", "12_regularization#sec-decay"), ("vanishing gradient", "03_activations#sec-saturation")])
def test_a_query_leads_to_its_section(hits, site, query, wanted):
    if (site / f"chapters/{wanted.partition('#')[0]}.html").exists():
        assert f"chapters/{wanted}" in hits(query)[:2]


def test_every_term_is_found_where_it_is_explained(hits, site):
    wrong = [(term, found[:3]) for page, sections in TERMS.items() if (site / f"{page}.html").exists()
             for section, terms in sections.items() for term in terms
             if f"{page}#{section}" not in (found := hits(term))[:3]]
    assert not wrong


def test_the_index_lists_the_terms(site):
    text = (site / "genindex.html").read_text(encoding="utf-8")
    assert 'href="chapters/02_fully_connected.html#sec-dw"><strong>transpose</strong></a>' in text
