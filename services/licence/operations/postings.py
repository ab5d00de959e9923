"""Lets the owner of a licence know by text message that a paper of it was posted, and under which number."""

from __future__ import annotations

import structlog

from kernel.errors import Defect, Outage
from kernel.exchange import Reference
from kernel.messages import Carried
from services.licence.operations.resources import Resources
from services.licence.store import papers
from services.licence.store.licences import Licence
from services.licence.store.papers import PaperLicence

log = structlog.get_logger()


def tell_posted(resources: Resources, row: Licence, paper: PaperLicence) -> PaperLicence:
    """Ask the notice service to tell the owner; it knows the number that the licence was announced to, and tells once
    of each paper. The posting stands whether or not it answers: `told_at` stays empty until it does."""
    if row.part_key is None or row.part_digest is None:
        return paper
    request: Carried = {
        "application_no": row.application_no,
        "occasion": int(paper.print_no.rsplit("-", 1)[1]),
        "copy_kind": paper.copy_kind,
        "tracking_no": paper.tracking_no,
    }
    held = Reference(key=row.part_key, digest=row.part_digest)
    try:
        answer = resources.notice.hand_on(f"/postings/{row.application_no}", held, request)
    except (Outage, Defect) as error:
        log.warning("posting_untold", application_no=row.application_no, error_code=error.code)
        return paper
    if not answer.get("recorded"):
        return paper
    with resources.database.transaction() as session:
        told = papers.get(session, paper.print_no)
        assert told is not None
        told.told_at = resources.clock.now()
        session.add(told)
        return told
