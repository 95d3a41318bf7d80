"""Seconds per page: _build/seconds.json, which `make book` sums up."""

from __future__ import annotations

import json
import time
from pathlib import Path

FILE = "seconds.json"


def setup(app) -> None:
    """Write the table when the build is done."""
    started = time.time()
    app.connect("build-finished", lambda app, exception: write_seconds(app, exception, started))


def write_seconds(app, exception, started: float) -> None:
    """List [page, seconds, ran in this build?] for each executed page, in reading order."""
    if exception:
        return
    rows = [[page, data["exec_data"]["runtime"], data["exec_data"]["mtime"] >= started]
            for page, data in sorted(app.env.nb_metadata.items()) if "exec_data" in data]
    Path(app.outdir).parent.joinpath(FILE).write_text(json.dumps(rows), encoding="utf-8")
