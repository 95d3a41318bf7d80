"""Chapter 17: what its figures say of numbers that are given to them, and of the stored results."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from backprop.figures import ch17

ROOT = Path(__file__).resolve().parents[1]


def test_the_rest_is_what_the_parts_leave():
    p = dict(zip(ch17.PARTS, (1.0, 2.0, 3.0, 0.5, 0.25))) | {"whole": 7.0}
    assert ch17.with_rest(p) == pytest.approx([1, 2, 3, 0.5, 0.25, 0.25])
    assert ch17.with_rest(p | {"whole": 6.0})[-1] == 0
    caption = ch17.profile({16: p, 64: p})._draw({"batch": 16})[1]
    assert "7.00 ms a step" in caption and "products 3.00 ms (43%)" in caption


def test_the_roof_is_the_lower_of_two():
    roof = ch17.Roof(peak=100e9, near=10e9, far=5e9)
    np.testing.assert_allclose(roof.at(np.array([1, 10, 50]), roof.near), [10, 100, 100])
    rates = {("x @ W", n): 40.0 for n in (1, 16)}
    caption = ch17.roofline(roof, rates, lambda n: n / 2, (0.1, 1.0))._draw({"batch": 16, "kind": "x @ W"})[1]
    assert "the roof at 80.0" in caption and "50% of the roof" in caption


def test_the_pass_farthest_above_its_floor_is_named():
    measured = {f"pass {k}": 1.0 for k in range(9)} | {"root": 5.0}
    assert "farthest above its floor: root, 5.000 ms" in ch17.passes(measured, [1.0] * 10, 100).caption(())


def test_the_ladder_compares_first_and_last():
    ms = {"textbook": 6.0, "float32": 4.0, "in place": 3.0, "ours": 2.0, "products": 1.0}
    assert "3.0 times as fast" in (caption := ch17.ladder({64: ms})._draw({"batch": 64})[1]) and "50% of our step" in caption


def test_the_stored_results_are_told():
    results = [json.loads((ROOT / "benchmarks/results" / name).read_text(encoding="utf-8"))
               for name in ("step.json", "step-2-threads.json")]
    rows = ch17.rows_of(results)
    assert len(rows) == sum(len(result["rows"]) for result in results)
    assert {threads for _, threads in rows} == {"1 thread", "2 threads"}
    assert len(ch17.rates_table(rows).rows) == len(rows) and ch17.goals_table(results).rows
    assert all("stored: " in ch17.machine(result)[0] for result in results)
    key = next(iter(rows))
    slowest = min(rows[key]["ours_over"].values())
    assert f"{slowest:.2f} times" in ch17.ratios(rows, results[0]["goals"])._draw(dict(zip(("setting", "threads"), key)))[1]
