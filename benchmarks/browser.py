"""How fast is NumPy in a browser's Python (Pyodide, WebAssembly), next to native NumPy?

    python benchmarks/browser.py PYODIDE_FOLDER --json benchmarks/results/browser.json

The folder holds pyodide.mjs, its .wasm and a NumPy wheel. Node runs Pyodide (its engine, V8, is
Chrome's), in turns with a native process on one thread; a rate is the median of the rounds. The
clock is the processor time of the process, so that a busy machine slows neither side much.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from datetime import date
from pathlib import Path
from time import process_time

HERE = Path(__file__).resolve().parent
ROUNDS = 5


def main() -> None:
    """Measure both sides in turns; print, and write the file that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pyodide", metavar="PYODIDE_FOLDER")
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    sides = {"native": [sys.executable, str(HERE / "browser.py"), "--measure"],
             "pyodide": ["node", str(HERE / "browser.mjs"), options.pyodide]}
    runs = {side: [] for side in sides}
    for _ in range(ROUNDS):
        for side, command in sides.items():
            runs[side].append(run(command))
            print(side, runs[side][-1]["rates"], file=sys.stderr, flush=True)
    told = {"command": f"python benchmarks/browser.py {Path(options.pyodide).name} "
                       "--json benchmarks/results/browser.json",
            "date": date.today().isoformat(), "clock": "processor time", "machine": machine(),
            "rounds": ROUNDS,
            **{side: merged(results) for side, results in runs.items()}}
    print(json.dumps(told, indent=1))
    if options.json:
        Path(options.json).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def run(command: list[str]) -> dict:
    """Run one side once and return what its last line says."""
    done = subprocess.run(command, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, text=True,
                          capture_output=True, check=True)
    return json.loads(done.stdout.strip().split("\n")[-1])


def merged(results: list[dict]) -> dict:
    """Medians of the rates over the rounds."""
    return {**results[0], "rates": {name: statistics.median(one["rates"][name] for one in results)
                                    for name in results[0]["rates"]}}


def machine() -> dict:
    """What kind of machine this is, and how busy it was."""
    from report import machine as known

    return {**known(), "load": round(os.getloadavg()[0], 2)}


def measure() -> dict:
    """Rates of NumPy and of the book's package in the Python that runs this."""
    import numpy as np

    rates = {f"{n} x {n} product, billion operations/s": 2e-9 * n**3 * per_second(multiply(n))
             for n in (128, 512)}
    rates["passes of Adam over 397,510 parameters, GB/s"] = 96e-9 * 397_510 * per_second(adam())
    for sizes, batch in (([784, 100, 10], 100), ([784, 500, 10], 64), ([1, 100, 100, 1], 64)):
        rates[f"{'-'.join(map(str, sizes))}, batch {batch}, steps/s"] = per_second(step(sizes, batch))
    return {"versions": {"python": platform.python_version(), "numpy": np.__version__, **engine()},
            "rates": rates}


def per_second(f, seconds: float = 0.25, slices: int = 5) -> float:
    """Calls a second of processor time: the median of so many slices, after three calls."""
    for _ in range(3):
        f()
    start = clock()
    f()
    calls, rates = max(1, round(seconds / max(clock() - start, 1e-6))), []
    for _ in range(slices):
        start = clock()
        for _ in range(calls):
            f()
        rates.append(calls / (clock() - start))
    return statistics.median(rates)


def clock() -> float:
    """Processor seconds of this process; in Pyodide those that Node reports."""
    if sys.platform != "emscripten":
        return process_time()
    from js import process

    used = process.cpuUsage()
    return (used.user + used.system) / 1e6


def multiply(n: int):
    """A float32 product of two n x n matrices."""
    import numpy as np

    a = np.random.default_rng(0).standard_normal((n, n), dtype=np.float32)
    out = np.empty_like(a)
    return lambda: np.matmul(a, a, out=out)


def adam():
    """One update of the package's Adam on a vector as long as 784-500-10 has parameters."""
    import numpy as np

    from backprop import Adam

    optimizer, rng = Adam(1e-3), np.random.default_rng(0)
    theta, g = rng.standard_normal((2, 397_510), dtype=np.float32)
    return lambda: optimizer.step(theta, g)


def step(sizes: list[int], batch: int):
    """One Trainer.step."""
    import numpy as np

    from backprop import Adam, MeanSquaredError, SoftmaxCrossEntropy, Trainer, mlp

    rng = np.random.default_rng(0)
    x = rng.random((batch, sizes[0]), dtype=np.float32)
    t = np.sin(3 * x) if sizes[-1] == 1 else rng.integers(0, sizes[-1], batch)
    loss = MeanSquaredError() if sizes[-1] == 1 else SoftmaxCrossEntropy()
    trainer = Trainer(mlp(sizes, rng=rng), loss, Adam(1e-3), batch_size=batch, rng=rng)
    return lambda: trainer.step(x, t)


def engine() -> dict:
    """Pyodide's version, where there is one."""
    if sys.platform != "emscripten":
        return {}
    import pyodide

    return {"pyodide": pyodide.__version__}


if __name__ == "__main__":
    if sys.argv[1:] == ["--measure"]:
        print(json.dumps(measure()))
    else:
        main()
