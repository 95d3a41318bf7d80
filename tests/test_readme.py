"""README: every command in it runs or is checked, its facts are those of the house, its picture is of the book as it is.

`python tests/test_readme.py` takes the picture anew (from _build/html, or BACKPROP_SITE).
"""

from __future__ import annotations

import importlib.util
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import backprop.cli
from backprop.checkpoint import read
from backprop.cli import main
from backprop.cli.options import build_parser
from backprop.cli.settings import settle
from backprop.data import write_idx

from test_cli import pictures
from test_structure import BESIDE, FLOORS

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```$", TEXT, re.M | re.S)
PROSE = re.sub(r"^```\n.*?^```$", "", TEXT, flags=re.M | re.S)
SPANS = [span for span in re.findall(r"`([^`\n]+)`", PROSE) if span.strip()]
LISTS = ("_config.yml _toc.yml", "6  cli")                  # the blocks that hold no commands begin like this
PROGRAMS = ("make", "pip", "python", "jupyter", "jupyter-book", "backprop")
RECIPE = re.compile(r"^\| (\w+): `(--[^`]+)` \|", re.M)


def commands() -> list[str]:
    """Every command: the lines of the blocks, without the words beside them, and those in text and tables."""
    lines = [line for block in BLOCKS if not block.startswith(LISTS) for line in block.splitlines() if line.strip()]
    spans = [span for span in SPANS if span.split()[0] in PROGRAMS and span not in PROGRAMS]
    part = [f"backprop {span}" for span in SPANS if span.split()[0] in backprop.cli.COMMANDS and " " in span]
    return [re.sub(r"\s{2,}.*", "", line) for line in lines] + spans + part


# --- each kind of command, and how it is checked ------------------------------------------------

def made(words: str) -> str:
    """What make would do for these words, all of it."""
    run = subprocess.run(["make", "-nB", *shlex.split(words)[1:]], cwd=ROOT, text=True, capture_output=True,
                         env={k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))})
    assert run.returncode == 0, run.stderr
    return run.stdout


def python(*words, cwd=ROOT) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, *words], cwd=cwd, text=True, capture_output=True, encoding="utf-8")


def check_make(words: str, folder: Path) -> None:
    if shutil.which("make"):
        assert made(words).strip()


def check_requirements(words: str, folder: Path) -> None:
    """The file is there, and so is each file that it names."""
    def whole(file):
        for option, name in re.findall(r"^(-[rc]) (\S+)", file.read_text(encoding="utf-8"), re.M):
            assert (file.parent / name).is_file(), f"{file.name}: {option} {name}"
            whole(file.parent / name)
    whole(ROOT / words.split()[-1])


