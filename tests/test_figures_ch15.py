"""The figures of chapter 15 that are drawn from runs say what those runs reached."""

import numpy as np

from backprop.experiments import Past, Stored, Task, percents, run, sweep
from backprop.figures import ch15


def tiny():
    rng = np.random.default_rng(0)
    sets = [(rng.normal(size=(n, 784)).astype(np.float32), rng.permutation(np.arange(n) % 12))
            for n in (24, 24, 600)]
    return Task("tiny", 12, *sets)


TASK = tiny()


def captions(explorer):
    return {position: explorer.caption(position) for position in explorer.positions()}


def test_a_sweep_tells_its_means_and_the_band():
    runs = sweep(TASK, {"a": {}, "b": {"lr": 0.1}}, seeds=(0, 1), epochs=2)
    (caption,) = captions(ch15.sweeps({"x": runs}, "setting", lab={"b": 50.0})).values()
    assert f"a: {percents(runs['a']).mean():.1f} %" in caption and "the lab's figures" in caption


def test_stored_sweeps_tell_how_they_were_run(monkeypatch, capsys):
    shown = []
    monkeypatch.setattr(ch15, "_display", lambda *things: shown.extend(things))
    about = {"date": "2026-11-27", "command": "c", "commit": "abc", "size": 9, "task": "few", "seeds": [0, 1]}
    one = Stored("s", about, {"1, x": [Past(0.5, 0, 0), Past(0.7, 0, 0)],
                              "2, x": [Past(0.4, 0, 0), Past(0.6, 0, 0)]})
    ch15.stored({"s": one}, "s", "batch", "title", pairs=[("s", "1, x", "2, x")])
    (caption,) = captions(shown[0]).values()
    assert "abc" in caption and "1, x minus 2, x: +10.0" in caption and "9 drawings of 12" in caption
    assert shown[1].rows[0] == ["1, x", "60.0", "14.1"] and shown[1].folded
    ch15.stored({}, "s", "batch", "title")
    assert "left out" in capsys.readouterr().out and len(shown) == 2


def test_curves_are_those_of_the_run_that_was_picked():
    runs = {"4": [run(TASK, 0, batch=4, epochs=10, looks=5)], "16": [run(TASK, 0, epochs=10, looks=5)]}
    told = captions(ch15.batches(runs))
    assert f"{len(runs['4'][0].loss)} updates" in told[0, 0] and len(set(told.values())) == 2
    trails = {(rate, m): run(TASK, 0, batch=4, optimizer="momentum", momentum=m, lr=0.1 + k, epochs=2)
              for k, rate in enumerate(("low", "high")) for m in (0.0, 0.9)}
    told = captions(ch15.momentum(trails))
    assert f"largest loss {np.nanmax(trails['high', 0.0].loss):.1f}" in told[1, 0]
    shrunk = {"L2": {d: run(TASK, 0, weight_decay=d) for d in (0.0, 0.1)}}
    assert f"{ch15.rms(shrunk['L2'][0.1].network[0].W):.4f}" in captions(ch15.decay(shrunk))[1, 0]


def test_he_keeps_the_spread_and_small_weights_lose_it():
    forward, backward = ch15.spreads(TASK, np.sqrt(2 / 512))
    assert max(forward[:3]) / min(forward[:3]) < 1.5
    forward, backward = ch15.spreads(TASK, 0.01)
    for a, b in zip(forward[:2], forward[1:3]):
        assert np.isclose(b / a, 0.16, rtol=0.1)
    for a, b in zip(backward[:2], backward[1:3]):
        assert np.isclose(a / b, 0.16, rtol=0.1)
    assert len(forward) == len(backward) == 4
