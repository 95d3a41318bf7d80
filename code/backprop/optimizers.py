"""How a gradient g moves the parameter vector theta, in place.          (chapter 11)

Every optimizer sees two flat vectors and knows nothing of layers. Each reads its learning rate
from the attribute `lr` at every step and keeps its memory in vectors as long as theta.
The conventions are PyTorch's: lr multiplies the velocity, eps stands outside the root.
"""

from __future__ import annotations

import math

import numpy as np

from .arguments import given
from .checks import check_float, check_mask, check_number, check_parameters, check_rate, check_state, check_update


class Optimizer:
    """Base of all: `step(theta, g)` edits theta in place and leaves g as it is.

    `step` is the door: it checks once, then calls the rule. A subclass names its memory in MEMORY
    and writes one method, `update(theta, g)`; an option lies in 0 ... LIMITS[name], the end excluded.
    `self.scratch` is a vector like theta that `update` may use for intermediate results.
    Errors:   ShapeError, DTypeError if theta and g differ, or changed since the last step;
              OptionError for an option out of range, also for a learning rate that is set later.
    """

    MEMORY: tuple[str, ...] = ()
    LIMITS = {"momentum": 1.0, "beta": 1.0, "beta1": 1.0, "beta2": 1.0}

    def __init__(self, **options: float):
        for name, value in options.items():
            high = self.LIMITS.get(name, math.inf)
            setattr(self, name, float(check_number(value, name, type(self).__name__, low=0, high=high, open_high=True)))
        self.updates = 0
        self.scratch: np.ndarray | None = None

    def step(self, theta: np.ndarray, g: np.ndarray) -> None:
        """Move theta by one update; g is the gradient of the loss at theta."""
        if self.scratch is None:
            self._start(check_parameters(theta, self))
        check_update(theta, g, self.scratch, self)
        self.lr = check_rate(self.lr, self)
        self.updates += 1
        self.update(theta, g)

    def update(self, theta: np.ndarray, g: np.ndarray) -> None:
        """The rule itself: edit theta in place. Written by each subclass."""
        raise NotImplementedError

    def state(self) -> dict:
        """Return the number of updates and copies of the memory: all that a resumed run needs."""
        memory = {} if self.scratch is None else {k: getattr(self, k).copy() for k in self.MEMORY}
        return {"updates": self.updates, **memory}

    def load_state(self, state: dict) -> None:
        """Take over what `state()` gave; the next step continues exactly there.

        Errors:   StateError if an entry is missing or is not known here.
        """
        vectors = self.MEMORY if state.get("updates") else ()
        check_state(state, ["updates", *vectors], self)
        self.updates, self.scratch = int(state["updates"]), None
        for name in vectors:
            setattr(self, name, np.array(state[name]))
            self.scratch = np.empty_like(getattr(self, name))

    def config(self) -> dict:
        """Return the constructor's numbers, for checkpoints."""
        return given(self, "mask")

    def __repr__(self) -> str:
        options = (f"{k}={v:g}" if isinstance(v, float) else f"{k}={v!r}" for k, v in self.config().items())
        return f"{type(self).__name__}({', '.join(options)})"

    def _start(self, theta):
        self.scratch = np.empty_like(theta)
        for name in self.MEMORY:
            setattr(self, name, np.zeros_like(theta))


class SGD(Optimizer):
    """Gradient descent: theta -= lr * g.                                    (chapter 11)"""

    def __init__(self, lr: float):
        super().__init__(lr=lr)

    def update(self, theta, g):
        """theta -= lr * g, with lr * g written into scratch instead of a new array."""
        np.multiply(g, self.lr, out=self.scratch)
        theta -= self.scratch


class Momentum(Optimizer):
    """Heavy ball: v = momentum * v + g, theta -= lr * v.                   (chapter 11)

    Source:   Polyak 1964; in the form of Sutskever et al. 2013 with lr outside v, as in PyTorch.
    """

    MEMORY = ("v",)

    def __init__(self, lr: float, momentum: float = 0.9):
        super().__init__(lr=lr, momentum=momentum)

    def update(self, theta, g):
        """Remember the past direction, add the new gradient, move along the sum."""
        self.v *= self.momentum
        self.v += g
        np.multiply(self.v, self.lr, out=self.scratch)
        theta -= self.scratch


class Nesterov(Momentum):
    """Momentum that looks ahead: v = momentum * v + g, theta -= lr * (g + momentum * v).

    Source:   Nesterov 1983, as in PyTorch: g is taken at theta, not ahead of it. (chapter 11)
    """

    def update(self, theta, g):
        """As Momentum, but the step already contains the next decay of v."""
        self.v *= self.momentum
        self.v += g
        np.multiply(self.v, self.momentum, out=self.scratch)
        self.scratch += g
        self.scratch *= self.lr
        theta -= self.scratch


class AdaGrad(Optimizer):
    """A step for each entry by its own history: s += g**2, theta -= lr * g / (sqrt(s) + eps).

    Source:   Duchi, Hazan, Singer 2011.                                     (chapter 11)
    """

    MEMORY = ("s",)

    def __init__(self, lr: float, eps: float = 1e-10):
        super().__init__(lr=lr, eps=eps)

    def update(self, theta, g):
        """Sum the squares for ever, then divide by their root."""
        np.multiply(g, g, out=self.scratch)
        self.s += self.scratch
        _scaled_step(theta, g, self.s, self.lr, self.eps, self.scratch)


