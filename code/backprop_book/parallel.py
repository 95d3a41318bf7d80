"""Pages run side by side, one a core, before MyST-NB reads them.

MyST-NB runs the pages of a build one after the other. Here those that are not in its cache yet are
run first, all cores at work, and put there; a page that fails is left to MyST-NB, which runs it
again and says what is wrong.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from myst_nb.core.read import is_myst_markdown_notebook, myst_nb_reader_plugin
from sphinx.util import logging

log = logging.getLogger(__name__)


def setup(app) -> None:
    """Run the pages when Sphinx knows which of them it will read."""
    app.connect("env-before-read-docs", run_pages)


def run_pages(app, env, docnames) -> None:
    """Run every page to be read that has no outputs in the cache, and cache what succeeds."""
    cache = get_cache(app.config.nb_execution_cache_path)
    pages = {path: notebook for path in map(env.doc2path, docnames)
             if (notebook := read_notebook(path)) and not is_cached(cache, notebook)}
    if len(pages) < 2:
        return                                              # nothing to gain
    log.info(f"running {len(pages)} pages, {os.cpu_count()} at a time")
    timeout = app.config.nb_execution_timeout
    with ThreadPoolExecutor(os.cpu_count()) as pool:        # each page runs in a kernel of its own
        jobs = {pool.submit(single_nb_execution, notebook, str(Path(path).parent), timeout, False,
                            coalesce_streams=True): path    # else a flush may break a printed line
                for path, notebook in pages.items()}
        for job in as_completed(jobs):
            keep(cache, jobs[job], job.result())


def read_notebook(path: str):
    """The page as a notebook, or None if it has no cells to run."""
    if Path(path).suffix == ".md" and is_myst_markdown_notebook(Path(path).read_text(encoding="utf-8")):
        return myst_nb_reader_plugin(path)


def is_cached(cache, notebook) -> bool:
    """Is a run of just these cells in the cache?"""
    with suppress(KeyError):
        return bool(cache.match_cache_notebook(notebook))
    return False


def keep(cache, path: str, result) -> None:
    """Put a page that ran without an error into the cache, and say how each one ended."""
    how = "ran in" if result.err is None else "stopped after"
    log.info(f"{Path(path).stem} {how} {result.time:.1f} seconds")
    if result.err is None:
        bundle = CacheBundleIn(result.nb, path, data={"execution_seconds": result.time})
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
