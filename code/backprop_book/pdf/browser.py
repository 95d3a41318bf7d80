"""Print HTML with a Chromium that is installed: a page of the site, or HTML of our own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from pathlib import Path

from ..economy import BROWSERS

PREPARE = Path(__file__).with_name("prepare.js").read_text(encoding="utf-8")
MISSING = ("no Chromium was found: install Chromium or Google Chrome, "
           "or run `python -m playwright install chromium`")
WIDTH, HEIGHT = 660, 900                # what draws itself finds about the width of the paper
PATIENCE = 120_000                      # milliseconds: a page of 350 formulas on a busy machine
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--font-render-hinting=none"]


class NoBrowser(Exception):
    """No browser that prints is installed."""


@contextlib.asynccontextmanager
async def chromium():
    """A headless Chromium or Chrome: the one on the path, else Chrome, else Playwright's own.

    Errors:  NoBrowser if there is none.
    """
    from playwright.async_api import Error, async_playwright
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    ways = [{"executable_path": found}] if found else [{"channel": "chrome"}, {}]
    async with async_playwright() as driver:
        for way in ways:
            with contextlib.suppress(Error):
                browser = await driver.chromium.launch(args=ARGUMENTS, **way)
                break
        else:
            raise NoBrowser(MISSING)
        yield browser
        await browser.close()


async def print_page(browser, address: str) -> tuple[dict, bytes]:
    """Print one page of the site as a reader's browser would: what it says of itself, and its PDF.

    Everything is loaded first: formulas, pictures, fonts; dropdowns are open, and every anchor can be linked to.
    """
    context = await browser.new_context(color_scheme="light", viewport={"width": WIDTH, "height": HEIGHT})
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    await page.emulate_media(media="print")
    await page.goto(address)
    said = await page.evaluate(PREPARE)
    pdf = await page.pdf(prefer_css_page_size=True, format="A4", print_background=True)
    await context.close()
    return said, pdf


async def print_all(browser, addresses: list[str]) -> list[tuple[dict, bytes]]:
    """Print several pages, as many at a time as there are cores."""
    cores = asyncio.Semaphore(os.cpu_count() or 1)

    async def one(address):
        async with cores:
            return await print_page(browser, address)
    return await asyncio.gather(*map(one, addresses))


async def print_html(browser, html: str) -> bytes:
    """Print HTML of our own, which names its paper itself."""
    page = await browser.new_page()
    await page.set_content(html)
    pdf = await page.pdf(prefer_css_page_size=True, print_background=True)
    await page.close()
    return pdf
