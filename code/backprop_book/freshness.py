"""A page is as old as what it imports: an edit in the package runs again the pages that use it.

The execution cache is keyed on a page's cells alone. Here each page has a fingerprint: of the
modules that its cells import, followed through the package, the data files that these name, the
stored results if it reads them, Python and the libraries. A page whose fingerprint is another one
than when it ran loses its outputs, and is read again.
"""

from __future__ import annotations

import ast
import hashlib
import json
import platform
import re
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from jupyter_cache import get_cache

from backprop.slices import code_of, definitions

from .parallel import read_notebook

LIBRARIES = ("numpy", "scipy", "sympy", "matplotlib", "pillow", "ipywidgets")
PACKAGE = Path(find_spec("backprop").origin).parent
RECORD = "fingerprints.json"
READS_CHAPTERS = re.compile(r"backprop\.sheet\b")
WHOLE = re.compile(r"subprocess|%run|!backprop|importlib")      # uses more than it imports


def setup(app) -> None:
    """Set the cache's folder, forget outdated outputs, never forget a warning."""
    app.add_config_value("backprop_book_sources", "", "env")
    app.add_config_value("backprop_book_look", "", "html")
    app.connect("config-inited", configure)
    app.connect("env-get-outdated", outdated_pages)
    app.connect("build-finished", forget_pages_with_warnings)


def configure(app, config) -> None:
    """One cache for all builds; a change of this extension makes Sphinx read every page again."""
    config.nb_execution_cache_path = str(Path(app.srcdir, "_build", ".jupyter_cache"))
    files = sorted(file for kind in ("*.py", "*.cjs", "live/*.css") for file in Path(__file__).parent.glob(kind))
    config.backprop_book_sources = digest_of(files)
    config.backprop_book_look = digest_of(sorted(Path(app.srcdir, "book/_static").glob("*.*")))     # Sphinx copies it with a page


def outdated_pages(app, env, added, changed, removed) -> list[str]:
    """Drop the outputs of pages whose fingerprint has changed; return these pages."""
    cache = get_cache(app.config.nb_execution_cache_path)
    record = Path(app.config.nb_execution_cache_path, RECORD)
    before = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    now, old = {}, []
    for page in sorted(env.found_docs):
        notebook = read_notebook(env.doc2path(page))
        if notebook is None:
            continue
        now[page] = fingerprint(cells_of(notebook), Path(app.srcdir))
        if before.get(page) != now[page]:
            old.append(page)
            with suppress(KeyError):
                cache.remove_cache(cache.match_cache_notebook(notebook).pk)
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(before | now, indent=0), encoding="utf-8")
    return old


def cells_of(notebook) -> list[str]:
    """The source of each code cell."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def fingerprint(cells: list[str], root: Path) -> str:
    """Hex digits that change with anything that the cells use, but not with the cells."""
    text = "\n".join(cells)
    if WHOLE.search(text):
        files = {f for f in PACKAGE.rglob("*") if f.is_file() and "__pycache__" not in f.parts}
    else:
        files = {file for cell in cells for module in imports(cell, ()) for file in closure(module)}
        files |= {f for f in data_files() if any(names(source, f) for source in files)}
    if "results" in text:
        files |= set((root / "benchmarks/results").glob("*.json"))
    if "backprop.mistakes" in text:
        files |= {*root.glob("tests/bugbank*.py"), *root.glob("book/mistakes.txt")}
        files |= {file for bank in root.glob("tests/bugbank*.py") for module in imports(bank.read_text(encoding="utf-8"), ())
                  for file in closure(module)}
    return digest_of(sorted(files), used_of_chapters(root) if READS_CHAPTERS.search(text) else "")


def used_of_chapters(root: Path) -> str:
    """What backprop.sheet takes from the chapters: the code of their cells, what that imports, and definitions."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(root.glob("chapters/*.md"))]
    programs = [code_of(text) for text in texts]
    files = {file for program in programs for module in imports(program, ()) for file in closure(module)}
    return digest_of(sorted(files), repr([programs, [definitions(text) for text in texts]]))


@lru_cache(maxsize=None)
def closure(module: str) -> frozenset[Path]:
    """The files of a module and of all that it imports from the package, directly or not."""
    followed, waiting = set(), [module]
    while waiting:
        file = file_of(waiting.pop())
        if file and file not in followed:
            followed.add(file)
            waiting += imports_of(file)
    above = {p / "__init__.py" for f in followed for p in f.parents if PACKAGE in (p, *p.parents)}
    return frozenset(followed | above)


@lru_cache(maxsize=None)
def imports_of(file: Path) -> tuple[str, ...]:
    """The modules of the package that a file imports, anywhere in it."""
    here = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return tuple(imports(file.read_text(encoding="utf-8"), here))


def imports(source: str, here: tuple[str, ...]) -> list[str]:
    """Full names of what a source imports from the package; a name may be a module's or not."""
    try:
        tree = ast.parse(re.sub(r"^[%!].*$", "pass", source, flags=re.M))
    except SyntaxError:
        return ["backprop"]
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*here[:len(here) - node.level], *filter(None, [node.module])])
            found += [f"{base if node.level else node.module}.{alias.name}" for alias in node.names]
    return [name for name in found if name.split(".")[0] == "backprop"]


def file_of(name: str) -> Path | None:
    """The file of a module, or of the module that a name is imported from."""
    parts = name.split(".")[1:]
    for path in (PACKAGE.joinpath(*parts), PACKAGE.joinpath(*parts[:-1])):
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return file
    return None


@lru_cache(maxsize=None)
def data_files() -> tuple[Path, ...]:
    """Files of the package that are no Python."""
    return tuple(f for f in PACKAGE.rglob("*") if f.is_file() and f.suffix not in (".py", ".pyc"))


def names(source: Path, file: Path) -> bool:
    """Does a module speak of a data file, or of the folder that it lies in?"""
    text = source.read_text(encoding="utf-8")
    return f'"{file.name}"' in text or f'"{file.parent.name}"' in text


def digest_of(files, text: str = "") -> str:
    """16 hex digits of the files' contents, of a text, Python and the libraries."""
    digest = hashlib.sha256(platform.python_version().encode())
    for library in LIBRARIES:
        digest.update(f"{library} {_version(library)}".encode())
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    digest.update(text.encode())
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
