"""The site is whole in itself: nothing is asked of another host, and a disk serves it as well.

The PyPI package sphinx-mathjax-offline carries all of MathJax (24 MB). Formulas are set while the book is
built (typeset.py) and need its fonts. One script lies beside them, for a page that sets formulas later, with
the few extensions that it loads when a macro asks for one.
"""

from __future__ import annotations

import shutil
from importlib.metadata import distribution
from pathlib import Path

SCRIPT = "tex-chtml.js"
FONTS = "output/chtml/fonts/woff-v2/*.woff"
EXTENSIONS = ("bbox", "boldsymbol", "cancel", "color", "enclose")
EARLY = 'if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;'


def setup(app) -> None:
    """Copy what is needed of MathJax, unload its script and thebe, and let the search fetch no page from a disk."""
    app.connect("builder-inited", copy_mathjax)
    unload(app, "sphinx.ext.mathjax")
    unload(app, "sphinx_thebe")
    app.add_js_file(None, body=EARLY)


def mathjax() -> Path:
    """The folder of MathJax in the PyPI package."""
    return Path(distribution("sphinx-mathjax-offline").locate_file("sphinx-mathjax-offline/static/mathjax"))


def copy_mathjax(app) -> None:
    """Copy the script, its fonts and a few extensions into the site (2 MB of 24)."""
    if app.builder.format != "html":
        return
    source = mathjax()
    wanted = [source / SCRIPT, *source.glob(FONTS),
              *(source / f"input/tex/extensions/{name}.js" for name in EXTENSIONS)]
    for file in wanted:
        target = Path(app.outdir, "_static/mathjax", file.relative_to(source))
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


def unload(app, extension: str) -> None:
    """Disconnect every handler of an extension that Jupyter Book loads unasked.

    thebe (code run on a remote server) would put another host's address into every page.
    """
    for listeners in app.events.listeners.values():
        listeners[:] = [x for x in listeners if not x.handler.__module__.startswith(extension)]
    app.registry.css_files[:] = [x for x in app.registry.css_files if "thebe" not in x[0]]
