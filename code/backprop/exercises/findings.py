"""What is wrong with the numbers of an answer, output by output, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .bases import after_alteration, arrays, numbers, right_runs
from .behavior import FEATURES, only_when, only_where
from .exercise import Exercise
from .guide import Guide
from .run import run
from .search import Explanation, explain
from .values import as_array, fault, first_difference, same

MORE = 3        # further rounds of inputs, before it is said on which shapes an answer fails


@dataclass(frozen=True)
class Finding:
    """One sentence about one output (or several), and whether it names a known mistake."""

    outputs: tuple[str, ...]
    words: str
    known: bool
    cases: tuple[int, ...]
    shape: str = ""
    read: bool = False          # off the answer's source: what it looks like may be simpler to say


def wrong_values(exercise: Exercise, answer, runs) -> list[Finding]:
    """A finding for every output that is wrong on some input; several outputs with one cause share it."""
    answers, right = arrays(runs), arrays(right_runs(exercise))
    off = {name: [answers[i] is None or not same(answers[i][name], right[i][name]) for i in range(len(runs))]
           for name in exercise.outputs}
    stopped = [runs[i].failure is not None for i in range(len(runs))]
    more = tuple(filter(None, [after_alteration(exercise, runs)]))
    guide = Guide(exercise, answer)
    found = {name: _explanations(exercise, name, answers, mask, guide, more) for name, mask in off.items()
             if any(m and not s for m, s in zip(mask, stopped))}
    chosen: dict = {}
    for name, explanations in found.items():
        best = _choose(explanations, [other for key, other in found.items() if key != name])
        if best is None or not best.known or best.read:
            plain = _plain(exercise, name, answers, right, off[name], answer)
            best = plain if best is None or plain.known and not (best.read and "wrong only" in plain.words) else best
        chosen.setdefault((best.words, best.known, best.cases), []).append(name)
    return [Finding(tuple(names), *key, _shapes(exercise, names, answers, right)) for key, names in chosen.items()]


def _shapes(exercise: Exercise, names, answers, right) -> str:
    """A sentence for each output of a shape that is not the right one."""
    said = ""
    for name in names:
        pair = next(((a[name], r[name]) for a, r in zip(answers, right) if a and a[name].shape != r[name].shape), None)
        if pair:
            letters = shape_letters(exercise, [a and a[name] for a in answers])
            meaning = f", which is {_tuple(letters)}" if letters else ""
            said += (f" It has shape {pair[0].shape}{meaning}; expected is "
                     f"{_of_shape(exercise.outputs[name], pair[1])}.")
    return said


def shape_letters(exercise: Exercise, outputs) -> tuple[str, ...]:
    """The shape of an output in the letters of the exercise, if it is the same on all inputs; else ()."""
    pairs = [(a.shape, case.sizes) for a, case in zip(outputs, exercise.cases) if a is not None and not case.special]
    if len(pairs) < 2 or len({len(shape) for shape, _ in pairs}) != 1:
        return ()
    found = []
    for k in range(len(pairs[0][0])):
        fits = [name for name in pairs[0][1] if all(shape[k] == sizes.get(name) for shape, sizes in pairs)]
        same_length = len({shape[k] for shape, _ in pairs}) == 1
        found.append(fits[0] if fits else str(pairs[0][0][k]) if same_length else "")
    return tuple(found) if all(found) else ()


def _tuple(letters) -> str:
    return f"({', '.join(letters)}{',' * (len(letters) == 1)})"


def _explanations(exercise: Exercise, name: str, answers, off, guide, more) -> tuple[list[Explanation], tuple[int, ...]]:
    """Explanations that hold on every input, or else on every ordinary one that is not special."""
    everywhere = tuple(range(len(answers)))
    ordinary = tuple(i for i in everywhere if not exercise.cases[i].special)
    for cases in dict.fromkeys([everywhere, ordinary]):
        if any(off[i] for i in cases) and any(answers[i] is not None for i in cases):
            found = explain(exercise, name, answers, list(cases), guide, more)
            if found:
                return found, cases
    return [], everywhere


def _choose(mine, others) -> Finding | None:
    """The cheapest explanation; one that explains other outputs as well is preferred."""
    explanations, cases = mine
    def cost(e):
        return e.cost - 0.3 * sum(any(o.words == e.words and o.base is e.base for o in found) for found, _ in others)
    if not explanations:
        return None
    best = min(explanations, key=cost)
    return Finding((), ", and ".join(best.words), best.known, cases, read=best.base is not None and best.base.read)


def _plain(exercise: Exercise, name: str, answers, right, off, answer) -> Finding:
    """What can be said without a known mistake: shape, where and when it is wrong, the first difference."""
    cases = [i for i in range(len(off)) if off[i] and answers[i] is not None]
    first = min(cases, key=lambda i: exercise.cases[i].entries())
    yours, good = answers[first][name], right[first][name]
    pairs = [(answers[i][name], right[i][name]) for i in cases]
    if any(a.shape != r.shape for a, r in pairs):
        same_numbers = all(a.size == r.size and same(a.ravel(), r.ravel()) for a, r in pairs)
        letters = shape_letters(exercise, [a and a[name] for a in answers])
        return Finding((), "its numbers are right, but its shape is not" if same_numbers else "its shape is not right",
                       same_numbers or bool(letters), tuple(cases))
    for test in (_not_finite, _rounded):
        if words := test([answers[i][name] for i in cases], [right[i][name] for i in cases]):
            return Finding((), words, True, tuple(cases))
    when = confirmed(exercise, name, answer, only_when(exercise.cases, off))
    where = only_where(exercise.cases, [a and a[name] for a in answers], [r[name] for r in right])
    at = first_difference(yours, good)
    index = f"entry [{', '.join(map(str, at))}]" if at else "it"
    words = " ".join(filter(None, ["it is wrong", when and f"only {when}", where and f"exactly where {where}"]))
    number = f"{index} is {float(yours[at]):.6g} where {float(good[at]):.6g} is right"
    return Finding((), f"{words}; {number}" if when or where else number, bool(when or where), tuple(cases))


def confirmed(exercise: Exercise, name: str, answer, when: str) -> str:
    """`when` again, if it is also true for other numbers in the same shapes; else ""."""
    for series in range(1, MORE + 1) if any(when == words for words, _ in FEATURES) else ():
        cases = exercise.more_cases(series)
        solution = exercise.written(exercise.solution)
        mine, good = ([numbers(run(subject, case, list(exercise.outputs), exercise.use).outputs) for case in cases]
                      for subject in (answer, solution))
        off = [a is None or not same(a[name], g[name]) for a, g in zip(mine, good)]
        if only_when(cases, off) != when:
            return ""
    return when


def _of_shape(axes, good) -> str:
    meaning = f", which is {_tuple(axes)}" if axes else ""
    return f"shape {good.shape}{meaning}" if good.ndim else "one number"


def _not_finite(answers, right) -> str:
    for yours, good in zip(answers, right):
        bad = ~np.isfinite(np.asarray(yours, float)) & np.isfinite(np.asarray(good, float))
        if bad.any():
            at = tuple(int(i) for i in np.argwhere(bad)[0])
            place = f" at [{', '.join(map(str, at))}]" if at else ""
            return f"it is {float(yours[at])}{place}, where {float(good[at]):.6g} is right"
    return ""


def _rounded(answers, right) -> str:
    """Right to six or seven digits on every input: that is float32."""
    if all(same(a, b, 2e-6) for a, b in zip(answers, right)):
        return "it is right to 6 or 7 digits only: somewhere it is computed in float32"
    return ""


def wrong_kind(exercise: Exercise, runs) -> str:
    """What was returned in place of arrays of numbers; "" if nothing is wrong with that."""
    names = list(exercise.outputs)
    for run in runs:
        if run.failure:
            continue
        if run.returned is None:
            return "It returned None: is the `return` missing?"
        if not run.outputs:
            count = len(run.returned) if isinstance(run.returned, (tuple, list)) else 1
            return f"It returned {count} value{'s' * (count != 1)}; expected are {len(names)}: {', '.join(names)}."
        for name, value in run.outputs.items():
            if as_array(value) is None:
                return f"`{name}` is {fault(value)}; expected is {_expected(exercise, name)}."
    return ""


def _expected(exercise: Exercise, name: str) -> str:
    axes = exercise.outputs[name]
    return "a real number" if axes is None else f"a NumPy array of shape {_tuple(axes)}"
