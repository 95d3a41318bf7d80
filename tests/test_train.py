"""Trainer: each promise of its docstrings, kept or seen broken."""

from __future__ import annotations

import contextlib
import copy
import itertools
import multiprocessing
import sys
import time

import numpy as np
import pytest

from backprop import Adam, Linear, Network, SGD, SoftmaxCrossEntropy, Trainer, checkpoint, mlp
from backprop.data import Shift
from backprop.errors import (DataFileError, DivergedError, DTypeError, LabelError, NonFiniteError,
                             OptionError, ShapeError)
from backprop.losses import MeanSquaredError
from backprop.optimizers import OPTIMIZERS
from backprop.penalties import L2
from backprop.schedules import cosine, linear


@pytest.fixture
def data():
    """50 points in 3 classes, and 20 more to validate."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((70, 4)).astype(np.float32)
    t = (x[:, 0] + 0.5 * rng.standard_normal(70) > 0).astype(int) + (x[:, 1] > 1)
    return (x[:50], t[:50]), (x[50:], t[50:])


def trainer(seed=1, optimizer=None, batch_size=16, sizes=(4, 8, 3), dropout=0.0, **options):
    rng = np.random.default_rng(seed)
    net = mlp(sizes, rng=rng, dropout=dropout)
    return Trainer(net, SoftmaxCrossEntropy(), optimizer or SGD(0.1), batch_size=batch_size, rng=rng,
                   **options)


def spied(trainer):
    """Let trainer.step note the batches it gets."""
    seen, original = [], trainer.step
    trainer.step = lambda x, t: (seen.append((x.copy(), t.copy())), original(x, t))[1]
    return seen


# --- a step and an epoch --------------------------------------------------------------------

def test_a_step_is_the_five_lines(data):
    (x, t), _ = data
    ours = trainer(optimizer=Adam(0.01))
    net, loss, optimizer = copy.deepcopy(ours.network), SoftmaxCrossEntropy(), Adam(0.01)
    for _ in range(3):
        z = net.forward(x)
        value = loss.forward(z, t)
        dz = loss.backward()
        net.backward(dz)
        optimizer.step(net.params, net.grads)
        assert ours.step(x, t) == value
    assert np.array_equal(ours.network.params, net.params) and ours.updates == 3


def test_every_example_once_an_epoch_in_a_new_order(data):
    (x, t), _ = data
    x = np.arange(50 * 4, dtype=np.float32).reshape(50, 4) / 200
    ours = trainer(sizes=(4, 3))
    seen = spied(ours)
    orders = []
    for _ in itertools.islice(ours.epochs((x, t)), 3):
        assert [len(b) for b, _ in seen] == [16, 16, 16, 2]
        rows = (np.concatenate([b for b, _ in seen])[:, 0] * 50).round().astype(int)
        assert sorted(rows) == list(range(50))
        assert np.array_equal(np.concatenate([b for _, b in seen]), t[rows])
        orders.append(rows.tolist())
        seen.clear()
    assert orders[0] != orders[1] != orders[2] and orders[0] != list(range(50))


def test_the_short_last_batch_has_its_right_weight(data):
    """With lr 0 the weights stand still, so the epoch's mean must be the loss over all examples."""
    ours = trainer(optimizer=SGD(0.0))
    record = next(ours.epochs(data[0]))
    assert record.train_loss == pytest.approx(ours.evaluate(*data[0])["loss"], rel=1e-6)
    assert (record.epoch, record.step, ours.epoch) == (1, 4, 1)


@pytest.mark.parametrize("size, steps", [(1, 50), (50, 1), (1000, 1), (25, 2)])
def test_batch_sizes(data, size, steps):
    assert next(trainer(batch_size=size).epochs(data[0])).step == steps


def test_validation_measures_the_weights_that_the_epoch_has_left(data):
    ours = trainer(dropout=0.3)
    for record in itertools.islice(ours.epochs(*data), 3):
        now = ours.evaluate(*data[1])
        assert record.valid_loss == now["loss"] and record.metrics == {"accuracy": now["accuracy"]}


