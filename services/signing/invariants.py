"""What must always hold in the schema `signing`; each check returns references of what breaks it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, select

from services.signing.store.acts import DocumentSignature, SigningAct
from services.signing.store.links import SigningLink
from services.signing.store.sessions import DocumentToSign, SigningSession

_ACCURACY = timedelta(seconds=1)
"""How exact a time stamp is (RFC 3161 §2.4.2, `accuracy`)."""


def no_signature_older_than_its_document(session: Session) -> list[str]:
    """Documents are fixed before their session opens, so nothing is signed or time-stamped before that."""
    query = (
        select(DocumentSignature.session_no, DocumentSignature.kind)
        .join(SigningSession, col(SigningSession.session_no) == col(DocumentSignature.session_no))
        .join(SigningAct, col(SigningAct.session_no) == col(DocumentSignature.session_no))
        .where(
            (col(DocumentSignature.timestamped_at) < col(SigningSession.opened_at) - _ACCURACY)
            | (col(SigningAct.signed_at) < col(SigningSession.opened_at))
        )
    )
    return [f"signature {session_no}/{kind}" for session_no, kind in session.exec(query)]


def completed_sessions_are_signed_whole(session: Session) -> list[str]:
    """A completed session has its act and a signature on every document, with as many pages as the original and
    other bytes."""
    signed = exists().where(
        col(DocumentSignature.session_no) == col(DocumentToSign.session_no),
        col(DocumentSignature.kind) == col(DocumentToSign.kind),
        col(DocumentSignature.pages) == col(DocumentToSign.pages),
        col(DocumentSignature.sha256) != col(DocumentToSign.sha256),
    )
    query = (
        select(DocumentToSign.session_no, DocumentToSign.kind)
        .join(SigningSession, col(SigningSession.session_no) == col(DocumentToSign.session_no))
        .where(col(SigningSession.completed_at).is_not(None), ~signed)
    )
    return [f"document {session_no}/{kind}" for session_no, kind in session.exec(query)]


def acts_and_completion_agree(session: Session) -> list[str]:
    """A session is complete exactly when somebody signed in it, at that time and before the deadline."""
    query = (
        select(SigningSession.session_no)
        .join(SigningAct, col(SigningAct.session_no) == col(SigningSession.session_no), isouter=True)
        .where(
            col(SigningSession.completed_at).is_distinct_from(col(SigningAct.signed_at))
            | (col(SigningAct.signed_at) >= col(SigningSession.deadline))
        )
    )
    return [f"session {session_no}" for session_no in session.exec(query)]


def no_live_link_on_a_void_session(session: Session) -> list[str]:
    query = (
        select(SigningLink.link_id)
        .join(SigningSession, col(SigningSession.session_no) == col(SigningLink.session_no))
        .where(col(SigningSession.voided_at).is_not(None), col(SigningLink.ended_at).is_(None))
    )
    return [f"link {link_id}" for link_id in session.exec(query)]


def one_live_window_per_application(session: Session) -> list[str]:
    """Only the newest session of an application may not be void."""
    newer = aliased(SigningSession)
    query = select(SigningSession.session_no).where(
        col(SigningSession.voided_at).is_(None),
        exists().where(
            col(newer.application_no) == col(SigningSession.application_no),
            col(newer.window) > col(SigningSession.window),
        ),
    )
    return [f"session {session_no}" for session_no in session.exec(query)]


INVARIANTS: tuple[Callable[[Session], list[str]], ...] = (
    no_signature_older_than_its_document,
    completed_sessions_are_signed_whole,
    acts_and_completion_agree,
    no_live_link_on_a_void_session,
    one_live_window_per_application,
)
