"""Chapter 12's experiments: stopping early, and five regularizers on a thousand digits."""

from __future__ import annotations

import numpy as np

from .. import plots
from ..data import Distort, Shift, Standardize, mnist, sine
from ..explore import Explorer, show
from ..layers import Dropout, Linear, ReLU
from ..losses import MeanSquaredError, SoftmaxCrossEntropy
from ..network import Network, mlp
from ..optimizers import Adam
from ..penalties import L2
from ..schedules import linear
from ..tables import Table
from ..train import Trainer

# --- stopping ---------------------------------------------------------------------------------------------


def noisy_run(seed: int, epochs: int = 1500) -> tuple[np.ndarray, np.ndarray]:
    """Training and validation loss of [1, 100, 100, 1] on 20 noisy points of a sine: (epochs,) each."""
    rng = np.random.default_rng(seed)
    train = sine(20, noise=0.4, rng=rng, spacing="random", low=-1, high=1)
    valid = sine(200, noise=0.4, rng=rng, spacing="random", low=-1, high=1)
    network = mlp([1, 100, 100, 1], rng=rng)
    trainer = Trainer(network, MeanSquaredError(), Adam(0.005), batch_size=20, rng=rng)
    history = trainer.fit(train, valid, epochs=epochs, progress=False)
    return history.column("train_loss"), history.column("valid_loss")


def stopping(seeds: int = 8) -> Explorer:
    """Training and validation loss of several seeds, the lowest validation loss of each marked."""
    figure, ax = plots.figure(6, 3.2)
    lasts, bests, places = [], [], []
    for seed in range(seeds):
        train, valid = noisy_run(seed)
        ax.plot(train, color=plots.FORWARD, linewidth=1, label="training" if seed == 0 else None)
        ax.plot(valid, color=plots.ORANGE, linewidth=1, label="validation" if seed == 0 else None)
        k = int(np.argmin(valid))
        ax.plot(k, valid[k], "o", color=plots.BLACK, markersize=5)
        lasts.append(valid[-1])
        bests.append(valid[k])
        places.append(k + 1)
    ax.axhline(0.16, color=plots.GRAY, linestyle="--", linewidth=1)
    ax.set(xlabel="epoch", ylabel="mean squared error", yscale="log", ylim=(0.005, 3))
    ax.legend(loc="lower left")
    return show(figure, f"{seeds} seeds (data, start). Lowest validation loss {np.median(bests):.2f} in the median, at epochs "
                        f"{min(places)} to {max(places)}; after 1,500 {np.median(lasts):.2f}. The noise alone is 0.16 (dashed).")


# --- five regularizers ------------------------------------------------------------------------------------

EXAMPLES, VALID, EPOCHS, BATCH, HIDDEN = 1000, 2000, 30, 50, 128
METHODS = {"nothing": [{}], "decay λ": [{"decay": v} for v in (0.001, 0.01)],
           "dropout": [{"rate": v} for v in (0.25, 0.5)], "shifts, 1 pixel": [{"augment": Shift(1)}],
           "distortion": [{"augment": Distort()}]}


def small_set(seed: int) -> tuple:
    """1,000 drawn training images, 2,000 validation images and the test set, scaled: three pairs (x, t)."""
    data, rng = mnist(), np.random.default_rng(seed)
    order = rng.permutation(len(data.x_train))
    parts = [order[:EXAMPLES], order[EXAMPLES:EXAMPLES + VALID]]
    scale = Standardize.fit(data.x_train[parts[0]], per="all")
    pairs = [(scale(data.x_train[rows]), data.t_train[rows]) for rows in parts]
    return (*pairs, (scale(data.x_test), data.t_test), scale)


def one_run(seed: int, sets: tuple, decay: float = 0.0, rate: float = 0.0, augment=None) -> tuple[float, float, float]:
    """Training, validation and test accuracy of [784, 128, 10] after 30 epochs of Adam."""
    train, valid, test, _ = sets
    rng = np.random.default_rng(1000 + seed)
    drop = [Dropout(rate, rng=rng)] if rate else []
    network = Network([Linear(784, HIDDEN, rng=rng), ReLU(), *drop, Linear(HIDDEN, 10, rng=rng)])
    trainer = Trainer(network, SoftmaxCrossEntropy(), Adam(0.002), batch_size=BATCH, rng=rng, augment=_shown(augment, sets),
                      schedule=linear(0.002, EPOCHS * EXAMPLES // BATCH),
                      penalty=L2(decay, network.decay_mask()) if decay else None)
    trainer.fit(train, epochs=EPOCHS, progress=False)
    return tuple(trainer.evaluate(*pair)["accuracy"] for pair in (train, valid, test))


def _shown(augment, sets):
    """The augmentation, applied to pixels whose ground is 0: standardized images are taken back and forth."""
    scale = sets[3]
    if augment is None:
        return None
    return lambda x, rng: scale(augment(x * scale.std + scale.mean, rng))


def compare(seeds: int = 5) -> Table:
    """Each method at the setting that is best on validation images; test accuracy, and the paired gain over nothing."""
    sets, runs = [small_set(seed) for seed in range(seeds)], {}
    for name, settings in METHODS.items():
        found = [np.array([one_run(seed, sets[seed], **setting) for seed in range(seeds)]) for setting in settings]
        best = int(np.argmax([run[:, 1].mean() for run in found]))
        runs[name] = (settings[best], 100 * found[best])
    plain = runs["nothing"][1]
    rows = []
    for name, (setting, run) in runs.items():
        gain = run[:, 2] - plain[:, 2]
        value = next((f", {v:g}" for v in setting.values() if isinstance(v, float)), "")
        half = 2.776 * gain.std(ddof=1) / seeds**0.5            # Student's t, 95 %, 4 degrees of freedom
        rows.append([name + value, f"{run[:, 0].mean():.1f}", f"{run[:, 2].mean():.1f}",
                     "" if name == "nothing" else f"{gain.mean():+.1f} ± {half:.1f}"])
    return Table(["method", "training, %", "test, %", "gain, 95 % interval"], rows)
