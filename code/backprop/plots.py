"""One style for all figures, and pure functions draw_*(ax, ...) that draw arrays.

Importing this module sets matplotlib's defaults (rcParams) to the book's style: large text,
because a figure 7 inches wide must still be read on a phone, where it is 340 pixels wide.
"""

from __future__ import annotations

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito's palette: told apart by every kind of color vision.
BLUE, VERMILLION, GREEN, ORANGE = "#0072B2", "#D55E00", "#009E73", "#E69F00"
SKY, PINK, YELLOW, BLACK = "#56B4E9", "#CC79A7", "#F0E442", "#1A1A1A"
GRAY, PALE = "#6B7280", "#D9DCE1"
CARD = "#FCFCFA"                    # the opaque card that every figure lies on
FORWARD, GRADIENT = BLUE, VERMILLION    # values and gradients, everywhere in the book
TRUTH, SECOND, THIRD = GREEN, ORANGE, PINK

STYLE = {
    "figure.facecolor": CARD, "savefig.facecolor": CARD, "axes.facecolor": CARD,
    "figure.dpi": 100, "figure.constrained_layout.h_pad": 0.08,
    "figure.constrained_layout.w_pad": 0.08,
    "font.size": 13, "axes.titlesize": 13.5, "axes.labelsize": 13.5, "legend.fontsize": 12.5,
    "xtick.labelsize": 12.5, "ytick.labelsize": 12.5, "axes.titleweight": "regular",
    "axes.titlelocation": "left", "axes.titlepad": 8,
    "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 1.0,
    "axes.edgecolor": GRAY, "axes.labelcolor": BLACK, "axes.titlecolor": BLACK,
    "text.color": BLACK, "xtick.color": GRAY, "ytick.color": GRAY,
    "xtick.labelcolor": BLACK, "ytick.labelcolor": BLACK,
    "axes.grid": True, "grid.color": PALE, "grid.linewidth": 0.7, "axes.axisbelow": True,
    "lines.linewidth": 2.4, "lines.markersize": 7, "lines.solid_capstyle": "round",
    "legend.frameon": False, "legend.handlelength": 1.5, "axes.formatter.useoffset": False,
    "axes.prop_cycle": matplotlib.cycler(color=[BLUE, VERMILLION, GREEN, ORANGE, PINK, SKY, BLACK]),
}
matplotlib.rcParams.update(STYLE)


def figure(width: float = 7, height: float = 3.4, *, rows: int = 1, cols: int = 1,
           **options) -> tuple[Figure, Axes | np.ndarray]:
    """A new Figure in inches and its Axes: one, or an array as from matplotlib's subplots.

    options: of Figure.subplots, such as sharey=True or width_ratios=[2, 1].
    """
    fig = Figure(figsize=(width, height), layout="constrained")
    return fig, fig.subplots(rows, cols, **options)


def draw_curve_with_tangent(ax: Axes, x, y, at, slope, *, reach: float | None = None,
                            label: str | None = None) -> None:
    """The curve y(x), the point of it nearest to `at`, and its tangent of the given slope.

    Shapes:  x, y (n,); reach = half the tangent's width in x, default a fifth of the range.
    """
    x, y = np.asarray(x), np.asarray(y)
    reach = 0.2 * (x.max() - x.min()) if reach is None else reach
    value, ends = np.interp(at, x, y), np.array([at - reach, at + reach])
    ax.plot(x, y, color=FORWARD, label=label)
    ax.plot(ends, value + slope * (ends - at), color=GRADIENT)
    ax.plot([at], [value], "o", color=GRADIENT, markersize=9, markeredgecolor=CARD, zorder=3)
