"""Reads revocations and writes entries of them: encrypted, in their order, never altered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from kernel.errors import Refusal, not_found
from kernel.tokens import Principal
from services.approval.domain import revocation
from services.approval.domain.conclusions import CONCLUDES, Concluded, conclusion
from services.approval.domain.revocation import Entry, Standing, Written
from services.approval.operations.desk import authority_of
from services.approval.operations.resources import Resources
from services.approval.store import decisions, revocations
from services.approval.store.revocations import Revocation, RevocationEntry


def of_authority(session: Session, caller: Principal, revocation_no: str, *, lock: bool = False) -> Revocation:
    """Raises Refusal `approval.revocation.not_found`, also for another authority's."""
    row = revocations.by_number(session, revocation_no, lock=lock)
    if row is None or row.authority_code != authority_of(caller):
        raise unknown()
    return row


def answers_for(session: Session, row: Revocation, caller: Principal) -> bool:
    """Whether the caller's account applied for the registration that it is about."""
    decision = decisions.latest(session, row.about) if row.about else None
    return decision is not None and decision.account_subject == caller.subject


def unknown() -> Refusal:
    return not_found("approval.revocation", "没有找到该撤销登记案件", "There is no such revocation")


def written(resources: Resources, session: Session, revocation_no: str) -> list[Written]:
    return [
        Written(row.number, Entry(row.entry), row.at, row.by, _opened(resources, row))
        for row in revocations.entries(session, revocation_no)
    ]


def concluded(
    resources: Resources, session: Session, authority: str, since: datetime, until: datetime
) -> list[Concluded]:
    """Those of an authority that were concluded from `since` to before `until`."""
    numbers = revocations.with_entry(session, authority, CONCLUDES, since, until)
    found = (conclusion(written(resources, session, number)) for number in numbers)
    return [each for each in found if each and since <= each.at < until]


def write(
    resources: Resources,
    session: Session,
    row: Revocation,
    entries: Sequence[Written],
    entry: Entry,
    content: dict[str, Any],
    by: str,
) -> Standing:
    """Add an entry to those there are, in the transaction of the caller, who holds the revocation's row."""
    now = resources.clock.now()
    number = len(entries) + 1
    session.add(
        RevocationEntry(
            revocation_no=row.revocation_no,
            number=number,
            entry=entry,
            at=now,
            by=by,
            content_encrypted=resources.ring.encrypt_text(
                json.dumps(content, ensure_ascii=False), _binding(row.revocation_no, number)
            ),
        )
    )
    standing = revocation.standing([*entries, Written(number, entry, now, by, content)])
    row.stage = standing.stage
    session.add(row)
    session.flush()
    return standing


def _opened(resources: Resources, row: RevocationEntry) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        resources.ring.decrypt_text(row.content_encrypted, _binding(row.revocation_no, row.number))
    )
    return found


def _binding(revocation_no: str, number: int) -> str:
    return f"revocation/{revocation_no}/{number}"
