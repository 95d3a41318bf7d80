"""The command line: backprop train | evaluate | predict | info | plot | draw | gradcheck | exercises | check.

`python -m backprop` is the same.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from ..errors import BackpropError, DataFileError, OptionError
from ..start import heed_signals
from .evaluate import evaluate
from .exercises import check, exercises
from .info import info
from .options import build_parser
from .plot import plot
from .run import train
from .text import complain, exit_code
from .use import draw, gradcheck, predict

COMMANDS = {"train": train, "evaluate": evaluate, "predict": predict, "info": info,
            "plot": plot, "draw": draw, "gradcheck": gradcheck, "exercises": exercises, "check": check}
WRITERS = ("train", "plot", "draw")                 # their work is files, not what they print
# module -> what to install
OPTIONAL = {"PIL": "pillow", "scipy": "scipy", "matplotlib": "matplotlib"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong usage, 130 Ctrl-C.

    A failure is one line on stderr, never a traceback.
    argv:     the words after `backprop`; None takes those of this process.
    """
    try:
        if argv is None:
            _settle_down()
        args = build_parser().parse_args(argv)
        if isinstance(sys.stdout, _Nowhere) and args.command not in WRITERS:
            raise DataFileError("stdout is closed: there is nowhere to print")
        code = COMMANDS[args.command](args)
        sys.stdout.flush()
        return code
    except SystemExit as stop:                          # --help was printed
        return stop.code or 0
    except BrokenPipeError:                             # the reader, such as `head`, has gone
        _drop_output()
        return 1
    except KeyboardInterrupt as stop:
        return _fail(f"stopped by {str(stop) or 'Ctrl-C'}", exit_code(stop))
    except OptionError as error:
        return _fail(error, 2)
    except ImportError as error:
        return _fail(_missing(error), 1)
    except MemoryError as error:
        return _fail(f"not enough memory: {error}", 1)
    except (BackpropError, OSError) as error:
        _drop_output()
        return _fail(error, 1)


class _Nowhere(io.StringIO):
    """In place of a stream that was closed before the start."""

    def write(self, text):
        return len(text)


def _settle_down() -> None:
    """Make signals and streams what the commands expect."""
    heed_signals()
    for name in "stdout", "stderr":
        if getattr(sys, name) is None:
            setattr(sys, name, _Nowhere())
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")   # a file's name may be any bytes


def _fail(message, code: int) -> int:
    complain(message)
    return code


def _drop_output() -> None:
    """If stdout takes no more, keep Python from trying, and complaining, again at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _missing(error: ImportError) -> str:
    """Say what to install; an import that fails for another reason is a bug and is raised."""
    package = OPTIONAL.get((error.name or "").partition(".")[0])
    if package is None:
        raise error
    return f"this needs {package}, which is not installed: python -m pip install {package}"
