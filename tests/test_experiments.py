"""The engine of chapter 15: seeds make pairs, a run is the plain loop, intervals are Student's."""

import json

import numpy as np
import pytest

from backprop import SoftmaxCrossEntropy, mlp
from backprop.data import batches, letters
from backprop.experiments import (Task, compared, difference, digits, drawn, percents, prepare, run,
                                  signed, standard_error, stored, sweep, told, verdict)
from backprop.optimizers import SGD


def tiny():
    """Six random classes; the labels of each set in another order, so that no set is another."""
    rng = np.random.default_rng(0)
    sets = [(rng.normal(size=(n, 784)).astype(np.float32), rng.permutation(np.arange(n) % 6))
            for n in (24, 18, 30)]
    return Task("tiny", 12, *sets)


def test_a_seed_fixes_rows_weights_and_order():
    task = tiny()
    (x, t, a), (x_again, _, b) = prepare(task, 3, lr=0.1), prepare(task, 3, lr=0.2, batch=5)
    np.testing.assert_array_equal(x, x_again)
    np.testing.assert_array_equal(a.network.params, b.network.params)
    assert a.rng.random() == b.rng.random() and (a.batch_size, b.batch_size) == (12, 5)
    assert len(x) == 12 and len(np.unique(x[:, 0])) == 12                     # no row twice
    other, _, c = prepare(task, 4)
    assert not np.array_equal(x, other) and not np.array_equal(a.network.params, c.network.params)


def test_a_run_is_the_plain_loop():
    task = tiny()
    one = run(task, 3, optimizer="sgd", lr=0.1, batch=5, epochs=2, hidden=(7,))
    data, weights, order = np.random.default_rng(3).spawn(3)
    rows = data.permutation(24)[:12]
    x, t = task.pool[0][rows], task.pool[1][rows]
    net, loss, losses = mlp((784, 7, 6), rng=weights), SoftmaxCrossEntropy(), []
    optimizer = SGD(0.1)
    for _ in range(2):
        for some in batches(12, 5, rng=order):
            losses.append(loss.forward(net.forward(x[some]), t[some]))
            net.backward(loss.backward())
            optimizer.step(net.params, net.grads)
    np.testing.assert_allclose(one.loss, losses, rtol=1e-6)
    np.testing.assert_allclose(one.network.params, net.params, rtol=1e-6)
    assert one.valid[-1] == np.mean(net.predict(task.valid[0]).argmax(1) == task.valid[1])
    assert one.test == np.mean(net.predict(task.test[0]).argmax(1) == task.test[1])
    assert one.valid_loss == pytest.approx(loss.forward(net.predict(task.valid[0]), task.valid[1]), rel=1e-5)


def test_looks_are_spread_evenly_and_end_with_the_run():
    one = run(tiny(), 0, updates=10, looks=4, batch=5)
    assert one.moments.tolist() == [3, 5, 8, 10] and len(one.loss) == 10
    assert one.right.shape == (4, 30) and one.valid.shape == (4,)
    assert one.right[-1].mean() == one.test
    alone = run(tiny(), 0, updates=5, batch=5)                     # looking changes nothing
    np.testing.assert_array_equal(one.loss[:5], alone.loss)
    assert one.right[1].mean() == alone.test


def test_a_run_that_diverges_counts_as_it_stands():
    one = run(tiny(), 0, optimizer="sgd", lr=1e30, init="standard_normal", epochs=3, looks=3)
    assert np.isnan(one.loss[-1]) and len(one.right) == len(one.moments) == 3
    assert 0 <= one.test <= 1


def test_a_sweep_pairs_its_seeds_and_settings_win_over_what_is_fixed():
    runs = sweep(tiny(), {"a": {}, "b": {"lr": 1e-3}}, seeds=(5, 6), lr=0.3, optimizer="sgd")
    assert [len(part) for part in runs.values()] == [2, 2]
    for k, seed in enumerate((5, 6)):
        assert runs["a"][k].loss[0] == runs["b"][k].loss[0]         # before the first update
        assert runs["a"][k].test == run(tiny(), seed, lr=0.3, optimizer="sgd").test
        assert not np.array_equal(runs["a"][k].network.params, runs["b"][k].network.params)


