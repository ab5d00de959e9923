"""Whether the liaison person somebody names exists as named (个体工商户登记管理规定 Art. 8; 实施细则 Art. 16)."""

from __future__ import annotations

import structlog
from pydantic import BaseModel
from uuid_utils import uuid7

from kernel.persons import normal_document_number, normal_name
from services.identity.contract import LiaisonVerified
from services.identity.domain.authentication import Comparison
from services.identity.operations.resources import Resources

log = structlog.get_logger()


class PersonNamed(BaseModel):
    """Somebody who neither acts nor signs; there is no live capture of them."""

    name: str
    id_document_type: str
    id_number: str


def verify_liaison(resources: Resources, account_id: str, named: PersonNamed) -> Comparison:
    """Ask the population registry for the applicant's form; who asked stands in the audit trail. Outage
    `identity.registry_unavailable` when it gives no clear answer."""
    asked = str(uuid7())
    result = verified(resources, named, f"liaison/{asked}").result
    with resources.database.transaction() as session:
        resources.record(session, "liaison_verified", actor_ref=account_id, object_ref=asked, reason=result)
    return result


def verified(resources: Resources, named: PersonNamed, request_id: str) -> LiaisonVerified:
    """Name and number against the registry; who is dead, or whose document is void, does not match. Idempotency key:
    request_id. Outage `identity.registry_unavailable`."""
    name = normal_name(named.name)
    number = normal_document_number(named.id_document_type, named.id_number)
    answer = resources.registry.verify(
        name=name,
        id_number=number,
        id_document_type=named.id_document_type,
        purpose="establishment",
        request_id=request_id,
        face=None,
    )
    result: Comparison = answer.result
    if result == "MATCH" and (answer.flags.alive is False or answer.flags.document_valid is False):
        result = "MISMATCH"
    log.info("liaison_verified")
    return LiaisonVerified(
        name=name,
        id_document_type=named.id_document_type,
        id_number=number,
        result=result,
        reference_no=answer.reference_no,
    )
