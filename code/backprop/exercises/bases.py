"""What right and wrong code gives on the inputs of an exercise: the solution and its wrong variants."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np

from .exercise import Exercise
from .inputs import changed_inputs
from .mutants import Change, Mutable, Tree
from .run import Run, outputs, run
from .values import as_array

PAIRS = 500         # combinations of two changes that are tried
CLASSIC = 1.2       # only changes up to this cost are combined


class Base:
    """Code that is right or wrong in a known way: base[i] are its outputs on case i, None where it raises.

    words:    what is wrong with it; cost: how far it is from the solution. A case is run when it is asked for.
    rank:     of two that cost the same, the one with the smaller number is told.
    read:     is it read off the source of an answer?
    """

    def __init__(self, words: tuple[str, ...], cost: float, at: Callable[[int], dict | None], rank: int = 0, read: bool = False):
        self.words, self.cost, self.rank, self.read = words, cost, rank, read
        self._at, self._known = at, {}

    def __getitem__(self, case: int) -> dict | None:
        if case not in self._known:
            self._known[case] = self._at(case)
        return self._known[case]


def outcome(exercise: Exercise, subject) -> list[Run]:
    """The runs of one answer on the cases of its exercise."""
    return [run(subject, case, list(exercise.outputs), exercise.use) for case in exercise.cases]


@lru_cache(maxsize=None)
def right_runs(exercise: Exercise) -> tuple[Run, ...]:
    """The runs of the solution."""
    runs = tuple(outcome(exercise, exercise.written(exercise.solution)))
    broken = [r.failure for r in runs if r.failure or not r.outputs]
    if broken:
        raise RuntimeError(f"{exercise.id}: the solution fails: {broken[0]}")
    return runs


def arrays(runs) -> tuple:
    """The outputs of runs as arrays: None for a run that raised or gave something else."""
    return tuple(map(numbers, (run.outputs for run in runs)))


def numbers(outputs: dict) -> dict | None:
    """Outputs as arrays of numbers, or None if there are none, or something else."""
    values = {name: as_array(value) for name, value in outputs.items()}
    return values if values and all(v is not None for v in values.values()) else None


def _run(exercise: Exercise, subject, case) -> dict | None:
    return numbers(outputs(subject, case, list(exercise.outputs), exercise.use))


@lru_cache(maxsize=None)
def bases(exercise: Exercise) -> tuple[Base, ...]:
    """The solution, the exercise's own wrong answers that have a sentence, outputs mixed up, other inputs."""
    right = arrays(right_runs(exercise))
    own = [Base((wrong.says,), 0.6, coded(exercise, partial(str, wrong.source))) for wrong in exercise.wrong if wrong.says]
    mixed = [Base((f"it is {other}, not {name}",), 1.0, _mixed(right, name, other))
             for name, other in itertools.permutations(exercise.outputs, 2)]
    return (Base((), 0.0, right.__getitem__), *own, *mixed, *_other_inputs(exercise))


@lru_cache(maxsize=None)
def mutables(exercise: Exercise) -> tuple[Mutable, ...]:
    """The solution and the other right forms, with all their changes."""
    sources = (exercise.solution, *exercise.forms) if exercise.mutate else ()
    return tuple(Mutable(source, exercise.terms) for source in sources)


@lru_cache(maxsize=None)
def variants(exercise: Exercise) -> tuple[tuple[Base, ...], ...]:
    """The variants with one change: for each form, one for each of its changes."""
    rank = itertools.count(1)
    return tuple(tuple(variant(exercise, mutable, change, rank=next(rank)) for change in mutable.changes)
                 for mutable in mutables(exercise))


def variant(exercise: Exercise, tree: Tree, *made: Change, rank: int = 0, read: bool = False) -> Base:
    """A form of the solution with some changes."""
    return Base(tuple(change.words for change in made), sum(change.cost for change in made),
                coded(exercise, partial(tree.compiled, *made)), rank, read)


def _mixed(right: tuple, name: str, other: str) -> Callable:
    return lambda i: {**right[i], name: right[i][other]}


def coded(exercise: Exercise, code: Callable) -> Callable:
    """The outputs of code() on case i: a source, or compiled code, made when it is first needed."""
    space: dict = {}

    def at(i: int) -> dict | None:
        with np.errstate(all="ignore"):
            try:
                if not space:
                    space.update(np=np, __name__="answer")
                    exec(code(), space)
                return _run(exercise, space[exercise.name], exercise.cases[i])
            except Exception:           # a variant may be anything, also a program that does not load
                return None
    return at


def _other_inputs(exercise: Exercise) -> Iterator[Base]:
    """The solution on other inputs: two exchanged, one in the place of another, one left out."""
    solution = exercise.written(exercise.solution)
    for names, words, cost, change in changed_inputs(exercise.cases[0].inputs):
        if all(len({np.shape(case.inputs[name]) for name in names}) == 1 for case in exercise.cases):
            yield Base((words,), cost, _on(exercise, solution, change))


def _on(exercise: Exercise, solution, change: Callable) -> Callable:
    def at(i: int) -> dict | None:
        case = exercise.cases[i]
        with np.errstate(all="ignore"):
            return _run(exercise, solution, replace(case, inputs={**case.inputs, **change(case.inputs)}))
    return at


def after_alteration(exercise: Exercise, runs) -> Base | None:
    """The solution on the inputs as an answer left them: what is right for numbers that it altered itself."""
    names = dict.fromkeys(name for run in runs for name in run.altered)
    if not names or any(run.failure for run in runs):
        return None
    solution, words = exercise.written(exercise.solution), ", ".join(f"`{name}`" for name in names)
    return Base((f"it is right for {words} as it is after the alteration, but that comes too early: "
                 "the value from before is needed",), 1.0,
                lambda i: _run(exercise, solution, replace(exercise.cases[i], inputs=runs[i].left)))


@lru_cache(maxsize=None)
def pairs(exercise: Exercise) -> tuple[Base, ...]:
    """Variants with two of the classic changes, a limited number of them."""
    found = []
    for mutable in mutables(exercise):
        classic = [change for change in mutable.changes if change.cost <= CLASSIC]
        both = sorted(itertools.combinations(classic, 2), key=lambda made: made[0].cost + made[1].cost)
        found += [variant(exercise, mutable, one, two) for one, two in both[:PAIRS]]
    return tuple(found)
