"""Who signs: an act of the authority is somebody's, with a name and a number, or it cannot be done."""

from __future__ import annotations

from sqlmodel import Session

from kernel.tokens import Principal
from services.approval.domain.officials import Official
from services.approval.operations import refusals
from services.approval.operations.resources import Resources
from services.approval.store import officials
from services.approval.store.officials import OfficialSeen


def sign(resources: Resources, session: Session, caller: Principal) -> Official:
    """The caller's name and number as their account has them now, kept so that papers made later carry them.

    Raises Refusal `approval.official_unnamed` for an account without either.
    """
    if not caller.name or not caller.staff_no:
        raise refusals.official_unnamed()
    session.merge(
        OfficialSeen(
            account_ref=caller.subject,
            authority_code=caller.authority or "",
            name_encrypted=resources.ring.encrypt_text(caller.name, _binding(caller.subject)),
            staff_no=caller.staff_no,
            seen_at=resources.clock.now(),
        )
    )
    session.flush()
    return Official(caller.name, caller.staff_no)


def signature_of(resources: Resources, session: Session, account_ref: str) -> Official:
    """Who acted under an account. Raises Refusal `approval.official_unnamed` for one that nobody signed with."""
    seen = officials.official(session, account_ref)
    if seen is None:
        raise refusals.official_unnamed()
    return opened(resources, seen)


def opened(resources: Resources, seen: OfficialSeen) -> Official:
    return Official(resources.ring.decrypt_text(seen.name_encrypted, _binding(seen.account_ref)), seen.staff_no)


def _binding(account_ref: str) -> str:
    return f"official/{account_ref}"
