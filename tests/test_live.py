"""Cells that run in the page: a Python in the reader's browser, as `make live` puts it beside the site.

Where `make live` has not been run, the tests that need the kernel are skipped with that reason; .ci/run runs it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from backprop import exercises
from backprop_book.live import collect, kernel, order, pages, wheels
from backprop_book.node import node

from conftest import ROOT

CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("[01][0-9]_*.md") if int(path.stem[:2]) <= 12)
RUN = 400                           # seconds: a whole chapter on a busy machine
# Rounding differs between NumPy's builds. Not compared: what a clock says, what is trained in float32 or on the part of
# MNIST that the page has, and what only PyTorch could say.
CLOCK = re.compile(r"torch_says|t_test|perf_counter|seconds|timeit|measured here|MB|_training\.|figures import ch\d+_training")
NUMBER = re.compile(r"[-−+]?\d[\d,]*\.?\d*(?:e[-+−]?\d+)?")


class Quiet(SimpleHTTPRequestHandler):
    """Serves the site and says nothing."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address(site):
    """The site with its kernel, from a local server."""
    if not (site / "_live" / "pyodide" / "pyodide-lock.json").exists():
        pytest.skip("the site has no kernel: run `make live` first")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class Page:
    """A page in a browser without any network but the local server."""

    def __init__(self, browser, address, name, **options):
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        self.foreign, self.page, self.address = [], self.context.new_page(), address
        self.context.route("**/*", self.only_here)
        self.page.goto(f"{address}{name}.html")
        self.status = self.page.locator(".bp-live-status")

    def only_here(self, route):
        if route.request.url.startswith(self.address):
            return route.continue_()
        self.foreign.append(route.request.url)
        return route.abort()

    def press(self, name="Run this page"):
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def wait(self, words, seconds=RUN):
        """Wait until the progress line says one of the words; returns what it says."""
        end = time.monotonic() + seconds
        while not (said := self.status.inner_text()).startswith(words):
            assert time.monotonic() < end, f"after {seconds} s the page says {said!r}, not {words!r}"
            self.page.wait_for_timeout(100)
        return said

    def cell(self, words):
        """The number of the first cell whose source holds the words."""
        return self.page.evaluate("words => bpLive.cells.findIndex(one => one.source.includes(words))", words)

    def write(self, k, source):
        self.page.evaluate("([k, source]) => bpLive.cells[k].editor.setValue(source)", [k, source])

    def run(self, k):
        """Run a cell by Shift+Enter; returns the text of its output."""
        self.page.evaluate("document.querySelector('.bp-live-status').textContent = ''")
        seen = self.page.evaluate("""k => {
          const one = bpLive.cells[k];
          for (let box = one.frame; (box = box.parentElement?.closest("details"));) box.open = true;
          one.editor.refresh();
          one.editor.focus();
          return one.frame.checkVisibility();
        }""", k)
        if seen:
            self.page.keyboard.press("Shift+Enter")
        else:                               # a cell whose code the page does not show
            self.page.evaluate("k => { bpLive.cells[k].cell.execute(); }", k)
        self.wait(("Done", "Stopped"))
        return self.output(k)

    def output(self, k):
        return self.page.evaluate("k => (one => (one.box ?? one.frame.parentNode).querySelector("
                                  "':scope > .bp-live-output')?.innerText ?? '')(bpLive.cells[k])", k)

    def texts(self):
        """Of each cell: its source, whether it ran, and what it printed live and in the book."""
        return self.page.evaluate("""() => bpLive.cells.map(one => {
          const text = place => place ? [...place.querySelectorAll("pre, figcaption, td:not(:has(mjx-container, .math))")]
            .map(e => e.textContent.trim()).filter(Boolean).join("\\n") : "";
          const live = (one.box ?? one.frame.parentNode).querySelector(":scope > .bp-live-output");
          const captions = [...live?.querySelectorAll(".widget-vbox .widget-html-content") ?? []].slice(0, 1);
          return {source: one.source, ran: Boolean(one.ran), apart: Boolean(one.apart),
                  live: [text(live), ...captions.map(e => e.textContent.trim())].filter(Boolean).join("\\n"),
                  printed: text(one.box?.querySelector(":scope > .cell_output:not(.bp-live-output)"))};
        })""")


@pytest.fixture
def live(browser, address):
    """live(page, **options): a page to press the button on; at the end it has asked nobody else for anything."""
    opened = []

    def start(name, **options):
        opened.append(Page(browser, address, name, **options))
        return opened[-1]
    yield start
    for one in opened:
        one.context.close()
    assert [one.foreign for one in opened] == [[] for _ in opened]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_runs_to_its_end_and_says_what_is_printed(live, chapter):
    page = live(f"chapters/{chapter}")
    page.press()
    said = page.wait(("Done", "Stopped", "Python did not"))
    assert said.startswith("Done"), said
    cells = page.texts()
    assert all(cell["ran"] or cell["apart"] for cell in cells)
    compared = [cell for cell in cells if cell["ran"] and cell["printed"] and not CLOCK.search(cell["source"])]
    assert len(compared) > 4
    for cell in compared:
        assert same(cell["live"], cell["printed"]), (cell["source"][:300], cell["printed"][:400], cell["live"][:400])


