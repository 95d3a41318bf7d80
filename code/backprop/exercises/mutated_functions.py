"""One activation, or its slope, in the place of another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# the slope of each activation from its output E, and what a message calls it
SLOPES = {"1 - E ** 2": "the slope of tanh", "E * (1 - E)": "the slope of the sigmoid",
          "E > 0": "the slope of ReLU", "1 - np.tanh(E) ** 2": "the slope of tanh, taken once more,",
          "E": "the value, not the slope,", "1 - E": "1 minus the value", "np.abs(E)": "the absolute value",
          "np.maximum(E, 0)": "ReLU, not its slope,", "np.tanh(E)": "tanh, not a slope,", "E ** 2": "the square of the value"}
VALUES = {"np.tanh(E)": "tanh", "1 / (1 + np.exp(-E))": "the sigmoid", "np.maximum(E, 0)": "ReLU",
          "np.where(E > 0, E, 0.01 * E)": "the leaky ReLU", "np.abs(E)": "the absolute value", "E > 0": "a mask"}


def function_changes(node: ast.AST) -> Iterator[tuple]:
    """Another activation where the node is one, another slope where it is a slope."""
    for table, what in ((SLOPES, "the slope that belongs to this activation"), (VALUES, "it")):
        for form in list(table)[:3]:                        # those that are looked for
            inner = match(ast.parse(form, mode="eval").body, node)
            if inner is not None:
                yield from _others(table, form, inner, table[form])


def _others(table: dict, form: str, inner: ast.expr, right: str) -> Iterator[tuple]:
    for other, name in table.items():
        if other != form:
            yield filled(other, inner), f"{name} stands where {right} belongs", 1.25


def match(form: ast.AST, node: ast.AST) -> ast.expr | None:
    """What stands for E if the node has this form, else None; all E must be the same."""
    found: dict = {}

    def walk(a, b) -> bool:
        if isinstance(a, ast.Name) and a.id == "E":
            return found.setdefault("E", ast.dump(b)) == ast.dump(b) and not found.update(node=b)
        if type(a) is not type(b):
            return False
        if isinstance(a, ast.AST):
            return all(walk(getattr(a, name), getattr(b, name)) for name in a._fields if name not in ("ctx", "kind"))
        if isinstance(a, list):
            return len(a) == len(b) and all(map(walk, a, b))
        return a == b
    return found.get("node") if walk(form, node) and "node" in found else None


def filled(form: str, inner: ast.expr) -> ast.expr:
    """The form with `inner` for every E."""
    class Fill(ast.NodeTransformer):
        def visit_Name(self, name):
            return inner if name.id == "E" else name
    return Fill().visit(ast.parse(form, mode="eval").body)
