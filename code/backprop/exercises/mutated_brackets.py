"""Classic small mistakes in the order of operations: brackets forgotten, or set too wide."""

from __future__ import annotations

import ast
from collections.abc import Iterator

SUMS, PRODUCTS = (ast.Add, ast.Sub), (ast.Mult, ast.Div, ast.MatMult)


def bracket_changes(node: ast.BinOp, words) -> Iterator[tuple]:
    """The same signs and letters with other brackets."""
    left, right, op = node.left, node.right, node.op
    if isinstance(op, PRODUCTS):
        if _is(right, SUMS):
            yield _gone(ast.BinOp(ast.BinOp(left, op, right.left), right.op, right.right), words(right))
        if _is(left, SUMS):
            yield _gone(ast.BinOp(left.left, left.op, ast.BinOp(left.right, op, right)), words(left))
    if isinstance(op, ast.Div) and _is(right, (ast.Mult, ast.Div)):
        yield _gone(ast.BinOp(ast.BinOp(left, op, right.left), right.op, right.right), words(right))
    if isinstance(op, ast.Pow) and isinstance(left, ast.BinOp):
        yield _gone(ast.BinOp(left.left, left.op, ast.BinOp(left.right, op, right)), words(left))
    if isinstance(op, SUMS):
        yield from _too_wide(left, right, op)


def _too_wide(left, right, op) -> Iterator[tuple]:
    """a * b + c as a * (b + c), and a - b ** n as (a - b) ** n."""
    if _is(left, PRODUCTS):
        inside = ast.BinOp(left.right, op, right)
        yield ast.BinOp(left.left, left.op, inside), f"brackets stand around `{ast.unparse(inside)}`, and should not", 1.2
    if _is(right, (*PRODUCTS, ast.Pow)):
        inside = ast.BinOp(left, op, right.left)
        yield ast.BinOp(inside, right.op, right.right), f"brackets stand around `{ast.unparse(inside)}`, and should not", 1.2


def _is(node, operators) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, operators)


def _gone(new, inside: str) -> tuple:
    return new, f"brackets are missing around {inside}", 1.2
