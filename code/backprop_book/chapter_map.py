"""The map of the chapters on the landing page: each box is a link, each line says what a chapter leans on.

    ```{chapter-map}
    ```
Drawn twice from the same table, in rows of six for a screen and in rows of three for a phone.
"""

from __future__ import annotations

from html import escape

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

# page: (title in lines, what it leans on)
PARTS = {
    "Part I: derive": {
        "01_chain_rule": ("Chain rule", ()), "02_fully_connected": ("Fully|connected", ("01_chain_rule",)),
        "03_activations": ("Activations", ("01_chain_rule",)), "04_softmax": ("Softmax", ("01_chain_rule",)),
        "05_log_softmax": ("Log-softmax", ("04_softmax",)), "06_losses": ("Losses", ("05_log_softmax",))},
    "Part II: assemble": {
        "07_backprop": ("Back-|propagation", ("02_fully_connected", "03_activations", "06_losses")),
        "08_gradient_checking": ("Gradient|checking", ("02_fully_connected",)),
        "09_autodiff": ("Automatic dif-|ferentiation", ("01_chain_rule", "07_backprop")),
        "10_initialization": ("Initialization", ("07_backprop",)),
        "11_optimizers": ("Optimizers", ("07_backprop",)), "12_regularization": ("Regular-|ization", ("11_optimizers",))},
    "Part III: train": {
        "13_lab_sin": ("Lab: a sine", ("07_backprop",)),
        "14_lab_mnist": ("Lab: digits", ("10_initialization", "11_optimizers", "12_regularization")),
        "15_lab_experiments": ("Lab:|experiments", ("14_lab_mnist",)),
        "16_lab_own_characters": ("Lab: your|characters", ("14_lab_mnist",)), "17_speed": ("Speed", ("14_lab_mnist",))}}
WIDTH, HEIGHT, GAP, HEAD, CELL = 100, 42, 32, 20, 16            # of a box; below, above a part, between two boxes


class ChapterMap(SphinxDirective):
    """```{chapter-map}"""

    def run(self) -> list[nodes.Node]:
        """Draw it, with links from this page."""
        docs = {name: f"chapters/{name}" for part in PARTS.values() for name in part}
        links = {name: self.env.app.builder.get_relative_uri(self.env.docname, doc) for name, doc in docs.items()}
        text = "".join(svg(links, columns) for columns in (6, 3))
        return [nodes.raw("", f'<nav class="bp-map" aria-label="map of the chapters">{text}</nav>', format="html")]


def places(columns: int) -> tuple[dict, dict, int]:
    """Left upper corner of every box and of every part's head, and the height of the picture."""
    boxes, heads, y = {}, {}, 0
    for part, chapters in PARTS.items():
        heads[part] = y + 13
        for k, name in enumerate(chapters):
            boxes[name] = (k % columns * (WIDTH + CELL) + 2, y + HEAD + k // columns * (HEIGHT + GAP))
        y = max(top for _, top in boxes.values()) + HEIGHT + GAP
    return boxes, heads, y - GAP + 18


def svg(links: dict[str, str], columns: int) -> str:
    """One drawing."""
    boxes, heads, height = places(columns)
    width = columns * (WIDTH + CELL) - CELL + 4
    needs = [(one, name) for part in PARTS.values() for name, (_, ones) in part.items() for one in ones]
    lines = "".join(f'<path d="{line(boxes[a], boxes[b])}"/>' for a, b in needs)
    words = "".join(f'<text x="2" y="{y}">{escape(part)}</text>' for part, y in heads.items())
    drawn = "".join(box(links[name], name, title, *boxes[name])
                    for part in PARTS.values() for name, (title, _) in part.items())
    return (f'<svg class="bp-map-{columns}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">'
            f'<g class="bp-map-lines">{lines}</g><g class="bp-map-parts">{words}</g>{drawn}</svg>')


def line(start: tuple, end: tuple) -> str:
    """From one box to another: straight to a neighbor, else in a curve from its lower edge."""
    (x0, y0), (x1, y1) = start, end
    if y0 == y1 and x1 - x0 == WIDTH + CELL:
        return f"M{x0 + WIDTH} {y0 + HEIGHT / 2}H{x1}"
    x0, x1, y0 = x0 + WIDTH / 2, x1 + WIDTH / 2, y0 + HEIGHT
    if y1 < y0:                                     # in one row, over a box between
        return f"M{x0} {y0}C{x0} {y0 + 20} {x1} {y0 + 20} {x1} {y0}"
    middle = (y0 + y1) / 2
    return f"M{x0} {y0}C{x0} {middle} {x1} {middle} {x1} {y1}"


def box(link: str, name: str, title: str, x: int, y: int) -> str:
    """A chapter: its number and its title, a link."""
    rows = f"{int(name[:2])}  {title}".split("|")
    first = y + HEIGHT / 2 + 4 - 7 * (len(rows) - 1)
    text = "".join(f'<tspan x="{x + WIDTH / 2}" y="{first + 14 * k}">{escape(row)}</tspan>' for k, row in enumerate(rows))
    return (f'<a href="{escape(link)}"><rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
            f"<text>{text}</text></a>")


def setup(app) -> None:
    """Make the directive known."""
    app.add_directive("chapter-map", ChapterMap)
