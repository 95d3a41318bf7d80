"""Training: from one step to a whole run that can be stopped, kept and resumed.  (chapter 7)"""

from __future__ import annotations

import contextlib
import inspect
import itertools
import math
import os
from collections.abc import Callable, Iterable, Iterator
from time import perf_counter

import numpy as np

from .data import batches
from .checks import check_count, check_float, check_labels, check_number
from .errors import DivergedError, DTypeError, OptionError, ShapeError
from .history import COLUMNS, History, Record
from .losses import Loss
from .metrics import accuracy
from .network import Network
from .optimizers import Optimizer, clip_by_norm
from .progress import with_bar
from .resume import resume_run, save_run

Data = tuple[np.ndarray, np.ndarray]


class Trainer:
    """Network, loss and optimizer at work on mini-batches.                  (chapter 7)

    schedule: t -> lr, asked before each update; None keeps optimizer.lr.   augment: (x, rng) -> x.
    penalty:  adds its gradient to each step's; the losses reported are those of the data alone.
    clip:     largest norm of the gradient.   metrics: name -> f(z, t); None: accuracy for labels.
    After training: `history`; `best`, the Record with the lowest validation loss, and
    `best_params`, the very weights that it measured. `notes` (JSON-able) go into each checkpoint.
    Errors:   DTypeError, OptionError for a wrong argument; DivergedError while training.
    """

    def __init__(self, network: Network, loss: Loss, optimizer: Optimizer, *, batch_size: int,
                 rng: np.random.Generator, schedule: Callable[[int], float] | None = None,
                 penalty=None, augment: Callable | None = None, clip: float | None = None,
                 metrics: dict[str, Callable] | None = None):
        for name, value, kind in (("network", network, Network), ("loss", loss, Loss),
                                  ("optimizer", optimizer, Optimizer),
                                  ("rng", rng, np.random.Generator)):
            if not isinstance(value, kind):
                raise DTypeError(f"Trainer: {name} is {value!r}, expected an instance of "
                                 f"{kind.__name__}")
        self.network, self.loss, self.optimizer, self.rng = network, loss, optimizer, rng
        self.batch_size = check_count(batch_size, "batch_size", "Trainer")
        self.schedule, self.penalty, self.augment = schedule, penalty, augment
        self.clip, self.metrics = clip, metrics
        self._check_options()
        self.updates = 0
        self.history = History()
        self.best: Record | None = None
        self.best_params: np.ndarray | None = None
        self.notes: dict = {}

    @property
    def epoch(self) -> int:
        """How many epochs are done."""
        return self.history[-1].epoch if self.history else 0

    def step(self, x: np.ndarray, t: np.ndarray) -> float:
        """Make one update from a batch; return the loss before it."""
        if self.schedule is not None:
            self.optimizer.lr = float(self.schedule(self.updates))
        z = self.network.forward(x)
        loss = self._finite(self.loss.forward(z, t), "the loss")
        dz = self.loss.backward()
        self.network.backward(dz)
        self._adjust_gradient()
        self.optimizer.step(self.network.params, self.network.grads)
        self.updates += 1
        return loss

    def epochs(self, train: Data, valid: Data | None = None, *,
               watch: Callable[[Iterator], Iterable] = iter) -> Iterator[Record]:
        """Yield a Record after each epoch, without end: stop with `break`.

        In an epoch every example is used once, in a new random order, the last batch being short
        if need be; then `valid` is measured on the weights that the epoch has left.
        watch:    what goes through the batches of each epoch, such as a progress bar.
        Errors:   at the call: ShapeError, DTypeError, LabelError, NonFiniteError for bad data.
        """
        self._check_data(train, "train")
        if valid is not None:
            self._check_data(valid, "valid")
        return self._run(train, valid, watch)

    def evaluate(self, x: np.ndarray, t: np.ndarray) -> dict[str, float]:
        """Return {"loss": ..., "accuracy": ..., ...} over all of x, without a change of weights."""
        self._check_data((x, t), "evaluate")
        return self._measure(x, t)

    def fit(self, train: Data, valid: Data | None = None, *, epochs: int,
            patience: int | None = None, checkpoint: str | os.PathLike | None = None,
            progress: bool = True) -> History:
        """Train for `epochs` more epochs and return the whole history; Ctrl-C ends it early.

        patience:   stop when so many epochs have gone by without a lower validation loss.
        checkpoint: file that always holds the state with the lowest validation loss so far
                    (without `valid`: the latest); `resume` continues from it.
        progress:   a bar on a terminal or in a notebook, none while the book is built.
        """
        check_count(epochs, "epochs", "Trainer.fit")
        if patience is not None:
            check_count(patience, "patience", "Trainer.fit")
            if valid is None:
                raise OptionError("Trainer.fit: patience needs validation data")
        records = itertools.islice(self.epochs(train, valid), epochs)
        with contextlib.suppress(KeyboardInterrupt):
            for record in with_bar(records, epochs, progress):
                if checkpoint is not None and (valid is None or record is self.best):
                    self.save(checkpoint)
                if patience is not None and record.epoch - self.best.epoch >= patience:
                    break
        return self.history

    def save(self, path: str | os.PathLike) -> None:
        """Write all that an exact resume needs to one .npz, atomically; Network.load reads it."""
        save_run(self, path)

    def resume(self, path: str | os.PathLike) -> None:
        """Continue exactly where `save` was called: weights, optimizer, history, random states.

        The trainer must have been made with the same arguments as the one that saved.
        Errors:   DataFileError that names the first difference; nothing is changed then.
        """
        resume_run(self, path)

    def _run(self, train, valid, watch):
        """The endless loop behind `epochs`."""
        _keep_freed_memory()
        x, t = train
        buffer = np.empty((min(self.batch_size, len(x)), *x.shape[1:]), x.dtype)
        while True:
            start, total = perf_counter(), 0.0
            for rows in watch(batches(len(x), self.batch_size, rng=self.rng)):
                # clip: every index is valid, and NumPy skips a copy that keeps `out` safe otherwise
                batch = np.take(x, rows, axis=0, out=buffer[:len(rows)], mode="clip")
                if self.augment is not None:
                    batch = self.augment(batch, self.rng)
                total += self.step(batch, t[rows]) * len(rows)
            self._close_epoch(total / len(x), perf_counter() - start, valid)
            yield self.history[-1]

    def _close_epoch(self, train_loss, seconds, valid):
        """Measure the weights that the epoch has left; keep them if they are best."""
        self._finite(float(np.abs(self.network.params).max(initial=0)), "a weight")
        record = Record(self.epoch + 1, self.updates, self.optimizer.lr, seconds, train_loss)
        if valid is not None:
            record.metrics = self._measure(*valid)
            record.valid_loss = self._finite(record.metrics.pop("loss"), "the validation loss")
            if self.best is None or record.valid_loss < self.best.valid_loss:
                self.best, self.best_params = record, self.network.params.copy()
        self.history.append(record)

    def _measure(self, x, t):
        z = self.network.predict(x)
        metrics = self.metrics
        if metrics is None:
            metrics = {"accuracy": accuracy} if t.dtype.kind in "iu" and z.ndim == 2 else {}
        loss = self.loss.forward(z, t)          # NaN if any score is: then there is nothing to count
        return {"loss": loss, **{name: math.nan if math.isnan(loss) else f(z, t) for name, f in metrics.items()}}

    def _adjust_gradient(self):
        """Add the penalty's gradient, then clip."""
        if self.penalty is not None:
            self.penalty.add_gradient(self.network.params, self.network.grads)
        if self.clip is not None:
            clip_by_norm(self.network.grads, self.clip)

    def _finite(self, value, what):
        if not math.isfinite(value):
            raise DivergedError(f"{what} is {value} in epoch {self.epoch + 1} "
                                f"at step {self.updates} with lr {self.optimizer.lr:g}; "
                                "try a smaller lr")
        return value

    def _check_options(self):
        """Refuse now what would fail in some later step."""
        if self.clip is not None:
            check_number(self.clip, "clip", "Trainer", low=0, open_low=True)
        for name, fits, expected in (
                ("schedule", _takes(1), "a function t -> lr, such as cosine(lr, steps)"),
                ("penalty", _has_gradient, "an object with add_gradient(theta, g), as L2(0.1) has"),
                ("augment", _takes(2), "a function (x, rng) -> x, such as Shift(1)"),
                ("metrics", _are_metrics, 'a dict of f(z, t), such as {"accuracy": accuracy}')):
            if (value := getattr(self, name)) is not None and not fits(value):
                raise DTypeError(f"Trainer: {name} is {value!r}, expected {expected}")
        if taken := {"loss", *COLUMNS}.intersection(self.metrics or ()):
            raise OptionError(f"Trainer: a metric is called {min(taken)!r} like a column")

    def _check_data(self, data, where):
        """Refuse unusable data once, so that no step has to look."""
        if not isinstance(data, (tuple, list)) or len(data) != 2:
            raise DTypeError(f"Trainer: {where} is {type(data).__name__}, expected a tuple (x, t)")
        (x, t), where = data, f"Trainer, {where}"
        check_float(x, "x", where, finite=True)
        if x.dtype != self.network.params.dtype:
            raise DTypeError(f"{where}: x is {x.dtype}, the network {self.network.params.dtype}; "
                             f"convert with x.astype(np.{self.network.params.dtype})")
        if not isinstance(t, np.ndarray) or x.ndim < 1 or t.shape[:1] != x.shape[:1] or not len(x):
            raise ShapeError(f"{where}: x has shape {x.shape}, t {getattr(t, 'shape', type(t))}, "
                             "expected arrays of equally many rows, at least one")
        z = self.network.predict(x[:1])
        if t.dtype.kind == "f":
            check_float(t, "t", where, finite=True)
        elif t.ndim == 1 and z.ndim == 2:
            check_labels(t, z.shape[1], where)


def _takes(count):
    """Make a test: can f be called with so many arguments? A class waits for options first."""
    def fits(f):
        try:
            inspect.signature(f).bind(*[None] * count)
        except ValueError:                              # written in C, without a signature
            return True
        except TypeError:
            return False
        return not isinstance(f, type)
    return fits


def _has_gradient(penalty):
    return not isinstance(penalty, type) and _takes(2)(getattr(penalty, "add_gradient", None))


def _are_metrics(metrics):
    return isinstance(metrics, dict) and all(isinstance(n, str) for n in metrics) \
        and all(map(_takes(2), metrics.values()))


def _keep_freed_memory() -> None:
    """Have the C library reuse the memory of freed arrays: distortion runs five times as fast.

    Else glibc gives a large freed array back to the system, and the next one costs a page fault
    for every 4 kB. A freed block of up to 32 MiB sets the size from which it does so. No page of
    this one is ever touched; other C libraries take no notice.
    """
    np.empty(30 << 20, np.uint8)