def test_the_interval_is_students_of_the_paired_differences():
    base = np.array([0.5, 0.7, 0.6, 0.8, 0.4])                     # its own spread cancels
    mean, half = difference(base + np.array([1, 2, 3, 4, 5]) / 100, base)
    assert mean == pytest.approx(3)
    assert half == pytest.approx(4.6041 * np.sqrt(2.5) / np.sqrt(5), rel=1e-4)      # t table, 4 degrees
    runs = [run(tiny(), seed, updates=40, looks=9, lr=0.02) for seed in (0, 1)]
    assert runs[0].valid[0] != runs[0].valid[-1]
    assert percents(runs).tolist() == [100 * one.test for one in runs]
    assert percents(runs, "valid").tolist() == [100 * one.valid[-1] for one in runs]


def test_the_interval_holds_the_truth_as_often_as_it_says():
    draws = np.random.default_rng(0).normal(0.02, 0.01, size=(4000, 5))
    inside = [abs(mean - 2) < half for mean, half in (difference(d, np.zeros(5)) for d in draws)]
    assert np.mean(inside) == pytest.approx(0.99, abs=4 * np.sqrt(0.99 * 0.01 / 4000))


def test_words_for_a_difference():
    assert [verdict(2, 1), verdict(-2, 1), verdict(1, 2)] == ["holds", "the reverse", "not decided"]
    assert (signed(-0.04), signed(-1.25, 2), signed(3)) == ("+0.0", "−1.25", "+3.0")
    assert told((2.0, 1.04)) == "+2.0\u00a0±\u00a01.0\u00a0*" and told((-1.0, 1.5)) == "−1.0\u00a0±\u00a01.5"


def test_a_table_compares_with_the_base():
    runs = sweep(tiny(), {"a": {}, "b": {"lr": 0.1}}, seeds=(0, 1, 2), epochs=1)
    rows = compared(runs, "a", lab={"b": "90 %"}).rows
    assert [row[0] for row in rows] == ["a", "b"] and rows[0][3] == "" and rows[1][-1] == "90 %"
    assert rows[1][3] == told(difference(runs["b"], runs["a"]))
    assert rows[0][1] == f"{100 * np.mean([one.test for one in runs['a']]):.1f}"


def test_a_standard_error_by_hand():
    assert standard_error(80, 400) == 2.0 and standard_error(50.0, 100) == 5.0


def test_drawings_are_standardized_and_their_sets_differ():
    task = drawn("26 letters", letters, classes=26, size=52)
    assert [len(part[0]) for part in task[2:]] == [104, 16 * 26, 92 * 26] and task.classes == 26
    assert abs(task.pool[0].mean()) < 1e-3 and task.pool[0].std() == pytest.approx(1, abs=1e-3)
    assert task.pool[0][:, :20].mean() < 0                          # ink counts, paper is low
    one = {row.tobytes() for row in task.pool[0]}
    assert not any(row.tobytes() in one for row in task.valid[0])
    again = drawn("26 letters", letters, classes=26, size=52)
    np.testing.assert_array_equal(task.test[0], again.test[0])


def test_digits_are_a_fixed_split():
    task = digits(30, pool=60)
    assert [len(part[0]) for part in task[2:]] == [60, 400, 2500] and task.size == 30
    one = {row.tobytes() for row in task.pool[0]}
    assert not any(row.tobytes() in one for row in task.valid[0])


def test_stored_runs_are_found_above_and_compared(tmp_path):
    (tmp_path / "a/b").mkdir(parents=True)
    rows = [{"name": "x", "test": [0.5, 0.7], "valid": [0.4, 0.6], "loss": [1.0, None]},
            {"name": "y", "test": [0.4, 0.5], "valid": [0.4, 0.6], "loss": [1.0, 2.0]}]
    (tmp_path / "r.json").write_text(json.dumps({"s": {"seeds": [0, 1], "rows": rows}}))
    found = stored("r.json", tmp_path / "a/b")["s"]
    assert found.about == {"seeds": [0, 1]} and list(found.runs) == ["x", "y"]
    assert found.difference("x", "y") == difference([0.5, 0.7], [0.4, 0.5])
    assert np.isnan(found.runs["x"][1].valid_loss) and found.runs["x"][1].valid == 0.6
    assert stored("none.json", tmp_path) == {}
