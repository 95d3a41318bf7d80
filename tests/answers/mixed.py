"""Wrong answers to exercises of chapters 2, 3 and 7 to 12, mostly with two mistakes; written from the tasks alone."""

ADAM = """m = 0.9 * m + 0.1 * g
v = 0.999 * v + 0.001 * g ** 2
m_hat = m / (1 - 0.9 ** n)
v_hat = v / (1 - 0.999 ** n)
w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
return w, m, v"""

STEP = """z1 = x @ W1 + b1
a1 = np.maximum(z1, 0)
z2 = a1 @ W2 + b2
s = z2 - z2.max(axis=1, keepdims=True)
log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
rows = np.arange(len(t))
loss = -np.mean(log_p[rows, t])
dz2 = np.exp(log_p)
dz2[rows, t] -= 1
dz2 /= len(t)
dz1 = dz2 @ W2.T * (z1 > 0)
return loss, W1 - lr * x.T @ dz1, b1 - lr * dz1.sum(axis=0), W2 - lr * a1.T @ dz2, b2 - lr * dz2.sum(axis=0)"""

NORM = """class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        mean = x.mean(axis=1, keepdims=True)
        self.s = np.sqrt(x.var(axis=1, keepdims=True) + self.eps)
        self.xhat = (x - mean) / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=1, keepdims=True)
        c = (g * self.xhat).mean(axis=1, keepdims=True)
        return (g - m - c * self.xhat) / self.s
"""

ADAMW = """class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n, self.m, self.v = 0, None, None

    def step(self, params, grads):
        if self.m is None:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for p, g, m, v in zip(params, grads, self.m, self.v):
            p *= 1 - self.lr * self.decay
            m[:] = 0.9 * m + 0.1 * g
            v[:] = 0.999 * v + 0.001 * g ** 2
            m_hat = m / (1 - 0.9 ** self.n)
            v_hat = v / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
"""

DROPOUT = """class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        self.mask = (self.rng.random(x.shape) >= self.rate) / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x.copy()
"""

VALUE = """class MyValue:
    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, 0.0

    def __add__(self, other):
        y = self.data + other.data
        return MyValue(y, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        return MyValue(self.data * other.data, (self, other.data), (other, self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return MyValue(y, (self, 1 - y ** 2))

    def backward(self):
        order, seen = [], set()
        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.arrows:
                    visit(parent)
                order.append(node)
        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.arrows:
                parent.grad += slope * node.grad
"""


