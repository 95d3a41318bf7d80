"""The command line, as a user meets it: what it prints, what it writes, and how it fails."""

from __future__ import annotations

import builtins
import itertools
import json
import os
import re
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tomllib
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import tqdm
from hypothesis import HealthCheck, given, settings, strategies as st
from PIL import Image

import backprop.cli.build
import backprop.cli.report
import backprop.cli.run
from backprop import Network, Trainer, mlp
from backprop import SGD, SoftmaxCrossEntropy
from backprop.checkpoint import read, write
from backprop.cli import main
from backprop.cli.evaluate import confusions, details
from backprop.cli.plot import draw, read_history
from backprop.data import Standardize, idx_folder, image_folder, read_image, write_idx, write_png
from backprop.functional import softmax
from backprop.layers import Tanh

if os.name == "posix":
    import fcntl
    import pty
    import termios

posix = pytest.mark.skipif(os.name != "posix", reason="signals and terminals of POSIX")
SMALL = ["--hidden", "16", "--batch-size", "8", "--valid", "10", "--progress", "lines"]


# --- small data -----------------------------------------------------------------------------

def pictures(count, side=8, classes=3, seed=0):
    """Noisy images (count, side, side) uint8 of a bright bar, one place a class, and labels."""
    rng = np.random.default_rng(seed)
    t = np.arange(count) % classes
    x = rng.integers(0, 60, (count, side, side))
    for image, label in zip(x, t):
        image[:, 2 * label:2 * label + 2] += 150
    return x.astype(np.uint8), t.astype(np.uint8)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def idx(here):
    """A folder like MNIST's, with 60 training and 30 test images of 8 x 8 in 3 classes."""
    (here / "idx").mkdir()
    for part, count, seed in ("train", 60, 0), ("t10k", 30, 1):
        images, labels = pictures(count, seed=seed)
        write_idx(here / f"idx/{part}-images-idx3-ubyte.gz", images)
        write_idx(here / f"idx/{part}-labels-idx1-ubyte.gz", labels)
    return "idx"


@pytest.fixture
def letters(here):
    """A folder of images in the classes A, B and Z."""
    images, labels = pictures(60)
    for i, (image, label) in enumerate(zip(images, labels)):
        folder = here / "letters" / "ABZ"[label]
        folder.mkdir(parents=True, exist_ok=True)
        write_png(folder / f"{i}.png", image / 255.0)
    return "letters"


def run(*argv):
    return main([str(word) for word in argv])


def fails(capsys, code, *argv):
    """Run what must fail: nothing but one line on stderr. Return that line."""
    capsys.readouterr()
    assert run(*argv) == code
    out, err = capsys.readouterr()
    assert err.startswith("backprop: error: ") and err.count("\n") == 1 and "Traceback" not in err
    return err


def heed_ctrl_c():
    """A shell's background job ignores Ctrl-C, and so would all that it starts: not this one."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def program(*argv, **options):
    """Start the program as a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "backprop", *map(str, argv)], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
                            preexec_fn=heed_ctrl_c if os.name == "posix" else None)


def state(path):
    """What a run has come to: all arrays, and the header without times and places."""
    header, arrays = read(path)
    for record in [*header.get("history", []), header["notes"].get("record", {"seconds": 0})]:
        record.pop("seconds")
    header["notes"].pop("data")
    return header, arrays


def assert_same_run(a, b):
    (header_a, arrays_a), (header_b, arrays_b) = state(a), state(b)
    assert header_a == header_b
    assert list(arrays_a) == list(arrays_b)
    for name, array in arrays_a.items():
        assert array.tobytes() == arrays_b[name].tobytes(), name


# --- train, evaluate, predict ---------------------------------------------------------------

def test_an_idx_folder_from_training_to_one_digit(idx, here, capsys):
    assert run("train", idx, "--epochs", 12, *SMALL) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert lines[0].startswith("50 images, 10 more to validate; 1091 weights, adam, lr 0.002 ")
    assert [line.split("  ")[0] for line in lines[1:13]] == [f"epoch {i}" for i in range(1, 13)]
    assert lines[-1] == ("wrote model.npz; the run is in model.last.npz and model.history.json")
    history = json.loads(Path("model.history.json").read_text())
    assert [r["epoch"] for r in history] == list(range(1, 13)) and history[-1]["valid_loss"]

    assert run("evaluate", "model.npz", idx) == 0
    network, data = Network.load("model.npz"), idx_folder(idx)
    z = network.predict(data.x_test)
    right = np.mean(z.argmax(1) == data.t_test)
    loss = -np.mean(np.log(softmax(z.astype(float)))[np.arange(30), data.t_test])
    assert capsys.readouterr().out == f"idx: 30 images, loss {loss:.4f}, accuracy {right:.4f}\n"
    assert right > 0.9

    for label in range(3):
        write_png(here / f"{label}.png", data.x_test[label])
    assert run("predict", "model.npz", "0.png", "1.png", "2.png") == 0
    p = softmax(network.predict(np.rint(data.x_test[:3] * 255) / np.float32(255)))
    assert capsys.readouterr().out == "".join(f"{i}.png: {i} {p[i, i]:.2f}\n" for i in range(3))


def test_a_folder_of_images_keeps_its_names(letters, capsys):
    assert run("train", letters, "--size", 8, "--epochs", 12, *SMALL, "--out", "l.npz") == 0
    assert run("evaluate", "l.npz", letters, "--confusion") == 0
    out = capsys.readouterr().out.splitlines()
    out = out[[line.startswith("letters: 60 images, loss ") for line in out].index(True):]
    assert out[1].split() == ["true", "\\", "told", "A", "B", "Z", "recall"]
    counts = np.array([line.split()[1:-1] for line in out[2:5]], int)
    assert [line.split()[-1] for line in out[2:5]] == [f"{counts[i, i] / 20:.3f}" for i in range(3)]
    assert counts.sum(axis=1).tolist() == [20, 20, 20]
    assert out[0].endswith(f"{counts.trace() / 60:.4f}") and counts.trace() > 54

    image = sorted(Path("letters/Z").iterdir())[0]
    assert run("predict", "l.npz", image) == 0
    assert re.fullmatch(rf"{re.escape(str(image))}: Z (1\.00|0\.\d\d)\n", capsys.readouterr().out)
    assert run("predict", "l.npz", image, "--top", 9) == 0
    shares = re.findall(r"([ABZ]) (\d\.\d\d)", capsys.readouterr().out)
    assert shares[0][0] == "Z" and {name for name, _ in shares} == set("ABZ")
    assert [float(p) for _, p in shares] == sorted((float(p) for _, p in shares), reverse=True)


def test_a_part_of_the_classes_can_be_measured(letters, capsys):
    assert run("train", letters, "--size", 8, "--epochs", 9, *SMALL) == 0
    for name in "AB":
        for file in Path("letters", name).iterdir():
            file.unlink()
        Path("letters", name).rmdir()
    assert run("evaluate", "model.npz", letters, "--confusion") == 0
    out = capsys.readouterr().out
    assert "letters: 20 images" in out and re.search(r"\bZ +\d+ +\d+ +(19|20) +(0\.95|1\.00)0\n", out)
    assert re.search(r"\bA +0 +0 +0 +-\n", out)


def test_names_for_idx_classes(idx, letters, here, capsys):
    assert run("train", idx, "--names", "left, the middle,right", "--epochs", 12, *SMALL) == 0
    assert run("evaluate", "model.npz", idx, "--confusion") == 0
    out = capsys.readouterr().out
    assert "true \\ told  left  the middle  right  recall" in out and "\n the middle  " in out
    accuracy = re.search(r"idx: 30 images, .*", out)[0]
    data = idx_folder(idx)
    write_png("a.png", data.x_test[2])
    assert run("predict", "model.npz", "a.png") == 0 and "a.png: right " in capsys.readouterr().out
    assert run("info", "model.npz") == 0
    assert "'left,the middle,right' --valid" in capsys.readouterr().out
    (here / "names.txt").write_text("left\nthe middle \nright\n", encoding="utf-8")
    assert run("train", "--resume", "model.last.npz", "--names", "names.txt") == 0
    assert run("train", "--resume", "model.last.npz") == 0
    header, arrays = read("model.npz")
    for few in (["left", "right"], 3):
        header["notes"]["settings"]["names"] = few
        write("few.npz", header, arrays)
        text = "idx: has the labels 0 to 2, the network knows names for 2: say with --names" \
            if few != 3 else "few.npz: was not written by"
        assert text in fails(capsys, 1, "evaluate", "few.npz", idx)
    # a network that was trained on folders of these names judges IDX files, in its own order
    for old, new in zip("ABZ", ("left", "the middle", "right")):
        Path("letters", old).rename(f"letters/{new}")
    assert run("train", letters, "--size", 8, "--epochs", 12, *SMALL, "--out", "l.npz") == 0
    assert "--names is for IDX files" in fails(capsys, 2, "evaluate", "l.npz", letters, "--names", "a,b")
    assert "class '0' is none of" in fails(capsys, 1, "evaluate", "l.npz", idx)
    names = ["--names", "left,the middle,right"]
    assert run("evaluate", "l.npz", idx, *names) == 0 and run("evaluate", "model.npz", letters) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert float(first.split()[-1]) > 0.9 and float(second.split()[-1]) > 0.9
    assert run("evaluate", "model.npz", idx, "--names", "right,left,the middle") == 0
    assert float(capsys.readouterr().out.split()[-1]) < 0.2 and float(accuracy.split()[-1]) > 0.9


