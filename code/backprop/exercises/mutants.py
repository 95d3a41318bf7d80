"""Wrong variants of a right solution, one small change each, and the words for every change.

A variant that gives the reader's numbers on every input says what the reader's code does: not what its
lines are, but what they amount to.
"""

from __future__ import annotations

import ast
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .mutated_lines import order_changes
from .mutations import Scope, changes
from .tokens import parts


@dataclass(eq=False)
class Change:
    """Put `new` in the place of the node `old`; `words` say what is then wrong."""

    parent: ast.AST
    field: str
    index: int | None
    old: ast.AST | list
    new: ast.AST | list
    words: str
    cost: float
    scope: Scope | None = None
    also: tuple = ()            # other places of the same change: parent, field, index, old, new

    def places(self) -> Iterator[tuple]:
        """(slot, old, new), a slot is a list and an index, or a node and the name of a field."""
        for parent, field, index, old, new in ((self.parent, self.field, self.index, self.old, self.new), *self.also):
            yield (parent, field) if index is None else (getattr(parent, field), index), old, new


class Tree:
    """The syntax tree of a source, in which changes can be made and undone."""

    def __init__(self, tree: ast.Module):
        self.tree = tree

    def compiled(self, *made: Change):
        """The code of the source with these changes, or None if it is no longer a program.

        What a change has put there is searched for the nodes of the later ones. None if one has lost its place.
        """
        undo: list = []
        try:
            for k, change in enumerate(made):
                before = len(undo)
                for slot, old, new in change.places():
                    for place in [slot, *_inside(old, [new for one in made[:k] for _, _, new in one.places()])]:
                        if _get(place) is old:
                            undo.append((place, old))
                            _put(place, new)
                if len(undo) == before:
                    return None
            with warnings.catch_warnings():                             # a variant may be odd: it is nobody's code
                warnings.simplefilter("ignore")
                return compile(self.tree, "<variant>", "exec")
        except (SyntaxError, ValueError, TypeError, RecursionError):
            return None
        finally:
            for slot, old in reversed(undo):
                _put(slot, old)


class Mutable(Tree):
    """A source and all its small changes."""

    def __init__(self, source: str, terms: dict[str, str] | None = None):
        super().__init__(ast.parse(source))
        self.source = source
        self.terms = {ast.unparse(ast.parse(key, mode="eval")): words for key, words in (terms or {}).items()}
        self.changes = list(self._all_changes())

    def called(self, node: ast.AST) -> str:
        """How a message calls a part of the solution."""
        text = ast.unparse(node)
        return self.terms.get(text, f"`{text}`")

    def _all_changes(self) -> Iterator[Change]:
        numbers = tuple(dict.fromkeys(n.value for n in ast.walk(self.tree) if isinstance(n, ast.Constant)
                                      and isinstance(n.value, float)))
        uses = Counter(n.id for n in ast.walk(self.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
        scopes: dict = {}
        for parent, name, index, node, (names, batch) in _places(self.tree):
            scope = scopes.setdefault((names, batch), Scope(names, numbers, batch, self.terms, uses))
            yield from _changed(parent, name, index, node, scope)
        for parent in ast.walk(self.tree):
            if isinstance(getattr(parent, "body", None), list) and not isinstance(parent, (ast.Module, ast.ClassDef)):
                for new, words, cost in order_changes(parent.body):
                    yield Change(parent, "body", None, parent.body, new, words, cost)

    def again(self, change: Change) -> Iterator[Change]:
        """Changes of the node that a change has put there."""
        if isinstance(change.new, ast.AST) and change.scope:
            yield from _changed(change.parent, change.field, change.index, change.new, change.scope)


def _changed(parent, field: str, index, node, scope: Scope) -> Iterator[Change]:
    for new, words, cost in changes(node, parent, scope):
        _place(new, node)
        yield Change(parent, field, index, node, new, words, cost, scope)


def _get(slot: tuple):
    holder, key = slot
    if isinstance(holder, list):
        return holder[key] if key < len(holder) else None
    return getattr(holder, key)


def _put(slot: tuple, value) -> None:
    holder, key = slot
    if isinstance(holder, list):
        holder[key] = value
    else:
        setattr(holder, key, value)


def _inside(node, roots: list) -> Iterator[tuple]:
    """Every slot below the roots in which this very node stands."""
    for root in roots:
        parts = enumerate(root) if isinstance(root, list) else ast.iter_fields(root)
        for key, value in parts:
            if value is node:
                yield root, key
            elif isinstance(value, (ast.AST, list)):
                yield from _inside(node, [value])


def _place(new, old: ast.AST) -> None:
    """New nodes get the position of the old one; parts taken over keep theirs."""
    if isinstance(new, (ast.expr, ast.stmt, ast.keyword)):
        if hasattr(new, "lineno"):
            return
        ast.copy_location(new, old)
    for node in parts(new):
        _place(node, old)


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