def test_validation_happens_once_an_epoch_and_learns_nothing(data):
    ours, alone = trainer(dropout=0.3), trainer(dropout=0.3)
    calls, original = [], ours.network.predict
    records = ours.epochs(*data)
    ours.network.predict = lambda x: (calls.append(len(x)), original(x))[1]
    for _ in itertools.islice(records, 4):
        pass
    assert calls == [20] * 4
    alone.fit(data[0], epochs=4)
    assert np.array_equal(ours.network.params, alone.network.params)


def test_data_are_not_altered(data):
    kept = copy.deepcopy(data)

    def spoil(x, rng):
        x[...] = 0
        return x
    trainer(augment=spoil).fit(*data, epochs=2)
    assert all(np.array_equal(a, b) for a, b in zip(sum(kept, ()), sum(data, ())))


def test_schedule_counts_updates(data):
    schedule = linear(0.5, 12)
    ours = trainer(schedule=schedule)
    lrs, original = [], ours.optimizer.step
    ours.optimizer.step = lambda *a: (lrs.append(ours.optimizer.lr), original(*a))
    history = ours.fit(data[0], epochs=3)
    assert lrs == [schedule(t) for t in range(12)]
    assert history.column("lr").tolist() == [schedule(3), schedule(7), schedule(11)]


def test_penalty_adds_its_gradient_to_the_step_but_not_to_the_loss(data):
    (x, t), _ = data
    ours, plain = trainer(penalty=L2(0.5)), trainer()
    before = ours.network.params.copy()
    assert ours.step(x, t) == plain.step(x, t)
    np.testing.assert_allclose(ours.network.params, plain.network.params - 0.1 * 0.5 * before,
                               rtol=1e-5, atol=1e-7)


def test_clip_bounds_the_step(data):
    (x, t), _ = data
    ours = trainer(clip=1e-3)
    before = ours.network.params.copy()
    ours.step(x, t)
    assert np.linalg.norm(ours.network.params - before) == pytest.approx(0.1 * 1e-3, rel=1e-3)


def test_augment_gets_training_batches_only_and_the_rng(data):
    shapes = []

    def augment(x, rng):
        assert rng is ours.rng
        shapes.append(x.shape)
        return x + rng.standard_normal(x.shape, np.float32)
    ours = trainer(augment=augment)
    seen = spied(ours)
    ours.fit(*data, epochs=1)
    assert shapes == [(16, 4)] * 3 + [(2, 4)]
    assert not np.isin(np.concatenate([x for x, _ in seen]), data[0][0]).any()


def test_metrics(data):
    ours = trainer(metrics={"rows": lambda z, t: len(z), "top": lambda z, t: float(z.max())})
    assert set(ours.evaluate(*data[0])) == {"loss", "rows", "top"}
    assert next(ours.epochs(*data)).metrics["rows"] == 20


def test_regression_has_no_accuracy():
    x = np.linspace(-1, 1, 20, dtype=np.float32)[:, None]
    rng = np.random.default_rng(0)
    ours = Trainer(mlp([1, 16, 1], rng=rng), MeanSquaredError(), Adam(0.01), batch_size=20, rng=rng)
    history = ours.fit((x, x**2), (x, x**2), epochs=300)
    assert history[-1].metrics == {} and history[-1].valid_loss < 1e-2
    assert history.column("seconds").min() > 0


def test_inputs_of_any_rank(data):
    (x, t), _ = data
    a, b = trainer(), trainer()
    a.fit((x, t), epochs=2)
    b.fit((x.reshape(50, 2, 2), t), epochs=2)
    assert np.array_equal(a.network.params, b.network.params)


# --- stop, keep, resume ---------------------------------------------------------------------

