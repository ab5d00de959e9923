"""The service signs where the documents leave room, and calls them what they call themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from services.signing.domain.documents import KINDS

TEMPLATES = Path(__file__).parents[3] / "services" / "filing" / "templates"


def test_places() -> None:
    """Every document the filing service makes has its operator's place, and no other document has one."""
    boxes = json.loads((TEMPLATES / "signature_boxes.json").read_text("utf-8"))
    places = {kind: known.places["operator"] for kind, known in KINDS.items()}
    assert {kind: {"page": place.page, "box": list(place.box)} for kind, place in places.items()} == {
        kind: roles["operator"] for kind, roles in boxes.items()
    }


@pytest.mark.parametrize("kind", KINDS)
def test_titles(kind: str) -> None:
    """The title is the one printed on the document."""
    printed = re.search(r'^  title: "(.+)",$', (TEMPLATES / f"{kind}.typ").read_text("utf-8"), re.MULTILINE)
    assert printed is not None and printed[1] == KINDS[kind].title
