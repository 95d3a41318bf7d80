"""Writing files so that nothing is lost, and nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from .errors import DataFileError

PARTIAL = re.compile(r"\..*\.(\d{1,10})\.partial", re.DOTALL)


def replace_file(path: str | os.PathLike, fill) -> None:
    """Call fill(file) on a new file beside path, bring it to the disk, then put it in path's place.

    A reader sees the old file or the new one, never a part. If anything fails on the way, path
    keeps its old content and the new file is removed.
    Errors:   DataFileError that names the file if the operating system refuses.
    """
    path = Path(path)
    with partial(path) as new:
        with open(new, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)


@contextlib.contextmanager
def partial(path: Path) -> Iterator[Path]:
    """Yield a hidden name beside path, for a file or a folder that is to take path's place.

    What still has that name at the end is removed, also after Ctrl-C; and so is, at the first call
    for a folder, what a process that was killed has left there.
    Errors:   DataFileError in place of OSError.
    """
    new = path.with_name(f".{path.name[-60:]}.{os.getpid()}.partial")   # 255 bytes at the most
    _sweep(os.path.abspath(path.parent))
    try:
        yield new
    except OSError as error:
        raise DataFileError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:                                        # gone already, unless something went wrong
        _remove(new)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold path for this process alone. The system lets go of it, however the process ends.

    Errors:   DataFileError if another process holds it, or its folder cannot be written to.
    """
    lock = path.with_name(f".{path.name[-60:]}.lock")
    try:
        os.stat(path.parent / ".")                  # "Not a directory" says more than "No such file"
        descriptor = os.open(lock, os.O_CREAT | os.O_RDWR)
    except OSError as error:
        raise DataFileError(f"{path}: cannot be written: {error.strerror}") from error
    try:
        try:
            _take(descriptor)
            os.stat(lock)                           # gone, if its holder was just ending
        except OSError as error:
            raise DataFileError(f"{path}: another run is writing it at this moment; "
                                "wait for its end, or choose another name") from error
        try:
            yield
        finally:
            _remove(lock)
    finally:
        os.close(descriptor)
        if os.name != "posix":                      # there, an open file cannot be removed
            _remove(lock)


@contextlib.contextmanager
def unhurried() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait for the end of this, so that files that belong together agree."""
    waiting, handlers = [], {}
    if threading.current_thread() is threading.main_thread():
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number, handler in handlers.items():
        if handler is not None:                     # None: not Python's, so it cannot be put back
            signal.signal(number, lambda number, frame: waiting.append(number))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            if handler is not None:
                signal.signal(number, handler)
        for number in waiting[:1]:
            signal.raise_signal(number)


def _take(descriptor: int) -> None:
    """Lock an open file, or raise OSError at once."""
    if sys.platform == "emscripten":                # a browser: one process, and no locks
        return
    if os.name == "posix":
        import fcntl
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        import msvcrt
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)


@lru_cache(maxsize=64)                              # once a folder: it may hold 60,000 images
def _sweep(folder: str) -> None:
    """Remove what killed processes have left in a folder."""
    with contextlib.suppress(OSError, ValueError):  # ValueError: a null byte in the name
        for name in os.listdir(folder):
            if (match := PARTIAL.fullmatch(name)) and not _alive(int(match[1])):
                _remove(Path(folder, name))


def _alive(pid: int) -> bool:
    """Does this process still run? Windows is not asked: there, open files cannot be removed."""
    if os.name != "posix":
        return pid == os.getpid()
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:                         # it runs for somebody else
        return True
    return True


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError, ValueError):
        path.unlink() if path.is_symlink() or not path.is_dir() else shutil.rmtree(path)
