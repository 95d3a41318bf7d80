"""Changes of a right form and what they do to its tokens: one, two or three that come nearest to an answer's code."""

from __future__ import annotations

import ast
import heapq
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from . import tokens
from .bases import mutables
from .exercise import Exercise
from .mutants import Change, Mutable

COMBINED, THREE = 160, 60               # variants that are tried: two changes, three
PARTS, FIRST, STEMS = 160, 80, 30       # changes that are combined; changed again; pairs that get a third
AGAIN = 6_000                           # nodes of all trees in which a node is changed again


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


def nodes(form: Form) -> int:
    """How large a form is: that long it takes to make a variant of it."""
    return sum(1 for _ in ast.walk(form.mutable.tree))


def nearest(one: tuple) -> tuple:
    """To sort by: the distance, then the cost."""
    return one[:2]


def _parts(form: Form, target: np.ndarray) -> np.ndarray:
    """Positions of the changes that come nearest by themselves."""
    return np.lexsort((form.costs, distances(form.deltas, target)))[:PARTS]


def two_places(form: Form, target: np.ndarray) -> list[tuple]:
    """(distance, cost, form, changes): two changes in different places."""
    at = np.sort(_parts(form, target))
    deltas, changes = form.deltas[at], form.mutable.changes
    used = np.flatnonzero(np.abs(deltas).sum(axis=0) + np.abs(target))
    far = distances(deltas[:, None, used] + deltas[None, :, used], target[used])
    cost = form.costs[at][:, None] + form.costs[at][None]
    i, j = np.triu_indices(len(at), 1)
    best = np.lexsort((cost[i, j], far[i, j]))[:COMBINED]
    return [(int(far[i[k], j[k]]), float(cost[i[k], j[k]]), form, (changes[at[i[k]]], changes[at[j[k]]])) for k in best]


def one_place(form: Form, target: np.ndarray) -> Iterator[tuple]:
    """Two changes one after the other in one place."""
    for k in _parts(form, target)[:min(FIRST, AGAIN // nodes(form))]:
        first = form.mutable.changes[k]
        for second in form.mutable.again(first):
            delta = form.deltas[k] + form.delta(second)
            yield int(distances(delta, target)), first.cost + second.cost, form, (first, second)


def three_places(form: Form, target: np.ndarray, two: list[tuple]) -> list[tuple]:
    """The best pairs with a third change."""
    at, found = _parts(form, target), []
    for _, cost, _, made in heapq.nsmallest(STEMS, (pair for pair in two if pair[2] is form), key=nearest):
        far = distances(sum(map(form.delta, made)) + form.deltas[at], target)
        for k in np.argsort(far)[:THREE]:
            third = form.mutable.changes[at[k]]
            if third not in made:
                found.append((int(far[k]), cost + third.cost, form, (*made, third)))
    return found
