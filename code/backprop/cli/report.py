"""What a training run tells while it goes on: a bar on a terminal, else a line an epoch."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

from ..history import Record
from ..train import Trainer
from .settings import Settings


def tell_start(trainer: Trainer, parts: tuple, s: Settings) -> None:
    """Print what is about to be trained, and how."""
    (x, _), valid = parts
    apart = f", {len(valid[0])} more to validate" if valid else ""
    print(f"{len(x)} images{apart}; {len(trainer.network.params)} weights, {s.optimizer}, "
          f"lr {s.lr:g} {s.schedule}, seed {s.seed}, threads {s.threads}", flush=True)


def line(record: Record) -> str:
    """Return one epoch in words."""
    valid = record.valid_loss is not None
    return (f"epoch {record.epoch}  train loss {record.train_loss:.4f}"
            + (f"  valid loss {record.valid_loss:.4f}" if valid else "")
            + "".join(f"  {name} {value:.4f}" for name, value in record.metrics.items())
            + f"  lr {record.lr:.2g}  {record.seconds:.1f} s")


@contextlib.contextmanager
def reporter(progress: str, done: int, total: int) -> Iterator[Callable[[Record], None]]:
    """Yield report(record): a bar on a terminal, else a line, or nothing."""
    if progress == "auto":
        progress = "bar" if sys.stderr.isatty() else "lines"
    tqdm = None
    if progress == "bar":
        with contextlib.suppress(ImportError):
            from tqdm import tqdm
    if tqdm is None:
        quiet = progress == "none"
        yield lambda record: None if quiet else print(line(record), flush=True)
        return
    with tqdm(initial=done, total=total, unit="epoch") as bar:
        def report(record):
            bar.set_postfix_str(line(record).partition("  ")[2], refresh=False)
            bar.update()
        yield report
