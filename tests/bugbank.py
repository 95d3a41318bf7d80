"""A bank of classic bugs, to judge the judges: every one of them must be caught.

A bug is a subclass that gets one thing wrong; its base class is right. `source` says where it was
met: a number is a source document of the book, "classic" is what every teacher has seen.

    run(bug)         complaints about the bug, as the judge of its kind words them
    run(bug.right)   complaints about its base class: none
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backprop import gradcheck
from backprop.functional import log_softmax, one_hot, sigmoid, softmax
from backprop.layers import (ELU, GELU, Dropout, Elementwise, Flatten, LayerNorm, LeakyReLU, Linear,
                             LogSoftmax, ReLU, Sigmoid, SiLU, Softmax, Tanh)
from backprop.losses import (BinaryCrossEntropy, Huber, MeanSquaredError, SigmoidCrossEntropy,
                             SoftmaxCrossEntropy)
from backprop.network import Network
from backprop.optimizers import SGD, Adam, AdaGrad, AdamW, Momentum, Nesterov, RMSProp
from backprop.penalties import L2, NormPenalty


@dataclass(frozen=True)
class Bug:
    """One classic mistake: `subject(cls)` is what its judge is given."""

    cls: type
    judge: str
    subject: Callable
    caught: str         # what a complaint must name
    source: str

    @property
    def name(self) -> str:
        return self.cls.__name__

    @property
    def wrong(self) -> str:
        return self.cls.__doc__

    @property
    def right(self) -> Bug:
        return Bug(self.cls.__bases__[0], self.judge, self.subject, "", self.source)


BUGS: list[Bug] = []


def bug(judge: str, subject: Callable, caught: str, source: str = "classic"):
    """Put the class below into the bank."""
    def register(cls):
        BUGS.append(Bug(cls, judge, subject, caught, source))
        return cls
    return register


def run(one: Bug, judges: dict | None = None) -> list[str]:
    """The complaints of the judge of this kind; a correct subject has none."""
    return (judges or JUDGES)[one.judge](*one.subject(one.cls))


def uncaught(judges: dict | None = None) -> list[str]:
    """The names of the bugs that these judges let pass."""
    return [one.name for one in BUGS if not run(one, judges)]


# --- judges ---------------------------------------------------------------------------------

def complaints(report: gradcheck.Report) -> list[str]:
    """What a report holds against its subject: nothing exactly if it is ok."""
    found = [str(row) for row in report.rows if row.verdict != "agrees"] + list(report.faults)
    return [] if report.ok else found or ["nothing was compared"]


def judge_layer(layer, x, dy=None) -> list[str]:
    return complaints(gradcheck.check_layer(layer, x, rng=draw(11), dy=dy))


def judge_loss(loss, z, t) -> list[str]:
    return complaints(gradcheck.check_loss(loss, z, t))


def judge_network(network, loss, x, t) -> list[str]:
    return complaints(gradcheck.check_network(network, loss, x, t, rng=draw(12), samples=None))


def judge_penalty(penalty, theta) -> list[str]:
    """The gradient of a penalty against differences of its value."""
    gradient = np.zeros_like(theta)
    penalty.add_gradient(theta, gradient)
    row = gradcheck.compare("dtheta", gradient, penalty.value, theta)
    return [] if row.verdict == "agrees" else [str(row)]


def judge_value(loss, z, t) -> list[str]:
    """The cross-entropy of a loss against Python floats and the definition, row by row."""
    rows = [math.log(math.fsum(math.exp(s) for s in row)) - row[k]
            for row, k in zip(z.tolist(), t.tolist())]
    value, expected = loss.forward(z, t), math.fsum(rows) / len(rows)
    same = math.isclose(value, expected, rel_tol=1e-12)
    return [] if same else [f"the value is {value}, by the definition {expected}"]


def judge_optimizer(optimizer, recurrence, steps: int = 50) -> list[str]:
    """An optimizer against its recurrence on Python floats, one coordinate at a time."""
    theta, gradients = draw(13).standard_normal(6), draw(14).standard_normal((steps, 6))
    expected = [recurrence(theta[i].item(), gradients[:, i].tolist(), i) for i in range(6)]
    for k, g in enumerate(gradients):
        kept = g.copy()
        optimizer.step(theta, g)
        if not np.array_equal(g, kept):
            return ["step altered g"]
        off = [i for i in range(6) if not math.isclose(theta[i], expected[i][k], rel_tol=1e-11)]
        if off:
            return [f"theta[{off[0]}] is {theta[off[0]]} after {k + 1} steps, "
                    f"expected {expected[off[0]][k]}"]
    return []


JUDGES = {"layer": judge_layer, "loss": judge_loss, "network": judge_network,
          "penalty": judge_penalty, "value": judge_value, "optimizer": judge_optimizer}


# --- subjects -------------------------------------------------------------------------------

def draw(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def square(cls):
    """A linear layer on which every wrong transpose fits: B = d_in = d_out = 4."""
    layer = cls(4, 4, rng=draw(1), dtype=np.float64)
    layer.b[...] = draw(2).standard_normal(4)
    return layer, draw(3).standard_normal((4, 4))


def images(cls):
    return cls(6, 3, rng=draw(1), dtype=np.float64), draw(3).standard_normal((5, 2, 3))


def plain(cls):
    """A layer without arguments on a batch of rows."""
    return cls(), 1.5 * draw(4).standard_normal((5, 4))


def elu(cls):
    return cls(1.7), plain(ReLU)[1]


def leaky(cls):
    return cls(0.2), plain(ReLU)[1]


def dropout(cls):
    return cls(0.4, rng=draw(5)), draw(6).standard_normal((6, 5))


def norm(cls):
    layer = cls(4, dtype=np.float64)
    layer.gain[...] = draw(7).standard_normal(4)
    return layer, draw(8).standard_normal((5, 4))


def scores(cls):
    return cls(), 2 * draw(9).standard_normal((6, 4)), np.array([2, 3, 1, 1, 2, 0])


def smoothed(cls):
    return cls(0.1), *scores(MeanSquaredError)[1:]


def gaps(cls):
    """Scores whose true class lies 15 to 25 below the highest: where log(p + 1e-9) is capped."""
    z = np.zeros((3, 4))
    z[:, 0] = 15, 20, 25
    return cls(), z, np.array([1, 2, 3])


def upper_labels(cls):
    """Labels 2, 3, 3 of four classes: the batch does not hold the smallest ones."""
    return cls(), draw(9).standard_normal((3, 4)), np.array([2, 3, 3])


def values(cls):
    return cls(), 2 * draw(15).standard_normal((6, 4)), draw(16).standard_normal((6, 4))


def binary(cls):
    return cls(), draw(17).uniform(.1, .9, (6, 2)), draw(18).integers(0, 2, (6, 2)).astype(float)


def weights(cls):
    return cls(0.3), draw(19).standard_normal(12)


def chain(network=Network, hidden=Linear, activation=Tanh):
    """A network whose layers are all 4 to 4, so that any order of them fits."""
    layers = [Linear(4, 4, rng=draw(20), dtype=np.float64), activation(),
              hidden(4, 4, rng=draw(21), dtype=np.float64), activation(),
              Linear(4, 4, rng=draw(22), dtype=np.float64)]
    x, t = draw(23).standard_normal((7, 4)), draw(24).integers(0, 4, 7)
    return network(layers), SoftmaxCrossEntropy(), x, t


def hidden(cls):
    return chain(hidden=cls)


class Unguarded(Network):
    """A network that does not look whether its layers still use its vectors: the judge has to."""

    def _check_views(self, of):
        pass


def unguarded(cls):
    return chain(Unguarded, cls)


# --- the fully connected layer --------------------------------------------------------------

@bug("layer", square, "dx")
class WNotTransposed(Linear):
    """dx = dy @ W for dy @ W.T: it fits when W is square."""

    def input_grad(self, dy):
        return dy @ self.W


@bug("layer", square, "dW", "002: as long as the shapes fit")
class XNotTransposed(Linear):
    """dW = x @ dy for x.T @ dy: it fits when B = d_in = d_out."""

    def param_grads(self, dy):
        super().param_grads(dy)
        self.dW[...] = self.x @ dy


@bug("layer", square, "dW", "001, 004: another convention for W")
class GradientOfWTransposed(Linear):
    """dW = dy.T @ x, right for x @ W.T, with W kept for x @ W."""

    def param_grads(self, dy):
        super().param_grads(dy)
        self.dW[...] = dy.T @ self.x


@bug("layer", square, "altered W", "classic: optimizers inside layers")
class UpdatedBeforeUse(Linear):
    """backward moves W, then computes dx with the new W."""

    def param_grads(self, dy):
        super().param_grads(dy)
        self.W -= 0.1 * self.dW


@bug("layer", square, "db")
class MeanForSumInDb(Linear):
    """db is the mean of dy over the batch; the 1/B is in dy already."""

    def param_grads(self, dy):
        super().param_grads(dy)
        self.db[...] = dy.mean(axis=0)


@bug("layer", square, "db")
class DbOverColumns(Linear):
    """db sums dy over the wrong axis: it fits when B = d_out."""

    def param_grads(self, dy):
        super().param_grads(dy)
        self.db[...] = dy.sum(axis=1)


@bug("layer", square, "db", "003: sums over the whole array")
class DbOverEverything(Linear):
    """db is one sum over the whole of dy, broadcast."""

    def param_grads(self, dy):
        super().param_grads(dy)
        self.db[...] = dy.sum()


@bug("layer", square, "dW")
class BatchDividedInLayer(Linear):
    """dW is divided by B in the layer, though the loss has done so."""

    def param_grads(self, dy):
        super().param_grads(dy)
        self.dW /= len(dy)


@bug("layer", square, "db disagrees", "002: biases never move")
class DbNeverWritten(Linear):
    """db is allocated and stays 0."""

    def param_grads(self, dy):
        self.dW[...] = self.x.T @ dy


@bug("layer", square, "db has shape none")
class DbNotThere(Linear):
    """There is no db."""

    def param_grads(self, dy):
        self.dW[...] = self.x.T @ dy
        self.db = None


@bug("layer", square, "second backward gave another dW", "classic: a forgotten zero_grad")
class GradientAccumulated(Linear):
    """dW += where it should be overwritten."""

    def param_grads(self, dy):
        self.dW += self.x.T @ dy
        self.db[...] = dy.sum(axis=0)


@bug("layer", images, "dx has shape", "001: original_x_shape")
class DxStaysFlat(Linear):
    """dx is (B, d), though x was (B, 2, 3)."""

    def input_grad(self, dy):
        return dy @ self.W.T


@bug("layer", square, "dW", "000: a loss that reads the last forward's cache")
class StaleInput(Linear):
    """forward keeps the first x that it ever saw."""

    def forward(self, x):
        first = getattr(self, "x", x)
        y = super().forward(x)
        self.x = first
        return y


@bug("layer", square, "dW")
class PredictOverwritesCache(Linear):
    """predict keeps its x, so a validation between forward and backward spoils the gradient."""

    def predict(self, x):
        self.x = self.shaped(x)
        return super().predict(x)


@bug("layer", square, "same memory", "facts: output buffers reused")
class OutputBufferReused(Linear):
    """forward writes into one buffer, so a saved y changes behind its owner's back."""

    def forward(self, x):
        y = super().forward(x)
        self.buffer = getattr(self, "buffer", np.empty_like(y))
        self.buffer[...] = y
        return self.buffer


