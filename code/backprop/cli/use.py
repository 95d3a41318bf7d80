"""The small commands: predict, and those that need no model, draw and gradcheck."""

from __future__ import annotations

import numpy as np

from ..data import characters, letters, read_image, write_folder
from ..errors import DataFileError
from ..functional import softmax
from ..layers import LogSoftmax, Sigmoid
from ..losses import LOSSES
from ..network import Network, mlp
from .sources import load_model
from .text import complain, shown


def predict(args) -> int:
    """Print one line for each image, `a.png: A 0.97`; 1 if one of them cannot be read."""
    model = load_model(args.model)
    if model.size is None:
        raise DataFileError(f"{args.model}: its images were not square, so files do not fit it")
    good, bad = {}, []
    for path in args.images:
        try:
            good[path] = read_image(path, model.size)
        except DataFileError as error:
            bad.append(error)
    scores = model.scores(np.stack([*good.values()]), invert=args.invert) if good else ()
    for path, p in zip(good, map(softmax, scores)):
        likely = np.argsort(-p, kind="stable")[:args.top]
        print(shown(f"{path}: " + ", ".join(f"{model.names[i]} {p[i]:.2f}" for i in likely)))
    for error in bad:
        complain(error)
    return 1 if bad else 0


def draw(args) -> int:
    """Draw a set of characters and write one folder of PNG files a class."""
    make = {"letters": letters, "characters": characters}[args.what]
    drawn = make(args.per_class, rng=np.random.default_rng(args.seed), size=args.size)
    write_folder(args.folder, drawn)
    print(f"{shown(args.folder)}: {len(drawn.t)} images of {args.size} x {args.size} pixels in "
          f"{len(drawn.names)} classes, dark ink on white paper")
    return 0


def gradcheck(args) -> int:
    """Print the report on a small random network; 1 if a gradient is wrong."""
    from ..gradcheck import check_network           # here, so that no other command waits for it

    rng = np.random.default_rng(args.seed)
    layers = list(mlp(args.sizes, activation=args.activation, rng=rng, dtype=np.float64))
    layers += {"CrossEntropy": [LogSoftmax()], "BinaryCrossEntropy": [Sigmoid()]}.get(args.loss, [])
    network = Network(layers)
    network.params += 0.1 * rng.standard_normal(len(network.params))    # no bias is 0
    x = rng.standard_normal((args.batch_size, args.sizes[0]))
    t = _targets(args.loss, (args.batch_size, args.sizes[-1]), rng)
    report = check_network(network, LOSSES[args.loss](), x, t, rng=rng)
    print(f"{args.loss} of {report}")
    return 0 if report.ok else 1


def _targets(loss, shape, rng):
    """Random targets of the kind that a loss takes."""
    if loss in ("SoftmaxCrossEntropy", "CrossEntropy"):
        return rng.integers(shape[1], size=shape[0])
    if loss in ("BinaryCrossEntropy", "SigmoidCrossEntropy"):
        return rng.integers(2, size=shape).astype(np.float64)
    return rng.standard_normal(shape)
