"""From settings to a trainer, its training set and its validation set."""

from __future__ import annotations

import math
import zlib
from dataclasses import asdict
from fractions import Fraction

import numpy as np

from ..data import Distort, Shift, Standardize, split
from ..errors import OptionError
from ..losses import SoftmaxCrossEntropy
from ..network import Network, mlp
from ..optimizers import OPTIMIZERS, AdamW
from ..penalties import L2, NormPenalty, weight_slices
from ..schedules import SCHEDULES
from ..train import Trainer
from .settings import ALL_EPOCHS, STEPS, Settings
from .sources import Examples, brightness, load_examples


def build(s: Settings, source: str | None, watch=iter) -> tuple[Trainer, tuple]:
    """Return the trainer, with notes for its files, and (training set, validation set or None).

    watch:    what goes through the image files, such as a progress bar.
    """
    if not source:
        raise OptionError("no DATA: name mnist or a folder (see backprop train --help)")
    examples = load_examples(source, size=s.size, prefix=s.prefix, labels=s.names,
                             watch=watch)
    rng = np.random.default_rng(s.seed)
    train, valid, scale = _parts(s, examples, rng)
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
        "data": {"path": source, "crc32": _fingerprint(examples)}}
    return trainer, (train, valid)


def _fingerprint(examples: Examples) -> int:
    """A number that tells these data from others, in whatever folder they lie."""
    crc = zlib.crc32(examples.t, zlib.crc32(examples.x))
    return zlib.crc32("/".join(examples.names).encode(errors="surrogatepass"), crc)


def _parts(s: Settings, examples: Examples, rng):
    """Training set, validation set or None, and the Standardize that training still has to apply.

    The training set stays as it is, for augmentation comes before standardizing.
    """
    x, t = 1 - examples.x if s.invert else examples.x, examples.t
    train, valid, scale = (x, t), None, None
    if not s.train_on_all:
        share = Fraction(s.valid)
        count = int(share) if share >= 1 else max(1, round(len(x) * share))
        train, valid = split(x, t, count, rng=rng)
    if s.standardize != "none":
        scale = Standardize.fit(train[0], per=s.standardize)
        valid = valid and (scale(valid[0]), valid[1])
    return train, valid, scale


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
