"""A notebook that leaves the site speaks plain Markdown: no directive, no role, no link that leads nowhere."""

from __future__ import annotations

import re
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from backprop_book.directives import Block, blocks
from backprop_book.names import Names
from backprop_book.plain import plain

MYST = re.compile(r"\{[\w:-]+\}`|^[`:]{3,}\{|\]\([^)\s]*\.md|\[\]\(|\]\(#|^\([\w-]+\)=|\$\$ *\([\w-]+\)", re.M)
CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.S | re.M)


class Words(Names):
    """The names of a book of two chapters."""

    def __init__(self):
        domains = {"math": SimpleNamespace(equations={"eq-dW": ("chapters/02_layer", 3)}),
                   "std": SimpleNamespace(labels={"sec-db": ("chapters/02_layer", "sec-db", "The bias")})}
        title = SimpleNamespace(astext=lambda: "The layer")
        self.env = SimpleNamespace(
            titles={"chapters/02_layer": title, "book/notation": title}, get_domain=domains.get,
            metadata={"chapters/04_here": {"myst_slugs": {"above": (1, "above", "Up there")}}},
            toc_fignumbers={"chapters/02_layer": {"displaymath": {"equation-eq-dw": (2, 3)}}})
        self.page_name, self.missing = "chapters/04_here", []
        self.bibliography = {
            "one": entry("Nielsen", year="2015"), "two": entry("Magnus", "Neudecker", year="2019"),
            "three": entry("Rumelhart", "Hinton", "Williams", year="1986")}

    def unknown(self, what):
        self.missing.append(what)
        return what


def entry(*names, **fields):
    people = [SimpleNamespace(prelast_names=[], last_names=[name]) for name in names]
    return SimpleNamespace(persons={"author": people}, fields=fields)


def converted(*cells, names=None):
    """Cells as a plain Jupyter gets them; a text is a Markdown cell."""
    notebook = new_notebook(cells=[new_markdown_cell(c) if isinstance(c, str) else c for c in cells])
    plain(notebook, names or Words())
    nbformat.validate(notebook)
    return notebook.cells


@pytest.mark.parametrize("myst, words", [
    ("By {eq}`eq-dW` it", "By (2.3) it"),
    ("from [](02_layer.md): the", "from *The layer* (chapter 2): the"),
    ("see [](../book/notation.md).", "see *The layer*."),
    ("that is [linear](02_layer.md) too", "that is linear (chapter 2) too"),
    ("in [chapter 2](../chapters/02_layer.md)", "in chapter 2"),
    ("in [](#sec-db) it", "in *The bias* (chapter 2) it"), ("in [](#above) it", "in *Up there* it"),
    ("[at the\ntop](#above)", "at the top"),
    ("{ref}`the bias <sec-db>`", "the bias"), ("{ref}`sec-db`", "*The bias* (chapter 2)"),
    ("{cite:t}`one` and", "Nielsen (2015) and"), ("{cite:p}`two`", "(Magnus and Neudecker, 2019)"),
    ("{cite:t}`one,three`", "Nielsen (2015), Rumelhart et al. (1986)"),
    ("$$ y = xW $$ (eq-dW)", r"$$ y = xW \tag{2.3} $$"), ("(sec-db)=\n## The bias", "## The bias"),
    ("`f[0](z.md)` and [out](https://a.b)", "`f[0](z.md)` and [out](https://a.b)"),
    ("$f[i](z)$ and [a file](a.csv)", "$f[i](z)$ and [a file](a.csv)"),
    ("```{bibliography}\n```\nEnd", "End"), ("```text\n{eq}`eq-dW`\n```", "```text\n{eq}`eq-dW`\n```"),
    (":::{admonition} A *note*\n:class: tip\nOne.\n\nTwo {eq}`eq-dW`.\n:::",
     "> **A *note***\n>\n> One.\n>\n> Two (2.3)."),
    (":::{dropdown} The `dW` of *all* $W$\n:open:\nYes.\n:::",
     "<details>\n<summary>The <code>dW</code> of <em>all</em> $W$</summary>\n\nYes.\n\n</details>"),
    ("::::{dropdown} A\n:::{admonition} B\nC\n:::\n::::",
     "<details>\n<summary>A</summary>\n\n> **B**\n>\n> C\n\n</details>")])
def test_myst_becomes_markdown(myst, words):
    names = Words()
    cell, = converted(myst, names=names)
    assert cell.source == words and not names.missing


def test_what_has_no_words_is_said():
    names = Words()
    converted("{eq}`eq-none` [](gone.md) {cite:t}`nobody` {doc}`x` [](#nowhere)\n\n```{mermaid}\n```", names=names)
    assert names.missing == ["eq-none", "gone.md", "nobody", "role doc", "nowhere", "directive mermaid"]


def test_a_depth_of_words_is_closed_and_one_with_cells_has_a_heading():
    words, = converted("A\n\n```{depth} Why `x`\n```\nBecause.\n```{depth-end}\n```\n\nB")
    assert words.source == "A\n\n<details>\n<summary>Why <code>x</code></summary>\n\nBecause.\n\n</details>\n\nB"
    code = new_code_cell("1")
    before, cell, after = converted("A\n\n```{depth} Why $x$\n```\nSee:", code, "So.\n\n```{depth-end}\n```\n\nB")
    assert (before.source, cell, after.source) == ("A\n\n#### Why $x$\n\nSee:", code, "So.\n\n---\n\nB")


def test_outputs_carry_numbers_and_the_results_stand_first():
    table = "<table>\n\n<tr><td><a href='#equation-eq-dW'>eq-dW</a> \\(x\\)</td></tr></table>"
    printed = new_code_cell(outputs=[new_output("display_data", {"text/latex": r"$$ dW \label{eq-dW} $$"})])
    last = new_code_cell(outputs=[new_output("display_data", {"text/html": table})], metadata={"tags": ["summary"]})
    first, equation, _ = converted("In short:\n\n```{main-results}\n```", printed, last)
    assert first.source == "In short:\n\n<table>\n<tr><td>(2.3) $x$</td></tr></table>"
    assert equation.outputs[0].data["text/latex"] == r"$$ dW \tag{2.3} $$"


def test_fences_close_with_their_own_sign_and_length():
    parts = list(blocks("a\n::::{x} T\n:k: v\n:::{y}\n:::\n```\n::::\nb\n"))
    assert [type(p) for p in parts] == [str, Block, str]
    one = parts[1]
    assert (one.name, one.title, one.options, one.body) == ("x", "T", {"k": "v"}, ":::{y}\n:::\n```\n")


def test_no_notebook_of_the_site_holds_myst(site):
    notebooks = list(site.glob("_notebooks/*.ipynb"))
    for file in notebooks:
        for cell in nbformat.read(file, as_version=4).cells:
            if cell.cell_type == "markdown":
                found = MYST.search(CODE.sub("", cell.source))
                assert not found, f"{file.name}: {cell.source[found.start():][:60]!r}"
    assert notebooks
