"""backprop train: one run, from its settings to its three files, resumed exactly."""

from __future__ import annotations

import contextlib
import math
import os
import sys
import zlib
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from .. import checkpoint
from ..data import Distort, Shift, Standardize, split
from ..errors import DataFileError, OptionError
from ..files import locked, replace_file
from ..losses import SoftmaxCrossEntropy
from ..network import mlp
from ..optimizers import OPTIMIZERS, AdamW
from ..penalties import L2, NormPenalty, weight_slices
from ..schedules import SCHEDULES
from ..train import Trainer
from .options import DEFAULTS, LR, build_parser
from .sources import foreign, load_examples
from .text import exit_code, shown

ALL_EPOCHS = ("linear", "cosine")                   # schedules that must know the last epoch
STEPS = ("step_decay", "exponential")
# option: (the option on which it depends, the values of that one with which it has an effect)
NEEDS = {"warmup": ("schedule", ("constant", *ALL_EPOCHS)), "every": ("schedule", STEPS),
         "factor": ("schedule", STEPS), "shift": ("augment", ("shift", "distort")),
         **dict.fromkeys(("rotation", "scale", "shear", "elastic", "smooth"),
                         ("augment", ("distort",)))}


class Files(NamedTuple):
    """The three files of a run."""

    model: Path
    last: Path
    history: Path


def train(args) -> int:
    """Train, or go on training; return 0, or 130 after Ctrl-C."""
    words = vars(args)
    given, path = {name: words[name] for name in DEFAULTS if name in words}, words.get("resume")
    files = _files(words)
    with locked(files.model):
        if path is None:
            settings = settle(given)
            _refuse_old(files, words)
            threadpool_limits(settings["threads"], "blas")
            trainer, parts = build(settings, words.get("data"))
        else:
            with foreign(path):
                settings, data = recall(path, given)
                threadpool_limits(settings["threads"], "blas")
                trainer, parts = resumed(path, settings, words.get("data"), data)
        return follow(trainer, parts, files, words.get("progress", "auto"))


def settle(given: dict) -> dict:
    """Return all settings of a run from the options given. Errors: OptionError if they clash."""
    s = {**DEFAULTS, **given}
    for name, (other, values) in NEEDS.items():
        if name in given and s[other] not in values:
            raise OptionError(f"{flag(name)} has no effect with {flag(other)} {s[other]}, "
                              f"but with {' or '.join(values)}")
    if s["train_on_all"] and (both := {"valid", "patience"} & set(given)):
        raise OptionError(f"{flag(min(both))} needs a validation set, --train-on-all has none")
    if s["weight_decay"] and s["norm_penalty"] and s["optimizer"] != "adamw":
        raise OptionError("--weight-decay and --norm-penalty go together "
                          "with --optimizer adamw only")
    if s["augment"] == "shift" and s["shift"] and not s["shift"].is_integer():
        raise OptionError(f"--shift {s['shift']} is not a whole number, as --augment shift needs")
    strengths = {"shift": {"shift": 1.0}, "distort": asdict(Distort())}.get(s["augment"], {})
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "")
    settled = {"lr": LR[s["optimizer"]], **strengths,
               "threads": int(threads) if threads.isdecimal() and int(threads) else 1}
    return {**s, **{name: value for name, value in settled.items() if s[name] is None}}


def recall(path: str, given: dict) -> tuple[dict, dict]:
    """Return settings and data of the run in a checkpoint.

    Errors:   OptionError for an option that says something else; DataFileError.
    """
    header, _ = checkpoint.read(path)
    if "trainer" not in header:
        raise DataFileError(f"{path}: holds weights only; the state of a run is in the file beside "
                            "it whose name ends in .last.npz")
    settings = _checked(path, header["notes"]["settings"])
    longer = given.get("epochs", 0) > settings["epochs"] and settings["schedule"] not in ALL_EPOCHS
    for name, value in given.items():
        if value != settings[name] and not (name == "epochs" and longer):
            raise OptionError(f"{option(name, value)} contradicts {path}, which was trained with "
                              f"{option(name, settings[name])}")
    return {**settings, **given}, header["notes"]["data"]


