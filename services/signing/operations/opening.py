"""Opens a signing session for each window, and makes it void when the window is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import HOLDERS, PartKind, SignerRole
from kernel.database import violated_constraint
from kernel.errors import Defect
from kernel.handing_on import OfApplication
from kernel.trail_book import Change, changed, digest_of_files
from services.signing.contract import OpenSigningSession, SignaturesVoided, SigningSessionOpened, VoidSignatures
from services.signing.domain.documents import can_be_signed
from services.signing.operations.keeping import Operator, standing_signatures
from services.signing.operations.resources import ID_NUMBER, MOBILE, NAME, Resources
from services.signing.store import links, sessions
from services.signing.store.sessions import WINDOW_TAKEN, DocumentToSign, SigningSession
from services.signing.store.signers import OPERATOR, Signer

log = structlog.get_logger()

SUPERSEDED = "superseded"
"""The reason why a session is void that nobody ended before the next window began."""


class Authenticated(OfApplication):
    """What the signing service reads of the authentication. `account_mobile` is the number that the acting account
    proved to hold; parts of an earlier release have none."""

    account_is_operator: bool = False
    account_mobile: str | None = None

    @property
    def verified_mobile(self) -> str | None:
        """Where the operator is reached, whatever the form says."""
        return self.account_mobile if self.account_is_operator else None


class Party(BaseModel):
    """A person or organisation of the filing; those who sign have a place on a document."""

    ref: str
    kind: str
    roles: tuple[SignerRole, ...]
    signs: bool
    name: str
    id_document_type: str
    id_number: str
    mobile: str | None = None


class Application(BaseModel):
    """What the signing service reads of the filing service's part. One made before parties were named has none: then
    the operator signs."""

    account_subject: str
    authority_code: str
    operator: Operator
    filing_type: str | None = None
    filing_type_edition: str | None = None
    parties: tuple[Party, ...] = ()


def session_number(application_no: str, window: int) -> str:
    return f"{application_no}-S{window}"


def open_session(
    resources: Resources, request: OpenSigningSession, verified_mobile: str | None = None
) -> SigningSessionOpened:
    """A session in which every party that signs does so; sessions of earlier windows are void from now on. What a
    correction left as it was stays signed (`standing_signatures`). The
    operator's codes go to `verified_mobile`, or, of a case opened before the session was asked for with the
    authentication, to the number in the form.

    Idempotency key: application_no + window. Raises Defect for a document nobody knows where to sign, and for a party
    nobody knows how to reach or in which role it signs.
    """
    number = session_number(request.application_no, request.window)
    application = resources.exchange.collect(request.application, Application, PartKind.APPLICATION)
    if verified_mobile is not None:
        application.operator.mobile = verified_mobile
    filing = editions.of_case(application.filing_type, application.filing_type_edition)
    unknown = [document.kind for document in request.documents if not can_be_signed(filing, document.kind)]
    if unknown or not request.documents:
        raise Defect("signing.unknown_document", ", ".join(unknown))
    now = resources.clock.now()
    try:
        with resources.database.transaction() as session:
            known = {row.window: row for row in sessions.of_application(session, request.application_no)}
            if request.window not in known:
                _supersede_earlier(resources, session, request, known, now)
                session.add(_row(number, request, application, now))
                session.add_all(_signers(resources, number, application, filing))
                signed_in = standing_signatures(session, resources, request, application.operator, known)
                session.add_all(_documents(number, request, signed_in))
                resources.trail.note(
                    session,
                    "session_opened",
                    request.application_no,
                    of=number,
                    change=Change(after=digest_of_files([document.sha256 for document in request.documents])),
                )
                log.info("signing_session_opened", application_no=request.application_no)
    except IntegrityError as error:
        if violated_constraint(error) not in {WINDOW_TAKEN, "signing_session_pkey"}:
            raise
    return SigningSessionOpened(session_no=number)


def void_signatures(resources: Resources, request: VoidSignatures) -> SignaturesVoided:
    """Nobody can sign in the window any more, and what was signed counts no longer; files stay readable.

    Idempotency key: application_no + window. `voided` is False when the window never had a session. One that may still
    be on its way here is opened first: whoever comes late finds it void.
    """
    if request.unopened is not None:
        open_session(resources, request.unopened)
    with resources.database.transaction() as session:
        row = sessions.of_window(session, request.application_no, request.window, lock=True)
        if row is None:
            return SignaturesVoided(voided=False)
        if row.voided_at is None:
            _void(resources, session, row, request.reason, resources.clock.now())
            log.info("signatures_voided", application_no=request.application_no, outcome=request.reason)
    return SignaturesVoided(voided=True)


def _supersede_earlier(
    resources: Resources,
    session: Session,
    request: OpenSigningSession,
    known: Mapping[int, SigningSession],
    now: datetime,
) -> None:
    for window, earlier in known.items():
        if window < request.window and earlier.voided_at is None:
            _void(resources, session, earlier, SUPERSEDED, now)


def _void(resources: Resources, session: Session, row: SigningSession, reason: str, now: datetime) -> None:
    row.voided_at = now
    row.void_reason = reason
    resources.trail.note(
        session, "session_voided", row.application_no, of=row.session_no, change=changed(row), result=reason
    )
    session.add(row)
    links.end_all(session, row.session_no, now)


def _row(number: str, request: OpenSigningSession, application: Application, now: datetime) -> SigningSession:
    return SigningSession(
        session_no=number,
        application_no=request.application_no,
        window=request.window,
        account_subject=application.account_subject,
        authority_code=application.authority_code,
        filing_type=application.filing_type,
        filing_type_edition=application.filing_type_edition,
        deadline=request.deadline,
        opened_at=now,
    )


def _signers(resources: Resources, number: str, application: Application, filing: FilingType) -> list[Signer]:
    return [
        _signer(resources, number, application, party, position, filing)
        for position, party in enumerate(application.parties or (_operator_alone(application.operator),))
        if party.signs
    ]


def _operator_alone(operator: Operator) -> Party:
    return Party(ref=OPERATOR, kind="person", roles=(SignerRole.OPERATOR,), signs=True, **operator.model_dump())


def _signer(
    resources: Resources, number: str, application: Application, party: Party, position: int, filing: FilingType
) -> Signer:
    role = next((described.role for described in filing.signers if described.role in party.roles), None)
    mobile = application.operator.mobile if party.ref == OPERATOR else party.mobile
    if role is None or mobile is None:
        raise Defect("signing.party_cannot_sign", party.ref)
    # Whoever contributes shares one page with the others who do, whatever each is called.
    beside = HOLDERS if role in HOLDERS else {role}
    signer = Signer(
        session_no=number,
        party_ref=party.ref,
        position=position,
        role=role,
        ordinal=sum(not beside.isdisjoint(earlier.roles) for earlier in application.parties[:position]),
        name_encrypted="",
        id_document_type=party.id_document_type,
        id_number_encrypted="",
        mobile_encrypted="",
    )
    signer.name_encrypted = resources.encrypt(NAME, signer.encrypted_under, party.name)
    signer.id_number_encrypted = resources.encrypt(ID_NUMBER, signer.encrypted_under, party.id_number)
    signer.mobile_encrypted = resources.encrypt(MOBILE, signer.encrypted_under, mobile)
    return signer


def _documents(number: str, request: OpenSigningSession, signed_in: Mapping[str, str]) -> list[DocumentToSign]:
    return [
        DocumentToSign(
            session_no=number,
            kind=document.kind,
            position=position,
            object_key=document.key,
            sha256=document.sha256,
            sm3=document.sm3,
            pages=document.pages,
            signed_in=signed_in.get(document.kind),
        )
        for position, document in enumerate(request.documents)
    ]