@bug("layer", square, "predict differs")
class PredictWithoutBias(Linear):
    """predict is a second copy of the formula, and forgets b."""

    def forward(self, x):
        return super().forward(x) + self.b

    def predict(self, x):
        return self.shaped(x) @ self.W


@bug("layer", square, "dx[0, 0] = nan", "classic: a NaN compares as neither larger nor smaller")
class NaNInDx(Linear):
    """One entry of dx is NaN."""

    def input_grad(self, dy):
        dx = super().input_grad(dy)
        dx[0, 0] = np.nan
        return dx


@bug("layer", plain, "view of its input")
class ViewReturned(Flatten):
    """y is a view of x: whoever edits y edits the data."""

    def function(self, x):
        return x.reshape(len(x), -1)


# --- activations ----------------------------------------------------------------------------

@bug("layer", plain, "altered x")
class InputAltered(ReLU):
    """x[x < 0] = 0 in place."""

    def function(self, x):
        x[x < 0] = 0
        return x.copy()


@bug("layer", plain, "altered dy", "style: a backward that alters its argument")
class UpstreamAltered(ReLU):
    """dy *= mask in place."""

    def input_grad(self, dy):
        dy *= self.x > 0
        return dy.copy()


@bug("layer", plain, "dx")
class MaskFromUpstream(ReLU):
    """The mask is taken from dy, not from x."""

    def input_grad(self, dy):
        return dy * (dy > 0)


