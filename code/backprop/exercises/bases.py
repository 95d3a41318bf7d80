"""What right and wrong code gives on the inputs of an exercise: the solution and its wrong variants."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from .exercise import Exercise
from .mutants import Change, Mutable
from .inputs import changed_inputs
from .run import Run, run
from .values import as_array, same

PAIRS = 500         # combinations of two changes that are tried
CLASSIC = 1.2       # only changes up to this cost are combined


@dataclass(frozen=True)
class Base:
    """Outputs on every case, by name (None where it raised), and what is wrong with the code that gave them."""

    words: tuple[str, ...]
    cost: float
    outputs: tuple


def outcome(exercise: Exercise, subject, cases=None) -> list[Run]:
    """The runs of one answer on the cases of its exercise."""
    names = list(exercise.outputs)
    return [run(subject, case, names, exercise.use) for case in cases or exercise.cases]


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
    found = []
    for each in runs:
        values = {name: as_array(value) for name, value in each.outputs.items()}
        found.append(values if values and all(v is not None for v in values.values()) else None)
    return tuple(found)


@lru_cache(maxsize=None)
def bases(exercise: Exercise) -> tuple[Base, ...]:
    """The solution, the exercise's own wrong answers that have a sentence, outputs mixed up, and all variants."""
    right = Base((), 0.0, arrays(right_runs(exercise)))
    own = [Base((wrong.says,), 0.6, _tried(exercise, wrong.source)) for wrong in exercise.wrong if wrong.says]
    mixed = [Base((f"it is {other}, not {name}",), 1.0, tuple({**out, name: out[other]} for out in right.outputs))
             for name in exercise.outputs for other in exercise.outputs if name != other]
    found = [base for base in own + mixed if differs(base.outputs, right.outputs)]
    return (right, *found, *_other_inputs(exercise, right), *_variants(exercise, right))


def _other_inputs(exercise: Exercise, right: Base) -> Iterator[Base]:
    """The solution on other inputs: two exchanged, one in the place of another, one left out."""
    first, subject = exercise.cases[0].inputs, exercise.written(exercise.solution)
    for names, words, cost, change in changed_inputs(first):
        if all(len({np.shape(case.inputs[name]) for name in names}) == 1 for case in exercise.cases):
            cases = [replace(case, inputs={**case.inputs, **change(case.inputs)}) for case in exercise.cases]
            outputs = arrays(outcome(exercise, subject, cases))
            if differs(outputs, right.outputs):
                yield Base((words,), cost, outputs)


def after_alteration(exercise: Exercise, runs) -> Base | None:
    """The solution on the inputs as an answer left them: what is right for numbers that it altered itself."""
    names = dict.fromkeys(name for run in runs for name in run.altered)
    if not names or any(run.failure for run in runs):
        return None
    cases = [replace(case, inputs=run.left) for case, run in zip(exercise.cases, runs)]
    words = ", ".join(f"`{name}`" for name in names)
    outputs = arrays(outcome(exercise, exercise.written(exercise.solution), cases))
    return Base((f"it is right for {words} as it is after the alteration, but that comes too early: "
                 "the value from before is needed",), 1.0, outputs)


def differs(outputs: tuple, right: tuple, name: str | None = None) -> bool:
    """Do these outputs differ from the right ones (in the output of this name), and are there any at all?"""
    if all(out is None for out in outputs):
        return False
    return any(a is None or any(not same(a[key], b[key]) for key in ([name] if name else b))
               for a, b in zip(outputs, right))


def _tried(exercise: Exercise, code, cases=None) -> tuple:
    """The outputs of a source, or of compiled code, on every case."""
    space: dict = {"np": np, "__name__": "answer"}
    with np.errstate(all="ignore"):
        try:
            exec(code, space)
            return arrays(outcome(exercise, space[exercise.name], cases))
        except Exception:               # a variant may be anything, also a program that does not load
            return (None,) * len(cases or exercise.cases)


@lru_cache(maxsize=None)
def _mutables(exercise: Exercise) -> tuple[Mutable, ...]:
    sources = (exercise.solution, *exercise.forms) if exercise.mutate else ()
    return tuple(Mutable(source, exercise.terms) for source in sources)


def _variants(exercise: Exercise, right: Base) -> Iterator[Base]:
    for mutable in _mutables(exercise):
        for change in mutable.changes:
            yield from _variant(exercise, right, mutable, (change,))


def _variant(exercise: Exercise, right: Base, mutable: Mutable, made: tuple[Change, ...]) -> Iterator[Base]:
    code = mutable.compiled(*made)
    outputs = _tried(exercise, code) if code else (None,)
    if differs(outputs, right.outputs):
        yield Base(tuple(change.words for change in made), sum(change.cost for change in made), outputs)


@lru_cache(maxsize=None)
def _pairs(exercise: Exercise) -> tuple:
    """Compiled sources with two of the classic changes, a limited number of them, and what they say."""
    found = []
    for mutable in _mutables(exercise):
        classic = [change for change in mutable.changes if change.cost <= CLASSIC]
        both = sorted(itertools.combinations(classic, 2), key=lambda made: made[0].cost + made[1].cost)
        found += [(made, code) for made in both[:PAIRS] if (code := mutable.compiled(*made))]
    return tuple(found)


def pairs(exercise: Exercise, probe: int, suits) -> Iterator[Base]:
    """The variants with two changes whose outputs on one case suit(outputs); the other cases are then run, too."""
    for made, code in _pairs(exercise):
        out, = _tried(exercise, code, [exercise.cases[probe]])
        if out is not None and suits(out):
            yield Base(tuple(change.words for change in made), sum(change.cost for change in made), _tried(exercise, code))
