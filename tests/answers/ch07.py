"""Further wrong answers to the exercises of chapter 7: bodies, whole sources, or the solution edited."""

from backprop.exercises import find


def edited(identifier, *pairs):
    """The solution with texts replaced."""
    source = find(identifier).solution
    for old, new in pairs:
        assert old in source, (identifier, old)
        source = source.replace(old, new)
    return source


BANK = {
    "ch07.delta": [
        'return (dz_next * (1 - np.tanh(z) ** 2)) if dz_next.shape == z.shape else dz_next @ W_next.T',
        'return (dz_next @ W_next.T) * (1 + np.tanh(z) ** 2)',
        'return (W_next @ dz_next.T) * (1 - np.tanh(z).T ** 2)',
        'return (dz_next @ W_next.T) * (1 - np.tanh(z) ** 2) / len(z)',
        'return (dz_next.sum(axis=1, keepdims=True) * W_next.sum(axis=1)) * (1 - np.tanh(z) ** 2)',
        'return (dz_next @ W_next.T) * (1 - np.tanh(z) ** 2).sum(axis=0)',
        'return -(dz_next @ W_next.T) * (np.tanh(z) ** 2)',
        'a = np.tanh(z)\nda = dz_next @ W_next.T\nreturn da * (1 - a * a) * a',
        'a = np.tanh(z)\nda = dz_next @ W_next.T\nreturn da - a * a',
        'a = np.tanh(z)\nda = dz_next @ W_next.T\nreturn da * a - a * a',
        'a = np.tanh(z)\nda = dz_next @ W_next.T\nreturn da * (1 - a ** 2) * len(z)',
        'a = np.tanh(z)\nda = dz_next @ W_next.T\nreturn da.T * (1 - a.T ** 2)',
        'a = np.tanh(z)\nda = dz_next @ W_next.T\nreturn da * (1 - a ** 2).mean()',
        'a = np.tanh(z)\nda = dz_next @ W_next.T\nreturn (da * (1 - a ** 2)).mean(axis=0)',
        'a = np.tanh(z)\nda = dz_next @ W_next.T\nreturn da * (a ** 2 - 1)',
        'a = np.tanh(z)\nda = dz_next @ W_next.T\nreturn da + (1 - a ** 2)',
        'a = np.tanh(z)\nda = dz_next @ W_next.T\nreturn da * (1 - a ** 3)',
        'return (dz_next @ W_next.T) * (1 - np.tanh(dz_next @ W_next.T) ** 2)',
    ],
    "ch07.forward": [
"""
z1 = x @ W1 + b1
a1 = np.maximum(z1, 0)
z2 = x @ W1 @ W2 + b2
return z1, a1, z2
""",
"""
z1 = x @ W1 + b1
a1 = np.maximum(z1, 0)
z2 = a1 @ W2 + b2
e=np.exp(z2)
return z1, a1, e/e.sum(axis=1,keepdims=True)
""",
"""
z1 = x @ W1 + b1
a1 = np.maximum(z1, 0)
z2 = a1 @ W2 + b2
return z1, z2, a1
""",
"""
z1 = x @ W1 + b1
a1 = np.minimum(z1, 0)
z2 = a1 @ W2 + b2
return z1, a1, z2
""",
"""
z1 = x @ W1 + b1
a1 = np.maximum(z1, 1)
z2 = a1 @ W2 + b2
return z1, a1, z2
""",
"""
z1 = x @ W1 + b1
a1 = np.maximum(z1, 0)
z2 = a1 @ W2 - b2
return z1, a1, z2
""",
"""
z1 = x @ (W1 + b1)
a1 = np.maximum(z1, 0)
z2 = a1 @ (W2 + b2)
return z1, a1, z2
""",
"""
z1 = x @ W1 + b1
a1 = max(z1, 0)
z2 = a1 @ W2 + b2
return z1, a1, z2
""",
        'z1 = np.dot(x, W1) + b1\na1 = np.maximum(z1, 0)\nreturn z1, a1, np.dot(a1, W2)',
        'z1 = np.dot(x, W1) + b1\na1 = z1.clip(min=0, max=1)\nreturn z1, a1, a1 @ W2 + b2',
        'z1 = np.dot(x, W1) + b1\na1 = np.maximum(z1, 0)\nreturn a1, z1, a1 @ W2 + b2',
"""
z1 = np.dot(x, W1) + b1
a1 = np.maximum(z1, 0)
z2 = a1 @ W2 + b2
return z1, a1, z2.mean(axis=0)
""",
        'z1 = np.dot(x, W1) + b1\na1 = z1 * (z1 < 0)\nreturn z1, a1, a1 @ W2 + b2',
        'z1 = np.dot(x, W1) + b1\na1 = np.maximum(z1, 0)\nreturn z1, a1, a1 @ W2 + 2 * b2',
"""
z1 = np.dot(x, W1) + b1
a1 = np.maximum(z1, 0)
z2 = a1 @ W2 + b2
return z1, a1, np.tanh(z2)
""",
        'z1 = np.dot(x, W1) + b1\na1 = -np.maximum(z1, 0)\nreturn z1, a1, a1 @ W2 + b2',
        'z1 = np.dot(x, W1) + b1\na1 = np.maximum(z1, 0)\nreturn z1, a1',
        'z1 = np.dot(x, W1) + b1\na1 = np.maximum(z1, 0)\nreturn z1.T, a1, a1 @ W2 + b2',
"""
z1 = np.dot(x, W1) + b1
a1 = np.maximum(z1, 0)
z1 += 0
return np.maximum(z1, 0), np.maximum(z1, 0), a1 @ W2 + b2
""",
    ],
    "ch07.backward": [
        edited('ch07.backward', ('dz2 @ W2.T', 'dz2 @ W2.T / len(x)')),
        edited('ch07.backward', ('(z1 > 0)', '(z1 >= 0.5)')),
        edited('ch07.backward', ('(z1 > 0)', '(z1 < 0)')),
        edited('ch07.backward', ('dz1.sum(axis=0)', 'dz1.sum(axis=1)')),
        edited('ch07.backward', ('dz1.sum(axis=0)', 'dz1.sum()')),
        edited('ch07.backward', ('dz1.sum(axis=0)', 'dz2.sum(axis=0)')),
        edited('ch07.backward', ('a1.T @ dz2', '(a1.T @ dz2) * 2'), ('x.T @ dz1', '(x.T @ dz1) * 2')),
        edited('ch07.backward', ('a1.T @ dz2', 'dz2.T @ a1')),
        edited('ch07.backward', ('x.T @ dz1', 'dz1.T @ x'), ('dz1.sum(axis=0)', 'dz1.mean(axis=0)')),
        edited('ch07.backward', ('(dz2 @ W2.T) * (z1 > 0)', '(dz2 @ W2.T) * (x @ x.T > 0)[:, :1]')),
        edited('ch07.backward', ('return dW1, db1, dW2, db2', 'return dW2, db2, dW1, db1')),
        edited('ch07.backward', ('a1.T @ dz2', 'a1.T @ dz2 / len(x)'), ('dz2.sum(axis=0)', 'dz2.mean(axis=0)'), ('x.T @ dz1', 'x.T @ dz1 / len(x)'), ('dz1.sum(axis=0)', 'dz1.mean(axis=0)')),
        'da1 = dz2 @ W2.T\ndz1 = da1 * np.sign(z1)\nreturn x.T @ dz1, dz1.sum(0), a1.T @ dz2, dz2.sum(0)',
        'da1 = dz2 @ W2.T\ndz1 = da1 * (a1 > 0)\nreturn x.T @ dz1, dz1.sum(0), a1.T @ dz2, dz2',
        'da1 = dz2 @ W2.T\ndz1 = da1 * (a1 > 0)\nreturn x.T @ da1, da1.sum(0), a1.T @ dz2, dz2.sum(0)',
        'da1 = dz2 @ W2.T\ndz1 = da1 * (a1 > 0)\nreturn x.T @ dz1, dz2.sum(0), a1.T @ dz2, dz1.sum(0)',
        'da1 = dz2 @ W2.T\ndz1 = da1 * (a1 > 0)\nreturn z1.T @ dz1, dz1.sum(0), a1.T @ dz2, dz2.sum(0)',
"""
da1 = dz2 @ W2.T
dz1 = da1 * (a1 > 0)
return x.T @ dz1, dz1.sum(0, keepdims=True), a1.T @ dz2, dz2.sum(0, keepdims=True)
""",
        'da1 = dz2 @ W2.T\ndz1 = da1 * (a1 > 0)\nreturn x.T @ dz1, dz1.mean(0), a1.T @ dz2, dz2.mean(0)',
        'da1 = dz2 @ W2.T\ndz1 = da1 * (a1 > 0)\nreturn -x.T @ dz1, -dz1.sum(0), -a1.T @ dz2, -dz2.sum(0)',
        'da1 = dz2 @ W2.T\nda1[z1 > 0] = 0\nreturn x.T @ da1, da1.sum(0), a1.T @ dz2, dz2.sum(0)',
"""
da1 = dz2 @ W2.T
dz1 = da1 * (a1 > 0)
return (x.T @ dz1).T, dz1.sum(0), (a1.T @ dz2).T, dz2.sum(0)
""",
"""
da1 = dz2 @ W2.T
dz1 = da1 * (x > 0).all(axis=1, keepdims=True)
return x.T @ dz1, dz1.sum(0), a1.T @ dz2, dz2.sum(0)
""",
"""
da1 = dz2 @ W2.T
dz1 = da1 * (a1 > 0)
return x.T @ dz1, dz1.sum(0), a1.T @ dz2 / 2, dz2.sum(0) / 2
""",
"""
da1 = dz2 @ W2.T
dz2 *= z1.size > 0
dz2 -= 0.1
dz1 = (dz2 @ W2.T) * (a1 > 0)
return x.T @ dz1, dz1.sum(0), a1.T @ dz2, dz2.sum(0)
""",
    ],
    "ch07.mend": [
        edited('ch07.mend', ('1 - a[l] ** 2', '1 - a[l]')),
        edited('ch07.mend', ('1 - a[l] ** 2', 'a[l] * (1 - a[l])')),
        edited('ch07.mend', ('a[l].T @ dz', 'a[l].T @ dz / len(dz)')),
        edited('ch07.mend', ('b[l] -= lr * db[l]', 'b[l] += lr * db[l]')),
        edited('ch07.mend', ('\n        b[l] -= lr * db[l]', '')),
        edited('ch07.mend', ('dz.sum(axis=0)', 'dz.mean(axis=0)')),
"""
for l in reversed(range(len(W))):
    W[l] -= lr * (a[l].T @ dz)
    b[l] -= lr * dz.sum(axis=0)
    if l:
        dz = (dz @ W[l].T) * (a[l] > 0)
""",
"""
for l in reversed(range(len(W))):
    if l:
        dz = (dz @ W[l].T) * (1 - a[l] ** 2)
    W[l] -= lr * (a[l].T @ dz)
    b[l] -= lr * dz.sum(axis=0)
""",
"""
for l in reversed(range(len(W))):
    old = W[l]
    W[l] -= lr * (a[l].T @ dz)
    b[l] -= lr * dz.sum(axis=0)
    if l:
        dz = (dz @ old.T) * (1 - a[l] ** 2)
""",
"""
old = W
for l in reversed(range(len(W))):
    W[l] -= lr * (a[l].T @ dz)
    b[l] -= lr * dz.sum(axis=0)
    if l:
        dz = (dz @ old[l].T) * (1 - a[l] ** 2)
""",
"""
for l in reversed(range(len(W))):
    back = (dz @ W[l].T) * (1 - np.tanh(a[l]) ** 2)
    W[l] -= lr * (a[l].T @ dz)
    b[l] -= lr * dz.sum(axis=0)
    dz = back
""",
"""
dW, db = [], []
for l in reversed(range(len(W))):
    dW.append(a[l].T @ dz)
    db.append(dz.sum(axis=0))
    if l:
        dz = (dz @ W[l].T) * (1 - a[l] ** 2)
for l in range(len(W)):
    W[l] -= lr * dW[l]
    b[l] -= lr * db[l]
""",
"""
W, b = [w.copy() for w in W], [c.copy() for c in b]
for l in reversed(range(len(W))):
    back = (dz @ W[l].T) * (1 - a[l] ** 2)
    W[l] -= lr * (a[l].T @ dz)
    b[l] -= lr * dz.sum(axis=0)
    dz = back
return W, b
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz, dz.sum(axis=0)))
    if l:
        dz = dz @ W[l].T
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW
    b[l] = b[l] - lr * db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz, dz.sum(axis=1)))
    if l:
        dz = (dz @ W[l].T) * (1 - a[l] ** 2)
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW
    b[l] = b[l] - lr * db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz, dz.sum()))
    if l:
        dz = (dz @ W[l].T) * (1 - a[l] ** 2)
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW
    b[l] = b[l] - lr * db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((dz.T @ a[l], dz.sum(axis=0)))
    if l:
        dz = (dz @ W[l].T) * (1 - a[l] ** 2)
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW
    b[l] = b[l] - lr * db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz * 2, dz.sum(axis=0)))
    if l:
        dz = (dz @ W[l].T) * (1 - a[l] ** 2)
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW
    b[l] = b[l] - lr * db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz, dz.sum(axis=0)))
    if l:
        dz = (dz @ W[l].T) * (1 - a[l - 1][:, :1] ** 2)
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW
    b[l] = b[l] - lr * db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz, dz.sum(axis=0)))
    if l:
        dz = (dz @ W[l].T) * (1 - a[l] ** 2) ** 2
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW
    b[l] = b[l] - lr * db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz, dz.sum(axis=0)))
    if l:
        dz = (dz @ W[l].T) * (1 - a[l] ** 2)
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW
    b[l] = b[l] - db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz, dz.sum(axis=0)))
    if l:
        dz = (dz @ W[l].T) * (1 - a[l] ** 2)
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW / len(dz)
    b[l] = b[l] - lr * db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz, dz.sum(axis=0)))
    if l:
        dz = (dz @ W[l].T) * (1 - a[l] ** 2)
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = -lr * dW
    b[l] = b[l] - lr * db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz, dz.sum(axis=0)))
    if l:
        dz = (dz @ W[l].T) * (1 - a[l] ** 2)
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW + 0.01 * W[l]
    b[l] = b[l] - lr * db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz, dz.sum(axis=0)))
    if l:
        dz = (dz @ W[l].T) * (1 + a[l] ** 2)
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW
    b[l] = b[l] - lr * db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz, dz.sum(axis=0)))
    if l:
        dz = -(dz @ W[l].T) * (1 - a[l] ** 2)
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW
    b[l] = b[l] - lr * db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz, dz.sum(axis=0)))
    if l:
        dz = (dz @ W[l].T) * a[l]
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW
    b[l] = b[l] - lr * db
""",
"""
grads = []
for l in reversed(range(len(W))):
    grads.append((a[l].T @ dz, dz.sum(axis=0)))
    if l:
        dz = (dz @ W[l].T) * (1 - a[l] ** 2) / len(dz)
for l, (dW, db) in enumerate(reversed(grads)):
    W[l] = W[l] - lr * dW
    b[l] = b[l] - lr * db
""",
    ],
    "ch07.deep": [
        edited('ch07.deep', ('dz = (dz @ self.W[l].T) * (1 - self.a[l] ** 2)', 'dz = dz * (1 - self.a[l + 1] ** 2) @ self.W[l].T')),
        edited('ch07.deep', ('+ self.b[l]', '')),
        edited('ch07.deep', ('self.W[l].T', 'self.W[l]')),
        edited('ch07.deep', ('self.db[l] = dz.sum(axis=0)', 'self.db[l] = dz.sum()')),
        edited('ch07.deep', ('self.dW[l] = self.a[l].T @ dz', 'self.dW[l] += self.a[l].T @ dz'), ('self.dW, self.db = [...] * len(self.W), [...] * len(self.W)', 'self.dW, self.db = [0] * len(self.W), [0] * len(self.W)\n        dz = dz / len(dz)')),
        edited('ch07.deep', ('self.dW, self.db = [...] * len(self.W), [...] * len(self.W)', 'self.dW, self.db = [], []'), ('self.dW[l] = self.a[l].T @ dz', 'self.dW.append(self.a[l].T @ dz)'), ('self.db[l] = dz.sum(axis=0)', 'self.db.append(dz.sum(axis=0))')),
        edited('ch07.deep', ('1 - self.a[l] ** 2', 'self.a[l] > 0')),
        edited('ch07.deep', ('np.tanh(z)', 'np.maximum(z, 0)'), ('1 - self.a[l] ** 2', 'self.a[l] > 0')),
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            self.inputs.append(x)
            x = x @ w + c
            if i < self.n - 1:
                x = np.tanh(x)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        for w, a in zip(self.W[::-1], self.inputs[::-1]):
            self.dW.append(a.T @ dz)
            self.db.append(dz.sum(0))
            dz = dz @ w.T * (1 - a**2)
        return dz
""",
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            self.inputs.append(x)
            x = x @ w + c
            x = np.tanh(x)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        for w, a in zip(self.W[::-1], self.inputs[::-1]):
            self.dW.insert(0, a.T @ dz)
            self.db.insert(0, dz.sum(0))
            dz = dz @ w.T * (1 - a**2)
        return dz
""",
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            self.inputs.append(x)
            x = x @ w + c
            if i < self.n - 2:
                x = np.tanh(x)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        for w, a in zip(self.W[::-1], self.inputs[::-1]):
            self.dW.insert(0, a.T @ dz)
            self.db.insert(0, dz.sum(0))
            dz = dz @ w.T * (1 - a**2)
        return dz
""",
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            self.inputs.append(x)
            x = x @ w + c
            if i > 0:
                x = np.tanh(x)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        for w, a in zip(self.W[::-1], self.inputs[::-1]):
            self.dW.insert(0, a.T @ dz)
            self.db.insert(0, dz.sum(0))
            dz = dz @ w.T * (1 - a**2)
        return dz
""",
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            self.inputs.append(x)
            x = x @ w + c
            if i < self.n - 1:
                x = np.tanh(x)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        for w, a in zip(self.W[::-1], self.inputs[::-1]):
            self.dW.insert(0, a.T @ dz)
            self.db.insert(0, dz.sum(0))
            dz = dz @ w.T * (1 - a)**2
        return dz
""",
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            x = x @ w + c
            self.inputs.append(x)
            if i < self.n - 1:
                x = np.tanh(x)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        for w, a in zip(self.W[::-1], self.inputs[::-1]):
            self.dW.insert(0, a.T @ dz)
            self.db.insert(0, dz.sum(0))
            dz = dz @ w.T * (1 - a**2)
        return dz
""",
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            self.inputs.append(x)
            x = x @ w + c
            if i < self.n - 1:
                x = np.tanh(x)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        for w, a in zip(self.W[::-1], self.inputs[::-1]):
            self.dW.insert(0, a.T @ dz)
            self.db.insert(0, dz)
            dz = dz @ w.T * (1 - a**2)
        return dz
""",
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            self.inputs.append(x)
            x = x @ w + c
            if i < self.n - 1:
                x = np.tanh(x)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        for w, a in zip(self.W[::-1], self.inputs[::-1]):
            self.dW.insert(0, a.T @ dz)
            self.db.insert(0, dz.sum(0, keepdims=True))
            dz = dz @ w.T * (1 - a**2)
        return dz
""",
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            self.inputs.append(x)
            x = x @ w
            if i < self.n - 1:
                x = np.tanh(x)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        for w, a in zip(self.W[::-1], self.inputs[::-1]):
            self.dW.insert(0, a.T @ dz)
            self.db.insert(0, dz.sum(0))
            dz = dz @ w.T * (1 - a**2)
        return dz
""",
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            self.inputs.append(x)
            x = x @ w + c
            if i < self.n - 1:
                x = np.tanh(x)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        for w, a in zip(self.W[::-1], self.inputs[::-1]):
            self.dW.insert(0, a.T @ dz)
            self.db.insert(0, dz.mean(0))
            dz = dz @ w.T
        return dz
""",
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            self.inputs.append(x)
            x = x @ w + c
            if i < self.n - 1:
                x = np.maximum(x, 0)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        for w, a in zip(self.W[::-1], self.inputs[::-1]):
            self.dW.insert(0, a.T @ dz)
            self.db.insert(0, dz.sum(0))
            dz = dz @ w.T * (1 - a**2)
        return dz
""",
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            self.inputs.append(x)
            x = x @ w + c
            if i < self.n - 1:
                x = np.tanh(x)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        for w, a in zip(self.W[::-1], self.inputs[::-1]):
            self.dW.insert(0, dz.T @ a)
            self.db.insert(0, dz.sum(0))
            dz = dz @ w.T * (1 - a**2)
        return dz
""",
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            self.inputs.append(x)
            x = x @ w + c
            if i < self.n - 1:
                x = np.tanh(x)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        for w, a in zip(self.W, self.inputs):
            self.dW.insert(0, a.T @ dz)
            self.db.insert(0, dz.sum(0))
            dz = dz @ w.T * (1 - a**2)
        return dz
""",
"""
class MyMLP:
    def __init__(self, W, b):
        self.W, self.b, self.n = W, b, len(W)
    def forward(self, x):
        self.inputs = []
        for i, (w, c) in enumerate(zip(self.W, self.b)):
            self.inputs.append(x)
            x = x @ w + c
            if i < self.n - 1:
                x = np.tanh(x)
        return x
    def backward(self, dz):
        self.dW, self.db = [], []
        dz = dz / len(dz)
        for w, a in zip(self.W[::-1], self.inputs[::-1]):
            self.dW.insert(0, a.T @ dz)
            self.db.insert(0, dz.sum(0))
            dz = dz @ w.T * (1 - a**2)
        return dz
""",
    ],
    "ch07.digits": [
        edited('ch07.digits', ('dz2[rows, t] -= 1', 'dz2[:, t] -= 1')),
        edited('ch07.digits', ('dz2[rows, t] -= 1', 'dz2[rows, t] += 1')),
        edited('ch07.digits', ('-logp[rows, t].mean()', 'logp[rows, t].mean()')),
        edited('ch07.digits', ('axis=1, keepdims=True)\n    logp', 'axis=0, keepdims=True)\n    logp')),
        edited('ch07.digits', ('np.exp(z2).sum(axis=1, keepdims=True)', 'np.exp(z2).sum()')),
        edited('ch07.digits', ('    W2 = W2 - lr * (a1.T @ dz2)\n', ''), ('    dz1 =', '    W2 = W2 - lr * (a1.T @ dz2)\n    dz1 =')),
        edited('ch07.digits', ('dz2 = dz2 / len(x)', 'dz2 = dz2 / dz2.size')),
        edited('ch07.digits', ('b1 - lr * dz1.sum(axis=0)', 'b1 - lr * dz1.mean(axis=0)')),
        edited('ch07.digits', ('W1 - lr * (x.T @ dz1)', 'W1 - x.T @ dz1')),
        edited('ch07.digits', ('return loss, W1, b1, W2, b2', 'return W1, b1, W2, b2, loss')),
        edited('ch07.digits', ('dz2 = dz2 / len(x)', 'pass'), (' * (z1 > 0)', '')),
        edited('ch07.digits', ('loss = -logp[rows, t].mean()', 'loss = np.mean((np.exp(logp) - np.eye(logp.shape[1])[t]) ** 2)')),
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = (Y - p) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = p - Y
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = (p - Y) * p * (1 - p) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = 2 * (p - Y) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(0, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = (p - Y) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = (p - Y) / B
dh = d @ W2.T
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = (p - Y) / B
dh = d @ W2.T
dh = dh * h
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = (p - Y) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 + lr * x.T @ dh, b1 + lr * dh.sum(0), W2 + lr * h.T @ d, b2 + lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.sum(np.log(e.sum(1)) - s[range(B), t])
d = (p - Y) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = -np.mean(np.log(p[range(B), t]))
d = (p - Y) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = -np.sum(Y * np.log(p + 1e-12)) / B
d = (p - Y) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = (p - Y) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * d.T @ h, b2 - lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = (p - Y) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum()
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = (p - Y) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = (p - Y) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = (p - Y) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh / B, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t])
d = (p - Y) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W2 - lr * h.T @ d, b2 - lr * d.sum(0), W1 - lr * x.T @ dh, b1 - lr * dh.sum(0)
""",
"""
B = x.shape[0]
z1 = x @ W1 + b1
h = np.maximum(0, z1)
s = h @ W2 + b2
s = s - s.max(1, keepdims=True)
e = np.exp(s)
p = e / e.sum(1, keepdims=True)
Y = np.eye(len(b2))[t]
loss = np.mean(np.log(e.sum(1)) - s[range(B), t] + np.sum(W1**2))
d = (p - Y) / B
dh = d @ W2.T
dh = dh * (z1 > 0)
return loss, W1 - lr * x.T @ dh, b1 - lr * dh.sum(0), W2 - lr * h.T @ d, b2 - lr * d.sum(0)
""",
    ],
}
