"""Chapter 16: what its figures say, on drawings small enough for a test."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from backprop.data import characters, letters, read_image
from backprop.figures import ch16, ch16_photos


@pytest.fixture(scope="module")
def drawn():
    return characters(12, rng=np.random.default_rng(0))


def certain(t, classes):
    return np.eye(classes)[t]


def test_a_sheet_holds_every_image(drawn):
    figure = ch16.sheet(1 - drawn.x[:7], 3, ["a"] * 7)
    page = figure.axes[0].images[0].get_array()
    assert page.shape == (3 * 38, 3 * 32)
    assert page.sum() == pytest.approx((1 - drawn.x[:7]).sum(), rel=1e-4)


def test_captions_count_what_is_right(drawn):
    p = certain(drawn.t, 12)
    assert "144 of 144 right" in ch16.confusions(p, drawn.t, drawn.names).caption(())
    p[0] = np.roll(p[0], 1)
    assert "143 of 144 right" in ch16.confusions(p, drawn.t, drawn.names).caption(())
    caption = ch16.jitters({1: drawn}, {1: p}, drawn.names)._draw({"jitter": 1, "character": "dà"})[1]
    assert "99.3% of all characters" in caption


def test_the_worst_come_first(drawn):
    p = np.full((144, 12), 0.01)
    p[np.arange(144), drawn.t] = np.linspace(0.5, 0.89, 144)
    p[17, drawn.t[17]] = 0.002
    assert "from 2.0e-03" in ch16.worst("characters", p, drawn).caption(())


def test_amounts_tell_the_hardest(drawn):
    p = certain(drawn.t, 12)
    p[drawn.t == 3] = np.roll(p[drawn.t == 3], 1, axis=1)
    shares = {(n, how): [0.5, 0.7] for n in (3, 10) for how in ("as drawn", "distorted")}
    answers = {key: [p] for key in shares}
    caption = ch16.amounts(shares, answers, drawn.t, drawn.names)._draw({"count": 10})[1]
    assert "as drawn 60.0%" in caption and caption.endswith("with 0%") and "2 seeds" in caption


def test_a_bent_letter_at_strength_0_is_the_drawing():
    drawn, asked = letters(3, rng=np.random.default_rng(0)), []

    def answer(image):
        asked.append(image)
        return np.full(26, 1 / 26)
    explorer = ch16.bent(answer, certain(drawn.t, 26), drawn)
    explorer._draw({"strength": 0.0, "letter": "R"})
    first = 1 - drawn.x[drawn.t == drawn.names.index("R")][0]
    np.testing.assert_allclose(asked[-1], first, atol=1e-6)


def test_photographs_are_stored_and_read_upright(tmp_path):
    ch16_photos.take_photographs(tmp_path, 2, seed=1)
    files = sorted(tmp_path.rglob("照片*"))
    assert len(files) == 24 and {file.suffix for file in files} == {".png", ".jpg"}
    sideways = [file for file in files if Image.open(file).getexif().get(0x0112) == ch16_photos.SIDEWAYS]
    assert len(sideways) == 6
    stored, upright = (ch16_photos.at_stage(sideways[0], stage, read_image) for stage in ch16_photos.STAGES[:2])
    assert stored.shape[:2] == upright.shape[1::-1]
    square, last = (ch16_photos.at_stage(sideways[0], stage, read_image) for stage in ch16_photos.STAGES[3:])
    assert square.shape[0] == square.shape[1] and last.shape == (28, 28) and last.max() <= 255
