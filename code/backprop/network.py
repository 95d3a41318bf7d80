"""Layers in order over one flat vector theta: the multilayer perceptron.   (chapter 7)"""

from __future__ import annotations

import copy
import itertools
import os
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from . import checkpoint
from .checks import (check_choice, check_count, check_dtype, check_float, check_number,
                     check_numbers, check_shape)
from .errors import DataFileError, DTypeError, OptionError, ShapeError, StateError
from .layers import ACTIVATIONS, LAYERS, Dropout, Layer, Linear


class Network:
    """A chain y = layer_n(... layer_2(layer_1(x))) whose parameters are one vector.

    params, grads: (P,) contiguous; each layer's W, b and dW, db are views into them, so that
    `net.params -= lr * net.grads` moves every layer at once. Gradients are overwritten by each
    backward, never added up: there is nothing to set to zero.
    A layer belongs to one network. To change a weight by hand write `net[0].W[...] = value`.
    Errors:   OptionError for no layers or one layer twice, DTypeError for what is not a layer.
    """

    def __init__(self, layers: Sequence[Layer]):
        self.layers = _checked(layers)
        self.pack()

    @property
    def params(self) -> np.ndarray:
        """theta (P,): `net.params = v` writes the numbers of v into it, for the layers look at it.

        Errors:   DTypeError, ShapeError if v is not a vector of this dtype and length.
        """
        return self._params

    @params.setter
    def params(self, vector):
        _write(self._params, vector, "params")

    @property
    def grads(self) -> np.ndarray:
        """The gradient (P,) of the loss at theta; `net.grads = g` writes into it likewise."""
        return self._grads

    @grads.setter
    def grads(self, vector):
        _write(self._grads, vector, "grads")

    def pack(self) -> None:
        """Move all parameters into a new vector `params`; each layer's arrays become its views."""
        arrays = [(layer, name, getattr(layer, name))
                  for layer in self.layers for name in layer.PARAMS]
        dtypes = {array.dtype for _, _, array in arrays} or {np.dtype(np.float32)}
        if len(dtypes) > 1:
            raise DTypeError(f"Network: parameters of {sorted(map(str, dtypes))}, "
                             "expected one dtype")
        size, dtype = sum(array.size for _, _, array in arrays), dtypes.pop()
        self._params, self._grads = np.zeros(size, dtype), np.zeros(size, dtype)
        self._packed, self._views, start = list(self.layers), {"params": [], "grads": []}, 0
        for layer, name, array in arrays:
            for of, attribute in (("params", name), ("grads", "d" + name)):
                view = getattr(self, of)[start:start + array.size].reshape(array.shape)
                self._views[of].append((layer, attribute, view))
                setattr(layer, attribute, view)
            getattr(layer, name)[...] = array
            start += array.size

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return the output (B, C) for a batch x (B, ...); each layer keeps what backward needs."""
        self._check_views("params")
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dz: np.ndarray, *, input_grad: bool = False) -> np.ndarray | None:
        """Write the gradient of the loss into `grads`, from dz (B, C), the one at the output.

        The gradient with respect to the input costs one more matrix product and is computed,
        and returned, only with input_grad=True.
        """
        first = 0 if input_grad else self._first_with_parameters()
        for layer in reversed(self.layers[first + 1:]):
            dz = layer.backward(dz)
        self.layers[first].param_grads(dz)
        self._check_views("grads")
        return self.layers[first].input_grad(dz) if input_grad else None

    def predict(self, x: np.ndarray, batch: int = 4096) -> np.ndarray:
        """Return the output for x of any length, `batch` rows at a time, keeping nothing."""
        check_count(batch, "batch", "Network.predict")
        if check_numbers(x, "x", "Network.predict").ndim < 1:
            raise ShapeError("Network.predict: x has shape (), expected (B, ...)")
        self._check_views("params")
        outputs = []
        for start in range(0, max(len(x), 1), batch):
            z = x[start:start + batch]
            for layer in self.layers:
                z = layer.predict(z)
            outputs.append(z)
        return np.concatenate(outputs)

    def named_parameters(self) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
        """Yield ("0.W", its view of params, its view of grads) for each array, in order."""
        for i, layer in enumerate(self.layers):
            for name in layer.PARAMS:
                yield f"{i}.{name}", getattr(layer, name), getattr(layer, "d" + name)

    def decay_mask(self) -> np.ndarray:
        """Return (P,) bool: True for the entries of matrices, False for biases and gains."""
        parts = [np.full(value.size, value.ndim >= 2) for _, value, _ in self.named_parameters()]
        return np.concatenate([np.zeros(0, bool), *parts])

    def astype(self, dtype) -> Network:
        """Return a copy with all parameters in dtype: float64 to check, float32 to train."""
        dtype = check_dtype(dtype, "Network.astype")
        layers = copy.deepcopy(self.layers)
        for layer in layers:
            for name in layer.PARAMS:
                setattr(layer, name, getattr(layer, name).astype(dtype))
        return Network(layers)

    def config(self) -> list[dict]:
        """Return one JSON-able dict a layer: its class and its constructor's arguments."""
        return [{"layer": type(layer).__name__, **layer.config()} for layer in self.layers]

    @classmethod
    def from_config(cls, config: list[dict], *, rng: np.random.Generator | None = None) -> Network:
        """Build a network of this structure with fresh weights from rng (default: seed 0).

        Errors:   OptionError for an unknown layer or argument; DTypeError for another type.
        """
        rng = np.random.default_rng(0) if rng is None else rng
        return cls([_build(i, entry, rng) for i, entry in enumerate(_entries(config))])

    def save(self, path: str | os.PathLike, notes: dict | None = None) -> None:
        """Write structure and weights to one .npz, atomically; notes: JSON-able, kept with them."""
        checkpoint.write(path, {"network": self.structure(), "notes": notes or {}},
                         {"params": self.params})

    @classmethod
    def load(cls, path: str | os.PathLike) -> Network:
        """Return the network in a file written by `save` or by a Trainer.

        Errors:   DataFileError if the file is missing, damaged or foreign.
        """
        network, params = _from_file(path, *checkpoint.read(path))
        network.params = params
        return network

    def restore(self, path: str | os.PathLike) -> None:
        """Take the weights from a file of this very structure.

        Errors:   DataFileError that names the first difference, or says what is wrong.
        """
        self.params = self.weights_in(path, *checkpoint.read(path))

    def weights_in(self, path: str | os.PathLike, header: dict, arrays: dict) -> np.ndarray:
        """Return the weights (P,) of a file that was read, if it holds this very structure.

        Errors:   DataFileError that names the first difference, or says what is wrong.
        """
        other, params = _from_file(path, header, arrays)
        for i, (mine, theirs) in enumerate(zip(self.layers, other.layers)):
            if repr(mine) != repr(theirs):
                raise DataFileError(f"{path}: layer {i} is {mine!r}, file has {theirs!r}")
        if len(self) != len(other):
            raise DataFileError(f"{path}: network has {len(self)} layers, file has {len(other)}")
        if self.params.dtype != other.params.dtype:
            raise DataFileError(f"{path}: network is {self.params.dtype}, "
                                f"file has {other.params.dtype}")
        return params

    def __len__(self) -> int:
        return len(self.layers)

    def __getitem__(self, i):
        return self.layers[i]

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __repr__(self) -> str:
        return "Network([" + ", ".join(map(repr, self.layers)) + "])"

    def __deepcopy__(self, memo) -> Network:
        """Copy the layers and pack them anew: copied views would look at no one's vector."""
        network = type(self)(copy.deepcopy(self.layers, memo))
        network.grads[...] = self.grads
        return network

    def __copy__(self) -> Network:
        """A shallow copy would take the layers away from this network, so it is a deep one."""
        return copy.deepcopy(self)

    def __reduce__(self):
        """Pickle the layers; unpickling packs them."""
        return type(self), (self.layers,)

    def structure(self) -> dict:
        """Return what a file must say for the network to be built again: layers and dtype."""
        return {"layers": self.config(), "dtype": str(self.params.dtype)}

    def _first_with_parameters(self):
        """Index of the first layer that learns: nothing before it needs backward."""
        return next((i for i, layer in enumerate(self.layers) if layer.PARAMS), len(self) - 1)

    def _check_views(self, of):
        """Catch `net[0].W = array` and `self.dW = array`: no optimizer moves the layer."""
        if self.layers != self._packed:
            raise StateError("Network: the list `layers` was changed; pack() takes in the new ones")
        for layer, name, view in self._views[of]:
            if getattr(layer, name) is not view:
                raise StateError(f"Network: {name} of layer {self.layers.index(layer)}, {layer!r}, "
                                 f"is no longer a view of {of}: another Network took the layer, "
                                 f"or {name} was replaced (write {name}[...] = value); "
                                 "pack() mends it")


