"""Tables of results: rows under a head, shown as text, HTML and Markdown.

    Table(["batch", "accuracy, %"], [[1, "90.2"], [64, "89.0"]])

The last line of a cell shows it in a notebook; `print` and `str` give text, `markdown()` a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from .errors import ShapeError


class Table:
    """Rows of cells under a head; the first cell of a row names it.

    rows:   cells of any kind, shown by str(); HTML escapes them, but a cell that has a
            `_repr_html_` of its own (such as Code) is shown by that.
    cards:  on a phone each row becomes a card, so that no column lies off the screen.
    folded: a line, behind which the table is closed until the reader opens it.
    Errors: ShapeError if a row is not as long as the head, or two columns have the same name.
    """

    def __init__(self, head: Sequence[str], rows: Iterable[Sequence], *, cards: bool = True,
                 folded: str = ""):
        self.head, self.rows = [str(cell) for cell in head], [list(row) for row in rows]
        self.cards, self.folded = cards, folded
        if twice := sorted({name for name in self.head if self.head.count(name) > 1}):
            raise ShapeError(f"Table: the head names two columns {twice[0]!r}; a cell is found by its column's name")
        for k, row in enumerate(self.rows):
            if len(row) != len(self.head):
                raise ShapeError(f"Table: row {k} has {len(row)} cells, the head {len(self.head)}")

    def markdown(self) -> str:
        """The table as Markdown, numbers to the right."""
        lines = [self.head, ["---"] + ["---:"] * (len(self.head) - 1),
                 *([_marked(cell) for cell in row] for row in self.rows)]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _repr_html_(self) -> str:
        rows = [html_row(_html(row[0]), dict(zip(self.head[1:], map(_html, row[1:])))) for row in self.rows]
        table = html_table(self.head, rows, "bp-summary" if self.cards else "")
        summary = f"<summary>{escape(self.folded)}</summary>"
        return f"<details>{summary}{table}</details>" if self.folded else table

    _repr_markdown_ = markdown

    def __repr__(self) -> str:
        lines = [self.head, *([str(cell) for cell in row] for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines)]
        return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


class Code(str):
    """A cell of code: Code("x.T @ dy"). What is set apart by two spaces, "a = 1;  b = 2", gets lines of its own."""

    def _repr_html_(self) -> str:
        return f"<code>{'<br>'.join(escape(line) for line in self.split(';  '))}</code>"

    def _repr_markdown_(self) -> str:
        return f"`{self}`"


def html_table(head: Iterable[str], rows: Iterable[str], kind: str = "") -> str:
    """A table under a head, in a box that scrolls; `kind` is its class."""
    names = "".join(f"<th scope='col'>{escape(name)}</th>" for name in head)
    return (f"<div class='bp-table'><table{_class(kind)}><thead><tr>{names}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table></div>")


def html_row(name: str, cells: Mapping[str, str], kind: str = "") -> str:
    """A row of ready HTML; each cell carries its column's name, for the narrow layout of a phone."""
    return (f"<tr{_class(kind)}><th scope='row'>{name}</th>"
            + "".join(f"<td data-label='{escape(column, quote=True)}'>{cell}</td>"
                      for column, cell in cells.items()) + "</tr>")


def _class(kind: str) -> str:
    return f" class='{kind}'" if kind else ""


def _html(cell) -> str:
    return cell._repr_html_() if hasattr(cell, "_repr_html_") else escape(str(cell))


def _marked(cell) -> str:
    text = cell._repr_markdown_() if hasattr(cell, "_repr_markdown_") else str(cell)
    return text.replace("|", r"\|")
