"""Cells in the page's order: each finds the names as the cells above it left them, whichever ran last.

After a page has run, `x` is what its last cell made of it. A reader who changes a cell further up and runs it
again means the `x` that stands there.
"""

from __future__ import annotations

MISSING = object()


class Order:
    """The names that each cell has made.

    space:   the namespace in which cells run. Before cell k the names of the cells above it are laid into it;
             names that only cells below have made stay as they are. What a cell changes in place stays changed.
    """

    def __init__(self, space: dict):
        self.space, self.made = space, {}
        self.now, self.before = None, {}

    def begin(self, cell: int) -> None:
        """Before a cell runs."""
        self.now = cell
        for k in sorted(k for k in self.made if k < cell):
            self.space.update(self.made[k])
        self.before = dict(self.space)

    def end(self) -> None:
        """After it has run, or has raised."""
        if self.now is not None:
            new = {name: value for name, value in self.space.items()
                   if self.before.get(name, MISSING) is not value and not name.startswith("_")}
            self.made[self.now] = self.made.get(self.now, {}) | new
        self.now, self.before = None, {}


def at(cell: int) -> None:
    """The next thing that runs is this cell of the page."""
    shell, order = get_ipython(), Order.current         # noqa: F821 (IPython's own)
    if order is None:
        order = Order.current = Order(shell.user_ns)
        shell.events.register("post_run_cell", lambda result: order.end())
    order.begin(cell)


Order.current = None
