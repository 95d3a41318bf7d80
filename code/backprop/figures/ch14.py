"""Figures of chapter 14: digits and their distortions, learning epoch by epoch, confidence, and what moves a digit."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from .. import plots
from ..axis import Axis, Choice
from ..data import MNIST, Standardize, warp
from ..explore import Explorer, explore, show
from ..functional import softmax
from ..history import History
from ..losses import SoftmaxCrossEntropy
from ..metrics import confusion_matrix, reliability
from ..network import Network

# --- the data ---------------------------------------------------------------------------------------------


def digits(data: MNIST) -> Explorer:
    """The mean of all images of a digit, and 23 of them."""
    def draw_digit(digit):
        rows = np.flatnonzero(data.t_train == digit)
        figure, axes = plots.figure(6, 2.9, rows=3, cols=8)
        plots.draw_images(axes, [data.x_train[rows].mean(axis=0), *data.x_train[rows[:23]]])
        axes[0, 0].set_title("mean", loc="center", fontsize=13.5)
        return figure, (f"digit {digit}: {len(rows)} training images, {data.x_train[rows].mean():.1%} of full ink; "
                        "first the mean of all, then 23 of them")
    return explore(draw_digit, digit=Choice(list(range(10)), label="digit", format="d"))


def distorted(data: MNIST, distort: Callable) -> Explorer:
    """One training image, and seven distorted copies."""
    copies = distort(np.repeat(data.x_train[:1], 7, axis=0), np.random.default_rng(0))
    figure, axes = plots.figure(6, 1.2, cols=8)
    plots.draw_images(axes, [data.x_train[0], *copies])
    return show(figure, f"a training image of a {data.t_train[0]}, and seven distorted copies")


# --- training ---------------------------------------------------------------------------------------------

def curves(history: History) -> Explorer:
    """Loss on both sets, and the share of wrong answers."""
    figure, (left, right) = plots.figure(6, 3.2, cols=2)
    plots.draw_history(left, {"training": history.column("train_loss"), "validation": history.column("valid_loss")}, log=True)
    plots.draw_history(right, {"validation": 100 * (1 - history.column("accuracy"))}, ylabel="wrong answers in %", log=True)
    last = history[-1]
    return show(figure, f"training loss {last.train_loss:.3f}, validation loss {last.valid_loss:.3f}, wrong answers "
                        f"{1 - last.metrics['accuracy']:.2%} after epoch {last.epoch}")


def epochs(network: Network, snapshots: Sequence[np.ndarray], standardize: Standardize, valid: tuple) -> Explorer:
    """Weights, confusions and one image's probabilities after each epoch; the network keeps its last weights."""
    x, t = standardize(valid[0]), valid[1]
    by_epoch, weights = [], []
    for params in snapshots:
        network.params[...] = params
        by_epoch.append(softmax(network.predict(x)))
        weights.append(network[0].W.copy())
    units = np.argsort(-np.linalg.norm(network[2].W, axis=1))[:12]          # what counts most in the end
    order = np.argsort(by_epoch[-1][np.arange(len(t)), t])
    cases = {"hardest": int(order[0]), "hard": int(order[60]), "easy": int(order[-1])}

    def draw_epoch(epoch, image):
        return _draw_epoch(epoch, image, weights[epoch][:, units], by_epoch[epoch], valid, cases[image])
    return explore(draw_epoch, epoch=Choice(list(range(len(snapshots))), label="epoch", value=len(snapshots) - 1, format="d"),
                   image=Choice(list(cases), label="image"))


