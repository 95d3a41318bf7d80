"""The map of the landing page holds every chapter once, and a chapter leans only on chapters before it."""

from __future__ import annotations

import re

from backprop_book import chapter_map

from conftest import ROOT


def test_every_chapter_is_on_the_map_and_leans_on_earlier_ones():
    chapters = re.findall(r"file: chapters/(\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
    drawn = {name: needs for part in chapter_map.PARTS.values() for name, (_, needs) in part.items()}
    assert list(drawn) == chapters
    assert all(needed in drawn and needed < name for name, needs in drawn.items() for needed in needs)
    captions = re.findall(r'caption: "(.*)"', (ROOT / "_toc.yml").read_text(encoding="utf-8"))
    assert list(chapter_map.PARTS) == captions


def test_boxes_are_links_to_the_chapters_and_lie_apart(opened, site):
    for width, columns in ((1280, 6), (360, 3)):
        page = opened((site / "book/intro.html").as_uri(), viewport={"width": width, "height": 900})
        links = page.locator(f".bp-map-{columns} a")
        found = [link.get_attribute("href") for link in links.all()]
        assert len(found) == 17 and all((site / "book" / link).exists() for link in found)
        boxes = [rect.bounding_box() for rect in page.locator(f".bp-map-{columns} rect").all()]
        texts = [text.bounding_box() for text in page.locator(f".bp-map-{columns} a text").all()]
        for box, text in zip(boxes, texts, strict=True):            # no title is wider than its box
            assert box["x"] < text["x"] and text["x"] + text["width"] < box["x"] + box["width"]
        for k, one in enumerate(boxes):                             # and no box touches another
            assert all(one["x"] + one["width"] < other["x"] or one["y"] + one["height"] < other["y"]
                       or other["x"] + other["width"] < one["x"] or other["y"] + other["height"] < one["y"]
                       for other in boxes[:k])
        assert page.locator(f".bp-map-{9 - columns}").first.is_hidden()
        size = page.locator(f".bp-map-{columns} a text").first.evaluate(
            "t => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.clientWidth / t.ownerSVGElement.viewBox.baseVal.width")
        assert size >= 11
