"""Classic small mistakes in one term: a factor that is wrong for this term alone, or one too much."""

from __future__ import annotations

import ast
from collections.abc import Iterator

SUMS = (ast.Add, ast.Sub)


def term_changes(node: ast.AST, parent: ast.AST, scope) -> Iterator[tuple]:
    """One term of a sum, or what is reduced, times a factor that does not belong there."""
    if not _is_term(node, parent):
        return
    what = scope.words(node)
    for factor in ("2", "0.5"):
        much = "large" if factor == "2" else "small"
        yield _times(node, ast.Constant(float(factor))), f"the term {what} is too {much} by the factor 2", 1.35
    if scope.batch:
        rows = ast.Call(ast.Name("len", ast.Load()), [ast.Name(scope.batch, ast.Load())], [])
        yield ast.BinOp(node, ast.Div(), rows), f"the term {what} is too small by the factor B", 1.35
        yield _times(node, rows), f"the term {what} is too large by the factor B", 1.35
    if not isinstance(node, ast.Constant):
        size = ast.Attribute(node, "size", ast.Load())
        yield ast.BinOp(node, ast.Div(), size), f"the term {what} is divided by its number of entries", 1.4
    for name in scope.names:
        if name != ast.unparse(node):
            yield ast.BinOp(node, ast.Add(), ast.Name(name, ast.Load())), f"a term too much: `{name}`", 1.45
            yield ast.BinOp(node, ast.Sub(), ast.Name(name, ast.Load())), f"a term too much: `{name}`, subtracted", 1.45
            yield _times(node, ast.Name(name, ast.Load())), f"a factor too much: `{name}` in {what}", 1.45
            yield ast.BinOp(node, ast.Div(), ast.Name(name, ast.Load())), f"a division too much: {what} by `{name}`", 1.5


def _is_term(node, parent) -> bool:
    """An operand of + or -, or all that is returned or assigned."""
    if isinstance(parent, ast.BinOp):
        return isinstance(parent.op, SUMS)
    return isinstance(parent, (ast.Return, ast.Assign, ast.AugAssign)) and isinstance(node, ast.expr) and not isinstance(
        getattr(node, "ctx", None), ast.Store) and not isinstance(node, (ast.Tuple, ast.List, ast.Dict, ast.Constant))


def _times(node, factor):
    return ast.BinOp(node, ast.Mult(), factor)


def reduced(node: ast.Name, parent: ast.AST) -> Iterator[tuple]:
    """One number in the place of an array."""
    if isinstance(parent, (ast.BinOp, ast.Compare)):
        for name in ("mean", "sum", "max"):
            yield (ast.Call(ast.Attribute(node, name, ast.Load()), [], []),
                   f"one {name} over all of `{node.id}` stands where `{node.id}` belongs, entry by entry", 1.4)


def square_changes(node: ast.BinOp, words) -> Iterator[tuple]:
    """|a| for a squared, a² - b² for (a - b)²."""
    if ast.unparse(node.right) != "2":
        return
    yield numpy("abs", node.left), f"the absolute value stands where the square of {words(node.left)} belongs", 1.2
    if isinstance(node.left, ast.BinOp) and isinstance(node.left.op, SUMS):
        each = [ast.BinOp(part, ast.Pow(), node.right) for part in (node.left.left, node.left.right)]
        yield (ast.BinOp(each[0], node.left.op, each[1]), f"the squares of the two terms stand where the square of "
               f"{words(node.left)} belongs", 1.2)


def numpy(name: str, *arguments) -> ast.Call:
    """The call np.name(arguments)."""
    return ast.Call(ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load()), list(arguments), [])