_INIT = {"sigmoid": "glorot_normal", "tanh": "glorot_normal", "selu": "lecun_normal"}


def mlp(sizes: Sequence[int], *, activation: str = "relu", dropout: float = 0.0,
        init: str | None = None, rng: np.random.Generator, dtype=np.float32) -> Network:
    """Build Linear, activation, (Dropout), ..., Linear: `mlp([784, 500, 10], rng=rng)`.

    init:     a name of INITIALIZERS; None takes glorot_normal for sigmoid and tanh, lecun_normal
              for selu, he_normal for ReLU and its relatives.
    Errors:   OptionError for an unknown name, fewer than two sizes or dropout outside [0, 1).
    """
    check_choice(activation, ACTIVATIONS, "activation", "mlp")
    check_number(dropout, "dropout", "mlp", low=0, high=1, open_high=True)
    if len(sizes) < 2:
        raise OptionError(f"mlp: sizes is {list(sizes)}, expected at least input and output")
    init = init or _INIT.get(activation, "he_normal")
    layers: list[Layer] = []
    for d_in, d_out in zip(sizes, sizes[1:]):
        layers.append(Linear(d_in, d_out, rng=rng, init=init, dtype=dtype))
        layers.append(ACTIVATIONS[activation]())
        if dropout:
            layers.append(Dropout(dropout, rng=rng))
    return Network(layers[:-2 if dropout else -1])


