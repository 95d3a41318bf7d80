from __future__ import annotations

import sympy as sp

from backprop import derive


def test_array_without_a_shape_is_one_symbol():
    assert derive.array("c") == sp.Symbol("c", real=True)
    assert list(derive.array("x", 2)) == [sp.Symbol("x_0", real=True), sp.Symbol("x_1", real=True)]


def test_a_diagonal_matrix_is_printed_as_books_print_it():
    p = sp.MatrixSymbol("p", sp.Symbol("C"), 1)
    assert derive.latex(sp.DiagMatrix(p) - p * p.T) == r"\operatorname{diag}(p) - p \, p^{\top}"
