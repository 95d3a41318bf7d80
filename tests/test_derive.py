"""The symbolic half of the book: what it proves, what it refuses, what it prints."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp

from backprop import derive
from backprop.errors import AgreementError, OptionError, ShapeError

B, n, m = sp.symbols("B n m", integer=True, positive=True)
r, i, j, k, l = sp.symbols("r i j k l", integer=True)
X = sp.IndexedBase("x", shape=(B, n))
W = sp.IndexedBase("W", shape=(n, m))
DY = sp.IndexedBase("dy", shape=(B, m))
DW = sp.IndexedBase("dW", shape=(n, m))
PATHS = sp.Sum(DY[r, l] * sp.Derivative(sp.Sum(X[r, k] * W[k, l], (k, 0, n - 1)), W[i, j]),
               (l, 0, m - 1), (r, 0, B - 1))


@pytest.fixture
def symbols():
    return {"x": derive.array("x", 2, 3), "W": derive.array("W", 3, 2),
            "dy": derive.array("dy", 2, 2)}


def test_array_names_its_entries_like_numpy():
    x = derive.array("x", 2, 3)
    assert x.shape == (2, 3) and x[1, 2] == sp.Symbol("x_12", real=True)
    assert len(set(derive.array("x", 12, 12).ravel())) == 144     # x_1,11 is not x_11,1


def test_gradient_and_jacobian_have_the_shapes_of_numpy(symbols):
    y = symbols["x"] @ symbols["W"]
    assert derive.gradient(np.sum(y), symbols["W"]).shape == (3, 2)
    J = derive.jacobian(y, symbols["W"])
    assert J.shape == (2, 2, 3, 2)
    assert J[1, 0, 2, 0] == symbols["x"][1, 2] and J[1, 0, 2, 1] == 0


def test_vjp_is_upstream_times_jacobian(symbols):
    y = derive.each(sp.tanh, symbols["x"] @ symbols["W"])
    by_jacobian = np.einsum("rj,rjsi->si", symbols["dy"], derive.jacobian(y, symbols["x"]))
    derive.assert_equal(derive.vjp(y, symbols["x"], symbols["dy"]), by_jacobian)


def test_equality_is_exact_and_names_the_first_difference():
    a, b = derive.array("x", 2, 2), derive.array("x", 2, 2)
    derive.assert_equal((a + 1)**2, a**2 + 2 * a + 1)
    x = sp.Symbol("x", real=True)
    derive.assert_equal(sp.tanh(x), 2 / (1 + sp.exp(-2 * x)) - 1)
    b[1, 0] += sp.Rational(1, 10**9)
    with pytest.raises(AgreementError, match=r"entry \[1, 0\]"):
        derive.assert_equal(a, b)
    with pytest.raises(ShapeError, match=r"\(2, 2\) and \(4,\)"):
        derive.assert_equal(a, a.ravel())


def test_collapse_carries_out_the_sums_of_deltas():
    total = sp.Sum(X[r, k] * sp.KroneckerDelta(k, i) * sp.KroneckerDelta(l, j), (k, 0, n - 1))
    assert derive.collapse(total, k, 0, n - 1) == X[r, i] * sp.KroneckerDelta(l, j)
    assert derive.collapse(X[r, i], k, 0, n - 1) == X[r, i]


def test_partial_drops_sums_of_zeros():
    y = sp.Sum(X[r, k], (k, 0, n - 1)) + DY[r, l]
    assert derive.partial(y, DY[r, j]) == sp.KroneckerDelta(l, j)


def test_an_equation_in_entries_and_one_in_matrices_say_the_same(symbols):
    entries = derive.Equation(DW[i, j], sp.Sum(X[r, i] * DY[r, j], (r, 0, B - 1)), "eq-a")
    x, dy = sp.MatrixSymbol("x", B, n), sp.MatrixSymbol("dy", B, m)
    matrices = derive.Equation("dW", x.T * dy, "eq-b")
    derive.assert_equal(entries.explicit(**symbols), symbols["x"].T @ symbols["dy"])
    derive.assert_equal(matrices.explicit(**symbols), symbols["x"].T @ symbols["dy"])
    assert entries.shape == matrices.shape == (n, m)
    assert entries.latex == r"dW_{ij} = \sum_{r} x_{ri} \, dy_{rj}"
    assert matrices._repr_latex_() == r"$$ dW = x^{\top} \, dy \label{eq-b} $$"


def test_an_equation_says_which_array_it_lacks(symbols):
    equation = derive.Equation("dW", sp.MatrixSymbol("x", B, n).T * sp.MatrixSymbol("dy", B, m))
    with pytest.raises(OptionError, match="needs dy"):
        equation.explicit(x=symbols["x"])


def test_a_chain_prints_right_steps(symbols):
    right = sp.Sum(X[r, i] * DY[r, j], (r, 0, B - 1))
    chain = derive.Chain(DW[i, j], [(PATHS, "all paths"), (right, "deltas")], "chain-a", symbols)
    assert chain.result == right
    assert r"\text{all paths}" in chain._repr_latex_()
    assert r"\label{chain-a}" in chain._repr_latex_()


def test_a_chain_refuses_a_wrong_step_even_where_all_shapes_fit(symbols):
    square = {"x": derive.array("x", 2, 2), "W": derive.array("W", 2, 2), "dy": symbols["dy"]}
    wrong = sp.Sum(X[r, j] * DY[r, i], (r, 0, B - 1))
    with pytest.raises(AgreementError, match=r"chain-b, step 2 \(transposed\)"):
        derive.Chain(DW[i, j], [(PATHS, "all paths"), (wrong, "transposed")], "chain-b", square)


@pytest.mark.parametrize("expression, expected", [
    (sp.Sum(X[r, k] * W[k, l], (k, 0, n - 1)), r"\sum_{k} x_{rk} \, W_{kl}"),
    (X[r, i] * (sp.KroneckerDelta(i, j) - X[r, j]), r"x_{ri} \, \left(\delta_{ij} - x_{rj}\right)"),
    (-X[r, i] * DY[r, j], r"- x_{ri} \, dy_{rj}"),
    (sp.MatrixSymbol("dy", B, m) * sp.MatrixSymbol("W", n, m).T, r"dy \, W^{\top}"),
])
def test_latex_reads_as_the_book_writes(expression, expected):
    assert derive.latex(expression) == expected


def test_evaluate_fills_symbols_with_numbers(symbols):
    rng = np.random.default_rng(0)
    x, dy = rng.normal(size=(2, 3)), rng.normal(size=(2, 2))
    exact = derive.vjp(symbols["x"] @ symbols["W"], symbols["W"], symbols["dy"])
    np.testing.assert_allclose(derive.evaluate(exact, {"x": x, "dy": dy}), x.T @ dy, rtol=1e-14)


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


def test_a_product_entry_by_entry_keeps_its_brackets_inside_a_matrix_product():
    A, B, C = (sp.MatrixSymbol(name, 2, 2) for name in "ABC")
    assert derive.latex(A * sp.HadamardProduct(B, C)) == r"A \, \left(B \circ C\right)"


def test_a_reciprocal_and_a_negative_factor_are_printed_right():
    n, i = sp.symbols("n i")
    s, z = (sp.IndexedBase(name, shape=(n,)) for name in "sz")
    assert derive.latex(1 / s[i]) == r"\frac{1}{s_{i}}"
    assert derive.latex(sp.Derivative(1 / s[i], s[i])).endswith(r"\frac{1}{s_{i}}")
    assert derive.latex(sp.exp(-2 * z[i])) == r"e^{- 2 \, z_{i}}"
    assert derive.latex(s[i] - 2 * z[i]) == r"s_{i} - 2 \, z_{i}"


def test_evaluate_knows_the_error_function():
    z = derive.array("z", 2)
    found = derive.evaluate(derive.each(sp.erf, z), {"z": [0, 0.5]})
    assert found[0] == 0 and abs(found[1] - math.erf(0.5)) < 1e-15


def test_derivatives_in_a_product_show_where_they_end():
    x, u, y = sp.symbols("x u y")
    f = sp.Function("f")
    product = derive.latex(sp.Derivative(u**2, u) * sp.Derivative(3 * x, x))
    assert product == (r"\left(\frac{d}{d u} u^{2}\right) \left(\frac{d}{d x} 3 x\right)")
    assert derive.latex(sp.Derivative(f(x), x)) == r"\frac{d f{\left(x \right)}}{d x}"
    assert derive.latex(2 * sp.Derivative(f(x, y), y)).startswith(r"2 \frac{\partial f")
