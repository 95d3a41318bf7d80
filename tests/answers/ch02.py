"""Further wrong answers to the exercises of chapter 2: bodies, or whole sources."""

LAYER = """
class MyFullyConnected:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        {forward}

    def backward(self, dy):
        {backward}
"""


def layer(forward="self.shape = x.shape\n        self.x = x.reshape(len(x), -1)\n        return self.x @ self.W + self.b",
          backward="self.dW = self.x.T @ dy\n        self.db = dy.sum(axis=0)\n        "
                   "return (dy @ self.W.T).reshape(self.shape)"):
    """The layer with one method written another way."""
    return LAYER.format(forward=forward, backward=backward)


def fit(loop, end="return W, np.mean((x @ W - t) ** 2)", start="W = np.zeros((x.shape[1], t.shape[1]))"):
    """The training loop with one part written another way."""
    return f"{start}\nfor _ in range(steps):\n    " + loop.replace("\n", "\n    ") + f"\n{end}"


BANK = {
    "ch02.worked": [
        "my_dW = np.outer(my_x[0], my_dy[0])",
        "my_dW = (my_x.T @ my_dy).mean()", "my_dW = my_x.T @ my_dy * 2", "my_dW = my_x.T @ my_dy.sum(axis=0)",
        "my_dW = my_x.T @ np.ones((2, 3))", "my_dW = (my_x.T @ my_dy).round(1).astype(int)", "my_dW = my_x.sum(axis=0)[:, None] * my_dy.sum(axis=0)",
        "my_dW = (my_x.T @ my_dy).T / 2", "my_dW = None", "my_dW = str(my_x.T @ my_dy)", "my_dW = my_x.T @ my_dy + 1"],
    "ch02.forward": [
        "return x.dot(W)", "return x @ W + b.mean()", "return (x @ W + b).T", "return x @ (W + b)", "return x * W + b",
        "return np.array([row @ W for row in x])", "return (x @ W + b)[0]", "return x @ W + 2 * b", "return x @ W + b / len(x)",
        "return np.dot(W.T, x.T) + b[:, None]", "return (x @ W + b).tolist()", "return (x @ W) * b", "return np.maximum(x @ W + b, 0)",
        "return x @ W + np.ones(W.shape[1])", "y = x @ W + b\nprint(y.shape)", "return x @ W.T.T + b.sum(axis=0)",
        "b += x @ W\nreturn b", "return (x @ W + b).astype(np.float32)", "return x.T @ W + b", "return b - x @ W"],
    "ch02.backward": [
        "return dy @ W.T, x.T @ dy, dy.sum(axis=0) / len(dy)", "return W @ dy.T, x.T @ dy, dy.sum(axis=0)",
        "return dy @ W.T, x.T @ dy, dy.sum(axis=0, keepdims=True)", "return dy @ W.T / len(x), x.T @ dy / len(x), dy.mean(axis=0)",
        "return dy * W.T, x.T @ dy, dy.sum(axis=0)", "return dy @ W.T, x.T @ dy, np.ones(dy.shape[1])",
        "return dy @ W.T, x.T @ dy, dy.sum(axis=-1)", "return dy @ W.T, dy.T @ x, dy.sum(axis=0)",
        "return dy @ W.T, x.T @ dy, np.zeros(dy.shape[1])", "return W.T, x.T, np.ones(dy.shape[1])",
        "return -dy @ W.T, -x.T @ dy, -dy.sum(axis=0)", "return x.T @ dy, dy @ W.T, dy.sum(axis=0)",
        "return dy @ W.T, 2 * x.T @ dy, 2 * dy.sum(axis=0)", "return dy @ W.T, x.T @ dy.mean(axis=0), dy.sum(axis=0)",
        "return dy @ W.T, (x[:, :, None] * dy[:, None, :]), dy", "return dy @ W.T, np.outer(x[0], dy[0]), dy[0]",
        "return (dy @ W.T).sum(axis=0), x.T @ dy, dy.sum(axis=0)", "return dy @ W.T, (x[:, :, None] * dy[:, None, :]).mean(axis=0), dy.sum(axis=0)",
        "return [dy @ W.T, x.T @ dy]", "return dy @ np.linalg.pinv(W), x.T @ dy, dy.sum(axis=0)",
        "dy /= len(dy)\nreturn dy @ W.T, x.T @ dy, dy.sum(axis=0)", "return dy @ W.T, x.T @ dy * len(x), dy.sum(axis=0) * len(x)",
        "return dy @ W.T, x.T @ dy + W, dy.sum(axis=0)"],
    "ch02.ones": [
        "e = np.hstack([np.ones((len(x), 1)), x])\nreturn e.T @ dy", "e = np.hstack([x, np.zeros((len(x), 1))])\nreturn e.T @ dy",
        "e = np.hstack([x, np.ones((len(x), 1))])\nreturn e.T @ dy / len(x)", "e = np.vstack([x, np.ones(x.shape[1])])\nreturn e.T @ dy",
        "return np.vstack([x.T @ dy, dy.sum(axis=1)])", "return np.vstack([x.T @ dy, dy.sum() * np.ones(dy.shape[1])])",
        "return np.vstack([x.T @ dy, dy[0]])", "return np.hstack([x.T @ dy, dy.sum(axis=0)])", "e = np.hstack([x, np.ones((len(x), 1))])\nreturn e @ dy",
        "return np.vstack([dy.T @ x, dy.sum(axis=0)])", "return np.vstack([x.T @ dy, np.zeros(dy.shape[1])])",
        "return x.T @ dy, dy.sum(axis=0)", "e = np.hstack([x, np.ones((len(x), 1))])\nreturn -e.T @ dy"],
    "ch02.mend": [
        "dx = dy @ W\nW = W - lr * (x.T @ dy)\nreturn dx, W", "dx = dy @ W.T\nW = W - lr * (dy.T @ x)\nreturn dx, W",
        "dx = dy @ W.T\nW = W - lr * (x.T @ dy) / len(x)\nreturn dx, W", "dx = dy @ W.T\nW = lr * (x.T @ dy)\nreturn dx, W",
        "dx = dy @ W.T\nreturn dx, W", "W2 = W - lr * (x.T @ dy)\nreturn dy @ W2.T, W2", "dx = lr * dy @ W.T\nW = W - lr * (x.T @ dy)\nreturn dx, W",
        "dx = dy @ W.T\nW = W - lr * (x.T @ dy)\nreturn W, dx", "dx = dy @ W.T\nW = W - (x.T @ dy) / lr\nreturn dx, W",
        "dx = dy @ W.T\nW = -lr * (x.T @ dy)\nreturn dx, W", "dx = dy @ W.T\nW = W * (1 - lr) - lr * (x.T @ dy)\nreturn dx, W",
        "dx = dy @ W.T\nW -= lr * x.T @ dy\nreturn dx, W.copy()"],
    "ch02.layer": [
        layer(forward="self.x = x\n        return x.reshape(len(x), -1) @ self.W + self.b"),
        layer(forward="self.shape = x.shape\n        self.x = x.reshape(len(x), -1)\n        return self.x @ self.W"),
        layer(forward="self.shape = x.shape\n        self.x = x.reshape(-1, len(self.W))\n        return self.x @ self.W - self.b"),
        layer(backward="dW = self.x.T @ dy\n        db = dy.sum(axis=0)\n        return (dy @ self.W.T).reshape(self.shape)"),
        layer(backward="self.dW = self.x.T @ dy / len(dy)\n        self.db = dy.sum(axis=0) / len(dy)\n        return (dy @ self.W.T).reshape(self.shape)"),
        layer(backward="self.dW = self.x.T @ dy\n        self.db = dy.sum(axis=0)\n        return dy @ self.W.T"),
        layer(backward="self.dW = self.x.T @ dy\n        self.db = dy.sum(axis=0)\n        (dy @ self.W.T).reshape(self.shape)"),
        layer(backward="self.dW = self.x.T @ dy\n        self.db = dy\n        return (dy @ self.W.T).reshape(self.shape)"),
        layer(backward="self.dW = self.x.T @ dy\n        self.db = dy.sum()\n        return (dy @ self.W.T).reshape(self.shape)"),
        layer(backward="self.dW = self.x.T @ dy\n        self.db = dy.sum(axis=0)\n        self.W -= 0.1 * self.dW\n        "
              "return (dy @ self.W.T).reshape(self.shape)"),
        layer(backward="self.dW = dy.T @ self.x\n        self.db = dy.sum(axis=0)\n        return (dy @ self.W).reshape(self.shape)"),
        layer(forward="shape = x.shape\n        self.x = x.reshape(len(x), -1)\n        return self.x @ self.W + self.b"),
        layer(backward="self.dW = self.x.T @ dy\n        self.db = dy.sum(axis=0)\n        return (dy @ self.W.T).reshape(self.x.shape)"),
        layer(backward="self.dW = self.x.T @ dy\n        self.db = dy.sum(axis=0)\n        return (self.W @ dy.T).reshape(self.shape)"),
        layer(backward="self.dW += self.x.T @ dy\n        self.db = dy.sum(axis=0)\n        return (dy @ self.W.T).reshape(self.shape)")],
    "ch02.train": [
        fit("W -= 0.1 * x.T @ (2 * (x @ W - t) / len(x))"), fit("W -= 0.1 * x.T @ (x @ W - t) / t.size"), fit("W -= x.T @ (2 * (x @ W - t) / t.size)"),
        fit("W -= 0.01 * x.T @ (2 * (x @ W - t) / t.size)"), fit("W -= 0.1 * x.T @ (2 * (t - x @ W) / t.size)"),
        fit("W = -0.1 * x.T @ (2 * (x @ W - t) / t.size)"), fit("W -= 0.1 * x.T @ (2 * (x @ W - t) / t.size)", "return W, np.mean(np.abs(x @ W - t))"),
        fit("W -= 0.1 * x.T @ (2 * (x @ W - t) / t.size)", "return W, np.sum((x @ W - t) ** 2) / len(x)"),
        fit("W -= 0.1 * x.T @ (2 * (x @ W - t) / t.size)", "return W, np.sqrt(np.mean((x @ W - t) ** 2))"),
        fit("W -= 0.1 * x.T @ (2 * (x @ W - t) / t.size)", "return W, np.mean(x @ W - t) ** 2"),
        fit("W -= 0.1 * x.T @ (2 * (x @ W - t) / t.size)", "return np.mean((x @ W - t) ** 2), W"),
        fit("W -= 0.1 * x.T @ (2 * (x @ W - t) / t.size)", start="W = np.ones((x.shape[1], t.shape[1]))"),
        fit("W -= 0.1 * x.T @ (2 * (x @ W - t) / t.size)", "return W, 0.5 * np.mean((x @ W - t) ** 2)"),
        fit("W -= 0.1 * x.T @ (2 * (x @ W - t) / t.size)\n    return W, np.mean((x @ W - t) ** 2)"), fit("W += 0.1 * x.T @ (2 * (x @ W - t))"),
        fit("W -= 0.1 * (2 * (x @ W - t) / t.size)"), fit("W -= 0.1 * 2 * (x @ W - t) / t.size @ x.T")],
}
