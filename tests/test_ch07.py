"""Chapter 7: what its figures and tables compute, and an outside witness for whole networks."""

from __future__ import annotations

import numpy as np
import pytest

from backprop import mlp
from backprop.errors import AgreementError
from backprop.figures import ch07, ch07_depth
from backprop.layers import Sigmoid
from backprop.losses import MeanSquaredError, SoftmaxCrossEntropy


def on_paper(way):
    network = ch07.chain([2, 2, 2], Sigmoid, ch07.PAIR, twice=True)
    return ch07.by_hand(way, network, MeanSquaredError(), np.array([[1, 0.5]]), np.array([[1.0, 0]]))


def test_the_network_on_paper_has_every_number():
    names = [row[0] for way in ("forward", "backward") for row in on_paper(way).rows]
    assert len(names) == len(set(names)) == 9 + 20
    assert {"z1[0]", "L", "dW1[1,0]", "db2[1]", "dh[0]"} <= set(names)
    by_name = {row[0]: row for row in on_paper("backward").rows}
    assert by_name["dh[0]"][1] == "dz2[0] · W2[0,0] + dz2[1] · W2[0,1] = (−0.0471) · 0.7 + 0.1021 · (−0.6)"
    assert by_name["dh[0]"][2] == "−0.09422\u00a0\u00a0−0.09422"


def test_a_wrong_line_on_paper_is_refused(monkeypatch):
    wrong = [(name, line.replace("W2[1,0]", "W2[0,1]") if name == "dh[1]" else line)
             for name, line in ch07.LINES["backward"]]
    monkeypatch.setitem(ch07.LINES, "backward", wrong)
    with pytest.raises(AgreementError, match=r"by hand: dh\[1\]"):
        on_paper("backward")


def test_what_is_kept_is_the_input_and_two_numbers_a_hidden_unit():
    network = mlp([7, 5, 4, 3], rng=np.random.default_rng(0))
    network.forward(np.ones((6, 7), np.float32))
    assert ch07_depth.kept(network) == 6 * (7 + 2 * 5 + 2 * 4)
    network.backward(np.ones((6, 3), np.float32))
    assert ch07_depth.kept(network) == 6 * (7 + 2 * 5 + 2 * 4)


def test_the_factor_a_layer_is_what_theory_says_where_it_is_simple():
    """Small weights: the slope at 0 times the size of the weights; He's start keeps ReLU at 1."""
    for activation, slope in (("sigmoid", 0.25), ("tanh", 1.0), ("ReLU", 0.5**0.5)):
        found = np.median(ch07_depth.factors(activation, ch07_depth.STARTS[0], 100, depth=10, seeds=5))
        assert found == pytest.approx(0.01 * 100**0.5 * slope, rel=0.05)
    assert np.median(ch07_depth.factors("ReLU", ch07_depth.STARTS[2], 100, depth=10, seeds=5)) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "gelu"])
@pytest.mark.parametrize("sizes", [[3, 4], [3, 6, 5, 4], [3, 8, 7, 6, 5, 4]])
def test_torch_finds_the_same_gradients_of_a_whole_network(activation, sizes):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(len(sizes))
    network = mlp(sizes, activation=activation, rng=rng, dtype=np.float64)
    network.params[...] += 0.1 * rng.normal(size=network.params.size)
    x, t, loss = rng.normal(size=(6, 3)), rng.integers(4, size=6), SoftmaxCrossEntropy()
    ours = loss.forward(network.forward(x), t)
    dx = network.backward(loss.backward(), input_grad=True)
    leaves = [torch.tensor(value, requires_grad=True) for _, value, _ in network.named_parameters()]
    a = start = torch.tensor(x, requires_grad=True)
    for k in range(0, len(leaves), 2):
        a = a @ leaves[k] + leaves[k + 1]
        a = getattr(torch.nn.functional, activation)(a) if k < len(leaves) - 2 else a
    theirs = torch.nn.functional.cross_entropy(a, torch.tensor(t))
    theirs.backward()
    assert ours == pytest.approx(theirs.item(), rel=1e-12)
    grads = np.concatenate([leaf.grad.numpy().ravel() for leaf in leaves])
    np.testing.assert_allclose(network.grads, grads, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(dx, start.grad.numpy(), rtol=1e-9, atol=1e-12)
