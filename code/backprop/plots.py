"""One style for all figures, and pure functions draw_*(ax, ...) that draw arrays.

Importing this module sets matplotlib's defaults (rcParams) to the book's style: large text,
because a figure 6 inches wide must still be read on a phone: there it is 355 pixels wide, and text
of 13.5 points 11 pixels high.  Legends, ticks and labels are never smaller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatterMathtext, LogLocator, NullFormatter

from .checks import check_shape
from .errors import ShapeError

# Okabe and Ito's palette: told apart by every kind of color vision.
BLUE, VERMILLION, GREEN, ORANGE = "#0072B2", "#D55E00", "#009E73", "#E69F00"
SKY, PINK, YELLOW, BLACK = "#56B4E9", "#CC79A7", "#F0E442", "#1A1A1A"
GRAY, PALE = "#6B7280", "#D9DCE1"
SMALLEST = 11                       # points: smaller numbers are left out of bars and cells
CARD = "#FCFCFA"                    # the opaque card that every figure lies on
FORWARD, GRADIENT = BLUE, VERMILLION    # values and gradients, everywhere in the book
TRUTH = GREEN                       # what was asked for: targets, true classes, data
DARK = "#3F4652"                    # negative entries, in both maps below
VALUES = LinearSegmentedColormap.from_list("values", [DARK, CARD, FORWARD])
GRADIENTS = LinearSegmentedColormap.from_list("gradients", [DARK, CARD, GRADIENT])

STYLE = {
    "figure.facecolor": CARD, "savefig.facecolor": CARD, "axes.facecolor": CARD,
    "figure.dpi": 100, "figure.constrained_layout.h_pad": 0.08,
    "figure.constrained_layout.w_pad": 0.08,
    "font.size": 14, "axes.titlesize": 14.5, "axes.labelsize": 14.5, "legend.fontsize": 13.5,
    "xtick.labelsize": 13.5, "ytick.labelsize": 13.5, "axes.titleweight": "regular",
    "axes.titlelocation": "left", "axes.titlepad": 8,
    "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 1.0,
    "axes.edgecolor": GRAY, "axes.labelcolor": BLACK, "axes.titlecolor": BLACK,
    "text.color": BLACK, "xtick.color": GRAY, "ytick.color": GRAY,
    "xtick.labelcolor": BLACK, "ytick.labelcolor": BLACK,
    "axes.grid": True, "grid.color": PALE, "grid.linewidth": 0.7, "axes.axisbelow": True,
    "lines.linewidth": 2.4, "lines.markersize": 7, "lines.solid_capstyle": "round",
    "legend.frameon": False, "legend.handlelength": 1.5, "axes.formatter.useoffset": False,
    "axes.prop_cycle": matplotlib.cycler(color=[BLUE, ORANGE, GREEN, PINK, SKY, BLACK]),
}
matplotlib.rcParams.update(STYLE)


def figure(width: float = 6, height: float = 3.4, *, rows: int = 1, cols: int = 1,
           **options) -> tuple[Figure, Axes | np.ndarray]:
    """A new Figure in inches and its Axes: one, or an array as from matplotlib's subplots.

    options: of Figure.subplots, such as sharey=True or width_ratios=[2, 1].
    """
    fig = Figure(figsize=(width, height), layout="constrained")
    return fig, fig.subplots(rows, cols, **options)


def photo(fig: Figure) -> Figure:
    """Take the paper away from a figure without text: no dark page inverts a photograph's light."""
    fig.patch.set_alpha(0)
    for ax in fig.axes:
        ax.set_axis_off()
    return fig


def is_photo(fig: Figure) -> bool:
    """Whether `photo` took the figure's paper away."""
    return fig.get_facecolor()[3] == 0


def legend_above(ax: Axes, cols: int = 2, where: str = "center") -> None:
    """The legend of ax above all panels of its figure, where it hides nothing: left, center or right."""
    if ax.get_legend():
        ax.get_legend().remove()
    ax.figure.legend(*ax.get_legend_handles_labels(), loc=f"outside upper {where}", ncols=cols,
                     columnspacing=1.2)


