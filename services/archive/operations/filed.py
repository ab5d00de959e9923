"""Documents as rows of the archive's inventory."""

from __future__ import annotations

from services.archive.domain.arrangement import Entry
from services.archive.domain.checks import ExaminedDocument
from services.archive.store.volumes import FiledDocument


def filed(
    volume_name: str, entry: Entry, document: ExaminedDocument, supplement_name: str | None = None
) -> FiledDocument:
    """A document at its place in a volume, or in a supplement to it."""
    return FiledDocument(
        volume_name=volume_name,
        number=entry.number,
        kind=entry.kind,
        group=entry.section.group,
        subgroup=entry.section.subgroup,
        title=entry.section.title,
        page_from=entry.page_from,
        page_to=entry.page_to,
        file_name=entry.file_name,
        size=len(document.content),
        sha256=document.sha256,
        sm3=document.sm3,
        made_at=document.made_at,
        supplement_name=supplement_name,
    )
