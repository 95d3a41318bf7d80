"""A progress bar over records, where somebody sees it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from .history import Record


def with_bar(records: Iterable[Record], total: int, wanted: bool = True) -> Iterator[Record]:
    """Yield the records, under a tqdm bar if one is wanted, installed, and can be seen."""
    seen = sys.stderr.isatty() or "ipykernel" in sys.modules
    if not wanted or not seen or os.environ.get("BACKPROP_BOOK"):
        yield from records
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        yield from records
        return
    with tqdm(total=total, unit="epoch") as bar:
        for record in records:
            losses = {"train": record.train_loss, "valid": record.valid_loss}
            told = (f"{name} {loss:.4g}" for name, loss in losses.items() if loss is not None)
            bar.set_description_str(", ".join(told), refresh=False)     # a narrow window cuts the end
            bar.update()
            yield record
