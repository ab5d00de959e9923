"""What an official could not read is refused at upload, and ordinary pictures are not."""

from __future__ import annotations

from io import BytesIO

import numpy
import pytest
from PIL import Image

from catalogues import upload_limits
from kernel.errors import Refusal
from services.filing.domain.legibility import _percentiles, refuse_illegible
from services.filing.domain.pictures import opened
from tests.fixtures.pictures import portrait
from tests.fixtures.wrong_pictures import KINDS, unusable, usable


def judged(kind: str, content: bytes) -> str:
    try:
        refuse_illegible(opened(content), upload_limits.of(kind))
    except Refusal as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("kind", KINDS)
def test_ordinary_pictures_are_accepted(kind: str) -> None:
    """Photocopies, dim, bright, grainy and slightly soft pictures pass, large and small."""
    assert {name: code for name, content in usable(kind).items() if (code := judged(kind, content))} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_useless_pictures_are_refused(kind: str) -> None:
    """Blank, blurred, dark, washed out, tiny, cut off, with glare, upside down: every one is told at once."""
    assert [name for name, content in unusable(kind).items() if not judged(kind, content)] == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("white", "blank"),
        ("black", "blank"),
        ("one colour", "blank"),
        ("gradient", "blank"),
        ("noise", "blank"),
        ("blank paper", "blank"),
        ("tiny", "too_few_pixels"),
        ("blurred", "blurred"),
        ("shaken", "blurred"),
        ("too dark", "too_dark"),
        ("washed out", "too_bright"),
        ("glare", "glare"),
        ("upside down", "turned"),
        ("to the left", "turned"),
    ],
)
def test_the_true_reason_is_told(name: str, code: str) -> None:
    """Who has to take a picture again is told what was wrong with it."""
    assert judged("id_card_front", unusable("id_card_front")[name]) == f"filing.attachment_{code}"


def test_every_face_is_upright() -> None:
    """Nobody is told to turn a portrait that stands upright."""
    assert [judged("photo", portrait(seed)) for seed in range(8)] == [""] * 8


def test_a_face_is_no_condition() -> None:
    """A portrait in which no face is found passes here: what it shows is for whoever reads it."""
    refuse_illegible(Image.open(BytesIO(usable("premises_proof")["as it is"])), upload_limits.of("photo"))


def test_percentiles_counted_by_brightness_are_those_of_sorted_points() -> None:
    points = numpy.random.default_rng(11)
    for height, width, most in ((1, 1, 9), (3, 7, 2), (40, 61, 256), (640, 404, 200)):
        picture = points.integers(0, most, (height, width)).astype(numpy.uint8)
        assert _percentiles(picture, 0.2, 98, 99.8) == pytest.approx(numpy.percentile(picture, (0.2, 98, 99.8)))
