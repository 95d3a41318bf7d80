"""Runs first in the browser's Python: where MNIST and the stored results are, faster products, no processes.

NumPy in Pyodide has no BLAS, SciPy has one: large products go there, two to seven times as fast.
A browser starts no other programs: the book's own, `python -m backprop ...`, runs in this one.
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
from scipy.linalg import blas

from backprop.layers.linear import Linear

LARGE = 1 << 18                     # multiplications from which the call pays
GEMM = {"f": blas.sgemm, "d": blas.dgemm}


def prepare(folder: str = "reader", faster: bool = True) -> None:
    """Make a working folder with the stored results in reach, name MNIST, and speed up products if asked."""
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
    np.bincount, subprocess.run = _of_any_integers(np.bincount), _in_this_process(subprocess.run)
    if faster:
        np.dot, np.matmul = _by_blas(np.dot), _by_blas(np.matmul)
        Linear.function = lambda self, x: np.matmul(x, self.W) + self.b
        Linear.dx_from = lambda self, dy: np.matmul(dy, self.W.T)


def _place(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    return Path(next(iter(found.submodule_search_locations))) if found else None


def _by_blas(product):
    @functools.wraps(product)
    def faster(a, b, out=None, **options):
        if options or not _large(a, b):
            return product(a, b, out=out, **options)
        result = GEMM[a.dtype.char](1.0, b.T, a.T).T            # BLAS counts by columns: (a b)^T = b^T a^T
        if out is None:
            return result
        out[...] = result
        return out
    return faster


def _large(a, b) -> bool:
    """Two matrices that fit, of one float type, whose product is worth the call."""
    return (type(a) is type(b) is np.ndarray and a.ndim == b.ndim == 2 and a.shape[1] == b.shape[0]
            and a.dtype == b.dtype and a.dtype.char in GEMM and a.size * b.shape[1] >= LARGE)


def _of_any_integers(bincount):
    """Indices have 32 bits in a browser: labels of 64 are not cast by themselves."""
    @functools.wraps(bincount)
    def cast(x, *arguments, **options):
        x = np.asarray(x)
        return bincount(x.astype(np.intp) if x.dtype == np.int64 else x, *arguments, **options)
    return cast


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
