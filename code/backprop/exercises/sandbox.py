"""Judging a reader's file in a process of its own: an endless loop or an exit() is reported, not suffered."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from .places import Place
from .result import Result
from .shelf import chosen, find
from .worker import MARK

SECONDS, MEGABYTES = 10.0, 2048


def judge_file(which: str, path: Path, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> Iterator[Result]:
    """Yield a Result for every exercise of a chapter (or the one of this id) that the file has an answer to.

    What does not answer within so many seconds, or ends the process, is an "error"; the others follow.
    """
    done: list[str] = []
    while len(done) < len(chosen(which)):
        before = len(done)
        for result in _one_process(which, path, done, seconds, megabytes):
            if result is None:
                return
            yield result
        if len(done) == before:
            return


def _one_process(which, path, done: list[str], seconds, megabytes) -> Iterator[Result | None]:
    """The results of one process, up to its end or its violent end; None says that nothing is left to do."""
    process, lines = _start(which, path, done, megabytes)
    running, step = "", {"step": ""}
    try:
        while True:
            try:
                step = lines.get(timeout=seconds)
            except queue.Empty:
                yield _broken(which, running, done, f"It did not end within {seconds:g} seconds: an endless loop?")
                return
            if step["step"] in ("end", "gone", "broken"):
                break
            running = step.get("id", running)
            if step["step"] in ("result", "missing"):
                done.append(step["id"])
            if step["step"] == "result":
                yield _result(step["result"])
    finally:
        _stop(process)
    if step["step"] == "broken":
        yield _whole(which, f"The file could not be loaded: it {step['text']}.", step["line"])
    elif step["step"] == "gone" and (not running or running not in done):
        yield _broken(which, running, done, "It ended the whole process"
                      + (": too much memory?" if process.wait() in (-9, -6, -11) else ", with exit() or a crash."))
        return
    yield None


def _start(which, path, done, megabytes) -> tuple:
    """A worker, and the queue of its steps; {"step": "gone"} is the last one, however it ended."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen([sys.executable, "-m", "backprop.exercises.worker", which, str(path), " ".join(done),
                                str(megabytes)], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                               encoding="utf-8", errors="replace", env=environment, start_new_session=os.name == "posix")
    lines: queue.Queue = queue.Queue()

    def read() -> None:
        for line in process.stdout:
            mark, _, text = line.rpartition(MARK)
            if MARK in line:
                lines.put(json.loads(text))
        lines.put({"step": "gone"})
    threading.Thread(target=read, daemon=True).start()
    return process, lines


def _stop(process: subprocess.Popen) -> None:
    """End a worker and what it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL) if os.name == "posix" else process.kill()
    except OSError:                     # it has ended already
        pass
    process.wait()


def _broken(which: str, running: str, done: list[str], words: str) -> Result:
    """The exercise that was being judged when the process broke; without one, the file itself."""
    if not running or running in done:
        return _whole(which, f"The file itself: {words[0].lower()}{words[1:]}")
    done.append(running)
    return Result(running, "error", (f"`{find(running).name}`: {words[0].lower()}{words[1:]}",))


def _whole(which: str, words: str, line: str = "") -> Result:
    return Result(which, "error", (words,), line=line)


def _result(fields: dict) -> Result:
    where = fields.pop("where")
    example = tuple(tuple(pair) for pair in fields.pop("example"))
    return Result(**{**fields, "reasons": tuple(fields["reasons"])}, example=example, where=where and Place(**where))
