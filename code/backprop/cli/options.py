"""Every word that the command line understands, its default and its help."""

from __future__ import annotations

import argparse
import math
import re
from fractions import Fraction

from ..errors import OptionError
from ..initializers import INITIALIZERS
from ..layers import ACTIVATIONS
from ..losses import LOSSES
from ..optimizers import OPTIMIZERS
from ..schedules import SCHEDULES

# What a training run is made of: kept in its checkpoint, so that --resume needs nothing else.
# None: settled by another setting (lr by the optimizer, the strengths by the augmentation).
DEFAULTS = {
    "size": None, "prefix": None, "invert": False, "valid": "1/6", "train_on_all": False,
    "standardize": "none",
    "hidden": [512], "activation": "relu", "init": None, "dropout": 0.0,
    "optimizer": "adam", "lr": None, "schedule": "linear", "warmup": 0.0, "every": 10.0,
    "factor": 0.1, "batch_size": 128, "epochs": 10, "patience": None,
    "label_smoothing": 0.0, "weight_decay": 0.0, "norm_penalty": 0.0, "augment": "none",
    "shift": None, "rotation": None, "scale": None, "shear": None, "elastic": None,
    "smooth": None, "seed": 0, "threads": None,
}
LR = {"sgd": 0.1, "momentum": 0.02, "nesterov": 0.02, "adagrad": 0.01, "rmsprop": 0.001,
      "adam": 0.002, "adamw": 0.002}

EXAMPLES = """commands:
  train        train a network to tell classes of images apart
  evaluate     loss and accuracy of a model on a data set
  predict      tell the class of image files
  draw         draw letters or Chinese characters, a folder of images a class
  gradcheck    compare formulas with finite differences

examples:
  backprop train mnist --epochs 5                          about 98 %, in seconds
  backprop train mnist --hidden 512,512 --augment distort --epochs 14
  backprop train letters/ --size 28 --invert --out letters.npz
  backprop train --resume letters.last.npz                 after a Ctrl-C or a power cut
  backprop evaluate model.npz mnist --confusion
  backprop predict model.npz a.png b.png --top 3
  backprop draw letters letters/ --per-class 300
  backprop gradcheck --sizes 6,5,4,3 --activation tanh

`backprop COMMAND --help` tells the options of a command."""
TRAIN = """\
DATA is the word mnist (it comes with the package), a folder with the four IDX files of a set like
MNIST, or a folder with one folder of PNG, BMP or JPEG images for each class. A test set in DATA is
not touched: `backprop evaluate` does that.

Three files are written after each epoch, each whole or not at all:
  model.npz            the weights with the lowest validation loss so far, all that predict needs
  model.last.npz       the state of the run, for --resume
  model.history.json   a record for each epoch
A run that is killed and resumed ends with the same weights, bit for bit, as one that was not."""
PREDICT = """\
Prints one line for each image, such as `a.png: A 0.97`: the class and its probability. Classes,
image size and standardization come from the model."""

