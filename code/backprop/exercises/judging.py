"""From an answer to a result: empty, error, not yet with the mistake named, or passed."""

from __future__ import annotations

from .bases import arrays, outcome, right_runs
from .behavior import FEATURES
from .cases import Case
from .exercise import Exercise
from .failures import explained
from .findings import Finding, wrong_kind, wrong_values
from .manners import from_outside, overflow, side_effects
from .places import place
from .result import Result
from .run import Run, run, untouched
from .values import as_array, same, show


def judge(exercise: Exercise, answer) -> Result:
    """Try an answer on every input of its exercise and say what is wrong with it; nothing is written anywhere."""
    starters = (exercise.starter, f"import numpy as np\n{exercise.starter}")    # Python 3.11 compiles them differently
    if any(untouched(answer, exercise.written(starter)) for starter in starters):
        return _result(exercise, "empty", [f"{'Fill in' if '...' in exercise.starter else 'Mend'} `{exercise.name}` above, "
                                            "run that cell, then this one."])
    if complaint := _not_what_is_asked(exercise, answer):
        return _result(exercise, "error", [complaint])
    runs = outcome(exercise, answer)
    if gap := _gaps(runs):
        return _result(exercise, "not yet" if gap != "all" else "empty", [gap] if gap != "all" else [
            f"`{exercise.name}` still gives `...`: put your own line there."])
    if all(run.failure for run in runs):
        return _stopped(exercise, runs, [f"It {runs[0].failure}.", *explained(answer, runs[0].failure)])
    if words := wrong_kind(exercise, runs):
        return _result(exercise, "not yet", [words], found=True)
    return _compared(exercise, answer, runs)


def _not_what_is_asked(exercise: Exercise, answer) -> str:
    """A result in place of the function, an instance in place of the class."""
    wanted = exercise.written(exercise.solution)
    if isinstance(wanted, type) and not isinstance(answer, type):
        return f"Expected is the class `{exercise.name}` itself, not an instance or a function."
    if callable(wanted) and not callable(answer):
        return f"Expected is the function `{exercise.name}` itself, not what it returns: check(..., {exercise.name})."
    if not callable(wanted) and callable(answer):
        return f"Expected is the value `{exercise.name}`, not a function."
    return ""


def _gaps(runs: list[Run]) -> str:
    """Which outputs are still `...`: "" for none, "all" for all of them."""
    values = [value for run in runs for value in (run.outputs or {"": run.returned}).values() if not run.failure]
    names = dict.fromkeys(name for run in runs for name, value in run.outputs.items() if value is ...)
    if values and all(value is ... for value in values):
        return "all"
    return f"{', '.join(f'`{name}`' for name in names)}: there is still a `...`." if names else ""


def _stopped(exercise: Exercise, runs, reasons: list[str], found: bool = False) -> Result:
    first = min((i for i, run in enumerate(runs) if run.failure), key=lambda i: exercise.cases[i].entries())
    failure = runs[first].failure
    line = f"line {failure.line}: {failure.source}" if failure.source else ""
    return _result(exercise, "error", reasons, example=_inputs(exercise, first), line=line, found=found)


def _compared(exercise: Exercise, answer, runs) -> Result:
    """The numbers against the right ones, then everything else that the answer did."""
    findings, effects = wrong_values(exercise, answer, runs), side_effects(exercise, answer, runs)
    stopped = [i for i, run in enumerate(runs) if run.failure]
    if not findings and not effects and not stopped:
        return _right(exercise, answer, f"Right on all {len(runs)} inputs." if len(runs) > 1 else "Right.")
    reasons, known = [], True
    for finding in findings:
        naive = overflow(exercise, runs, _off(exercise, runs, finding))
        reasons.append(naive or _sentence(finding, len(runs), bool(stopped)))
        known &= finding.known or bool(naive)
    reasons += [f"{name} right." for name in _right_outputs(exercise, findings)] + effects
    if findings and not known:
        reasons += from_outside(answer)
    if stopped:
        head = [f"It {runs[stopped[0]].failure}, but not always: {_when(exercise, runs)}."]
        return _stopped(exercise, runs, head + explained(answer, runs[stopped[0]].failure) + reasons, known)
    return _result(exercise, "not yet", reasons, example=_smallest(exercise, runs), found=known,
                   output=findings[0].outputs[0] if findings else "")