def test_confusions_worst_first():
    counts = np.array([[9, 0, 1], [3, 0, 3], [4, 0, 0]])
    assert confusions(counts) == [(2, 0), (1, 0), (1, 2), (0, 2)]
    assert confusions(counts, most=1) == [(2, 0)] and confusions(np.diag([3, 4])) == []
    text = details(counts, ["A", "山", "Z"], 40).splitlines()
    assert text == ["true \\ told  A  山  Z  recall", "          A  9   0  1   0.900",
                    "         山  3   0  3   0.000", "          Z  4   0  0   0.000",
                    "most frequent confusions:", "  Z taken for A: 4 of 4",
                    "  山 taken for A: 3 of 6", "  山 taken for Z: 3 of 6", "  A taken for Z: 1 of 10"]
    assert details(counts, ["A", "山", "Z"], 29) == details(counts, ["A", "山", "Z"], 40)
    narrow = details(counts, ["A", "山", "Z"], 28).splitlines()
    assert narrow[:2] == ["class  images  recall", "    A      10   0.900"] and narrow[4:] == text[4:]


def test_evaluate_as_json(letters, capsys):
    assert run("train", letters, "--size", 8, "--epochs", 3, *SMALL) == 0
    for file in Path(letters, "B").iterdir():
        file.unlink()
    Path(letters, "B").rmdir()
    capsys.readouterr()
    assert run("evaluate", "model.npz", letters) == 0
    line = capsys.readouterr().out
    assert run("evaluate", "model.npz", letters, "--json") == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert err == "" and out.count("\n") == 1
    counts = np.array(found["confusion"])
    assert counts.sum(axis=1).tolist() == [20, 0, 20] == [c["images"] for c in found["classes"]]
    assert found["accuracy"] == counts.trace() / 40 and found["images"] == 40
    assert [c["recall"] for c in found["classes"]] == [counts[0, 0] / 20, None, counts[2, 2] / 20]
    assert [c["name"] for c in found["classes"]] == ["A", "B", "Z"]
    assert line == f"letters: 40 images, loss {found['loss']:.4f}, accuracy {found['accuracy']:.4f}\n"


def test_labels_of_idx_files_are_matched_by_name(letters, idx, capsys):
    """Classes that sort as 1, 10, 2 must not be confused with positions 0, 1, 2."""
    for old, new in zip("ABZ", ("0", "1", "10")):
        Path("letters", old).rename(f"letters/{new}")
    Path("letters/2").mkdir()
    Path("letters/10").rename("letters/2/x")
    for file in Path("letters/2/x").iterdir():
        file.rename(Path("letters/2", file.name))
    Path("letters/2/x").rmdir()
    Path("letters/10").mkdir()
    Image.new("L", (8, 8), 255).save("letters/10/a.png")
    assert run("train", letters, "--size", 8, "--epochs", 12, *SMALL) == 0
    assert read("model.npz")[0]["notes"]["names"] == ["0", "1", "10", "2"]
    assert run("evaluate", "model.npz", idx) == 0
    assert float(capsys.readouterr().out.split()[-1]) > 0.9


def test_black_on_white(letters, capsys):
    """A network of white on black reads black on white with --invert, and knows its own way."""
    for file in Path(letters).rglob("*.png"):
        write_png(file, 1 - read_image(file, 8))
    assert run("train", letters, "--size", 8, "--invert", "--epochs", 12, *SMALL) == 0
    image = sorted(Path("letters/B").iterdir())[0]
    write_png("white.png", 1 - read_image(image, 8))
    capsys.readouterr()
    assert run("predict", "model.npz", image) == 0
    assert run("predict", "model.npz", "white.png", "--invert") == 0
    first, second = (line.split(": ")[1] for line in capsys.readouterr().out.splitlines())
    assert first == second and first.startswith("B ")
    assert run("evaluate", "model.npz", letters) == 0
    assert float(capsys.readouterr().out.split()[-1]) > 0.9
    assert run("evaluate", "model.npz", letters, "--invert") == 0
    assert float(capsys.readouterr().out.split()[-1]) < 0.7


def test_a_hint_where_images_may_be_the_wrong_way_round(letters, capsys):
    """Bars on black need no --invert and bars on white do; each command says so, in one line."""
    def hints(*words):
        assert run(*words) == 0
        err = capsys.readouterr().err
        assert err.count("\n") == bool(err)
        return err.removeprefix("backprop: hint: ")
    short = ["--size", 8, "--epochs", 1, *SMALL, "--overwrite"]
    assert "--invert has made most of the images bright" in hints("train", letters, "--invert", *short)
    assert hints("train", letters, *short) == ""
    assert hints("evaluate", "model.npz", letters) == ""
    assert "try without --invert\n" in hints("evaluate", "model.npz", letters, "--invert")
    image = sorted(Path("letters/B").iterdir())[0]
    write_png("white.png", 1 - read_image(image, 8))
    assert "try --invert\n" in hints("predict", "model.npz", "white.png")
    assert hints("predict", "model.npz", "white.png", "--invert") == ""
    for file in Path(letters).rglob("*.png"):
        write_png(file, 1 - read_image(file, 8))
    assert "with --invert\n" in hints("train", letters, *short)
    assert hints("train", letters, *short, "--progress", "none") == ""
    assert hints("train", letters, "--invert", *short) == ""


@pytest.fixture
def other_hand(here):
    """A folder of other images in the classes A and B."""
    images, labels = pictures(20, classes=2, seed=7)
    for i, (image, label) in enumerate(zip(images, labels)):
        (here / "other" / "AB"[label]).mkdir(parents=True, exist_ok=True)
        write_png(here / "other" / "AB"[label] / f"{i}.png", image / 255.0)
    return "other"


def test_validation_by_another_writer(letters, other_hand, here, capsys):
    """--valid FOLDER: all of DATA trains, the folder is measured, and a resumed run knows both."""
    words = ["--size", 8, *SMALL, "--valid", other_hand, "--standardize", "all", "--invert",
             "--epochs", 4]
    assert run("train", letters, *words, "--out", "whole.npz") == 0
    assert capsys.readouterr().out.startswith("60 images, 20 more to validate; ")
    data, other = image_folder(letters, 8), image_folder(other_hand, 8, names=["A", "B", "Z"])
    scale = Standardize.fit(1 - data.x, per="all")
    z = Network.load("whole.npz").predict(scale(1 - other.x))
    best = min(json.loads(Path("whole.history.json").read_text()), key=lambda r: r["valid_loss"])
    assert SoftmaxCrossEntropy().forward(z, other.t) == pytest.approx(best["valid_loss"], rel=1e-5)
    assert best["metrics"]["accuracy"] == np.mean(z.argmax(1) == other.t)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backprop.cli.run, "finished", lambda trainer, settings: trainer.epoch == 2)
        assert run("train", letters, *words) == 0
    (here / other_hand).rename("elsewhere")
    resume = ["train", "--resume", "model.last.npz"]
    assert "other: no such folder, named by --valid" in fails(capsys, 1, *resume)
    assert "--valid 1/10 contradicts" in fails(capsys, 2, *resume, "--valid", 0.1)
    shutil.copytree("elsewhere", "again")
    next(Path("again/A").iterdir()).unlink()
    assert "letters with --valid again: is not the data" in fails(capsys, 1, *resume, "--valid", "again")
    assert run(*resume, "--valid", "elsewhere") == 0
    (a, _), (b, _) = state("whole.last.npz"), state("model.last.npz")
    assert a["history"] == b["history"] and b["notes"]["settings"]["valid"] == "elsewhere"


def test_folders_that_cannot_validate(letters, other_hand, idx, here, capsys):
    words = ["train", letters, "--size", 8, "--epochs", 1, "--valid"]
    assert "none: no such folder, named by --valid" in fails(capsys, 1, *words, "none")
    assert "these are the images of the training" in fails(capsys, 2, *words, "./letters/")
    assert "'12x' is neither a count" in fails(capsys, 2, *words, "12x")
    assert "'' is neither a count" in fails(capsys, 2, *words, "")
    assert "0 class folders" in fails(capsys, 1, *words, idx)
    Path(other_hand, "A").rename("other/Å")
    assert "class 'Å' is none of the network's" in fails(capsys, 1, *words, other_hand)
    for part in "train", "t10k":
        images, labels = pictures(30)
        write_idx(f"idx/{part}-images-idx3-ubyte.gz", images[:, :5])
        write_idx(f"idx/{part}-labels-idx1-ubyte.gz", labels)
    assert "idx are not square" in fails(capsys, 2, "train", idx, "--valid", other_hand)
    assert not Path("model.last.npz").exists()


