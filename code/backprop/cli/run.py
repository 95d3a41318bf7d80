"""backprop train: one run, from its settings to its three files, resumed exactly."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from .. import checkpoint
from ..errors import DataFileError, OptionError
from ..files import locked, replace_file, unhurried
from ..train import Trainer
from .build import build
from .report import Reporter, reading, tell_end, tell_start
from .resume import recall, resumed
from .settings import Settings, given_in, settle
from .sources import foreign
from .text import exit_code, shown


class Files(NamedTuple):
    """The three files of a run."""

    model: Path
    last: Path
    history: Path


def train(args) -> int:
    """Train, or go on training; return 0, or 130 after Ctrl-C."""
    words = vars(args)
    given, path = given_in(args), words.get("resume")
    files, progress = _files(words), words.get("progress", "auto")
    with locked(files.model):
        if path is None:
            settings = settle(given)
            _refuse_old(files, words)
            threadpool_limits(settings.threads, "blas")
            trainer, parts = build(settings, words.get("data"), reading(progress))
        else:
            with foreign(path):
                settings, data = recall(path, given)
                threadpool_limits(settings.threads, "blas")
                trainer, parts = resumed(path, settings, words.get("data"), data,
                                         reading(progress))
        return follow(trainer, parts, files, progress)


def follow(trainer: Trainer, parts: tuple, files: Files, progress: str) -> int:
    """Run the epochs that are left, keep the files up to date, and tell about it."""
    settings = Settings(**trainer.notes["settings"])
    if progress != "none":
        tell_start(trainer, parts, settings)
    kept = keep(trainer, files)                     # also finds out that a folder cannot be written
    try:
        with (np.errstate(over="ignore", invalid="ignore"),     # DivergedError says it better
              Reporter(progress, trainer, parts, settings) as report):
            records = trainer.epochs(*parts, watch=report.watch)
            while not finished(trainer, settings):
                record = next(records)
                with unhurried():
                    kept = keep(trainer, files)
                report.tell(record)
    except KeyboardInterrupt as stop:
        print(f"stopped by {str(stop) or 'Ctrl-C'}: {kept} of {settings.epochs} epochs are "
              f"kept; go on with: backprop train --resume {shown(files.last)}", file=sys.stderr)
        return exit_code(stop)
    if progress != "none":
        tell_end(trainer, parts[0])
        print(shown(f"wrote {files.model}; the run is in {files.last} and {files.history}"))
    return 0


def finished(trainer: Trainer, settings: Settings) -> bool:
    """Are all epochs done, or was patience lost?"""
    patience, best = settings.patience, trainer.best
    lost = bool(patience and best) and trainer.epoch - best.epoch >= patience
    return lost or trainer.epoch >= settings.epochs


def keep(trainer: Trainer, files: Files) -> int:
    """Write the state of the run, its history, and the best weights, each file atomically.

    Before the first epoch is done there are no best weights: an older model stays as it is.
    Returns the number of epochs that they hold.
    """
    trainer.save(files.last)
    text = trainer.history.to_json().encode()
    replace_file(files.history, lambda file: file.write(text))
    if trainer.epoch:
        _keep_best(trainer, files.model)
    return trainer.epoch


def _keep_best(trainer: Trainer, path: Path) -> None:
    best = trainer.network.params if trainer.best_params is None else trainer.best_params
    notes = {**trainer.notes, "record": asdict(trainer.best or trainer.history[-1])}
    header = {"network": trainer.network.structure(), "notes": notes}
    checkpoint.write(path, header, {"params": best})


def _files(words: dict) -> Files:
    """The files of a run: those of --resume, or new ones beside --out."""
    if path := words.get("resume"):
        if clash := [name for name in ("out", "overwrite") if name in words]:
            raise OptionError(f"--{clash[0]} contradicts --resume, which goes on in its own files")
        stem = path.removesuffix(".npz").removesuffix(".last")
    else:
        stem = words.get("out", "model.npz").removesuffix(".npz")
    files = Files(*(Path(stem + end) for end in (".npz", ".last.npz", ".history.json")))
    if path and not path.endswith(".last.npz") and Path(path).exists():
        raise DataFileError(f"{path}: --resume takes the file whose name ends in .last.npz")
    if path and not Path(path).exists():
        raise DataFileError(f"{path}: No such file or directory")
    return files


def _refuse_old(files: Files, words: dict) -> None:
    """Refuse to write over the files of an earlier run, unless told to."""
    for file in () if words.get("overwrite") else filter(Path.exists, files):
        raise OptionError(f"{file} is there already: go on with --resume {files.last}, choose "
                          "another --out, or replace it with --overwrite")
