"""Lab 13, what the data do: noise, an outlier, and the world outside."""

from __future__ import annotations

import numpy as np

from .. import plots
from ..axis import Axis, Choice
from ..explore import Explorer, explore
from .ch13 import fine, log_log, mean_square, scale, t_test, x, x_test

NOISY_MOMENTS = [50, 100, 200, 400, 700, 1000, 2000, 3000]


def _truth(ax) -> None:
    ax.plot(fine, np.sin(2 * np.pi * fine), color=plots.TRUTH, linewidth=1, label="truth")


def measured(noisy: dict) -> dict:
    """Error on the noisy points, error to the true curve, and the fit, by (noise, step)."""
    found = {}
    for sigma, (t_noisy, (network, _, kept)) in noisy.items():
        for step in NOISY_MOMENTS:
            network.params[...] = kept[step]
            found[sigma, step] = (mean_square(network, scale(x), t_noisy),
                                  mean_square(network, scale(x_test), t_test),
                                  network.predict(scale(fine)))
    return found


def noise(noisy: dict) -> Explorer:
    """Scrub through training on noisy targets: both errors against the step."""
    table = measured(noisy)

    def draw_noise(step, sigma):
        figure, (left, right) = plots.figure(6, 3.5, cols=2)
        train_loss, truth, y = table[sigma, step]
        plots.draw_fit(left, x, noisy[sigma][0], {"network": (fine, y)})
        _truth(left)
        left.set(ylim=(-2.2, 2.6))
        for k, name in enumerate(("on the noisy points", "to the true curve")):
            right.plot(NOISY_MOMENTS, [table[sigma, s][k] for s in NOISY_MOMENTS], "o-",
                       markersize=4, label=name)
        right.axvline(step, color=plots.GRAY, linewidth=1)
        right.axhline(sigma**2, color=plots.GRAY, linewidth=1, linestyle="--")
        log_log(right, xlabel="step", ylabel="mean square error", ylim=(5e-4, 0.5))
        right.set(xticks=[100, 1000], yticks=[0.001, 0.01, 0.1])
        plots.legend_above(left, 2, "left")
        plots.legend_above(right, 1, "right")
        return figure, (f"noise {sigma:g} (variance {sigma**2:.4f}), step {step}: {train_loss:.1e} on "
                        f"the noisy points, {truth:.1e} to the true curve")
    return explore(draw_noise, step=Choice(NOISY_MOMENTS, label="step", value=400, format="d"),
                   sigma=Choice(list(noisy), label="noise", value=0.2, format="g"))


def slip(slipped: dict) -> Explorer:
    """One wrong target, with the mean square and with Huber's loss."""
    def draw_slip(slip, loss):
        t_slip, network = slipped[slip, loss]
        figure, ax = plots.figure(6, 3)
        plots.draw_fit(ax, x, t_slip, {"network": (fine, network.predict(scale(fine)))})
        _truth(ax)
        ax.set(ylim=(-1.6, 8))
        plots.legend_above(ax, 3)
        error = np.abs(network.predict(scale(x_test)) - t_test)
        return figure, (f"{loss}, one target off by {slip:g}: mean square error {np.mean(error**2):.1e} "
                        f"to the truth, largest error {error.max():.2f}")
    slips, losses = (list(dict.fromkeys(key[k] for key in slipped)) for k in (0, 1))
    return explore(draw_slip, slip=Choice(slips, label="slip of one target", value=4, format="g"),
                   loss=Choice(losses, label="loss"))


def outside(known: dict) -> Explorer:
    """What the networks say where there are no data."""
    wide = np.linspace(-1, 2, 301, dtype=np.float32)[:, None]

    def draw_outside(at, activation):
        network = known[activation]
        figure, ax = plots.figure(6, 3)
        ax.axvspan(0, 1, color=plots.PALE, alpha=0.6, linewidth=0)
        ax.plot(wide, np.sin(2 * np.pi * wide), color=plots.TRUTH, linewidth=1.2, label="sine")
        ax.plot(wide, network.predict(scale(wide)).ravel(), label=f"network, {activation}")
        answer = float(network.predict(scale(np.array([[at]], np.float32)))[0, 0])
        ax.plot([at], [answer], "o", color=plots.ORANGE)
        ax.set(xlabel="x (shaded: where the data are)", ylabel="y", ylim=(-8, 8))
        ax.legend(loc="upper center", ncols=2)
        says = [f"{np.round(v, 2) + 0.0:.2f}" for v in (at, answer, np.sin(2 * np.pi * at))]
        return figure, f"{activation}, x = {says[0]}: the network says {says[1]}, the sine is {says[2]}"
    return explore(draw_outside, at=Axis(-1, 2, 13, label="x", format=".2f", value=1.5),
                   activation=Choice(list(known), label="network"))
