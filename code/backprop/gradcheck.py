"""The judge: is what backward returns the slope of what forward computes?       (chapter 8)

It imports nothing that it judges. A layer is judged by differences of L = sum(dy * y), where the
upstream gradient dy is random: with dy = 1 a softmax whose backward returns zeros would pass.
"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from backprop.errors import (AgreementError, DTypeError, ShapeError, StateError, check_float,
                             check_number, check_shape)

AGREES = 1e-7   # relative error up to which two gradients agree
CAUGHT = 1e-2   # relative error from which one of them is wrong; between the two: suspicious
H = 1e-5        # step of the central differences, near the optimum for float64


# --- two numbers that should be equal -------------------------------------------------------

def relative_error(a, n, floor: float = 1e-12) -> float:
    """Worst relative error of two arrays: max|a - n| / max(max|a|, max|n|, floor).

    Range:  0 to 2; inf if either holds a NaN or an infinity, so that it never passes.
    Errors: ShapeError if the shapes differ or the arrays are empty.
    """
    a, n = np.asarray(a), np.asarray(n)
    if a.shape != n.shape or a.size == 0:
        raise ShapeError(f"relative_error: shapes {a.shape} and {n.shape}, expected equal ones")
    if not (np.isfinite(a).all() and np.isfinite(n).all()):
        return math.inf
    return float(np.max(np.abs(a - n)) / max(np.max(np.abs(a)), np.max(np.abs(n)), floor))


def verdict(error: float) -> str:
    """'agrees' up to AGREES, 'disagrees' from CAUGHT on (NaN too), 'suspicious' between."""
    return "agrees" if error <= AGREES else "suspicious" if error < CAUGHT else "disagrees"


# --- slopes by evaluation -------------------------------------------------------------------

def numerical_gradient(f: Callable, x: np.ndarray, h: float = H) -> np.ndarray:
    """Central differences in every entry: (f(x + h) - f(x - h)) / 2h.       (chapter 8)

    f gets x itself, with one entry moved in place; x is given back unchanged, bit for bit.
    Shapes: x any, f(x) one number, result as x.
    Errors: DTypeError for anything but float64: float32 rounds the difference away.
    """
    _check_float64("numerical_gradient", x=x)
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


def value_at(f: Callable, x: np.ndarray, index: tuple, entry: float) -> float:
    """f(x) with x[index] = entry; the old entry is put back exactly, even if f raises."""
    saved = x[index]
    try:
        x[index] = entry
        return _number(f(x))
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


# --- the report -----------------------------------------------------------------------------

@dataclass(frozen=True)
class Row:
    """One gradient array, judged: its worst entry, by the formula and by differences."""

    name: str
    shape: tuple
    error: float = math.inf     # worst relative error over the entries looked at
    index: tuple = ()           # where it is
    formula: float = math.nan   # what backward says there
    numeric: float = math.nan   # what differences say there
    entries: int = 0            # how many were compared
    kinks: int = 0              # how many were set apart, because forward has a kink there
    note: str = ""              # why nothing was compared

    @property
    def verdict(self) -> str:
        """'agrees', 'suspicious' or 'disagrees'."""
        return verdict(self.error)

    def __str__(self) -> str:
        return f"{self.name} {self.note}" if self.note else (
            f"{self.name} {self.verdict}: {self.name}{list(self.index)} is {self.formula:.8g} by "
            f"the formula, {self.numeric:.8g} by differences, relative error {self.error:.1e}")


HEAD = ("gradient", "shape", "entries", "kinks", "error", "at", "formula", "differences", "verdict")


@dataclass(frozen=True)
class Report:
    """What a check found: a row for each gradient, and a sentence for each broken promise."""

    title: str
    rows: Sequence[Row]
    faults: Sequence[str] = ()

    @property
    def ok(self) -> bool:
        """True if something was compared, all of it agrees, and no promise is broken."""
        agree = all(row.verdict == "agrees" for row in self.rows)
        return agree and not self.faults and any(row.entries for row in self.rows)

    def require(self) -> Report:
        """Return the report if it is ok; else AgreementError naming every wrong row and fault."""
        if not self.ok:
            found = [str(r) for r in self.rows if r.verdict != "agrees"] + list(self.faults)
            raise AgreementError(f"{self.title}: {'; '.join(found or ['nothing was compared'])}")
        return self

    def cells(self) -> list[tuple[str, ...]]:
        """The table as text, HEAD first."""
        return [HEAD] + [
            (r.name, f"{r.shape}", f"{r.entries}", f"{r.kinks}", f"{r.error:.1e}", f"{r.index}",
             f"{r.formula:.8g}", f"{r.numeric:.8g}", r.note or r.verdict) for r in self.rows]

    def __str__(self) -> str:
        widths = [max(map(len, column)) for column in zip(*self.cells())]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in self.cells()]
        end = map("broken promise: {}".format, self.faults)
        return "\n".join([f"{self.title}: {'ok' if self.ok else 'NOT OK'}", *lines, *end])

    def _repr_html_(self) -> str:
        rows = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in self.cells()]
        lines = html.escape(str(self)).split("\n")
        lines[1:1 + len(rows)] = [f"<table><tr>{'</tr><tr>'.join(rows)}</tr></table>"]
        return "\n".join(f"<div>{line}</div>" for line in lines)


def compare(name: str, formula, f: Callable, x: np.ndarray, samples=None, rng=None) -> Row:
    """Judge the gradient `formula` by differences of f in all, or in `samples`, entries of x.

    What rounding alone can do to a difference, 10 eps (1 + |f|) / H, is never called an error.
    """
    found = getattr(formula, "shape", "none")
    if found != x.shape:
        return Row(name, x.shape, note=f"has shape {found}, expected {x.shape}")
    entries = _entries(x.shape, samples, rng)
    a = np.array([formula[i] for i in entries], dtype=np.float64)
    n = np.array([slope(f, x, i, -H, H) for i in entries])
    floor = 10 * np.finfo(np.float64).eps * (1 + abs(_number(f(x)))) / H / AGREES
    tolerance = AGREES * max(np.max(np.abs(a)), np.max(np.abs(n)), floor)
    kink = np.array([miss > tolerance and at_kink(f, x, i, miss)
                     for i, miss in zip(entries, np.abs(a - n))])
    if kink.all():
        return Row(name, x.shape, 0.0, kinks=len(entries), note="lies at kinks only: not judged")
    worst = int(np.argmax(np.where(kink, -1, np.abs(a - n))))   # argmax takes a NaN for the worst
    return Row(name, x.shape, relative_error(a[~kink], n[~kink], floor), entries[worst],
               float(a[worst]), float(n[worst]), int(np.sum(~kink)), int(np.sum(kink)))


# --- the checks -----------------------------------------------------------------------------

def check_layer(layer, x: np.ndarray, *, rng: np.random.Generator, dy=None, samples=None) -> Report:
    """Judge dx, dW, db ... of a layer, and the promises of forward, predict and backward.

    samples: entries looked at in each array, None = all.
    dy:      upstream gradient; random unless given (chapter 8 shows why all ones are blind).
    Shapes:  x as the layer takes it; every gradient must have the shape of its variable.
    Errors:  DTypeError unless x and the parameters are float64.
    """
    title, x = _name(layer), np.array(x)
    arrays = {"x": x, **{name: getattr(layer, name) for name in layer.PARAMS}}
    _check_float64(title, **arrays)
    rewind = _rewinder(layer)
    # Not x itself: a layer that keeps the first x it ever saw must be found out.
    dy = rng.standard_normal(layer.forward(-0.5 * x).shape) if dy is None else np.array(dy, float)

    def f(_):
        rewind()
        return float(np.sum(dy * layer.forward(x)))

    gradients, promises = _run_layer(layer, arrays, dy, rewind)
    rows = [compare(f"d{name}", gradients[name], f, array, samples, rng)
            for name, array in arrays.items()]
    _check_predict(layer, x, dy, promises)
    rewind()
    return Report(title, rows, promises.broken)


def check_loss(loss, z: np.ndarray, t: np.ndarray) -> Report:
    """Judge dz of a loss on a batch and on its first row alone, and the promises of a loss.

    Shapes:  z (B, C), t as the loss takes it; B of at least 2 makes a missing 1/B show.
    Errors:  DTypeError unless z is float64.
    """
    title, rows, z, t = _name(loss), [], np.array(z), np.array(t)
    _check_float64(title, z=z)
    promises = Promises(z=z, t=t)
    for name, part in (("dz", slice(None)), ("dz of one row", slice(0, 1))):
        loss.forward(z[-1:], t[-1:])                  # what backward must have forgotten
        value = loss.forward(z[part], t[part])
        promises.keep(type(value) is float, f"forward returned {type(value).__name__}, not float")
        first, second = np.array(loss.backward()), np.array(loss.backward())
        promises.keep(_same(first, second), "a second backward gave another dz")
        promises.unaltered()
        rows.append(compare(name, first, lambda x: loss.forward(x, t[part]), z[part]))
    mean = np.mean([loss.forward(z[i:i + 1], t[i:i + 1]) for i in range(len(z))])
    promises.keep(_close(mean, loss.forward(z, t)), "the loss is not a mean over the rows")
    return Report(title, rows, promises.broken)


def check_network(network, loss, x: np.ndarray, t: np.ndarray, *, rng, samples=50) -> Report:
    """Judge every parameter array of a network, dx, and one random direction through all of them.

    samples: entries looked at in each array, None = all; the direction covers the rest.
    Errors:  DTypeError unless x and the parameters are float64.
    """
    title, x, t = _name(network), np.array(x), np.array(t)
    _check_float64(title, x=x, params=network.params)
    rewind = _rewinder(network)

    def f(_):
        rewind()
        return loss.forward(network.forward(x), t)

    dx, promises = _run_network(network, loss, x, t, rewind)
    arrays = [(name.replace(".", ".d"), np.array(gradient), value)
              for name, value, gradient in network.named_parameters()] + [("dx", dx, x)]
    flat = directional_check(f, network.params, network.grads.copy(), rng=rng)
    rows = [compare(name, formula, f, array, samples, rng) for name, formula, array in arrays]
    rewind()
    return Report(title, [*rows, *flat.rows], promises.broken)


def directional_check(f: Callable, x: np.ndarray, gradient: np.ndarray, *, rng) -> Report:
    """Judge a gradient of any size along one random unit vector v: is gradient . v the slope?

    f gets x itself, moved in place; x is given back unchanged, bit for bit.
    """
    _check_float64("directional_check", x=x)
    check_shape(np.asarray(gradient), x.shape, "gradient", "directional_check")
    start, v = x.copy(), rng.standard_normal(x.shape)
    v /= np.linalg.norm(v)

    def along(s):
        try:
            x[...] = start + s[0] * v
            return f(x)
        finally:
            x[...] = start

    formula = np.array([np.sum(gradient * v)])
    return Report("directional_check", [compare("one direction", formula, along, np.zeros(1))])


# --- promises, checked by running things in a treacherous order -----------------------------

class Promises:
    """Sentences about promises that were broken; the named arrays must stay as they are."""

    def __init__(self, **arrays):
        self.broken, self.arrays = [], arrays
        self.before = {name: array.copy() for name, array in arrays.items()}

    def keep(self, kept: bool, sentence: str) -> None:
        """Note the sentence, once, if the promise was not kept."""
        if not kept and sentence not in self.broken:
            self.broken.append(sentence)

    def unaltered(self) -> None:
        """Compare the arrays with what they were."""
        for name, array in self.arrays.items():
            self.keep(_same(array, self.before[name]), f"forward or backward altered {name}")


def _run_layer(layer, arrays, dy, rewind) -> tuple[dict, Promises]:
    """Gradients of the layer at x, and its broken promises; -x / 2 comes first, as a trap."""
    x, trap, promises = arrays["x"], -0.5 * arrays["x"], Promises(**arrays, dy=dy)
    other = layer.forward(trap)
    rewind()
    y = layer.forward(x)
    promises.keep(not np.shares_memory(y, x), "forward returned a view of its input")
    promises.keep(not np.shares_memory(y, other), "forward returned the same memory twice")
    layer.predict(trap)
    first, second = _gradients(layer, dy), _gradients(layer, dy)
    for name, array in first.items():
        promises.keep(_same(array, second[name]), f"a second backward gave another d{name}")
    promises.unaltered()
    return first, promises


def _gradients(layer, dy) -> dict:
    """Copies of dx and of every parameter's gradient, None for one that is not there."""
    found = {"x": layer.backward(dy), **{p: getattr(layer, f"d{p}", None) for p in layer.PARAMS}}
    return {name: None if array is None else np.array(array) for name, array in found.items()}


