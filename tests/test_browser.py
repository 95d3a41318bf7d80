"""Every slider of every page, moved in headless Chromium, says what Python computes now.

`python tests/test_browser.py PAGE.md OUT.json` runs the code cells of a page in this process and
writes the captions of its sliders; the tests below compare them with the built page.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import statistics
import subprocess
import sys
import threading
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WIDE, PHONE = (1280, 900), (360, 740)
SLOWEST = 50                        # ms a step; 5 is the aim, a busy machine gets more
HEAVIEST = 1_000_000                # bytes before the first touch
TRAINS = {"13_lab_sin", "14_lab_mnist", "15_lab_experiments", "16_lab_own_characters"}     # for more than a minute
PAGES = [f"{name}.html" for name in re.findall(r"(?:file|root): (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))]


# --- what Python computes: runs in a fresh process ------------------------------------------

def samples(explorer) -> list[dict]:
    """Positions to visit: the first, each axis over its range from each point, a grid's corners."""
    found = {explorer.start: {"base": 0, "axis": 0}}
    for base, point in enumerate(explorer.points.values() or [explorer.start]):
        for k, axis in enumerate(explorer.axes.values()):
            last = len(axis.values) - 1
            step = 1 if last < 12 else math.ceil(last / 8)
            for i in {*range(0, last + 1, step), last}:
                found[point[:k] + (i,) + point[k + 1:]] = {"base": base, "axis": k}
    if not explorer.points:
        found |= {explorer.positions()[i]: found[explorer.start] for i in (0, -1)}
    return [{"key": ",".join(map(str, position)), "caption": explorer.caption(position),
             "texts": [axis.text(axis.values[i]) for axis, i in
                       zip(explorer.axes.values(), position)]} | how
            for position, how in found.items()]


