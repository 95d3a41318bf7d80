"""Experiments over several seeds: a task, a run, a sweep, and what their differences are worth.

    task = drawn("12 characters", characters, classes=12, size=960)
    runs = sweep(task, {"1": {"batch": 1}, "64": {"batch": 64}}, seeds=range(5), lr=3e-4)
    told(difference(runs["1"], runs["64"]))             # "+3.1 ± 1.9 *"

The seed of a run fixes which rows of the pool it takes, the starting weights and the order, so
equal seeds of two settings are pairs.                                            (chapter 15)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, count, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .data import Standardize, batches, mnist
from .errors import DivergedError
from .functional import log_softmax
from .losses import SoftmaxCrossEntropy
from .network import Network, mlp
from .optimizers import OPTIMIZERS
from .tables import Table
from .train import Trainer

SPLIT = 15                      # the seed of every pool, so that all runs see the same test set


# --- tasks ------------------------------------------------------------------------------------

class Task(NamedTuple):
    """A pool of (x, t), of which a run trains on `size` rows; sets to validate and to test."""

    name: str
    size: int
    pool: tuple
    valid: tuple
    test: tuple

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return int(self.test[1].max()) + 1


def drawn(name: str, draw: Callable, classes: int, size: int) -> Task:
    """Twice as many drawings as a run takes; some 400 to validate, 2,400 to test."""
    rng = np.random.default_rng(SPLIT)
    sets = [draw(n // classes, rng=rng) for n in (2 * size, 400 + classes, 2400)]
    return _standardized(name, size, [(1 - part.x, part.t) for part in sets])    # paper is 0


def digits(size: int, pool: int = 5000) -> Task:
    """MNIST: the first `pool` images of one permutation, the next 400, and 2,500 test images."""
    data = mnist()
    rows = np.random.default_rng(SPLIT).permutation(len(data.x_train))[:pool + 400]
    parts = [(data.x_train[r], data.t_train[r]) for r in (rows[:pool], rows[pool:])]
    return _standardized("10 digits", size, [*parts, (data.x_test[:2500], data.t_test[:2500])])


def _standardized(name, size, sets):
    scale = Standardize.fit(sets[0][0], per="all")
    return Task(name, size, *((scale(x), t) for x, t in sets))


# --- one run ----------------------------------------------------------------------------------

class Run(NamedTuple):
    """What a run leaves behind."""

    loss: np.ndarray            # (updates,) of each batch, before its update
    moments: np.ndarray         # the updates after which the next two were measured
    valid: np.ndarray           # (moments,) accuracy on the validation set
    right: np.ndarray           # (moments, test rows) True where the answer is right
    test: float                 # accuracy on the test set at the end
    valid_loss: float           # at the end
    network: Network


def prepare(task: Task, seed: int, hidden=(64,), activation="relu", init=None, dropout=0.0,
            optimizer="adam", batch=16, lr=1e-3, **options) -> tuple:
    """Rows to train on, and a trainer: the seed fixes rows, weights and order."""
    data, weights, order = np.random.default_rng(seed).spawn(3)
    rows = data.permutation(len(task.pool[0]))[:task.size]
    network = mlp((784, *hidden, task.classes), activation=activation, init=init,
                  dropout=dropout, rng=weights)
    trainer = Trainer(network, SoftmaxCrossEntropy(), OPTIMIZERS[optimizer](lr, **options),
                      batch_size=min(batch, task.size), rng=order)
    return task.pool[0][rows], task.pool[1][rows], trainer


def run(task: Task, seed: int, *, epochs: int = 10, updates: int | None = None, looks: int = 1,
        **setting) -> Run:
    """Train once; look at validation and test set at `looks` evenly spaced moments.

    epochs, updates: how long; `updates` counts if it is given.  setting: as `prepare` takes it.
    A run that diverges counts as it stands.
    """
    x, t, trainer = prepare(task, seed, **setting)
    size, seen = trainer.batch_size, []
    total = updates or epochs * -(-len(x) // size)
    losses = np.full(total, np.nan)
    moments = np.unique(np.ceil(np.linspace(total / looks, total, looks)).astype(int))
    order = chain.from_iterable(batches(len(x), size, rng=trainer.rng) for _ in count())
    with np.errstate(all="ignore"):
        try:
            for k, rows in enumerate(islice(order, total), 1):
                losses[k - 1] = trainer.step(x[rows], t[rows])
                if k == moments[len(seen)]:
                    seen.append(look(trainer.network, task))
        except DivergedError:
            seen += [look(trainer.network, task)] * (len(moments) - len(seen))
    right, valid, valid_losses = (np.array(column) for column in zip(*seen))
    return Run(losses, moments, valid, right, right[-1].mean(), valid_losses[-1], trainer.network)


def look(network: Network, task: Task) -> tuple:
    """Test rows that are classified right; accuracy and loss on the validation set."""
    z, t = network.predict(task.valid[0]), task.valid[1]
    loss = -log_softmax(z)[np.arange(len(t)), t].mean()
    right = network.predict(task.test[0]).argmax(axis=1) == task.test[1]
    return right, np.mean(z.argmax(axis=1) == t), loss


# --- many runs, and what their differences are worth --------------------------------------------

def sweep(task: Task, settings: Mapping[str, dict], seeds: Iterable[int] = range(5),
          **fixed) -> dict[str, list[Run]]:
    """A run for each setting and seed: {name of the setting: a Run for each seed}."""
    return {name: [run(task, seed, **fixed | setting) for seed in seeds]
            for name, setting in settings.items()}


def percents(runs: Iterable, of: str = "test") -> np.ndarray:
    """Each seed's accuracy in percent at the end, on the set named, from runs or from shares."""
    return 100 * np.array([np.ravel(getattr(one, of, one))[-1] for one in runs])


