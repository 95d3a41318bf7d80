"""When an answer is wrong: on which inputs, and in which entries."""

from __future__ import annotations

import numpy as np

from .cases import Case
from .values import AGREES


def square(case: Case) -> bool:
    """Are all the sizes of a case equal?"""
    return len(case.sizes) > 1 and len(set(case.sizes.values())) == 1


FEATURES = [
    ("on square shapes (all sizes equal)", square),
    ("on shapes that are not square", lambda case: len(case.sizes) > 1 and not square(case)),
    ("for a batch of one row (B = 1)", lambda case: case.sizes.get("B") == 1),
    ("for batches of more than one row", lambda case: case.sizes.get("B", 1) > 1),
]


def only_when(cases: list[Case], wrong: list[bool]) -> str:
    """"for batches of more than one row", if the wrong cases are exactly those; "" if nothing fits."""
    if all(wrong) or not any(wrong):
        return ""
    ordinary = [i for i, case in enumerate(cases) if not case.special]
    if not any(wrong[i] for i in ordinary):
        return "for " + " and ".join(cases[i].label for i in range(len(cases)) if wrong[i])
    for words, feature in FEATURES:
        if all(feature(cases[i]) == wrong[i] for i in ordinary):
            return words
    return ""


CONDITIONS = [
    ("> 0", lambda a: a > 0), ("<= 0", lambda a: a <= 0), ("< 0", lambda a: a < 0), (">= 0", lambda a: a >= 0),
    ("= 0", lambda a: a == 0), ("> 1", lambda a: a > 1), ("< -1", lambda a: a < -1), ("between -1 and 1", lambda a: np.abs(a) <= 1),
    ("beyond -1 or 1", lambda a: np.abs(a) > 1), ("= 1", lambda a: a == 1),
]


def entries_off(answer: np.ndarray, right: np.ndarray) -> np.ndarray:
    """True where two arrays of one shape disagree."""
    answer, right = np.asarray(answer, float), np.asarray(right, float)
    scale = max(float(np.abs(right[np.isfinite(right)]).max(initial=0)), 1e-12)
    with np.errstate(all="ignore"):
        agree = (np.abs(answer - right) <= AGREES * scale) | (answer == right) | (np.isnan(answer) & np.isnan(right))
    return ~agree


def only_where(cases: list[Case], answers: list, rights: list) -> str:
    """"x <= 0", if over all cases an output is wrong in exactly those entries; "" if nothing fits."""
    pairs = [(case, a, r) for case, a, r in zip(cases, answers, rights) if a is not None]
    if not pairs or any(a.shape != r.shape or not a.ndim for _, a, r in pairs):
        return ""
    off = [entries_off(a, r) for _, a, r in pairs]
    if all(mask.all() for mask in off):
        return ""
    if where := _at_label(pairs, off):
        return where
    for name in pairs[0][0].inputs:
        values = [case.inputs[name] for case, _, _ in pairs]
        if all(isinstance(v, np.ndarray) and v.shape == mask.shape for v, mask in zip(values, off)):
            for words, holds in CONDITIONS:
                if all(np.array_equal(holds(v), mask) for v, mask in zip(values, off)):
                    return f"{name} {words}" + _constant_there(pairs, off)
    return _place(off)


def _at_label(pairs, off) -> str:
    """The place of the label in each row, or all other places; the diagonal, or all but it."""
    for name, first in pairs[0][0].inputs.items():
        if isinstance(first, np.ndarray) and first.ndim == 1 and first.dtype.kind in "iu" and all(
                m.ndim == 2 and len(m) == len(case.inputs[name]) and case.inputs[name].max() < m.shape[1]
                for m, (case, _, _) in zip(off, pairs)):
            hot = [np.arange(m.shape[1]) == case.inputs[name][:, None] for m, (case, _, _) in zip(off, pairs)]
            if words := _in_or_out(off, hot, f"the column is the label `{name}` of the row"):
                return words
    if all(m.ndim == 2 and m.shape[0] == m.shape[1] for m in off):
        return _in_or_out(off, [np.eye(len(m), dtype=bool) for m in off], "it is the diagonal")
    return ""


def _in_or_out(off, places, words: str) -> str:
    if all(np.array_equal(m, p) for m, p in zip(off, places)):
        return words
    return words.replace(" is ", " is not ", 1) if all(np.array_equal(m, ~p) for m, p in zip(off, places)) else ""


def _constant_there(pairs, off) -> str:
    """What the answer gives in the wrong entries, if that is one number."""
    wrong = np.concatenate([np.asarray(a, float)[mask] for (_, a, _), mask in zip(pairs, off)])
    right = np.concatenate([np.asarray(r, float)[mask] for (_, _, r), mask in zip(pairs, off)])
    if wrong.size and np.all(wrong == wrong[0]):
        should = f" instead of {right[0]:.4g}" if np.all(right == right[0]) else ""
        return f": there it gives {wrong[0]:.4g}{should}"
    return ""


def _place(off) -> str:
    """The first or last row or column, if that is where all the wrong entries are."""
    if any(mask.ndim != 2 for mask in off):
        return ""
    for words, index in [("the first row", np.s_[0]), ("the last row", np.s_[-1]),
                         ("the first column", np.s_[:, 0]), ("the last column", np.s_[:, -1])]:
        rest = [mask.copy() for mask in off]
        for mask in rest:
            mask[index] = False
        if not any(mask.any() for mask in rest):
            return f"it is {words}"
    return ""
