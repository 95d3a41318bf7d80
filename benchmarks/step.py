"""How many training steps a second: backprop, PyTorch, scikit-learn and a textbook loop.

    python benchmarks/step.py                         all settings, 1 and 2 threads, to the screen
    python benchmarks/step.py --seconds 4 --markdown step.md --json step.json

Each contestant has a process of its own for each setting and number of threads; they take turns.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from report import AIMS, about, aims, markdown, row

HERE = Path(__file__).resolve().parent
NETS = ["784,100,10:100", "784,500,10:16", "784,500,10:64", "784,500,10:256",
        "784,512,512,10:64", "1,100,100,1:64"]
CONTESTANTS = ["ours", "torch", "torch foreach", "torch fused", "torch compiled",
               "torch all compiled", "sklearn", "textbook"]
ROUNDS = 24
PAUSE = 0.1         # seconds: idle threads of the last contestant spin on a core before they sleep
BLAS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def main(arguments: list[str] | None = None) -> None:
    """Measure, print the tables, write the files that were asked for."""
    options = parse(arguments)
    names = [name for name in CONTESTANTS if name in options.only and installed(name)]
    told = about(options, missing=[name for name in options.only if name not in names])
    rows = []
    for threads in options.threads:
        for sizes, batch in options.nets:
            job = {"sizes": sizes, "batch": batch, "threads": threads, "clock": options.clock,
                   "slice": options.seconds / ROUNDS}
            rows.append(row(job, *measure(job, [*names, "products"])))
            print(f"{rows[-1]['net']}, batch {batch}, {threads} thread(s): "
                  f"{rows[-1]['steps_per_second']}", file=sys.stderr, flush=True)
    told["load_after"] = load()
    told["goals"] = {name: goal for name, (_, goal) in AIMS.items()}
    told["aims"] = {threads: aims([one for one in rows if one["threads"] == threads])
                    for threads in options.threads}
    text = markdown(told, rows)
    print(text)
    if options.markdown:
        Path(options.markdown).write_text(text, encoding="utf-8")
    if options.json:
        Path(options.json).write_text(json.dumps({**told, "rows": rows}, indent=1) + "\n",
                                      encoding="utf-8")


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line; keep it as a line that can be typed again."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, metavar="S",
                        help="time for each contestant at each setting (default: 2)")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], metavar="N",
                        help="numbers of threads (default: 1 2)")
    parser.add_argument("--nets", type=net, nargs="+", default=list(map(net, NETS)),
                        metavar="SIZES:BATCH", help=f"settings (default: {' '.join(NETS)})")
    parser.add_argument("--only", nargs="+", choices=CONTESTANTS, default=CONTESTANTS,
                        metavar="NAME", help=f"contestants besides ours: {', '.join(CONTESTANTS)}")
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall",
                        help="cpu: processor time of the process, for 1 thread on a busy machine")
    parser.add_argument("--json", metavar="FILE", help="write all numbers to this file")
    parser.add_argument("--markdown", metavar="FILE", help="write the tables to this file")
    options = parser.parse_args(arguments)
    options.only = list(dict.fromkeys(["ours", *options.only]))
    if options.clock == "cpu" and options.threads != [1]:
        parser.error("--clock cpu adds up the time of all threads: use it with --threads 1")
    words = sys.argv[1:] if arguments is None else arguments
    options.command = " ".join(["python benchmarks/step.py", *words])
    options.load = load()
    return options


def net(text: str) -> tuple[list[int], int]:
    """Parse "784,500,10:64": layer sizes and batch size."""
    try:
        sizes, batch = text.split(":")
        return [int(size) for size in sizes.split(",")], int(batch)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: expected SIZES:BATCH, as 784,500,10:64") from None


def installed(name: str) -> bool:
    """Is there what the contestant needs?"""
    return name in ("ours", "textbook") or importlib.util.find_spec(name.split()[0]) is not None


def measure(job: dict, names: list[str]) -> tuple[dict, dict, dict]:
    """Let the contestants take turns; return rates round by round, memory, and who failed."""
    workers, failed = {}, {}
    for name in names:                              # one after the other: starting is hard work
        worker = start({**job, "name": name})
        told = json.loads(worker.stdout.readline() or '{"failed": "died"}')
        if "failed" in told:
            failed[name] = told["failed"]
            worker.communicate()
        else:
            workers[name] = worker
    rates = {name: [] for name in workers}
    for _ in range(ROUNDS):
        for name, worker in workers.items():
            time.sleep(PAUSE if job["threads"] > 1 else 0)
            rates[name].append(ask(worker, "run")["rate"])
    peaks = {name: ask(worker, "end") for name, worker in workers.items()}
    for worker in workers.values():
        worker.communicate()
    return rates, peaks, failed


def start(job: dict) -> subprocess.Popen:
    """Start worker.py with the job's number of BLAS threads."""
    environment = {**os.environ, **dict.fromkeys(BLAS, str(job["threads"]))}
    return subprocess.Popen([sys.executable, str(HERE / "worker.py"), json.dumps(job)], text=True,
                            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def ask(worker: subprocess.Popen, word: str) -> dict:
    """Send a word and wait for the answer."""
    worker.stdin.write(word + "\n")
    worker.stdin.flush()
    return json.loads(worker.stdout.readline())


def load() -> float | None:
    """How many processes wanted a core in the last minute."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


if __name__ == "__main__":
    main()
