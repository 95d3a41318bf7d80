"""Formulas are set while the book is built: no page has TeX left, and none loads MathJax before it needs it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backprop_book import typeset

ROOT = Path(__file__).resolve().parents[1]
TEX = re.compile(r'class="[^"]*\bmath\b[^"]*"[^>]*>\s*(<span class="eqno">.*?</span>)?\s*\\[(\[]', re.S)
SIZES = "() => [...document.querySelectorAll('mjx-container')].map(e => e.getBoundingClientRect()).map(r => [r.width, r.height])"


@pytest.fixture(scope="module")
def page(site):
    """A page with many formulas."""
    return site / "chapters/04_softmax.html"


@pytest.fixture(scope="module")
def pages(site):
    return [path for folder in ("chapters", "book", ".") for path in sorted((site / folder).glob("*.html"))]


# --- from TeX to HTML -------------------------------------------------------------------------------

def test_what_is_a_formula_and_what_is_not():
    html = (r'<p title="\(a\)">one \(a &lt; b\) two \[c\]<!-- \(d\) --></p><code>\(e\)</code><pre><b>\(f\)</b></pre>'
            r"<script>if (x<1) '\(g\)'</script><title>\(h\)</title><img alt='<b>' src=x>\(i\)")
    assert typeset.formulas(html) == [("a < b", False), ("c", True), ("i", False)]
    done = typeset.replaced(html, {("a < b", False): "A", ("c", True): "C", ("i", False): "I"})
    assert done == html.replace(r"\(a &lt; b\)", "A").replace(r"\[c\]", "C").replace(r"\(i\)", "I")
    assert typeset.formulas(done) == [], "a page that was set is left as it is"


def test_a_formula_is_set_for_the_eye_and_for_the_ear():
    html, errors, css = typeset.typeset([(r"\frac{a}{b}", True), ("x", False), (r"\nonsense", False)])
    assert list(errors) == [(r"\nonsense", False)] and r"\nonsense" in errors[r"\nonsense", False]
    both = html[r"\frac{a}{b}", True]
    assert both.startswith('<mjx-container jax="CHTML" display="true" data-tex="\\frac{a}{b}"><mjx-math ') and 'aria-hidden="true"' in both
    assert '<math display="block"><mfrac><mi>a</mi><mi>b</mi></mfrac></math>' in both
    assert 'display="true"' not in html["x", False] and "<math><mi>x</mi></math>" in html["x", False]
    used = typeset.used_of(css, typeset.names(both))
    assert "mjx-c1D44E.TEX-I" in used and "mjx-c1D465" not in used and "mjx-mfrac" in used and "mjx-msqrt" not in used
    assert "Math-Italic.woff" in used and "Fraktur" not in used and used.count("font-display: swap") == used.count("@font-face")


# --- the built site -----------------------------------------------------------------------------------

def test_no_page_has_tex_left_and_none_names_mathjax(pages):
    for path in pages:
        html = path.read_text(encoding="utf-8")
        assert typeset.formulas(html) == [] and not TEX.search(html), path.name
        assert not re.search(r"<script[^>]*(mathjax|tex-chtml)", html, re.I), path.name
        assert "<mjx-merror" not in html, path.name


def test_the_style_sheet_knows_every_sign(site, pages):
    css = (site / "_static" / typeset.SHEET).read_text(encoding="utf-8")
    for path in pages:
        html = path.read_text(encoding="utf-8")
        signs = set(re.findall(r'<mjx-c class="([^"]+)"', html))
        assert [one for one in signs if f"mjx-c.{one.replace(' ', '.')}::before" not in css] == [], path.name


def test_a_page_asks_for_no_mathjax_before_it_needs_it(browser, page):
    tab, asked = browser.new_page(), []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(page.as_uri())
    tab.wait_for_timeout(800)
    assert any("Math-Italic.woff" in url for url in asked)
    assert [url for url in asked if "/mathjax/" in url and not url.endswith(".woff")] == []
    tab.evaluate("""async () => {
        const place = document.createElement("p");
        place.id = "later", place.className = "tex2jax_process", place.textContent = "now \\\\(x^2\\\\) then";
        document.querySelector("article.bd-article p").after(place);
        await bookMath(place); }""")
    assert any(url.endswith("tex-chtml.js") for url in asked)
    sizes = tab.evaluate("""() => ['#later mjx-container', 'article.bd-article p mjx-container']
        .map(name => parseFloat(getComputedStyle(document.querySelector(name)).fontSize))""")
    assert sizes[0] == pytest.approx(sizes[1], rel=0.01), "set in the browser and set before: one size"
    tab.close()


def test_without_javascript_the_formulas_are_there(browser, page):
    tab = browser.new_page(java_script_enabled=False)
    tab.goto(page.as_uri())
    seen = [one for one in tab.query_selector_all("article mjx-container") if one.is_visible()]
    assert len(seen) > 60
    boxes = [one.query_selector("mjx-math").bounding_box() for one in seen]
    assert min(box["width"] for box in boxes) > 3 and min(box["height"] for box in boxes) > 5
    assert all(one.query_selector("mjx-assistive-mml math") for one in seen)
    assert all(one.query_selector("mjx-assistive-mml").bounding_box() for one in seen), "MathML, though no script shows it"
    tab.close()


def test_a_screen_reader_is_given_mathml_and_the_keyboard_no_stops(opened, page):
    tab = opened(page.as_uri())
    tab.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    tab.wait_for_function("!document.querySelector('mjx-container:not([data-read])')")          # book.js, when idle
    nodes = tab.context.new_cdp_session(tab).send("Accessibility.getFullAXTree")["nodes"]
    roles = [node.get("role", {}).get("value") for node in nodes if not node.get("ignored")]
    assert roles.count("MathMLMath") == tab.locator("mjx-container:visible").count() > 100
    assert tab.evaluate("""() => [...document.querySelectorAll('mjx-container[tabindex], mjx-container [tabindex]')]
        .filter(e => e.scrollWidth <= e.clientWidth).length""") == 0


def test_nothing_moves_when_the_fonts_come(browser, page):
    """The room of a sign stands in the style sheet, so it has it without its font."""
    sizes = []
    for fonts in (True, False):
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        if not fonts:
            tab.route("**/MathJax_*.woff", lambda route: route.abort())
        tab.goto(page.as_uri())
        tab.evaluate("document.fonts.ready")
        sizes.append(tab.evaluate(SIZES))
        tab.close()
    assert len(sizes[0]) > 200 and [one for one in zip(*sizes) if one[0] != pytest.approx(one[1], abs=0.5)] == []
