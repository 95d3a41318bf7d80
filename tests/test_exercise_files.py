"""backprop exercises and backprop check: files with answers, judged in a process of their own; progress."""

from __future__ import annotations

import json
import os

import pytest

from backprop.cli import main
from backprop.errors import DataFileError
from backprop.exercises import check, find, progress

GOOD = "import numpy as np\n" + find("ch02.forward").solution + "\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder of the reader's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BACKPROP_PROGRESS", raising=False)
    monkeypatch.delenv("BACKPROP_BOOK", raising=False)
    return tmp_path


def judged(capsys, text, *options, which="ch02"):
    """Exit code and output for a file with this text."""
    with open("a.py", "w", encoding="utf-8") as file:
        file.write(text)
    code = main(["check", which, "a.py", *options])
    caught = capsys.readouterr()
    return code, caught.out + caught.err


def test_the_starters_come_as_a_file_that_is_empty(capsys):
    assert main(["exercises", "ch02", "--write", "answers.py"]) == 0
    assert main(["check", "ch02", "answers.py"]) == 0
    out = capsys.readouterr().out
    assert out.count(": empty") == 7 and "0 of 7 right" in out and "not yet" not in out
    assert main(["exercises", "ch02", "--write", "answers.py"]) == 1            # nothing is overwritten
    assert main(["exercises", "--write", "other.py"]) == 2


def test_what_is_right_is_written_down(capsys):
    code, out = judged(capsys, GOOD)
    assert code == 0 and "ch02.forward: passed" in out and "1 of 7 right" in out
    assert progress.load() == {"ch02.forward"}
    assert main(["exercises", "ch02"]) == 0
    out = capsys.readouterr().out
    assert "1 of 7 done" in out and "x ch02.forward" in out and ". ch02.backward" in out


def test_an_endless_loop_and_an_exit_are_reported_and_the_rest_is_judged(capsys):
    code, out = judged(capsys, GOOD + """
def my_linear_backward(x, W, dy):
    while True: pass
def my_dW_with_ones(x, dy):
    import os
    os._exit(0)
def my_step(x, W, dy, lr):
    exit()
def my_fit(x, t, steps):
    return np.ones((10**6, 10**6)), 0
""", "--seconds", "3")
    assert code == 1 and "ch02.forward: passed" in out and "1 of 7 right" in out
    assert "`my_linear_backward`: it did not end within 3 seconds: an endless loop?" in out
    assert "`my_dW_with_ones`: it ended the whole process" in out
    assert "raised SystemExit in line 11: it called exit()" in out
    assert "raised MemoryError in line 13" in out


@pytest.mark.parametrize("text, words", [
    ("def f(:", "raised SyntaxError in line 1"), ("while True: pass", "did not end within 2 seconds"),
    ("import os\nos._exit(0)", "ended the whole process"), ("x = 1\nx / 0", "ZeroDivisionError in line 2"),
    ("exit()", "exit()")])
def test_a_file_that_cannot_be_loaded_says_why(capsys, text, words):
    code, out = judged(capsys, text, "--seconds", "2")
    assert code == 1 and words in out


def test_what_the_file_prints_does_not_disturb(capsys):
    code, out = judged(capsys, 'print("hello")\n' + GOOD.replace("return", 'print("\\x1e", flush=True); return'))
    assert code == 0 and "passed" in out


@pytest.mark.parametrize("words, code", [(["check", "ch99", "a.py"], 2), (["check", "ch02.nothing", "a.py"], 2),
                                         (["check", "ch02", "none.py"], 1), (["check", "ch02.backward", "a.py"], 1),
                                         (["exercises", "ch99"], 2), (["check", "ch02"], 2)])
def test_wrong_usage_is_one_line(capsys, words, code):
    with open("a.py", "w", encoding="utf-8") as file:
        file.write(GOOD)
    assert main(words) == code
    err = capsys.readouterr().err
    assert err.startswith("backprop: error: ") and err.count("\n") == 1


def test_check_notes_what_passed_where_the_reader_can_see_it(folder):
    one = find("ch02.forward")
    assert not check(one.id, one.written(one.wrong[0].source)) and not progress.path().exists()
    assert check(one.id, one.written(one.solution))
    assert json.loads((folder / ".backprop-exercises.json").read_text())["passed"] == ["ch02.forward"]
    (folder / "chapters").mkdir()
    os.chdir(folder / "chapters")                       # a notebook runs there: the file above is found
    assert progress.load() == {"ch02.forward"}


def test_nothing_is_written_while_the_book_is_built(monkeypatch, folder):
    monkeypatch.setenv("BACKPROP_BOOK", "1")
    one = find("ch02.forward")
    assert check(one.id, one.written(one.solution)) and not list(folder.iterdir())


def test_a_damaged_progress_file_is_named_and_kept(folder):
    (folder / progress.NAME).write_text("[1]")
    with pytest.raises(DataFileError, match="not a progress file"):
        progress.load()
    one = find("ch02.forward")
    assert check(one.id, one.written(one.solution))     # the check itself is not in the way
    assert (folder / progress.NAME).read_text() == "[1]" and main(["exercises"]) == 1