@bug("layer", plain, "dx")
class MaskOfAnotherBatch(ReLU):
    """The mask is that of the first batch."""

    def forward(self, x):
        self.mask = getattr(self, "mask", x > 0)
        return super().forward(x)

    def input_grad(self, dy):
        return dy * self.mask


@bug("layer", plain, "dx")
class MaskFlipped(ReLU):
    """The gradient passes where x <= 0."""

    def derivative(self, x, y):
        return (x <= 0) * 1.0


@bug("layer", plain, "dx")
class PassesEverywhere(ReLU):
    """The gradient passes as through the identity."""

    def derivative(self, x, y):
        return np.ones_like(x)


@bug("layer", leaky, "dx")
class LeaksOnTheRight(LeakyReLU):
    """The small slope stands on the wrong side."""

    def derivative(self, x, y):
        return np.where(x > 0, self.slope, 1.0)


@bug("layer", elu, "dx")
class ELUFromOutput(ELU):
    """The derivative from the output is y + alpha; alpha is forgotten."""

    def derivative(self, x, y):
        return np.where(x > 0, 1.0, y)


@bug("layer", plain, "dx")
class TanhFromInput(Tanh):
    """tanh' = 1 - x^2 for 1 - y^2."""

    def derivative(self, x, y):
        return 1 - x * x


