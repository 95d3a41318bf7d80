"""Wrong variants of a right solution, one small change each, and the words for every change.

A variant that gives the reader's numbers on every input says what the reader's code does: not what its
lines are, but what they amount to.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .mutated_lines import order_changes
from .mutations import Scope, changes


@dataclass
class Change:
    """Put `new` in the place of one node; `words` say what is then wrong."""

    parent: ast.AST
    field: str
    index: int | None
    new: ast.AST | list
    words: str
    cost: float

    def swap(self) -> None:
        """Exchange the node and its replacement; a second call undoes it."""
        if self.index is None:
            old = getattr(self.parent, self.field)
            setattr(self.parent, self.field, self.new)
        else:
            siblings = getattr(self.parent, self.field)
            old, siblings[self.index] = siblings[self.index], self.new
        self.new = old


class Mutable:
    """A source whose small changes can be made and undone."""

    def __init__(self, source: str, terms: dict[str, str] | None = None):
        self.tree = ast.parse(source)
        self.terms = {ast.unparse(ast.parse(key, mode="eval")): words for key, words in (terms or {}).items()}
        self.changes = list(self._all_changes())

    def _all_changes(self) -> Iterator[Change]:
        numbers = tuple(dict.fromkeys(n.value for n in ast.walk(self.tree) if isinstance(n, ast.Constant)
                                      and isinstance(n.value, float)))
        uses = Counter(n.id for n in ast.walk(self.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
        for parent, name, index, node, (names, batch) in _places(self.tree):
            for new, words, cost in changes(node, parent, Scope(names, numbers, batch, self.terms, uses)):
                _place(new, node)
                yield Change(parent, name, index, new, words, cost)
        for parent in ast.walk(self.tree):
            if isinstance(getattr(parent, "body", None), list) and not isinstance(parent, (ast.Module, ast.ClassDef)):
                for new, words, cost in order_changes(parent.body):
                    yield Change(parent, "body", None, new, words, cost)

    def compiled(self, *made: Change):
        """The code of the source with these changes, or None if it is no longer a program."""
        done = []
        try:
            for change in made:
                change.swap()
                done.append(change)
            return compile(self.tree, "<variant>", "exec")
        except (SyntaxError, ValueError, TypeError, RecursionError):
            return None
        finally:
            for change in reversed(done):
                change.swap()


def _place(new, old: ast.AST) -> None:
    """New nodes get the position of the old one; parts taken over keep theirs."""
    for node in ast.walk(new):
        if isinstance(node, (ast.expr, ast.stmt, ast.keyword)) and not hasattr(node, "lineno"):
            ast.copy_location(node, old)


def _places(tree: ast.AST) -> Iterator[tuple]:
    """Every node with its place: parent, field, index, node, names known there."""
    def visit(parent, scope):
        if isinstance(parent, (ast.FunctionDef, ast.Lambda)):
            scope = _names(parent)
        for name, value in ast.iter_fields(parent):
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(node, ast.AST) and not isinstance(node, (ast.expr_context, ast.arguments)):
                    yield parent, name, index, node, scope
                    yield from visit(node, scope)
    yield from visit(tree, _names(tree))


def _names(function: ast.AST) -> tuple[tuple[str, ...], str]:
    """Arguments and local names of a function, in the order in which they appear, and the first argument."""
    found: dict = {}
    if isinstance(function, (ast.FunctionDef, ast.Lambda)):
        found |= dict.fromkeys(a.arg for a in function.args.args if a.arg != "self")
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = None
    return tuple(found), next(iter(found), "")
