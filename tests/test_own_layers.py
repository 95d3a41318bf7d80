"""A reader's own layer or loss: the hooks are an offer, not an obligation, and any attribute may hold an argument."""

from __future__ import annotations

import numpy as np
import pytest

from backprop.errors import OptionError, StateError
from backprop.gradcheck import check_layer, check_loss
from backprop.layers import LAYERS, Elementwise, Layer, Linear
from backprop.losses import Loss
from backprop.network import Network
from backprop.optimizers import Optimizer


class Doubled(Layer):
    """The public methods themselves, without parameters and without __init__."""

    def forward(self, x):
        return 2 * x

    predict = forward

    def input_grad(self, dy):
        return 2 * dy


class Scaled(Layer):
    """The public methods themselves, with a parameter."""

    PARAMS = ("w",)

    def __init__(self):
        self.w, self.dw = np.array([1.0, -2.0, 3.0]), np.zeros(3)

    def forward(self, x):
        self.x = x
        return x * self.w

    def predict(self, x):
        return x * self.w

    def param_grads(self, dy):
        self.dw[...] = (dy * self.x).sum(axis=0)

    def input_grad(self, dy):
        return dy * self.w


class Whole(Layer):
    """forward and backward only."""

    def forward(self, x):
        return 2 * x

    predict = forward

    def backward(self, dy):
        return 2 * dy


class Times(Elementwise):
    """The hooks, with an argument that is stored under another name."""

    def __init__(self, factor=2.0):
        self.k = factor

    def function(self, x):
        return self.k * x

    def derivative(self, x, y):
        return np.full_like(x, self.k)


class Square(Linear):
    """A library layer with a constructor of its own."""

    def __init__(self, n=3, *, rng):
        super().__init__(n, n, rng=rng, dtype=np.float64)


class Named(Linear):
    """A library layer whose constructor passes everything on."""

    def __init__(self, *args, name="", **options):
        super().__init__(*args, **options)
        self.name = name


class Power(Loss):
    """The public methods of a loss, with an argument that is stored under another name."""

    def __init__(self, power=4):
        self.k = power

    def forward(self, y, t):
        self.residual = y - t
        return float(np.mean(self.residual**self.k))

    def backward(self):
        return self.k * self.residual**(self.k - 1) / self.residual.size


MAKE = {"Doubled": Doubled, "Scaled": Scaled, "Whole": Whole, "Times": lambda: Times(3.0),
        "Square": lambda: Square(rng=draw()), "Named": lambda: Named(3, 3, rng=draw(), dtype=np.float64, name="first")}


def draw():
    return np.random.default_rng(5)


@pytest.fixture
def x():
    return draw().normal(size=(4, 3))


@pytest.mark.parametrize("name", MAKE)
def test_it_runs_alone_in_a_network_and_under_the_checker(name, x, tmp_path):
    layer = MAKE[name]()
    assert layer.backward(np.ones_like(layer.forward(x))).shape == x.shape
    report = check_layer(MAKE[name](), x, rng=draw())
    assert report.ok, report
    network = Network([Linear(3, 3, rng=draw(), dtype=np.float64), MAKE[name]()])
    network.backward(np.ones_like(network.forward(x)))
    assert repr(network.layers[1]).startswith(f"{name}(") and name in repr(network)
    network.save(tmp_path / "network.npz")


def test_a_loss_runs_under_the_checker(x):
    assert repr(Power()) == "Power()" and Power().config() == {}
    assert check_loss(Power(), x, draw().normal(size=x.shape) + 3).ok


def test_arguments_that_are_passed_on_are_those_of_the_base_class():
    layer = MAKE["Named"]()
    assert layer.config() == {"d_in": 3, "d_out": 3, "init": "he_normal", "dtype": "float64", "name": "first"}
    assert repr(layer) == "Named(3, 3, name=first)"
    assert Named.from_config(layer.config(), rng=draw()).config() == layer.config()


def test_an_argument_that_is_not_kept_is_missed_when_the_layer_is_built_anew(monkeypatch):
    class Needs(Times):
        def __init__(self, factor):
            super().__init__(factor)

    monkeypatch.setitem(LAYERS, "Needs", Needs)
    with pytest.raises(OptionError, match="layer 0: .*factor"):
        Network.from_config([{"layer": "Needs", **Needs(2.0).config()}])


def test_parameters_before_forward_and_a_forward_that_bypasses_the_door(x):
    with pytest.raises(StateError, match=r"Linear\(3, 3\): backward was called before forward$"):
        Linear(3, 3, rng=draw()).param_grads(x)

    class Bypass(Times):
        def forward(self, x):
            return self.k * x

    layer = Bypass(2.0)
    layer.forward(x)
    with pytest.raises(StateError, match=r"before forward; a forward of your own calls super\(\).forward\(x\)"):
        layer.backward(x)


def test_an_optimizer_may_keep_its_argument_under_another_name():
    class Signs(Optimizer):
        def __init__(self, size=0.1):
            super().__init__(lr=size)

        def update(self, theta, g):
            theta -= self.lr * np.sign(g)

    optimizer, theta = Signs(0.5), np.zeros(3)
    optimizer.step(theta, np.array([3.0, -1.0, 0.0]))
    assert theta.tolist() == [-0.5, 0.5, 0.0] and repr(optimizer) == "Signs()" and optimizer.config() == {}
