"""What a page waits for before it is drawn: one style sheet, without what no page uses, and a font of a few icons.

The theme and its extensions put twelve style sheets and eleven scripts before a page's first line, and load 150 kB of icons
for a dozen that are shown. When the pages are written, the sheets become _static/site.css, in their order: of those that
are not the book's own only the rules whose classes occur in a page or in a script. The scripts run when the page is there.
"""

from __future__ import annotations

import hashlib
import re
from importlib.util import find_spec
from pathlib import Path

import tinycss2
from fontTools import subset

from .typeset import pages_of

SHEET = "site.css"
SHEETS = re.compile(r'<link (?![^>]*media=)[^>]*href="(?:\.\./)*_static/([\w./-]+\.css)(?:\?[\w=]*)?"[^>]*>\s*')
OURS = re.compile(r"(book|explore|exercises|pages|formulas|live)\.css")
OURS_LATER = Path(__file__).parent / "live" / "live.css"     # of the scripts that make live adds
LINK = re.compile(rf"(_static/{re.escape(SHEET)})(?:\?v=\w+)?")
PRELOAD = re.compile(r'<link rel="preload" as="script"[^>]*>\s*')       # they would come before the style sheet
SCRIPT = re.compile(r'<script(?=[^>]* src="(?:\.\./)*_static/)(?![^>]* defer)')
LATER = re.compile(r'<script>(?=[^<]*\bDOCUMENTATION_OPTIONS\.)')       # wants a script that runs later now
# The theme learns from its script, late, whether a page is light or dark: until then there is no color and no border.
UNSURE = 'localStorage.getItem("theme") || "auto";'
SURE = ('({ light: "light", dark: "dark" })[document.documentElement.dataset.mode] ?? '
        '(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");')
# Two of the theme's scripts make the browser set the whole page many times: one reads and writes box by box (book.js does it
# at once), one asks for the place of headings in closed dropdowns.
SCRIPTS = {
    "scripts/pydata-sphinx-theme.js": (
        re.compile(r'document\.querySelectorAll\(\["pre",[^\]]*\]\.join\(", "\)\)\.forEach\(\((\w)=>\{\1\.tabIndex=[^}]*\}\)\)'),
        "window.bookReach?.()"),
    "scripts/bootstrap.js": (
        re.compile(r"!(\w+)\((\w)\)\|\|0===\2\.getClientRects\(\)\.length"),
        r"!\1(\2)||!\2.checkVisibility()||!\2.getClientRects().length")}
IMPORT = re.compile(r'@import "([^"]+)";')
ATTRIBUTE = re.compile(r'\b(?:class|id)="([^"]*)"')
INLINE = re.compile(r"<script(?![^>]*json)[^>]*>(.+?)</script>", re.S)
WORD = re.compile(r"[\w-]+")
NAMED = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
OPEN = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)")
COMPOSED = re.compile(r"[.#](bs-|tooltip|popover)")     # names that Bootstrap's script puts together
ICONS = "vendor/fontawesome/webfonts/fa-solid-900"
ICON_FONT = re.compile(rf'url\((?:\.\./)?{ICONS}\.woff2\) format\("woff2"\)(,\s*url\([^)]*\) format\("truetype"\))?')
THEME = Path(find_spec("pydata_sphinx_theme").origin).parent / "theme/pydata_sphinx_theme/static"
COMMA = re.compile(r",(?![^(]*\))")
PRIVATE = re.compile("[\ue000-\uf8ff]")


def setup(app) -> None:
    """When formulas are set: their sheet is one of them."""
    app.connect("build-finished", lighten, priority=950)


def lighten(app, exception) -> None:
    """Bring the common style sheet up to date with what was written, and let its pages wait for it alone."""
    if exception or app.builder.format != "html":
        return
    before = pages_of(Path(app.outdir))
    names = max((joined(html) for html in before.values()), key=len)
    if not names:
        return                                          # no page was written
    static = Path(app.outdir, "_static")
    sheet = together(static, names, words(static, before.values()))
    (static / SHEET).write_text(sheet, encoding="utf-8")
    for name, (slow, quick) in SCRIPTS.items():
        script = (static / name).read_text(encoding="utf-8")
        (static / name).write_text(slow.sub(quick, script), encoding="utf-8")
    version = hashlib.sha256(sheet.encode()).hexdigest()[:8]
    for path, html in before.items():
        after = LINK.sub(rf"\1?v={version}", lighter(html, later=path.stem != "search"))
        if after != html:
            path.write_text(after, encoding="utf-8")