class RMSProp(Optimizer):
    """AdaGrad that forgets: s = beta * s + (1 - beta) * g**2, theta -= lr * g / (sqrt(s) + eps).

    Source:   Tieleman and Hinton 2012, lecture 6.5.                         (chapter 11)
    """

    MEMORY = ("s",)

    def __init__(self, lr: float, beta: float = 0.9, eps: float = 1e-8):
        super().__init__(lr=lr, beta=beta, eps=eps)

    def update(self, theta, g):
        """Average the squares over about 1 / (1 - beta) steps, then divide by the root."""
        np.multiply(g, g, out=self.scratch)
        self.scratch *= 1 - self.beta
        self.s *= self.beta
        self.s += self.scratch
        _scaled_step(theta, g, self.s, self.lr, self.eps, self.scratch)


class Adam(Optimizer):
    """Mean of g over root of the mean of g**2, both corrected for their start at 0. (chapter 11)

    m = beta1 * m + (1 - beta1) * g,   v = beta2 * v + (1 - beta2) * g**2, and after t updates
    theta -= lr * mhat / (sqrt(vhat) + eps),  mhat = m / (1 - beta1**t),  vhat = v / (1 - beta2**t).
    weight_decay adds weight_decay * theta to g (an L2 term; AdamW decouples it).
    Here m and v are kept without (1 - beta): two passes less; `adapt` puts the factors back.
    Range:    in float32 v overflows for |g| above 6e17 (PyTorch: 2e19), with NumPy's warning; clip before.
    Source:   Kingma and Ba 2015.
    """

    MEMORY = ("m", "v")

    def __init__(self, lr: float = 1e-3, beta1: float = 0.9, beta2: float = 0.999,
                 eps: float = 1e-8, weight_decay: float = 0.0):
        super().__init__(lr=lr, beta1=beta1, beta2=beta2, eps=eps, weight_decay=weight_decay)

    def update(self, theta, g):
        """Add the L2 term if there is one, then adapt."""
        self.adapt(theta, g + self.weight_decay * theta if self.weight_decay else g)

    def adapt(self, theta, g):
        """Ten passes. m stands for m/(1-beta1), v for v/(1-beta2), so sqrt(vhat) = c sqrt(v)."""
        c = math.sqrt((1 - self.beta2) / (1 - self.beta2**self.updates))
        lr = self.lr * (1 - self.beta1) / (1 - self.beta1**self.updates) / c
        self.m *= self.beta1
        self.m += g
        self.v *= self.beta2
        np.multiply(g, g, out=self.scratch)
        self.v += self.scratch
        _scaled_step(theta, self.m, self.v, lr, self.eps / c, self.scratch)


class AdamW(Adam):
    """Adam with decay beside the gradient: theta *= 1 - lr * weight_decay, then Adam. (chapter 11)

    mask:     (P,) bool, which entries decay (Network.decay_mask() names the weights); None: all.
    Source:   Loshchilov and Hutter 2019.
    """

    def __init__(self, lr: float = 1e-3, beta1: float = 0.9, beta2: float = 0.999,
                 eps: float = 1e-8, weight_decay: float = 0.01, mask: np.ndarray | None = None):
        super().__init__(lr, beta1, beta2, eps, weight_decay)
        self.mask = check_mask(mask, None, self)

    def update(self, theta, g):
        """Shrink the masked entries; the gradient's statistics never see the decay."""
        check_mask(self.mask, theta.shape, self)
        np.multiply(theta, 1 - self.lr * self.weight_decay, out=theta,
                    where=True if self.mask is None else self.mask)
        self.adapt(theta, g)


OPTIMIZERS = {"sgd": SGD, "momentum": Momentum, "nesterov": Nesterov, "adagrad": AdaGrad,
              "rmsprop": RMSProp, "adam": Adam, "adamw": AdamW}


def clip_by_norm(g: np.ndarray, max_norm: float) -> float:
    """Scale g in place so that its norm is at most max_norm; return the norm it had. (chapter 11)

    The direction stays. A g with NaN or an infinity is left as it is.
    Source:   Pascanu, Mikolov, Bengio 2013.
    """
    check_float(g, "g", "clip_by_norm")
    check_number(max_norm, "max_norm", "clip_by_norm", low=0, open_low=True)
    norm = float(np.linalg.norm(g))
    if norm in (0, math.inf) and g.any() and np.isfinite(g).all():  # its squares left the range, g did not
        largest = float(np.abs(g).max())
        norm = largest * float(np.linalg.norm(g / largest))
    if max_norm < norm < math.inf:
        g *= max_norm / norm
    return norm


def _scaled_step(theta, direction, squares, lr, eps, scratch):
    """theta -= lr * direction / (sqrt(squares) + eps), in five passes and no new array."""
    np.sqrt(squares, out=scratch)
    scratch += eps
    np.divide(direction, scratch, out=scratch)
    scratch *= lr
    theta -= scratch
