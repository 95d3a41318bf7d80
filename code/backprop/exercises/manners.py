"""Right numbers are not all: what an answer does beside computing them."""

from __future__ import annotations

import numpy as np

from .bases import right_runs
from .exercise import Exercise
from .run import Run, call, run
from .values import as_array, same


def side_effects(exercise: Exercise, answer, runs: list[Run]) -> list[str]:
    """Inputs altered, views returned, wrong dtypes, another result when called again; only what the solution avoids."""
    right = right_runs(exercise)
    altered = {name for a, b in zip(runs, right) for name in a.altered if name not in b.altered}
    views = {pair for a, b in zip(runs, right) for pair in a.views.items() if pair[0] not in b.views}
    found = [f"It alters its input `{name}` in place: whoever called it finds other numbers there. Work on a copy."
             for name in sorted(altered)]
    found += [f"`{out}` is a view of the input `{of}`: whoever edits the one edits the other. Return a copy."
              for out, of in sorted(views) if of not in altered]
    return found + _types(exercise, runs, right) + _warned(exercise, runs) + _again(exercise, answer, runs)


def _warned(exercise: Exercise, runs) -> list[str]:
    """Right in the end, with an overflow on the way: `np.where` computes both of its branches."""
    events = sorted(WARNED.keys() & set().union(*(run.events for run in runs))) if exercise.quiet else []
    labels = " and ".join(dict.fromkeys(case.label for case, run in zip(exercise.cases, runs) if run.events))
    what = " and ".join(WARNED[event] for event in events)
    return [f"NumPy warns on the way ({', '.join(events)}) for {labels}: {what}, even if it is not used in the end."
            ] if events else []


WARNED = {"overflow": "a number becomes too large for float64", "divide by zero": "a division by 0 or a logarithm of 0 is taken",
          "invalid value": "something like inf - inf or 0/0 is computed"}


def _types(exercise: Exercise, runs, right) -> list[str]:
    found = {}
    for mine, good in zip(runs, right):
        for name, value in mine.outputs.items():
            a, b = as_array(value), as_array(good.outputs[name])
            if a is not None and b.ndim and a.dtype != b.dtype:
                found[name] = f"`{name}` has dtype {a.dtype}, expected is {b.dtype}."
    return list(found.values())


def _again(exercise: Exercise, answer, runs) -> list[str]:
    """A function that remembers: the first input once more."""
    if runs[0].failure or not runs[0].outputs:
        return []
    again = run(answer, exercise.cases[0], list(exercise.outputs), exercise.use)
    for name, value in runs[0].outputs.items():
        a, b = as_array(value), as_array(again.outputs.get(name))
        if a is not None and (b is None or not same(b, a)):
            return [f"Called again with the same input, it gives another `{name}`: it keeps something from one call to the next."]
    return []


NAIVE = {
    "overflow": "It overflows for {}: the naive form. exp(710) is already inf in float64, and inf/inf is NaN. "
                "Shift or branch first, so that exp never sees a large positive number.",
    "divide by zero": "It takes the logarithm of 0, or divides by 0, for {}: the naive form. A number that has become 0 "
                      "cannot be brought back; use a form that never computes it.",
    "invalid value": "It computes something like 0/0 or inf - inf for {}: the naive form. Shift first, so that not every "
                     "exponential becomes 0 or inf.",
    "": "It is not finite for {}, where the right value is."}


def overflow(exercise: Exercise, runs: list[Run], cases: tuple[int, ...]) -> str:
    """The naive form: on large inputs only, exp overflows or a logarithm of 0 is taken."""
    right = right_runs(exercise)
    wrong = [i for i in cases if exercise.cases[i].special and not _finite(runs[i]) and _finite(right[i])]
    if not wrong or any(not exercise.cases[i].special for i in cases):
        return ""
    groups: dict = {event: [] for event in NAIVE}
    for i in wrong:
        event = next((e for e in NAIVE if e and e in runs[i].events), "")
        groups[event].append(exercise.cases[i].label)
    return " ".join(NAIVE[event].format(" and ".join(dict.fromkeys(labels))) for event, labels in groups.items() if labels)


def _finite(one: Run) -> bool:
    values = [as_array(v) for v in one.outputs.values()]
    return bool(values) and all(v is not None and np.isfinite(v).all() for v in values)


def from_outside(answer) -> list[str]:
    """A function that reads arrays of the page: names that are no arguments of it."""
    code, space = getattr(answer, "__code__", None), getattr(answer, "__globals__", {})
    names = [name for name in getattr(code, "co_names", ()) if isinstance(space.get(name), np.ndarray)]
    return [f"It reads `{name}` from outside, which is not one of its arguments." for name in names]
