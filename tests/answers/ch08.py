"""Further wrong answers to the exercises of chapter 8: bodies, whole sources, or the solution edited."""

from backprop.exercises import find


def edited(identifier, *pairs):
    """The solution with texts replaced."""
    source = find(identifier).solution
    for old, new in pairs:
        assert old in source, (identifier, old)
        source = source.replace(old, new)
    return source


BANK = {
    "ch08.central": [
        'return f(x + h) - f(x - h) / 2 / h',
        'return (f(x + h) - f(x - h)) * (2 * h)',
        'return ((f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h)',
        'return (f(x + h) - f(x - h)) / (2 * x)',
        'return f(x + h) - f(x - h)',
        'return (f(x + h) - f(x - h)) / (h + h) ** 2',
        'return (f(x + h) - f(x - h)) / -2 * h',
        'return np.mean([f(x + h), f(x - h)])',
        'return (f(x - h) - f(x)) / h',
        'return f((x + h) / (2 * h)) - f((x - h) / (2 * h))',
    ],
    "ch08.complex": [
        'return f(x + 1j * h).imag * h',
        'return (f(x + 1j * h) - f(x)).imag',
        'return f(x + h).imag / h',
        'return abs(f(x + 1j * h)) / h',
        'return -f(x + 1j * h).imag / h',
        'return f(x * 1j * h).imag / h',
        'return f(x + 1j * h).imag / 1j',
        'return f(x - 1j * h).imag / h',
        'return f(x + j * h).imag / h',
        'return f(x + 1j * h).imag / h ** 2',
        'return f(x + 1j * h).imag / h.imag',
        'return np.angle(f(x + 1j * h)) / h',
        'return (f(x + 1j * h) - f(x - 1j * h)) / (2j * h)',
        'return f(x + 1j * h).real',
        'return (f(x + 1j * h).imag - f(x)) / h',
        'return f(1j * (x + h)).imag / h',
        'return f(x + 1j * h).imag + f(x)',
        'return 2 * f(x + 1j * h).imag / h',
    ],
    "ch08.relative": [
        'return np.mean(np.abs(a - n)) / max(np.mean(np.abs(a)), np.mean(np.abs(n)), 1e-12)',
        'return np.abs(a - n).max() / min(np.abs(a).max(), np.abs(n).max())',
        'return np.abs(a - n) / max(np.abs(a).max(), np.abs(n).max(), 1e-12)',
        'return np.abs(a - n).sum() / max(np.abs(a).max(), np.abs(n).max(), 1e-12)',
        'return np.abs(a - n).max() / max(np.abs(a).max(), np.abs(n).max(), 1)',
        'return max(np.abs(a - n)) / max(max(np.abs(a)), max(np.abs(n)), 1e-12)',
        'return (a - n).max() / max(a.max(), n.max())',
        'return np.abs(a - n).max() / np.abs(a + n).max()',
        'return np.max(np.abs(a - n)) / np.max(np.abs(a))',
        'return np.abs(a - n).max() / np.maximum(np.abs(a).max(), 1e-12)',
        'return np.abs(a - n).max() / max(np.abs(a).max(), np.abs(n).max(), 1e-12) * 100',
        'return np.sum(np.abs(a - n)) / np.sum(np.abs(a) + np.abs(n))',
        'return np.abs((a - n) / n).max()',
        'return np.abs(a - n).max() / (np.abs(a) + np.abs(n)).max()',
        'return np.abs(a - n).min() / max(np.abs(a).max(), np.abs(n).max(), 1e-12)',
        'return np.abs(a - n).max() / max(np.abs(a).max(), np.abs(n).max(), 1e-8)',
    ],
    "ch08.gradient": [
        edited('ch08.gradient', ('(up - down)', '(down - up)')),
        edited('ch08.gradient', ('(up - down) / (2 * h)', '(up - down)')),
        edited('ch08.gradient', ('saved = x[index]\n', 'saved = x\n')),
        edited('ch08.gradient', ('x[index] = saved - h\n', 'x[index] -= h\n')),
        edited('ch08.gradient', ('x[index] = saved - h\n', 'x[index] -= h\n'), ('/ (2 * h)', '/ h')),
        edited('ch08.gradient', ('np.zeros_like(x)', 'np.zeros(x.size)'), ('g[index] =', 'g[index[0]] =')),
        edited('ch08.gradient', ('1e-5', '1e-15')),
        edited('ch08.gradient', ('    return g', '    return g.ravel()')),
        edited('ch08.gradient', ('        g[index] = (up - down) / (2 * h)\n    return g', '        g[index] = (up - down) / (2 * h)\n        return g')),
"""
h = 1e-5
e = np.zeros_like(x)
g = np.zeros_like(x)
for i in range(x.shape[0]):
    for j in range(x.shape[1]):
        e[i, j] = h
        g[i, j] = (f(x + e) - f(x - e)) / (2 * h)
return g
""",
"""
h = 1e-5
g = np.zeros_like(x)
for i in range(x.shape[0]):
    for j in range(x.shape[1]):
        e = np.zeros_like(x)
        e[i] = h
        g[i, j] = (f(x + e) - f(x - e)) / (2 * h)
return g
""",
"""
h = 1e-5
g = np.zeros_like(x)
for i in range(x.shape[0]):
    for j in range(x.shape[1]):
        e = np.zeros_like(x)
        e[:, j] = h
        g[i, j] = (f(x + e) - f(x - e)) / (2 * h)
return g
""",
"""
h = 1e-5
g = np.zeros_like(x)
for i in range(x.shape[0]):
    for j in range(x.shape[1]):
        e = np.zeros_like(x)
        e[i, j] = h
        g[i, j] = (f(x + e) - f(x)) / h
return g
""",
"""
h = 1e-5
g = np.zeros_like(x)
for i in range(x.shape[0]):
    for j in range(x.shape[1]):
        e = np.zeros_like(x)
        e[i, j] = h
        g[i, j] = (f(x + e) - f(x - e)) / (2 * h)
return -g
""",
"""
h = 1e-5
g = np.zeros_like(x)
for i in range(x.shape[0]):
    for j in range(x.shape[1]):
        e = np.zeros_like(x)
        e[i, j] = h
        g[i, j] = (f(x + e) - f(x - e)) / (2 * h)
return g.T
""",
"""
h = 1e-5
g = np.zeros_like(x)
for i in range(x.shape[0]):
    for j in range(x.shape[1] - 1):
        e = np.zeros_like(x)
        e[i, j] = h
        g[i, j] = (f(x + e) - f(x - e)) / (2 * h)
return g
""",
"""
h = 1e-1
g = np.zeros_like(x)
for i in range(x.shape[0]):
    for j in range(x.shape[1]):
        e = np.zeros_like(x)
        e[i, j] = h
        g[i, j] = (f(x + e) - f(x - e)) / (2 * h)
return g
""",
"""
h = 1e-5
g = np.zeros_like(x)
for i in range(x.shape[0]):
    for j in range(x.shape[1]):
        e = np.zeros_like(x)
        e[i, j] = h
        g[i, j] = (f(x + e).sum() - f(x + e).sum()) / (2 * h)
return g
""",
"""
h = 1e-5
g = np.zeros_like(x)
for i in range(x.shape[0]):
    for j in range(x.shape[1]):
        e = np.zeros_like(x)
        e[i, j] = h
        g[i, j] = (f(x + e) - f(x - e)) / (2 * h)
return g / x.size
""",
"""
h = 1e-5
g = np.zeros_like(x)
for i in range(x.shape[0]):
    for j in range(x.shape[1]):
        e = np.zeros_like(x)
        e[i, j] = h
        g[i, j] = (f(x * (1 + e)) - f(x * (1 - e))) / (2 * h)
return g
""",
"""
h = 1e-5
g = np.ones_like(x)
for i in range(x.shape[0]):
    for j in range(x.shape[1]):
        e = np.zeros_like(x)
        e[i, j] = h
        g[i, j] += (f(x + e) - f(x - e)) / (2 * h)
return g
""",
"""
h = 1e-5
g = x
for i in range(x.shape[0]):
    for j in range(x.shape[1]):
        e = np.zeros_like(x)
        e[i, j] = h
        g[i, j] = (f(x + e) - f(x - e)) / (2 * h)
return g
""",
    ],
    "ch08.direction": [
        edited('ch08.direction', ('np.sum(g * v)', '(g * v).sum(axis=1)')),
        edited('ch08.direction', ('np.sum(g * v)', 'np.sum(x * v)')),
        edited('ch08.direction', ('np.sum(g * v)', 'np.vdot(g, v) / np.linalg.norm(v)')),
        edited('ch08.direction', ('(f(x + h * v) - f(x - h * v)) / (2 * h)', '(f(x + v) - f(x - v)) / (2 * h)')),
        edited('ch08.direction', ('    formula', '    x += h * v\n    up = f(x)\n    x -= 2 * h * v\n    down = f(x)\n    formula'), ('(f(x + h * v) - f(x - h * v)) / (2 * h)', '(up - down) / (2 * h)')),
        edited('ch08.direction', ('return formula, difference', 'return difference, formula')),
        edited('ch08.direction', ('return formula, difference', 'return abs(formula - difference)')),
        edited('ch08.direction', ('f(x - h * v)', 'f(x)'), ('/ (2 * h)', '/ (2 * h)')),
        'return np.dot(g.ravel(), v.ravel()), (f(x + v) - f(x - v)) / (2 * h)',
        'return np.sum(g * v), (f(x + h * v) - f(x - h * v)) / 2',
        'return np.sum(g * v) * h, f(x + h * v) - f(x)',
        'return np.sum(g @ v.T), (f(x + h * v) - f(x - h * v)) / (2 * h)',
        'return np.sum(np.abs(g * v)), (f(x + h * v) - f(x - h * v)) / (2 * h)',
        'return np.sum(g * x), (f(x + h * v) - f(x - h * v)) / (2 * h)',
        'return np.sum(g * v), (f(x + h * g) - f(x - h * g)) / (2 * h)',
        'return np.sum(g * v), (f(x - h * v) - f(x + h * v)) / (2 * h)',
        'return f(x) + h * np.sum(g * v), f(x + h * v)',
        'return np.max(g * v), (f(x + h * v) - f(x - h * v)) / (2 * h)',
        'return np.trace(g.T @ v), (f(x + h * v) - f(x - v)) / (2 * h)',
        'return np.sum(g * v), (f(x + h * v) - f(x + h)) / (2 * h)',
    ],
    "ch08.mend": [
        edited('ch08.mend', ('layer.backward(dy)', 'layer.backward(np.ones_like(x))'), ('dy * layer', 'layer')),
        edited('ch08.mend', ('layer.backward(dy)', 'layer.backward(np.ones_like(x))'), ('dy * layer', 'layer'), ('x[index] = saved\n', 'pass\n')),
        edited('ch08.mend', ('np.abs(a - n).max()', 'np.abs(a - n).sum()')),
        edited('ch08.mend', ('np.abs(a - n).max()', 'np.abs(a - n).mean()')),
        edited('ch08.mend', ('x[index] = saved - h', 'x[index] = saved')),
        edited('ch08.mend', ('    layer.forward(x)\n    a,', '    a,')),
        edited('ch08.mend', ('x[index] = saved\n', 'pass\n'), ('dy * layer', 'layer')),
"""
layer.forward(x)
a, n, h = layer.backward(dy), np.zeros_like(x), 1e-5
for index in np.ndindex(x.shape):
    e = np.zeros_like(x); e[index] = h
    n[index] = np.mean(dy * (layer.forward(x + e) - layer.forward(x - e))) / (2 * h)
return np.max(np.abs(a - n)) / max(np.max(np.abs(a)), np.max(np.abs(n)))
""",
"""
layer.forward(x)
a, n, h = layer.backward(dy), np.zeros_like(x), 1e-5
for index in np.ndindex(x.shape):
    e = np.zeros_like(x); e[index] = h
    n[index] = np.sum(dy * (layer.forward(x + e) - layer.forward(x - e))) / h
return np.max(np.abs(a - n)) / max(np.max(np.abs(a)), np.max(np.abs(n)))
""",
"""
layer.forward(x)
a, n, h = layer.backward(dy), np.zeros_like(x), 1e-5
for index in np.ndindex(x.shape):
    e = np.zeros_like(x); e[index] = h
    n[index] = np.sum(dy * (layer.forward(x + e) - layer.forward(x - e))) / (2 * h)
return np.max(a - n) / max(np.max(np.abs(a)), np.max(np.abs(n)))
""",
"""
layer.forward(x)
a, n, h = layer.backward(dy), np.zeros_like(x), 1e-5
for index in np.ndindex(x.shape):
    e = np.zeros_like(x); e[index] = h
    n[index] = np.sum(dy * (layer.forward(x + e) - layer.forward(x - e))) / (2 * h)
return np.abs(a - n)[0, 0] / max(np.max(np.abs(a)), np.max(np.abs(n)))
""",
"""
layer.forward(x)
a, n, h = layer.backward(dy), np.zeros_like(x), 1e-5
for index in np.ndindex(x.shape):
    e = np.zeros_like(x); e[index] = h
    n[index] = np.sum(dy * (layer.forward(x + e) - layer.forward(x - e))) / (2 * h)
return np.max(np.abs(a - n)) / np.max(np.abs(a + n))
""",
"""
layer.forward(x)
a, n, h = layer.backward(dy / len(dy)), np.zeros_like(x), 1e-5
for index in np.ndindex(x.shape):
    e = np.zeros_like(x); e[index] = h
    n[index] = np.sum(dy * (layer.forward(x + e) - layer.forward(x - e))) / (2 * h)
return np.max(np.abs(a - n)) / max(np.max(np.abs(a)), np.max(np.abs(n)))
""",
"""
layer.forward(x)
a, n, h = layer.backward(x), np.zeros_like(x), 1e-5
for index in np.ndindex(x.shape):
    e = np.zeros_like(x); e[index] = h
    n[index] = np.sum(dy * (layer.forward(x + e) - layer.forward(x - e))) / (2 * h)
return np.max(np.abs(a - n)) / max(np.max(np.abs(a)), np.max(np.abs(n)))
""",
"""
layer.forward(x)
a, n, h = layer.backward(dy), np.zeros_like(x), 1e-5
for index in np.ndindex(x.shape):
    e = np.zeros_like(x); e[index] = h
    n[index] = np.sum(dy * (layer.forward(x + e) - layer.forward(x))) / h
return np.max(np.abs(a - n)) / max(np.max(np.abs(a)), np.max(np.abs(n)))
""",
"""
layer.forward(x)
a, n, h = layer.backward(dy), np.zeros_like(x), 1e-5
for index in np.ndindex(x.shape):
    e = np.zeros_like(x); e[index] = h
    n[index] = np.sum(dy * (layer.forward(x + e) - layer.forward(x - e))) / (2 * h)
return np.max(np.abs(a - n)) / min(np.max(np.abs(a)), np.max(np.abs(n)))
""",
"""
layer.forward(x)
a, n, h = layer.backward(dy), np.zeros_like(x), 1e-5
for index in np.ndindex(x.shape):
    e = np.zeros_like(x); e[index] = h
    n[index] = np.sum((layer.forward(x + e) - layer.forward(x - e))) / (2 * h)
return np.max(np.abs(a - n)) / max(np.max(np.abs(a)), np.max(np.abs(n)))
""",
"""
layer.forward(x)
a, n, h = layer.backward(dy), np.zeros_like(x), 1e-5
for index in np.ndindex(x.shape):
    e = np.zeros_like(x); e[index] = h
    n[index] = np.sum(dy * (layer.forward(x + e) - layer.forward(x - e))) / (2 * h)
return np.linalg.norm(a - n) / max(np.linalg.norm(a), np.linalg.norm(n))
""",
    ],
}
