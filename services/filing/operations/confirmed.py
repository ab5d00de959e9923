"""Finds an application as it was confirmed, for whoever knows only its number."""

from __future__ import annotations

from kernel.errors import Defect
from kernel.exchange import Reference
from services.filing.contract.messages import ApplicationFound, ConfirmedApplication
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
