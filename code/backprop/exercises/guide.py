"""Which changes of the solution come nearest to the reader's own code: these are tried first, two and three at once, too.

A change takes some tokens away and puts others there. Added to the tokens of the solution they should give those of
the answer. The numbers decide: this is only the order in which variants are tried.
"""

from __future__ import annotations

import ast
import copy
import heapq
import itertools
from collections.abc import Iterator
from functools import cached_property

import numpy as np

from . import sources, tokens
from .bases import Base, pairs, variant, variants
from .differences import differences
from .exercise import Exercise
from .forms import COMBINED, THREE, distances, forms, nearest, nodes, one_place, three_places, two_places
from .mutants import Tree

NEAR = 60                               # variants that are tried: one change
EXACT = 2                               # so far may two or three changes be, to come before the source's own differences
NODES = 36_000                          # then further changes, until so many nodes are compiled
SIMPLER = 150                           # and where one is found, further ones that may be simpler to say


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
        return self._others[:NODES // max(map(nodes, forms(self.exercise)), default=1)]

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
        return [pair for form, target in self._targets for pair in two_places(form, target)]

    @cached_property
    def _exact(self) -> list[Base]:
        chosen = [pair for pair in self._two if pair[0] <= EXACT]
        return self._variants(heapq.nsmallest(COMBINED, chosen, key=nearest))

    @cached_property
    def _further(self) -> list[Base]:
        two = [pair for pair in self._two if pair[0] > EXACT]
        two += [pair for form, target in self._targets for pair in one_place(form, target)]
        three = [more for form, target in self._targets for more in three_places(form, target, self._two)]
        most = {form: max(EXACT, np.abs(target).sum() / 2) for form, target in self._targets}     # half has to be told
        return self._variants(each for some, count in ((two, COMBINED), (three, THREE)) for each in heapq.nsmallest(
            count, (one for one in some if one[0] <= most[one[2]]), key=nearest))

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