@pytest.mark.parametrize("how", ["all", "feature"])
def test_standardized_as_in_training(idx, how, capsys):
    assert run("train", idx, "--standardize", how, "--augment", "shift", "--shift", 0,
               "--epochs", 4, *SMALL) == 0
    header, arrays = read("model.npz")
    kept = {k: np.array(v, np.float32) for k, v in header["notes"]["scale"].items()}
    assert kept["mean"].shape == (() if how == "all" else (64,))
    data = idx_folder(idx)
    z = Network.load("model.npz").predict(Standardize(**kept)(data.x_test))
    capsys.readouterr()
    assert run("evaluate", "model.npz", idx) == 0
    assert capsys.readouterr().out.endswith(f"{np.mean(z.argmax(1) == data.t_test):.4f}\n")
    # the validation loss was measured on standardized images, too
    rng = np.random.default_rng(0)
    valid = rng.permutation(60)[:10]
    z = Network.load("model.npz").predict(Standardize(**kept)(data.x_train[valid]))
    best = min(r["valid_loss"] for r in json.loads(Path("model.history.json").read_text()))
    assert SoftmaxCrossEntropy().forward(z, data.t_train[valid]) == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("options", [
    ["--optimizer", "adamw", "--weight-decay", 0.1, "--norm-penalty", 0.01],
    ["--optimizer", "sgd", "--weight-decay", 0.1, "--schedule", "cosine", "--warmup", 0.5],
    ["--optimizer", "nesterov", "--norm-penalty", 0.01, "--schedule", "constant"],
    ["--schedule", "step_decay", "--every", 0.5, "--factor", 0.5, "--dropout", 0.2],
    ["--schedule", "exponential", "--augment", "distort", "--rotation", 20.0, "--elastic", 0.0],
    ["--augment", "shift", "--label-smoothing", 0.1, "--hidden", "none"],
    ["--activation", "gelu", "--init", "small_normal", "--hidden", "9,8,7", "--train-on-all"],
    ["--valid", "1/3", "--patience", 1, "--seed", 5, "--lr", 0.01]])
def test_every_setting_does_something(idx, options):
    """Each combination trains, and ends elsewhere than the same run without it."""
    short = ["--epochs", 2, "--progress", "none", "--batch-size", 8]
    assert run("train", idx, *short, "--hidden", 9, *options, "--out", "a.npz") == 0
    assert run("train", idx, *short, "--hidden", 9, "--out", "b.npz") == 0
    a, b = (read(f)[1]["params"] for f in ("a.last.npz", "b.last.npz"))
    assert a.shape != b.shape or not np.array_equal(a, b)
    kept = read("a.npz")[0]["notes"]["settings"]
    for name, value in zip(options[::2], options[1::2]):
        if name not in ("--train-on-all", "--hidden"):
            assert str(kept[name[2:].replace("-", "_")]) == str(value), name


def test_the_settings_arrive(idx, monkeypatch):
    """What the trainer was built from, not only what the file says."""
    seen = {}

    class Spy(Trainer):
        def __init__(self, *args, **named):
            super().__init__(*args, **named)
            seen["trainer"] = self
    monkeypatch.setattr(backprop.cli.build, "Trainer", Spy)
    assert run("train", idx, "--hidden", "9,8", "--activation", "tanh", "--optimizer", "adamw",
               "--weight-decay", 0.25, "--norm-penalty", 0.5, "--lr", 0.01, "--schedule", "linear",
               "--warmup", 2, "--epochs", 4, "--batch-size", 10, "--valid", 10, "--dropout", 0.5,
               "--label-smoothing", 0.125, "--augment", "distort", "--shear", 0.5,
               "--progress", "none") == 0
    t = seen["trainer"]
    layers = [repr(layer) for layer in t.network]
    assert layers == ["Linear(64, 9)", "Tanh()", "Dropout(rate=0.5)",
                      "Linear(9, 8)", "Tanh()", "Dropout(rate=0.5)", "Linear(8, 3)"]
    assert t.loss.label_smoothing == 0.125 and t.batch_size == 10
    assert t.optimizer.weight_decay == 0.25 and t.optimizer.mask.sum() == 64 * 9 + 72 + 24
    assert t.penalty.strength == 0.5 and len(t.penalty.slices) == 3
    assert [t.schedule(i) for i in (0, 9, 15, 20)] == pytest.approx([0.001, 0.01, 0.005, 0])
    assert t.augment.shear == 0.5 and t.augment.rotation == 7.5
    assert run("train", idx, "--optimizer", "sgd", "--weight-decay", 0.25, "--out", "b.npz",
               "--augment", "shift", "--shift", 2, "--epochs", 1, "--progress", "none") == 0
    t = seen["trainer"]
    assert (t.penalty.strength, t.augment.pixels, t.optimizer.lr) == (0.25, 2, pytest.approx(0.1))
    assert t.penalty.mask.sum() == 64 * 512 + 512 * 3
    assert run("train", idx, "--standardize", "all", "--augment", "shift", "--shift", 2,
               "--epochs", 1, "--out", "c.npz", "--progress", "none") == 0
    black = np.zeros((4, 64), np.float32)       # what moves in is black paper, not the mean gray
    scale = seen["trainer"].notes["scale"]
    assert np.allclose(seen["trainer"].augment(black, np.random.default_rng(0)),
                       -scale["mean"] / scale["std"])


