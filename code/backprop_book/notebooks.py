"""Every page offers its executed notebook, and the package to run it with.

_notebooks/NN_topic.ipynb is the page with its outputs, in plain Markdown (plain.py); its first cell
names the page and says how to install the package. _notebooks/backprop-VERSION.zip is the package's
source, which pip installs as it is, with what some pages read: stored results, chapters, the
bank of mistakes.
"""

from __future__ import annotations

import re
import tomllib
import zipfile
from pathlib import Path

import nbformat
from jupyter_cache import get_cache

from backprop.slider import strip_frames

from .names import Names
from .plain import plain

FIRST_CELL = """\
*This notebook is the page **{page}** of the book **{book}**, with its outputs.* To run it you need
Python 3.11 or newer and the book's package `backprop`:

- in the book's folder: `pip install -r requirements.txt`
- anywhere else: take [{package}]({package}), which lies beside this notebook on the book's site,
  and run `%pip install "./{package}[book]"` in a cell.
{stored}"""
STORED = """
The page also reads what the file holds beside the package ({what}): unpack it, and put
this notebook into its folder `{folder}`.
"""
RESULTS = "benchmarks/results"                  # what pages read that is too slow to measure in them


def setup(app) -> None:
    """Write the notebooks when the site is complete; link each from its page."""
    app.connect("html-page-context", link_notebook, priority=600)
    app.connect("build-finished", write_downloads)


def link_notebook(app, pagename, templatename, context, doctree) -> None:
    """Put the executed notebook and the package first in the theme's download menu."""
    if pagename not in pages(app):
        return
    for group in context.get("header_buttons", []):
        if group.get("label") == "download-buttons":
            for name, text, icon, what in (
                    (f"{package_name(app.srcdir)}.zip", ".zip", "fas fa-box", "the package that runs it"),
                    (file_name(pagename), ".ipynb", "fas fa-code", "the executed notebook")):
                label = "download-notebook-button" if text == ".ipynb" else "download-package-button"
                group["buttons"].insert(0, {
                    "type": "link", "text": text, "icon": icon, "label": label, "tooltip": f"Download {what}",
                    "url": context["pathto"](f"_notebooks/{name}", 1)})

            for button in group["buttons"]:
                if button.get("label") == "download-pdf-button":          # the theme's name for what prints
                    button |= {"text": "print", "icon": "fas fa-print", "tooltip": "Print this page"}


def write_downloads(app, exception) -> None:
    """Write _notebooks/: each page's notebook, made smaller, and the package as one file."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir, "_notebooks")
    folder.mkdir(exist_ok=True)
    package = write_package(Path(app.srcdir), folder)
    cache = get_cache(app.config.nb_execution_cache_path)
    sources = Path(app.outdir).parent / "jupyter_execute"      # without outputs if not run anew
    for page in pages(app):
        notebook = nbformat.read(sources / f"{page}.ipynb", as_version=4)
        _, notebook = cache.merge_match_into_notebook(notebook)
        plain(notebook, Names(app, page))
        what = also_reads(notebook)
        stored = STORED.format(folder=package.removesuffix(".zip"), what=what) if what else ""
        prepare(notebook, FIRST_CELL.format(book=app.config.html_title, package=package, stored=stored,
                                            page=title(notebook)))
        nbformat.write(notebook, folder / file_name(page))


def title(notebook) -> str:
    """Return the words of the notebook's heading, as they are written: the site's title has curly quotes."""
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ")


def prepare(notebook, first_cell: str) -> None:
    """Put the first cell in front, and leave out widgets and all frames but the first."""
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(first_cell))
    notebook.metadata.pop("widgets", None)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"                         # not by chance: the same file each time
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop("application/vnd.jupyter.widget-view+json", None)
            if "text/html" in data:
                data["text/html"] = strip_frames(data["text/html"])
    nbformat.validate(notebook)


def also_reads(notebook) -> str:
    """What a cell reads that pip does not install: what the benchmarks have stored, or the chapters."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    reads = {"results that took hours to measure": r"\bstored\(", "the chapters": r"\bbackprop\.sheet\b",
             "the bank of mistakes": r"\bbackprop\.mistakes\b"}
    return next((what for what, sign in reads.items() if re.search(sign, code)), "")


def write_package(source: Path, folder: Path) -> str:
    """Zip what pip needs (pyproject.toml, LICENSE, code/), stored results and chapters; return the file's name."""
    name = package_name(source)
    files = [source / "pyproject.toml", source / "LICENSE", *sorted((source / "code").rglob("*")),
             *sorted((source / RESULTS).glob("*.json")), *sorted((source / "chapters").glob("*.md")),
             source / "book/mistakes.txt", *sorted((source / "tests").glob("bugbank*.py"))]
    with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as package:
        for file in files:
            path = file.relative_to(source)
            if file.is_file() and not re.search(r"__pycache__|egg-info", path.as_posix()):
                entry = zipfile.ZipInfo(f"{name}/{path.as_posix()}")    # no date: same file again
                package.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return f"{name}.zip"


def package_name(source: Path) -> str:
    """backprop-0.2.0: the package and its version."""
    project = tomllib.loads(Path(source, "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['name']}-{project['version']}"


def pages(app) -> list[str]:
    """The pages that were executed."""
    return [page for page, data in app.env.nb_metadata.items() if "exec_data" in data]


def file_name(page: str) -> str:
    """chapters/02_fully_connected -> 02_fully_connected.ipynb."""
    return page.rpartition("/")[2] + ".ipynb"
