"""Fetches originals and signed files from the exchange."""

from __future__ import annotations

from kernel.exchange import DocumentRef
from services.signing.operations.examination import Original
from services.signing.operations.resources import Resources
from services.signing.store.acts import DocumentSignature
from services.signing.store.sessions import DocumentToSign


def reference(document: DocumentToSign | DocumentSignature) -> DocumentRef:
    return DocumentRef(
        kind=document.kind, key=document.object_key, sha256=document.sha256, sm3=document.sm3, pages=document.pages
    )


def collect_original(resources: Resources, document: DocumentToSign) -> Original:
    """Raises Defect `exchange.altered` or `keyring.tampered` for an original that is not what was confirmed."""
    content = resources.exchange.collect_document(reference(document))
    return Original(document.kind, document.sha256, document.sm3, document.pages, content)
