"""backprop plot: loss and accuracy of a run against its epochs."""

from __future__ import annotations

import math
from pathlib import Path

from .. import checkpoint
from ..errors import DataFileError
from ..files import replace_file
from ..history import History
from .report import measured
from .text import shown


def plot(args) -> int:
    """Draw a history and write the picture."""
    history = read_history(args.history)
    out = args.out or str(Path(args.history).with_suffix(".png"))
    figure = draw(history)
    replace_file(out, lambda file: figure.savefig(file, dpi=160,
                                                  format=out.rpartition(".")[2].lower()))
    print(shown(f"wrote {out}: {len(history)} epochs, {_best(history)}"))
    return 0


def read_history(path: str) -> History:
    """Read what `backprop train` wrote. Errors: DataFileError, also if no epoch is done."""
    try:
        history = History.from_json(Path(path).read_text(encoding="utf-8"))
    except DataFileError as error:
        raise DataFileError(f"{path}: {error}") from error
    except ValueError as error:                     # bytes that are no text, a null byte in the name
        raise DataFileError(f"{path}: is no history, expected a file such as model.history.json"
                            ) from error
    except OSError as error:
        raise DataFileError(f"{path}: {error.strerror or error}") from error
    if not history:
        raise DataFileError(f"{path}: no epoch is done yet")
    with checkpoint.strange(path):
        for name in history[0].metrics:             # numbers, and the same ones in each epoch
            history.column(name)
    return history


def draw(history: History):
    """Return a matplotlib Figure: the losses, and beside them what was measured in validation."""
    from .. import plots                            # here, for matplotlib takes its time

    names = list(history[0].metrics)
    fig, axes = plots.figure(5 * (1 + bool(names)), 3.6, cols=1 + bool(names), squeeze=False)
    losses = {"training": history.column("train_loss"), "validation": history.column("valid_loss")}
    plots.draw_history(axes[0, 0], {k: v for k, v in losses.items() if not all(map(math.isnan, v))})
    if names:
        axes[0, 1].set_prop_cycle(color=[plots.ORANGE, plots.GREEN, plots.PINK])
        plots.draw_history(axes[0, 1], {f"validation {name}": history.column(name)
                                        for name in names}, ylabel=names[0])
    fig.suptitle(_best(history), x=0.02, ha="left")
    return fig


def _best(history: History) -> str:
    """The epoch whose weights were kept, in words."""
    best = history[-1] if history[-1].valid_loss is None else history.best()
    return f"{'last' if best.valid_loss is None else 'best'}: epoch {best.epoch}  {measured(best)}".strip()
