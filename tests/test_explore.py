"""Sliders: positions, errors, both lives, and captions that are what draw says."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from backprop import explore as module
from backprop import plots
from backprop.errors import DTypeError, OptionError
from backprop.explore import Axis, Choice, explore, show


def draw(z, k=0):
    figure = Figure(figsize=(2, 1))
    figure.subplots().plot([0, z], [0, 1])
    return figure, f"z = {z}, k = {k}"


@pytest.fixture
def book(monkeypatch):
    monkeypatch.setenv("BACKPROP_BOOK", "1")


@pytest.fixture
def kernel(monkeypatch):
    monkeypatch.delenv("BACKPROP_BOOK", raising=False)


def data_of(html):
    return json.loads(re.search(r'class="bp-frames">(.*?)</script>', html, re.S)[1])


# Positions and values

def test_a_continuous_axis_has_even_positions_free_of_rounding_noise():
    assert Axis(0, 0.9, 10).values == (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    assert Axis(-1, 1, 3).values == (-1, 0, 1)
    assert Axis(0, 1, 4).values[1] == pytest.approx(1 / 3, rel=1e-11)


@pytest.mark.parametrize("spec, values", [
    ((0, 1, 3), (0, 0.5, 1)), ([1, 2, 4], (1, 2, 4)), (range(3), (0, 1, 2)),
    (np.array([1, 10]), (1, 10)), (["relu", "tanh"], ("relu", "tanh")),
    ([True, False], (True, False))])
def test_shorthands(spec, values):
    axis = explore(draw, z=spec).axes["z"]
    assert axis.values == values and axis.label == "z"
    assert all(type(a) is type(b) for a, b in zip(axis.values, values) if not isinstance(a, float))


@pytest.mark.parametrize("spec, first", [
    ((0, 10, 11), 5), (Axis(0, 10, 11, value=2.9), 3), (Axis(0, 10, 11, value=0), 0),
    ([1, 2, 4, 8], 4), (Choice([1, 2, 4, 8], value=8), 8), (Choice(["a", "b"]), "a"),
    (Choice(["a", "b"], value="b"), "b")])
def test_the_first_value_is_the_nearest_to_value_else_the_middle(spec, first):
    explorer = explore(draw, z=spec)
    assert explorer.values(explorer.start) == {"z": first}


def test_several_axes_form_their_grid():
    explorer = explore(draw, z=(0, 1, 3), k=["a", "b"])
    assert explorer.positions() == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]
    assert explorer.values((2, 1)) == {"z": 1, "k": "b"}
    assert explorer.caption((2, 1)) == "z = 1.0, k = b"


@pytest.mark.parametrize("said, shown", [
    ("z = -1.5: (-2, -.5)", "z = −1.5: (−2, −.5)"), ("at -∞", "at −∞"), ("-3", "−3"),
    ("1e-05, 10-20, a-3, x[0]-1, (B-1)-2", "1e-05, 10-20, a-3, x[0]-1, (B-1)-2")])
def test_a_sign_in_a_caption_is_a_real_minus_and_a_hyphen_stays(said, shown):
    explorer = explore(lambda z: (Figure(), said), z=(0, 1, 2))
    assert explorer.caption(explorer.start) == explorer.frame(explorer.start).caption == shown


def test_with_points_one_axis_moves_at_a_time():
    explorer = explore(draw, points={"low": {"z": 0.1}, "high": {"z": 9, "k": 4}},
                       z=(0, 10, 11), k=[0, 2, 4])
    assert explorer.points == {"low": (0, 1), "high": (9, 2)} and explorer.start == (0, 1)
    lone = {(i, 1) for i in range(11)} | {(0, j) for j in range(3)}
    lone |= {(i, 2) for i in range(11)} | {(9, j) for j in range(3)}
    assert explorer.positions() == sorted(lone)


@pytest.mark.parametrize("axis, value, text", [
    (Axis(-1, 1, 5, format=".2f"), -0.5, "−0.50"), (Axis(0, 1, 5), 0.25, "0.25"),
    (Choice([1, 1000]), 1000, "1000"), (Axis(0, 1, 3, format=".0%"), 0.5, "50%"),
    (Choice(["he-normal", "-"]), "-", "-")])
def test_text_of_a_value(axis, value, text):
    assert axis.text(value) == text


# Errors: one clear typed error for each wrong use

@pytest.mark.parametrize("make, error, words", [
    (lambda: explore(draw, z=[]), OptionError, "axis z has no values"),
    (lambda: Choice([]), OptionError, "no values"),
    (lambda: Choice("relu"), DTypeError, "expected a list"),
    (lambda: Choice(3), DTypeError, "expected a list"),
    (lambda: explore(draw, z=3), DTypeError, "axis z is 3"),
    (lambda: explore(draw, z=(0, 1)), OptionError, r"axis z is \(0, 1\), expected \(start"),
    (lambda: Axis(0, 1, 1), OptionError, "steps is 1, expected at least 2"),
    (lambda: Axis(0, 1, 2.5), DTypeError, "steps is float 2.5"),
    (lambda: Axis(1, 1, 5), OptionError, "stop is 1"),
    (lambda: Axis(0, float("inf"), 5), OptionError, "stop is inf"),
    (lambda: Axis(float("nan"), 1, 5), OptionError, "start is nan"),
    (lambda: Axis("0", 1, 5), DTypeError, "start is str"),
    (lambda: Axis(0, 1, 5, format="{:.2f}"), OptionError, "such as '.2f'"),
    (lambda: explore(draw, z=Axis(0, 1, 5, value=1.2)), OptionError, r"1.2, expected .*0.0, 1.0"),
    (lambda: explore(draw, z=Choice([1, 2], value=3)), OptionError, "value is 3"),
    (lambda: explore(draw, z=Choice(["a"], value="b")), OptionError, "unknown value 'b'.*'a'"),
    (lambda: explore(draw, z=(0, 1, 41), k=[1, 2, 3, 4]), OptionError,
     r"41 x 4 positions would be 164 frames, expected at most 160; .*points="),
    (lambda: explore(draw, points={"a": {}, "b": {"z": 0, "k": 0}}, z=(0, 1, 60), k=(0, 1, 60)),
     OptionError, "would be 236 frames"),
    (lambda: explore(draw, points={"a": {"q": 1}}, z=(0, 1, 3)), OptionError, "unknown axis 'q'"),
    (lambda: explore(draw, points={"a": {"z": 2}}, z=(0, 1, 3)), OptionError, "point 'a'"),
    (lambda: explore(draw, q=(0, 1, 3)), OptionError, r"axes are \(q\), but draw says"),
    (lambda: explore(lambda z: None, z=(0, 1, 3)).frames(), DTypeError, r"returned \(NoneType\)"),
    (lambda: explore(lambda z: Figure(), z=(0, 1, 3)).frames(), DTypeError, r"\(Figure\)"),
    (lambda: explore(lambda z: (Figure(), 3), z=(0, 1, 3)).frames(), DTypeError, "Figure, int"),
    (lambda: explore(lambda z: (Figure(), " "), z=(0, 1, 3)).frames(), OptionError,
     r"caption is empty at \{'z': 0.0\}")])
def test_wrong_use_is_one_clear_error(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_160_frames_are_allowed():
    assert len(explore(draw, z=(0, 1, 40), k=[1, 2, 3, 4]).positions()) == 160


# The book's life

def test_the_book_gets_html_with_every_frame_and_no_widget(book):
    explorer = explore(draw, z=Axis(-1, 1, 3, label="∂L/∂w", format=".1f"), k=["a<b", "c"])
    bundle = explorer._repr_mimebundle_()
    assert set(bundle) == {"text/html"}
    html, data = bundle["text/html"], data_of(bundle["text/html"])
    assert list(data["frames"]) == ["0,0", "0,1", "1,0", "1,1", "2,0", "2,1"]
    for key, (url, caption) in data["frames"].items():
        assert caption == explorer.caption(tuple(map(int, key.split(","))))
        assert url.startswith("data:image/webp;base64,")
    assert data["texts"] == [["−1.0", "0.0", "1.0"], ["a<b", "c"]] and data["points"] == []
    assert "<b" not in html.replace("<body", "")          # words are escaped, in script as well
    assert 'aria-live="polite"' in html and 'alt="z = 0.0, k = a&lt;b"' in html
    assert 'type="range"' in html and 'max="2"' in html and 'value="1"' in html
    assert html.count("<label>") == 2 and html.count("<select") == 1 and "∂L/∂w" in html


def test_the_book_makes_no_widget():
    code = ("import os, sys; os.environ['BACKPROP_BOOK'] = '1'\n"
            "from test_explore import draw, explore\n"
            "explore(draw, z=(0, 1, 2))._repr_mimebundle_()\n"
            "assert not {'ipywidgets', 'matplotlib.pyplot'} & set(sys.modules)")
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent)


def test_a_frame_is_a_picture_of_the_figure():
    frame = explore(draw, z=(0, 1, 3)).frame((0,))
    image = Image.open(io.BytesIO(frame.image))
    assert image.format == "WEBP" and image.size == (frame.width, frame.height) == (300, 150)
    assert image.convert("RGB").getpixel((0, 0)) == (0xFC, 0xFC, 0xFA)      # plots.CARD
    assert len(set(image.convert("RGB").get_flattened_data())) > 5


def test_frames_differ_and_a_position_is_drawn_with_its_own_values():
    frames = explore(draw, z=(0.1, 1, 4)).frames()
    assert len({frame.image for frame in frames.values()}) == 4
    assert frames[(3,)].caption == "z = 1.0, k = 0"


def test_points_menu_only_if_there_are_several(book):
    one, two = (explore(draw, points=points, z=(0, 1, 3))._repr_mimebundle_()["text/html"]
                for points in ({"a": {}}, {"a": {}, "b": {"z": 1}}))
    assert "bp-point" not in one and data_of(one)["points"] == [[1]]
    assert "bp-point" in two and data_of(two)["points"] == [[1], [2]]


def test_show_is_a_figure_with_its_caption_as_alt_text(book):
    html = show(draw(1)[0], 'it says "1" < 2')._repr_mimebundle_()["text/html"]
    assert 'alt="it says &quot;1&quot; &lt; 2"' in html and "bp-frames" not in html


# The kernel's life

def test_a_kernel_gets_a_still_picture_and_a_widget_and_draws_only_the_first_frame(kernel):
    calls = []

    def counted(z):
        calls.append(z)
        return draw(z)
    bundle = explore(counted, z=(0, 1, 101))._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert 'alt="z = 0.5, k = 0"' in bundle["text/html"] and "input" not in bundle["text/html"]
    assert set(calls) == {0.5}


def test_without_working_widgets_the_figure_stands_still_and_says_why(kernel, monkeypatch):
    def old(self):
        raise AttributeError("no <such> option")
    monkeypatch.setattr(module.Explorer, "widget", old)
    bundle = explore(draw, z=(0, 1, 101))._repr_mimebundle_()
    assert set(bundle) == {"text/html"} and 'alt="z = 0.5, k = 0"' in bundle["text/html"]
    assert "they need ipywidgets: AttributeError: no &lt;such&gt; option" in bundle["text/html"]
    monkeypatch.undo()
    monkeypatch.delenv("BACKPROP_BOOK", raising=False)
    monkeypatch.setitem(sys.modules, "ipywidgets", None)                # not installed
    bundle = explore(draw, z=(0, 1, 101))._repr_mimebundle_()
    assert set(bundle) == {"text/html"} and "ipywidgets: ModuleNotFoundError" in bundle["text/html"]
    assert "No live sliders" not in show(*draw(1))._repr_mimebundle_()["text/html"]


def test_live_sliders_redraw_at_any_value(kernel):
    box = explore(draw, z=Axis(0, 1, 3, format=".3g"), k=["a", "b"]).widget()
    picture, caption, slider, menu = box.children
    before = picture.value
    slider.value = 0.15                                 # no position of the book
    assert caption.value == "z = 0.15, k = a" and picture.value != before
    menu.value = "b"
    assert caption.value == "z = 0.15, k = b" and picture.format == "webp"
    assert (slider.min, slider.max, slider.step) == (0, 1, 0.05)


def test_a_live_choice_of_numbers_has_only_these(kernel):
    slider = explore(draw, z=[1, 2, 4]).widget().children[2]
    assert slider.options == (("1", 1), ("2", 2), ("4", 4)) and slider.value == 2


def test_live_presets_move_the_sliders(kernel):
    explorer = explore(draw, points={"a": {"z": 0}, "b": {"z": 1, "k": 3}}, z=(0, 1, 5), k=[0, 3])
    picture, caption, menu, z, k = explorer.widget().children
    menu.value = "b"
    assert (z.value, k.value, caption.value) == (1, 3, "z = 1.0, k = 3")


def test_a_live_slider_says_what_went_wrong_and_goes_on(kernel):
    def fragile(z):
        if z > 0.9:
            raise ValueError("too <far>")
        return draw(z)
    picture, caption, slider = explore(fragile, z=(0, 1, 3)).widget().children
    slider.value = 1
    assert caption.value == "ValueError: too &lt;far&gt;"
    slider.value = 0
    assert caption.value == "z = 0.0, k = 0"


def test_no_figure_stays_open_in_pyplot(kernel):
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    def with_pyplot(z):
        return plt.figure(), f"z = {z}"
    explore(with_pyplot, z=(0, 1, 9)).frames()
    assert plt.get_fignums() == []


# For the browser test

def test_explorers_are_recorded_only_when_asked(monkeypatch):
    monkeypatch.setattr(module, "created", [])
    monkeypatch.delenv("BACKPROP_RECORD", raising=False)
    explore(draw, z=(0, 1, 3))
    assert module.created == []
    monkeypatch.setenv("BACKPROP_RECORD", "1")
    explorer = explore(draw, z=(0, 1, 3))
    assert module.created == [explorer] and explorer.name == "draw"


# Photographs

def photograph(light):
    figure, ax = plots.figure(2, 1)
    ax.imshow([[0, light], [1, 0]], cmap="gray")
    return plots.photo(figure), f"light {light:g}"


def test_a_photograph_has_no_paper_and_says_so(book):
    html = explore(photograph, light=(0, 1, 2))._repr_mimebundle_()["text/html"]
    frame = explore(photograph, light=(0, 1, 2)).frame((1,))
    picture = np.asarray(Image.open(io.BytesIO(frame.image)))
    assert html.startswith('<figure class="bp-explore bp-photo"') and frame.photo
    assert picture[0, 0, 3] == 0 and picture[..., 3].max() == 255
    assert 'class="bp-explore"' in explore(draw, z=(0, 1, 2))._repr_mimebundle_()["text/html"]
    assert np.asarray(Image.open(io.BytesIO(explore(draw, z=(0, 1, 2)).frame((1,)).image))).shape[2] == 3


def test_live_photographs_say_so_too(kernel):
    pytest.importorskip("ipywidgets")
    assert explore(photograph, light=(0, 1, 2)).widget()._dom_classes == ("bp-photo",)
    assert explore(draw, z=(0, 1, 2)).widget()._dom_classes == ()
