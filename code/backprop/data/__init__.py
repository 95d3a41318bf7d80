"""Data: MNIST and its relatives, folders of images, drawn and toy sets, and what is done to them."""

from __future__ import annotations

from .augment import Distort, Shift, warp
from .drawn import PINYIN, Drawn, characters, letters, write_folder
from .folder import ImageFolder, image_folder, read_image, write_png
from .idx import MNIST, idx_folder, mnist, read_idx, write_idx
from .prepare import Standardize, batches, split
from .toy import moons, sine, spirals, xor

__all__ = ["MNIST", "PINYIN", "Distort", "Drawn", "ImageFolder", "Shift", "Standardize", "batches",
           "characters", "idx_folder", "image_folder", "letters", "mnist", "moons", "read_idx",
           "read_image", "sine", "spirals", "split", "warp", "write_folder", "write_idx",
           "write_png", "xor"]
