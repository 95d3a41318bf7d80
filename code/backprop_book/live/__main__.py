"""`python -m backprop_book.live [folder]`: add the kernel to a book that is built (make live)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from .collect import PartError, collect
from .kernel import write
from .pages import write_pages
from .wheels import own


def main(folder: str = ".") -> int:
    """Add the kernel to `folder`/_build/html; returns the exit code."""
    root = Path(folder).resolve()
    site = root / "_build" / "html"
    if not (site / "index.html").exists():
        print(f"{site} holds no book yet: run `make book` first.", file=sys.stderr)
        return 1
    try:
        pages = add_kernel(root, site)
    except PartError as error:
        print(f"The kernel was not added: {error}", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in (site / "_live").rglob("*") if path.is_file())
    print(f"{len(pages)} pages run in the browser; their Python is {size / 1e6:.0f} MB in {site / '_live'}, "
          "loaded when a reader asks for it.")
    print("A browser runs it from a server, not from a file: `make serve-live`.")
    return 0


def add_kernel(root: Path, site: Path) -> list[str]:
    """Write _live/ and the button's script into a built site; returns the pages that have it."""
    parts = collect()
    lock = write(site / "_live", parts, own(root))
    shutil.copyfile(Path(__file__).with_name("live.js"), site / "_static" / "live.js")
    return write_pages(root, site, lock)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
