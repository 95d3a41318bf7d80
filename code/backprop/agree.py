"""The agreement table: every printed formula against sympy, NumPy and finite differences.

    table = Agreement(L, x=x, W=W, b=b, dy=dy)                  # L(x, W, b, dy) -> float
    table.derivative("W", eq_dW, exact=dW_exact, code="x.T @ dy", numpy=layer.dW)
    table.control("W", "transpose dropped", "x @ dy")
    table.show()

A row that disagrees raises at once, so a wrong formula stops the build of its page. A negative
control is a classic mistake put through the same check: it has to be caught.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import numpy as np
import sympy as sp

from backprop import derive
from backprop.errors import AgreementError, OptionError, ShapeError
from backprop.gradcheck import AGREES, CAUGHT, numerical_gradient, relative_error
from backprop.tables import html_row, html_table

COLUMNS = ("formula", "shape", "sympy", "NumPy", "finite differences")
MISTAKES = ("mistake", "shape", "code", "finite differences")
EXACT = 1e-12      # sympy against NumPy: the same float64 numbers up to rounding


@dataclass(frozen=True)
class Row:
    """One line of the table: what was compared, and the worst relative errors."""

    equation: derive.Equation | None
    text: str                   # what the row is about, when it has no equation
    code: str
    shape: tuple[int, ...]
    sympy_error: float | None   # NumPy against sympy
    witness_error: float | None # NumPy against the witness
    caught: str = ""            # for a negative control: how it was caught
    witness: str = "finite differences"     # an identity has none but its other side: "both sides"
    other: str = ""             # the code of an identity's other side

    @property
    def both(self) -> str:
        """The code, and after it the other side of an identity."""
        return f"{self.code} = {self.other}" if self.other else self.code


class Agreement:
    """Compare formulas, sympy, NumPy and finite differences for one function.    (every chapter)

    function: f(**values) -> float or array; its derivatives are what the rows speak of.
    values:   float64 arrays by name; finite differences move them one entry at a time.
    Errors:   AgreementError from the first row that disagrees or control that passes.
    """

    def __init__(self, function: Callable, **values):
        self.function = function
        self.values = {name: np.asarray(v, dtype=np.float64) for name, v in values.items()}
        self.rows: list[Row] = []
        self.names: dict = {"np": np}
        self.symbols: dict = {}

    def using(self, **names) -> Agreement:
        """Make more names known to the code strings of the rows: using(y=y, softmax=softmax)."""
        self.names |= names
        return self

    def where(self, **arrays) -> Agreement:
        """Say what other names in the formulas stand for: where(p=softmax_of_z), as expressions."""
        self.symbols |= arrays
        return self

    def derivative(self, of: str, equation: derive.Equation, exact, code: str, numpy=None, *,
                   function: Callable | None = None) -> None:
        """Add the row for d function / d values[of].

        exact:    the symbolic derivative, entry by entry (derive.vjp, derive.jacobian, ...).
        code:     NumPy code of the formula, run here on the values; `numpy`: the array that the
                  page or a layer computed. Formula = exact symbolically, code = exact = numpy to
                  1e-12, and code agrees with central differences to 1e-7.
        """
        exact = np.asarray(exact, dtype=object)
        self._assert_formula(equation, exact)
        result = self._run(code)
        wanted = derive.evaluate(exact, self._values_in(exact))
        error = max(_compare(equation.label, "the code", result, "sympy", wanted, EXACT),
                    _compare(equation.label, "the page's array", result if numpy is None else numpy,
                             "sympy", wanted, EXACT))
        witness = _compare(equation.label, "the code", result, "finite differences",
                           self._differences(of, function), AGREES)
        self.rows.append(Row(equation, "", code, result.shape, error, witness))

    def identity(self, equation: derive.Equation, exact, code: str, other: str) -> None:
        """Add a row for an identity: its right side = exact by sympy, and code = other in NumPy.

        No derivative is taken, so the last cell shows the two sides' difference and says so.
        """
        exact = np.asarray(exact, dtype=object)
        self._assert_formula(equation, exact)
        left, right = self._run(code), self._run(other)
        wanted = derive.evaluate(exact, self._values_in(exact))
        error = _compare(equation.label, "the code", left, "sympy", wanted, EXACT)
        rest = _compare(equation.label, code, left, other, right, EXACT)
        self.rows.append(Row(equation, "", code, left.shape, error, rest, witness="both sides",
                             other=other))

    def control(self, of: str, mistake: str, code: str, *, function: Callable | None = None) -> None:
        """Add a negative control: a classic mistake that the finite differences must catch.

        Errors:   AgreementError if its error is not above 1e-2 and its shape is right.
        """
        wrong, right = self._run(code), self._differences(of, function)
        if wrong.shape != right.shape:
            caught, error = f"caught: shape {wrong.shape}, not {right.shape}", None
        else:
            error = relative_error(wrong, right)
            if not error > CAUGHT:
                raise AgreementError(f"negative control {mistake!r} was not caught: relative error "
                                     f"{error:.1e}, a mistake must exceed {CAUGHT:.0e}")
            caught = "caught"
        self.rows.append(Row(None, mistake, code, wrong.shape, None, error, caught))

    def show(self) -> Agreement:
        """The finished table, for the last line of a cell.

        Errors:   OptionError if it has no row, or no negative control.
        """
        if not any(r.equation for r in self.rows) or not any(r.caught for r in self.rows):
            raise OptionError("agreement table: at least one row and one negative control needed")
        return self

    def _assert_formula(self, equation, exact: np.ndarray) -> None:
        symbols = {n: derive.array(n, *v.shape) for n, v in self.values.items()}
        formula = np.asarray(equation.explicit(**symbols | self.symbols), dtype=object)
        if formula.size == exact.size and formula.shape[-exact.ndim or None:] == exact.shape:
            formula = formula.reshape(exact.shape)      # a row (1, n) stands for a vector (n,)
        derive.assert_equal(formula, exact, equation.label)

    def _values_in(self, exact: np.ndarray) -> dict:
        used = {str(s) for e in exact.ravel() for s in sp.sympify(e).free_symbols}
        return {n: v for n, v in self.values.items()
                if used & {str(s) for s in np.ravel(derive.array(n, *v.shape))}}

    def _run(self, code: str) -> np.ndarray:
        return np.asarray(eval(code, {**self.names, **self.values}), dtype=np.float64)

    def _differences(self, of: str, function: Callable | None) -> np.ndarray:
        """Central differences of the function at values[of], of every output entry."""
        f, start = function or self.function, self.values[of]
        at = lambda v: np.asarray(f(**{**self.values, of: v}), dtype=np.float64)
        shape = at(start).shape
        columns = [numerical_gradient(lambda v, i=i: float(at(v)[i]), start.copy())
                   for i in np.ndindex(*shape)]
        return np.reshape(columns, shape + start.shape)

    def _repr_html_(self) -> str:
        right, wrong = ([r for r in self.rows if bool(r.caught) == caught] for caught in (False, True))
        count = "1 mistake" if len(wrong) == 1 else f"{len(wrong)} mistakes"
        return (html_table(COLUMNS, [_html_row(r) for r in right], "bp-agree")
                + f"<details class='bp-mistakes'><summary>{count} put through the same check: "
                f"{'caught' if len(wrong) == 1 else 'all caught'}</summary>"
                + html_table(MISTAKES, [_html_control(r) for r in wrong], "bp-agree") + "</details>")

    def __repr__(self) -> str:
        return "\n".join(f"{r.text or r.equation.latex} | {r.shape} | {r.both} | "
                         f"{r.witness_error} {r.caught or r.witness}" for r in self.rows)


def summary(*tables: Agreement) -> Summary:
    """The table that closes a chapter: formula, shape, code and number of each checked equation.

    It is built from the rows of the agreement tables, so it holds nothing that was not checked.
    """
    return Summary([row for table in tables for row in table.rows if row.equation])


@dataclass(frozen=True)
class Summary:
    """Rows of agreement tables as formula | shape | code | where checked."""

    rows: list[Row]

    def _repr_html_(self) -> str:
        rows = [html_row(_math(r.equation.latex), {
            "shape": _shape(r.equation), "code": f"<code>{escape(r.code)}</code>",
            "where checked": _link(r.equation.label)}) for r in self.rows]
        return html_table(("formula", "shape", "code", "where checked"), rows, "bp-summary")

    def __repr__(self) -> str:
        return "\n".join(f"{r.equation.latex} | {r.shape} | {r.code}" for r in self.rows)


def _compare(where: str, what: str, a, against: str, n, limit: float) -> float:
    a, n = np.asarray(a), np.asarray(n)
    if a.shape != n.shape:
        raise ShapeError(f"{where}: {what} has shape {a.shape}, {against} {n.shape}")
    error = relative_error(a, n)
    if not error < limit:
        worst = np.unravel_index(np.argmax(np.abs(a - n)), a.shape)
        raise AgreementError(f"{where}: {what} and {against} disagree, relative error {error:.1e} "
                             f"(limit {limit:.0e}); at {list(map(int, worst))}: {a[worst]:.8g} "
                             f"against {n[worst]:.8g}")
    return error


def _html_row(row: Row) -> str:
    """A checked formula; each cell carries its column's name, for the page's narrow layout."""
    named = "" if row.witness == COLUMNS[-1] else f"{row.witness} "
    cells = {"shape": str(row.shape), "sympy": "✓ exact",
             "NumPy": f"✓ <code>{escape(row.both)}</code> {_number(row.sympy_error)}",
             row.witness: f"✓ {named}{_number(row.witness_error)}"}
    return html_row(_math(row.equation.latex), cells)


def _html_control(row: Row) -> str:
    """A mistake that the check caught."""
    cells = {"shape": str(row.shape), "code": f"<code>{escape(row.code)}</code>",
             COLUMNS[-1]: f"✗ {_number(row.witness_error)} {escape(row.caught)}"}
    return html_row(escape(row.text), cells, "bp-control")


def _shape(equation: derive.Equation) -> str:
    sizes = ", ".join(derive.latex(sp.sympify(size)) for size in equation.shape)
    return _math(f"({sizes}{',' if len(equation.shape) == 1 else ''})") if sizes else "number"


def _number(error: float | None) -> str:
    text = "" if error is None else "0" if error == 0 else f"{error:.1e}"
    return f"<span class='bp-number'>{text}</span>" if text else ""


def _math(text: str) -> str:
    return rf"<span class='math'>\({escape(text)}\)</span>"


def _link(label: str) -> str:
    return f"<a href='#equation-{escape(label)}'>{escape(label)}</a>" if label else ""
