"""Two numbers that should be equal, and the report of what was found.                  (chapter 8)"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from backprop.checks import check_count
from backprop.errors import AgreementError, ShapeError

from .differences import H, at_kink, fine_slope, number, slope, sure_slope

AGREES = 1e-7   # relative error up to which two gradients agree
CAUGHT = 1e-2   # relative error from which one of them is wrong; between the two: suspicious


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


@dataclass(frozen=True)
class Row:
    """One gradient array, judged: its worst entry, by the formula and by differences."""

    name: str
    shape: tuple
    error: float = math.inf     # worst error, relative to the largest entry, or of a small one to itself
    index: tuple = ()           # where it is
    formula: float = math.nan   # what backward says there
    numeric: float = math.nan   # what differences say there
    entries: int = 0            # how many were compared
    kinks: int = 0              # how many were set apart, because forward has a kink there
    note: str = ""              # why nothing was compared

    @property
    def verdict(self) -> str:
        """'agrees', 'suspicious', 'disagrees', or 'not judged' if no entry was compared."""
        return verdict(self.error) if self.entries or self.error > 0 else "not judged"

    def __str__(self) -> str:
        return f"{self.name} {self.note}" if self.note else (
            f"{self.name} {self.verdict}: {self.name}{list(self.index)} = {self.formula:.8g}, by "
            f"differences {self.numeric:.8g}, relative error {self.error:.1e}")


HEAD = ("gradient", "shape", "entries", "kinks", "error", "at", "formula", "differences", "verdict")


@dataclass(frozen=True)
class Report:
    """What a check found: a row for each gradient, and a sentence for each broken promise."""

    title: str
    rows: Sequence[Row]
    faults: Sequence[str] = ()

    @property
    def ok(self) -> bool:
        """True if every row was judged and agrees, and no promise is broken."""
        return bool(self.rows) and not self.faults and all(r.verdict == "agrees" for r in self.rows)

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

    The error is measured against the largest entry; then each small entry against itself (`small_entry`).
    What rounding alone can do to a difference, 10 eps (1 + |f|) / H, is never called an error.
    """
    found = getattr(formula, "shape", "none")
    if found != x.shape:
        return Row(name, x.shape, note=f"has shape {found}, expected {x.shape}")
    entries = _entries(x.shape, samples, rng)
    a = np.array([formula[i] for i in entries], dtype=np.float64)
    n = np.array([slope(f, x, i, -H, H) for i in entries])
    floor = 10 * np.finfo(np.float64).eps * (1 + abs(number(f(x)))) / H / AGREES
    tolerance = AGREES * max(np.max(np.abs(a)), np.max(np.abs(n)), floor)
    for k in np.flatnonzero(np.abs(a - n) > tolerance):         # a second look, with four points
        if abs(a[k] - (fine := fine_slope(f, x, entries[k]))) <= tolerance:
            n[k] = fine
    kink = np.array([miss > tolerance and at_kink(f, x, i, miss)
                     for i, miss in zip(entries, np.abs(a - n))])
    if kink.all():
        return Row(name, x.shape, 0.0, kinks=len(entries), note="lies at kinks only: not judged")
    worst = int(np.argmax(np.where(kink, -1, np.abs(a - n))))   # argmax takes a NaN for the worst
    row = Row(name, x.shape, relative_error(a[~kink], n[~kink], floor), entries[worst],
              float(a[worst]), float(n[worst]), int(np.sum(~kink)), int(np.sum(kink)))
    return small_entry(row, f, x, [(entries[k], a[k], n[k]) for k in np.flatnonzero(~kink)])


def small_entry(row: Row, f: Callable, x: np.ndarray, entries: Sequence[tuple]) -> Row:
    """The row; or, if it agrees, a small entry that is wrong by CAUGHT of itself, beyond 20 times the doubt.

    entries: (index, by the formula, by differences). Beside an entry of 1, one of 1e-8 may be anything: its error
    is below AGREES. The slope at such an entry is measured anew, with a hundredth of the noise and with its doubt.
    """
    if row.verdict == "agrees":
        for index, a, n in entries:
            if abs(a - n) > CAUGHT * max(abs(a), abs(n)):
                n, doubt = sure_slope(f, x, index)
                miss, size = abs(a - n), max(abs(a), abs(n))
                if miss > max(20 * doubt, CAUGHT * size):
                    return replace(row, error=miss / size, index=index, formula=float(a), numeric=n)
    return row


def _entries(shape: tuple, samples: int | None, rng) -> list[tuple]:
    """All indices of an array, or `samples` of them drawn without replacement."""
    if samples is not None:
        check_count(samples, "samples", "gradcheck")
    if samples is None or samples >= math.prod(shape):
        return list(np.ndindex(shape))
    drawn = np.unravel_index(rng.choice(math.prod(shape), samples, replace=False), shape)
    return [tuple(map(int, index)) for index in zip(*drawn)]