def outcome(t):
    """All that two equal runs must share, seconds excepted."""
    records = [(r.epoch, r.step, r.lr, r.train_loss, r.valid_loss, r.metrics) for r in t.history]
    return (records, t.network.params.tobytes(), t.best_params.tobytes(), t.best.epoch,
            [v if isinstance(v, int) else v.tobytes() for v in t.optimizer.state().values()],
            t.rng.bit_generator.state, t.updates)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("scheduled", [True, False])
def test_five_and_five_epochs_equal_ten_bit_for_bit(name, scheduled, data, tmp_path):
    def make(seed):
        noise = lambda x, rng: x + 0.1 * rng.standard_normal(x.shape, np.float32)
        return trainer(seed, OPTIMIZERS[name](0.02), dropout=0.3, augment=noise, clip=1.0,
                       schedule=cosine(0.02, 40) if scheduled else None)
    whole, first, second = make(1), make(1), make(99)
    whole.fit(*data, epochs=10)
    first.fit(*data, epochs=5)
    first.save(tmp_path / "half.npz")
    kept, best = first.best_params.copy(), first.best.epoch
    first.fit(*data, epochs=1)  # what happens to the first after the save must not matter
    second.resume(tmp_path / "half.npz")
    assert second.epoch == 5 and any(second.best is record for record in second.history)
    assert second.best.epoch == best and np.array_equal(second.best_params, kept)
    second.fit(*data, epochs=5)
    assert outcome(second) == outcome(whole)


@pytest.mark.parametrize("bits", [np.random.MT19937, np.random.Philox, np.random.SFC64])
def test_resume_with_other_generators(bits, data, tmp_path):
    def make(seed):
        net = mlp([4, 8, 3], rng=np.random.default_rng(0), dropout=0.5)
        net[2].rng = np.random.Generator(bits(seed))
        return Trainer(net, SoftmaxCrossEntropy(), Adam(), batch_size=8,
                       rng=np.random.Generator(bits(seed + 1)))
    whole, half, rest = make(0), make(0), make(7)
    whole.fit(*data, epochs=4)
    half.fit(*data, epochs=2)
    half.save(tmp_path / "a.npz")
    rest.resume(tmp_path / "a.npz")
    rest.fit(*data, epochs=2)
    assert np.array_equal(rest.network.params, whole.network.params)


def test_resume_keeps_lr_notes_and_an_unused_optimizer(data, tmp_path):
    ours, other = trainer(optimizer=Adam(0.5)), trainer(optimizer=Adam(0.1))
    ours.notes = {"classes": ["A", "B", "C"]}
    ours.save(tmp_path / "a.npz")
    other.resume(tmp_path / "a.npz")
    assert other.optimizer.lr == 0.5 and other.notes == ours.notes and other.optimizer.updates == 0
    assert other.history == [] and other.best is None and other.best_params is None
    assert np.array_equal(Network.load(tmp_path / "a.npz").params, ours.network.params)


def test_resume_names_the_first_difference_and_changes_nothing(data, tmp_path):
    path = tmp_path / "a.npz"
    saved = trainer(sizes=(4, 512, 3), optimizer=Adam())
    saved.fit(*data, epochs=1)
    saved.save(path)
    mersenne = trainer(sizes=(4, 512, 3), optimizer=Adam())
    mersenne.rng = np.random.Generator(np.random.MT19937(0))
    for other, words in [
            (trainer(sizes=(4, 500, 3), optimizer=Adam()),
             r"a.npz: layer 0 is Linear\(4, 500\), file has Linear\(4, 512\)"),
            (trainer(sizes=(4, 512, 3)), "a.npz: optimizer is SGD, file has Adam"),
            (mersenne, "MT19937.*file has .*PCG64")]:
        before = other.network.params.copy()
        with pytest.raises(DataFileError, match=words):
            other.resume(path)
        assert np.array_equal(other.network.params, before) and other.history == []
    saved.network.save(path)
    with pytest.raises(DataFileError, match="a.npz: holds weights only"):
        trainer(sizes=(4, 512, 3), optimizer=Adam()).resume(path)


