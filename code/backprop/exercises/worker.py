"""`python -m backprop.exercises.worker CHAPTER FILE SKIP MEGABYTES`: the process that runs a reader's file.

One line of JSON on stdout for each step, with a mark in front; what the file itself prints goes to stderr.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from .judging import judge
from .run import failure, remember
from .shelf import chosen

MARK = "\x1ebackprop-check "


def limit_memory(megabytes: int) -> None:
    """Let this process have so much memory and no more, where the system can do that."""
    try:
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    except (ImportError, ValueError, OSError):
        pass


def load(path: Path) -> dict:
    """The names that a file defines, which is run like a program of its own."""
    source = path.read_text(encoding="utf-8")
    remember(source, str(path))
    space = {"__name__": "answers", "__file__": str(path)}
    exec(compile(source, str(path), "exec"), space)
    return space


def work(which: str, path: Path, skip: list[str], tell) -> None:
    """Judge each answer that the file has; tell(step, ...) reports every step before it is made."""
    tell("load")
    try:
        space = load(path)
    except BaseException as error:      # SystemExit, too
        return tell("broken", text=str(failure(error)), line=failure(error).source)
    for one in chosen(which):
        if one.id in skip:
            continue
        if one.name not in space:
            tell("missing", id=one.id, name=one.name)
            continue
        tell("begin", id=one.id)
        tell("result", id=one.id, result=asdict(judge(one, space[one.name])))
    tell("end")


def main(which: str, path: str, skip: str, megabytes: str) -> None:
    """Run as a program."""
    channel, sys.stdout = sys.stdout, sys.stderr
    limit_memory(int(megabytes))

    def tell(step: str, **more) -> None:
        print(MARK + json.dumps({"step": step, **more}), file=channel, flush=True)
    work(which, Path(path), skip.split(), tell)


if __name__ == "__main__":
    main(*sys.argv[1:])
