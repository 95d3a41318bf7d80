"""Exercises that name the mistake: check("ch02.dW", your_function) says what is wrong with it."""

from .judging import judge
from .result import Result
from .shelf import chapters, exercises, find

__all__ = ["Result", "chapters", "check", "exercises", "find", "judge"]


def check(identifier: str, answer=...) -> Result:
    """Judge an answer: passed, not yet (with the mistake that gives these numbers), error, or empty.

    answer:   the function or class, or the value, that the exercise asks for.
    Errors:   OptionError for an id that no exercise has.
    """
    return judge(find(identifier), answer)
