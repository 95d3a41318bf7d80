"""The built site, looked at as files: whole in itself, nothing broken, nothing unchecked."""

from __future__ import annotations

import os
import re
import zipfile
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
OWN = ("book.css", "pages.css", "formulas.css", "book.js", "explore.css", "explore.js")            # the book's own scripts and styles
LIMIT = 1_000_000                                            # bytes a page, before the first touch
FENCE = re.compile(r"^(?P<mark>`{3,}|~{3,}).*?^(?P=mark)", re.M | re.S)
DISPLAYED = re.compile(r"\$\$(?P<latex>.+?)\$\$(?P<after>[^\n]*)", re.S)


class Page(HTMLParser):
    """What the tests ask of a page: its ids, links, loaded files, images, scripts, equations."""

    def __init__(self, path: Path):
        super().__init__()
        self.path, self.ids, self.links, self.loads, self.images = path, set(), [], [], []
        self.scripts, self.equations, self._script = [], [], False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        a = {key: value or "" for key, value in attributes}
        self.ids |= {a[key] for key in ("id", "name") if a.get(key)}
        self._script = tag == "script" and "src" not in a
        if tag == "a" and a.get("href"):
            self.links.append(a["href"])
        if tag == "link" and a.get("rel") not in ("next", "prev", "index", "search", "canonical"):
            self.loads.append(a["href"])
        if tag in ("script", "img", "iframe", "source", "video", "audio", "embed") and a.get("src"):
            self.loads.append(a["src"])
        if "url(" in a.get("style", ""):
            self.loads += urls(a["style"])
        if tag == "img":
            self.images.append(a)
        if tag == "div" and "math" in a.get("class", "").split():
            self.equations.append(a)

    def handle_data(self, data):
        if self._script:
            self.scripts.append(data)


