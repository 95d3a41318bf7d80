"""Lab 13: training on 64 points of a sine, the census of its units, and the lab's figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .. import plots, schedules
from ..axis import Choice
from ..data import Standardize, sine
from ..explore import Explorer, explore, show
from ..losses import MeanSquaredError
from ..network import Network, mlp
from ..optimizers import Adam
from ..train import Trainer

STEPS, LR, SIZES = 10_000, 3e-4, (1, 100, 100, 1)
MOMENTS = [0, 30, 60, 100, 200, 400, 700, 1000, 1300, 2000, 4000, STEPS]
x, t = sine(64)
x_test, t_test = sine(1000)
fine, _ = sine(400)
scale = Standardize.fit(x)


# --- training -------------------------------------------------------------------------------------------

def train(x, t, seed: int = 0, *, sizes: Sequence[int] = SIZES, activation: str = "relu",
          lr: float = LR, steps: int = STEPS, falling: bool = False, loss=None, keep=()):
    """Train on full batches with Adam: network, loss at each step, weights at the steps to keep."""
    rng = np.random.default_rng(seed)
    network = mlp(sizes, activation=activation, rng=rng)
    trainer = Trainer(network, loss or MeanSquaredError(), Adam(lr), batch_size=len(x), rng=rng,
                      schedule=schedules.linear(lr, steps) if falling else None)
    losses, kept = np.empty(steps), {}
    for step in range(steps):
        if step in keep:
            kept[step] = network.params.copy()
        losses[step] = trainer.step(x, t)
    return network, losses, kept | {steps: network.params.copy()}


def mean_square(network: Network, x, t) -> float:
    """The loss of a network without training it."""
    return float(np.mean((network.predict(x) - t) ** 2))


def signs(network: Network, x) -> list[np.ndarray]:
    """For each ReLU layer, whether each unit is on at each row of x."""
    found, h = [], x
    for layer in network:
        h = layer.predict(h)
        if type(layer).__name__ == "ReLU":
            found.append(h > 0)
    return found


def census(network: Network, x) -> list[tuple[int, int, int]]:
    """By ReLU layer: units off everywhere, on everywhere, and switching."""
    counts = [((~on).all(axis=0).sum(), on.all(axis=0).sum(), on.shape[1]) for on in signs(network, x)]
    return [(int(dead), int(always), int(size - dead - always)) for dead, always, size in counts]


def switches(network: Network, x) -> np.ndarray:
    """The rows of x after which some unit of some ReLU layer switches."""
    rows = [np.flatnonzero(np.diff(on, axis=0).any(axis=1)) for on in signs(network, x)]
    return np.unique(np.concatenate([np.array([], int), *rows]))


def count_right(run, step: int) -> int:
    """How many switching places a run on raw inputs has right of the middle after so many steps."""
    network, _, kept = run
    now = network.params.copy()
    network.params[...] = kept[step]
    count = np.sum(x_test[switches(network, x_test), 0] > 0.5)
    network.params[...] = now
    return int(count)


# --- figures --------------------------------------------------------------------------------------------

def log_steps(n: int) -> np.ndarray:
    """About 200 steps of n, evenly spaced on a logarithmic axis, counted from 1."""
    return np.unique(np.geomspace(1, n, 200).astype(int))


def log_log(ax, **labels) -> None:
    """Make both axes logarithmic."""
    plots.log_axis(ax.xaxis)
    plots.log_axis(ax.yaxis)
    ax.set(**labels)


def losses(runs: dict, x, title: str) -> Explorer:
    """The loss curves of several seeds."""
    figure, ax = plots.figure(6, 3.7)
    for seed, (_, values, _) in runs.items():
        steps = log_steps(len(values))
        ax.plot(steps, values[steps - 1], linewidth=1.4, label=f"seed {seed}")
    ax.axhline(1e-4, color=plots.GRAY, linewidth=1)
    log_log(ax, xlabel="step", ylabel="loss", ylim=(1e-8, 3), title=title)
    plots.legend_above(ax, 3)
    final = ", ".join(f"{mean_square(network, x, t):.1e}" for network, _, _ in runs.values())
    return show(figure, f"{title}; final losses of seeds 0 to 4: {final}; the gray line is 1e-4")


def draw_training(step: int, run, data, grid):
    """Fit, switching places and loss of a run after some of its steps; its inputs were `data`."""
    network, values, kept = run
    network.params[...] = kept[step]
    loss, y = mean_square(network, data, t), network.predict(grid)
    bends = fine[switches(network, grid), 0]
    network.params[...] = kept[STEPS]
    figure, (left, right) = plots.figure(6, 3, cols=2, width_ratios=[3, 2])
    plots.draw_fit(left, x, t, {"network": (fine, y)})
    left.plot(bends, np.full(len(bends), -1.35), "|", color=plots.ORANGE, markersize=9)
    left.set(ylim=(-1.5, 1.8))
    plots.legend_above(left, where="left")
    steps = log_steps(STEPS)
    right.plot(steps, values[steps - 1], linewidth=1.4)
    right.plot([max(step, 1)], [loss], "o", color=plots.ORANGE)
    log_log(right, xlabel="step", ylabel="loss", ylim=(1e-7, 3))
    return figure, (f"step {step}: loss {loss:.1e}; {len(bends)} switching places, "
                    f"{np.sum(bends > 0.5)} of them right of the middle")


def naive(runs: dict, seeds: list[int]) -> Explorer:
    """Scrub through runs on raw inputs."""
    def draw_naive(step, seed):
        figure, caption = draw_training(step, runs[seed], x, fine)
        return figure, f"seed {seed}, {caption}"
    return explore(draw_naive, step=Choice(MOMENTS, label="step", value=400, format="d"),
                   seed=Choice(seeds, label="seed", value=seeds[0]))


def cured(runs: dict) -> Explorer:
    """Scrub through a run with ReLU and one with tanh, on standardized inputs."""
    def draw_cured(step, activation):
        figure, caption = draw_training(step, runs[activation], scale(x), scale(fine))
        return figure, f"{activation}, standardized, {caption}"
    return explore(draw_cured, step=Choice(MOMENTS, label="step", value=200, format="d"),
                   activation=Choice(list(runs), label="units"))


def slopes(runs: dict) -> Explorer:
    """The slopes of two fits, seed by seed, beside the cosine."""
    def draw_slopes(seed):
        figure, ax = plots.figure(6, 3)
        grid, middle = fine.ravel(), (fine.ravel()[1:] + fine.ravel()[:-1]) / 2
        for name, by_seed in runs.items():
            y = by_seed[seed][0].astype(np.float64).predict(scale(fine).astype(np.float64)).ravel()
            ax.plot(middle, np.diff(y) / np.diff(grid), linewidth=1.4, label=name)
        ax.plot(middle, 2 * np.pi * np.cos(2 * np.pi * middle), color=plots.TRUTH, linewidth=1,
                label="cosine")
        ax.set(xlabel="x", ylabel="slope dy/dx", ylim=(-9, 12))
        ax.legend(ncols=3, loc="upper center")
        worst = [float(np.abs(r[seed][0].predict(scale(x_test)) - t_test).max()) for r in runs.values()]
        return figure, (f"seed {seed}: largest error of the fit {worst[0]:.4f} with ReLU, "
                        f"{worst[1]:.4f} with tanh")
    return explore(draw_slopes, seed=Choice(list(next(iter(runs.values()))), label="seed"))


def rates(by_rate: dict) -> Explorer:
    """Fit and loss curve for each learning rate."""
    def draw_rate(lr):
        network, values = by_rate[lr][:2]
        figure, (left, right) = plots.figure(6, 3, cols=2)
        plots.draw_fit(left, x, t, {"network": (fine, network.predict(scale(fine)))})
        left.set(ylim=(-1.6, 1.9))
        plots.legend_above(left, where="left")
        steps, last = log_steps(len(values)), values[-200:]
        for _, others, *_ in by_rate.values():
            right.plot(steps, others[steps - 1], color=plots.PALE, linewidth=1)
        right.plot(steps, values[steps - 1], linewidth=1.4)
        log_log(right, xlabel="step", ylabel="loss", ylim=(1e-6, 1e4))
        return figure, (f"learning rate {lr:g}: median of the last 200 losses {np.median(last):.1e}, "
                        f"largest of them {last.max():.1e}")
    return explore(draw_rate, lr=Choice(list(by_rate), label="learning rate", value=3e-4, format="g"))


def widths(by_width: dict) -> Explorer:
    """Three seeds for each width: their fits, and their losses between the points."""
    between = {w: [mean_square(n, scale(x_test), t_test) for n in nets] for w, nets in by_width.items()}

    def draw_width(width):
        figure, (left, right) = plots.figure(6, 3.5, cols=2)
        plots.draw_fit(left, x, t, {f"seed {seed}": (fine, n.predict(scale(fine)))
                                    for seed, n in enumerate(by_width[width])})
        left.set(ylim=(-1.6, 2.3))
        plots.legend_above(left, where="left")
        for w, values in between.items():
            right.plot([w] * len(values), values, "o", markersize=6,
                       color=plots.FORWARD if w == width else plots.GRAY)
        log_log(right, xlabel="width", ylabel="loss between points")
        found = ", ".join(f"{v:.1e}" for v in between[width])
        return figure, f"width {width}, {by_width[width][0].params.size} parameters: losses {found}"
    return explore(draw_width, width=Choice(list(by_width), label="width", value=8))
