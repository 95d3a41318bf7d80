"""What an exercise is: a task, a starter, a solution, inputs, and the wrong answers that it must name."""

from __future__ import annotations

import ast
import textwrap
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .cases import ROUNDS, Case, draw_cases, parse
from .run import remember


@dataclass(frozen=True)
class Wrong:
    """A typical wrong answer: its source, words that the message must contain, its sentence if it has one."""

    source: str
    words: tuple[str, ...]
    says: str = ""


@dataclass(frozen=True, eq=False)
class Exercise:
    """One task for the reader's own code; `args` and `returns` read "x (B, d_in), dy (B, d_out)".

    source:   starter and solution are whole sources; the last name that they define is judged.
    inputs:   args are drawn for several sizes (`draws` says how, normal numbers otherwise), `extra` adds
              (label, inputs) such as large scores. Without args the answer is a value.
    use:      use(answer, **inputs) -> outputs in the order of `returns`; by default answer(*inputs).
    wrong:    see wrong(), edit() and mistake(). forms: other right ways to write the solution.
    where:    an anchor of the chapter, or one for each output: {"dx": "sec-dx", "dW": "sec-dW"}.
    terms:    {"1 - y**2": "the slope of tanh"}: how messages call a part of the solution.
    quiet:    NumPy must not warn. mutate: False for a solution that takes long. then: a last test, then(answer) -> (good, words).
    """

    id: str
    title: str
    where: str | dict
    task: str
    starter: str
    solution: str
    returns: str
    args: str = ""
    hints: Sequence[str] = ()
    wrong: Sequence[Wrong] = ()
    draws: dict = field(default_factory=dict)
    extra: Sequence = ()
    rounds: dict = field(default_factory=lambda: ROUNDS)
    sizes: dict = field(default_factory=dict)
    use: Callable | None = None
    forms: Sequence[str] = ()
    terms: dict = field(default_factory=dict)
    mutate: bool = True
    quiet: bool = False
    then: Callable | None = None

    @property
    def chapter(self) -> str:
        """"ch02" of "ch02.dW"."""
        return self.id.partition(".")[0]

    def anchor(self, output: str = "") -> str:
        """Where to look when this output is wrong."""
        if isinstance(self.where, str):
            return self.where
        return self.where.get(output) or next(iter(self.where.values()))

    @cached_property
    def name(self) -> str:
        """The name that the answer has in the reader's code."""
        last = ast.parse(self.solution).body[-1]
        return last.targets[0].id if isinstance(last, ast.Assign) else last.name

    @cached_property
    def outputs(self) -> dict[str, tuple[str, ...] | None]:
        """The outputs by name, each with the names of its axes; None for a number."""
        return parse(self.returns)

    @cached_property
    def cases(self) -> list[Case]:
        """The inputs, special ones last."""
        spec = parse(self.args)
        drawn = draw_cases(self.id, spec, self.draws, self.rounds) if spec else [Case({}, self.sizes)]
        return drawn + [Case(dict(zip(spec, inputs)) if isinstance(inputs, (list, tuple)) else inputs,
                             _sizes(spec, inputs), label, True) for label, inputs in self.extra]

    def more_cases(self, series: int) -> list[Case]:
        """Further ordinary cases with other numbers, to see whether what holds for the first ones holds for these."""
        spec = parse(self.args)
        return draw_cases(self.id, spec, self.draws, self.rounds, series) if spec else []

    def written(self, source: str):
        """The object that a source defines under the exercise's name."""
        space: dict = {"np": np, "__name__": "answer"}
        filename = f"<{self.id} {zlib.crc32(source.encode()):08x}>"
        remember(source, filename)
        exec(compile(source, filename, "exec"), space)
        return space[self.name]


def _sizes(spec: dict, inputs) -> dict:
    """Sizes read off the shapes of given inputs."""
    values = inputs if isinstance(inputs, (list, tuple)) else inputs.values()
    found: dict = {}
    for axes, value in zip(spec.values(), values):
        for axis, size in zip(axes or (), np.shape(value)):
            found.setdefault(axis, size)
    return found


def exercise(**parts) -> Exercise:
    """An Exercise whose texts may be indented, and whose wrong answers may be bodies or edits."""
    for key in ("task", "starter", "solution"):
        parts[key] = textwrap.dedent(parts[key]).strip("\n")
    parts["forms"] = tuple(textwrap.dedent(form).strip("\n") for form in parts.get("forms", ()))
    parts["wrong"] = tuple(Wrong(make(parts["solution"]), words, says) for make, words, says in parts.get("wrong", ()))
    return Exercise(**parts)


def wrong(source: str, *words: str, says: str = ""):
    """A wrong answer as a whole source, or as the body of the solution's function.

    says:     the sentence for answers that give the same numbers; else the families have to find it.
    """
    source = textwrap.dedent(source).strip("\n")

    def make(solution: str) -> str:
        if any(line.startswith(("def ", "class ")) for line in source.splitlines()):
            return source
        last = ast.parse(solution).body[-1]
        if isinstance(last, ast.Assign):
            return "\n".join(solution.splitlines()[:last.lineno - 1] + [source])
        head = solution.splitlines()[:last.body[0].lineno - 1]
        return "\n".join(head) + "\n" + textwrap.indent(source, "    ")
    return make, words, says


def edit(old: str, new: str, *words: str, says: str = ""):
    """A wrong answer that is the solution with one piece of text replaced, wherever it stands."""
    def make(solution: str) -> str:
        if old not in solution:
            raise ValueError(f"the solution does not contain {old!r}")
        return solution.replace(old, new)
    return make, words, says
