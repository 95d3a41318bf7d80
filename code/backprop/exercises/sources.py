"""The reader's own source as a syntax tree, and one plain form for different ways to write the same."""

from __future__ import annotations

import ast
import copy
import linecache
import types
from collections import Counter

FILLED = (ast.List, ast.Dict, ast.Set, ast.ListComp)        # what is filled later is not put in
METHODS = {"sum", "mean", "max", "min", "var", "std", "prod"}
PRODUCTS = {"dot", "matmul"}


def definition(answer) -> ast.AST | None:
    """The def or class of an answer in its cell or file, or None if the source is not at hand."""
    methods = [f for f in vars(answer).values() if isinstance(f, types.FunctionType)] if isinstance(answer, type) else [answer]
    codes = [f.__code__ for f in methods if isinstance(f, types.FunctionType)]
    lines = linecache.getlines(codes[0].co_filename) if codes else []
    try:
        nodes = list(ast.walk(ast.parse("".join(lines))))
    except (SyntaxError, ValueError):
        return None
    kind, at = (ast.ClassDef if isinstance(answer, type) else ast.FunctionDef), codes[0].co_firstlineno if codes else 0
    found = [node for node in nodes if isinstance(node, kind) and node.name == answer.__name__
             and node.lineno <= at + len(node.decorator_list) and at <= node.end_lineno]
    return found[-1] if found else None


def plain(tree: ast.Module) -> ast.Module:
    """A copy with names that are assigned once replaced by their values, and other spellings by one.

    Its `names` tells which value, as ast.dump writes it, had which name.
    """
    tree = _Spelled().visit(copy.deepcopy(tree))
    tree.names = {}
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        tree.names |= {ast.dump(value): name for name, value in _inline(function).items()}
    return ast.fix_missing_locations(tree)


def short(node: ast.AST, names: dict[str, str]) -> ast.AST:
    """A copy in which values that have a name stand under it."""
    class Named(ast.NodeTransformer):
        def visit(self, node):
            name = names.get(ast.dump(node)) if isinstance(node, ast.expr) and node is not top else None
            return ast.Name(name, ast.Load()) if name else self.generic_visit(node)
    top = copy.deepcopy(node)
    return Named().visit(top)


def renamed(tree: ast.AST, like: ast.AST) -> ast.AST:
    """The tree with the arguments and local names of another one, in the order in which they appear."""
    others = _functions(like)
    for name, mine in _functions(tree).items():
        if theirs := others.get(name):
            names = dict(zip(_arguments(mine), _arguments(theirs)))
            left = [name for name in _stored(mine) if name not in _stored(theirs) and name not in names]
            names |= dict(zip(left, [name for name in _stored(theirs) if name not in _stored(mine)]))
            for node in ast.walk(mine):
                if isinstance(node, ast.Name):
                    node.id = names.get(node.id, node.id)
    return tree


def _functions(tree: ast.AST) -> dict:
    """The function itself, or the methods of a class by name."""
    return {"": tree} if isinstance(tree, ast.FunctionDef) else {
        node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _arguments(function: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in function.args.args]


def _stored(function: ast.AST) -> dict:
    return dict.fromkeys(node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))


class _Spelled(ast.NodeTransformer):
    """np.sum(a, axis=0) as a.sum(axis=0), np.dot(a, b) as a @ b, x.shape[0] as len(x), np.square(a) as a ** 2."""

    def visit_Call(self, node: ast.Call):
        self.generic_visit(node)
        function = node.func
        if not isinstance(function, ast.Attribute):
            return node
        of_numpy = isinstance(function.value, ast.Name) and function.value.id == "np"
        if of_numpy and function.attr in METHODS and len(node.args) == 1:
            return ast.Call(ast.Attribute(node.args[0], function.attr, ast.Load()), [], node.keywords)
        if function.attr in PRODUCTS and len(node.args) == 2 - (not of_numpy):
            return ast.BinOp(node.args[0] if of_numpy else function.value, ast.MatMult(), node.args[-1])
        if of_numpy and function.attr == "square" and len(node.args) == 1:
            return ast.BinOp(node.args[0], ast.Pow(), ast.Constant(2))
        return node

    def visit_Subscript(self, node: ast.Subscript):
        self.generic_visit(node)
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape" and ast.unparse(node.slice) == "0":
            return ast.Call(ast.Name("len", ast.Load()), [node.value.value], [])
        return node

    def visit_BinOp(self, node: ast.BinOp):
        """-a * b as -(a * b)."""
        self.generic_visit(node)
        if isinstance(node.op, (ast.Mult, ast.Div)) and isinstance(node.left, ast.UnaryOp) and isinstance(node.left.op, ast.USub):
            return ast.UnaryOp(ast.USub(), ast.BinOp(node.left.operand, node.op, node.right))
        return node


def _inline(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """Put the values of names that are assigned once where they are used; the values by their names."""
    stores, values = Counter([*_roots(function), *_arguments(function)]), {}
    once = {name for name, count in stores.items() if count == 1} - set(_arguments(function))
    moving = {name for name, count in stores.items() if count > 1}
    if all(isinstance(line, (ast.Return, ast.Expr)) or isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
           for line in function.body):                                  # line after line: each name has its last value
        once, moving = set(stores), set()
    _in_block(function.body, values, once, moving)
    return {name: value for name, value in values.items() if not isinstance(value, (ast.Name, ast.Constant))}


def _roots(function: ast.AST):
    """Every name that is assigned to, once for each time: also by += and as the array of an entry."""
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            yield node.value.id
        if isinstance(node, (ast.For, ast.comprehension)):
            yield from (name.id for name in ast.walk(node.target) if isinstance(name, ast.Name))
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        if isinstance(node, (ast.FunctionDef, ast.Lambda)) and node is not function:     # its arguments are other names
            yield from 2 * [argument.arg for argument in node.args.args]


def _in_block(body: list, values: dict, once: set, moving: set) -> None:
    """Names that are assigned once are put in, unless their value is made of such as are assigned again."""
    for statement in list(body):
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and len(body) > 1:
            body.remove(statement)                                      # a docstring
        _Filled(values).visit(statement)
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name) and len(body) > 1 and (
                statement.targets[0].id in once) and not isinstance(statement.value, FILLED) and not moving & {
                n.id for n in ast.walk(statement.value) if isinstance(n, ast.Name)}:
            values[statement.targets[0].id] = statement.value
            body.remove(statement)
        for field in ("body", "orelse"):
            if isinstance(getattr(statement, field, None), list) and not isinstance(statement, ast.FunctionDef):
                _in_block(getattr(statement, field), values, once, moving)


class _Filled(ast.NodeTransformer):
    """Names replaced by copies of their values; what a nested block assigns is left to that block."""

    def __init__(self, values: dict):
        self.values = values

    def visit_Name(self, node: ast.Name):
        return copy.deepcopy(self.values[node.id]) if isinstance(node.ctx, ast.Load) and node.id in self.values else node