@bug("layer", plain, "dx")
class TanhNotSquared(Tanh):
    """tanh' = 1 - y for 1 - y^2."""

    def derivative(self, x, y):
        return 1 - y


@bug("layer", plain, "dx")
class SigmoidForItsSlope(Sigmoid):
    """sigmoid' = s for s (1 - s)."""

    def derivative(self, x, y):
        return y


@bug("layer", plain, "dx")
class SigmoidTwice(Sigmoid):
    """s(y) (1 - s(y)): the derivative is taken at the output."""

    def derivative(self, x, y):
        return sigmoid(y) * (1 - sigmoid(y))


@bug("layer", plain, "dx")
class GELUOfAnother(GELU):
    """The derivative of the tanh approximation, beside the exact forward: wrong by a thousandth."""

    def derivative(self, x, y):
        c, a = math.sqrt(2 / math.pi), 0.044715
        u = np.tanh(c * (x + a * x**3))
        return 0.5 * (1 + u) + 0.5 * x * (1 - u * u) * c * (1 + 3 * a * x * x)


@bug("layer", plain, "dx")
class SiLUWithoutProductRule(SiLU):
    """(x s)' = s: the second term of the product rule is forgotten."""

    def derivative(self, x, y):
        return sigmoid(x)


@bug("layer", plain, "dx", "facts: float32 is no better than 4e-5")
class ComputesInFloat32(Tanh):
    """forward drops to float32 on its way."""

    def function(self, x):
        return np.tanh(x.astype(np.float32)).astype(x.dtype)


# --- softmax --------------------------------------------------------------------------------

@bug("layer", plain, "dx", "003: the diagonal p (1 - p)")
class DiagonalOnly(Softmax):
    """Only the diagonal of the Jacobian."""

    def input_grad(self, dy):
        return dy * self.y * (1 - self.y)


@bug("layer", plain, "dx", "facts: a check with dy = 1 is blind to it")
class ZerosReturned(Softmax):
    """backward returns zeros: right for dy = 1 alone."""

    def input_grad(self, dy):
        return np.zeros_like(dy)


@bug("layer", plain, "dx", "003: sums over the whole array")
class SumOverTheBatch(Softmax):
    """The sum in the VJP runs over the whole array, not over each row."""

    def input_grad(self, dy):
        return self.y * (dy - (dy * self.y).sum())


@bug("layer", plain, "dx", "003: max and sum over the whole array")
class WholeArraySoftmax(Softmax):
    """Probabilities of the whole array sum to 1."""

    def function(self, x):
        return softmax(x.reshape(1, -1)).reshape(x.shape)


@bug("layer", plain, "dx")
class LogSoftmaxWithoutExp(LogSoftmax):
    """y is log p, and is used as if it were p."""

    def input_grad(self, dy):
        return dy - self.y * dy.sum(axis=-1, keepdims=True)


# --- dropout and layer normalization --------------------------------------------------------

@bug("layer", dropout, "mean of forward")
class DropoutNotScaled(Dropout):
    """The mask lacks 1 / (1 - rate): forward and backward agree, predict does not."""

    def draw_mask(self, x):
        return (super().draw_mask(x) > 0) * 1.0


@bug("layer", dropout, "dx")
class MaskRedrawn(Dropout):
    """backward draws a mask of its own."""

    def input_grad(self, dy):
        return dy * self.draw_mask(dy)