DRAW = """\
Writes FOLDER/CLASS/0001.png and so on, dark ink on white paper, as photographs of your own would
lie there: the 26 letters from fonts, large and small, or 12 Chinese characters from pen strokes.
Every image is distorted anew. FOLDER must be new or empty; it appears when all is written.
Train on it with --invert."""


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaint is one line, printed by `main`."""

    def error(self, message):
        """Raise OptionError with the message, and where to read on."""
        raise OptionError(f"{message} (see {self.prog} --help)")


def build_parser() -> Parser:
    """Return the parser of `backprop` and its five commands."""
    top = Parser(prog="backprop", allow_abbrev=False, epilog=EXAMPLES,
                 formatter_class=argparse.RawDescriptionHelpFormatter,
                 description="Train and use multilayer perceptrons in NumPy, and check gradients.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND",
                                  help="one of those below")
    _train(_command(commands, "train", TRAIN,
                    argument_default=argparse.SUPPRESS,
                    usage="backprop train [options] DATA\n       "
                          "backprop train --resume MODEL.last.npz"))
    _evaluate(_command(commands, "evaluate",
                       "Measures the test set of mnist or of IDX files; a folder of images, "
                       "whole.\nThe loss is the plain cross-entropy."))
    _predict(_command(commands, "predict", PREDICT))
    _draw(_command(commands, "draw", DRAW))
    _gradcheck(_command(commands, "gradcheck",
                        "Builds a small network with random weights in float64 and compares "
                        "every gradient\nwith central differences. Exit code 1 if one is wrong."))
    return top


def real(low: float = 0.0, high: float = math.inf, *, above: bool = False):
    """Return a parser of numbers with low <= number < high; above: low itself is refused."""
    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value < high or (above and value == low):
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a number {'above' if above else 'of at least'} {low:g}"
                + (f" and below {high:g}" if high < math.inf else ""))
        return value
    return parse


def whole(low: int = 1, high: int = 10**9):
    """Return a parser of whole numbers with low <= number <= high."""
    def parse(text: str) -> int:
        if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a whole number of at least {low}"
                + (f" and at most {high}" if text.isdecimal() and len(text) > 6 else ""))
        return int(text)
    return parse


def sizes(text: str) -> list[int]:
    """Parse "512,512"; "none" is no layer at all."""
    try:
        return [] if text == "none" else [whole(high=10**6)(part) for part in text.split(",")]
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}; write 512 or 512,256") from None


def network_sizes(text: str) -> list[int]:
    """Parse "6,5,3": input, hidden layers, output."""
    if len(found := sizes(text)) < 2:
        raise argparse.ArgumentTypeError(f"{text!r}: expected at least two sizes, such as 6,5,3")
    return found


def share(text: str) -> str:
    """Parse a count such as 10000 or a share such as 0.1 or 1/6; keep it as an exact fraction."""
    if re.fullmatch(r"\d{1,9}|\d{0,9}\.\d{1,9}|\d{1,9}/0*[1-9]\d{0,8}", text, re.ASCII):
        value = Fraction(text)
        if 0 < value < 1 or (value >= 1 and value.denominator == 1):
            return str(value)
    raise argparse.ArgumentTypeError(f"{text!r} is neither a count such as 10000 nor a share "
                                     "between 0 and 1 such as 0.1 or 1/6")


def model_file(text: str) -> str:
    """Parse the name of a model to write."""
    if not text.endswith(".npz") or text.endswith((".last.npz", "/.npz", "\\.npz")):
        raise argparse.ArgumentTypeError(f"{text!r} does not end in .npz, or ends in .last.npz")
    return text


def _command(commands, name, long, **options):
    return commands.add_parser(name, description=long, allow_abbrev=False,
                               formatter_class=argparse.RawDescriptionHelpFormatter, **options)


def _adder(parser, title):
    """Return add(flag, help, ...) for one group; it appends the default to the help."""
    group = parser.add_argument_group(title)

    def add(flag, text, **options):
        default = DEFAULTS.get(flag[2:].replace("-", "_"))
        if isinstance(default, list):
            default = ",".join(map(str, default))
        if default is not None and default is not False:
            text += f" (default: {default:g})" if isinstance(default, float) else (
                f" (default: {default})")
        group.add_argument(flag, help=text.replace("%", "%%"), **options)
    return add


def _choice(add, flag, text, names):
    add(flag, f"{text}: {', '.join(names)}", choices=list(names), metavar="NAME")


def _train(parser):
    parser.add_argument("data", metavar="DATA", nargs="?", help="mnist, or a folder (see above)")
    add = _adder(parser, "data")
    add("--size", "side of the images, to which files are resized (default: 28)", type=whole(),
        metavar="PIXELS")
    add("--prefix", "which set, where a folder holds several, such as emnist-letters",
        metavar="NAME")
    add("--invert", "swap black and white: networks like bright ink on a black ground",
        action="store_true")
    add("--valid", "how much to set apart for validation: a count, or a share such as 0.1",
        type=share, metavar="N")
    add("--train-on-all", "no validation: for settings that are already chosen",
        action="store_true")
    add("--standardize", "to mean 0 and deviation 1: none, all (one pair for all pixels), feature "
        "(a pair for each pixel)", choices=["none", "all", "feature"], metavar="HOW")
    _train_network(parser)
    _train_updates(parser)
    _train_regularization(parser)
    _train_run(parser)


def _train_network(parser):
    add = _adder(parser, "network")
    add("--hidden", "sizes of the hidden layers, such as 512,256; or none", type=sizes,
        metavar="SIZES")
    _choice(add, "--activation", "function after each hidden layer", ACTIVATIONS)
    _choice(add, "--init", "initial weights (default: what suits the activation)", INITIALIZERS)
    add("--dropout", "share of hidden units dropped while training", type=real(0, 1),
        metavar="RATE")


def _train_updates(parser):
    add = _adder(parser, "updates")
    _choice(add, "--optimizer", "rule of the updates", OPTIMIZERS)
    rates = ", ".join(f"{rate} for {name}" for name, rate in LR.items())
    add("--lr", f"learning rate (default: {rates})", type=real(above=True), metavar="RATE")
    _choice(add, "--schedule", "course of the learning rate", SCHEDULES)
    add("--warmup", "epochs in which it first climbs from 0 (constant, linear, cosine)",
        type=real(high=1e6), metavar="EPOCHS")
    add("--every", "epochs between falls (step_decay, exponential)",
        type=real(above=True, high=1e6), metavar="EPOCHS")
    add("--factor", "size of a fall (step_decay, exponential)", type=real(0, 1, above=True),
        metavar="FACTOR")
    add("--batch-size", "examples in an update", type=whole(), metavar="N")
    add("--epochs", "passes through the data", type=whole(high=10**6), metavar="N")
    add("--patience", "stop after N epochs without a lower validation loss", type=whole(),
        metavar="N")


def _train_regularization(parser):
    add = _adder(parser, "against overfitting")
    add("--label-smoothing", "share of each target that is spread over all classes",
        type=real(0, 1), metavar="SHARE")
    add("--weight-decay", "strength of the squared norm of the weights, strength/2 ||W||^2; with "
        "adamw, of the decay beside the gradient", type=real(), metavar="STRENGTH")
    add("--norm-penalty", "strength of the sum of ||W||, not squared", type=real(),
        metavar="STRENGTH")
    _choice(add, "--augment", "new variants of each image in each epoch",
            ["none", "shift", "distort"])
    add("--shift", "shift: up to so many whole pixels (default: 1); distort: typical shift "
        "(default: 0.5)", type=real(high=1e3), metavar="PIXELS")
    for flag, what, name in (("--rotation", "angle (default: 7.5)", "DEGREES"),
                             ("--scale", "change of size (default: 0.1)", "SHARE"),
                             ("--shear", "shear (default: 0.1)", "SHARE"),
                             ("--elastic", "elastic displacement (default: 0.8)", "PIXELS")):
        add(flag, f"distort: typical {what}", type=real(high=1e3), metavar=name)
    add("--smooth", "distort: width of the elastic bumps (default: 4)", type=real(1, 1e3),
        metavar="PIXELS")


def _train_run(parser):
    add = _adder(parser, "the run")
    add("--seed", "one number behind everything random", type=whole(0), metavar="N")
    add("--threads", "threads of matrix products; the last digits of the result depend on it "
        "(default: OPENBLAS_NUM_THREADS, else 1)", type=whole(high=1024), metavar="N")
    add("--out", "file of the model; the two others stand beside it (default: model.npz)",
        type=model_file, metavar="FILE")
    add("--overwrite", "replace the files of an earlier run", action="store_true")
    add("--resume", "go on with a run; its settings come from the file. Only --epochs may grow, "
        "if the schedule does not depend on it", metavar="MODEL.last.npz")
    add("--progress", "auto, bar, lines, none (default: auto: a bar on a terminal, else a line an "
        "epoch)", choices=["auto", "bar", "lines", "none"], metavar="HOW")


def _evaluate(parser):
    parser.add_argument("model", metavar="MODEL", help="file that `backprop train` wrote")
    parser.add_argument("data", metavar="DATA", help="mnist, or a folder, as for training")
    parser.add_argument("--prefix", metavar="NAME", help="which set, where a folder holds several")
    parser.add_argument("--invert", action="store_true",
                        help="swap black and white, compared with the training images")
    parser.add_argument("--confusion", action="store_true",
                        help="count which class was taken for which")


def _predict(parser):
    parser.add_argument("model", metavar="MODEL", help="file that `backprop train` wrote")
    parser.add_argument("images", metavar="IMAGE", nargs="+", help="PNG, BMP or JPEG file")
    parser.add_argument("--top", type=whole(), default=1, metavar="N",
                        help="name the N most likely classes (default: 1)")
    parser.add_argument("--invert", action="store_true",
                        help="swap black and white, compared with the training images: for black "
                             "digits on white paper and a network trained on mnist")


def _draw(parser):
    parser.add_argument("what", metavar="WHAT", choices=["letters", "characters"],
                        help="letters or characters")
    parser.add_argument("folder", metavar="FOLDER", help="where to write one folder a class")
    parser.add_argument("--per-class", type=whole(), default=300, metavar="N",
                        help="images of each class (default: 300)")
    parser.add_argument("--seed", type=whole(0), default=0, metavar="N",
                        help="one number behind everything random (default: 0)")
    parser.add_argument("--size", type=whole(8, 1000), default=28, metavar="PIXELS",
                        help="side of the images (default: 28)")


def _gradcheck(parser):
    parser.add_argument("--sizes", type=network_sizes, default=[6, 5, 4, 3], metavar="SIZES",
                        help="sizes from input to output (default: 6,5,4,3)")
    parser.add_argument("--activation", choices=list(ACTIVATIONS), default="relu", metavar="NAME",
                        help=f"{', '.join(ACTIVATIONS)} (default: relu)")
    parser.add_argument("--loss", choices=list(LOSSES), default="SoftmaxCrossEntropy",
                        metavar="NAME", help=f"{', '.join(LOSSES)} (default: SoftmaxCrossEntropy)")
    parser.add_argument("--batch-size", type=whole(), default=5, metavar="N",
                        help="examples in the batch (default: 5)")
    parser.add_argument("--seed", type=whole(0), default=0, metavar="N",
                        help="of weights and examples (default: 0)")
