"""What an examiner sees of a case: everything needed to decide it, personal data masked."""

from __future__ import annotations

from typing import Any

from kernel.masking import (
    mask_address,
    mask_email,
    mask_id_number,
    mask_name,
    mask_phone,
)
from services.approval.domain.snapshot.case import CaseSnapshot


def masked(case: CaseSnapshot) -> dict[str, Any]:
    """The snapshot without the persons: names, numbers, phones and residences are masked; what a licence publishes
    (business name, premises, scope, capital) is shown."""
    shown = case.model_dump(mode="json", exclude={"authentication", "signatures", "facts", "documents"})
    application = case.application
    operator, commitment = application.operator, application.premises_commitment
    shown["application"]["account_subject"] = None
    shown["application"]["operator"] |= {
        "name": mask_name(operator.name),
        "id_number": mask_id_number(operator.id_number),
        "birth_date": f"{operator.birth_date.year}-**-**",
        "email": mask_email(operator.email),
        "mobile": mask_phone(operator.mobile),
        "contact_phone": mask_phone(operator.contact_phone),
        "residence": mask_address(operator.residence),
        "family_members": [
            {"name": mask_name(m.name), "id_number": mask_id_number(m.id_number), "relation": m.relation}
            for m in operator.family_members
        ],
        "liaison": operator.liaison
        and {
            "name": mask_name(operator.liaison.name),
            "id_number": mask_id_number(operator.liaison.id_number),
            "mobile": mask_phone(operator.liaison.mobile),
        },
        "helper": operator.helper
        and {
            "name": mask_name(operator.helper.name),
            "relation": operator.helper.relation,
            "mobile": mask_phone(operator.helper.mobile),
        },
    }
    shown["application"]["premises_commitment"]["owner"] = mask_name(commitment.owner)
    for place in shown["application"]["premises"].get("further", ()):
        place["owner"] = mask_name(place["owner"])
    if shown["name"]:
        shown["name"]["account_subject"] = None
    shown["persons"] = [
        {
            "role": person.role,
            "name": mask_name(person.name),
            "id_number": mask_id_number(person.id_number),
            "face_score": person.face_score,
            "identified_by": person.identified_by,
            "authenticated_at": person.authenticated_at.isoformat(),
            "facts": person.facts.model_dump(mode="json"),
        }
        for person in case.authentication.persons
    ]
    shown["signatures"] = [
        {
            "role": s.role,
            "certificate_serial": s.certificate_serial,
            "signed_at": s.signed_at.isoformat(),
            "attested_by": s.attested_by,
        }
        for s in case.signatures.signers
    ]
    shown["facts"] = case.facts.model_dump(mode="json", exclude={"application_no"})
    shown["documents"] = [document.model_dump(mode="json") for document in case.documents]
    return shown
