"""Where a licence's document lies."""

from __future__ import annotations

from kernel.exchange import DocumentRef
from services.licence.store.licences import Licence

KIND = "licence"


def document_of(row: Licence) -> DocumentRef:
    """Of a licence that has its document."""
    assert row.document_key is not None and row.document_sha256 is not None
    assert row.document_sm3 is not None and row.document_pages is not None
    return DocumentRef(
        kind=KIND, key=row.document_key, sha256=row.document_sha256, sm3=row.document_sm3, pages=row.document_pages
    )
