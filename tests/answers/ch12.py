"""Further wrong answers to the exercises of chapter 12: whole sources."""

BANK = {
    "ch12.mask": [
        """
def my_dropped(x, u, rate):
    return x*(u<rate)
""",
        """
def my_dropped(x, u, rate):
    return x*(u>=rate)/rate
""",
        """
def my_dropped(x, u, rate):
    return x*(u>=rate)*rate
""",
        """
def my_dropped(x, u, rate):
    return x*u
""",
        """
def my_dropped(x, u, rate):
    mask=(u>=0.5)/(1-rate)
    return x*mask
""",
        """
def my_dropped(x, u, rate):
    mask=(u>=rate)/(1-rate)
    return x+mask
""",
        """
def my_dropped(x, u, rate):
    mask=(u>=rate)/(1+rate)
    return x*mask
""",
        """
def my_dropped(x, u, rate):
    mask=(u>=rate).astype(int)//(1-rate)
    return x*mask
""",
        """
def my_dropped(x, u, rate):
    mask=(u>=1-rate)/rate
    return x*mask
""",
        """
def my_dropped(x, u, rate):
    return x*(1-rate)
""",
        """
def my_dropped(x, u, rate):
    return x
""",
        """
def my_dropped(x, u, rate):
    mask=(x>=rate)/(1-rate)
    return x*mask
""",
        """
def my_dropped(x, u, rate):
    mask=(u>=rate)/np.sqrt(1-rate)
    return x*mask
""",
        """
def my_dropped(x, u, rate):
    mask=(u>=rate)*2
    return x*mask
""",
        """
def my_dropped(x, u, rate):
    mask=u>=rate
    return x[mask]/(1-rate)
""",
        """
def my_dropped(x, u, rate):
    mask=(u>=rate)-rate
    return x*mask
""",
        """
def my_dropped(x, u, rate):
    return np.where(u<rate, 0, x)
""",
        """
def my_dropped(x, u, rate):
    mask = np.where(u < rate, 1/(1-rate), 0)
    return x*mask
""",
        """
def my_dropped(x, u, rate):
    mask = (u[0] >= rate)/(1-rate)
    return x*mask
""",
        """
def my_dropped(x, u, rate):
    mask = 1 - (u>=rate)/(1-rate)
    return x*mask
""",
    ],
    "ch12.penalty": [
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2), lam*W, np.zeros_like(db)
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam*np.sum(W**2), dW+2*lam*W, db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2), dW+lam*W, db+lam*b
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*(np.sum(W**2)+np.sum(b**2)), dW+lam*W, db+lam*b
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2), dW+lam*W**2, db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2), dW+W, db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2), dW+lam*np.sum(W), db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2), dW+lam*np.sign(W), db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(np.abs(W)), dW+lam*W, db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2)/len(W), dW+lam*W/len(W), db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return np.sum(W**2)/2, dW+lam*W, db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2), dW*(1-lam), db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2), dW*(1-lam*W), db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2), dW+lam*W/np.linalg.norm(W), db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2,axis=0), dW+lam*W, db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.linalg.norm(W), dW+lam*W/2, db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*W**2, dW+lam*W, db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam*np.linalg.norm(W)**2, dW+lam*W, db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2), dW+lam*np.abs(W), db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2), W-lam*dW, db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2), dW, db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W**2), dW+lam*dW, db
""",
        """
def my_penalized(W, b, dW, db, lam):
    return lam/2*np.sum(W@W.T), dW+lam*W, db
