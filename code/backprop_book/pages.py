"""What the theme writes into every page, made lighter, told to search engines, read aloud right.

fontawesome.js (1.5 MB) blocks the first paint, and is not needed: the icons come from the font. Nor are the maps with
which a developer reads the theme's scripts (2 MB), its fonts for old browsers and its words in other languages (1 MB).
"""

from __future__ import annotations

import re
import shutil
from html import escape
from pathlib import Path

from docutils import nodes

SPOKEN = ((r'<summary aria-label="Toggle hidden content">', "<summary>"),     # its words are its name
          (r'(<button class="btn search-button-field[^>]*?) aria-label="Search"', r"\1"),
          (r'role="doc-biblioentry"', 'role="listitem"'))                      # in a list, items
# A formula in a line and the signs that belong to it; one that has been mended already is taken whole.
FORMULA = re.compile(r'<span class="bp-keep">[^<]*<span[^>]*>[^<]*</span>[^<]*</span>|'
                     r'([(“]?)<span class="math notranslate nohighlight">[^<]*</span>((?:[.,;:!?)”]|’s?)*)')
OLD_FONT = re.compile(r',\s*url\([^)]*\.ttf\)\s*format\("truetype"\)')     # every browser takes the .woff2 before it
ICONS = re.compile(r'<script[^>]*fontawesome\.js[^>]*></script>|<link[^>]*fontawesome\.js[^>]*/?>')


def setup(app) -> None:
    """Describe each page when it is written, and mend the theme's HTML when all have been."""
    app.connect("html-page-context", describe)
    app.connect("build-finished", mend_pages)


def describe(app, pagename, templatename, context, doctree) -> None:
    """<meta name="description"> from the first paragraph that is more than a line."""
    if doctree is None:
        return
    texts = [re.sub(r"\s+", " ", p.astext()) for p in doctree.findall(nodes.paragraph)]
    text = next((t for t in texts if len(t) > 60), app.config.html_title)
    tag = f'<meta name="description" content="{escape(text[:155], quote=True)}" />'
    context["metatags"] = context.get("metatags", "") + tag


def mend_pages(app, exception) -> None:
    """Take the script of the icons out of every page and the site; mend what is read aloud."""
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        mended = mend(text)
        if mended != text:
            page.write_text(mended, encoding="utf-8")
    lighten(Path(app.outdir, "_static"))


def lighten(static: Path) -> None:
    """Leave out of the site what no reader's browser asks for."""
    for style in static.glob("styles/*.css"):
        text = style.read_text(encoding="utf-8")
        style.write_text(OLD_FONT.sub("", text), encoding="utf-8")
    for unused in ("scripts/fontawesome.js*", "**/*.map", "vendor/fontawesome/webfonts/*.ttf"):
        for file in static.glob(unused):
            file.unlink()
    shutil.rmtree(static / "locales", ignore_errors=True)             # the theme's words in other languages


def mend(html: str) -> str:
    """A page without the script of the icons, dropdowns named by their words, formulas with their period."""
    html = FORMULA.sub(keep, ICONS.sub("", html))
    for old, new in SPOKEN:
        html = re.sub(old, new, html)
    return html


def keep(formula: re.Match) -> str:
    """A browser breaks the line on either side of a formula: not before its period or inside its brackets."""
    return f'<span class="bp-keep">{formula[0]}</span>' if formula[1] or formula[2] else formula[0]
