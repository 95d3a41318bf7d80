"""A canvas in the page: the reader draws a digit or a character, and the network's own weights answer at once.

`Canvas(network, standardize)` is a figure for a notebook or the book.  It needs no kernel: its
script, canvas.js, does in the browser what `like_mnist`, `standardize` and `predict` do here.
The weights travel as 8-bit numbers in a script of their own, read when the canvas is touched.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .data import Standardize
from .data.folder import areas
from .checks import check_float, check_shape
from .errors import DTypeError, OptionError, ShapeError
from .layers import Linear, ReLU
from .network import Network

SCRIPT = Path(__file__).with_suffix(".js")
STYLE = Path(__file__).with_suffix(".css")


def like_mnist(ink: np.ndarray, *, box: int = 20, side: int = 28) -> np.ndarray:
    """Bring a drawing into MNIST's form: longer side 20 pixels, center of mass in the middle.

    Shapes:  ink (h, w), 0 = paper, 1 = ink -> (side*side,) float32; without ink all zeros.
    Source:  LeCun et al. (1998); the middle is pixel (14, 14), measured on the set.
    """
    check_shape(check_float(ink, "ink", "like_mnist", finite=True), (None, None), "ink", "like_mnist")
    image = np.zeros((side, side))
    if not (ink > 0).any():
        return image.astype(np.float32).ravel()
    rows, columns = (np.flatnonzero((ink > 0).any(axis)) for axis in (1, 0))
    cut = ink[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1].astype(np.float64)
    height, width = (max(1, int(n * box / max(cut.shape) + 0.5)) for n in cut.shape)
    small = areas(cut.shape[0], height) @ cut @ areas(cut.shape[1], width).T
    top = _corner(small.sum(axis=1), side)
    left = _corner(small.sum(axis=0), side)
    image[top:top + height, left:left + width] = small
    return image.astype(np.float32).ravel()


def quantize(W: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Round W to 8 bits: W is about q * scale, with one scale a column.

    Shapes:  W (d_in, d_out) -> q int8 in -127 ... 127, scale (d_out,) float32.
    """
    check_shape(check_float(W, "W", "quantize", finite=True), (None, None), "W", "quantize")
    scale = (np.abs(W).max(axis=0, initial=0) / 127).astype(np.float32)
    scale[scale == 0] = 1
    return np.rint(W / scale).astype(np.int8), scale


class Canvas:
    """A canvas to draw on, and the network's probabilities beside it.           (chapter 14)

    network:     Linear and ReLU layers only, the first Linear taking 28 x 28 pixels.
    standardize: the same mean and std for all pixels (Standardize.fit(x, per="all")).
    names:       of the classes; examples (n, 784) in 0 ... 1: images that a button puts on it.
    what:        the word for what is to be drawn.
    rounded:     the network with the 8-bit weights that the page computes with.
    Errors:      OptionError, ShapeError, DTypeError.
    """

    def __init__(self, network: Network, standardize: Standardize, *,
                 names: Sequence[str] = "0123456789", examples: np.ndarray | None = None,
                 what: str = "digit"):
        _check(network, standardize, names)
        self.standardize, self.names, self.examples = standardize, list(names), examples
        self.what = what
        self.rounded = Network.from_config(network.config())
        for mine, layer in zip(self.rounded, network):
            if isinstance(layer, Linear):
                q, scale = quantize(layer.W)
                mine.W[...], mine.b[...] = q * scale, layer.b

    def weights(self) -> str:
        """What the page's script reads, as JSON: arrays are base64 of little-endian numbers."""
        layers = []
        for layer in self.rounded:
            if isinstance(layer, Linear):
                q, scale = quantize(layer.W)
                layers.append({"shape": layer.W.shape, "q": _pack(q, "i1"),
                               "scale": _pack(scale, "<f4"), "b": _pack(layer.b, "<f4")})
        levels = [] if self.examples is None else np.rint(255 * self.examples)
        return json.dumps({"mean": float(self.standardize.mean), "std": float(self.standardize.std),
                           "layers": layers, "examples": [_pack(x, "u1") for x in levels]})

    def _repr_html_(self) -> str:
        weights = self.weights()
        mark = hashlib.sha256(weights.encode()).hexdigest()[:12]
        script = f'(window.bpWeights ??= {{}})["{mark}"] = {weights};'
        address = "data:text/javascript;base64," + base64.b64encode(script.encode()).decode()
        return (f"<style>{STYLE.read_text(encoding='utf-8')}</style>\n"
                + _figure(mark, address, self.names, self.examples is not None, self.what)
                + f"\n<script>{SCRIPT.read_text(encoding='utf-8')}</script>")


def _figure(mark: str, address: str, names: Sequence[str], examples: bool, what: str) -> str:
    """The canvas, its buttons, what the network sees, and a bar for each class."""
    longest = max(map(len, names))
    room = "" if longest == 1 else f' style="width: {longest + 1}ch"'
    bars = "".join(f'<li><span{room}>{name}</span><meter min="0" max="1" value="0" '
                   f'aria-label="probability of {name}"></meter><output>–</output></li>' for name in names)
    example = f'<button type="button" class="bp-example">Show me a {what}</button>' * examples
    return f"""\
<figure class="bp-draw" id="bp-draw-{mark}" data-mark="{mark}" data-weights="{address}">
<div class="bp-desk">
<div><canvas class="bp-ink" width="280" height="280" tabindex="0" role="img" aria-label="Draw a {what} \
here with mouse or finger. Keyboard: arrow keys move the pen, Space lowers or lifts it, Escape \
clears."></canvas>
<div class="bp-tools"><button type="button" class="bp-clear">Clear</button>{example}</div></div>
<div><canvas class="bp-seen" width="28" height="28" role="img" aria-label="The 28 by 28 pixels that \
the network sees"></canvas><small>what the network sees</small></div>
<ol class="bp-answer"{' style="width: 250px"' if room else ""}>{bars}</ol>
</div>
<figcaption aria-live="polite">Draw a {what}.</figcaption>
</figure>"""


def _corner(mass: np.ndarray, side: int) -> int:
    """Where an axis must start so that its center of mass comes to pixel side / 2."""
    center = mass @ np.arange(len(mass)) / mass.sum()
    return int(np.clip(np.floor(side / 2 - center + 0.5), 0, side - len(mass)))


def _pack(array: np.ndarray, kind: str) -> str:
    return base64.b64encode(array.astype(kind).tobytes()).decode()


def _check(network, standardize, names) -> None:
    """Refuse what the script could not compute."""
    if not isinstance(network, Network) or not isinstance(standardize, Standardize):
        raise DTypeError("Canvas: expected a Network and a Standardize")
    if odd := [layer for layer in network if not isinstance(layer, (Linear, ReLU))]:
        raise OptionError(f"Canvas: the page's script knows Linear and ReLU, not {odd[0]!r}")
    if standardize.mean.ndim:
        raise OptionError('Canvas: one mean and std for all pixels, please: Standardize.fit(x, per="all")')
    linear = [layer for layer in network if isinstance(layer, Linear)]
    ends = (linear[0].W.shape[0], linear[-1].W.shape[1]) if linear else (0, 0)
    if ends != (784, len(names)):
        raise ShapeError(f"Canvas: {ends[0]} inputs and {ends[1]} outputs, expected 784 and "
                         f"{len(names)}, one for each name")
