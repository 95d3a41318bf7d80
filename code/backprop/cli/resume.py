"""backprop train --resume: a run as its file tells of it, set up again to go on."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

from .. import checkpoint
from ..errors import DataFileError, OptionError
from ..train import Trainer
from .build import build
from .options import build_parser
from .settings import ALL_EPOCHS, LATER, Settings, given_in, option, settle
from .words import as_share


def recall(path: str, given: dict) -> tuple[Settings, dict]:
    """Return settings and data of the run in a checkpoint.

    Errors:   OptionError for an option that says something else; DataFileError.
    """
    header, _ = checkpoint.read(path)
    if "trainer" not in header:
        raise DataFileError(f"{path}: holds weights only; the state of a run is in the file beside "
                            "it whose name ends in .last.npz")
    settings = _checked(path, header["notes"]["settings"])
    longer = given.get("epochs", 0) > settings.epochs and settings.schedule not in ALL_EPOCHS
    for name, value in given.items():
        kept = getattr(settings, name)
        moved = name == "valid" and as_share(kept) is None and as_share(value) is None
        if value != kept and not moved and not (name == "epochs" and longer):
            raise OptionError(f"{option(name, value)} contradicts {path}, which was trained with "
                              f"{option(name, kept)}")
    return replace(settings, **given), header["notes"]["data"]


def resumed(path: str, settings: Settings, source: str | None, data: dict,
            watch=iter) -> tuple[Trainer, tuple]:
    """Build a trainer like the one that wrote the file, and set it to where that one was.

    source:   where the data are now, if not in data["path"];   watch: as of image_folder.
    Errors:   DataFileError, also if the data are no longer the same.
    """
    try:
        trainer, parts = build(settings, data["path"] if source is None else source, watch)
    except DataFileError as error:
        if source is not None or Path(data["path"]).exists():
            raise
        raise DataFileError(f"{error}; if the data have moved, say where they are: "
                            f"backprop train --resume {path} DATA") from error
    notes = trainer.notes
    if notes["data"]["crc32"] != data["crc32"]:
        others = f" with --valid {settings.valid}" if settings.share is None else ""
        raise DataFileError(f"{source or data['path']}{others}: is not the data with which {path} "
                            "was trained")
    trainer.resume(path)
    trainer.notes = notes                           # as in the file, but for --epochs and DATA
    return trainer, parts


def _checked(path: str, kept: dict) -> Settings:
    """The settings in a file, if they are what the command line could have said."""
    defaults = Settings()
    kept = {name: getattr(defaults, name) for name in LATER} | kept
    words = [option(name, value).replace(" ", "=", 1)
             for name, value in kept.items() if value != getattr(defaults, name)]
    try:
        settings = settle(given_in(build_parser().parse_args(["train", *words])))
    except OptionError as error:
        raise DataFileError(f"{path}: its settings are damaged: {error}") from error
    if asdict(settings) != kept:
        raise ValueError(f"settings {sorted(asdict(settings).keys() - kept)}")
    return settings
