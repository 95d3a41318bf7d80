"""The settings of a training run: each with its default, its help and what it may be, once."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field, fields, replace
from fractions import Fraction
from functools import partial

from ..data import Distort
from ..errors import OptionError
from ..initializers import INITIALIZERS
from ..layers import ACTIVATIONS
from ..optimizers import OPTIMIZERS
from ..schedules import SCHEDULES
from .words import apart, as_share, class_names, real, sizes, whole

LR = {"sgd": 0.1, "momentum": 0.02, "nesterov": 0.02, "adagrad": 0.01, "rmsprop": 0.001,
      "adam": 0.002, "adamw": 0.002}
ALL_EPOCHS = ("linear", "cosine")                   # schedules that must know the last epoch
STEPS = ("step_decay", "exponential")
LATER = ("names",)                                  # settings that files of earlier versions lack
# setting: (the setting on which it depends, the values of that one with which it has an effect)
NEEDS = {"warmup": ("schedule", ("constant", *ALL_EPOCHS)), "every": ("schedule", STEPS),
         "factor": ("schedule", STEPS), "shift": ("augment", ("shift", "distort")),
         **dict.fromkeys(("rotation", "scale", "shear", "elastic", "smooth"),
                         ("augment", ("distort",)))}


def _setting(group: str, default, text: str, type=None, metavar=None, **options):
    """A field that tells argparse of itself: its group in the help, its help, its other options."""
    options |= {name: value for name, value in (("type", type), ("metavar", metavar)) if value}
    default = {"default_factory": default} if callable(default) else {"default": default}
    return field(**default, metadata={"group": group, "help": text, "options": options})


def _choice(group: str, default, text: str, names):
    return _setting(group, default, f"{text}: {', '.join(names)}", choices=list(names),
                    metavar="NAME")


_data, _network, _update, _against, _run = (
    partial(_setting, group) for group in ("data", "network", "updates", "against overfitting",
                                           "the run"))
_strength = partial(_against, None, type=real(high=1e3))


@dataclass(frozen=True)
class Settings:
    """What a run is made of: kept in its checkpoint, so that --resume needs nothing else.

    None: settled by another setting (lr by the optimizer, the strengths by the augmentation).
    """

    size: int | None = _data(None, "side of the images, to which files are resized (default: 28)",
                             whole(), "PIXELS")
    prefix: str | None = _data(None, "which set, where a folder holds several, such as "
                               "emnist-letters", str, "NAME")
    names: list[str] | None = _data(None, "what the labels 0, 1, ... of IDX files stand for: names "
                                    "with commas between them, or a file with one name a line",
                                    class_names, "NAMES")
    invert: bool = _data(False, "swap black and white: networks like bright ink on a black ground",
                         action="store_true")
    valid: str = _data("1/6", "what to validate on: a count or a share of DATA that is set apart, "
                       "such as 0.1, or a folder of other images of the same classes, such as those "
                       "of another writer", apart, "N|FOLDER")
    train_on_all: bool = _data(False, "no validation: for settings that are already chosen",
                               action="store_true")
    standardize: str = _data("none", "to mean 0 and deviation 1: none, all (one pair for all "
                             "pixels), feature (a pair for each pixel)",
                             choices=["none", "all", "feature"], metavar="HOW")

    hidden: list[int] = _network(lambda: [512], "sizes of the hidden layers, such as 512,256; or "
                                 "none", sizes, "SIZES")
    activation: str = _choice("network", "relu", "function after each hidden layer", ACTIVATIONS)
    init: str | None = _choice("network", None, "initial weights (default: what suits the "
                               "activation)", INITIALIZERS)
    dropout: float = _network(0.0, "share of hidden units dropped while training", real(0, 1),
                              "RATE")

    optimizer: str = _choice("updates", "adam", "rule of the updates", OPTIMIZERS)
    lr: float | None = _update(None, "learning rate (default: " + ", ".join(
        f"{rate} for {name}" for name, rate in LR.items()) + ")", real(above=True), "RATE")
    schedule: str = _choice("updates", "linear", "course of the learning rate", SCHEDULES)
    warmup: float = _update(0.0, "epochs in which it first climbs from 0 (constant, linear, "
                            "cosine)", real(high=1e6), "EPOCHS")
    every: float = _update(10.0, "epochs between falls (step_decay, exponential)",
                           real(above=True, high=1e6), "EPOCHS")
    factor: float = _update(0.1, "size of a fall (step_decay, exponential)",
                            real(0, 1, above=True), "FACTOR")
    batch_size: int = _update(128, "examples in an update", whole(), "N")
    epochs: int = _update(10, "passes through the data", whole(high=10**6), "N")
    patience: int | None = _update(None, "stop after N epochs without a lower validation loss",
                                   whole(), "N")

    label_smoothing: float = _against(0.0, "share of each target that is spread over all classes",
                                      real(0, 1), "SHARE")
    weight_decay: float = _against(
        0.0, "strength of the squared norm of the weights, strength/2 ||W||^2; with adamw, of the "
        "decay beside the gradient", real(), "STRENGTH")
    norm_penalty: float = _against(0.0, "strength of the sum of ||W||, not squared", real(),
                                   "STRENGTH")
    augment: str = _choice("against overfitting", "none", "new variants of each image in each "
                           "epoch", ["none", "shift", "distort"])
    shift: float | None = _strength("shift: up to so many whole pixels (default: 1); distort: "
                                    "typical shift (default: 0.5)", metavar="PIXELS")
    rotation: float | None = _strength("distort: typical angle (default: 7.5)", metavar="DEGREES")
    scale: float | None = _strength("distort: typical change of size (default: 0.1)",
                                    metavar="SHARE")
    shear: float | None = _strength("distort: typical shear (default: 0.1)", metavar="SHARE")
    elastic: float | None = _strength("distort: typical elastic displacement (default: 0.8)",
                                      metavar="PIXELS")
    smooth: float | None = _against(None, "distort: width of the elastic bumps (default: 4)",
                                    real(1, 1e3), "PIXELS")

    seed: int = _run(0, "one number behind everything random", whole(0), "N")
    threads: int | None = _run(None, "threads of matrix products; the last digits of the result "
                               "depend on it (default: OPENBLAS_NUM_THREADS, else 1)",
                               whole(high=1024), "N")


    @property
    def share(self) -> Fraction | None:
        """What is set apart of DATA, below 1 a share; None if `valid` names a folder."""
        return as_share(self.valid)


def settle(given: dict) -> Settings:
    """Return all settings of a run from the options given. Errors: OptionError if they clash."""
    s = Settings(**given)
    _refuse_clashes(s, given)
    strengths = {"shift": {"shift": 1.0}, "distort": asdict(Distort())}.get(s.augment, {})
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "")
    settled = {"lr": LR[s.optimizer], **strengths,
               "threads": int(threads) if threads.isdecimal() and int(threads) else 1}
    return replace(s, **{name: value for name, value in settled.items()
                         if getattr(s, name) is None})


def given_in(args) -> dict:
    """Return the settings among parsed words, which lack what was not said."""
    return {each.name: getattr(args, each.name) for each in fields(Settings) if each.name in args}


def flag(name: str) -> str:
    """Return the option of a setting: "--batch-size"."""
    return "--" + name.replace("_", "-")


def option(name: str, value) -> str:
    """Return a setting as one would type it: "--hidden 512,256", "no --invert"."""
    if value is None or value is False:
        return f"no {flag(name)}"
    words = ",".join(map(str, value)) or "none" if isinstance(value, list) else value
    return flag(name) if value is True else f"{flag(name)} {words}"


def _refuse_clashes(s: Settings, given: dict) -> None:
    for name, (other, values) in NEEDS.items():
        if name in given and getattr(s, other) not in values:
            raise OptionError(f"{flag(name)} has no effect with {flag(other)} {getattr(s, other)}, "
                              f"but with {' or '.join(values)}")
    if s.train_on_all and (both := {"valid", "patience"} & set(given)):
        raise OptionError(f"{flag(min(both))} needs a validation set, --train-on-all has none")
    if s.weight_decay and s.norm_penalty and s.optimizer != "adamw":
        raise OptionError("--weight-decay and --norm-penalty go together "
                          "with --optimizer adamw only")
    if s.augment == "shift" and s.shift and not s.shift.is_integer():
        raise OptionError(f"--shift {s.shift} is not a whole number, as --augment shift needs")
