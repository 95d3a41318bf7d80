"""The book's package as a wheel for the browser, and a part of MNIST that loads fast, as another."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import struct
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import matplotlib

LEFT_OUT = re.compile(r"__pycache__|egg-info|/data/mnist/(?!LICENSE)")
FONT = "mpl-data/fonts/ttf/cmti10.ttf"                      # Pyodide's Matplotlib has lost it; lab 16 draws with it
MNIST = {"backprop_mnist": (7000, 2500), "backprop_mnist_small": (3600, 1000)}      # training and test images
IMAGES, LABELS = 16, 8                                      # bytes of an IDX file before its data


@dataclass(frozen=True)
class Wheel:
    """A wheel, and what Pyodide's lock says of it."""

    name: str
    version: str
    content: bytes
    imports: tuple[str, ...]
    depends: tuple[str, ...]

    @property
    def key(self) -> str:
        """Its name in the lock."""
        return self.name.replace("_", "-")

    @property
    def file(self) -> str:
        """Its file name."""
        return f"{self.name}-{self.version}-py3-none-any.whl"

    def entry(self) -> dict:
        """Its entry in the lock."""
        return {"name": self.key, "version": self.version, "file_name": self.file, "install_dir": "site",
                "sha256": hashlib.sha256(self.content).hexdigest(), "package_type": "package",
                "imports": list(self.imports), "depends": [name.replace("_", "-") for name in self.depends],
                "unvendored_tests": False}


def own(root: Path) -> list[Wheel]:
    """The wheels that are made of this repository."""
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    code = root / "code"
    files = {path.relative_to(code).as_posix(): path.read_bytes() for path in sorted((code / "backprop").rglob("*"))
             if path.is_file() and not LEFT_OUT.search(path.as_posix())}
    files["backprop_live.py"] = Path(__file__).with_name("start.py").read_bytes()
    files["backprop_live_order.py"] = Path(__file__).with_name("order.py").read_bytes()
    files |= {f"backprop_live_results/{path.name}": path.read_bytes()
              for path in sorted((root / "benchmarks" / "results").glob("*.json"))}
    files[f"matplotlib/{FONT}"] = Path(matplotlib.get_data_path(), "..", FONT).read_bytes()
    needs = ("numpy", "sympy", "matplotlib", "pillow", "ipywidgets", "tqdm", "threadpoolctl")
    return [wheel("backprop", version, files, ("backprop", "backprop_live", "backprop_live_order"), needs),
            *(wheel(name, version, {f"{name}/{file}": content for file, content in subset(code, *sizes).items()},
                    (name,), ()) for name, sizes in MNIST.items())]


def wheel(name: str, version: str, files: dict[str, bytes], imports: tuple, depends: tuple) -> Wheel:
    """A wheel that holds the files; the same bytes each time."""
    info = f"{name}-{version}.dist-info"
    files = files | {f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
                     f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: backprop_book\nRoot-Is-Purelib: true\n"
                                      b"Tag: py3-none-any\n"}
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"]).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return Wheel(name, version, packed.getvalue(), imports, depends)


def subset(code: Path, train: int, test: int) -> dict[str, bytes]:
    """The first images and labels of MNIST's training and test set, as IDX files."""
    folder, files = code / "backprop" / "data" / "mnist", {"__init__.py": b"", "LICENSE": b""}
    files["LICENSE"] = (folder / "LICENSE").read_bytes()
    for prefix, count in (("train", train), ("t10k", test)):
        for kind, head, size in (("images-idx3", IMAGES, 784), ("labels-idx1", LABELS, 1)):
            name = f"{prefix}-{kind}-ubyte.gz"
            data = gzip.decompress((folder / name).read_bytes())
            cut = data[:4] + struct.pack(">I", count) + data[8:head + count * size]
            files[name] = gzip.compress(cut, 9, mtime=0)
    return files
