"""`python -m backprop_book.economy PAGE.html ...`: how long a page is, and how much of it is code.

Measured in Chromium, 1280 px wide, all dropdowns closed: screens of 1,000 px, and the share of the
height that visible code takes. Cells that the site folds, and code in a dropdown, are not visible.
Counted in the source: cells whose code nobody sees, the folded derivations, tables and figures and
what stands in a dropdown (solutions) left out.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from .depth import PROMPTS
from .parallel import read_notebook

HIDDEN = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
FOLDED = {name.removeprefix("tag_") for name in PROMPTS} | {"summary"}
MARK = re.compile(r"^```\{(depth|depth-end)\}", re.M)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
MEASURE = """() => {
  const article = document.querySelector("article.bd-article");
  const height = element => element.getBoundingClientRect().height;
  const code = [...article.querySelectorAll("div.highlight")].filter(
    e => !e.closest(".cell_output") && !e.closest("details:not([open])"));
  return [height(article) / 1000, code.reduce((sum, e) => sum + height(e), 0) / height(article)];
}"""


def measure(browser, page: Path) -> tuple[float, float]:
    """Screens of a page, and the share of visible code."""
    tab = browser.new_page(viewport={"width": 1280, "height": 1000})
    tab.goto(page.resolve().as_uri())
    tab.evaluate("document.fonts.ready")
    screens, code = tab.evaluate(MEASURE)
    tab.close()
    return screens, code


def hidden(source: Path) -> tuple[int, int, float]:
    """Hidden code cells of a page's source, all its code cells, the share of hidden lines."""
    depth, cells, lines = 0, [], []
    notebook = read_notebook(str(source))               # None for a page without cells
    for cell in notebook.cells if notebook else ():
        if cell.cell_type == "code":
            tags = set(cell.metadata.get("tags", ()))
            cells.append(bool(tags & HIDDEN and not tags & FOLDED and not depth))
            lines.append(cell.source.count("\n") + 1)
        else:
            marks = MARK.findall(cell.source)
            depth += marks.count("depth") - marks.count("depth-end")
    share = sum(n for n, out in zip(lines, cells) if out) / max(sum(lines), 1)
    return sum(cells), len(cells), share


def line(page: Path, screens: float, code: float) -> str:
    """What is said of a page; its source is looked for below the folder that holds _build."""
    text = f"{page.stem:28} {screens:5.1f} screens, {code:5.1%} of it visible code"
    root = next((p.parent for p in page.resolve().parents if p.name == "_build"
                 and (p.parent / "_toc.yml").exists() and p.parent.parent.name != "page"), Path())
    source = root / page.parent.name / f"{page.stem}.md"
    if not source.exists():
        return text
    cells, of, share = hidden(source)
    return f"{text}; {cells} of {of} cells hidden ({share:.0%} of the lines)"


def report(pages) -> None:
    """Print a line for each page, if a Chromium and Playwright are there."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        found = None
    if not found:
        return print("(no Chromium or no Playwright: the page was not measured)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for page in map(Path, pages):
            screens, code = measure(browser, page)
            print(line(page, screens, code))
        browser.close()


if __name__ == "__main__":
    report(sys.argv[1:])
