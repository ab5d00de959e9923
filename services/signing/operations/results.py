"""What an act of signing left, as it is told to the signer and to the applicant."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.signing.store.signers import Signer
from services.signing.store.standing import Standing


class SignedDocument(BaseModel):
    kind: str
    title: str
    pages: int
    sha256: str
    sm3: str
    timestamped_at: datetime


class DocumentsSigned(BaseModel):
    """What one person signed; `complete` once everybody has."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "application_no": "14021301202202220000017",
                "complete": True,
                "signed_at": "2022-02-22T02:03:12Z",
                "certificate_serial": "5f3a19c07b2e44d1",
                "certificate_issuer": "CN=Kaiye sandbox issuing CA",
                "documents": [
                    {
                        "kind": "application_form",
                        "title": "个体工商户登记（备案）申请书",
                        "pages": 4,
                        "sha256": "…",
                        "sm3": "…",
                        "timestamped_at": "2022-02-22T02:03:13Z",
                    }
                ],
            }
        }
    )

    application_no: str
    complete: bool
    signed_at: datetime
    certificate_serial: str
    certificate_issuer: str
    documents: tuple[SignedDocument, ...]


def first_result(standing: Standing, signer: Signer) -> DocumentsSigned | None:
    """What the signer signed in the session, if they did."""
    row, act = standing.row, standing.acts.get(signer.party_ref)
    if act is None:
        return None
    made = {
        kind: own
        for kind, signatures in standing.signatures.items()
        for own in signatures
        if own.party_ref == signer.party_ref
    }
    return DocumentsSigned(
        application_no=row.application_no,
        complete=row.completed_at is not None,
        signed_at=act.signed_at,
        certificate_serial=act.certificate_serial,
        certificate_issuer=act.certificate_issuer,
        documents=tuple(
            SignedDocument(
                kind=document.kind,
                title=row.filing.title_of(document.kind),
                pages=made[document.kind].pages,
                sha256=made[document.kind].sha256,
                sm3=made[document.kind].sm3,
                timestamped_at=made[document.kind].timestamped_at,
            )
            for document in standing.documents
            if document.kind in made
        ),
    )