def words(explorer) -> list[float]:
    """The smallest tick, label, title or legend of a figure, and its smallest text at all, as shares of its width."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = explorer.draw(**explorer.values(explorer.start))[0]
    FigureCanvasAgg(figure).draw()
    axes = [ax for ax in figure.axes if ax.axison]
    legends = [legend for legend in (*figure.legends, *(ax.get_legend() for ax in figure.axes)) if legend]
    named = [text for ax in axes for axis in (ax.xaxis, ax.yaxis) for text in (axis.label, *axis.get_ticklabels())]
    named += [text for legend in legends for text in legend.get_texts()]
    named += [text for ax in figure.axes for text in (ax.title, ax._left_title)]
    free = [text for ax in figure.axes for text in ax.texts] + figure.texts
    size = [[text.get_fontsize() / 72 / figure.get_figwidth() for text in found if text.get_visible() and text.get_text()]
            for found in (named, named + free)]
    return [min(sizes, default=1) for sizes in size]


def run_page(source: Path) -> list[dict]:
    """Execute the code cells of a page as a reader would, and describe its sliders."""
    os.environ |= {"BACKPROP_RECORD": "1", "BACKPROP_BOOK": "1"}
    import jupytext
    from IPython.core.interactiveshell import InteractiveShell

    from backprop.explore import created

    shell = InteractiveShell.instance()
    shell.ast_node_interactivity = "none"           # nothing is displayed, so no frame is drawn
    os.chdir(source.parent)
    for cell in jupytext.read(source).cells:
        if cell.cell_type == "code":
            result = shell.run_cell(cell.source)
            if "raises-exception" not in cell.metadata.get("tags", []):
                result.raise_error()
    return [{"name": explorer.name, "samples": samples(explorer), "words": words(explorer)} for explorer in created]


if __name__ == "__main__":
    page, out = map(Path, sys.argv[1:])
    out = out.resolve()
    with contextlib.redirect_stdout(sys.stderr):
        found = run_page(page.resolve())
    out.write_text(json.dumps(found), encoding="utf-8")
    sys.exit()


# --- the built pages ------------------------------------------------------------------------

@pytest.fixture(scope="session")
def computed(site, tmp_path_factory):
    """computed(page): what Python computes for the sliders of a page, in a fresh process, once for all workers.

    The labs that train for more than a minute are not run a second time: their captions are those of the build.
    """
    root, folder = site.parents[1], tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder

    def run(page):
        if 'class="bp-explore' not in (site / page).read_text("utf-8"):
            return []
        if Path(page).stem in TRAINS:
            return as_built((site / page).read_text("utf-8"))
        from filelock import FileLock
        source, out = root / Path(page).with_suffix(".md"), folder / f"captions-{page.replace('/', '-')}.json"
        with FileLock(out.with_suffix(".lock")):
            if not out.exists():
                done = subprocess.run([sys.executable, __file__, source, out], text=True, encoding="utf-8",
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      env=os.environ | {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"})
                assert done.returncode == 0, f"{page} does not run:\n{done.stdout[-4000:]}"
        return json.loads(out.read_text(encoding="utf-8"))
    return run


def as_built(html: str) -> list[dict]:
    """What the frames of a built page say, in the form of run_page."""
    found = []
    for figure in html.split('<figure class="bp-explore')[1:]:
        name = re.search('data-name="([^"]*)"', figure)[1]
        frames = re.search('class="bp-frames">(.*?)</script>', figure, re.S)
        if not frames:                              # a still figure
            caption = unescape(re.search("<figcaption[^>]*>(.*?)</figcaption>", figure, re.S)[1])
            found.append({"name": name, "samples": [{"key": "", "caption": caption}]})
            continue
        held = json.loads(frames[1])
        first = re.search('<img src="([^"]*)"', figure)[1]
        start = next((tuple(map(int, key.split(","))) for key, frame in held["frames"].items() if frame[0] == first), ())
        samples = [{"key": key, "caption": held["frames"][key][1], "base": base, "axis": axis,
                    "texts": [texts[i] for texts, i in zip(held["texts"], map(int, key.split(",")))]}
                   for base, point in enumerate(held["points"] or [start]) for axis in range(len(point))
                   for key in _along(held["frames"], point, axis)]
        begins = ",".join(map(str, start))
        found.append({"name": name, "samples": sorted(samples, key=lambda sample: sample["key"] != begins)})
    return found


def _along(frames: dict, point, axis: int) -> list[str]:
    """The keys on one axis through a point, eight or so of them."""
    point = list(point)
    other = point[:axis] + point[axis + 1:]
    keys = [key for key in frames if (place := [*map(int, key.split(","))])[:axis] + place[axis + 1:] == other]
    return [",".join(map(str, point)), *keys[::math.ceil(len(keys) / 8)]]


@pytest.fixture(scope="session")
def origins(site) -> dict[str, str]:
    """The site's address as files, and in a subfolder of a web server."""
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site.parent))
    server.handle_error = lambda *args: None         # a page was closed while it loaded
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {"file": site.resolve().as_uri() + "/",
           "http": f"http://127.0.0.1:{server.server_port}/{site.name}/"}
    server.shutdown()
    server.server_close()


@contextlib.contextmanager
def opened(browser, address, size=WIDE, **options):
    """A page, with page.problems: console errors, failed and foreign requests; page.asked: all."""
    context = browser.new_context(viewport=dict(zip(("width", "height"), size)),
                                  has_touch=size == PHONE, **options)
    page = context.new_page()
    page.problems, page.asked = [], []
    home = re.match(r"file://|http://[^/]+/[^/]+/", address)[0]

    def requested(request):
        page.asked.append(request.url)
        if not request.url.startswith((home, "data:", "blob:")):
            page.problems.append(f"asks for {request.url}")

    page.on("request", requested)
    page.on("requestfailed", lambda request: page.problems.append(f"did not get {request.url}"))
    page.on("pageerror", lambda error: page.problems.append(f"error {error}"))
    page.on("console", lambda message: page.problems.append(f"console: {message.text}")
            if message.type == "error" else None)
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")
    yield page
    context.close()