def draw_curve_with_tangent(ax: Axes, x, y, at: float, slope: float, *,
                            reach: float | None = None, label: str | None = None) -> None:
    """The curve y(x), its point at x = `at`, and the line through it with the given slope.

    Shapes:  x, y (n,), x ascending; reach = half the line's width, default a fifth of x's range.
    """
    x, y = _vector(x, "x"), _vector(y, "y", len(x))
    reach = 0.2 * np.ptp(x) if reach is None else reach
    value, ends = np.interp(at, x, y), np.array([at - reach, at + reach])
    ax.plot(x, y, color=FORWARD, label=label)
    ax.plot(ends, value + slope * (ends - at), color=GRADIENT)
    ax.plot([at], [value], "o", color=GRADIENT, markersize=9, markeredgecolor=CARD, zorder=3)


def draw_matrix(ax: Axes, M, *, fmt: str | None = ".2f", title: str = "", gradient: bool = False,
                limit: float | None = None) -> None:
    """Heat map of M with its numbers: gray below zero, blue (a gradient: vermillion) above.

    Shapes:  M (m, n), or (n,) drawn as a row; numbers are left out where they would not fit.
    limit:   the value of full color, default max|M|.
    """
    M = np.atleast_2d(np.asarray(M, float))
    check_shape(M, (None, None), "M", "draw_matrix")
    limit = limit or np.abs(M).max(initial=0) or 1
    image = ax.imshow(M, cmap=GRADIENTS if gradient else VALUES, vmin=-limit, vmax=limit)
    _frame_cells(ax, M.shape, title)
    if fmt:
        _write_cells(ax, image, [[_minus(format(value, fmt)) for value in row] for row in M])


def draw_bars(ax: Axes, heights, names: Sequence | None = None, *, truth: int | None = None,
              fmt: str | None = ".2f", color: str = FORWARD) -> None:
    """One bar a number, such as class probabilities; the bar of class `truth` is green.

    Shapes:  heights (C,); names default to 0 ... C-1; the y axis is 0 to 1 if the heights are.
    """
    heights = _vector(heights, "heights")
    places = np.arange(len(heights))
    colors = [TRUTH if place == truth else color for place in places]
    bars = ax.bar(places, heights, 0.72, color=colors)
    ax.set_xticks(places, [str(name) for name in (places if names is None else names)])
    ax.grid(visible=False, axis="x")
    ax.tick_params(axis="x", length=0)
    if heights.min(initial=0) >= 0 and heights.max(initial=0) <= 1:
        ax.set_ylim(0, 1.12 if fmt else 1)
        ax.set_yticks([0, 0.5, 1])
    texts = [_minus(format(h, fmt)) for h in heights] if fmt else []
    size = _fit(ax, len(heights), 1, max(map(len, texts), default=1))
    if texts and size > SMALLEST:
        ax.bar_label(bars, texts, padding=2, fontsize=size)


