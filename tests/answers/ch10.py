"""Further wrong answers to the exercises of chapter 10: whole sources."""

BANK = {
    "ch10.std": [
        """
def my_std(d_in, d_out):
    return 2*d_in
""",
        """
def my_std(d_in, d_out):
    return np.sqrt(2*d_in)
""",
        """
def my_std(d_in, d_out):
    return 1/np.sqrt(d_in*2)
""",
        """
def my_std(d_in, d_out):
    return np.sqrt(2)/d_in
""",
        """
def my_std(d_in, d_out):
    return np.sqrt(6/d_in)
""",
        """
def my_std(d_in, d_out):
    return np.sqrt(d_in)
""",
        """
def my_std(d_in, d_out):
    return 2/d_out
""",
        """
def my_std(d_in, d_out):
    return np.sqrt(1/d_out)
""",
        """
def my_std(d_in, d_out):
    return np.sqrt(4/d_in)
""",
        """
def my_std(d_in, d_out):
    return 1/d_in
""",
        """
def my_std(d_in, d_out):
    return np.sqrt(6/(d_in+d_out))
""",
        """
def my_std(d_in, d_out):
    return np.sqrt(3/d_in)
""",
        """
def my_std(d_in, d_out):
    return 0.1
""",
        """
def my_std(d_in, d_out):
    return -np.sqrt(2/d_in)
""",
        """
def my_std(d_in, d_out):
    return [np.sqrt(2/d_in)]
""",
        """
def my_std(d_in, d_out):
    return np.log(2/d_in)
""",
        """
def my_std(d_in, d_out):
    return np.sqrt(1/(d_in+d_out))
""",
        """
def my_std(d_in, d_out):
    return np.sqrt(2//d_in)
""",
        """
def my_std(d_in, d_out):
    return np.sqrt(2/(d_in-1))
""",
        """
def my_std(d_in, d_out):
    return 2/(d_in+d_out)
""",
        """
def my_std(d_in, d_out):
    return (2/d_in)**2
""",
    ],
    "ch10.he": [
        """
def my_he_start(d_in, d_out, rng):
    return rng.normal(size=(d_in,d_out))*np.sqrt(d_in/2)
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.normal(size=(d_in,d_out))/np.sqrt(d_in)
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.normal(0, 2/d_in, (d_in,d_out))
""",
        """
def my_he_start(d_in, d_out, rng):
    return np.abs(rng.normal(size=(d_in,d_out)))*np.sqrt(2/d_in)
""",
        """
def my_he_start(d_in, d_out, rng):
    W = rng.normal(size=(d_in,d_out))
    np.sqrt(2/d_in)*W
""",
        """
def my_he_start(d_in, d_out, rng):
    return np.ones((d_in,d_out))*np.sqrt(2/d_in)
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.normal(size=d_in*d_out)*np.sqrt(2/d_in)
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.random((d_in,d_out))*np.sqrt(2/d_in)
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.normal(np.sqrt(2/d_in), 1, (d_in,d_out))
""",
        """
def my_he_start(d_in, d_out, rng):
    return 0.01*rng.normal(size=(d_in,d_out))
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.normal(size=(d_out,d_in)).T*np.sqrt(2/d_in)
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.normal(size=(d_in,d_out))*np.sqrt(2/(d_in*d_out))
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.normal(size=(d_in,d_out))*np.sqrt(2)/d_in
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.normal(d_in,d_out)*np.sqrt(2/d_in)
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.normal(size=(d_out,d_in))*np.sqrt(2/d_out)
""",
        """
def my_he_start(d_in, d_out, rng):
    return np.random.normal(0, 2/d_in, (d_in, d_out))
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.normal(scale=np.sqrt(2/d_out), size=(d_out, d_in))
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.normal(scale=np.sqrt(2), size=(d_in, d_out))
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.integers(-1,2,(d_in,d_out))*np.sqrt(2/d_in)
""",
        """
def my_he_start(d_in, d_out, rng):
    return rng.normal(loc=1, scale=np.sqrt(2/d_in), size=(d_in,d_out))
""",
    ],
    "ch10.mend": [
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.mean(axis=0)
    s=np.sqrt(x.var(axis=-1,keepdims=True)+eps)
    return gain*(x-mean)/s+bias
""",
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.mean(axis=-1,keepdims=True)
    s=np.sqrt(x.var(axis=0)+eps)
    return gain*(x-mean)/s+bias
""",
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.mean(axis=-1,keepdims=True)
    s=np.sqrt(x.var(axis=-1,keepdims=True))+eps
    return gain*(x-mean)/s+bias
""",
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.mean(axis=-1,keepdims=True)
    s=np.sqrt(x.var(axis=-1,keepdims=True)+eps)
    return (x-mean)/s
""",
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.mean(axis=-1,keepdims=True)
    s=np.sqrt(x.var(axis=-1,keepdims=True)+eps)
    return bias*(x-mean)/s+gain
""",
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.mean(axis=-1,keepdims=True)
    s=np.sqrt((x**2).mean(axis=-1,keepdims=True)+eps)
    return gain*(x-mean)/s+bias
""",
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.mean(axis=-1,keepdims=True)
    s=np.sqrt(x.var(axis=-1,keepdims=True)+eps)
    return gain*(x-mean)*s+bias
""",
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.mean(axis=-1,keepdims=True)
    s=np.sqrt(x.var(axis=-1,keepdims=True)+eps**2)
    return gain*(x-mean)/s+bias
""",
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.mean(axis=-1,keepdims=True)
    s=np.sqrt(x.var(axis=-1,keepdims=True)+eps)
    return gain*x-mean/s+bias
""",
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.mean()
    s=x.std()+eps
    return gain*(x-mean)/s+bias
""",
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.mean(axis=1)
    s=np.sqrt(x.var(axis=1)+eps)
    return gain*(x.T-mean).T/s+bias
""",
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.mean(axis=-1,keepdims=True)
    s=np.sqrt(x.var(axis=-1,keepdims=True)+eps)
    return gain*(mean-x)/s+bias
""",
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.sum(axis=-1,keepdims=True)
    s=np.sqrt(x.var(axis=-1,keepdims=True)+eps)
    return gain*(x-mean)/s+bias
""",
        """
def my_layer_norm(x, gain, bias, eps):
    x -= x.mean(axis=-1,keepdims=True)
    s=np.sqrt(x.var(axis=-1,keepdims=True)+eps)
    return gain*x/s+bias
""",
        """
def my_layer_norm(x, gain, bias, eps):
    mean=x.mean(axis=0)
    s=x.std(axis=0)
    return gain*(x-mean)/s+bias
""",
    ],
    "ch10.start": [
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt((2 if last else 1) / d_in)
        layers.append((std * rng.normal(size=(d_in, d_out)), np.zeros(d_out)))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 1
        std = np.sqrt((1 if last else 2) / d_in)
        layers.append((std * rng.normal(size=(d_in, d_out)), np.zeros(d_out)))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = 0 == len(sizes) - 2
        std = np.sqrt((1 if last else 2) / d_in)
        layers.append((std * rng.normal(size=(d_in, d_out)), np.zeros(d_out)))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt((1 if last else 2) / d_in)
        layers.append((std * rng.normal(size=(d_in, d_out)), np.ones(d_out)))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt((1 if last else 2) / d_in)
        layers.append((std * rng.normal(size=(d_in, d_out)), np.zeros((1, d_out))))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt((1 if last else 2) / d_in)
        layers.append((std * rng.normal(size=(d_in, d_out)), 0))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = (1 if last else 2) / d_in
        layers.append((std * rng.normal(size=(d_in, d_out)), np.zeros(d_out)))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt(2 / (d_in + d_out))
        layers.append((std * rng.normal(size=(d_in, d_out)), np.zeros(d_out)))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = 1
        layers.append((std * rng.normal(size=(d_in, d_out)), np.zeros(d_out)))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt(2 / sizes[0])
        layers.append((std * rng.normal(size=(d_in, d_out)), np.zeros(d_out)))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt((1 if last else 2) / d_in)
        layers.append((std * rng.normal(size=(d_in, d_out)), np.zeros(d_out)))
        return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[:-1]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt((1 if last else 2) / d_in)
        layers.append((std * rng.normal(size=(d_in, d_out)), np.zeros(d_out)))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt((1 if last else 2) / d_in)
        layers.append((std * rng.normal(size=(d_out, d_in)), np.zeros(d_out)))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt((1 if last else 2) / d_in)
        layers.append((std * rng.normal(size=(d_in, d_out)), np.zeros(d_out, int)))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt((1 if last else 2) / d_in)
        layers.append(std * rng.normal(size=(d_in, d_out)))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt((1 if last else 2) / d_in)
        layers.append((std * rng.normal(size=(d_in, d_out)), np.zeros(d_out)))
    return layers[::-1]
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt((1 if last else 2) / sizes[-1])
        layers.append((std * rng.normal(size=(d_in, d_out)), np.zeros(d_out)))
    return layers
""",
        """
def my_start(sizes, rng):
    layers = []
    for d_in, d_out in zip(sizes[:-1], sizes[1:]):
        last = len(layers) == len(sizes) - 2
        std = np.sqrt((1 if last else 2) / d_in)
        layers.append((std * rng.normal(size=(d_in, d_out)), 0.01 * np.ones(d_out)))
    return layers
""",
    ],
    "ch10.layer_norm": [
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.xhat
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g - m - self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum()
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g - m - self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=-1)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g - m - self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = g.mean(axis=-1, keepdims=True)
        return (g - m - self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g - m + self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g + m - self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s ** 2
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g - m - self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g - m - self.xhat * c)/ self.s ** 2
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (dy * self.xhat).mean(axis=-1, keepdims=True)
        return (g - m - self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean()
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g - m - self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = dy * self.xhat
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g - m - self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return dy * self.gain if False else (dy - m - self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).sum(axis=-1, keepdims=True)
        return (g - m - self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g - m - self.xhat * c) * self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum()
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g - m - self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=0, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g - m - self.xhat * c) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return self.gain * (dy - dy.mean(axis=-1, keepdims=True) - self.xhat * (dy*self.xhat).mean(axis=-1, keepdims=True)) / self.s
""",
        """
class MyLayerNorm:
    def __init__(self, gain, bias, eps):
        self.gain, self.bias, self.eps = gain, bias, eps

    def forward(self, x):
        centered = x - x.mean(axis=-1, keepdims=True)
        self.s = np.sqrt((centered ** 2).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = centered / self.s
        return self.gain * self.xhat + self.bias

    def backward(self, dy):
        self.dgain = (dy * self.xhat).sum(axis=0)
        self.dbias = dy.sum(axis=0)
        g = dy * self.gain
        m = g.mean(axis=-1, keepdims=True)
        c = (g * self.xhat).mean(axis=-1, keepdims=True)
        return (g - m - c) / self.s
""",
    ],
}
