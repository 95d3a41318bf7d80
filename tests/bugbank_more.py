"""More bugs for the bank: small entries beside large ones, buffers of backward, float32, masks of dropout.

Importing it puts them into BUGS, and the judge "rows" into JUDGES. One mask for all rows is a legal layer with a
right gradient (variational dropout: Gal and Ghahramani 2016), so check_layer must let it pass; `Dropout` promises
a draw for every entry, and "rows" judges that.
"""

from __future__ import annotations

import numpy as np

from backprop.functional import sigmoid
from backprop.layers import Dropout, Linear, ReLU, Softmax, Softplus, Tanh
from backprop.losses import SoftmaxCrossEntropy
from bugbank import JUDGES, bug, draw, dropout, plain, square

SMALL = {"SmallFeatureForgotten", "SmallFeatureTwice", "TailCut", "RareClassesCut", "SmallProbabilitiesClipped"}


def judge_rows(layer, x) -> list[str]:
    """Are the entries of a random layer drawn each for itself? Equal entries go in."""
    y = layer.forward(np.full((40, 30), x.flat[0]))
    return [f"all {name} share one draw" for name, axis in (("rows", 0), ("columns", 1))
            if np.ptp(y) and not np.ptp(y, axis=axis).any()]


JUDGES["rows"] = judge_rows


def small_feature(cls):
    """A linear layer whose first input was left in another unit: 1e-8 of the others."""
    layer, x = square(cls)
    return layer, x * [1e-8, 1, 1, 1]


def tails(cls):
    """Rows with entries far out on both sides of 0."""
    return cls(), np.array([[-20.0, 0.5, -18.5, 2.0], [1.0, -19.0, 15.0, -0.3]])


def rare(cls):
    """Scores of which some classes have probabilities of 1e-8 and 1e-9."""
    z = np.array([[0.0, 1.0, -18.0, 0.5], [2.0, -18.0, 0.3, 0.0], [0.2, 0.0, 1.0, -20.0]])
    return cls(), z, np.array([1, 0, 2])


def rare_rows(cls):
    return cls(), rare(cls)[1]


def hundred(cls):
    """Entries near 100 and -100, where neighbors in float32 lie 8e-6 apart."""
    return cls(), 100 * draw(31).choice([-1.0, 1.0], (4, 5)) + draw(32).standard_normal((4, 5))


# --- small entries beside large ones ----------------------------------------------------------

@bug("layer", small_feature, "dW disagrees", "findings: tiny entries beside large ones")
class SmallFeatureForgotten(Linear):
    """The first row of dW is never written: it is 1e-8 beside entries of 1."""

    def grads_from(self, dy):
        super().grads_from(dy)
        self.dW[0] = 0


@bug("layer", small_feature, "dW disagrees", "findings: tiny entries beside large ones")
class SmallFeatureTwice(Linear):
    """The first row of dW is counted twice."""

    def grads_from(self, dy):
        super().grads_from(dy)
        self.dW[0] *= 2


@bug("layer", tails, "dx disagrees", "classic: a threshold for the tails, on the wrong side")
class TailCut(Softplus):
    """The slope is cut to 0 below -18, where forward still is exp(x)."""

    def derivative(self, x, y):
        return np.where(x < -18, 0.0, sigmoid(x))


@bug("loss", rare, "dz disagrees", "classic: small gradients dropped to save work")
class RareClassesCut(SoftmaxCrossEntropy):
    """Classes with a probability below 1e-7 get no gradient."""

    def gradient(self):
        dz = super().gradient()
        return np.where(np.abs(dz) < 1e-7 / len(dz), 0.0, dz)


@bug("layer", rare_rows, "dx disagrees", "004: probabilities clipped before the logarithm")
class SmallProbabilitiesClipped(Softmax):
    """backward uses max(p, 3e-8)."""

    def dx_from(self, dy):
        p = np.maximum(self.y, 3e-8)
        return p * (dy - (dy * self.y).sum(axis=-1, keepdims=True))


# --- memory, precision, masks -----------------------------------------------------------------

@bug("layer", plain, "backward returned the same memory twice", "findings: a buffer reused by backward")
class BackwardBufferReused(Tanh):
    """dx is one buffer: it changes when backward is called again."""

    def dx_from(self, dy):
        self.buffer = getattr(self, "buffer", np.empty_like(dy))
        return np.multiply(dy, 1 - self.y**2, out=self.buffer)


@bug("layer", plain, "backward returned the same memory twice", "classic: double buffering")
class TwoBuffersInTurn(Tanh):
    """dx is one of two buffers in turn: it changes at the next call but one."""

    def dx_from(self, dy):
        self.buffers = getattr(self, "buffers", [np.empty_like(dy), np.empty_like(dy)])[::-1]
        return np.multiply(dy, 1 - self.y**2, out=self.buffers[0])


@bug("layer", hundred, "lower precision than float64", "findings: float32 near x = 100")
class Float32NearHundred(ReLU):
    """forward drops to float32 on its way, far from 0."""

    def function(self, x):
        return np.maximum(x.astype(np.float32), 0).astype(x.dtype)


@bug("rows", dropout, "all rows share one draw", "findings: one dropout mask for all rows")
class OneMaskForAllRows(Dropout):
    """The mask of the first row serves the whole batch."""

    def draw_mask(self, x):
        return np.broadcast_to(super().draw_mask(x[:1]), x.shape)


@bug("rows", dropout, "all columns share one draw")
class OneDrawForARow(Dropout):
    """A row is dropped or kept as a whole."""

    def draw_mask(self, x):
        return np.broadcast_to(super().draw_mask(x[:, :1]), x.shape)
