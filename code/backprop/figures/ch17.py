"""Figures of chapter 17, from what the page has measured: calls, parts of a step, the roof, the ladder, rivals."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Patch

from .. import plots
from ..axis import Choice
from ..explore import Explorer, explore, show
from ..tables import Table

# --- calls and parts of a step ----------------------------------------------------------------------------


def calls(wall: np.ndarray, processor: np.ndarray) -> Explorer:
    """The time of each call in a row, by two clocks."""
    figure, ax = plots.figure(6, 3.1)
    n = np.arange(1, len(wall) + 1)
    ax.plot(n, 1e3 * wall, "o", color=plots.GRAY, markersize=4, alpha=0.6, label="on the wall")
    ax.plot(n, 1e3 * processor, ".", color=plots.FORWARD, markersize=5, label="processor")
    plots.log_axis(ax.yaxis)
    ax.set(xlabel="call", ylabel="milliseconds", ylim=(None, 3 * 1e3 * wall.max()))
    plots.legend_above(ax)
    return show(figure, "200 updates; measured here: " + "; ".join(
        f"{name}, first call {1e3 * times[0]:.2f} ms, median {1e3 * np.median(times):.3f}, slowest later call "
        f"{1e3 * times[1:].max():.2f}" for name, times in (("on the wall", wall), ("processor", processor))))


PARTS = ["forward products", "backward products", "Adam", "bias, ReLU", "loss"]
COLORS = dict(zip(PARTS, (plots.FORWARD, plots.GRADIENT, plots.ORANGE, plots.SKY, plots.PINK))) | {"the rest": plots.PALE}


def with_rest(p: Mapping[str, float]) -> list[float]:
    """Milliseconds of the parts, and of what the whole step takes beyond them."""
    return [p[name] for name in PARTS] + [max(0, p["whole"] - sum(p[name] for name in PARTS))]


def profile(profiles: Mapping[int, Mapping[str, float]]) -> Explorer:
    """The step in milliseconds for one batch size, and the shares of its parts for all."""
    batches = list(profiles)

    def draw_profile(batch):
        figure, (top, bottom) = plots.figure(6, 4.9, rows=2, height_ratios=[1, 3.2])
        shares = np.array([with_rest(profiles[b]) for b in batches])
        shares *= 100 / shares.sum(axis=1, keepdims=True)
        left, below = 0.0, np.zeros(len(batches))
        for value, column, color in zip(with_rest(profiles[batch]), shares.T, COLORS.values()):
            top.barh([0], value, left=left, color=color, edgecolor=plots.CARD)
            bottom.bar(range(len(batches)), column, 0.8, bottom=below, edgecolor=plots.CARD,
                       color=[to_rgba(color, 1 if b == batch else 0.45) for b in batches])
            left, below = left + value, below + column
        top.set(xlabel=f"milliseconds of a step, batch {batch}", yticks=[])
        top.grid(visible=False, axis="y")
        bottom.set(xlabel="batch size", ylabel="share in %", ylim=(0, 100))
        bottom.set_xticks(range(len(batches)), batches)
        figure.legend([Patch(color=color) for color in COLORS.values()], COLORS, loc="outside lower center", ncols=2)
        p = profiles[batch]
        products = p["forward products"] + p["backward products"]
        return figure, (f"batch {batch}; measured here: {p['whole']:.2f} ms a step, {1e3 * p['whole'] / batch:.1f} µs an image; "
                        f"products {products:.2f} ms ({products / p['whole']:.0%}), Adam {p['Adam']:.2f} ms ({p['Adam'] / p['whole']:.0%})")
    return explore(draw_profile, batch=Choice(batches, label="batch size", value=16, format="d"))


# --- the roof ---------------------------------------------------------------------------------------------

class Roof(NamedTuple):
    """What a core can do: operations a second, and bytes a second near (arrays of the step) and far (large arrays)."""

    peak: float
    near: float
    far: float

    def at(self, intensity, width: float):
        """Billions of operations a second that peak and bandwidth allow."""
        return np.minimum(self.peak, intensity * width) / 1e9


def bandwidths(totals: Sequence[int], widths: Sequence[float], vectors: int, roof: Roof) -> Explorer:
    """Bytes a second by the size of the arrays, and where Adam's five vectors lie."""
    figure, ax = plots.figure(6, 3)
    ax.plot(np.array(totals) / 1e6, np.array(widths) / 1e9, "o-", color=plots.FORWARD)
    ax.axvline(vectors / 1e6, color=plots.ORANGE, label="Adam's five vectors")
    plots.log_axis(ax.xaxis)
    ax.set(xlabel="MB of the two arrays together", ylabel="GB/s", ylim=(0, None))
    plots.legend_above(ax)
    return show(figure, f"measured here: peak {roof.peak / 1e9:.0f} billion operations/s; bandwidth {roof.near / 1e9:.0f} GB/s at "
                        f"the {vectors / 1e6:.0f} MB of Adam's five vectors, {roof.far / 1e9:.0f} GB/s at {totals[-1] / 1e6:.0f} MB; "
                        f"ridge at {roof.peak / roof.near:.1f} operations a byte")


