"""Exercises: solutions pass, wrong answers are named, starters are empty, odd answers get a clear result."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import jupytext
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backprop.errors import OptionError
from backprop.exercises import chapters, check, exercises, find, judge
from backprop.exercises.digits import digits
from backprop.exercises.places import place
from backprop_book import exercises as pages
from backprop_book import places

from conftest import ROOT

ALL = [one for chapter in chapters() for one in exercises(chapter)]
WRONG = [(one, k) for one in ALL for k in range(len(one.wrong))]
each = pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)


# --- the exercises of the book -------------------------------------------------------------

@each
def test_the_solution_passes(one):
    result = judge(one, one.written(one.solution))
    assert result.status == "passed", str(result)
    for form in one.forms:                              # other ways to write it: right where they do not overflow
        assert judge(one, one.written(form)).status in ("passed", "not yet")


@each
def test_the_starter_is_empty(one):
    result = judge(one, one.written(one.starter))
    assert result.status == "empty", str(result)


@pytest.mark.parametrize("one, k", WRONG, ids=lambda v: v if isinstance(v, int) else v.id)
def test_a_typical_wrong_answer_is_named(one, k):
    wrong = one.wrong[k]
    result = judge(one, one.written(wrong.source))
    text = str(result)
    assert result.status in ("not yet", "error") and wrong.words
    assert [word for word in wrong.words if word not in text] == [], text
    assert result.where.anchor in text


@each
def test_an_exercise_is_whole(one):
    assert len(one.wrong) >= 3 and 1 <= len(one.hints) <= 2 and one.task.endswith((".", "?", ":"))
    assert one.id.startswith(one.chapter + ".") and one.name in one.starter
    defines = one.written(one.starter)
    assert defines is ... or callable(defines) == callable(one.written(one.solution))
    ordinary = [case for case in one.cases if not case.special]
    assert len(ordinary) >= 3 or not one.args


def test_ids_and_names_are_different():
    assert len({one.id for one in ALL}) == len(ALL)
    for chapter in chapters():
        names = [one.name for one in exercises(chapter)]
        assert len(set(names)) == len(names), f"{chapter}: backprop check finds an answer by its name"


def test_places_are_the_chapters():
    assert places.FILE.read_text(encoding="utf-8") == places.text(), "python -m backprop_book.places"


def test_most_wrong_answers_get_a_diagnosis():
    found = [judge(one, one.written(one.wrong[k].source)).found for one, k in WRONG]
    assert sum(found) >= 0.9 * len(found)


# --- odd answers ------------------------------------------------------------------------------

def keeps_count(x, W, b, calls=[]):
    calls.append(1)
    return x @ W + b + (len(calls) > 4)


def late(x, W, b):
    raise RuntimeError("my own words")


ODD = [
    (lambda x, W, b: None, "not yet", "returned None"),
    (lambda x, W, b: (x @ W + b).tolist(), "not yet", "a list"),
    (lambda x, W, b: "y", "not yet", "a str"),
    (lambda x, W, b: (x @ W + b, 1), "not yet", "a tuple"),
    (lambda x, W, b: {"y": (x @ W + b).astype(object)}, "not yet", "dtype object"),
    (lambda x, W, b: (x @ W + b).astype(np.float32), "not yet", "float32"),
    (lambda x, W, b: np.asmatrix(x @ W + b), "not yet", "a np.matrix"),
    (lambda x, W, b: np.ma.masked_array(x @ W + b), "not yet", "a masked array"),
    (lambda x, W, b: (x @ W + b) * np.nan, "not yet", "nan"),
    (lambda x, W, b: x @ W + b + 0j, "not yet", "dtype complex128"),
    (lambda x, W, b: x, "not yet", "view of the input `x`"),
    (lambda x, W, b: (x @ W + b)[:, :, None], "not yet", "shape"),
    (lambda x, W, b: 3.0, "not yet", "shape ()"),
    (lambda x, W, b: [...][0], "empty", "still gives `...`"),
    (lambda x, W: x @ W, "error", "TypeError"),
    (lambda x, W, b: x.foo, "error", "AttributeError"),
    (lambda x, W, b: sys.exit(3), "error", "exit()"),
    (lambda x, W, b: undefined, "error", "name 'undefined' is not defined"),   # noqa: F821
    (late, "error", "my own words"),
    (keeps_count, "not yet", "keeps something from one call to the next"),
    (None, "error", "the function `my_linear`"),
    (np.ones((2, 3)), "error", "the function `my_linear` itself"),
    (..., "empty", "Fill in"),
]


@pytest.mark.parametrize("answer, status, words", ODD, ids=[words for _, _, words in ODD])
@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_an_odd_answer_gets_a_clear_result(answer, status, words):
    result = check("ch02.forward", answer)
    assert result.status == status and words in str(result), str(result)
    assert f'data-status="{status}"' in result._repr_html_()


def test_an_error_shows_the_readers_own_line():
    result = check("ch02.forward", late)
    assert 'raise RuntimeError("my own words")' in result.line and result.line.startswith("line ")


def test_an_unknown_exercise_names_its_neighbors():
    with pytest.raises(OptionError, match="ch02.forward"):
        check("ch02.forwards", None)


# --- a last test ---------------------------------------------------------------------------------

def test_a_right_step_reads_digits_it_has_not_seen(monkeypatch, tmp_path):
    one = find("ch07.digits")
    result = check("ch07.digits", one.written(one.solution))
    assert result and "images of MNIST" in str(result) and "others right" in str(result)
    for big, status, words in [("W1 = 0 * W1", "not yet", "It should be over 80%"), ("1 / 0", "error", "ZeroDivisionError")]:
        only_small = one.solution.replace("    z1 =", f"    if len(x) > 50: {big}\n    z1 =", 1)
        result = check("ch07.digits", one.written(only_small))
        assert result.status == status and words in str(result) and "Right on all" in str(result), str(result)
    monkeypatch.setenv("BACKPROP_MNIST", str(tmp_path))
    digits.cache_clear()
    assert "not at hand" in str(check("ch07.digits", one.written(one.solution)))
    digits.cache_clear()


# --- two mistakes at once ---------------------------------------------------------------------

OUTER = {"dW.T": "it is transposed", "-dW": "sign is flipped", "dW / B": "too small by the factor B",
         "dW * B": "too large by the factor B", "2 * dW": "too large by the factor 2", "dW / 2": "too small by the factor 2",
         "dW * dW.size": "too large by the factor d_in·d_out"}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(sorted(OUTER)), min_size=2, max_size=2, unique=True))
def test_two_mistakes_at_once_are_both_named(two):
    """Families composed: a transpose and a factor, a sign and a factor, two factors."""
    def backward(x, W, dy):
        B, dW = len(x), x.T @ dy
        for form in two:
            dW = eval(form, {"B": B, "dW": dW})
        return dy @ W.T, dW, dy.sum(axis=0)
    cancel = {frozenset(["2 * dW", "dW / 2"]), frozenset(["dW / B", "dW * B"])}
    result = judge(find("ch02.backward"), backward)
    if frozenset(two) in cancel:
        assert result.status == "passed"
        return
    factors = [form for form in two if "T" not in form and "-" not in form]
    words = [OUTER[form] for form in two if form not in factors or len(factors) == 1]
    assert result.found and [word for word in words if word not in str(result)] == [], str(result)
    if len(factors) == 2:                               # they multiply to one factor, which has a name
        assert "by the factor" in str(result)


CHANGES = [("dy @ W.T", "dy @ W"), ("x.T @ dy", "x.T @ dy / len(x)"), ("dy.sum(axis=0)", "dy.mean(axis=0)"),
           ("dy @ W.T", "-dy @ W.T"), ("dy.sum(axis=0)", "dy.sum()"), ("x.T @ dy", "x.T @ -dy")]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(CHANGES), min_size=2, max_size=3, unique_by=lambda change: change[0]))
def test_a_mistake_in_each_output_is_named(changes):
    one, names = find("ch02.backward"), {"dy @ W.T": "`dx`", "x.T @ dy": "`dW`", "dy.sum(axis=0)": "`db`"}
    source = one.solution
    for old, new in changes:
        source = source.replace(old, new)
    result = judge(one, one.written(source))
    assert result.found and not result
    assert all(any(names[old] in reason and "right" not in reason.split("(")[0] for reason in result.reasons)
               for old, _ in changes), str(result)


# --- the package ----------------------------------------------------------------------------------

def test_import_backprop_does_not_load_the_exercises():
    probe = "import sys, backprop; print([m for m in sys.modules if 'exercises' in m])"
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


# --- the pages ---------------------------------------------------------------------------------------

def stored(source: str) -> set[str]:
    """Names that a source defines at any place: by assignment, import, def or class."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return found