def joined(html: str) -> list[str]:
    """The style sheets of a page that become one."""
    return [name for name in dict.fromkeys(SHEETS.findall(html)) if name != SHEET]


def lighter(html: str, later: bool) -> str:
    """A page that reads the one style sheet, and, if they may, runs its scripts later."""
    if joined(html):
        first = next(found for found in SHEETS.finditer(html) if found[1] != SHEET)
        root, at = re.search(r'href="((?:\.\./)*)', first[0])[1], first.start()
        rest = SHEETS.sub(lambda found: found[0] if found[1] == SHEET else "", html[at:])
        html = f'{html[:at]}<link rel="stylesheet" href="{root}_static/{SHEET}" />\n    {rest}'
    html = PRELOAD.sub("", html.replace(UNSURE, SURE))
    return LATER.sub('<script type="module">', SCRIPT.sub("<script defer", html)) if later else html


def words(static: Path, pages) -> set[str]:
    """Every class and id of a page, and every word of a script."""
    found = {word for html in pages for value in set(ATTRIBUTE.findall(html)) for word in value.split()}
    found.update(word for html in pages for script in set(INLINE.findall(html)) for word in WORD.findall(script))
    scripts = [*static.rglob("*.js"), *Path(__file__).parent.rglob("*.js")]             # and those that make live will add
    return found.union(*(WORD.findall(file.read_text(encoding="utf-8")) for file in scripts if "mathjax" not in file.parts))


def together(static: Path, names: list[str], used: set[str]) -> str:
    """The style sheets as one, with the icons that it shows as a font of their own."""
    texts = [(name, whole(static / name)) for name in names]
    texts.append((OURS_LATER.name, OURS_LATER.read_text(encoding="utf-8")))
    parts = [text if OURS.fullmatch(name) else "\n".join(kept(tinycss2.parse_stylesheet(text, True, True), used)) for name, text in texts]
    sheet = "\n".join(parts)
    sheet = ICON_FONT.sub(f'url({icons(static, sheet)}) format("woff")', sheet)
    return '@charset "UTF-8";\n' + re.sub(r'@charset "[^"]*";', "", sheet).replace("url(../", "url(")


def whole(file: Path) -> str:
    """A style sheet with those that it imports."""
    return IMPORT.sub(lambda found: whole(file.parent / found[1]), file.read_text(encoding="utf-8"))


def kept(nodes, used: set[str]) -> list[str]:
    """The rules of which a selector can match; those in @media or @supports likewise."""
    lines = []
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [one for one in COMMA.split(tinycss2.serialize(node.prelude).strip()) if is_used(one, used)]
            lines += [f"{','.join(selectors)}{{{tinycss2.serialize(node.content).strip()}}}"] if selectors else []
        elif node.type == "at-rule" and node.lower_at_keyword in ("media", "supports"):
            inside = kept(tinycss2.parse_rule_list(node.content, True, True), used)
            lines += [f"@{node.at_keyword}{tinycss2.serialize(node.prelude).rstrip()}{{", *inside, "}"] if inside else []
        else:
            lines.append(tinycss2.serialize([node]))
    return lines


def is_used(selector: str, used: set[str]) -> bool:
    """Can it match an element of the site? Where it says not, is, where or has, the rest decides."""
    return bool(COMPOSED.search(selector)) or used.issuperset(NAMED.findall(OPEN.sub("", selector)))


def icons(static: Path, sheet: str) -> str:
    """Write a font of the icons that a style sheet shows; returns its address."""
    options = subset.Options(flavor="woff", hinting=False, layout_features=[])
    font = subset.load_font(str(THEME / f"{ICONS}.ttf"), options)
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes={ord(sign) for sign in PRIVATE.findall(sheet)})
    chosen.subset(font)
    subset.save_font(font, str(static / f"{ICONS}.woff"), options)
    return f"{ICONS}.woff"
