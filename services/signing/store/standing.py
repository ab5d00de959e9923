"""How a signing session stands: everything that is kept of it, read with one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, bindparam, tuple_
from sqlmodel import Session, col, select

from kernel.reading_together import Questions
from services.signing.store.acts import DocumentSignature, SigningAct
from services.signing.store.links import SigningCode, SigningLink
from services.signing.store.sessions import DocumentToSign, SigningSession
from services.signing.store.signers import Signer


@dataclass(frozen=True, slots=True)
class Standing:
    """A session with its signers and documents in their order, the acts by the party that signed, and the signatures on
    each kind of document, first to last. A document that nobody signed is not among these; `kept` are the signatures
    that stand from before a correction, by kind, with the act of each."""

    row: SigningSession
    signers: Sequence[Signer]
    documents: Sequence[DocumentToSign]
    acts: Mapping[str, SigningAct]
    signatures: Mapping[str, Sequence[DocumentSignature]]
    kept: Mapping[str, tuple[DocumentSignature, SigningAct]]

    def signed(self, kind: str) -> Sequence[tuple[DocumentSignature, SigningAct]]:
        """The signatures on a document and the act of each, first to last, whenever they were made."""
        if kind in self.kept:
            return (self.kept[kind],)
        return [(one, self.acts[one.party_ref]) for one in self.signatures.get(kind, ())]

    def to_sign(self) -> Sequence[DocumentToSign]:
        """The documents that are signed in this session, in their order."""
        return [document for document in self.documents if document.signed_in is None]

    def signer(self, party_ref: str) -> Signer:
        return next(one for one in self.signers if one.party_ref == party_ref)


@dataclass(frozen=True, slots=True)
class StandingOnPhone(Standing):
    """The same as one phone meets it: by its link, with the codes sent to its signer, first to last."""

    link: SigningLink
    codes: Sequence[SigningCode]


def latest(session: Session, application_no: str) -> Standing | None:
    """The session of the newest window."""
    return _standing(*_LATEST.ask(session, application_no=application_no))


def of_window(session: Session, application_no: str, window: int) -> Standing | None:
    return _standing(*_OF_WINDOW.ask(session, application_no=application_no, window=window))


def of_session(session: Session, session_no: str) -> Standing | None:
    return _standing(*_OF_SESSION.ask(session, session_no=session_no))


def by_bearer(session: Session, bearer_hash: str) -> StandingOnPhone | None:
    *about, found, codes = _BY_BEARER.ask(session, bearer_hash=bearer_hash)
    standing = _standing(*about)
    if standing is None:
        return None
    (link,) = found
    return StandingOnPhone(
        row=standing.row,
        signers=standing.signers,
        documents=standing.documents,
        acts=standing.acts,
        signatures=standing.signatures,
        kept=standing.kept,
        link=link,
        codes=sorted((one for one in codes if one.party_ref == link.party_ref), key=lambda one: one.sent_at),
    )


def _standing(
    rows: Sequence[SigningSession],
    signers: Sequence[Signer],
    documents: Sequence[DocumentToSign],
    acts: Sequence[SigningAct],
    signatures: Sequence[DocumentSignature],
    kept: Sequence[DocumentSignature],
    kept_by: Sequence[SigningAct],
) -> Standing | None:
    if not rows:
        return None
    made: dict[str, list[DocumentSignature]] = {}
    for signature in sorted(signatures, key=lambda one: one.seq):
        made.setdefault(signature.kind, []).append(signature)
    return Standing(
        row=rows[0],
        signers=sorted(signers, key=lambda one: one.position),
        documents=sorted(documents, key=lambda one: one.position),
        acts={act.party_ref: act for act in acts},
        signatures=made,
        kept={
            one.kind: (one, act)
            for one in kept
            for act in kept_by
            if (act.session_no, act.party_ref) == (one.session_no, one.party_ref)
        },
    )


def _about(number: Any) -> tuple[Select[Any], ...]:
    """The questions about the session with this number, which may be a question itself."""
    stands = select(DocumentToSign.signed_in, DocumentToSign.kind).where(
        col(DocumentToSign.session_no) == number, col(DocumentToSign.signed_in).is_not(None)
    )
    earlier = select(DocumentToSign.signed_in).where(
        col(DocumentToSign.session_no) == number, col(DocumentToSign.signed_in).is_not(None)
    )
    return (
        select(SigningSession).where(col(SigningSession.session_no) == number),
        select(Signer).where(col(Signer.session_no) == number),
        select(DocumentToSign).where(col(DocumentToSign.session_no) == number),
        select(SigningAct).where(col(SigningAct.session_no) == number),
        select(DocumentSignature).where(col(DocumentSignature.session_no) == number),
        select(DocumentSignature).where(
            tuple_(col(DocumentSignature.session_no), col(DocumentSignature.kind)).in_(stands)
        ),
        select(SigningAct).where(col(SigningAct.session_no).in_(earlier)),
    )


_APPLICATION: BindParameter[str] = bindparam("application_no")
_OF_APPLICATION = select(SigningSession.session_no).where(SigningSession.application_no == _APPLICATION)
_ON_PHONE = select(SigningLink.session_no).where(SigningLink.bearer_hash == bindparam("bearer_hash")).scalar_subquery()

_OF_SESSION = Questions(*_about(bindparam("session_no")))
_OF_WINDOW = Questions(
    *_about(_OF_APPLICATION.where(SigningSession.window == bindparam("window", type_=Integer)).scalar_subquery())
)
_LATEST = Questions(*_about(_OF_APPLICATION.order_by(col(SigningSession.window).desc()).limit(1).scalar_subquery()))
_BY_BEARER = Questions(
    *_about(_ON_PHONE),
    select(SigningLink).where(SigningLink.bearer_hash == bindparam("bearer_hash")),
    select(SigningCode).where(col(SigningCode.session_no) == _ON_PHONE),
)
