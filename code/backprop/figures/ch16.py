"""Figures of chapter 16: sheets of drawings, losses, confusions, jitter, bent letters and simulated photographs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from .. import plots
from ..axis import Axis, Choice
from ..data import PINYIN, Distort, warp
from ..data.drawn import Drawn, glyph
from ..explore import Explorer, explore, show
from ..metrics import confusion_matrix
from ..train import Trainer

# --- sheets of drawings -----------------------------------------------------------------------------------


def sheet(images, cols: int, titles: Sequence[str] = (), colors: Sequence[str] = (), size: float = 13.5, between: float = 0) -> Figure:
    """Ink images (n, 784) in rows of so many, on one Axes: quicker to draw than an Axes each; `between` them paper (0), or nothing (NaN)."""
    rows, top = -(-len(images) // cols), 10 if titles else 2
    cells = np.full((rows * cols, 28 + top, 32), between, np.float32)
    cells[:len(images), top:, 2:30] = np.reshape(images, (-1, 28, 28))
    page = cells.reshape(rows, cols, 28 + top, 32).transpose(0, 2, 1, 3).reshape(rows * (28 + top), cols * 32)
    figure, ax = plots.figure(6, 6 * page.shape[0] / page.shape[1])
    ax.imshow(page, cmap="gray_r", vmin=0, vmax=1)
    ax.set_axis_off()
    for k, title in enumerate(titles):
        ax.text(32 * (k % cols) + 16, (28 + top) * (k // cols) + top - 1, title, ha="center", va="bottom", fontsize=size,
                color=colors[k] if len(colors) else plots.BLACK)
    return figure


def first_drawings(read) -> Explorer:
    """Six drawings of each character, with its sound."""
    first = 1 - read.x.reshape(12, -1, 784)[:, :6].transpose(1, 0, 2).reshape(72, 784)
    return show(sheet(first, 12, [PINYIN[n] for n in read.names] + [""] * 60),
                "six drawings of each of the 12 characters, with their sounds in pinyin")


def alphabet(drawn: Drawn) -> Explorer:
    """The mean of all drawings of a letter, and 23 of them."""
    def draw_letter(letter):
        ink = 1 - drawn.x[drawn.t == drawn.names.index(letter)]
        return sheet([ink.mean(axis=0), *ink[:23]], 8, ["mean"] + 23 * [""]), (
            f"class {letter}: {len(ink)} drawings, {ink.mean():.1%} of full ink; first the mean of all, then 23 of them")
    return explore(draw_letter, letter=Choice(drawn.names, label="letter", value="A"))


# --- training ---------------------------------------------------------------------------------------------

def losses(runs: Mapping[tuple[str, str], Trainer], classes: Mapping[str, int]) -> Explorer:
    """Training and validation loss of every run, and the loss of equal probabilities."""
    figure, axes = plots.figure(6, 3.6, cols=2, sharey=True)
    for ax, name in zip(axes, classes):
        columns = {}
        for how in (how for set_name, how in runs if set_name == name):
            history = runs[name, how].history
            columns |= {f"training, {how}": history.column("train_loss"), f"validation, {how}": history.column("valid_loss")}
        ax.set_prop_cycle(color=[plots.GRAY, plots.ORANGE, plots.BLUE, plots.GREEN][-len(columns):])
        plots.draw_history(ax, columns, log=True)
        ax.axhline(np.log(classes[name]), color=plots.GRAY, linewidth=1, linestyle="--")
        ax.get_legend().remove()
        ax.set(title=name, xlabel=f"epoch (dashed: ln {classes[name]})", ylim=(1e-4, 5))
    axes[1].set_ylabel("")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return show(figure, "loss by epoch; the validation loss of the run without distortion stops falling first: " + ", ".join(
        f"{name} {how} best epoch {run.best.epoch}" for (name, how), run in runs.items()))


def amounts(shares: Mapping[tuple, Sequence[float]], answers: Mapping[tuple, Sequence], t, names: Sequence[str]) -> Explorer:
    """Accuracy by the number of drawings, as drawn and distorted, and the recall of each character."""
    counts = list(dict.fromkeys(n for n, _ in shares))

    def draw_amount(count):
        figure, (left, right) = plots.figure(6, 3.3, cols=2, width_ratios=[1, 1.5])
        for how, color in (("as drawn", plots.GRAY), ("distorted", plots.FORWARD)):
            for n in counts:
                left.plot([n] * len(shares[n, how]), 100 * np.array(shares[n, how]), "o", color=color, markersize=5,
                          label=how if n == counts[0] else None)
        left.axvline(count, color=plots.ORANGE, linewidth=1)
        plots.log_axis(left.xaxis)
        left.set(xlabel="drawings a class", ylabel="right, in %", ylim=(0, 103))
        left.legend(loc="lower right", handletextpad=0)
        recall = np.diag(confusion_matrix(answers[count, "distorted"][0], t)) / np.bincount(t)
        plots.draw_bars(right, recall, [PINYIN[n] for n in names], fmt=None)
        right.tick_params(axis="x", rotation=60)
        right.set_title("recognized, by character", fontsize=13.5)
        right_of = "; ".join(f"{how} {np.mean(shares[count, how]):.1%}" for how in ("as drawn", "distorted"))
        return figure, (f"{count} drawings of each class: right {right_of} (mean of {len(shares[count, 'distorted'])} seeds); "
                        f"hardest: {PINYIN[names[int(recall.argmin())]]} with {recall.min():.0%}")
    return explore(draw_amount, count=Choice(counts, label="drawings of each class", value=10, format="d"))


# --- mistakes ---------------------------------------------------------------------------------------------

def confusions(p: np.ndarray, t: np.ndarray, names: Sequence[str]) -> Explorer:
    """True class by row, answer by column."""
    C = confusion_matrix(p, t)
    figure, ax = plots.figure(6, 5.4)
    plots.draw_confusion(ax, C, [PINYIN[n] for n in names])
    ax.tick_params(axis="x", rotation=60)
    return show(figure, f"characters: {np.trace(C)} of {C.sum()} right, true class by row, answer by column")


def look_alikes() -> Explorer:
    """Glyphs of letters that are taken for each other, in pairs."""
    pairs = [("I", "l"), ("I", "l"), ("O", "Q"), ("f", "t"), ("q", "g"), ("h", "n")]
    fonts = ["DejaVuSans", "cmss10", "DejaVuSans", "DejaVuSerif-Italic", "DejaVuSans", "STIXGeneralItalic"]
    figure, axes = plots.figure(6, 1.25, cols=12)
    plots.draw_images(axes, [glyph(letter, font, 1, 56) / 255 for pair, font in zip(pairs, fonts) for letter in pair],
                      [letter for pair in pairs for letter in pair], side=56)
    same = np.mean(glyph("I", "DejaVuSans", 1, 56) == glyph("l", "DejaVuSans", 1, 56))
    return show(figure, f"glyphs in pairs; of the pixels of I and l in a plain font {same:.0%} are equal")


def worst(name: str, p: np.ndarray, drawn: Drawn, label: Callable = str) -> Explorer:
    """The twelve drawings to whose true class the network gives the least probability."""
    rows = np.argsort(p[np.arange(len(drawn.t)), drawn.t])[:12]
    titles = [f"{label(drawn.names[drawn.t[r]])} → {label(drawn.names[p[r].argmax()])}" for r in rows]
    lowest, highest = (p[r, drawn.t[r]] for r in rows[[0, -1]])
    return show(sheet(1 - drawn.x[rows], 4, titles),
                f"{name}, true → answer; the true class got from {lowest:.1e} to {highest:.2g}")


# --- jitter and distortion --------------------------------------------------------------------------------

SHOWN = ["大", "本", "日", "白", "海", "黑"]


def jitters(wild: Mapping[float, Drawn], p_wild: Mapping[float, np.ndarray], names: Sequence[str]) -> Explorer:
    """Twelve drawings of a character at a jitter of the strokes, with the answers."""
    right = {jitter: (p.argmax(axis=1) == wild[jitter].t).reshape(12, -1).mean(axis=1) for jitter, p in p_wild.items()}
    sounds = {PINYIN[name]: name for name in SHOWN}

    def draw_jitter(jitter, character):
        k, each = names.index(sounds[character]), len(wild[jitter].t) // 12
        rows = slice(each * k, each * k + 12)
        p = p_wild[jitter][rows]
        titles = [f"{PINYIN[names[row.argmax()]]} {row.max():.2f}" for row in p]
        colors = [plots.FORWARD if row.argmax() == k else plots.GRADIENT for row in p]
        return sheet(1 - wild[jitter].x[rows], 6, titles, colors), (
            f"jitter {jitter:g}: {right[jitter][k]:.0%} of {each} drawings of {character} are read right, "
            f"{right[jitter].mean():.1%} of all characters")
    return explore(draw_jitter, jitter=Choice(list(wild), label="jitter of the strokes", value=1, format="g"),
                   character=Choice(list(sounds), label="character"))


def bent(answer: Callable, p: np.ndarray, drawn: Drawn) -> Explorer:
    """One drawing, and more and more of one distortion; answer(image (784,)) -> probabilities."""
    chosen = {}
    for letter, seed in (("R", 3), ("G", 5), ("M", 8), ("K", 11)):
        rows = np.flatnonzero(drawn.t == drawn.names.index(letter))
        best = rows[p[rows, drawn.t[rows[0]]].argmax()]
        chosen[letter] = 1 - drawn.x[best], Distort().field(1, 28, np.random.default_rng(seed))

    def draw_bent(strength, letter):
        image, (down, right) = chosen[letter]
        moved = warp(image[None], np.float32(strength) * down, np.float32(strength) * right)
        found, truth = answer(moved[0]), drawn.names.index(letter)
        likely = np.argsort(-found)[:5]
        figure, (picture, bars) = plots.figure(6, 2.7, cols=2, width_ratios=[1, 2])
        plots.draw_images(picture, moved)
        plots.draw_bars(bars, found[likely], [drawn.names[k] for k in likely],
                        truth=list(likely).index(truth) if truth in likely else None)
        return figure, (f"strength {strength:g}: recognized as {drawn.names[likely[0]]} with {found[likely[0]]:.3f}; {letter} has "
                        f"{found[truth]:.3f}")
    return explore(draw_bent, strength=Axis(0, 6, 13, label="strength of distortion", value=1, format=".1f"),
                   letter=Choice(list(chosen), label="letter"))


def inverted(drawings: Drawn) -> Explorer:
    """Distorted drawings whose paper was 1 (black corners), and the same as ink."""
    strong = Distort(rotation=15, shift=2)
    bad, good = (strong(x[::450], np.random.default_rng(0)) for x in (drawings.x, 1 - drawings.x))
    corners = bad.reshape(-1, 28, 28)[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    return show(plots.photo(sheet(np.concatenate([1 - bad, good]), 8, between=np.nan)),
                f"above: paper was 1, and {np.mean(corners < 0.5):.0%} of the corners turned black; below: ink is 1")


def prepared(raw: np.ndarray, ink: np.ndarray) -> Explorer:
    """Photographs as the loader gives them, and the same after ink_of."""
    rows = np.arange(0, len(ink), 31)
    return show(plots.photo(sheet(np.concatenate([1 - raw[rows], ink[rows]]), 8, between=np.nan)),
                "above: photographs as the loader gives them; below: the same after ink_of")


def stages(files: Sequence[Path], loaded: Callable) -> Explorer:
    """What the loader does to a photograph, step by step."""
    from .ch16_photos import STAGES, at_stage

    def draw_stage(stage, photo):
        shown = at_stage(files[int(photo[-1]) - 1], stage, loaded)
        figure, ax = plots.figure(6, 3.2)
        ax.imshow(shown, cmap="gray", vmin=0, vmax=255)
        return plots.photo(figure), (f"{photo}, {stage}: {shown.shape[1]} x {shown.shape[0]} pixels, values from {shown.min() / 255:.2f} to "
                        f"{shown.max() / 255:.2f}")
    return explore(draw_stage, stage=Choice(STAGES, label="stage"),
                   photo=Choice(["photo 1", "photo 2", "photo 3"], label="photograph"))
