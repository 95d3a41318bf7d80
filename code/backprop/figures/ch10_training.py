"""Chapter 10's two experiments: how inputs are scaled, and where a deep network starts."""

from __future__ import annotations

import numpy as np

from ..data import Standardize, mnist
from ..layers import LayerNorm, Linear, ReLU
from ..losses import SoftmaxCrossEntropy
from ..metrics import accuracy
from ..network import Network
from ..optimizers import SGD, Adam
from ..tables import Table

TRAIN, VALID, BATCH = 5000, 2000, 50


def digits() -> tuple:
    """5,000 images to train on and 2,000 to choose by, pixels 0 ... 255: x, t, x_valid, t_valid."""
    data = mnist()
    x = np.asarray(data.x_train[:TRAIN + VALID], np.float32)
    x *= 255 / x.max()
    return x[:TRAIN], data.t_train[:TRAIN], x[TRAIN:], data.t_train[TRAIN:TRAIN + VALID]


SCALINGS = {"0 to 255": lambda x: (lambda v: v), "0 to 1": lambda x: (lambda v: v / np.float32(255)),
            "standardized": lambda x: Standardize.fit(x, per="all")}
RATES = (1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1.0)


def train(network: Network, optimizer, x, t, rng: np.random.Generator, epochs: int = 1) -> Network:
    """Plain epochs of mini-batches; a network whose weights are no longer finite is left."""
    loss = SoftmaxCrossEntropy()
    for _ in range(epochs):
        for rows in rng.permutation(len(x)).reshape(-1, BATCH):
            loss.forward(network.forward(x[rows]), t[rows])
            network.backward(loss.backward())
            optimizer.step(network.params, network.grads)
            if not np.isfinite(network.params[:8]).all():
                return network
    return network


def right(network: Network, x, t) -> float:
    """Share of right answers, 0 for scores that are not finite."""
    scores = network.predict(x)
    return accuracy(scores, t) if np.isfinite(scores).all() else 0.0


def scaling_table(seeds: int = 3) -> Table:
    """One epoch of SGD for each scaling of the pixels: mean square, the best rate, accuracy on the validation images."""
    x, t, x_valid, t_valid = digits()
    rows = []
    for name, fit in SCALINGS.items():
        scale = fit(x)
        xs, found = scale(x), {}
        for rate in RATES:
            found[rate] = [right(train(_hidden(seed), SGD(rate), xs, t, np.random.default_rng(seed)), scale(x_valid), t_valid)
                           for seed in range(seeds)]
        best = max(found, key=lambda rate: np.mean(found[rate]))
        rows.append([name, f"{np.mean(np.square(xs)):.3g}", f"{best:g}",
                     f"{100 * np.mean(found[best]):.1f} ({100 * min(found[best]):.1f} to {100 * max(found[best]):.1f})"])
    return Table(["pixels", "E[x²]", "best rate", f"accuracy, % ({seeds} seeds)"], rows)


def _hidden(seed: int) -> Network:
    rng = np.random.default_rng(seed)
    return Network([Linear(784, 100, rng=rng), ReLU(), Linear(100, 10, rng=rng)])


STARTS = {"0.01 N(0, 1)": "small_normal", "LeCun": "lecun_normal", "He": "he_normal", "N(0, 1)": "standard_normal"}


def deep(init: str, normed: bool, seed: int, hidden: int = 8, width: int = 64) -> Network:
    """A deep ReLU network, with or without a layer normalization before each ReLU."""
    rng, parts = np.random.default_rng(seed), []
    for d_in in [784] + [width] * (hidden - 1):
        parts += [Linear(d_in, width, rng=rng, init=init)]
        parts += [LayerNorm(width), ReLU()] if normed else [ReLU()]
    return Network([*parts, Linear(width, 10, rng=rng, init=init)])


ADAM = (1e-4, 5e-4, 2e-3, 1e-2, 3e-2)


def start_table(seeds: int = 3) -> Table:
    """Validation accuracy after two epochs of Adam at the best of five rates, plain and with layer normalization."""
    x, t, x_valid, t_valid = digits()
    scale = Standardize.fit(x, per="all")
    xs, xs_valid = scale(x), scale(x_valid)

    def cells(init, normed):
        found = {rate: [100 * right(train(deep(init, normed, seed), Adam(rate), xs, t, np.random.default_rng(seed), 2),
                                    xs_valid, t_valid) for seed in range(seeds)] for rate in ADAM}
        best = max(found, key=lambda rate: np.mean(found[rate]))
        return [f"{best:g}", f"{np.median(found[best]):.0f} ({min(found[best]):.0f} to {max(found[best]):.0f})"]
    return Table(["start of all W", "plain: rate", "accuracy, %", "LayerNorm: rate", "its accuracy, %"],
                 [[name, *cells(init, False), *cells(init, True)] for name, init in STARTS.items()])