def roofline(roof: Roof, rates: Mapping[tuple, float], intensity: Callable, adam: tuple[float, float]) -> Explorer:
    """Measured rates of three products under the roof; adam = (its intensity, its rate)."""
    kinds, batches = (list(dict.fromkeys(names)) for names in zip(*rates))

    def draw_roofline(batch, kind):
        figure, ax = plots.figure(6, 4.2)
        I, here, rate = np.geomspace(0.05, 300, 400), intensity(batch), rates[kind, batch]
        ax.plot(I, roof.at(I, roof.near), color=plots.BLACK, label="roof, arrays of the step")
        ax.plot(I, roof.at(I, roof.far), "--", color=plots.GRAY, label="roof, large arrays")
        ax.plot([intensity(n) for n in batches], [rates[kind, n] for n in batches], "o", color=plots.GRAY, markersize=5)
        ax.plot([here] * 2, [rate, roof.at(here, roof.near)], color=plots.FORWARD, linewidth=1.2)
        ax.plot([here], [rate], "o", color=plots.FORWARD, markersize=11, label=f"{kind}, batch {batch}")
        ax.plot(*[[value] for value in adam], "s", color=plots.ORANGE, markersize=9, label="Adam")
        plots.log_axis(ax.xaxis)
        plots.log_axis(ax.yaxis)
        ax.set(xlabel="operations a byte", ylabel="billion operations/s")
        ax.legend(loc="lower right")
        above = roof.at(here, roof.near)
        return figure, (f"{kind}, batch {batch}: {here:.2f} operations a byte; measured here: the roof at {above:.1f}, the product "
                        f"at {rate:.1f} billion operations/s, {rate / above:.0%} of the roof")
    return explore(draw_roofline, batch=Choice(batches, label="batch size", value=16, format="d"),
                   kind=Choice(kinds, label="product"))


def passes(measured: Mapping[str, float], floors: Sequence[float], size: int) -> Explorer:
    """Adam's ten passes, each beside the time that its bytes alone would take."""
    figure, ax = plots.figure(6, 3.9)
    ax.barh(range(10), measured.values(), color=plots.ORANGE, label="measured")
    ax.plot(floors, range(10), "|", color=plots.BLACK, markersize=18, markeredgewidth=2, label="its bytes / bandwidth")
    ax.set_yticks(range(10), measured, family="monospace")
    ax.invert_yaxis()
    ax.set(xlabel="milliseconds")
    ax.grid(visible=False, axis="y")
    plots.legend_above(ax)
    worst = max(zip(measured, floors), key=lambda pair: measured[pair[0]] / pair[1])[0]
    return show(figure, f"ten passes over {size:,} parameters; measured here: {sum(measured.values()):.2f} ms together, their bytes "
                        f"alone {sum(floors):.2f} ms; farthest above its floor: {worst}, {measured[worst]:.3f} ms")


def ladder(measured: Mapping[int, Mapping[str, float]]) -> Explorer:
    """Milliseconds of the same step with one idea more each time, and of its products alone."""
    def draw_ladder(batch):
        figure, ax = plots.figure(6, 3)
        ms = measured[batch]
        bars = ax.barh(range(5), ms.values(), color=[plots.FORWARD] * 4 + [plots.GRAY])
        ax.bar_label(bars, [f"{value:.2f}" for value in ms.values()], padding=3, fontsize=13.5)
        ax.set_yticks(range(5), ms)
        ax.invert_yaxis()
        ax.set(xlabel=f"milliseconds of a step, batch {batch}", xlim=(0, 1.15 * max(ms.values())))
        ax.grid(visible=False, axis="y")
        first, *_, last, least = ms.values()
        return figure, (f"batch {batch}; measured here: textbook {first:.2f} ms, ours {last:.2f} ms, {first / last:.1f} times as "
                        f"fast; the products alone take {least:.2f} ms, {least / last:.0%} of our step")
    return explore(draw_ladder, batch=Choice(list(measured), label="batch size", value=64, format="d"))


