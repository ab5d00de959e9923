"""Fetches the content of attached files."""

from __future__ import annotations

from services.filing.clients import StoredFile
from services.filing.operations.resources import Resources
from services.filing.store.attachments import FilingAttachment


def stored_content(resources: Resources, row: FilingAttachment) -> bytes:
    """As it was uploaded. Raises Defect `filing.attachment_altered`."""
    return resources.attachments.get(StoredFile(row.object_key, row.encrypted_key))
