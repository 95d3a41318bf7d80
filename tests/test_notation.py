"""The notation page has every symbol of a displayed equation, and what it says of first uses is true."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
NOTATION = (ROOT / "book/notation.md").read_text(encoding="utf-8")
PAGES = [c["file"] for part in yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
         for c in part["chapters"] if c["file"].startswith("chapters/")]
GREEK = ("alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi varphi chi psi "
         "omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell").split()
WORDS = re.compile(r"\\(?:text|operatorname|mathrm|begin|end|label|tag|boxed)\*?")
TOKEN = re.compile(r"\\(?P<command>[A-Za-z]+)|(?P<letter>[A-Za-z])|(?P<under>_)")
DISPLAYED = re.compile(r'<mjx-container [^>]*display="true" data-tex="([^"]*)"')
INLINE = re.compile(r"(?<![\\$`])\$(?!\$)([^$`]+)\$(?!\$)")


def group(latex: str, at: int) -> tuple[str, int]:
    """The {group}, \\command or sign that begins at a place, and where it ends."""
    while at < len(latex) and latex[at] == " ":
        at += 1
    if latex[at:at + 1] != "{":
        found = re.compile(r"\\[A-Za-z]+|.", re.S).match(latex, at)
        return (found[0], found.end()) if found else ("", at)
    depth, end = 1, at + 1
    while end < len(latex) and depth:
        depth += {"{": 1, "}": -1}.get(latex[end], 0)
        end += 1
    return latex[at + 1:end - 1], end


def letters(latex: str) -> tuple[set[str], set[str]]:
    """The symbols of a formula, and those of its subscripts; words, and the d of a gradient, apart."""
    symbols, indices, at = set(), set(), 0
    latex = re.sub(r"\\\\\[\w+\]", " ", latex)           # the space of a new line: \\[4pt]
    while found := TOKEN.search(latex, at):
        at = found.end()
        if found["command"]:
            if WORDS.fullmatch(found[0]):
                _, at = group(latex, at)
                at = group(latex, at)[1] if found[0] == r"\begin" and latex[at:at + 1] == "{" else at
            elif found["command"] in GREEK:
                symbols.add(found["command"])
        elif found["under"]:
            inside, at = group(latex, at)
            if not re.fullmatch(r"[A-Za-z]{2,}", inside) or set(inside) <= set("ijklrs"):
                more, deeper = letters(inside)
                indices |= more | deeper
        elif found["letter"] == "d" and re.match(r"\s*[A-Za-z]|\s*\\[A-Za-z]", latex[at:]) and latex[at:at + 1] != "_":
            symbols.add("d...")
        else:
            symbols.add(found["letter"])
    return symbols, indices


@dataclass
class Row:
    """A line of a table of symbols: what it names, and the pages; `on` if it holds from the first one on."""

    symbols: set[str]
    pages: list[str]
    on: bool

    def holds(self, page: str) -> bool:
        return PAGES.index(page) >= PAGES.index(self.pages[0]) if self.on else page in self.pages


def rows(text: str = NOTATION) -> list[Row]:
    """The lines of both tables: that of the whole book, and that of letters of single chapters."""
    found, on = [], True
    for line in text.splitlines():
        on = on and "## Letters of single chapters" not in line
        pages = re.findall(r"\]\(\.\./(chapters/\w+)\.md\)", line)
        if line.startswith("| $") and pages:
            names = [letters(latex) for latex in INLINE.findall(line.split(" | ")[0])]
            found.append(Row(set().union(*(a | b for a, b in names)), pages, on))
    return found


def indices(text: str = NOTATION) -> set[str]:
    sentence = re.search(r"^The index letters: .*$", text, re.M)[0]
    return {name for latex in INLINE.findall(sentence) for name in letters(latex)[0]}


@pytest.fixture(scope="module")
def shown(site) -> dict[str, tuple[set, set]]:
    """The symbols and indices in the displayed equations of each chapter."""
    found = {}
    for page in PAGES:
        text = (site / f"{page}.html").read_text(encoding="utf-8")
        each = [letters(html.unescape(latex)) for latex in DISPLAYED.findall(text)]
        found[page] = tuple(set().union(*(pair[k] for pair in each)) for k in (0, 1))
    return found


def written(page: str) -> set[str]:
    """The symbols in the formulas in the lines of a chapter."""
    text = re.sub(r"^```.*?^```", "", (ROOT / f"{page}.md").read_text(encoding="utf-8"), flags=re.M | re.S)
    return set().union(*(a | b for a, b in map(letters, INLINE.findall(text))), set())


def missing(shown, table, index) -> list[str]:
    """Every symbol of a displayed equation that no line of the tables names on its page."""
    return [f"{page}: {name}" for page, (symbols, subscripts) in shown.items() for name in sorted(symbols | subscripts - index)
            if not any(name in row.symbols and row.holds(page) for row in table)]


def false_firsts(shown, table) -> list[str]:
    """Each page of a line that does not have its symbol, or that an earlier one with a displayed equation precedes.

    Where a line for single chapters, or another for the whole book, names the symbol, no first use is claimed.
    """
    found = []
    for row in table:
        for name in sorted(row.symbols - indices()):
            displaying = [p for p in PAGES if name in shown[p][0] | shown[p][1]]
            elsewhere = {p for o in table if o is not row and name in o.symbols for p in PAGES if o.holds(p)}
            before = [p for p in displaying if PAGES.index(p) < PAGES.index(row.pages[0]) and p not in elsewhere]
            absent = [p for p in row.pages if p not in displaying and not (row.on and name in written(p))]
            found += [f"{name}: {row.pages[0]}, but {before} before, {absent} without"] if absent or row.on and before else []
    return found


def test_first_uses_are_true(shown):
    assert false_firsts(shown, rows()) == []


@pytest.mark.parametrize("old, new, fault", [
    (r"| $\theta$ |", r"| $\xi$ |", "theta"), (r"| $\kappa$ |", r"| $\xi$ |", "kappa")])
def test_a_symbol_that_is_not_on_the_page_is_missed(shown, old, new, fault):
    assert any(fault in line for line in missing(shown, rows(NOTATION.replace(old, new)), indices()))


def test_a_false_first_use_is_seen(shown):
    for late in (PAGES[2], PAGES[14]):                      # theta is used first in chapter 8
        wrong = [Row(r.symbols, [late] if "theta" in r.symbols else r.pages, r.on) for r in rows()]
        assert [line for line in false_firsts(shown, wrong) if line.startswith("theta")]


def test_every_symbol_of_a_displayed_equation_is_on_the_page(shown):
    assert missing(shown, rows(), indices()) == []


@pytest.mark.parametrize("latex, symbols, subscripts", [
    (r"dW_{ij} = \sum_{r} x_{ri} \, dy_{rj}", {"d...", "W", "x", "y"}, {"i", "j", "r"}),
    (r"\frac{\partial L}{\partial z_3} \text{only $k = i$}", {"L", "z"}, set()),
    (r"F_{Adam} = d_{in} + \operatorname{softmax}(z)^{\top}", {"F", "d", "z"}, set()),
    (r"\begin{array}{l} \hat{x}_{\ell-1} \end{array}", {"x"}, {"ell"})])
def test_what_counts_as_a_symbol(latex, symbols, subscripts):
    assert letters(latex) == (symbols, subscripts)


def test_on_a_phone_a_symbol_and_what_is_said_of_it_are_seen_together(browser, site):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto((site / "book/notation.html").resolve().as_uri())
    assert page.locator("#conventions table mjx-container").count() > 30
    wide = page.evaluate("""() => [...document.querySelectorAll('#conventions table, #letters-of-single-chapters table')]
        .map(table => table.parentElement).filter(box => box.scrollWidth > box.clientWidth + 1).length""")
    assert wide == 0 and page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
