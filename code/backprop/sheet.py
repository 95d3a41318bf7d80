"""The cheat sheet: every formula is taken out of the chapter that checked it, and checked again.

    sheet = Sheet()
    sheet.chapter("The linear layer", "02", "table_dW", "table_db")     # runs what these tables rest on
    sheet.row("weights", "eq-dW")

The rows are those of the chapters' agreement tables: nothing is typed twice, and a row of a wrong formula
cannot be printed. The last line of a cell shows the sheet.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
from collections.abc import Callable
from html import escape
from pathlib import Path

import numpy as np
import sympy as sp

from . import derive
from .agree import EXACT, Agreement, Row
from .errors import AgreementError, OptionError
from .gradcheck import relative_error
from .slices import behind, code_of, definitions
from .tables import html_row

COLUMNS = ("what", "formula", "shape", "NumPy", "derived")
NAME = re.compile(r"^\\text\{[^{}]*: \}\s*")       # "ReLU: ", which the row says already
GREEK = {"lr": "eta", "decay": "lambda", "eps": "epsilon", "mhat": r"\hat{m}", "vhat": r"\hat{v}"}
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: r"\cdot"}


class Sheet:
    """Rows under headings: what, formula, shape, one line of NumPy, where it is derived.

    folder: where the chapters' sources lie; else the folder `chapters` here, beside or above.
    Errors: OptionError if there is none, or if a label is not in the tables that were run;
            AgreementError from the first row that does not hold.
    """

    def __init__(self, folder: Path | None = None):
        self.folder, self.lines = folder or chapters(), []
        self.text, self.names, self.found = "", {}, {}

    def chapter(self, title: str, number: str, *tables: str) -> None:
        """Begin a group: run the statements of a chapter that these agreement tables rest on."""
        self.lines.append(f"<tr class='bp-group'><th colspan='{len(COLUMNS)}' scope='colgroup'>{escape(title)}</th></tr>")
        page = next(self.folder.glob(f"{number}_*.md"))
        self.text, self.names = page.read_text(encoding="utf-8"), {"display": lambda *shown: None}
        program = ast.Module(behind(code_of(self.text), set(tables)), [])
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(program, page.name, "exec"), self.names)
        self.found = {row.equation.label: (self.names[table], row) for table in tables
                      for row in self.names[table].rows if row.equation}

    def equation(self, label: str) -> derive.Equation:
        """A checked equation of the group's tables."""
        return self._row(label)[1].equation

    def row(self, what: str, label: str, code: str = "", **names: str) -> None:
        """Add a checked equation; other `code` for it must give what the chapter's code gives.

        names: what other names in `code` stand for on the chapter's page, as code: n="5".
        """
        table, row = self._row(label)
        if code:
            known = {**self.names, **table.names, **table.values}
            same(label, run(table, code, **{name: eval(meant, known) for name, meant in names.items()}),
                 run(table, row.code))
        self.add(what, NAME.sub("", row.equation.latex), sizes(row.equation.shape), code or row.code, label)

    def product(self, what: str, label: str, code: str) -> None:
        """Add dy times a checked Jacobian J[i, j]: the formula by sympy, its code against dy @ J."""
        table, row = self._row(label)
        i, j = row.equation.lhs.indices
        n, _ = row.equation.lhs.shape
        dy, dz = (sp.IndexedBase(name, shape=(n,)) for name in ("dy", "dz"))
        total = derive.collapse(sp.Sum(dy[i] * row.equation.rhs, (i, 0, n - 1)), i, 0, n - 1)
        upstream = np.linspace(-1, 2, len(run(table, row.code)))
        same(label, run(table, code, dy=upstream), upstream @ run(table, row.code))
        equation = derive.Equation(dz[i], sp.collect(total, dy[j]).subs(j, i))
        self.add(what, equation.latex, sizes(equation.shape), code, label)

    def definition(self, what: str, label: str, shape: tuple, code: str, function: Callable, **values) -> None:
        """Add a definition of the group's chapter, as it stands there; its code must give function(*values)."""
        if label not in definitions(self.text):
            raise OptionError(f"the chapter has no definition {label!r}")
        same(label, run(Agreement(function).using(**values), code), function(*values.values()))
        self.add(what, definitions(self.text)[label], sizes(shape), code, label)

    def rule(self, what: str, lines: str, page: str) -> None:
        """Add assignments, "v = mu * v + g;  w -= lr * v", which the caller has run beside a class."""
        self.lines.append(_line(what, assignments(lines), "number", lines, f"<a href='{page}'>rules</a>"))

    def add(self, what: str, latex: str, shape: str, code: str, label: str) -> None:
        """Add a row that the caller has checked."""
        self.lines.append(_line(what, latex, shape, code, f"<a href='#equation-{label}'>{label}</a>"))

    def _row(self, label: str) -> tuple[Agreement, Row]:
        if label not in self.found:
            raise OptionError(f"the group's tables have no {label!r}, but {', '.join(self.found)}")
        return self.found[label]

    def _repr_html_(self) -> str:
        names = "".join(f"<th scope='col'>{name}</th>" for name in COLUMNS)
        return (f"<div class='bp-table'><table class='bp-summary bp-sheet'><thead><tr>{names}</tr></thead>"
                f"<tbody>{''.join(self.lines)}</tbody></table></div>")

    def __repr__(self) -> str:
        return f"a sheet of {len(self.lines)} rows"


