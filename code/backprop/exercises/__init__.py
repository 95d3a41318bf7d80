"""Exercises that name the mistake: check("ch02.forward", your_function) says what is wrong with it."""

from . import progress
from .judging import judge
from .places import title
from .result import Result
from .shelf import chapters, exercises, find

__all__ = ["Result", "chapters", "check", "exercises", "find", "judge", "title"]


def check(identifier: str, answer=...) -> Result:
    """Judge an answer: passed, not yet (with the mistake that gives these numbers), error, or empty.

    What is passed is written to .backprop-exercises.json, for `backprop exercises`.
    answer:   the function or class, or the value, that the exercise asks for.
    Errors:   OptionError for an id that no exercise has.
    """
    result = judge(find(identifier), answer)
    if result:
        progress.note(identifier)
    return result