def edited(text, *pairs):
    """A right answer with pieces of it replaced."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def adam(*pairs):
    """A step of Adam, with mistakes."""
    return edited(ADAM, *pairs)


def step(*pairs):
    """A whole training step, with mistakes."""
    return edited(STEP, *pairs)


def norm(*pairs):
    """Layer normalization, with mistakes."""
    return edited(NORM, *pairs)


def adamw(*pairs):
    """AdamW, with mistakes."""
    return edited(ADAMW, *pairs)


def dropout(*pairs):
    """Dropout, with mistakes."""
    return edited(DROPOUT, *pairs)


def value(*pairs):
    """Products and tanh that write down their arrows, with mistakes."""
    return edited(VALUE, *pairs)


BANK = {
    "ch02.backward": ["return dy @ W, x @ dy.T, dy.sum()", "return dy @ W.T * x, x.T @ dy / len(x), dy.mean(axis=0)", "return W @ dy.T, dy.T @ x, dy.sum(axis=1)"],
    "ch02.mend": ["W = W - lr * x.T @ dy\ndx = dy @ W.T\nreturn dx, W", "dx = dy @ W.T\nW -= lr * x.T @ dy\nreturn dx, W", "dx = dy @ W.T\nW = W + lr * x.T @ dy / len(x)\nreturn dx, W"],
    "ch02.train": ["W = np.zeros((x.shape[1], t.shape[1]))\nfor _ in range(steps):\n    e = x @ W - t\n    W = W - 0.1 * x.T @ e / len(x)\nreturn W, np.mean(e ** 2)",
                   "W = np.zeros((x.shape[1], t.shape[1]))\nfor _ in range(steps):\n    e = x @ W - t\n    W = W - 0.01 * 2 * x.T @ e / e.size\nreturn W, np.sum((x @ W - t) ** 2)",
                   "W = np.zeros((x.shape[1], t.shape[1]))\nfor _ in range(steps):\n    e = t - x @ W\n    W = W - 0.1 * x.T @ e / e.size\nreturn W, np.mean((x @ W - t) ** 2)"],
    "ch03.sigmoid_backward": ["return -dy * s / (1 - s)", "return 2 * dy * s * (1 + s)", "return dy - s * (1 - s)"],
    "ch03.silu_backward": ["s = 1 / (1 + np.exp(-z))\nreturn dy * (s - z * s * (1 + s))", "s = 1 / (1 + np.exp(-z))\nreturn dy * (1 + z * (1 - s))", "s = 1 / (1 + np.exp(z))\nreturn dy * (s + z * s * (1 + s))", "s = np.tanh(z)\nreturn dy * (s + z * (1 - s ** 2))"],
    "ch03.tanh_layer": ["dz = dy * (1 - y)\nreturn dz @ W.T, x.T @ dz, dz.mean(axis=0)", "dz = dy * (1 + y) ** 2\nreturn dz @ W.T, x.T @ dz / len(x), dz.sum(axis=0)", "dz = dy * (1 - np.tanh(y)) * 2\nreturn dz @ W.T, x.T @ dz, dz.sum(axis=0)"],
    "ch07.delta": ["dz = dz_next @ W_next * (1 - z ** 2)\nreturn dz", "dz = dz_next @ W_next.T * (1 - np.tanh(z)) ** 2\nreturn dz", "dz = dz_next @ W_next.T * (1 + np.tanh(z))\nreturn dz", "dz = dz_next @ W_next.T / (1 - np.tanh(z) ** 2)\nreturn -dz"],
    "ch07.backward": ["dW2 = z1.T @ dz2\ndb2 = dz2.sum(axis=0)\ndz1 = dz2 @ W2.T * z1\ndW1 = x.T @ dz1\ndb1 = dz1.sum(axis=0)\nreturn dW1, db1, dW2, db2",
                      "dW2 = a1.T @ dz2\ndb2 = dz2.mean(axis=0)\ndz1 = dz2 @ W2.T * (a1 < 0)\ndW1 = x.T @ dz1\ndb1 = dz1.sum(axis=0)\nreturn dW1, db1, dW2, db2",
                      "dW2 = a1.T @ dz2\ndb2 = dz2.sum(axis=0)\ndz1 = dz2 @ W2.T\ndW1 = x.T @ dz1\ndb1 = dz1.mean(axis=0)\nreturn dW1, db1, dW2, db2"],
    "ch07.digits": [step(("dz2 /= len(t)\n", ""), (" * (z1 > 0)", "")), step(("-np.mean(log", "-np.sum(log"), ("dz2 /= len(t)\n", "")), step(("dz2[rows, t] -= 1\n", "")), step((" * (z1 > 0)", " * (z2 > 0)")), step((" * (z1 > 0)", " * a1")), step(("W1 - lr", "W1 + lr"), ("b1 - lr", "b1 + lr")), step(("dz1.sum(axis=0)", "dz1.mean(axis=0)"), ("dz2.sum(axis=0)", "dz2.mean(axis=0)")), step(("a1.T @ dz2", "z1.T @ dz2")), step(("s = z2 - z2.max(axis=1, keepdims=True)", "s = z2"))],
    "ch08.central": ["return (f(x + h) - f(x)) / (2 * h)", "return (f(x - h) - f(x + h)) / h", "return (f(x + h) + f(x - h)) / h", "return f(x + h) - f(x - h) / (2 * h)"],
    "ch08.relative": ["return np.abs(a - n).max() / (np.abs(a).max() + np.abs(n).max())", "return np.abs(a - n).mean() / max(np.abs(a).max(), 1e-12)", "return (a - n).max() / max(a.max(), n.max(), 1e-12)", "return np.abs((a - n) / np.maximum(np.abs(a), 1e-12)).max()"],
    "ch08.direction": ["formula = np.sum(g * v)\ndifference = (f(x + h * v) - f(x)) / h\nreturn formula, difference", "formula = np.sum(g) * np.sum(v)\ndifference = (f(x + h * v) - f(x - h * v)) / h\nreturn formula, difference", "formula = g * v\ndifference = (f(x + h) - f(x - h)) / (2 * h)\nreturn formula, difference"],
    "ch09.unit": ["h = np.tanh(w * x + b)\ne = h - t\ndw = 2 * e * (1 - h ** 2) * x\ndb = e * (1 - h ** 2)\nreturn dw, db", "h = np.tanh(w * x + b)\ne = h - t\ndw = 2 * e * (1 - h) * x + lam * w\ndb = 2 * e * (1 - h)\nreturn dw, db", "h = np.tanh(w * x + b)\ne = h - t\ndw = 2 * e * x + 2 * lam * w\ndb = 2 * e\nreturn dw, db", "h = np.tanh(w * x + b)\ne = h - t\ndz = 2 * e * (1 - e ** 2)\ndw = dz * x + 2 * lam * w\ndb = dz + 2 * lam * b\nreturn dw, db"],
    "ch09.walk": ["grad = np.zeros(len(arrows))\ngrad[-1] = 1\nfor i in range(len(arrows)):\n    for parent, slope in arrows[i]:\n        grad[parent] = grad[i] * slope\nreturn grad", "grad = np.zeros(len(arrows))\ngrad[-1] = 1\nfor i in reversed(range(len(arrows))):\n    for parent, slope in arrows[i]:\n        grad[parent] += slope\nreturn grad", "grad = np.ones(len(arrows))\nfor i in reversed(range(len(arrows))):\n    for parent, slope in arrows[i]:\n        grad[parent] += grad[i] * slope\nreturn grad"],
    "ch09.value": [value(("(self, other.data), (other, self.data)", "(self, self.data), (other, other.data)")), value(("1 - y ** 2", "1 - y")), value(("parent.grad += slope", "parent.grad = slope")), value(("1 - y ** 2", "y ** 2"), ("parent.grad +=", "parent.grad -=")), value(("        for node in order:\n            node.grad = 0.0\n", "")), value(("self.grad = 1.0", "self.grad = self.data")), value(("reversed(order)", "order")), value(("1 - y ** 2", "1 - self.data ** 2"), ("(other, self.data)", "(other, 1.0)"))],
    "ch10.std": ["return 2 / d_in", "return np.sqrt(1 / d_in)", "return np.sqrt(2 / d_out)", "return np.sqrt(2 / (d_in + d_out))", "return np.sqrt(d_in / 2)", "return 1 / d_out"],
    "ch10.mend": ["mean = x.mean(axis=1, keepdims=True)\ns = np.sqrt(x.var(axis=1, keepdims=True)) + eps\nreturn gain * (x - mean) / s + bias", "mean = x.mean(axis=-1, keepdims=True)\ns = x.var(axis=-1, keepdims=True) + eps\nreturn gain * (x - mean) / s + bias", "mean = x.mean()\ns = np.sqrt(x.var() + eps)\nreturn gain * (x - mean) / s + bias", "mean = x.mean(axis=-1, keepdims=True)\ns = np.sqrt(x.var(axis=-1, keepdims=True) + eps ** 2)\nreturn gain * x - mean / s + bias"],
    "ch10.layer_norm": [norm(("(g - m - c * self.xhat) / self.s", "(g - m) / self.s")), norm(("g - m - c", "g - m + c"), (" / self.s\n", "\n")), norm(("g = dy * self.gain", "g = dy")), norm(("(g * self.xhat).mean(axis=1", "(g * self.xhat).sum(axis=1"), ("g.mean(axis=1", "g.sum(axis=1")), norm(("(dy * self.xhat).sum(axis=0)", "(dy * self.xhat).mean(axis=0)"), ("self.dbias = dy.sum(axis=0)", "self.dbias = dy.mean(axis=0)")), norm(("x.var(axis=1, keepdims=True) + self.eps)", "x.var(axis=1, keepdims=True)) + self.eps")), norm((".mean(axis=1, keepdims=True)\n        c", ".mean(axis=0)\n        c"), ("c * self.xhat", "c"))],
    "ch11.momentum": ["v = mu * v - lr * g\nw = w + v\nreturn w, v", "v = mu * v + (1 - mu) * g\nw = w - lr * v\nreturn w, v", "v = v + mu * g\nw = w + lr * v\nreturn w, v", "w = w - lr * v\nv = mu * v + g\nreturn w, v", "v = (1 - mu) * v + mu * g\nw = w - lr * v\nreturn w, v"],
    "ch11.nesterov": ["v = mu * v + g\nw = w - lr * v\nreturn w, v", "v = mu * v + g\nw = w - lr * (mu * v)\nreturn w, v", "v = mu * v + g\nw = w + lr * (g - mu * v)\nreturn w, v", "w = w - lr * (g + mu * v)\nv = mu * v - g\nreturn w, v"],
    "ch11.adam": [adam(("g ** 2", "g")), adam(("(1 - 0.9 ** n)", "(1 - 0.9 ** (n - 1))")), adam(("0.9 ** n", "0.9 * n"), ("0.999 ** n", "0.999 * n")), adam(("(np.sqrt(v_hat) + eps)", "np.sqrt(v_hat + eps)"), ("w - lr", "w + lr")), adam(("return w, m, v", "return w, m_hat, v_hat")), adam(("0.1 * g", "0.9 * g"), ("0.9 * m", "0.1 * m")), adam(("m / (1 - 0.9 ** n)", "m"), ("np.sqrt(v_hat)", "v_hat")), adam(("(1 - 0.999 ** n)", "(1 - 0.9 ** n)"), ("+ eps", "- eps"))],
    "ch11.adamw": [adamw(("p *= 1 - self.lr * self.decay\n", "p *= 1 - self.decay\n")), adamw(("            p *= 1 - self.lr * self.decay\n", "            g = g + self.decay * p\n")), adamw(("m[:] =", "m ="), ("v[:] =", "v =")), adamw(("p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)", "p = p - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)")), adamw(("        self.n += 1\n", ""), ("self.n, self.m", "self.n, self.m")), adamw(("0.001 * g ** 2", "0.01 * g ** 2"), ("1 - self.lr * self.decay", "1 + self.lr * self.decay"))],
    "ch12.mask": ["mask = u < rate\nreturn x * mask", "mask = (u > rate) * (1 - rate)\nreturn x * mask", "mask = (u < rate) / rate\nreturn x * mask", "mask = (u >= rate) / rate\nreturn x * mask", "mask = u / (1 - rate)\nreturn x * mask"],
    "ch12.mend": ["a = np.maximum(z, 0) * mask\ndW2 = a.T @ dy\nda = dy @ W2.T\ndz = da * (z > 0)\ndW1 = x.T @ dz\nreturn dW1, dW2", "a = np.maximum(z, 0)\ndW2 = a.T @ dy\nda = dy @ W2.T * mask\ndz = da * a\ndW1 = x.T @ dz\nreturn dW1, dW2", "a = np.maximum(z, 0) * mask\ndW2 = a.T @ dy * mask.mean()\nda = dy @ W2.T\ndz = da * (z > 0) + mask\ndW1 = x.T @ dz\nreturn dW1, dW2"],
    "ch12.dropout": [dropout((" / (1 - self.rate)", "")), dropout((">= self.rate", "< self.rate")), dropout(("return x.copy()", "return x * (1 - self.rate)")), dropout(("return x.copy()", "return x * self.mask")), dropout(("return dy * self.mask", "return dy")), dropout((" / (1 - self.rate)", " * (1 - self.rate)"), ("return x.copy()", "return x / (1 - self.rate)")), dropout(("return dy * self.mask", "return dy * self.mask / (1 - self.rate)"))],
}
