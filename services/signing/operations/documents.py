"""Where originals and signed files lie in the exchange."""

from __future__ import annotations

from kernel.exchange import DocumentRef
from services.signing.operations.examination import Original
from services.signing.store.acts import DocumentSignature
from services.signing.store.sessions import DocumentToSign


def reference(document: DocumentToSign | DocumentSignature) -> DocumentRef:
    return DocumentRef(
        kind=document.kind, key=document.object_key, sha256=document.sha256, sm3=document.sm3, pages=document.pages
    )


def original_of(document: DocumentToSign, content: bytes) -> Original:
    """The original with the bytes the exchange gave for it."""
    return Original(document.kind, document.sha256, document.sm3, document.pages, content)
