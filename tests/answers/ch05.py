"""Further wrong answers to the exercises of chapter 5: bodies, or whole sources; written from the tasks alone."""

CAP = """e = np.exp(z)
p = e / e.sum(axis=1, keepdims=True)
p_true = p[np.arange(len(t)), t]
loss = np.mean(-np.log(p_true + eps))
Y = np.eye(z.shape[1])[t]
factor = (p_true / (p_true + eps))[:, None]
dz = factor * (p - Y) / len(z)
return loss, dz"""

TRAIN = """def log_softmax(z):
    s = z - z.max(axis=1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))

rows = np.arange(len(t))
W = np.zeros((x.shape[1], 3))
for _ in range(steps):
    y = log_softmax(x @ W)
    dy = np.zeros_like(y)
    dy[rows, t] = -1 / len(t)
    dz = dy - np.exp(y) * dy.sum(axis=1, keepdims=True)
    W = W - 0.5 * x.T @ dz
return W, -np.mean(log_softmax(x @ W)[rows, t])"""

LAYER = """
class MyLogSoftmax:
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


def cap(*pairs):
    """The capped loss, with mistakes."""
    return edited(CAP, *pairs)


def train(*pairs):
    """The training loop, with mistakes."""
    return edited(TRAIN, *pairs)


def layer(forward="s = z - z.max(axis=1, keepdims=True)\n        self.y = s - np.log(np.exp(s).sum(axis=1, keepdims=True))\n        return self.y",
          backward="return dy - np.exp(self.y) * dy.sum(axis=1, keepdims=True)"):
    """The layer with one method written another way."""
    return LAYER.format(forward=forward, backward=backward)


BANK = {
    "ch05.lse": [
        "return np.log(np.exp(z).sum(axis=1))", "m = z.max(axis=1)\nreturn np.log(np.exp(z - m[:, None]).sum(axis=1))", "m = z.max(axis=1)\nreturn m + np.log(np.exp(z - m[:, None]).sum(axis=0))", "m = z.max(axis=1)\nreturn m + np.log(np.exp(z - m[:, None])).sum(axis=1)",
        "m = z.max(axis=1)\nreturn m * np.log(np.exp(z - m[:, None]).sum(axis=1))", "m = z.max(axis=1)\nreturn m - np.log(np.exp(z - m[:, None]).sum(axis=1))", "m = z.max(axis=1)\nreturn m + np.log(np.exp(z - m).sum(axis=1))", "m = z.max(axis=1)\nreturn m + np.log(np.exp(z - m[:, None]).mean(axis=1))",
        "m = z.max(axis=1)\nreturn np.exp(m) + np.log(np.exp(z - m[:, None]).sum(axis=1))", "m = z.max(axis=1)\nreturn m + np.exp(z - m[:, None]).sum(axis=1)", "m = z.max(axis=1)\nreturn m + np.log(np.exp(z - m[:, None]).sum())", "m = z.max(axis=1)\nreturn m", "m = z.max(axis=1)\nreturn m + np.log(np.exp(z).sum(axis=1))",
        "m = z.max(axis=1)\nreturn m[:, None] + np.log(np.exp(z - m[:, None]).sum(axis=1, keepdims=True))", "m = z.max(axis=1)\nreturn m + np.log(np.exp(z + m[:, None]).sum(axis=1))", "m = z.max(axis=1)\nreturn m + np.log2(np.exp(z - m[:, None]).sum(axis=1))", "m = z.max()\nreturn m + np.log(np.exp(z - m).sum(axis=1))", "m = z.max(axis=1)\nreturn m + np.log(1 + np.exp(z - m[:, None]).sum(axis=1))"],
    "ch05.log_softmax": [
        "e = np.exp(z)\nreturn np.log(e / e.sum(axis=1, keepdims=True))", "s = z - z.max(axis=1, keepdims=True)\ne = np.exp(s)\nreturn np.log(e / e.sum(axis=1, keepdims=True))", "return z - np.log(np.exp(z).sum(axis=1, keepdims=True))", "s = z - z.max(axis=1, keepdims=True)\nreturn z - np.log(np.exp(s).sum(axis=1, keepdims=True))",
        "s = z - z.max(axis=1, keepdims=True)\nreturn s + np.log(np.exp(s).sum(axis=1, keepdims=True))", "s = z - z.max(axis=1, keepdims=True)\nreturn s - np.log(np.exp(s).sum())", "s = z - z.max(axis=1, keepdims=True)\nreturn s - np.log(np.exp(s).sum(axis=0))", "s = z - z.max(axis=1, keepdims=True)\nreturn s - np.exp(s).sum(axis=1, keepdims=True)",
        "s = z - z.max(axis=1, keepdims=True)\nreturn s / np.log(np.exp(s).sum(axis=1, keepdims=True))", "m = z.max(axis=1, keepdims=True)\nlse = m + np.log(np.exp(z - m).sum(axis=1, keepdims=True))\nreturn z - lse", "s = z - z.max(axis=1, keepdims=True)\nreturn np.log(np.exp(s).sum(axis=1, keepdims=True)) - s", "s = z - z.max(axis=1, keepdims=True)\ne = np.exp(s)\nreturn e / e.sum(axis=1, keepdims=True)",
        "s = z - z.max(axis=1, keepdims=True)\nreturn s - np.log(np.exp(s).sum(axis=1))", "s = z - z.max(axis=1, keepdims=True)\nreturn s - np.log(s.sum(axis=1, keepdims=True))", "s = z - z.mean(axis=1, keepdims=True)\nreturn s - np.log(np.exp(s).sum(axis=1, keepdims=True))", "s = z - z.max(axis=1, keepdims=True)\nreturn s - np.log(np.exp(s).mean(axis=1, keepdims=True))",
        "e = np.exp(z - z.max(axis=1, keepdims=True))\np = e / e.sum(axis=1, keepdims=True)\nreturn np.log(p + 1e-8)", "s = z - z.max(axis=0)\nreturn s - np.log(np.exp(s).sum(axis=0))", "s = z - z.max(axis=1, keepdims=True)\nreturn -(s - np.log(np.exp(s).sum(axis=1, keepdims=True)))"],
    "ch05.backward": [
        "return dy - np.exp(y) * dy", "return dy - y * dy.sum(axis=1, keepdims=True)", "return dy - np.exp(y)", "return dy * (1 - np.exp(y))", "return dy + np.exp(y) * dy.sum(axis=1, keepdims=True)", "return dy - np.exp(y) * dy.sum()", "return dy - np.exp(y) * dy.sum(axis=0)", "return np.exp(y) * (dy - (dy * np.exp(y)).sum(axis=1, keepdims=True))",
        "return dy - np.exp(y) * dy.mean(axis=1, keepdims=True)", "return np.exp(y) - dy", "return np.exp(y) * dy.sum(axis=1, keepdims=True) - dy", "return dy - dy.sum(axis=1, keepdims=True)", "return dy - (np.exp(y) * dy).sum(axis=1, keepdims=True)", "return dy - np.exp(y) * dy.sum(axis=1)", "return dy / np.exp(y)", "return (dy - np.exp(y) * dy.sum(axis=1, keepdims=True)) / len(y)",
        "p = np.exp(y) / np.exp(y).sum(axis=0)\nreturn dy - p * dy.sum(axis=1, keepdims=True)", "return dy - np.log(y) * dy.sum(axis=1, keepdims=True)", "return dy * y - np.exp(y) * dy.sum(axis=1, keepdims=True)", "return np.exp(y) * (dy - dy.sum(axis=1, keepdims=True))"],
    "ch05.cap": [
        cap(("factor * (p - Y)", "(p - Y)")), cap(("p_true / (p_true + eps)", "1 / (p_true + eps)")), cap(("p_true / (p_true + eps)", "(p_true + eps) / p_true")), cap(("(p_true / (p_true + eps))[:, None]", "p / (p + eps)")), cap(("(p_true / (p_true + eps))[:, None]", "p_true / (p_true + eps)")), cap(("factor * (p - Y)", "factor * (Y - p)")),
        cap(("(p - Y) / len(z)", "(p - Y)")), cap(("p_true / (p_true + eps)", "p_true + eps")), cap(("factor * (p - Y)", "factor * p - Y")), cap(("factor * (p - Y)", "(p - Y) / (p_true + eps)[:, None]")), cap(("factor * (p - Y)", "(p - Y + eps)")), cap(("factor * (p - Y)", "(p - Y) - eps")), cap(("p_true / (p_true + eps)", "p_true / (p_true - eps)")),
        cap(("p_true / (p_true + eps)", "p_true / eps")), cap(("factor * (p - Y) / len(z)", "factor * (p - Y) / z.size")), cap(("factor * (p - Y)", "factor * (p - Y) * p")), cap(("p_true / (p_true + eps)", "1 / (p_true + eps)"), (" / len(z)", "")), cap(("+ eps))\nY", "))\nY"), ("factor * (p - Y)", "(p - Y)")), cap(("factor * (p - Y)", "(p + eps - Y)")), cap(("factor * (p - Y)", "factor * (p + eps - Y)"))],
    "ch05.layer": [
        layer(forward="self.y = z - np.log(np.exp(z).sum(axis=1, keepdims=True))\n        return self.y"), layer(backward="return dy - self.y * dy.sum(axis=1, keepdims=True)"), layer(backward="return dy - np.exp(self.y) * dy"), layer(backward="return dy - np.exp(self.y) * dy.sum(axis=0, keepdims=True)"), layer(backward="return dy - np.exp(self.y)"),
        layer(backward="dy -= np.exp(self.y) * dy.sum(axis=1, keepdims=True)\n        return dy"), layer(backward="self.y = np.exp(self.y)\n        return dy - self.y * dy.sum(axis=1, keepdims=True)"), layer(forward="s = z - z.max(axis=1, keepdims=True)\n        y = s - np.log(np.exp(s).sum(axis=1, keepdims=True))\n        return y"),
        layer(forward="s = z - z.max(axis=1, keepdims=True)\n        self.y = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)\n        return np.log(self.y)", backward="return dy - self.y * dy.sum(axis=1, keepdims=True)"), layer(forward="s = z - z.max()\n        self.y = s - np.log(np.exp(s).sum())\n        return self.y"), layer(backward="p = np.exp(self.y)\n        return p * (dy - (p * dy).sum(axis=1, keepdims=True))"),
        layer(backward="return (dy - np.exp(self.y) * dy.sum(axis=1, keepdims=True)) / len(dy)"), layer(forward="s = z - z.max(axis=1, keepdims=True)\n        self.y = s - np.log(np.exp(s).sum(axis=1, keepdims=True))\n        return np.exp(self.y)"), layer(backward="return dy + np.exp(self.y) * dy.sum(axis=1, keepdims=True)"), layer(backward="return dy - np.exp(self.y) * dy.mean(axis=1, keepdims=True)"), layer(forward="s = z - z.max(axis=1, keepdims=True)\n        self.y = s - np.log(np.exp(s).sum(axis=0))\n        return self.y", backward="return dy - np.exp(self.y) * dy.sum(axis=0)")],
    "ch05.train": [
        train(("-1 / len(t)", "1 / len(t)")), train(("-1 / len(t)", "-1")), train(("0.5 * x.T @ dz", "0.1 * x.T @ dz")), train(("W = W - 0.5", "W = W + 0.5")), train(("dz = dy - np.exp(y) * dy.sum(axis=1, keepdims=True)", "dz = dy")), train(("np.exp(y) * dy.sum", "y * dy.sum")), train(("dy.sum(axis=1, keepdims=True)\n", "dy.sum(axis=0)\n")),
        train(("-np.mean(log", "np.mean(log")), train(("-np.mean(log_softmax(x @ W)[rows, t])", "-np.sum(log_softmax(x @ W)[rows, t])")), train(("-np.mean(log_softmax(x @ W)[rows, t])", "-np.mean(log_softmax(x @ W))")), train(("return W, -np.mean(log_softmax(x @ W)[rows, t])", "return W, -np.mean(y[rows, t])")), train(("dz = dy - np.exp(y)", "dz = dy + np.exp(y)")),
        train(("dy[rows, t] = -1 / len(t)", "dy[:, t] = -1 / len(t)")), train(("-1 / len(t)", "-1 / 3")), train(("-1 / len(t)", "-1 / y.size")), train(("range(steps)", "range(steps - 1)")), train(("-1 / len(t)", "-1"), ("-np.mean(log_softmax", "-np.sum(log_softmax")), train(("0.5 * x.T @ dz", "0.5 * x.T @ dz / len(x)")), train(("dy[rows, t] = -1 / len(t)", "dy[rows, t] = -y[rows, t] / len(t)")), train(("dz = dy - np.exp(y) * dy.sum(axis=1, keepdims=True)", "dz = np.exp(y) - dy"))],
}
