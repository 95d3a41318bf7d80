"""The parser of the command line: its commands, their options and help."""

from __future__ import annotations

import argparse
from dataclasses import fields

from ..errors import OptionError
from ..layers import ACTIVATIONS
from ..losses import LOSSES
from ..version import __version__
from .exercises import CHECK, EXERCISES, check_options, exercise_options
from .settings import Settings, flag
from .words import class_names, model_file, network_sizes, picture_file, whole

EXAMPLES = """commands:
  train        train a network to tell classes of images apart
  evaluate     loss and accuracy of a model on a data set
  predict      tell the class of image files
  info         what a model file holds: network, classes, training, accuracy
  plot         draw loss and accuracy of a training run
  draw         draw letters or Chinese characters, a folder of images a class
  gradcheck    compare formulas with finite differences
  exercises    what the book gives you to write, and what you have done
  check        judge your answers in a file

examples:
  backprop train mnist --epochs 5                          about 98 %, in seconds
  backprop train mnist --hidden 512,512 --augment distort --epochs 14
  backprop train letters/ --size 28 --invert --out letters.npz
  backprop train --resume letters.last.npz                 after a Ctrl-C or a power cut
  backprop evaluate model.npz mnist --confusion
  backprop predict model.npz a.png b.png --top 3
  backprop plot model.history.json
  backprop draw letters letters/ --per-class 300
  backprop gradcheck --sizes 6,5,4,3 --activation tanh
  backprop exercises ch02 --write answers.py
  backprop check ch02 answers.py

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

    def parse_args(self, args=None, namespace=None):
        """Return the parsed words; what no option has stands in the help of the command."""
        parsed, unknown = self.parse_known_args(args, namespace)
        if unknown:
            self._command(parsed.command)._refuse(unknown)
        return parsed

    def _command(self, name):
        return self._subparsers._group_actions[0].choices[name]

    def _refuse(self, words):
        """Name the unknown words, and the option that is like the first one."""
        from difflib import get_close_matches       # here, for it is seldom needed

        first = words[0].partition("=")[0]
        near = get_close_matches(first, self._option_string_actions, n=1, cutoff=0.75)
        meant = f", did you mean {near[0]}?" if near else ""
        self.error(f"unrecognized arguments: {' '.join(words)}{meant}")


def build_parser() -> Parser:
    """Return the parser of `backprop` and its commands."""
    top = Parser(prog="backprop", allow_abbrev=False, epilog=EXAMPLES,
                 formatter_class=argparse.RawDescriptionHelpFormatter,
                 description="Train and use multilayer perceptrons in NumPy, and check gradients.")
    top.add_argument("--version", action="version", version=f"backprop {__version__}")
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
    _info(_command(commands, "info", "Prints what is in a file that `backprop train` wrote, the "
                   "model or the run: its network,\nits classes, the images it expects, how it was "
                   "trained and what was measured then."))
    _plot(_command(commands, "plot", "Draws the losses and what was measured in validation, an epoch "
                   "after the other, into a\npicture. An older picture of that name is replaced."))
    _draw(_command(commands, "draw", DRAW))
    _gradcheck(_command(commands, "gradcheck",
                        "Builds a small network with random weights in float64 and compares "
                        "every gradient\nwith central differences. Exit code 1 if one is wrong."))
    exercise_options(_command(commands, "exercises", EXERCISES))
    check_options(_command(commands, "check", CHECK))
    return top


def _command(commands, name, long, **options):
    return commands.add_parser(name, description=long, allow_abbrev=False,
                               formatter_class=argparse.RawDescriptionHelpFormatter, **options)


def _train(parser):
    """The settings in the groups of their help, then what a run is not made of."""
    parser.add_argument("data", metavar="DATA", nargs="?", help="mnist, or a folder (see above)")
    groups, defaults = {}, Settings()
    for each in fields(Settings):
        title, text = each.metadata["group"], each.metadata["help"]
        group = groups.get(title) or groups.setdefault(title, parser.add_argument_group(title))
        text += _default(getattr(defaults, each.name))
        group.add_argument(flag(each.name), help=text.replace("%", "%%"),
                           **each.metadata["options"])
    add = groups["the run"].add_argument
    add("--out", type=model_file, metavar="FILE",
        help="file of the model; the two others stand beside it (default: model.npz)")
    add("--overwrite", action="store_true", help="replace the files of an earlier run")
    add("--resume", metavar="MODEL.last.npz",
        help="go on with a run; its settings come from the file. Only --epochs may grow, if the "
             "schedule does not depend on it")
    add("--progress", choices=["auto", "bar", "lines", "none"], metavar="HOW",
        help="lines (one an epoch), bar (and a bar below them), none (default: auto: a bar on a "
             "terminal, else lines)")


def _default(value) -> str:
    """The default as the help shows it."""
    if value is None or value is False:
        return ""
    value = ",".join(map(str, value)) if isinstance(value, list) else value
    return f" (default: {value:g})" if isinstance(value, float) else f" (default: {value})"


def _evaluate(parser):
    parser.add_argument("model", metavar="MODEL", help="file that `backprop train` wrote")
    parser.add_argument("data", metavar="DATA", help="mnist, or a folder, as for training")
    parser.add_argument("--prefix", metavar="NAME", help="which set, where a folder holds several")
    parser.add_argument("--names", metavar="NAMES", type=class_names,
                        help="classes of IDX files, as for training (default: those of training)")
    parser.add_argument("--invert", action="store_true",
                        help="swap black and white, compared with the training images")
    more = parser.add_mutually_exclusive_group()
    more.add_argument("--confusion", action="store_true",
                      help="tell the recall of each class, the most frequent confusions, and, where "
                           "it fits into the window, how often which class was taken for which")
    more.add_argument("--json", action="store_true", help="print one JSON object with all of this")


def _predict(parser):
    parser.add_argument("model", metavar="MODEL", help="file that `backprop train` wrote")
    parser.add_argument("images", metavar="IMAGE", nargs="+", help="PNG, BMP or JPEG file")
    parser.add_argument("--top", type=whole(), default=1, metavar="N",
                        help="name the N most likely classes (default: 1)")
    parser.add_argument("--invert", action="store_true",
                        help="swap black and white, compared with the training images: for black "
                             "digits on white paper and a network trained on mnist")


def _info(parser):
    parser.add_argument("model", metavar="MODEL", help="model.npz or model.last.npz")


def _plot(parser):
    parser.add_argument("history", metavar="HISTORY", help="model.history.json of a run")
    parser.add_argument("--out", type=picture_file, metavar="FILE", help="a name that ends in .png, "
                        ".svg or .pdf (default: beside HISTORY, such as model.history.png)")


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
