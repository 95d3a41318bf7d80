"""What a page waits for before it is drawn: one style sheet, no script, and the icons that are shown."""

from __future__ import annotations

import re

import pytest
import tinycss2
from fontTools.ttLib import TTFont

from backprop_book import light

PAGE = """<head>
<script>document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";</script>
<link href="../_static/styles/theme.css?digest=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="../_static/book.css?v=2" />
<script src="../_static/doctools.js"></script>
<script>DOCUMENTATION_OPTIONS.pagename = 'a';</script>
<link rel="stylesheet" media="print" href="../_static/print.css?v=3" />
<link rel="preload" as="script" href="../_static/scripts/bootstrap.js" />
</head>"""
SHOWN = """() => [...document.querySelectorAll("*")].flatMap(e => ["::before", "::after"].map(part => getComputedStyle(e, part)))
    .filter(style => style.fontFamily.includes("Font Awesome") && style.content.length === 3)
    .map(style => [style.content.codePointAt(1), +style.fontWeight])"""


def test_a_page_waits_for_one_style_sheet_and_for_no_script():
    page = light.lighter(PAGE, later=True)
    assert re.findall(r'href="([^"]+)"', page) == ["../_static/site.css", "../_static/print.css?v=3"], "paper has its own"
    assert '<script defer src="../_static/doctools.js">' in page and '<script type="module">DOC' in page
    assert light.lighter(page, later=True) == page, "a page that was made light is left as it is"
    assert "<script src" in light.lighter(PAGE, later=False)


def test_a_page_knows_at_once_whether_it_is_dark(browser, site):
    """Without its script the theme had no borders yet, and lines broke elsewhere when they came."""
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.route("**/*.js*", lambda route: route.abort())
        page.goto((site / "chapters/04_softmax.html").as_uri())
        assert page.evaluate("document.documentElement.dataset.theme") == scheme
        page.close()


def test_a_rule_stays_if_something_can_match_it():
    css = """.a,.b:not(.c) > p{x:1} .c.a{x:2} #d{x:3} @media print{.c{x:4} .a{x:5}} @media screen{.c{x:6}}
             a[href]{x:7} .bs-tooltip-auto{x:8} @font-face{x:9} :is(.a,.c) .b{x:10} .d{content:"}"}"""
    left = "\n".join(light.kept(tinycss2.parse_stylesheet(css, True, True), {"a", "b"}))
    assert re.findall(r"x:(\d+)", left) == ["1", "5", "7", "8", "9", "10"]
    assert "@media screen" not in left and ".a,.b:not(.c) > p{x:1}" in left


def test_every_page_of_the_site_is_light(site):
    sheet = (site / "_static" / light.SHEET).read_text(encoding="utf-8")
    assert len(sheet.encode()) < 250_000
    for path in [*site.glob("chapters/*.html"), *site.glob("book/*.html"), site / "search.html"]:
        head = path.read_text(encoding="utf-8").partition("</head>")[0]
        assert light.joined(head) == [] and len(re.findall(rf"_static/{light.SHEET}\?v=\w+", head)) == 1, path.name
        if path.stem != "search":
            assert not re.search(r"<script(?![^>]* defer)[^>]* src=", head), path.name


@pytest.mark.parametrize("name", ["chapters/04_softmax", "book/intro", "search"])
def test_every_icon_that_is_shown_is_in_the_small_font(opened, site, name):
    font = site / "_static" / f"{light.ICONS}.woff"
    assert font.stat().st_size < 10_000
    page = opened((site / f"{name}.html").as_uri())
    shown = {(code, weight) for code, weight in page.evaluate(SHOWN) if code >= 0xe000}
    assert shown and {weight for _, weight in shown} == {900}
    assert {code for code, _ in shown} <= set(TTFont(font).getBestCmap())
    assert page.evaluate("document.fonts.check('900 16px \"Font Awesome 6 Free\"')")


def test_boxes_that_scroll_are_found_without_setting_the_page_for_each(opened, site):
    """The theme's script leaves it to book.js, which reads all before it writes, and looks into a dropdown when it opens."""
    theme, bootstrap = ((site / "_static/scripts" / name).read_text(encoding="utf-8") for name in ("pydata-sphinx-theme.js", "bootstrap.js"))
    assert "bookReach" in theme and "tabIndex=" not in theme
    assert bootstrap.count(".checkVisibility()||!") == 1 and "0===t.getClientRects" not in bootstrap
    page = opened((site / "chapters/06_losses.html").as_uri(), viewport={"width": 360, "height": 740})
    page.wait_for_function("document.querySelector('article pre[tabindex]')")
    wide = """() => [...document.querySelectorAll("article pre")].filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth)
              .map(e => e.tabIndex)"""
    first = page.evaluate(wide)
    page.evaluate("for (const box of document.querySelectorAll('details')) box.open = true")
    page.wait_for_timeout(300)
    opened_up = page.evaluate(wide)
    assert len(opened_up) > len(first) > 0 and set(opened_up) == set(first) == {0}