MOVE = """async (figure, samples) => {
  const axes = [...figure.querySelectorAll(".bp-axis")], menu = figure.querySelector(".bp-point");
  const image = figure.querySelector("img"), seen = [];
  const { points, frames } = JSON.parse(figure.querySelector(".bp-frames").textContent);
  const set = (axis, i) => axis.options ? axis.selectedIndex = i : axis.value = i;
  const moved = element => element.dispatchEvent(new Event("input", { bubbles: true }));
  moved(axes[0]);                                             // a touch loads all frames
  const load = ([url]) => Object.assign(new Image(), { src: url }).decode();
  await Promise.all(Object.values(frames).map(load));
  for (const { key, base, axis } of samples) {
    const place = key.split(",");
    if (menu) { menu.selectedIndex = base; moved(menu); }
    if (points.length) set(axes[axis], place[axis]); else axes.forEach((a, k) => set(a, place[k]));
    const start = performance.now();
    moved(axes[axis]);
    const ms = performance.now() - start;
    for (let k = 0; image.getAttribute("src") !== frames[key][0] && k < 400; k++)   // picture and caption
      await new Promise(done => setTimeout(done, 5));                               // change together
    await image.decode();
    seen.push({ key: axes.map(a => a.selectedIndex ?? a.value).join(), ms,
      caption: figure.querySelector("figcaption").textContent, alt: image.alt,
      picture: image.getAttribute("src") === frames[key][0] && image.naturalWidth > 300,
      texts: axes.map(a => a.options ? a.value : a.parentNode.querySelector("output").value),
      spoken: axes.map(a => a.options ? a.value : a.getAttribute("aria-valuetext")) });
  }
  return seen;
}"""


def lasting(caption: str) -> str:
    """A caption without the times that its page measures anew at each run (chapter 17)."""
    return re.sub("measured here:.*", "measured here", caption)


def differences(sample, seen) -> list[str]:
    """How what the page shows differs from what Python computed for one position."""
    seen = seen | {name: lasting(seen[name]) for name in ("caption", "alt")}
    caption = lasting(sample["caption"])
    expected = {"key": sample["key"], "caption": caption, "alt": caption,
                "texts": sample["texts"], "spoken": sample["texts"], "picture": True}
    return [f"at {sample['key']}: {name} is {seen[name]!r}, Python says {value!r}"
            for name, value in expected.items() if seen[name] != value]


def faults_of_sliders(page, explorers) -> tuple[list[str], list[float]]:
    """Move every slider of an open page; returns what is wrong, and the milliseconds a step."""
    faults, times, left = [], [], list(explorers)
    for figure in page.query_selector_all(".bp-explore"):
        name = figure.get_attribute("data-name")
        match = next((explorer for explorer in left if explorer["name"] == name), None)
        if match is None:
            faults.append(f"{name}: no cell of the page makes this figure")
            continue
        left.remove(match)
        shown, first = figure.query_selector("figcaption").text_content(), match["samples"][0]
        if lasting(shown) != lasting(first["caption"]):
            faults.append(f"{name} begins with {shown!r}, Python says {first['caption']!r}")
        if not figure.query_selector(".bp-frames"):
            continue
        for sample, seen in zip(match["samples"], figure.evaluate(MOVE, match["samples"])):
            faults += [f"{name} {fault}" for fault in differences(sample, seen)]
            times.append(seen["ms"])
    return faults, times


@contextlib.contextmanager
def moved(browser, address, explorers, size):
    """An open page whose sliders have all been moved; nothing may be wrong with it, then or later."""
    with opened(browser, address, size) as page:
        faults, steps = faults_of_sliders(page, explorers)
        assert not faults, "\n".join(faults[:30])
        assert len(steps) < 20 or statistics.quantiles(steps, n=20)[-1] < SLOWEST       # 19 of 20 steps
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        yield page
        assert not page.problems


@pytest.mark.parametrize("address", PAGES)
def test_from_a_file_every_slider_says_what_python_computes(computed, browser, origins, address):
    """... and arrow keys move every control, too."""
    with moved(browser, origins["file"] + address, computed(address), WIDE) as page:
        for figure in page.query_selector_all(".bp-explore:has(.bp-frames)"):
            frames = json.loads(figure.query_selector(".bp-frames").text_content())["frames"]
            for control in figure.query_selector_all(".bp-axis"):
                press_an_arrow(page, figure, control, frames)


def press_an_arrow(page, figure, control, frames):
    """One arrow key moves a control one step, and the caption follows."""
    place = "a => a.selectedIndex ?? +a.value"
    before = control.evaluate(place)
    control.focus()
    assert control.evaluate("a => getComputedStyle(a).outlineStyle") == "solid"
    page.keyboard.press("ArrowUp" if control.evaluate("a => !!a.options") and before else "ArrowRight" if not before else "ArrowLeft")
    assert abs(control.evaluate(place) - before) == 1, "a key did nothing"
    key = figure.evaluate("f => [...f.querySelectorAll('.bp-axis')].map(a => a.selectedIndex ?? a.value).join()")
    words = figure.query_selector("figcaption")
    with contextlib.suppress(Exception):                              # the picture is decoded first
        page.wait_for_function("([words, due]) => words.textContent === due", arg=[words, frames[key][1]], timeout=3000)
    assert words.text_content() == frames[key][1], f"at {key}"


