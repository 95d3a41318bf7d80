"""Further wrong answers to the exercises of chapter 1: bodies, or whole sources; written from the tasks alone."""

MIRROR = """u = w * x
v = u + b
y = u * v
L = (y - t) ** 2
dy = 2 * (y - t)
du = dy * v
dv = dy * u
du = du + dv
db = dv
dw = du * x
dx = du * w
return dw, dx, db"""

LAYERS = """y1 = z0 @ W1
z1 = np.sin(y1)
y2 = z1 @ W2
z2 = np.sin(y2)
dz2 = 2 * (z2 - t)
dy2 = dz2 * np.cos(y2)
dW2 = np.outer(z1, dy2)
dz1 = W2 @ dy2
dy1 = dz1 * np.cos(y1)
dW1 = np.outer(z0, dy1)
return dW1, dW2"""


def edited(text, *pairs):
    """A right body with pieces of it replaced."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def mirror(*pairs):
    """The mirrored pass with mistakes."""
    return edited(MIRROR, *pairs)


def layers(*pairs):
    """The three layers with mistakes."""
    return edited(LAYERS, *pairs)


BANK = {
    "ch01.chain": [
        "return np.cos(x ** 2)", "return np.cos(2 * x)", "return np.sin(x ** 2) * 2 * x", "return np.cos(x) * 2 * x", "return -np.cos(x ** 2) * 2 * x",
        "return np.cos(x ** 2) + 2 * x", "return np.cos(x ** 2) * x ** 2", "return 2 * np.cos(x ** 2)", "return np.cos(x ** 2) * x", "return 2 * x",
        "return np.cos(2 * x) * 2 * x", "return np.cos(x) ** 2 * 2 * x", "return -np.sin(x ** 2) * 2 * x", "return 2 * np.sin(x) * np.cos(x)",
        "return np.cos(x ** 2) * 2", "u = x ** 2\nreturn np.cos(u) * 2 * u", "return np.cos(x ** 2) / (2 * x)", "h = 1e-2\nreturn (np.sin((x + h) ** 2) - np.sin(x ** 2)) / h"],
    "ch01.headwind": [
        "F = (s + w) ** 2 / 4\npartial = F\nfull = F + s * (s + w)\nreturn partial, full", "F = (s + w) ** 2 / 4\npartial = F\nfull = F + s + w\nreturn partial, full",
        "F = (s + w) ** 2 / 4\npartial = F\nfull = s * (s + w) / 2\nreturn partial, full", "F = (s + w) ** 2 / 4\npartial = F\nfull = F * s * (s + w) / 2\nreturn partial, full",
        "F = (s + w) ** 2 / 4\npartial = s\nfull = F + s * (s + w) / 2\nreturn partial, full", "F = (s + w) ** 2 / 4\npartial = F\nfull = F + (s + w) / 2\nreturn partial, full",
        "F = (s + w) ** 2 / 4\npartial = F * s\nfull = F + s * (s + w) / 2\nreturn partial, full", "F = (s + w) ** 2 / 4\npartial = F\nfull = F + s * s / 2\nreturn partial, full",
        "F = (s + w) ** 2 / 4\npartial = F + s * (s + w) / 2\nfull = F\nreturn partial, full", "F = (s + w) ** 2 / 4\npartial = F\nfull = F - s * (s + w) / 2\nreturn partial, full",
        "F = (s + w) ** 2 / 4\npartial = F\nfull = F + s * (s - w) / 2\nreturn partial, full", "F = (s + w) ** 2 / 4\npartial = F\nfull = 3 * s ** 2 / 4\nreturn partial, full",
        "F = (s + w) ** 2 / 4\npartial = (s + w) / 2\nfull = partial * s + F\nreturn partial, full", "F = (s + w) ** 2 / 4\npartial = F\nfull = F + s * (s + w) ** 2 / 2\nreturn partial, full",
        "F = (s + w) ** 2 / 4\npartial = F\nfull = F + s * (s + w) / 4\nreturn partial, full", "F = (s + w) ** 2 / 2\npartial = F\nfull = F + s * (s + w)\nreturn partial, full"],
    "ch01.mirror": [
        mirror(("du = du + dv\n", "")), mirror(("2 * (y - t)", "(y - t)")), mirror(("2 * (y - t)", "2 * (t - y)")), mirror(("du = dy * v", "du = dy * u"), ("dv = dy * u", "dv = dy * v")),
        mirror(("dw = du * x", "dw = du * w"), ("dx = du * w", "dx = du * x")), mirror(("db = dv", "db = dv * b")), mirror(("db = dv", "db = du")), mirror(("du = du + dv", "du = dv")),
        mirror(("du = du + dv", "du = du * dv")), mirror(("2 * (y - t)", "2 * y")), mirror(("db = dv", "db = 1")), mirror(("2 * (y - t)", "L")), mirror(("du = du + dv\n", ""), ("2 * (y - t)", "y - t")),
        mirror(("du = dy * v", "du = dy"), ("dv = dy * u", "dv = dy")), mirror(("return dw, dx, db", "return dx, dw, db")), mirror(("2 * (y - t)", "2 * (y - t)"), ("dw = du * x", "dw = x")),
        mirror(("dw = du * x", "dw = dv * x"), ("dx = du * w", "dx = dv * w")), mirror(("du = du + dv", "du = du + dy")), mirror(("du = du + dv", "du = du - dv"), ("db = dv", "db = -dv")),
        mirror(("2 * (y - t)", "(y - t) ** 2")), mirror(("2 * (y - t)", "2 * L"))],
    "ch01.walk": [
        "gradient = {end: 1.0}\nfor (a, b), slope in reversed(arrows.items()):\n    if b in gradient:\n        gradient[a] = gradient[b] * slope\nreturn gradient",
        "gradient = {end: 1.0}\nfor (a, b), slope in arrows.items():\n    if b in gradient:\n        gradient[a] = gradient.get(a, 0) + gradient[b] * slope\nreturn gradient",
        "gradient = {end: 1.0}\nfor (a, b), slope in reversed(arrows.items()):\n    if b in gradient:\n        gradient[a] = gradient.get(a, 1) * gradient[b] * slope\nreturn gradient",
        "gradient = {end: 1.0}\nfor (a, b), slope in reversed(arrows.items()):\n    if b in gradient:\n        gradient[a] = gradient.get(a, 0) + slope\nreturn gradient",
        "gradient = {end: 1.0}\nfor (a, b), slope in reversed(arrows.items()):\n    if b in gradient:\n        gradient[a] = gradient.get(a, 1) + gradient[b] * slope\nreturn gradient",
        "gradient = {end: 1.0}\nfor (a, b), slope in reversed(arrows.items()):\n    if b in gradient:\n        gradient[a] = gradient.get(a, 0) + gradient[b] + slope\nreturn gradient",
        "gradient = {end: 0.0}\nfor (a, b), slope in reversed(arrows.items()):\n    if b in gradient:\n        gradient[a] = gradient.get(a, 0) + gradient[b] * slope\nreturn gradient",
        "gradient = {end: 1.0}\nfor (a, b), slope in reversed(arrows.items()):\n    if a in gradient:\n        gradient[b] = gradient.get(b, 0) + gradient[a] * slope\nreturn gradient",
        "gradient = {end: 1.0}\nfor (a, b), slope in reversed(arrows.items()):\n    if b in gradient:\n        gradient[a] = gradient.get(a, 0) - gradient[b] * slope\nreturn gradient",
        "gradient = {end: 1.0}\nfor (a, b), slope in reversed(arrows.items()):\n    if b in gradient:\n        gradient[a] += gradient[b] * slope\nreturn gradient",
        "gradient = {end: 1.0}\nfor (a, b), slope in reversed(arrows.items()):\n    if b in gradient:\n        gradient[a] = max(gradient.get(a, 0), gradient[b] * slope)\nreturn gradient"],
    "ch01.tables": [
        "dx = dz @ Jg\nJv = Jg @ Jf @ v\nreturn dx, Jv", "dx = Jf.T @ Jg.T @ dz\nJv = Jf @ v\nreturn dx, Jv", "dx = dz @ Jf @ Jg\nJv = Jg @ Jf @ v\nreturn dx, Jv",
        "dx = dz @ Jg @ Jf\nJv = Jf @ Jg @ v\nreturn dx, Jv", "dx = dz @ Jg @ Jf\nJv = v @ Jf.T\nreturn dx, Jv", "dx = Jg @ Jf @ v\nJv = dz @ Jg @ Jf\nreturn dx, Jv",
        "dx = -dz @ Jg @ Jf\nJv = Jg @ Jf @ v\nreturn dx, Jv", "dx = dz @ (Jg @ Jf)\nJv = (Jg @ Jf) * v\nreturn dx, Jv", "dx = dz @ Jg @ Jf\nJv = (Jg @ Jf).T @ v\nreturn dx, Jv",
        "dx = dz @ Jg @ Jf * v\nJv = Jg @ Jf @ v\nreturn dx, Jv", "dx = dz @ Jg @ Jf\nJv = (dz @ Jg @ Jf) @ v\nreturn dx, Jv", "dx = (Jg @ Jf).sum(axis=0)\nJv = Jg @ Jf @ v\nreturn dx, Jv",
        "dx = dz @ Jg @ Jf\nJv = Jg @ Jf.sum(axis=1)\nreturn dx, Jv", "dx = dz @ Jg @ Jf\nJv = (Jg @ Jf).mean(axis=1)\nreturn dx, Jv"],
    "ch01.layers": [
        layers(("2 * (z2 - t)", "(z2 - t)")), layers(("2 * (z2 - t)", "2 * (t - z2)")), layers(("* np.cos(y2)", "* np.cos(z2)"), ("* np.cos(y1)", "* np.cos(z1)")), layers(("np.outer(z1, dy2)", "np.outer(dy2, z1)")),
        layers(("W2 @ dy2", "W2.T @ dy2")), layers(("dz2 * np.cos(y2)", "dz2")), layers(("dz1 * np.cos(y1)", "dz1")), layers(("dz2 * np.cos(y2)", "dz2 * np.sin(y2)"), ("dz1 * np.cos(y1)", "dz1 * np.sin(y1)")),
        layers(("np.outer(z1, dy2)", "np.outer(y1, dy2)")), layers(("np.outer(z0, dy1)", "np.outer(z1, dy1)")), layers(("W2 @ dy2", "dy2 @ W2.T / len(dy2)")), layers(("return dW1, dW2", "return dW2, dW1")),
        layers(("2 * (z2 - t)", "2 * (z2 - t) / len(t)")), layers(("2 * (z2 - t)", "z2 - t"), ("dz1 * np.cos(y1)", "dz1")), layers(("* np.cos(y2)", "* -np.cos(y2)")), layers(("2 * (z2 - t)", "np.sum((z2 - t) ** 2)")),
        layers(("np.outer(z1, dy2)", "z1 * dy2")), layers(("W2 @ dy2", "W2 @ dz2"), ("np.outer(z1, dy2)", "np.outer(z1, dz2)")), layers(("* np.cos(y1)", "* np.cos(y1) ** 2")), layers(("dz2 * np.cos(y2)", "dz2 * (1 - z2 ** 2)"), ("dz1 * np.cos(y1)", "dz1 * (1 - z1 ** 2)")),
        layers(("np.outer(z0, dy1)", "np.outer(z0, dz1)")), layers(("2 * (z2 - t)", "2 * (y2 - t)"))],
}
