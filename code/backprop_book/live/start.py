"""Runs first in the browser's Python: where MNIST and the stored results are, faster products, no processes.

NumPy in Pyodide has no BLAS: its matrix product walks down the columns of the second matrix, and is
three times as fast when they lie in memory one after the other. A browser starts no other programs: the
book's own, `python -m backprop ...`, runs in this one.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import io
import logging
import os
import subprocess
from pathlib import Path

import numpy as np

from backprop.layers.linear import Linear

LARGE = 4096                        # entries from which a copy of the second matrix pays


def prepare(folder: str = "reader") -> None:
    """Make a working folder with the stored results in reach, name MNIST, and speed up products."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)     # it lists the fonts, and says so
    chapters = Path(folder, "chapters").absolute()
    chapters.mkdir(parents=True, exist_ok=True)
    os.chdir(chapters)
    results = chapters.parent / "benchmarks" / "results"
    if not results.exists() and (found := _place("backprop_live_results")):
        results.parent.mkdir(parents=True, exist_ok=True)
        results.symlink_to(found, target_is_directory=True)
    if mnist := _place("backprop_mnist") or _place("backprop_mnist_small"):
        os.environ["BACKPROP_MNIST"] = str(mnist)
    np.dot, np.matmul = _by_columns(np.dot), _by_columns(np.matmul)
    subprocess.run = _in_this_process(subprocess.run)
    Linear.function = lambda self, x: np.matmul(x, self.W) + self.b


def _place(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    return Path(next(iter(found.submodule_search_locations))) if found else None


def _by_columns(product):
    @functools.wraps(product)
    def faster(a, b, *args, **options):
        if isinstance(b, np.ndarray) and b.ndim == 2 and b.size > LARGE and b.flags.c_contiguous:
            if isinstance(a, np.ndarray) and a.ndim == 2 and len(a) > 8 and b.dtype.kind == "f":
                b = np.asfortranarray(b)
        return product(a, b, *args, **options)
    return faster


def _in_this_process(run):
    @functools.wraps(run)
    def own(words, *args, cwd=".", **options):
        if list(words[1:3]) != ["-m", "backprop"]:
            return run(words, *args, cwd=cwd, **options)
        from backprop.cli import main
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = main(list(words[3:]))
            except SystemExit as stop:
                code = stop.code or 0
        return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())
    return own
