"""The canvas to draw on: its arithmetic, and the browser's answers against NumPy's."""

from __future__ import annotations

import base64
import json
import math
import re

import numpy as np
import pytest

from backprop import Network, Tanh, mlp
from backprop.canvas import Canvas, areas, like_mnist, quantize
from backprop.data import Standardize, mnist
from backprop.errors import BackpropError, DTypeError, NonFiniteError, OptionError, ShapeError
from backprop.functional import softmax
from backprop.layers import Linear

SCALE = Standardize(np.float32(0.1307), np.float32(0.3081))
THREE = [(90, 70), (150, 45), (185, 85), (120, 130), (190, 175), (150, 235), (85, 215)]


@pytest.fixture(scope="module")
def images():
    return mnist().x_test[:200]


@pytest.fixture(scope="module")
def canvas(images):
    rng = np.random.default_rng(0)
    network = mlp([784, 32, 10], rng=rng)
    for layer in (network[0], network[2]):
        layer.b[...] = rng.normal(size=layer.b.shape)
    return Canvas(network, SCALE, examples=images[:3])


# --- bringing a drawing into MNIST's form ----------------------------------------------------

def enlarged(image, factor=10):
    return np.kron(image.reshape(28, 28), np.ones((factor, factor), np.float32))


def test_images_of_the_set_stay_what_they_are(images):
    """They have been brought into this form by their makers, so hardly a pixel may change."""
    again = np.array([like_mnist(enlarged(image)) for image in images])
    same = [np.allclose(a, b, atol=1e-6) for a, b in zip(again, images)]
    assert np.mean(same) > 0.95


def test_place_and_size_of_the_drawing_do_not_matter(images):
    for image in images[:20]:
        digit = enlarged(image, 5)
        moved = np.zeros((280, 280), np.float32)
        moved[:140, 140:] = digit
        assert np.allclose(like_mnist(moved), like_mnist(enlarged(image)), atol=1e-6)


def test_center_of_mass_and_box():
    ink = np.zeros((280, 280), np.float32)
    ink[10:260, 30:50] = 1                              # a stroke, 250 x 20
    image = like_mnist(ink).reshape(28, 28)
    rows, columns = np.nonzero(image)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (20, 2)
    assert abs(image.sum(axis=1) @ np.arange(28) / image.sum() - 14) <= 0.5
    assert abs(image.sum(axis=0) @ np.arange(28) / image.sum() - 14) <= 0.5


def test_a_heavy_end_moves_the_drawing_but_never_out_of_the_picture():
    ink = np.zeros((100, 100), np.float32)
    ink[0:100, 0] = 1e-3
    ink[95:100, :5] = 1
    assert like_mnist(ink).reshape(28, 28)[0, :].max() > 0     # pushed up to the edge, not beyond


def test_no_ink_gives_zeros():
    assert not like_mnist(np.zeros((280, 280), np.float32)).any()


@pytest.mark.parametrize("n, m", [(280, 20), (7, 20), (20, 20), (1, 3), (13, 5)])
def test_areas_keep_what_is_constant_and_all_ink(n, m):
    A = areas(n, m)
    assert A.shape == (m, n) and np.allclose(A.sum(axis=1), 1) and np.allclose(A.sum(axis=0), m / n)


def test_quantize_is_off_by_half_a_step_at_most():
    W = np.random.default_rng(0).normal(size=(50, 7)).astype(np.float32)
    W[:, 3] = 0
    q, scale = quantize(W)
    assert q.dtype == np.int8 and np.abs(q).max() == 127
    assert (np.abs(q * scale - W) <= 0.5001 * scale).all()


def test_the_file_holds_the_rounded_network(canvas):
    file = json.loads(canvas.weights())
    assert np.array_equal(network_of(file).params, canvas.rounded.params)
    assert [len(base64.b64decode(x)) for x in file["examples"]] == [784] * 3


def test_other_classes_have_names_and_a_word_of_their_own(canvas):
    network = mlp([784, 2], rng=np.random.default_rng(0))
    page = Canvas(network, SCALE, names=["山 shān", "大 dà"], what="character")._repr_html_()
    assert page.count("Draw a character") == 2 and "digit" not in page.partition("<script>")[0]
    assert '<span style="width: 7ch">山 shān</span>' in page and "Show me" not in page
    digits = canvas._repr_html_().partition("<script>")[0]
    assert digits.count("Draw a digit") == 2 and "Show me a digit" in digits
    assert "<span>7</span>" in digits and '<ol class="bp-answer">' in digits


