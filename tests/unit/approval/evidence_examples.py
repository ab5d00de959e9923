"""Pictures that were read and agree, that do not agree, and that nobody read."""

from __future__ import annotations

from typing import Any

from catalogues.evidence import Doubt
from tests.unit.approval.example import Example, passes

FILES = "/application/attachments"


def files(**changes: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """Four pictures that were read and agree, but for what is changed of a kind."""
    kinds = ("photo", "id_card_front", "id_card_back", "premises_proof", *sorted(changes))
    read: dict[str, Any] = {
        "size": 90_000,
        "media_type": "image/jpeg",
        "reading": "yes",
        "doubts": [],
        "insisted": False,
    }
    return FILES, [read | {"kind": kind} | changes.get(kind, {}) for kind in dict.fromkeys(kinds)]


def doubted(rule_id: str, kind: str, doubt: Doubt, *, insisted: bool = False) -> Example:
    change = files(**{kind: {"doubts": [str(doubt)], "insisted": insisted}})
    return Example(rule_id, "fail", "REFER", (change,), f"/attachments/{kind}")


FRONT, BACK, PHOTO, PROOF = "id_card_front", "id_card_back", "photo", "premises_proof"
BOOK, CERTIFICATE = "household_book", "marriage_certificate"

EVIDENCE = [
    passes("AR-43", files()),
    Example("AR-43", "fail", "REFER", (files(photo={"reading": "no"}),), "/attachments/photo"),
    Example("AR-43", "fail", "REFER", (files(id_card_back={"reading": "off"}),), "/attachments/id_card_back"),
    Example("AR-43", "boundary", "REFER", (files(id_card_back={"reading": None}),), "/attachments/id_card_back"),
    doubted("AR-43", FRONT, Doubt.UNREADABLE),
    doubted("AR-43", PROOF, Doubt.TURNED, insisted=True),
    passes("AR-44", files()),
    doubted("AR-44", FRONT, Doubt.NO_CARD),
    doubted("AR-44", BACK, Doubt.WRONG_SIDE),
    passes("AR-45", files()),
    passes("AR-45", files(id_card_front={"reading": "no"}), kind="boundary"),
    doubted("AR-45", FRONT, Doubt.NAME),
    doubted("AR-45", FRONT, Doubt.NUMBER, insisted=True),
    doubted("AR-45", FRONT, Doubt.SEX),
    doubted("AR-45", FRONT, Doubt.ETHNICITY),
    passes("AR-46", files()),
    doubted("AR-46", BACK, Doubt.VALIDITY),
    doubted("AR-46", BACK, Doubt.EXPIRED),
    passes("AR-47", files()),
    doubted("AR-47", PHOTO, Doubt.NO_FACE),
    doubted("AR-47", PHOTO, Doubt.SEVERAL_FACES),
    passes("AR-48", files()),
    doubted("AR-48", PROOF, Doubt.NO_PROOF),
    doubted("AR-48", PROOF, Doubt.ADDRESS),
    doubted("AR-48", PROOF, Doubt.PARTY),
    doubted("AR-48", PROOF, Doubt.TERM),
    doubted("AR-48", PROOF, Doubt.TERM_ENDED),
    passes("AR-49", files(), kind="boundary"),
    passes("AR-49", files(household_book={})),
    doubted("AR-49", BOOK, Doubt.MEMBER),
    doubted("AR-49", CERTIFICATE, Doubt.NO_FAMILY),
]
