"""What an exception of a beginner's code usually means."""

from __future__ import annotations

import dis
import re
import types

from .run import Failure

ATTRIBUTE, NAME = re.compile(r"has no attribute '(\w+)'"), re.compile(r"name '(\w+)' is not defined")
UNBOUND = re.compile(r"local variable '(\w+)'")


def explained(answer, failure: Failure) -> list[str]:
    """One sentence more about an exception, where the answer's own code says what is behind it."""
    methods = _code(answer)
    if failure.kind == "AttributeError" and (match := ATTRIBUTE.search(failure.text)):
        return _unset(match[1], methods)
    if failure.kind == "NameError" and (match := NAME.search(failure.text)):
        kept = any(match[1] in code.co_names for code in methods) and isinstance(answer, type)
        return [f"In another method a name such as `{match[1]}` is unknown: keep it as `self.{match[1]}`."] if kept else []
    if failure.kind == "UnboundLocalError" and (match := UNBOUND.search(failure.text)):
        return [f"`{match[1]}` is assigned somewhere in this function, so it is a name of its own there, and it is used before."]
    if failure.kind == "RecursionError":
        return ["It calls itself more than 1,000 times, which Python does not allow: without an end, or once for each "
                "step of a long chain. A loop has no such limit."]
    if failure.kind == "ValueError" and "mismatch in its core dimension" in failure.text:
        return ["In `a @ b`, the last axis of `a` has to be as long as the first axis of `b`."]
    if failure.kind == "ValueError" and "could not be broadcast" in failure.text:
        return ["The two shapes do not fit entry by entry: look at the axis along which one of them was summed."]
    return []


def _code(answer) -> list[types.CodeType]:
    """The code of a function, or of every method of a class."""
    functions = vars(answer).values() if isinstance(answer, type) else [answer]
    return [f.__code__ for f in functions if isinstance(f, types.FunctionType)]


def _unset(name: str, methods) -> list[str]:
    """An attribute that is asked for: is it a local name elsewhere, or set in no method at all?"""
    stored = any(step.opname == "STORE_ATTR" and step.argval == name for code in methods for step in dis.get_instructions(code))
    if any(name in code.co_varnames for code in methods) and not stored:
        return [f"`{name}` is a local name there, gone at the end of its method: write `self.{name}` to keep it."]
    if any(name in code.co_names for code in methods):
        return [f"`self.{name}` is read before anything was put there: the first value has to be set with `=`." if stored
                else f"No method sets `self.{name}`."]
    return []
