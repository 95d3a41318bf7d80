"""The experiments of chapter 15 at length: more seeds, more drawings, the course lab's sizes.

    python benchmarks/sweeps.py batch depth             these two, with the seeds of each
    python benchmarks/sweeps.py all --seeds 2           all of them, with the seeds 0 and 1

`prepare` and `run` are those of the page (a test compares their numbers). results/sweeps.json
holds, for each sweep, every seed's numbers with command, commit and date; the page reads it.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from datetime import date
from functools import lru_cache
from itertools import chain, count, islice
from pathlib import Path
from time import process_time
from typing import NamedTuple

import numpy as np

from backprop import OPTIMIZERS, SoftmaxCrossEntropy, Trainer, mlp
from backprop.data import Standardize, batches, characters, letters, mnist
from backprop.errors import DivergedError
from backprop.functional import log_softmax
from report import commit, machine

FILE = Path(__file__).resolve().parent / "results" / "sweeps.json"
DIGITS = 5                      # of a number in the file


class Task(NamedTuple):
    """A pool to train on, `size` rows of it in a run, and sets to validate (400 rows) and test."""

    name: str
    size: int
    pool: tuple
    valid: tuple
    test: tuple

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return int(self.test[1].max()) + 1


class Run(NamedTuple):
    """What a run left: curves over its updates, and its network."""

    loss: np.ndarray            # (updates,) of the batch, before each update
    looks: np.ndarray           # the updates at which the next two were measured
    valid: np.ndarray           # accuracy on the validation set
    right: np.ndarray           # (looks, test rows) of booleans: which are classified right
    test: float                 # accuracy on the test set at the end
    valid_loss: float           # at the end
    network: object


class Sweep(NamedTuple):
    """A task, what is held fixed, how many seeds, and the settings by name."""

    task: str
    seeds: int
    fixed: dict
    settings: dict


def prepare(task, seed, hidden=(64,), activation="relu", init=None, dropout=0.0,
            optimizer="adam", batch=16, lr=1e-3, **options):
    """Rows to train on, and a trainer: the seed fixes rows, weights and order."""
    data, weights, order = np.random.default_rng(seed).spawn(3)
    rows = data.permutation(len(task.pool[0]))[:task.size]
    network = mlp((784, *hidden, task.classes), activation=activation, init=init,
                  dropout=dropout, rng=weights)
    trainer = Trainer(network, SoftmaxCrossEntropy(), OPTIMIZERS[optimizer](lr, **options),
                      batch_size=min(batch, task.size), rng=order)
    return task.pool[0][rows], task.pool[1][rows], trainer


def run(task, seed, *, epochs=10, updates=None, looks=10, **setting):
    """Train once and look at validation and test set at `looks` evenly spaced moments."""
    x, t, trainer = prepare(task, seed, **setting)
    net, size = trainer.network, trainer.batch_size
    total = updates or epochs * -(-len(x) // size)
    moments = np.unique(np.ceil(np.linspace(total / looks, total, looks)).astype(int))
    order = chain.from_iterable(batches(len(x), size, rng=trainer.rng) for _ in count())
    losses, seen = np.full(total, np.nan), []
    with np.errstate(all="ignore"):
        try:
            for k, rows in enumerate(islice(order, total), 1):
                losses[k - 1] = trainer.step(x[rows], t[rows])
                if k == moments[len(seen)]:
                    seen.append(look(net, task))
        except DivergedError:           # it counts as it stands
            seen += [look(net, task)] * (len(moments) - len(seen))
    right, valid, valid_losses = (np.array(column) for column in zip(*seen))
    return Run(losses, moments, valid, right, right[-1].mean(), valid_losses[-1], net)


def look(network, task):
    """Test rows that are classified right; accuracy and loss on the validation set."""
    z, t = network.predict(task.valid[0]), task.valid[1]
    loss = -log_softmax(z)[np.arange(len(t)), t].mean()
    right = network.predict(task.test[0]).argmax(axis=1) == task.test[1]
    return right, np.mean(z.argmax(axis=1) == t), loss


@lru_cache
def task(name: str) -> Task:
    """Draw or load a task: pool, 400 or so to validate, and thousands to test."""
    if name == "mnist":
        return _mnist(5000)
    draw, classes, size = {"characters": (characters, 12, 2400),
                           "letters": (letters, 26, 4160)}[name]
    rng = np.random.default_rng(15)
    sets = [draw(n, rng=rng) for n in (2 * size // classes, 400 // classes + 1, 2400 // classes)]
    return _task(name, size, *((1 - part.x, part.t) for part in sets))


def _mnist(size):
    """The fixed split: the first images of a permutation with seed 15; 2,500 test images."""
    data = mnist()
    rows = np.random.default_rng(15).permutation(len(data.x_train))[:size + 400]
    parts = [(data.x_train[r], data.t_train[r]) for r in (rows[:size], rows[size:])]
    return _task("mnist", size, *parts, (data.x_test[:2500], data.t_test[:2500]))


def _task(name, size, pool, *others):
    scale = Standardize.fit(pool[0], per="all")
    return Task(name, size, *((scale(x), t) for x, t in (pool, *others)))


LAB = {"hidden": (500,), "dropout": 0.5, "lr": 3e-4, "init": "small_normal"}    # 12 characters
BATCHES = {name: {"batch": size} for name, size in
           (("1", 1), ("8", 8), ("16", 16), ("64", 64), ("256", 256), ("full", 10**6))}
RATES = (1e-4, 3e-4, 1e-3, 3e-3)
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
    "batch-rates": Sweep("characters", 3, {"hidden": (100,), "epochs": 10, "looks": 5},
                         crossed(BATCHES, {f"rate {lr:g}": {"lr": lr} for lr in RATES})),
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
             **numbers([run(task(sweep.task), seed, **sweep.fixed | setting) for seed in seeds])}
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
