"""The service signs where the documents leave room, and calls them what they call themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from catalogues.filing_types import editions
from catalogues.filing_types.words import SignerRole
from services.signing.domain.documents import PLACES

TEMPLATES = Path(__file__).parents[3] / "services" / "filing" / "templates"


def test_places() -> None:
    """Every document the filing service makes has its signers' places, and no other document has one."""
    boxes = json.loads((TEMPLATES / "signature_boxes.json").read_text("utf-8"))
    assert {kind: set(roles) - {"agent"} for kind, roles in boxes.items()} == {
        kind: set(places) for kind, places in PLACES.items()
    }
    for kind, places in PLACES.items():
        for role, of_role in places.items():
            expected = boxes[kind][role] if role == SignerRole.FAMILY_MEMBER else [boxes[kind][role]]
            assert [{"page": place.page, "box": list(place.box)} for place in of_role] == expected


def test_a_place_for_everybody() -> None:
    """Whoever signs a document of any edition of any kind of filing has a place on it, and up to twenty members do."""
    for filing in editions.all():
        for document in filing.to_sign(named=True):
            assert set(document.signers) <= set(PLACES[document.kind])
    assert len(PLACES["application_form"][SignerRole.FAMILY_MEMBER]) >= 20


@pytest.mark.parametrize("kind", PLACES)
def test_titles(kind: str) -> None:
    """The title is the one printed on the document."""
    printed = re.search(r'^  title: "(.+)",$', (TEMPLATES / f"{kind}.typ").read_text("utf-8"), re.MULTILINE)
    assert printed is not None
    assert {printed[1]} == {filing.title_of(kind) for filing in editions.all()}
