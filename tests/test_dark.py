"""Dark mode: figures are as dark as the page, colors keep their names, text stands out, photographs stay what they are."""

from __future__ import annotations

import base64
import colorsys
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backprop import plots

ROOT = Path(__file__).resolve().parents[1]
CARD = (20, 25, 31)
NAMED = ["BLUE", "VERMILLION", "GREEN", "ORANGE", "SKY", "PINK"]
LOOK = """() => [...document.querySelectorAll(".bp-explore")].map(figure => {
  const card = getComputedStyle(figure), image = getComputedStyle(figure.querySelector("img"));
  return { name: figure.dataset.name, photo: figure.classList.contains("bp-photo"), card: card.backgroundColor,
           scheme: card.colorScheme, filter: image.filter, blend: image.mixBlendMode, ground: image.backgroundColor }; })"""
FAINT = """name => { const parse = c => c.match(/[\\d.]+/g).map(Number);
  const bright = c => c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
  const clear = e => parse(getComputedStyle(e).backgroundColor)[3] === 0;
  const ground = e => { while (clear(e)) e = e.parentElement; return parse(getComputedStyle(e).backgroundColor).slice(0, 3); };
  const speaks = e => e.matches("select") || [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  const found = [...document.querySelectorAll(name + " :not(script, option)")].filter(speaks);
  const low = found.filter(e => { const ink = parse(getComputedStyle(e).color).slice(0, 3);
    const [a, b] = [ink, ground(e)].map(bright).sort((a, b) => b - a); return (a + 0.05) / (b + 0.05) < 4.5; });
  return [found.length, low.map(e => e.outerHTML.slice(0, 90))]; }"""


@pytest.fixture
def shown(opened, site):
    """shown(page's name, color scheme) -> the page; the site decides by itself: its mode is auto."""
    def start(name, scheme="dark", **options):
        page = opened((site / f"{name}.html").resolve().as_uri(), color_scheme=scheme, **options)
        assert page.evaluate("document.documentElement.dataset.theme") == scheme
        return page
    return start


@pytest.mark.parametrize("name", ["book/intro", "chapters/02_fully_connected", "chapters/14_lab_mnist",
                                  "chapters/16_lab_own_characters"])
def test_figures_are_dark_on_a_dark_page_and_light_on_a_light_one(shown, name):
    for look in shown(name).evaluate(LOOK):
        assert (look["card"], look["scheme"]) == (f"rgb{CARD}", "dark"), look
        turned = look["filter"].startswith("invert(1) hue-rotate(") and look["blend"] == "screen"
        plain = (look["filter"], look["blend"]) == ("none", "normal")
        assert (plain if look["photo"] else turned) and look["ground"] == "rgba(0, 0, 0, 0)", look
    for look in shown(name, "light").evaluate(LOOK):
        assert (look["card"], look["scheme"]) == ("rgb(252, 252, 250)", "light"), look
        assert (look["filter"], look["blend"]) == ("none", "normal"), look


def test_the_readers_choice_counts_more_than_the_system(shown):
    page = shown("book/intro", "light")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert {look["card"] for look in page.evaluate(LOOK)} == {f"rgb{CARD}"}


def test_photographs_and_nothing_else_are_left_as_they_are(site):
    count = {path.stem: path.read_text("utf-8").count('class="bp-explore bp-photo"')
             for path in sorted(site.glob("chapters/*.html"))}
    assert {name: n for name, n in count.items() if n} == {"16_lab_own_characters": 3}


# --- colors -------------------------------------------------------------------------------------

def rgb(color):
    return np.array([int(color[k:k + 2], 16) for k in (1, 3, 5)]) / 255


def brightness(color):
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(color, ground=np.array(CARD) / 255):
    low, high = sorted(map(brightness, (color, ground)))
    return (high + 0.05) / (low + 0.05)


def cielab(color):
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    xyz = np.array([[0.4125, 0.3576, 0.1804], [0.2127, 0.7152, 0.0722], [0.0193, 0.1192, 0.9502]]) @ linear
    x, y, z = np.cbrt(np.maximum(xyz / [0.9505, 1, 1.089], 1e-6))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.fixture
