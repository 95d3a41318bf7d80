"""Python in the page is there soon: measured alone, when no other test runs."""

from __future__ import annotations

import time

from test_live import address, live  # noqa: F401

READY = 20                          # seconds


def test_python_is_ready_soon(live):
    seconds = []
    while not seconds or (min(seconds) > READY and len(seconds) < 3):           # a busy machine gets three tries
        page = live("chapters/02_fully_connected")
        begun = time.monotonic()
        page.press()
        page.wait(("running", "Done"))
        seconds.append(time.monotonic() - begun)
        page.context.close()
    assert min(seconds) <= READY
