"""Figures of chapter 15: tables drawn by lot, sweeps with a dot a run, and curves of training."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .. import plots
from ..axis import Choice
from ..data import characters, letters
from ..experiments import Run, Stored, Task, percents, standard_error, told
from ..explore import Explorer, explore, show
from ..layers import Linear
from ..losses import SoftmaxCrossEntropy
from ..network import mlp
from ..tables import Table


def drawings() -> Explorer:
    """One drawing of each letter and of each character."""
    figure, axes = plots.figure(6, 2.5, rows=3, cols=13)
    some = [draw(1, rng=np.random.default_rng(1)) for draw in (letters, characters)]
    plots.draw_images(axes, np.concatenate([1 - part.x for part in some]))
    return show(figure, "one drawing each of 26 letters and 12 Chinese characters")


# --- how much is chance? ------------------------------------------------------------------------

TRUE = 80.0


def chance(lab: Mapping[float, tuple[float, float]]) -> Explorer:
    """Five settings that are equally good, measured on so many images; the lab's test figures."""
    def draw_chance(images, attempt):
        return _draw_chance(lab, images, attempt)
    return explore(draw_chance, images=Choice([100, 400, 1600, 6400], label="images", value=400,
                                              format="d"),
                   attempt=Choice([1, 2, 3, 4, 5, 6], label="attempt", value=1, format="d"))


def _draw_chance(lab, images, attempt):
    shares = np.random.default_rng(attempt).binomial(images, TRUE / 100, 5) / images * 100
    error = standard_error(TRUE, images)
    figure, ax = plots.figure(6, 3.3)
    ax.axhspan(TRUE - error, TRUE + error, color=plots.PALE, alpha=0.7, linewidth=0)
    ax.plot(range(5), [test for _, test in lab.values()], "s--", color=plots.ORANGE, markersize=6,
            linewidth=1, label="the lab's decay table (test)")
    ax.plot(range(5), shares, "o-", linewidth=1.4, label="five equal settings")
    ax.set_xticks(range(5), [f"{decay:.2f}" for decay in lab])
    ax.set(ylim=(70, 92), xlabel="decay in the lab's table", ylabel="accuracy in %")
    plots.legend_above(ax, 1)
    best = list(lab)[int(np.argmax(shares))]
    return figure, (f"{images} images, attempt {attempt}: {shares.max():.1f} % looks best (at "
                    f"{best:.2f}), {shares.min():.1f} % worst, {np.ptp(shares):.1f} points apart, and "
                    f"all five are equal; shaded: {TRUE:.0f} % ± one standard error")


# --- sweeps, here and stored ----------------------------------------------------------------------

TASKS = {"characters": "drawings of 12 characters", "few": "drawings of 12 characters",
         "letters": "drawings of 26 letters", "mnist": "images of MNIST"}


def sweeps(lines: Mapping[str, Mapping], xlabel: str, caption: str = "", *, colors: str = "",
           lab: Mapping | None = None) -> Explorer:
    """A line for each sweep, a dot for each run: {label: {setting: runs}}; the lab's figures."""
    figure, ax = plots.figure(6, 3.7)
    _draw_lines(ax, lines, colors, lab)
    ax.set(xlabel=xlabel, ylabel="accuracy in %")
    ends = "; ".join(f"{label or 'mean'}, " + ", ".join(
        f"{x}: {percents(runs).mean():.1f} %" for x, runs in line.items()) for label, line in lines.items())
    return show(figure, f"{caption or ends}. Dots: single runs"
                + ("; band: the lab's figures ± one standard error of 400 images." if lab else "."))


def stored(found: Mapping[str, Stored], names: str, xlabel: str, title: str, *, pairs=(),
           labels=("", ""), colors: str = "", lab: Mapping | None = None) -> None:
    """Draw stored sweeps (their names by a comma), and all their numbers behind a line.

    A line for each group, the part of a setting's name after its last comma.
    pairs: (sweep, setting, other), differences for the caption.
    """
    sweeps = [found[name] for name in names.split(", ") if name in found]
    if not sweeps:
        return print(f"{names}: the stored results are not here, the figure is left out")
    lines: dict = {}
    for label, one in zip(labels, sweeps):
        for setting, runs in one.runs.items():
            x, group = setting.rsplit(", ", 1) if ", " in setting else (setting, "")
            lines.setdefault(f"{label} {group}".strip(), {})[x] = runs
    figure, ax = plots.figure(6, 3.7)
    _draw_lines(ax, lines, colors, lab)
    ax.set(xlabel=xlabel, ylabel="accuracy in %", title=f"stored: {title}")
    _display(show(figure, _told_about(sweeps, pairs)), _all_numbers(sweeps))


