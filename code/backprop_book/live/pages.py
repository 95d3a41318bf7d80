"""What a page needs to run: its cells, the packages and how many bytes they are; and the button's script.

A cell tagged `minutes` takes minutes in a browser, one tagged `native` starts other programs or threads,
one tagged `sources` reads the book's files: they are left out when the page runs, and run when the reader asks for them.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from html import escape
from pathlib import Path

from ..parallel import read_notebook
from .kernel import BASE, PURE, STUBS, sizes
from .wheels import MNIST

SCRIPTS = ("lite/thebe-lite.min.js", "thebe/index.js", "thebe/thebe.css", "require.js")
NEEDS_MNIST = re.compile(r'\bmnist\b|_training\b|experiments|check\("ch07', re.I)
TRAINS_ON_ALL = re.compile(r"data = mnist\(\)")              # for many epochs: a smaller part of it
MEASURES = re.compile(r"perf_counter|stopwatch")            # NumPy's own products, on a page that takes their time
SUBSET = ("In this page MNIST has {:,} training and {:,} test images in place of 60,000 and 10,000, "
          "so that it trains in your browser: the numbers differ from the printed ones.")
LONG = "A lab trains many networks: all of this page takes some minutes in a browser."
APART = {"minutes": "This cell takes minutes in a browser. The page runs without it; run it by its own button.",
         "needs": "This cell needs others above that are left out: its own button runs them first.",
         "native": "This cell starts other programs or threads, which a browser cannot do: "
                   "run it in the notebook on your own machine.",
         "sources": "This cell reads sources of the book that are not in the page: "
                    "run it in the notebook on your own machine."}
TAG = '<script defer src="{root}_static/live.js?v={version}" data-page="{page}" data-root="{root}"></script>\n</head>'
MARK = re.compile(r'<script defer src="[^"]*_static/live\.js[^>]*></script>\n(?=</head>)')


def write_pages(root: Path, site: Path, lock: dict) -> list[str]:
    """Write _live/pages/<page>.json for every page with cells, and put the button's script into it."""
    written = []
    version = hashlib.sha256((site / "_static" / "live.js").read_bytes()).hexdigest()[:8]
    for path in sorted(site.rglob("*.html")):
        page = path.relative_to(site).with_suffix("").as_posix()
        text = path.read_text(encoding="utf-8")
        bare = MARK.sub("", text)
        said = describe_page(root / f"{page}.md", bare, lock, site / "_live")
        if said:
            target = site / "_live" / "pages" / f"{page}.json"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
            tag = TAG.format(root="../" * page.count("/"), page=escape(page), version=version)
            path.write_text(bare.replace("</head>", tag, 1), encoding="utf-8")
            written.append(page)
        elif bare != text:
            path.write_text(bare, encoding="utf-8")
    return written


def describe_page(source: Path, text: str, lock: dict, folder: Path) -> dict:
    """What a page needs to run; {} if it shows no code, or none that runs in a browser."""
    notebook = read_notebook(str(source)) if "bp-code-" in text else None
    said = describe(notebook, lock, folder) if notebook else {"cells": []}
    if all("apart" in cell for cell in said["cells"]):
        return {}
    if "_lab_" in source.name:
        said["note"] = f"{said['note']} {LONG}".strip()
    return said


def describe(notebook, lock: dict, folder: Path) -> dict:
    """The page's cells in order, what is loaded for them, and what differs from the printed page."""
    cells = [{"n": n, "source": cell.source} | apart(cell)
             for n, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    leave_out_what_needs(cells)
    text = "\n".join(cell["source"] for cell in cells)
    packages = [*BASE, *STUBS, *PURE, "backprop"]
    note = ""
    if NEEDS_MNIST.search(text):
        part = "backprop_mnist_small" if TRAINS_ON_ALL.search(text) else "backprop_mnist"
        packages.append(part)
        note = SUBSET.format(*MNIST[part])
    files = {name: (folder / name).stat().st_size for name in SCRIPTS}
    files |= sizes(lock, folder, [name.replace("_", "-") for name in packages])
    return {"cells": cells, "packages": packages, "files": files, "note": note, "faster": not MEASURES.search(text)}


def apart(cell) -> dict:
    """Why a cell is not run with the others, if it is not."""
    return next(({"apart": words, "kind": tag} for tag, words in APART.items()
                 if tag in cell.metadata.get("tags", ())), {})


def leave_out_what_needs(cells: list[dict]) -> None:
    """A cell that reads a name which a cell made that is left out is left out, too.

    Each cell that is left out says in `after` which others have to run before it, as places in the list.
    """
    makers: dict[str, int] = {}                     # names that are missing, and the cell that would make them
    for k, cell in enumerate(cells):
        tree = ast.parse(re.sub(r"^\s*[%!].*", "", cell["source"], flags=re.M))
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        reads = {node.id for node in names if isinstance(node.ctx, ast.Load)} - bound
        direct = {makers[name] for name in reads & set(makers)}
        if direct and "apart" not in cell:
            cell |= {"apart": APART["needs"], "kind": "needs"}
        if "apart" in cell:
            cell["after"] = sorted(direct.union(*(cells[i]["after"] for i in direct)))
        for name in _made(tree):
            makers.pop(name, None)
            if "apart" in cell:
                makers[name] = k


def _made(node: ast.AST):
    """Names that code leaves behind: not those of its functions and comprehensions."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, (ast.FunctionDef, ast.ClassDef)):
            yield inner.name
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id
        elif not isinstance(inner, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            yield from _made(inner)
