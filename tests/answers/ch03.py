"""Further wrong answers to the exercises of chapter 3: bodies, or whole sources."""

TANH = """
class MyTanh:
    def forward(self, z):
        {forward}

    def backward(self, dy):
        {backward}
"""


def tanh(forward="self.y = np.tanh(z)\n        return self.y", backward="return dy * (1 - self.y ** 2)"):
    """The layer with one method written another way."""
    return TANH.format(forward=forward, backward=backward)


def train(backward, end="return W1, W2, loss"):
    """The training loop with another way back."""
    return ("for _ in range(steps):\n    h = np.tanh(x @ W1)\n    error = h @ W2 - t\n    loss = np.mean(error ** 2)\n    "
            + backward.replace("\n", "\n    ") + "\n" + end)


BACK = "dy = 2 * error / error.size\ndz = dy @ W2.T * (1 - h ** 2)\nW2 = W2 - 0.1 * h.T @ dy\nW1 = W1 - 0.1 * x.T @ dz"

BANK = {
    "ch03.relu_backward": [
        "return np.maximum(z, 0) * dy", "return dy * z", "return np.where(z > 0, 1, 0)", "return np.where(z > 0, dy, 0.01 * dy)",
        "return np.where(z > 0, z, 0)", "return dy * (z > 1)", "return dy[z > 0]", "dy[z < 0] = 0\nreturn dy.copy()",
        "return (dy * (z > 0)).sum(axis=0)", "return dy * (z > 0) / len(z)", "return dy * (z != 0)", "return dy * np.sign(z)",
        "return dy * (z > 0).any()", "return np.where(z <= 0, dy, 0)", "return dy * (z.mean() > 0)", "return -dy * (z > 0)",
        "return (z > 0) @ dy", "return dy * np.abs(z)", "return 0", "return dy * (z.T > 0)", "return np.where(z > 0, dy, 1)"],
    "ch03.sigmoid": [
        "return 1 / (1 + np.exp(z))", "return 1 / 1 + np.exp(-z)", "return 1 / (1 - np.exp(-z))", "return np.exp(-z) / (1 + np.exp(-z))",
        "return 1 / (1 + np.exp(-np.clip(z, -30, 30)))", "s = 1 / (1 + np.exp(-z))\nreturn s * (1 - s)", "return 1 / (1 + np.exp(-z.max()))",
        "return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)", "return 0.5 * (1 + np.tanh(z))", "return np.where(z > 0, 1.0, 0.0)",
        "return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))", "return 1 / (1 + 2 ** -z)", "return 1 / (1 + np.exp(-z)) - 0.5",
        "return np.log(1 + np.exp(z))", "return 1 / (np.exp(-z))", "return [[1 / (1 + np.exp(-v)) for v in row] for row in z]"],
    "ch03.sigmoid_backward": [
        "return dy * np.exp(-s) / (1 + np.exp(-s)) ** 2", "return dy * s * 1 - s", "return dy * s ** 2", "return s * (1 - s) @ dy.T",
        "return dy * (s - s ** 2) / len(s)", "return dy * (1 - s) ** 2", "return dy + s * (1 - s)", "return dy * s * (1 + s)", "return dy / (s * (1 - s))",
        "return dy * (s > 0)", "return (dy * s * (1 - s)).sum(axis=0)", "return dy * s * (1 - dy)", "return -dy * s * (1 - s)", "return dy",
        "z = np.log(s / (1 - s))\nreturn dy * z * (1 - z)", "dy *= s * (1 - s)\nreturn dy"],
    "ch03.tanh_layer": [
        "dz = dy * (1 - y) ** 2\nreturn dz @ W.T, x.T @ dz, dz.sum(axis=0)", "dz = dy * 1 - y ** 2\nreturn dz @ W.T, x.T @ dz, dz.sum(axis=0)",
        "dz = 1 - y ** 2\nreturn dz @ W.T, x.T @ dz, dz.sum(axis=0)", "dz = dy * (1 - y ** 2)\nreturn dz @ W, x.T @ dz, dz.sum(axis=0)",
        "dz = dy * (1 - y ** 2)\nreturn dz @ W.T, x.T @ dz, dz.mean(axis=0)", "dz = dy * (1 - y ** 2)\nreturn dz @ W.T, x.T @ dz / len(x), dz.sum(axis=0) / len(x)",
        "dz = dy * (1 + y ** 2)\nreturn dz @ W.T, x.T @ dz, dz.sum(axis=0)", "dz = dy * (y ** 2 - 1)\nreturn dz @ W.T, x.T @ dz, dz.sum(axis=0)",
        "dz = dy * np.tanh(y)\nreturn dz @ W.T, x.T @ dz, dz.sum(axis=0)", "dz = dy * (1 - y ** 2)\nreturn dz @ W.T, x.T @ dz, dz",
        "dz = dy * (1 - y ** 2)\nreturn dz, x.T @ dz, dz.sum(axis=0)", "dz = dy * (1 - y ** 2)\nreturn dz @ W.T, dz.T @ x, dz.sum(axis=1)",
        "dz = dy @ (1 - y ** 2).T\nreturn dz @ W.T, x.T @ dz, dz.sum(axis=0)", "dz = dy * (y > 0)\nreturn dz @ W.T, x.T @ dz, dz.sum(axis=0)",
        "dz = dy * (1 - y ** 2)\nreturn (dz @ W.T) * (1 - x ** 2), x.T @ dz, dz.sum(axis=0)", "dz = dy * (1 - y ** 2) ** 2\nreturn dz @ W.T, x.T @ dz, dz.sum(axis=0)"],
    "ch03.mend": [
        "y = np.where(z > 0, z, a * z)\ndz = np.where(z > 0, dy, 0 * dy)\nreturn y, dz", "y = np.where(z > 0, z, a * z)\ndz = np.where(z < 0, dy, a * dy)\nreturn y, dz",
        "y = np.where(z > 0, z, a * z)\ndz = np.where(y > 0, dy, a)\nreturn y, dz", "y = np.where(z > 0, z, a * z)\ndz = np.where(dy > 0, dy, a * dy)\nreturn y, dz",
        "y = np.where(z > 0, z, a * z)\ndz = dy * y\nreturn y, dz", "y = np.where(z > 0, z, a * z)\ndz = a * dy\nreturn y, dz",
        "y = np.where(z > 0, z, z)\ndz = np.where(z > 0, dy, a * dy)\nreturn y, dz", "y = np.maximum(z, 0)\ndz = np.where(z > 0, dy, a * dy)\nreturn y, dz",
        "y = np.where(z > 0, z, a * z)\ndz = np.where(z > 0, dy, a + dy)\nreturn y, dz", "y = np.where(z > 0, z, a * z)\ndz = np.where(z > 0, dy, -a * dy)\nreturn y, dz",
        "y = np.where(z > 0, z, a * z)\ndz = np.where(z > 0, dy, a * dy * z)\nreturn y, dz", "y = np.where(z > 0, z, a * z)\ndz = np.where(z > 0, dy, a * dy)\nreturn dz, y"],
    "ch03.silu_backward": [
        "s = 1 / (1 + np.exp(-z))\nreturn dy * s * (1 - s)", "s = 1 / (1 + np.exp(-z))\nreturn dy * (s + z * s)", "s = 1 / (1 + np.exp(-z))\nreturn dy * s + z * s * (1 - s)",
        "s = 1 / (1 + np.exp(-z))\nreturn dy * z * s", "s = 1 / (1 + np.exp(-z))\nreturn dy * (s + z * (1 - s))", "s = 1 / (1 + np.exp(-z))\nreturn dy * (1 + z * s * (1 - s))",
        "s = 1 / (1 + np.exp(-z))\nreturn dy * (s * z + s * (1 - s))", "s = 1 / (1 + np.exp(-z))\nreturn dy * (s + z * (1 - s ** 2))",
        "s = 1 / (1 + np.exp(-z))\ny = z * s\nreturn dy * (s + y * s * (1 - s))", "s = 1 / (1 + np.exp(-z))\nreturn dy * (s + dy * s * (1 - s))", "s = 1 / (1 + np.exp(-z))\nreturn dy * s * (1 + z - s)",
        "s = 1 / (1 + np.exp(z))\nreturn dy * (s + z * s * (1 - s))", "s = 1 / (1 + np.exp(-z))\nreturn (dy * (s + z * s * (1 - s))).mean(axis=0)", "return dy * (z > 0)"],
    "ch03.tanh_class": [
        tanh(forward="self.y = np.tanh(z)", backward="return dy * (1 - self.y ** 2)"), tanh(forward="y = np.tanh(z)\n        return y"),
        tanh(backward="return dy * (1 - self.y)"), tanh(backward="return 1 - self.y ** 2"), tanh(backward="return self.y * dy"), tanh(backward="self.dz = dy * (1 - self.y ** 2)"),
        tanh(backward="self.y **= 2\n        return dy * (1 - self.y)"), tanh(forward="self.y = 1 / (1 + np.exp(-z))\n        return self.y", backward="return dy * self.y * (1 - self.y)"),
        tanh(forward="self.y = np.tanh(z)\n        return z"), tanh(backward="return dy * (1 - self.y) * (1 + self.y) / len(dy)"), tanh(backward="return dy @ (1 - self.y ** 2)"),
        tanh(backward="return dy * (1 - np.tanh(dy) ** 2)"), tanh(forward="self.y = np.tanh(z)\n        return np.sinh(z) / np.sinh(z)"), tanh(backward="return dy * (self.y > 0)")],
    "ch03.train": [
        train(BACK.replace("2 * error", "error")), train(BACK.replace("/ error.size", "/ len(x) ** 2")), train(BACK.replace("* (1 - h ** 2)", "* h * (1 - h)")),
        train(BACK.replace("W1 - 0.1 * x.T @ dz", "W1 + 0.1 * x.T @ dz")), train(BACK.replace("W2 - 0.1", "W2 - 0.01")), train(BACK.replace("dy @ W2.T * (1 - h ** 2)", "dy @ W2.T")),
        train(BACK.replace("W1 = W1 - 0.1 * x.T @ dz", "pass")), train(BACK, "return W2, W1, loss"), train(BACK, "return W1, W2, np.mean((np.tanh(x @ W1) @ W2 - t) ** 2)"),
        train(BACK.replace("dy = 2 * error / error.size", "dy = -2 * error / error.size")), train(BACK.replace("h.T @ dy", "x.T @ dy")),
        train("dy = 2 * error / error.size\nW2 = W2 - 0.1 * h.T @ dy\nW1 = W1 - 0.1 * x.T @ (dy @ W2.T * (1 - h ** 2))"),
        train(BACK.replace("1 - h ** 2", "1 - np.tanh(h) ** 2")), train(BACK.replace("dz = dy @", "dz = error @")), train(BACK.replace("x.T @ dz", "x.T @ dz / len(x)"))],
}
