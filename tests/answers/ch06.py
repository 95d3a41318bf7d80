"""Further wrong answers to the exercises of chapter 6: bodies, or whole sources; written from the tasks alone."""

CE = """s = z - z.max(axis=1, keepdims=True)
log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
rows = np.arange(len(t))
loss = -np.mean(log_p[rows, t])
dz = np.exp(log_p)
dz[rows, t] -= 1
dz = dz / len(t)
return loss, dz"""

LOGIT = """loss = np.mean(np.logaddexp(0, z) - t * z)
p = 1 / (1 + np.exp(-z))
dz = (p - t) / len(z)
return loss, dz"""

PENALTY = """z = x @ W
e = np.exp(z - z.max(axis=1, keepdims=True))
p = e / e.sum(axis=1, keepdims=True)
Y = np.eye(W.shape[1])[t]
loss = -np.mean(np.log((p * Y).sum(axis=1))) + lam * np.sum(W ** 2)
dW = x.T @ (p - Y) / len(x) + 2 * lam * W
return loss, dW"""

HUBER = """e = y - t
near = np.abs(e) <= kappa
loss = np.mean(np.where(near, e ** 2 / 2, kappa * np.abs(e) - kappa ** 2 / 2))
dy = np.clip(e, -kappa, kappa) / e.size
return loss, dy"""

SMOOTH = """class MyCrossEntropy:
    def __init__(self, epsilon):
        self.epsilon = epsilon

    def forward(self, z, t):
        s = z - z.max(axis=1, keepdims=True)
        log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        C = z.shape[1]
        self.Y = (1 - self.epsilon) * np.eye(C)[t] + self.epsilon / C
        self.p = np.exp(log_p)
        return -np.mean((self.Y * log_p).sum(axis=1))

    def backward(self):
        return (self.p - self.Y) / len(self.p)
"""


def edited(text, *pairs):
    """A right body with pieces of it replaced."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def entropy(*pairs):
    """Cross-entropy from logits, with mistakes."""
    return edited(CE, *pairs)


def logit(*pairs):
    """Binary cross-entropy from a logit, with mistakes."""
    return edited(LOGIT, *pairs)


def penalty(*pairs):
    """The penalized loss, with mistakes."""
    return edited(PENALTY, *pairs)


def huber(*pairs):
    """Huber's loss, with mistakes."""
    return edited(HUBER, *pairs)


def smooth(*pairs):
    """The class, with mistakes."""
    return edited(SMOOTH, *pairs)