def chapters(start: Path | None = None) -> Path:
    """The folder of the chapters' sources, in this folder or one above it."""
    here = (start or Path.cwd()).resolve()
    for above in (here, *here.parents):
        if list(above.glob("chapters/01_*.md")):
            return above / "chapters"
    raise OptionError("the cheat sheet reads the chapters' sources: no folder chapters/ here or above")


def run(table: Agreement, code: str, **names) -> np.ndarray:
    """What "e = ...;  e / e.sum()" gives on a table's values: the last expression, after the assignments."""
    *before, last = code.split(";  ")
    known = {**table.names, **table.values, **names}
    for line in before:
        name, expression = line.split(" = ", 1)
        known[name] = eval(expression, known)
    return np.asarray(eval(last, known), dtype=np.float64)


def same(label: str, found, wanted) -> None:
    """Raise AgreementError unless two results are the same numbers, up to rounding."""
    error = relative_error(np.asarray(found, dtype=np.float64), np.asarray(wanted, dtype=np.float64))
    if not error < EXACT:
        raise AgreementError(f"{label}: the code of the sheet and that of the chapter differ by {error:.1e}")


def sizes(shape: tuple) -> str:
    """A shape in symbols, as LaTeX; a number has none."""
    names = ", ".join(derive.latex(sp.sympify(size)) for size in shape)
    return rf"\({'(' + names + (',)' if len(shape) == 1 else ')')}\)" if shape else "number"


def assignments(lines: str) -> str:
    """LaTeX of assignments, each "name = expression" or with += or *=, from the code itself."""
    done = []
    for node in ast.parse(lines.replace(";", "\n").replace("\n  ", "\n")).body:
        target = _symbolic(ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target))
        value = _symbolic(ast.unparse(node.value))
        sign = SIGNS[type(node.op)] if isinstance(node, ast.AugAssign) else ""
        right = rf"{derive.latex(target)} {sign} " if sign else ""
        text = derive.latex(value)
        bracket = rf"\left({text}\right)" if sign == SIGNS[ast.Mult] else text
        done.append(rf"{derive.latex(target)} \leftarrow {right}{bracket}")
    rows = r" \\ ".join(done)
    return rows if len(done) == 1 else rf"\begin{{array}}{{l}} {rows} \end{{array}}"


def _symbolic(code: str):
    names = {n.id for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Name)} - {"sqrt"}
    return sp.sympify(code, {name: sp.Symbol(GREEK.get(name, name)) for name in names}, evaluate=True)


def _line(what: str, latex: str, shape: str, code: str, link: str) -> str:
    shown = "<br>".join(escape(part) for part in code.split(";  "))
    return html_row(escape(what), {"formula": rf"<span class='math'>\({escape(latex)}\)</span>",
                                   "shape": f"<span class='math'>{shape}</span>" if "\\(" in shape else shape,
                                   "NumPy": f"<code>{shown}</code>", "derived": link})
