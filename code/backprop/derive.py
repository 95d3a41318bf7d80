"""Symbolic derivation: the book's formulas as sympy objects that are printed, compared and evaluated.

A symbolic array is a NumPy array of sympy symbols, so `x @ W + b` means the same with symbols as
with numbers: same broadcasting, same shapes, same conventions. Chapters derive with it; `agree`
compares what they derived with the code that trains.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import sympy as sp
from sympy.concrete.delta import deltasummation
from sympy.core.function import AppliedUndef
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE

from backprop.errors import AgreementError, OptionError, ShapeError


# ---- symbolic arrays ---------------------------------------------------------------------------

def array(name: str, *shape: int) -> np.ndarray:
    """An array of real symbols: array("x", 2, 3)[0, 1] is x_01. Without a shape, one symbol.

    Shapes:   (shape), dtype object.
    """
    out = np.empty(shape, dtype=object)
    for index in np.ndindex(*shape):
        subscript = "".join(map(str, index)) if max(shape, default=0) <= 10 else ",".join(map(str, index))
        out[index] = sp.Symbol(f"{name}_{subscript}", real=True)
    return out if shape else sp.Symbol(name, real=True)


def each(function: Callable, *arrays) -> np.ndarray:
    """Apply a sympy function to every entry: each(sp.tanh, x), with NumPy's broadcasting."""
    return np.vectorize(function, otypes=[object])(*arrays)


def gradient(L, x) -> np.ndarray:
    """Gradient of a scalar, entry by entry: dL/dx in the shape of x.               (chapter 1)"""
    return each(lambda s: sp.diff(L, s), x)


def jacobian(y, x) -> np.ndarray:
    """Jacobian: J[i..., j...] = dy[i...] / dx[j...].                               (chapter 1)

    Shapes:   y.shape + x.shape.
    """
    y, x = np.asarray(y, dtype=object), np.asarray(x, dtype=object)
    return each(sp.diff, y.reshape(y.shape + (1,) * x.ndim), x)


def partial(y, x):
    """Partial derivative of one expression by one symbol or entry, without sums of zeros."""
    return sp.diff(y, x).replace(lambda e: isinstance(e, sp.Sum) and e.function == 0, lambda e: sp.S.Zero)


def vjp(y, x, dy) -> np.ndarray:
    """Vector-Jacobian product: the gradient of L = sum(dy * y) at x, for any upstream dy.

    Shapes:   y and dy alike; the result has the shape of x.
    """
    return gradient(np.sum(dy * y), x)


# ---- exact comparison --------------------------------------------------------------------------

def residual(a, b) -> np.ndarray:
    """a - b, simplified entry by entry: all zeros if and only if sympy proves them equal.

    Errors:   ShapeError if the shapes differ.
    """
    a, b = np.asarray(a, dtype=object), np.asarray(b, dtype=object)
    if a.shape != b.shape:
        raise ShapeError(f"residual: the two sides have shapes {a.shape} and {b.shape}")
    return each(_simplified_difference, a, b)


def assert_equal(a, b, where: str = "derive") -> None:
    """Raise AgreementError, naming the first entry that differs, unless a = b exactly."""
    rest = np.atleast_1d(residual(a, b))
    for index in np.argwhere(rest != 0):
        raise AgreementError(f"{where}: entry {list(map(int, index))} differs by {rest[tuple(index)]}")


def _simplified_difference(a, b):
    difference = sp.expand(sp.sympify(a) - sp.sympify(b))
    return difference if difference == 0 else sp.simplify(difference.rewrite(sp.exp))


def collapse(expression, index, low, high):
    """Carry out the sum over `index` of a term that holds a Kronecker delta: sum_k f_k d_ki = f_i.

    The index that remains is taken to lie within low ... high, as an array's index does.
    """
    def once(total):
        inner = [limit for limit in total.limits if limit[0] != index]
        if len(inner) == len(total.limits):
            return total
        rest = deltasummation(sp.expand(total.function), (index, low, high), no_piecewise=True)
        return sp.Sum(rest, *inner) if inner else rest
    return expression.replace(lambda e: isinstance(e, sp.Sum), once)


# ---- equations ---------------------------------------------------------------------------------

