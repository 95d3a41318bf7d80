"""The same training step, six ways: each maker returns run(steps), which makes so many updates.

All start from He-normal weights, use ReLU, Adam with lr 1e-3 and the same batches, and return the
loss of each step as a Python float (scikit-learn keeps it to itself).
"""

from __future__ import annotations

from itertools import cycle, islice

import numpy as np

BATCHES = 8


def data(sizes: list[int], batch: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Eight float32 batches: labels to classify if the net has several outputs, else sin(x)."""
    rng = np.random.default_rng(0)
    x = rng.random((BATCHES * batch, sizes[0]), dtype=np.float32)
    t = np.sin(3 * x) if sizes[-1] == 1 else rng.integers(0, sizes[-1], len(x))
    return list(zip(np.split(x, BATCHES), np.split(t, BATCHES)))


def endless(step, batches):
    """Return run(steps): `step` on one batch after the other, round and round."""
    source = cycle(batches)

    def run(steps):
        for x, t in islice(source, steps):
            step(x, t)
    return run


def ours(sizes, batches):
    """backprop: Trainer.step as a user gets it, every check included."""
    from backprop import Adam, MeanSquaredError, SoftmaxCrossEntropy, Trainer, mlp

    rng = np.random.default_rng(0)
    loss = MeanSquaredError() if sizes[-1] == 1 else SoftmaxCrossEntropy()
    trainer = Trainer(mlp(sizes, rng=rng), loss, Adam(1e-3), batch_size=len(batches[0][0]), rng=rng)
    return endless(trainer.step, batches)


def textbook(sizes, batches):
    """The loop of a textbook: float64, a new array for every result, Adam array by array."""
    rng = np.random.default_rng(0)
    p = []
    for d_in, d_out in zip(sizes, sizes[1:]):
        p += [rng.normal(0, np.sqrt(2 / d_in), (d_in, d_out)), np.zeros(d_out)]
    m, v, updates = [np.zeros_like(a) for a in p], [np.zeros_like(a) for a in p], 0

    def step(x, t):
        nonlocal updates
        loss, grads = _textbook_gradient(p, x, t)
        updates += 1
        for i, g in enumerate(grads):
            m[i] = 0.9 * m[i] + 0.1 * g
            v[i] = 0.999 * v[i] + 0.001 * g**2
            m_hat, v_hat = m[i] / (1 - 0.9**updates), v[i] / (1 - 0.999**updates)
            p[i] = p[i] - 1e-3 * m_hat / (np.sqrt(v_hat) + 1e-8)
        return float(loss)
    return endless(step, [(x.astype(np.float64), t) for x, t in batches])


def _textbook_gradient(p, x, t):
    """Loss and gradients, layer by layer."""
    hidden, layers = [x], len(p) // 2
    for i in range(layers):
        z = hidden[-1] @ p[2 * i] + p[2 * i + 1]
        hidden.append(np.maximum(z, 0) if i < layers - 1 else z)
    if z.shape[1] == 1:
        loss, d = np.mean((z - t) ** 2), 2 * (z - t) / z.size
    else:
        e = np.exp(z - z.max(axis=1, keepdims=True))
        s, y = e / e.sum(axis=1, keepdims=True), np.eye(z.shape[1])[t]
        loss, d = -np.mean(np.sum(y * np.log(s), axis=1)), (s - y) / len(t)
    grads = []
    for i in reversed(range(layers)):
        grads = [hidden[i].T @ d, d.sum(axis=0), *grads]
        if i:
            d = (d @ p[2 * i].T) * (hidden[i] > 0)
    return loss, grads


def sklearn(sizes, batches):
    """scikit-learn: partial_fit of eight batches at a time, so that its checks are spread."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    kind = MLPRegressor if sizes[-1] == 1 else MLPClassifier
    model = kind(hidden_layer_sizes=sizes[1:-1], solver="adam", batch_size=len(batches[0][0]),
                 alpha=0, shuffle=False, learning_rate_init=1e-3, random_state=0)
    x, t = (np.concatenate(parts) for parts in zip(*batches))
    t = t.ravel()
    classes = {} if sizes[-1] == 1 else {"classes": np.arange(sizes[-1])}
    model.partial_fit(x, t, **classes)

    def run(steps):
        for _ in range(steps // BATCHES):
            model.partial_fit(x, t)
    return run


def torch_eager(sizes, batches):
    """PyTorch as a user gets it: eager, torch.optim.Adam without options."""
    return _torch(sizes, batches)


def torch_foreach(sizes, batches):
    """PyTorch, eager, Adam(foreach=True)."""
    return _torch(sizes, batches, foreach=True)


def torch_fused(sizes, batches):
    """PyTorch, eager, Adam(fused=True)."""
    return _torch(sizes, batches, fused=True)


def torch_compiled(sizes, batches):
    """PyTorch, forward and backward through torch.compile, Adam(fused=True)."""
    return _torch(sizes, batches, compiled=("loss",), fused=True)


def torch_all_compiled(sizes, batches):
    """PyTorch, forward and backward and the update of Adam through torch.compile."""
    return _torch(sizes, batches, compiled=("loss", "update"))


def _torch(sizes, batches, compiled=(), **options):
    """Return run(steps) of a PyTorch step."""
    import torch
    from torch import nn

    torch.manual_seed(0)
    layers = [part for pair in zip(sizes, sizes[1:]) for part in (nn.Linear(*pair), nn.ReLU())]
    net = nn.Sequential(*layers[:-1])
    criterion = nn.MSELoss() if sizes[-1] == 1 else nn.CrossEntropyLoss()
    adam = torch.optim.Adam(net.parameters(), lr=1e-3, **options)

    def loss_of(x, t):
        return criterion(net(x), t)
    if "loss" in compiled:
        loss_of = torch.compile(loss_of)
    update = torch.compile(adam.step) if "update" in compiled else adam.step

    def step(x, t):
        adam.zero_grad()
        loss = loss_of(x, t)
        loss.backward()
        update()
        return loss.item()
    return endless(step, [(torch.from_numpy(x), torch.from_numpy(t)) for x, t in batches])


def products(sizes, batches):
    """Only the float32 matrix products of the step: forward, dW, and dx but for the first layer."""
    rng, batch = np.random.default_rng(0), len(batches[0][0])
    shapes = []                                     # (rows, inner, columns)
    for i, (d_in, d_out) in enumerate(zip(sizes, sizes[1:])):
        shapes += [(batch, d_in, d_out), (d_in, batch, d_out)]
        shapes += [(batch, d_out, d_in)] if i else []
    arrays = [(rng.random((m, k), dtype=np.float32), rng.random((k, n), dtype=np.float32),
               np.empty((m, n), np.float32)) for m, k, n in shapes]

    def run(steps):
        for _ in range(steps):
            for a, b, out in arrays:
                np.matmul(a, b, out=out)
    return run


CONTESTANTS = {"ours": ours, "torch": torch_eager, "torch foreach": torch_foreach,
               "torch fused": torch_fused, "torch compiled": torch_compiled,
               "torch all compiled": torch_all_compiled, "sklearn": sklearn, "textbook": textbook}
