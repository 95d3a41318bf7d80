"""Figures of chapter 5: log-sum-exp, where exp ends, and four forms measured against 50 digits."""

from __future__ import annotations

from functools import lru_cache

import mpmath
import numpy as np

from .. import plots
from ..axis import Axis, Choice
from ..explore import Explorer, explore
from ..functional import log_softmax, logsumexp, softmax

FORMATS = (np.float16, np.float32, np.float64)


# --- calculus -----------------------------------------------------------------------------------

def smooth_maximum() -> Explorer:
    """One logit against rivals at 0: log-sum-exp, the maximum, and the slope."""
    return explore(draw_smooth_maximum, z0=Axis(-5, 7, 13, label="z₀", value=1, format="g"),
                   rivals=Choice([1, 9, 99], label="rivals"))


def draw_smooth_maximum(z0: float, rivals: int):
    """lse and max against z₀, with the tangent whose slope is softmax."""
    def row(value):
        return np.array([value] + [0.0] * rivals)
    grid = np.linspace(-6, 8, 141)
    share = softmax(row(z0))[0]
    figure, ax = plots.figure(6, 3)
    ax.plot(grid, np.maximum(grid, 0), color=plots.GRAY, linewidth=1.6, linestyle="--", label="max")
    plots.draw_curve_with_tangent(ax, grid, [float(logsumexp(row(v))) for v in grid], z0, share,
                                  label="lse")
    ax.set(xlabel="z₀", ylabel="", xlim=(-6, 8), ylim=(-0.6, 9))
    ax.legend(loc="upper left")
    return figure, (f"z₀ = {z0:g} against {rivals} at 0: lse = {float(logsumexp(row(z0))):.3f}, max = "
                    f"{max(z0, 0):.3f}, slope p₀ = {share:.3f}")


def two_jacobians() -> Explorer:
    """The Jacobians of softmax and log-softmax as the true class falls behind."""
    return explore(draw_two_jacobians, z0=Axis(-10, 6, 17, label="z₀", value=0, format="g"))


def draw_two_jacobians(z0: float):
    """Both on one color scale."""
    q = softmax(np.array([z0, 0.0, 0.5]))
    both = {"softmax": np.diag(q) - np.outer(q, q), "log-softmax": np.eye(3) - q}
    figure, axes = plots.figure(6, 3, cols=2)
    for ax, (name, slopes) in zip(axes, both.items()):
        plots.draw_matrix(ax, slopes, title=name, gradient=True, limit=1)
        ax.set(xlabel="logit j", ylabel="output i")
    first = [np.abs(slopes[0]).max() for slopes in both.values()]
    return figure, (f"z₀ = {z0:g}, p₀ = {q[0]:.2g}: largest slope in row 0 is {first[0]:.2g} "
                    f"for softmax, {first[1]:.4f} for log-softmax")


# --- where exp ends --------------------------------------------------------------------------------

PLACES = [-800, -746, -745, -300, -104, -103, -60, -30, -17.4, -17, -10, -5, 0,
          5, 11, 11.1, 30, 60, 88, 89, 200, 400, 709, 710, 800]


def ends(kind) -> tuple[float, float, float]:
    """Logarithms of the smallest number of a format, its smallest with all digits, its largest."""
    f = np.finfo(kind)
    return tuple(float(mpmath.log(mpmath.mpf(float(v)))) for v in
                 (f.smallest_subnormal, f.tiny, f.max))


def exp_range() -> Explorer:
    """exp(x) in three formats, each bar on a scale of its own."""
    return explore(draw_exp_range, x=Choice(PLACES, label="x", format="g", value=11.1))


def draw_exp_range(x: float):
    """What each format can hold, and whether exp(x) lies in it."""
    figure, axes = plots.figure(6, 3.2, rows=3)
    says = []
    for ax, kind in zip(axes, FORMATS):
        low, whole, high = ends(kind)
        with np.errstate(all="ignore"):
            value = float(np.exp(kind(x)))
        inside, width = 0 < value < np.inf, high - low
        ax.barh(0, high - low, left=low, height=0.6, color=plots.SKY, alpha=0.4)
        ax.barh(0, high - whole, left=whole, height=0.6, color=plots.FORWARD)
        place = np.clip(x, low - 0.2 * width, high + 0.2 * width)
        ax.plot([place], [0], "o" if inside else "X", markersize=11, zorder=4,
                color=plots.ORANGE if inside else plots.BLACK, markeredgecolor=plots.CARD)
        ax.set(xlim=(low - 0.25 * width, high + 0.25 * width), yticks=[0], yticklabels=[kind.__name__])
        ax.set_xticks([round(low), 0, round(high)])
        ax.grid(visible=False)
        says.append(f"{kind.__name__} {value:.3g}")
    axes[-1].set_xlabel("x, on each format's own scale")
    return figure, f"exp({x:g}): " + ", ".join(says)