@dataclass(frozen=True)
class Equation:
    """lhs = rhs, printed and numbered on the page under `label`, and evaluated by `explicit`.

    lhs:      the left side as a sympy object or LaTeX; for an entry formula an Indexed (dW[i, j]).
    rhs:      a sympy expression in Indexed entries or MatrixSymbols, or an array of expressions.
    shown:    LaTeX to print in place of lhs.
    """

    lhs: object
    rhs: object
    label: str = ""
    shown: str = ""

    @property
    def latex(self) -> str:
        """The equation as LaTeX, without dollar signs."""
        return f"{self.shown or latex(self.lhs)} = {latex(self.rhs)}"

    @property
    def shape(self) -> tuple:
        """The shape of the left side, in symbols where its sizes are symbols."""
        if isinstance(self.rhs, sp.MatrixExpr):
            return self.rhs.shape
        return self.lhs.shape if isinstance(self.lhs, sp.Indexed) else np.shape(self.rhs)

    def _repr_latex_(self) -> str:
        return _display(self.latex, self.label)

    def explicit(self, **arrays) -> np.ndarray:
        """The right side with every index and size filled in, from symbolic arrays by name.

        Shapes:   that of the left side (an array of expressions, of any rank).
        Errors:   OptionError if an array of the formula is not given.
        """
        return explicit(self.lhs, self.rhs, arrays)


def explicit(lhs, rhs, arrays: dict) -> np.ndarray:
    """The array of expressions that `rhs` stands for, given symbolic arrays for its names."""
    if isinstance(rhs, np.ndarray):
        return rhs
    rhs = sp.sympify(rhs)
    sizes = _sizes(rhs, arrays)
    if isinstance(rhs, sp.MatrixExpr):
        return _explicit_matrix(rhs, sizes, arrays)
    indices = lhs.indices if isinstance(lhs, sp.Indexed) else ()
    shape = tuple(int(sp.sympify(n).subs(sizes)) for n in lhs.shape) if indices else ()
    out = np.empty(shape, dtype=object)
    rhs = rhs.replace(lambda e: isinstance(e, sp.Derivative), lambda e: sp.diff(*e.args))
    for place in np.ndindex(*shape):
        entry = rhs.subs(dict(zip(indices, place))).subs(sizes).doit()
        out[place] = entry.replace(lambda e: isinstance(e, sp.Indexed),
                                   lambda e: arrays[str(e.base)][tuple(map(int, e.indices))])
    filled = each(lambda entry: _fill_scalar(entry, arrays), out)
    return filled if indices else filled[()]


def _fill_scalar(expression, arrays: dict):
    scalars = {sp.Symbol(n): a for n, a in arrays.items() if not isinstance(a, np.ndarray)}
    return expression.subs(scalars)


def _explicit_matrix(rhs, sizes: dict, arrays: dict) -> np.ndarray:
    filled = rhs.subs(sizes)
    for symbol in filled.atoms(sp.MatrixSymbol):
        entries = arrays[symbol.name]
        filled = filled.subs(symbol, sp.ImmutableMatrix(np.atleast_2d(entries)))
    return np.array(filled.doit().as_explicit().tolist(), dtype=object)


def _sizes(rhs, arrays: dict) -> dict:
    """Match the symbolic sizes that names were declared with against the arrays' shapes."""
    bases = {str(b): b.shape or () for b in rhs.atoms(sp.IndexedBase)}
    bases |= {m.name: m.shape for m in rhs.atoms(sp.MatrixSymbol)}
    missing = sorted(set(bases) - set(arrays))
    if missing:
        raise OptionError(f"explicit: the formula needs {', '.join(missing)}, "
                          f"given were {', '.join(sorted(arrays)) or 'no arrays'}")
    pairs = [(size, n) for name, shape in bases.items()
             for size, n in zip(shape, np.atleast_2d(arrays[name]).shape[-len(shape):] if shape else ())]
    return {size: int(n) for size, n in pairs if not sp.sympify(size).is_number}


@dataclass(frozen=True)
class Chain:
    """A derivation by hand: lhs = step 1 = step 2 = ..., each step with its reason.

    Every step is checked against the one before it, exactly, with the symbolic arrays `at`:
    a chain with a wrong step cannot be printed.
    Errors:   AgreementError that names the step and its reason.
    """

    lhs: object
    steps: Sequence[tuple[object, str]]
    label: str
    at: dict

    def __post_init__(self):
        values = [explicit(self.lhs, expression, self.at) for expression, _ in self.steps]
        for number in range(1, len(values)):
            reason = self.steps[number][1]
            assert_equal(values[number], values[number - 1],
                         f"{self.label}, step {number + 1} ({reason})")

    @property
    def result(self):
        """The last expression of the chain."""
        return self.steps[-1][0]

    def _repr_latex_(self) -> str:
        rows = [rf"{latex(self.lhs) if k == 0 else ''} &= {latex(expression)} "
                rf"&& \text{{{reason}}}" for k, (expression, reason) in enumerate(self.steps)]
        return _display(r"\begin{aligned} " + r" \\[4pt] ".join(rows) + r" \end{aligned}", self.label)


def latex(value) -> str:
    """LaTeX of a sympy object, an array of them (as a matrix) or a ready string."""
    if isinstance(value, str):
        return value
    if isinstance(value, np.ndarray) and value.ndim:
        value = sp.Matrix(np.atleast_2d(value))
    return _Printer().doprint(value)


