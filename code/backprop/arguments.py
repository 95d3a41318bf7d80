"""What a layer, loss or optimizer was made with: the arguments of its constructor, read from its signature."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import lru_cache


@lru_cache
def arguments(kind: type) -> Mapping:
    """The arguments of a class's constructor, by name; behind *args or **options stand those of its base class."""
    found = {}
    for base in (base for base in kind.__mro__ if "__init__" in vars(base) and base is not object):
        _, *own = inspect.signature(base.__init__).parameters.values()          # without self
        named = {one.name: one for one in own if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)}
        found = {**named, **found}
        if len(named) == len(own):
            break
    return found


def given(part, *without: str) -> dict:
    """The arguments that a part was made with, as far as it keeps them under their names."""
    return {name: getattr(part, name) for name in arguments(type(part)) if name not in without and hasattr(part, name)}


def shown(part) -> str:
    """The arguments that a layer or loss was made with, for messages: those without a default as bare values."""
    known = arguments(type(part))
    return ", ".join(f"{value}" if known[name].default is inspect.Parameter.empty else f"{name}={value}"
                     for name, value in given(part, "rng", "init", "dtype").items())
