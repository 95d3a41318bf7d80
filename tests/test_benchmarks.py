"""The benchmark runs and reports every setting; how fast anything is, is never tested."""

from __future__ import annotations

import gzip
import importlib
import json
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import pytest

from test_structure import LINES_PER_FILE, LINES_PER_FUNCTION, code_lines, functions

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
FILES = sorted(BENCHMARKS.glob("*.py"))


@pytest.fixture
def module(monkeypatch):
    """Import a file of benchmarks/, which is a folder of scripts and no package."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    names = [path.stem for path in FILES]
    yield importlib.import_module
    for name in names:
        sys.modules.pop(name, None)


def test_a_row_for_each_setting_and_valid_json(tmp_path):
    out, table = tmp_path / "step.json", tmp_path / "step.md"
    run = subprocess.run([sys.executable, str(BENCHMARKS / "step.py"), "--seconds", "0.05",
                          "--threads", "1", "2", "--nets", "8,5,3:4", "1,4,4,1:6",
                          "--only", "textbook", "--json", str(out), "--markdown", str(table)],
                         capture_output=True, text=True, check=True)
    told = json.loads(out.read_text(encoding="utf-8"))
    assert table.read_text(encoding="utf-8").strip() == run.stdout.strip()
    assert [(row["net"], row["batch"], row["threads"]) for row in told["rows"]] == [
        ([8, 5, 3], 4, 1), ([1, 4, 4, 1], 6, 1), ([8, 5, 3], 4, 2), ([1, 4, 4, 1], 6, 2)]
    for row in told["rows"]:
        assert set(row["steps_per_second"]) == {"ours", "textbook"} and not row["failed"]
        assert all(rate > 0 for rate in row["steps_per_second"].values())
        assert row["products"]["reached"] > 0 and row["ours_over"]["textbook"] > 0
    assert run.stdout.count("| 8-5-3, 4 |") == run.stdout.count("| 1-4-4-1, 6 |") == 6
    assert {"command", "date", "machine", "versions"} <= set(told)
    assert "--nets 8,5,3:4" in told["command"] and "numpy" in told["versions"]


def test_the_settings_of_the_issue_are_the_default(module):
    options = module("step").parse([])
    assert options.nets == [([784, 100, 10], 100), ([784, 500, 10], 16), ([784, 500, 10], 64),
                            ([784, 500, 10], 256), ([784, 512, 512, 10], 64), ([1, 100, 100, 1], 64)]
    assert options.threads == [1, 2]


def test_what_is_missing_is_said(module, monkeypatch):
    step = module("step")
    monkeypatch.setattr(step.importlib.util, "find_spec", lambda name: None)
    assert [name for name in step.CONTESTANTS if step.installed(name)] == ["ours", "textbook"]
    options = step.parse(["--seconds", "1"])
    told = {**step.about(options, missing=["torch", "sklearn"]), "load_after": 0}
    job = {"sizes": [3, 2], "batch": 4, "threads": 1}
    rates, memory = {"ours": [2.0, 4.0], "products": [4.0, 8.0]}, {"ours": {"peak": 9, "imports": 8}}
    text = step.markdown(told, [step.row(job, rates, memory, {})])
    assert "left out: torch, sklearn" in text and "| 9 (1) |" in text


def test_ratios_are_those_of_the_same_round(module):
    job = {"sizes": [3, 2, 2], "batch": 4, "threads": 1}
    rates = {"ours": [10, 20, 300], "torch": [5, 10, 150], "torch fused": [10, 40, 300],
             "torch compiled": [10, 10, 100], "products": [20, 40, 600]}
    row = module("report").row(job, rates, {}, {})
    assert row["ours_over"] == {"torch": 2, "torch fused": 1, "torch compiled": 2}
    assert row["fastest_torch"] == "torch fused" and row["products"]["reached"] == 0.5


def test_aims_that_were_missed_are_named(module):
    report, job = module("report"), {"sizes": [3, 2, 2], "batch": 256, "threads": 1}
    rates = {"ours": [3], "torch": [2], "torch fused": [4], "sklearn": [2], "products": [4]}
    row = report.row(job, rates, {}, {})
    ratios = [["1.4 times PyTorch's default", "1.50 to 1.50", "none"],
              ["1.7 times scikit-learn", "1.50 to 1.50", "3-2-2, 256: 1.50"],
              ["1.0 times the fastest PyTorch", "0.75 to 0.75", "3-2-2, 256: 0.75"]]
    assert report.aims([row]) == [*ratios, ["80% of the products' rate at batch 256", "75%", "yes"]]
    assert report.aims([row | {"threads": 2}]) == ratios            # the share is for one thread
    assert "3-2-2, 256: 2.00" in report._ceiling([row])[0]


def test_the_stored_aims_are_those_of_the_stored_rows(module):
    report = module("report")
    for name in ("step", "step-2-threads"):
        told = json.loads((BENCHMARKS / "results" / f"{name}.json").read_text(encoding="utf-8"))
        assert told["goals"] == {key: goal for key, (_, goal) in report.AIMS.items()}
        (threads, aims), = told["aims"].items()
        assert {one["threads"] for one in told["rows"]} == {int(threads)}
        assert aims == report.aims(told["rows"])


def test_operations_are_counted_by_hand(module):
    job = {"sizes": [3, 2, 2], "batch": 4, "threads": 1}
    assert module("report").flops(job) == 2 * 4 * (3 * 2 * 2 + 2 * 2 * 3)


@pytest.mark.parametrize("sizes", [[6, 5, 3], [1, 4, 4, 1]])
def test_the_textbook_computes_what_we_compute(module, sizes):
    from backprop import MeanSquaredError, SoftmaxCrossEntropy, mlp

    contestants = module("contestants")
    net = mlp(sizes, rng=np.random.default_rng(0), dtype=np.float64)
    loss = MeanSquaredError() if sizes[-1] == 1 else SoftmaxCrossEntropy()
    x, t = contestants.data(sizes, 7)[0]
    x, t = x.astype(np.float64), t.astype(np.float64) if sizes[-1] == 1 else t
    value = loss.forward(net.forward(x), t)
    net.backward(loss.backward())
    theirs, grads = contestants._textbook_gradient([p for _, p, _ in net.named_parameters()], x, t)
    assert theirs == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(np.concatenate([g.ravel() for g in grads]), net.grads, atol=1e-14)


def test_recipes_are_command_lines_that_parse(module):
    from backprop.cli.options import build_parser
    from backprop.cli.settings import settle

    recipes = module("recipes")
    for name in recipes.RECIPES:
        words = recipes.command(name, 2).split()
        settings = vars(build_parser().parse_args(words[1:]))
        assert settings["train_on_all"] and settings["seed"] == 2 and words[0] == "backprop"
        assert settle({k: v for k, v in settings.items() if k in ("hidden", "augment", "epochs")})


def test_the_readme_tells_the_recipes_as_they_ran(module):
    recipes = module("recipes")
    runs = json.loads(recipes.FILE.read_text(encoding="utf-8"))
    readme = (BENCHMARKS.parent / "README.md").read_text(encoding="utf-8")
    assert set(runs) == set(recipes.RECIPES)
    for name, some in runs.items():
        reached = ", ".join(f"{100 * one['test_accuracy']:.2f}" for one in some)
        row = f"| {name}: `{recipes.RECIPES[name]}` | {reached} % | "
        assert row in readme, f"README.md should say {row}"
        assert [one["command"] for one in some] == [
            recipes.command(name, one["seed"], one["threads"]) for one in some]


def tiny_task(sweeps, name="12 characters"):
    """Six random classes of four rows each, in place of drawings."""
    rng = np.random.default_rng(0)
    part = rng.normal(size=(24, 784)).astype(np.float32), np.arange(24) % 6
    return sweeps.Task(name, 12, part, part, part)


def test_a_tiny_sweep_runs_and_its_file_is_what_the_page_reads(module, monkeypatch, tmp_path):
    sweeps = module("sweeps")
    monkeypatch.setattr(sweeps, "task", lambda name: tiny_task(sweeps))
    settings = {"1": {"batch": 1}, "full": {"batch": 10**6},
                "wild": {"optimizer": "sgd", "lr": 1e30, "init": "standard_normal"}}
    tiny = {name: sweeps.Sweep("characters", 3, {"epochs": 2, "hidden": (4,), "looks": 3}, settings)
            for name in ("batch", "width")}
    monkeypatch.setattr(sweeps, "SWEEPS", tiny)
    for words in (["all", "--seeds", "3"], ["width", "--seeds", "2"]):      # the second replaces
        sweeps.main([*words, "--out", str(tmp_path / "sweeps.json")])
    told = json.loads((tmp_path / "sweeps.json").read_text(encoding="utf-8"))
    assert [len(told[name]["seeds"]) for name in ("batch", "width")] == [3, 2]
    for sweep in told.values():
        assert {"command", "date", "commit", "task", "size", "cpu_seconds"} <= set(sweep)
        assert [row["name"] for row in sweep["rows"]] == list(settings)
        for row in sweep["rows"]:
            assert {len(row[key]) for key in ("test", "valid", "loss")} == {len(sweep["seeds"])}
            assert all(0 <= share <= 1 for share in row["test"] + row["best_valid"])
    assert told["batch"]["command"].startswith("python benchmarks/sweeps.py all")
    assert told["batch"]["rows"][2]["loss"] != told["batch"]["rows"][0]["loss"]


def test_the_stored_sweeps_are_those_of_the_script(module):
    sweeps = module("sweeps")
    told = json.loads(sweeps.FILE.read_text(encoding="utf-8"))
    assert sweeps.FILE.stat().st_size < 100_000 and list(told) == list(sweeps.SWEEPS)
    for name, sweep in told.items():
        want = json.loads(json.dumps(sweeps.SWEEPS[name]._asdict()))
        assert sweep["fixed"] == want["fixed"] and len(sweep["seeds"]) == want["seeds"]
        assert {row["name"]: row["setting"] for row in sweep["rows"]} == want["settings"]


def lighthouse_report(performance=0.9, seo=1, blocking=120.0):
    """What Lighthouse's JSON has, as far as the script reads it."""
    names = ("performance", "accessibility", "best-practices", "seo")
    return {"categories": {name: {"score": {"performance": performance, "seo": seo}.get(name, 1), "auditRefs": [{"id": name, "weight": 1}]}
                           for name in names},
            "audits": {name: {"score": 0 if name == "seo" and seo < 1 else 1, "title": f"about {name}", "numericValue": blocking / 1e4}
                       for name in names}
            | {name: {"numericValue": blocking if "blocking" in name else 0.01} for name in (
                "total-blocking-time", "cumulative-layout-shift", "first-contentful-paint", "largest-contentful-paint")}}


