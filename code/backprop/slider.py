"""The HTML of a figure with sliders, and all that reads it again: written and parsed in one file.

The book's page has the first frame, native controls and all frames as JSON (explore.js moves them).
The book's extension takes the frames out of the page (`move_data`), and out of notebooks (`strip_frames`).
It imports nothing of the package, so that the extension need not.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Callable
from typing import NamedTuple

FIGURES = ('class="bp-explore', 'class="bp-draw"')          # this one, and a canvas to draw on
DATA = re.compile(r"data:(image/webp|text/javascript);base64,([A-Za-z0-9+/=]+)")
FRAMES = '<script type="application/json" class="bp-frames">{}</script>'
AXES = '<div class="bp-axes">{}</div>'
NOTE = '<p class="bp-note"><small>{}</small></p>'


class Frame(NamedTuple):
    """One picture: WebP bytes, its size in pixels, the caption, and whether it is a photograph."""

    image: bytes
    width: int
    height: int
    caption: str
    photo: bool = False

    @property
    def url(self) -> str:
        """The picture as a data URI."""
        return "data:image/webp;base64," + base64.b64encode(self.image).decode()


# --- written ----------------------------------------------------------------------------------------

def still(name: str, frame: Frame, note: str = "") -> str:
    """HTML of one frame and its caption, and of a note below."""
    note = NOTE.format(html.escape(note)) if note else ""
    return (f'<figure class="{_kind(frame)}" data-name="{html.escape(name)}">{_image(frame)}'
            f"<figcaption>{html.escape(frame.caption)}</figcaption>{note}</figure>")


def moving(explorer, frames: dict[tuple[int, ...], Frame]) -> str:
    """HTML of the built page: first frame, native controls, and all frames as JSON."""
    frame = frames[explorer.start]
    if not explorer.axes:
        return still(explorer.name, frame)
    axes = explorer.axes.values()
    data = {"frames": {",".join(map(str, p)): [f.url, f.caption] for p, f in frames.items()},
            "texts": [[axis.text(v) for v in axis.values] for axis in axes],
            "points": list(explorer.points.values())}
    script = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    name = html.escape(explorer.name)
    mark = hashlib.sha256(script.encode()).hexdigest()[:8]
    controls = [_menu("start from", explorer.points, 0, "point")][:len(explorer.points) > 1]
    controls += [_menu(a.label, map(a.text, a.values), i, "axis") if a.menu else _slider(a, i)
                 for a, i in zip(axes, explorer.start)]
    return (f'<figure class="{_kind(frame)}" id="bp-{name}-{mark}" data-name="{name}">\n'
            f'{_image(frame)}\n{AXES.format("".join(controls))}\n{FRAMES.format(script)}\n'
            f'<figcaption aria-live="polite">{html.escape(frame.caption)}</figcaption>\n</figure>')


def _kind(frame: Frame) -> str:
    return "bp-explore bp-photo" if frame.photo else "bp-explore"


def _image(frame: Frame) -> str:
    return (f'<img src="{frame.url}" alt="{html.escape(frame.caption)}" width="{frame.width}" '
            f'height="{frame.height}" style="max-width: 100%; height: auto">')


def _slider(axis, position: int) -> str:
    text = html.escape(axis.text(axis.values[position]))
    return (f'<label><span>{html.escape(axis.label)}</span><input type="range" class="bp-axis" '
            f'min="0" max="{len(axis.values) - 1}" step="1" value="{position}" '
            f'aria-valuetext="{text}" autocomplete="off"><output>{text}</output></label>')


def _menu(label: str, texts, position: int, kind: str) -> str:
    options = "".join(f"<option{' selected' * (i == position)}>{html.escape(text)}</option>"
                      for i, text in enumerate(texts))
    return (f'<label><span>{html.escape(label)}</span><select class="bp-{kind}" '
            f'autocomplete="off">{options}</select></label>')


# --- read again -------------------------------------------------------------------------------------

def move_data(text: str, address: Callable[[str, bytes], str]) -> str:
    """The HTML with each data URI of a figure replaced by address(type, content)."""
    if not any(figure in text for figure in FIGURES):
        return text
    return DATA.sub(lambda found: address(found[1], base64.b64decode(found[2])), text)


def strip_frames(text: str) -> str:
    """The figure with its first frame only, and a note, for a notebook that readers run."""
    bare = _without(FRAMES, text)
    if bare == text:
        return text
    note = NOTE.format("Run this cell for live sliders.")
    return _without(AXES, bare).replace("</figure>", f"{note}</figure>")


def _without(element: str, text: str) -> str:
    """The HTML without an element that holds none of its own kind."""
    start, end = map(re.escape, element.split("{}"))
    return re.sub(rf"\n?{start}.*?{end}", "", text, flags=re.S)