def seen(shown):
    """What a dark page makes of each color of the book's palette, as (3,) in 0 ... 1."""
    colors = [getattr(plots, name) for name in ("CARD", "BLACK", "GRAY", "DARK", *NAMED)]
    swatch, file = np.repeat([rgb(color) for color in colors], 20, axis=0)[None].repeat(20, axis=0), io.BytesIO()
    Image.fromarray((255 * swatch).round().astype(np.uint8)).save(file, "png")
    page = shown("book/intro")
    image = page.locator(".bp-explore img").first
    image.evaluate("(image, src) => { image.src = src; image.style.imageRendering = 'pixelated'; return image.decode(); }",
                   "data:image/png;base64," + base64.b64encode(file.getvalue()).decode())
    picture = np.asarray(Image.open(io.BytesIO(image.screenshot())).convert("RGB")) / 255
    centers = ((np.arange(len(colors)) + 0.5) * picture.shape[1] / len(colors)).astype(int)
    return dict(zip(("CARD", "BLACK", "GRAY", "DARK", *NAMED), picture[len(picture) // 2, centers]))


def test_the_paper_of_a_picture_is_its_card(seen):
    assert tuple((255 * seen["CARD"]).round().astype(int)) == CARD


def test_colors_keep_their_hues_and_stand_out(seen):
    for name in NAMED:
        before, after = (colorsys.rgb_to_hls(*color)[0] for color in (rgb(getattr(plots, name)), seen[name]))
        assert abs((after - before + 0.5) % 1 - 0.5) < 15 / 360, name
        assert contrast(seen[name]) > 3, name
    for name in ("BLACK", "GRAY", "DARK", "BLUE", "VERMILLION", "GREEN"):          # what words are written in
        assert contrast(seen[name]) > 4.5, name
    for name in ("BLACK", "GRAY", "DARK"):
        assert np.ptp(seen[name]) < 0.12, f"{name} has no hue"


def test_no_two_colors_become_one(seen):
    def nearest(colors):
        return min(np.linalg.norm(cielab(a) - cielab(b)) for k, a in enumerate(colors) for b in colors[:k])
    assert nearest([seen[name] for name in NAMED]) > 0.6 * nearest([rgb(getattr(plots, name)) for name in NAMED])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name, what", [
    ("chapters/11_optimizers", ".bp-explore"), ("chapters/14_lab_mnist", ".bp-draw")])
def test_every_text_of_a_figure_stands_out(shown, scheme, name, what):
    count, low = shown(name, scheme).evaluate(FAINT, what)
    assert count > 10 and low == []


# --- the canvas, and figures with live sliders ----------------------------------------------------

def test_ink_is_light_on_a_dark_page(shown):
    for scheme, least, most in (("dark", 0, 10), ("light", 245, 255)):
        page = shown("chapters/14_lab_mnist", scheme)
        assert page.locator(".bp-draw").evaluate("e => getComputedStyle(e).backgroundColor") == (
            f"rgb{CARD}" if scheme == "dark" else "rgb(252, 252, 250)")
        ink = page.locator(".bp-ink")
        ink.scroll_into_view_if_needed()
        paper = np.asarray(Image.open(io.BytesIO(ink.screenshot())).convert("L"))[20:-20, 20:-20]
        assert least <= paper.min() and paper.max() <= most


@pytest.mark.parametrize("kind, filtered", [("", True), ("bp-photo", False)])
def test_live_figures_look_like_printed_ones(shown, kind, filtered):
    page = shown("chapters/02_fully_connected")
    page.add_style_tag(content=(ROOT / "code/backprop_book/live/live.css").read_text("utf-8"))
    page.evaluate("""kind => {
      const image = document.querySelector(".bp-explore img").outerHTML;
      document.body.classList.add("bp-live-on");
      document.querySelector(".bp-explore").closest(".cell_output").insertAdjacentHTML("afterend",
        `<div class="bp-live-output cell_output"><div class="widget-vbox ${kind}">${image}<div class="widget-html">
         <div class="widget-html-content">words</div></div></div></div>`); }""", kind)
    style = page.evaluate("""() => ["", " > img", " .widget-html-content"].map(what => {
      const { backgroundColor, color, filter } = getComputedStyle(document.querySelector(".bp-live-output .widget-vbox" + what));
      return { backgroundColor, color, filter }; })""")
    assert style[0]["backgroundColor"] == f"rgb{CARD}"
    assert style[1]["filter"].startswith("invert(1)" if filtered else "none")
    assert style[2]["color"] == "rgb(236, 239, 243)"