def draw_history(ax: Axes, columns: Mapping[str, np.ndarray], *, ylabel: str = "loss",
                 xlabel: str = "epoch", log: bool = False) -> None:
    """One line a column against the epochs 1, 2, ...; the name stands at the line's end.

    columns:  {"training": history.column("train_loss"), ...}, each (epochs,); NaN leaves a gap.
    """
    for name, values in columns.items():
        values = _vector(values, name)
        style = "o-" if len(values) <= 12 else "-"
        ax.plot(np.arange(1, len(values) + 1), values, style, markersize=5, label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.xaxis.get_major_locator().set_params(integer=True)
    if log:
        log_axis(ax.yaxis)
    ax.legend()


def draw_confusion(ax: Axes, C, names: Sequence | None = None) -> None:
    """Counts of true class (row) against predicted class: hits blue, confusions orange.

    Shapes:  C (classes, classes); a color is full at the largest hit and the largest confusion.
    """
    C = np.asarray(C)
    check_shape(C, C.shape[:1] * 2, "C", "draw_confusion")
    hit = np.eye(len(C), dtype=bool)
    share = np.where(hit, C / max(C[hit].max(initial=0), 1), -C / max(C[~hit].max(initial=0), 1))
    both = LinearSegmentedColormap.from_list("confusion", [ORANGE, CARD, FORWARD])
    image = ax.imshow(share, cmap=both, vmin=-1, vmax=1)
    _frame_cells(ax, C.shape, "")
    _write_cells(ax, image, [[str(count or "") for count in row] for row in C.tolist()])
    names = [str(name) for name in (range(len(C)) if names is None else names)]
    size = max(13.5, _fit(ax, len(C), len(C), 1.6))
    ax.set_xticks(range(len(C)), names, fontsize=size)
    ax.set_yticks(range(len(C)), names, fontsize=size)
    ax.set(xlabel="predicted", ylabel="true")


def draw_images(axes, images, titles: Sequence[str] | None = None, *,
                colors: Sequence[str] | None = None, side: int = 28) -> None:
    """Gray images, dark ink on light, one an Axes, each with a title; spare Axes stay empty.

    Shapes:  axes: an array of Axes or one; images (n, side, side) or (n, side * side).
    colors:  of the titles.
    """
    for k, (ax, image) in enumerate(_panels(axes, images, side)):
        ax.imshow(image, cmap="gray_r")
        if titles is not None:
            ax.set_title(titles[k], loc="center", pad=3, color=colors[k] if colors else BLACK)


def draw_filters(axes, W, *, side: int = 28, limit: float | None = None) -> None:
    """The columns of a first layer's W as images: blue = ink counts for it, gray = against.

    Shapes:  axes: an array of Axes; W (side * side, units), of which the first ones are shown.
    limit:   the value of full color in all of them, default max|W|.
    """
    W = np.asarray(W)
    limit = limit or np.abs(W).max(initial=0) or 1
    for ax, image in _panels(axes, W.T[:np.size(axes)], side):
        ax.imshow(image, cmap=VALUES, vmin=-limit, vmax=limit)


def draw_fit(ax: Axes, x, y, curves: Mapping[str, tuple] | None = None) -> None:
    """Data points and curves over them.

    Shapes:  x, y (n,) or (n, 1); curves {"network": (grid, values), ...} likewise.
    """
    ax.plot(np.ravel(x), np.ravel(y), "o", color=GRAY, markersize=4, alpha=0.7, label="data")
    for name, (grid, values) in (curves or {}).items():
        ax.plot(np.ravel(grid), np.ravel(values), label=name)
    ax.set(xlabel="x", ylabel="y")
    ax.legend()


def draw_graph(ax: Axes, places: Mapping[str, tuple], edges: Iterable[tuple[str, str]], *,
               values: Mapping | None = None, gradients: Mapping | None = None,
               fmt: str = ".2f", active: Iterable[str] = ()) -> None:
    """A computational graph: values above the nodes in blue, gradients below in vermillion.

    places:     {node: (x, y)} in the order forward; the name is written in the node.
    values:     {node: number}; gradients: {node: number} and {(from, to): number}, on the edge.
    active:     nodes drawn with a thick rim.
    """
    arrows = {(start, end): ax.annotate("", places[end], places[start], arrowprops={
        "arrowstyle": "-|>", "color": GRAY, "lw": 1.6}) for start, end in edges}
    for node, (x, y) in places.items():
        ax.text(x, y, node, ha="center", va="center", bbox={
            "boxstyle": "circle,pad=0.35", "facecolor": "white", "edgecolor": BLACK,
            "linewidth": 3 if node in active else 1.2})
    for node, value in (values or {}).items():
        _write_at(ax, places[node], 24, value, fmt, FORWARD)
    for key, value in (gradients or {}).items():
        ends = [places[node] for node in (key if isinstance(key, tuple) else (key,))]
        _write_at(ax, np.mean(ends, axis=0), 0 if len(ends) == 2 else -24, value, fmt, GRADIENT)
    ax.set_axis_off()
    ax.margins(0.12, 0.3)
    ax.update_datalim(list(places.values()))
    ax.autoscale_view()
    for ends, arrow in arrows.items():          # a steep one ends outside the numbers
        dx, dy = np.ptp(ax.transData.transform([places[node] for node in ends]), axis=0)
        arrow.arrow_patch.shrinkA = arrow.arrow_patch.shrinkB = 38 if dy > 1.2 * dx else 21


def draw_histograms(ax: Axes, samples: Mapping[str, np.ndarray], *, bins: int = 50,
                    range: tuple[float, float] | None = None, color: str = FORWARD) -> None:
    """One histogram a row, first on top, each scaled to its own peak: activations by layer.

    samples:  {"layer 1": any shape, ...}; range is common, default that of all samples.
    """
    flat = {name: np.ravel(values) for name, values in samples.items()}
    edges = np.histogram_bin_edges(np.concatenate(list(flat.values())), bins, range)
    for row, values in enumerate(flat.values()):
        counts, _ = np.histogram(values, edges)
        heights = 0.85 * counts / max(counts.max(), 1)
        ax.stairs(heights - row, edges, baseline=-row, fill=True, color=color)
    ax.set_yticks(-np.arange(len(flat)), list(flat))
    ax.set_ylim(-len(flat) + 0.9, 1)
    ax.set_xlim(edges[0], edges[-1])
    ax.tick_params(axis="y", length=0)


def draw_contour_path(ax: Axes, f: Callable, path, *, xlim: tuple[float, float],
                      ylim: tuple[float, float], label: str | None = None,
                      color: str = GRADIENT, levels: int = 18) -> None:
    """Level lines of f(x, y), and the points that an optimizer visited.

    Shapes:  f takes two arrays of one shape; path (n, 2); levels are even in log f if f > 0.
    """
    path = check_shape(np.asarray(path, float), (None, 2), "path", "draw_contour_path")
    X, Y = np.meshgrid(np.linspace(*xlim, 160), np.linspace(*ylim, 160))
    Z = f(X, Y)
    low, high = Z.min(), Z.max()
    even = (np.geomspace(max(low, 1e-4 * high), high, levels) if low >= 0 < high
            else np.linspace(low, high, levels))
    ax.contour(X, Y, Z, levels=even, colors=GRAY, linewidths=0.8, alpha=0.7)
    ax.plot(*path.T, ".-", color=color, linewidth=1.6, markersize=6, label=label)
    ax.plot(*path[0], "o", color=color, markersize=9, markeredgecolor=CARD)
    ax.grid(visible=False)
    ax.set(xlim=xlim, ylim=ylim)


def draw_reliability(ax: Axes, confidence, accuracy, count) -> None:
    """Accuracy against confidence, bin by bin; on the diagonal both are equal.

    Shapes:  confidence, accuracy, count (bins,); a dot's area grows with its bin's count.
    """
    confidence = _vector(confidence, "confidence")
    accuracy = _vector(accuracy, "accuracy", len(confidence))
    count = _vector(count, "count", len(confidence))
    full = count > 0
    ax.plot([0, 1], [0, 1], color=GRAY, linewidth=1.2, linestyle="--")
    ax.plot(confidence[full], accuracy[full], color=FORWARD, linewidth=1.4)
    ax.scatter(confidence[full], accuracy[full], 30 + 270 * count[full] / max(count.max(), 1),
               color=FORWARD, zorder=3, edgecolor=CARD)
    ax.set(xlim=(0, 1.03), ylim=(0, 1.05), xlabel="confidence", ylabel="accuracy",
           xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])


