"""The page of mistakes: the bank of classic bugs that the tests keep, each one run where it is shown.

    bank = Bank()
    bank.group("Activations")        # the last line of a cell shows it

What is wrong, the code, the check and the source come from tests/bugbank.py; what a reader would see,
and where the book explains it, from book/mistakes.txt.
"""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
import sys
import textwrap
from html import escape
from pathlib import Path

from .errors import AgreementError, OptionError

BANK, WORDS = ("bugbank", "bugbank_more"), "book/mistakes.txt"
CHECKS = {"layer": "check_layer", "loss": "check_loss", "network": "check_network", "penalty": "differences of the value",
          "value": "the definition, row by row", "optimizer": "the scalar recurrence, 50 steps",
          "rows": "equal entries sent through"}
PLACES = {"facts": "met while this book was made", "findings": "met while this book was made",
          "style": "seen in well-known code", "other conventions": "right in another convention", "classic": "classic"}


class Bank:
    """The bugs by name, and the words about them.

    Errors:   OptionError if the tests are not here, or a bug has no words or words no bug.
    """

    def __init__(self, root: Path | None = None):
        root = root or home()
        self.bank = load(root / "tests")
        self.bugs = {bug.name: bug for bug in self.bank.BUGS}
        self.words = told_about((root / WORDS).read_text(encoding="utf-8"))
        told = [name for group in self.words.values() for name in group]
        if odd := sorted(set(told) ^ set(self.bugs)) or sorted({name for name in told if told.count(name) > 1}):
            raise OptionError(f"{WORDS} and the bank differ, or a name stands twice: {', '.join(odd)}")

    def group(self, title: str) -> Group:
        """Run the bugs of a group; each has to be caught.

        Errors:   AgreementError if one is not, or if its right counterpart is not passed.
        """
        return Group([self.entry(name, words) for name, words in self.words[title].items()])

    def entry(self, name: str, words: str) -> str:
        """One bug as HTML: a line that opens."""
        bug, (place, symptom) = self.bugs[name], words.split(" | ")
        found = [said for said in self.bank.run(bug) if bug.caught in said]
        if not found or self.bank.run(bug.right):
            raise AgreementError(f"{name}: {'not caught' if not found else 'what is right was not passed'}")
        return line(bug, place, symptom, found[0])


def told_about(text: str) -> dict[str, dict[str, str]]:
    """{group: {bug: words}} of lines "Group:", and below it "  Bug: words"; # begins a remark."""
    groups: dict[str, dict[str, str]] = {}
    for line in filter(str.strip, re.sub(r"^#.*$", "", text, flags=re.M).splitlines()):
        name, _, words = line.strip().partition(":")
        if line[0] == " ":
            groups[list(groups)[-1]][name] = words.strip()
        else:
            groups[name] = {}
    return groups


class Group(list):
    """Entries of one group, shown under a head."""

    def _repr_html_(self) -> str:
        head = "".join(f"<span>{name}</span>" for name in ("the mistake", "what you see", "the check that catches it"))
        return f"<div class='bp-mistake-list'><div class='bp-mistake-head' aria-hidden='true'>{head}</div>{''.join(self)}</div>"

    def __repr__(self) -> str:
        return f"{len(self)} mistakes, all caught"


def line(bug, place: str, symptom: str, said: str) -> str:
    """The three columns of a bug, and behind them its code, the complaint, the source and the link."""
    page, _, section = place.partition("#")
    chapter = int(page[:2])
    wrong = " ".join(bug.wrong.split())
    return (f"<details class='bp-mistake' id='mistake-{bug.name.lower()}'><summary><span>{escape(wrong)}</span>"
            f"<span>{escape(symptom)}</span><span>{escape(CHECKS[bug.judge])}: {escape(short(said))}</span></summary>"
            f"<pre tabindex='0'><code>{escape(code_of(bug.cls))}</code></pre>"
            f"<p><b>What the check says:</b> {escape(said)}.</p>"
            f"<p><b>Where it was met:</b> {escape(origin(bug.source))}. <b>The right way:</b> "
            f"<a href='../chapters/{page}.html#{section}'>chapter {chapter}</a>.</p></details>")


def code_of(cls: type) -> str:
    """The class without its decorator and docstring: the mistake is in these lines."""
    text = textwrap.dedent(inspect.getsource(cls))
    node = ast.parse(text).body[0]
    lines, doc = text.splitlines(), node.body[0]
    start, stop = (doc.lineno - 1, doc.end_lineno) if ast.get_docstring(node) else (0, 0)
    kept = [line for k, line in enumerate(lines) if k >= node.lineno - 1 and not start <= k < stop]
    return re.sub(r":\n\n+", ":\n", "\n".join(kept)).rstrip()


def short(complaint: str) -> str:
    """The complaint up to its numbers."""
    return re.split(r": |\[| is -?\d", complaint)[0]


def origin(source: str) -> str:
    """Where a bug was met, in the words of the book: "003: eq. 26" is one of five course texts."""
    place, _, rest = source.partition(": ")
    if place[:3].isdigit():
        count = len(place.split(", "))
        place = "a course text" if count == 1 else f"{('two', 'three', 'four', 'five')[count - 2]} course texts"
    else:
        place = PLACES[place]
    return f"{place} ({rest})" if rest else place


def home(start: Path | None = None) -> Path:
    """The book's folder: this one or one above it, in which the bank lies."""
    here = (start or Path.cwd()).resolve()
    for above in (here, *here.parents):
        if (above / "tests" / f"{BANK[0]}.py").is_file():
            return above
    raise OptionError("the page of mistakes reads tests/bugbank.py: it lies neither here nor above")


def load(folder: Path):
    """The bank, with the further bugs in it, from the folder of the tests."""
    for name in BANK:
        if name not in sys.modules:
            spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
            sys.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[name])
    return sys.modules[BANK[0]]