def same(live: str, printed: str) -> bool:
    """The same words, and the same numbers up to their last digit; tiny ones (rounding errors) in size."""
    words = [re.sub(r"\s+", " ", NUMBER.sub("#", text)).strip() for text in (live, printed)]
    numbers = [[float(n.replace(",", "").replace("−", "-")) for n in NUMBER.findall(text)] for text in (live, printed)]
    return words[0] == words[1] and all(
        a == b or abs(a - b) <= 0.02 * max(abs(a), abs(b)) + 1e-6 for a, b in zip(*numbers, strict=True))


def test_a_slider_moved_live_changes_picture_and_caption(live):
    page = live("chapters/02_fully_connected")
    page.press()
    page.wait("Done")
    box = page.page.locator(".bp-live-output .widget-vbox:has(input, .noUi-handle)").first
    box.scroll_into_view_if_needed()
    look = "box => [box.querySelector('img').src, box.querySelector('.widget-html-content').textContent]"
    before = box.evaluate(look)
    box.locator(".noUi-handle").first.focus()
    page.page.keyboard.press("ArrowRight")
    page.page.wait_for_function("([box, was]) => box.querySelector('img').src !== was",
                                arg=[box.element_handle(), before[0]], timeout=20_000)
    assert box.evaluate(look)[1] != before[1]


def test_edits_are_offered_again_and_dropped_on_request(live):
    page = live("book/how_to_read")
    key = "bp-live:book/how_to_read"
    page.page.evaluate("key => localStorage.setItem(key, JSON.stringify({[FIRST]: 'print(123 * 2)'}))"
                       .replace("FIRST", "document.querySelector('[class*=bp-code-]').className.match(/bp-code-(\\d+)/)[1]"), key)
    page.press()
    page.wait("Done")
    page.press("Use my edits")
    assert page.page.evaluate("bpLive.cells.some(one => one.editor.getValue() === 'print(123 * 2)')")
    page.page.reload()
    page.press()
    page.wait("Done")
    page.press("Drop them")
    assert page.page.evaluate("key => localStorage.getItem(key)", key) is None


def test_before_the_button_nothing_of_the_kernel_is_loaded(live):
    page = live("chapters/02_fully_connected")
    page.page.wait_for_load_state("networkidle")
    loaded = page.page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    assert any("live.js" in name for name in loaded)
    assert not [name for name in loaded if "_live/" in name]           # the page's weight: test_browser


def test_from_a_file_the_button_says_why_in_one_sentence(browser, site, address):
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / "chapters/02_fully_connected.html").as_uri())
    page.get_by_role("button", name="Run this page").click()
    said = page.locator(".bp-live-status").inner_text()
    assert said.count(".") == 1 and "make serve-live" in said
    context.close()


def test_on_a_phone_nothing_is_wider_than_the_screen(live):
    page = live("chapters/02_fully_connected", viewport={"width": 360, "height": 740})
    page.press()
    page.wait("Done")
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_cell_is_edited_broken_and_mended(live):
    page = live("chapters/02_fully_connected")
    page.press()
    page.wait("Done")

    first = page.cell("dW = x.T @ dy")
    shown = page.page.evaluate("k => bpLive.cells[k].source", first)
    page.write(first, shown + "\n6 * 7")
    assert page.run(first).strip().endswith("42")

    k = page.cell("table_dW.derivative")
    source = page.page.evaluate("k => bpLive.cells[k].source", k)
    broken = source.replace("x.T @ dy", "2 * x.T @ dy", 1)
    assert broken != source
    page.write(k, broken)
    assert "AgreementError" in page.run(k)
    assert page.status.inner_text().startswith("Stopped at cell")
    page.write(k, source)
    assert "AgreementError" not in page.run(k)

    kept = json.loads(page.page.evaluate("localStorage.getItem('bp-live:chapters/02_fully_connected')"))
    assert list(kept.values()) == [shown + "\n6 * 7"]
    fill_in_an_exercise(page)


def fill_in_an_exercise(page):
    """Written wrong, then right: judged on the spot, and counted by the page."""
    solution = exercises.find("ch02.forward").solution
    start, check = page.cell("def my_linear("), page.cell('check("ch02.forward"')
    for written, says in ((solution.replace("+ b", "- b"), "a sign is wrong"), (solution, "Passed")):
        page.write(start, written)
        page.run(start)
        assert says in page.run(check)
    assert page.page.locator(".bp-exercises-done").inner_text().startswith("1 of ")


