"""gradcheck: numbers, restored arrays, kinks and reports; then every layer and loss."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import numpy as np
import pytest

import cases
from backprop import gradcheck as G
from backprop import layers, losses
from backprop.errors import AgreementError, DTypeError, OptionError, ShapeError, StateError
from backprop.network import Network, mlp


def rng(seed=0):
    return np.random.default_rng(seed)


def cube(x):
    return float(np.sum(x**3))


# --- relative error and verdict ---------------------------------------------------------------

def test_relative_error_by_hand():
    assert G.relative_error([1.0, 4.0], [1.0, 5.0]) == 1 / 5
    assert G.relative_error([0.0], [0.0]) == 0
    assert G.relative_error([1e-13], [0.0]) == 1e-13 / 1e-12
    assert G.relative_error([1.0], [-1.0]) == 2
    assert G.relative_error([1e-3], [0.0], floor=1.0) == 1e-3


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_relative_error_never_passes_what_is_not_finite(bad):
    for a, n in (([1, bad], [1, 2]), ([1, 2], [1, bad]), ([1, bad], [1, bad])):
        assert G.relative_error(a, n) == math.inf


@pytest.mark.parametrize("a, n", [(np.ones(3), np.ones((3, 1))), (np.ones(3), 1.0), ([], [])])
def test_relative_error_refuses_other_shapes(a, n):
    with pytest.raises(ShapeError, match="shapes"):
        G.relative_error(a, n)


def test_verdict_has_three_words():
    assert (G.AGREES, G.CAUGHT) == (1e-7, 1e-2)
    words = {0: "agrees", 1e-7: "agrees", 1.1e-7: "suspicious", 9e-3: "suspicious",
             1e-2: "disagrees", math.inf: "disagrees", math.nan: "disagrees"}
    assert {error: G.verdict(error) for error in words} == words


# --- differences ------------------------------------------------------------------------------

def test_numerical_gradient_of_a_cubic():
    x = rng().standard_normal((3, 2, 2))
    assert G.relative_error(3 * x**2, G.numerical_gradient(cube, x)) < 1e-9


def test_central_differences_are_exact_for_a_quadratic_and_of_second_order_for_a_cubic():
    x = np.array([0.5])
    assert G.numerical_gradient(lambda x: float(x[0]**2), x, h=0.25)[0] == 1.0
    assert G.numerical_gradient(cube, x, h=0.25)[0] == pytest.approx(3 * 0.25 + 0.25**2, rel=1e-14)


def test_f_may_close_over_x_and_x_may_be_0_d_or_a_strided_view():
    x = np.array(2.0)
    assert G.numerical_gradient(lambda _: float(x**2), x) == pytest.approx(4)
    table = rng().standard_normal((4, 6))
    view = table[::2, ::-3]
    gradient = G.numerical_gradient(lambda _: cube(table), view)
    assert G.relative_error(3 * view**2, gradient) < 1e-9


@pytest.mark.parametrize("raises", [False, True])
def test_x_is_restored_bit_for_bit(raises):
    x = np.array([1e16, -0.0, 0.1, 5e-324, 1 / 3, math.pi])
    kept, calls = x.tobytes(), []

    def f(x):
        calls.append(1)
        if raises and len(calls) == 6:
            raise RuntimeError("in f")
        return float(np.sum(x))

    if raises:
        with pytest.raises(RuntimeError, match="in f"):
            G.numerical_gradient(f, x)
    else:
        G.numerical_gradient(f, x)
    assert x.tobytes() == kept


@pytest.mark.parametrize("x, error, words", [
    (np.ones(3, np.float32), DTypeError, "net.astype"),
    (np.ones(3, np.int64), DTypeError, "int64"),
    ([1.0, 2.0], DTypeError, "list"),
    (np.ones((0, 3)), StateError, "empty"),
])
def test_numerical_gradient_refuses_what_it_cannot_judge(x, error, words):
    with pytest.raises(error, match=words):
        G.numerical_gradient(cube, x)


def test_numerical_gradient_refuses_a_read_only_array_and_a_bad_step():
    x = np.ones(3)
    with pytest.raises(OptionError, match="h is 0"):
        G.numerical_gradient(cube, x, h=0)
    x.flags.writeable = False
    with pytest.raises(StateError, match="read-only"):
        G.numerical_gradient(cube, x)


@pytest.mark.parametrize("f, words", [
    (lambda x: x, "expected one float64 number"),
    (lambda x: np.float32(x.sum()), "float32"),
    (lambda x: x.sum() + 0j, "complex128"),
    (lambda x: None, "object"),
])
def test_f_must_return_one_float64_number(f, words):
    with pytest.raises(DTypeError, match=words):
        G.numerical_gradient(f, np.ones(3))


def test_complex_step_is_exact_and_leaves_x_alone():
    x = rng().standard_normal((2, 3))
    kept = x.copy()
    gradient = G.complex_step(lambda x: np.sum(np.exp(x) * np.sin(x)), x)
    assert G.relative_error(np.exp(x) * (np.sin(x) + np.cos(x)), gradient) < 1e-15
    assert np.array_equal(x, kept)


def test_complex_step_refuses_a_function_that_drops_the_imaginary_part():
    with pytest.raises(DTypeError, match="drops the imaginary part"):
        G.complex_step(lambda x: np.sum(np.abs(x)), np.ones(2))
    with pytest.raises(DTypeError, match="int64"):
        G.complex_step(np.sum, np.ones(2, np.int64))


# --- one direction ----------------------------------------------------------------------------

def test_directional_check_needs_few_evaluations_and_restores_x():
    x, calls = rng().standard_normal(10_000), []
    kept = x.tobytes()

    def f(x):
        calls.append(1)
        return cube(x)

    assert G.directional_check(f, x, 3 * x**2, rng=rng(1)).ok
    assert len(calls) == 3 and x.tobytes() == kept      # two of them for the slope


def test_directional_check_sees_one_wrong_entry_in_a_hundred():
    x = rng().standard_normal(100)
    gradient = 3 * x**2
    gradient[17] *= 1.5
    report = G.directional_check(cube, x, gradient, rng=rng(1))
    assert not report.ok and report.rows[0].name == "one direction"


def test_directional_check_restores_x_when_f_raises_and_refuses_another_shape():
    x = rng().standard_normal(5)
    kept = x.tobytes()

    def f(x):
        raise RuntimeError("in f")

    with pytest.raises(RuntimeError):
        G.directional_check(f, x, x, rng=rng())
    assert x.tobytes() == kept
    with pytest.raises(ShapeError, match="gradient has shape"):
        G.directional_check(cube, x, np.ones((5, 1)), rng=rng())


# --- kinks ------------------------------------------------------------------------------------

@pytest.mark.parametrize("offset", [0.0, 1e-6, -1e-6, 2.5e-6, 3.3333e-6, -5e-6, 9e-6, 9.99e-6])
def test_an_entry_within_h_of_a_kink_is_reported_apart(offset):
    x = np.array([[offset, 1.0, -2.0, 0.5]])
    report = G.check_layer(layers.ReLU(), x, rng=rng())
    row = report.rows[0]
    assert report.ok and row.kinks == 1 and row.entries == 3


@pytest.mark.parametrize("offset", [1.1e-5, -2e-5, 1e-3])
def test_an_entry_farther_than_h_from_a_kink_is_not(offset):
    report = G.check_layer(layers.ReLU(), np.array([[offset, 1.0, -2.0]]), rng=rng())
    assert report.ok and report.rows[0].kinks == 0


@pytest.mark.parametrize("slope", [0.0, 0.3, 1.0])
def test_any_subgradient_is_accepted_at_a_kink(slope):
    class Chosen(layers.ReLU):
        def derivative(self, x, y):
            return np.where(x == 0, slope, x > 0)

    assert G.check_layer(Chosen(), np.array([[0.0, 1.0, -2.0]]), rng=rng()).ok


@pytest.mark.parametrize("wrong", [lambda x: 2.0 * (x > 0), lambda x: 1.0 * (x < 0),
                                   lambda x: 1.0 * (x > 1e-3), lambda x: np.ones_like(x)])
def test_a_kink_excuses_no_entry_but_its_own(wrong):
    class Wrong(layers.ReLU):
        def derivative(self, x, y):
            return wrong(x)

    x = np.array([[0.0, 1e-6, -1e-6, 5e-4, -1.0, 2.0]])
    report = G.check_layer(Wrong(), x, rng=rng())
    assert not report.ok and report.rows[0].kinks <= 3
    assert abs(x[report.rows[0].index]) > G.H


def test_nothing_but_kinks_is_not_ok():
    report = G.check_layer(layers.ReLU(), np.zeros((2, 3)), rng=rng())
    assert not report.ok and report.rows[0].kinks == 6 and "not judged" in str(report)
    with pytest.raises(AgreementError, match="lies at kinks only: not judged"):
        report.require()


def test_curvature_is_no_kink():
    """A steep smooth function with a wrong formula: the checker must not forgive it."""
    x = np.array([0.3, 0.7, -1.1])
    for factor, word in ((1.001, "suspicious"), (1.1, "disagrees")):
        formula = factor * 40 * np.cos(40 * x)
        row = G.compare("dx", formula, lambda x: float(np.sin(40 * x).sum()), x)
        assert row.kinks == 0 and row.verdict == word


@pytest.mark.parametrize("seed", range(5))
def test_ties_of_relu_networks_do_not_hide_a_row(seed):
    """Rows that dropout empties, with biases of 0, put every unit at its kink exactly."""
    draw = rng(seed)
    net = mlp([3, 4, 8, 3], dropout=0.6, rng=draw, dtype=np.float64)
    x, t = draw.standard_normal((20, 3)), draw.integers(0, 3, 20)
    report = G.check_network(net, losses.SoftmaxCrossEntropy(), x, t, rng=draw, samples=None)
    assert report.require().rows[3].entries == 8 and report.rows[3].name == "3.db"
    assert not net.layers[0].b.any()                    # judged beside its kinks, and put back


def test_wrong_formulas_of_networks_at_ties_are_caught():
    class PassesEverywhere(layers.ReLU):
        def derivative(self, x, y):
            return np.ones_like(x)

    draw = rng(1)
    net = Network([layers.Linear(3, 8, rng=draw, dtype=np.float64), PassesEverywhere(),
                   layers.Linear(8, 3, rng=draw, dtype=np.float64)])
    x, t = draw.standard_normal((20, 3)), draw.integers(0, 3, 20)
    x[:10] = 0                                          # half of all rows at the kink
    report = G.check_network(net, losses.SoftmaxCrossEntropy(), x, t, rng=draw, samples=None)
    assert {"0.dW", "0.db", "dx"} & {r.name for r in report.rows if r.verdict == "disagrees"}


def test_a_huge_entry_swallows_the_step_and_does_not_pass():
    row = G.compare("dx", np.ones(2), lambda x: float(x.sum()), np.array([1e16, 1.0]))
    assert row.verdict == "disagrees" and math.isnan(row.numeric) and row.index == (0,)


# --- rounding ---------------------------------------------------------------------------------

def test_rounding_is_not_called_an_error():
    """LayerNorm of two columns is a sign: its gradient is 1e-5, and differences see noise too."""
    report = G.check_layer(layers.LayerNorm(2, dtype=np.float64), rng().standard_normal((5, 2)),
                           rng=rng(1))
    report.require()


def test_a_gradient_below_rounding_passes_and_one_above_is_judged():
    x = rng().standard_normal(5)
    for size, word in ((1e-12, "agrees"), (1e-3, "disagrees")):
        row = G.compare("dx", np.full(5, 2 * size), lambda x: 3.7 + size * float(x.sum()), x)
        assert row.verdict == word
    row = G.compare("dx", np.full(5, 1e-6), lambda x: 3.7 + 1e-6 * float(x.sum()), x)
    assert row.verdict == "agrees"      # differences see it only within 1e-11


def test_a_small_gradient_that_is_wrong_is_still_an_error():
    x = rng().standard_normal(5)
    row = G.compare("dx", 2e-6 * np.ones(5), lambda x: 1e-6 * float(x.sum()), x)
    assert row.verdict != "agrees"


# --- small entries beside large ones ----------------------------------------------------------

def mixed(x):
    """Slopes of 1 and of 1e-8."""
    return float(np.sum(np.sin(x[0])) + 1e-8 * np.sum(x[1]**2))


@pytest.mark.parametrize("factor, word", [(1, "agrees"), (1.001, "agrees"), (1.1, "disagrees"), (0, "disagrees"),
                                          (-1, "disagrees")])
def test_a_small_entry_is_measured_against_itself(factor, word):
    x = rng(5).uniform(0.5, 2, (2, 4))
    formula = np.array([np.cos(x[0]), 2e-8 * x[1]])
    formula[1, 2] *= factor
    row = G.compare("dx", formula, mixed, x)
    assert row.verdict == word
    if word == "disagrees":
        assert row.index == (1, 2) and row.formula == formula[1, 2]
        assert row.numeric == pytest.approx(2e-8 * x[1, 2], rel=1e-2)
        assert row.error == pytest.approx(max(abs(factor - 1) / max(abs(factor), 1), 0), rel=0.05)


def test_what_cannot_be_measured_is_not_called_an_error():
    x = rng(6).uniform(0.5, 2, (2, 4))
    formula = np.array([np.cos(x[0]), 2e-8 * x[1]])
    far = formula + [[0.0], [1e-12]]                                # below the rounding of f
    assert G.compare("dx", far, mixed, x).verdict == "agrees"
    ripple = lambda x: mixed(x) + 1e-12 * math.sin(3e4 * x[1, 0])   # a bend too fast for the wide step
    assert G.compare("dx", formula, ripple, x).verdict == "agrees"
    edge = lambda x: mixed(x) + 1e-8 * max(x[1, 0] - kink, 0.0)     # a kink between the points
    for kink in x[1, 0] + 1e-3 * np.array([-3.9, -1.5, 0.0, 0.5, 3.3]):
        right = formula.copy()
        right[1, 0] += 1e-8 * (x[1, 0] > kink)
        assert G.compare("dx", right, edge, x).verdict == "agrees", kink


def test_a_function_that_ends_near_x_is_judged():
    def logarithms(x):
        if (x <= 0).any():
            raise ValueError("x must be positive")
        return float(np.log(x[0]) + 1e-8 * np.sqrt(x[1]))

    x = np.array([2e-3, 2e-3])
    assert G.compare("dx", np.array([500.0, 0.5e-8 / math.sqrt(2e-3)]), logarithms, x).verdict == "agrees"


@pytest.mark.parametrize("scale", [1, 1e-4, 20])
@pytest.mark.parametrize("name", [name for name in cases.LAYERS if name != "Dropout"])
def test_no_false_alarm(name, scale):
    for seed in range(100):
        layer, x = cases.layer_and_x(name, seed=seed)
        G.check_layer(layer, scale * x, rng=rng(seed)).require()


# --- reports ----------------------------------------------------------------------------------

class WrongLinear(layers.Linear):
    def param_grads(self, dy):
        super().param_grads(dy)
        self.dW[1, 2] += 0.5


def linear_report(cls=layers.Linear):
    return G.check_layer(cls(4, 3, rng=rng(), dtype=np.float64), rng(1).standard_normal((5, 4)),
                         rng=rng(2))


def test_report_of_a_right_layer():
    report = linear_report()
    assert report.ok and report.require() is report and report.faults == []
    assert [(row.name, row.shape, row.entries) for row in report.rows] == [
        ("dx", (5, 4), 20), ("dW", (4, 3), 12), ("db", (3,), 3)]
    text = str(report)
    assert text.startswith("Linear(4, 3): ok") and len(text.splitlines()) == 5
    assert text.count("agrees") == 3 and "broken" not in text


def test_report_names_array_entry_and_both_numbers():
    report = linear_report(WrongLinear)
    row = report.rows[1]
    assert not report.ok and row.index == (1, 2)
    assert row.formula == pytest.approx(row.numeric + 0.5, abs=1e-8)
    with pytest.raises(AgreementError) as caught:
        report.require()
    for part in ("Linear(4, 3)", "dW disagrees", "dW[1, 2]", f"{row.formula:.8g}",
                 f"{row.numeric:.8g}"):
        assert part in str(caught.value)
    assert "dx" not in str(caught.value)


def test_report_in_html_is_escaped_and_complete():
    report = G.Report("A<B", [G.Row("dx", (1,), 0.5, (0,), 1.0, 2.0, 1)], ["x & y"])
    page = report._repr_html_()
    assert "A&lt;B" in page and "x &amp; y" in page and "<td>disagrees" in page
    assert page.count("<tr>") == 2 and page.count("<td>") == 2 * len(G.HEAD)


def test_an_empty_report_is_not_ok():
    with pytest.raises(AgreementError, match="nothing was compared"):
        G.Report("nothing", []).require()


# --- layers -----------------------------------------------------------------------------------

def test_every_layer_and_loss_has_a_case():
    assert {type(make(np.float64)).__name__ for make, _ in cases.LAYERS.values()} == set(
        layers.LAYERS)
    assert {type(make()).__name__ for make, _ in cases.LOSSES.values()} == set(losses.LOSSES)


@pytest.mark.parametrize("name", cases.LAYERS)
@pytest.mark.parametrize("seed", range(3))
def test_every_layer_agrees(name, seed):
    layer, x = cases.layer_and_x(name, seed=seed)
    report = G.check_layer(layer, x, rng=rng(seed)).require()
    assert [row.name for row in report.rows] == ["dx", *("d" + p for p in layer.PARAMS)]
    assert all(row.entries + row.kinks == math.prod(row.shape) for row in report.rows)


@pytest.mark.parametrize("name", cases.SMOOTH)
def test_every_smooth_layer_agrees_by_complex_step(name):
    layer, x = cases.layer_and_x(name)
    dy = cases.upstream(layer.predict(x))
    layer.forward(x)
    dx = layer.backward(dy)
    if layer.PARAMS or name == "GELU":      # parameters are real, and SciPy's erf may be
        pytest.importorskip("scipy")
    try:
        exact = G.complex_step(lambda z: np.sum(dy * layer.predict(z)), x)
    except DTypeError as error:
        assert layer.PARAMS, error          # such a layer takes only the dtype of its parameters
        return
    assert G.relative_error(dx, exact) < 1e-13


def test_check_layer_alters_nothing_of_the_caller():
    layer, x = cases.layer_and_x("Linear")
    kept = x.tobytes(), layer.W.tobytes(), layer.b.tobytes()
    x.flags.writeable = False
    G.check_layer(layer, x, rng=rng()).require()
    assert (x.tobytes(), layer.W.tobytes(), layer.b.tobytes()) == kept


def test_dropout_is_frozen_while_it_is_judged_and_given_back():
    layer = layers.Dropout(0.5, rng=rng(3))
    state = layer.rng.bit_generator.state
    G.check_layer(layer, rng().standard_normal((4, 6)), rng=rng(4)).require()
    assert layer.rng.bit_generator.state == state
    assert not np.array_equal(layer.forward(np.ones((4, 6))), layer.forward(np.ones((4, 6))))


def test_check_layer_samples():
    layer = layers.Linear(30, 20, rng=rng(), dtype=np.float64)
    report = G.check_layer(layer, rng(1).standard_normal((5, 30)), rng=rng(2), samples=25)
    assert [row.entries for row in report.require().rows] == [25, 25, 20]


def test_check_layer_refuses_float32():
    x = rng().standard_normal((5, 4))
    with pytest.raises(DTypeError, match="Linear.4, 3.: W has dtype float32.*astype"):
        G.check_layer(layers.Linear(4, 3, rng=rng()), x, rng=rng())
    with pytest.raises(DTypeError, match="x has dtype float32"):
        G.check_layer(layers.ReLU(), x.astype(np.float32), rng=rng())


def test_random_upstream_is_random_and_ones_can_be_asked_for():
    class Zeros(layers.Softmax):
        def input_grad(self, dy):
            return np.zeros_like(dy)

    x = rng().standard_normal((3, 4))
    assert G.check_layer(Zeros(), x, rng=rng(), dy=np.ones((3, 4))).ok      # blind
    assert not G.check_layer(Zeros(), x, rng=rng()).ok


def test_a_layer_of_a_page_needs_no_base_class():
    class Scale:
        PARAMS = ("g",)

        def __init__(self):
            self.g = np.array([1.0, 2.0])

        def forward(self, x):
            self.x = x
            return x * self.g

        predict = forward

        def backward(self, dy):
            self.dg = (dy * self.x).sum(axis=0)
            return dy * self.g

    report = G.check_layer(Scale(), rng().standard_normal((3, 2)), rng=rng())
    assert not report.ok and report.title == "Scale"    # predict = forward keeps its x: found out
    assert [row.name for row in report.rows if row.verdict != "agrees"] == ["dg"]
    Scale.predict = lambda self, x: x * self.g
    assert G.check_layer(Scale(), rng().standard_normal((3, 2)), rng=rng()).ok


# --- losses and networks ----------------------------------------------------------------------

@pytest.mark.parametrize("name", cases.LOSSES)
def test_every_loss_agrees(name):
    make, data = cases.LOSSES[name]
    report = G.check_loss(make(), *data(np.float64)).require()
    assert [row.name for row in report.rows] == ["dz", "dz of one row", "dz of two rows"]
    with pytest.raises(DTypeError, match="float32"):
        G.check_loss(make(), *data(np.float32))


@pytest.mark.parametrize("activation", layers.ACTIVATIONS)
def test_networks_of_every_activation_agree(activation):
    net = mlp([3, 6, 5, 4], activation=activation, dropout=0.2, rng=rng(1), dtype=np.float64)
    x, t = rng(2).standard_normal((9, 3)), rng(3).integers(0, 4, 9)
    kept = net.params.tobytes(), x.tobytes(), net[2].rng.bit_generator.state
    report = G.check_network(net, losses.SoftmaxCrossEntropy(), x, t, rng=rng(4)).require()
    assert [row.name for row in report.rows] == [
        "0.dW", "0.db", "3.dW", "3.db", "6.dW", "6.db", "dx", "one direction"]
    assert (net.params.tobytes(), x.tobytes(), net[2].rng.bit_generator.state) == kept


def test_large_network_is_sampled_in_every_array():
    net = mlp([784, 60, 10], rng=rng()).astype(np.float64)
    x, t = rng(1).random((16, 784)), rng(2).integers(0, 10, 16)
    report = G.check_network(net, losses.SoftmaxCrossEntropy(), x, t, rng=rng(3), samples=20)
    assert [row.entries + row.kinks for row in report.require().rows] == [20, 20, 20, 10, 20, 1]


def test_check_network_refuses_float32_with_advice():
    net = mlp([3, 4, 2], rng=rng())
    with pytest.raises(DTypeError, match=r"net\.astype\(np\.float64\)"):
        G.check_network(net, losses.MeanSquaredError(), np.ones((2, 3)), np.ones((2, 2)), rng=rng())


def test_one_wrong_entry_that_no_sample_hits_is_seen_by_the_direction():
    class OneWrong(Network):
        def backward(self, dz, *, input_grad=False):
            dx = super().backward(dz, input_grad=input_grad)
            self.grads[123] += 1.0
            return dx

    net = OneWrong([layers.Linear(40, 30, rng=rng(), dtype=np.float64)])
    x, t = rng(1).standard_normal((6, 40)), rng(2).integers(0, 30, 6)
    report = G.check_network(net, losses.SoftmaxCrossEntropy(), x, t, rng=rng(3), samples=3)
    wrong = [row.name for row in report.rows if row.verdict != "agrees"]
    assert wrong == ["one direction"]


# --- the judge does not import the judged -----------------------------------------------------

def test_gradcheck_imports_numpy_checks_and_errors_only():
    trees = [ast.parse(f.read_text(encoding="utf-8")) for f in Path(G.__file__).parent.glob("*.py")]
    modules = {node.module if isinstance(node, ast.ImportFrom) else name.name
               for tree in trees for node in ast.walk(tree)
               if isinstance(node, (ast.Import, ast.ImportFrom)) for name in node.names}
    inside = {"comparison", "differences", "judges", "promises"}
    assert modules - inside == {"__future__", "collections.abc", "dataclasses", "html", "math",
                                "numpy", "backprop.checks", "backprop.errors"}


# --- what is not judged does not pass ---------------------------------------------------------

class Single(layers.Linear):
    """A Linear whose forward computes in float32, and whose gradients are off by a factor."""

    def __init__(self, factor, rng):
        super().__init__(5, 4, rng=rng, dtype=np.float64)
        self.factor = factor

    def forward(self, x):
        super().forward(x)
        return (x.astype(np.float32) @ self.W.astype(np.float32)).astype(np.float64) + self.b

    def predict(self, x):
        return self.forward(x)

    def backward(self, dy):
        dx = super().backward(dy)
        self.dW *= self.factor
        return dx * self.factor


def test_a_forward_in_float32_is_not_taken_for_kinks():
    """Its differences are rounding noise: no formula, right or wrong, may pass on them."""
    for factor in (1.0, 1.01):
        for seed in range(50):
            draw = rng(seed)
            report = G.check_layer(Single(factor, draw), draw.normal(size=(3, 5)), rng=draw)
            assert not report.ok, (factor, seed)
            with pytest.raises(AgreementError, match="lower precision than float64"):
                report.require()


@pytest.mark.parametrize("size", [1, 30, 100, 300, 1000, 1e4])
def test_a_forward_in_float32_is_found_far_from_zero(size):
    """Near 100, neighbors in float32 are 8e-6 apart: a fixed small step does not see them."""
    class Single(layers.ReLU):
        def function(self, x):
            return np.maximum(x.astype(np.float32), 0).astype(np.float64)

        def derivative(self, x, y):
            return 1.01 * (x > 0)

    for seed in range(50):
        x = size * np.array([[1, -1]]) + 0.3 * rng(seed).uniform(-1, 1, (1, 2))
        assert any("lower precision" in fault for fault in G.check_layer(Single(), x, rng=rng(seed)).faults), seed


@pytest.mark.parametrize("name, layer, x", [
    ("fast waves", "sin", None), ("narrow rows", "norm", None), ("a logarithm", "log", None)])
def test_what_is_steep_narrow_or_positive_only_is_judged_and_passes(name, layer, x):
    class Sin(layers.SiLU):
        function = staticmethod(lambda x: np.sin(100 * x))
        derivative = staticmethod(lambda x, y: 100 * np.cos(100 * x))

    class Log(layers.SiLU):
        @staticmethod
        def function(x):
            if (x <= 0).any():
                raise ValueError("x must be positive")
            return np.log(x)
        derivative = staticmethod(lambda x, y: 1 / x)

    part, x = {"sin": (Sin(), rng(1).normal(size=(3, 4))),
               "log": (Log(), rng(2).uniform(0.5, 2, size=(3, 4))),
               "norm": (layers.LayerNorm(6, dtype=np.float64), 1 + 0.01 * rng(3).normal(size=(3, 6)))}[layer]
    G.check_layer(part, x, rng=rng()).require()


def test_a_buffer_that_backward_reuses_is_found():
    class Reuses(layers.Tanh):
        buffer = None

        def input_grad(self, dy):
            if self.buffer is None:
                self.buffer = np.empty_like(dy)
            np.multiply(dy, 1 - self.y**2, out=self.buffer)
            return self.buffer
    with pytest.raises(AgreementError, match="backward returned the same memory twice"):
        G.check_layer(Reuses(), rng().normal(size=(2, 3)), rng=rng()).require()


def test_a_short_batch_of_two_rows_is_tried():
    class Forgets(losses.MeanSquaredError):
        """The last batch, shorter than the others, is divided by nothing."""
        rows = 0

        def backward(self):
            dz = super().backward()
            Forgets.rows = max(self.rows, len(dz))
            return dz if len(dz) == self.rows else dz * len(dz)
    report = G.check_loss(Forgets(), rng().normal(size=(4, 3)), rng(1).normal(size=(4, 3)))
    assert [row.verdict for row in report.rows] == ["agrees", "agrees", "disagrees"]


@pytest.mark.parametrize("call, error", [
    (lambda: G.check_layer(None, np.zeros((2, 3)), rng=rng()), DTypeError),
    (lambda: G.check_loss(None, np.zeros((2, 3)), np.zeros(2)), DTypeError),
    (lambda: G.check_layer(layers.Tanh(), np.ones((2, 3)), rng=rng(), samples=0), OptionError)])
def test_what_is_no_layer_or_no_sample_is_refused_by_name(call, error):
    with pytest.raises(error, match="expected"):
        call()
