"""Fetches originals and signed files from the exchange."""

from __future__ import annotations

from kernel.exchange import DocumentRef
from services.signing.operations.examination import Original
from services.signing.operations.resources import Resources
from services.signing.store.acts import DocumentSignature
from services.signing.store.sessions import DocumentToSign


def reference(paper: DocumentToSign | DocumentSignature) -> DocumentRef:
    return DocumentRef(kind=paper.kind, key=paper.object_key, sha256=paper.sha256, sm3=paper.sm3, pages=paper.pages)


def collect_original(resources: Resources, paper: DocumentToSign) -> Original:
    """Raises Defect `exchange.altered` or `keyring.tampered` for an original that is not what was confirmed."""
    content = resources.exchange.collect_document(reference(paper))
    return Original(paper.kind, paper.sha256, paper.sm3, paper.pages, content)