@each
def test_a_starter_overwrites_no_name_of_its_page(one):
    """What a reader has written must not change what another cell of the page does."""
    page = next((ROOT / "chapters").glob(f"{one.chapter[2:]}_*.md"))
    ours = {e.starter for e in exercises(one.chapter)}
    cells = [cell.source for cell in jupytext.read(page).cells if cell.cell_type == "code" and cell.source not in ours]
    names = set().union(*(stored(re.sub(r"^[%!].*", "", cell, flags=re.M)) for cell in cells if "%%" not in cell))
    tops = {name.id for node in ast.parse(one.starter).body if isinstance(node, ast.Assign) for name in node.targets}
    tops |= {node.name for node in ast.parse(one.starter).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    assert tops & names == set()


@each
def test_a_starter_fits_a_phone_when_it_can(one):
    """Cells inside a dropdown are narrower than the page."""
    assert max(map(len, one.starter.splitlines())) <= 72
    for output in one.outputs:
        assert place(one.chapter, one.anchor(output)).title


def test_the_chapters_show_what_the_package_has():
    """Starters, checks, hints and solutions have one source: python -m backprop_book.exercises --write."""
    stale = [c for c in chapters() if pages.page(c).read_text(encoding="utf-8") != pages.written(
        pages.page(c).read_text(encoding="utf-8"), c)]
    assert stale == []
    text = pages.page("ch02").read_text(encoding="utf-8")
    assert pages.written(text.replace("my_linear", "mein_linear"), "ch02") == text      # it is seen, and mended