class _Printer(LatexPrinter):
    """sympy's LaTeX with the book's habits: sums over an index's whole range show no bounds,
    entries read W_{ij}, a transpose is a small top, gradients stand last in a product, and a
    difference starts with what is positive."""

    def __init__(self):
        super().__init__({"mat_delim": "(", "mat_str": "matrix"})

    def _print_Sum(self, expr):
        signs = " ".join(rf"\sum_{{{self._print(limit[0])}}}" for limit in reversed(expr.limits))
        return f"{signs} {self.parenthesize(expr.function, PRECEDENCE['Mul'], strict=True)}"

    def _print_Indexed(self, expr):
        names = [self._print(index) for index in expr.indices]
        subscript = "".join(names) if all(len(n) == 1 for n in names) else ", ".join(names)
        return f"{self._print(expr.base.label)}_{{{subscript}}}"

    def _print_KroneckerDelta(self, expr, exp=None):
        text = rf"\delta_{{{self._print(expr.args[0])}{self._print(expr.args[1])}}}"
        return text if exp is None else f"{text}^{{{exp}}}"

    def _print_Transpose(self, expr):
        return f"{self.parenthesize(expr.arg, PRECEDENCE['Pow'], True)}^{{\\top}}"

    def _print_MatMul(self, expr):
        return r" \, ".join(self.parenthesize(f, PRECEDENCE["Mul"], strict=not isinstance(f, sp.HadamardProduct))
                            for f in expr.args)

    def _print_DiagMatrix(self, expr):
        return rf"\operatorname{{diag}}({self._print(expr.args[0])})"

    def _print_OneMatrix(self, expr):
        return r"\mathbf{1}"

    def _as_ordered_terms(self, expr, order=None):
        terms = super()._as_ordered_terms(expr, order)
        return sorted(terms, key=lambda t: (not isinstance(t, (sp.Sum, sp.Derivative)),
                                            bool(t.as_coeff_Mul()[0].is_negative)))

    def _print_Derivative(self, expr):                 # d f(x)/dx for an unknown f
        if not isinstance(expr.expr, AppliedUndef) or len(expr.variables) != 1:
            return super()._print_Derivative(expr)
        d = r"\partial" if len(expr.expr.args) > 1 else "d"
        return rf"\frac{{{d} {self._print(expr.expr)}}}{{{d} {self._print(expr.variables[0])}}}"

    def _needs_mul_brackets(self, expr, **place):      # d/dx reaches to the bracket's end
        open_ended = isinstance(expr, sp.Derivative) and not isinstance(expr.expr, AppliedUndef)
        return open_ended or super()._needs_mul_brackets(expr, **place)

    def _print_Mul(self, expr):
        if expr.is_Mul and expr.args[0].is_Integer and expr.args[0].is_negative:
            return f"- {self.parenthesize(-expr, PRECEDENCE['Mul'], strict=True)}"
        if not (expr.is_Mul and expr.has(sp.Indexed) and all(map(_order_in_product, expr.args))):
            return super()._print_Mul(expr)             # also 1/x, which sympy sends here
        return r" \, ".join(self.parenthesize(f, PRECEDENCE["Mul"], strict=True)
                            for f in sorted(expr.args, key=_order_in_product))


def _order_in_product(factor):
    """Values, deltas, brackets, derivatives, upstream gradients, sums; None for anything else."""
    kinds = (sp.Integer, sp.Symbol, sp.Indexed, sp.Function, sp.Add, sp.Derivative, sp.Indexed, sp.Sum)
    name = str(factor)
    if isinstance(factor, sp.Pow) and factor.exp.is_Integer and factor.exp > 0:
        factor = factor.base                            # a square stands where its base would
    if isinstance(factor, sp.Indexed):
        return (6 if name.startswith("d") else 2, name[0].isupper(), name)
    ranks = [rank for rank, kind in enumerate(kinds) if isinstance(factor, kind)]
    return (ranks[0], False, name) if ranks else None


def _display(body: str, label: str) -> str:
    return f"$$ {body} " + (rf"\label{{{label}}} " if label else "") + "$$"


def evaluate(expressions, values: dict) -> np.ndarray:
    """Numbers for an array of expressions, in float64, from number arrays by symbol name.

    evaluate(dW, {"x": x, "dy": dy}) fills x_00, x_01, ... from the array x.
    """
    expressions = np.asarray(expressions, dtype=object)
    symbols, numbers = [], []
    for name, value in values.items():
        value = np.asarray(value, dtype=np.float64)
        symbols += list(np.ravel(np.asarray(array(name, *value.shape), dtype=object)))
        numbers += list(value.ravel())
    function = sp.lambdify(symbols, list(expressions.ravel()), modules=["scipy", "numpy"], cse=True)
    return np.array(function(*numbers), dtype=np.float64).reshape(expressions.shape)