@bug("layer", dropout, "dx")
class ScaledForwardOnly(Dropout):
    """backward forgets 1 / (1 - rate)."""

    def input_grad(self, dy):
        return dy * (self.mask > 0)


@bug("layer", dropout, "mean of forward", "002: a dropout layer that is missing, and no one sees")
class DropsInPredict(Dropout):
    """predict drops as well."""

    def predict(self, x):
        return x * self.draw_mask(x)


@bug("layer", norm, "dx")
class NormWithoutMeans(LayerNorm):
    """dx = g / std: mean and deviation are taken for constants."""

    def input_grad(self, dy):
        return dy * self.gain / self.std


@bug("layer", norm, "dx")
class NormWithoutDeviation(LayerNorm):
    """The deviation is taken for a constant, the mean is not."""

    def input_grad(self, dy):
        g = dy * self.gain
        return (g - g.mean(axis=-1, keepdims=True)) / self.std


@bug("layer", norm, "dx")
class NormWithoutGain(LayerNorm):
    """dx forgets the gain: nothing shows while all gains are 1."""

    def input_grad(self, dy):
        across = (dy * self.xhat).mean(axis=-1, keepdims=True)
        return (dy - dy.mean(axis=-1, keepdims=True) - self.xhat * across) / self.std


# --- losses ---------------------------------------------------------------------------------

@bug("loss", scores, "dz", "000, 002, 004: the loss is a mean, its gradient a sum")
class BatchForgotten(SoftmaxCrossEntropy):
    """1/B is missing from the gradient."""

    def backward(self):
        return super().backward() * len(self.log_p)


@bug("loss", scores, "dz")
class BatchTwice(SoftmaxCrossEntropy):
    """1/B twice."""

    def backward(self):
        return super().backward() / len(self.log_p)


@bug("loss", scores, "dz")
class ScoresNotNormalized(SoftmaxCrossEntropy):
    """dz = (exp(z) - Y) / B, with scores that do not sum to 1."""

    def forward(self, z, t):
        self.saved = z, t
        return SoftmaxCrossEntropy().forward(z, t)

    def backward(self):
        z, t = self.saved
        return (np.exp(z) - one_hot(t, z.shape[1], z.dtype)) / len(z)


@bug("loss", scores, "dz", "003: the update printed without its minus sign")
class SignFlipped(SoftmaxCrossEntropy):
    """dz = (Y - p) / B: uphill."""

    def backward(self):
        return -super().backward()


@bug("loss", gaps, "dz", "004: -log(p + 1e-9) with a hand-written q - Y")
class CappedLog(SoftmaxCrossEntropy):
    """The loss is capped at 20.7, so its true gradient dies where q - Y does not."""

    def forward(self, z, t):
        super().forward(z, t)
        return float(-np.mean(np.log(softmax(z)[np.arange(len(t)), t] + 1e-9)))


@bug("loss", scores, "dz", "003: eq. 26, the sum of two-class terms")
class TwoClassSum(SoftmaxCrossEntropy):
    """Sum of y log p + (1 - y) log(1 - p), with p - Y, the gradient of another loss."""

    def forward(self, z, t):
        super().forward(z, t)
        p, y = softmax(z), one_hot(t, z.shape[1], z.dtype)
        return float(-np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / len(z))


@bug("loss", scores, "dz", "003: max and sum over the whole array")
class WholeArrayLoss(SoftmaxCrossEntropy):
    """The log-softmax of forward runs over the whole batch."""

    def forward(self, z, t):
        super().forward(z, t)
        return float(-log_softmax(z.reshape(1, -1)).reshape(z.shape)[np.arange(len(t)), t].mean())


@bug("loss", scores, "dz")
class LabelOffByOne(SoftmaxCrossEntropy):
    """The gradient is that of the class before."""

    def backward(self):
        log_p, t = self.log_p, self.at_label[1]
        return (np.exp(log_p) - one_hot((t - 1) % log_p.shape[1], log_p.shape[1])) / len(t)


@bug("loss", upper_labels, "mean over the rows", "003: one_hot subtracts the smallest label")
class LabelsFromSmallest(SoftmaxCrossEntropy):
    """Labels count from the smallest of the batch, so a row's loss depends on its neighbors."""

    def forward(self, z, t):
        return super().forward(z, t - t.min())


@bug("loss", scores, "dz")
class StaleTargets(SoftmaxCrossEntropy):
    """backward uses the first targets that it ever saw."""

    def forward(self, z, t):
        value = super().forward(z, t)
        self.first = getattr(self, "first", t)
        self.at_label = np.arange(len(t)), np.resize(self.first, len(t))
        return value


