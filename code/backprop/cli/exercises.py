"""backprop exercises | check: what there is to write, how far the reader is, and a judge for a file."""

from __future__ import annotations

import textwrap
from pathlib import Path

from ..errors import DataFileError, OptionError
from .text import shown
from .words import real, whole

EXERCISES = """\
Lists the exercises of the book, by chapter, and marks those that are done. With a chapter such as ch02 it
tells what each one asks for; --write makes a file with the starters of that chapter to begin from.

What is done is kept in .backprop-exercises.json: the nearest one above this folder, or a new one."""
CHECK = """\
Judges the answers in FILE: every function, class or value that has the name of an exercise of WHICH, a
chapter (ch02) or one exercise (ch02.forward). FILE runs in a process of its own, with a limit of time and
memory. What is right is written down. Exit code 1 if something in FILE is not right."""


def exercise_options(parser) -> None:
    """The options of `backprop exercises`."""
    parser.add_argument("chapter", metavar="CHAPTER", nargs="?", help="such as ch02 (default: all of them)")
    parser.add_argument("--write", metavar="FILE", help="write the starters of CHAPTER to a new file")


def check_options(parser) -> None:
    """The options of `backprop check`."""
    parser.add_argument("which", metavar="WHICH", help="a chapter such as ch02, or one exercise such as ch02.forward")
    parser.add_argument("file", metavar="FILE", help="a Python file with your answers")
    parser.add_argument("--seconds", type=real(above=True), default=10.0, metavar="S",
                        help="time limit for loading FILE and for each answer (default: 10)")
    parser.add_argument("--memory", type=whole(64), default=2048, metavar="MB",
                        help="memory limit, where the system has one (default: 2048)")


def exercises(args) -> int:
    """List the exercises with the reader's progress, or write the starters of a chapter."""
    from .. import exercises as book
    from ..exercises import progress

    if args.write:
        return _write(args.chapter, args.write)
    done, every = progress.load(), [args.chapter] if args.chapter else book.chapters()
    for chapter in every:
        of = book.exercises(chapter)
        print(f"{chapter}  {book.title(chapter)}: {sum(one.id in done for one in of)} of {len(of)} done")
        for one in of:
            print(f"  {'x' if one.id in done else '.'} {one.id:<24} {one.name + ':':<24} {shown(one.title)}")
            if args.chapter:
                print(textwrap.indent(textwrap.fill(one.task.replace("**", ""), 92), "      "))
    return 0


def _write(chapter: str | None, name: str) -> int:
    from ..exercises import exercises as of

    if not chapter:
        raise OptionError("--write needs a chapter, such as backprop exercises ch02 --write answers.py")
    parts = ["import numpy as np"]
    for one in of(chapter):
        task = textwrap.indent(textwrap.fill(f"{one.id}: {one.task.replace('**', '')}", 96), "# ")
        parts.append(f"{task}\n\n{one.starter}")
    try:
        with open(name, "x", encoding="utf-8") as file:
            file.write("\n\n\n".join(parts) + "\n")
    except FileExistsError:
        raise DataFileError(f"{name}: is there already; name another file") from None
    print(f"{name}: fill in the `...`, then: backprop check {chapter} {name}")
    return 0


def check(args) -> int:
    """Judge the answers in a file, print each result, and write down what is right."""
    from ..exercises import progress
    from ..exercises.sandbox import judge_file
    from ..exercises.shelf import chosen

    path, among = Path(args.file), chosen(args.which)
    if not path.is_file():
        raise DataFileError(f"{args.file}: no such file")
    results = []
    for result in judge_file(args.which, path, args.seconds, args.memory):
        results.append(result)
        print(shown_lines(str(result)), flush=True)
    if not results:
        raise DataFileError(f"{args.file}: has none of {', '.join(one.name for one in among)}")
    progress.add([result.id for result in results if result])
    print(f"{sum(map(bool, results))} of {len(among)} right")
    return int(any(result.status in ("not yet", "error") for result in results))


def shown_lines(text: str) -> str:
    """Each line with what is not printable as an escape."""
    return "\n".join(map(shown, text.splitlines()))
