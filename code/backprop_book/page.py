"""`python -m backprop_book.page 07`: build one page in seconds (make page CHAPTER=07).

The page is built alone into _build/page/NAME (two previews must not take each other's frames away), with
the execution cache of the book. Links to other pages
lead nowhere there; every other message is shown. Prints the page's economy where a Chromium is.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from . import economy
from .build import NOISE

TOC = """\
format: jb-book
root: book/references
parts:
  - caption: One page
    numbered: 1
    chapters:
      - file: {page}
"""
ELSEWHERE = re.compile(r"xref_missing|undefined label|unknown document|Unknown source document|"
                       r"nonexisting document|equation not found|no words for", re.I)


def main(name: str, root: str = ".") -> int:
    """Build the page whose file starts with `name`; returns the exit code."""
    found = sorted(Path(root).glob(f"chapters/{name}*.md")) + sorted(Path(root).glob(f"book/{name}*.md"))
    if not found:
        print(f"no file chapters/{name}*.md or book/{name}*.md")
        return 2
    page = found[0].relative_to(root).with_suffix("").as_posix()
    folder = Path(root, "_build", "page", found[0].stem)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "_toc.yml").write_text(TOC.format(page=page), encoding="utf-8")
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", root,
               "--toc", str(folder / "_toc.yml"), "--path-output", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    problems = [line for line in done.stdout.splitlines()
                if re.search(r"WARNING|ERROR|Error\b", line) and not ELSEWHERE.search(line) and not NOISE.search(line)]
    print(*(done.stdout.splitlines() if done.returncode else problems), sep="\n")
    site = folder / "_build" / "html"
    print(f"Open {site / page}.html in a browser.")
    if not done.returncode:
        economy.report([site / f"{page}.html"])
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
