"""A bank of wrong layers for chapter 8: each is a mistake that people make, and one line long."""

from __future__ import annotations

import numpy as np

from ..gradcheck import check_layer, relative_error, verdict
from ..layers import Dropout, LayerNorm, Linear, ReLU, Softmax, Tanh
from ..tables import Table


class TransposeForgotten(Linear):
    """dx = dy @ W in place of dy @ W.T; W is square."""

    def input_grad(self, dy):
        return dy @ self.W


class MeanInTheLayer(Linear):
    """dW divided by the batch size, which is the loss's business."""

    def param_grads(self, dy):
        super().param_grads(dy)
        self.dW /= len(dy)


class BiasOfTheFirstRow(Linear):
    """db from one row of the batch."""

    def param_grads(self, dy):
        super().param_grads(dy)
        self.db[...] = dy[0]


class Accumulates(Linear):
    """dW += in place of dW =: right the first time."""

    def param_grads(self, dy):
        before = self.dW.copy()
        super().param_grads(dy)
        self.dW += before


class MaskOfTheGradient(ReLU):
    """Passes dy where dy > 0, not where x > 0."""

    def input_grad(self, dy):
        return dy * (dy > 0)


class AltersItsInput(ReLU):
    """max(x, 0) written into x."""

    def forward(self, x):
        y = super().forward(x)
        x[x < 0] = 0
        return y


class SlopeAtTheInput(Tanh):
    """1 - x² in place of 1 - y²."""

    def forward(self, x):
        self.kept_input = x
        return super().forward(x)

    def input_grad(self, dy):
        return dy * (1 - self.kept_input**2)


class DiagonalOnly(Softmax):
    """p (1 - p) dy: the diagonal of the Jacobian."""

    def forward(self, x):
        self.p = super().forward(x)
        return self.p

    def input_grad(self, dy):
        return self.p * (1 - self.p) * dy


class NoGradientAtAll(Softmax):
    """dx = 0."""

    def input_grad(self, dy):
        return np.zeros_like(dy)


class FreshMask(Dropout):
    """A new mask on the way back."""

    def input_grad(self, dy):
        return dy * self.draw_mask(dy)


class StdIsConstant(LayerNorm):
    """The way through the standard deviation forgotten."""

    def input_grad(self, dy):
        g = dy * self.gain
        return (g - g.mean(axis=-1, keepdims=True)) / self.std


class SinglePrecision(Linear):
    """Computes in float32 whatever it is given, and is 1 % wrong."""

    def forward(self, x):
        return super().forward(x).astype(np.float32).astype(np.float64)

    def predict(self, x):
        return super().predict(x).astype(np.float32).astype(np.float64)

    def input_grad(self, dy):
        return 1.01 * super().input_grad(dy)


def bank(seed: int = 0) -> list:
    """One of each, ready to be judged, and the right Linear first."""
    def draw():
        return np.random.default_rng(seed)
    linear = [kind(5, 5, rng=draw(), dtype=np.float64) for kind in
              (Linear, TransposeForgotten, MeanInTheLayer, BiasOfTheFirstRow, Accumulates, SinglePrecision)]
    plain = [kind() for kind in (MaskOfTheGradient, AltersItsInput, SlopeAtTheInput, DiagonalOnly, NoGradientAtAll)]
    return [*linear, *plain, FreshMask(0.4, rng=draw()), StdIsConstant(5, dtype=np.float64)]


def judged(layer, ones: bool = False) -> str:
    """What the checker says first of a layer, with a random upstream gradient or with ones: "agrees" if it finds nothing."""
    x = np.random.default_rng(1).normal(size=(4, 5))
    dy = np.ones_like(x) if ones else None
    report = check_layer(layer, x, rng=np.random.default_rng(2), dy=dy)
    if report.ok:
        return "agrees"
    row = next((row for row in report.rows if row.verdict != "agrees"), None)
    if report.faults and (row is None or not row.error > 0):
        return report.faults[0].split(":")[0]
    return f"{row.name} {row.note or row.verdict}, error {row.error:.1e}"


def worst(layer, size: float = 1.0) -> float:
    """The largest relative error of a layer's gradients, at inputs of that size."""
    x = size * np.random.default_rng(1).normal(size=(4, 5))
    return max(row.error for row in check_layer(layer, x, rng=np.random.default_rng(2)).rows)


def near_zero() -> Table:
    """The same mistake, 1 - x² in place of 1 - y², at smaller and smaller inputs."""
    errors = [(size, worst(SlopeAtTheInput(), size)) for size in (1, 0.1, 0.01)]
    return Table(["inputs of size", "error", "verdict"],
                 [[size, f"{error:.1e}", verdict(error)] for size, error in errors])


def table() -> Table:
    """The bank through the checker: with a random upstream gradient, and with ones."""
    rows = []
    for k, layer in enumerate(bank()):
        what = "right" if k == 0 else type(layer).__doc__.rstrip(".")
        found, blind = judged(layer), judged(bank()[k], ones=True)
        if k == 0:
            found += f", error {worst(layer):.1e}"
        rows.append([what, found, "agrees" if blind == "agrees" else "found"])
    return Table(["layer", "random dy", "dy of ones"], rows)


def torch_says(network, x: np.ndarray, t: np.ndarray) -> str:
    """Compare the network's gradients with PyTorch's, or say that it is not installed."""
    try:
        import torch
    except ImportError:
        return "PyTorch is not installed here. Where it is, this line compares all gradients with its own."
    leaves = [torch.tensor(value, requires_grad=True) for _, value, _ in network.named_parameters()]
    a = torch.tensor(x)
    for k in range(0, len(leaves), 2):
        a = a @ leaves[k] + leaves[k + 1]
        a = torch.tanh(a) if k < len(leaves) - 2 else a
    torch.nn.functional.cross_entropy(a, torch.tensor(t)).backward()
    theirs = np.concatenate([leaf.grad.numpy().ravel() for leaf in leaves])
    return (f"PyTorch {torch.__version__.partition('+')[0]}: {theirs.size:,} gradients, "
            f"relative error {relative_error(network.grads, theirs):.0e}")