def test_the_model_is_the_best_epoch_and_the_test_set_is_not_touched(idx):
    images, labels = pictures(30, seed=1)
    assert run("train", idx, "--lr", 0.3, "--epochs", 8, *SMALL) == 0
    header, arrays = read("model.last.npz")
    losses = [r["valid_loss"] for r in header["history"]]
    assert header["trainer"]["best"] == 1 + int(np.argmin(losses)) < 8
    assert np.array_equal(read("model.npz")[1]["params"], arrays["best"])
    assert not np.array_equal(arrays["best"], arrays["params"])
    write_idx("idx/t10k-labels-idx1-ubyte.gz", labels[::-1].copy())
    write_idx("idx/t10k-images-idx3-ubyte.gz", images // 2)
    assert run("train", idx, "--lr", 0.3, "--epochs", 8, *SMALL, "--out", "b.npz") == 0
    assert_same_run("model.last.npz", "b.last.npz")


def test_patience_ends_the_run_and_a_resumed_one(idx, capsys):
    assert run("train", idx, "--epochs", 50, "--lr", 0.5, "--patience", 2, *SMALL) == 0
    done = read("model.last.npz")[0]
    assert len(done["history"]) == done["trainer"]["best"] + 2 < 50
    assert run("train", "--resume", "model.last.npz") == 0
    assert len(read("model.last.npz")[0]["history"]) == len(done["history"])


def test_train_on_all_uses_every_image(idx, capsys):
    words = ["train", idx, "--epochs", 2, "--train-on-all", "--batch-size", 60, "--dropout", 0.5,
             "--standardize", "all", "--augment", "distort"]
    assert run(*words, "--progress", "none") == 0 and capsys.readouterr().out == ""
    header, arrays = read("model.last.npz")
    assert header["history"][0]["valid_loss"] is None and header["history"][1]["step"] == 2
    assert np.array_equal(read("model.npz")[1]["params"], arrays["params"])
    scale = Standardize(**{k: np.array(v, np.float32) for k, v in header["notes"]["scale"].items()})
    data = idx_folder(idx)
    right = np.mean(Network.load("model.npz").predict(scale(data.x_train)).argmax(1) == data.t_train)
    assert run(*words, "--overwrite", "--progress", "lines") == 0
    assert f"\naccuracy on the training images: {right:.4f}\nwrote " in capsys.readouterr().out


# --- plot -----------------------------------------------------------------------------------

def test_plot_draws_what_the_history_says(idx, capsys):
    assert run("train", idx, "--epochs", 6, *SMALL) == 0
    history = read_history("model.history.json")
    left, right = draw(history).axes
    for axes, name, columns in ((left, "loss", ("train_loss", "valid_loss")),
                                (right, "accuracy", ("accuracy",))):
        assert axes.get_ylabel() == name and len(axes.lines) == len(columns)
        for curve, column in zip(axes.lines, columns):
            assert np.array_equal(curve.get_ydata(), history.column(column))
    assert left.lines[1].get_color() == right.lines[0].get_color()  # both are of validation
    best = history.best()
    capsys.readouterr()
    assert run("plot", "model.history.json") == 0
    assert capsys.readouterr().out == (
        f"wrote model.history.png: 6 epochs, best: epoch {best.epoch}  valid loss "
        f"{best.valid_loss:.4f}  accuracy {best.metrics['accuracy']:.4f}\n")
    with Image.open("model.history.png") as picture:
        assert picture.size[0] > 1000
    for name, start in ("a.svg", b"<?xml"), ("b.PDF", b"%PDF"), ("c.png", b"\x89PNG"):
        assert run("plot", "model.history.json", "--out", name) == 0
        assert Path(name).read_bytes().startswith(start)
    assert run("train", idx, "--epochs", 1, "--train-on-all", "--progress", "none", "--out", "t.npz") == 0
    assert len(draw(read_history("t.history.json")).axes) == 1


def test_plots_of_what_is_no_history(idx, here, capsys):
    assert run("train", idx, "--epochs", 2, *SMALL) == 0
    good = json.loads(Path("model.history.json").read_text())
    for name, content in (("empty", []), ("text", "x"), ("number", 3), ("epoch", [{"epoch": 1}]),
                          ("metric", [{**good[0], "metrics": {"accuracy": "x"}}]),
                          ("other", [good[0], {**good[1], "metrics": {}}])):
        Path(name).write_text(json.dumps(content))
        assert f"{name}: " in fails(capsys, 1, "plot", name)
    for path, text in (("model.npz", "is no history, expected a file such as model.history.json"),
                       ("none.json", "No such file"), (idx, "Is a directory")):
        assert f"{path}: {text}" in fails(capsys, 1, "plot", path)
    assert "no/a.png: cannot be written" in fails(capsys, 1, "plot", "model.history.json", "--out",
                                                  "no/a.png")
    assert "does not end in .png, .svg or .pdf" in fails(capsys, 2, "plot", "model.history.json",
                                                         "--out", "a.gif")


# --- resume ---------------------------------------------------------------------------------

LONG = ["--dropout", "0.2", "--augment", "distort", "--standardize", "all", "--hidden", "16",
        "--batch-size", "8", "--progress", "lines", "--epochs", "40"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killed_and_resumed_equals_uninterrupted(idx, how, capsys):
    assert run("train", idx, *LONG, "--out", "whole.npz") == 0
    process = program("train", idx, *LONG)
    for line in process.stdout:
        if line.startswith("epoch 5 "):
            process.send_signal(how)
            break
    _, err = process.communicate()
    if how == signal.SIGINT:
        done = len(json.loads(Path("model.history.json").read_text()))
        assert err == (f"stopped by Ctrl-C: {done} of 40 epochs are kept; go on with: "
                       "backprop train --resume model.last.npz\n") and process.returncode == 130
    else:
        assert process.returncode == -9
    assert 5 <= len(read("model.last.npz")[0]["history"]) < 40
    Path("model.npz").write_bytes(b"")          # as if killed between the two files
    capsys.readouterr()
    assert run("train", "--resume", "model.last.npz", "--progress", "lines") == 0
    assert capsys.readouterr().out.count("\nepoch ") <= 35
    assert_same_run("whole.last.npz", "model.last.npz")
    assert_same_run("whole.npz", "model.npz")


@posix
@pytest.mark.parametrize("moment", ["between two files", "before the first"])
def test_ctrl_c_at_the_end_of_an_epoch(idx, capsys, monkeypatch, moment):
    """It waits until the three files agree; and the message tells how many epochs they hold."""
    signal.signal(signal.SIGINT, signal.default_int_handler)        # a shell's background jobs ignore it
    def then_stop(real):
        calls = itertools.count(1)

        def interrupted(*words):
            real(*words)
            if next(calls) == 4:
                os.kill(os.getpid(), signal.SIGINT)
        return interrupted
    if moment == "between two files":           # of epoch 3: the first call is before all epochs
        monkeypatch.setattr(backprop.cli.run, "replace_file", then_stop(backprop.cli.run.replace_file))
    else:                                       # of epoch 4
        monkeypatch.setattr(Trainer, "_close_epoch", then_stop(Trainer._close_epoch))
    assert run("train", idx, "--epochs", 9, *SMALL) == 130
    assert "stopped by Ctrl-C: 3 of 9 epochs are kept" in capsys.readouterr().err
    assert len(read("model.last.npz")[0]["history"]) == 3
    assert len(json.loads(Path("model.history.json").read_text())) == 3
    best = read("model.last.npz")[0]["trainer"]["best"]
    assert read("model.npz")[0]["notes"]["record"]["epoch"] == best


OLD_SETTINGS = {                                # as version 0.1.0 of November 2026 wrote them
    "size": None, "prefix": None, "invert": False, "valid": "10", "train_on_all": False,
    "standardize": "none", "hidden": [16], "activation": "relu", "init": None, "dropout": 0.0,
    "optimizer": "adam", "lr": 0.002, "schedule": "linear", "warmup": 0.0, "every": 10.0,
    "factor": 0.1, "batch_size": 8, "epochs": 4, "patience": None, "label_smoothing": 0.0,
    "weight_decay": 0.0, "norm_penalty": 0.0, "augment": "distort", "shift": 0.5, "rotation": 7.5,
    "scale": 0.1, "shear": 0.1, "elastic": 0.8, "smooth": 4.0, "seed": 0, "threads": 1}


def test_files_of_earlier_versions(idx, capsys, monkeypatch):
    """A file with the notes of an earlier version goes on, and its model is measured."""
    words = [idx, "--epochs", 4, *SMALL, "--augment", "distort", "--threads", 1]
    assert run("train", *words, "--out", "whole.npz") == 0

    def stop(*_):
        raise KeyboardInterrupt
    with monkeypatch.context() as patch:
        patch.setattr(backprop.cli.run, "Reporter", stop)
        assert run("train", *words) == 130
    header, arrays = read("model.last.npz")
    own = ("settings", "names", "size", "invert", "scale", "data")
    header["notes"] = {name: header["notes"][name] for name in own} | {"settings": OLD_SETTINGS}
    header["notes"]["data"] = {name: header["notes"]["data"][name] for name in ("path", "crc32")}
    write("model.last.npz", header, arrays)
    assert run("train", "--resume", "model.last.npz") == 0
    assert_same_run("whole.last.npz", "model.last.npz")
    header, arrays = read("model.npz")
    write("old.npz", {**header, "notes": {name: header["notes"][name] for name in own}
                      | {"settings": OLD_SETTINGS}}, arrays)
    capsys.readouterr()
    assert run("evaluate", "old.npz", idx) == 0 and run("evaluate", "model.npz", idx) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == second


def test_a_finished_run_stays_as_it_is(idx, capsys):
    assert run("train", idx, "--epochs", 3, *SMALL) == 0
    before = state("model.last.npz")[1]["params"]
    assert run("train", "--resume", "model.last.npz", *SMALL, "--epochs", 3) == 0
    assert np.array_equal(state("model.last.npz")[1]["params"], before)


def test_more_epochs_where_the_schedule_allows_it(idx, capsys):
    options = ["--schedule", "step_decay", "--every", 2, *SMALL]
    assert run("train", idx, "--epochs", 6, *options, "--out", "whole.npz") == 0
    assert run("train", idx, "--epochs", 3, *options) == 0
    assert run("train", "--resume", "model.last.npz", "--epochs", 6) == 0
    assert_same_run("whole.last.npz", "model.last.npz")
    assert "--epochs 5 contradicts" in fails(capsys, 2, "train", "--resume", "model.last.npz",
                                             "--epochs", 5)
    assert run("train", idx, "--epochs", 3, *SMALL, "--out", "linear.npz") == 0
    assert "--epochs 6 contradicts linear.last.npz, which was trained with --epochs 3" in fails(
        capsys, 2, "train", "--resume", "linear.last.npz", "--epochs", 6)


def test_contradictions_name_both(idx, here, capsys):
    assert run("train", idx, "--epochs", 2, *SMALL) == 0
    resume = ["train", "--resume", "model.last.npz"]
    for words, text in [
            (["--lr", 0.5], "--lr 0.5 contradicts model.last.npz, which was trained with --lr 0.0"),
            (["--hidden", "9,8"], "--hidden 9,8 contradicts model.last.npz, which was trained with "
                                  "--hidden 16"),
            (["--hidden", "none"], "--hidden none contradicts"),
            (["--invert"], "--invert contradicts model.last.npz, which was trained with no --inv"),
            (["--seed", 1], "--seed 1 contradicts"), (["--threads", 7], "--threads 7 contradicts"),
            (["--out", "b.npz"], "--out contradicts --resume"),
            (["--overwrite"], "--overwrite contradicts --resume")]:
        assert text in fails(capsys, 2, *resume, *words)
    before = state("model.last.npz")
    (here / "idx").rename(here / "moved")
    assert "idx: No such file" in fails(capsys, 1, *resume)
    assert run(*resume, "moved") == 0
    images, labels = pictures(60, seed=3)
    write_idx("moved/train-images-idx3-ubyte.gz", images)
    assert "moved: is not the data with which model.last.npz was trained" in fails(
        capsys, 1, *resume, "moved")
    assert np.array_equal(state("model.last.npz")[1]["params"], before[1]["params"])


def test_what_cannot_be_resumed(idx, here, capsys):
    assert run("train", idx, "--epochs", 1, *SMALL) == 0
    assert "ends in .last.npz" in fails(capsys, 1, "train", "--resume", "model.npz")
    assert "No such file" in fails(capsys, 1, "train", "--resume", "no.last.npz")
    Path("copy.last.npz").write_bytes(Path("model.npz").read_bytes())
    assert "holds weights only" in fails(capsys, 1, "train", "--resume", "copy.last.npz")
    whole = Path("model.last.npz").read_bytes()
    Path("cut.last.npz").write_bytes(whole[:len(whole) // 2])
    assert "cut.last.npz: is damaged or cut off" in fails(capsys, 1, "train", "--resume",
                                                          "cut.last.npz")
    rng = np.random.default_rng(0)
    Trainer(mlp([4, 3], rng=rng), SoftmaxCrossEntropy(), SGD(0.1), batch_size=4,
            rng=rng).save("mine.last.npz")
    assert "was not written by `backprop train`" in fails(capsys, 1, "train", "--resume",
                                                          "mine.last.npz")


def wrong_headers(header):
    """Headers that are valid JSON and yet nonsense: each entry missing, or of a wrong type."""
    def change(path, value):
        copy = json.loads(json.dumps(header))
        place = copy
        for key in path[:-1]:
            place = place[key]
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value
        return copy
    paths = [(key,) for key in ("network", "notes", "trainer", "history")]
    paths += [("notes", key) for key in header["notes"]]
    paths += [("notes", "settings", key) for key in header["notes"]["settings"]]
    paths += [("trainer", key) for key in header["trainer"]]
    for path in paths:
        for value in (None, "x", [1], -1):
            yield path, value, change(path, value)


def test_nonsense_in_a_header_is_one_line(idx, capsys, monkeypatch):
    """A stranger's file: an error of one line, or a run that still works, but no traceback."""
    assert run("train", idx, "--epochs", 2, "--schedule", "constant", *SMALL) == 0
    header, arrays = read("model.last.npz")
    data = idx_folder(idx)
    monkeypatch.setattr(backprop.cli.sources, "idx_folder", lambda *_: data)
    write_png("a.png", data.x_test[0])
    failed = 0
    for path, value, wrong in wrong_headers(header):
        write("bad.last.npz", wrong, arrays)
        for argv in (["train", "--resume", "bad.last.npz"], ["predict", "bad.last.npz", "a.png"],
                     ["info", "bad.last.npz"]):
            if argv[0] != "train" and "settings" in path and value != "x":
                continue
            capsys.readouterr()
            code = run(*argv)
            err = capsys.readouterr().err
            assert code in (0, 1, 2) and err.count("\n") == bool(code), (path, value, argv, err)
            failed += code > 0
    assert failed > 150


# --- info -----------------------------------------------------------------------------------

def test_info_tells_what_a_model_is(letters, here, capsys):
    Path(letters).rename("my letters")
    assert run("train", "my letters", "--size", 8, "--epochs", 3, *SMALL, "--invert", "--lr", 0.01,
               "--standardize", "all", "--dropout", 0.25) == 0
    record = json.loads(Path("model.history.json").read_text())[-1]
    best = f"epoch 3  valid loss {record['valid_loss']:.4f}  accuracy {record['metrics']['accuracy']:.4f}"
    capsys.readouterr()
    assert run("info", "model.npz") == 0
    out = capsys.readouterr().out
    assert out.splitlines() == [
        f"file        model.npz, {Path('model.npz').stat().st_size:,} bytes",
        "network     Linear(64, 16), ReLU(), Dropout(rate=0.25), Linear(16, 3)",
        "parameters  1,091 of float32", "classes     3: A, B, Z",
        "images      8 x 8 pixels, inverted, standardized",
        "trained by  backprop train 'my letters' --size 8 --invert --valid 10 --standardize all "
        "--hidden 16 --dropout 0.25 --lr 0.01 --batch-size 8 --epochs 3", f"measured    {best}"]
    assert run("info", "model.last.npz") == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-2:] == ["epochs      3 done; go on with backprop train --resume", f"best        {best}"]
    command = out.splitlines()[5].removeprefix("trained by  ")
    assert run(*shlex.split(command)[1:], "--out", "again.npz") == 0
    assert_same_run("model.last.npz", "again.last.npz")


def test_info_of_files_of_other_kinds(idx, capsys):
    mlp([4, 3], rng=np.random.default_rng(0)).save("bare.npz")
    assert run("info", "bare.npz") == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "network     Linear(4, 3)", "parameters  15 of float32",
        "notes       none: not written by `backprop train`"]
    assert run("train", idx, "--epochs", 1, *SMALL) == 0
    whole = Path("model.npz").read_bytes()
    Path("cut.npz").write_bytes(whole[:-200])
    header, arrays = read("model.npz")
    write("nan.npz", header, {"params": arrays["params"] * np.nan})
    for change in ({"record": {"epoch": "x"}}, {"record": 3}, {"names": 4}, {"data": None},
                   {"settings": {"optimizer": "x"}}):
        write("odd.npz", {**header, "notes": header["notes"] | change}, arrays)
        assert "odd.npz: its notes are damaged" in fails(capsys, 1, "info", "odd.npz")
    assert "nan.npz: weights: params[0] is nan" in fails(capsys, 1, "info", "nan.npz")
    for path, text in (("cut.npz", "is damaged or cut off"), ("no.npz", "No such file"),
                       (idx, "Is a directory"), ("model.history.json", "is not a checkpoint")):
        assert f"{path}: {text}" in fails(capsys, 1, "info", path)


# --- one line for everything that is wrong --------------------------------------------------

@pytest.mark.parametrize("words, text", [
    ([], "the following arguments are required: COMMAND"),
    (["fly"], "invalid choice: 'fly'"),
    (["train"], "no DATA: name mnist or a folder"),
    (["train", "idx", "--epohcs", "3"], "unrecognized arguments: --epohcs 3"),
    (["train", "idx", "--epoch", "3"], "unrecognized arguments: --epoch 3, did you mean --epochs? "
                                       "(see backprop train --help)"),
    (["train", "idx", "--momentun=0.9"], "--momentun=0.9 (see backprop train --help)"),
    (["evaluate", "m.npz", "idx", "--confuse"], "did you mean --confusion? (see backprop evaluate"),
    (["train", "idx", "more"], "unrecognized arguments: more"),
    (["train", "idx", "--lr"], "argument --lr: expected one argument"),
    (["train", "idx", "--lr", "0"], "argument --lr: '0' is not a number above 0"),
    (["train", "idx", "--lr", "nan"], "argument --lr: 'nan' is not a number above 0"),
    (["train", "idx", "--lr", "inf"], "argument --lr: 'inf' is not a number above 0"),
    (["train", "idx", "--lr", "-0.1"], "argument --lr: '-0.1' is not a number above 0"),
    (["train", "idx", "--lr", "fast"], "argument --lr: 'fast' is not a number"),
    (["train", "idx", "--batch-size", "-5"], "argument --batch-size: '-5' is not a whole number"),
    (["train", "idx", "--batch-size", "1.5"], "'1.5' is not a whole number of at least 1"),
    (["train", "idx", "--batch-size", "9" * 5000], "is not a whole number"),
    (["train", "idx", "--epochs", "0"], "argument --epochs: '0' is not a whole number"),
    (["train", "idx", "--threads", "0"], "argument --threads: '0' is not a whole number"),
    (["train", "idx", "--threads", "2000"], "'2000' is not a whole number of at least 1 and at "
                                            "most 1024 (see backprop train --help)"),
    (["train", "idx", "--seed", "-1"], "argument --seed: '-1' is not a whole number"),
    (["train", "idx", "--dropout", "1"], "'1' is not a number of at least 0 and below 1"),
    (["train", "idx", "--label-smoothing", "1"], "argument --label-smoothing"),
    (["train", "idx", "--factor", "0"], "argument --factor"),
    (["train", "idx", "--activation", "relo"], "argument --activation: invalid choice: 'relo'"),
    (["train", "idx", "--init", "x"], "argument --init: invalid choice"),
    (["train", "idx", "--optimizer", "x"], "argument --optimizer: invalid choice"),
    (["train", "idx", "--schedule", "x"], "argument --schedule: invalid choice"),
    (["train", "idx", "--augment", "x"], "argument --augment: invalid choice"),
    (["train", "idx", "--hidden", "a,b"], "argument --hidden: 'a,b': 'a' is not a whole number"),
    (["train", "idx", "--hidden", "512,"], "argument --hidden: '512,'"),
    (["train", "idx", "--hidden", "512,0"], "argument --hidden: '512,0'"),
    (["train", "idx", "--hidden", "-3"], "argument --hidden"),
    (["train", "idx", "--hidden", "1e9"], "argument --hidden"),
    (["train", "idx", "--valid", "0"], "neither a count such as 10000 nor a share"),
    (["train", "idx", "--valid", "1.5"], "neither a count"),
    (["train", "idx", "--valid", "1/0"], "neither a count"),
    (["train", "idx", "--valid", "1e999999999"], "neither a count"),
    (["train", "idx", "--valid", "60"], "valid_size is 60, expected fewer than 60 rows"),
    (["train", "idx", "--size", "8"], "--size is for folders of images, idx holds IDX images"),
    (["train", "idx", "--rotation", "3"], "--rotation has no effect with --augment none"),
    (["train", "idx", "--augment", "shift", "--shift", "0.5"], "not a whole number, as --augment"),
    (["train", "idx", "--names", "a,b"], "--names has 2 names, idx has the labels 0 to 2"),
    (["train", "idx", "--names", "a,b,a"], "the name 'a' is empty, holds a comma or stands twice"),
    (["train", "idx", "--names", "a,,b"], "the name '' is empty"),
    (["train", "idx", "--names", "a.txt"], "neither names with commas between them nor a file"),
    (["train", "idx", "--every", "3"], "--every has no effect with --schedule linear"),
    (["train", "idx", "--warmup", "10"], "warmup is 10, expected fewer than steps = 10"),
    (["train", "idx", "--train-on-all", "--patience", "3"], "--patience needs a validation set"),
    (["train", "idx", "--train-on-all", "--valid", "9"], "--valid needs a validation set"),
    (["train", "idx", "--weight-decay", "1", "--norm-penalty", "1"], "with --optimizer adamw only"),
    (["train", "idx", "--out", "model"], "does not end in .npz"),
    (["train", "idx", "--out", "model.last.npz"], "ends in .last.npz"),
    (["predict", "m.npz"], "the following arguments are required: IMAGE"),
    (["predict", "m.npz", "a.png", "--top", "0"], "argument --top"),
    (["evaluate", "m.npz"], "the following arguments are required: DATA"),
    (["gradcheck", "--loss", "Hinge"], "argument --loss: invalid choice"),
    (["gradcheck", "--sizes", "3"], "expected at least two sizes"),
], ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else "")
def test_wrong_usage(idx, capsys, words, text):
    assert text in fails(capsys, 2, *words)
    assert sorted(os.listdir()) == ["idx"]


@pytest.mark.parametrize("path, text", [
    ("none", "none: No such file or directory, expected mnist or a folder"),
    ("file.txt", "file.txt: Not a directory"),
    ("empty", "empty: holds neither IDX files nor one folder of images a class"),
    ("one", "one: 1 class folders, expected one for each class, but only 'A' is there"),
    ("hollow", "B: no images, expected at least one"),
    ("words", "a.png: not a PNG, BMP or JPEG image"),
    ("single", "single: one class only, expected at least two"),
    ("cut", "cut-train-images-idx3-ubyte: truncated"),
    ("two\nlines", "two lines: No such file")])
def test_wrong_data(idx, here, capsys, path, text):
    Path("file.txt").write_text("x")
    for folder in ("empty", "one/A", "hollow/A", "hollow/B", "words/A", "words/B", "single", "cut"):
        Path(folder).mkdir(parents=True)
    for file in ("one/A", "hollow/A", "words/B"):
        Image.new("L", (8, 8)).save(Path(file, "a.png"))
    Path("words/A/a.png").write_text("no image")
    for part in "train", "t10k":
        for name in "single", "cut":
            write_idx(f"{name}/{name}-{part}-images-idx3-ubyte", pictures(4)[0])
            write_idx(f"{name}/{name}-{part}-labels-idx1-ubyte", np.zeros(4, np.uint8))
    Path("cut/cut-train-images-idx3-ubyte").write_bytes(
        Path("cut/cut-train-images-idx3-ubyte").read_bytes()[:-9])
    assert text in fails(capsys, 1, "train", path)
    assert text in fails(capsys, 1, "train", path, "--train-on-all", "--progress", "none")
    assert not Path("model.npz").exists() and not Path("model.last.npz").exists()


def test_several_sets_in_one_folder(idx, letters, capsys):
    for file in list(Path(idx).iterdir()):
        (Path(idx) / f"emnist-{file.name}").write_bytes(file.read_bytes())
    assert run("train", idx, "--prefix", "emnist", "--epochs", 1, *SMALL) == 0
    assert run("evaluate", "model.npz", idx, "--prefix", "emnist") == 0
    assert "holds several sets" in fails(capsys, 1, "evaluate", "model.npz", idx)
    assert "--prefix is for IDX files" in fails(capsys, 2, "train", letters, "--prefix", "x",
                                                "--out", "b.npz")


def test_a_run_is_not_overwritten_by_chance(idx, capsys):
    assert run("train", idx, "--epochs", 2, *SMALL) == 0
    before = Path("model.last.npz").read_bytes()
    text = fails(capsys, 2, "train", idx, "--epochs", 1, *SMALL)
    assert "model.npz is there already: go on with --resume model.last.npz" in text
    assert Path("model.last.npz").read_bytes() == before
    assert run("train", idx, "--epochs", 1, *SMALL, "--overwrite") == 0
    assert len(read("model.last.npz")[0]["history"]) == 1


def test_where_it_cannot_write(idx, capsys, monkeypatch):
    assert "cannot be written: No such file" in fails(capsys, 1, "train", idx, "--out", "no/model.npz")
    Path("file").write_text("")
    assert "cannot be written: Not a directory" in fails(capsys, 1, "train", idx, "--out", "file/m.npz")


@pytest.mark.parametrize("end", ["diverges", "Ctrl-C"])
def test_a_good_model_outlives_a_run_that_ends_in_its_first_epoch(idx, here, monkeypatch, end):
    """--overwrite replaces it by weights that have been trained, not by random ones."""
    assert run("train", idx, "--epochs", 2, *SMALL, "--out", "good.npz") == 0
    before = (here / "good.npz").read_bytes()
    if end == "Ctrl-C":
        def interrupted(*parts):
            raise KeyboardInterrupt
        monkeypatch.setattr(Trainer, "step", interrupted)
    rate = ["--lr", 1e30, "--optimizer", "sgd"] if end == "diverges" else []
    assert run("train", idx, "--epochs", 2, *SMALL, "--out", "good.npz", "--overwrite", *rate) in (1, 130)
    assert (here / "good.npz").read_bytes() == before


def test_a_diverging_run(idx, capsys):
    text = fails(capsys, 1, "train", idx, "--optimizer", "sgd", "--lr", "1e30", *SMALL)
    assert "in epoch 1" in text and "try a smaller lr" in text


def test_wrong_models(idx, letters, here, capsys):
    data = idx_folder(idx)
    write_png("a.png", data.x_test[0])
    assert run("train", idx, "--epochs", 1, *SMALL) == 0
    whole = Path("model.npz").read_bytes()
    Path("cut.npz").write_bytes(whole[:-200])
    Path("empty.npz").write_bytes(b"")
    Path("text.npz").write_text("hello")
    np.savez("foreign.npz", a=np.ones(3))
    mlp([64, 3], rng=np.random.default_rng(0)).save("bare.npz")
    header, arrays = read("model.npz")
    header["notes"]["names"].append("too many")
    write("names.npz", header, arrays)
    for path, text in [("no.npz", "no.npz: No such file"), ("cut.npz", "is damaged or cut off"),
                       ("empty.npz", "empty.npz: is empty"), ("text.npz", "is not a checkpoint"),
                       ("foreign.npz", "without our header"), (".", "Is a directory"),
                       ("bare.npz", "was not written by `backprop train`"),
                       ("names.npz", "names 4 classes, but the network gives (3,) numbers")]:
        assert text in fails(capsys, 1, "predict", path, "a.png")
    assert "cut.npz: is damaged" in fails(capsys, 1, "evaluate", "cut.npz", idx)
    assert "class 'A' is none of" in fails(capsys, 1, "evaluate", "model.npz", letters)
    assert run("train", letters, "--size", 8, "--epochs", 1, *SMALL, "--out", "l.npz") == 0
    assert "class '0' is none of the network's" in fails(capsys, 1, "evaluate", "l.npz", idx)
    images, labels = pictures(6, side=9)
    for part in "train", "t10k":
        write_idx(f"idx/{part}-images-idx3-ubyte.gz", images)
        write_idx(f"idx/{part}-labels-idx1-ubyte.gz", labels)
    assert "x has 81 columns, expected 64" in fails(capsys, 1, "evaluate", "model.npz", idx)


def test_wrong_images(idx, here, capsys):
    assert run("train", idx, "--epochs", 1, *SMALL) == 0
    Image.new("L", (8, 8)).save("a.png")
    Path("text.png").write_text("x")
    for path, text in [("b.png", "b.png: No such file"), ("text.png", "not a PNG, BMP or JPEG"),
                       ("idx", "idx: Is a directory")]:
        assert text in fails(capsys, 1, "predict", "model.npz", "a.png", path)
    assert run("predict", "model.npz", "a.png") == 0


def test_images_that_are_not_square(here, capsys):
    Path("wide").mkdir()
    for part in "train", "t10k":
        images, labels = pictures(30)
        write_idx(f"wide/{part}-images-idx3-ubyte", images[:, :5])
        write_idx(f"wide/{part}-labels-idx1-ubyte", labels)
    assert run("train", "wide", "--epochs", 1, *SMALL) == 0
    assert run("evaluate", "model.npz", "wide") == 0
    assert "were not square" in fails(capsys, 1, "predict", "model.npz", "a.png")
    assert "expected a square" in fails(capsys, 1, "train", "wide", "--augment", "shift",
                                        "--out", "b.npz", *SMALL)


@pytest.mark.parametrize("module, package", [("PIL", "pillow"), ("scipy", "scipy")])
def test_what_is_not_installed_is_named(idx, letters, capsys, monkeypatch, module, package):
    real = builtins.__import__

    def without(name, *rest, **named):
        if name.partition(".")[0] == module:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest, **named)
    monkeypatch.setattr(builtins, "__import__", without)
    argv = ["train", letters] if module == "PIL" else ["train", idx, "--activation", "gelu"]
    assert f"this needs {package}, which is not installed" in fails(capsys, 1, *argv)


def test_without_tqdm_there_are_lines_only(idx, capsys, monkeypatch):
    words = ["train", idx, "--epochs", 2, *SMALL[:-2], "--progress", "bar", "--overwrite"]
    assert run(*words) == 0
    out, err = capsys.readouterr()
    assert "\nepoch 1 " in out and "2/2  valid loss " in err
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert run(*words) == 0
    out, err = capsys.readouterr()
    assert "\nepoch 1 " in out and err == ""


def in_a_terminal(columns, *argv):
    """Run the program in a terminal so wide; return (exit code, what it showed)."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-m", "backprop", *map(str, argv)])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    told = b""
    while piece := _read(terminal):
        told += piece
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), told.decode()


def _read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:                             # so Linux says that the other side has closed it
        return b""


@posix
def test_a_narrow_terminal_shows_a_line_an_epoch_and_a_bar_within(idx):
    """At 60 columns nothing that counts is cut off, and what is left behind is text."""
    code, told = in_a_terminal(60, "train", idx, "--epochs", 3, *SMALL[:-2])
    assert code == 0
    lines = [line.rsplit("\r", 1)[-1] for line in told.split("\r\n")]
    assert [line[:9] for line in lines[1:4]] == ["epoch 1  ", "epoch 2  ", "epoch 3  "]
    bars = [bar for bar in re.split("[\r\n]", told) if re.match(r"\d/3  ", bar)]
    assert len(bars) >= 3 and max(map(len, bars)) < 60
    assert re.fullmatch(r"2/3  valid loss \d\.\d{4}  accuracy \d\.\d{4}  .* \d+% \d\d:\d\d",
                        [bar for bar in bars if bar.startswith("2/3")][-1])


def test_a_bar_moves_with_the_updates_and_with_the_files(letters, capsys, monkeypatch):
    monkeypatch.setattr(backprop.cli.report, "SECONDS", 0)
    monkeypatch.setattr("tqdm.tqdm", partial(tqdm.tqdm, mininterval=0, miniters=1))
    assert run("train", letters, "--size", 8, *SMALL[:-2], "--epochs", 2, "--progress", "bar") == 0
    err = capsys.readouterr().err
    assert all(f"reading {n}/60 images " in err for n in range(60))
    steps = 14                                  # two epochs of 50 images, 8 at a time
    assert {f"{100 * n / steps:.0f}%" for n in range(steps)} <= set(re.findall(r"\d+%", err))
    assert run("train", letters, "--size", 8, *SMALL, "--overwrite") == 0
    assert capsys.readouterr().err == ""


def test_too_little_memory(idx, capsys, monkeypatch):
    def full(*_):
        raise MemoryError("Unable to allocate 7 TiB")
    monkeypatch.setattr(backprop.cli.run, "build", full)
    assert "not enough memory: Unable" in fails(capsys, 1, "train", idx)


WORDS = ["train", "evaluate", "predict", "info", "gradcheck", "idx", "m.npz", "--lr", "--hidden",
         "--epochs", "--resume", "--valid", "--top", "--size", "--augment", "--out", "none", "0",
         "-1", "3",
         "1e400", "nan", "1/2", "", "-", "--", "--=", "=", "@x", "é\n", "--invert", "--prefix"]


@settings(max_examples=150, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=6))
def test_any_words(capsys, tmp_path, words):
    """In a folder without data nothing can succeed but gradcheck: one line, code 1 or 2."""
    old = os.getcwd()
    os.chdir(tmp_path)
    try:
        capsys.readouterr()
        code = main(words)
        out, err = capsys.readouterr()
    finally:
        os.chdir(old)
    if code == 0:
        assert err == "" and (words[0] == "gradcheck" or {"-h", "--help", "--version"} & set(words))
    else:
        assert code in (1, 2) and err.startswith("backprop: error: ") and err.count("\n") == 1


# --- gradcheck ------------------------------------------------------------------------------

@pytest.mark.parametrize("loss", ["MeanSquaredError", "Huber", "BinaryCrossEntropy",
                                  "SigmoidCrossEntropy", "CrossEntropy", "SoftmaxCrossEntropy"])
@pytest.mark.parametrize("activation", ["relu", "gelu", "tanh"])
def test_gradcheck_of_what_is_right(capsys, loss, activation):
    assert run("gradcheck", "--loss", loss, "--activation", activation, "--sizes", "4,3,2") == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{loss} of Network([Linear(4, 3), ") and ": ok\n" in out
    assert out.count("agrees") == 6


def test_gradcheck_of_what_is_wrong(capsys, monkeypatch):
    monkeypatch.setattr(Tanh, "input_grad", lambda self, dy: dy)
    assert run("gradcheck", "--activation", "tanh") == 1
    out, err = capsys.readouterr()
    assert "NOT OK" in out and "disagrees" in out and err == ""


# --- as a program ---------------------------------------------------------------------------

def test_help_reads_well(capsys):
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert "examples:" in out and out.count("\n  backprop ") == 11
    assert re.findall(r"\n  (\w+)   ", out)[1:] == ["train", "evaluate", "predict", "info",
                                                    "plot", "draw", "gradcheck", "exercises", "check"]
    assert main(["train", "--help"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for text in ("network:", "(default: 512)", "(default: relu)", "(default: 1/6)",
                 "0.002 for adam", "--resume MODEL.last.npz"):
        assert text in out
    for command in ("evaluate", "predict", "info", "plot", "draw", "gradcheck", "exercises", "check"):
        assert main([command, "--help"]) == 0
        assert command in capsys.readouterr().out


def test_help_loads_nothing_heavy():
    code = "import sys; from backprop.cli import main; main(['train', '--help']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert not loaded & {"sympy", "matplotlib", "tqdm", "PIL", "scipy", "difflib"}
    assert "backprop.gradcheck" not in done.stdout


def test_the_version_stands_alike_everywhere(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"backprop {backprop.__version__}\n"
    root = Path(__file__).parents[1]
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert project["version"] == backprop.__version__
    assert f"\nversion: {backprop.__version__}\n" in (root / "CITATION.cff").read_text()


def test_every_setting_has_an_option_and_the_other_way_round():
    from backprop.cli.options import build_parser
    from backprop.cli.settings import LR, Settings
    from backprop.optimizers import OPTIMIZERS
    train = build_parser()._subparsers._group_actions[0].choices["train"]
    options = {action.dest for action in train._actions}
    assert options - {"help", "data", "out", "overwrite", "resume", "progress"} == set(vars(Settings()))
    assert set(LR) == set(OPTIMIZERS)


def test_the_program_and_its_exit_codes(idx, here):
    process = program("train", idx, "--epochs", 1)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "") and "epoch 1  train loss" in out
    for code, argv in (2, ["train", idx, "--lr", "0"]), (1, ["predict", "model.npz", "no.png"]):
        process = program(*argv)
        out, err = process.communicate()
        assert process.returncode == code and out == ""
        assert err.startswith("backprop: error: ") and err.count("\n") == 1
    script = Path(sys.executable).with_name("backprop")
    if script.exists():
        assert subprocess.run([script, "gradcheck"], capture_output=True).returncode == 0


def test_threads_of_a_run(idx):
    """--threads sets BLAS in the same process; a resumed run takes the number from its file."""
    code = ("import os, sys; from threadpoolctl import threadpool_info; from backprop.cli import main; "
            "start = os.getpid(); code = main(); assert os.getpid() == start; "
            "print({p['num_threads'] for p in threadpool_info() if p['user_api'] == 'blas'}, code)")
    bare = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    for argv, threads in ((["train", idx, "--epochs", "1", "--threads", "2"], 2),
                          (["train", "--resume", "model.last.npz"], 2),
                          (["train", idx, "--epochs", "1", "--overwrite"], 1)):
        argv += ["--progress", "none"]
        done = subprocess.run([sys.executable, "-c", code, *argv], env=bare, text=True,
                              capture_output=True)
        assert (done.stdout, done.stderr) == (f"{{{threads}}} 0\n", "")
        assert read("model.last.npz")[0]["notes"]["settings"]["threads"] == threads


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_behind_stdout(idx):
    buffered = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "backprop", "gradcheck"], stdout=full,
                              stderr=subprocess.PIPE, text=True, env=buffered)
    assert done.returncode == 1 and done.stderr.startswith("backprop: error: ")
    assert done.stderr.count("\n") == 1 and "No space left" in done.stderr


def test_a_reader_that_goes_away(idx):
    process = program("train", idx, "--epochs", 200, *SMALL)
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == "" and process.wait() == 1
    process.stderr.close()


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are any bytes on Linux only")
def test_a_name_that_is_not_text(idx, here):
    assert run("train", idx, "--epochs", 1, *SMALL) == 0
    name = os.fsdecode(b"\xff.png")
    Image.new("L", (8, 8)).save(name)
    process = program("predict", "model.npz", name, env={**os.environ, "PYTHONUTF8": "1"})
    out, err = process.communicate()
    assert process.returncode == 0 and re.match(r"\\udcff\.png: \d 0\.\d\d\n", out) and err == ""


# --- stopped, killed, locked, closed ---------------------------------------------------------

@posix
@pytest.mark.parametrize("start", ["-m", "script"])
def test_ctrl_c_before_anything_is_read(here, start):
    """While NumPy is being imported: one line, 130, and it is never lost."""
    (here / "backprop").write_text("from backprop.cli import main; main()")
    (here / "hook").mkdir()
    (here / "hook/sitecustomize.py").write_text(        # the signal comes at the same moment always
        "import os, signal, sys\n"
        "class Hook:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'numpy': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Hook())\n")
    words = ["-m", "backprop"] if start == "-m" else ["backprop"]
    path = os.pathsep.join([str(here / "hook"), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run([sys.executable, *words, "gradcheck"], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": path}, preexec_fn=heed_ctrl_c)
    assert (done.returncode, done.stdout, done.stderr) == (
        130, "", "backprop: error: stopped by Ctrl-C\n")


def test_only_the_program_takes_over_signals():
    code = "import signal; import backprop; print(signal.getsignal(2) is signal.default_int_handler)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          preexec_fn=heed_ctrl_c if os.name == "posix" else None).stdout == "True\n"


@posix
def test_one_run_at_a_time_and_sigterm(idx, here, capsys):
    """A second run is refused; SIGTERM ends the first like Ctrl-C, and then its files are free."""
    process = program("train", idx, "--epochs", 5000, *SMALL)
    for line in process.stdout:
        if line.startswith("epoch 2 "):
            break
    for words in (["train", idx, "--overwrite"], ["train", "--resume", "model.last.npz"]):
        assert "model.npz: another run is writing it" in fails(capsys, 1, *words)
    process.terminate()
    _, err = process.communicate()
    assert process.returncode == 143 and re.fullmatch(r"stopped by SIGTERM: \d+ of 5000 .*\n", err)
    assert sorted(os.listdir()) == ["idx", "model.history.json", "model.last.npz", "model.npz"]
    Path(".model.npz.lock").write_text("")          # what kill -9 leaves
    assert run("train", idx, "--epochs", 1, *SMALL, "--overwrite") == 0
    assert not Path(".model.npz.lock").exists()


@posix
def test_what_a_killed_process_left_is_removed(idx, here):
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True).stdout.strip()
    Path(f".model.npz.{gone}.partial").write_text("half")
    Path(f".set.{gone}.partial").mkdir()
    Path(f".other.npz.{os.getppid()}.partial").write_text("its process lives")
    assert run("train", idx, "--epochs", 1, *SMALL) == 0
    assert [name for name in os.listdir() if "partial" in name] == [
        f".other.npz.{os.getppid()}.partial"]


@posix
@pytest.mark.parametrize("closed, code, text", [(1, 1, "stdout is closed"), (2, 0, "")])
def test_closed_streams(idx, closed, code, text):
    def close():
        os.close(closed)
    for words, expected in ((["train", idx, "--epochs", "1"], 0), (["gradcheck"], code)):
        done = subprocess.run([sys.executable, "-m", "backprop", *words], capture_output=True,
                              text=True, preexec_fn=close)
        assert done.returncode == expected
        assert (text if expected else "") in done.stderr and done.stderr.count("\n") == expected
    assert Path("model.npz").exists()


# --- names and notes that nobody expects -----------------------------------------------------

@pytest.mark.skipif(sys.platform != "linux", reason="names of files are any bytes on Linux only")
def test_class_names_that_are_not_text_or_steer_the_terminal(letters, capsys):
    names = [os.fsdecode(b"\xff"), "\x1b[31mred", "two\nlines"]
    for old, new in zip("ABZ", names):
        Path("letters", old).rename(Path("letters", new))
    assert run("train", letters, "--size", 8, "--epochs", 1, *SMALL) == 0
    assert read("model.npz")[0]["notes"]["names"] == sorted(names)
    assert run("evaluate", "model.npz", letters, "--confusion") == 0
    image = sorted(Path("letters", names[1]).iterdir())[0]
    assert run("predict", "model.npz", image, "--top", 3) == 0
    out = capsys.readouterr().out
    assert all(c.isprintable() or c == "\n" for c in out)
    assert all(text in out for text in ("\\udcff", "\\x1b[31mred", "two\\nlines"))
    assert run("train", "--resume", "model.last.npz") == 0


def test_damaged_notes_and_weights_name_the_file(idx, capsys):
    assert run("train", idx, "--standardize", "all", "--epochs", 1, *SMALL) == 0
    header, arrays = read("model.npz")
    write_png("a.png", np.ones((8, 8)))
    write("m.npz", {**header, "notes": {**header["notes"], "scale": {"mean": 0, "std": 0}}}, arrays)
    assert "m.npz: its notes are damaged: Standardize: std" in fails(capsys, 1, "predict", "m.npz",
                                                                     "a.png")
    for value in (np.nan, 1e38):
        write("m.npz", header, {"params": np.full_like(arrays["params"], value)})
        for words in (["predict", "m.npz", "a.png"], ["evaluate", "m.npz", idx]):
            assert "m.npz" in fails(capsys, 1, *words)


@posix
def test_a_pipe_among_the_images(letters, capsys):
    os.mkfifo("letters/A/pipe.png")
    assert "letters/A/pipe.png: is no regular file" in fails(capsys, 1, "train", letters)


def test_good_images_beside_bad_ones(idx, capsys):
    assert run("train", idx, "--epochs", 1, *SMALL) == 0
    write_png("good.png", np.zeros((8, 8)))
    Path("text.png").write_text("x")
    capsys.readouterr()
    assert run("predict", "model.npz", "text.png", "good.png", "none.png") == 1
    out, err = capsys.readouterr()
    assert out.startswith("good.png: ") and out.count("\n") == 1
    assert [line.split(": ")[2] for line in err.splitlines()] == ["text.png", "none.png"]


def test_early_and_helpful(idx, here, capsys, monkeypatch):
    """What can be known before the data are read is said before; and where data may have gone."""
    assert run("train", idx, "--epochs", 1, *SMALL) == 0
    Path(idx).rename("moved")
    assert "backprop train --resume model.last.npz DATA" in fails(capsys, 1, "train", "--resume",
                                                                  "model.last.npz")
    with monkeypatch.context() as patch:
        patch.setattr(backprop.cli.run, "build", None)
        assert "no/x.npz: cannot be written: No such file" in fails(capsys, 1, "train", "moved",
                                                                    "--out", "no/x.npz")
    for words in (["train", "", "--overwrite"], ["evaluate", "model.npz", ""]):
        assert "name mnist or a folder" in fails(capsys, 2, *words)