@pytest.mark.parametrize("make, error, words", [
    (lambda: Canvas(mlp([784, 5, 10], activation="tanh", rng=np.random.default_rng(0)), SCALE),
     OptionError, "knows Linear and ReLU, not Tanh()"),
    (lambda: Canvas(Network([Tanh()]), SCALE), OptionError, "Tanh"),
    (lambda: Canvas(mlp([100, 10], rng=np.random.default_rng(0)), SCALE), ShapeError, "100 inputs"),
    (lambda: Canvas(mlp([784, 9], rng=np.random.default_rng(0)), SCALE), ShapeError, "9 outputs"),
    (lambda: Canvas("digits.npz", SCALE), DTypeError, "expected a Network"),
    (lambda: Canvas(mlp([784, 10], rng=np.random.default_rng(0)),
                    Standardize.fit(np.zeros((2, 784), np.float32))), OptionError, 'per="all"'),
    (lambda: like_mnist(np.zeros(784, np.float32)), ShapeError, "ink has shape (784,)"),
    (lambda: like_mnist(np.zeros((28, 28), int)), DTypeError, "ink has dtype"),
    (lambda: like_mnist(np.full((2, 2), np.nan)), NonFiniteError, "ink"),
    (lambda: quantize(np.ones(3)), ShapeError, "W has shape (3,)")])
def test_bad_input_gets_one_clear_error(make, error, words):
    with pytest.raises(error, match=re.escape(words)) as caught:
        make()
    assert isinstance(caught.value, BackpropError)


# --- in the browser --------------------------------------------------------------------------

@pytest.fixture
def alone(canvas, tmp_path):
    """The address of a page that holds nothing but the canvas, read from the disk."""
    file = tmp_path / "canvas.html"
    file.write_text("<!doctype html><meta charset=utf-8><title>canvas</title>" + canvas._repr_html_(),
                    encoding="utf-8")
    return file.as_uri()


def network_of(file: dict) -> Network:
    """The network in a file of weights, decoded here and not by the package."""
    layers = []
    for k, entry in enumerate(file["layers"]):
        layer = Linear(*entry["shape"], rng=np.random.default_rng(0))
        q, scale, b = (np.frombuffer(base64.b64decode(entry[key]), kind)
                       for key, kind in (("q", "i1"), ("scale", "<f4"), ("b", "<f4")))
        layer.W[...], layer.b[...] = q.reshape(entry["shape"]) * scale, b
        layers.append(layer)
    filled = mlp([file["layers"][0]["shape"][0], *(e["shape"][1] for e in file["layers"])],
                 rng=np.random.default_rng(0))
    for mine, layer in zip([part for part in filled if isinstance(part, Linear)], layers):
        mine.W[...], mine.b[...] = layer.W, layer.b
    return filled


