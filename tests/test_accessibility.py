"""Every page for those who hear it or have no mouse: axe-core in four looks, and the Tab key through whole pages."""

from __future__ import annotations

import pytest
import yaml

from conftest import ROOT

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [TOC["root"], *(chapter["file"] for part in TOC["parts"] for chapter in part["chapters"]), "search", "genindex"]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
LAYOUT = ["scrollable-region-focusable", "target-size", "link-in-text-block", "aria-hidden-focus", "nested-interactive"]
SETTLED = 400                       # ms after a change until book.js and the theme have made what scrolls reachable
OPEN = """async () => {                     // and what moves is at its end at once
  document.head.append(Object.assign(document.createElement("style"), {
    textContent: "* { scroll-behavior: auto !important; transition: none !important; animation: none !important }" }));
  for (const box of document.querySelectorAll("details")) box.open = true;
  await new Promise(done => requestIdleCallback(done)); }"""        # what book.js does when idle is done by then
# A page has up to 25,000 pieces, most of them words in code and signs in formulas, and axe-core takes long for each. So two
# words of each kind stay (ink, ground and size alike in both schemes), and thirty formulas. First in code alone; then, when
# colors are all that is looked at, everywhere: `what` says where, `left` whether the text of a word stays.
THIN = """([what, left]) => {
  const texts = [...document.querySelectorAll(what)].filter(
    e => !e.children.length && e.textContent.trim() && e.checkVisibility());
  const ground = e => { for (; e; e = e.parentElement) {
    const { backgroundColor, backgroundImage } = getComputedStyle(e);
    if (!/, 0\\)$/.test(backgroundColor) || backgroundImage !== "none") return backgroundColor + backgroundImage; } };
  const look = e => { const s = getComputedStyle(e); return [s.color, ground(e), s.fontSize, s.fontWeight, s.opacity].join(); };
  const looks = ["dark", "light"].map(scheme => { document.documentElement.dataset.theme = scheme; return texts.map(look); });
  const seen = {};
  texts.forEach((e, k) => {
    const kind = looks[0][k] + looks[1][k];
    seen[kind] = (seen[kind] ?? 0) + 1;
    if (seen[kind] > 2) e.replaceWith(left === "text" ? e.textContent : "");
  });
  for (const kind of ["[display]", ":not([display])"]) {
    for (const one of [...document.querySelectorAll("mjx-container" + kind)].slice(30)) one.replaceWith("x");
  }
  document.body.normalize();
  return [texts.length, Object.keys(seen).length]; }"""
RUN = """async options => (await axe.run(document, options)).violations.filter(v => ["serious", "critical"].includes(v.impact))
  .flatMap(v => v.nodes.slice(0, 3).map(node => [v.id, node.html.slice(0, 160)]))"""


class Look:
    """An open page to which axe-core is put in several sizes and color schemes."""

    def __init__(self, page):
        self.page, self.found = page, []
        page.evaluate(pytest.importorskip("axe_playwright_python.sync_playwright").Axe().axe_script)

    def at(self, size, scheme, **options) -> None:
        """Note what axe-core calls serious or critical."""
        if self.page.viewport_size != size:
            self.page.set_viewport_size(size)
            self.page.wait_for_timeout(SETTLED)
        self.page.emulate_media(color_scheme=scheme)
        self.page.evaluate("scheme => document.documentElement.dataset.theme = scheme", scheme)
        wrong = self.page.evaluate(RUN, {"resultTypes": ["violations"], "preload": False, **options})
        self.found += [(size["width"], scheme, *fault) for fault in wrong]


def faults(page) -> list:
    """All rules on a screen, what depends on the layout on a phone, and colors in each size and scheme."""
    look = Look(page)
    page.evaluate(THIN, ["pre *", "text"])
    look.at(WIDE, "light", rules={"label-content-name-mismatch": {"enabled": True}, "color-contrast": {"enabled": False}})
    look.at(PHONE, "light", runOnly=LAYOUT)
    page.evaluate(THIN, ["body *", ""])
    for size in (PHONE, WIDE):
        for scheme in ("light", "dark"):
            look.at(size, scheme, runOnly=["color-contrast"])
    return look.found


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_serious_fault(browser, site, name):
    """On a screen and on a phone, light and dark, all dropdowns open."""
    page = browser.new_page(viewport=WIDE, color_scheme="light")       # its own scripts may miss what is taken out
    page.goto((site / f"{name}.html").as_uri())
    page.evaluate(OPEN)
    page.wait_for_timeout(SETTLED)
    found = faults(page)
    page.close()
    assert found == []


# --- the Tab key ------------------------------------------------------------------------------------

STOPS = """() => {
  const can = "a[href], button, input, select, textarea, summary, [tabindex]";
  const seen = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && !e.disabled && !e.closest("[inert]");
  const shown = e => [e, ...e.querySelectorAll("rect, text")].map(part => {
    const s = getComputedStyle(part);
    return [s.outlineStyle === "none" ? "" : s.outline, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecoration, s.stroke, s.strokeWidth, s.fill, s.opacity, s.transform, s.clip];
  }).join();
  window.bpStops = [...document.querySelectorAll(can)].filter(e => seen(e) && (e.tabIndex >= 0 || !e.matches("[tabindex]:not(a, button, input, select, textarea, summary)")));
  const before = new Map(bpStops.map(e => [e, shown(e)]));
  window.bpFocus = () => {
    const e = document.activeElement, { top, bottom, width } = e.getBoundingClientRect();
    const header = document.querySelector(".bd-header-article, header.bd-header")?.getBoundingClientRect().bottom ?? 0;
    return { k: bpStops.indexOf(e), body: e === document.body, html: e.outerHTML.slice(0, 140), marked: before.get(e) !== shown(e),
             scrolls: e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight,
             inView: width > 0 && bottom > 0 && top < innerHeight };
  };
  return bpStops.map(e => e.outerHTML.slice(0, 140)); }"""


def walk(page) -> tuple[list[str], list[dict]]:
    """Press Tab from the top of a page until the focus leaves it: what should be reached, and each stop."""
    page.evaluate(OPEN)
    stops, seen = page.evaluate(STOPS), []
    for _ in range(len(stops) + 60):
        page.keyboard.press("Tab")
        at = page.evaluate("bpFocus()")
        if at["body"] or seen and at["k"] == seen[0]["k"]:
            return stops, seen
        seen.append(at)
    raise AssertionError(f"the focus does not leave the page: a trap near {seen[-1]['html']}")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("name", ["book/intro", "chapters/02_fully_connected", "chapters/07_backprop",
                                  "chapters/14_lab_mnist", "book/mistakes"])
def test_tab_reaches_everything_in_order_and_one_sees_where_it_is(opened, site, name, size):
    page = opened((site / f"{name}.html").as_uri(), viewport=size)
    stops, seen = walk(page)
    missed = set(range(len(stops))) - {at["k"] for at in seen}
    assert not missed, [stops[k] for k in sorted(missed)]
    assert [at["html"] for at in seen if at["k"] < 0 and not at["scrolls"]] == []       # a browser's own stop: a box that scrolls
    order = [at["k"] for at in seen if at["k"] >= 0]
    assert order == sorted(order), "Tab goes in the order of the page"
    assert [at["html"] for at in seen if at["k"] >= 0 and not at["marked"]] == []
    assert [at["html"] for at in seen if not at["inView"]] == []


def test_the_first_stop_leads_past_the_navigation(opened, site):
    page = opened((site / "chapters/02_fully_connected.html").as_uri(), viewport=WIDE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('main'))")
