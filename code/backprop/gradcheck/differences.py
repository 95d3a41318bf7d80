"""Slopes by evaluation: finite differences, and the complex step.                    (chapter 8)"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from backprop.checks import check_float, check_number
from backprop.errors import DTypeError, StateError

H = 1e-5        # step of the central differences, near the optimum for float64
WIDE = 1e-3     # step of the sure slope: a hundredth of the rounding noise, for a formula of fourth order
STENCILS = np.array([[3, -16, 36, -48, 25, 0, 0, 0, 0],          # from the left,
                     [0, 0, 1, -8, 0, 8, -1, 0, 0],              # from both sides,
                     [0, 0, 0, 0, -25, 48, -36, 16, -3]]) / 12   # and from the right


def numerical_gradient(f: Callable, x: np.ndarray, h: float = H) -> np.ndarray:
    """Central differences in every entry: (f(x + h) - f(x - h)) / 2h.       (chapter 8)

    f gets x itself, with one entry moved in place; x is given back unchanged, bit for bit.
    Shapes: x any, f(x) one number, result as x.
    Errors: DTypeError for anything but float64: float32 rounds the difference away.
    """
    check_float64("numerical_gradient", x=x)
    check_number(h, "h", "numerical_gradient", low=0, open_low=True)
    slopes = [slope(f, x, index, -h, h) for index in np.ndindex(x.shape)]
    return np.array(slopes).reshape(x.shape)


def slope(f: Callable, x: np.ndarray, index: tuple, left: float, right: float) -> float:
    """Slope of f between x[index] + left and x[index] + right, by the distance really moved.

    NaN, which no check lets pass, if the step is lost in the rounding of a huge entry.
    """
    low, high = x[index] + left, x[index] + right
    rise = value_at(f, x, index, high) - value_at(f, x, index, low)
    return rise / (float(high - low) or math.nan)


def fine_slope(f: Callable, x: np.ndarray, index: tuple) -> float:
    """Slope of f from four points, exact up to h^4 where the central difference errs with h^2.

    (8 (f(x + h) - f(x - h)) - (f(x + 2h) - f(x - 2h))) / 12h, for functions that bend fast.
    """
    return (4 * slope(f, x, index, -H, H) - slope(f, x, index, -2 * H, 2 * H)) / 3


def sure_slope(f: Callable, x: np.ndarray, index: tuple) -> tuple[float, float]:
    """Slope of f from nine points WIDE apart, and the doubt about it.

    Three formulas of fourth order see the points on the left, in the middle and on the right. How far they
    differ is the doubt: it grows with a kink, with a bend too fast for WIDE, and with rounding noise, of which
    10 eps (1 + |f|) / WIDE is assumed at least. Where f is not defined at a point, it is infinite.
    """
    try:
        with np.errstate(all="ignore"):
            values = np.array([value_at(f, x, index, x[index] + k * WIDE) for k in range(-4, 5)])
    except ValueError:                                    # a logarithm takes no negative x
        return math.nan, math.inf
    slopes = STENCILS @ values / WIDE
    noise = 10 * np.finfo(np.float64).eps * (1 + np.max(np.abs(values))) / WIDE
    return float(slopes[1]), float(np.ptp(slopes) + noise)


def is_noisy(f: Callable, x: np.ndarray, rng: np.random.Generator) -> bool:
    """Does f round more coarsely than float64, so that its differences are noise?

    An entry moves by about 4e-7 of itself, some float32 numbers far at any size, and never through 0, where most
    kinks lie. Two steps are tried: with one that is four float32 numbers long, all points round alike.
    """
    direction = np.where(x == 0, 1, x) * rng.choice([-1.0, 1.0], size=x.shape)
    return any(is_rough(f, x, step * direction) for step in (4e-7, 2.5e-7))


def is_rough(f: Callable, x: np.ndarray, step: np.ndarray) -> bool:
    """Is f rough along a line of 28 points?

    The eighth difference of a smooth function is 0 up to rounding. A kink disturbs nine of the twenty
    that are taken, noise all of them: the median.
    """
    start, values = x.copy(), []
    try:
        for k in range(28):
            x[...] = start + k * step
            values.append(number(f(x)))
    finally:
        x[...] = start
    rough = np.abs(np.diff(values, 8))
    return bool(np.median(rough) > 1e-10 * (1 + np.max(np.abs(values))))


def value_at(f: Callable, x: np.ndarray, index: tuple, entry: float) -> float:
    """f(x) with x[index] = entry; the old entry is put back exactly, even if f raises."""
    saved = x[index]
    try:
        x[index] = entry
        return number(f(x))
    finally:
        x[index] = saved


def complex_step(f: Callable, x: np.ndarray, h: float = 1e-20) -> np.ndarray:
    """Gradient without a difference, so without cancellation: Im f(x + ih) / h.  (chapter 8)

    f must be analytic and take complex arrays: no abs, no max, no comparison of entries.
    Errors: DTypeError if f returns a real number: it dropped the imaginary part.
    """
    check_float(x, "x", "complex_step")
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        moved = x.astype(np.complex128)
        moved[index] += 1j * h
        if not np.iscomplexobj(value := f(moved)):
            raise DTypeError("complex_step: f(x) is not complex, it drops the imaginary part")
        gradient[index] = value.imag / h
    return gradient


def at_kink(f: Callable, x: np.ndarray, index: tuple, miss: float) -> bool:
    """Does a kink of f within H of x explain that formula and differences are `miss` apart?

    For a smooth f, halving H halves right - left and keeps right + left, so bend is 0 to second
    order. A kink bends f about as much as it misleads the difference. The question is put to
    forward alone: a wrong mask does not bend f, so it is excused nowhere but at the kink itself.
    """
    steps = (-H, 0), (0, H), (-H / 2, 0), (0, H / 2)
    left, right, near_left, near_right = (slope(f, x, index, *step) for step in steps)
    bend = max(abs(right - left - 2 * (near_right - near_left)),
               abs(right + left - near_right - near_left))
    return bend > miss / 20


def check_float64(where: str, **arrays) -> None:
    """Refuse what cannot be judged: only entries of float64 arrays can be moved by H."""
    for name, x in arrays.items():
        if check_float(x, name, where).dtype != np.float64:
            raise DTypeError(f"{where}: {name} has dtype {x.dtype}, expected float64, see astype: "
                             f"{name}.astype(np.float64), or net.astype(np.float64) for a network")
        if x.size == 0 or not x.flags.writeable:
            raise StateError(f"{where}: {name} is empty or read-only, there is no entry to move")


def number(value) -> float:
    """The one number that a function returned, if it was computed in float64."""
    array = np.asarray(value)
    if array.size != 1 or array.dtype not in (np.float64, np.int64):
        raise DTypeError(f"f(x) is {array.dtype} {array.shape}, expected one float64 number")
    return float(array.item())