def _right(exercise: Exercise, answer, words: str) -> Result:
    """Right numbers: passed, unless the exercise puts the answer to a last test."""
    if exercise.then is None:
        return _result(exercise, "passed", [words])
    last = run(answer, Case({}), ["good", "says"], exercise.then)
    if last.failure:
        line = f"line {last.failure.line}: {last.failure.source}" if last.failure.source else ""
        return _result(exercise, "error", [words, f"But then it {last.failure}."], line=line)
    return _result(exercise, "passed" if last.outputs["good"] else "not yet", [words, last.outputs["says"]])


def _off(exercise: Exercise, runs, finding: Finding) -> tuple[int, ...]:
    answers, right = arrays(runs), arrays(right_runs(exercise))
    return tuple(i for i in range(len(runs)) if answers[i] is None or any(
        not same(answers[i][name], right[i][name]) for name in finding.outputs))


def _sentence(finding: Finding, count: int, stopped: bool) -> str:
    names = ", ".join(f"`{name}`" for name in finding.outputs)
    words = finding.words if finding.words.endswith(".") else finding.words + "."
    proof = ""
    if finding.known and len(finding.cases) > 1 and "only " not in words and "shape is not" not in words:
        inputs = f"all {count} inputs" if len(finding.cases) == count else f"the {len(finding.cases)} ordinary inputs"
        proof = f" (That gives your numbers on {inputs}.)" if not stopped else (
            " (Such code stops on the same inputs and gives your numbers on the others.)")
    return f"{names}: {words}{proof}" + finding.shape


def _right_outputs(exercise: Exercise, findings) -> list[str]:
    wrong = {name for finding in findings for name in finding.outputs}
    right = [f"`{name}`" for name in exercise.outputs if name not in wrong]
    return [f"{', '.join(right)} {'is' if len(right) == 1 else 'are'}"] if right and wrong else []


def _when(exercise: Exercise, runs) -> str:
    """On which inputs an answer runs that stops on others."""
    cases = exercise.cases
    labels = dict.fromkeys(case.label for case, run in zip(cases, runs) if run.failure and case.special)
    if labels and all(case.special for case, run in zip(cases, runs) if run.failure):
        return "it stops for " + " and ".join(labels)
    for words, feature in FEATURES:
        if all(feature(case) == (run.failure is None) for case, run in zip(cases, runs)):
            return f"it runs only {words}"
    return f"it runs on {sum(run.failure is None for run in runs)} of {len(runs)} inputs"


def _inputs(exercise: Exercise, at: int) -> tuple:
    case = exercise.cases[at]
    return tuple((name, show(value)) for name, value in case.inputs.items())


def _smallest(exercise: Exercise, runs) -> tuple:
    """The smallest input that shows what is wrong, what the answer gave and what is right."""
    right = right_runs(exercise)
    for at in sorted(range(len(runs)), key=lambda i: exercise.cases[i].entries()):
        for name, value in runs[at].outputs.items():
            a, b = as_array(value), as_array(right[at].outputs[name])
            if a is None or not same(a, b):
                return (*_inputs(exercise, at), (f"your {name}", show(value)), (f"right {name}", show(right[at].outputs[name])))
    return ()


def _result(exercise: Exercise, status: str, reasons, *, example=(), line="", found=False, output="") -> Result:
    where = place(exercise.chapter, exercise.anchor(output)) if status in ("not yet", "error") else None
    return Result(exercise.id, status, tuple(reasons), where, tuple(example), found, line)
