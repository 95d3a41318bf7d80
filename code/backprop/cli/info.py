"""backprop info: what a model file holds."""

from __future__ import annotations

import itertools
import os
import shlex
from dataclasses import asdict

from .. import checkpoint
from ..history import History, Record
from ..network import Network
from .report import measured
from .settings import Settings, option, settle
from .text import shown


def info(args) -> int:
    """Print network, classes, images and training of a model, a line each."""
    network, path = Network.load(args.model), args.model
    header = checkpoint.read(path)[0]
    with checkpoint.strange(path, "its notes are damaged: "):
        rows = {**_network(network, path), **_notes(header["notes"]), **_course(header)}
    for name, text in rows.items():
        print(f"{name:<11} {shown(text)}")
    return 0


def _network(network: Network, path: str) -> dict[str, str]:
    params = network.params
    return {"file": f"{path}, {os.path.getsize(path):,} bytes",
            "network": ", ".join(map(repr, network)),
            "parameters": f"{len(params):,} of {params.dtype}"}


def _notes(notes: dict) -> dict[str, str]:
    """What `backprop train` notes, as far as it is there."""
    rows = {}
    if names := notes.get("names"):
        rows["classes"] = f"{len(names)}: " + ", ".join(map(str, names))
    if "size" in notes:
        side = notes["size"]
        rows["images"] = (f"{side} x {side} pixels" if side else "not square") + (
            ", inverted" if notes.get("invert") else "") + (
            ", standardized" if notes.get("scale") else "")
    if "settings" in notes:
        rows["trained by"] = _command(notes["settings"], notes["data"]["path"])
    return rows or {"notes": "none: not written by `backprop train`"}


def _command(kept: dict, data: str) -> str:
    """The command line that trains such a model: what is as by default is left out."""
    plain = {name: value for name, value in asdict(Settings()).items() if value is not None}
    said = {name: kept[name] for name in plain if name in kept and kept[name] != plain[name]}
    settled = asdict(settle(said))                  # lr and the like follow from the others
    options = [option(name, value).split(" ", 1) for name, value in kept.items()
               if name in said or value != settled[name]]
    return shlex.join(["backprop", "train", data, *itertools.chain.from_iterable(options)])


def _course(header: dict) -> dict[str, str]:
    """What was measured at the end of which epoch: a run has its history, a model the best."""
    if "trainer" in header:
        history, best = History.from_list(header["history"]), header["trainer"]["best"]
        rows = {"epochs": f"{len(history)} done; go on with backprop train --resume"}
        return rows | ({"best": _epoch(history[best - 1])} if best else {})
    record = header["notes"].get("record")
    return {"measured": _epoch(*History.from_list([record]))} if record else {}


def _epoch(record: Record) -> str:
    return f"epoch {record.epoch}  {measured(record)}".strip()