def _header(change):
    """Change the header of a good file."""
    return lambda header, arrays: change(header)


def _arrays(change):
    return lambda header, arrays: change(arrays)


def _set(*keys, value):
    """Make a change: header[keys[0]][keys[1]]... = value."""
    def change(header, arrays):
        for key in keys[:-1]:
            header = header[key]
        header[keys[-1]] = value
    return change


STATE = "trainer"


@pytest.mark.parametrize("damage, words", [
    (_header(lambda h: h[STATE].pop("lr")), "has no entry 'lr'"),
    (_header(lambda h: h[STATE].pop("updates")), "has no entry 'updates'"),
    (_header(lambda h: h[STATE].pop("random")), "has no entry 'random'"),
    (_header(lambda h: h.pop("history")), "has no entry 'history'"),
    (_header(lambda h: h.pop("notes")), "has no entry 'notes'"),
    (_set(STATE, value=[1]), "list indices"),
    (_set(STATE, "updates", value="abc"), "updates is str 'abc', expected a whole number"),
    (_set(STATE, "updates", value=-1), "updates is -1"),
    (_set(STATE, "optimizer_updates", value=2.5), "optimizer_updates is float 2.5"),
    (_set(STATE, "lr", value="fast"), "lr is str 'fast', expected a number"),
    (_set(STATE, "lr", value=float("nan")), "lr is nan"),
    (_set(STATE, "best", value=77), "has no entry 77"),
    (_set(STATE, "best", value="1"), "best is str '1'"),
    (_set(STATE, "random", "trainer", "state", value={}), "has no entry"),
    (_set(STATE, "random", "trainer", "state", "inc", value="abc"), ""),
    (_set(STATE, "random", value=[]), ""),
    (_set("notes", value=5), "int"),
    (_set("history", value="junk"), ""),
    (_set("history", value=[{"epoch": 1}]), "missing 4 required"),
    (_set("history", 0, "epoch", value="one"), "epoch is str 'one'"),
    (_arrays(lambda a: a.pop("best")), "best is missing or not like the weights"),
    (_arrays(lambda a: a.pop("optimizer.m")), "optimizer.m is missing"),
    (_arrays(lambda a: a.update({"optimizer.v": a["params"].astype(float)})), "optimizer.v is missing or not"),
    (_arrays(lambda a: a["params"].fill(np.nan)), r"params\[0\] is nan"),
    (_arrays(lambda a: a["best"].fill(np.inf)), r"best\[0\] is inf"),
])
def test_a_damaged_run_changes_nothing(damage, words, data, tmp_path):
    """Once a file without lr was noticed after the weights had been overwritten."""
    path, run = tmp_path / "a.npz", trainer(optimizer=Adam(), dropout=0.2)
    run.fit(*data, epochs=2, progress=False)
    run.save(path)
    header, arrays = checkpoint.read(path)
    damage(header, arrays)
    header.pop("arrays")
    checkpoint.write(path, header, arrays)
    other = trainer(seed=5, optimizer=Adam(), dropout=0.2)
    other.fit(*data, epochs=1, progress=False)
    before = outcome(other)
    with pytest.raises(DataFileError, match="a.npz: .*" + words):
        other.resume(path)
    assert outcome(other) == before


def test_the_checkpoint_holds_the_weights_that_were_measured(data, tmp_path):
    path = tmp_path / "best.npz"
    ours = trainer(optimizer=SGD(1.5), sizes=(4, 64, 3))
    history = ours.fit(*data, epochs=30, checkpoint=path)
    best = history.best()
    assert best.epoch < 30, "the run must get worse at the end, or nothing is tested"
    assert ours.best is best
    other = trainer(optimizer=SGD(1.5), sizes=(4, 64, 3))
    other.resume(path)
    assert other.epoch == best.epoch and other.evaluate(*data[1])["loss"] == best.valid_loss
    assert np.array_equal(other.network.params, ours.best_params)
    assert not np.array_equal(ours.network.params, ours.best_params)
    ours.network.restore(path)
    assert np.array_equal(ours.network.params, ours.best_params)