def _draw_epoch(epoch, image, W, p, valid, row):
    x, t = valid
    figure = plots.Figure(figsize=(6, 5.6), layout="constrained")
    grid = figure.add_gridspec(2, 2, height_ratios=[1.6, 1], width_ratios=[1, 1.3])
    filters = grid[0, 0].subgridspec(4, 3)
    plots.draw_filters([figure.add_subplot(filters[k // 3, k % 3]) for k in range(12)], W, limit=0.25)
    C = confusion_matrix(p, t)
    plots.draw_confusion(figure.add_subplot(grid[0, 1]), C)
    plots.draw_images(figure.add_subplot(grid[1, 0]), x[row:row + 1])
    plots.draw_bars(figure.add_subplot(grid[1, 1]), p[row], truth=int(t[row]))
    return figure, (f"epoch {epoch}: {np.trace(C)} of {len(t)} right; the {image} image, a {t[row]}, has "
                    f"{p[row, t[row]]:.3f} for {t[row]}, and the answer is {p[row].argmax()}")


def worst(p: np.ndarray, valid: tuple) -> Explorer:
    """The 16 images to whose true class the network gives the least probability."""
    x, t = valid
    rows = np.argsort(p[np.arange(len(t)), t])[:16]
    figure, axes = plots.figure(6, 2.6, rows=2, cols=8)
    plots.draw_images(axes, x[rows], [f"{t[r]} → {p[r].argmax()}" for r in rows])
    off = np.where(np.eye(10, dtype=bool), 0, confusion_matrix(p, t))
    a, b = np.unravel_index(off.argmax(), off.shape)
    return show(figure, f"true class → answer, the worst 16 of {off.sum()} mistakes; most frequent: a {a} taken for a {b}, "
                        f"{off[a, b]} times")


# --- confidence -------------------------------------------------------------------------------------------

TEMPERATURES = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0, 3.0]


def loss_at(z: np.ndarray, t: np.ndarray, T: float) -> float:
    """Cross-entropy of scores divided by a temperature."""
    return SoftmaxCrossEntropy().forward((z / T).astype(np.float32), t)


def temperatures(logits: Mapping[str, np.ndarray], t: np.ndarray) -> Explorer:
    """Reliability and validation loss of each network, for a temperature."""
    losses = {name: [loss_at(z, t, T) for T in TEMPERATURES] for name, z in logits.items()}

    def draw_temperature(T, trained):
        r = reliability(softmax(logits[trained] / T), t)
        figure, (left, right) = plots.figure(6, 3.4, cols=2)
        plots.draw_reliability(left, r.confidence, r.accuracy, r.counts)
        right.plot(TEMPERATURES, losses[trained], "o-", markersize=4)
        right.axvline(T, color=plots.GRAY, linewidth=1)
        right.set(xlabel="temperature T", ylabel="validation loss", ylim=(0, None))
        return figure, (f"{trained}, T = {T:g}: calibration error {r.error:.2%}, validation loss "
                        f"{loss_at(logits[trained], t, T):.4f}; a dot's size is the number of answers")
    return explore(draw_temperature, T=Choice(TEMPERATURES, label="temperature T", value=1.0, format="g"),
                   trained=Choice(list(logits), label="network"))


THRESHOLDS = [0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999]


def abstain(p: np.ndarray, t: np.ndarray, threshold: float) -> tuple[float, float]:
    """(share of images answered, share of the answers that are wrong)."""
    answered = p.max(axis=1) >= threshold
    wrong = (p.argmax(axis=1) != t)[answered]
    return float(answered.mean()), float(wrong.mean()) if answered.any() else 0.0


def thresholds(p: np.ndarray, t: np.ndarray) -> Explorer:
    """What is handed to a person, against the mistakes that are left."""
    curve = np.array([abstain(p, t, s) for s in THRESHOLDS])

    def draw_threshold(threshold):
        answered, wrong = abstain(p, t, threshold)
        figure, ax = plots.figure(6, 3.2)
        ax.plot(100 * (1 - curve[:, 0]), 100 * curve[:, 1], "o-", markersize=4)
        ax.plot([100 * (1 - answered)], [100 * wrong], "o", color=plots.ORANGE, markersize=11)
        ax.set(xlabel="handed to a person, in %", ylabel="wrong answers, in %", ylim=(0, None))
        return figure, f"threshold {threshold:g}: {1 - answered:.2%} handed over, {wrong:.2%} of the answers wrong"
    return explore(draw_threshold, threshold=Choice(THRESHOLDS, label="threshold", value=0.9, format="g"))


# --- moved and turned -------------------------------------------------------------------------------------

def move(image: np.ndarray, angle: float, right: float, down: float) -> np.ndarray:
    """Turn an image (784,) clockwise by an angle in degrees, then shift it by pixels."""
    a = np.radians(angle)
    r, c = (np.indices((28, 28)).reshape(2, -1) - 13.5).astype(np.float32)
    r0, c0 = r - down, c - right                         # where each pixel's ink comes from
    turned = np.cos(a) * r0 - np.sin(a) * c0, np.sin(a) * r0 + np.cos(a) * c0
    return warp(image[None], *(n[None].astype(np.float32) - o for n, o in zip(turned, (r, c))))[0]


def moved(answer: Callable, p: np.ndarray, valid: tuple) -> tuple[Explorer, Explorer]:
    """A digit turned, and one shifted; answer(image) -> probabilities (10,), p those of the validation images."""
    x, t = valid
    sure = np.argsort(-p[np.arange(len(t)), t])
    picked = {f"a {digit}": int(next(r for r in sure if t[r] == digit)) for digit in (3, 6, 7)}

    def draw_moved(image, what, digit):
        found, truth = answer(image), int(t[picked[digit]])
        figure, (picture, bars) = plots.figure(6, 2.7, cols=2, width_ratios=[1, 2.2])
        plots.draw_images(picture, image[None])
        plots.draw_bars(bars, found, truth=truth)
        return figure, (f"{digit}, {what}: {found[truth]:.3f} for {truth}, the answer is {found.argmax()} "
                        f"with {found.max():.3f}")

    def draw_turned(angle, digit):
        return draw_moved(move(x[picked[digit]], angle, 0, 0), f"turned by {angle:g} degrees", digit)

    def draw_shifted(right, down):
        image = move(x[picked["a 3"]], 0, right, down)
        return draw_moved(image, f"moved {right:g} pixels right and {down:g} down", "a 3")
    return (explore(draw_turned, angle=Axis(-180, 180, 13, label="turned by (degrees)", format=".0f"),
                    digit=Choice(list(picked), label="image")),
            explore(draw_shifted, right=Axis(-9, 9, 7, label="pixels right", format=".0f"),
                    down=Axis(-9, 9, 7, label="pixels down", format=".0f")))


# --- stored recipes ---------------------------------------------------------------------------------------

def recipes(file: Path) -> str:
    """What the README's recipes reached, from the stored result; or a line that says that it is not here."""
    stored = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if not stored:
        return f"{file} is not here (it comes with the book's source): nothing to show"
    told = []
    for name, runs in sorted(stored.items(), key=lambda item: item[1][0]["cpu_seconds"]):
        reached, seeds = (", ".join(words) for words in ([f"{run['test_accuracy']:.2%}" for run in runs],
                                                         [str(run["seed"]) for run in runs]))
        seconds = sum(run["cpu_seconds"] for run in runs) / len(runs)
        line = re.sub(r"(--\S+) (?!-)", "\\1\xa0", runs[0]["command"])          # an option and its value stay together
        lines = textwrap.wrap(line, 74, break_on_hyphens=False, subsequent_indent="      ")
        told.append(f"{name}: test accuracy {reached} (seed {seeds}),\n  {seconds:.0f} s of processor time a run, measured "
                    f"{runs[0]['date']}:\n  $ " + " \\\n".join(lines).replace("\xa0", " ") + "\n")
    return "\n".join(told)
