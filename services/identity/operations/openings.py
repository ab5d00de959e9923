"""Opens a session for an account that proved to be whose it is, and gives out its tokens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog
from sqlmodel import Session
from uuid_utils import uuid7

from kernel.tokens import Clerk, Role
from services.identity.domain.periods import ACCESS_TOKEN_LIFE, AT_THE_WINDOW, SESSION_LIFE
from services.identity.operations.resources import Resources
from services.identity.store import accounts, sessions

log = structlog.get_logger()

OpenedBy = Literal["password", "second_factor", "unified", "sms_code", "window"]


@dataclass(frozen=True, slots=True, repr=False)
class SessionOpened:
    """`expires_in` is the access token's life in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


def open_for(
    session: Session,
    resources: Resources,
    account: accounts.Account,
    opened_by: OpenedBy = "password",
    clerk: Clerk | None = None,
) -> SessionOpened:
    """A new session, as part of the caller's transaction; that of a `clerk` who acts for the account is shorter."""
    now = resources.clock.now()
    opening = sessions.LoginSession(
        session_id=str(uuid7()),
        account_id=account.account_id,
        opened_by=opened_by,
        opened_at=now,
        expires_at=now + (AT_THE_WINDOW if clerk else SESSION_LIFE),
        clerk_id=clerk.subject if clerk else None,
    )
    session.add(opening)
    opened = tokens_for(session, resources, account, opening.session_id, now, clerk)
    actor = clerk.subject if clerk else account.account_id
    resources.record(session, "session_opened", actor_ref=actor, object_ref=account.account_id, reason=opened_by)
    log.info("session_opened", actor_ref=account.account_id, outcome=opened_by)
    return opened


def tokens_for(
    session: Session,
    resources: Resources,
    account: accounts.Account,
    session_id: str,
    now: datetime,
    clerk: Clerk | None = None,
) -> SessionOpened:
    """A pair of tokens; the refresh token is kept as a keyed hash."""
    refresh_token = secrets.token_urlsafe(32)
    session.add(
        sessions.RefreshToken(token_hash=token_hash(resources, refresh_token), session_id=session_id, issued_at=now)
    )
    name, staff_no = signature_of(resources, account)
    access_token = resources.issuer.issue(
        account.account_id,
        account.roles,
        account.authority,
        now,
        session_id=session_id,
        name=name,
        staff_no=staff_no,
        clerk=clerk,
    )
    return SessionOpened(access_token, refresh_token, int(ACCESS_TOKEN_LIFE.total_seconds()))


def signature_of(resources: Resources, account: accounts.Account) -> tuple[str | None, str | None]:
    """Name and number (工号) that staff sign with; an applicant has neither here."""
    if account.roles == [Role.APPLICANT] or account.name_encrypted is None:
        return None, account.staff_no
    return resources.ring.decrypt_text(account.name_encrypted, f"account:name:{account.account_id}"), account.staff_no


def token_hash(resources: Resources, refresh_token: str) -> str:
    return resources.hash(f"refresh:{refresh_token}")


def clerk_of(session: Session, resources: Resources, clerk_id: str) -> Clerk | None:
    """Who acts at the window; None where the account may not any more."""
    account = accounts.by_id(session, clerk_id)
    if account is None or account.suspended_at is not None or Role.WINDOW not in account.roles:
        return None
    name, staff_no = signature_of(resources, account)
    if account.authority is None or name is None or staff_no is None:
        return None
    return Clerk(account.account_id, account.authority, name, staff_no)
