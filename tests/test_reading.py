"""What a page does for its reader beside its sliders: printing, scrolling, the outline, forced colors, names."""

from __future__ import annotations

import re

import pytest

FIGURE = ".bp-explore:has(.bp-frames)"
CAPTION = f"document.querySelector('{FIGURE} figcaption').textContent"


@pytest.fixture(scope="module")
def address(site):
    """A page with sliders, dropdowns and formulas."""
    page = site / "chapters/04_softmax.html"
    return (page if page.exists() else next((site / "chapters").glob("0*.html"))).as_uri()


def test_picture_and_numbers_change_together(opened, address):
    """While the picture is decoded, the old caption stays under the old picture."""
    page = opened(address)
    found = page.evaluate(f"""async () => {{
      const figure = document.querySelector('{FIGURE}'), axis = figure.querySelector('.bp-axis');
      const image = figure.querySelector('img'), words = figure.querySelector('figcaption');
      const before = [image.getAttribute('src'), words.textContent], seen = [];
      axis.options ? axis.selectedIndex = axis.options.length - 1 : axis.value = axis.max;
      if (!axis.options && axis.value == axis.getAttribute('value')) axis.value = axis.min;
      axis.dispatchEvent(new Event('input', {{ bubbles: true }}));
      for (let k = 0; k < 300; k++) {{
        seen.push([image.getAttribute('src') !== before[0], words.textContent !== before[1]]);
        await new Promise(done => setTimeout(done, 5));
      }}
      return seen; }}""")
    assert found[-1] == [True, True] and all(picture == words for picture, words in found)


def test_a_finger_that_scrolls_moves_no_slider(opened, address):
    page = opened(address)
    page.evaluate(f"""() => {{
      const axis = document.querySelector('{FIGURE} input.bp-axis');
      axis.dispatchEvent(new PointerEvent('pointerdown', {{ bubbles: true }}));
      axis.value = axis.value == axis.max ? axis.min : axis.max;
      axis.dispatchEvent(new Event('input', {{ bubbles: true }}));
      axis.dispatchEvent(new PointerEvent('pointercancel', {{ bubbles: true }})); }}""")
    page.wait_for_timeout(300)
    value, first = page.evaluate(f"""() => {{ const axis = document.querySelector('{FIGURE} input.bp-axis');
                                              return [axis.value, axis.getAttribute('value')]; }}""")
    assert value == first


def test_a_page_is_printed_light_and_open(opened, address):
    page = opened(address, color_scheme="dark")
    state = """() => [document.documentElement.dataset.theme,
                      document.querySelectorAll('article details:not([open], .above-input)').length]"""
    theme, closed = page.evaluate(state)
    assert theme == "dark" and closed > 3
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(state) == ["light", 0]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(state) == [theme, closed]


def test_a_slider_has_a_track_in_forced_colors(opened, address):
    page = opened(address, forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    style = page.evaluate(f"getComputedStyle(document.querySelector('{FIGURE} input.bp-axis')).forcedColorAdjust")
    assert style == "none"


def test_the_outline_closes_after_a_tap(opened, address):
    page = opened(address)
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    page.locator(".secondary-toggle").last.click()
    box = page.locator("#pst-secondary-sidebar-modal")
    box.wait_for(state="visible")
    box.locator("a").nth(2).click()
    box.wait_for(state="hidden", timeout=2000)


def test_a_dropdown_is_named_by_its_words(site):
    for page in (site / "chapters").glob("*.html"):
        summaries = re.findall(r"<summary[^>]*>", page.read_text(encoding="utf-8"))
        assert summaries and not [tag for tag in summaries if "aria-label" in tag], page.name


def test_no_title_is_wider_than_a_phone(opened, site):
    page = opened((site / "book/intro.html").as_uri())
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_wide_box_is_named_where_it_can_be_reached(opened, site):
    page = opened((site / "book/notation.html").as_uri())
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(500)
    boxes = page.evaluate("""() => [...document.querySelectorAll('article div[tabindex="0"]')]
                                   .map(box => [box.getAttribute('role'), box.getAttribute('aria-label')])""")
    assert boxes and all(box == ["group", "wide: it scrolls sideways"] for box in boxes), boxes


def test_a_link_to_an_equation_arrives_there(opened, address):
    page = opened(address)
    link = page.locator("table.bp-summary a[href^='#equation']").last
    target = link.get_attribute("href")
    link.click()
    page.wait_for_timeout(1500)
    top = page.evaluate("name => document.querySelector(name).getBoundingClientRect().top", target)
    assert -60 < top < 700
