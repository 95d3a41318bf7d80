"""Every error that this package raises; the checks that raise most of them stand in checks.py."""


class BackpropError(Exception):
    """Base of every error of this package: `except BackpropError` catches them all."""


class ShapeError(BackpropError, ValueError):
    """An array has the wrong number of axes or the wrong length along one."""


class DTypeError(BackpropError, TypeError):
    """An array or an argument has the wrong type."""


class LabelError(BackpropError, ValueError):
    """A class label lies outside 0 ... C-1."""


class NonFiniteError(BackpropError, ValueError):
    """NaN or an infinity where a finite number is needed."""


class OptionError(BackpropError, ValueError):
    """An unknown name or a number outside its range."""


class StateError(BackpropError, RuntimeError):
    """Calls in the wrong order, such as backward before forward."""


class DivergedError(BackpropError, ArithmeticError):
    """Training stopped because the loss was no longer finite."""


class DataFileError(BackpropError, OSError):
    """A file is missing, damaged or not of the expected format."""


class AgreementError(BackpropError, AssertionError):
    """Two ways of computing the same thing disagree, or a known mistake passed."""
