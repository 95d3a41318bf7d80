"""backprop evaluate: loss and accuracy of a model, the recall of each class, who is mistaken for whom."""

from __future__ import annotations

import json
import math
import shutil

import numpy as np

from ..losses import SoftmaxCrossEntropy
from ..metrics import accuracy, confusion_matrix
from .report import reading
from .sources import load_examples, load_model
from .text import columns, shown

WIDTH = 100                                         # of a matrix, where no terminal says another
MOST = 10                                           # confusions listed


def evaluate(args) -> int:
    """Print loss and accuracy of a model on a data set, and who was taken for whom."""
    model = load_model(args.model)
    examples = load_examples(args.data, test=True, prefix=args.prefix, labels=args.names,
                             model=model, watch=reading("auto"))
    z, t = model.scores(examples.x, invert=args.invert), examples.t
    loss, right = SoftmaxCrossEntropy().forward(z, t), accuracy(z, t)
    counts = confusion_matrix(z, t)                 # (C, C)
    if args.json:
        found = {"model": args.model, "data": args.data, "images": len(t),
                 "loss": loss if math.isfinite(loss) else None, "accuracy": right}
        print(json.dumps(found | _by_class(counts, model.names)))
        return 0
    print(f"{shown(args.data)}: {len(t)} images, loss {loss:.4f}, accuracy {right:.4f}")
    if args.confusion:
        print(details(counts, model.names, shutil.get_terminal_size((WIDTH, 24)).columns))
    return 0


def details(counts: np.ndarray, names: list[str], width: int) -> str:
    """Return the recall of each class and the most frequent confusions as text.

    counts:   (C, C), a row for each true class; shown whole if that needs no more than `width`.
    """
    names = [shown(name) for name in names]
    recall = [f"{row[i] / row.sum():.3f}" if row.any() else "-" for i, row in enumerate(counts)]
    matrix = _table([["true \\ told", *names, "recall"],
                     *([name, *row, share] for name, row, share in zip(names, counts, recall))])
    if columns(matrix.partition("\n")[0]) > width:
        matrix = _table([["class", "images", "recall"], *zip(names, counts.sum(axis=1), recall)])
    often = [f"  {names[i]} taken for {names[j]}: {counts[i, j]} of {counts[i].sum()}"
             for i, j in confusions(counts)]
    return "\n".join([matrix, *(["most frequent confusions:", *often] if often else [])])


def confusions(counts: np.ndarray, most: int = MOST) -> list[tuple[int, int]]:
    """Return the pairs (true, told) that differ and occur, the most frequent first."""
    wrong = counts - np.diag(counts.diagonal())
    order = np.argsort(-wrong, axis=None, kind="stable")[:most]
    return [divmod(int(k), len(counts)) for k in order if wrong.flat[k]]


def _by_class(counts, names) -> dict:
    """What --json tells of the classes: recall is null where there was no image."""
    sizes = counts.sum(axis=1)
    return {"classes": [{"name": name, "images": int(size),
                         "recall": float(counts[i, i] / size) if size else None}
                        for i, (name, size) in enumerate(zip(names, sizes))],
            "confusion": counts.tolist()}


def _table(rows) -> str:
    rows = [list(map(str, row)) for row in rows]
    widths = [max(map(columns, column)) for column in zip(*rows)]
    return "\n".join("  ".join(" " * (width - columns(cell)) + cell
                               for cell, width in zip(row, widths)) for row in rows)