BANK = {
    "ch06.mse": [
        "loss = np.mean((y - t) ** 2)\ndy = 2 * (y - t)\nreturn loss, dy", "loss = np.mean((y - t) ** 2)\ndy = 2 * (y - t) / len(y)\nreturn loss, dy", "loss = np.mean((y - t) ** 2)\ndy = (y - t) / y.size\nreturn loss, dy", "loss = np.sum((y - t) ** 2)\ndy = 2 * (y - t) / y.size\nreturn loss, dy", "loss = np.mean(np.abs(y - t))\ndy = 2 * (y - t) / y.size\nreturn loss, dy",
        "loss = np.mean((y - t) ** 2)\ndy = 2 * (t - y) / y.size\nreturn loss, dy", "loss = np.mean((y - t) ** 2) / 2\ndy = (y - t) / y.size\nreturn loss, dy", "loss = np.sum((y - t) ** 2) / len(y)\ndy = 2 * (y - t) / len(y)\nreturn loss, dy", "loss = np.mean(y - t) ** 2\ndy = 2 * (y - t) / y.size\nreturn loss, dy", "loss = np.mean((y - t) ** 2, axis=0)\ndy = 2 * (y - t) / y.size\nreturn loss, dy",
        "loss = np.mean((y - t) ** 2)\ndy = 2 * np.mean(y - t)\nreturn loss, dy", "loss = np.mean(y ** 2 - t ** 2)\ndy = 2 * y / y.size\nreturn loss, dy", "loss = np.sqrt(np.mean((y - t) ** 2))\ndy = 2 * (y - t) / y.size\nreturn loss, dy", "loss = np.mean((y - t) ** 2)\ndy = 2 * (y - t) / y.shape[1]\nreturn loss, dy", "loss = np.mean((y - t) ** 2)\ndy = 2 * (y - t) ** 2 / y.size\nreturn loss, dy",
        "loss = np.mean((y - t) ** 2)\ndy = np.mean(2 * (y - t), axis=0)\nreturn loss, dy", "loss = np.mean(0.5 * (y - t) ** 2)\ndy = (t - y) / len(y)\nreturn loss, dy", "loss = (y - t) ** 2\ndy = 2 * (y - t)\nreturn loss, dy"],
    "ch06.bce": [
        "loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))\ndp = (p - t) / len(p)\nreturn loss, dp", "loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))\ndp = (p - t) / (p * (1 - p))\nreturn loss, dp", "loss = np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))\ndp = (p - t) / (p * (1 - p)) / len(p)\nreturn loss, dp",
        "loss = -np.mean(t * np.log(p))\ndp = -t / p / len(p)\nreturn loss, dp", "loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))\ndp = (t / p + (1 - t) / (1 - p)) / len(p)\nreturn loss, dp", "loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))\ndp = (-t / p - (1 - t) / (1 - p)) / len(p)\nreturn loss, dp", "loss = -np.mean(t * np.log(p) - (1 - t) * np.log(1 - p))\ndp = (p - t) / (p * (1 - p)) / len(p)\nreturn loss, dp",
        "loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))\ndp = (t - p) / (p * (1 - p)) / len(p)\nreturn loss, dp", "loss = -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p))\ndp = (p - t) / (p * (1 - p))\nreturn loss, dp", "loss = -np.mean((1 - t) * np.log(p) + t * np.log(1 - p))\ndp = (p - t) / (p * (1 - p)) / len(p)\nreturn loss, dp", "loss = -np.mean(t * np.log(p) + (1 - t) * np.log(p))\ndp = (p - t) / (p * (1 - p)) / len(p)\nreturn loss, dp",
        "loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))\ndp = -t / p + (1 - t) / (1 - p)\nreturn loss, dp", "loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))\ndp = (p - t) / p * (1 - p) / len(p)\nreturn loss, dp", "loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))\ndp = (p - t) * p * (1 - p) / len(p)\nreturn loss, dp", "loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))\ndp = (t * (1 - p) - (1 - t) * p) / len(p)\nreturn loss, dp",
        "loss = -np.mean(p * np.log(t + 1e-9) + (1 - p) * np.log(1 - t + 1e-9))\ndp = (p - t) / (p * (1 - p)) / len(p)\nreturn loss, dp", "loss = np.mean((p - t) ** 2)\ndp = 2 * (p - t) / len(p)\nreturn loss, dp", "loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))\ndp = (-t * p + (1 - t) * (1 - p)) / len(p)\nreturn loss, dp", "loss = np.mean(-t * np.log2(p) - (1 - t) * np.log2(1 - p))\ndp = (-t / p + (1 - t) / (1 - p)) / len(p)\nreturn loss, dp"],
    "ch06.weighted": [
        "p = 1 / (1 + np.exp(-z))\nreturn w * (p - t) / len(z)", "p = 1 / (1 + np.exp(-z))\nreturn (p - w * t) / len(z)", "p = 1 / (1 + np.exp(-z))\nreturn w * t * (p - 1) + (1 - t) * p", "p = 1 / (1 + np.exp(-z))\nreturn (w * t * (p - 1) - (1 - t) * p) / len(z)", "p = 1 / (1 + np.exp(-z))\nreturn (w * t * (1 - p) + (1 - t) * p) / len(z)", "p = 1 / (1 + np.exp(-z))\nreturn (t * (p - 1) + w * (1 - t) * p) / len(z)",
        "p = 1 / (1 + np.exp(-z))\nreturn (-w * t / p + (1 - t) / (1 - p)) / len(z)", "p = 1 / (1 + np.exp(-z))\nreturn (w * t * (p - 1) + (1 - t) * p) * p * (1 - p) / len(z)", "p = 1 / (1 + np.exp(-z))\nreturn (p - t) / len(z)", "p = 1 / (1 + np.exp(-z))\nreturn (w * t * p + (1 - t) * (p - 1)) / len(z)", "p = 1 / (1 + np.exp(-z))\nreturn (w * t * (p - 1) + p) / len(z)", "p = 1 / (1 + np.exp(-z))\nreturn np.where(t == 1, w, 1) * (t - p) / len(z)",
        "p = 1 / (1 + np.exp(-z))\nreturn np.mean(w * t * (p - 1) + (1 - t) * p)", "p = 1 / (1 + np.exp(-z))\nreturn (w * t * (p - 1) + (1 - t) * p) / w / len(z)", "p = 1 / (1 + np.exp(-z))\nreturn (w * (p - 1) + (1 - t) * p) / len(z)", "p = 1 / (1 + np.exp(-z))\nreturn (w + t) * (p - t) / len(z)", "p = 1 / (1 + np.exp(z))\nreturn (w * t * (p - 1) + (1 - t) * p) / len(z)"],
    "ch06.cross_entropy": [
        entropy(("dz = dz / len(t)\n", "")), entropy(("-np.mean", "np.mean")), entropy(("np.mean(log_p[rows, t])", "np.sum(log_p[rows, t])")), entropy(("dz = np.exp(log_p)", "dz = log_p.copy()")), entropy(("dz[rows, t] -= 1\n", "")), entropy(("dz[rows, t] -= 1", "dz[rows, t] += 1")), entropy(("log_p[rows, t])", "log_p[:, t])")),
        entropy(("dz[rows, t] -= 1", "dz[:, t] -= 1")), entropy(("dz[rows, t] -= 1", "dz -= 1")), entropy(("s = z - z.max(axis=1, keepdims=True)", "s = z")), entropy(("np.exp(s).sum(axis=1, keepdims=True)", "np.exp(s).sum()")), entropy(("dz / len(t)", "dz / z.size")), entropy(("dz / len(t)", "dz / z.shape[1]")), entropy(("-np.mean(log_p[rows, t])", "-np.mean(log_p)")),
        entropy(("dz = np.exp(log_p)\ndz[rows, t] -= 1", "dz = np.eye(z.shape[1])[t] - np.exp(log_p)")), entropy(("dz / len(t)", "dz"), ("-np.mean", "-np.sum")), entropy(("np.log(np.exp(s)", "(np.exp(s)")), entropy(("dz = np.exp(log_p)", "dz = np.exp(s)")), entropy(("-np.mean(log_p[rows, t])", "-np.log(np.mean(np.exp(log_p[rows, t])))")), entropy(("dz = np.exp(log_p)\ndz[rows, t] -= 1", "p = np.exp(log_p)\ndz = p * (1 - p)")), entropy(("dz[rows, t] -= 1", "dz[rows, t] = -1"), ("-np.mean", "np.mean"))],
    "ch06.logit_loss": [
        logit(("- t * z", "+ t * z")), logit(("- t * z", "")), logit(("(p - t)", "(t - p)")), logit((" / len(z)", "")), logit(("np.logaddexp(0, z)", "np.log(1 + np.exp(z))")), logit(("np.logaddexp(0, z)", "np.logaddexp(0, -z)")), logit(("- t * z", "- z")), logit(("(p - t)", "(p - t) * p * (1 - p)")), logit(("np.mean(np", "np.sum(np")), logit(("np.logaddexp(0, z) - t * z", "np.maximum(z, 0) - t * z")),
        logit(("np.logaddexp(0, z)", "np.logaddexp(1, z)")), logit(("np.logaddexp(0, z) - t * z", "t * np.logaddexp(0, z) + (1 - t) * np.logaddexp(0, -z)")), logit(("np.logaddexp(0, z) - t * z", "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))")), logit(("np.exp(-z)", "np.exp(z)")), logit(("(p - t)", "(p - t) / (p * (1 - p))")), logit(("- t * z", "- t")), logit(("np.logaddexp(0, z) - t * z", "np.abs(z) - t * z")), logit(("- t * z", "+ t * z"), (" / len(z)", "")), logit(("np.mean(np", "-np.mean(np"), ("(p - t)", "(t - p)"))],
    "ch06.penalty": [
        penalty(("2 * lam * W", "lam * W")), penalty((" / len(x)", "")), penalty(("+ 2 * lam * W", "")), penalty(("lam * np.sum(W ** 2)", "lam / 2 * np.sum(W ** 2)")), penalty(("np.sum(W ** 2)", "np.mean(W ** 2)")), penalty(("np.sum(W ** 2)", "np.sum(W) ** 2")), penalty(("np.sum(W ** 2)", "np.sqrt(np.sum(W ** 2))")), penalty(("np.sum(W ** 2)", "np.sum(np.abs(W))")), penalty(("2 * lam * W", "2 * lam * np.sum(W)")),
        penalty(("+ lam * np", "- lam * np"), ("+ 2 * lam", "- 2 * lam")), penalty(("2 * lam * W", "2 * lam * W ** 2")), penalty(("/ len(x) + 2 * lam * W", "/ len(x) + 2 * lam * W / len(x)")), penalty(("(p - Y)", "(Y - p)")), penalty((" / len(x)", ""), ("2 * lam * W", "lam * W")), penalty(("-np.mean(np.log((p * Y).sum(axis=1)))", "-np.sum(np.log((p * Y).sum(axis=1)))")), penalty(("-np.mean(np.log((p * Y).sum(axis=1)))", "-np.mean(Y * np.log(p))")),
        penalty(("2 * lam * W", "2 * W")), penalty((" + lam * np.sum(W ** 2)", "")), penalty(("2 * lam * W", "lam * np.sign(W)"), ("np.sum(W ** 2)", "np.sum(np.abs(W))")), penalty(("-np.mean(np.log", "np.mean(np.log"))],
    "ch06.huber": [
        huber((" - kappa ** 2 / 2", "")), huber(("np.clip(e, -kappa, kappa)", "np.where(near, e, 0)")), huber(("np.clip(e, -kappa, kappa)", "np.where(near, e, kappa)")), huber(("- kappa ** 2 / 2", "- kappa ** 2")), huber(("- kappa ** 2 / 2", "- kappa / 2")), huber(("- kappa ** 2 / 2", "+ kappa ** 2 / 2")), huber(("np.clip(e, -kappa, kappa)", "np.where(near, e, np.sign(e))")), huber(("e ** 2 / 2", "e ** 2")), huber(("/ e.size", "/ len(e)")),
        huber((" / e.size", "")), huber(("<= kappa", ">= kappa")), huber(("np.clip(e, -kappa, kappa)", "np.where(near, e, kappa * e)")), huber(("np.clip(e, -kappa, kappa)", "np.clip(e, 0, kappa)")), huber(("np.clip(e, -kappa, kappa)", "np.clip(e, -1, 1)")), huber((" - kappa ** 2 / 2", ""), ("np.clip(e, -kappa, kappa)", "np.where(near, e, kappa)")), huber(("kappa * np.abs(e) -", "np.abs(e) -")), huber(("kappa * np.abs(e) -", "kappa * e -")), huber(("np.mean(np.where", "np.sum(np.where"), (" / e.size", "")), huber(("np.clip(e, -kappa, kappa)", "np.where(near, e, -kappa * np.sign(e))")), huber(("- kappa ** 2 / 2", "- e ** 2 / 2"))],
    "ch06.smoothing": [
        smooth(("+ self.epsilon / C", "+ self.epsilon")), smooth(("(1 - self.epsilon) * np", "np")), smooth((" + self.epsilon / C", "")), smooth((" / len(self.p)", "")), smooth(("-np.mean((self", "np.mean((self")), smooth(("self.p - self.Y", "self.Y - self.p")), smooth(("s = z - z.max(axis=1, keepdims=True)", "s = z")), smooth(("self.epsilon / C", "self.epsilon / (C - 1)")), smooth(("-np.mean((self.Y * log_p).sum(axis=1))", "-np.mean(self.Y * log_p)")), smooth(("-np.mean((self.Y * log_p).sum(axis=1))", "-np.sum(self.Y * log_p)")),
        smooth(("-np.mean((self.Y * log_p).sum(axis=1))", "-np.mean(log_p[np.arange(len(t)), t])")), smooth(("(self.p - self.Y)", "(self.p - (self.Y > 0.5))")), smooth(("self.epsilon / C", "self.epsilon / len(z)")), smooth(("(1 - self.epsilon) * np.eye(C)[t] + self.epsilon / C", "self.epsilon * np.eye(C)[t] + (1 - self.epsilon) / C")), smooth(("self.p = np.exp(log_p)", "self.p = log_p")), smooth((" / len(self.p)", " / self.p.size")), smooth(("self.Y * log_p", "self.Y * self.p")), smooth((" + self.epsilon / C", ""), (" / len(self.p)", ""))],
}
