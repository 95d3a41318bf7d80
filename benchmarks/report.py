"""From measured rates to tables: medians, ratios of the same round, and on what machine."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import date
from importlib import metadata
from pathlib import Path
from statistics import median

from backprop.tables import Table

AIMS = {"torch": ("PyTorch's default", 1.4), "sklearn": ("scikit-learn", 1.7),
        "fastest_torch": ("the fastest PyTorch", 1.0)}
SHARE, LARGE = 0.8, 256
FAST = ("torch foreach", "torch fused", "torch compiled", "torch all compiled")


def row(job: dict, rates: dict, peaks: dict, failed: dict) -> dict:
    """One setting: median rates, ratios ours / theirs, share of the products, memory in MB."""
    medians = {name: median(values) for name, values in rates.items()}
    ratios = {name: round(median(a / b for a, b in zip(rates["ours"], values)), 3)
              for name, values in rates.items() if name not in ("ours", "products")}
    fast = [name for name in FAST if name in medians]
    return {"net": job["sizes"], "batch": job["batch"], "threads": job["threads"],
            "steps_per_second": {name: round(value, 1) for name, value in medians.items()
                                 if name != "products"},
            "ours_over": ratios, "fastest_torch": min(fast, key=ratios.get) if fast else None,
            "products": {"steps_per_second": round(medians["products"], 1),
                         "gflops": round(flops(job) * max(rates["products"]) / 1e9, 1),
                         "reached": round(median(a / b for a, b in zip(rates["ours"],
                                                                       rates["products"])), 3)},
            "memory_mb": {name: {key: value and round(value) for key, value in peak.items()}
                          for name, peak in peaks.items() if name != "products"},
            "failed": failed}


def flops(job: dict) -> int:
    """Multiplications and additions in the products of one step."""
    pairs = list(zip(job["sizes"], job["sizes"][1:]))
    return sum(2 * job["batch"] * a * b * (3 if i else 2) for i, (a, b) in enumerate(pairs))


def about(options, missing: list[str]) -> dict:
    """What was run, when, and on what."""
    return {"command": options.command, "date": date.today().isoformat(),
            "commit": commit(), "machine": machine(),
            "versions": {"python": platform.python_version(),
                         **{name: version for name in ("numpy", "torch", "scikit-learn")
                            if (version := _version(name)) and used(name, options.only)}},
            "seconds": options.seconds, "clock": options.clock, "load_before": options.load, "missing": missing}


def used(package: str, contestants: list[str]) -> bool:
    """Does one of the contestants need it?"""
    module = {"scikit-learn": "sklearn"}.get(package, package)
    return package == "numpy" or any(name.startswith(module) for name in contestants)


def machine() -> dict:
    """What kind of machine this is."""
    return {"processor": _processor(), "cores": os.cpu_count(), "system": platform.system()}


def markdown(told: dict, rows: list[dict]) -> str:
    """All tables as Markdown."""
    machine, versions = told["machine"], told["versions"]
    lines = ["# Training steps a second", "",
             f"`{told['command']}`, {told['date']}, commit {told['commit']}: "
             f"{machine['processor']}, {machine['cores']} cores, {machine['system']}; "
             + ", ".join(f"{name} {version}" for name, version in versions.items())
             + f". Load of the machine before and after: {told['load_before']}, "
               f"{told['load_after']}. Clock: "
               f"{'processor time' if told['clock'] == 'cpu' else 'wall'}. How it is measured: `benchmarks/README.md`.", ""]
    if told["missing"]:
        lines += [f"Not installed, so left out: {', '.join(told['missing'])}.", ""]
    for threads in dict.fromkeys(one["threads"] for one in rows):
        some = [one for one in rows if one["threads"] == threads]
        lines += [f"## {threads} thread{'s' * (threads > 1)}", "", *_rates(some), *_ratios(some)]
        if reached := aims(some):
            lines += ["Aims:", "", *table(["aim", "reached", "missed at"], reached)]
        lines += [*_ceiling(some), *_memory(some)]
    failures = {f"- {name}, {_label(one)}: {why}" for one in rows
                for name, why in one["failed"].items()}
    if failures:
        lines += ["Left out because they failed:", "", *sorted(failures), ""]
    return "\n".join(lines)


def _rates(rows):
    names = list(rows[0]["steps_per_second"])
    return ["Steps a second (medians):", "",
            *table(["net, batch", *names], [[_label(one), *(f"{one['steps_per_second'][name]:.0f}"
                    if name in one["steps_per_second"] else "failed" for name in names)]
                    for one in rows])]


def _ratios(rows):
    plain = [name for name in ("torch", "sklearn", "textbook") if name in rows[0]["ours_over"]]
    names = {"torch": "PyTorch default", "sklearn": "scikit-learn"}
    head = ["net, batch", *(names.get(name, name) for name in plain)]
    head += ["fastest PyTorch"] if rows[0]["fastest_torch"] else []
    body = []
    for one in rows:
        cells = [_label(one), *(f"{one['ours_over'].get(name, float('nan')):.2f}" for name in plain)]
        if fastest := one["fastest_torch"]:
            cells.append(f"{one['ours_over'][fastest]:.2f} ({fastest.removeprefix('torch ')})")
        products = one["products"]
        body.append([*cells, f"{products['gflops']:.0f}", f"{100 * products['reached']:.0f} %"])
    return ["How many times as fast as each ours is, the rate of the bare matrix products, and how "
            "much of it our whole step reaches:", "",
            *table([*head, "products, GFLOP/s", "reached"], body)]


def aims(rows: list[dict]) -> list[list[str]]:
    """Each aim, what was reached from worst to best, and where it was missed: one number of threads."""
    body = []
    for name, (told, aim) in AIMS.items():
        over = {_label(one): one["ours_over"][one[name] if name == "fastest_torch" else name]
                for one in rows if one.get(name) or name in one["ours_over"]}
        if over:
            missed = [f"{label}: {ratio:.2f}" for label, ratio in over.items() if ratio < aim]
            body.append([f"{aim} times {told}", f"{min(over.values()):.2f} to "
                         f"{max(over.values()):.2f}", "; ".join(missed) or "none"])
    large = [one["products"]["reached"] for one in rows
             if one["batch"] >= LARGE and one["threads"] == 1]      # set for one thread only
    if large:
        body.append([f"{SHARE:.0%} of the products' rate at batch {LARGE}", f"{min(large):.0%}",
                     "none" if min(large) >= SHARE else "yes"])
    return body


def _ceiling(rows):
    """How many times as fast as scikit-learn a step would be that took no time but the products'."""
    limits = [f"{_label(one)}: {one['products']['steps_per_second'] / rate:.2f}"
              for one in rows if (rate := one["steps_per_second"].get("sklearn"))]
    return ["A step that did nothing but its matrix products would be this many times as fast as "
            f"scikit-learn's: {'; '.join(limits)}.", ""] if limits else []


def _memory(rows):
    names = [name for name in ("ours", "torch", "sklearn", "textbook") if name in rows[0]["memory_mb"]]
    body = [[_label(one), *(_megabytes(one["memory_mb"].get(name)) for name in names)]
            for one in rows]
    return ["Peak memory of a process in MB (in parentheses: without what the imports took):", "",
            *table(["net, batch", *names], body)]


def _megabytes(memory):
    """A peak, and what is left of it without the imports."""
    known = memory and memory["peak"]
    return f"{memory['peak']} ({memory['peak'] - memory['imports']})" if known else "?"


def table(head: list[str], body: list[list[str]]) -> list[str]:
    """A Markdown table and an empty line after it."""
    return [Table(head, body).markdown(), ""]


def _label(one):
    return f"{'-'.join(map(str, one['net']))}, {one['batch']}"


def _version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def commit() -> str:
    """The commit of this tree, or unknown."""
    try:
        return subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=Path(__file__).parent,
                              capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
