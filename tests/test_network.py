"""Network: one vector that is really shared, gradients as an outside autodiff has them."""

from __future__ import annotations

import copy
import pickle
import gc
import time

import autograd
import autograd.numpy as anp
import autograd.scipy.special as ascipy
import numpy as np
import pytest

from backprop import checkpoint
from backprop.errors import DataFileError, DTypeError, OptionError, ShapeError, StateError
from backprop.layers import (ACTIVATIONS, LAYERS, Dropout, Flatten, Layer, LayerNorm, Linear, ReLU,
                             Tanh)
from backprop.losses import MeanSquaredError, SoftmaxCrossEntropy
from backprop.network import Network, mlp
from backprop.optimizers import OPTIMIZERS, SGD, Adam


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def small(rng, dtype=np.float64, **options):
    return mlp([5, 4, 3], rng=rng, dtype=dtype, **options)


# --- one vector -----------------------------------------------------------------------------

def test_views_alias_the_vectors(rng):
    net = small(rng)
    assert net.params.shape == net.grads.shape == (5 * 4 + 4 + 4 * 3 + 3,)
    net[0].forward(np.ones((2, 5)))
    for _, value, grad in net.named_parameters():
        assert value.base is net.params and grad.base is net.grads
    net.params[...] = np.arange(net.params.size)
    assert net[0].W[1, 2] == 6 and net[0].b[0] == 20 and net[2].W[0, 0] == 24
    net[2].b[...] = -1
    assert net.params[-3:].tolist() == [-1] * 3
    assert net.params.flags.c_contiguous and not np.shares_memory(net.params, net.grads)


def test_packing_keeps_the_values(rng):
    layers = [Linear(3, 2, rng=rng), ReLU(), Linear(2, 2, rng=rng)]
    before = [layer.W.copy() for layer in layers[::2]]
    net = Network(layers)
    assert all(np.array_equal(a, layer.W) for a, layer in zip(before, net[::2]))
    assert [name for name, _, _ in net.named_parameters()] == ["0.W", "0.b", "2.W", "2.b"]
    assert len(net) == 3 and list(net) == layers and net[1] is layers[1]


def test_backward_overwrites_and_never_adds(rng):
    net, loss = small(rng), SoftmaxCrossEntropy()
    x, t = rng.standard_normal((6, 5)), rng.integers(0, 3, 6)
    for _ in range(2):
        loss.forward(net.forward(x), t)
        net.grads[...] += 100  # whatever stood there must not matter
        grads = net.grads
        net.backward(loss.backward())
        assert net.grads is grads and np.abs(grads).max() < 10


def test_one_sgd_step_moves_every_layer(rng):
    net, loss = small(rng), SoftmaxCrossEntropy()
    x, t = rng.standard_normal((6, 5)), rng.integers(0, 3, 6)
    loss.forward(net.forward(x), t)
    net.backward(loss.backward())
    expected = {name: value - 0.1 * grad for name, value, grad in net.named_parameters()}
    SGD(0.1).step(net.params, net.grads)
    for name, value, _ in net.named_parameters():
        np.testing.assert_array_equal(value, expected[name])


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_flat_equals_a_loop_over_layers_bit_for_bit(name, dtype, rng):
    """The textbook's way: arrays of their own, an optimizer each, a loop over layers."""
    layers = [Linear(5, 8, rng=rng, dtype=dtype), Tanh(), Linear(8, 3, rng=rng, dtype=dtype)]
    net, loss = Network(copy.deepcopy(layers)), SoftmaxCrossEntropy()
    arrays = [(layer, p) for layer in layers for p in layer.PARAMS]
    flat, each = OPTIMIZERS[name](0.05), [OPTIMIZERS[name](0.05) for _ in arrays]
    for _ in range(20):
        x, t = rng.standard_normal((7, 5)).astype(dtype), rng.integers(0, 3, 7)
        loss.forward(net.forward(x), t)
        net.backward(loss.backward())
        flat.step(net.params, net.grads)
        z = x
        for layer in layers:
            z = layer.forward(z)
        loss.forward(z, t)
        dz = loss.backward()
        for layer in reversed(layers):
            dz = layer.backward(dz)
        for (layer, p), optimizer in zip(arrays, each):
            optimizer.step(getattr(layer, p).reshape(-1), getattr(layer, "d" + p).reshape(-1))
    loop = np.concatenate([getattr(layer, p).ravel() for layer, p in arrays])
    assert np.array_equal(net.params, loop)