def check_install(words: str, folder: Path) -> None:
    """`pip install THING[extra]` of this book: its version, its extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    thing, extra = re.fullmatch(r"(.*)\[(\w+)\]", shlex.split(words)[-1]).groups()
    assert thing in (".", f"./{project['name']}-{project['version']}.zip")
    assert extra in project["optional-dependencies"]


def check_venv(words: str, folder: Path) -> None:
    assert python("-m", "venv", "--without-pip", folder / ".venv").returncode == 0
    assert (folder / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "activate").is_file()


def check_server(words: str, folder: Path) -> None:
    """It says that it serves; on a free port, and a folder that is there."""
    *options, port = shlex.split(words)[1:]
    (folder / "_build" / "html").mkdir(parents=True, exist_ok=True)
    server = subprocess.Popen([sys.executable, "-u", *options, "0"], cwd=folder, text=True, stdout=subprocess.PIPE)
    said = server.stdout.readline()
    server.terminate()
    server.wait()
    assert said.startswith("Serving HTTP on 127.0.0.1") and port == "8000"


def check_page(words: str, folder: Path) -> None:
    """The page is there (tests/test_build.py and `make page` build one); for one that is not, it says so."""
    assert list(ROOT.glob(f"chapters/{words.split()[-1]}_*.md"))
    assert python("-m", "backprop_book.page", "99").stdout.startswith("no file chapters/99*.md")


def check_live(words: str, folder: Path) -> None:
    """In a folder without a book it says what comes first; tests/test_live.py looks at what it makes."""
    assert "run `make book` first" in python("-m", "backprop_book.live", str(folder)).stderr


def check_module(words: str, folder: Path) -> None:
    assert importlib.util.find_spec(shlex.split(words)[2])


def check_help(words: str, folder: Path) -> None:
    script, = [word for word in words.split() if word.endswith(".py")]
    assert "usage:" in python(ROOT / script, "--help").stdout


def check_shown(words: str, folder: Path) -> None:
    """What the Makefile does as well."""
    assert words in (ROOT / "Makefile").read_text(encoding="utf-8") or words in made("make live") + made("make book")


RUN = "run"                 # by test_the_command_line, in the order of README
RULES = {
    r"make( PYTHON=[\w.]+| PORT=\d+)?( [\w-]+)( pdf)?( CHAPTER=(\d\d|NN))?": check_make,
    r"pip install -r [\w/-]+\.txt": check_requirements,
    r'pip install (-e )?"[^"]+"': check_install,
    r"pip freeze": lambda words, folder: None,
    r"python -m venv \.venv|\.venv\\Scripts\\activate|source \.venv/bin/activate": check_venv,
    r"python -m http\.server .*": check_server,
    r"python -m backprop_book\.page \d\d": check_page,
    r"python -m backprop_book\.live": check_live,
    r"python -m (backprop_book\.\w+|pytest|backprop)": check_module,
    r"python benchmarks/\w+\.py": check_help,
    r"python tests/test_readme\.py": lambda words, folder: None,
    r"jupyter lab chapters": check_shown,
    r"jupyter-book build \.": lambda words, folder: None,         # tests/test_build.py runs it
    r"backprop train mnist --train-on-all": lambda words, folder: check_recipe(words.split()[1:]),
    r"backprop .*": RUN,
}


def rule(words: str):
    found = [check for pattern, check in RULES.items() if re.fullmatch(pattern, words)]
    assert found, f"README has a command that no rule of this test knows: {words}"
    return found[0]


@pytest.mark.parametrize("words", dict.fromkeys(commands()))
def test_every_command_runs_or_is_checked(words, tmp_path):
    if (check := rule(words)) is not RUN:
        check(words, tmp_path)


def test_a_command_that_nobody_knows_is_a_fault():
    for words in ("make bok", "pip install -r nowhere.txt", "npm start", "python -m backprop_book.nowhere"):
        with pytest.raises((AssertionError, FileNotFoundError)):
            assert rule(words)(words, None) is None
    assert len(commands()) > 45 and not {c for c in commands() if c in PROGRAMS}


def check_recipe(words: list[str]) -> None:
    """The command line's own parser takes it."""
    assert settle({k: v for k, v in vars(build_parser().parse_args(words)).items() if k in ("hidden", "augment", "epochs")})


@pytest.mark.parametrize("name, options", RECIPE.findall(TEXT))
def test_the_recipes_parse(name, options):
    check_recipe(["train", "mnist", "--train-on-all", *shlex.split(options)])


def test_every_command_of_the_command_line_runs(tmp_path, monkeypatch, capsys):
    """In the order in which it stands there; only epochs and sizes are cut, for time."""
    monkeypatch.chdir(tmp_path)
    Path("fashion").mkdir()
    for part, count, seed in ("train", 60, 0), ("t10k", 30, 1):
        images, labels = pictures(count, 28, classes=10, seed=seed)
        write_idx(f"fashion/{part}-images-idx3-ubyte.gz", images)
        write_idx(f"fashion/{part}-labels-idx1-ubyte.gz", labels)
    short = {"train": ["--epochs", "1", "--hidden", "8"], "draw": ["--per-class", "5"]}
    lines = [shlex.split(words)[1:] for words in commands() if rule(words) is RUN]
    assert {words[0] for words in lines} == set(backprop.cli.COMMANDS)
    for words in lines:
        more = [] if {"--resume", "--help"} & set(words) else short.get(words[0], [])
        more = ["model.npz", "mnist"] if words == ["evaluate", "--json"] else more
        assert ended([*words, *more]) == 0, words
        assert "hint" not in capsys.readouterr().err
    assert {"model.history.png", "fashion.history.png", "all.npz"} <= set(os.listdir())
    names = read("fashion.npz")[0]["notes"]["names"]
    assert len(names) == 10 and names[-1] == "Ankle boot"


def ended(words: list[str]) -> int:
    """The exit code of the program `backprop` for these words."""
    try:
        return main(words)
    except SystemExit as end:
        return end.code


# --- facts ------------------------------------------------------------------------------------------

