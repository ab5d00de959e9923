"""Begins a revocation: applied for by the person whose identity was used, or ex officio (条例 Art. 40)."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlmodel import Session

from catalogues import authorities
from kernel.clock import local_date
from kernel.database import lock_key
from kernel.errors import Refusal
from kernel.tokens import Principal
from services.approval.domain.numbering import revocation_number
from services.approval.domain.revocation import Entry, Origin, Stage
from services.approval.operations.desk import authority_of
from services.approval.operations.resources import Resources
from services.approval.operations.revocations.keeping import write
from services.approval.operations.signing import sign
from services.approval.store import decisions, revocations
from services.approval.store.revocations import Revocation

log = structlog.get_logger()

_OVER = frozenset({Stage.NOT_ACCEPTED, Stage.REFUSED, Stage.WITHDRAWN, Stage.REVOKED})


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """What somebody says whose identity was used: who they are by the papers they were verified with, and what
    happened."""

    uscc: str
    authority_code: str
    name: str
    id_document_type: str
    id_number: str
    statement: str


def apply(resources: Resources, caller: Principal, claim: Claim) -> str:
    """The number under which the application is received; the three working days begin (实施细则 Art. 52).

    Idempotency key: the applicant + the code. Nothing of the business or of who registered it is answered. Raises
    Refusal `approval.authority_unknown`.
    """
    if claim.authority_code not in {authority.code for authority in authorities.all()}:
        raise Refusal("approval.authority_unknown", "没有这个登记机关", "There is no such authority")
    with resources.database.transaction() as session:
        lock_key(session, f"approval/revocation/{claim.uscc}")
        known = revocations.of_applicant(session, claim.uscc, caller.subject)
        if known is not None:
            return known.revocation_no
        row = _row(resources, session, claim.uscc, claim.authority_code, Origin.APPLICATION, caller.subject, None)
        content = {
            **{"origin": Origin.APPLICATION.value, "statement": claim.statement, "name": claim.name},
            **{"id_document_type": claim.id_document_type, "id_number": claim.id_number},
        }
        write(resources, session, row, (), Entry.OPENED, content, caller.subject)
    log.info("revocation_applied_for", application_no=row.revocation_no)
    return row.revocation_no


def open_ex_officio(resources: Resources, caller: Principal, uscc: str, about: str, reason: str) -> str:
    """Idempotency key: `about` while it is not over. Raises Refusal `approval.revocation_about_unknown` for an
    application that the caller's authority did not approve."""
    with resources.database.transaction() as session:
        lock_key(session, f"approval/revocation/{uscc}")
        sign(resources, session, caller)
        for known in revocations.about_entity(session, uscc):
            if known.about == about and known.stage not in _OVER:
                return known.revocation_no
        check_about(session, about, authority_of(caller))
        row = _row(resources, session, uscc, authority_of(caller), Origin.EX_OFFICIO, None, about)
        content = {"origin": Origin.EX_OFFICIO.value, "statement": reason}
        write(resources, session, row, (), Entry.OPENED, content, caller.subject)
    log.info("revocation_opened", application_no=row.revocation_no)
    return row.revocation_no


def check_about(session: Session, about: str, authority_code: str) -> None:
    decision = decisions.latest(session, about)
    if decision is None or decision.outcome != "APPROVE" or decision.authority_code != authority_code:
        raise Refusal(
            "approval.revocation_about_unknown",
            "本机关没有作出过该登记决定",
            "This authority made no such registration",
            pointer="/about",
            remedy_zh="请在登记簿上选择要撤销的登记",
            remedy_en="Choose the registration in the register",
        )


def _row(
    resources: Resources,
    session: Session,
    uscc: str,
    authority_code: str,
    origin: Origin,
    applicant: str | None,
    about: str | None,
) -> Revocation:
    now = resources.clock.now()
    day = local_date(now)
    lock_key(session, f"approval/revocations/{authority_code}/{day}")
    prefix = revocation_number(authority_code[:6], day, 1)[:16]
    row = Revocation(
        revocation_no=revocation_number(authority_code[:6], day, revocations.opened_on(session, prefix) + 1),
        uscc=uscc,
        about=about,
        authority_code=authority_code,
        origin=origin,
        applicant_subject=applicant,
        stage=Stage.RECEIVED,
        opened_at=now,
    )
    session.add(row)
    session.flush()
    return row
