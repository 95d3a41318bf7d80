"""Factors that have a name: B, 1/B, the number of entries, 2, a learning rate."""

from __future__ import annotations

import math
import numbers

import numpy as np

from .cases import Case

SAYS = {"B": "a sum over the batch stands where the mean belongs, or a division by B is missing",
        "1/B": "a mean over the batch stands where the sum belongs, or B is divided by twice"}
ENTRIES = {True: " (a mean over all those entries stands where the sum belongs)",
           False: " (a sum over all those entries stands where the mean belongs)"}


def factors(case: Case) -> dict[str, float]:
    """Every factor that has a name in this case, the plain ones first; the names are those of every case."""
    sizes = {name: float(size) for name, size in case.sizes.items()}
    scalars = {f"`{name}`": float(value) for name, value in case.inputs.items()
               if isinstance(value, numbers.Real) and not isinstance(value, bool) and value}
    found = {"-1": -1.0, **sizes, "2": 2.0, "3": 3.0, "4": 4.0, "2 π": 2 * math.pi, "ln 2": math.log(2), **scalars}
    pairs = list(sizes.items())
    found |= {f"{a}·{b}": x * y for k, (a, x) in enumerate(pairs) for b, y in pairs[k:]}
    found |= {f"the square root of {a}": math.sqrt(x) for a, x in pairs}
    found |= {f"2·{a}": 2 * x for a, x in pairs}
    found |= {f"{a}/{b}": x / y for a, x in pairs for b, y in pairs if a != b}
    found |= {f"2/{a}": 2 / x for a, x in pairs} | {f"{a}/2": x / 2 for a, x in pairs}
    found |= {f"(1 - {a})": 1 - x for a, x in scalars.items() if x != 1}
    if len(pairs) > 2:
        found["the product of all sizes"] = math.prod(sizes.values())
    return found | {_inverse(name): 1 / x for name, x in found.items() if name != "-1" and x}


def _inverse(name: str) -> str:
    if "/" in name:
        top, bottom = name.split("/")
        return f"{bottom}/{top}"
    return f"1/({name})" if "·" in name or " " in name else f"1/{name}"


def factor_words(name: str, values: list[float]) -> str:
    """What a factor says of an answer: "it is too large by the factor B: ..."."""
    if name == "-1":
        return "its sign is flipped"
    if name.startswith("-"):
        return f"its sign is flipped, and {factor_words(name[1:], [-v for v in values])}"
    top, _, bottom = name.partition("/")
    inverse = top == "1" and bool(bottom)
    plain = bottom.removeprefix("(").removesuffix(")") if inverse and not bottom.startswith("(1 -") else bottom or name
    says = f" ({SAYS[name]})" if name in SAYS else ENTRIES[inverse] if "·" in name and "/" not in name[2:] else ""
    if inverse and min(values) > 1:
        return f"it is too large: divided by {plain} once too often, or a product with it is missing"
    if inverse:
        return f"it is too small by the factor {plain}{says}"
    if max(values) < 1 and "/" not in name:
        return f"it is too small: multiplied by {name} once too often, or a division by it is missing"
    return f"it is too {'small' if max(values) <= 1 else 'large'} by the factor {name}{says}"


class FactorTable:
    """The factors that have a name in every one of some cases, as one array (names, cases)."""

    def __init__(self, cases):
        tables = [factors(case) for case in cases]
        self.names = [name for name in tables[0] if all(name in table for table in tables)]
        self.values = np.array([[table[name] for table in tables] for name in self.names])
        plain = _plain(cases[0])
        self.plain = [k for k, name in enumerate(self.names) if name in plain]

    def named(self, ratios: list[float | None], two: bool) -> tuple[str, ...]:
        """The name of the factor that these ratios are, or of two factors; () if none.

        A ratio that is None is not known (0 over 0) and may be anything.
        """
        known = np.array([k is not None for k in ratios])
        ks = np.array([k for k in ratios if k is not None])
        if not known.any():
            return ()
        if single := self._single(ks, known):
            return single
        for k in self.plain if two else ():
            if rest := self._single(ks / self.values[k, known], known):
                return (self.names[k], *rest)
        return ()

    def possible(self, case: int, ratio: float | None) -> bool:
        """May a ratio in one case be 1 or a factor that has a name?"""
        if ratio is None or abs(ratio - 1) < 1e-7:
            return True
        return bool((np.abs(np.abs(self.values[:, case]) - abs(ratio)) <= 1e-7 * abs(ratio)).any())

    def _single(self, ks, known) -> tuple[str, ...]:
        for sign in (1, -1):
            close = np.abs(self.values[:, known] - sign * ks) <= 1e-7 * np.abs(ks)
            if len(at := np.flatnonzero(close.all(axis=1))):
                return (self.names[at[0]],) if sign == 1 else (f"-{self.names[at[0]]}",)
        return ()

    def words(self, name: str, ratios) -> str:
        """What a factor says of an answer, with its own values in the cases where it is known."""
        sign = -1 if name.startswith("-") and name != "-1" else 1
        row = self.values[self.names.index(name if sign == 1 else name[1:])]
        return factor_words(name, [sign * value for value, k in zip(row, ratios) if k is not None])


def _plain(case: Case) -> set[str]:
    """The factors that are combined: sizes, 2, scalars, and 1 over these."""
    names = {*case.sizes, "2", *(f"`{name}`" for name in case.inputs)}
    return names | {_inverse(name) for name in names}
