"""The classic small mistakes, as changes of a syntax tree: changes(node, ...) -> (new node, words, cost).

The cost orders explanations that give the same numbers: the cheaper one is told.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dataclasses import dataclass, field

from .mutated_brackets import bracket_changes
from .mutated_calls import call_changes, counts
from .mutated_functions import function_changes
from .mutated_lines import line_changes
from .mutated_terms import reduced, square_changes, term_changes


@dataclass(frozen=True)
class Scope:
    """What is known at one place of a source: names, numbers, the argument whose rows are the batch."""

    names: tuple[str, ...]
    numbers: tuple[float, ...]
    batch: str
    terms: dict
    uses: dict              # how often each name is read
    texts: dict = field(default_factory=dict)       # of the nodes that were asked for

    def words(self, node: ast.AST) -> str:
        """How a message calls a part of the solution."""
        if id(node) not in self.texts:
            text = ast.unparse(node)
            self.texts[id(node)] = node, self.terms.get(text, f"`{text}`")      # the node is kept, and so its id
        return self.texts[id(node)][1]


def changes(node: ast.AST, parent: ast.AST, scope: Scope) -> Iterator[tuple]:
    """Every small mistake at one node."""
    words = scope.words
    if isinstance(node, ast.BinOp):
        yield from OPERATORS.get(type(node.op), _none)(node, words)
        yield from bracket_changes(node, words)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand, f"the minus sign before {words(node.operand)} is missing", 1.1
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield from _compare(node)
    elif isinstance(node, ast.Attribute):
        yield from _attribute(node, parent, words)
    elif isinstance(node, ast.Subscript):
        yield from _subscript(node)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield from _name(node, parent, scope, words)
    elif isinstance(node, ast.Constant):
        yield from _constant(node, scope)
    elif isinstance(node, ast.Call):
        yield from call_changes(node, words)
    elif isinstance(node, ast.Tuple) and isinstance(parent, ast.Return) and len(node.elts) == 2:
        yield ast.Tuple(node.elts[::-1], ast.Load()), "the two results are returned in the wrong order", 1.0
    elif isinstance(node, ast.stmt):
        yield from line_changes(node)
    if isinstance(node, ast.expr):
        yield from function_changes(node)
        yield from term_changes(node, parent, scope)


def _none(node, words):
    return ()


def _add(node, words):
    yield node.left, f"a term is missing: {words(node.right)}", 1.1
    yield node.right, f"a term is missing: {words(node.left)}", 1.1
    yield ast.BinOp(node.left, ast.Sub(), node.right), f"a sign is wrong: that of the term {words(node.right)}", 1.1
    yield ast.BinOp(node.left, ast.Mult(), node.right), f"{words(node.right)} is multiplied, not added", 1.5


def _sub(node, words):
    yield node.left, f"a term is missing: {words(node.right)}, which is to be subtracted", 1.1
    yield (ast.UnaryOp(ast.USub(), node.right),
           f"a term is missing: {words(node.left)}, from which {words(node.right)} is subtracted", 1.3)
    yield node.right, f"{words(node.right)} stands where {words(node)} belongs", 1.2
    yield ast.BinOp(node.left, ast.Add(), node.right), f"a sign is wrong: that of the term {words(node.right)}", 1.1
    yield ast.BinOp(node.right, ast.Sub(), node.left), f"a difference is the wrong way round: it is {words(node)}", 1.2


def _mult(node, words):
    for gone, left in ((node.right, node.left), (node.left, node.right)):
        yield left, f"a factor is missing: {words(gone)}", 1.1
        yield ast.BinOp(left, ast.Div(), gone), f"it divides by {words(gone)} where it should multiply", 1.2
    yield ast.BinOp(node.left, ast.Add(), node.right), f"{words(node.right)} is added, not multiplied", 1.4
    for twice, other in ((node.right, node.left), (node.left, node.right)):
        yield ast.BinOp(node, ast.Mult(), twice), f"a factor stands twice: {words(twice)}", 1.4
        yield ast.BinOp(twice, ast.Mult(), twice), f"{words(twice)} stands twice, where {words(other)} belongs", 1.4
    turned = ast.Attribute(node.right, "T", ast.Load())
    for right in (node.right, turned):
        yield (ast.BinOp(node.left, ast.MatMult(), right), "`@`, the matrix product, stands where `*` belongs: entry by entry",
               1.3)
    yield from _chain(node, words)


def _chain(node, words):
    """A product of three or more factors, in whatever order: one of them added, divided by, or left alone."""
    factors = _factors(node)
    for k, one in enumerate(factors if len(factors) > 2 else ()):
        others = factors[:k] + factors[k + 1:]
        rest = _product(others)
        yield _product(others), f"a factor is missing: {words(one)}", 1.1
        yield ast.BinOp(one, ast.Add(), rest), f"{words(one)} is added to the product of the others, not multiplied", 1.4
        yield ast.BinOp(one, ast.Div(), rest), f"{words(one)} is divided by the other factors, not multiplied", 1.4
        yield one, f"factors are missing: {' and '.join(words(other) for other in others)}", 1.3


def _factors(node) -> list:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _factors(node.left) + _factors(node.right)
    return [node]


def _product(factors: list):
    left = factors[0]
    for right in factors[1:]:
        left = ast.BinOp(left, ast.Mult(), right)
    return left


def _div(node, words):
    yield node.left, f"a division is missing: by {words(node.right)}", 1.1
    yield (ast.BinOp(node.left, ast.Mult(), node.right),
           f"it multiplies by {words(node.right)} where it should divide", 1.2)
    yield (ast.BinOp(ast.BinOp(node.left, ast.Div(), node.right), ast.Div(), node.right),
           f"it divides by {words(node.right)} twice", 1.3)
    yield ast.BinOp(node.right, ast.Div(), node.left), f"the fraction {words(node)} is upside down", 1.3
    yield ast.BinOp(node.left, ast.FloorDiv(), node.right), "it divides with `//`, which rounds down", 1.3


def _pow(node, words):
    base, power = words(node.left), ast.unparse(node.right)
    square = power == "2"
    yield from square_changes(node, words)
    yield node.left, f"{base} is not squared" if square else f"the power {power} of {base} is missing", 1.1
    yield ast.BinOp(node.left, ast.Mult(), node.right), f"{base} is multiplied by {power}, not raised to it", 1.2


def _matmul(node, words):
    left, right = node.left, node.right
    yield (ast.BinOp(right, ast.MatMult(), left), f"the factors of the matrix product {words(node)} "
           "are in the wrong order", 1.2)
    yield (ast.BinOp(left, ast.Mult(), right), f"`*` multiplies entry by entry where the matrix product {words(node)} "
           "belongs", 1.2)
    yield left, f"the product with {words(right)} is missing", 1.2
    yield right, f"the product with {words(left)} is missing", 1.2


OPERATORS = {ast.Add: _add, ast.Sub: _sub, ast.Mult: _mult, ast.Div: _div, ast.Pow: _pow, ast.MatMult: _matmul}
SIDES = {ast.Gt: [ast.Lt, ast.GtE], ast.Lt: [ast.Gt, ast.LtE], ast.GtE: [ast.Gt, ast.LtE], ast.LtE: [ast.Lt, ast.GtE],
         ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq]}


def _compare(node):
    text = ast.unparse(node)
    for other in SIDES.get(type(node.ops[0]), ()):
        new = ast.Compare(node.left, [other()], node.comparators)
        edge = {type(node.ops[0]), other} in ({ast.Gt, ast.GtE}, {ast.Lt, ast.LtE})
        yield new, (f"at equality it decides the other way: `{ast.unparse(new)}` for `{text}`" if edge
                    else f"the comparison is the wrong way round: it is `{text}`"), 1.1


def _attribute(node, parent, words):
    if node.attr == "T":
        yield node.value, f"{words(node.value)} is not transposed", 1.0
    elif node.attr == "size":
        yield from counts(node.value, ast.unparse(node), "the number of all entries")
    elif isinstance(node.value, ast.Name) and node.value.id == "self":
        yield from _turned(node, parent, words)


def _subscript(node):
    """x.shape[0] for x.shape[1], a[t, rows] for a[rows, t], a whole axis for an index."""
    text = ast.unparse(node)
    if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
        yield from counts(node.value.value, text, f"the length `{text}`")
    if isinstance(node.ctx, ast.Load) and isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
        first, second = node.slice.elts
        whole = ast.Slice()
        yield _indexed(node, second, first), f"the two indices of `{text}` are in the wrong order", 1.15
        yield _indexed(node, whole, second), f"every row is taken, where `{text}` picks one entry a row", 1.2
        yield _indexed(node, first, whole), f"a whole row is taken, where `{text}` picks one entry", 1.2


def _indexed(node, *indices):
    return ast.Subscript(node.value, ast.Tuple(list(indices), ast.Load()), ast.Load())


def _name(node, parent, scope, words):
    yield from _turned(node, parent, words)
    if node.id in scope.names:
        yield from reduced(node, parent)
    if node.id not in scope.names or isinstance(parent, ast.Call) and parent.func is node:
        return
    for other in scope.names:
        if other != node.id:
            where = "" if scope.uses.get(node.id, 1) == 1 else " in one place"
            yield ast.Name(other, ast.Load()), f"`{other}` stands where {words(node)} belongs{where}", 1.3
    once = scope.uses.get(node.id, 1) == 1
    how = "does not come in: it" if once else "is forgotten in one place: there it"
    ones = ast.Call(ast.Attribute(ast.Name("np", ast.Load()), "ones_like", ast.Load()), [node], [])
    yield ones, f"{words(node)} {how} is taken as all ones", 1.3 if once else 1.4
    zero = ast.BinOp(ast.Constant(0), ast.Mult(), node)
    yield zero, f"{words(node)} {how} is taken as 0", 1.35 if once else 1.45


def _turned(node, parent, words):
    """A factor of a matrix product, transposed where it should not be."""
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.MatMult):
        yield ast.Attribute(node, "T", ast.Load()), f"{words(node)} is transposed, and should not be", 1.0


def _constant(node, scope):
    value = node.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return
    others = {0: [1], 1: [0, 2, 0.5], 2: [1, 3, 4]}.get(value, [value + 1, value - 1, 1, 2 * value, value / 2])
    share = [round(1 - value, 12)] if 0 < value < 1 else []
    known = [number for number in scope.numbers if isinstance(value, float) and number not in others]
    for other in dict.fromkeys([*others, *share, *known]):
        if other != value:
            yield ast.Constant(other), f"the number {other} stands where {value} belongs", 1.4