# --- copies ---------------------------------------------------------------------------------

@pytest.mark.parametrize("how", [copy.deepcopy, copy.copy, lambda n: pickle.loads(pickle.dumps(n))])
def test_a_copy_has_a_vector_of_its_own(how, rng):
    net = small(rng)
    x = rng.standard_normal((2, 5))
    z = net.forward(x)
    other = how(net)
    assert np.array_equal(other.predict(x), z)
    other.params[...] = 0
    assert not other[0].W.any() and other[0].W.base is other.params
    assert np.array_equal(net.forward(x), z)


def test_deepcopy_keeps_gradients_and_shared_generators(rng):
    net = mlp([4, 6, 6, 2], rng=rng, dropout=0.5)
    net.grads[...] = 7
    other = copy.deepcopy(net)
    assert (other.grads == 7).all() and (other[0].dW == 7).all()
    assert other[2].rng is other[5].rng and other[2].rng is not net[2].rng


def test_astype(rng):
    net = small(rng, np.float32)
    x = rng.standard_normal((2, 5))
    double = net.astype(np.float64)
    assert double.params.dtype == double.predict(x).dtype == np.float64
    assert np.array_equal(double.params, net.params) and double[0].W.base is double.params
    assert net.params.dtype == net.predict(x.astype(np.float32)).dtype == np.float32
    assert net.forward(x.astype(np.float32)).dtype == np.float32
    assert np.array_equal(double.astype(np.float32).params, net.params)


def test_a_replaced_array_is_noticed(rng):
    """`net[0].W = ...` would train a vector that the layer no longer looks at."""
    net, x = small(rng), np.ones((1, 5))
    net[0].W = np.zeros((5, 4))
    for use in (net.forward, net.predict):
        with pytest.raises(StateError, match=r"W of layer 0, Linear\(5, 4\), is no longer a view"):
            use(x)
    net.pack()
    assert not net[0].W.any() and not net.params[:20].any() and net.forward(x).shape == (1, 3)


@pytest.mark.parametrize("name", ["params", "grads"])
def test_assigning_a_vector_writes_into_it(name, rng):
    """`net.params = net.params - 0.1 * net.grads` once trained a vector that no layer looked at."""
    net = small(rng)
    vector = getattr(net, name)
    new = rng.standard_normal(vector.size)
    setattr(net, name, new)
    assert getattr(net, name) is vector and np.array_equal(vector, new)
    for (_, value, grad), part in zip(net.named_parameters(), np.split(new, [20, 24, 36])):
        assert np.array_equal((value if name == "params" else grad).ravel(), part)
    setattr(net, name, vector[::-1])
    assert np.array_equal(vector, new[::-1])
    for wrong, error, words in [(new.astype(np.float32), DTypeError, "is float32, expected a vector of float64"),
                                (0.5, DTypeError, "is 0.5"), (new[:-1], ShapeError, r"\(38,\), expected \(39,\)"),
                                (new[:, None], ShapeError, r"\(39, 1\)"), (None, DTypeError, "None")]:
        with pytest.raises(error, match=f"Network: {name} .*{words}"):
            setattr(net, name, wrong)
    assert np.array_equal(vector, new[::-1])


def test_assigned_steps_train(rng):
    """Three ways to write a step of gradient descent are one."""
    x, t, ends = rng.standard_normal((6, 5)), rng.integers(0, 3, 6), []

    def assigned(net):
        net.params = net.params - 0.1 * net.grads

    def in_place(net):
        net.params -= 0.1 * net.grads

    def by_two(net):
        net.grads = 0.1 * net.grads
        net.params[...] = net.params - net.grads
    for step in (assigned, in_place, by_two):
        net, loss = small(np.random.default_rng(3)), SoftmaxCrossEntropy()
        start = net.params.copy()
        for _ in range(5):
            loss.forward(net.forward(x), t)
            net.backward(loss.backward())
            step(net)
        ends.append(net.params.copy())
    assert np.array_equal(ends[0], ends[1]) and np.array_equal(ends[0], ends[2])
    assert np.abs(ends[0] - start).max() > 0.01


