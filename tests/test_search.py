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
    ("d W", "02_fully_connected#sec-dw"), ("dW", "02_fully_connected#sec-dw"), ("d b", "02_fully_connected#sec-db"),
    ("dx", "02_fully_connected#sec-dx"), ("eq-dW", "02_fully_connected#equation-eq-dW"),
    ("eq-delta", "07_backprop#equation-eq-delta"), ("log-sum-exp", "05_log_softmax#sec-lse-gradient"),
    ("transpose", "02_fully_connected#sec-dw"), ("dying relu", "03_activations#sec-relu"),
    ("vanishing gradient", "03_activations#sec-saturation"), ("Hadamard product", "03_activations#sec-elementwise"),
    ("softmax jacobian", "04_softmax#sec-softmax-vjp"), ("temperature", "04_softmax#sec-softmax-temperature"),
    ("overflow", "05_log_softmax#sec-lse-shift"), ("cross-entropy", "06_losses#sec-loss-cross-entropy"),
    ("label smoothing", "06_losses#sec-loss-smoothing"), ("huber", "06_losses#sec-loss-robust"),
    ("Kronecker", "02_fully_connected#sec-kronecker"), ("delta recursion", "07_backprop#sec-delta"),
    ("gradient checking", "08_gradient_checking#sec-differences"), ("complex step", "08_gradient_checking#sec-complex-step"),
    ("U curve", "08_gradient_checking#sec-best-step"), ("dual number", "09_autodiff#sec-dual"),
    ("glorot", "10_initialization#sec-layer-variance"), ("he initialization", "10_initialization#sec-relu-half"),
    ("layer normalization", "10_initialization#sec-layer-norm"), ("momentum", "11_optimizers#sec-momentum"),
    ("bias correction", "11_optimizers#sec-bias"), ("adamw", "11_optimizers#sec-decoupled"),
    ("dropout", "12_regularization#sec-dropout"), ("early stopping", "12_regularization#sec-decay")])
def test_the_first_hit_is_the_section_that_explains_it(hits, query, wanted):
    assert hits(query)[0] == f"chapters/{wanted}"


def test_every_term_is_found_where_it_is_explained(hits, site):
    wrong = [(term, found[:3]) for page, sections in TERMS.items() if (site / f"{page}.html").exists()
             for section, terms in sections.items() for term in terms
             if f"{page}#{section}" not in (found := hits(term))[:3]]
    assert not wrong


def test_the_index_lists_the_terms(site):
    text = (site / "genindex.html").read_text(encoding="utf-8")
    assert 'href="chapters/02_fully_connected.html#sec-dw"><strong>transpose</strong></a>' in text
