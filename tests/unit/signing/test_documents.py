"""The service signs where the documents leave room, and calls them what they call themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from catalogues.filing_types import editions
from catalogues.filing_types.words import HOLDERS, IN_CHARGE, SignerRole
from services.signing.domain.documents import PLACES

TEMPLATES = Path(__file__).parents[3] / "services" / "filing" / "templates"


def _printed(role: SignerRole, places: int) -> list[str]:
    """How a template calls the places of a role."""
    if role in IN_CHARGE:
        return ["operator"]
    if role == SignerRole.FORMER_OPERATOR:
        return [role]
    word = "family" if role == SignerRole.FAMILY_MEMBER else "shareholder" if role in HOLDERS else role
    return [f"{word}-{n}" for n in range(1, places + 1)]


def test_places() -> None:
    """Every document the filing service makes has its signers' places, and no other document has one."""
    boxes = json.loads((TEMPLATES / "signature_boxes.json").read_text("utf-8"))
    places = {
        kind: {
            name: {"page": place.page, "box": list(place.box)}
            for role, of_role in roles.items()
            for name, place in zip(_printed(role, len(of_role)), of_role, strict=True)
        }
        for kind, roles in PLACES.items()
    }
    assert places == {kind: {n: box for n, box in roles.items() if n != "agent"} for kind, roles in boxes.items()}


def test_a_place_for_everybody() -> None:
    """Whoever signs a document of any edition of any kind of filing has a place on it, and up to twenty members do."""
    for filing in editions.all():
        for document in filing.to_sign(named=True):
            assert set(document.signers) <= set(PLACES[document.kind])
    assert len(PLACES["application_form"][SignerRole.FAMILY_MEMBER]) >= 20


@pytest.mark.parametrize("kind", PLACES)
def test_titles(kind: str) -> None:
    """The title is the one printed on the document."""
    printed = re.search(r"^  title: (.+),$", (TEMPLATES / f"{kind}.typ").read_text("utf-8"), re.MULTILINE)
    assert printed is not None
    if printed[1] == "data.title":
        return  # as the filing type has it
    assert set(re.findall(r'"(.+?)"', printed[1])) == {
        each.title for filing in editions.all() for each in filing.documents if each.kind == kind
    }
