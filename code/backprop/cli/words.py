"""What one word of a command line may be: each function parses it, or says what was expected."""

from __future__ import annotations

import math
import re
from argparse import ArgumentTypeError
from fractions import Fraction
from pathlib import Path


def real(low: float = 0.0, high: float = math.inf, *, above: bool = False):
    """Return a parser of numbers with low <= number < high; above: low itself is refused."""
    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value < high or (above and value == low):
            raise ArgumentTypeError(
                f"{text!r} is not a number {'above' if above else 'of at least'} {low:g}"
                + (f" and below {high:g}" if high < math.inf else ""))
        return value
    return parse


def whole(low: int = 1, high: int = 10**9):
    """Return a parser of whole numbers with low <= number <= high."""
    def parse(text: str) -> int:
        if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or not low <= int(text) <= high:
            limit = f" and at most {high}" if re.fullmatch(r"0*[1-9]\d*", text, re.ASCII) else ""
            raise ArgumentTypeError(f"{text!r} is not a whole number of at least {low}{limit}")
        return int(text)
    return parse


def sizes(text: str) -> list[int]:
    """Parse "512,512"; "none" is no layer at all."""
    try:
        return [] if text == "none" else [whole(high=10**6)(part) for part in text.split(",")]
    except ArgumentTypeError as error:
        raise ArgumentTypeError(f"{text!r}: {error}; write 512 or 512,256") from None


def network_sizes(text: str) -> list[int]:
    """Parse "6,5,3": input, hidden layers, output."""
    if len(found := sizes(text)) < 2:
        raise ArgumentTypeError(f"{text!r}: expected at least two sizes, such as 6,5,3")
    return found


def apart(text: str) -> str:
    """Parse a count such as 10000, a share such as 0.1 or 1/6 (kept exact), or a folder's name."""
    if text and not re.match(r"\s*[-+]?\.?\d", text):
        return text
    if re.fullmatch(r"\d{1,9}|\d{0,9}\.\d{1,9}|\d{1,9}/0*[1-9]\d{0,8}", text, re.ASCII):
        value = Fraction(text)
        if 0 < value < 1 or (value >= 1 and value.denominator == 1):
            return str(value)
    raise ArgumentTypeError(f"{text!r} is neither a count such as 10000 nor a share between 0 and 1 "
                            "such as 0.1 or 1/6 nor a folder (if it is one: ./NAME)")


def as_share(text: str) -> Fraction | None:
    """Return what `apart` has parsed as a number; None if it is a folder's name."""
    try:
        return Fraction(text)
    except ValueError:
        return None


def class_names(text: str) -> list[str]:
    """Parse "shirt,bag,boot", or read a file with one name a line."""
    names = text.split(",")
    if len(names) == 1:
        try:
            names = Path(text).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise ArgumentTypeError(f"{text!r} is neither names with commas between them nor a file "
                                    f"with one name a line ({error})") from None
    names = [name.strip() for name in names]
    for name in names:
        if not name or "," in name or names.count(name) > 1:
            raise ArgumentTypeError(f"{text!r}: the name {name!r} is empty, holds a comma or stands "
                                    "twice")
    return names


def model_file(text: str) -> str:
    """Parse the name of a model to write."""
    if not text.endswith(".npz") or text.endswith((".last.npz", "/.npz", "\\.npz")):
        raise ArgumentTypeError(f"{text!r} does not end in .npz, or ends in .last.npz")
    return text


def picture_file(text: str) -> str:
    """Parse the name of a picture to write."""
    if not re.search(r"[^/\\]\.(png|svg|pdf)$", text, re.IGNORECASE):
        raise ArgumentTypeError(f"{text!r} does not end in .png, .svg or .pdf")
    return text