def test_lighthouse_rows_are_medians_and_say_what_was_missed(module, monkeypatch):
    lighthouse, reports = module("lighthouse"), iter([lighthouse_report(0.7), lighthouse_report(0.9), lighthouse_report(0.8, 0.92, 400)])
    monkeypatch.setattr(lighthouse, "run", lambda address, form: next(reports))
    row = lighthouse.measure("book/intro", "mobile", "http://here", 3)
    assert row["performance"] == 80 and row["total-blocking-time"] == 120 and row["seo"] == 100
    assert row["runs"] == [70, 90, 80] and row["faults"] == ["about seo"] and lighthouse.missed(row) == ["performance"]
    assert lighthouse.missed(row | {"performance": 99, "total-blocking-time": 300, "seo": 92}) == ["TBT", "SEO"]


def test_lighthouse_reads_the_site_packed(module, tmp_path):
    lighthouse = module("lighthouse")
    (tmp_path / "page.html").write_text("word " * 1000, encoding="utf-8")
    server = lighthouse.ThreadingHTTPServer(("127.0.0.1", 0), partial(lighthouse.Handler, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with urlopen(f"http://127.0.0.1:{server.server_port}/page.html") as answer:
        body = answer.read()
        assert answer.headers["Content-Encoding"] == "gzip" and len(body) < 200
        assert gzip.decompress(body).decode() == "word " * 1000
    server.shutdown()


def test_the_stored_lighthouse_table_is_that_of_its_numbers(module):
    lighthouse, results = module("lighthouse"), BENCHMARKS / "results"
    told = json.loads((results / "lighthouse.json").read_text(encoding="utf-8"))
    assert (results / "lighthouse.md").read_text(encoding="utf-8") == lighthouse.markdown(told)
    assert {row["page"] for row in told["rows"]} == set(lighthouse.PAGES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_budget(path):
    assert len(code_lines(path)) <= LINES_PER_FILE
    assert [(name, size) for name, size, _ in functions(path) if size > LINES_PER_FUNCTION] == []
