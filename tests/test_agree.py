"""The agreement table must pass what is right, and must not pass anything else."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from backprop import derive
from backprop.agree import Agreement, summary
from backprop.errors import AgreementError, OptionError, ShapeError

rng = np.random.default_rng(0)
x, W, dy = rng.normal(size=(2, 3)), rng.normal(size=(3, 2)), rng.normal(size=(2, 2))
symbols = {"x": derive.array("x", 2, 3), "W": derive.array("W", 3, 2),
           "dy": derive.array("dy", 2, 2)}
EXACT = derive.vjp(symbols["x"] @ symbols["W"], symbols["W"], symbols["dy"])
FORMULA = derive.Equation("dW", EXACT, "eq-dW")


def L(x, W, dy):
    return np.sum(dy * (x @ W))


@pytest.fixture
def table():
    return Agreement(L, x=x, W=W, dy=dy)


def test_right_rows_and_caught_mistakes_make_a_table(table):
    table.derivative("W", FORMULA, EXACT, "x.T @ dy", numpy=x.T @ dy)
    table.control("W", "twice the gradient", "2 * x.T @ dy")
    html = table.show()._repr_html_()
    assert "✓" in html and "✗" in html
    assert "equation-eq-dW" in summary(table)._repr_html_()


def test_a_wrong_formula_is_refused_though_the_code_is_right(table):
    wrong = derive.Equation("dW", 2 * EXACT, "eq-wrong")
    with pytest.raises(AgreementError, match="eq-wrong: entry"):
        table.derivative("W", wrong, EXACT, "x.T @ dy")


def test_wrong_code_is_refused_though_the_formula_is_right(table):
    with pytest.raises(AgreementError, match="the code and sympy disagree"):
        table.derivative("W", FORMULA, EXACT, "x.T @ dy * 1.00001")


def test_a_wrong_array_of_the_page_is_refused(table):
    with pytest.raises(AgreementError, match="the page's array"):
        table.derivative("W", FORMULA, EXACT, "x.T @ dy", numpy=x.T @ dy + 1e-6)


def test_finite_differences_judge_even_when_formula_sympy_and_code_agree():
    table = Agreement(lambda x, W, dy: 1.001 * L(x, W, dy), x=x, W=W, dy=dy)
    with pytest.raises(AgreementError, match="finite differences"):
        table.derivative("W", FORMULA, EXACT, "x.T @ dy")


def test_nan_never_agrees(table):
    with pytest.raises(AgreementError):
        table.derivative("W", FORMULA, EXACT, "x.T @ dy * np.nan")


def test_shapes_are_compared_not_broadcast(table):
    with pytest.raises(ShapeError, match="the page's array"):
        table.derivative("W", FORMULA, EXACT, "x.T @ dy", numpy=(x.T @ dy)[None])


def test_a_control_that_is_right_is_no_control(table):
    with pytest.raises(AgreementError, match="was not caught"):
        table.control("W", "no mistake at all", "x.T @ dy")


def test_a_control_between_the_thresholds_is_not_caught(table):
    with pytest.raises(AgreementError, match="1.0e-03"):
        table.control("W", "off by a thousandth", "x.T @ dy * 1.001001")


def test_a_control_of_another_shape_is_caught(table):
    table.control("W", "turned around", "dy.T @ x")
    assert table.rows[-1].caught == "caught: shape (2, 3), not (3, 2)"


def test_a_table_without_a_control_is_no_table(table):
    table.derivative("W", FORMULA, EXACT, "x.T @ dy")
    with pytest.raises(OptionError, match="negative control"):
        table.show()


def test_a_jacobian_is_differenced_output_by_output():
    exact = derive.jacobian(symbols["x"] @ symbols["W"], symbols["W"])
    table = Agreement(lambda x, W: x @ W, x=x, W=W)
    table.derivative("W", derive.Equation("J", exact, "eq-J"), exact,
                     "np.kron(x, np.eye(2)).reshape(2, 2, 3, 2)")
    assert table.rows[0].shape == (2, 2, 3, 2) and table.rows[0].witness_error < 1e-8


def test_an_identity_has_a_residual():
    s = derive.array("x", 3)
    exact = derive.each(lambda v: v**2 - 1, s)
    table = Agreement(lambda x: x, x=np.array([.1, .2, .3]))
    table.identity(derive.Equation("d", exact, "eq-d"), exact, "(x - 1) * (x + 1)", "x**2 - 1")
    with pytest.raises(AgreementError, match="disagree"):
        table.identity(derive.Equation("d", exact, "eq-d"), exact, "(x - 1) * (x + 1)", "x**2 - 2")


def tanh_table(shown) -> Agreement:
    """y = tanh(z), with a formula that speaks of the output y; `shown` is what y stands for."""
    n, i, j = sp.Symbol("n"), *sp.symbols("i j")
    Y, J = sp.IndexedBase("y", shape=(n,)), sp.IndexedBase("J", shape=(n, n))
    z = derive.array("z", 2)
    table = Agreement(lambda z: np.tanh(z), z=np.array([0.3, -1.2])).where(y=shown(z))
    equation = derive.Equation(J[i, j], sp.KroneckerDelta(i, j) * (1 - Y[i]**2), "eq-test")
    exact = derive.jacobian(derive.each(sp.tanh, z), z)
    table.derivative("z", equation, exact, "np.diag(1 - np.tanh(z)**2)")
    return table


def test_a_formula_may_speak_of_an_output():
    table = tanh_table(lambda z: derive.each(sp.tanh, z))
    assert table.rows[0].witness_error < 1e-7


def test_a_formula_with_another_output_disagrees():
    with pytest.raises(AgreementError):
        tanh_table(lambda z: derive.each(sp.sin, z))