# --- stored results ---------------------------------------------------------------------------------------

NAMES = {"ours": "ours", "torch": "PyTorch, as its tutorials write it", "torch foreach": "PyTorch, foreach",
         "torch fused": "PyTorch, fused Adam", "torch compiled": "PyTorch, compiled", "torch all compiled": "PyTorch, Adam compiled too",
         "sklearn": "scikit-learn", "textbook": "textbook NumPy, float64"}


def say(*lines: str) -> None:
    """Print lines, wrapped to the width of the page."""
    for line in lines:
        print(textwrap.fill(line, 72, subsequent_indent="    ", break_on_hyphens=False))


def plural(n: int) -> str:
    """1 thread, 2 threads."""
    return f"{n} thread{'s' * (n > 1)}"


def rows_of(results: Sequence[Mapping]) -> dict[tuple[str, str], Mapping]:
    """The rows of stored results by (setting, threads)."""
    return {(f"{'-'.join(map(str, row['net']))}, batch {row['batch']}", plural(row["threads"])): row
            for result in results for row in result["rows"]}


def machine(result: Mapping) -> list[str]:
    """Command, date, machine and versions of a stored result, as lines."""
    on = result["machine"]
    return [f"stored: {result['command']}", f"{result['date']}, {on['processor']}, {on['cores']} cores, {on['system']}; clock: "
            f"{result['clock']}; load before and after: {result['load_before']}, {result['load_after']}",
            ", ".join(f"{name} {version}" for name, version in result["versions"].items())]


def rates_table(rows: Mapping) -> Table:
    """Steps a second of ours and the others, and our share of the bare products."""
    return Table(["steps a second (stored)", "ours", "PyTorch", "fastest PyTorch", "scikit-learn", "textbook", "our share"],
                 [[", ".join(key), *(f"{row['steps_per_second'].get(name, float('nan')):.0f}"
                                     for name in ("ours", "torch", row["fastest_torch"], "sklearn", "textbook")),
                   f"{row['products']['reached']:.0%}"] for key, row in rows.items()])


def goals_table(results: Sequence[Mapping]) -> Table:
    """The goals that were set before, reached or missed."""
    return Table(["goal", "reached (stored)", "missed at"],
                 [[f"{aim}, {plural(int(threads))}", reached, missed] for result in results
                  for threads, aims in result["aims"].items() for aim, reached, missed in aims])


def ratios(rows: Mapping, goals: Mapping[str, float]) -> Explorer:
    """How many times as fast our step is as each of the others."""
    settings, threads = (list(dict.fromkeys(names)) for names in zip(*rows))
    widest = 1.35 * max(value for row in rows.values() for value in row["ours_over"].values())

    def draw_ratios(setting, threads):
        over = rows[setting, threads]["ours_over"]
        slowest = min(over, key=over.get)
        return _draw_ratios(over, goals, widest), (
            f"{setting}, {threads}: our step is {over[slowest]:.2f} times as fast as its strongest rival, "
            f"{NAMES.get(slowest, slowest)} (stored result)")
    return explore(draw_ratios, setting=Choice(settings, label="setting"), threads=Choice(threads, label="threads"))


def _draw_ratios(over, goals, widest):
    figure, ax = plots.figure(6, 3.7)
    for place, (name, value) in enumerate(over.items()):
        color, side = (plots.FORWARD, 1) if value >= 1 else (plots.GRADIENT, -1)
        ax.plot([1, value], [place] * 2, color=color, linewidth=3)
        ax.plot([value], [place], "o", color=color, markersize=10)
        ax.annotate(f"{value:.2f}", (value, place), (9 * side, 0), textcoords="offset points", va="center",
                    ha="left" if side > 0 else "right", fontsize=13.5)
        if name in goals:
            ax.plot([goals[name]] * 2, [place - 0.35, place + 0.35], color=plots.BLACK, linewidth=2)
    ax.axvline(1, color=plots.GRAY, linewidth=1)
    short = [NAMES.get(name, name).replace("PyTorch, as its tutorials write it", "PyTorch") for name in over]
    ax.set_yticks(range(len(over)), short)
    ax.invert_yaxis()
    plots.log_axis(ax.xaxis)
    ax.set(xlabel="our speed / theirs (bar: goal)", xlim=(0.6, widest))
    return figure
