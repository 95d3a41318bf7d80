"""The cheat sheet takes its rows from the chapters, refuses what they do not say, and prints on two sides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backprop.errors import AgreementError, OptionError
from backprop.sheet import Sheet, assignments, chapters
from backprop_book import freshness

ROOT = Path(__file__).parents[1]
CHAPTER = ROOT / "chapters/02_fully_connected.md"
ADDRESS = "book/cheat_sheet.html"


def begun(folder=ROOT / "chapters"):
    sheet = Sheet(folder)
    sheet.chapter("Linear", "02", "table_dW")
    return sheet


def test_a_row_is_the_chapters_row():
    sheet = begun()
    sheet.row("weights", "eq-dW")
    for part in (r"dW = x^{\top} \, dy", r"(d_{in}, d_{out})", "<code>x.T @ dy</code>", "href='#equation-eq-dW'"):
        assert part in sheet._repr_html_()


def test_other_code_has_to_give_the_same():
    sheet = begun()
    sheet.row("weights", "eq-dW", "a.T @ dy", a="x")
    for code in ("x.T @ dy / 4", "x.T @ dy + 1e-9"):
        with pytest.raises(AgreementError, match="eq-dW"):
            sheet.row("weights", "eq-dW", code)
    with pytest.raises(OptionError, match="no 'eq-db', but eq-dW"):
        sheet.row("bias", "eq-db")


def test_a_definition_has_to_give_what_the_function_gives():
    sheet = begun()
    sheet.definition("layer", "def-affine", (), "x * 2", lambda x: 2 * x, x=3.0)
    assert r"\sum_{i} x_{ri}" in sheet._repr_html_()
    with pytest.raises(AgreementError, match="def-affine"):
        sheet.definition("layer", "def-affine", (), "x * 3", lambda x: 2 * x, x=3.0)
    with pytest.raises(OptionError, match="def-none"):
        sheet.definition("layer", "def-none", (), "x", lambda x: x, x=3.0)


def test_a_chapter_that_is_wrong_gives_no_row(tmp_path):
    text = CHAPTER.read_text(encoding="utf-8")
    wrong = text.replace('"eq-dW")', '"eq-dW")', 1).replace("x_matrix.T * dy_matrix", "2 * x_matrix.T * dy_matrix", 1)
    (tmp_path / CHAPTER.name).write_text(wrong, encoding="utf-8")
    with pytest.raises(AgreementError, match="eq-dW"):
        begun(tmp_path)


def test_assignments_become_formulas():
    assert assignments("v = mu * v + g;  w -= lr * v") == (
        r"\begin{array}{l} v \leftarrow g + \mu v \\ w \leftarrow w - \eta v \end{array}")
    assert assignments("w *= 1 - lr") == r"w \leftarrow w \cdot \left(1 - \eta\right)"


def test_the_chapters_are_found_from_below(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/01_a.md").write_text("")
    (tmp_path / "book").mkdir()
    assert chapters(tmp_path / "book") == (tmp_path / "chapters").resolve()
    with pytest.raises(OptionError, match="chapters"):
        chapters(tmp_path.parent)


@pytest.mark.parametrize("old, new, again", [("x = 1", "x = 2", True), ("$$ a $$", "$$ b $$", True), ("words", "more", False)])
def test_the_sheet_runs_again_if_a_chapters_code_or_definition_changes(tmp_path, old, new, again):
    page = tmp_path / "chapters/01_a.md"
    page.parent.mkdir()
    text = "words $$ a $$ (def-a)\n\n```{code-cell} python\nx = 1\n```\n"
    page.write_text(text)
    cells = ["from backprop.sheet import Sheet"]
    before = freshness.fingerprint(cells, tmp_path)
    page.write_text(text.replace(old, new))
    assert (freshness.fingerprint(cells, tmp_path) != before) is again


# --- the page ---------------------------------------------------------------------------------

def test_every_row_leads_to_the_equation_that_it_shows(site):
    page = (site / ADDRESS).read_text(encoding="utf-8")
    links = re.findall(r"data-label='derived'><a href='([^']+)'>([^<]+)</a>", page)
    assert len(links) > 60
    for link, number in links:
        file, _, anchor = link.partition("#")
        target = (site / "book" / file).resolve().read_text(encoding="utf-8")
        assert f'id="{anchor}"' in target, link
        chapter = int(re.search(r"chapters/(\d+)_", file)[1])
        assert number == "rules" or number.startswith(f"({chapter}."), (link, number)


def test_it_prints_on_two_sides_of_a4(opened, site, tmp_path):
    page = opened((site / ADDRESS).as_uri())
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
    assert {tuple(round(float(n)) for n in box) for box in boxes} <= {(595, 842), (596, 842)}


def test_on_a_phone_nothing_is_wider_than_the_screen(browser, site):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto((site / ADDRESS).resolve().as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("""() => [...document.querySelectorAll('.bp-sheet td code')]
        .filter(code => code.getBoundingClientRect().right > 360).length""") == 0
    page.close()
