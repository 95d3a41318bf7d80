"""`python -m backprop_book.places`: writes the anchors of the chapters to the exercises' places.json."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE = Path(__file__).resolve().parents[1] / "backprop" / "exercises" / "places.json"
HEADING = re.compile(r"^\(((?:sec|mistakes)-[\w-]+)\)=\n#+ (.+)$", re.M)


def places(root: Path = ROOT) -> dict:
    """{"ch02": {"page": its file's name, "title": its title, "sections": {anchor: heading}}}."""
    found = {}
    for path in sorted((root / "chapters").glob("[0-9][0-9]_*.md")):
        text = path.read_text(encoding="utf-8")
        title = re.search(r"^# (.+)$", text, re.M)[1]
        sections = {label: plain(heading) for label, heading in HEADING.findall(text)}
        found[f"ch{path.name[:2]}"] = {"page": path.stem, "title": title, "sections": sections}
    return found


def plain(heading: str) -> str:
    """A heading without its markup."""
    return heading.replace("`", "").replace("$", "").replace("*", "")


def text() -> str:
    """What places.json has to hold."""
    return json.dumps(places(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