def test_restart_ends_an_endless_loop_and_the_printed_page_comes_back(live):
    page = live("book/how_to_read")
    page.press()
    page.wait("Done")
    last = page.page.evaluate("bpLive.cells.length - 1")
    page.write(last, "while True: pass")
    page.page.evaluate("k => { bpLive.cells[k].cell.execute(); }", last)
    page.page.wait_for_timeout(2000)
    assert page.status.inner_text().startswith("running")
    page.press("Restart")
    page.wait("Python has restarted", 60)
    page.write(last, "1 + 1")
    assert page.run(last).strip() == "2"                    # and all cells above have run again
    page.press("Back to the printed page")
    shown = "selector => [...document.querySelectorAll(selector)].some(e => e.checkVisibility())"
    assert not page.page.evaluate(shown, ".thebe-cell, .bp-live-output")
    assert page.page.evaluate(shown, ".cell_output")


def test_the_keyboard_comes_into_an_editor_and_out_again(live):
    """Tab indents there, as a writer of code expects; Escape leaves (thebe sees to that), and Tab goes on in the page."""
    page = live("chapters/02_fully_connected")
    page.press()
    page.wait("Done")
    first = page.page.evaluate("""() => { bpLive.cells[0].editor.focus(); bpLive.cells[0].editor.setCursor(0, 0);
                                          return bpLive.cells[0].editor.getValue(); }""")
    value, inside = "bpLive.cells[0].editor.getValue()", "bpLive.cells[0].editor.hasFocus()"
    page.page.keyboard.press("Tab")
    assert page.page.evaluate(value) != first and page.page.evaluate(inside)
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("Tab")
    assert not page.page.evaluate(inside), "a trap for those who have no mouse"
    page.page.evaluate("bpLive.cells[0].editor.focus()")
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("Shift+Tab")
    assert not page.page.evaluate(inside)
    assert "Escape leaves it" in page.page.evaluate("bpLive.cells[0].editor.getInputField().ariaLabel")


# --- the parts, without a browser ---------------------------------------------------------------------

def test_no_script_names_a_cdn(site, address):
    named = [path.name for path in (site / "_live").rglob("*.js") if kernel.CDN.search(path.read_text(encoding="utf-8"))]
    assert named == []


