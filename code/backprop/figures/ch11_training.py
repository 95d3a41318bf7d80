"""Chapter 11's experiments: two mistakes of a course lab on its own sine, and decay in and beside Adam on digits."""

from __future__ import annotations

import numpy as np

from ..data import sine
from ..losses import MeanSquaredError, SoftmaxCrossEntropy
from ..network import mlp
from ..optimizers import Adam, AdamW
from ..tables import Table
from ..train import Trainer
from .ch12_training import small_set


class EpochAdam(Adam):
    """WRONG: the bias correction counts epochs, not updates."""

    def __init__(self, lr: float, per_epoch: int):
        super().__init__(lr)
        self.per_epoch, self.done = per_epoch, 0

    def update(self, theta, g):
        """As Adam, with the number of the epoch, from 1, for the number of updates."""
        self.done += 1
        self.updates = (self.done - 1) // self.per_epoch + 1
        super().update(theta, g)


class WeightsOnly(Adam):
    """WRONG: the biases are never moved."""

    def __init__(self, lr: float, mask: np.ndarray):
        super().__init__(lr)
        self.mask = mask

    def update(self, theta, g):
        """As Adam, with the gradients of the biases thrown away."""
        super().update(theta, g * self.mask)


VARIANTS = ("right", "t counts epochs", "biases frozen at 0", "biases frozen, random")
EPOCHS, BATCH, POINTS = 400, 4, 64


def sine_run(variant: str, seed: int) -> tuple[float, float]:
    """Loss after the first epoch and after 400, of [1, 100, 100, 1] on 64 points, batches of 4."""
    rng = np.random.default_rng(seed)
    x, t = sine(POINTS)
    network, loss = mlp([1, 100, 100, 1], rng=rng), MeanSquaredError()
    biases = ~network.decay_mask()
    if variant == VARIANTS[3]:
        network.params[biases] = rng.uniform(-1, 1, biases.sum())
    optimizer = (EpochAdam(3e-4, POINTS // BATCH) if variant == VARIANTS[1] else
                 WeightsOnly(3e-4, network.decay_mask()) if "frozen" in variant else Adam(3e-4))
    trainer, losses = Trainer(network, loss, optimizer, batch_size=BATCH, rng=rng), []
    for record in trainer.epochs((x, t)):
        losses.append(loss.forward(network.predict(x), t))
        if record.epoch == EPOCHS:
            return losses[0], losses[-1]


def mistakes_table(seeds: int = 5) -> Table:
    """Median and range of the loss over seeds, for the right Adam and three wrong ones."""
    rows = []
    for variant in VARIANTS:
        first, last = np.array([sine_run(variant, seed) for seed in range(seeds)]).T
        rows.append([variant, *(f"{np.median(v):.2g} ({v.min():.2g} to {v.max():.2g})" for v in (first, last))])
    return Table(["Adam", "loss after 1 epoch", f"after {EPOCHS} epochs"], rows)


def step_sizes(per_epoch: int, steps: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """|step| / lr for a gradient that is always 1: Adam's, and that of the epoch counter: (steps,) each."""
    found = []
    for optimizer in (Adam(1.0), EpochAdam(1.0, per_epoch)):
        theta, moved = np.zeros(1), []
        for _ in range(steps):
            before = theta.copy()
            optimizer.step(theta, np.ones(1))
            moved.append(abs(theta - before).item())
        found.append(np.array(moved))
    return found[0], found[1]


STRENGTHS = (0.0, 0.01, 0.1, 1.0, 10.0)


def decay_run(kind: type, strength: float, seed: int, sets: tuple) -> tuple[float, float]:
    """Validation and test accuracy of [784, 128, 10] on 1,000 digits after 20 epochs at rate 0.002."""
    train, valid, test, _ = sets
    rng = np.random.default_rng(seed)
    network = mlp([784, 128, 10], rng=rng)
    trainer = Trainer(network, SoftmaxCrossEntropy(), kind(0.002, weight_decay=strength), batch_size=50, rng=rng)
    trainer.fit(train, epochs=20, progress=False)
    return tuple(trainer.evaluate(*pair)["accuracy"] for pair in (valid, test))


def decay_table(seeds: int = 3) -> Table:
    """Test accuracy for five strengths, L2 in Adam and AdamW, mean (and range) over the seeds."""
    sets, rows = [small_set(seed) for seed in range(seeds)], []
    for strength in STRENGTHS:
        cells = []
        for kind in (Adam, AdamW):
            test = [100 * decay_run(kind, strength, seed, sets[seed])[1] for seed in range(seeds)]
            cells.append(f"{np.mean(test):.1f} ({min(test):.1f} to {max(test):.1f})")
        rows.append([f"{strength:g}", *cells])
    return Table(["weight decay", "L2 in Adam, test %", "AdamW, test %"], rows)
