"""`python -m backprop_book.seconds [folder]`: how long each page's cells took when they ran last."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .report import FILE


def main(folder: str = ".") -> int:
    """Print a line for each page; returns the exit code."""
    file = Path(folder, "_build", FILE)
    if not file.exists():
        print(f"{file} is not there: build the book first.", file=sys.stderr)
        return 1
    for page, seconds, anew in json.loads(file.read_text(encoding="utf-8")):
        print(f"{seconds or 0:7.1f} s  {page}{'' if anew else '  (did not run in the last build)'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