""",
    ],
    "ch12.mend": [
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * mask * z
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * mask * np.maximum(z, 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * mask * (z < 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * mask * (z > 0)
    dW1 = x @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * mask * (z > 0)
    dW1 = dz.T @ x
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = z.T @ dy
    da = dy @ W2.T
    dz = da * mask * (z > 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy / len(x)
    da = dy @ W2.T
    dz = da * mask * (z > 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2
    dz = da * mask * (z > 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da / mask * (z > 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) / mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * mask * (z > 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = dy @ W2.T
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * mask * (z > 0)
    dW1 = x.T @ da
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = z * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * mask * (z > 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * mask * (z > 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * mask + (z > 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * (1 - mask) * (z > 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * mask / 0.8 * (z > 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * mask * (mask > 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) * mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * (z > 0)
    dz = dz * (1 - mask)
    dW1 = x.T @ dz
    return dW1, dW2
""",
        """
def my_hidden_backward(x, z, mask, W2, dy):
    a = np.maximum(z, 0) + mask
    dW2 = a.T @ dy
    da = dy @ W2.T
    dz = da * mask * (z > 0)
    dW1 = x.T @ dz
    return dW1, dW2
""",
    ],
    "ch12.dropout": [
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / self.rate
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept * (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        return x

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        return self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.rate

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy / self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * (1 - self.mask)

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= 0.5
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.normal(size=x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random() >= self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random((len(x), 1)) >= self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= 1 - self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept
        return x * kept / (1 - self.rate)

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask / (1 - self.rate)

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        x *= self.mask
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x * self.rate
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x / (1 - self.rate)
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        pass
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, np.random.default_rng(42)

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        self.mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * (self.mask != 0) / self.rate

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        kept = self.rng.random(x.shape) >= self.rate
        mask = kept / (1 - self.rate)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x
""",
        """
class MyDropout:
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x):
        self.mask = self.rng.random(x.shape) >= self.rate
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def predict(self, x):
        return x * (1 - self.rate)
""",
    ],
    "ch12.stopping": [
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        self.epoch += 1
        if loss > self.best_loss:
            self.best_loss = loss
            self.best_epoch = self.epoch
            self.best_W = W.copy()
        return self.epoch - self.best_epoch >= self.patience
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_epoch = self.epoch + 1
            self.best_W = W.copy()
        return self.epoch - self.best_epoch >= self.patience
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_epoch = self.epoch
            self.best_W = loss
        return self.epoch - self.best_epoch >= self.patience
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_W = W.copy()
        return self.epoch - self.best_epoch >= self.patience
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_epoch = self.epoch
        return self.epoch - self.best_epoch >= self.patience
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_epoch = self.epoch
            self.best_W = W.copy()
        return self.epoch - self.best_epoch < self.patience
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_epoch = self.epoch
            self.best_W = W.copy()
        return False
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_epoch = self.epoch
            self.best_W = W.copy()
        return self.epoch - self.best_epoch == self.patience - 1
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_epoch = self.epoch
            self.best_W = W.copy()
        return self.epoch - self.best_epoch >= self.patience
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_epoch = self.epoch
            self.best_W = W.copy()
        return loss > self.best_loss
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_epoch = self.epoch
            self.best_W = W.copy()
        return self.best_epoch - self.epoch >= self.patience
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_epoch = self.epoch
            self.best_W = W.copy()
        return True
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_epoch = self.epoch
            self.best_W += W
        return self.epoch - self.best_epoch >= self.patience
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        if loss < self.best_loss:
            self.epoch += 1
            self.best_loss = loss
            self.best_epoch = self.epoch
            self.best_W = W.copy()
        return self.epoch - self.best_epoch >= self.patience
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss = np.inf
        self.best_epoch, self.best_W = None, None

    def update(self, loss, W):
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss = min(loss, 0.5)
            self.best_epoch = self.epoch
            self.best_W = W.copy()
        return self.epoch - self.best_epoch >= self.patience
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.losses = []
        self.best_epoch = self.best_W = None
        self.wait = 0
    def update(self, loss, W):
        if self.losses and loss > self.losses[-1]:
            self.wait += 1
        else:
            self.wait = 0
            self.best_epoch, self.best_W = len(self.losses), W.copy()
        self.losses.append(loss)
        return self.wait >= self.patience
""",
        """
class MyEarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.epoch = -1
        self.best_loss, self.best_epoch, self.best_W = np.inf, None, None
        self.wait = 0
    def update(self, loss, W):
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss, self.best_epoch, self.best_W = loss, self.epoch, W.copy()
        else:
            self.wait += 1
        return self.wait >= self.patience
""",
    ],
}
