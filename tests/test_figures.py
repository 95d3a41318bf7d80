"""Every figure of a chapter draws at its ends and in its middle, and says something there."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

import backprop.figures
from backprop.explore import Explorer

MODULES = [importlib.import_module(f"backprop.figures.{m.name}")
           for m in pkgutil.iter_modules(backprop.figures.__path__)]
FIGURES = [(f"{module.__name__.rpartition('.')[2]}.{name}", function)
           for module in MODULES for name, function in vars(module).items()
           if inspect.isfunction(function) and function.__module__ == module.__name__
           and not name.startswith("_") and "Explorer" in str(function.__annotations__.get("return"))
           and not any(p.default is p.empty for p in inspect.signature(function).parameters.values())]


@pytest.mark.parametrize("make", [f for _, f in FIGURES], ids=[name for name, _ in FIGURES])
def test_a_figure_draws_and_its_caption_moves(make):
    explorer = make()
    assert isinstance(explorer, Explorer)
    positions = explorer.positions()
    chosen = {positions[0], positions[len(positions) // 2], positions[-1], explorer.start}
    captions = {explorer.caption(position) for position in chosen}
    assert all(captions)
    assert len(captions) > 1 or len(positions) == 1, "the caption never changes"


def test_there_are_figures():
    assert len(FIGURES) >= 5
