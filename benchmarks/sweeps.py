"""The experiments of chapter 15 at length: more seeds, more drawings, the course lab's sizes.

    python benchmarks/sweeps.py batch depth             these two, with the seeds of each
    python benchmarks/sweeps.py all --seeds 2           all of them, with the seeds 0 and 1

What a run is stands in backprop.experiments, for the page and for this script. results/sweeps.json
holds, for each sweep, every seed's numbers with command, commit and date; the page reads it.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from datetime import date
from functools import lru_cache
from pathlib import Path
from time import process_time
from typing import NamedTuple

import numpy as np

from backprop.data import characters, letters
from backprop.experiments import Run, Task, digits, drawn, run
from report import commit, machine

FILE = Path(__file__).resolve().parent / "results" / "sweeps.json"
DIGITS = 5                      # of a number in the file


class Sweep(NamedTuple):
    """A task, what is held fixed, how many seeds, and the settings by name."""

    task: str
    seeds: int
    fixed: dict
    settings: dict


@lru_cache
def task(name: str) -> Task:
    """Draw or load a task: "few" is the page's own, the others are larger."""
    draw, classes, size = {"characters": (characters, 12, 2400), "few": (characters, 12, 960),
                           "letters": (letters, 26, 4160), "mnist": (None, 10, 5000)}[name]
    return drawn(name, draw, classes, size) if draw else digits(size)


LAB = {"hidden": (500,), "dropout": 0.5, "lr": 3e-4, "init": "small_normal"}    # 12 characters
BATCHES = {name: {"batch": size} for name, size in
           (("1", 1), ("8", 8), ("16", 16), ("64", 64), ("256", 256), ("full", 10**6))}
RATES = (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2)
INITS = {"small": "small_normal", "N(0,1)": "standard_normal", "Glorot": "glorot_normal",
         "He": "he_normal"}
SHAPES = {"128,128": (128, 128), "512": (512,), "512,512": (512, 512), "512,512,512": (512,) * 3}
WIDTHS = {str(width): {"hidden": (width,)} for width in (16, 32, 64, 128, 256, 500)}
MOMENTA, DECAYS = (0.88, 0.90, 0.92, 0.95, 0.98), (0.08, 0.10, 0.12, 0.15, 0.18)
ACTIVATIONS = ("relu", "leaky_relu", "elu", "selu", "gelu", "silu", "sigmoid", "tanh")
B = 16                          # batch of the sweeps on letters


def momenta() -> dict:
    """Momentum at three rates, and with the rate that keeps lr / (1 - momentum)."""
    return {f"{m:.2f}, {name}": {"momentum": m, "lr": lr * (1 - m) / 0.1 if same else lr}
            for name, lr, same in (("rate 0.02", 0.02, False), ("rate 0.005", 0.005, False),
                                   ("rate 0.0003", 0.005 / B, False), ("same total", 0.005, True))
            for m in MOMENTA}


def decays() -> dict:
    """Weight decay in three readings, and none."""
    readings = (("converted", "adam", 1 / B), ("as printed", "adam", 1), ("AdamW", "adamw", 1))
    return {"none": {"weight_decay": 0.0}} | {
        f"{d:.2f}, {name}": {"optimizer": optimizer, "weight_decay": d * factor}
        for name, optimizer, factor in readings for d in DECAYS}


def crossed(first: dict, second: dict) -> dict:
    """Every setting of the first with every one of the second."""
    return {f"{a}, {b}": one | other for a, one in first.items() for b, other in second.items()}


