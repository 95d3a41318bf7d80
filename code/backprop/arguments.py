"""What a layer, loss or optimizer was made with: the arguments of its constructor, read from its signature."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import lru_cache


@lru_cache
def arguments(kind: type) -> Mapping:
    """The arguments of a class's constructor, by name."""
    return inspect.signature(kind).parameters


def shown(part) -> str:
    """The arguments that a layer or loss was made with, for messages: those without a default as bare values."""
    named = {name: argument.default is argument.empty for name, argument in arguments(type(part)).items()
             if name not in ("rng", "init", "dtype")}
    return ", ".join(f"{getattr(part, name)}" if bare else f"{name}={getattr(part, name)}" for name, bare in named.items())