def log_axis(axis) -> None:
    """Make ax.xaxis or ax.yaxis logarithmic: plain numbers at 1, 10, ... (and 2, 5 if short)."""
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    axis.set_major_locator(_Decades())
    axis.set_major_formatter(_Plain())
    axis.set_minor_formatter(NullFormatter())


class _Decades(LogLocator):
    """Ticks at 1, 10, 100 ..., and at 2 and 5 between them if the axis is short."""

    def tick_values(self, vmin, vmax):
        self.set_params(subs=(1, 2, 5) if vmax < 30 * vmin else (1,))
        return super().tick_values(vmin, vmax)


class _Plain(LogFormatterMathtext):
    """0.01 and 1000; powers of ten only if the axis goes below 1e-4 or above 1e5."""

    def __call__(self, x, pos=None):
        low, high = self.axis.get_view_interval()
        return f"{x:g}" if 2e-5 < low and high < 5e5 else super().__call__(x, pos)


def _vector(values, name: str, length: int | None = None) -> np.ndarray:
    """The values as floats, if they are a list or an array with one axis (of that length)."""
    return check_shape(np.asarray(values, float), (length,), name, "plots")


def _panels(axes, images, side: int) -> list[tuple[Axes, np.ndarray]]:
    """Pair bare Axes with images (side, side); ShapeError if there are too few Axes."""
    axes, images = np.ravel(axes), np.asarray(images)
    if images.size != len(images) * side * side:
        raise ShapeError(f"plots: images have shape {images.shape[1:]}, expected {side} x {side}")
    images = images.reshape(-1, side, side)
    if len(images) > len(axes):
        raise ShapeError(f"plots: {len(images)} images for {len(axes)} Axes")
    for ax in axes:
        ax.set_axis_off()
    return list(zip(axes, images))


