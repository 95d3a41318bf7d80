"""A page is as old as the package that it runs and the stored results that it reads.

The execution cache is keyed on a page's cells alone, so a change of the package would leave its
old outputs standing. Here the cache lives in a folder that is named after the package's sources,
the libraries' versions and benchmarks/results: a change of any starts an empty one. The folder's
name is a setting of Sphinx, so that the pages are read again as well, changed or not.
"""

from __future__ import annotations

import hashlib
import importlib.util
import platform
import shutil
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("numpy", "scipy", "sympy", "matplotlib")


def setup(app) -> None:
    """Name the cache after the package; never let a warning be forgotten by the next build."""
    app.add_config_value("backprop_book_sources", "", "env")
    app.connect("config-inited", choose_cache)
    app.connect("build-finished", forget_pages_with_warnings)


def choose_cache(app, config) -> None:
    """Set the cache folder, and delete the folders of earlier states of the package."""
    caches = Path(app.outdir).parent / ".jupyter_cache"
    results = Path(app.srcdir, "benchmarks", "results").glob("*.json")
    current = caches / fingerprint("backprop", results)
    config.nb_execution_cache_path = str(current)
    config.backprop_book_sources = fingerprint("backprop_book")
    for old in caches.glob("*/"):
        if old != current:
            shutil.rmtree(old, ignore_errors=True)


def fingerprint(package: str, results: Iterable[Path] = ()) -> str:
    """16 hex digits that change with a file of the package, Python, a library, or a result."""
    digest = hashlib.sha256(platform.python_version().encode())
    for library in LIBRARIES:
        digest.update(f"{library} {_version(library)}".encode())
    folder = Path(importlib.util.find_spec(package).origin).parent
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    for file in sorted(results):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def forget_pages_with_warnings(app, exception) -> None:
    """After a warning, read all pages again next time: a second build must not look clean."""
    if app._warncount:
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "missing"