# --- the shift ---------------------------------------------------------------------------------------

z_half = np.array([20.0, 19, 8])


@np.errstate(all="ignore")
def in_half(c: float):
    """The terms exp(z - c) in float16, and log-sum-exp from them."""
    terms = np.exp((z_half - c).astype(np.float16))
    return terms, np.float16(c) + np.log(terms.sum())


def shift() -> Explorer:
    """log-sum-exp in float16 with any shift c."""
    return explore(draw_shift, c=Axis(0, 44, 23, label="shift c", format="g", value=20))


def draw_shift(c: float):
    """The three terms and the band that float16 can hold."""
    terms, result = in_half(c)
    limits = float(np.finfo(np.float16).smallest_subnormal), float(np.finfo(np.float16).max)
    figure, ax = plots.figure(6, 3)
    ax.axhspan(*limits, color=plots.SKY, alpha=0.25, linewidth=0)
    for place, (exponent, term) in enumerate(zip(z_half - c, terms)):
        inside = 0 < term < np.inf
        ax.plot([place], [np.exp(exponent)], "o" if inside else "X", markersize=12,
                color=plots.FORWARD if inside else plots.BLACK)
        ax.annotate(f"{float(term):.2g}".replace("-", "−"), (place, np.exp(exponent)), (12, 0),
                    textcoords="offset points", va="center")
    ax.set(yscale="log", ylim=(1e-24, 1e16), xlim=(-0.4, 2.7), ylabel="exp(z − c)")
    ax.set_xticks(range(3), ["z₀ = 20", "z₁ = 19", "z₂ = 8"])
    ax.set_yticks([1e-20, 1e-10, 1, 1e10])
    return figure, (f"c = {c:g}: float16 gives lse = {float(result):.4g}; the exact value is "
                    f"{float(logsumexp(z_half)):.4g}")


# --- four forms of log-softmax, measured ---------------------------------------------------------------

def unshifted(z: np.ndarray) -> np.ndarray:
    """The definition."""
    return z - np.log(np.exp(z).sum())


def log_of_softmax(z: np.ndarray) -> np.ndarray:
    """A stable softmax, then the logarithm."""
    return np.log(softmax(z))


def minus_lse(z: np.ndarray) -> np.ndarray:
    """A stable log-sum-exp, subtracted."""
    return z - logsumexp(z)


FORMS = {"unshifted": unshifted, "log(softmax)": log_of_softmax, "z - lse": minus_lse,
         "log_softmax": log_softmax}
SIZES = [1, 3, 10, 20, 50, 70, 100, 500, 1000, 3000, 30000, 100000]
PATTERN = np.random.default_rng(7).uniform(-1, 1, size=(8, 10))
PATTERN[:, 0], PATTERN[:, 1] = 1, -1                            # both ends are taken
LOOKS = [(plots.BLUE, "o", 11), (plots.ORANGE, "s", 9), (plots.PINK, "^", 8), (plots.BLACK, ".", 8)]


def truth(z: np.ndarray) -> list:
    """log_softmax of the logits as the format stores them, with 50 digits."""
    with mpmath.workdps(50):
        exact = [mpmath.mpf(float(v)) for v in z]
        lse = mpmath.log(mpmath.fsum(map(mpmath.exp, exact)))
        return [v - lse for v in exact]


@np.errstate(all="ignore")                                      # we look for overflow
def loss_errors(logits: np.ndarray) -> np.ndarray:
    """Worst absolute error of -log p over the rows: (forms, true class is the largest / smallest)."""
    worst = np.zeros((len(FORMS), 2))
    for row in logits:
        if not np.isfinite(row).all():
            return np.full((len(FORMS), 2), np.inf)
        exact, ends = truth(row), (int(row.argmax()), int(row.argmin()))
        for k, form in enumerate(FORMS.values()):
            y = form(row)
            miss = [float(abs(mpmath.mpf(float(y[t])) - exact[t])) if np.isfinite(y[t]) else np.inf
                    for t in ends]
            worst[k] = np.maximum(worst[k], miss)
    return worst


