"""What must always hold in the schema `signing`; each check returns references of what breaks it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, select

from services.signing.store.acts import DocumentSignature, SigningAct
from services.signing.store.links import SigningLink
from services.signing.store.sessions import CORRECTED, DocumentToSign, SigningSession
from services.signing.store.signers import OPERATOR, Signer

_ACCURACY = timedelta(seconds=1)
"""How exact a time stamp is (RFC 3161 §2.4.2, `accuracy`)."""


def no_signature_older_than_its_document(session: Session) -> list[str]:
    """Documents are fixed before their session opens, so nothing is signed or time-stamped before that."""
    query = (
        select(DocumentSignature.session_no, DocumentSignature.kind)
        .join(SigningSession, col(SigningSession.session_no) == col(DocumentSignature.session_no))
        .join(
            SigningAct,
            (col(SigningAct.session_no) == col(DocumentSignature.session_no))
            & (col(SigningAct.party_ref) == col(DocumentSignature.party_ref)),
        )
        .where(
            (col(DocumentSignature.timestamped_at) < col(SigningSession.opened_at) - _ACCURACY)
            | (col(SigningAct.signed_at) < col(SigningSession.opened_at))
        )
    )
    return [f"signature {session_no}/{kind}" for session_no, kind in session.exec(query)]


def completed_sessions_are_signed_whole(session: Session) -> list[str]:
    """A completed session has a signature on every document that is signed in it, with as many pages as the original
    and other bytes, and none without."""
    signatures = select(func.count()).where(
        col(DocumentSignature.session_no) == col(DocumentToSign.session_no),
        col(DocumentSignature.kind) == col(DocumentToSign.kind),
    )
    sound = signatures.where(
        col(DocumentSignature.pages) == col(DocumentToSign.pages),
        col(DocumentSignature.sha256) != col(DocumentToSign.sha256),
    )
    query = (
        select(DocumentToSign.session_no, DocumentToSign.kind)
        .join(SigningSession, col(SigningSession.session_no) == col(DocumentToSign.session_no))
        .where(
            col(SigningSession.completed_at).is_not(None),
            col(DocumentToSign.signed_in).is_(None),
            (sound.scalar_subquery() == 0) | (sound.scalar_subquery() != signatures.scalar_subquery()),
        )
    )
    return [f"document {session_no}/{kind}" for session_no, kind in session.exec(query)]


def signatures_that_stand_are_of_the_same_document(session: Session) -> list[str]:
    """What is not signed again after a correction was signed by the operator alone, over the very bytes, in a session
    of the same application that ended with that correction."""
    original, earlier = aliased(DocumentToSign), aliased(SigningSession)
    signatures = select(func.count()).where(
        col(DocumentSignature.session_no) == col(DocumentToSign.signed_in),
        col(DocumentSignature.kind) == col(DocumentToSign.kind),
    )
    sound = signatures.where(col(DocumentSignature.party_ref) == OPERATOR)
    query = (
        select(DocumentToSign.session_no, DocumentToSign.kind)
        .join(SigningSession, col(SigningSession.session_no) == col(DocumentToSign.session_no))
        .join(earlier, col(earlier.session_no) == col(DocumentToSign.signed_in))
        .outerjoin(
            original,
            (col(original.session_no) == col(DocumentToSign.signed_in))
            & (col(original.kind) == col(DocumentToSign.kind)),
        )
        .where(
            (col(earlier.application_no) != col(SigningSession.application_no))
            | (col(earlier.window) >= col(SigningSession.window))
            | col(earlier.void_reason).is_distinct_from(CORRECTED)
            | col(earlier.completed_at).is_(None)
            | col(original.sha256).is_distinct_from(col(DocumentToSign.sha256))
            | (signatures.scalar_subquery() != 1)
            | (sound.scalar_subquery() != 1)
        )
    )
    return [f"document {session_no}/{kind}" for session_no, kind in session.exec(query)]


def signatures_follow_one_another(session: Session) -> list[str]:
    """The signatures on a document are number 1, 2, 3 …, each over other bytes than the one before."""
    query = (
        select(DocumentSignature.session_no, DocumentSignature.kind)
        .group_by(col(DocumentSignature.session_no), col(DocumentSignature.kind))
        .having(
            (func.count() != func.max(col(DocumentSignature.seq)))
            | (func.count(func.distinct(col(DocumentSignature.sha256))) != func.count())
        )
    )
    return [f"document {session_no}/{kind}" for session_no, kind in session.exec(query)]


def acts_and_completion_agree(session: Session) -> list[str]:
    """A session is complete exactly when all its signers signed, since the last of them did, before the deadline."""
    signers = select(func.count()).where(col(Signer.session_no) == col(SigningSession.session_no)).scalar_subquery()
    done = select(func.count()).where(col(SigningAct.session_no) == col(SigningSession.session_no)).scalar_subquery()
    last = (
        select(func.max(col(SigningAct.signed_at)))
        .where(col(SigningAct.session_no) == col(SigningSession.session_no))
        .scalar_subquery()
    )
    completed = col(SigningSession.completed_at)
    query = select(SigningSession.session_no).where(
        (signers == 0)
        | (completed.is_(None) & (done == signers))
        | (completed.is_not(None) & ((done != signers) | completed.is_distinct_from(last)))
        | (last >= col(SigningSession.deadline))
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
    signatures_that_stand_are_of_the_same_document,
    signatures_follow_one_another,
    acts_and_completion_agree,
    no_live_link_on_a_void_session,
    one_live_window_per_application,
)
