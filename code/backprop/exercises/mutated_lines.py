"""Classic small mistakes in whole lines: one forgotten, two in the wrong order, `=` for `+=`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

SIMPLE = (ast.Assign, ast.AugAssign, ast.Expr, ast.For)


def line_changes(node: ast.stmt) -> Iterator[tuple]:
    """Every small mistake that a whole statement can be."""
    text = ast.unparse(node)
    if isinstance(node, (ast.Assign, ast.AugAssign)) or isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield ast.Pass(), f"the line `{text}` is missing, or has no effect", 1.2
    if isinstance(node, ast.AugAssign):
        yield from _augmented(node, text)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Attribute, ast.Subscript)):
        target = node.targets[0]
        yield (ast.AugAssign(target, ast.Add(), node.value), f"`{ast.unparse(target)}` is added up from call to call "
               "(`+=`) where it should be written anew (`=`)", 1.2)
    if isinstance(node, ast.For):
        yield (ast.For(node.target, node.iter, [*node.body, ast.Break()], [], None),
               f"the loop `for {ast.unparse(node.target)} in {ast.unparse(node.iter)}` ends after its first round", 1.3)


def _augmented(node: ast.AugAssign, text: str) -> Iterator[tuple]:
    other = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}.get(type(node.op))
    if other:
        yield ast.AugAssign(node.target, other(), node.value), f"the sign is wrong: the line is `{text}`", 1.1
    if isinstance(node.op, ast.Add):
        yield (ast.AugAssign(node.target, ast.Mult(), node.value),
               f"`{ast.unparse(node.target)}` is multiplied, where the paths add", 1.2)
    if isinstance(node.op, ast.Sub):
        yield (ast.Assign([node.target], ast.UnaryOp(ast.USub(), node.value)),
               f"`{ast.unparse(node.target)}` is overwritten, where something is to be subtracted from it", 1.2)
    if isinstance(node.op, (ast.Add, ast.Sub)):
        yield ast.Assign([node.target], node.value), f"`{ast.unparse(node.target)}` is overwritten, not added to", 1.2


def order_changes(body: list) -> Iterator[tuple]:
    """(new body, words, cost) for every two neighboring lines in the other order."""
    for at, (first, second) in enumerate(zip(body, body[1:])):
        if isinstance(first, SIMPLE) and isinstance(second, SIMPLE):
            yield ([*body[:at], second, first, *body[at + 2:]], "two lines are in the wrong order: "
                   f"`{ast.unparse(first)}` has to come before `{ast.unparse(second)}`", 1.2)