def _draw_lines(ax, lines, colors, lab):
    """Dots, lines through their means, and the lab's figures with a band of one standard error."""
    places = list(dict.fromkeys(x for line in lines.values() for x in line))
    names = (colors or "BLUE GREEN PINK GRAY ORANGE BLACK").split()
    for k, (label, line) in enumerate(lines.items()):
        color, shift = getattr(plots, names[k]), 0.08 * (k - (len(lines) - 1) / 2)
        at = np.array([places.index(x) for x in line]) + shift
        values = [percents(runs) for runs in line.values()]
        for place, dots in zip(at, values):
            ax.plot(np.full(len(dots), place), dots, "o", color=color, markersize=4, alpha=0.45,
                    markeredgewidth=0)
        ax.plot(at, [dots.mean() for dots in values], "o-", color=color, linewidth=1.4, label=label)
    if lab:
        _draw_lab(ax, places, lab)
    crowded = sum(len(str(name)) + 1 for name in places) > 45
    ax.set_xticks(range(len(places)), places, **({"rotation": 30, "ha": "right"} if crowded else {}))
    if len(lines) > 1 or lab:
        plots.legend_above(ax, 3)


def _draw_lab(ax, places, lab):
    at = [k for k, name in enumerate(places) if name in lab]
    heights = np.array([lab[places[k]] for k in at])
    error = standard_error(heights, 400)
    ax.fill_between(at, heights - error, heights + error, color=plots.ORANGE, alpha=0.25, linewidth=0)
    ax.plot(at, heights, "s--", color=plots.ORANGE, markersize=6, linewidth=1, label="the lab ± 1 SE")


def _told_about(sweeps, pairs):
    """How stored sweeps were run, and the differences that a caption names."""
    about = sweeps[0].about
    day = about["date"].replace("-", "\u2011")
    by_name = {one.name: one for one in sweeps}
    found = "; ".join(f"{a} minus {b}{f' ({name})' if len(sweeps) > 1 else ''}: "
                      f"{told(by_name[name].difference(a, b))}" for name, a, b in pairs)
    return (f"Stored, not computed with this page: {about['command']}, {day}, commit "
            f"{about['commit']}. {about['size']} {TASKS[about['task']]} to train on, "
            f"{len(about['seeds'])} seeds, dots are single runs. {found}")


def _all_numbers(sweeps) -> Table:
    """Every setting's mean and spread, folded."""
    rows = [[f"{one.name}: {setting}" if len(sweeps) > 1 else setting,
             f"{percents(runs).mean():.1f}", f"{percents(runs).std(ddof=1):.1f}"]
            for one in sweeps for setting, runs in one.runs.items()]
    return Table(["setting", "test accuracy, %", "spread (sd)"], rows, cards=False,
                 folded="All numbers of this figure")


def _display(*things):
    from IPython.display import display

    display(*things)


# --- the batch over epochs and over updates -------------------------------------------------------

def batches(runs: Mapping[str, list[Run]], epochs: int = 10) -> Explorer:
    """One batch size among all, drawn over epochs or over updates: {batch size: runs}, seed 0."""
    def draw_batches(batch, over):
        return _draw_batches({name: some[0] for name, some in runs.items()}, batch, over, epochs)
    return explore(draw_batches, batch=Choice(list(runs), label="batch size", value="16"),
                   over=Choice(["epochs", "updates"], label="drawn over"))


def _draw_batches(runs, batch, over, epochs):
    figure, (left, right) = plots.figure(6, 3.4, cols=2)
    for name, one in runs.items():
        steps = len(one.loss) // epochs
        scale = steps if over == "epochs" else 1
        style = _style(name == batch, 2)
        means = one.loss.reshape(-1, steps).mean(axis=1)
        left.plot(np.arange(1, epochs + 1) * steps / scale, means, **style)
        right.plot(one.moments / scale, 100 * one.valid, **style)
    for ax in (left, right):
        ax.set(xlabel=over)
        plots.log_axis(ax.xaxis)
    plots.log_axis(left.yaxis)
    left.set(ylabel="training loss")
    right.set(ylabel="validation accuracy in %")
    one = runs[batch]
    return figure, (f"batch {batch}, seed 0: {len(one.loss)} updates in {epochs} epochs, validation "
                    f"loss {one.valid_loss:.3f}, validation accuracy {one.valid[-1]:.1%}")


def _style(chosen, width):
    """The line that was picked stands out."""
    return {"color": plots.BLUE if chosen else plots.PALE, "zorder": 3 if chosen else 2,
            "linewidth": width if chosen else 1.1}


# --- what the start does to the signal --------------------------------------------------------------

DEEP = (784, 512, 512, 512, 12)
STDS = [0.003, 0.01, 0.02, 0.03, 0.044, 0.0625, 0.1, 0.2, 0.5, 1.0]


def rms(values: np.ndarray) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(values, dtype=float))))


