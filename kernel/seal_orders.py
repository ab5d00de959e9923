"""What a service says that wants the authority's seal on papers it wrote, and what it gets back.

The order is a compact JWS of its author (`kernel/authors.py`) over the papers' digests: whoever keeps the seals seals
what an author answers for, and nothing else. The papers travel beside it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from kernel.authors import Authors
from kernel.errors import Defect
from kernel.pdf.digests import sha256_hex
from kernel.references_handed import OtherService

ORDER: Literal["seal-order"] = "seal-order"
PATH = "/seals"
MOST = 8
"""Papers of one step."""


Paper = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]+={0,2}$", description="A PDF in base64")]


Box = tuple[float, float, float, float]


class PaperToSeal(BaseModel):
    """`box`: where the seal goes on the last page, in points from its lower left corner."""

    sha256: str
    box: Box


class SealOrder(BaseModel):
    application_no: str
    authority_code: str
    authority_name: str
    papers: tuple[PaperToSeal, ...]


class SealRequest(BaseModel):
    """Asked twice it seals twice: the papers are the same, their time stamps are not."""

    model_config = ConfigDict(extra="forbid")

    order: Annotated[str, Field(max_length=4000)]
    papers: Annotated[list[Paper], Field(min_length=1, max_length=MOST)]


class Sealed(BaseModel):
    papers: list[Paper]


class AsksForSeals(Protocol):
    def sealed(self, order: str, papers: Sequence[bytes]) -> list[bytes]:
        """The papers in their order, sealed. Raises Outage while the keeper of seals, or what it asks, is silent."""


class SealsAsked:
    """Of the service that keeps the seals. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._service = OtherService("licence", url)

    def sealed(self, order: str, papers: Sequence[bytes]) -> list[bytes]:
        """Raises Outage `licence.unavailable` and Defect `licence.declined`."""
        answer = self._service.ask(PATH, SealRequest(order=order, papers=[written(each) for each in papers]))
        try:
            given = [read(each) for each in Sealed.model_validate_json(answer).papers]
        except ValueError as error:  # pydantic's errors are values, too
            raise Defect("licence.declined", "unintelligible") from error
        if len(given) != len(papers):
            raise Defect("licence.declined", "papers missing")
        return given

    def close(self) -> None:
        self._service.close()


def written(paper: bytes) -> str:
    return base64.b64encode(paper).decode()


def read(paper: str) -> bytes:
    """Raises ValueError for what is no base64."""
    return base64.b64decode(paper, validate=True)


def order_of(application_no: str, authority: tuple[str, str], papers: Sequence[tuple[bytes, Box]]) -> bytes:
    """What the author signs; `authority` is its code and its name."""
    code, name = authority
    wanted = tuple(PaperToSeal(sha256=sha256_hex(content), box=box) for content, box in papers)
    order = SealOrder(application_no=application_no, authority_code=code, authority_name=name, papers=wanted)
    return order.model_dump_json().encode()


def sealed_by(
    seals: AsksForSeals, authors: Authors, number: str, authority: tuple[str, str], papers: Sequence[tuple[bytes, Box]]
) -> list[bytes]:
    """Papers of application `number` that this process wrote, each with the seal of `authority` (code, name) in its
    place; its time stamps are new each time. Raises Outage `licence.unavailable`."""
    said = authors.say(ORDER, order_of(number, authority, papers))
    return seals.sealed(said, [content for content, _ in papers])


def place_of(boxes: Path, kind: str) -> Box | None:
    """Where the authority's seal goes on a paper, of the table beside its template; None for one that has no place."""
    return _places(boxes).get(kind)


@cache
def _places(boxes: Path) -> dict[str, Box]:
    told = json.loads(boxes.read_text("utf-8"))
    return {kind: tuple(roles["authority"]["box"]) for kind, roles in told.items()}
