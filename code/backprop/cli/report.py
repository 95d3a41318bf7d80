"""What a training run tells while it goes on: a line an epoch, and on a terminal a bar below."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from ..history import Record
from ..metrics import accuracy
from ..train import Data, Trainer
from .settings import Settings
from .sources import scale_in
from .text import hint


def tell_start(trainer: Trainer, parts: tuple, s: Settings) -> None:
    """Print what is about to be trained, and how."""
    (x, _), valid = parts
    apart = f", {len(valid[0])} more to validate" if valid else ""
    print(f"{len(x)} images{apart}; {len(trainer.network.params)} weights, {s.optimizer}, "
          f"lr {s.lr:g} {s.schedule}, seed {s.seed}, threads {s.threads}", flush=True)
    if trainer.notes["bright"] > 0.5:
        hint("--invert has made most of the images bright: networks learn better without it here"
             if s.invert else "the images are mostly bright: for dark ink on white paper, "
             "networks learn better with --invert")


def tell_end(trainer: Trainer, train: Data) -> None:
    """Print the best epoch; without validation, how well the training images are known now.

    The images are taken as they are: not varied, no unit dropped.
    """
    if trainer.best:
        print(f"best of {trainer.epoch} epochs: {line(trainer.best)}")
    else:
        (x, t), scale = train, scale_in("this run", trainer.notes)
        with np.errstate(all="ignore"):             # a score may be too large, and still the largest
            z = trainer.network.predict(scale(x) if scale else x)
        print(f"accuracy on the training images: {accuracy(z, t):.4f}")


def line(record: Record) -> str:
    """Return one epoch in words."""
    valid = "" if record.valid_loss is None else measured(record)
    return (f"epoch {record.epoch}  train loss {record.train_loss:.4f}  {valid}"
            f"lr {record.lr:.2g}  {record.seconds:.1f} s")


def measured(record: Record) -> str:
    """Return what counts: the losses and metrics of validation, or the training loss if there is none."""
    if record.valid_loss is None:
        return f"train loss {record.train_loss:.4f}  "
    return f"valid loss {record.valid_loss:.4f}  " + "".join(
        f"{name} {value:.4f}  " for name, value in record.metrics.items())


SECONDS = 0.5                                       # what is read sooner needs no bar


class Reporter:
    """Tells of each epoch in a line that stays; a bar below it moves with every update.

    with Reporter("auto", trainer, parts, settings) as report: ...
    """

    def __init__(self, progress: str, trainer: Trainer, parts: tuple, settings: Settings):
        self.quiet, self.total = progress == "none", settings.epochs
        steps = math.ceil(len(parts[0][0]) / settings.batch_size)
        tqdm = _tqdm(progress)
        self.bar = tqdm and tqdm(initial=trainer.updates, total=self.total * steps, leave=False,
                                 dynamic_ncols=True, smoothing=0,
                                 bar_format="{desc}{bar} {percentage:.0f}% {remaining}")
        self._describe(trainer.history[-1] if trainer.history else None)

    def __enter__(self) -> Reporter:
        return self

    def __exit__(self, *_) -> None:
        if self.bar is not None:
            self.bar.close()

    def watch(self, batches: Iterable) -> Iterator:
        """Pass the batches of an epoch on, and move the bar after each."""
        for batch in batches:
            yield batch
            if self.bar is not None:
                self.bar.update()

    def tell(self, record: Record) -> None:
        """Print the line of an epoch."""
        if self.quiet:
            return
        if self.bar is None:
            print(line(record), flush=True)
            return
        self.bar.clear()
        print(line(record), flush=True)
        self._describe(record)

    def _describe(self, record):
        """Before the bar, so that no narrow window cuts it off: which epoch, how good the last."""
        if self.bar is not None:
            epoch = min(self.total, record.epoch + 1) if record else 1
            text = f"{epoch}/{self.total}  " + (measured(record) if record else "")
            self.bar.set_description_str(text, refresh=True)


def reading(progress: str):
    """Return what goes through the image files: a bar if they take a while, or nothing."""
    tqdm = _tqdm(progress)

    def watch(files: list[Path]) -> Iterable[Path]:
        if tqdm is None:
            return files
        return tqdm(files, leave=False, delay=SECONDS, dynamic_ncols=True, smoothing=0,
                    bar_format="reading {n}/{total} images  {bar} {percentage:.0f}% {remaining}")
    return watch


def _tqdm(progress: str):
    """Return tqdm if a bar is wanted, can be seen, and is installed; else None."""
    if progress == "bar" or (progress == "auto" and sys.stderr.isatty()):
        try:
            from tqdm import tqdm
        except ImportError:
            return None
        return tqdm
    return None