def urls(css: str) -> list[str]:
    """The addresses in url(...) of a style sheet, comments left out."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return [u.strip("'\" ") for u in re.findall(r"url\(([^)]*)\)|@import\s+['\"]([^'\"]+)", css)
            for u in (u if isinstance(u, tuple) else (u,)) if u]


@lru_cache(maxsize=None)
def parsed(path: Path) -> Page:
    return Page(path)


@pytest.fixture(scope="module")
def chapters(site) -> dict[str, Page]:
    """The pages of the table of contents (BACKPROP_TOC names a smaller one), by name."""
    toc = yaml.safe_load(Path(os.environ.get("BACKPROP_TOC", ROOT / "_toc.yml")).read_text(encoding="utf-8"))
    names = [toc["root"]] + [c["file"] for part in toc["parts"] for c in part["chapters"]]
    return {name: parsed(site / f"{name}.html") for name in names}


@pytest.fixture(scope="module")
def pages(site, chapters) -> list[Page]:
    """These and the pages that Sphinx adds."""
    added = [parsed(site / f"{name}.html") for name in ("index", "search", "genindex")]
    return [*chapters.values(), *added]


def is_local(url: str) -> bool:
    return url.startswith("data:") or not (urlsplit(url).scheme or url.startswith("/"))


def file_of(page: Path, url: str) -> Path:
    """The file that a local address of a page stands for."""
    return (page.parent / unquote(urlsplit(url).path)).resolve()


def source(name: str) -> str:
    return (ROOT / f"{name}.md").read_text(encoding="utf-8")


def test_the_build_has_no_warning(site):
    log = (site.parent / "build.log").read_text(encoding="utf-8")
    assert not [line for line in log.splitlines() if re.search(r"\b(WARNING|ERROR|CRITICAL):", line)]
    assert "build succeeded." in log


def test_pages_load_nothing_from_elsewhere_and_nothing_missing(pages):
    wrong = [f"{page.path.name}: {url}" for page in pages for url in page.loads
             if not is_local(url)
             or not url.startswith("data:") and not file_of(page.path, url).is_file()]
    assert not wrong


def test_style_sheets_load_nothing_from_elsewhere_and_nothing_missing(site):
    wrong = [f"{css.name}: {url}" for css in site.rglob("*.css")
             for url in urls(css.read_text(encoding="utf-8"))
             if not is_local(url)
             or not url.startswith(("data:", "#")) and not file_of(css, url).is_file()]
    assert not wrong


def test_no_script_of_a_kernel_or_a_widget(pages):
    for page in pages:
        text = page.path.read_text(encoding="utf-8")
        for trace in ("require.js", "require.min.js", "requirejs", "html-manager", "thebe",
                      "vnd.jupyter.widget", "unpkg.com", "jsdelivr", "cdnjs"):
            assert trace not in text.lower(), f"{page.path.name} has {trace}"
        for script in page.scripts:
            assert not re.search(r"(?<!\w)(https?:)?//[a-z]+\.[a-z]", script), page.path.name


def test_every_image_has_an_alternative_text(pages):
    assert not [f"{page.path.name}: {image.get('src', '')[:60]}" for page in pages
                for image in page.images if not image.get("alt", "").strip()]


def test_every_internal_link_and_anchor_resolves(pages):
    broken = []
    for page in pages:
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = file_of(page.path, link) if parts.path else page.path
            if not target.is_file():
                broken.append(f"{page.path.name}: {link}")
            elif parts.fragment and target.suffix == ".html" \
                    and unquote(parts.fragment) not in parsed(target).ids:
                broken.append(f"{page.path.name}: {link}")
    assert not broken


def test_page_weight(site, chapters):
    own = sum((site / "_static" / name).stat().st_size for name in OWN)
    for name, page in chapters.items():
        frames = {file_of(page.path, image["src"]) for image in page.images
                  if not image["src"].startswith("data:")}
        weight = page.path.stat().st_size + own + sum(frame.stat().st_size for frame in frames)
        assert weight < LIMIT, f"{name} weighs {weight / 1e6:.2f} MB before the first touch"


def test_typed_equations_are_definitions(chapters):
    """A displayed equation is printed by a cell, or it is a definition and labelled as one."""
    wrong = []
    for name in chapters:
        text = FENCE.sub("", source(name))
        wrong += [f"{name}: {m['latex'].strip()[:50]}" for m in DISPLAYED.finditer(text)
                  if not re.match(r"\s*\(def-[\w-]+\)", m["after"])]
        wrong += [f"{name}: {m[0]}" for m in
                  re.finditer(r"^\\begin\{\w+\*?\}|^[`:]{3,}\{math\}", source(name), re.M)]
    assert not wrong


def test_shown_equations_are_printed_or_definitions(chapters):
    wrong = [f"{name}: {e.get('id')}" for name, page in chapters.items() for e in page.equations
             if "text_latex" not in e["class"].split()
             and not e.get("id", "").startswith("equation-def-")]
    assert not wrong


def test_numbered_equations_have_one_anchor_each(chapters):
    for name, page in chapters.items():
        anchors = [e["id"] for e in page.equations if e.get("id")]
        assert len(anchors) == len(set(anchors)), name


def test_each_page_offers_its_executed_notebook(site, chapters):
    for name, page in chapters.items():
        if "{code-cell}" not in source(name):
            continue
        link = next((x for x in page.links if x.endswith(".ipynb")), None)
        assert link, f"{name} offers no notebook"
        file = file_of(page.path, link)
        notebook = nbformat.read(file, as_version=4)
        nbformat.validate(notebook)
        assert "pip install" in notebook.cells[0].source
        outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        assert outputs, f"{name}: nothing was executed"
        assert "widget-view" not in file.read_text(encoding="utf-8")
        assert file.stat().st_size < 2 * LIMIT, f"{file.name} has {file.stat().st_size} bytes"


def test_no_notebook_and_no_page_holds_a_path_of_this_machine(site, pages):
    files = [*site.glob("_notebooks/*.ipynb"), *(page.path for page in pages)]
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert str(ROOT) not in text, file.name
        found = re.search(r"(?<![\w.])(/home/|/root/|/tmp/|/Users/|[A-Z]:\\\\?Users)\S*", text)
        assert not found, f"{file.name}: {found and found[0]}"


def test_the_package_lies_beside_the_notebooks(site):
    package, = site.glob("_notebooks/backprop-*.zip")
    names = {name.partition("/")[2] for name in zipfile.ZipFile(package).namelist()}
    assert {"pyproject.toml", "LICENSE", "code/backprop/__init__.py"} <= names
    assert {"benchmarks/results/sweeps.json", "benchmarks/results/step.json"} <= names, "what pages 15 and 17 read"
    assert "chapters/02_fully_connected.md" in names, "what the cheat sheet reads"
    assert not [name for name in names if "__pycache__" in name or "egg-info" in name]
    for notebook in site.glob("_notebooks/*.ipynb"):
        cells = nbformat.read(notebook, as_version=4).cells
        assert package.name in cells[0].source and cells[1].source.startswith("# ")
        assert f"**{cells[1].source.splitlines()[0][2:]}**" in cells[0].source, "names its page"


def test_of_mathjax_only_what_the_pages_use(site):
    folder = site / "_static" / "mathjax"
    assert (folder / "tex-chtml.js").is_file()
    assert len(list(folder.rglob("*.woff"))) > 20
    assert sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) < 3 * LIMIT


def test_no_page_loads_the_script_of_the_icons(site, pages):
    """1.5 MB that block the first paint; the icons come from the font."""
    assert not list(site.glob("_static/scripts/fontawesome*"))
    assert [p.path.name for p in pages if any("fontawesome" in load for load in p.loads)] == []


def test_every_page_is_described(pages):
    for page in pages:
        if page.path.stem not in ("search", "genindex", "index"):        # index.html only leads on
            text = page.path.read_text(encoding="utf-8")
            assert re.search(r'<meta name="description" content="[^"]{40,}"', text), page.path.name


def test_every_page_says_its_edition_license_and_how_to_cite_it(site, chapters):
    """No date of a build and no name of a person: the same source makes the same page."""
    edition = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    date = edition["date-released"]
    for name, page in chapters.items():
        foot = page.path.read_text(encoding="utf-8").partition('<footer class="bd-footer-content')[2]
        assert f"Edition {edition['version']} of {date.day} {date:%B %Y}" in foot, name
        assert "CC BY 4.0" in foot and "MIT License" in foot, name
        assert re.search(r"<details class=\"bp-cite\"><summary>Cite this page</summary>.*?@book\{", foot, re.S), name
        links = re.findall(r'href="([^":]+)"', foot)
        assert [x for x in links if x.endswith(f"{name}.md")] and [x for x in links if x.endswith(".zip")], name
        assert all(file_of(page.path, link).is_file() for link in links), name


def test_the_edition_is_the_version_of_the_package():
    edition = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert f'version = "{edition["version"]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_results_are_referred_to_across_chapters_by_their_number(site, chapters):
    """A link such as (2.7) on another page than the equation; that it leads there, the test of anchors says."""
    across = [f"{name}: {link}" for name, page in chapters.items() if name.startswith("chapters/")
              for link in page.links if ".html#equation-" in link]
    assert len(across) >= 12, across


def test_every_page_leads_to_the_one_before_and_to_the_one_after(chapters):
    names = list(chapters)
    for k, (name, page) in enumerate(chapters.items()):
        text = page.path.read_text(encoding="utf-8")
        ways = {"left-prev": names[k - 1:k], "right-next": names[k + 1:k + 2]}       # the first has none before it
        for way, wanted in ways.items():
            found = re.findall(rf'<a class="{way}"\s+href="([^"]+)"', text)
            assert [file_of(page.path, link) for link in found] == [
                chapters[other].path.resolve() for other in wanted], (name, way)
