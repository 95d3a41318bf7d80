"""`python -m backprop_book.build [folder]`: build the book, warnings as errors (make book).

Prints in about ten lines how many pages have run, every warning, and the page to open; after a failure
all messages, which _build/build.log keeps. Exit code 0 only if every cell ran, nothing warned and every
reference was found.
"""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

from .progress import Progress
from .report import FILE

COMMAND = ("-c", "from jupyter_book.cli.main import main; main()",     # jupyter-book of this Python
           "build", "-W", "-n", "--keep-going")

COLOR = re.compile(r"\x1b\[[0-9;]*m")
NOISE = re.compile(r"\[IPKernelApp\] WARNING \| Kernel is running over TCP")


def main(folder: str = ".") -> int:
    """Build the book in `folder`; returns the exit code."""
    build = Path(folder, "_build")
    build.mkdir(exist_ok=True)
    warm_up()
    log = build / "build.log"
    code = run([sys.executable, *COMMAND, folder], log)
    if code:
        print(f"\n{log.read_text(encoding='utf-8')}\nThe book was not built: the messages above are kept in {log}.")
    else:
        print(summary(json.loads((build / FILE).read_text(encoding="utf-8"))))
        print(f"Open {build / 'html' / 'index.html'} in a browser.")
    return code


def run(command: list[str], log: Path) -> int:
    """Run a command, keep what it says in a file, and show what a writer waits for; returns its exit code."""
    progress = Progress()
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
    process = subprocess.Popen(command, env=environment, text=True, encoding="utf-8",
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with process, log.open("w", encoding="utf-8") as file:
        for line in process.stdout:
            line = COLOR.sub("", line)
            if not NOISE.search(line):
                file.write(line)
                progress.read(line)
        progress.end()
    return process.returncode


def summary(rows: list) -> str:
    """How many pages ran, for how long, and how many did not run again."""
    ran = [seconds or 0 for _, seconds, anew in rows if anew]
    pages = f"{len(ran)} page" + "s" * (len(ran) != 1)
    return f"{pages} ran, {sum(ran):.1f} seconds together; {len(rows) - len(ran)} unchanged, not run again."


def warm_up() -> None:
    """On its first import matplotlib lists the fonts and says so: not into a page, and not on the terminal."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    try:
        import matplotlib.font_manager  # noqa: F401
    except ImportError:
        pass


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
