"""What a build says while it runs: about ten lines, or on a terminal one bar."""

from __future__ import annotations

import io
import re

from backprop_book import progress
from backprop_book.progress import Progress

PAGES = [f"{k:02}_page" for k in range(22)]
BUILD = ["running 22 pages, 2 at a time\n", *(f"{name} ran in 20.{k} seconds\n" for k, name in enumerate(PAGES)),
         "reading sources... [ 50%] chapters/00_page\n", "writing output... [ 50%] chapters/00_page\n",
         "writing output... [100%] chapters/01_page\n", "build succeeded.\n"]


class Terminal(io.StringIO):
    """Says that it is one."""

    def isatty(self):
        return True


def said(lines, stream):
    shown = Progress(stream)
    for line in lines:
        shown.read(line)
    shown.end()
    return stream.getvalue()


def test_a_whole_build_says_its_pages_in_seven_lines():
    lines = said(BUILD, io.StringIO()).splitlines()
    assert lines[0] == "Running the cells of 22 pages, 2 at a time ..." and lines[-1] == "Writing the site ..."
    assert [re.fullmatch(r" *(\d+) of 22 after 0:00", line)[1] for line in lines[1:-1]] == ["5", "9", "14", "18", "22"]


def test_on_a_terminal_a_bar_counts_the_pages_and_names_the_last_one():
    drawn = said(BUILD, Terminal())
    assert len(drawn.splitlines()) < 60 and drawn.count("\n") <= 4, "one line is drawn again and again"
    assert "00:00, 21_page 20 s" in drawn and "22 of 22 |" in drawn


def test_the_clock_of_the_bar_goes_on_while_a_page_runs(monkeypatch):
    seen = []

    class Bar:
        disable = False

        def refresh(self):
            seen.append(1)
            self.disable = len(seen) == 3
    monkeypatch.setattr(progress.time, "sleep", lambda seconds: None)
    progress.tick(Bar())
    assert len(seen) == 3


def test_a_warning_and_a_page_that_stops_are_shown_wherever_they_come():
    problems = ["01_page stopped after 3.0 seconds\n", "x.md:3: WARNING: 'myst' cross-reference target not found\n"]
    for stream in (io.StringIO(), Terminal()):
        text = said([*BUILD[:4], *problems, *BUILD[4:]], stream)
        assert all(problem in text for problem in problems)


def test_a_build_that_runs_no_page_says_nothing():
    assert said(BUILD[-4:], io.StringIO()) == ""
    assert said(["chapters/07_page.md: Executed notebook in 1.23 seconds [mystnb]\n"], io.StringIO()) == \
        "07_page ran in 1.23 seconds\n"