def _frame_cells(ax: Axes, shape: tuple[int, int], title: str) -> None:
    """No ticks, and a thin light line between the cells."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.tick_params(length=0)
    ax.set_title(title, loc="center")
    lines = {"colors": CARD, "linewidth": 1.5 if max(shape) <= 30 else 0}
    ax.vlines(np.arange(1, shape[1]) - 0.5, -0.5, shape[0] - 0.5, **lines)
    ax.hlines(np.arange(1, shape[0]) - 0.5, -0.5, shape[1] - 0.5, **lines)
    ax.spines[:].set_visible(True)
    ax.spines[:].set(color=PALE, linewidth=1)


def _write_cells(ax: Axes, image, texts: list[list[str]]) -> None:
    """Write a text in each cell, white on dark colors; nothing if it would be unreadable."""
    colors = image.to_rgba(image.get_array())                       # (rows, cols, 4)
    bright = colors[..., :3] @ [0.299, 0.587, 0.114]
    longest = max((len(text) for row in texts for text in row), default=1)
    size = _fit(ax, bright.shape[1], bright.shape[0], longest)
    for (i, j), light in np.ndenumerate(bright):
        if size > SMALLEST and texts[i][j]:
            ax.text(j, i, texts[i][j], ha="center", va="center", fontsize=size,
                    color="white" if light < 0.52 else BLACK)


def _fit(ax: Axes, cols: int, rows: int, letters: float) -> float:
    """The font size at which `letters` letters fit in one of cols x rows cells, at most 14."""
    width, height = ax.get_position().size * ax.figure.get_size_inches() * 72
    cell = width / max(cols, 1) if rows == 1 else min(width / max(cols, 1), height / rows)
    return min(14.0, 0.88 * cell / (0.62 * max(letters, 1)))


def _write_at(ax: Axes, place, up: float, value, fmt: str, color: str) -> None:
    """Write a number (or a text) some points above or below a place."""
    text = value if isinstance(value, str) else _minus(format(value, fmt))
    ax.annotate(text, place, (0, up), textcoords="offset points", ha="center", va="center",
                color=color, fontweight="bold", annotation_clip=False,
                bbox={"boxstyle": "round,pad=0.1", "facecolor": CARD, "edgecolor": "none"})


def _minus(text: str) -> str:
    """The text with a real minus sign."""
    return text.replace("-", "−")
