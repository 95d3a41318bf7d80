"""The page of mistakes: every bug of the bank has words, runs, and is refused if its check lets it pass."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backprop import mistakes
from backprop.errors import AgreementError, OptionError
from backprop_book import freshness

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / mistakes.WORDS).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def bank():
    return mistakes.Bank(ROOT)


def test_every_bug_is_caught_on_the_page(bank):
    shown = [entry for title in bank.words for entry in bank.group(title)]
    assert len(shown) == len(bank.bugs) > 100
    assert all("<pre tabindex='0'><code>class " in entry and "What the check says" in entry for entry in shown)


def test_a_bug_that_is_not_caught_is_refused(bank, monkeypatch):
    monkeypatch.setitem(bank.bank.JUDGES, "penalty", lambda *subject: [])
    with pytest.raises(AgreementError, match="NormOfSquare: not caught"):
        bank.group("Penalties")
    monkeypatch.setitem(bank.bank.JUDGES, "penalty", lambda *subject: ["dtheta"])
    with pytest.raises(AgreementError, match="what is right was not passed"):
        bank.group("Penalties")


@pytest.mark.parametrize("old, new", [("  TailCut:", "  TailCutOff:"), ("  TailCut:", "#"), ("Penalties:", "Penalties:\n  TailCut: a | b")])
def test_words_without_a_bug_and_bugs_without_words_are_refused(tmp_path, old, new):
    for folder in ("tests", "book"):
        (tmp_path / folder).mkdir()
    assert TEXT.count(old) == 1
    (tmp_path / mistakes.WORDS).write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(OptionError, match="TailCut"):
        mistakes.Bank(tmp_path)


def test_the_code_is_the_class_without_its_docstring(bank):
    assert mistakes.code_of(bank.bugs["WNotTransposed"].cls) == (
        "class WNotTransposed(Linear):\n    def input_grad(self, dy):\n        return dy @ self.W")
    assert mistakes.origin("000, 002, 004: a mean") == "three course texts (a mean)"
    assert mistakes.short("dW disagrees: dW[0] = 1") == "dW disagrees"


def test_the_page_shows_every_group_of_words(bank):
    page = (ROOT / "book/mistakes.md").read_text(encoding="utf-8")
    assert re.findall(r'bank\.group\("(.+)"\)', page) == list(bank.words)


def test_the_page_runs_again_if_the_bank_or_its_words_change(tmp_path):
    (tmp_path / "tests").mkdir()
    bank = tmp_path / "tests/bugbank.py"
    bank.write_text("import numpy")
    before = freshness.fingerprint(["from backprop.mistakes import Bank"], tmp_path)
    bank.write_text("import numpy as np")
    assert freshness.fingerprint(["from backprop.mistakes import Bank"], tmp_path) != before


def test_each_line_opens_and_leads_to_a_section(opened, site):
    page = opened((site / "book/mistakes.html").as_uri())
    assert page.locator(".bp-mistake").count() > 100
    first = page.locator(".bp-mistake").first
    assert not first.locator("pre").is_visible()
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert first.locator("pre").is_visible()
    links = page.evaluate("[...document.querySelectorAll('.bp-mistake a')].map(a => a.getAttribute('href'))")
    for link in set(links):
        file, _, anchor = link.partition("#")
        assert f'id="{anchor}"' in (site / "book" / file).resolve().read_text(encoding="utf-8"), link


def test_on_a_phone_nothing_is_wider_than_the_screen(browser, site):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto((site / "book/mistakes.html").resolve().as_uri())
    page.evaluate("document.querySelectorAll('.bp-mistake').forEach(line => line.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("[...document.querySelectorAll('.bp-mistake *')].filter(e => !e.closest('pre') "
                         "&& e.getBoundingClientRect().right > 361).length") == 0
    page.close()
