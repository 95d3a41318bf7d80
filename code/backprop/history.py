"""What training leaves behind: one Record an epoch, a History of them, and JSON for both."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields

import numpy as np

from .checks import check_choice, check_count, check_number
from .errors import DataFileError, DTypeError, OptionError, StateError


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
        check_choice(name, [*COLUMNS, *self.metrics], "column", "Record")
        return getattr(self, name) if name in COLUMNS else self.metrics[name]


COLUMNS = tuple(f.name for f in fields(Record) if f.name != "metrics")


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
        return json.dumps(self.to_list(), indent=1, default=_plain)

    @classmethod
    def from_json(cls, text: str) -> History:
        """Read what `to_json` wrote. Errors: DataFileError if the text is something else."""
        try:
            return cls.from_list(json.loads(text))
        except (ValueError, TypeError, RecursionError) as error:
            raise DataFileError(f"History: not a list of records: {error}") from error

    def to_list(self) -> list[dict]:
        """Return the records as dicts."""
        return [asdict(record) for record in self]

    @classmethod
    def from_list(cls, records: list[dict]) -> History:
        """Return the History of which `to_list` made this. Errors: TypeError, OptionError."""
        history = cls(Record(**entry) for entry in records)
        for record in history:
            _check(record)
        return history


def _check(record):
    """Refuse a record that is none, such as one from a damaged file."""
    check_count(record.epoch, "epoch", "Record")
    check_count(record.step, "step", "Record", low=0)
    for name in ("lr", "seconds", "train_loss", *["valid_loss"] * (record.valid_loss is not None)):
        check_number(getattr(record, name), name, "Record")
    if not isinstance(record.metrics, dict):
        raise DTypeError(f"Record: metrics is {record.metrics!r}, expected a dict")


def _plain(value):
    """Turn a NumPy number into a Python number."""
    if isinstance(value, np.generic):
        return value.item()
    raise OptionError(f"History: {value!r} is {type(value).__name__}, expected a number")
