"""Real-name authentication of the persons of a case (实施细则 第十六条, 通知 2.1.2.5)."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from catalogues.filing_types import editions
from catalogues.filing_types.words import PartKind, SignerRole
from kernel.errors import Defect, Finding, Refusal
from kernel.exchange import Reference
from services.identity.contract import (
    AuthenticatedPerson,
    AuthenticatePersons,
    AuthenticationPart,
    ConcludeAuthentications,
    PersonsAuthenticated,
)
from services.identity.domain.authentication import REGISTRATION_LAW
from services.identity.operations.comparison import Subject, compare, keep
from services.identity.operations.consents import OPERATOR
from services.identity.operations.liaisons import PersonNamed, verified
from services.identity.operations.resources import Resources
from services.identity.operations.unified_persons import mobile_of
from services.identity.store import accounts, authentications, invitations
from services.identity.store.invitations import Invitation

log = structlog.get_logger()


class Operator(BaseModel):
    """What of the filing service's operator is needed here."""

    name: str
    id_document_type: str
    id_number: str
    liaison: PersonNamed | None = None


class Application(BaseModel):
    """What of the filing service's part is needed here."""

    application_no: str
    account_subject: str
    operator: Operator
    filing_type: str | None = None
    filing_type_edition: str | None = None

    @property
    def in_charge(self) -> SignerRole:
        """In which role the operator stands for the business."""
        return editions.of_case(self.filing_type, self.filing_type_edition).in_charge


def authenticate_persons(resources: Resources, request: AuthenticatePersons) -> PersonsAuthenticated:
    """Ask the population registry about the operator, then the signing service for the session, where that is asked
    for. Idempotency key: application_no + window.

    Refusals: `identity.consent_missing` without consent and capture of the acting account,
    `identity.person_mismatch` when the registry says no (kept; a later call asks anew). Outage when the registry
    gives no clear answer, and `signing.unavailable`.
    """
    authenticated = _authenticate(resources, request)
    if request.opens is not None:
        resources.signing.hand_on(f"/sessions/{request.application_no}", authenticated.part, request.opens)
    return authenticated


def _authenticate(resources: Resources, request: AuthenticatePersons) -> PersonsAuthenticated:
    with resources.database.reading() as session:
        done = authentications.finished_round(session, request.application_no, request.window)
    if done is not None:
        return _result(done)
    application = resources.exchange.collect(request.application, Application, PartKind.APPLICATION)
    if application.application_no != request.application_no:
        raise Defect("identity.part_of_another_application", request.application_no)
    operator = application.operator
    subject = Subject(
        application_no=request.application_no,
        window=request.window,
        person_ref=OPERATOR,
        role=application.in_charge,
        acts_as=application.account_subject,
        valid_until=request.valid_until,
        **operator.model_dump(exclude={"liaison"}),
    )
    try:
        compared = compare(resources, subject)
    except Refusal:
        # A twin of this call may have ended meanwhile, and erased the live capture.
        with resources.database.reading() as session:
            done = authentications.finished_round(session, request.application_no, request.window)
        if done is None:
            raise
        return _result(done)
    with resources.database.reading() as session:
        account = accounts.by_id(session, application.account_subject)
    of_operator = resources.person_hashes(operator.id_document_type, operator.id_number)
    part = AuthenticationPart(
        application_no=request.application_no,
        window=request.window,
        account_subject=application.account_subject,
        account_verified=account is not None and account.verified_at is not None,
        account_is_operator=account is not None and account.person_hash in of_operator,
        account_mobile=mobile_of(resources, account) if account and account.mobile_encrypted else None,
        persons=(compared.person,),
        liaison=operator.liaison
        and verified(
            resources,
            application.account_subject,
            operator.liaison,
            f"{request.application_no}/{request.window}/liaison",
        ),
    )
    reference = resources.exchange.deposit(request.application_no, PartKind.AUTHENTICATION, part)
    finished = authentications.AuthenticationRound(
        application_no=request.application_no,
        window=request.window,
        part_key=reference.key,
        part_digest=reference.digest,
        valid_until=request.valid_until,
        finished_at=resources.clock.now(),
    )
    try:
        with resources.database.transaction() as session:
            session.add(finished)
            keep(session, resources, compared)
    except IntegrityError:
        with resources.database.reading() as session:
            first = authentications.finished_round(session, request.application_no, request.window)
        if first is None:
            raise
        return _result(first)
    log.info("person_authenticated", application_no=request.application_no)
    return _result(finished)


def conclude_authentications(resources: Resources, request: ConcludeAuthentications) -> PersonsAuthenticated:
    """The operator's round with everybody who was invited, as one part.

    Idempotency key: application_no + window; the part depends on nothing but what is kept, so asking again deposits
    the same one. Refusal `identity.persons_missing` says by role and number who is not authenticated yet.
    """
    with resources.database.reading() as session:
        done = authentications.finished_round(session, request.application_no, request.window)
        invited = invitations.of_window(session, request.application_no, request.window)
    if done is None:
        raise Defect("identity.operator_not_authenticated", request.application_no)
    missing = [invitation for invitation in invited if invitation.person_encrypted is None]
    if missing:
        raise _missing(missing)
    operator = resources.exchange.collect(_result(done).part, AuthenticationPart, PartKind.AUTHENTICATION)
    family = tuple(_authenticated(resources, invitation) for invitation in invited)
    part = operator.model_copy(update={"persons": (*operator.persons, *family)})
    return PersonsAuthenticated(
        part=resources.exchange.deposit(request.application_no, PartKind.AUTHENTICATION, part),
        valid_until=done.valid_until,
    )


def _authenticated(resources: Resources, invitation: Invitation) -> AuthenticatedPerson:
    assert invitation.person_encrypted is not None  # nobody is missing
    kept = resources.ring.decrypt_text(invitation.person_encrypted, invitation.binding("person"))
    return AuthenticatedPerson.model_validate_json(kept)


def _missing(missing: Sequence[Invitation]) -> Refusal:
    return Refusal(
        "identity.persons_missing",
        "还有人员未完成实名认证",
        "Not everybody who signs has been authenticated yet",
        status=409,
        findings=[_not_authenticated(invitation) for invitation in missing],
    )


def _not_authenticated(invitation: Invitation) -> Finding:
    described = invitation.filing.signer(invitation.role)
    number = invitation.party_ref.rpartition("-")[2]
    of_several = number.isdigit()
    return Finding(
        "identity.not_authenticated",
        f"{described.label}{f'（第{number}位）' if of_several else ''}尚未完成实名认证",
        f"The {described.label_en}{f' number {number}' if of_several else ''} has not been authenticated yet",
        pointer=f"/persons/{invitation.party_ref}",
        article=REGISTRATION_LAW,
        remedy_zh="请其打开邀请短信中的链接完成认证；没有收到的，可以重新发送邀请",
        remedy_en="They do so through the link in their text message; without one, send the invitation again",
    )


def _result(finished: authentications.AuthenticationRound) -> PersonsAuthenticated:
    return PersonsAuthenticated(
        part=Reference(key=finished.part_key, digest=finished.part_digest), valid_until=finished.valid_until
    )