def spreads(task: Task, std: float, activation: str = "relu") -> tuple[list, list]:
    """Root mean square of each layer's z, and of the gradient by it, before any training."""
    net = mlp(DEEP, activation=activation, init="standard_normal", rng=np.random.default_rng(0))
    net.params *= std                                    # the biases are 0
    h, t = (part[::12].copy() for part in task.test)
    z, loss = [], SoftmaxCrossEntropy()
    for layer in net:
        h = layer.forward(h)
        z += [h] if isinstance(layer, Linear) else []
    loss.forward(h, t)
    back = loss.backward()
    dz = [back]
    for layer in reversed(net.layers[1:]):
        back = layer.backward(back)
        dz += [] if isinstance(layer, Linear) else [back]
    return [rms(v) for v in z], [rms(v) for v in reversed(dz)]


def starts(task: Task) -> Explorer:
    """The spread of z and of its gradient in four layers, for weights of so much spread."""
    def draw_spreads(std, activation):
        return _draw_spreads(task, std, activation)
    return explore(draw_spreads, std=Choice(STDS, label="standard deviation", value=0.01, format="g"),
                   activation=Choice(["ReLU", "tanh"], label="units"))


def _draw_spreads(task, std, activation):
    forward, backward = spreads(task, std, activation.lower())
    figure, ax = plots.figure(6, 3.4)
    layers = np.arange(1, 5)
    ax.plot(layers, forward, "o-", color=plots.FORWARD, label="z")
    ax.plot(layers, backward, "s-", color=plots.GRADIENT, label="gradient by z")
    plots.log_axis(ax.yaxis)
    ax.set(xlabel="layer", ylabel="root mean square", ylim=(1e-9, 1e6), xticks=layers,
           yticks=[1e-8, 1e-6, 1e-4, 1e-2, 1, 1e2, 1e4])
    ax.legend(ncols=2, loc="upper left")
    numbers = ", ".join(f"{value:.2g}" for value in forward)
    return figure, (f"{activation}, weights from {std:g} N(0,1): spread of z {numbers}; gradient in "
                    f"layer 1 {backward[0]:.1e}, in layer 4 {backward[-1]:.1e}")


# --- momentum and decay -----------------------------------------------------------------------------

def momentum(trails: Mapping[tuple[str, float], Run]) -> Explorer:
    """The loss at one momentum among others: {(name of the rate, momentum): run}."""
    rates, momenta = (list(dict.fromkeys(part)) for part in zip(*trails))

    def draw_momentum(momentum, rate):
        return _draw_momentum({m: trails[rate, m] for m in momenta}, momentum, rate)
    return explore(draw_momentum, rate=Choice(rates, label="rate"),
                   momentum=Choice(momenta, label="momentum", value=0.9, format="g"))


def _draw_momentum(runs, momentum, rate):
    figure, ax = plots.figure(6, 3.4)
    for m, one in runs.items():
        smooth = np.convolve(one.loss, np.ones(5) / 5, "valid")
        ax.plot(np.arange(len(smooth)) + 3, smooth, **_style(m == momentum, 1.6))
    ax.axhline(np.log(26), color=plots.GRAY, linewidth=1, linestyle="--")
    plots.log_axis(ax.yaxis)
    ax.set(xlabel="update (dashed: ln 26)", ylabel="loss, mean of 5", ylim=(0.08, 12))
    one = runs[momentum]
    return figure, (f"momentum {momentum:g}, {rate}, seed 0: largest loss {np.nanmax(one.loss):.1f}, "
                    f"mean of the last 33 {np.mean(one.loss[-33:]):.2f}, "
                    f"validation accuracy {one.valid[-1]:.1%}")


def decay(shrunk: Mapping[str, Mapping[float, Run]]) -> Explorer:
    """Accuracy and weights at one decay among others: {reading: {decay: run}}."""
    def draw_decay(decay, reading):
        return _draw_decay(shrunk[reading], decay, reading)
    wide = list(next(iter(shrunk.values())))
    return explore(draw_decay, decay=Choice(wide, label="decay as printed", value=0.1, format="g"),
                   reading=Choice(list(shrunk), label="reading"))


def _draw_decay(runs, decay, reading):
    figure, (left, right) = plots.figure(6, 3.3, cols=2)
    places, shown = np.arange(len(runs)), [100 * one.valid[-1] for one in runs.values()]
    left.plot(places, shown, "o-", color=plots.GRAY, markersize=5, linewidth=1.2)
    at = list(runs).index(decay)
    left.plot([at], [shown[at]], "o", color=plots.BLUE, markersize=10)
    left.set_xticks(places, [f"{d:g}" * (k % 2 == 0) for k, d in enumerate(runs)])
    left.set(xlabel="decay as printed", ylabel="validation acc. in %", ylim=(0, 100))
    W = runs[decay].network[0].W.ravel()
    right.hist(np.clip(W, -0.2, 0.2), 41, range=(-0.2, 0.2), color=plots.FORWARD)
    right.set(xlabel="weights of layer 1", ylabel="how many", ylim=(0, 12_000))
    return figure, (f"{reading}, decay {decay:g}, seed 0: validation accuracy {shown[at]:.1f} %, loss "
                    f"of the last 33 batches {np.mean(runs[decay].loss[-33:]):.3f}, root mean square "
                    f"of the first layer's weights {rms(W):.4f}")
