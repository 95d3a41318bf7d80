"""From settings to a trainer, its training set and its validation set."""

from __future__ import annotations

import math
import zlib
from dataclasses import asdict
from pathlib import Path

import numpy as np

from ..data import Distort, Shift, Standardize, split
from ..errors import DataFileError, OptionError
from ..losses import SoftmaxCrossEntropy
from ..network import Network, mlp
from ..optimizers import OPTIMIZERS, AdamW
from ..penalties import L2, NormPenalty, weight_slices
from ..schedules import SCHEDULES
from ..train import Trainer
from .settings import ALL_EPOCHS, STEPS, Settings
from .sources import Examples, brightness, load_examples, others


def build(s: Settings, source: str | None, watch=iter) -> tuple[Trainer, tuple]:
    """Return the trainer, with notes for its files, and (training set, validation set or None).

    watch:    what goes through the image files, such as a progress bar.
    """
    if not source:
        raise OptionError("no DATA: name mnist or a folder (see backprop train --help)")
    if (folder := s.valid if s.share is None else None) and not Path(folder).is_dir():
        raise DataFileError(f"{folder}: no such folder, named by --valid")
    examples = load_examples(source, size=s.size, prefix=s.prefix, labels=s.names,
                             watch=watch)
    apart = folder and others(folder, source, examples, watch)
    rng = np.random.default_rng(s.seed)
    train, valid, scale = _parts(s, examples, apart, rng)
    network = mlp([train[0].shape[1], *s.hidden, len(examples.names)], activation=s.activation,
                  dropout=s.dropout, init=s.init, rng=rng)
    steps = math.ceil(len(train[0]) / s.batch_size)
    trainer = Trainer(network, SoftmaxCrossEntropy(s.label_smoothing), _optimizer(s, network),
                      batch_size=s.batch_size, rng=rng, schedule=_schedule(s, steps),
                      penalty=_penalty(s, network), augment=_augment(s, scale))
    trainer.notes = {
        "settings": asdict(s), "names": examples.names, "size": examples.size, "invert": s.invert,
        "scale": scale and {name: value.tolist() for name, value in scale.state().items()},
        "bright": brightness(train[0]),
        "data": {"path": source, "crc32": _fingerprint(examples, apart)}}
    return trainer, (train, valid)


def _fingerprint(examples: Examples, apart: Examples | None) -> int:
    """A number that tells these data from others, in whatever folder they lie."""
    crc = zlib.crc32(examples.t, zlib.crc32(examples.x))
    if apart is not None:
        crc = zlib.crc32(apart.t, zlib.crc32(apart.x, crc))
    return zlib.crc32("/".join(examples.names).encode(errors="surrogatepass"), crc)


def _parts(s: Settings, examples: Examples, apart: Examples | None, rng):
    """Training set, validation set or None, and the Standardize that training still has to apply.

    The training set stays as it is, for augmentation comes before standardizing.
    """
    train, valid, scale = _pair(s, examples), None, None
    if apart is not None:
        valid = _pair(s, apart)
    elif not s.train_on_all:
        count = int(s.share) if s.share >= 1 else max(1, round(len(examples.x) * s.share))
        train, valid = split(*train, count, rng=rng)
    if s.standardize != "none":
        scale = Standardize.fit(train[0], per=s.standardize)
        valid = valid and (scale(valid[0]), valid[1])
    return train, valid, scale


def _pair(s: Settings, examples: Examples) -> tuple[np.ndarray, np.ndarray]:
    return 1 - examples.x if s.invert else examples.x, examples.t


def _optimizer(s: Settings, network: Network):
    if s.optimizer == "adamw":
        return AdamW(s.lr, weight_decay=s.weight_decay, mask=network.decay_mask())
    return OPTIMIZERS[s.optimizer](s.lr)


def _schedule(s: Settings, steps: int):
    """The schedule in updates, from settings in epochs of so many steps."""
    make, warmup = SCHEDULES[s.schedule], round(s.warmup * steps)
    if s.schedule in STEPS:
        return make(s.lr, max(1, round(s.every * steps)), s.factor)
    return make(s.lr, *([s.epochs * steps] if s.schedule in ALL_EPOCHS else []), warmup)


def _penalty(s: Settings, network: Network):
    if s.norm_penalty:
        return NormPenalty(s.norm_penalty, weight_slices(network))
    if s.weight_decay and s.optimizer != "adamw":
        return L2(s.weight_decay, network.decay_mask())
    return None


def _augment(s: Settings, scale: Standardize | None):
    """What happens to a batch: new variants first, for zeros move in, then standardizing."""
    change = None
    if s.augment == "shift":
        change = Shift(int(s.shift))
    elif s.augment == "distort":
        change = Distort(**{name: getattr(s, name) for name in asdict(Distort())})
    if scale is None:
        return change
    return lambda x, rng: scale(x if change is None else change(x, rng))
