"""One process of benchmarks/step.py: the number of BLAS threads is fixed when NumPy is loaded.

    worker.py speed '{"sizes": [...], "batch": ..., "threads": ..., "seconds": ..., "clock": "wall",
                        "names": [...]}'
    worker.py memory '{..., "names": [one]}'

prints one JSON object. `step.py` starts it; the environment sets the threads.
"""

from __future__ import annotations

import importlib
import json
import sys
from time import perf_counter, process_time

from contestants import BATCHES, CONTESTANTS, data, products

ROUNDS = 24
CLOCKS = {"wall": perf_counter, "cpu": process_time}


def main() -> None:
    """Do what the command line says and print it."""
    what, job = sys.argv[1], json.loads(sys.argv[2])
    if any(name.startswith("torch") for name in job["names"]):
        import torch
        torch.set_num_threads(job["threads"])
    print(json.dumps({"speed": speed, "memory": memory}[what](job)))


def speed(job: dict) -> dict:
    """Steps per second of each contestant in each round, in turn; and of the bare products."""
    batches, clock = data(job["sizes"], job["batch"]), CLOCKS[job["clock"]]
    runs, failed = {}, {}
    for name in job["names"]:
        try:
            runs[name] = CONTESTANTS[name](job["sizes"], batches)
            runs[name](2 * BATCHES)                 # compile, allocate
        except Exception as error:                  # a compiler is missing, for example
            runs.pop(name, None)
            failed[name] = f"{type(error).__name__}: {str(error).splitlines()[0][:120]}"
    runs["products"] = products(job["sizes"], batches)
    steps = {name: calibrated(run, job["seconds"] / ROUNDS, clock) for name, run in runs.items()}
    rates = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = clock()
            run(steps[name])
            rates[name].append(steps[name] / (clock() - start))
    return {"rates": rates, "failed": failed}


def calibrated(run, seconds: float, clock) -> int:
    """The number of steps, a multiple of BATCHES, that take about so long; the best of three."""
    times = []
    for _ in range(3):
        start = clock()
        run(BATCHES)
        times.append(clock() - start)
    return BATCHES * max(1, round(seconds / min(times)))


def memory(job: dict) -> dict:
    """Peak resident memory in MB of a process that makes 48 steps, and what its imports took."""
    (name,), module = job["names"], {"ours": "backprop", "sklearn": "sklearn.neural_network"}
    module = module.get(job["names"][0], name.split()[0])
    if name != "textbook":
        importlib.import_module(module)
    before = peak()
    CONTESTANTS[name](job["sizes"], data(job["sizes"], job["batch"]))(6 * BATCHES)
    return {"peak": peak(), "imports": before}


def peak() -> float | None:
    """Peak resident memory of this process in MB, or None where the system does not tell."""
    try:
        with open("/proc/self/status") as status:
            kilobytes = next(line for line in status if line.startswith("VmHWM")).split()[1]
    except (OSError, StopIteration):
        return None
    return int(kilobytes) / 1024


if __name__ == "__main__":
    main()