def test_without_validation_the_checkpoint_is_the_latest(data, tmp_path):
    ours, other = trainer(), trainer()
    ours.fit(data[0], epochs=3, checkpoint=tmp_path / "a.npz")
    other.resume(tmp_path / "a.npz")
    assert other.epoch == 3 and np.array_equal(other.network.params, ours.network.params)
    assert ours.best is None and ours.best_params is None


def test_patience(data):
    ours = trainer(optimizer=SGD(1.5), sizes=(4, 64, 3))
    history = ours.fit(*data, epochs=200, patience=4)
    assert len(history) == ours.best.epoch + 4 < 200
    assert history.column("valid_loss")[-4:].min() >= ours.best.valid_loss
    with pytest.raises(OptionError, match="patience needs validation data"):
        ours.fit(data[0], epochs=1, patience=3)


def test_fit_adds_epochs_and_returns_the_whole_history(data):
    ours, whole = trainer(), trainer()
    ours.fit(*data, epochs=2)
    history = ours.fit(*data, epochs=3)
    assert history is ours.history and history.column("epoch").tolist() == [1, 2, 3, 4, 5]
    assert whole.fit(*data, epochs=5).column("train_loss").tolist() == history.column("train_loss").tolist()


def test_break_stops_and_nothing_more_is_trained(data):
    ours = trainer()
    for record in ours.epochs(*data):
        if record.epoch == 2:
            break
    assert ours.updates == 8 and len(ours.history) == 2


def test_ctrl_c_keeps_what_was_trained(data, tmp_path):
    def interrupt(x, rng):
        if ours.updates == 10:  # in the third epoch
            raise KeyboardInterrupt
        return x
    ours = trainer(augment=interrupt)
    history = ours.fit(*data, epochs=10, checkpoint=tmp_path / "a.npz")
    assert len(history) == 2 and ours.updates == 10
    assert not np.array_equal(ours.network.params, trainer().network.params)
    ours.augment = None
    assert len(ours.fit(*data, epochs=1)) == 3


@pytest.mark.parametrize("stop", [KeyboardInterrupt, DivergedError("lost")])
def test_a_run_that_ends_in_its_first_epoch_leaves_the_file_alone(stop, data, tmp_path):
    def end(x, rng):
        raise stop
    (tmp_path / "a.npz").write_bytes(b"a good model")
    with contextlib.suppress(DivergedError):
        trainer(augment=end).fit(*data, epochs=10, checkpoint=tmp_path / "a.npz")
    assert (tmp_path / "a.npz").read_bytes() == b"a good model"


def test_divergence_names_epoch_step_and_lr(data):
    ours = trainer(optimizer=SGD(1e30))
    with np.errstate(all="ignore"), pytest.raises(DivergedError) as error:
        ours.fit(*data, epochs=5)
    assert str(error.value).startswith("the loss is ") and "with lr 1e+30" in str(error.value)
    assert f"in epoch {ours.epoch + 1} at step {ours.updates} " in str(error.value)


def test_divergence_in_the_very_last_update_is_noticed(data):
    (x, t), _ = data
    ours = trainer(optimizer=SGD(np.finfo(np.float32).max), batch_size=50)
    with np.errstate(all="ignore"), pytest.raises(DivergedError, match="^a weight is (inf|nan) in epoch 1"):
        next(ours.epochs((x * 1e6, t)))
    assert ours.history == []


def test_divergence_seen_by_validation_only(data):
    (x, t), (far, labels) = data
    ours = trainer(optimizer=SGD(1e25), batch_size=50)
    with np.errstate(all="ignore"), pytest.raises(DivergedError, match="^the validation loss is "):
        next(ours.epochs((x, t), (far * 1e20, labels)))
    assert ours.best is None


