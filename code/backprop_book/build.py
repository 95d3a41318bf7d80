"""`python -m backprop_book.build [folder]`: build the book, warnings as errors (make book).

Prints the page to open and the seconds that each page took. Exit code 0 only if every cell ran,
nothing warned and every reference was found. All messages are kept in _build/build.log.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from .report import FILE

COMMAND = ("-c", "from jupyter_book.cli.main import main; main()",     # jupyter-book of this Python
           "build", "-W", "-n", "--keep-going")

NOISE = re.compile(r"\[IPKernelApp\] WARNING \| Kernel is running over TCP")


def main(folder: str = ".") -> int:
    """Build the book in `folder`; returns the exit code."""
    build = Path(folder, "_build")
    build.mkdir(exist_ok=True)
    warm_up()
    code = run([sys.executable, *COMMAND, folder], build / "build.log")
    if code:
        print(f"\nThe book was not built: see the messages above, or {build / 'build.log'}.")
    else:
        print_seconds(json.loads((build / FILE).read_text(encoding="utf-8")))
        print(f"\nOpen {build / 'html' / 'index.html'} in a browser.")
    return code


def run(command: list[str], log: Path) -> int:
    """Run a command, show what it says and keep it in a file; returns its exit code."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
    process = subprocess.Popen(command, env=environment, text=True, encoding="utf-8",
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with process, log.open("w", encoding="utf-8") as file:
        for line in process.stdout:
            if NOISE.search(line):
                continue
            print(line, end="", flush=True)
            file.write(re.sub(r"\x1b\[[0-9;]*m", "", line))        # the file without colors
    return process.returncode


def print_seconds(rows: list) -> None:
    """Print a table of seconds per page; pages that did not run again are marked."""
    print("\nSeconds per page")
    for page, seconds, ran in rows:
        print(f"  {page:<36}{seconds or 0:7.1f}" + ("" if ran else "   (unchanged, not run again)"))
    print(f"  {'together':<36}{sum(row[1] or 0 for row in rows):7.1f}")


def warm_up() -> None:
    """On its first import matplotlib lists the fonts and says so: not into a page."""
    try:
        import matplotlib.font_manager  # noqa: F401
    except ImportError:
        pass


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
