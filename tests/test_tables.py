"""Tables: the same cells as text, HTML and Markdown; a row that is too short is refused."""

import re

import pytest

from backprop.errors import ShapeError
from backprop.tables import Code, Table

TABLE = Table(["set < all", "code", "n"], [["a|b", Code("x < y"), 1], ["c", "d & e", 22.5]])


def test_html_escapes_cells_and_names_their_columns():
    html = TABLE._repr_html_()
    assert re.findall(r"<th scope='col'>(.*?)</th>", html) == ["set &lt; all", "code", "n"]
    assert re.findall(r"<td data-label='(.*?)'>(.*?)</td>", html) == [
        ("code", "<code>x &lt; y</code>"), ("n", "1"), ("code", "d &amp; e"), ("n", "22.5")]
    assert "class='bp-summary'" in html and "<details" not in html


def test_code_that_is_set_apart_gets_lines_of_its_own():
    code = Code("v = mu * v + g;  w -= lr * v")
    assert code._repr_html_() == "<code>v = mu * v + g<br>w -= lr * v</code>" and str(code).count("\n") == 0


def test_cards_and_folds_are_asked_for():
    plain = Table(["a", "it's"], [[1, 2]], cards=False, folded="All <numbers>")._repr_html_()
    assert "bp-summary" not in plain and "data-label='it&#x27;s'" in plain
    assert plain.startswith("<details><summary>All &lt;numbers&gt;</summary>")


def test_markdown_keeps_its_columns():
    head, rule, first, second = TABLE.markdown().split("\n")
    assert (head, rule) == ("| set < all | code | n |", "| --- | ---: | ---: |")
    assert (first, second) == (r"| a\|b | `x < y` | 1 |", "| c | d & e | 22.5 |")


def test_text_stands_in_columns():
    assert repr(TABLE).split("\n") == ["set < all  code   n", "a|b        x < y  1",
                                       "c          d & e  22.5"]
    assert str(Table(["empty"], [])) == "empty"


def test_two_columns_of_one_name_are_refused():
    """Cells are found by their column's name: chapter 10 showed the accuracies of one column under another."""
    with pytest.raises(ShapeError, match="two columns 'accuracy'"):
        Table(["start", "accuracy", "rate", "accuracy"], [["He", 89, 0.1, 90]])


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ShapeError, match="row 1 has 3 cells, the head 2"):
        Table(["a", "b"], [[1, 2], [1, 2, 3]])
