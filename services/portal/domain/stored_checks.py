"""What services keep in the object store and compare with their rows again and again, in words."""

from __future__ import annotations

KEEPERS = ("filing", "signing", "licence", "archive")
"""The services that do so."""
STORED = {
    "stored_documents": "申请文书",
    "stored_attachments": "上传的附件",
    "stored_signed_documents": "已签字的文书",
    "stored_licences": "电子营业执照",
    "stored_packages": "电子档案包",
}
