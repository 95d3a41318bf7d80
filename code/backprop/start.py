"""Signals of the program `backprop`, from its first moment on.

`backprop/__init__.py` imports this file first, for reading NumPy takes a while and Ctrl-C may come
in between. In a notebook, or in a program of the reader's own, it does nothing.
"""

from __future__ import annotations

import os
import signal
import sys

SCRIPTS = ("backprop", "backprop.exe", "backprop-script.py")


def stop_at_once(*_) -> None:
    """Say so and leave: nothing is written yet, and no import on the way can swallow it."""
    try:
        os.write(2, b"backprop: error: stopped by Ctrl-C\n")
    finally:
        os._exit(130)


def is_program() -> bool:
    """Is this process `backprop ...` or `python -m backprop ...`?"""
    first = getattr(sys, "argv", [""])[:1]
    if first == ["-m"]:                             # so it reads while the package is being imported
        words = sys.orig_argv[sys.orig_argv.index("-m"):]
        return words[1:2] == ["backprop"]
    return os.path.basename("".join(first)) in SCRIPTS


def heed_signals() -> None:
    """From here on, Ctrl-C and SIGTERM raise KeyboardInterrupt, so that files can be put in order."""
    def terminate(*_):
        raise KeyboardInterrupt("SIGTERM")
    if signal.getsignal(signal.SIGINT) is stop_at_once:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, terminate)


# A shell's background job ignores Ctrl-C, and goes on to do so.
if is_program() and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, stop_at_once)
