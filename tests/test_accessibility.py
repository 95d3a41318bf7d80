"""Every page for those who hear it or have no mouse: axe-core in four looks, and the Tab key through whole pages."""

from __future__ import annotations

import pytest
import yaml

from conftest import ROOT

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [TOC["root"], *(chapter["file"] for part in TOC["parts"] for chapter in part["chapters"]), "search", "genindex"]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
LOOKS = [(WIDE, "light"), (PHONE, "dark"), (PHONE, "light"), (WIDE, "dark")]
# What the first two looks, the whole of axe-core, do not settle for the two others: colors, and what scrolls or is small.
AGAIN = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
OPEN = """async () => {
  for (const box of document.querySelectorAll("details")) box.open = true;
  await window.MathJax?.startup?.promise;
  MathJax?.startup?.document?.lazyTypesetAll?.(); }""".replace("MathJax?.startup?.document", "window.MathJax?.startup?.document")


def faults(page, looks) -> list:
    """What axe-core calls serious or critical, in each look; the page stays open."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = []
    for k, (size, scheme) in enumerate(looks):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.dataset.theme") == scheme
        options = {"resultTypes": ["violations"], "preload": False}
        options |= {"runOnly": AGAIN} if k > 1 else {"rules": {"label-content-name-mismatch": {"enabled": True}}}
        found += [(size["width"], scheme, v["id"], node["html"][:160])
                  for v in axe.run(page, options=options).response["violations"]
                  if v["impact"] in ("serious", "critical") for node in v["nodes"][:3]]
    return found


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_serious_fault(opened, site, name):
    """On a screen and on a phone, light and dark, all dropdowns open."""
    page = opened((site / f"{name}.html").as_uri(), viewport=WIDE, color_scheme="light")
    page.evaluate(OPEN)
    assert faults(page, LOOKS) == []


# --- the Tab key ------------------------------------------------------------------------------------

STOPS = """() => {
  const can = "a[href], button, input, select, textarea, summary, [tabindex]";
  const seen = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && !e.disabled && !e.closest("[inert]");
  const shown = e => [e, ...e.querySelectorAll("rect, text")].map(part => {
    const s = getComputedStyle(part);
    return [s.outlineStyle === "none" ? "" : s.outline, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecoration, s.stroke, s.opacity];
  }).join();
  window.bpStops = [...document.querySelectorAll(can)].filter(e => e.tabIndex >= 0 && seen(e));
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
