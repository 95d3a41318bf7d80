"""Writing files so that nothing is lost."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from .errors import DataFileError


def replace_file(path: str | os.PathLike, fill) -> None:
    """Call fill(file) on a new file beside path, bring it to the disk, then put it in path's place.

    A reader sees the old file or the new one, never a part. If anything fails on the way, path
    keeps its old content and the new file is removed.
    Errors:   DataFileError that names the file if the operating system refuses.
    """
    path = Path(path)
    partial = path.with_name(f".{path.name[-60:]}.{os.getpid()}.partial")   # 255 bytes at the most
    try:
        with open(partial, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException as error:  # also Ctrl-C: the half-written file must go
        with contextlib.suppress(OSError):
            partial.unlink()
        if isinstance(error, OSError):
            raise DataFileError(f"{path}: cannot be written: {error.strerror or error}") from error
        raise
