"""What is printed: names that cannot steer the terminal, and errors of one line."""

from __future__ import annotations

import sys
from unicodedata import east_asian_width


def shown(text) -> str:
    """Return text with each character that is not printable, such as ESC, as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode()
                   for c in str(text))


def columns(text: str) -> int:
    """Return how many columns of a terminal the text takes: a Chinese character takes two."""
    return sum(1 + (east_asian_width(c) in "WF") for c in text)


def complain(message) -> None:
    """Print one line on stderr."""
    print("backprop: error:", shown(" ".join(str(message).split())), file=sys.stderr)


def hint(message) -> None:
    """Print one line on stderr about what is not wrong, but may not be meant."""
    print("backprop: hint:", shown(message), file=sys.stderr)


def exit_code(stop: KeyboardInterrupt) -> int:
    """Return what a shell expects after Ctrl-C, or after SIGTERM."""
    return 143 if str(stop) == "SIGTERM" else 130