@bug("loss", scores, "second backward gave another dz")
class ProbabilitiesOverwritten(SoftmaxCrossEntropy):
    """p[true class] -= 1 in the kept array: right once, wrong when called again."""

    def forward(self, z, t):
        self.p = softmax(z)
        return super().forward(z, t)

    def backward(self):
        t = self.at_label[1]
        self.p[np.arange(len(t)), t] -= 1
        return self.p / len(t)


@bug("loss", smoothed, "dz")
class SmoothedForwardOnly(SoftmaxCrossEntropy):
    """backward does not know of label smoothing."""

    def backward(self):
        log_p, t = self.log_p, self.at_label[1]
        return (np.exp(log_p) - one_hot(t, log_p.shape[1], log_p.dtype)) / len(t)


@bug("loss", scores, "not float")
class ArrayForNumber(SoftmaxCrossEntropy):
    """The loss is an array: a history of it keeps every graph and file from being small."""

    def forward(self, z, t):
        return np.asarray(super().forward(z, t))


@bug("loss", scores, "altered z")
class ScoresShifted(SoftmaxCrossEntropy):
    """z -= max in place: the value is right, the network's output is not what it was."""

    def forward(self, z, t):
        z -= z.max(axis=1, keepdims=True)
        return super().forward(z, t)


@bug("loss", values, "dz", "002, 003: the factor 2 dropped")
class TwoDropped(MeanSquaredError):
    """The 2 of the square is missing, without a half in the loss."""

    def backward(self):
        return super().backward() / 2


@bug("loss", values, "dz", "002: the gradient lacks 1/(N C)")
class DividedByBatchOnly(MeanSquaredError):
    """The loss is a mean over B d entries, the gradient divides by B."""

    def backward(self):
        return super().backward() * self.residual.shape[1]


@bug("loss", values, "mean over the rows", "003: reduction sum for mean")
class SumForMean(MeanSquaredError):
    """Sum in both: the gradient fits, but lr now scales with B."""

    def forward(self, y, t):
        return super().forward(y, t) * y.size

    def backward(self):
        return super().backward() * self.residual.size


@bug("loss", values, "dz")
class NotClipped(Huber):
    """The gradient of the square, far out as well."""

    def forward(self, y, t):
        value = super().forward(y, t)
        self.residual = y - t
        return value

    def backward(self):
        return self.residual / self.residual.size


@bug("loss", binary, "dz")
class HalfOfBinary(BinaryCrossEntropy):
    """dp = -t / p: the rows with t = 0 teach nothing."""

    def backward(self):
        p, t = self.p, self.t
        return -t / p / p.size


@bug("loss", binary, "dz")
class SigmoidSlopeTwice(SigmoidCrossEntropy):
    """(s - t) s (1 - s): the slope of sigmoid, which the fused form has cancelled."""

    def backward(self):
        s = sigmoid(self.z)
        return super().backward() * s * (1 - s)


@bug("value", scores, "by the definition")
class LabelsFromOne(SoftmaxCrossEntropy):
    """Labels count from 1, in forward and backward: no gradient check can see it."""

    def forward(self, z, t):
        return super().forward(z, (t - 1) % z.shape[1])


# --- penalties ------------------------------------------------------------------------------

@bug("penalty", weights, "dtheta", "000: 2 W / ||W||")
class NormOfSquare(NormPenalty):
    """2 W / ||W||: the 2 belongs to the gradient of ||W||^2."""

    def add_gradient(self, theta, g):
        g += 2 * self.strength * theta / np.linalg.norm(theta)


@bug("penalty", weights, "dtheta")
class DecayWithoutHalf(L2):
    """The value has no 1/2, the gradient no 2."""

    def value(self, theta):
        return 2 * super().value(theta)


# --- networks -------------------------------------------------------------------------------

class Residual(Linear):
    """y = x + x @ W + b: two paths from x, so two terms in dx."""

    def forward(self, x):
        self.x, self.x_shape, self.y_shape = x, x.shape, x.shape
        return self.predict(x)

    def predict(self, x):
        return super().predict(x) + x

    def input_grad(self, dy):
        return super().input_grad(dy) + dy


@bug("network", hidden, "0.dW", "classic: sum over paths")
class SkipDropped(Residual):
    """dx of a residual block without the path that skips."""

    def input_grad(self, dy):
        return super().input_grad(dy) - dy


