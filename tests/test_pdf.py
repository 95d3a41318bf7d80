"""The book on paper: three pages of the site as PDFs and as one, with true page numbers and no trace of the machine."""

from __future__ import annotations

import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest

pypdf, pikepdf = pytest.importorskip("pypdf"), pytest.importorskip("pikepdf")

from backprop_book.footer import edition
from backprop_book.pdf import offer
from backprop_book.pdf.__main__ import main, toc
from backprop_book.pdf.browser import NoBrowser
from backprop_book.pdf.front import contents
from backprop_book.pdf.make import make
from backprop_book.pdf.runs import join_glyphs
from backprop_book.pdf.slim import FINE

ROOT = Path(__file__).parents[1]
PAGES = [("Before you start", "book/how_to_read"), ("Part I: derive", "chapters/05_log_softmax"),
         ("At the end", "book/cheat_sheet")]
CHAPTER = "05_log_softmax"
PAPER = 666                                         # CSS pixels between the margins of A4


@pytest.fixture(scope="session")
def printed(site, tmp_path_factory):
    """{name: PDF} of three pages and of the book of them, "book", printed once for all workers."""
    from filelock import FileLock
    base = tmp_path_factory.getbasetemp()
    base = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with FileLock(base / "pdf.lock"):
        if not (base / "pdf").exists():
            try:                                # a loop of its own: that of the tests' browser runs in this thread
                ThreadPoolExecutor(1).submit(make, ROOT, site, PAGES, base / "pdf.new").result()
            except NoBrowser as error:
                pytest.skip(str(error))
            (base / "pdf.new").rename(base / "pdf")
    names = {Path(page).name for _, page in PAGES}
    return {path.stem if path.stem in names else "book": pypdf.PdfReader(path) for path in (base / "pdf").glob("*.pdf")}


@pytest.fixture(scope="session")
def texts(printed):
    """{name: the text of each page}."""
    return {name: [page.extract_text() for page in pdf.pages] for name, pdf in printed.items()}


def line(pages) -> str:
    """All words of some pages, in one line."""
    return re.sub(r"\s+", " ", " ".join(pages))


