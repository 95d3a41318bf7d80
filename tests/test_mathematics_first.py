"""In layers, losses, functional and optimizers the mathematics comes first: three lines of formula for one that checks.

A line of code is one that holds part of a statement inside a function: signatures, decorators, docstrings, imports
and class attributes are neither formula nor check. A statement checks if it raises, calls a check_* (or a helper that does nothing else), or is an `if`
whose body only raises; every line it covers counts. All other statements are formula.
"""

from __future__ import annotations

import ast
import re

import pytest

from test_structure import PACKAGE

FILES = [*sorted((PACKAGE / "layers").glob("*.py")), *(PACKAGE / f"{name}.py" for name in ("losses", "functional", "optimizers"))]
CHECKING = re.compile(r"_?check|_number$|_rows$|flat_rows$|upstream$")      # check_*, and what only calls them


def called(node: ast.AST) -> set[str]:
    """The names of all functions that a statement calls."""
    return {call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            for call in ast.walk(node) if isinstance(call, ast.Call)}


def checks(statement: ast.stmt) -> bool:
    """Is this statement a check?"""
    if isinstance(statement, ast.If):
        return all(isinstance(inner, ast.Raise) for inner in statement.body) or any(
            CHECKING.match(name) for name in called(statement.test))
    if hasattr(statement, "body"):                           # a loop or a with: its own statements are counted
        return False
    return isinstance(statement, ast.Raise) or any(CHECKING.match(name) for name in called(statement))


def count(body: list[ast.stmt]) -> tuple[int, int]:
    """Lines of formula and of checks in the body of a function."""
    formula = check = 0
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue                                        # a docstring
        inner = getattr(statement, "body", None)
        lines = statement.end_lineno - statement.lineno + 1
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)) or (
                isinstance(statement, ast.Raise) and "NotImplementedError" in ast.unparse(statement)):
            more = count(inner) if isinstance(statement, ast.FunctionDef) else (0, 0)
        elif checks(statement):
            more = 0, lines
        elif inner:
            handlers = [handler.body for handler in getattr(statement, "handlers", [])]
            nested = [count(part) for part in (inner, *handlers, getattr(statement, "orelse", []), getattr(statement, "finalbody", []))]
            head = inner[0].lineno - statement.lineno
            more = head + sum(part[0] for part in nested), sum(part[1] for part in nested)
        else:
            more = lines, 0
        formula, check = formula + more[0], check + more[1]
    return formula, check


def of_file(path) -> tuple[int, int]:
    """Lines of formula and of checks in all functions of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for top in tree.body for node in ([top] if isinstance(top, ast.FunctionDef) else getattr(top, "body", []))
                 if isinstance(node, ast.FunctionDef)]
    counted = [count(function.body) for function in functions]
    return sum(part[0] for part in counted), sum(part[1] for part in counted)


def test_three_lines_of_formula_for_one_that_checks(record_property):
    found = {path.relative_to(PACKAGE).as_posix(): of_file(path) for path in FILES}
    formula, check = (sum(pair[k] for pair in found.values()) for k in (0, 1))
    record_property("formula_to_checks", f"{formula}:{check}")
    assert formula >= 3 * check, found


def test_linear_is_small():
    tree = ast.parse((PACKAGE / "layers/linear.py").read_text(encoding="utf-8"))
    linear = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Linear")
    source = (PACKAGE / "layers/linear.py").read_text(encoding="utf-8").split("\n")[linear.lineno - 1:linear.end_lineno]
    doc = linear.body[0]
    code = [line for k, line in enumerate(source, linear.lineno) if line.strip() and not doc.lineno <= k <= doc.end_lineno]
    assert len(code) < 25, "\n".join(code)


@pytest.mark.parametrize("source, expected", [
    ("y = x @ W + b\nreturn y", (2, 0)),
    ("check_shape(x, (None, 3), 'x', self)\nreturn x @ W", (1, 1)),
    ("if x.ndim != 2:\n    raise ShapeError(\n        'two axes')\nreturn x", (1, 3)),
    ("self.d = check_count(d, 'd', 'Linear')\nself.y = None", (1, 1)),
    ("for k in range(3):\n    x = x + 1\n    check_float(x)\nreturn x", (3, 1)),
    ("try:\n    y = f(x)\nexcept KeyError:\n    raise ShapeError('x')\nreturn y", (3, 1)),
    ("'''doc'''\nraise NotImplementedError", (0, 0))])
def test_the_count_counts(source, expected):
    assert count(ast.parse(source).body) == expected
