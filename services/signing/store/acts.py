"""Acts of signing with their evidence, and the signature on each document."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from catalogues.filing_types.words import DocumentKind
from kernel.database import encrypted_column
from kernel.exchange import DocumentRef
from services.signing.store.signers import signer_key


class SigningAct(SQLModel, table=True):
    """What shows that a signer signed, knowing what (电子签名法 Art. 13). Everybody signs once in a session.

    `strokes_encrypted` is encrypted as the signer's texts are; address and browser are keyed hashes. Who signed on
    paper at the window has no link, code or strokes: `attested_by` is the account of the clerk before whom they did,
    `attested_no` their number, `scan_*` the scan of what was signed; the certificate is then the clerk's.
    """

    __tablename__ = "signing_act"
    __table_args__: ClassVar = (signer_key(), {"schema": "signing"})

    session_no: str = Field(primary_key=True)
    party_ref: str = Field(primary_key=True)
    link_id: str | None = Field(default=None, sa_column_args=[ForeignKey("signing.signing_link.link_id")])
    code_id: str | None = Field(default=None, sa_column_args=[ForeignKey("signing.signing_code.code_id")])
    intent: str
    strokes_encrypted: str | None = encrypted_column("strokes", default=None)
    address_hash: str
    user_agent_hash: str
    certificate_serial: str
    certificate_issuer: str
    signed_at: datetime = Field(sa_type=DateTime(timezone=True))
    attested_by: str | None = None
    attested_no: str | None = None
    scan_key: str | None = None
    scan_sha256: str | None = None
    scan_sm3: str | None = None
    scan_pages: int | None = None

    @property
    def scan(self) -> DocumentRef | None:
        """What was signed on paper, as it was scanned."""
        if self.scan_key is None or self.scan_sha256 is None or self.scan_sm3 is None or self.scan_pages is None:
            return None
        return DocumentRef(
            kind=DocumentKind.SIGNED_SCAN,
            key=self.scan_key,
            sha256=self.scan_sha256,
            sm3=self.scan_sm3,
            pages=self.scan_pages,
        )


class DocumentSignature(SQLModel, table=True):
    """Where the file lies as this signer left it: `seq` is 1 for the first signature on a document, and each one holds
    those before. That no two are number `seq` makes signing one document one after the other.

    `timestamped_at` is the time-stamping authority's time."""

    __tablename__ = "document_signature"
    __table_args__: ClassVar = (
        ForeignKeyConstraint(
            ["session_no", "kind"], ["signing.document_to_sign.session_no", "signing.document_to_sign.kind"]
        ),
        ForeignKeyConstraint(
            ["session_no", "party_ref"], ["signing.signing_act.session_no", "signing.signing_act.party_ref"]
        ),
        UniqueConstraint("session_no", "kind", "seq", name="document_signature_seq_unique"),
        {"schema": "signing"},
    )

    session_no: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    party_ref: str = Field(primary_key=True)
    seq: int
    object_key: str
    sha256: str
    sm3: str
    pages: int
    timestamped_at: datetime = Field(sa_type=DateTime(timezone=True))
