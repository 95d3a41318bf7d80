r"""Formulas are typeset while the book is built: a page needs no script for them, and loads no MathJax.

When the pages are written, every \( \) and \[ \] in them becomes what MathJax would make of it in the
browser: its HTML for the eye, with MathML for a screen reader. One Node.js sets the formulas of all pages that
were written; a page that was not has no TeX left, and costs a look. The style sheet _static/formulas.css
holds the rules of the signs that the site uses. MathJax itself comes only into a page that sets
formulas later (bookMath in book.js).
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
from html import unescape
from pathlib import Path

from sphinx.errors import ExtensionError

from .node import NodeError, node
from .offline import FONTS, mathjax

SHEET = "formulas.css"
# Every formula needs these two fonts. From a disk a browser preloads none, and complains.
PRELOAD = """
<script>if (location.protocol !== "file:") for (const name of ["Main-Regular", "Math-Italic"]) document.head.append(Object.assign(
  document.createElement("link"), {{rel: "preload", as: "font", type: "font/woff", crossOrigin: "", href: `{folder}/MathJax_${{name}}.woff`}}));
</script>"""
TAG = re.compile(r"<!--.*?-->|<(script|style|textarea|pre|code|title|noscript)\b.*?</\1\s*>"
                 r"|<[a-zA-Z/!](?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.S)
FORMULA = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.S)
RULE = re.compile(r'([^{}]+)\{((?:[^{}"]|"(?:\\.|[^"\\])*")*)\}')      # a sign may be a brace: content: "{"
NAME = re.compile(r"\bmjx-[\w-]+(?:\.TEX-\w+)?|\.TEX-\w+", re.I)     # of an element, a sign, a font
USED = re.compile(r'<(mjx-[\w-]+)|class="([^"]*(?:mjx-|TEX)[^"]*)"')
FAMILY = re.compile(r"MJX[\w-]+")
# The size in which MathJax sets: x is as high as in the text around (its own font's x is 0.442 em high).
OWN = """\
mjx-container{position:relative;font-size:max(50%,calc(1ex/0.442))}
"""

Formula = tuple[str, bool]                                          # TeX, and whether it stands on a line of its own


def setup(app) -> None:
    """Look for Node.js before any page runs, and set the formulas when all is written."""
    app.connect("builder-inited", need_node)
    app.connect("html-page-context", preload_fonts)
    app.add_css_file(SHEET, priority=900)
    app.connect("build-finished", typeset_pages, priority=900)


def need_node(app) -> None:
    """A build without Node.js ends before it begins."""
    if app.builder.format == "html":
        try:
            node()
        except NodeError as error:
            raise ExtensionError(str(error)) from None


def preload_fonts(app, pagename, templatename, context, doctree) -> None:
    """A page with formulas reads their fonts at once."""
    if FORMULA.search(context.get("body", "")):
        folder = context["pathto"](f"_static/mathjax/{Path(FONTS).parent.as_posix()}", 1)
        context["metatags"] = context.get("metatags", "") + PRELOAD.format(folder=folder)


def typeset_pages(app, exception) -> None:
    """Set the formulas of the pages that were written; bring the style sheet up to date."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    before = pages_of(out)
    sheet = out / "_static" / SHEET
    waiting = {path: found for path, html in before.items() if (found := formulas(html))}
    if waiting or not sheet.exists():
        html_of, errors, css = typeset(sorted(set().union(*waiting.values())))
        refuse([f"{path.relative_to(out).with_suffix('').as_posix()}: {errors[one]} in the formula {one[0]}"
                for path, found in waiting.items() for one in found if one in errors])
        after = before | {path: replaced(before[path], html_of) for path in waiting}
        sheet.write_text(used_of(css, names("".join(after.values()))), encoding="utf-8")
        for path in waiting:
            path.write_text(after[path], encoding="utf-8")


def pages_of(out: Path) -> dict[Path, str]:
    """Every page of the site with its text."""
    return {path: path.read_text(encoding="utf-8") for path in sorted(out.rglob("*.html"))
            if not any(part.startswith("_") for part in path.relative_to(out).parts)}


def refuse(errors: list[str]) -> None:
    """A formula that cannot be set fails the build."""
    if errors:
        raise ExtensionError("\n".join(errors))


def split(html: str) -> list[str]:
    """Pieces of a page that are text and pieces that are not, in turn: text comes first and last."""
    pieces, at = [], 0
    for tag in TAG.finditer(html):
        pieces += [html[at:tag.start()], tag[0]]
        at = tag.end()
    return [*pieces, html[at:]]


def formula(found: re.Match) -> Formula:
    """TeX as it was before it became HTML."""
    return unescape(found[found.lastindex]).strip(), found.lastindex == 2


def formulas(html: str) -> list[Formula]:
    """The formulas of a page that are still TeX."""
    return [formula(found) for text in split(html)[::2] for found in FORMULA.finditer(text)] if "\\" in html else []


def replaced(html: str, html_of: dict[Formula, str]) -> str:
    """The page with its formulas set."""
    pieces = split(html)
    pieces[::2] = [FORMULA.sub(lambda found: html_of[formula(found)], text) for text in pieces[::2]]
    return "".join(pieces)


def typeset(wanted: list[Formula]) -> tuple[dict[Formula, str], dict[Formula, str], str]:
    """The HTML of each formula, the error of those that have one, and MathJax's whole style sheet."""
    fonts = Path("mathjax", FONTS).parent.as_posix()
    done = subprocess.run([node(), str(Path(__file__).with_suffix(".cjs")), str(mathjax()), fonts],
                          input=json.dumps(wanted), capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise ExtensionError(f"MathJax does not run in {node()}:\n{done.stderr.strip()[-1500:]}")
    said = json.loads(done.stdout)
    both = list(zip(wanted, said["formulas"]))
    return ({one: html for one, (html, _) in both}, {one: error for one, (_, error) in both if error}, said["css"])


def names(html: str) -> set[str]:
    """What the formulas of pages are made of: elements, classes, and classes with their font."""
    found = set()
    for element, classes in set(USED.findall(html)):
        *rest, last = classes.split() or [""]
        found |= {element, *classes.split(), f".{last}", *(f"{one}.{last}" for one in rest)}
    return found


def used_of(css: str, used: set[str]) -> str:
    """The rules of MathJax's style sheet for these names, one a line; the font without signs comes with it."""
    rules, fonts = [], []
    for selectors, body in RULE.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.S)):
        kept = [" ".join(one.split()) for one in selectors.split(",") if used.issuperset(NAME.findall(one))]
        if kept:
            rule = f"{','.join(kept)}{{{' '.join(body.split())}}}"
            (fonts if kept == ["@font-face"] else rules).append(rule)
    families = set(FAMILY.findall("".join(rules)))
    zero = base64.b64encode((mathjax() / FONTS).with_name("MathJax_Zero.woff").read_bytes()).decode()
    faces = [re.sub(r'"[^"]*_Zero\.woff"', f'"data:font/woff;base64,{zero}"', face).replace("{", "{font-display: swap; ")
             for face in fonts if FAMILY.findall(face)[0] in families]
    return "\n".join([*faces, *rules, OWN])
