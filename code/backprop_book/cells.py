"""Every code cell of a page carries its number in the notebook, so that it can be run in the page.

The cell's box has the class `bp-cell-N`, its code `bp-code-N`: folding moves them to different places.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.transforms import SphinxTransform


class Number(SphinxTransform):
    """Mark cells and their code, before they are folded (depth.Fold)."""

    default_priority = 200

    def apply(self, **kwargs) -> None:
        """Add the classes."""
        for cell in self.document.findall(nodes.container):
            if cell.get("nb_element") == "cell_code":
                cell["classes"].append(f"bp-cell-{cell['cell_index']}")
                for part in cell:
                    if isinstance(part, nodes.container) and part.get("nb_element") == "cell_code_source":
                        part["classes"].append(f"bp-code-{cell['cell_index']}")


def setup(app) -> None:
    """Make the transform known."""
    app.add_transform(Number)
