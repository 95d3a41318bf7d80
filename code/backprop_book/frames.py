"""Slider figures: the first frame comes with the page, the others are files of the site.

While a page is read, the frames that explore() put into it as data URIs move to files named by
their content, which the doctrees folder keeps; when the site is complete, the files that its
pages name are copied to _frames/. So a page that is not read again keeps its frames.
The weights of a canvas to draw on (backprop.canvas), a script as a data URI, go the same way.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from docutils import nodes
from sphinx.errors import ExtensionError

from backprop.slider import move_data

FOLDER = "_frames"
MAX_FRAMES = 600                    # per page: 600 frames are 5 MB to look at all of them
ENDING = {"image/webp": ".webp", "text/javascript": ".js"}


def setup(app) -> dict:
    """Take the frames out when a page is read, and write them when the site is complete."""
    app.connect("doctree-read", take_frames)
    app.connect("env-purge-doc", forget_page)
    app.connect("env-merge-info", merge_pages)
    app.connect("build-finished", write_frames)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def take_frames(app, doctree) -> None:
    """Replace each data URI of a slider figure by the relative address of its file."""
    page, kept = app.env.docname, store(app)
    kept.mkdir(parents=True, exist_ok=True)
    names = set()

    def address(kind: str, data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()[:16] + ENDING[kind]
        if not (kept / name).exists():
            (kept / name).write_bytes(data)
        names.add(name)
        return "../" * page.count("/") + f"{FOLDER}/{name}"

    for node in list(doctree.findall(nodes.raw)):
        text = node.astext()
        if (moved := move_data(text, address)) != text:
            node.children = [nodes.Text(moved)]
            node.rawsource = ""
    if len(names) > MAX_FRAMES:
        raise ExtensionError(f"{page}: {len(names)} frames, expected at most {MAX_FRAMES} a page; "
                             "give its sliders fewer steps, or points= to move one at a time")
    pages(app.env)[page] = names


def forget_page(app, env, docname) -> None:
    """Drop what a page named, before it is read again or when it is gone."""
    pages(env).pop(docname, None)


def merge_pages(app, env, docnames, other) -> None:
    """Bring home what a parallel reader found."""
    pages(env).update({page: pages(other)[page] for page in docnames if page in pages(other)})


def write_frames(app, exception) -> None:
    """Make _frames/ hold exactly the files that the pages name."""
    if exception or app.builder.format != "html":
        return
    target, needed = Path(app.outdir, FOLDER), set().union(*pages(app.env).values())
    target.mkdir(exist_ok=True)
    for folder in (target, store(app)):
        for file in folder.iterdir():
            if file.name not in needed:
                file.unlink()
    for name in needed:
        if not (target / name).exists():
            shutil.copyfile(store(app) / name, target / name)


def store(app) -> Path:
    """Where frames live between builds: beside the doctrees that name them."""
    return Path(app.doctreedir, FOLDER)


def pages(env) -> dict[str, set[str]]:
    """The frames' file names by page, kept with Sphinx's environment."""
    if not hasattr(env, "bp_frames"):
        env.bp_frames = {}
    return env.bp_frames
