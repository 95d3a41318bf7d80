"""Chapter 16's simulated photographs: uneven light, colored pens on tinted paper, noise, some stored sideways."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from ..data import characters

PENS = np.array([[0.15, 0.15, 0.15], [0.1, 0.2, 0.6], [0.5, 0.1, 0.15], [0.35, 0.35, 0.38]])    # black, blue, red, pencil
STAGES = ["as stored", "turned upright", "gray", "padded to a square", "28 x 28, as the network gets it"]
SIDEWAYS = 6                                            # the EXIF note "turn me by 90 degrees, clockwise"


def photograph(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A color photograph (h, w, 3) uint8 of a drawing (s, s) with 1 = ink."""
    h, w = rng.integers(80, 180, 2)
    side = int(rng.uniform(0.85, 1) * min(h, w))
    large = Image.fromarray(ink).resize((side, side), Image.Resampling.BICUBIC)
    page = np.zeros((h, w), np.float32)
    top, left = (h - side) // 2, (w - side) // 2
    page[top:top + side, left:left + side] = large
    down, across = np.meshgrid(np.linspace(-1, 1, h), np.linspace(-1, 1, w), indexing="ij")
    angle = rng.uniform(0, 2 * np.pi)
    light = rng.uniform(0.6, 0.85) * (1 + rng.uniform(0.05, 0.3) * (np.cos(angle) * down + np.sin(angle) * across))
    paper = light[..., None] * rng.uniform(0.88, 1, 3)
    paper *= 1 - 0.1 * (down**2 + across**2)[..., None]                 # darker in the corners
    photo = paper * (1 - page.clip(0, 1)[..., None] * (1 - PENS[rng.integers(len(PENS))]))
    return np.rint(255 * (photo + 0.02 * rng.standard_normal(photo.shape)).clip(0, 1)).astype(np.uint8)


def take_photographs(folder: Path, per_class: int, seed: int) -> None:
    """Draw characters, photograph them, and store them as JPEG or PNG, every fourth one sideways."""
    rng = np.random.default_rng(seed)
    drawn, exif = characters(per_class, rng=rng, size=64), Image.Exif()
    exif[0x0112] = SIDEWAYS
    for i, (x, t) in enumerate(zip(drawn.x, drawn.t)):
        photo, place = photograph(1 - x.reshape(64, 64), rng), folder / drawn.names[t]
        place.mkdir(parents=True, exist_ok=True)
        file = place / f"照片 {i:04}.{'png' if i % 3 else 'jpg'}"
        if i % 4:
            Image.fromarray(photo).save(file)
        else:
            Image.fromarray(np.rot90(photo).copy()).save(file, exif=exif)


def at_stage(file: Path, stage: str, loaded: Callable) -> np.ndarray:
    """The photograph at one of STAGES; loaded(file) -> (784,) is what the loader gives."""
    done, image = STAGES.index(stage), Image.open(file)
    if done == 4:
        return 255 * loaded(file).reshape(28, 28)
    if done < 2:
        return np.asarray(image if done == 0 else ImageOps.exif_transpose(image))
    gray = np.asarray(ImageOps.exif_transpose(image).convert("L"))
    if done == 2:
        return gray
    h, w = gray.shape
    paper = np.median(np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]]))
    square = np.full((max(h, w),) * 2, paper)
    square[(len(square) - h) // 2:(len(square) - h) // 2 + h, (len(square) - w) // 2:(len(square) - w) // 2 + w] = gray
    return square
