"""Further wrong answers to the exercises of chapter 9: bodies, whole sources, or the solution edited."""

from backprop.exercises import find


def edited(identifier, *pairs):
    """The solution with texts replaced."""
    source = find(identifier).solution
    for old, new in pairs:
        assert old in source, (identifier, old)
        source = source.replace(old, new)
    return source


BANK = {
    "ch09.unit": [
        edited('ch09.unit', ('2 * e * (1 - h ** 2) * x', '2 * e * (1 - h ** 2)'), ('2 * lam * w', 'lam * w')),
        edited('ch09.unit', ('2 * e * (1 - h ** 2)', '2 * (1 - h ** 2)')),
        edited('ch09.unit', ('+ 2 * lam * w', '- 2 * lam * w')),
        edited('ch09.unit', ('2 * lam * w', '2 * lam')),
        edited('ch09.unit', ('2 * e * (1 - h ** 2)', '2 * (t - h) * (1 - h ** 2)')),
        edited('ch09.unit', ('* x + 2 * lam * w', '* x * (2 * lam * w)')),
        edited('ch09.unit', ('db = 2 * e * (1 - h ** 2)', 'db = 2 * e * (1 - h ** 2) * b')),
        'h = np.tanh(w * x + b)\ndz = 2 * (h - t) * (1 - h * h)\nreturn dz * x + lam * w ** 2, dz',
        'h = np.tanh(w * x + b)\ndz = 2 * (h - t) * (1 - h * h)\nreturn dz * x + 2 * lam, dz',
        'h = np.tanh(w * x + b)\ndz = 2 * (h - t) * (1 - h * h)\nreturn dz * w + 2 * lam * w, dz',
        'h = np.tanh(w * x + b)\ndz = 2 * (h - t) * (1 - h * h)\nreturn dz * x, dz',
        'h = np.tanh(w * x + b)\ndz = 2 * (h - t) * (1 - h * h)\nreturn dz * x + 2 * lam * w, dz * x',
        'h = np.tanh(w * x + b)\ndz = 2 * (h - t) * (1 - h * h)\nreturn dz + 2 * lam * w, dz',
        'h = np.tanh(w * x + b)\ndz = 2 * (h - t) * (1 - h * h)\nreturn dz * x * 2 * lam * w, dz',
        'h = np.tanh(w * x + b)\ndz = 2 * (h - t) * (1 - h * h)\nreturn (dz + 2 * lam * w) * x, dz',
        'h = np.tanh(w * x + b)\ndz = 2 * (h - t) * (1 - h * h)\nreturn dz, dz * x + 2 * lam * w',
        'h = np.tanh(w * x + b)\ndz = 2 * (h - t) * (1 - h * h)\nreturn dz * x - 2 * lam * w, dz',
        'h = np.tanh(w * x + b)\ndz = 2 * (h - t) * (1 - h * h)\nreturn dz * (x + 2 * lam * w), dz',
"""
h = np.tanh(w * x + b)
dz = 2 * (h - t) * (1 - h * h)
return 2 * (h - t) * (1 - h) * x + 2 * lam * w, 2 * (h - t) * (1 - h)
""",
"""
h = np.tanh(w * x + b)
dz = 2 * (h - t) * (1 - h * h)
return (h - t) ** 2 * (1 - h * h) * x + 2 * lam * w, (h - t) ** 2 * (1 - h * h)
""",
        'h = np.tanh(w * x + b)\ndz = 2 * (h - t) * (1 - h * h)\nreturn dz * x + 2 * w, dz',
        'h = np.tanh(w * x + b)\ndz = 2 * (h - t) * (1 - h * h)\nreturn dz * x + 2 * lam * w, 1',
    ],
    "ch09.walk": [
        edited('ch09.walk', ('grad[-1] = 1.0', 'grad[-1] = 1.0\n    seen = set()'), ('grad[parent] += slope * grad[i]', 'if parent not in seen:\n                grad[parent] += slope * grad[i]\n            seen.add(parent)')),
        edited('ch09.walk', ('grad[parent] += slope * grad[i]', 'grad[i] += slope * grad[parent]')),
        edited('ch09.walk', ('grad[parent] += slope * grad[i]', 'grad[parent] *= slope * grad[i]')),
        edited('ch09.walk', ('grad[parent] += slope * grad[i]', 'grad[parent] += slope * grad[-1]')),
        edited('ch09.walk', ('reversed(range(len(arrows)))', 'reversed(range(len(arrows) - 1))')),
        edited('ch09.walk', ('reversed(range(len(arrows)))', 'range(len(arrows) - 1, 0, -1)[1:]')),
        edited('ch09.walk', ('grad[parent] += slope * grad[i]', 'grad[parent] -= slope * grad[i]')),
        edited('ch09.walk', ('grad[parent] += slope * grad[i]', 'grad[parent] = max(grad[parent], slope * grad[i])')),
        edited('ch09.walk', ('return grad', 'return grad[::-1]')),
"""
n = len(arrows)
grad = [0.0] * n
grad[n - 1] = 1.0
for i in range(n - 1, -1, -1):
    for p, s in arrows[i]:
        grad[p] = s * grad[i]
return np.array(grad)
""",
"""
n = len(arrows)
grad = [0.0] * n
grad[n - 1] = 1.0
for i in range(n - 2, -1, -1):
    for p, s in arrows[i]:
        grad[p] = grad[p] + s * grad[i]
return np.array(grad)
""",
"""
n = len(arrows)
grad = [0.0] * n
grad[n - 1] = n
for i in range(n - 1, -1, -1):
    for p, s in arrows[i]:
        grad[p] = grad[p] + s * grad[i]
return np.array(grad)
""",
"""
n = len(arrows)
grad = [0.0] * n
grad[n - 1] = 1.0
for i in range(n - 1, -1, -1):
    for p, s in arrows[i]:
        grad[p] = grad[p] + s + grad[i]
return np.array(grad)
""",
"""
n = len(arrows)
grad = [0.0] * n
grad[n - 1] = 1.0
for i in range(n - 1, -1, -1):
    for p, s in arrows[i]:
        grad[p] = grad[p] + s * grad[p]
return np.array(grad)
""",
"""
n = len(arrows)
grad = [0.0] * n
grad[n - 1] = 1.0
for i in range(n - 1, -1, -1):
    for p, s in arrows[i]:
        grad[p] = grad[p] + s * i
return np.array(grad)
""",
"""
n = len(arrows)
grad = [0.0] * n
grad[n - 1] = 1.0
for i in range(n - 1, -1, -1):
    for p, s in arrows[i]:
        grad[p] = grad[p] + s * grad[i]
return grad
""",
"""
n = len(arrows)
grad = [0.0] * n
grad[n - 1] = 1.0
for i in range(n):
    for p, s in arrows[i]:
        grad[p] = grad[p] + s * grad[i]
return np.array(grad)
""",
"""
n = len(arrows)
grad = [0.0] * n
grad[n - 1] = 1.0
for i in range(n - 1, -1, -1):
    for p, s in arrows[i]:
        grad[p] = grad[p] + abs(s) * grad[i]
return np.array(grad)
""",
"""
n = len(arrows)
grad = [0.0] * n
grad[n - 1] = 1.0
for i in range(n - 1, -1, -1):
    for p, s in arrows[i][-1:]:
        grad[p] = grad[p] + s * grad[i]
return np.array(grad)
""",
"""
n = len(arrows)
grad = [0.0] * n
grad[n - 1] = 1.0
for i in range(n - 1, -1, -1):
    for p, s in arrows[i]:
        grad[p] = (grad[p] + s * grad[i]) / 2
return np.array(grad)
""",
"""
n = len(arrows)
grad = [1.0] * n
grad[n - 1] = 1.0
for i in range(n - 1, -1, -1):
    for p, s in arrows[i]:
        grad[p] = grad[p] + s * grad[i]
return np.array(grad)
""",
    ],
    "ch09.ancestors": [
"""
found, to_do = [end], [end]
while to_do:
    for parent in parents[to_do.pop()]:
        if parent not in found:
            found.append(parent)
            to_do.append(parent)
return np.array(found)
""",
"""
found, to_do = [end], [end]
while to_do:
    for parent in parents[to_do.pop()]:
        if parent not in found:
            found.append(parent)
            to_do.append(parent)
return np.array(found[::-1])
""",
"""
found = {end}
for parent in parents[end]:
    found.add(parent)
    for grand in parents[parent]:
        found.add(grand)
return np.array(sorted(found))
""",
"""
found = {end}
node = end
while parents[node]:
    node = parents[node][0]
    found.add(node)
return np.array(sorted(found))
""",
"""
found = {end}
for node in range(len(parents)):
    if node in found:
        found.update(parents[node])
return np.array(sorted(found))
""",
        'return np.array(parents[end])',
        edited('ch09.ancestors', ('np.array(sorted(found))', 'np.array(found)')),
"""
led = [False] * (end + 1)
led[end] = True
for k in range(end + 1):
    if led[k]:
        for p in parents[k]:
            led[p] = True
return np.array([k for k in range(end + 1) if led[k]])
""",
"""
led = [False] * (end + 1)
led[end] = True
for k in range(end, -1, -1):
    if led[k]:
        for p in parents[k]:
            led[p] = True
return np.array([k for k in range(end + 1) if not led[k]])
""",
"""
led = [False] * (end + 1)
led[end] = True
for k in range(end, -1, -1):
    for p in parents[k]:
        led[p] = True
return np.array([k for k in range(end + 1) if led[k]])
""",
"""
led = [False] * (end + 1)
for k in range(end, -1, -1):
    if led[k]:
        for p in parents[k]:
            led[p] = True
return np.array([k for k in range(end + 1) if led[k]])
""",
"""
led = [False] * (end + 1)
led[end] = True
for k in range(end, -1, -1):
    if led[k]:
        for p in parents[k]:
            led[p] = True
return np.array(led)
""",
"""
led = [False] * (end + 1)
led[end] = True
for k in range(end, -1, -1):
    if led[k]:
        for p in parents[k]:
            led[p] = True
return sum(led)
""",
"""
led = [False] * (end + 1)
led[end] = True
for k in range(end, -1, -1):
    if led[k]:
        for p in parents[k]:
            led[p] = True
return np.array([k for k in range(end) if led[k]])
""",
"""
led = [False] * (end + 1)
led[end] = True
for k in range(end, -1, -1):
    if led[k]:
        for p in parents[k][:1]:
            led[p] = True
return np.array([k for k in range(end + 1) if led[k]])
""",
"""
led = [False] * (end + 1)
led[end] = True
for k in range(end, 0, -2):
    if led[k]:
        for p in parents[k]:
            led[p] = True
return np.array([k for k in range(end + 1) if led[k]])
""",
"""
led = [False] * (end + 1)
led[end] = True
for k in range(end, -1, -1):
    if led[k]:
        for p in parents[k]:
            led[p] = True
return np.array([k for k in range(end + 1) if led[k] and parents[k]])
""",
    ],
    "ch09.unbroadcast": [
        edited('ch09.unbroadcast', ('dy = dy.sum(axis=0)', 'dy = dy.sum(axis=-1)')),
        edited('ch09.unbroadcast', ('dy.sum(axis=k, keepdims=True)', 'dy.mean(axis=k, keepdims=True)')),
        edited('ch09.unbroadcast', ('shape[k] == 1', 'shape[k] != 1')),
        edited('ch09.unbroadcast', ('dy.sum(axis=0)', 'dy.max(axis=0)')),
        edited('ch09.unbroadcast', ('    for k in range(len(shape)):\n        if shape[k] == 1:\n            dy = dy.sum(axis=k, keepdims=True)\n', '    dy = dy.reshape(shape)\n')),
        'return dy.sum().reshape(shape) if shape else dy.sum()',
        'return dy',
        'return np.ones(shape)',
"""
for k in range(len(shape)):
    if shape[k] == 1:
        dy = dy.sum(axis=k, keepdims=True)
return dy
""",
"""
return dy.sum(axis=tuple(k for k in range(dy.ndim) if k >= len(shape) or shape[k] == 1), keepdims=True).reshape(shape)
""",
        'return np.broadcast_to(dy.mean(), shape).copy()',
        'return dy.sum(axis=tuple(k for k, n in enumerate(shape) if n == 1), keepdims=True)',
        'new = dy.ndim - len(shape)\nreturn dy.sum(axis=tuple(range(new)))',
"""
new = dy.ndim - len(shape)
axes = tuple(range(new)) + tuple(k + new for k, n in enumerate(shape) if n == 1)
return dy.sum(axis=axes)
""",
"""
new = dy.ndim - len(shape)
axes = tuple(range(new)) + tuple(k + new for k, n in enumerate(shape) if n == 1)
return dy.mean(axis=axes).reshape(shape)
""",
"""
new = dy.ndim - len(shape)
axes = tuple(range(new)) + tuple(k for k, n in enumerate(shape) if n == 1)
return dy.sum(axis=axes).reshape(shape)
""",
        'return np.ones(shape) * dy.sum()',
        'return np.resize(dy, shape)',
        'return dy.sum()',
"""
while dy.ndim > len(shape):
    dy = dy.sum(axis=-1)
return dy.reshape(shape) if dy.size == int(np.prod(shape)) else dy
""",
"""
new = dy.ndim - len(shape)
axes = tuple(range(new)) + tuple(k + new for k, n in enumerate(shape) if n == 1)
return dy.max(axis=axes).reshape(shape)
""",
"""
new = dy.ndim - len(shape)
axes = tuple(range(new)) + tuple(k + new for k, n in enumerate(shape) if n == 1)
return -dy.sum(axis=axes).reshape(shape)
""",
    ],
    "ch09.mend": [
        edited('ch09.mend', ('grad[parent] = grad[parent] + part', 'grad[parent] = grad[parent] * part')),
        edited('ch09.mend', ('grad[parent] = grad[parent] + part', 'grad[i] = grad[i] + part')),
        edited('ch09.mend', ('grad[-1] = dy', 'grad[-1] = np.ones_like(dy)')),
        edited('ch09.mend', ('grad[parent] = grad[parent] + part', 'grad[parent] = grad[parent] + part.copy()'), ('grad[parent] = part\n', 'grad[parent] = part.copy() * 0 + 1\n')),
        edited('ch09.mend', ('return grad', 'return grad[::-1]')),
"""
grad = [0.0] * len(arrows)
grad[-1] = dy
for i in reversed(range(len(arrows))):
    for parent, pull in arrows[i]:
        grad[parent] = pull(grad[i])
return grad
""",
"""
grad = [0.0] * len(arrows)
grad[-1] = dy
for i in range(len(arrows)):
    for parent, pull in arrows[i]:
        grad[parent] = grad[parent] + pull(grad[i])
return grad
""",
"""
grad = [0.0] * len(arrows)
grad[-1] = dy / len(dy)
for i in reversed(range(len(arrows))):
    for parent, pull in arrows[i]:
        grad[parent] = grad[parent] + pull(grad[i])
return grad
""",
"""
grad = [0.0] * len(arrows)
grad[-1] = dy
for i in reversed(range(len(arrows))):
    for parent, pull in arrows[i]:
        grad[parent] = grad[parent] + pull(grad[parent])
return grad
""",
"""
grad = [0.0] * len(arrows)
grad[-1] = dy
for i in reversed(range(len(arrows))):
    for parent, pull in arrows[i]:
        grad[parent] = grad[parent] + grad[i]
return grad
""",
"""
grad = [1.0] * len(arrows)
grad[-1] = dy
for i in reversed(range(len(arrows))):
    for parent, pull in arrows[i]:
        grad[parent] = grad[parent] + pull(grad[i])
return grad
""",
"""
grad = [0.0] * len(arrows)
grad[-1] = 1.0
for i in reversed(range(len(arrows))):
    for parent, pull in arrows[i]:
        grad[parent] = grad[parent] + pull(grad[i])
return grad
""",
"""
grad = [0.0] * len(arrows)
grad[-1] = dy
for i in reversed(range(len(arrows))):
    for parent, pull in arrows[i][:1]:
        grad[parent] = grad[parent] + pull(grad[i])
return grad
""",
"""
grad = [0.0] * len(arrows)
grad[-1] = dy
for i in reversed(range(len(arrows))):
    for parent, pull in arrows[i]:
        grad[parent] = grad[parent] * pull(grad[i])
return grad
""",
"""
grad = [0.0] * len(arrows)
grad[-1] = dy
for i in reversed(range(len(arrows))):
    for parent, pull in arrows[i]:
        grad[parent] = grad[parent] + pull(grad[i])
return np.array(grad)
""",
    ],
    "ch09.value": [
        edited('ch09.value', ('y, (self, other.data), (other, self.data)', 'y, (self, other.data)')),
        edited('ch09.value', ('y, (self, other.data), (other, self.data)', 'y, (self, other), (other, self)')),
        edited('ch09.value', ('y = np.tanh(self.data)', 'y = np.tanh(self.data)\n        return MyValue(y)')),
        edited('ch09.value', ('parent.grad += slope * node.grad', 'parent.grad += slope')),
        edited('ch09.value', ('parent.grad += slope * node.grad', 'parent.grad += node.grad')),
        edited('ch09.value', ('parent.grad += slope * node.grad', 'node.grad += slope * parent.grad')),
        edited('ch09.value', ('            if node not in order:\n                for parent, slope in node.arrows:\n                    visit(parent)\n                order.append(node)', '            order.append(node)\n            for parent, slope in node.arrows:\n                if parent not in order:\n                    visit(parent)')),
        edited('ch09.value', ('            if node not in order:\n                for parent, slope in node.arrows:\n                    visit(parent)\n                order.append(node)', '            order.append(node)\n            for parent, slope in node.arrows:\n                if parent not in order:\n                    visit(parent)'), ('reversed(order)', 'order')),
        edited('ch09.value', ('self.grad = 1.0', 'self.grad = self.data')),
        edited('ch09.value', ('node not in order', 'True')),
"""
class MyValue:
    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, 0.0

    def __add__(self, other):
        return MyValue(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        y = self.data + other.data
        return MyValue(y, (self, other.data), (other, self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return MyValue(y, (self, 1 - y ** 2))

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, slope in node.arrows:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.arrows:
                parent.grad += slope * node.grad
""",
"""
class MyValue:
    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, 0.0

    def __add__(self, other):
        return MyValue(self.data + other.data, (self, 1.0))

    def __mul__(self, other):
        y = self.data * other.data
        return MyValue(y, (self, other.data), (other, self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return MyValue(y, (self, 1 - y ** 2))

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, slope in node.arrows:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.arrows:
                parent.grad += slope * node.grad
""",
"""
class MyValue:
    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, 0.0

    def __add__(self, other):
        return MyValue(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        y = self.data * other.data
        return MyValue(y, (self, other.data), (other, self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return MyValue(y, (self, 1 - y))

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, slope in node.arrows:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.arrows:
                parent.grad += slope * node.grad
""",
"""
class MyValue:
    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, 0.0

    def __add__(self, other):
        return MyValue(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        y = self.data * other.data
        return MyValue(y, (self, other.data), (other, self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return MyValue(y, (self, (1 - y) ** 2))

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, slope in node.arrows:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.arrows:
                parent.grad += slope * node.grad
""",
"""
class MyValue:
    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, 0.0

    def __add__(self, other):
        return MyValue(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        y = self.data * other.data
        return MyValue(y, (self, other.data), (other, self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return MyValue(y, (self, 1 - y ** 2))

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, slope in node.arrows:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 1.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.arrows:
                parent.grad += slope * node.grad
""",
"""
class MyValue:
    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, 0.0

    def __add__(self, other):
        return MyValue(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        y = self.data * other.data
        return MyValue(y, (self, other.data), (other, self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return MyValue(y, (self, 1 - y ** 2))

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, slope in node.arrows:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.arrows:
                parent.grad += slope * self.grad
""",
"""
class MyValue:
    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, 0.0

    def __add__(self, other):
        return MyValue(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        y = self.data * other.data
        return MyValue(y, (self, other.data), (other, self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return MyValue(y, (self, 1 - y ** 2))

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, slope in node.arrows:
                    visit(parent)
                order.append(node)

        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.arrows:
                parent.grad += slope * node.grad
""",
"""
class MyValue:
    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, 0.0

    def __add__(self, other):
        return MyValue(self.data + other.data, (self, 0.5), (other, 0.5))

    def __mul__(self, other):
        y = self.data * other.data
        return MyValue(y, (self, other.data), (other, self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return MyValue(y, (self, 1 - y ** 2))

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, slope in node.arrows:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.arrows:
                parent.grad += slope * node.grad
""",
"""
class MyValue:
    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, 0.0

    def __add__(self, other):
        return MyValue(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        y = self.data * other.data
        return MyValue(y, (self, other.data), (other, self.data))

    def tanh(self):
        y = 1 / (1 + np.exp(-self.data))
        return MyValue(y, (self, 1 - y ** 2))

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, slope in node.arrows:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.arrows:
                parent.grad += slope * node.grad
""",
"""
class MyValue:
    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, 0.0

    def __add__(self, other):
        return MyValue(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        y = self.data * other.data
        return MyValue(y, (self, other.data), (other, self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return MyValue(y, (self, 1 - y ** 2))

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, slope in node.arrows:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        seen = set()
        for node in reversed(order):
            for parent, slope in node.arrows:
                parent.grad += slope * node.grad if parent not in seen else 0
                seen.add(parent)
""",
"""
class MyValue:
    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, 0.0

    def __add__(self, other):
        return MyValue(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        y = self.data * other.data
        return MyValue(y, (self, other.data), (other, self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return MyValue(y)

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, slope in node.arrows:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.arrows:
                parent.grad += slope * node.grad
""",
"""
class MyValue:
    def __init__(self, data, *arrows):
        self.data, self.arrows, self.grad = data, arrows, 0.0

    def __add__(self, other):
        return MyValue(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        y = self.data * other.data
        return MyValue(y, (self, other.data), (other, self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return y

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent, slope in node.arrows:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.arrows:
                parent.grad += slope * node.grad
""",
    ],
}