SHAPED = {name: {"hidden": shape} for name, shape in SHAPES.items()}
STARTED = {name: {"init": init} for name, init in INITS.items()}
SWEEPS = {
    "batch": Sweep("characters", 5, LAB | {"epochs": 10, "looks": 5}, BATCHES),
    "batch-updates": Sweep("characters", 3, LAB | {"updates": 1000, "looks": 5},
                           {name: BATCHES[name] for name in list(BATCHES)[:-1]}),
    "batch-rates": Sweep("few", 10, {"epochs": 10, "looks": 1}, crossed(
        BATCHES, {f"rate {lr:g}": {"lr": lr} for lr in RATES})),
    "batch-mnist": Sweep("mnist", 3, {"hidden": (100,), "lr": 3e-4, "epochs": 5}, BATCHES),
    "depth": Sweep("characters", 3, LAB | {"epochs": 10, "looks": 5}, crossed(SHAPED, STARTED)),
    "depth-plain": Sweep("characters", 5, LAB | {"epochs": 10, "looks": 5, "dropout": 0.0}, crossed(
        {name: SHAPED[name] for name in ("512", "512,512", "512,512,512")},
        {name: STARTED[name] for name in ("small", "He")})),
    "depth-mnist": Sweep("mnist", 3, LAB | {"epochs": 3, "looks": 3}, crossed(
        {name: SHAPED[name] for name in ("512", "512,512", "512,512,512")},
        {name: STARTED[name] for name in ("small", "He")})),
    "width": Sweep("characters", 5, LAB | {"epochs": 10, "looks": 5}, WIDTHS),
    "width-mnist": Sweep("mnist", 3, {"lr": 3e-4, "epochs": 5}, WIDTHS),
    "momentum": Sweep("letters", 10, {"optimizer": "momentum", "epochs": 10}, momenta()),
    "decay": Sweep("letters", 10, {"lr": 2e-3, "epochs": 10}, decays()),
    "decay-start": Sweep("letters", 5, {"lr": 2e-3, "epochs": 30, "init": "standard_normal"}, {
        name: setting for name, setting in decays().items() if name[:4] in ("none", "0.15")}),
    "activation": Sweep("letters", 5, {"epochs": 10}, crossed(
        {name: {"activation": name} for name in ACTIVATIONS},
        {"own": {}, "N(0,1)": {"init": "standard_normal"}})),
    "narrow": Sweep("letters", 20, {"hidden": (32, 32), "epochs": 10}, crossed(
        {"Adam": {"lr": 2e-3}, "momentum": {"optimizer": "momentum", "lr": 0.005}},
        {name: STARTED[name] for name in ("N(0,1)", "He")})),
}


def main(words: list[str] | None = None) -> None:
    """Run what was asked for; write the results after each sweep."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", choices=[*SWEEPS, "all"], metavar="NAME",
                        help=", ".join([*SWEEPS, "all"]))
    parser.add_argument("--seeds", type=int, metavar="N", help="0 ... N-1 instead of each sweep's")
    parser.add_argument("--out", type=Path, default=FILE, metavar="FILE")
    options = parser.parse_args(words)
    line = "python benchmarks/sweeps.py " + shlex.join(sys.argv[1:] if words is None else words)
    for name in SWEEPS if "all" in options.names else options.names:
        keep(options.out, name, result(SWEEPS[name], options.seeds) | {"command": line})


def result(sweep: Sweep, seeds: int | None = None) -> dict:
    """Run a sweep: settings, each seed's numbers, and on what they were measured."""
    start, seeds = process_time(), list(range(seeds or sweep.seeds))
    rows = [{"name": name, "setting": setting,
             **numbers([run(task(sweep.task), seed, **{"looks": 10} | sweep.fixed | setting)
                       for seed in seeds])}
            for name, setting in sweep.settings.items()]
    return {"task": sweep.task, "size": task(sweep.task).size, "fixed": sweep.fixed,
            "seeds": seeds, "rows": rows, "date": date.today().isoformat(), "commit": commit(),
            "cpu_seconds": round(process_time() - start, 1), **machine()}


def numbers(runs: list[Run]) -> dict:
    """What the page needs of each seed: at the end, and at the look that was best to validate."""
    best = [int(np.argmax(one.valid)) for one in runs]
    columns = {"test": [one.test for one in runs], "valid": [one.valid[-1] for one in runs],
               "loss": [one.valid_loss for one in runs],
               "best_valid": [one.valid[k] for one, k in zip(runs, best)],
               "test_at_best": [one.right[k].mean() for one, k in zip(runs, best)]}
    return {name: [round(float(value), DIGITS) if np.isfinite(value) else None for value in values]
            for name, values in columns.items()}


def keep(path: Path, name: str, result: dict) -> None:
    """Put a sweep into the file in place of an older one; a line for each setting."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept[name] = result
    text = ",\n".join(layout(key, kept[key]) for key in SWEEPS if key in kept)
    path.parent.mkdir(exist_ok=True)
    path.write_text("{\n" + text + "\n}\n", encoding="utf-8")
    print(f"{name}: {len(result['rows'])} settings, {len(result['seeds'])} seeds, "
          f"{result['cpu_seconds']} s", flush=True)


def layout(name: str, result: dict) -> str:
    """A sweep as JSON, one line for its head and one for each setting."""
    head = json.dumps({key: value for key, value in result.items() if key != "rows"})
    rows = ",\n  ".join(map(json.dumps, result["rows"]))
    return f'{json.dumps(name)}: {head[:-1]}, "rows": [\n  {rows}]}}'


if __name__ == "__main__":
    main()
