"""`python -m backprop_book.exercises --write`: the exercises of the package as a section of each chapter.

The section "Write it yourself" is made whole from backprop.exercises: one dropdown an exercise, with its task,
the starter and the check as cells, hints and solution. Nothing in it is written by hand; a test compares.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from backprop.exercises import chapters, exercises
from backprop.exercises.exercise import Exercise

from . import places

ROOT = Path(__file__).resolve().parents[2]
HEADING = "### Write it yourself"
SECTION = re.compile(r"^\(write-ch\d\d\)=\n" + HEADING + r"\n.*?(?=^(?:\([\w-]+\)=\n)?## )", re.M | re.S)
AFTER = re.compile(r"^## Exercises$.*?(?=^(?:\([\w-]+\)=\n)?## )", re.M | re.S)
INTRO = """\
In JupyterLab, in the live page, or in a file for `backprop check {chapter} answers.py`: fill in the `...`, run it, then
the check. It tries your code on several inputs and names the mistake that gives your numbers.
"""
BLOCK = """\
```{{depth}} Code {number}. {title}
```
{task}

```{{code-cell}} python
{starter}
```

```{{code-cell}} python
from backprop.exercises import check
check("{id}", {name})
```

{more}
```{{depth-end}}
```
"""


def page(chapter: str, root: Path = ROOT) -> Path:
    """The file of a chapter such as "ch02"."""
    return next((root / "chapters").glob(f"{chapter[2:]}_*.md"))


def block(one: Exercise, number: int) -> str:
    """One exercise as a dropdown of its page."""
    hints = [f"::::{{dropdown}} {title}\n{hint}\n::::\n" for title, hint in zip(hint_titles(one), one.hints)]
    solution = f"::::{{dropdown}} Solution\n```python\n{one.solution}\n```\n::::\n"
    return BLOCK.format(number=number, title=one.title, task=one.task, starter=one.starter, id=one.id, name=one.name,
                        more="\n".join([*hints, solution]))


def hint_titles(one: Exercise) -> list[str]:
    """"Hint" alone, or "Hint 1" and "Hint 2"."""
    return ["Hint"] if len(one.hints) == 1 else [f"Hint {k + 1}" for k in range(len(one.hints))]


def section(chapter: str) -> str:
    """The whole section of a chapter."""
    blocks = [block(one, k) for k, one in enumerate(exercises(chapter), 1)]
    return "\n".join([f"(write-{chapter})=\n{HEADING}\n\n{INTRO.format(chapter=chapter)}", *blocks]) + "\n"


def written(text: str, chapter: str) -> str:
    """A chapter's text with the section as the package has it, at the end of its exercises."""
    text = SECTION.sub("", text)
    found = AFTER.search(text)
    if not found:
        raise ValueError(f"{chapter}: no section '## Exercises' that another one follows")
    return text[:found.end()] + section(chapter) + text[found.end():]


def main(*arguments: str) -> int:
    """With --write bring the chapters up to date; without it name those that are not, and return 1."""
    stale = []
    if "--write" in arguments:
        places.FILE.write_text(places.text(), encoding="utf-8")
    for chapter in chapters():
        path = page(chapter)
        old = path.read_text(encoding="utf-8")
        new = written(old, chapter)
        if new != old:
            stale.append(path.name)
            if "--write" in arguments:
                path.write_text(new, encoding="utf-8")
    print(*(f"{name}: {'written' if '--write' in arguments else 'not up to date'}" for name in stale), sep="\n")
    return int(bool(stale) and "--write" not in arguments)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