def _check_predict(part, x, dy, promises, draws: int = 2000) -> None:
    """predict must equal forward or, where forward draws random numbers, its mean."""
    expected = part.predict(x)
    if _same(part.forward(x), part.forward(x)):
        return promises.keep(_close(part.forward(x), expected), "predict differs from forward")
    draw = [np.sum(dy * (part.forward(x) - expected)) for _ in range(draws)]
    promises.keep(abs(np.mean(draw)) <= 6 * np.std(draw) / math.sqrt(draws),
                  "the mean of forward over many draws is not predict")


def _run_network(network, loss, x, t, rewind) -> tuple[np.ndarray, Promises]:
    """dx of the network, with its gradients in place, and its broken promises."""
    promises = Promises(x=x, t=t, params=network.params)
    network.forward(-0.5 * x)
    rewind()
    loss.forward(y := network.forward(x), t)
    network.backward(dz := loss.backward())
    first = network.grads.copy()
    dx = np.array(network.backward(dz, input_grad=True))
    promises.keep(_same(first, network.grads), "a second backward gave other gradients")
    promises.unaltered()
    for name, value, gradient in network.named_parameters():
        views = map(np.may_share_memory, (value, gradient), (network.params, network.grads))
        promises.keep(all(views), f"{name} or its gradient is not a view of the flat vectors")
    if _same(y, network.forward(x)):
        promises.keep(_close(y, network.predict(x)), "predict differs from forward")
    return dx, promises


