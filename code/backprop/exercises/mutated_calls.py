"""Classic small mistakes in calls: an axis mixed up, a mean for a sum, a function forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator

REDUCTIONS = {"sum", "mean", "max", "min", "prod", "var", "std"}
INSTEAD = {"sum": ["mean", "max"], "mean": ["sum"], "max": ["min", "sum", "mean"], "min": ["max"], "var": ["std"],
           "std": ["var"], "maximum": ["minimum"], "minimum": ["maximum"], "sin": ["cos"], "cos": ["sin"],
           "log": ["log2", "log10", "log1p"], "exp": ["expm1", "exp2"], "tanh": ["sin", "arctan"],
           "zeros": ["ones"], "ones": ["zeros"], "zeros_like": ["ones_like"], "ones_like": ["zeros_like"],
           "sqrt": ["square"], "square": ["sqrt", "abs"], "abs": ["square"], "sign": ["abs"], "any": ["all"]}
MISSING = {"exp": "the exponential", "log": "the logarithm", "sqrt": "the square root", "abs": "the absolute value",
           "tanh": "the tanh", "square": "the square", "reversed": "the reversed order", "sign": "the sign",
           "expm1": "`np.expm1`", "log1p": "`np.log1p`"}
OWN = {"sum", "mean", "max", "min", "prod", "var", "std", "copy", "reshape", "astype"}     # methods of arrays


def call_changes(node: ast.Call, words) -> Iterator[tuple]:
    """Every small mistake at one call."""
    called = _called(node)
    yield from _axis(node, called)
    for other in INSTEAD.get(called, ()):
        article = "an" if other[0] in "ae" else "a"
        known = called in REDUCTIONS and other in REDUCTIONS
        yield (ast.Call(_renamed(node.func, other), node.args, node.keywords),
               f"{article} {other} is taken where a {called} belongs" if known
               else f"`{other}` stands where `{called}` belongs", 1.15)
        if known:
            yield from _without_axis(node, called, other)
    if called in REDUCTIONS:
        yield from _square_outside(node, called, words)
    inside = _argument(node)
    if inside is not None and (called in MISSING or called in REDUCTIONS):
        what = MISSING.get(called, f"the {called}")
        yield inside, f"{what} of {words(inside)} is missing" if called != "reversed" else f"{what} is missing", 1.15
    if called == "where" and len(node.args) == 3:
        test, yes, no = node.args
        yield ast.Call(node.func, [test, no, yes], []), "the two branches of `np.where` are swapped", 1.1
        yield yes, f"the case distinction is missing: {words(yes)} everywhere", 1.2
        yield no, f"the case distinction is missing: {words(no)} everywhere", 1.2
    if called in ("maximum", "minimum") and len(node.args) == 2:
        yield node.args[0], f"{words(node.args[0])} is not cut off by `np.{called}`", 1.2
    if called == "len" and len(node.args) == 1:
        yield from counts(node.args[0], ast.unparse(node), "the number of rows B")
    if called == "range":
        yield from _rounds(node)


def _without_axis(node: ast.Call, called: str, other: str) -> Iterator[tuple]:
    """Another reduction, and of the whole array, or over the other axis."""
    rest = [keyword for keyword in node.keywords if keyword.arg not in ("axis", "keepdims")]
    axis = next((ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg == "axis"), None)
    if axis:
        yield (ast.Call(_renamed(node.func, other), node.args, rest), f"one {other} is taken over the whole array, where one "
               f"{called} for each {_each(axis)} belongs", 1.25)
        turned = ast.keyword("axis", ast.Constant(1 if axis == "0" else 0))
        yield (ast.Call(_renamed(node.func, other), node.args, [turned, *(k for k in node.keywords if k.arg != "axis")]),
               f"the {other} over axis {turned.value.value} stands where the {called} over axis {axis} belongs", 1.3)


def _square_outside(node: ast.Call, called: str, words) -> Iterator[tuple]:
    """(sum of a)² for the sum of a²; the norm for its square."""
    inside = _argument_of(node)
    if isinstance(inside, ast.BinOp) and isinstance(inside.op, ast.Pow):
        bare = ast.Call(node.func, [inside.left], node.keywords) if node.args else ast.Call(
            ast.Attribute(inside.left, called, ast.Load()), [], node.keywords)
        yield (ast.BinOp(bare, ast.Pow(), inside.right), f"the square of the {called} stands where the {called} of the squares "
               "belongs", 1.2)
        yield (ast.Call(ast.Attribute(ast.Name("np", ast.Load()), "sqrt", ast.Load()), [node], []),
               f"a square root too much: of {words(node)}", 1.25)
    if isinstance(inside, ast.Call) and _called(inside) == "abs" and called == "max" and not node.keywords:
        norm = ast.Attribute(ast.Attribute(ast.Name("np", ast.Load()), "linalg", ast.Load()), "norm", ast.Load())
        yield ast.Call(norm, inside.args, []), "the length (norm) stands where the largest absolute value belongs", 1.2


def _argument_of(node: ast.Call):
    """What is reduced: the first argument of np.sum(a), the object of a.sum()."""
    if isinstance(node.func, ast.Attribute) and not (isinstance(node.func.value, ast.Name) and node.func.value.id == "np"):
        return node.func.value
    return node.args[0] if node.args else None


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _renamed(func, name: str):
    return ast.Attribute(func.value, name, ast.Load()) if isinstance(func, ast.Attribute) else ast.Name(name, ast.Load())


def _argument(node: ast.Call):
    """What a function of one argument is applied to; for a method, its object."""
    if isinstance(node.func, ast.Attribute) and node.func.attr in OWN and not (
            isinstance(node.func.value, ast.Name) and node.func.value.id == "np"):
        return node.func.value
    return node.args[0] if len(node.args) == 1 else None


def _axis(node: ast.Call, called: str) -> Iterator[tuple]:
    for k, keyword in enumerate(node.keywords):
        rest = node.keywords[:k] + node.keywords[k + 1:]
        if keyword.arg == "axis":
            right = ast.unparse(keyword.value)
            yield (ast.Call(node.func, node.args, rest), f"one {called} is taken over the whole array, "
                   f"not one for each {_each(right)}", 1.0)
            for other in {"0": (1, -1), "1": (0,), "-1": (0,)}.get(right, ()):
                yield (ast.Call(node.func, node.args, [*rest, ast.keyword("axis", ast.Constant(other))]),
                       f"an axis is mixed up: the {called} runs over axis {other}, it has to run over axis {right}", 1.0)
        if keyword.arg == "keepdims":
            yield ast.Call(node.func, node.args, rest), f"`keepdims=True` is missing in the {called}", 1.1


def _each(axis: str) -> str:
    return {"0": "column (axis=0)", "1": "row (axis=1)", "-1": "row (axis=-1)"}.get(axis, f"place along axis {axis}")


def counts(array, text: str, right: str) -> Iterator[tuple]:
    """The number of rows, of columns or of all entries, one in the place of another."""
    shape = ast.Attribute(array, "shape", ast.Load())
    others = {"the number of all entries": ast.Attribute(array, "size", ast.Load()),
              "the number of rows B": ast.Call(ast.Name("len", ast.Load()), [array], []),
              "the number of columns": ast.Subscript(shape, ast.Constant(1), ast.Load())}
    for wrong, new in others.items():
        if ast.unparse(new) != text and wrong != right:
            yield new, f"{wrong} (`{ast.unparse(new)}`) stands where {right} belongs", 1.1


def _rounds(node: ast.Call) -> Iterator[tuple]:
    """A loop over range() with one round more or less."""
    at = 0 if len(node.args) == 1 else 1
    for words, operator in (("one round too few", ast.Sub()), ("one round too many", ast.Add())):
        new = list(node.args)
        new[at] = ast.BinOp(node.args[at], operator, ast.Constant(1))
        yield ast.Call(node.func, new, []), f"the loop over `{ast.unparse(node)}` runs {words}", 1.1
