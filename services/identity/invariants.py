"""What must always hold in the schema `identity`; each check returns references of what breaks it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func
from sqlmodel import Session, col, exists, select

from kernel.audit import broken
from services.identity.store.accounts import Account
from services.identity.store.audit import entries
from services.identity.store.authentications import Authentication, AuthenticationRound, FaceCapture
from services.identity.store.invitations import Invitation
from services.identity.store.sessions import RefreshToken
from services.identity.store.unified import UnifiedLink


def audit_chain_is_unbroken(session: Session) -> list[str]:
    """Every entry follows the one before and holds its digest."""
    return [f"audit entry {entry.number}" for entry in broken(entries(session))]


def applicants_are_verified(session: Session) -> list[str]:
    """No applicant without a verified person and a mobile number."""
    query = select(Account.account_id).where(
        col(Account.roles).contains(["applicant"]),
        col(Account.person_hash).is_(None) | col(Account.mobile_hash).is_(None) | col(Account.verified_at).is_(None),
    )
    return [f"account {account_id}" for account_id in session.exec(query)]


def authentications_have_consent(session: Session) -> list[str]:
    """No question about a face without the consent it rests on."""
    consent = exists().where(
        col(FaceCapture.application_no) == col(Authentication.application_no),
        col(FaceCapture.person_ref) == col(Authentication.person_ref),
        col(FaceCapture.account_id) == col(Authentication.account_id),
        col(FaceCapture.capture_no) == col(Authentication.capture_no),
        col(FaceCapture.consented_at) <= col(Authentication.decided_at),
    )
    query = select(Authentication.authentication_id).where(~consent)
    return [f"authentication {authentication_id}" for authentication_id in session.exec(query)]


def rounds_have_their_authentication(session: Session) -> list[str]:
    """No finished round without a successful authentication in the same window."""
    success = exists().where(
        col(Authentication.application_no) == col(AuthenticationRound.application_no),
        col(Authentication.window) == col(AuthenticationRound.window),
        col(Authentication.refused_because).is_(None),
    )
    query = select(AuthenticationRound.application_no, AuthenticationRound.window).where(~success)
    return [f"round {application_no}/{window}" for application_no, window in session.exec(query)]


def invited_persons_are_authenticated(session: Session) -> list[str]:
    """Nobody invited is vouched for without the registry's yes in the same window."""
    success = exists().where(
        col(Authentication.application_no) == col(Invitation.application_no),
        col(Authentication.window) == col(Invitation.window),
        col(Authentication.person_ref) == col(Invitation.party_ref),
        col(Authentication.account_id) == col(Invitation.invitation_id),
        col(Authentication.refused_because).is_(None),
    )
    query = select(Invitation.invitation_id).where(col(Invitation.person_encrypted).is_not(None), ~success)
    return [f"invitation {invitation_id}" for invitation_id in session.exec(query)]


def sessions_have_one_live_token(session: Session) -> list[str]:
    """No session with two refresh tokens that could both be traded."""
    query = (
        select(RefreshToken.session_id)
        .where(col(RefreshToken.rotated_at).is_(None))
        .group_by(col(RefreshToken.session_id))
        .having(func.count() > 1)
    )
    return [f"session {session_id}" for session_id in session.exec(query)]


def links_are_of_verified_persons(session: Session) -> list[str]:
    """Nobody comes through the unified authentication centre into an account without a verified person."""
    query = (
        select(UnifiedLink.account_id)
        .join(Account, col(Account.account_id) == col(UnifiedLink.account_id))
        .where(col(Account.person_hash).is_(None) | col(Account.verified_at).is_(None))
    )
    return [f"account {account_id}" for account_id in session.exec(query)]


INVARIANTS: tuple[Callable[[Session], list[str]], ...] = (
    audit_chain_is_unbroken,
    applicants_are_verified,
    authentications_have_consent,
    rounds_have_their_authentication,
    invited_persons_are_authenticated,
    sessions_have_one_live_token,
    links_are_of_verified_persons,
)