@lru_cache(maxsize=None)
@np.errstate(over="ignore")
def measured(family: str, precision: str) -> np.ndarray:
    """The errors at all sizes: (sizes, forms, 2)."""
    spread = family == "spread"
    return np.array([loss_errors(((s * PATTERN) if spread else s + 3 * PATTERN).astype(precision))
                     for s in SIZES])


def errors() -> Explorer:
    """Error of the loss against the size of the logits, for four forms in three formats."""
    return explore(draw_errors, family=Choice(["spread", "offset"], label="what grows"),
                   precision=Choice(["float32", "float16", "float64"], label="format"))


def draw_errors(family: str, precision: str):
    """Two panels: the true class has the largest, and the smallest logit."""
    table, eps = measured(family, precision), float(np.finfo(precision).eps)
    figure, axes = plots.figure(6, 4.2, cols=2, sharey=True)
    for ax, panel, title in zip(axes, (0, 1), ("true class on top", "true class at the bottom")):
        _draw_forms(ax, table[:, :, panel], eps)
        ax.set_title(title, fontsize=13.5)
        ax.set_xlabel("spread s" if family == "spread" else "offset")
    axes[0].set_ylabel("error of the loss")
    plots.legend_above(axes[0])
    at = SIZES.index(100)
    says = ", ".join(f"{name} {table[at, k, 0]:.1e}" for k, name in enumerate(FORMS))
    what = "logits from −100 to 100" if family == "spread" else "100 added to all logits"
    return figure, f"{precision}, {what}, true class on top: {says}. Crosses: infinite."


def _draw_forms(ax, table: np.ndarray, eps: float) -> None:
    """One line a form; errors below eps / 30 lie on the floor, infinite ones are crosses on top."""
    floor, sizes = eps / 30, np.array(SIZES)
    for k, (name, (color, mark, points)) in enumerate(zip(FORMS, LOOKS)):
        finite = np.isfinite(table[:, k])
        ax.plot(sizes[finite], np.clip(table[finite, k], floor, None), mark + "-", color=color,
                markersize=points * 0.8, linewidth=1.6, label=name)
        ax.plot(sizes[~finite], np.full((~finite).sum(), 10.0 ** (1.5 + 1.2 * k)), "x", color=color,
                markersize=7, markeredgewidth=2)
    ax.axhline(eps, color=plots.GRAY, linewidth=1, linestyle=":")
    ax.set(xscale="log", yscale="log", ylim=(floor / 3, 1e7), xlim=(0.8, 1.3e5))
    ax.set_yticks([tick for tick in (1e-16, 1e-12, 1e-8, 1e-4, 1) if tick > floor])
    ax.minorticks_off()


# --- the cap ---------------------------------------------------------------------------------------------

def cap() -> Explorer:
    """The loss -log(p + epsilon) and its gradient against the gap."""
    return explore(draw_cap, epsilon=Choice(["1e-3", "1e-6", "1e-9", "1e-12", "1e-15"], label="ε",
                                            value="1e-9"))


def draw_cap(epsilon: str):
    """Loss and largest gradient entry, with and without the small number."""
    gaps, small = np.linspace(0, 40, 161), float(epsilon)
    p = 1 / (1 + np.exp(gaps))
    figure, axes = plots.figure(6, 3, cols=2)
    axes[0].plot(gaps, -np.log(p), color=plots.GRAY, linestyle="--", label="−log p")
    axes[0].plot(gaps, -np.log(p + small), color=plots.FORWARD, label="with ε")
    axes[0].set(xlabel="gap", title="loss", ylim=(0, 42))
    axes[1].plot(gaps, 1 - p, color=plots.GRAY, linestyle="--", label="p − Y")
    axes[1].plot(gaps, p / (p + small) * (1 - p), color=plots.GRADIENT, label="with ε")
    axes[1].set(xlabel="gap", title="largest gradient entry", ylim=(0, 1.65), yticks=[0, 0.5, 1])
    for ax in axes:
        ax.legend(loc="upper left")
    return figure, (f"ε = {epsilon}: the loss stops at {-np.log(small):.2f}; half of the gradient is "
                    f"left at a gap of {np.log(1 / small - 1):.2f}")
