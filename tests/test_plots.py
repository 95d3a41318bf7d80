"""The drawing functions draw what they were given, in the book's style and with no state."""

from __future__ import annotations

import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure

from backprop import plots
from backprop.errors import ShapeError


@pytest.fixture
def ax():
    return plots.figure()[1]


def lines(ax):
    return [line.get_xydata() for line in ax.lines]


def texts(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def rng():
    return np.random.default_rng(0)


def test_figure_has_the_style_and_no_pyplot():
    fig, axes = plots.figure(6, 3, rows=2, cols=3)
    assert type(fig) is Figure and axes.shape == (2, 3) and tuple(fig.get_size_inches()) == (6, 3)
    assert to_hex(fig.get_facecolor()) == plots.CARD.lower() and fig.get_alpha() is None
    code = "import sys, backprop.plots; assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_text_is_readable_when_six_inches_are_355_pixels():
    pixels_per_point = 355 / 6 / 72
    for name in ("font.size", "axes.labelsize", "xtick.labelsize", "legend.fontsize"):
        assert matplotlib.rcParams[name] * pixels_per_point >= 11, name


def test_the_gradient_color_is_for_gradients_only():
    cycle = {color.lower() for color in matplotlib.rcParams["axes.prop_cycle"].by_key()["color"]}
    assert plots.GRADIENT.lower() not in cycle and plots.FORWARD != plots.GRADIENT


def test_curve_with_tangent(ax):
    x = np.linspace(-2, 2, 401)
    plots.draw_curve_with_tangent(ax, x, x**2, 1.0, 2.0, reach=0.5)
    curve, tangent, point = lines(ax)
    assert np.array_equal(curve, np.stack([x, x**2], axis=1))
    assert np.allclose(tangent, [[0.5, 0], [1.5, 2]]) and np.allclose(point, [[1, 1]])
    assert [line.get_color() for line in ax.lines] == [plots.FORWARD] + 2 * [plots.GRADIENT]


def test_matrix_shows_numbers_and_signs(ax):
    M = np.array([[-2.0, 0.0, 0.5], [1.0, 2.0, -0.25]])
    plots.draw_matrix(ax, M, title="W")
    image = ax.images[0]
    assert np.array_equal(image.get_array(), M) and image.get_clim() == (-2, 2)
    assert texts(ax) == ["−2.00", "0.00", "0.50", "1.00", "2.00", "−0.25"]
    assert ax.texts[0].get_color() == "white" and ax.texts[1].get_color() == plots.BLACK
    assert np.allclose(image.to_rgba(2.0), to_rgba(plots.FORWARD)) and ax.get_title() == "W"


def test_matrix_of_gradients_has_the_gradient_color(ax):
    plots.draw_matrix(ax, [1.0, -1.0], gradient=True, fmt=None, limit=4)
    assert np.allclose(ax.images[0].to_rgba(4.0), to_rgba(plots.GRADIENT)) and not texts(ax)
    assert ax.images[0].get_clim() == (-4, 4)


def test_matrix_of_zeros_and_many_cells(ax):
    plots.draw_matrix(ax, np.zeros((60, 60)))
    assert ax.images[0].get_clim() == (-1, 1) and not texts(ax)       # numbers would not fit


def test_bars(ax):
    plots.draw_bars(ax, [0.1, 0.7, 0.2], ["a", "b", "c"], truth=2)
    assert np.allclose([bar.get_height() for bar in ax.patches], [0.1, 0.7, 0.2])
    assert [to_hex(bar.get_facecolor()).upper() for bar in ax.patches] == [
        plots.FORWARD, plots.FORWARD, plots.TRUTH]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["a", "b", "c"]
    assert texts(ax) == ["0.10", "0.70", "0.20"] and ax.get_ylim()[0] == 0


def test_bars_below_zero(ax):
    plots.draw_bars(ax, [-3.0, 2.0], color=plots.GRADIENT, fmt=".1f")
    assert texts(ax) == ["−3.0", "2.0"] and ax.get_ylim()[0] < -3


@pytest.mark.parametrize("log", [False, True])
def test_history(ax, log):
    train, valid = np.array([3.0, 0.2, 0.1]), np.array([3.1, np.nan, 0.4])
    plots.draw_history(ax, {"training": train, "validation": valid}, log=log)
    assert np.array_equal(lines(ax)[0], [[1, 3.0], [2, 0.2], [3, 0.1]])
    assert np.array_equal(lines(ax)[1][:, 1], valid, equal_nan=True)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["training", "validation"]
    assert ax.get_yscale() == ("log" if log else "linear") and ax.get_xlabel() == "epoch"


@pytest.mark.parametrize("low, high, shown", [
    (0.03, 0.6, ["0.05", "0.1", "0.2", "0.5"]), (1e-3, 1e2, ["0.001", "0.01", "1", "100"]),
    (1e-9, 1, ["10^{-8}"])])
def test_log_axes_look_at_what_is_drawn_in_the_end(ax, low, high, shown):
    plots.log_axis(ax.yaxis)
    ax.plot([1, 2], [low, high])
    ax.figure.draw_without_rendering()
    labels = " ".join(label.get_text() for label in ax.get_yticklabels())
    assert all(text in labels for text in shown) and ("10^" in labels) == (low < 1e-4)


def test_confusion(ax):
    C = np.array([[50, 2], [0, 40]])
    plots.draw_confusion(ax, C, ["cat", "dog"])
    assert np.allclose(ax.images[0].get_array(), [[1, -1], [0, 0.8]])
    assert texts(ax) == ["50", "2", "40"]                   # an empty cell stays empty
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["cat", "dog"]


def test_images_and_titles():
    _, axes = plots.figure(rows=2, cols=3)
    images = rng().random((5, 784))
    plots.draw_images(axes, images, list("abcde"), colors=["#ff0000"] + 4 * ["#000000"])
    for k, ax in enumerate(axes.flat[:5]):
        assert np.array_equal(ax.images[0].get_array(), images[k].reshape(28, 28))
        assert ax.get_title() == "abcde"[k]
    assert not axes.flat[5].images and not axes.flat[5].axison
    assert axes.flat[0].title.get_color() == "#ff0000"


def test_filters_are_the_columns_of_W_on_one_scale():
    _, axes = plots.figure(cols=3)
    W = rng().normal(size=(16, 5))
    plots.draw_filters(axes, W, side=4)
    for k, ax in enumerate(axes):
        assert np.array_equal(ax.images[0].get_array(), W[:, k].reshape(4, 4))
        assert ax.images[0].get_clim() == (-np.abs(W).max(), np.abs(W).max())


def test_fit(ax):
    x, grid = np.linspace(0, 1, 5)[:, None], np.linspace(0, 1, 9)
    plots.draw_fit(ax, x, x**2, {"network": (grid, grid)})
    points, curve = lines(ax)
    assert np.array_equal(points, np.hstack([x, x**2])) and np.array_equal(curve[:, 1], grid)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["data", "network"]


def test_graph(ax):
    places = {"x": (0, 0), "u": (1, 0), "L": (2, 1)}
    plots.draw_graph(ax, places, [("x", "u"), ("u", "L")], values={"x": 2, "L": "4"},
                     gradients={"L": 1.0, ("x", "u"): -3.0}, active=["u"])
    drawn = {text.get_text(): text for text in ax.texts if text.get_text()}
    assert set(drawn) == {"x", "u", "L", "2.00", "4", "1.00", "−3.00"}
    assert drawn["2.00"].get_color() == plots.FORWARD and drawn["2.00"].xy == (0, 0)
    assert drawn["−3.00"].get_color() == plots.GRADIENT and tuple(drawn["−3.00"].xy) == (0.5, 0)
    assert drawn["2.00"].xyann[1] > 0 > drawn["1.00"].xyann[1]          # above, below
    assert drawn["u"].get_bbox_patch().get_linewidth() > drawn["x"].get_bbox_patch().get_linewidth()
    arrows = [(text.xyann, text.xy) for text in ax.texts if getattr(text, "arrow_patch", None)]
    assert arrows == [((0, 0), (1, 0)), ((1, 0), (2, 1))]
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    assert left < 0 and right > 2 and low < 0 and high > 1


def test_a_steep_arrow_of_a_graph_ends_outside_the_numbers(ax):
    places = {"x": (0, 0), "y": (2, 0), "W": (2, -1)}
    plots.draw_graph(ax, places, [("x", "y"), ("W", "y")], gradients={"y": 1.0})
    flat, steep = [text.arrow_patch.shrinkB for text in ax.texts
                   if getattr(text, "arrow_patch", None)]
    number = next(text for text in ax.texts if text.get_text() == "1.00")
    assert flat < abs(number.xyann[1]) + 8 < steep


def test_histograms_count_what_they_were_given(ax):
    first, second = rng().normal(size=(20, 50)), 0.1 * rng().normal(size=400)
    plots.draw_histograms(ax, {"layer 1": first, "layer 2": second}, bins=10, range=(-1, 1))
    for row, (patch, values) in enumerate(zip(ax.patches, (first, second))):
        counts, edges = np.histogram(values, 10, (-1, 1))
        drawn = patch.get_data()
        assert np.array_equal(drawn.edges, edges)
        assert np.allclose(drawn.values + row, 0.85 * counts / counts.max())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["layer 1", "layer 2"]


def test_contour_and_path(ax):
    path = np.array([[-1.0, 1.0], [0.5, -0.5], [0, 0]])
    plots.draw_contour_path(ax, lambda x, y: x**2 + 4 * y**2, path, xlim=(-2, 2), ylim=(-1, 1))
    assert np.array_equal(lines(ax)[0], path) and np.array_equal(lines(ax)[1], path[:1])
    contour = ax.collections[0]
    level, segment = contour.levels[-3], contour.allsegs[-3][0]
    assert np.allclose(segment[:, 0]**2 + 4 * segment[:, 1]**2, level, rtol=1e-2)


def test_contours_of_a_function_with_negative_values(ax):
    plots.draw_contour_path(ax, lambda x, y: x * y, np.zeros((1, 2)), xlim=(-1, 1), ylim=(-1, 1))
    assert ax.collections[0].levels.min() < 0


def test_reliability_leaves_out_empty_bins(ax):
    confidence, accuracy = np.array([0.1, np.nan, 0.9]), np.array([0.2, np.nan, 0.8])
    plots.draw_reliability(ax, confidence, accuracy, np.array([5, 0, 50]))
    dots = ax.collections[0]
    assert np.allclose(dots.get_offsets(), [[0.1, 0.2], [0.9, 0.8]])
    assert dots.get_sizes()[1] > dots.get_sizes()[0]


@pytest.mark.parametrize("draw", [
    lambda ax: plots.draw_bars(ax, np.zeros((2, 2))),
    lambda ax: plots.draw_matrix(ax, np.zeros((2, 2, 2))),
    lambda ax: plots.draw_confusion(ax, np.zeros((2, 3), int)),
    lambda ax: plots.draw_curve_with_tangent(ax, [0, 1, 2], [0, 1], 0, 1),
    lambda ax: plots.draw_contour_path(ax, np.hypot, np.zeros(3), xlim=(0, 1), ylim=(0, 1)),
    lambda ax: plots.draw_reliability(ax, [0.5], [0.5, 0.6], [1]),
    lambda ax: plots.draw_images(ax, np.zeros((2, 784))),
    lambda ax: plots.draw_images(ax, np.zeros((1, 783))),
    lambda ax: plots.draw_filters(ax, np.zeros((783, 2)))])
def test_wrong_shapes_are_shape_errors(ax, draw):
    with pytest.raises(ShapeError):
        draw(ax)


def test_arrays_are_not_altered(ax):
    M = rng().normal(size=(3, 3))
    kept = M.copy()
    plots.draw_matrix(ax, M)
    plots.draw_histograms(plots.figure()[1], {"M": M})
    assert np.array_equal(M, kept)
