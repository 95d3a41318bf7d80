"""Sliders: one drawing function, two lives.

`explore(draw, z=(-4, 4, 33))` calls `draw(z=...)`, which returns a matplotlib figure and a
caption with the numbers that the eye should read.  In a notebook it shows ipywidgets sliders
that redraw at any value.  While the book is built (environment variable BACKPROP_BOOK=1) it
draws every position once, and the page's own few lines of JavaScript swap the frames.
"""

from __future__ import annotations

import html
import inspect
import io
import itertools
import math
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from . import plots                 # sets the style of every figure, too
from .axis import Axis, Choice
from .checks import check_choice
from .errors import DTypeError, OptionError
from .slider import Frame, moving, still

MAX_FRAMES = 160                    # per figure in the book: a frame costs 70 ms and 9 kB
DPI = 150
VIEW = "application/vnd.jupyter.widget-view+json"
MINUS = re.compile(r"(?<![\w.)\]-])-(?=[\d.∞])")      # a sign: the caption shows a real minus
created: list[Explorer] = []        # every Explorer, in order, if BACKPROP_RECORD=1 (for tests)


class Explorer:
    """A figure that moves; made by `explore`.

    draw, axes:   the drawing function, and the axes by argument name.
    points:       positions of the named base points; empty if the axes form a grid.
    positions():  every position the book shows, as a tuple of indices, one an axis.
    values(p):    what draw is called with there; caption(p), frame(p): what it returned.
    """

    def __init__(self, draw: Callable, axes: Mapping, points: Mapping | None = None):
        self.draw, self.name = draw, getattr(draw, "__name__", type(draw).__name__)
        self.where = f"explore({self.name})"
        self.axes = {name: _axis(name, spec, self.where) for name, spec in axes.items()}
        base = {name: axis.first for name, axis in self.axes.items()}
        self.points = {title: self._point(title, point, base)
                       for title, point in (points or {}).items()}
        self.start = next(iter(self.points.values()), tuple(base.values()))
        self._check_arguments()
        self._check_budget()

    def positions(self) -> list[tuple[int, ...]]:
        """Every position of the book's frames: the grid, or each axis alone from each point."""
        sizes = [len(axis.values) for axis in self.axes.values()]
        if not self.points:
            return list(itertools.product(*map(range, sizes)))
        return sorted({base[:k] + (i,) + base[k + 1:] for base in self.points.values()
                       for k, size in enumerate(sizes) for i in range(size)})

    def values(self, position: tuple[int, ...]) -> dict:
        """The arguments of draw at a position."""
        return {name: axis.values[i] for (name, axis), i in zip(self.axes.items(), position)}

    def caption(self, position: tuple[int, ...]) -> str:
        """The caption at a position, computed now."""
        return self._draw(self.values(position))[1]

    def frame(self, position: tuple[int, ...]) -> Frame:
        """The picture and its caption at a position, computed now."""
        return self._render(self.values(position))

    def frames(self) -> dict[tuple[int, ...], Frame]:
        """Every frame of the book, by position."""
        return {position: self.frame(position) for position in self.positions()}

    def _draw(self, values: dict) -> tuple[Figure, str]:
        result = self.draw(**values)
        kinds = tuple(map(type, result)) if isinstance(result, tuple) else (type(result),)
        if len(kinds) != 2 or not issubclass(kinds[0], Figure) or kinds[1] is not str:
            found = ", ".join(kind.__name__ for kind in kinds)
            raise DTypeError(f"{self.where}: draw returned ({found}), expected (Figure, str)")
        _close(result[0])
        if not result[1].strip():
            raise OptionError(f"{self.where}: the caption is empty at {values}, expected the "
                              "numbers that the eye should read")
        return result[0], MINUS.sub("−", result[1])

    def _render(self, values: dict) -> Frame:
        figure, caption = self._draw(values)
        return Frame(*_webp(figure), caption, plots.is_photo(figure))

    def _point(self, title: str, point: Mapping, base: dict) -> tuple[int, ...]:
        where = f"{self.where}: point {title!r}"
        for name in point:
            check_choice(name, self.axes, "axis", where)
        return tuple((base | {name: self.axes[name].position(value, where)
                              for name, value in point.items()}).values())

    def _check_arguments(self) -> None:
        try:
            inspect.signature(self.draw).bind(**self.values(self.start))
        except TypeError as error:
            raise OptionError(f"{self.where}: axes are ({', '.join(self.axes)}), but draw says: "
                              f"{error}") from None

    def _check_budget(self) -> None:
        sizes = [len(axis.values) for axis in self.axes.values()]
        count = len(self.positions()) if self.points else math.prod(sizes)
        if count > MAX_FRAMES:
            advice = "fewer points" if self.points else "points={'start': {}}: one axis at a time"
            raise OptionError(f"{self.where}: {' x '.join(map(str, sizes))} positions would be "
                              f"{count} frames, expected at most {MAX_FRAMES}; take fewer steps, "
                              f"or {advice}")

    def __repr__(self) -> str:
        return f"<{self.where}: {', '.join(self.axes) or 'no axes'}>"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        if os.environ.get("BACKPROP_BOOK") == "1":
            return {"text/html": moving(self, self.frames())}
        frame = self.frame(self.start)
        live, note = self._live() if self.axes else ({}, "")
        return live | {"text/html": still(self.name, frame, note)}

    def _live(self) -> tuple[dict, str]:
        """The view of the sliders, and a note if there is none: then the figure stands still."""
        try:
            model = self.widget().model_id                  # ipywidgets 7 has no mime bundle of its own
        except Exception as error:
            return {}, f"No live sliders here, they need ipywidgets: {type(error).__name__}: {error}"
        return {VIEW: {"version_major": 2, "version_minor": 0, "model_id": model}}, ""

    def widget(self):
        """A box of ipywidgets: sliders, and the picture and caption that follow them."""
        import ipywidgets as widgets

        picture, caption = widgets.Image(format="webp"), widgets.HTML()
        picture.layout.max_width = "100%"
        controls = {name: _control(widgets, axis, i)
                    for (name, axis), i in zip(self.axes.items(), self.start)}

        def redraw(change=None):
            try:
                frame = self._render({name: control.value for name, control in controls.items()})
                picture.value, caption.value = frame.image, html.escape(frame.caption)
                (box.add_class if frame.photo else box.remove_class)("bp-photo")
            except Exception as error:              # a notebook would hide it in a log
                caption.value = html.escape(f"{type(error).__name__}: {error}")

        box = widgets.VBox([picture, caption, *self._presets(widgets, controls),
                            *controls.values()])
        for control in controls.values():
            control.observe(redraw, "value")
        redraw()
        return box

    def _presets(self, widgets, controls: dict) -> list:
        """A menu of the named points (if there are several) that moves all sliders."""
        menu = widgets.Dropdown(options=list(self.points), description="start from")

        def jump(change):
            for name, value in self.values(self.points[change["new"]]).items():
                controls[name].value = value

        menu.observe(jump, "value")
        return [menu] if len(self.points) > 1 else []


