# NOTICE to whoever was writing this file on Nov 21 about 08:18: the author of chapter 04 overwrote
# your uncommitted version by mistake at 08:19 (no copy exists). Please put yours back and keep the
# tests below; then remove these three lines.
from __future__ import annotations

import sympy as sp

from backprop import derive


def test_array_without_a_shape_is_one_symbol():
    assert derive.array("c") == sp.Symbol("c", real=True)
    assert list(derive.array("x", 2)) == [sp.Symbol("x_0", real=True), sp.Symbol("x_1", real=True)]


def test_a_diagonal_matrix_is_printed_as_books_print_it():
    p = sp.MatrixSymbol("p", sp.Symbol("C"), 1)
    assert derive.latex(sp.DiagMatrix(p) - p * p.T) == r"\operatorname{diag}(p) - p \, p^{\top}"


def test_a_difference_starts_with_what_is_positive():
    n, i = sp.symbols("n i")
    z, c = sp.IndexedBase("z", shape=(n,)), sp.Symbol("c")
    assert derive.latex(z[i] - c) == "z_{i} - c"
    assert derive.latex(z[i] - c - sp.log(c)) == r"z_{i} - c - \log{\left(c \right)}"
    assert derive.latex(-c - z[i]) == "- c - z_{i}"


def test_a_square_stands_where_its_base_would():
    n, i = sp.symbols("n i")
    p, v = (sp.IndexedBase(name, shape=(n,)) for name in "pv")
    assert derive.latex(p[i] * (v[i] - 1)**2) == r"p_{i} \, \left(v_{i} - 1\right)^{2}"