def difference(a: Sequence, b: Sequence, of: str = "test") -> tuple[float, float]:
    """Points by which a is better than b: mean d, and h = t s / √n, half of its 99 % interval.

    a, b: runs of the same seeds in the same order.  s is the standard deviation of the n paired
    differences, t the 99.5 % point of Student's distribution with n − 1 degrees of freedom.
    """
    from scipy.special import stdtrit

    d = percents(a, of) - percents(b, of)
    return d.mean(), stdtrit(len(d) - 1, 0.995) * d.std(ddof=1) / np.sqrt(len(d))


def verdict(mean: float, half: float) -> str:
    """Does "a is better than b" hold, the reverse, or is it not decided?"""
    return "holds" if mean > half else "the reverse" if -mean > half else "not decided"


def signed(value: float, digits: int = 1) -> str:
    """A number with its sign, a real minus, and no −0.0."""
    return f"{np.round(value, digits) + 0.0:+.{digits}f}".replace("-", "−")


def told(pair: tuple[float, float]) -> str:
    """A difference and half its interval: "+1.2 ± 0.8 *"; the star says that it clears zero."""
    mean, half = pair
    return f"{signed(mean)}\u00a0±\u00a0{half:.1f}" + "\u00a0*" * int(abs(mean) > half)


def average(runs: Iterable) -> str:
    """Mean test accuracy in percent, as a text."""
    return f"{percents(runs).mean():.1f}"


def compared(results: Mapping[str, Sequence], base: str, lab: Mapping | None = None, **options) -> Table:
    """Mean and spread of each setting, its paired difference to `base`, its loss, a lab's figures."""
    rows = [[name, average(runs), f"{percents(runs).std(ddof=1):.1f}",
             "" if name == base else told(difference(runs, results[base])),
             f"{np.mean([one.valid_loss for one in runs]):.3f}", *([lab.get(name, "")] if lab else [])]
            for name, runs in results.items()]
    return Table(["setting", "test accuracy, %", "spread (sd)", f"minus {base}", "validation loss",
                  *(["the lab"] if lab else [])], rows, **options)


def standard_error(percent, n: int):
    """Of an accuracy in percent that was counted on n images, in points: √(p (100 − p) / n)."""
    return np.sqrt(percent * (100 - percent) / n)


# --- what longer runs have left -----------------------------------------------------------------

class Past(NamedTuple):
    """A run of which only its last numbers were kept."""

    test: float
    valid: float
    valid_loss: float


class Stored(NamedTuple):
    """A sweep of benchmarks/sweeps.py: how it was run, and its runs by setting and seed."""

    name: str
    about: dict
    runs: dict[str, list[Past]]

    def difference(self, a: str, b: str) -> tuple[float, float]:
        """The paired difference of two settings."""
        return difference(self.runs[a], self.runs[b])


def stored(name: str = "benchmarks/results/sweeps.json", above: Path | None = None) -> dict[str, Stored]:
    """The stored sweeps, if their file lies below this folder or one above it; else {}."""
    here = above or Path.cwd()
    files = [folder / name for folder in (here, *here.parents) if (folder / name).is_file()]
    sweeps = json.loads(files[0].read_text(encoding="utf-8")) if files else {}
    return {key: Stored(key, {k: v for k, v in one.items() if k != "rows"},
                        {row["name"]: _past(row) for row in one["rows"]})
            for key, one in sweeps.items()}


def _past(row: dict) -> list[Past]:
    """A setting's runs; a loss that was not finite is kept as null."""
    losses = [np.nan if loss is None else loss for loss in row["loss"]]
    return [Past(*numbers) for numbers in zip(row["test"], row["valid"], losses)]


# --- claims, collected while they are measured ----------------------------------------------------

class Claims:
    """What others claim and what came out here: one row each, for the table that closes a page.

    found: the stored sweeps, for the rows that name one.
    """

    HEAD = ("claim", "reported", "here, points", "holds?")

    def __init__(self, found: Mapping[str, Stored]):
        self.found, self.rows = found, []

    def compare(self, claim: str, reported: str, a: Sequence, b: Sequence, past: tuple = ()) -> tuple:
        """Add "a beats b" and return the paired difference; past: (stored sweep, setting, other)."""
        here = difference(a, b)
        numbers, holds = f"{told(here)} ({len(a)} seeds)", verdict(*here)
        if past and past[0] in self.found:
            one = self.found[past[0]]
            later = one.difference(*past[1:])
            numbers += f"; stored {told(later)} ({len(one.about['seeds'])} seeds)"
            holds += f"; stored: {verdict(*later)}" if verdict(*later) != holds else ""
        self.note(claim, reported, numbers, holds)
        return here

    def note(self, claim: str, reported: str, here: str, holds: str) -> None:
        """Add a row in words."""
        self.rows.append([claim, reported, here, holds])

    def table(self, last: int = 0) -> Table:
        """All rows, or only the last ones."""
        return Table(self.HEAD, self.rows[-last:])
