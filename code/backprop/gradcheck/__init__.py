"""The judge: is what backward returns the slope of what forward computes?       (chapter 8)

It imports nothing that it judges. A layer is judged by differences of L = sum(dy * y), where the
upstream gradient dy is random: with dy = 1 a softmax whose backward returns zeros would pass.
"""

from .comparison import AGREES, CAUGHT, HEAD, Report, Row, compare, relative_error, verdict
from .differences import H, at_kink, complex_step, numerical_gradient, slope, value_at
from .judges import check_layer, check_loss, check_network, directional_check
from .promises import Promises
