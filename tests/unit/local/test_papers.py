"""The papers invented people bring: ordinary pictures of the right person."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import cv2
import numpy as np
import pytest
from cv2.data import haarcascades
from PIL import Image

from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.pictures.faces import FACES, portrait
from cli.registration.form import RegistrationForm
from cli.registration.papers import drawn
from tests.fixtures.pictures import ordinary

KINDS = ("photo", "id_card_front", "id_card_back", "household_book", "marriage_certificate", "premises_proof")


@cache
def _finder() -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(f"{haarcascades}haarcascade_frontalface_default.xml")


def _faces(content: bytes) -> int:
    grey = np.asarray(Image.open(BytesIO(content)).convert("L"))
    return len(_finder().detectMultiScale(grey, 1.1, 5))


@pytest.mark.parametrize("seed", range(FACES))
def test_a_portrait_has_one_face(seed: int) -> None:
    """What looks for faces finds exactly one in each."""
    assert _faces(portrait(seed)) == 1


def test_the_card_has_one_face_in_front_and_none_behind() -> None:
    """A card's sides can be told apart by it."""
    assert (_faces(ordinary("id_card_front")), _faces(ordinary("id_card_back"))) == (1, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_papers_are_small_and_steady(kind: str) -> None:
    """At most 860 pixels wide and 80 kB, and the same bytes when drawn again."""
    content = ordinary(kind)
    assert Image.open(BytesIO(content)).width <= 860
    assert len(content) < 80_000
    assert ordinary(kind) == content


def test_each_applicant_has_papers_of_their_own() -> None:
    """Two invented people share neither card nor lease."""
    form = RegistrationForm.read(EXAMPLE)
    (one, _), (other, _) = applicants(form, 2, 7)
    for kind in ("id_card_front", "premises_proof"):
        assert len({form.picture(kind), one.picture(kind), other.picture(kind)}) == 3


def test_the_files_beside_an_example_are_what_is_drawn() -> None:
    """`python -m examples.draw` was run after the last change of an example."""
    for example in sorted(EXAMPLE.parent.glob("*.json")):
        form = RegistrationForm.read(example)
        for kind in form.attachments:
            one, other = (Image.open(BytesIO(content)) for content in (form.picture(kind), drawn(kind, form)))
            assert one.size == other.size
            assert np.abs(np.asarray(one, int) - np.asarray(other, int)).mean() < 3


def test_papers_follow_the_form() -> None:
    """Who changes the address of an invented person gets another card."""
    (form, _), *_ = applicants(RegistrationForm.read(EXAMPLE), 1, 8)
    before = form.picture("id_card_front")
    form.operator["residence"] = "山西省大同市平城区新华街街道虚构巷2号"
    assert form.picture("id_card_front") != before