def build(s: dict, source: str | None) -> tuple[Trainer, tuple]:
    """Return the trainer, with notes for its files, and (training set, validation set or None)."""
    if not source:
        raise OptionError("no DATA: name mnist or a folder (see backprop train --help)")
    examples = load_examples(source, size=s["size"], prefix=s["prefix"])
    rng = np.random.default_rng(s["seed"])
    train, valid, scale = _parts(s, examples, rng)
    sizes = [train[0].shape[1], *s["hidden"], len(examples.names)]
    network = mlp(sizes, activation=s["activation"], dropout=s["dropout"], init=s["init"], rng=rng)
    steps = math.ceil(len(train[0]) / s["batch_size"])
    trainer = Trainer(network, SoftmaxCrossEntropy(s["label_smoothing"]), _optimizer(s, network),
                      batch_size=s["batch_size"], rng=rng, schedule=_schedule(s, steps),
                      penalty=_penalty(s, network), augment=_augment(s, scale))
    crc = zlib.crc32(examples.t, zlib.crc32(examples.x))
    trainer.notes = {
        "settings": s, "names": examples.names, "size": examples.size, "invert": s["invert"],
        "scale": scale and {name: value.tolist() for name, value in scale.state().items()},
        "data": {"path": source, "crc32": zlib.crc32("/".join(examples.names).encode(errors="surrogatepass"), crc)}}
    return trainer, (train, valid)


def resumed(path: str, settings: dict, source: str | None, data: dict) -> tuple[Trainer, tuple]:
    """Build a trainer like the one that wrote the file, and set it to where that one was.

    source:   where the data are now, if not in data["path"].
    Errors:   DataFileError, also if the data are no longer the same.
    """
    try:
        trainer, parts = build(settings, data["path"] if source is None else source)
    except DataFileError as error:
        if source is not None or Path(data["path"]).exists():
            raise
        raise DataFileError(f"{error}; if the data have moved, say where they are: "
                            f"backprop train --resume {path} DATA") from error
    notes = trainer.notes
    if notes["data"]["crc32"] != data["crc32"]:
        raise DataFileError(f"{source or data['path']}: is not the data with which {path} was "
                            "trained")
    trainer.resume(path)
    trainer.notes = notes                           # as in the file, but for --epochs and DATA
    return trainer, parts


def follow(trainer: Trainer, parts: tuple, files: Files, progress: str) -> int:
    """Run the epochs that are left, keep the files up to date, and tell about it."""
    settings = trainer.notes["settings"]
    _tell_start(trainer, parts, settings, progress)
    keep(trainer, files)                            # also finds out that a folder cannot be written
    try:
        with (np.errstate(over="ignore", invalid="ignore"),     # DivergedError says it better
              _reporter(progress, trainer.epoch, settings["epochs"]) as report):
            records = trainer.epochs(*parts)
            while not finished(trainer, settings):
                record = next(records)
                keep(trainer, files)
                report(record)
    except KeyboardInterrupt as stop:
        print(f"stopped by {str(stop) or 'Ctrl-C'}: {trainer.epoch} of {settings['epochs']} epochs are kept; "
              f"go on with: backprop train --resume {shown(files.last)}", file=sys.stderr)
        return exit_code(stop)
    if progress != "none":
        if trainer.best:
            print(f"best of {trainer.epoch} epochs: {_line(trainer.best)}")
        print(shown(f"wrote {files.model}; the run is in {files.last} and {files.history}"))
    return 0


def finished(trainer: Trainer, settings: dict) -> bool:
    """Are all epochs done, or was patience lost?"""
    patience, best = settings["patience"], trainer.best
    lost = bool(patience and best) and trainer.epoch - best.epoch >= patience
    return lost or trainer.epoch >= settings["epochs"]


def keep(trainer: Trainer, files: Files) -> None:
    """Write the state of the run, its history, and the best weights, each file atomically.

    Before the first epoch is done there are no best weights: an older model stays as it is.
    """
    trainer.save(files.last)
    text = trainer.history.to_json().encode()
    replace_file(files.history, lambda file: file.write(text))
    if trainer.epoch == 0:
        return
    best = trainer.network.params if trainer.best_params is None else trainer.best_params
    header = {"network": trainer.network.structure(), "notes": trainer.notes}
    checkpoint.write(files.model, header, {"params": best})


def flag(name: str) -> str:
    """Return the option of a setting: "--batch-size"."""
    return "--" + name.replace("_", "-")


