"""Running an answer on one input: what came out, what it altered, where it stopped."""

from __future__ import annotations

import copy
import linecache
import os
import sysconfig
import traceback
import types
from dataclasses import dataclass, field

import numpy as np

from .cases import Case

# an error that is raised in one of these is the fault of the line that called it
OTHERS = (os.path.dirname(os.path.abspath(__file__)), os.path.dirname(os.path.abspath(np.__file__)),
          sysconfig.get_path("stdlib") + os.sep)


@dataclass(frozen=True)
class Failure:
    """An exception of the answer, with the reader's own line."""

    kind: str
    text: str
    line: int = 0
    source: str = ""

    def __str__(self) -> str:
        where = f" in line {self.line}" if self.line else ""
        return f"raised {self.kind}{where}" + (f": {self.text}" if self.text else "")


@dataclass(frozen=True)
class Run:
    """What one call gave: outputs by name, or the reason why there are none."""

    outputs: dict = field(default_factory=dict)
    returned: object = None             # when it could not be taken apart into the outputs
    failure: Failure | None = None
    altered: tuple[str, ...] = ()
    views: dict = field(default_factory=dict)
    events: frozenset = frozenset()     # of "overflow", "divide by zero", "invalid value"
    left: dict = field(default_factory=dict)        # the inputs as the answer left them


def call(answer, **inputs):
    """The default use of an answer: a function is called by position, a value is itself."""
    return answer(*inputs.values()) if callable(answer) else answer


def run(answer, case: Case, names: list[str], use=None) -> Run:
    """Call the answer on copies of the inputs of a case, and look at everything that it did."""
    given, events = copied(case.inputs), set()
    try:
        with np.errstate(divide="call", over="call", invalid="call", under="ignore",
                         call=lambda kind, flag: events.add(kind)):
            returned = (use or call)(answer, **given)
    except KeyboardInterrupt:
        raise
    except BaseException as error:      # SystemExit, too: an answer may call exit()
        return Run(failure=failure(error), events=frozenset(events))
    outputs = _by_name(returned, names)
    return Run(outputs or {}, returned, None, _altered(case.inputs, given),
               _views(outputs or {}, given), frozenset(events), given)


def outputs(answer, case: Case, names: list[str], use=None) -> dict:
    """The outputs of a variant of the solution and nothing else, {} if it raises: the same as run(), but quicker."""
    try:
        return _by_name((use or call)(answer, **copied(case.inputs)), names) or {}
    except Exception:
        return {}


def copied(inputs: dict) -> dict:
    """Inputs that may be altered."""
    return {name: value.copy() if type(value) is np.ndarray else value if isinstance(value, (int, float))
            else copy.deepcopy(value) for name, value in inputs.items()}


def _by_name(returned, names: list[str]) -> dict | None:
    """The outputs by name, or None if their number is another."""
    if isinstance(returned, dict) and list(returned) == names:
        return returned
    if len(names) == 1:
        return {names[0]: returned}
    if isinstance(returned, (tuple, list)) and len(returned) == len(names):
        return dict(zip(names, returned))
    return None


def _arrays(inputs: dict) -> dict:
    """The arrays among the inputs, those in a list or a dict under names such as W[0]."""
    found = {}
    for name, value in inputs.items():
        if isinstance(value, np.ndarray):
            found[name] = value
        elif isinstance(value, (list, tuple, dict)):
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            found |= {f"{name}[{key!r}]": part for key, part in pairs if isinstance(part, np.ndarray)}
    return found


def _altered(before: dict, after: dict) -> tuple[str, ...]:
    kept = _arrays(before)
    return tuple(name for name, array in _arrays(after).items() if name in kept and not (
        array.shape == kept[name].shape and np.array_equal(array, kept[name], equal_nan=array.dtype.kind == "f")))


def _views(outputs: dict, given: dict) -> dict:
    """{output: input} for each output that shares memory with an input."""
    return {name: of for name, out in outputs.items() if isinstance(out, np.ndarray)
            for of, array in _arrays(given).items() if np.may_share_memory(out, array)}


def failure(error: BaseException) -> Failure:
    """The exception in the words of the line of the answer that raised it."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith((*OTHERS, "<frozen"))]
    text = "it called exit()" if isinstance(error, SystemExit) else " ".join(str(error).split())[:300]
    if isinstance(error, SyntaxError):
        return Failure("SyntaxError", error.msg, error.lineno or 0, (error.text or "").strip())
    if not frames:
        return Failure(type(error).__name__, text)
    last = frames[-1]
    return Failure(type(error).__name__, text, last.lineno or 0, (last.line or "").strip())


def remember(source: str, filename: str) -> None:
    """Let tracebacks show the lines of a source that is in no file."""
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)


# --- is there an answer at all? --------------------------------------------------------------------

def untouched(answer, starter) -> bool:
    """Is the answer the starter as it was printed? Compared are the instructions, not the text."""
    if answer is ... or starter is ...:
        return answer is ...
    if isinstance(answer, types.FunctionType) and isinstance(starter, types.FunctionType):
        return _alike(answer.__code__, starter.__code__)
    if isinstance(answer, type) and isinstance(starter, type):
        return _methods(answer).keys() == _methods(starter).keys() and all(
            untouched(method, _methods(starter)[name]) for name, method in _methods(answer).items())
    return False


def _methods(cls: type) -> dict:
    return {name: value for name, value in vars(cls).items() if isinstance(value, types.FunctionType)}


def _alike(a: types.CodeType, b: types.CodeType) -> bool:
    """Same instructions, names and constants (docstrings included in the constants)."""
    def constants(code):
        return [c for c in code.co_consts if not isinstance(c, types.CodeType)]
    inner_a, inner_b = ([c for c in code.co_consts if isinstance(c, types.CodeType)] for code in (a, b))
    return (a.co_code == b.co_code and a.co_names == b.co_names and a.co_varnames == b.co_varnames
            and constants(a) == constants(b) and len(inner_a) == len(inner_b)
            and all(map(_alike, inner_a, inner_b)))