def explore(draw: Callable, /, *, points: Mapping | None = None, **axes) -> Explorer:
    """A figure with sliders: draw(**values) -> (matplotlib Figure, caption).

    axes:    an Axis, (start, stop, steps), a list of numbers (positions), a list of words (menu).
             Several axes form a grid of at most 160 frames in the book.
    points:  {"name": {axis: value, ...}, ...}: the book moves one axis at a time from the named
             point (a missing axis has its first value), so the frames add and do not multiply.
    Errors:  OptionError, DTypeError.
    """
    explorer = Explorer(draw, axes, points)
    if os.environ.get("BACKPROP_RECORD") == "1":
        created.append(explorer)
    return explorer


def show(figure: Figure, caption: str) -> Explorer:
    """A figure that does not move, with the caption under it and as its alt text."""
    def still():
        return figure, caption
    return explore(still)


def _axis(name: str, spec, where: str) -> Axis | Choice:
    """Turn what the reader wrote into an Axis or a Choice, labeled."""
    if not isinstance(spec, (Axis, Choice)):
        if not isinstance(spec, (tuple, list, range, np.ndarray)):
            raise DTypeError(f"{where}: axis {name} is {spec!r}, expected (start, stop, steps), "
                             "a list, an Axis or a Choice")
        if len(spec) == 0:
            raise OptionError(f"{where}: axis {name} has no values")
        if isinstance(spec, tuple) and len(spec) != 3:
            raise OptionError(f"{where}: axis {name} is {spec}, expected (start, stop, steps), "
                              "or a list of values")
        spec = Axis(*spec) if isinstance(spec, tuple) else Choice(spec)
    return spec if spec.label else replace(spec, label=name)


def _control(widgets, axis: Axis | Choice, position: int):
    """The live control of an axis: ten times finer than the book's positions if continuous."""
    style = {"description_width": "initial"}
    value = axis.values[position]
    if isinstance(axis, Axis):
        step = (axis.stop - axis.start) / (10 * (axis.steps - 1))
        return widgets.FloatSlider(
            value, min=axis.start, max=axis.stop, step=step, description=axis.label, style=style,
            readout_format=axis.format.rstrip("g") or ".6")     # d3's .4 is our .4g
    kind = widgets.Dropdown if axis.menu else widgets.SelectionSlider
    return kind(options=[(axis.text(v), v) for v in axis.values], value=value,
                description=axis.label, style=style)


def _webp(figure: Figure) -> tuple[bytes, int, int]:
    """Draw the figure: WebP bytes, width and height; 256 colors make it a third smaller."""
    canvas, file = FigureCanvasAgg(figure), io.BytesIO()
    figure.set_dpi(DPI)
    canvas.draw()
    mode = "RGBA" if plots.is_photo(figure) else "RGB"
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert(mode)
    few = image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette, card = few.getpalette(mode), len(mode) * few.getpixel((0, 0))
    palette[card:card + len(mode)] = image.getpixel((0, 0))     # the card's color stays exact
    few.putpalette(palette, mode)
    few.convert(mode).save(file, "webp", lossless=True, quality=50)
    return file.getvalue(), *few.size


def _close(figure: Figure) -> None:
    """Take a figure that was made with pyplot off pyplot's list, so that none pile up."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)