@bug("network", chain, "0.dW")
class BackwardForward(Network):
    """backward walks the layers in the order of forward; all shapes fit."""

    def backward(self, dz, *, input_grad=False):
        for layer in self.layers:
            dz = layer.backward(dz)
        return dz


@bug("network", chain, "0.dW")
class ActivationsSkipped(Network):
    """backward visits only layers that have parameters."""

    def backward(self, dz, *, input_grad=False):
        for layer in reversed(self.layers):
            dz = layer.backward(dz) if layer.PARAMS else dz
        return dz


@bug("network", chain, "0.dW")
class FirstLayerForgotten(Network):
    """The loop that saves the first layer's dx saves its dW, too."""

    def backward(self, dz, *, input_grad=False):
        for layer in reversed(self.layers[1:]):
            dz = layer.backward(dz)
        return self.layers[0].input_grad(dz)


@bug("network", chain, "dx", "000: a function that ignores its argument and reads a cache")
class FirstBatchForever(Network):
    """forward computes with the batch that it was first given."""

    def forward(self, x):
        self.batch = getattr(self, "batch", x)
        return super().forward(self.batch)


@bug("network", chain, "second backward gave other gradients", "classic: a forgotten zero_grad")
class NetworkAccumulates(Network):
    """Each backward adds to the gradients of the one before."""

    def backward(self, dz, *, input_grad=False):
        before = self.grads.copy()
        dx = super().backward(dz, input_grad=input_grad)
        self.grads += before
        return dx


@bug("network", chain, "altered params", "classic: decay hidden in the backward pass")
class DecaysInBackward(Network):
    """backward shrinks the weights once it is done: every check of the loss moves them."""

    def backward(self, dz, *, input_grad=False):
        dx = super().backward(dz, input_grad=input_grad)
        self.params *= 0.99
        return dx


@bug("network", chain, "4.dW")
class BatchAgain(Network):
    """The network divides by B what the loss has divided."""

    def backward(self, dz, *, input_grad=False):
        return super().backward(dz / len(dz), input_grad=input_grad)


@bug("network", chain, "not a view", "facts: copy.deepcopy breaks views")
class DetachedCopy(Unguarded):
    """After a copy the layers hold arrays of their own: updates of params train nothing."""

    def __init__(self, layers):
        super().__init__(layers)
        self.layers = copy.deepcopy(self.layers)


@bug("network", unguarded, "one direction")
class GradientRebound(Linear):
    """self.dW = x.T @ dy: a new array, and the flat vector of gradients stays as it was."""

    def param_grads(self, dy):
        self.dW = self.x.T @ dy
        self.db[...] = dy.sum(axis=0)


@bug("network", chain, "predict differs")
class LastActivationForgotten(Network):
    """predict leaves out a layer."""

    def predict(self, x, batch=4096):
        for layer in self.layers[:1] + self.layers[2:]:
            x = layer.predict(x)
        return x


# --- optimizers: no gradient check can judge them, their recurrence can -----------------------

LR, BETA1, BETA2, EPS, DECAY, MOMENTUM = 0.05, 0.8, 0.9, 1e-2, 0.3, 0.7
WEIGHTS = np.array([True, True, True, True, False, False])      # the last two are biases


def sgd_steps(theta, gradients, i):
    path = []
    for g in gradients:
        theta -= LR * g
        path.append(theta)
    return path


def momentum_steps(theta, gradients, i, nesterov=False):
    path, v = [], 0.0
    for g in gradients:
        v = MOMENTUM * v + g
        theta -= LR * (g + MOMENTUM * v if nesterov else v)
        path.append(theta)
    return path


def nesterov_steps(theta, gradients, i):
    return momentum_steps(theta, gradients, i, nesterov=True)


def squares_steps(theta, gradients, i, beta=None):
    path, s = [], 0.0
    for g in gradients:
        s = s + g * g if beta is None else beta * s + (1 - beta) * g * g
        theta -= LR * g / (math.sqrt(s) + EPS)
        path.append(theta)
    return path


def rmsprop_steps(theta, gradients, i):
    return squares_steps(theta, gradients, i, BETA2)


def adam_steps(theta, gradients, i, decay=0.0):
    path, m, v = [], 0.0, 0.0
    for t, g in enumerate(gradients, start=1):
        theta *= 1 - LR * decay
        m = BETA1 * m + (1 - BETA1) * g
        v = BETA2 * v + (1 - BETA2) * g * g
        theta -= LR * (m / (1 - BETA1**t)) / (math.sqrt(v / (1 - BETA2**t)) + EPS)
        path.append(theta)
    return path


