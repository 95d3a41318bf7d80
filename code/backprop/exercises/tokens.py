"""What code is made of: its names, operators and numbers, counted. Code that differs in few of them is near.

Counted are instructions where there is only compiled code (an answer may come without its source), and nodes of the
syntax tree where changes are made; both in one vocabulary.
"""

from __future__ import annotations

import ast
import dis
import types
from collections import Counter
from collections.abc import Iterator

import numpy as np

WIDTH = 256         # tokens that are told apart; a token beyond shares its place with another one
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
             ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
             ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.USub: "neg",
             ast.Invert: "~"}
PARTS = (ast.expr, ast.stmt, ast.keyword, ast.comprehension, ast.arguments, ast.withitem, ast.excepthandler)
SINGLE = {"UNARY_NEGATIVE": "neg", "UNARY_INVERT": "~", "BINARY_SUBSCR": "[]", "BINARY_SLICE": "[]", "FOR_ITER": "for"}


def of_answer(answer) -> Counter | None:
    """The tokens of a function or a class, with the functions of its own file that it calls; None for anything else."""
    methods = [f for f in vars(answer).values() if isinstance(f, types.FunctionType)] if isinstance(answer, type) else [answer]
    if not all(isinstance(f, types.FunctionType) for f in methods):
        return None
    found, seen = Counter(), set()
    while methods:
        function = methods.pop()
        if function.__code__ not in seen:
            seen.add(function.__code__)
            found += _of_code(function.__code__)
            others = [function.__globals__.get(name) for name in function.__code__.co_names]
            methods += [f for f in others if isinstance(f, types.FunctionType) and f.__globals__ is function.__globals__]
    return found


def local_names(answer) -> list[str]:
    """Arguments of a function, then its other names."""
    return list(answer.__code__.co_varnames) if isinstance(answer, types.FunctionType) else []


def _of_code(code: types.CodeType) -> Counter:
    found: Counter = Counter()
    for step in dis.get_instructions(code):
        name, value = step.opname, step.argval
        if name in SINGLE:
            found[SINGLE[name]] += 1
        elif name == "BINARY_OP":
            found[step.argrepr.rstrip("=") or "="] += 1
        elif name == "COMPARE_OP":
            found[str(value)] += 1
        elif name == "KW_NAMES":                                        # before Python 3.13; 3.11 does not look them up
            found.update(_of_constant(code.co_consts[step.arg]))
        elif name.startswith("LOAD_CONST") or name in ("RETURN_CONST", "LOAD_SMALL_INT"):
            found.update(_of_constant(value))
        elif name.startswith("LOAD_") and "FAST" not in name or name == "STORE_ATTR":
            found.update([value] if isinstance(value, str) else [])
        elif name.startswith("LOAD_FAST"):
            found.update([value] if isinstance(value, str) else value or [])
    return found


def _of_constant(value) -> Counter:
    if isinstance(value, types.CodeType):
        return _of_code(value)
    if isinstance(value, (tuple, frozenset)):
        return sum(map(_of_constant, value), Counter())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Counter([f"{abs(value):g}", *["neg"] * (value < 0)])
    return Counter([value] if isinstance(value, str) and value.isidentifier() else [])


def of_node(node: ast.AST) -> list[str]:
    """The tokens of one node without its children."""
    if isinstance(node, (ast.BinOp, ast.UnaryOp)):
        return [OPERATORS.get(type(node.op), "?")]
    if isinstance(node, ast.Compare):
        return [OPERATORS.get(type(op), "?") for op in node.ops]
    if isinstance(node, ast.AugAssign):
        target = [node.target.id] if isinstance(node.target, ast.Name) else []
        return [OPERATORS.get(type(node.op), "?"), *target]
    if isinstance(node, ast.Name):
        return [node.id] if isinstance(node.ctx, ast.Load) else []
    if isinstance(node, ast.Constant):
        return list(_of_constant(node.value))
    if isinstance(node, ast.Subscript):
        return ["[]"] * isinstance(node.ctx, ast.Load)
    return {ast.Attribute: lambda: [node.attr], ast.keyword: lambda: [node.arg], ast.For: lambda: ["for"]}.get(
        type(node), list)()


def parts(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes directly below that are more than an operator or a context."""
    for name in node._fields:
        value = getattr(node, name, None)
        for child in value if isinstance(value, list) else (value,):
            if isinstance(child, PARTS):
                yield child


class Vocabulary:
    """Counts as arrays: one place for each token."""

    def __init__(self):
        self.places: dict[str, int] = {}
        self._known: dict[int, tuple] = {}

    def place(self, token: str) -> int:
        """Where a token is counted."""
        return self.places.setdefault(token, len(self.places)) % WIDTH

    def counted(self, tokens: Counter) -> np.ndarray:
        """Counts of tokens as an array."""
        array = np.zeros(WIDTH, np.int16)
        for token, count in tokens.items():
            array[self.place(token)] += count
        return array

    def tree(self, node) -> np.ndarray:
        """Counts of a node, or a list of nodes, and all below; known for a node that was counted before."""
        if isinstance(node, list):
            return sum(map(self.tree, node), np.zeros(WIDTH, np.int16))
        if id(node) not in self._known:
            array = np.zeros(WIDTH, np.int16)
            for token in of_node(node):
                array[self.place(token)] += 1
            for child in parts(node):
                array += self.tree(child)
            self._known[id(node)] = node, array             # the node is kept, so that its id stays its own
        return self._known[id(node)][1]
