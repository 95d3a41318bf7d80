"""Chapter 14's ladder, from guessing to the network of the page, and three checks before a long run."""

from __future__ import annotations

import math

import numpy as np

from ..data import Standardize
from ..losses import SoftmaxCrossEntropy
from ..metrics import accuracy
from ..network import Network, mlp
from ..optimizers import Adam
from ..schedules import linear
from ..tables import Table
from ..train import Trainer

BATCH, LR = 128, 2e-3


def ladder(train: tuple, valid: tuple, scale: Standardize, network: Network) -> Table:
    """Validation accuracy of five ways to answer, each with one idea more; `network` is the one of the page."""
    (x, t), (x_valid, t_valid) = (scale(train[0]), train[1]), (scale(valid[0]), valid[1])
    means = np.stack([x[t == k].mean(axis=0) for k in range(10)])
    nearest = np.argmin(((x_valid[:, None] - means) ** 2).sum(axis=2), axis=1)
    shares = {"always the most frequent digit": np.mean(t_valid == np.bincount(t).argmax()),
              "the nearest of ten mean images": np.mean(nearest == t_valid),
              "linear: [784, 10], 5 epochs": _trained([784, 10], 5, x, t, x_valid, t_valid),
              "hidden units: [784, 512, 10], 10 epochs": _trained([784, 512, 10], 10, x, t, x_valid, t_valid),
              "distorted images: the network of this page": accuracy(network.predict(x_valid), t_valid)}
    return Table(["answer by", "right, %", "wrong of 10,000"],
                 [[name, f"{share:.2%}".rstrip("%"), round((1 - share) * len(t_valid))] for name, share in shares.items()])


def _trained(sizes, epochs, x, t, x_valid, t_valid) -> float:
    """Validation accuracy after plain training with the page's rate, batch and schedule."""
    rng = np.random.default_rng(0)
    trainer = Trainer(mlp(sizes, rng=rng), SoftmaxCrossEntropy(), Adam(LR), batch_size=BATCH, rng=rng,
                      schedule=linear(LR, epochs * -(-len(x) // BATCH)))
    trainer.fit((x, t), epochs=epochs, progress=False)
    return accuracy(trainer.network.predict(x_valid), t_valid)


def checks(train: tuple, scale: Standardize, seeds: int = 2) -> Table:
    """Loss of a start with small last weights, of one batch learned by heart, and of training without inputs."""
    rows = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        chosen = rng.permutation(len(train[1]))[:2048]
        x, t = scale(train[0][chosen]), train[1][chosen]
        start = mlp([784, 512, 10], rng=rng)
        start[2].W *= 0.01
        rows.append([f"seed {seed}", f"{_loss(start, x, t):.3f}", f"{_after(x[:32], t[:32], 200, seed):.4f}",
                     f"{_after(np.zeros_like(x), t, 200, seed):.3f}", f"{_after(x, t, 200, seed):.3f}"])
    return Table(["", f"start (ln 10 = {math.log(10):.3f})", "one batch of 32, 200 steps", "inputs set to 0, 200 steps",
                  "as it should be, 200 steps"], rows)


def _loss(network, x, t) -> float:
    return SoftmaxCrossEntropy().forward(network.predict(x), t)


def _after(x, t, steps, seed) -> float:
    """Loss after so many steps of Adam on batches of at most 128."""
    rng = np.random.default_rng(seed)
    network, loss, adam = mlp([784, 512, 10], rng=rng), SoftmaxCrossEntropy(), Adam(1e-3)
    for _ in range(steps):
        rows = rng.permutation(len(x))[:BATCH]
        loss.forward(network.forward(x[rows]), t[rows])
        network.backward(loss.backward())
        adam.step(network.params, network.grads)
    return _loss(network, x, t)