def _checked(layers):
    """Return the layers as a list if they are layers, each there once."""
    if not isinstance(layers, Iterable):
        raise DTypeError(f"Network: layers is {layers!r}, expected a list of layers")
    layers, seen = list(layers), set()
    if not layers:
        raise OptionError("Network: no layers, expected at least one")
    for i, layer in enumerate(layers):
        if not isinstance(layer, Layer):
            raise DTypeError(f"Network: layer {i} is {layer!r}, expected a Layer")
        if id(layer) in seen:
            raise OptionError(f"Network: layer {i} is the same {layer!r} as an earlier one")
        seen.add(id(layer))
    return layers


def _write(mine, vector, name):
    """mine[...] = vector of the same length and dtype; `mine += ...` has done it already."""
    if vector is mine:
        return
    if not isinstance(vector, np.ndarray) or vector.dtype != mine.dtype:
        raise DTypeError(f"Network: {name} is {getattr(vector, 'dtype', repr(vector))}, "
                         f"expected a vector of {mine.dtype}")
    mine[...] = check_shape(vector, mine.shape, name, "Network")


def _entries(config):
    """Return a config if it is a list of dicts."""
    if not isinstance(config, list) or not all(isinstance(entry, dict) for entry in config):
        raise DTypeError("Network: config is not a list of dicts, one a layer")
    return config


def _kind(i, entry):
    """Return the class and the arguments of layer i from its entry of a config."""
    arguments = dict(entry)
    name = check_choice(arguments.pop("layer", None), LAYERS, "layer", f"layer {i}")
    return LAYERS[name], arguments


def _build(i, entry, rng):
    """Make layer i from its entry of a config."""
    kind, arguments = _kind(i, entry)
    try:
        return kind.from_config(arguments, rng=rng)
    except TypeError as error:                          # an argument too many, or one missing
        if isinstance(error, DTypeError):
            raise
        raise OptionError(f"layer {i}: {error}") from error


def _count(i, entry):
    """Return how many weights layer i needs, from its entry of a config."""
    kind, arguments = _kind(i, entry)
    return kind.count(arguments)


def _from_file(path, header, arrays):
    """Return the network that a file describes, built anew, and its weights from the file.

    Nothing is built before the file was seen to hold as many weights as its header claims.
    """
    with checkpoint.strange(path, "holds no network that can be built: "):
        structure = header["network"]
        config, dtype = _entries(structure["layers"]), check_dtype(structure["dtype"], "network")
        claimed = sum(itertools.starmap(_count, enumerate(config)))
    params = arrays.get("params")
    if params is None or params.shape != (claimed,) or params.dtype != dtype:
        what = "no weights" if params is None else f"weights of {params.dtype} {params.shape}"
        raise DataFileError(f"{path}: holds {what}, expected {dtype} ({claimed},)")
    with checkpoint.strange(path):
        check_float(params, "params", "weights", finite=True)
    with checkpoint.strange(path, "holds no network that can be built: "):
        network = Network.from_config(config)
        return network if network.params.dtype == dtype else network.astype(dtype), params
