"""What a slider can show: Axis (a range of numbers) or Choice (given numbers, or words)."""

from __future__ import annotations

import numbers
import sys
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .checks import check_choice, check_count, check_number
from .errors import DTypeError, OptionError


class _Positions:
    """What both kinds of axes share: text of a value, and the position nearest to one."""

    def text(self, value) -> str:
        """The value as the page shows it, with a real minus sign."""
        if not is_number(value):
            return str(value)
        text = format(value, self.format)
        return "−" + text[1:] if text.startswith("-") else text

    def position(self, value, where: str) -> int:
        """Index of the value, or of the nearest number; OptionError if it lies outside."""
        if self.menu:
            return self.values.index(check_choice(value, self.values, "value", where))
        check_number(value, "value", where, low=min(self.values), high=max(self.values))
        return int(np.abs(np.array(self.values, float) - value).argmin())

    @property
    def first(self) -> int:
        """The position shown first: the one nearest to `value`, else the middle."""
        if self.value is None:
            return 0 if self.menu else len(self.values) // 2
        return self.position(self.value, f"axis {self.label}")

    def _check_format(self) -> None:
        try:
            [self.text(value) for value in self.values]
        except (ValueError, TypeError):
            raise OptionError(f"axis {self.label}: format is {self.format!r}, expected a "
                              "format such as '.2f', '.3g' or 'd'") from None


@dataclass(frozen=True)
class Axis(_Positions):
    """A continuous slider from start to stop; the book shows `steps` evenly spaced positions.

    label:   shown beside the slider, in Unicode (W[0, 1], ∂L/∂w); default: the argument's name.
    value:   shown first (the nearest position); default: the middle.
    format:  a Python format of the number, such as ".2f".
    Errors:  DTypeError, OptionError.
    """

    start: float
    stop: float
    steps: int
    label: str | None = field(default=None, kw_only=True)
    value: float | None = field(default=None, kw_only=True)
    format: str = field(default=".4g", kw_only=True)
    menu = False

    def __post_init__(self):
        where = f"Axis({self.start!r}, {self.stop!r}, {self.steps!r})"
        most = sys.float_info.max
        check_number(self.start, "start", where, low=-most, high=most)
        check_number(self.stop, "stop", where, low=self.start, high=most, open_low=True)
        check_count(self.steps, "steps", where, low=2)
        self._check_format()

    @cached_property
    def values(self) -> tuple[float, ...]:
        """The number at each position, free of rounding noise (0.3, not 0.30000000000000004)."""
        return tuple(float(f"{v:.12g}") for v in np.linspace(self.start, self.stop, self.steps))


@dataclass(frozen=True)
class Choice(_Positions):
    """A slider over the given numbers (powers of two, say), or a menu of the given words.

    label, value, format: as in Axis; a menu shows its first word first.
    Errors:  OptionError if there are no values.
    """

    values: tuple
    label: str | None = field(default=None, kw_only=True)
    value: object = field(default=None, kw_only=True)
    format: str = field(default=".4g", kw_only=True)

    def __post_init__(self):
        if isinstance(self.values, str) or not hasattr(self.values, "__len__"):
            raise DTypeError(f"Choice: values is {self.values!r}, expected a list")
        if len(self.values) == 0:
            raise OptionError("Choice: no values, expected at least one number or word")
        plain = self.values.tolist() if isinstance(self.values, np.ndarray) else self.values
        object.__setattr__(self, "values", tuple(plain))
        self._check_format()

    @property
    def menu(self) -> bool:
        """True if the values are words, to be picked from a menu."""
        return not all(is_number(value) for value in self.values)


def is_number(value) -> bool:
    """True for a real number that is not a bool."""
    return isinstance(value, numbers.Real) and not isinstance(value, bool)
