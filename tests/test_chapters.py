"""Every chapter keeps the pattern: the sources are read, and one chapter is broken on purpose."""

import re
from pathlib import Path

import jupytext
import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(ROOT.glob("chapters/*.md")) + [p for p in sorted(ROOT.glob("book/*.md"))
                                              if "code-cell" in p.read_text(encoding="utf-8")]
TEMPLATE = ROOT / "book/template_chapter.md"                # not in the book: what a new chapter begins from
DERIVING = [p for p in PAGES if re.match(r"(0\d|1[0-2])_", p.name)] + [TEMPLATE]
FOUR = ("derive", "run", "agree", "slide")
HIDDEN = {"hide-input", "hide-cell", "remove-input", "remove-cell"}


def name(path):
    return path.name


def cells(path):
    return jupytext.read(path).cells


def tags(cell):
    return set(cell.metadata.get("tags", []))


def sections(path):
    """The labeled sections of a page: {label: list of cells}."""
    found, label, pending = {}, None, None
    for cell in cells(path):
        if cell.cell_type == "markdown":
            for line in cell.source.split("\n"):
                if target := re.fullmatch(r"\((sec-[\w-]+)\)=", line.strip()):
                    pending = target[1]
                elif line.startswith("## "):
                    label, pending = pending, None
                    if label:
                        found[label] = []
        if label:
            found[label].append(cell)
    return found


@pytest.mark.parametrize("path", DERIVING, ids=name)
def test_every_labeled_derivation_has_its_four_cells(path):
    assert sections(path), f"{path.name} has no labeled derivation"
    for label, inside in sections(path).items():
        present = set().union(*(tags(cell) for cell in inside))
        assert not set(FOUR) - present, f"{path.name}, {label}: no cell tagged {set(FOUR) - present}"


@pytest.mark.parametrize("path", DERIVING, ids=name)
def test_a_chapter_has_the_parts_of_the_pattern(path):
    text = path.read_text(encoding="utf-8")
    for part in ("What you will be able to do", "## Predict", "## Mistakes worth making",
                 "## Exercises", "## Summary", "Further reading"):
        assert part in text, f"{path.name} lacks {part!r}"
    exercises = text.split("## Exercises")[1].split("## Summary")[0]
    tasks, solutions = len(re.findall(r"^\*\*\d\.", exercises, re.M)), len(re.findall(r"\{(?:dropdown|depth)\}", exercises))
    assert 3 <= tasks <= 6 and solutions >= tasks, f"{path.name}: {tasks} exercises, {solutions} solutions"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_displayed_equation_in_markdown_is_a_definition(path):
    for cell in cells(path):
        if cell.cell_type == "markdown":
            assert len(re.findall(r"\$\$", cell.source)) % 2 == 0
            for body, after in re.findall(r"\$\$(.+?)\$\$(.*)", cell.source, re.S | re.M):
                assert re.match(r" \(def-[\w-]+\)", after), (
                    f"{path.name}: typed by hand and not a definition: {body.strip()[:60]}")
            assert "{math}" not in cell.source and r"\begin{align" not in cell.source


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_visible_cell_fits_the_page(path):
    for cell in cells(path):
        if cell.cell_type == "code" and not tags(cell) & HIDDEN:
            lines = cell.source.split("\n")
            assert len([line for line in lines if line.strip()]) <= 18, cell.source
            assert max(map(len, lines)) <= 88, max(lines, key=len)


def test_the_template_runs_and_a_mistake_in_it_is_caught():
    code = "\n\n".join(cell.source for cell in cells(TEMPLATE) if cell.cell_type == "code")
    exec(compile(code, "template", "exec"), {})
    with pytest.raises(Exception, match="eq-template-dx|differs"):
        exec(compile(code.replace("2 * X[i] * DY[i]", "X[i] * DY[i]"), "template", "exec"), {})


def test_labels_are_unique_in_the_book():
    seen = {}
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        labels = re.findall(r"\((def-[\w-]+|sec-[\w-]+)\)", text)
        if path.name != "cheat_sheet.md":                   # it takes equations by their labels, and gives none
            labels += re.findall(r"[\"'](eq-[\w-]+|chain-[\w-]+)[\"']", text)
        for label in labels:
            assert label not in seen, f"{label} stands in {seen[label]} and in {path.name}"
            seen[label] = path.name


@pytest.mark.parametrize("right, wrong", [
    ("x_matrix.T * dy_matrix", "2 * x_matrix.T * dy_matrix"),       # the printed formula
    ("one_l, \"only output", "2 * one_l, \"only output"),                # a step of the chain
    ('code="x.T @ dy"', 'code="x.T @ dy / 2"'),                     # the code of the table
    ("numpy=layer.dW", "numpy=layer.dW * 1.01"),                    # the class that trains
    ('"only the last row of the batch", "np.outer(x[-1], dy[-1])"', '"none", "x.T @ dy"'),
])
def test_a_chapter_that_is_wrong_does_not_run(right, wrong):
    code = [c.source for c in cells(ROOT / "chapters/02_fully_connected.md")
            if c.cell_type == "code" and "slide" not in tags(c)]
    end = next(i for i, source in enumerate(code) if "table_dW.show()" in source) + 1
    program = "\n\n".join(code[:end])
    assert program.count(right) >= 1
    exec(compile(program, "chapter", "exec"), {"display": print})
    with pytest.raises(Exception, match="differ|disagree|not caught"):
        exec(compile(program.replace(right, wrong, 1), "chapter", "exec"), {"display": print})