@pytest.mark.parametrize("address", PAGES)
def test_from_a_server_on_a_phone_every_slider_says_what_python_computes(computed, browser, origins, address):
    """... controls are labeled and large enough for a finger, and frames load when the reader comes near."""
    with opened(browser, origins["http"] + address, PHONE) as page:
        loads_when_near(page)
    with moved(browser, origins["http"] + address, computed(address), PHONE) as page:
        for control in page.query_selector_all(".bp-explore input, .bp-explore select"):
            assert control.evaluate("c => c.labels[0].querySelector('span').textContent.trim()")
            assert control.bounding_box()["height"] >= 32


def loads_when_near(page):
    """The frames of the last figure are asked for when it is scrolled to, not before."""
    figures = page.query_selector_all(".bp-explore:has(.bp-frames)")
    if figures and figures[-1].bounding_box()["y"] >= 1200:           # it is not near from the start
        script = figures[-1].query_selector(".bp-frames").text_content()
        last = set(re.findall(r"_frames/(\w+\.webp)", script))
        page.wait_for_timeout(300)
        early = {url.rpartition("/")[2] for url in page.asked}
        assert len(last & early) <= 1, "frames were loaded before they were needed"
        with page.expect_request(re.compile(r"_frames/(?:" + "|".join(last - early) + ")")):
            figures[-1].scroll_into_view_if_needed()


@pytest.mark.parametrize("address", PAGES)
def test_the_words_of_a_figure_are_large_enough_on_a_phone(computed, browser, origins, address):
    found = computed(address)
    with opened(browser, origins["file"] + address, PHONE) as page:
        widths = page.evaluate("[...document.querySelectorAll('.bp-explore img')].map(one => one.clientWidth)")
    assert min(widths, default=360) >= 353, "in a dropdown, too, a figure has the whole width"
    for figure in found:                                 # the labs: tests/test_phone.py looks at what they draw with
        named, smallest = (353 * share for share in figure.get("words", (1, 1)))
        assert named >= 11 and smallest >= 9, (figure["name"], named, smallest)


@pytest.mark.parametrize("address", PAGES)
def test_without_javascript_the_first_frame_is_there(browser, origins, address):
    with opened(browser, origins["file"] + address, java_script_enabled=False) as page:
        for figure in page.query_selector_all(".bp-explore"):
            assert figure.query_selector("img").bounding_box()["height"] > 100
            assert figure.query_selector("figcaption").text_content().strip()
        assert not any(control.is_visible() for control in page.query_selector_all(".bp-axes"))


def test_the_comparison_can_fail(site, computed, browser, origins):
    """A caption that Python would not compute, and a figure that no cell makes, are found."""
    address = next(page for page in PAGES if "bp-frames" in (site / page).read_text("utf-8"))
    wrong = json.loads(json.dumps(computed(address)))
    moving = next(explorer for explorer in wrong if explorer["samples"][0]["key"])
    moving["samples"][0]["caption"] += "1"
    with opened(browser, origins["file"] + address) as page:
        faults, _ = faults_of_sliders(page, wrong)
        assert len(faults) == 3                       # as it begins, and moved: caption, alt text
        assert all("Python says" in fault for fault in faults)
        assert "no cell of the page makes" in faults_of_sliders(page, [])[0][0]


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_light_before_the_first_touch(site, address):
    own = sum((site / "_static" / name).stat().st_size for name in ("book.js", "book.css", "explore.js", "explore.css", "formulas.css"))
    html = (site / address).read_text("utf-8")
    urls = re.findall(r'<img[^>]* src="([^":]+)"', html)
    first = {(site / address).parent / url for url in urls}
    weight = own + len(html.encode()) + sum(file.resolve().stat().st_size for file in first)
    assert weight < HEAVIEST, f"{address} has {weight} bytes"