def test_every_target_of_the_makefile_is_told_and_does_what_is_told():
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)[1].split()
    rows = re.findall(r"^\| `make (\S+)( CHAPTER=\d\d)?` \| .* \| (.*) \|$", TEXT, re.M)
    assert sorted(row[0] for row in rows) == sorted(targets)
    if not shutil.which("make"):
        pytest.skip("this machine has no make")
    for target, chapter, plain in rows:
        does = made(f"make {target}{chapter}").replace(".venv/bin/", "")
        for words in re.findall("`((?:pip|python|jupyter) [^`]+)`", plain):
            assert all(word in does for word in (words.replace("pip install", ""), words.split()[0])), (target, words)


def test_files_and_options_that_are_named_are_there():
    known = set(re.findall(r"--[\w-]+", " ".join(
        action for name in backprop.cli.COMMANDS for action in options_of(name))))
    for span in SPANS:
        assert not span.startswith("--") or span.split()[0] in known, span
    for name in re.findall(r"`((?:code|book|chapters|tests|benchmarks)/[\w./]+)`|\]\((?!http)([^)#]+)\)", PROSE):
        assert "NN" in name[0] or (ROOT / (name[0] or name[1])).exists(), name
    for name in re.findall(r"[\w*]+/?(?:\.\w+)?", BLOCKS[2].split("   ")[0]):
        assert list(ROOT.glob(name)), name


def options_of(command: str) -> list[str]:
    parsers = next(action.choices for action in build_parser()._actions if action.choices and command in action.choices)
    return [option for action in parsers[command]._actions for option in action.option_strings]


def test_the_floors_are_those_that_are_enforced():
    block, = [block for block in BLOCKS if block.startswith(LISTS[1])]
    found = [(line[0], re.split(r"\s{3,}", line[3:].rstrip())[0].split("  ")) for line in block.splitlines()]
    told = {name: int(floor) for floor, names in found if floor.isdigit() for name in names}
    assert told == {name: floor for name, floor in FLOORS.items() if 0 <= floor < 7}
    assert [names for floor, names in found if floor == " "] == [["checks", "errors"], list(BESIDE)]


def test_the_limits_are_those_of_the_tests():
    from test_browser import HEAVIEST
    from test_economy import CODE, SCREENS
    assert f"at most {SCREENS} screens" in TEXT and CODE <= 1 / 8 and "an eighth of it visible code" in TEXT
    assert "under 1 MB" in TEXT and HEAVIEST == 1_000_000


def test_the_kernel_is_as_large_as_is_told(site):
    files = [path for path in (site / "_live").rglob("*") if path.is_file()]
    if not files:
        pytest.skip("the site has no kernel: run `make live` first")
    size = int(re.search(r"about (\d+) MB", TEXT)[1])
    assert abs(sum(path.stat().st_size for path in files) / 1e6 - size) < 3


# --- the picture -----------------------------------------------------------------------------------
PICTURE = ROOT / "book" / "readme.png"


def take(browser, site: Path) -> Image.Image:
    """The network of chapter 7 with one weight chosen: its paths to the loss, and its gradient written out."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, device_scale_factor=1.3, color_scheme="light")
    page = context.new_page()
    page.goto((site / "chapters/07_backprop.html").as_uri())
    page.locator('.bp-hand [data-name="W1[0,0]"]').focus()
    page.wait_for_timeout(300)
    shot = page.locator(".bp-hand").screenshot(animations="disabled")
    context.close()
    return Image.open(io.BytesIO(shot)).convert("RGB")


def test_the_picture_is_of_the_page_as_it_is(browser, site):
    """Fonts differ from one machine to the next; so both are made small, and no part may be another one."""
    assert f"]({PICTURE.relative_to(ROOT).as_posix()})" in TEXT and PICTURE.stat().st_size < 120_000
    kept, now = Image.open(PICTURE).convert("RGB"), take(browser, site)
    assert 850 < kept.width < 950 and abs(kept.height - now.height) < 30, "take it anew: python tests/test_readme.py"
    small = [np.asarray(one.resize((45, 48), Image.Resampling.BOX), dtype=float) for one in (kept, now)]
    off = np.abs(small[0] - small[1]).max(axis=2)
    assert off.mean() < 3 and off.max() < 60, "take it anew: python tests/test_readme.py"


if __name__ == "__main__":
    from playwright.sync_api import sync_playwright
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
                                          args=["--no-sandbox", "--disable-gpu"])
        picture = take(chromium, Path(os.environ.get("BACKPROP_SITE", ROOT / "_build" / "html")).resolve())
        picture.quantize(64, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
        chromium.close()
