"""What `make book` says while the pages run: a bar on a terminal, elsewhere a line now and then.

Both count pages. The seconds of each page are kept: `python -m backprop_book.seconds` lists them.
"""

from __future__ import annotations

import re
import sys
import threading
import time

START = re.compile(r"^running (\d+) pages, (\d+) at a time")
RAN = re.compile(r"^(\w+) ran in ([\d.]+) seconds")
ALONE = re.compile(r"(\w+)\.md: Executed notebook in ([\d.]+) seconds")      # MyST-NB runs a single page
FAILED = re.compile(r"^\w+ stopped after [\d.]+ seconds")
WRITING = re.compile(r"^writing output")
PROBLEM = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b")
PARTS = 5                           # lines that count pages, where no bar can move


class Progress:
    """Reads the messages of a build, line by line, and shows what a writer waits for.

    stream:  where to; a terminal gets a bar of tqdm, anything else whole lines.
    """

    def __init__(self, stream=None):
        self.stream = stream or sys.stdout
        self.total = self.done = self.told = 0
        self.bar, self.began = None, time.monotonic()

    def read(self, line: str) -> None:
        """Show what one message means, if it means anything to a writer."""
        if found := START.search(line):
            self.start(int(found[1]), int(found[2]))
        elif found := RAN.search(line):
            self.count(f"{found[1]} {float(found[2]):.0f} s")
        elif FAILED.search(line):
            self.say(line.rstrip())
            self.count("")
        elif found := ALONE.search(line):
            self.say(f"{found[1]} ran in {found[2]} seconds")
        elif WRITING.search(line) and self.total:
            self.end()
            self.say("Writing the site ...")
        elif PROBLEM.search(line):
            self.say(line.rstrip())

    def start(self, total: int, side_by_side: int) -> None:
        """The pages begin to run."""
        self.total, self.began = total, time.monotonic()
        self.say(f"Running the cells of {total} pages, {side_by_side} at a time ...")
        if self.stream.isatty():
            self.bar = bar(total, self.stream)
            threading.Thread(target=tick, args=(self.bar,), daemon=True).start()

    def count(self, last: str) -> None:
        """One more page is through."""
        self.done += 1
        if self.bar:
            self.bar.set_postfix_str(last, refresh=False)
            self.bar.update()
        elif self.done * PARTS // self.total > self.told:
            self.told = self.done * PARTS // self.total
            minutes, seconds = divmod(int(time.monotonic() - self.began), 60)
            self.say(f"{self.done:4} of {self.total} after {minutes}:{seconds:02}")

    def say(self, text: str) -> None:
        """One line; a bar stays below it."""
        if self.bar:
            self.bar.write(text, file=self.stream)
        else:
            print(text, file=self.stream, flush=True)

    def end(self) -> None:
        """Close the bar, and count no more."""
        if self.bar:
            self.bar.close()
        self.bar, self.total = None, 0


def bar(total: int, stream):
    """A bar of tqdm, as wide as the terminal."""
    from tqdm import tqdm
    return tqdm(total=total, file=stream, unit="page", dynamic_ncols=True,
                bar_format="{n_fmt:>4} of {total_fmt} |{bar}| {elapsed}{postfix}")


def tick(bar) -> None:
    """Its clock goes on while a long page runs."""
    while not bar.disable:                              # close() disables it
        bar.refresh()
        time.sleep(1)
