"""Finds an application as it was confirmed, and what its applicant changed since."""

from __future__ import annotations

from typing import Any

from catalogues.filing_types.words import PartKind
from kernel.errors import Defect
from kernel.exchange import Reference
from services.filing.contract.messages import ApplicationFound, ConfirmedApplication
from services.filing.contract.parts import ApplicationPart
from services.filing.domain.changes import changed
from services.filing.operations import dossiers
from services.filing.operations.answers import Changes
from services.filing.operations.resources import Resources
from services.filing.store import documents


def confirmed_application(resources: Resources, request: ConfirmedApplication) -> ApplicationFound:
    """The part of the revision that was confirmed last; what was licensed is that one, since nothing can be changed
    after it. Raises Defect `filing.application_unconfirmed`."""
    with resources.database.reading() as session:
        row = documents.latest_confirmed(session, request.application_no)
    if row is None or row.part_key is None or row.part_digest is None:
        raise Defect("filing.application_unconfirmed", request.application_no)
    return ApplicationFound(application=Reference(key=row.part_key, digest=row.part_digest))


def changes(resources: Resources, subject: str, application_no: str) -> Changes:
    """Which fields of the applicant's own application differ from what they confirmed last; none while they never
    confirmed anything."""
    with resources.database.reading() as session:
        found = dossiers.own_holding(session, subject, application_no)
        row = documents.latest_confirmed(session, application_no)
    if row is None or row.part_key is None or row.part_digest is None:
        return Changes(pointers=())
    reference = Reference(key=row.part_key, digest=row.part_digest)
    before = resources.exchange.collect(reference, ApplicationPart, PartKind.APPLICATION)
    kept = {file.kind: file.sha256 for file in before.attachments}
    files = {file.kind: file.sha256 for file in found.files}
    return Changes(pointers=changed(_as_entered(before), dossiers.dossier(resources, found), kept, files))


def _as_entered(part: ApplicationPart) -> dict[str, dict[str, Any]]:
    """What was confirmed, in the shape of the sections."""
    told = part.model_dump(mode="json")
    return {
        "premises": {**told["premises"], "capital_amount": told["capital_amount"]},
        "operator": told["operator"],
        "details": {
            **told["details"],
            "scope_items": [item["name"] for item in told["details"]["scope_items"]],
            "premises_commitment": told["premises_commitment"],
        },
    }
