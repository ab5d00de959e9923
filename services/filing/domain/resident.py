"""Numbers of resident identity cards as they are typed into a form (GB 11643)."""

from __future__ import annotations

from datetime import date

from kernel.numbers import InvalidNumber, ResidentId
from kernel.persons import RESIDENT_ID_CARD
from services.filing.domain.entries import Entries


def resident_id(entries: Entries, today: date, name: str = "id_number") -> ResidentId | None:
    """None, and a note of what is wrong, for a number that is none."""
    text = entries.text(name, 64)
    if text is None:
        return None
    try:
        return ResidentId.parse(text, on=today)
    except InvalidNumber as wrong:
        entries.note(
            name,
            f"id_number_{wrong.rule.value}",
            f"身份证号码有误：{wrong.zh}",
            f"Not an identity number: {wrong.en}",
            "GB 11643",
        )
        return None


def document_of(entries: Entries, today: date) -> tuple[str, str | None]:
    """Kind and number of somebody's document; without a kind it is the resident identity card."""
    document = entries.code("id_document_type", "id_document_type") or RESIDENT_ID_CARD
    if document != RESIDENT_ID_CARD:
        return document, entries.document_number("id_number", document)
    resident = resident_id(entries, today)
    return document, resident.number if resident else None
