"""Records and History: columns, the best epoch, and JSON that gives every number back."""

from __future__ import annotations

import json

import numpy as np
import pytest

from backprop.errors import BackpropError, DataFileError, OptionError, StateError
from backprop.history import History, Record


@pytest.fixture
def history():
    return History([
        Record(1, 10, 0.1, 0.5, 2.0, 1.5, {"accuracy": 0.5}),
        Record(2, 20, 0.1 + 0.2, 1 / 3, 1.0, 0.7, {"accuracy": 0.9}),
        Record(3, 30, 1e-300, 0.5, 0.5, 0.7, {"accuracy": 0.8})])


def test_json_round_trip_is_exact(history):
    history[2].valid_loss = None
    again = History.from_json(history.to_json())
    assert again == history and isinstance(again, History) and isinstance(again[0], Record)
    assert json.loads(history.to_json())[1]["lr"] == 0.1 + 0.2


def test_numpy_numbers_become_plain_ones():
    text = History([Record(1, np.int64(10), np.float32(0.5), 0.1, np.float64(0.25))]).to_json()
    assert History.from_json(text) == [Record(1, 10, 0.5, 0.1, 0.25)]
    with pytest.raises(BackpropError, match="ndarray"):
        History([Record(1, 1, 0.1, 0.1, np.ones(2))]).to_json()


def test_columns(history):
    assert history.column("train_loss").tolist() == [2.0, 1.0, 0.5]
    assert history.column("accuracy").tolist() == [0.5, 0.9, 0.8]
    history[0].valid_loss = None
    column = history.column("valid_loss")
    assert column.dtype == np.float64 and np.isnan(column[0]) and column[1] == 0.7
    assert History().column("train_loss").shape == (0,)


def test_best_is_the_first_of_equals(history):
    assert history.best().epoch == 2
    assert history.best("accuracy", largest=True).epoch == 2
    assert history.best("train_loss").epoch == 3
    history[1].valid_loss = float("nan")
    assert history.best().epoch == 3


def test_errors(history):
    with pytest.raises(OptionError, match="unknown column 'acuracy', expected one of .*'accuracy'"):
        history.column("acuracy")
    with pytest.raises(StateError, match="no valid_loss was measured in 0 records"):
        History().best()
    with pytest.raises(StateError, match="no valid_loss"):
        History([Record(1, 1, 0.1, 0.1, 0.1)]).best()


def _record(**change):
    good = {"epoch": 1, "step": 2, "lr": 0.1, "seconds": 0.5, "train_loss": 2.0}
    return json.dumps([good, {**good, **change}])


@pytest.mark.parametrize("text", [
    "", "{", "3", "[1]", '[{"epoch": 1}]', '[{"speed": 1}]', "null", 5, "[" * 100_000,
    _record(epoch="2"), _record(epoch=0), _record(epoch=1.5), _record(step=-1), _record(lr=None),
    _record(seconds="fast"), _record(train_loss=[1]), _record(valid_loss="low"), _record(metrics=3)])
def test_foreign_json(text):
    with pytest.raises(DataFileError, match="History: not a list of records"):
        History.from_json(text)
