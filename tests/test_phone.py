"""Formulas in lines and on their own, and tables of symbols, at 360 pixels: nothing lost at an edge."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backprop_book import pages

ROOT = Path(__file__).resolve().parents[1]

FORMULA = '<span class="math notranslate nohighlight">\\(p_i\\)</span>'
OVERFLOWING = """() => {
  const wide = (name) => [...document.querySelectorAll(name)].filter(e => e.checkVisibility());
  const tables = wide('.pst-scrollable-table-container').filter(e => e.scrollWidth > e.clientWidth + 1);
  const beside = wide('div.math').filter(e => {                  // too wide, and yet the number takes room
    const formula = e.querySelector('mjx-container'), number = e.querySelector('.eqno');
    return formula && number && formula.scrollWidth > formula.clientWidth + 1
           && formula.clientWidth < e.clientWidth - 1 });
  const clipped = wide('div.math > mjx-container').filter(e =>   // what rises above the line
    e.querySelector('mjx-math').getBoundingClientRect().top < e.getBoundingClientRect().top + 2);
  return [tables, beside, clipped].map(found => found.map(e => e.textContent.trim().slice(0, 30))) }"""


def test_a_formula_keeps_its_brackets_and_its_period():
    for before, after in (("", "."), ("(", ""), ("(", "),"), ("“", "”"), ("", ":"), ("", "’s")):
        mended = pages.mend(f"<p>Ask {before}{FORMULA}{after} Then</p>")
        assert mended == f'<p>Ask <span class="bp-keep">{before}{FORMULA}{after}</span> Then</p>'
        assert pages.mend(mended) == mended, "a page that was mended before is left as it is"
    assert pages.mend(f"<p>Ask {FORMULA} then</p>") == f"<p>Ask {FORMULA} then</p>"


@pytest.mark.parametrize("name", ["02_fully_connected", "04_softmax", "09_autodiff", "10_initialization",
                                  "11_optimizers", "12_regularization", "17_speed"])
def test_nothing_is_lost_at_the_edge_of_a_phone(browser, site, name):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto((site / f"chapters/{name}.html").resolve().as_uri())
    assert page.locator("div.math > mjx-container").count() > 2
    assert page.evaluate(OVERFLOWING) == [[], [], []]
    page.close()


@pytest.mark.parametrize("source", sorted((ROOT / "code/backprop/figures").glob("*.py")), ids=lambda path: path.stem)
def test_no_figure_asks_for_smaller_words_or_a_wider_sheet(source):
    """13.5 points on 6 inches are 11 pixels where a figure is 353 wide (tests/test_browser.py measures what is drawn)."""
    text = source.read_text("utf-8")
    sizes = [float(size) for size in re.findall(r"(?:fontsize|labelsize)=([0-9.]+)", text)]
    widths = [float(width) for width in re.findall(r"(?:figure\(|figsize=\()([0-9.]+),", text)]
    assert max(widths, default=6) <= 6
    assert min(sizes, default=13.5) >= 13.5