def test_a_rebound_gradient_is_noticed(rng):
    """A layer of one's own that writes `self.dW = ...` would leave the flat gradient at zero."""
    class Rebound(Linear):
        def param_grads(self, dy):
            self.dW = self.x.T @ dy
            self.db[...] = dy.sum(axis=0)
    net = Network([Linear(5, 4, rng=rng), Tanh(), Rebound(4, 3, rng=rng)])
    z = net.forward(rng.standard_normal((2, 5), np.float32))
    with pytest.raises(StateError, match=r"dW of layer 2, Rebound\(4, 3\), is no longer a view"):
        net.backward(rng.standard_normal(z.shape, np.float32))


@pytest.mark.parametrize("change", [lambda net, new: net.layers.append(new),
                                    lambda net, new: net.layers.__setitem__(2, new),
                                    lambda net, new: setattr(net, "layers", [*net.layers, new])])
def test_a_changed_list_of_layers_is_noticed(change, rng):
    """The new layer's weights would be in no vector."""
    net, x = small(rng), rng.standard_normal((2, 5))
    change(net, Linear(3 if len(net) < 3 else 4, 3, rng=rng, dtype=np.float64))
    for use in (net.forward, net.predict):
        with pytest.raises(StateError, match="the list `layers` was changed"):
            use(x)
    net.layers[3:] = []
    net.pack()
    assert net.forward(x).shape == (2, 3) and net[2].W.base is net.params


def test_a_layer_belongs_to_one_network(rng):
    net = small(rng)
    Network(net[:2])
    with pytest.raises(StateError, match="another Network took the layer"):
        net.forward(np.ones((1, 5)))


# --- gradients ------------------------------------------------------------------------------

OUTSIDE = {"relu": lambda z: anp.maximum(z, 0), "tanh": anp.tanh,
           "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
           "softplus": lambda z: anp.log(1 + anp.exp(z)),
           "gelu": lambda z: z * (1 + ascipy.erf(z / anp.sqrt(2.0))) / 2}