# --- small things ---------------------------------------------------------------------------

def _rewinder(part) -> Callable[[], None]:
    """A function that sets every random generator of a layer or network back to its state now."""
    saved = [(g.bit_generator, g.bit_generator.state) for g in _generators(part)]
    return lambda: [setattr(generator, "state", state) for generator, state in saved]


def _generators(part) -> list[np.random.Generator]:
    """The generators `rng` of a layer, or of the layers that it is made of."""
    inside = [g for p in (part if hasattr(part, "__iter__") else ()) for g in _generators(p)]
    return inside + [part.rng] if getattr(part, "rng", None) else inside


def _entries(shape: tuple, samples: int | None, rng) -> list[tuple]:
    """All indices of an array, or `samples` of them drawn without replacement."""
    if samples is None or samples >= math.prod(shape):
        return list(np.ndindex(shape))
    drawn = np.unravel_index(rng.choice(math.prod(shape), samples, replace=False), shape)
    return [tuple(map(int, index)) for index in zip(*drawn)]


def _check_float64(where: str, **arrays) -> None:
    """Refuse what cannot be judged: only entries of float64 arrays can be moved by H."""
    for name, x in arrays.items():
        if check_float(x, name, where).dtype != np.float64:
            raise DTypeError(f"{where}: {name} has dtype {x.dtype}, expected float64, see astype: "
                             f"{name}.astype(np.float64), or net.astype(np.float64) for a network")
        if x.size == 0 or not x.flags.writeable:
            raise StateError(f"{where}: {name} is empty or read-only, there is no entry to move")


def _number(value) -> float:
    """The one number that a function returned, if it was computed in float64."""
    array = np.asarray(value)
    if array.size != 1 or array.dtype not in (np.float64, np.int64):
        raise DTypeError(f"f(x) is {array.dtype} {array.shape}, expected one float64 number")
    return float(array.item())


def _name(part) -> str:
    return type(part).__name__ if repr(part).startswith("<") else repr(part)


def _same(a, b) -> bool:
    return a is b or np.array_equal(a, b, equal_nan=True)


def _close(a, b) -> bool:
    return np.shape(a) == np.shape(b) and relative_error(a, b) <= 1e-12
