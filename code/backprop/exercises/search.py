"""Which classic mistake, or which two, give exactly the reader's numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .bases import Base, bases, differs, pairs
from .exercise import Exercise
from .factors import factor_words, factors, named
from .relations import RELATIONS, SAME, TURNED, Relation
from .values import ratio, same

FACTOR = {"-1": 0.9}        # cost of a factor; any other named one costs 1


@dataclass(frozen=True)
class Explanation:
    """What is wrong, in words, and how many mistakes that is about."""

    words: tuple[str, ...]
    cost: float
    known: bool = True


def explain(exercise: Exercise, name: str, answers: tuple, cases: list[int], more: tuple = ()) -> list[Explanation]:
    """All explanations of one output on these cases, cheapest first; answers are outputs by case or None."""
    right = bases(exercise)[0]
    pick = [answers[i] and answers[i][name] for i in cases]
    found = []
    for base in (*bases(exercise), *more):
        if base is not right and not differs(base.outputs, right.outputs, name):
            continue
        expected = [base.outputs[i] and base.outputs[i][name] for i in cases]
        for relation in RELATIONS if base is right else (SAME, TURNED):
            found += _related(exercise, base, relation, pick, expected, cases)
    return sorted(found, key=lambda e: e.cost) or [e for e in _two(exercise, name, pick, cases)]


def _related(exercise, base: Base, relation: Relation, answers, expected, cases) -> list[Explanation]:
    """The explanation by one base and one relation, with or without a factor, if they fit every case."""
    ratios = []
    for answer, value in _probe_first(answers, expected):
        k = _ratio(relation, answer, value)
        if k == 0:
            return []
        ratios.append(k)
    ratios = ratios[1:]                         # the probe comes twice
    words, cost = [*base.words, *filter(None, [relation.words])], base.cost + relation.cost
    if all(k is None or abs(k - 1) < 1e-7 for k in ratios):
        return [Explanation(tuple(words), cost)] if words else []
    names = named(ratios, [exercise.cases[i] for i in cases])
    if names:
        says = [_factor(name, exercise, cases, ratios) for name in names]
        return [Explanation((*words, *says), cost + sum(FACTOR.get(name, 1.0) for name in names))]
    return _constant(ratios) if base.cost == 0 and relation is SAME else []


def _factor(name: str, exercise: Exercise, cases, ratios) -> str:
    """The words for one factor, with its own values in the cases."""
    known = [i for i, k in zip(cases, ratios) if k is not None]
    sign = -1 if name.startswith("-") and name != "-1" else 1
    return factor_words(name, [sign * factors(exercise.cases[i])[name.removeprefix("-") if sign < 0 else name] for i in known])


def _probe_first(answers, expected) -> list[tuple]:
    """The pairs of all cases, with the largest one (which rules out most) in front as well."""
    both = list(zip(answers, expected))
    return [max(both, key=lambda pair: -1 if pair[0] is None else np.size(pair[0])), *both]


def _ratio(relation: Relation, answer, value) -> float | None:
    """k if answer = k times what the relation makes of value; None if unknown, 0 if there is no such k."""
    if answer is None or value is None:
        return None if answer is value else 0
    with np.errstate(all="ignore"):
        if relation.undo:
            left, right = relation.undo(answer), value
        else:
            left, right = answer, relation.apply(value) if relation.apply else value
    if left is None or right is None or left.shape != right.shape:
        return 0
    if same(left, right):
        return 1.0 if np.any(right) else None
    return ratio(left, right) or 0


def _constant(ratios) -> list[Explanation]:
    known = [k for k in ratios if k is not None]
    if len(known) > 1 and max(known) - min(known) < 1e-7 * abs(known[0]):
        return [Explanation((f"it is {known[0]:.6g} times the right value on every input, "
                             "a factor that has no name here",), 2.5)]
    if len(known) > 1:
        return [Explanation(("on each input it is the right value times one number, which changes from input to input ("
                             + ", ".join(f"{k:.4g}" for k in known[:4]) + ")",), 3.0, known=False)]
    return []


def _two(exercise: Exercise, name: str, answers, cases) -> list[Explanation]:
    """The first pair of classic changes that fits every case."""
    sizes = [-1 if a is None else a.size for a in answers]
    at = int(np.argmax(sizes))
    probe = answers[at]

    def suits(out):
        return same(probe, out[name]) or ratio(probe, out[name]) is not None
    for base in pairs(exercise, cases[at], suits) if probe is not None else ():
        expected = [base.outputs[i] and base.outputs[i][name] for i in cases]
        if found := _related(exercise, base, SAME, answers, expected, cases):
            return found
    return []