def words(html: str) -> str:
    """The words of a piece of HTML."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html.partition('<a class="headerlink"')[0]))).strip()


def objects(pdf):
    """Everything in it."""
    return [pdf.get_object(number) for number in {*pdf.xref[0], *pdf.xref_objStm}]


def bookmarks(pdf, items=None):
    """(title, number of the page) of every bookmark."""
    for item in pdf.outline if items is None else items:
        if isinstance(item, list):
            yield from bookmarks(pdf, item)
        else:
            yield item.title, pdf.get_destination_page_number(item) + 1


def links(pdf):
    """(page, target) of every link: (page, height) within the PDF or an address."""
    for number, page in enumerate(pdf.pages, 1):
        for link in page.get("/Annots", []):
            link = link.get_object()
            if "/Dest" in link:
                target, top = link["/Dest"][0], link["/Dest"][3]
                yield number, (pdf.get_page_number(target.get_object()) + 1, top)
            else:
                yield number, str(link["/A"]["/URI"])


def test_a_chapter_is_there_from_its_first_heading_to_what_its_last_dropdown_holds(texts, site):
    said = line(texts[CHAPTER])
    html = (site / f"chapters/{CHAPTER}.html").read_text(encoding="utf-8")
    article = html[html.index("<article"):html.index("</article>")]
    headings = [words(h) for h in re.findall(r"<h[12]>(.*?)</h[12]>", article, re.S)]
    assert len(headings) > 4
    for heading in headings:
        assert heading in said, heading
    dropdowns = re.findall(r'<details class="sd-[^>]*>.*?<p[^>]*class="sd-card-text">([^<]{30,})', article, re.S)
    assert len(dropdowns) > 3
    for inside in dropdowns:
        assert words(inside) in said, inside


def test_no_navigation_is_printed(texts):
    for name, pages in texts.items():
        said = line(pages)
        for word in ("Search", "Run this page", "previous", "Skip to main", "Ctrl", "To take along", "Cite this page", "Copy to clipboard"):
            assert word not in said, (name, word)


def test_formulas_are_set(texts):
    for name, pages in texts.items():
        raw = re.findall(r"\\\(|\\frac|\\top|\\partial|\\begin|\$\$", line(pages))
        assert not raw, (name, raw)


def test_paper_is_a4_and_every_page_has_the_number_of_the_book(printed, texts):
    number = 1
    for name in ("how_to_read", CHAPTER, "cheat_sheet"):
        pdf = printed[name]
        number = number if number > 1 else int(pdf.page_labels[0])
        for page, said, label in zip(pdf.pages, texts[name], pdf.page_labels, strict=True):
            assert abs(float(page.mediabox.width) - 595.3) < 1 and abs(float(page.mediabox.height) - 841.9) < 1
            assert said.split()[-1] == label == str(number), name
            assert said == texts["book"][number - 1]
            number += 1
    assert number - 1 == len(printed["book"].pages)


def test_contents_and_bookmarks_are_true(printed, texts):
    book = printed["book"]
    said = "\n".join(texts["book"][1:int(printed["how_to_read"].page_labels[0]) - 1])
    assert "Contents" in said and all(part in said for part, _ in PAGES)
    marks = list(bookmarks(book))
    assert [title for title, _ in marks][:2] == ["Contents", "Before you start"]
    lines = dict(re.findall(r"^(.+?)\s*(\d+)$", said, re.M))
    checked = 0
    for title, number in marks:
        assert title in {part for part, _ in PAGES} or title in line(texts["book"][number - 1:number])
        checked += lines.get(title) == str(number)
        assert lines.get(title) in (None, str(number))
    assert checked > 10
    inside = [(page, target) for page, target in links(book) if page < int(printed["how_to_read"].page_labels[0])]
    assert sum(isinstance(target, tuple) for _, target in inside) >= checked


def test_a_link_from_one_page_to_another_arrives_in_the_book_only(printed):
    begin, end = (int(label) for label in (printed[CHAPTER].page_labels[0], printed[CHAPTER].page_labels[-1]))
    across = [target for page, target in links(printed["book"])
              if page > end and isinstance(target, tuple) and begin <= target[0] <= end]
    assert len(across) > 2, "the cheat sheet leads to the equations of the chapter"
    last = len(printed["cheat_sheet"].pages)
    assert all(target[0] <= last for _, target in links(printed["cheat_sheet"]) if isinstance(target, tuple))


def test_no_address_of_the_machine(printed, site):
    for name, pdf in printed.items():
        outside = [target for _, target in links(pdf) if isinstance(target, str)]
        assert all(target.startswith(("https://", "http://")) for target in outside), name
        for said in map(str, objects(pdf)):
            assert not re.search(r"file:|127\.0\.0\.1|localhost", said) and str(site.resolve()) not in said, (name, said[:200])


def test_text_has_its_size(printed):
    """Chromium makes a page small whose content is too wide."""
    for name in ("how_to_read", CHAPTER):
        found = Counter()
        for page in printed[name].pages:
            page.extract_text(visitor_text=lambda said, cm, tm, font, size: found.update({round(size * abs(tm[3] * cm[3]), 1): len(said)}))
        assert found.most_common(1)[0][0] == 10.3, (name, found.most_common(3))


@pytest.mark.parametrize("page", [page for _, page in toc(ROOT)])
def test_nothing_is_wider_than_the_paper(opened, site, page):
    opened = opened((site / f"{page}.html").as_uri(), viewport={"width": PAPER, "height": 970})
    opened.emulate_media(media="print")
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.evaluate("document.documentElement.scrollWidth") <= PAPER
    assert opened.evaluate("""() => [...document.querySelectorAll("article :is(pre, div.math, table, .bp-table, .cell_output, td, p)")]
        .filter(box => box.scrollWidth > box.clientWidth + 1 && box.clientWidth && getComputedStyle(box).display !== "inline")
        .map(box => box.outerHTML.slice(0, 150))""") == []


def test_a_font_is_there_once_and_a_chapter_is_small(printed):
    for name, pdf in printed.items():
        files = {}
        for font in objects(pdf):
            if isinstance(font, dict) and "/FontFile2" in font:
                files.setdefault(font["/FontName"].partition("+")[2], set()).add(font.raw_get("/FontFile2").idnum)
        assert files and all(len(same) == 1 for same in files.values()), (name, files)
        assert pdf.stream.seek(0, 2) < 600_000, name


def test_the_site_with_its_pdfs_is_under_60_mb(site):
    sizes = Counter()
    for file in site.rglob("*"):
        sizes[file.relative_to(site).parts[0]] += file.stat().st_size if file.is_file() else 0
    sizes.pop("_live", None)
    assert sizes.pop(offer.FOLDER, 9.3e6) + sizes.total() < 60e6, sizes.most_common(5)


def test_glyphs_are_written_at_once_and_stand_where_they_stood():
    font = pikepdf.Dictionary(Subtype=pikepdf.Name.Type0, DescendantFonts=pikepdf.Array([pikepdf.Dictionary(
        W=pikepdf.Array([1, pikepdf.Array([500, 250]), 7, 9, 600]), DW=1000)]))
    content = (b"BT\n/F1 10 Tf\n1 0 0 -1 0 0 Tm\n<0001> Tj\n5 0 Td <0002> Tj\n2.4 0 Td <0008> Tj\n6.0001 0 Td <0003> Tj\nET\n")
    said = join_glyphs(content, pikepdf.Dictionary({"/F1": font}))
    assert said == b"BT\n/F1 10 Tf\n1 0 0 -1 0 0 Tm\n[<00010002>10<00080003>] TJ\nET\n"
    assert join_glyphs(content, pikepdf.Dictionary()) == content


def test_numbers_lose_digits_but_not_in_a_matrix():
    said = b"1.0416667 0 0 1.0416667 3.12345 -36250 cm\n12.3456789 7.000049 m\n.23999999 g\n"
    assert FINE.sub(rb"\1", said) == b"1.0416667 0 0 1.0416667 3.12345 -36250 cm\n12.345 7.000 m\n.23999999 g\n"


def test_the_books_table_names_every_page():
    pages = toc(ROOT)
    assert pages[0] == ("", "book/intro") and len(pages) > 20
    assert all((ROOT / f"{page}.md").exists() for _, page in pages)


# --- the offer ------------------------------------------------------------------------------

@pytest.fixture
def small(tmp_path, site):
    """A site of two pages."""
    for page in ("chapters/05_log_softmax.html", "book/glossary.html"):
        (tmp_path / page).parent.mkdir()
        (tmp_path / page).write_text(offer.OURS.sub("", (site / page).read_text(encoding="utf-8")), encoding="utf-8")
    (tmp_path / offer.FOLDER).mkdir()
    return tmp_path


def pages(folder):
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*/*.html")}


def test_a_page_offers_its_pdf_in_the_menu_and_at_its_foot_only_where_it_is(small):
    bare = pages(small)
    for name in (CHAPTER, "the-book-0.1.0"):
        (small / offer.FOLDER / f"{name}.pdf").touch()
    assert offer.write_offers(small) == 1
    offered = pages(small)
    assert offered["glossary"] == bare["glossary"]
    assert offered[CHAPTER].count(f'href="../_pdf/{CHAPTER}.pdf"') == 2
    assert offered[CHAPTER].count('href="../_pdf/the-book-0.1.0.pdf"') == 1
    assert offer.write_offers(small) == 1 and pages(small) == offered, "again changes nothing"
    for file in (small / offer.FOLDER).iterdir():
        file.unlink()
    assert offer.write_offers(small) == 0 and pages(small) == bare


def test_without_a_book_or_a_browser_it_says_what_to_do(tmp_path, capsys):
    assert main(str(tmp_path)) == 1
    assert "make book" in capsys.readouterr().err


def test_the_contents_escape_their_words():
    part = type("Part", (), {"part": "A & B", "name": "x", "headings": [{"level": 1, "words": "a < b", "anchor": "a"}],
                             "number": lambda self, anchor: 7})()
    assert "A &amp; B" in contents([part], "") and "a &lt; b" in contents([part], "")
    assert edition(ROOT)["title"] == "Backpropagation, Derived and Checked"