@pytest.mark.parametrize("activation", OUTSIDE)
@pytest.mark.parametrize("kind", ["softmax", "mse"])
def test_the_whole_gradient_equals_an_outside_autodiff(activation, kind, rng):
    sizes = [5, 7, 6, 4]
    net = mlp(sizes, activation=activation, rng=rng, dtype=np.float64)
    net.params[...] += 0.1 * rng.standard_normal(net.params.size)
    x = rng.standard_normal((9, 5))
    loss = SoftmaxCrossEntropy() if kind == "softmax" else MeanSquaredError()
    t = rng.integers(0, 4, 9) if kind == "softmax" else rng.standard_normal((9, 4))

    def outside(theta, x):
        start, z = 0, x
        for i, (n, m) in enumerate(zip(sizes, sizes[1:])):
            W = anp.reshape(theta[start:start + n * m], (n, m))
            z = anp.dot(z, W) + theta[start + n * m:start + n * m + m]
            z = OUTSIDE[activation](z) if i < len(sizes) - 2 else z
            start += n * m + m
        if kind == "mse":
            return anp.mean((z - t) ** 2)
        return -anp.mean(z[anp.arange(9), t] - ascipy.logsumexp(z, axis=1))

    value = loss.forward(net.forward(x), t)
    dx = net.backward(loss.backward(), input_grad=True)
    assert value == pytest.approx(outside(net.params, x), rel=1e-12)
    np.testing.assert_allclose(net.grads, autograd.grad(outside)(net.params, x), rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(dx, autograd.grad(outside, 1)(net.params, x), rtol=1e-9, atol=1e-13)


def test_no_gradient_is_computed_below_the_first_weights(rng, monkeypatch):
    net = Network([Flatten(), Dropout(0.2, rng=rng), Linear(4, 3, rng=rng), ReLU(),
                   Linear(3, 2, rng=rng)])
    z = net.forward(np.ones((2, 2, 2), np.float32))
    asked = []
    for i, layer in enumerate(net):
        original = layer.input_grad
        monkeypatch.setattr(layer, "input_grad", lambda dy, i=i, f=original: (asked.append(i), f(dy))[1])
    assert net.backward(np.ones_like(z)) is None and asked == [4, 3]
    assert net[2].dW.any()
    asked.clear()
    assert net.backward(np.ones_like(z), input_grad=True).shape == (2, 2, 2)
    assert asked == [4, 3, 2, 1, 0]


def test_a_network_without_parameters():
    net = Network([ReLU()])
    assert net.forward(np.array([[-1.0, 2.0]])).tolist() == [[0, 2]] and net.params.shape == (0,)
    assert net.backward(np.ones((1, 2)), input_grad=True).tolist() == [[0, 1]]
    assert net.decay_mask().shape == (0,)


# --- predict --------------------------------------------------------------------------------

@pytest.mark.parametrize("rows, batch", [(1, 4096), (10, 3), (10, 5), (10, 1), (0, 4)])
def test_predict_in_pieces_equals_forward(rows, batch, rng):
    net = small(rng)
    x = rng.standard_normal((rows, 5))
    np.testing.assert_allclose(net.predict(x, batch=batch), net.forward(x), rtol=1e-13, atol=1e-15)


def test_predict_keeps_nothing_and_drops_nothing(rng):
    net = mlp([5, 50, 3], rng=rng, dropout=0.5, dtype=np.float64)
    x = rng.standard_normal((4, 5))
    assert np.array_equal(net.predict(x), net.predict(x))
    with pytest.raises(StateError):
        net.backward(np.ones((4, 3)))
    net.forward(x)
    kept = {k: id(v) for layer in net for k, v in vars(layer).items()}
    net.predict(x[:2])
    assert {k: id(v) for layer in net for k, v in vars(layer).items()} == kept


def test_input_is_not_altered_and_output_is_fresh(rng):
    net, x = small(rng), rng.standard_normal((4, 5))
    kept = x.copy()
    first = net.forward(x)
    saved = first.copy()
    net.forward(x + 1)
    assert np.array_equal(x, kept) and np.array_equal(first, saved)


# --- structure and files --------------------------------------------------------------------

def every_layer(rng):
    made = {"Linear": lambda: Linear(6, 6, rng=rng), "Dropout": lambda: Dropout(0.25, rng=rng),
            "LayerNorm": lambda: LayerNorm(6)}
    return Network([made.get(name, kind)() for name, kind in LAYERS.items()])


def test_config_gives_every_layer_back(rng):
    net = every_layer(rng)
    again = Network.from_config(net.config(), rng=rng)
    assert repr(again) == repr(net) and again.config() == net.config()
    assert [type(layer) for layer in again] == list(LAYERS.values())


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_save_and_load(tmp_path, dtype, rng):
    net = every_layer(rng).astype(dtype)
    net.params[...] = rng.standard_normal(net.params.size)
    net.save(tmp_path / "a.npz", notes={"classes": ["A", "B"]})
    again = Network.load(tmp_path / "a.npz")
    assert again.params.dtype == dtype and np.array_equal(again.params, net.params)
    assert repr(again) == repr(net)
    assert checkpoint.read(tmp_path / "a.npz")[0]["notes"] == {"classes": ["A", "B"]}
    net.params[...] = 0
    net.restore(tmp_path / "a.npz")
    assert np.array_equal(again.params, net.params) and net[0].W.any()


def test_restoring_another_network_names_the_first_difference(tmp_path, rng):
    mlp([784, 512, 512, 10], rng=rng, dropout=0.5).save(tmp_path / "a.npz")
    for net, words in [
            (mlp([784, 512, 500, 10], rng=rng, dropout=0.5),
             r"a.npz: layer 3 is Linear\(512, 500\), file has Linear\(512, 512\)"),
            (mlp([784, 512, 512, 10], rng=rng, dropout=0.5, activation="tanh"),
             r"layer 1 is Tanh\(\), file has ReLU\(\)"),
            (mlp([784, 512, 512, 10], rng=rng, dropout=0.1),
             r"layer 2 is Dropout\(rate=0.1\), file has Dropout\(rate=0.5\)"),
            (Network(mlp([784, 512, 512, 10], rng=rng, dropout=0.5)[:6]),
             "network has 6 layers, file has 7"),
            (mlp([784, 512, 512, 10], rng=rng, dropout=0.5, dtype=np.float64),
             "network is float64, file has float32")]:
        before = net.params.copy()
        with pytest.raises(DataFileError, match=words):
            net.restore(tmp_path / "a.npz")
        assert np.array_equal(net.params, before)


NONE = {"params": np.zeros(0, np.float32)}


def _file(path, header, **arrays):
    checkpoint.write(path, header, arrays)
    return path


@pytest.mark.parametrize("header, arrays, words", [
    ({}, {}, "holds no network that can be built: has no entry 'network'"),
    ({"network": 3}, {}, "holds no network"),
    ({"network": {"layers": [{"layer": "Linear", "d_in": 3}], "dtype": "float32"}}, {},
     "d_out is NoneType None, expected a whole number"),
    ({"network": {"layers": [{"layer": "ReLU"}], "dtype": None}}, {}, "dtype is None"),
    ({"network": {"layers": 3, "dtype": "float32"}}, {}, "holds no network"),
    ({"network": {"layers": [], "dtype": "float32"}}, NONE, "no layers"),
    ({"network": {"layers": [{"layer": "Conv"}], "dtype": "float32"}}, {}, "unknown layer 'Conv'"),
    ({"network": {"layers": [{"layer": "ReLU", "x": 1}], "dtype": "float32"}}, NONE,
     "takes no arguments"),
    ({"network": {"layers": [{"layer": "ReLU"}], "dtype": "float99"}}, {}, "float99"),
    ({"network": {"layers": [3], "dtype": "float32"}}, {}, "holds no network"),
    ({"network": {"layers": [{"layer": "ReLU"}], "dtype": "float32"}}, {}, "holds no weights"),
    ({"network": {"layers": [{"layer": "ReLU"}], "dtype": "float32"}}, {"params": np.ones(2)},
     r"holds weights of float64 \(2,\), expected float32 \(0,\)"),
    ({"network": {"layers": [{"layer": "LayerNorm", "d": 2}], "dtype": "float32"}},
     {"params": np.zeros((2, 2), np.float32)}, r"float32 \(2, 2\), expected float32 \(4,\)"),
])
def test_files_without_a_usable_network(tmp_path, header, arrays, words):
    path = _file(tmp_path / "bad.npz", header, **arrays)
    with pytest.raises(DataFileError, match="bad.npz: .*" + words):
        Network.load(path)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_weights_that_are_no_numbers_are_refused(tmp_path, bad, rng):
    net = small(rng)
    net.params[7] = bad
    net.save(tmp_path / "a.npz")
    other = small(rng)
    before = other.params.copy()
    for read in (Network.load, other.restore):
        with pytest.raises(DataFileError, match=rf"a.npz: weights: params\[7\] is {bad}, expected finite"):
            read(tmp_path / "a.npz")
    assert np.array_equal(other.params, before)


def test_every_layer_counts_its_parameters_without_being_made(rng):
    """Else a file's claims could not be compared with what is there before they are built."""
    for layer in every_layer(rng):
        size = sum(getattr(layer, name).size for name in layer.PARAMS)
        assert type(layer).count(layer.config()) == size


@pytest.mark.parametrize("layer", [{"layer": "Linear", "d_in": 10**6, "d_out": 10**6},
                                   {"layer": "Linear", "d_in": 1, "d_out": 10**18},
                                   {"layer": "LayerNorm", "d": 10**12}])
def test_what_a_header_claims_is_not_built(tmp_path, layer, monkeypatch, rng):
    """Once a file of 1 kB took 9 GB and half a minute."""
    path = _file(tmp_path / "a.npz", {"network": {"layers": [layer], "dtype": "float32"}},
                 params=np.ones(10, np.float32))
    monkeypatch.setattr(Network, "from_config", None)
    with pytest.raises(DataFileError, match=r"a.npz: holds weights of float32 \(10,\), expected float32 \(\d{13,},\)"):
        Network.load(path)


def test_many_layers_take_time_in_proportion(tmp_path):
    """300,000 layers once took a minute: each was compared with all before it."""
    seconds = []
    for count in (5_000, 20_000):
        path = _file(tmp_path / "a.npz", {"network": {"layers": [{"layer": "ReLU"}] * count,
                                                      "dtype": "float32"}}, **NONE)
        gc.disable()                             # a long session's garbage is not what is measured
        start = time.process_time()
        assert len(Network.load(path)) == count
        seconds.append(time.process_time() - start)
        gc.enable()
    assert seconds[1] < 10 * seconds[0], "quadratic: 16 times"


def test_decay_mask_marks_matrices_only(rng):
    net = Network([Linear(3, 2, rng=rng), LayerNorm(2), Linear(2, 1, rng=rng)])
    mask = net.decay_mask()
    assert mask.tolist() == [True] * 6 + [False] * 6 + [True] * 2 + [False]
    assert mask.dtype == bool and mask.shape == net.params.shape


# --- mlp ------------------------------------------------------------------------------------

def test_mlp_builds_the_layers(rng):
    assert repr(mlp([4, 3, 2], rng=rng)) == "Network([Linear(4, 3), ReLU(), Linear(3, 2)])"
    assert [type(layer) for layer in mlp([4, 3, 2], rng=rng, dropout=0.5, activation="gelu")] == [
        Linear, ACTIVATIONS["gelu"], Dropout, Linear]
    assert [type(layer) for layer in mlp([4, 2], rng=rng, dropout=0.5)] == [Linear]
    assert mlp([4, 2], rng=rng).params.dtype == np.float32


@pytest.mark.parametrize("activation, init", [
    ("relu", "he_normal"), ("gelu", "he_normal"), ("leaky_relu", "he_normal"),
    ("tanh", "glorot_normal"), ("sigmoid", "glorot_normal"), ("selu", "lecun_normal")])
def test_mlp_starts_as_the_activation_needs(activation, init, rng):
    assert mlp([4, 3, 2], activation=activation, rng=rng)[0].init == init
    assert mlp([4, 3, 2], activation=activation, init="zeros", rng=rng)[0].init == "zeros"


def test_mlp_is_repeatable():
    a, b = (mlp([4, 3, 2], rng=np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(a.params, b.params)


@pytest.mark.parametrize("make, error, words", [
    (lambda r: mlp([4], rng=r), OptionError, r"mlp: sizes is \[4\]"),
    (lambda r: mlp([4, 0], rng=r), OptionError, "d_out is 0"),
    (lambda r: mlp([4, 2.5], rng=r), DTypeError, "2.5"),
    (lambda r: mlp([4, 3, 2], activation="rule", rng=r), OptionError, "unknown activation 'rule'"),
    (lambda r: mlp([4, 3, 2], init="he", rng=r), OptionError, "'he'"),
    (lambda r: mlp([4, 3, 2], dropout=1.0, rng=r), OptionError, "dropout is 1.0"),
    (lambda r: mlp([4, 3, 2], rng=0), DTypeError, "rng"),
    (lambda r: Network([]), OptionError, "no layers"),
    (lambda r: Network([ReLU(), "relu"]), DTypeError, "layer 1 is 'relu', expected a Layer"),
    (lambda r: Network(5), DTypeError, "layers is 5, expected a list of layers"),
    (lambda r: Network(ReLU()), DTypeError, r"layers is ReLU\(\), expected a list"),
    (lambda r: Network(None), DTypeError, "layers is None"),
    (lambda r: Network.from_config(None), DTypeError, "config is not a list of dicts"),
    (lambda r: Network.from_config([3]), DTypeError, "config is not a list of dicts"),
    (lambda r: Network.from_config([{}]), OptionError, "layer 0: unknown layer None"),
    (lambda r: Network.from_config([{"layer": "Linear"}]), OptionError, "layer 0: .*'d_in' and 'd_out'"),
    (lambda r: Network.from_config([{"layer": "ReLU"}, {"layer": "LayerNorm", "d": 3, "e": 1}]),
     OptionError, "layer 1: .*'e'"),
    (lambda r: Network.from_config([{"layer": "Linear", "d_in": "3", "d_out": 2}]), DTypeError,
     "d_in is str '3'"),
    *[(lambda r, dtype=dtype: mlp([4, 2], rng=r).astype(dtype), DTypeError, "Network.astype: dtype is")
      for dtype in (int, bool, object, None, "float99", 3)],
    *[(lambda r, x=x: mlp([4, 2], rng=r).predict(x), DTypeError, "Network.predict: x ")
      for x in (None, 5, [[1.0] * 4], np.ones((2, 4), int))],
    (lambda r: mlp([4, 2], rng=r).predict(np.array(1.0)), ShapeError, r"x has shape \(\)"),
    (lambda r: Network([ReLU()] * 2), OptionError, r"layer 1 is the same ReLU\(\)"),
    (lambda r: Network([Linear(2, 2, rng=r), Linear(2, 2, rng=r, dtype=np.float64)]), DTypeError,
     "parameters of .*float32.*float64.*expected one dtype"),
    (lambda r: Network([Layer()]).predict(np.ones((1, 1)), batch=0), OptionError, "batch is 0"),
    (lambda r: mlp([4, 2], rng=r).forward(np.ones((3, 5), np.float32)), ShapeError,
     r"Linear\(4, 2\): x has 5 columns, expected 4"),
])
def test_errors(make, error, words, rng):
    with pytest.raises(error, match=words):
        make(rng)
