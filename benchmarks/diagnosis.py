"""Does a check name the mistake? Every known wrong answer is run through it, and a table is printed.

    python benchmarks/diagnosis.py [ch02 ch03 ...] [--show] [--markdown FILE]

"typical" are the wrong answers that stand with the exercises, "further" those of tests/answers; the check can read
their source. Caught: it did not
pass. Specific: a known mistake explains all that is wrong. General: the same without the sentences that an
exercise brings for its own typical mistakes, by the families alone. Seconds of processor time: the median, and the
first check of an exercise, which has its variants still to make.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import time
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from backprop.exercises import chapters, exercises, judge
from backprop.exercises.exercise import Exercise, wrong

ANSWERS = Path(__file__).resolve().parents[1] / "tests" / "answers"
HEADING = """# Does a check name the mistake?

`python benchmarks/diagnosis.py --markdown benchmarks/results/diagnosis.md`; what the columns mean stands in the script.

"""
HEAD = ("chapter", "exercises", "answers", "caught", "specific", "general", "median s", "first s, at most")


@lru_cache(maxsize=None)
def bank(name: str) -> dict[str, list[str]]:
    """The wrong answers of one file of tests/answers, by exercise."""
    path = ANSWERS / f"{name}.py"
    if not path.exists():
        return {}
    spec = importlib.util.spec_from_file_location(f"answers_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.BANK


def sources(one: Exercise, kind: str) -> list[str]:
    """Whole sources of the wrong answers of one kind."""
    if kind == "typical":
        return [each.source for each in one.wrong]
    names = [one.chapter, "mixed", "second"] if kind == "further" else [kind]
    return [wrong(text)[0](one.solution) for name in names for text in bank(name).get(one.id, [])]


def without_sentences(one: Exercise) -> Exercise:
    """The exercise with the families alone."""
    return replace(one, wrong=())


def trial(one: Exercise, source: str, show: bool) -> tuple[bool, bool, float]:
    """Caught, specific, seconds of work."""
    try:
        answer = one.written(source)
    except Exception:                   # the reader's own cell stops, with Python's message
        return True, True, 0.0
    start = time.process_time()
    result = judge(one, answer)
    seconds = time.process_time() - start
    if show and (result or not result.found):
        print(f"--- {one.id}\n{source}\n{result}\n")
    stops = result.status == "error" and "but not always" not in str(result)      # Python's own message, and the line
    return not result, result.found or stops, seconds


def row(chapter: str, kind: str, show: bool = False) -> dict:
    """What came out for the wrong answers of one kind in one chapter."""
    every = exercises(chapter)
    trials = {one: [trial(one, source, show) for source in sources(one, kind)] for one in every}
    alone = [trial(bare, source, False) for one in every for bare in [without_sentences(one)]
             for source in sources(one, kind)]
    flat = [each for found in trials.values() for each in found]
    return {"chapter": f"{chapter} {kind}", "exercises": len(every), "answers": len(flat),
            "caught": sum(t[0] for t in flat), "specific": sum(t[1] for t in flat), "general": sum(t[1] for t in alone),
            "seconds": [t[2] for t in flat], "first": [found[0][2] for found in trials.values() if found]}


def table(rows: list[dict]) -> str:
    """The rows and their sum in Markdown."""
    total = {"chapter": "all", "exercises": sum(r["exercises"] for r in rows) // max(len({r["chapter"][5:] for r in rows}), 1)}
    for key in ("answers", "caught", "specific", "general"):
        total[key] = sum(r[key] for r in rows)
    for key in ("seconds", "first"):
        total[key] = [s for r in rows for s in r[key]]
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    return "\n".join(lines + [line(r) for r in [*rows, total] if r["answers"]])


def line(r: dict) -> str:
    """One row in Markdown."""
    def share(key):
        return f"{r[key]} ({100 * r[key] / r['answers']:.0f} %)"
    return (f"| {r['chapter']} | {r['exercises']} | {r['answers']} | {share('caught')} | {share('specific')} | "
            f"{share('general')} | {statistics.median(r['seconds']):.3f} | {max(r['first']):.2f} |")


def main() -> None:
    """Run the answers of the chapters named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapters", nargs="*", default=[])
    parser.add_argument("--show", action="store_true", help="print each answer that passed or got no specific diagnosis")
    parser.add_argument("--markdown", metavar="FILE")
    args = parser.parse_args()
    rows = [row(chapter, kind, args.show) for chapter in args.chapters or chapters() for kind in ("typical", "further")]
    text = table(rows)
    print(text)
    if args.markdown:
        Path(args.markdown).write_text(HEADING + text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
