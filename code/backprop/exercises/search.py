"""Which classic mistake, or which two, give exactly the reader's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from .bases import Base, bases
from .exercise import Exercise
from .factors import FactorTable
from .guide import Guide
from .relations import RELATIONS, SAME, TURNED, Relation
from .values import ratio, same

SLACK = 0.3                 # an explanation that other outputs share may be so much dearer
ONE, TWO = 1.6, 2.9         # what one mistake costs at most, and two: then nothing else is looked for
FACTOR = {"-1": 0.9}        # cost of a factor; any other named one costs 1


@dataclass(frozen=True)
class Explanation:
    """What is wrong, in words, and how many mistakes that is about."""

    words: tuple[str, ...]
    cost: float
    known: bool = True
    base: Base | None = None        # the code that it is about: the same one for other outputs counts for it


def explain(exercise: Exercise, name: str, answers: tuple, cases: list[int], guide: Guide,
            more: tuple = ()) -> list[Explanation]:
    """All explanations of one output on these cases, cheapest first; answers are outputs by case or None."""
    right, *others = bases(exercise)
    pick = [answers[i] and answers[i][name] for i in cases]
    trial = Trial(exercise, name, tuple(cases), tuple(pick))
    found = [e for relation in RELATIONS for e in _related(trial, right, relation)]
    found += _tried(trial, [*others, *more, *guide.near], _best(found))
    if _best(found) <= ONE:
        found += _tried(trial, guide.simpler(_best(found)), _best(found))
    else:
        found += next(filter(None, (_related(trial, base, SAME) for base in guide.combined)), [])
    if _best(found) > TWO:
        found += _tried(trial, guide.far, _best(found))
    if _best(found) == np.inf:
        found += next(filter(None, (_related(trial, base, SAME) for base in guide.pairs)), [])
    return sorted(found, key=lambda e: (e.cost, e.base.rank if e.base else 0))


def _best(found: list[Explanation]) -> float:
    """The cost of the cheapest mistake that is known."""
    return min((e.cost for e in found if e.known), default=np.inf)


def _tried(trial: Trial, some, best: float) -> list[Explanation]:
    """The explanations by these bases that are not much dearer than the best one."""
    found: list[Explanation] = []
    for base in sorted(some, key=lambda base: base.cost):
        if base.cost > best + SLACK:                # what follows costs more
            break
        for e in (e for relation in (SAME, TURNED) for e in _related(trial, base, relation)):
            found, best = [*found, e], min(best, e.cost)
    return found


@dataclass(frozen=True)
class Trial:
    """One output of an answer on some cases; the probe is the case that rules out most."""

    exercise: Exercise
    name: str
    cases: tuple[int, ...]
    answers: tuple

    @cached_property
    def order(self) -> list[int]:
        """Positions in `cases`, the largest answer first."""
        return sorted(range(len(self.cases)), key=lambda k: 1 if self.answers[k] is None else -self.answers[k].size)

    @property
    def scalar(self) -> bool:
        """Is the output one number? Then any answer is the right one times something."""
        return all(a is None or a.size == 1 for a in self.answers)

    @cached_property
    def factors(self) -> FactorTable:
        """The factors that have a name in all of these cases."""
        return factor_table(self.exercise, self.cases)


@lru_cache(maxsize=None)
def factor_table(exercise: Exercise, cases: tuple[int, ...]) -> FactorTable:
    """The FactorTable of some cases of an exercise."""
    return FactorTable([exercise.cases[i] for i in cases])


def _related(trial: Trial, base: Base, relation: Relation) -> list[Explanation]:
    """The explanation by one base and one relation, with or without a factor, if they fit every case."""
    ratios: list = [None] * len(trial.cases)
    for k in trial.order:
        out = base[trial.cases[k]]
        ratios[k] = _ratio(relation, trial.answers[k], out and out[trial.name])
        if ratios[k] == 0 or base.cost and not trial.factors.possible(k, ratios[k]):
            return []
    words, cost = [*base.words, *filter(None, [relation.words])], base.cost + relation.cost
    if relation is not SAME and all(k is None for k in ratios):
        return []                                   # zeros everywhere: nothing is known
    if all(k is None or abs(k - 1) < 1e-7 for k in ratios):
        return [Explanation(tuple(words), cost, base=base)] if words else []
    if names := trial.factors.named(ratios, two=base.cost == 0):
        says = [trial.factors.words(name, ratios) for name in names]
        return [Explanation((*words, *says), cost + sum(FACTOR.get(name, 1.0) for name in names), base=base)]
    return _constant(ratios, trial.scalar) if base.cost == 0 and relation is SAME else []


def _ratio(relation: Relation, answer, value) -> float | None:
    """k if answer = k times what the relation makes of value; None if unknown, 0 if there is no such k."""
    if answer is None or value is None:
        return None if answer is value else 0
    with np.errstate(all="ignore"):
        left = relation.undo(answer) if relation.undo else answer
        right = relation.apply(value) if relation.apply else value
    if left is None or right is None or left.shape != right.shape:
        return 0
    if same(left, right):
        return 1.0 if np.any(right) else None
    return ratio(left, right) or 0


def _constant(ratios, scalar: bool) -> list[Explanation]:
    known = [k for k in ratios if k is not None]
    if len(known) > 2 and max(known) - min(known) < 1e-7 * abs(known[0]):
        return [Explanation((f"it is {known[0]:.6g} times the right value on every input, "
                             "a factor that has no name here",), 2.5)]
    if len(known) > 1 and not scalar and max(known) - min(known) > 1e-7:
        return [Explanation(("on each input it is the right value times one number, which changes from input to input ("
                             + ", ".join(f"{k:.4g}" for k in known[:4]) + ")",), 3.0, known=False)]
    return []

