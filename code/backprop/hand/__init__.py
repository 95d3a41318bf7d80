"""A network that the reader takes into the hand: every number in it can be moved, and all others follow.

`Hand` is a figure for a notebook or the book.  It needs no kernel: its scripts do in the browser
what Linear, the activations, the losses and one step of SGD do here, for one row of inputs.
"""

from __future__ import annotations

import html
import json
from pathlib import Path

import numpy as np

from ..errors import DTypeError, OptionError, ShapeError
from ..layers import Linear, ReLU, Sigmoid, Tanh
from ..losses import Loss, MeanSquaredError, SigmoidCrossEntropy, SoftmaxCrossEntropy
from ..network import Network

HERE = Path(__file__).parent
ACTIVATIONS = {Tanh: "tanh", Sigmoid: "sigmoid", ReLU: "relu"}
SQUARE, SQUARE_F, ENTROPY = "squared error", "squared error of f", "cross-entropy"
LOSSES = {SQUARE: "squared error", SQUARE_F: "squared error of f(z2)", ENTROPY: "softmax + cross-entropy"}
SIZES = ([2, 2, 2], [2, 3, 1])


class Hand:
    """A drawn 2-2-2 or 2-3-1 network with fields to type into and to drag.         (chapter 7)

    starts:   one or two of (network, loss, x, t): Linear, activation, Linear, for MeanSquaredError
              also the same activation again; x (1, 2); t (1, outputs), or (1,) for a softmax.
    lr:       of the step button.
    Errors:   DTypeError, OptionError, ShapeError for what the page's script does not know.
    """

    def __init__(self, *starts: tuple[Network, Loss, np.ndarray, np.ndarray], lr: float = 0.5):
        self.starts = {}
        for network, loss, x, t in starts:
            start = _start(network, loss, np.asarray(x, float), np.asarray(t, float)) | {"lr": lr}
            self.starts["-".join(map(str, network_sizes(network)))] = start

    def _repr_html_(self) -> str:
        read = {name: (HERE / name).read_text(encoding="utf-8")
                for name in ("style.css", "math.js", "walk.js", "draw.js", "view.js")}
        scripts = "\n".join(f"<script>{text}</script>" for name, text in read.items() if name.endswith(".js"))
        return f"<style>{read['style.css']}</style>\n{_figure(self.starts)}\n{scripts}"


def network_sizes(network: Network) -> list[int]:
    """The widths of a network from input to output: [2, 2, 2]."""
    linear = [layer for layer in network if isinstance(layer, Linear)]
    return [len(layer.W) for layer in linear] + [len(layer.b) for layer in linear[-1:]]


def _start(network, loss, x, t) -> dict:
    """What the script reads of one network, loss and example."""
    _check(network, loss, x, t)
    first, act, second, *more = network
    entropy = not isinstance(loss, MeanSquaredError)
    return {"activation": ACTIVATIONS[type(act)],
            "loss": ENTROPY if entropy else SQUARE_F if more else SQUARE,
            "x": x[0].tolist(), **_targets(t, len(second.b), entropy),
            "W1": first.W.tolist(), "b1": first.b.tolist(), "W2": second.W.tolist(), "b2": second.b.tolist()}


def _targets(t, outputs: int, entropy: bool) -> dict:
    """What is asked of the outputs, in the form of each loss: t numbers, and one label or chance."""
    if outputs == 1:
        return {"t": t.ravel().tolist(), "label": float(np.clip(t.flat[0], 0, 1))}
    label = int(t.flat[0]) if entropy else int(np.argmax(t))
    return {"t": [float(k == label) for k in range(outputs)] if entropy else t[0].tolist(), "label": label}


def _check(network, loss, x, t) -> None:
    """Refuse what the script does not know."""
    if not isinstance(network, Network) or not isinstance(loss, Loss):
        raise DTypeError(f"Hand: {type(network).__name__} and {type(loss).__name__}, expected a Network and a Loss")
    kinds = [type(layer) for layer in network]
    square = isinstance(loss, MeanSquaredError)
    fits = kinds[:1] + kinds[2:3] == [Linear, Linear] and kinds[1] in ACTIVATIONS
    if not fits or kinds[3:] not in ([], [kinds[1]] if square else []) or network_sizes(network) not in SIZES:
        raise OptionError(f"Hand: {network!r} with {loss!r}, expected Linear, Tanh or Sigmoid or ReLU, Linear "
                          "(and the activation again before a MeanSquaredError), of sizes 2-2-2 or 2-3-1")
    outputs = network_sizes(network)[-1]
    if not square and type(loss) is not (SoftmaxCrossEntropy if outputs > 1 else SigmoidCrossEntropy):
        raise OptionError(f"Hand: {loss!r} for {outputs} outputs, expected MeanSquaredError, SoftmaxCrossEntropy "
                          "for two outputs or SigmoidCrossEntropy for one")
    if (x.shape, t.size) != ((1, 2), outputs if square else 1):
        raise ShapeError(f"Hand: x {x.shape} and t {t.shape}, expected one row of 2 inputs and its targets")


def _figure(starts: dict) -> str:
    """The controls and the empty picture, which the script fills."""
    return f"""\
<figure class="bp-hand" aria-label="A network to take into the hand" data-start="{html.escape(json.dumps(starts))}">
<div class="bp-bar">
{_select("net", "network", {name: name for name in starts})}
{_select("activation", "activation f", {name: name if name != "relu" else "ReLU" for name in ACTIVATIONS.values()})}
{_select("loss", "loss", LOSSES)}
<label class="bp-field" data-field="lr"><span>learning rate</span><input data-name="lr" type="text" \
role="spinbutton" autocomplete="off" spellcheck="false"></label>
</div>
<div class="bp-net"></div>
<div class="bp-desk"><div class="bp-buttons"><button type="button" class="bp-forward">Forward ▸</button>
<button type="button" class="bp-backward">◂ Backward</button>
<button type="button" class="bp-step">Step</button>
<button type="button" class="bp-reset">Reset</button></div>
<p class="bp-say" aria-live="polite">This figure is alive where scripts may run.</p>
<p class="bp-wrong" role="alert"></p></div>
<div class="bp-why"></div>
<p class="bp-legend"><span class="bp-v">values</span>, and below each <span class="bp-g">the slope of the \
loss in it</span>. <span class="bp-how">Drag a field sideways, type into it, or use the arrow keys.</span></p>
</figure>"""


def _select(name: str, label: str, options: dict[str, str]) -> str:
    inner = "".join(f'<option value="{value}">{text}</option>' for value, text in options.items())
    return f'<label>{label}<select name="{name}">{inner}</select></label>'
