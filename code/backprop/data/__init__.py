"""Data: MNIST and other IDX sets, toy sets, batches, splits, standardizing."""

from __future__ import annotations

from .idx import MNIST, idx_folder, mnist, read_idx, write_idx
from .prepare import Standardize, batches, split
from .toy import moons, sine, spirals, xor

__all__ = ["MNIST", "Standardize", "batches", "idx_folder", "mnist", "moons", "read_idx", "sine",
           "spirals", "split", "write_idx", "xor"]