def draw(page, points):
    """Pull the mouse along the points, given in pixels of the canvas (280 x 280)."""
    desk = page.locator(".bp-ink")
    desk.scroll_into_view_if_needed()
    box = desk.bounding_box()
    on_page = [(box["x"] + x * box["width"] / 280, box["y"] + y * box["height"] / 280) for x, y in points]
    page.mouse.move(*on_page[0])
    page.mouse.down()
    for place in on_page[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()
    page.wait_for_function("document.querySelector('.bp-draw').probabilities")
    page.wait_for_timeout(100)


def read(page):
    """(ink (280, 280), what the network saw (784,), probabilities) of the page's canvas."""
    ink, image, p = page.evaluate("""() => {
        const figure = document.querySelector(".bp-draw"), desk = figure.querySelector(".bp-ink");
        const data = desk.getContext("2d").getImageData(0, 0, 280, 280).data;
        return [[...data].filter((_, i) => i % 4 === 3), figure.image && [...figure.image],
                figure.probabilities];
    }""")
    return np.array(ink, np.float32).reshape(280, 280) / 255, image, p


def check_answer(page, file):
    """The page's picture and probabilities are those that Python computes from the same ink."""
    _, image, p = read(page)
    ink = np.array(page.evaluate("[...document.querySelector('.bp-draw').ink]"), np.float32).reshape(280, 280)
    assert np.allclose(image, like_mnist(ink), atol=1e-6)
    x = (like_mnist(ink)[None].astype(np.float64) - file["mean"]) / file["std"]
    expected = softmax(network_of(file).astype(np.float64).predict(x))[0]
    assert np.abs(np.array(p) - expected).max() < 1e-5
    shown = [float(text.split()[0]) / 100 for text in page.locator(".bp-answer output").all_inner_texts()]
    assert np.abs(np.array(shown) - expected).max() <= 0.00051
    assert f"says {expected.argmax()}" in page.locator(".bp-draw figcaption").inner_text()
    return expected


def test_a_drawing_gets_the_probabilities_that_numpy_computes(opened, alone, canvas):
    page = opened(alone)
    file = json.loads(canvas.weights())
    draw(page, THREE)
    first = check_answer(page, file)
    draw(page, [(40, 260), (240, 262)])                     # another stroke changes the answer
    assert np.abs(check_answer(page, file) - first).max() > 1e-3


def test_a_dot_and_a_small_drawing_in_a_corner(opened, alone, canvas):
    page = opened(alone)
    draw(page, [(3, 3), (3, 3)])
    check_answer(page, json.loads(canvas.weights()))
    page.get_by_role("button", name="Clear").click()
    draw(page, [(230 + x / 6, y / 6) for x, y in THREE])
    check_answer(page, json.loads(canvas.weights()))


@pytest.mark.parametrize("size", [0.5, 0.3, 0.2])
def test_a_small_drawing_looks_like_a_large_one(opened, alone, size):
    """With a pen of one width a digit of a fifth of the size is a blob; the pen is scaled with the drawing."""
    page = opened(alone)
    draw(page, THREE)
    large = np.array(read(page)[1])
    page.get_by_role("button", name="Clear").click()
    draw(page, [(20 + size * x, 200 * (1 - size) + size * y) for x, y in THREE])
    small = np.array(read(page)[1])
    assert np.corrcoef(large, small)[0, 1] > 0.85
    assert small.sum() == pytest.approx(large.sum(), rel=0.25)


def test_clear_and_examples(opened, alone, canvas, images):
    page = opened(alone)
    file = json.loads(canvas.weights())
    for image in images[:3]:
        page.get_by_role("button", name="Show me a digit").click()
        page.wait_for_function("document.querySelector('.bp-draw').probabilities")
        ink, seen, _ = read(page)
        assert np.allclose(ink, enlarged(image), atol=1 / 255)
        check_answer(page, file)
    page.get_by_role("button", name="Clear").click()
    ink, seen, p = read(page)
    assert not ink.any() and seen is None and p is None
    assert page.locator(".bp-draw figcaption").inner_text() == "Draw a digit."


def test_the_keyboard_draws_and_clears(opened, alone, canvas):
    page = opened(alone)
    page.locator(".bp-ink").focus()
    for key in ("ArrowUp", "ArrowUp", "Space", *["ArrowDown"] * 6, "Space", "ArrowLeft"):
        page.keyboard.press(key)
    page.wait_for_function("document.querySelector('.bp-draw').probabilities")
    ink, _, _ = read(page)
    rows, columns = np.nonzero(ink > 0.5)
    assert np.ptp(rows) > 50 and np.ptp(columns) < 30       # a stroke downward, and none to the left
    page.keyboard.press("ArrowUp")
    assert "Pen up" in page.locator(".bp-draw figcaption").inner_text()
    page.keyboard.press("Escape")
    assert not read(page)[0].any()


def test_a_finger_draws_on_a_phone(opened, alone, canvas):
    page = opened(alone, has_touch=True, is_mobile=True)
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(".bp-ink").tap(position={"x": 60, "y": 60})
    page.wait_for_function("document.querySelector('.bp-draw').probabilities")
    check_answer(page, json.loads(canvas.weights()))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_everything_has_a_name_for_those_who_cannot_see_it(opened, alone):
    page = opened(alone)
    names = page.locator(".bp-draw canvas, .bp-draw meter").evaluate_all(
        "all => all.map(one => one.getAttribute('aria-label'))")
    assert len(names) == 12 and all(names) and len(set(names)) == 12
    assert page.locator(".bp-draw figcaption").get_attribute("aria-live") == "polite"


def test_the_lab_page_loads_its_weights_when_the_canvas_is_touched(opened, site):
    """In the built page: not before, from the disk, and with the answers of NumPy."""
    source = site / "chapters" / "14_lab_mnist.html"
    page = opened("about:blank")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(source.as_uri())
    page.wait_for_timeout(500)
    address = page.locator(".bp-draw").get_attribute("data-weights")
    script = source.parent / address
    assert not [url for url in asked if url.endswith(".js") and "_frames" in url]
    draw(page, THREE)
    assert [url for url in asked if url.endswith(script.name)]
    file = json.loads(re.fullmatch(r"\(window.*?\)\[.*?\] = (.*);", script.read_text("utf-8"))[1])
    p = check_answer(page, file)
    assert math.isclose(p.sum(), 1) and p.argmax() == 3     # a plain 3, by a network that reads
