"""The judges are judged: every classic bug is caught and named, and what is right passes."""

from __future__ import annotations

import numpy as np
import pytest

import bugbank
import bugbank_more     # it puts its bugs and its judge into the bank
from backprop import gradcheck
from bugbank import BUGS, JUDGES, judge_layer, run, uncaught

RIGHT = {(one.right.name, one.subject.__name__): one.right for one in BUGS}
SUBTLE = {"GELUOfAnother", "ComputesInFloat32"}     # wrong by less than a hundredth: suspicious


def test_bank_is_large_varied_and_documented():
    assert len(BUGS) >= 30
    assert len({one.name for one in BUGS}) == len(BUGS)
    assert {one.judge for one in BUGS} == set(JUDGES)
    assert all(one.wrong and one.wrong != one.cls.__bases__[0].__doc__ for one in BUGS)
    assert {source[:3] for source in (one.source for one in BUGS)} >= {"000", "001", "002", "003",
                                                                       "004"}


@pytest.mark.parametrize("one", BUGS, ids=lambda one: one.name)
def test_bug_is_caught_and_named(one):
    found = run(one)
    assert any(one.caught in complaint for complaint in found), found


@pytest.mark.parametrize("one", RIGHT.values(), ids=lambda one: one.name)
def test_what_is_right_passes(one):
    assert run(one) == []


@pytest.mark.parametrize("one", [one for one in BUGS if one.judge in ("layer", "loss")],
                         ids=lambda one: one.name)
def test_wrong_numbers_are_caught_and_not_merely_suspicious(one):
    found = run(one)
    assert any(word in complaint for complaint in found
               for word in ("disagrees", "has shape", "forward", "backward", "mean over")
               + (("suspicious",) if one.name in SUBTLE else ()))


# --- judges that must not be believed ---------------------------------------------------------

def test_a_judge_that_always_says_ok_is_found_out():
    silent = {kind: lambda *subject: [] for kind in JUDGES}
    assert uncaught(silent) == [one.name for one in BUGS]


def test_a_judge_that_never_says_ok_is_found_out():
    paranoid = {kind: lambda *subject: ["wrong"] for kind in JUDGES}
    assert all(run(right, paranoid) for right in RIGHT.values())


def test_all_ones_upstream_is_blind():
    def ones(layer, x):
        return judge_layer(layer, x, dy=np.ones_like(layer.predict(x.copy())))

    # softmax: the sum of its outputs is constant; db: rows of ones sum to what columns do
    assert set(uncaught({**JUDGES, "layer": ones})) == {"ZerosReturned", "SmallProbabilitiesClipped", "DbOverColumns"}
    assert uncaught() == []


def test_judges_without_promises_miss_bugs(monkeypatch):
    monkeypatch.setattr(gradcheck.Promises, "keep", lambda self, kept, sentence: None)
    assert {"InputAltered", "UpstreamAltered", "GradientAccumulated", "OutputBufferReused",
            "DropoutNotScaled", "SumForMean"} <= set(uncaught())


@pytest.mark.parametrize("name, blunt", [
    ("relative_error", lambda a, n, floor=0: 0.0),      # with the second look at small entries, below
    ("verdict", lambda error: "agrees"),
    ("CAUGHT", None),
    ("AGREES", 1.0),
])
def test_a_blunted_checker_fails_this_bank(monkeypatch, name, blunt):
    if name == "CAUGHT":                            # nothing is so wrong that it "disagrees"
        blunted(monkeypatch, name, 10.0)
        assert not any(row.verdict == "disagrees" for row in rows_of("WNotTransposed"))
        return
    blunted(monkeypatch, name, blunt)
    if name == "relative_error":
        blunted(monkeypatch, "small_entry", lambda row, *arguments: row)
    assert len(uncaught()) > 20


def test_without_the_second_look_small_entries_hide(monkeypatch):
    blunted(monkeypatch, "small_entry", lambda row, *arguments: row)
    assert set(uncaught()) == bugbank_more.SMALL


def test_forgiving_every_entry_as_a_kink_is_found_out(monkeypatch):
    """Entries that are excused must not make their row pass: nothing is left to be judged."""
    blunted(monkeypatch, "at_kink", lambda *arguments: True)
    assert not any("agrees" in row.verdict for row in rows_of("WNotTransposed")[:1])


def blunted(monkeypatch, name, value):
    """Replace a name wherever the judge uses it."""
    for module in (gradcheck.comparison, gradcheck.judges, gradcheck.promises):
        monkeypatch.setattr(module, name, value, raising=False)


def rows_of(name):
    one = next(one for one in BUGS if one.name == name)
    return gradcheck.check_layer(*one.subject(one.cls), rng=bugbank.draw(0)).rows


# --- what the bank says about judging ---------------------------------------------------------

def test_one_mask_for_all_rows_has_a_right_gradient():
    """Variational dropout is that on purpose: the judge of gradients lets it pass, the promise of Dropout does not."""
    one = next(one for one in BUGS if one.name == "OneMaskForAllRows")
    assert judge_layer(*one.subject(one.cls)) == [] and run(one)


def test_no_gradient_check_sees_a_loss_that_is_consistently_wrong():
    one = next(one for one in BUGS if one.name == "LabelsFromOne")
    assert bugbank.judge_loss(*one.subject(one.cls)) == []      # the value must be judged as well
    assert run(one)


def test_capped_log_hides_at_small_gaps():
    one = next(one for one in BUGS if one.name == "CappedLog")
    loss, z, t = one.subject(one.cls)
    z = z / 25 + np.linspace(0, 1, 12).reshape(3, 4)
    assert bugbank.judge_loss(loss, z, t) == []                 # so large gaps must be tried
    assert run(one)


def test_norm_without_gain_hides_while_all_gains_are_one():
    one = next(one for one in BUGS if one.name == "NormWithoutGain")
    layer, x = one.subject(one.cls)
    layer.gain[...] = 1
    assert judge_layer(layer, x) == []


def test_wrong_optimizers_converge_all_the_same():
    """Why the recurrence is the judge: on a quadratic a wrong Adam finds the minimum."""
    for name in ("NotCorrected", "CountsEpochs"):
        cls = next(one.cls for one in BUGS if one.name == name)
        theta, optimizer = np.array([3.0, -2.0]), cls(0.01)
        for _ in range(3000):
            optimizer.step(theta, theta.copy())
        assert np.abs(theta).max() < 1e-2, name
