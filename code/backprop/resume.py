"""A run in a file: all that training needs to go on as if it had not stopped.   (chapter 14)

The functions take a Trainer; `checkpoint` knows the file, this module what a run puts into it.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator

import numpy as np

from . import checkpoint
from .checks import check_count, check_float, check_number
from .history import History


def save_run(trainer, path: str | os.PathLike) -> None:
    """Write weights, optimizer, history, notes and random states to one .npz, atomically."""
    memory = trainer.optimizer.state()
    state = {"updates": trainer.updates, "lr": trainer.optimizer.lr,
             "random": {name: bits.state for name, bits in bit_generators(trainer)},
             "optimizer": type(trainer.optimizer).__name__,
             "optimizer_updates": memory.pop("updates"),
             "best": trainer.best and trainer.best.epoch}
    header = {"network": trainer.network.structure(), "notes": trainer.notes, "trainer": state,
              "history": trainer.history.to_list()}
    arrays = {"optimizer." + name: vector for name, vector in memory.items()}
    if trainer.best_params is not None:
        arrays["best"] = trainer.best_params
    checkpoint.write(path, header, {"params": trainer.network.params, **arrays})


def resume_run(trainer, path: str | os.PathLike) -> None:
    """Set the trainer to where the one was that saved: first all is checked, then all is set.

    Errors:   DataFileError that names the first difference; nothing is changed then.
    """
    header, arrays = checkpoint.read(path)
    params = trainer.network.weights_in(path, header, arrays)
    with checkpoint.strange(path):
        state, optimizer = _state(header), trainer.optimizer
        memory = _memory(optimizer, state, arrays, params)
        history, notes = History.from_list(header["history"]), dict(header["notes"])
        best = state["best"] and {record.epoch: record for record in history}[state["best"]]
        best_params = best and _like(params, arrays, "best")
        _check_random(trainer, state["random"])
    trainer.network.params = params
    optimizer.load_state(memory)
    optimizer.lr, trainer.updates = state["lr"], state["updates"]
    trainer.history, trainer.notes = history, notes
    trainer.best, trainer.best_params = best, best_params
    for name, bits in bit_generators(trainer):
        bits.state = state["random"][name]


def bit_generators(trainer) -> Iterator[tuple[str, np.random.BitGenerator]]:
    """Yield each source of randomness whose state a resumed run needs, under a stable name."""
    yield "trainer", trainer.rng.bit_generator
    for i, layer in enumerate(trainer.network):
        if isinstance(getattr(layer, "rng", None), np.random.Generator):
            yield str(i), layer.rng.bit_generator


def _state(header):
    """Return the trainer's own numbers from a file, checked."""
    state = header.get("trainer")
    if state is None:
        raise ValueError("holds weights only; Network.load reads it")
    for name in ("updates", "optimizer_updates"):
        check_count(state[name], name, "trainer", low=0)
    check_number(state["lr"], "lr", "trainer")
    if state["best"] is not None:
        check_count(state["best"], "best", "trainer")
    return state


def _memory(optimizer, state, arrays, params):
    """Return what the optimizer's load_state takes."""
    if state["optimizer"] != (name := type(optimizer).__name__):
        raise ValueError(f"optimizer is {name}, file has {state['optimizer']}")
    names = optimizer.MEMORY if state["optimizer_updates"] else ()
    memory = {name: _like(params, arrays, "optimizer." + name) for name in names}
    return {"updates": state["optimizer_updates"], **memory}


def _like(params, arrays, name):
    """Return an array of the file if it is a vector like the weights."""
    vector = arrays.get(name)
    if vector is None or (vector.shape, vector.dtype) != (params.shape, params.dtype):
        raise ValueError(f"{name} is missing or not like the weights {params.dtype} {params.shape}")
    return check_float(vector, name, "run", finite=name == "best")   # Adam's v may overflow


def _check_random(trainer, states):
    """Refuse states that are not of the trainer's generators, by setting copies of these."""
    mine = {name: bits.state["bit_generator"] for name, bits in bit_generators(trainer)}
    theirs = {name: state["bit_generator"] for name, state in states.items()}
    if mine != theirs:
        raise ValueError(f"random generators are {mine}, file has {theirs}")
    for name, bits in bit_generators(trainer):
        copy.deepcopy(bits).state = states[name]
