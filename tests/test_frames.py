"""Frames become files of the site, each once, and stay there through incremental builds."""

from __future__ import annotations

import io
import json
import re
import shutil

import pytest
from matplotlib.figure import Figure
from PIL import Image
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from backprop.explore import explore, show
from backprop.slider import strip_frames
from backprop_book import frames


def draw(z):
    figure = Figure(figsize=(1, 1))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.plot([0, z])
    ax.set_ylim(0, 9)
    return figure, f"z = {z}"


@pytest.fixture
def slider(monkeypatch):
    monkeypatch.setenv("BACKPROP_BOOK", "1")

    def html(stop, steps=5):
        return explore(draw, z=(0, stop, steps))._repr_mimebundle_()["text/html"]
    return html


@pytest.fixture
def book(tmp_path):
    """Write pages of raw HTML with book(page=html, ...), and build them."""
    source = tmp_path / "source"
    (source / "chapters").mkdir(parents=True)
    (source / "conf.py").write_text("extensions = ['backprop_book.frames']")

    def build(parallel=1, **pages):
        for page, html in pages.items():
            name = "index" if page == "index" else f"chapters/{page}"
            text = ".. raw:: html\n\n" + "\n".join("   " + line for line in html.splitlines())
            toc = ".. toctree::\n   :glob:\n\n   chapters/*\n" if page == "index" else ""
            (source / f"{name}.rst").write_text(f"Page\n====\n\n{text}\n\n{toc}")
        app = Sphinx(source, source, tmp_path / "html", tmp_path / "doctrees", "html",
                     status=None, warning=io.StringIO(), parallel=parallel)
        app.build()
        return tmp_path / "html"
    return build


def addresses(page):
    """Every frame's file that a page names, resolved as the browser does."""
    text = page.read_text(encoding="utf-8")
    assert "data:image" not in text
    data = [json.loads(script) for script in re.findall(r'bp-frames">(.*?)</script>', text, re.S)]
    urls = [url for figure in data for url, _ in figure["frames"].values()]
    first = re.findall(r'<img src="([^"]+)"', text)
    assert all(url in urls for url in first) or not data
    return [(page.parent / url).resolve() for url in urls + first]


def files(site):
    return sorted((site / "_frames").iterdir())


def test_frames_are_files_at_relative_addresses(book, slider):
    site = book(index=slider(1), one=slider(1) + "\n" + slider(3), two="no figure")
    for page in (site / "index.html", site / "chapters" / "one.html"):
        found = addresses(page)
        assert found and all(Image.open(file).format == "WEBP" for file in found)
    named = set(addresses(site / "index.html")) | set(addresses(site / "chapters" / "one.html"))
    assert named == {file.resolve() for file in files(site)}
    assert len(named) == 8                     # z = 0 and z = 0.75 are in both sliders: one file


def test_a_figure_without_sliders_is_a_file_too(book, slider):
    site = book(index=show(*draw(1))._repr_mimebundle_()["text/html"])
    assert [file.resolve() for file in files(site)] == addresses(site / "index.html")


def test_other_pictures_are_left_alone(book):
    html = '<img src="data:image/webp;base64,AAAA" alt="none">'
    site = book(index=html)
    assert html in (site / "index.html").read_text() and not files(site)


def test_pages_that_are_not_read_again_keep_their_frames(book, slider, tmp_path):
    site = book(index="hello", one=slider(1))
    before = files(site)
    shutil.rmtree(site)                                 # the doctrees stay
    site = book(index="changed")
    named = addresses(site / "chapters" / "one.html")
    assert files(site) == before and all(file.exists() for file in named)


def test_frames_that_no_page_names_are_removed(book, slider):
    book(index="hello", one=slider(1), two=slider(2))
    site = book(one=slider(3))
    named = {*addresses(site / "chapters/one.html"), *addresses(site / "chapters/two.html")}
    assert {file.resolve() for file in files(site)} == named
    book(one="text", two="text")
    assert not files(site)


def test_a_page_that_is_gone_takes_its_frames_along(book, slider, tmp_path):
    book(index="hello", one=slider(1), two=slider(2))
    (tmp_path / "source" / "chapters" / "one.rst").unlink()
    site = book(index="changed")
    assert {file.resolve() for file in files(site)} == {*addresses(site / "chapters/two.html")}


def test_parallel_readers_are_merged(book, slider):
    pages = {f"page{k}": slider(1 + k) for k in range(8)}
    site = book(parallel=2, index="hello", **pages)
    for page in pages:
        assert all(file.exists() for file in addresses(site / "chapters" / f"{page}.html"))


def test_too_many_frames_on_a_page_stop_the_build(book, slider, monkeypatch):
    monkeypatch.setattr(frames, "MAX_FRAMES", 9)
    book(index=slider(1, steps=9))
    with pytest.raises(ExtensionError, match="index: 10 frames, expected at most 9 a page; give"):
        book(index=slider(1, steps=10))


def test_a_notebook_keeps_the_first_frame_and_says_how_to_move_it(slider):
    html = slider(1)
    stripped = strip_frames(html)
    assert stripped.count("data:image/webp") == 1 and len(stripped) < len(html) / 3
    for gone in ("<script", "<input", "<label", "bp-axes"):
        assert gone not in stripped
    assert "Run this cell for live sliders." in stripped and "z = 0.5" in stripped
    assert stripped.count("<figure") == stripped.count("</figure>") == 1


def test_a_notebook_keeps_everything_else(slider):
    still = show(*draw(1))._repr_mimebundle_()["text/html"]
    assert strip_frames(still) == still
    table = "<table><tr><td>1</td></tr></table>"
    assert strip_frames(table) == table
