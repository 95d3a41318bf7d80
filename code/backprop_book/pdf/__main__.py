"""`python -m backprop_book.pdf [folder]`: print a book that is built, page by page and as one (make pdf)."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import yaml

from .offer import FOLDER, write_offers


def main(folder: str = ".") -> int:
    """Write `folder`/_build/html/_pdf and let the pages offer it; returns the exit code."""
    root, started = Path(folder).resolve(), time.time()
    site = root / "_build" / "html"
    if not (site / "index.html").exists():
        print(f"{site} holds no book yet: run `make book` first.", file=sys.stderr)
        return 1
    try:
        from .make import NoBrowser, make
    except ImportError as error:
        print(f"{error.name} is missing: pip install -r requirements-pdf.txt", file=sys.stderr)
        return 1
    target, fresh = site / FOLDER, root / "_build" / f"{FOLDER}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        files = make(root, site, toc(root), fresh)
    except NoBrowser as error:
        print(f"The book was not printed: {error}", file=sys.stderr)
        return 1
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    write_offers(site)
    size = sum(file.stat().st_size for file in target.iterdir()) / 1e6
    print(f"{len(files) - 1} pages of the site and the book of {files[-1][1]} pages of paper: "
          f"{size:.1f} MB in {target}, {time.time() - started:.0f} seconds.")
    return 0


def toc(root: Path) -> list[tuple[str, str]]:
    """(caption of the part, page) in reading order, from _toc.yml."""
    said = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    return [("", said["root"])] + [(part["caption"], chapter["file"])
                                   for part in said["parts"] for chapter in part["chapters"]]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
