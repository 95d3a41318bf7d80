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