def _fit_for_ever(path, data):
    run = trainer(optimizer=Adam(), sizes=(4, 200, 3))
    run.resume(path)
    run.fit(data[0], epochs=10**6, checkpoint=path)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs fork")
def test_killed_while_training_resumes_as_if_nothing_had_happened(data, tmp_path):
    path, rng = tmp_path / "run.npz", np.random.default_rng(3)
    run = trainer(optimizer=Adam(), sizes=(4, 200, 3))
    run.save(path)
    for _ in range(50):
        child = multiprocessing.get_context("fork").Process(target=_fit_for_ever, args=(path, data))
        child.start()
        time.sleep(rng.uniform(0.02, 0.1))
        child.kill()
        child.join()
        trainer(optimizer=Adam(), sizes=(4, 200, 3)).resume(path)       # always loads
    resumed = trainer(seed=8, optimizer=Adam(), sizes=(4, 200, 3))
    resumed.resume(path)
    assert resumed.epoch > 0
    resumed.fit(data[0], epochs=2)
    run.fit(data[0], epochs=resumed.epoch)
    assert np.array_equal(run.network.params, resumed.network.params)


# --- the bar --------------------------------------------------------------------------------

@pytest.mark.parametrize("tty, book, progress, shown", [
    (True, "", True, True), (True, "", False, False), (True, "1", True, False), (False, "", True, False)])
def test_progress_bar(data, monkeypatch, capsys, tty, book, progress, shown):
    pytest.importorskip("tqdm")
    monkeypatch.setenv("BACKPROP_BOOK", book)
    monkeypatch.setattr("sys.stderr.isatty", lambda: tty, raising=False)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    trainer().fit(*data, epochs=2, progress=progress)
    captured = capsys.readouterr()
    assert captured.out == "" and ("2/2" in captured.err and "\rtrain " in captured.err) == shown
    assert shown or captured.err == ""


