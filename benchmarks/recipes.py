"""Train MNIST by the frozen recipes, on all 60,000 images, and look at the test set once a run.

    python benchmarks/recipes.py quick good                 seeds 0, 1, 2 of each
    python benchmarks/recipes.py best --seeds 0

Each run is the command line that a reader would type; results/recipes.json and recipes.md keep
every run ever made of the frozen recipes, a repeated seed replaced.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import mean

from report import machine, table

RECIPES = {
    "quick": "--hidden 512 --augment shift --batch-size 256 --lr 0.004 --epochs 6",
    "good": "--hidden 512,512 --augment distort --rotation 6 --scale 0.08 --shear 0.08 "
            "--elastic 0.65 --batch-size 256 --lr 0.003 --epochs 16",
    "best": "--hidden 800,800 --augment distort --batch-size 256 --lr 0.0025 --epochs 130",
    "longest": "--hidden 1200,800 --augment distort --batch-size 256 --lr 0.0025 --epochs 300",
}
RESULTS = Path(__file__).resolve().parent / "results"
FILE = RESULTS / "recipes.json"


def main() -> None:
    """Run what was asked for; write the results after each run."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", choices=RECIPES, metavar="RECIPE",
                        help=", ".join(RECIPES))
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2], metavar="N")
    parser.add_argument("--threads", type=int, default=1, metavar="N")
    options = parser.parse_args()
    for name in options.names:
        for seed in options.seeds:
            keep(name, run(name, seed, options.threads))


def command(name: str, seed: int, threads: int = 1) -> str:
    """What a reader types."""
    return (f"backprop train mnist {RECIPES[name]} --train-on-all --seed {seed} "
            f"--threads {threads}")


def run(name: str, seed: int, threads: int) -> dict:
    """Train and evaluate one seed: test accuracy, and seconds of training by two clocks.

    seconds:     on the wall, all epochs together, without loading and files.
    cpu_seconds: of the whole process, on a busy machine the better guide.
    """
    line, load = command(name, seed, threads), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        start = _children_seconds()
        _backprop(*line.split()[1:], "--out", "model.npz", "--progress", "none", folder=folder)
        used = _children_seconds() - start
        told = _backprop("evaluate", "model.npz", "mnist", folder=folder)
        history = json.loads((Path(folder) / "model.history.json").read_text(encoding="utf-8"))
    return {"command": line, "seed": seed, "threads": threads, "date": date.today().isoformat(),
            "test_accuracy": float(re.search(r"accuracy ([\d.]+)", told)[1]),
            "train_loss": history[-1]["train_loss"],
            "seconds": round(sum(record["seconds"] for record in history), 1),
            "cpu_seconds": round(used, 1),
            "load": [round(load, 1), round(os.getloadavg()[0], 1)], **machine()}


def keep(name: str, result: dict) -> None:
    """Add a run to the results, in place of an older one of this seed or of other settings."""
    RESULTS.mkdir(exist_ok=True)
    runs = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    same = [old for old in runs.get(name, []) if old["seed"] != result["seed"]
            and old["command"] == command(name, old["seed"], old["threads"])]
    runs[name] = sorted([*same, result], key=lambda one: one["seed"])
    FILE.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "recipes.md").write_text(markdown(runs), encoding="utf-8")
    print(f"{name}, seed {result['seed']}: test accuracy {result['test_accuracy']:.2%}, "
          f"{result['seconds']:.0f} s", flush=True)


def markdown(runs: dict) -> str:
    """The runs as one table, a row for each recipe, and the command lines."""
    body = [[name, ", ".join(f"{one['test_accuracy']:.2%}" for one in runs[name]),
             f"{mean(one['test_accuracy'] for one in runs[name]):.2%}",
             ", ".join(str(one["threads"]) for one in runs[name]),
             ", ".join(f"{one['seconds']:.0f}" for one in runs[name]),
             ", ".join(f"{one['cpu_seconds']:.0f}" for one in runs[name]),
             ", ".join(f"{one['load'][0]:.1f}-{one['load'][1]:.1f}" for one in runs[name])]
            for name in RECIPES if name in runs]
    some = next(iter(runs.values()))[-1]
    lines = ["# MNIST recipes", "",
             "Trained on all 60,000 images; the test set is looked at once a run. The settings of quick "
             "and good were chosen on a validation split of 10,000 training images. best and longest were "
             "not validated by themselves: their widths, rate and strengths are those of earlier "
             "trials, and they have as many epochs as ten and thirty minutes should allow.", "",
             *table(["recipe", "test accuracy of each seed", "mean", "threads", "seconds of training",
                     "processor seconds, all in all", "load of the machine"], body)]
    for name in RECIPES:
        if name in runs:
            seeds = ", ".join(str(one["seed"]) for one in runs[name])
            lines += [f"**{name}**, seeds {seeds}, {runs[name][-1]['date']}:", "",
                      "```", command(name, 0, runs[name][-1]["threads"]), "```", ""]
    lines += ["Seconds of training are those on the clock of all epochs together; a load above the "
              "number of cores stretches them, and then processor seconds (loading included) tell "
              f"more. Machine: {some['processor']}, {some['cores']} "
              f"cores. `python benchmarks/recipes.py {' '.join(RECIPES)}` runs them again.", ""]
    return "\n".join(lines)


def _backprop(*words, folder):
    """Run a command of the package in a folder; return what it printed."""
    done = subprocess.run([sys.executable, "-m", "backprop", *words], cwd=folder, text=True,
                          stdout=subprocess.PIPE, check=True)
    return done.stdout


def _children_seconds():
    """Processor seconds of all child processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    main()
