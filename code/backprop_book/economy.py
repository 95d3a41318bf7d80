"""`python -m backprop_book.economy PAGE.html ...`: how long a page is, and how much of it is code.

Measured in Chromium, 1280 px wide, all dropdowns closed: screens of 1,000 px, and the share of the
height that visible code takes. Cells that the site folds, and code in a dropdown, are not visible.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

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
    tab.wait_for_function("!window.MathJax || (MathJax.startup && MathJax.startup.promise)")
    tab.evaluate("window.MathJax && MathJax.startup.promise")
    screens, code = tab.evaluate(MEASURE)
    tab.close()
    return screens, code


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
            print(f"{page.stem:28} {screens:5.1f} screens, {code:5.1%} of it visible code")
        browser.close()


if __name__ == "__main__":
    report(sys.argv[1:])
