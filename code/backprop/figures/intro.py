"""The figure of the landing page: a network learns a sine wave."""

from __future__ import annotations

import numpy as np

from .. import plots
from ..axis import Choice
from ..data import sine
from ..explore import Explorer, explore
from ..losses import MeanSquaredError
from ..network import mlp
from ..optimizers import Adam
from ..schedules import linear
from ..train import Trainer

UPDATES = [0, 5, 10, 20, 30, 40, 50, 60, 80, 100, 120, 150, 180, 220, 260, 300, 400, 500, 700, 1000,
           1500, 2000]


def learn() -> tuple[list[float], dict[int, np.ndarray]]:
    """Train [1, 30, 30, 1] with tanh: the loss at each update, and the fits at UPDATES."""
    x, t = sine(64)
    rng, grid = np.random.default_rng(0), np.linspace(0, 1, 200, dtype=np.float32)[:, None]
    network = mlp([1, 30, 30, 1], activation="tanh", rng=rng)
    trainer = Trainer(network, MeanSquaredError(), Adam(1e-2), batch_size=64, rng=rng,
                      schedule=linear(1e-2, 2001))
    losses, fits = [], {}
    for n in range(UPDATES[-1] + 1):
        if n in UPDATES:
            fits[n] = network.predict(grid)
        losses.append(trainer.step(x, t))
    return losses, fits


def learning() -> Explorer:
    """Scrub through the training of a small network."""
    (x, t), (losses, fits) = sine(64), learn()
    grid = np.linspace(0, 1, 200)

    def draw_learning(update):
        figure, (left, right) = plots.figure(6, 2.6, cols=2)
        left.plot(x, t, "o", color="0.6", markersize=3, label="data")
        left.plot(grid, fits[update], color=plots.FORWARD, linewidth=2, label="network")
        left.set(xlabel="x", ylabel="y", ylim=(-1.7, 1.7))
        plots.legend_above(left, where="left")
        right.loglog(np.arange(1, len(losses) + 1), losses, color="0.6")
        right.plot(update + 1, losses[update], "o", color=plots.GRADIENT, markersize=8)
        right.set(xlabel="update", ylabel="error")
        return figure, f"After {update} updates the mean squared error is {losses[update]:.2g}."
    return explore(draw_learning, update=Choice(UPDATES, label="updates", value=80))
