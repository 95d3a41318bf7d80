"""Where the reader's source differs from the solution: as few and as small changes of the solution as do it."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator

from .mutants import Change
from .sources import short
from .tokens import OPERATORS

LARGE, MOST = 16, 8         # nodes of one difference, and how many there may be
COST = 1.3
EACH = 3                    # what a difference weighs besides its nodes: few ones are simpler than many


def differences(solution: ast.AST, answer: ast.AST, names: dict[str, str], words) -> list[Change]:
    """The changes that make the solution the answer, the same one in several places told once; not those that are large.

    names:    for values that have a name in the solution; words(node): how a message calls a part of it.
    """
    found = _Aligned().block([solution], [answer])
    groups: dict = {}
    for place in found:
        groups.setdefault((_text(place[3]), _text(place[4])), []).append(place)
    made = [_change(places, names, words) for places in groups.values()]
    return [change for change, size in made if size <= LARGE][:MOST]


def _change(places: list, names, words) -> tuple[Change, int]:
    """The change, and how many nodes it is about."""
    parent, field, index, old, new = places[0]
    said, size = _told(old, new, lambda node: short(node, names), words)
    change = Change(parent, field, index, old, new, said, COST)
    change.also = tuple(places[1:])
    return change, size


def _told(old, new, named, words) -> tuple[str, int]:
    if isinstance(old, list):
        more, less = ([ast.unparse(named(line)) for line in lines if line not in others]
                      for lines, others in ((new, old), (old, new)))
        said = [f"a line too much: `{text}`" for text in more] + [f"the line `{text}` is missing" for text in less]
        return ", and ".join(said), 8 * len(said)
    if isinstance(old, ast.BinOp) and isinstance(new, ast.BinOp) and new.left is old.left and new.right is old.right:
        signs = [OPERATORS.get(type(node.op), "?") for node in (new, old)]
        return f"`{signs[0]}` stands where `{signs[1]}` belongs, before {words(named(old.right))}", 2
    mine, theirs = named(old), named(new)
    return f"`{ast.unparse(theirs)}` stands where {words(mine)} belongs", max(_size(mine), _size(theirs))


def _text(node) -> str:
    return "\n".join(map(ast.dump, node)) if isinstance(node, list) else ast.dump(node)


def _size(node: ast.AST) -> int:
    """How many nodes there are, operators and contexts not counted."""
    return sum(isinstance(n, (ast.expr, ast.stmt, ast.keyword)) for n in ast.walk(node))


class _Aligned:
    """Two trees side by side: (parent, field, index, old, new) for every difference."""

    def __init__(self):
        self._texts, self._sizes, self._known, self._kept = {}, {}, {}, []

    def text(self, node) -> str:
        """The node in letters, to compare."""
        if id(node) not in self._texts:
            self._kept.append(node)
            self._texts[id(node)] = ast.dump(node)
        return self._texts[id(node)]

    def size(self, node) -> int:
        """The nodes below."""
        if id(node) not in self._sizes:
            self._kept.append(node)
            self._sizes[id(node)] = _size(node)
        return self._sizes[id(node)]

    def block(self, mine: list, theirs: list, parent=None, field: str = "") -> list:
        """Differences of two lists of lines: those with one target or kind are compared."""
        keys = [[_key(line) for line in lines] for lines in (mine, theirs)]
        found, kept, extra = [], [], False
        for tag, a, b, c, d in difflib.SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
            if tag == "equal" or tag == "replace" and b - a == d - c:
                for k, (old, new) in enumerate(zip(mine[a:b], theirs[c:d])):
                    found += self.line(old, new, parent, field, a + k)
                kept += mine[a:b]
            else:
                kept, extra = kept + theirs[c:d], True
        return [(parent, field, None, mine, kept), *found] if extra and parent is not None else found

    def line(self, old, new, parent, field, index) -> list:
        """Differences of two lines."""
        if self.text(old) == self.text(new):
            return []
        if type(old) is not type(new) or isinstance(old, ast.AugAssign) and type(old.op) is not type(new.op):
            return [(parent, field, index, old, new)]
        found = []
        for name, value in ast.iter_fields(old):
            other = getattr(new, name)
            if name in ("body", "orelse") and isinstance(value, list):
                found += self.block(value, other, old, name)
            elif isinstance(value, ast.expr) and isinstance(other, ast.expr):
                found += self.node(value, other, old, name, None)[1]
            elif name == "targets" and len(value) == len(other):
                for k, (a, b) in enumerate(zip(value, other)):
                    found += self.node(a, b, old, name, k)[1]
        return found

    def node(self, old, new, parent, field, index) -> tuple[int, list]:
        """(weight, differences) of two expressions, the lightest way."""
        if self.text(old) == self.text(new):
            return 0, []
        key = id(old), id(new)
        if key not in self._known:
            ways = [(self.size(old) + self.size(new) + EACH, None), *self.ways(old, new)]
            self._known[key] = min(ways, key=lambda way: way[0])
        weight, found = self._known[key]
        return weight, [(parent, field, index, old, new)] if found is None else [
            (parent, field, index, old, one[0]) if len(one) == 1 else one for one in found]

    def ways(self, old, new) -> Iterator[tuple]:
        """Child by child, with another operator, with something put around or taken off.

        A difference of one item is a new node in the place of this one.
        """
        if type(old) is type(new):
            if isinstance(old, ast.BinOp):
                yield from self.binary(old, new)
            elif (children := _paired(old, new)) is not None:
                yield _sum(self.node(a, b, *place) for a, b, place in children)
        if 4 * min(self.size(old), self.size(new)) < max(self.size(old), self.size(new)):
            return
        if self.size(new) > self.size(old):
            for child, wrapped in _wrapped(new, old):
                weight, found = self.node(old, child, None, "", None)
                found = [(one[4],) if one[0] is None else one for one in found]         # in the place of `old` itself
                yield weight + self.size(new) - self.size(child) + EACH, [(wrapped,), *found]
        if self.size(old) > self.size(new):
            for child, (field, index) in _children(old):
                weight, found = self.node(child, new, old, field, index)
                if not any(one[3] is child for one in found):
                    yield weight + self.size(old) - self.size(child) + EACH, [(child,), *found]

    def binary(self, old: ast.BinOp, new: ast.BinOp) -> Iterator[tuple]:
        """Two operations: the sides as they stand, or exchanged where the order does not matter."""
        other = [] if type(old.op) is type(new.op) else [(ast.copy_location(ast.BinOp(old.left, new.op, old.right), old),)]
        sides = [(new.left, new.right)] + [(new.right, new.left)] * (isinstance(old.op, (ast.Add, ast.Mult)) and not other)
        for left, right in sides:
            weight, found = _sum([self.node(old.left, left, old, "left", None), self.node(old.right, right, old, "right", None)])
            yield weight + (EACH + 1) * len(other), [*other, *found]


def _sum(parts) -> tuple[int, list]:
    weights, found = zip(*parts) if (parts := list(parts)) else ((0,), ())
    return sum(weights), [one for some in found for one in some]


def _key(line: ast.stmt) -> str:
    target = getattr(line, "target", None) or (getattr(line, "targets", None) or [None])[0]
    return f"{type(line).__name__} {getattr(line, 'name', '')} {ast.unparse(target) if target else ''}"


def _children(node: ast.AST) -> list[tuple]:
    """(child, (field, index)) of the expressions directly below."""
    found = []
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.expr):
            found.append((value, (field, None)))
        elif isinstance(value, list):
            found += [(part, (field, k)) for k, part in enumerate(value) if isinstance(part, ast.expr)]
    return found


def _wrapped(new: ast.AST, old: ast.AST) -> Iterator[tuple]:
    """Each child of `new`, with a copy of `new` that has `old` in its place."""
    for child, (field, index) in _children(new):
        around = type(new)(**dict(ast.iter_fields(new)))
        if index is None:
            setattr(around, field, old)
        else:
            setattr(around, field, [*getattr(new, field)[:index], old, *getattr(new, field)[index + 1:]])
        ast.copy_location(around, new)
        yield child, around


def _paired(old: ast.AST, new: ast.AST) -> list | None:
    """Children in pairs, if all else is the same; keywords by their name."""
    found = []
    for field, a in ast.iter_fields(old):
        b = getattr(new, field)
        if isinstance(a, ast.expr) and isinstance(b, ast.expr):
            found.append((a, b, (old, field, None)))
        elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
            for k, (one, other) in enumerate(zip(a, b)):
                if isinstance(one, ast.keyword) and one.arg == other.arg:
                    found.append((one.value, other.value, (one, "value", None)))
                elif isinstance(one, ast.expr) and isinstance(other, ast.expr):
                    found.append((one, other, (old, field, k)))
                elif ast.dump(one) != ast.dump(other):
                    return None
        elif (ast.dump(a) if isinstance(a, ast.AST) else a) != (ast.dump(b) if isinstance(b, ast.AST) else b):
            return None
    return found
