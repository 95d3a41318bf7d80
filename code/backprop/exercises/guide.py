"""Which changes of the solution come nearest to the reader's own code: these are tried first, two and three at once, too.

A change takes some tokens away and puts others there. Added to the tokens of the solution they should give those of
the answer. The numbers decide: this is only the order in which variants are tried.
"""

from __future__ import annotations

import ast
import copy
import heapq
import itertools
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache

import numpy as np

from . import sources, tokens
from .bases import Base, mutables, pairs, variant, variants
from .differences import differences
from .exercise import Exercise
from .mutants import Change, Mutable, Tree

NEAR, COMBINED, THREE = 60, 160, 60     # variants that are tried: one change, two, three
EXACT = 2                               # so far may two or three changes be, to come before the source's own differences
NODES = 60_000                          # then further changes, until so many nodes are compiled
SIMPLER = 150                           # and where one is found, further ones that may be simpler to say
PARTS, FIRST, STEMS = 160, 80, 30       # changes that are combined; changed again; pairs that get a third
AGAIN = 10_000                          # nodes of all trees in which a node is changed again


class Form:
    """A form of the solution: its tokens, and for every change how the tokens change."""

    def __init__(self, exercise: Exercise, mutable: Mutable):
        self.mutable, self.words = mutable, tokens.Vocabulary()
        self.solution = exercise.written(mutable.source)
        self.counts = tokens.of_answer(self.solution) or Counter()
        self.costs = np.array([change.cost for change in mutable.changes])
        self.deltas = np.array([self.delta(change) for change in mutable.changes]).reshape(-1, tokens.WIDTH)

    def delta(self, change: Change) -> np.ndarray:
        """What a change adds to the counts."""
        return self.words.tree(change.new) - self.words.tree(change.old)

    def target(self, answer, counts: Counter) -> np.ndarray:
        """What the answer has more than this form; names of its own are 0. Arguments are known by their place."""
        mine, theirs = tokens.local_names(self.solution), tokens.local_names(answer)
        arguments = min(getattr(f, "__code__", self.target.__code__).co_argcount for f in (self.solution, answer))
        same = dict(zip(theirs[:arguments], mine[:arguments])) if mine and theirs else {}
        renamed: Counter = Counter()
        for token, count in counts.items():
            renamed[same.get(token, token)] += count
        found = self.words.counted(renamed) - self.words.counted(self.counts)
        for name in {*theirs[arguments:], *mine[arguments:]} if mine and theirs else ():
            if not (name in theirs and name in mine):
                found[self.words.place(name)] = 0
        return found


@lru_cache(maxsize=None)
def forms(exercise: Exercise) -> tuple[Form, ...]:
    """The forms of an exercise's solution."""
    return tuple(Form(exercise, mutable) for mutable in mutables(exercise))


def distances(deltas: np.ndarray, target: np.ndarray) -> np.ndarray:
    """How far changes leave the tokens from those of the answer."""
    return np.abs(deltas - target).sum(axis=-1)


