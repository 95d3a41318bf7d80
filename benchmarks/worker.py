"""One contestant of benchmarks/step.py at one setting, in a process of its own.

    worker.py '{"name": "ours", "sizes": [...], "batch": ..., "threads": ..., "slice": seconds,
                "clock": "wall"}'

says when it is ready, makes a slice of steps for each line "run" that it reads and answers with
its rate, and ends with its peak memory. All answers are JSON lines. A process of its own, because
BLAS fixes its threads when NumPy is loaded, and because what one library frees changes how the
system's malloc treats the next.
"""

from __future__ import annotations

import importlib
import json
import sys
from time import perf_counter, process_time

from contestants import BATCHES, CONTESTANTS, data, products

CLOCKS = {"wall": perf_counter, "cpu": process_time}
MODULES = {"ours": "backprop", "sklearn": "sklearn.neural_network", "torch": "torch"}


def main() -> None:
    """Get ready, then answer line by line."""
    job = json.loads(sys.argv[1])
    imports = load(job)
    clock = CLOCKS[job["clock"]]
    try:
        make = {**CONTESTANTS, "products": products}[job["name"]]
        run = make(job["sizes"], data(job["sizes"], job["batch"]))
        run(6 * BATCHES)                            # compile, allocate, warm up
    except Exception as error:                      # no compiler, for example
        answer({"failed": f"{type(error).__name__}: {str(error).splitlines()[0][:120]}"})
        return
    steps = calibrated(run, job["slice"], clock)
    answer({"ready": True})
    for _ in iter(sys.stdin.readline, "end\n"):
        start = clock()
        run(steps)
        answer({"rate": steps / (clock() - start)})
    answer({"peak": peak(), "imports": imports})


def load(job: dict) -> float | None:
    """Import what the contestant needs; return the peak memory until then."""
    library = job["name"].split()[0]
    if library in MODULES:
        module = importlib.import_module(MODULES[library])
        if library == "torch":
            module.set_num_threads(job["threads"])
    return peak()


def calibrated(run, seconds: float, clock) -> int:
    """The number of steps, a multiple of BATCHES, that take about so long; the best of three."""
    times = []
    for _ in range(3):
        start = clock()
        run(BATCHES)
        times.append(clock() - start)
    return BATCHES * max(1, round(seconds / min(times)))


def peak() -> float | None:
    """Peak resident memory of this process in MB, or None where the system does not tell."""
    try:
        with open("/proc/self/status", encoding="utf-8") as status:
            kilobytes = next(line for line in status if line.startswith("VmHWM")).split()[1]
    except (OSError, StopIteration):
        return None
    return int(kilobytes) / 1024


def answer(value: dict) -> None:
    """Print one line for step.py."""
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    main()
