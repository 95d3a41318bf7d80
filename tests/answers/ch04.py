"""Further wrong answers to the exercises of chapter 4: bodies, or whole sources; written from the tasks alone."""

HEATED = """e = np.exp(z / T)
p = e / e.sum(axis=1, keepdims=True)
ds = p * (dy - (dy * p).sum(axis=1, keepdims=True))
dz = ds / T
dT = -np.sum(ds * z) / T ** 2
return dz, dT"""

ATTENTION = """e = np.exp(z - z.max(axis=1, keepdims=True))
p = e / e.sum(axis=1, keepdims=True)
out = p @ V
dV = p.T @ dout
dp = dout @ V.T
dz = p * (dp - (dp * p).sum(axis=1, keepdims=True))
return out, dz, dV"""

LAYER = """
class MySoftmax:
    def forward(self, z):
        {forward}

    def backward(self, dy):
        {backward}
"""


def edited(text, *pairs):
    """A right body with pieces of it replaced."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def heated(*pairs):
    """Softmax with a temperature, with mistakes."""
    return edited(HEATED, *pairs)


def attention(*pairs):
    """The weighted rows, with mistakes."""
    return edited(ATTENTION, *pairs)


def layer(forward="e = np.exp(z - z.max(axis=-1, keepdims=True))\n        self.p = e / e.sum(axis=-1, keepdims=True)\n        return self.p",
          backward="return self.p * (dy - (dy * self.p).sum(axis=-1, keepdims=True))"):
    """The layer with one method written another way."""
    return LAYER.format(forward=forward, backward=backward)


BANK = {
    "ch04.jacobian": [
        "my_J = np.diag(my_p)", "my_J = np.outer(my_p, my_p)", "my_J = np.diag(my_p) + np.outer(my_p, my_p)", "my_J = np.outer(my_p, my_p) - np.diag(my_p)", "my_J = np.diag(my_p * (1 - my_p))",
        "my_J = np.outer(my_p, 1 - my_p)", "my_J = -np.outer(my_p, my_p)", "my_J = np.diag(1 - my_p)", "my_J = my_p * (1 - my_p)", "my_J = np.diag(my_p) - my_p @ my_p", "my_J = np.eye(3) - np.outer(my_p, my_p)",
        "my_J = np.diag(my_p ** 2) - np.outer(my_p, my_p)", "my_J = np.diag(my_p) - my_p * my_p", "my_J = np.diag(my_p) - my_p", "my_J = my_p - np.outer(my_p, my_p)"],
    "ch04.softmax": [
        "e = np.exp(z)\nreturn e / e.sum(axis=1, keepdims=True)", "e = np.exp(z - z.max(axis=1, keepdims=True))\nreturn e / e.sum()", "e = np.exp(z - z.max(axis=0))\nreturn e / e.sum(axis=0)", "e = np.exp(z - z.max())\nreturn e / e.sum(axis=1, keepdims=True)",
        "e = np.exp(z - z.max(axis=1, keepdims=True))\nreturn e / e.sum(axis=1)", "e = np.exp(z - z.max(axis=1))\nreturn e / e.sum(axis=1, keepdims=True)", "e = np.exp(z - z.max(axis=1, keepdims=True))\nreturn e",
        "return z / z.sum(axis=1, keepdims=True)", "e = np.exp(z - z.max(axis=1, keepdims=True))\nreturn e / e.mean(axis=1, keepdims=True)", "e = np.exp(z - z.max(axis=1, keepdims=True))\nreturn e / np.exp(z).sum(axis=1, keepdims=True)",
        "e = np.exp(z.max(axis=1, keepdims=True) - z)\nreturn e / e.sum(axis=1, keepdims=True)", "e = np.exp(z - z.max(axis=1, keepdims=True))\nreturn e / e.max(axis=1, keepdims=True)", "e = np.exp(z / z.max(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)",
        "z = z - z.mean(axis=1, keepdims=True)\ne = np.exp(z)\nreturn e / e.sum(axis=1, keepdims=True)", "e = np.exp(z - z.max(axis=1, keepdims=True))\nreturn np.log(e / e.sum(axis=1, keepdims=True))", "e = np.exp(-z)\nreturn e / e.sum(axis=1, keepdims=True)",
        "z -= z.max(axis=1, keepdims=True)\ne = np.exp(z)\nreturn e / e.sum(axis=1, keepdims=True)", "e = 2 ** (z - z.max(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)", "return 1 / (1 + np.exp(-z))", "e = np.exp(z - z.min(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)"],
    "ch04.backward": [
        "return p * (1 - p) * dy", "return p * dy", "return p * (dy - dy.mean(axis=1, keepdims=True))", "return p * (dy - (dy * p).sum())", "return dy - (dy * p).sum(axis=1, keepdims=True)", "return p * dy - (dy * p).sum(axis=1, keepdims=True)",
        "return p * (dy - (dy * p).sum(axis=0))", "return p * (dy + (dy * p).sum(axis=1, keepdims=True))", "return p * ((dy * p).sum(axis=1, keepdims=True) - dy)", "return p * (dy - (dy * p).mean(axis=1, keepdims=True))", "return p * (dy - dy * p)",
        "return p * (dy - (dy * p).sum(axis=1))", "return p * (1 - (dy * p).sum(axis=1, keepdims=True))", "return (np.diag(p[0]) - np.outer(p[0], p[0])) @ dy[0]", "return p * (dy - dy.sum(axis=1, keepdims=True))", "return (1 - p) * (dy - (dy * p).sum(axis=1, keepdims=True))",
        "return p * (dy - p.sum(axis=1, keepdims=True))", "return p * (dy - (dy * p).sum(axis=1, keepdims=True)) / len(p)", "return dy * (p - (p * p).sum(axis=1, keepdims=True))", "return p - dy", "return p * p * (dy - (dy * p).sum(axis=1, keepdims=True))", "return p * (dy - (dy * p ** 2).sum(axis=1, keepdims=True))"],
    "ch04.mend": [
        heated(("dz = ds / T", "dz = ds")), heated(("dT = -np.sum(ds * z) / T ** 2", "dT = np.sum(ds * z) / T")), heated(("-np.sum(ds * z)", "np.sum(ds * z)")), heated(("T ** 2", "T")), heated(("ds / T", "ds * T")), heated(("ds / T", "ds / T ** 2")),
        heated(("-np.sum(ds * z)", "-np.sum(ds)")), heated(("-np.sum(ds * z) / T ** 2", "-np.sum(dz * z) / T ** 2")), heated(("-np.sum(ds * z) / T ** 2", "-np.sum(ds * z / T) / T ** 2")), heated(("-np.sum(ds * z)", "-(ds * z).sum(axis=1)")),
        heated(("-np.sum(ds * z)", "-np.mean(ds * z)")), heated(("-np.sum(ds * z)", "-np.sum(dy * z)")), heated(("dz = ds / T", "dz = ds"), ("-np.sum(ds * z)", "np.sum(ds * z)")), heated(("ds / T\n", "-ds / T\n"), ("T ** 2", "T")),
        heated(("ds / T", "dy / T")), heated(("-np.sum(ds * z)", "-np.sum(ds * p)")), heated(("-np.sum(ds * z) / T ** 2", "-np.sum(ds) / T ** 2")), heated(("/ T ** 2", "* T ** 2"))],
    "ch04.layer": [
        layer(forward="e = np.exp(z)\n        self.p = e / e.sum(axis=-1, keepdims=True)\n        return self.p"), layer(forward="e = np.exp(z - z.max(axis=1, keepdims=True))\n        self.p = e / e.sum(axis=1, keepdims=True)\n        return self.p"),
        layer(forward="e = np.exp(z - z.max())\n        self.p = e / e.sum()\n        return self.p"), layer(backward="return self.p * dy"), layer(backward="return self.p * (dy - (dy * self.p).sum(axis=1, keepdims=True))"), layer(backward="return self.p * (1 - self.p) * dy"),
        layer(backward="return self.p * (dy - (dy * self.p).sum(axis=-1))"), layer(backward="self.p *= dy - (dy * self.p).sum(axis=-1, keepdims=True)\n        return self.p"), layer(backward="dy -= (dy * self.p).sum(axis=-1, keepdims=True)\n        return self.p * dy"),
        layer(forward="e = np.exp(z - z.max(axis=-1, keepdims=True))\n        p = e / e.sum(axis=-1, keepdims=True)\n        return p"), layer(forward="if not hasattr(self, 'p'):\n            e = np.exp(z - z.max(axis=-1, keepdims=True))\n            self.p = e / e.sum(axis=-1, keepdims=True)\n        return self.p"),
        layer(forward="e = np.exp(z - z.max(axis=-1, keepdims=True))\n        self.p = e\n        return e / e.sum(axis=-1, keepdims=True)"), layer(backward="return self.p * (dy + (dy * self.p).sum(axis=-1, keepdims=True))"), layer(backward="return dy - (dy * self.p).sum(axis=-1, keepdims=True)"),
        layer(forward="e = np.exp(z - z.max(axis=0))\n        self.p = e / e.sum(axis=0)\n        return self.p", backward="return self.p * (dy - (dy * self.p).sum(axis=0))"), layer(forward="self.z = z\n        e = np.exp(z - z.max(axis=-1, keepdims=True))\n        return e / e.sum(axis=-1, keepdims=True)", backward="return self.z * (dy - (dy * self.z).sum(axis=-1, keepdims=True))")],
    "ch04.attention": [
        attention(("out = p @ V", "out = z @ V")), attention(("p.T @ dout", "dout.T @ p")), attention(("p.T @ dout", "z.T @ dout")), attention(("dout @ V.T", "dout @ V")), attention(("p * (dp - (dp * p).sum(axis=1, keepdims=True))", "dp")),
        attention(("p * (dp - (dp * p).sum(axis=1, keepdims=True))", "dp * p * (1 - p)")), attention(("(dp * p).sum(axis=1, keepdims=True)", "dp.sum(axis=1, keepdims=True)")), attention(("p.T @ dout", "p.T @ dout / len(z)")), attention(("(dp * p).sum(axis=1, keepdims=True)", "(dp * p).sum(axis=0)")),
        attention(("p * (dp - ", "(dp - ")), attention(("p.T @ dout", "p.T @ dout / len(z)"), ("(dp * p).sum(axis=1, keepdims=True)", "(dp * p).mean(axis=1, keepdims=True)")), attention(("return out, dz, dV", "return out, dV, dz")), attention(("out = p @ V", "out = e @ V")),
        attention(("p.T @ dout", "p.T @ out")), attention(("dp - (dp", "dp + (dp"), ("p.T @ dout", "-p.T @ dout")), attention(("(dp * p).sum(axis=1, keepdims=True)", "(dout * out).sum(axis=0, keepdims=True)")), attention(("p * (dp - (dp * p).sum", "e * (dp - (dp * p).sum")), attention(("dp = dout @ V.T", "dp = out @ V.T"))],
}