def test_without_tqdm_it_trains_without_a_bar(data, monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.delenv("BACKPROP_BOOK", raising=False)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    assert len(trainer().fit(*data, epochs=2)) == 2 and capsys.readouterr().err == ""


# --- bad input ------------------------------------------------------------------------------

X, T = np.zeros((6, 4), np.float32), np.zeros(6, int)


@pytest.mark.parametrize("x, t, error, words", [
    (X[:, :3], T, ShapeError, r"Linear\(4, 8\): x has 3 columns, expected 4"),
    (X, T[:5], ShapeError, r"Trainer, train: x has shape \(6, 4\), t \(5,\)"),
    (X[:0], T[:0], ShapeError, "at least one"),
    (np.array(0, np.float32), T, ShapeError, r"x has shape \(\), .* expected arrays of equally"),
    (X[:, 0], T, ShapeError, r"for one example pass x\[None, :\]"),
    (X.astype(float), T, DTypeError, r"x is float64, the network float32; convert with x.astype\(np.float32\)"),
    (X.astype(np.uint8), T, DTypeError, "x has dtype uint8"),
    (X.tolist(), T, DTypeError, "x is list"),
    (np.where(np.eye(6, 4), np.nan, X).astype(np.float32), T, NonFiniteError, r"x\[0, 0\] is nan"),
    (X, T + 3, LabelError, r"t\[0\] is 3, expected a label in 0 ... 2"),
    (X, T - 1, LabelError, r"t\[0\] is -1"),
    (X, list(T), ShapeError, "t <class 'list'>"),
    (X, np.full(6, np.nan, np.float32), NonFiniteError, r"t\[0\] is nan"),
    (X, np.array(["a"] * 6), DTypeError, "labels are an array of <U1"),
])
def test_bad_data_are_refused_at_the_call(x, t, error, words):
    ours = trainer()
    with pytest.raises(error, match=words):
        ours.epochs((x, t))
    with pytest.raises(error, match=words.replace("train:", "valid:")):
        ours.epochs((X, T), (x, t))
    with pytest.raises(error, match=words.replace("train:", "evaluate:")):
        ours.evaluate(x, t)
    assert ours.updates == 0


def test_data_must_be_a_pair():
    with pytest.raises(DTypeError, match=r"train is ndarray, expected a tuple \(x, t\)"):
        trainer().epochs(X)
    with pytest.raises(DTypeError, match="train is tuple"):
        trainer().fit((X, T, X, T), epochs=1)


@pytest.mark.parametrize("change, error, words", [
    ({"batch_size": 0}, OptionError, "Trainer: batch_size is 0"),
    ({"batch_size": -3}, OptionError, "batch_size is -3"),
    ({"batch_size": 2.5}, DTypeError, "batch_size is float 2.5"),
    ({"clip": -1}, OptionError, "clip is -1"),
    ({"clip": 0}, OptionError, "clip is 0"),
    ({"rng": 5}, DTypeError, "rng is 5, expected an instance of Generator"),
    ({"network": [1]}, DTypeError, r"network is \[1\], expected an instance of Network"),
    ({"loss": "mse"}, DTypeError, "loss is 'mse', expected an instance of Loss"),
    ({"loss": SoftmaxCrossEntropy}, DTypeError, "expected an instance of Loss"),
    ({"optimizer": "adam"}, DTypeError, "optimizer is 'adam', expected an instance of Optimizer"),
    ({"schedule": "cosine"}, DTypeError, r"schedule is 'cosine', expected a function t -> lr, such as cosine\("),
    ({"schedule": 0.1}, DTypeError, "schedule is 0.1"),
    ({"schedule": cosine}, DTypeError, "schedule is <function cosine"),
    ({"penalty": 5}, DTypeError, r"penalty is 5, expected an object with add_gradient\(theta, g\)"),
    ({"penalty": L2}, DTypeError, "penalty is <class"),
    ({"augment": "flip"}, DTypeError, r"augment is 'flip', expected a function \(x, rng\) -> x"),
    ({"augment": lambda x: x}, DTypeError, "augment is <function"),
    ({"augment": Shift}, DTypeError, "augment is <class"),
    ({"metrics": ["accuracy"]}, DTypeError, r"metrics is \['accuracy'\], expected a dict of f\(z, t\)"),
    ({"metrics": {"accuracy": "accuracy"}}, DTypeError, "metrics is"),
    ({"metrics": {1: max}}, DTypeError, "metrics is"),
    ({"metrics": {"loss": lambda z, t: 0}}, OptionError, "a metric is called 'loss'"),
    ({"metrics": {"lr": lambda z, t: 0}}, OptionError, "a metric is called 'lr'"),
    ({"clip": "5"}, DTypeError, "clip is str '5'"),
])
def test_wrong_arguments(change, error, words):
    rng = np.random.default_rng(0)
    good = {"network": mlp([2, 2], rng=rng), "loss": MeanSquaredError(), "optimizer": SGD(0.1),
            "batch_size": 4, "rng": rng}
    Trainer(**good, schedule=cosine(0.1, 5), penalty=L2(0.1), augment=Shift(1), metrics={"most": max})
    with pytest.raises(error, match=words):
        Trainer(**{**good, **change})


@pytest.mark.parametrize("options", [{"epochs": 0}, {"epochs": -1}, {"epochs": 5, "patience": 0}])
def test_fit_refuses(options, data):
    with pytest.raises(OptionError, match="Trainer.fit"):
        trainer().fit(*data, **options)


def test_float64_networks_train_too(data):
    (x, t), _ = data
    rng = np.random.default_rng(0)
    net = Network([Linear(4, 3, rng=rng, dtype=np.float64)])
    ours = Trainer(net, SoftmaxCrossEntropy(), Adam(), batch_size=7, rng=rng)
    ours.fit((x.astype(float), t), epochs=1)
    assert net.params.dtype == net.grads.dtype == np.float64
