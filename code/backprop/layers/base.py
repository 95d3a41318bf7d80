"""What every layer is: a function with a memory for its backward pass."""

from __future__ import annotations

import numpy as np

from ..arguments import arguments, given, shown
from ..checks import check_input, check_upstream


class Layer:
    """One step of a network: y = forward(x), then dx = backward(dy).     (chapter 7)

    The public methods are the door: they check shapes, dtypes and the order of calls, once. Behind
    it stand hooks in which only the formula is written: function, compute, grads_from, dx_from.
    A layer of your own may write the hooks, or the public methods themselves without the checks.
    forward keeps what backward needs, by reference: do not alter x or y between the two.
    PARAMS names the learnable arrays; the gradient of W is dW, overwritten and never accumulated.
    KINKS are the inputs at which the derivative does not exist.
    Errors:   StateError if backward comes before forward; ShapeError if dy has not the shape of y,
              DTypeError if it has not its dtype.
    """

    PARAMS: tuple[str, ...] = ()
    KINKS: tuple[float, ...] = ()
    x_shape = y_shape = y_dtype = None            # set by forward

    # ---- the door ----------------------------------------------------------------------------

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return y and keep what backward needs."""
        y = self.compute(self.shaped(check_input(x, self)))
        self.x_shape, self.y_shape, self.y_dtype = x.shape, y.shape, y.dtype
        return y

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return y and keep nothing: inference."""
        return self.function(self.shaped(check_input(x, self)))

    def param_grads(self, dy: np.ndarray) -> None:
        """Write dL/dW into dW, and so on: how does the loss move with my parameters?"""
        if self.PARAMS:
            self.grads_from(check_upstream(dy, self))

    def input_grad(self, dy: np.ndarray) -> np.ndarray:
        """Return dx = dL/dx, in the shape of x: how does the loss move with my input?"""
        return self.dx_from(check_upstream(dy, self)).reshape(self.x_shape)

    def backward(self, dy: np.ndarray) -> np.ndarray:
        """Do both: param_grads(dy), then return input_grad(dy)."""
        self.param_grads(dy)
        return self.input_grad(dy)

    # ---- the formulas ------------------------------------------------------------------------

    def shaped(self, x: np.ndarray) -> np.ndarray:
        """Return x as the formulas want it, or raise ShapeError."""
        return x

    def function(self, x: np.ndarray) -> np.ndarray:
        """Return y = f(x)."""
        raise NotImplementedError

    def compute(self, x: np.ndarray) -> np.ndarray:
        """Return y in training, and keep what backward needs: here the input."""
        self.x = x
        return self.function(x)

    def grads_from(self, dy: np.ndarray) -> None:
        """Write the gradients of the parameters, if there are any."""

    def dx_from(self, dy: np.ndarray) -> np.ndarray:
        """Return dx, in the shape of what `shaped` gave."""
        raise NotImplementedError

    # ---- what it was made with -----------------------------------------------------------------

    def config(self) -> dict:
        """Return the constructor's arguments, rng excepted, as a dict that JSON can hold."""
        config = given(self, "rng")
        if self.PARAMS and "dtype" in arguments(type(self)):
            config["dtype"] = getattr(self, self.PARAMS[0]).dtype.name
        return config

    @classmethod
    def from_config(cls, config: dict, *, rng: np.random.Generator) -> Layer:
        """Return a new layer: the inverse of config(). Layers without randomness ignore rng."""
        return cls(**config, rng=rng) if "rng" in arguments(cls) else cls(**config)

    @classmethod
    def count(cls, config: dict) -> int:
        """Return how many parameters the layer of this config has, without making it."""
        return 0

    def __repr__(self) -> str:
        return f"{type(self).__name__}({shown(self)})"


class Elementwise(Layer):
    """y[i] = function(x[i]), each entry alone: the Jacobian is diagonal.  (chapter 3)

    Shapes:   x, y, dy, dx all alike, of any rank.
    Backward: dx = dy * derivative(x, y).
    """

    def derivative(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return f'(x), computed from the input x or the output y = f(x), whichever is cheaper."""
        raise NotImplementedError

    def compute(self, x):
        self.x, self.y = x, self.function(x)
        return self.y

    def dx_from(self, dy):
        return dy * self.derivative(self.x, self.y)
