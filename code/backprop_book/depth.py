"""Depth behind one click, and the main result on the first screen.

Code cells cannot stand inside a directive, so a dropdown that holds cells has a mark on each side:

    ```{depth} Why the deltas pick one term
    ```
    text, cells, text
    ```{depth-end}
    ```

The code of cells tagged `derive`, `agree` and `slide` is folded as well, in the site alone: the
equation, the table and the figure are what the page is about. Cells without an output join the next one's fold.

`{main-results}` on the first screen shows the page's table of results, whose cell (tagged
`summary`) has to stand at the end, where everything in it has been checked.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx_design.shared import create_component

log = logging.getLogger(__name__)
PROMPTS = {"tag_derive": "How sympy derives it", "tag_agree": "How it is checked",
           "tag_slide": "The cell of this figure"}


class depth_start(nodes.Element):
    """Where a dropdown begins; its children are the title."""


class depth_end(nodes.Element):
    """Where it ends."""


class main_results(nodes.Element):
    """Where the table of results is to stand."""


class Depth(SphinxDirective):
    """```{depth} Title: what follows up to {depth-end} stands in a closed dropdown."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Leave a mark that holds the parsed title."""
        title, messages = self.state.inline_text(self.arguments[0], self.lineno)
        return [_located(self, depth_start("", *title)), *messages]


class Mark(SphinxDirective):
    """A directive without content that leaves a node of the kind `mark`."""

    mark: type[nodes.Element]

    def run(self) -> list[nodes.Node]:
        """Leave the mark."""
        return [_located(self, self.mark())]


class DepthEnd(Mark):
    """```{depth-end}"""

    mark = depth_end


class MainResults(Mark):
    """```{main-results}"""

    mark = main_results


class Fold(SphinxTransform):
    """Move what stands between two marks into a dropdown, and the table to its place."""

    default_priority = 205

    def apply(self, **kwargs) -> None:
        """Fold code cells and every pair of marks; a mark without its partner is a warning."""
        for cell in list(filter(prompt, self.document.findall(nodes.container))):
            fold_code(cell)
        for place in list(self.document.findall(main_results)):
            show_results(self.document, place)
        for start in list(self.document.findall(depth_start)):
            fold(start)
        for end in list(self.document.findall(depth_end)):
            log.warning("depth-end without a depth before it in its section", location=end)
            end.parent.remove(end)


def setup(app) -> None:
    """Make the directives and the transform known."""
    app.add_directive("depth", Depth)
    app.add_directive("depth-end", DepthEnd)
    app.add_directive("main-results", MainResults)
    app.add_transform(Fold)


def prompt(node: nodes.Node) -> str | None:
    """The words in front of a code cell that is to be folded; None for any other node."""
    if isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
        return next((PROMPTS[c] for c in node.get("classes", ()) if c in PROMPTS), None)


def fold_code(cell: nodes.container) -> None:
    """Fold the cell's code, or hand it on to the next cell of its kind if it shows nothing itself."""
    follower = cell.next_node(descend=False, siblings=True)
    if len(cell) == 1 and prompt(follower) == prompt(cell):
        code = nodes.container("", cell[0], *follower[:1], nb_element="cell_code_source")
        follower[:1] = [code]
        cell.parent.remove(cell)
    else:
        cell["hide_mode"] = "input"
        cell["prompt_show"] = cell["prompt_hide"] = prompt(cell)


def fold(start: depth_start) -> None:
    """Replace `start`, its `depth_end` and all between by one closed dropdown."""
    parent, first = start.parent, start.parent.index(start)
    ends = [k for k in range(first, len(parent)) if isinstance(parent[k], depth_end)]
    if not ends:
        log.warning("depth without depth-end in its section", location=start)
        parent.remove(start)
        return
    title = nodes.rubric("", "", *start.children)
    inside = parent[first + 1:ends[0]]
    dropdown = create_component("dropdown", opened=False, type="dropdown", has_title=True, icon=None,
                                chevron=None, container_classes=["sd-mb-3", "bp-depth"],
                                title_classes=[], body_classes=[], children=[title, *inside])
    parent[first:ends[0] + 1] = [dropdown]


def show_results(document: nodes.document, place: main_results) -> None:
    """Move the cell tagged `summary` to `place`."""
    cells = [cell for cell in document.findall(nodes.container)
             if "tag_summary" in cell.get("classes", ())]
    if len(cells) == 1:
        cells[0].parent.remove(cells[0])
        place.replace_self(cells[0])
    else:
        log.warning(f"main-results: {len(cells)} cells are tagged summary, expected 1", location=place)
        place.parent.remove(place)


def _located(directive: SphinxDirective, node: nodes.Element) -> nodes.Element:
    directive.set_source_info(node)
    return node