class Guide:
    """The variants of an exercise in the order in which they are tried for one answer."""

    def __init__(self, exercise: Exercise, answer):
        self.exercise, self.answer = exercise, answer

    @cached_property
    def _order(self) -> list[tuple]:
        """(distance, cost, form, change) of all changes, the nearest first; () where the answer has no code."""
        counts = tokens.of_answer(self.answer)
        if counts is None:
            return []
        found = []
        for k, (form, target) in enumerate(self._targets):
            far = distances(form.deltas, target)
            found += zip(far.tolist(), form.costs.tolist(), [k] * len(far), range(len(far)))
        return sorted(found)

    @cached_property
    def near(self) -> list[Base]:
        """Variants with the one change that comes nearest."""
        return [variants(self.exercise)[k][i] for _, _, k, i in self._order[:NEAR]]

    @cached_property
    def _others(self) -> list[Base]:
        """All other variants with one change; without code to go by the cheapest come first."""
        if self._order:
            return [variants(self.exercise)[k][i] for _, _, k, i in self._order[NEAR:]]
        return sorted((base for some in variants(self.exercise) for base in some), key=lambda base: base.cost)

    @cached_property
    def far(self) -> list[Base]:
        """As many of the other variants with one change as there is time for."""
        return self._others[:NODES // max(map(_nodes, forms(self.exercise)), default=1)]

    def simpler(self, cost: float) -> list[Base]:
        """What may be a simpler way to say it: other changes that cost no more, those that name a part's meaning first."""
        terms = tuple(self.exercise.terms.values())
        cheap = [base for base in self._others if base.cost <= cost]
        return sorted(cheap, key=lambda base: not any(term in base.words[0] for term in terms))[:SIMPLER]

    @property
    def pairs(self) -> tuple[Base, ...]:
        """Two of the classic changes, where there is no code to go by."""
        return () if self._order else pairs(self.exercise)

    @property
    def combined(self) -> Iterator[Base]:
        """Variants with two and three changes, the nearest first, and those that are read off the answer's source."""
        for stage in (self._exact, self._read, self._further) if self._order else ():
            yield from stage

    @cached_property
    def _two(self) -> list[tuple]:
        return [pair for form, target in self._targets for pair in _two(form, target)]

    @cached_property
    def _exact(self) -> list[Base]:
        chosen = [pair for pair in self._two if pair[0] <= EXACT]
        return self._variants(heapq.nsmallest(COMBINED, chosen, key=_nearest))

    @cached_property
    def _further(self) -> list[Base]:
        two = [pair for pair in self._two if pair[0] > EXACT]
        two += [pair for form, target in self._targets for pair in _again(form, target)]
        three = [more for form, target in self._targets for more in _three(form, target, self._two)]
        most = {form: max(EXACT, np.abs(target).sum() / 2) for form, target in self._targets}     # half has to be told
        return self._variants(each for some, count in ((two, COMBINED), (three, THREE)) for each in heapq.nsmallest(
            count, (one for one in some if one[0] <= most[one[2]]), key=_nearest))

    @cached_property
    def _targets(self) -> list[tuple]:
        counts = tokens.of_answer(self.answer)
        return [(form, form.target(self.answer, counts)) for form in forms(self.exercise)]

    def _variants(self, chosen) -> list[Base]:
        return [variant(self.exercise, form.mutable, *made) for _, _, form, made in chosen]

    @cached_property
    def _read(self) -> list[Base]:
        """The solution with some of the differences that the answer's source has from it."""
        node = sources.definition(self.answer)
        if node is None:
            return []
        answer, found = sources.plain(ast.Module([node], [])).body[0], []
        for form in forms(self.exercise):
            tree = sources.plain(ast.parse(form.mutable.source))
            solution = tree.body[-1]
            parts = differences(solution, sources.renamed(copy.deepcopy(answer), solution), tree.names,
                                form.mutable.called)
            some = [made for count in range(1, min(len(parts), 3) + 1) for made in itertools.combinations(parts, count)]
            found += [variant(self.exercise, Tree(tree), *made, read=True) for made in some]
        return found


def _nodes(form: Form) -> int:
    """How large a form is: that long it takes to make a variant of it."""
    return sum(1 for _ in ast.walk(form.mutable.tree))


def _nearest(one: tuple) -> tuple:
    return one[:2]


def _parts(form: Form, target: np.ndarray) -> np.ndarray:
    """Positions of the changes that come nearest by themselves."""
    return np.lexsort((form.costs, distances(form.deltas, target)))[:PARTS]


def _two(form: Form, target: np.ndarray) -> list[tuple]:
    """(distance, cost, form, changes): two changes in different places."""
    at = np.sort(_parts(form, target))
    deltas, changes = form.deltas[at], form.mutable.changes
    used = np.flatnonzero(np.abs(deltas).sum(axis=0) + np.abs(target))
    far = distances(deltas[:, None, used] + deltas[None, :, used], target[used])
    cost = form.costs[at][:, None] + form.costs[at][None]
    i, j = np.triu_indices(len(at), 1)
    best = np.lexsort((cost[i, j], far[i, j]))[:COMBINED]
    return [(int(far[i[k], j[k]]), float(cost[i[k], j[k]]), form, (changes[at[i[k]]], changes[at[j[k]]])) for k in best]


def _again(form: Form, target: np.ndarray) -> Iterator[tuple]:
    """Two changes one after the other in one place."""
    for k in _parts(form, target)[:min(FIRST, AGAIN // _nodes(form))]:
        first = form.mutable.changes[k]
        for second in form.mutable.again(first):
            delta = form.deltas[k] + form.delta(second)
            yield int(distances(delta, target)), first.cost + second.cost, form, (first, second)


def _three(form: Form, target: np.ndarray, two: list[tuple]) -> list[tuple]:
    """The best pairs with a third change."""
    at, found = _parts(form, target), []
    for _, cost, _, made in heapq.nsmallest(STEMS, (pair for pair in two if pair[2] is form), key=_nearest):
        far = distances(sum(map(form.delta, made)) + form.deltas[at], target)
        for k in np.argsort(far)[:THREE]:
            third = form.mutable.changes[at[k]]
            if third not in made:
                found.append((int(far[k]), cost + third.cost, form, (*made, third)))
    return found
