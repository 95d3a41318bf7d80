"""What the theme writes into every page, made lighter, and told to search engines.

fontawesome.js (1.5 MB) blocks the first paint, and is not needed: the icons come from the font.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from docutils import nodes

ICONS = re.compile(r'<script[^>]*fontawesome\.js[^>]*></script>|<link[^>]*fontawesome\.js[^>]*/?>')


def setup(app) -> None:
    """Describe each page when it is written, and take the script out when all have been."""
    app.connect("html-page-context", describe)
    app.connect("build-finished", drop_icon_script)


def describe(app, pagename, templatename, context, doctree) -> None:
    """<meta name="description"> from the first paragraph that is more than a line."""
    if doctree is None:
        return
    texts = [re.sub(r"\s+", " ", p.astext()) for p in doctree.findall(nodes.paragraph)]
    text = next((t for t in texts if len(t) > 60), app.config.html_title)
    tag = f'<meta name="description" content="{escape(text[:155], quote=True)}" />'
    context["metatags"] = context.get("metatags", "") + tag


def drop_icon_script(app, exception) -> None:
    """Remove the script of the icons from every page, and from the site."""
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        if ICONS.search(text):
            page.write_text(ICONS.sub("", text), encoding="utf-8")
    for file in Path(app.outdir, "_static/scripts").glob("fontawesome.js*"):
        file.unlink()
