"""Which signatures stand when an application that was returned is confirmed again."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel
from sqlmodel import Session

from services.signing.contract import OpenSigningSession
from services.signing.operations.resources import Resources
from services.signing.store import standing as standings
from services.signing.store.sessions import CORRECTED, SigningSession
from services.signing.store.signers import OPERATOR


class Operator(BaseModel):
    name: str
    mobile: str
    id_document_type: str
    id_number: str


def standing_signatures(
    session: Session,
    resources: Resources,
    request: OpenSigningSession,
    operator: Operator,
    known: Mapping[int, SigningSession],
) -> dict[str, str]:
    """In which session each document was signed that need not be signed again, by kind: it is, byte for byte, the one
    that the same operator alone signed in the window before, which ended with the correction. A window that lapsed or
    was given up leaves none (通知 2.1.2.6); and none stands where nothing would be left to sign."""
    before = known[max(known)] if known else None
    if before is None or before.window >= request.window:
        return {}
    if before.void_reason != CORRECTED or before.completed_at is None:
        return {}
    earlier = standings.of_session(session, before.session_no)
    assert earlier is not None  # it is among those known
    signer = next((one for one in earlier.signers if one.party_ref == OPERATOR), None)
    if signer is None or (
        signer.id_document_type,
        resources.signer_id_number(signer),
        resources.signer_name(signer),
    ) != (
        operator.id_document_type,
        operator.id_number,
        operator.name,
    ):
        return {}
    then = {document.kind: document for document in earlier.documents}
    found: dict[str, str] = {}
    for document in request.documents:
        made = earlier.signed(document.kind)
        same = document.kind in then and then[document.kind].sha256 == document.sha256
        if same and [signature.party_ref for signature, _ in made] == [OPERATOR]:
            found[document.kind] = then[document.kind].signed_in or before.session_no
    return found if len(found) < len(request.documents) else {}