def adamw_steps(theta, gradients, i):
    return adam_steps(theta, gradients, i, DECAY if WEIGHTS[i] else 0.0)


def sgd(cls):
    return cls(LR), sgd_steps


def momentum(cls):
    return cls(LR, MOMENTUM), momentum_steps


def nesterov(cls):
    return cls(LR, MOMENTUM), nesterov_steps


def adagrad(cls):
    return cls(LR, EPS), squares_steps


def rmsprop(cls):
    return cls(LR, BETA2, EPS), rmsprop_steps


def adam(cls):
    return cls(LR, BETA1, BETA2, EPS), adam_steps


def adamw(cls):
    return cls(LR, BETA1, BETA2, EPS, DECAY, WEIGHTS), adamw_steps


@bug("optimizer", sgd, "after 1 steps", "003: the update printed without its minus sign")
class Ascent(SGD):
    """theta += lr g."""

    def update(self, theta, g):
        theta += self.lr * g


@bug("optimizer", sgd, "altered g")
class GradientScaled(SGD):
    """g *= lr in place: the trainer's gradient norm is now a step length."""

    def update(self, theta, g):
        g *= self.lr
        theta -= g


@bug("optimizer", momentum, "after 2 steps")
class VelocityForgotten(Momentum):
    """v starts from 0 at every step: plain SGD."""

    def update(self, theta, g):
        self.v[...] = 0
        super().update(theta, g)


@bug("optimizer", momentum, "after 1 steps", "other conventions: v = momentum v + (1 - momentum) g")
class VelocityDamped(Momentum):
    """The exponential average of another convention: lr is 1 / (1 - momentum) times too small."""

    def update(self, theta, g):
        super().update(theta, (1 - self.momentum) * g)


@bug("optimizer", nesterov, "after 1 steps")
class NotLookingAhead(Nesterov):
    """Heavy ball under Nesterov's name."""

    def update(self, theta, g):
        Momentum.update(self, theta, g)


@bug("optimizer", adagrad, "after 2 steps")
class SquaresNotSummed(AdaGrad):
    """Only the last square counts."""

    def update(self, theta, g):
        self.s[...] = 0
        super().update(theta, g)


@bug("optimizer", rmsprop, "after 1 steps")
class RootForgotten(RMSProp):
    """Divides by the mean square, not by its root."""

    def update(self, theta, g):
        self.s[...] = self.beta * self.s + (1 - self.beta) * g * g
        theta -= self.lr * g / (self.s + self.eps)


@bug("optimizer", adam, "after 2 steps", "002: the step counter is the epoch")
class CountsEpochs(Adam):
    """Bias correction by the epoch, of ten updates each."""

    def update(self, theta, g):
        updates, self.updates = self.updates, 1 + (self.updates - 1) // 10
        super().update(theta, g)
        self.updates = updates


@bug("optimizer", adam, "after 1 steps", "002: the Adam branch updates weights only")
class BiasesNeverMove(Adam):
    """The entries that are biases stay where they are."""

    def update(self, theta, g):
        kept = theta[~WEIGHTS]
        super().update(theta, g)
        theta[~WEIGHTS] = kept


@bug("optimizer", adam, "after 1 steps")
class NotCorrected(Adam):
    """No bias correction: the first steps are of a wrong length, and it converges all the same."""

    def update(self, theta, g):
        updates, self.updates = self.updates, 10**6
        super().update(theta, g)
        self.updates = updates


@bug("optimizer", adam, "after 2 steps")
class BetasSwapped(Adam):
    """beta1 for the squares, beta2 for the mean."""

    def adapt(self, theta, g):
        self.beta1, self.beta2 = self.beta2, self.beta1
        super().adapt(theta, g)
        self.beta1, self.beta2 = self.beta2, self.beta1


@bug("optimizer", adamw, "after 1 steps", "004: decay in Adam is an L2 term")
class DecayCoupled(AdamW):
    """The decay goes into g and through the statistics: L2, not AdamW."""

    def update(self, theta, g):
        self.adapt(theta, g + self.weight_decay * self.mask * theta)


@bug("optimizer", adamw, "after 1 steps")
class BiasesDecay(AdamW):
    """The mask is ignored: biases shrink as well."""

    def update(self, theta, g):
        theta *= 1 - self.lr * self.weight_decay
        self.adapt(theta, g)
