"""What training leaves behind: one Record an epoch, a History of them, and JSON for both."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields

import numpy as np

from .errors import DataFileError, OptionError, StateError, check_choice


@dataclass
class Record:
    """One epoch, counted from 1; `step` and `lr` are those of its last update.

    train_loss: mean over all examples of the epoch, each at the moment it was used (no penalty).
    valid_loss, metrics: measured on the validation set after the epoch's last update.
    seconds:    time of the epoch's updates, validation not counted.
    """

    epoch: int
    step: int
    lr: float
    seconds: float
    train_loss: float
    valid_loss: float | None = None
    metrics: dict[str, float] = field(default_factory=dict)

    def value(self, name: str) -> float | None:
        """Return a field or a metric by its name, such as "valid_loss" or "accuracy"."""
        own = [f.name for f in fields(self) if f.name != "metrics"]
        check_choice(name, [*own, *self.metrics], "column", "Record")
        return getattr(self, name) if name in own else self.metrics[name]


class History(list):
    """A list of Records, with columns to plot and the best epoch."""

    def column(self, name: str) -> np.ndarray:
        """Return one value an epoch as (epochs,) float64; NaN where nothing was measured."""
        return np.array([record.value(name) for record in self], dtype=float)

    def best(self, name: str = "valid_loss", *, largest: bool = False) -> Record:
        """Return the record with the smallest (or largest) value, the first of equal ones.

        Errors:   StateError if there is none, OptionError for an unknown name.
        """
        values = self.column(name)
        if np.isnan(values).all():
            raise StateError(f"History: no {name} was measured in {len(self)} records")
        return self[int((np.nanargmax if largest else np.nanargmin)(values))]

    def to_json(self) -> str:
        """Return the records as a JSON list of objects; numbers survive exactly."""
        return json.dumps([asdict(record) for record in self], indent=1, default=_plain)

    @classmethod
    def from_json(cls, text: str) -> History:
        """Read what `to_json` wrote. Errors: DataFileError if the text is something else."""
        try:
            return cls(Record(**entry) for entry in json.loads(text))
        except (ValueError, TypeError) as error:
            raise DataFileError(f"History: not a list of records: {error}") from error


def _plain(value):
    """Turn a NumPy number into a Python number."""
    if isinstance(value, np.generic):
        return value.item()
    raise OptionError(f"History: {value!r} is {type(value).__name__}, expected a number")
