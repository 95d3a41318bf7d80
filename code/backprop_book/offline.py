"""The site is whole in itself: nothing is asked of another host, and a disk serves it as well.

The PyPI package sphinx-mathjax-offline carries all of MathJax (24 MB). A page needs one script
and its fonts; the few extensions below are those that MathJax loads when a macro asks for one.
"""

from __future__ import annotations

import shutil
from importlib.metadata import distribution
from pathlib import Path

SCRIPT = "tex-chtml.js"
FONTS = "output/chtml/fonts/woff-v2/*.woff"
EXTENSIONS = ("bbox", "boldsymbol", "cancel", "color", "enclose")
# The menu offers scripts that the site does not carry. Formulas are set when they come near, those of the
# first screen at once, and the others by book.js while the browser is idle: a page of 250 is ready in half the time.
FIRST = [".bd-article > section > p", ".bd-article > section > .admonition", ".tag_summary", "#predict"]
SETTINGS = {"loader": {"load": ["ui/lazy"]},
            "options": {"enableMenu": False, "lazyMargin": "600px", "lazyAlwaysTypeset": FIRST}}
EARLY = """\
try { localStorage.removeItem("MathJax-Menu-Settings"); } catch (blocked) {}
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;"""


def setup(app) -> None:
    """Use the site's own MathJax, unload thebe, and let the search fetch no page from a disk."""
    app.connect("config-inited", use_local_mathjax)
    app.connect("builder-inited", copy_mathjax)
    unload(app, "sphinx_thebe")
    app.add_js_file(None, body=EARLY)


def use_local_mathjax(app, config) -> None:
    """The page's script is _static/mathjax/tex-chtml.js."""
    config.mathjax_path = f"mathjax/{SCRIPT}"
    config.mathjax3_config = SETTINGS | (config.mathjax3_config or {})


def copy_mathjax(app) -> None:
    """Copy the script, its fonts and a few extensions into the site (2 MB of 24)."""
    if app.builder.format != "html":
        return
    package = distribution("sphinx-mathjax-offline")
    source = Path(package.locate_file("sphinx-mathjax-offline/static/mathjax"))
    wanted = [source / SCRIPT, source / "ui/lazy.js", *source.glob(FONTS),
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