def test_a_damaged_part_is_refused_by_name(tmp_path):
    name = "comm-0.2.2-py3-none-any.whl"
    (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(collect.PartError, match=f"{name} is damaged or another file: its sha256"):
        collect.part(tmp_path, name, name, f"sha256-{collect.PARTS['pypi'][name]}", collect.pypi)


def test_a_part_that_arrives_damaged_is_not_kept(tmp_path):
    def fetch(name, folder):
        (folder / "part.tgz").write_bytes(b"half of i")
    with pytest.raises(collect.PartError, match="part@1, as it was fetched, is damaged"):
        collect.part(tmp_path, "part@1", "part.tgz", "sha512-AAAA", fetch)
    assert list(tmp_path.iterdir()) == []


def test_a_part_that_cannot_be_had_is_an_error_that_names_it(tmp_path):
    with pytest.raises(collect.PartError, match="no-such-part@1 could not be fetched"):
        collect.run(["python3", "-c", "import sys; sys.exit('no such thing')"], "no-such-part@1", tmp_path)


def test_the_wheel_is_the_package_without_mnist_and_the_same_each_time():
    first, again = wheels.own(ROOT), wheels.own(ROOT)
    assert [wheel.content for wheel in first] == [wheel.content for wheel in again]
    names = kernel.unpack(first[0].content).namelist()
    assert {"backprop/__init__.py", "backprop/canvas.js", "backprop_live.py"} <= set(names)
    assert not [name for name in names if "ubyte" in name]
    assert len(first[0].content) < 1_500_000 and len(first[1].content) < 3_000_000


def test_the_part_of_mnist_is_read_where_the_variable_names_it(tmp_path, monkeypatch):
    from backprop.data import mnist
    train, test = wheels.MNIST["backprop_mnist"]
    kernel.unpack(wheels.own(ROOT)[1].content).extractall(tmp_path)
    monkeypatch.setenv("BACKPROP_MNIST", str(tmp_path / "backprop_mnist"))
    part = mnist()
    monkeypatch.delenv("BACKPROP_MNIST")
    whole = mnist()
    assert part.x_train.shape == (train, 784) and part.t_test.shape == (test,)
    assert (part.x_train == whole.x_train[:train]).all() and (part.t_test == whole.t_test[:test]).all()


def cells_in_order():
    """cell(k, **made): run cell k, which makes these names; returns what it found. And who keeps the names."""
    space: dict = {}
    names = order.Order(space)

    def cell(k, **made):
        names.begin(k)
        found = dict(space)
        space.update(made)
        names.end()
        return found
    return cell, names


def test_each_cell_finds_the_names_as_the_cells_above_left_them():
    cell, _ = cells_in_order()
    cell(0, x=1, y=1)
    cell(1, x=2)
    assert cell(2, z=3)["x"] == 2
    assert cell(1, x=4)["x"] == 1                # not what it has made of it itself
    cell(0, x=7, y=8)
    assert cell(2, z=3) == {"x": 4, "y": 8, "z": 3}
    assert cell(0)["z"] == 3                     # what only cells below have made stays


def test_names_are_laid_in_by_the_order_of_the_page_and_kept_if_a_cell_makes_them_again():
    (cell, names), table = cells_in_order(), [[1, 2]]
    cell(2, x=3)                                 # the reader begins further down
    cell(1, x=2)
    assert cell(3)["x"] == 3                     # cell 2 stands below cell 1
    cell(0, table=np.array(table), _=5, _i="table")
    cell(0, table=np.array(table))               # equal, and another object
    for _ in range(2):
        cell(1, x=2)                             # the very same object: still its own
    assert cell(2)["x"] == 2 and names.made[1] == {"x": 2}
    assert list(names.made[0]) == ["table"], "what IPython keeps is no name of the page"


def test_a_cell_of_the_page_ends_when_it_has_run(monkeypatch):
    """In IPython, where the page's own words stand in the namespace."""
    from IPython.core.interactiveshell import InteractiveShell
    shell = InteractiveShell()
    monkeypatch.setattr(order, "get_ipython", lambda: shell, raising=False)
    monkeypatch.setattr(order.Order, "current", None)
    for k, source in enumerate(("x = 1", "x = 2", "raise ValueError(x)", "y = x")):
        order.at(k)
        shell.run_cell(source)
    order.at(1)
    shell.run_cell("z = x")
    assert shell.user_ns["z"] == 1 and shell.user_ns["y"] == 2


def test_what_needs_a_cell_that_is_left_out_is_left_out_too():
    sources = ["a = 1", "b = [x for x in range(a)]", "print(b)", "def f(b):\n    return [x + b for x in (1, 2)]", "b = 2", "print(b, a)"]
    cells = [{"source": source} for source in sources]
    cells[1] |= {"apart": "minutes", "kind": "minutes"}
    pages.leave_out_what_needs(cells)
    assert [cell.get("kind") for cell in cells] == [None, "minutes", "needs", None, None, None]
    assert cells[1]["after"] == [] and cells[2]["after"] == [1]
    sources = ["%matplotlib inline\na = 1", "def make(n):\n    return n", "b = make(a)", "c = [b for b in range(3)]", "print(b)"]
    cells = [{"source": source} for source in sources]
    cells[1] |= {"apart": "minutes", "kind": "minutes"}
    pages.leave_out_what_needs(cells)
    assert [cell.get("after") for cell in cells] == [None, [], [1], None, [1, 2]], "a function's name; what a need needs"


def test_the_button_of_a_cell_that_is_left_out_runs_what_it_needs_first_and_no_more(live):
    """A page whose description says so: of two cells that are left out, the last one needs the first."""
    page = live("chapters/02_fully_connected")
    numbers = {}

    def marked(route):
        said = route.fetch().json()
        first, other, last = [k for k, cell in enumerate(said["cells"]) if "check(" in cell["source"]][:3]
        for k, after in ((first, []), (other, []), (last, [first])):
            said["cells"][k] |= {"apart": "left out", "after": after}
        numbers.update(first=first, other=other, last=last)
        route.fulfill(json=said)
    page.context.route("**/_live/pages/**", marked)
    page.press()
    assert "3 left out" in page.wait("Done")
    page.run(numbers["last"])
    ran = page.page.evaluate("bpLive.cells.map(one => Boolean(one.ran))")
    assert ran[numbers["first"]] and ran[numbers["last"]] and not ran[numbers["other"]]


# --- the package's tests on the browser's Python ------------------------------------------------------

UNITS = ("functional", "layers", "losses", "optimizers", "penalties", "initializers", "metrics", "schedules")
PURE = ("pytest>=8", "pluggy", "iniconfig", "packaging", "hypothesis==6.130.0", "sortedcontainers", "attrs")


def test_the_unit_tests_pass_on_the_python_and_numpy_of_the_browser(site, address, tmp_path):
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path), *PURE], check=True)
    tests = [f"tests/test_{name}.py" for name in UNITS]
    done = subprocess.run([node(), "tests/pyodide.cjs", str(site / "_live" / "pyodide"), str(ROOT), str(tmp_path),
                           *tests, "-k", "not loaded_only_when_used"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert "emscripten" in done.stdout and int(re.search(r"(\d+) passed", done.stdout)[1]) > 900