def option(name: str, value) -> str:
    """Return a setting as one would type it: "--hidden 512,256", "no --invert"."""
    if value is None or value is False:
        return f"no {flag(name)}"
    words = ",".join(map(str, value)) or "none" if isinstance(value, list) else value
    return flag(name) if value is True else f"{flag(name)} {words}"


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


def _parts(s, examples, rng):
    """Training set, validation set or None, and the Standardize that training still has to apply.

    The training set stays as it is, for augmentation comes before standardizing.
    """
    x, t = 1 - examples.x if s["invert"] else examples.x, examples.t
    train, valid, scale = (x, t), None, None
    if not s["train_on_all"]:
        share = Fraction(s["valid"])
        count = int(share) if share >= 1 else max(1, round(len(x) * share))
        train, valid = split(x, t, count, rng=rng)
    if s["standardize"] != "none":
        scale = Standardize.fit(train[0], per=s["standardize"])
        valid = valid and (scale(valid[0]), valid[1])
    return train, valid, scale


def _checked(path, kept):
    """The settings in a file, if they are what the command line could have said."""
    words = [option(name, value).replace(" ", "=", 1)
             for name, value in kept.items() if value != DEFAULTS[name]]
    try:
        parsed = vars(build_parser().parse_args(["train", *words]))
        settings = settle({name: parsed[name] for name in DEFAULTS if name in parsed})
    except OptionError as error:
        raise DataFileError(f"{path}: its settings are damaged: {error}") from error
    if settings != kept:
        raise ValueError(f"settings {[name for name in DEFAULTS if name not in kept]}")
    return settings


def _optimizer(s, network):
    if s["optimizer"] == "adamw":
        return AdamW(s["lr"], weight_decay=s["weight_decay"], mask=network.decay_mask())
    return OPTIMIZERS[s["optimizer"]](s["lr"])


def _schedule(s, steps):
    """The schedule in updates, from settings in epochs of so many steps."""
    make, warmup = SCHEDULES[s["schedule"]], round(s["warmup"] * steps)
    if s["schedule"] in STEPS:
        return make(s["lr"], max(1, round(s["every"] * steps)), s["factor"])
    return make(s["lr"], *([s["epochs"] * steps] if s["schedule"] in ALL_EPOCHS else []), warmup)


def _penalty(s, network):
    if s["norm_penalty"]:
        return NormPenalty(s["norm_penalty"], weight_slices(network))
    if s["weight_decay"] and s["optimizer"] != "adamw":
        return L2(s["weight_decay"], network.decay_mask())
    return None


def _augment(s, scale):
    """What happens to a batch: new variants first, for zeros move in, then standardizing."""
    change = None
    if s["augment"] == "shift":
        change = Shift(int(s["shift"]))
    elif s["augment"] == "distort":
        change = Distort(**{name: s[name] for name in asdict(Distort())})
    if scale is None:
        return change
    return lambda x, rng: scale(x if change is None else change(x, rng))


def _tell_start(trainer, parts, settings, progress):
    if progress == "none":
        return
    (x, _), valid = parts
    apart = f", {len(valid[0])} more to validate" if valid else ""
    print(f"{len(x)} images{apart}; {len(trainer.network.params)} weights, "
          f"{settings['optimizer']}, lr {settings['lr']:g} {settings['schedule']}, "
          f"seed {settings['seed']}, threads {settings['threads']}", flush=True)


def _line(record) -> str:
    """One epoch in words."""
    valid = record.valid_loss is not None
    return (f"epoch {record.epoch}  train loss {record.train_loss:.4f}"
            + (f"  valid loss {record.valid_loss:.4f}" if valid else "")
            + "".join(f"  {name} {value:.4f}" for name, value in record.metrics.items())
            + f"  lr {record.lr:.2g}  {record.seconds:.1f} s")


@contextlib.contextmanager
def _reporter(progress: str, done: int, total: int):
    """Yield report(record): a bar on a terminal, else a line, or nothing."""
    if progress == "auto":
        progress = "bar" if sys.stderr.isatty() else "lines"
    tqdm = None
    if progress == "bar":
        with contextlib.suppress(ImportError):
            from tqdm import tqdm
    if tqdm is None:
        quiet = progress == "none"
        yield lambda record: None if quiet else print(_line(record), flush=True)
        return
    with tqdm(initial=done, total=total, unit="epoch") as bar:
        def report(record):
            bar.set_postfix_str(_line(record).partition("  ")[2], refresh=False)
            bar.update()
        yield report
