"""What every layer is: a function with a memory for its backward pass."""

from __future__ import annotations

import numpy as np

from ..checks import check_numbers, check_shape
from ..errors import StateError


class Layer:
    """One step of a network: y = forward(x), then dx = backward(dy).     (chapter 7)

    forward keeps what backward needs, by reference: do not alter x or y between the two.
    PARAMS names the learnable arrays; the gradient of W is dW, overwritten and never accumulated.
    KINKS are the inputs at which the derivative does not exist.
    Errors:   StateError if backward comes before forward; ShapeError if dy has not the shape of y.
    """

    PARAMS: tuple[str, ...] = ()
    KINKS: tuple[float, ...] = ()
    y_shape: tuple[int, ...] | None = None        # set by forward

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return y and keep what backward needs."""
        raise NotImplementedError

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return y and keep nothing: inference."""
        raise NotImplementedError

    def param_grads(self, dy: np.ndarray) -> None:
        """Write dL/dW into dW, and so on: how does the loss move with my parameters?"""

    def input_grad(self, dy: np.ndarray) -> np.ndarray:
        """Return dx = dL/dx, in the shape of x: how does the loss move with my input?"""
        raise NotImplementedError

    def backward(self, dy: np.ndarray) -> np.ndarray:
        """Do both: param_grads(dy), then return input_grad(dy)."""
        self.param_grads(dy)
        return self.input_grad(dy)

    def config(self) -> dict:
        """Return the constructor's arguments, rng excepted, as a dict that JSON can hold."""
        return {}

    @classmethod
    def from_config(cls, config: dict, *, rng: np.random.Generator) -> Layer:
        """Return a new layer: the inverse of config(). Layers without randomness ignore rng."""
        return cls(**config)

    @classmethod
    def count(cls, config: dict) -> int:
        """Return how many parameters the layer of this config has, without making it."""
        return 0

    def __repr__(self) -> str:
        arguments = ", ".join(f"{name}={value}" for name, value in self.config().items())
        return f"{type(self).__name__}({arguments})"

    def upstream(self, dy: np.ndarray) -> np.ndarray:
        """Return dy if forward has run and dy has the shape of its output."""
        if self.y_shape is None:
            raise StateError(f"{self}: backward was called before forward")
        if check_numbers(dy, "dy", self).shape != self.y_shape:
            check_shape(dy, self.y_shape, "dy", self)
        return dy


class Elementwise(Layer):
    """y[i] = function(x[i]), each entry alone: the Jacobian is diagonal.  (chapter 3)

    Shapes:   x, y, dy, dx all alike, of any rank.
    Backward: dx = dy * derivative(x, y).
    """

    def function(self, x: np.ndarray) -> np.ndarray:
        """Return f(x)."""
        raise NotImplementedError

    def derivative(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return f'(x), computed from the input x or the output y = f(x), whichever is cheaper."""
        raise NotImplementedError

    def forward(self, x):
        self.x, self.y = x, self.predict(x)
        self.y_shape = x.shape
        return self.y

    def predict(self, x):
        return self.function(check_numbers(x, "x", self))

    def input_grad(self, dy):
        return self.upstream(dy) * self.derivative(self.x, self.y)
