"""What all tests share: one thread, the built site, and no silent skip in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")     # before anything imports numpy

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium, one for all tests: Playwright does not run twice in a thread."""
    playwright = pytest.importorskip("playwright.sync_api")
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.skip("no Chromium or Chrome on the path: no page was opened")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=found, args=[
            "--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser):
    """open(address, **options) -> page; at the end there must be no message on its console."""
    contexts, wrong = [], []

    def start(address, **options):
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options))
        page = contexts[-1].new_page()
        page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        return page

    yield start
    for context in contexts:
        context.close()
    assert not wrong


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built site: builds what is not up to date, as `make book` does.

    BACKPROP_SITE names a site that is built already; it is used as it is.
    """
    if ready := os.environ.get("BACKPROP_SITE"):
        return Path(ready)
    from filelock import FileLock                       # tests run side by side: one of them builds
    (ROOT / "_build").mkdir(exist_ok=True)
    with FileLock(ROOT / "_build" / "tests.lock"):
        built = subprocess.run([sys.executable, "-m", "backprop_book.build"], cwd=ROOT, text=True,
                               capture_output=True, encoding="utf-8")
    if built.returncode:
        pytest.fail("the book does not build:\n" + "\n".join(built.stdout.splitlines()[-40:]),
                    pytrace=False)
    return ROOT / "_build" / "html"


def _fail_in_ci(report):
    """In CI a skipped test is a failed one: a missing browser or witness must not pass unseen."""
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and in CI nothing is: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _fail_in_ci((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _fail_in_ci((yield))
