"""What Lighthouse says of the site's pages, on a phone and on a desktop.

    python benchmarks/lighthouse.py --markdown benchmarks/results/lighthouse.md --json benchmarks/results/lighthouse.json

Needs a built site, Chromium or Chrome, and npm, which fetches Lighthouse once into ~/.cache/backprop-book. The site is
served from this machine as a static host would serve it: packed with gzip, to be kept for ten minutes. A number
is the median of the runs; nothing else should run on the machine, for Lighthouse computes a slower one from this one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
from datetime import date
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from statistics import median

from report import commit, machine, table

from backprop_book.node import node, npm

ROOT = Path(__file__).resolve().parent.parent
LIGHTHOUSE = "lighthouse@13.5.0"
PAGES = ["book/intro", "chapters/02_fully_connected", "chapters/04_softmax", "chapters/06_losses", "chapters/14_lab_mnist"]
FORMS = {"mobile": ["--form-factor=mobile"], "desktop": ["--preset=desktop"]}
SCORES = {"performance": "performance", "accessibility": "accessibility", "best-practices": "best practices", "seo": "SEO"}
TIMES = {"total-blocking-time": "TBT, ms", "cumulative-layout-shift": "CLS", "first-contentful-paint": "FCP, ms",
         "largest-contentful-paint": "LCP, ms"}
AIMS = {"mobile": 85, "desktop": 95}
PACKED = {".html", ".css", ".js", ".json", ".svg", ".woff", ".ttf"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


class Handler(SimpleHTTPRequestHandler):
    """A static host: gzip, and a copy that is good for ten minutes."""

    protocol_version = "HTTP/1.1"

    def send_head(self):
        """Answer with the file, packed if it is of a kind that packs."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in PACKED or not path.is_file():
            return super().send_head()
        body = packed(path)
        self.send_response(200)
        for name, value in (("Content-Type", self.guess_type(str(path))), ("Content-Encoding", "gzip"),
                            ("Content-Length", len(body)), ("Cache-Control", "max-age=600")):
            self.send_header(name, str(value))
        self.end_headers()
        return BytesIO(body)

    def log_message(self, *args):
        """Say nothing."""


@lru_cache(maxsize=None)
def packed(path: Path) -> bytes:
    """A file as gzip makes it."""
    return gzip.compress(path.read_bytes(), 6)


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", default=PAGES, help="pages of the site, without .html")
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    return parser.parse_args(arguments)


def program() -> list[str]:
    """Lighthouse, fetched if it is not there."""
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "backprop-book", "lighthouse")
    script = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not script.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([*npm(), "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), LIGHTHOUSE], check=True)
    return [node(), str(script)]


def run(address: str, form: str) -> dict:
    """One report of Lighthouse."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        sys.exit("no Chromium or Chrome on the path")
    done = subprocess.run([*program(), address, *FORMS[form], "--quiet", "--output=json", "--output-path=stdout",
                           "--chrome-flags=--headless=new --no-sandbox --disable-gpu"],
                          env=os.environ | {"CHROME_PATH": browser}, capture_output=True, text=True, encoding="utf-8", check=True)
    return json.loads(done.stdout)


def numbers(report: dict) -> dict[str, float]:
    """Scores of 100, and times, of a report."""
    scores = {name: 100 * (report["categories"][name]["score"] or 0) for name in SCORES}
    return scores | {name: report["audits"][name]["numericValue"] for name in TIMES}


def faults(report: dict) -> list[str]:
    """What the categories beside performance find wrong."""
    wanted = [audit["id"] for name in SCORES if name != "performance"
              for audit in report["categories"][name]["auditRefs"] if audit["weight"]]
    return [report["audits"][name]["title"] for name in wanted if report["audits"][name]["score"] not in (None, 1)]


def measure(page: str, form: str, address: str, runs: int) -> dict:
    """A row: the medians of several runs of a page."""
    reports = [run(f"{address}/{page}.html", form) for _ in range(runs)]
    found = [numbers(report) for report in reports]
    return {"page": page, "form": form, "faults": faults(reports[-1]), "runs": [one["performance"] for one in found],
            **{name: round(median(one[name] for one in found), 3) for name in found[0]}}


def missed(row: dict) -> list[str]:
    """The aims that a row does not reach."""
    aims = {"performance": row["performance"] >= AIMS[row["form"]], "TBT": row["total-blocking-time"] < 300,
            "CLS": row["cumulative-layout-shift"] < 0.05}
    aims |= {words: row[name] == 100 for name, words in SCORES.items() if name != "performance"}
    return [name for name, reached in aims.items() if not reached]


def markdown(told: dict) -> str:
    """The rows as a table, and which aims were missed."""
    head = ["page", "form", *SCORES.values(), *TIMES.values(), "missed"]
    body = [[row["page"], row["form"], *(f"{row[name]:.0f}" for name in SCORES),
             *(f"{row[name]:.3f}" if "shift" in name else f"{row[name]:.0f}" for name in TIMES),
             ", ".join(missed(row)) or "none"] for row in told["rows"]]
    return "\n".join(["# Lighthouse", "",
                      f"`{told['command']}`, {told['date']}, commit {told['commit']}, {told['lighthouse']}: {told['machine']['processor']}, "
                      f"{told['machine']['cores']} cores. Load before and after: {told['load'][0]:.2f}, {told['load'][1]:.2f}. "
                      f"Medians of {told['runs']} runs. Aims: performance {AIMS['mobile']} on a phone and {AIMS['desktop']} on a desktop, "
                      "100 in the others, TBT under 300 ms, CLS under 0.05.", "", *table(head, body)])


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, and write what is asked for."""
    options = parse(arguments)
    program()
    before = os.getloadavg()[0]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(options.site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    rows = [measure(page, form, address, options.runs) for page in options.pages for form in options.forms]
    server.shutdown()
    told = {"command": " ".join(["python benchmarks/lighthouse.py", *(arguments or sys.argv[1:])]), "date": date.today().isoformat(),
            "commit": commit(), "machine": machine(), "lighthouse": LIGHTHOUSE, "runs": options.runs,
            "load": [before, os.getloadavg()[0]], "rows": rows}
    print(markdown(told), end="")
    for row in rows:
        print(*(f"{row['page']}, {row['form']}: {fault}" for fault in row["faults"]), sep="\n", end="\n" if row["faults"] else "")
    if options.json:
        options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(markdown(told), encoding="utf-8")


if __name__ == "__main__":
    main()
