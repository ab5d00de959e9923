"""The steps of a registration as others may ask for them: names, inputs, answers."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from temporalio.common import SearchAttributeKey

from catalogues.errors import UnknownCode
from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import Actor, EntityKind, LicenceAction, RegisterEffect, Stage
from kernel.exchange import Reference
from kernel.messages import Message
from workflows.state import CaseState

TASK_QUEUE = "workflows"
ESTABLISHMENT = "EstablishmentWorkflow"
CHANGE = "ChangeWorkflow"
REPLACEMENT = "ReplacementWorkflow"
DEREGISTRATION = "DeregistrationWorkflow"
RECORD = "RecordWorkflow"
SUSPENSION = "SuspensionWorkflow"
SUSPENSION_TERM = "SuspensionTermWorkflow"
LATE_REVIEW = "LateReviewWorkflow"
REVOCATION = "RevocationWorkflow"
REVOCATION_MOVED = "moved"
"""The Signal that something was written down about a revocation."""

APPLICATION_NO = SearchAttributeKey.for_keyword("ApplicationNo")
STAGE = SearchAttributeKey.for_keyword("Stage")
AUTHORITY = SearchAttributeKey.for_keyword("Authority")
ENTITY_KIND = SearchAttributeKey.for_keyword("EntityKind")
SIGNING_DEADLINE = SearchAttributeKey.for_datetime("SigningDeadline")
REVIEW_DUE = SearchAttributeKey.for_datetime("ReviewDue")
OUTCOME = SearchAttributeKey.for_keyword("Outcome")
WAITS_FOR = SearchAttributeKey.for_keyword("WaitsFor")
DEADLINE = SearchAttributeKey.for_datetime("Deadline")
POSSIBLE_STEPS = SearchAttributeKey.for_keyword_list("PossibleSteps")


_WORKFLOWS = {
    (RegisterEffect.CREATE, LicenceAction.ISSUE): (ESTABLISHMENT, "establishment"),
    (RegisterEffect.ALTER, LicenceAction.REPLACE): (CHANGE, "change"),
    (RegisterEffect.MOVE, LicenceAction.REPLACE): (CHANGE, "change"),
    (RegisterEffect.NONE, LicenceAction.REPLACE): (REPLACEMENT, "replacement"),
    (RegisterEffect.CLOSE, LicenceAction.VOID): (DEREGISTRATION, "deregistration"),
    (RegisterEffect.ALTER, LicenceAction.NONE): (RECORD, "record"),
    (RegisterEffect.RESUME, LicenceAction.NONE): (RECORD, "record"),
    (RegisterEffect.SUSPEND, LicenceAction.NONE): (SUSPENSION, "suspension"),
}
"""Which workflow carries a filing through, by what it does to the register and to the licence, and what its id begins
with."""


def workflow_of(filing: FilingType) -> str:
    """The workflow that carries this kind of filing through."""
    return _WORKFLOWS[filing.register_effect, filing.licence_action][0]


def case_id(application_no: str) -> str:
    """The workflow id; an application has one workflow for its whole life. Its number says what is filed; one that says
    nothing is taken for an establishment's."""
    try:
        filing = editions.of_number(application_no)
    except UnknownCode:
        filing = editions.of_case(None, None)
    return f"{_WORKFLOWS[filing.register_effect, filing.licence_action][1]}/{application_no}"


def revocation_id(revocation_no: str, *, restores: bool = False) -> str:
    """The workflow id of a revocation, and of the withdrawal of one."""
    return f"revocation/{revocation_no}{'/withdrawal' if restores else ''}"


def late_review_id(request_id: str) -> str:
    """The workflow id; one request is answered once."""
    return f"late-review/{request_id}"


def suspension_term_id(application_no: str) -> str:
    """The workflow id; a filing is granted once."""
    return f"suspension-term/{application_no}"


class Step(StrEnum):
    """The Updates of a case; each is refused when it is not its turn, before anything enters history."""

    OPEN = "open"
    TAKE_UP = "take_up"
    DECLARE_NAME = "declare_name"
    CONFIRM_OPERATOR = "confirm_operator"
    COMPLETE_DETAILS = "complete_details"
    CONFIRM_DOCUMENTS = "confirm_documents"
    AUTHENTICATE = "authenticate"
    COLLECT_SIGNATURES = "collect_signatures"
    SUBMIT = "submit"
    REAUTHENTICATE = "reauthenticate"
    REOPEN = "reopen"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    ABANDON = "abandon"
    DECIDE = "decide"
    EXTEND = "extend"
    REQUEST_REVIEW = "request_review"
    ACCEPT_REFUSAL = "accept_refusal"
    RETRY = "retry"


PARKED = "parked"
"""The Query for what is parked: activity → what went wrong."""

SIGNED = "signed"
"""The Signal that everybody has signed. Nothing depends on it: the submission has every signature looked at."""

FILE_MOVED = "file_moved"
"""The Signal that somebody handed a file over, or received it. Nothing depends on it: the case looks once a day."""

PRESENT_COURSE = 3
"""0: the workflow itself asks the register before the decision and has the name confirmed after it. 1: the approval
service asks, and the register tells the naming service. 2: what follows from an act for one other service is handed on
with it: the session of who was authenticated, the submission of what was signed, the entry of what is licensed, the
line of what was announced. Each costs the engine six events less. 3: the applicant is reminded of each limit before it
passes."""


class OpenCase(Message):
    """The workflow's input. `filing_type` and `edition` name the description in `catalogues/filing_types` that holds
    for the case as long as it lives; a case opened before there were any has neither. `course` is the order of acts
    that was `PRESENT_COURSE` when it was opened. `case_url` is the case in the portal, for operations. `carried` is
    where the case stood when it went on in a new run; only a workflow sets it. `about` is the application that made the
    version in force of the business that a filing changes.
    """

    application_no: str
    authority_code: str
    entity_kind: EntityKind = EntityKind.SOLE_TRADER
    filing_type: str | None = None
    edition: str | None = None
    course: int = 0
    case_url: str | None = None
    carried: CaseState | None = None
    about: str | None = None


class DeclareName(Message):
    """`declaration_id` of the naming service; None for a business without a name (民法典 Art. 54), or one that keeps
    the name it has."""

    declaration_id: str | None


class Decide(Message):
    """`proposal_id` is an examiner's decision written to the approval service."""

    proposal_id: str


class Extend(Message):
    """`extension_id` is an examiner's extension of the review written to the approval service."""

    extension_id: str


class RequestReview(Message):
    """`request_id` is the applicant's request for a person's review written to the approval service."""

    request_id: str


class StepTaken(Message):
    """The answer to every step: where the case stands now, what is possible next, whom it waits for and until when.

    `deadline` is whichever limit runs out first. This is the only word on it: nobody else keeps a table of steps.
    """

    application_no: str
    stage: Stage
    possible_steps: tuple[Step, ...] = ()
    waits_for: Actor = Actor.NOBODY
    deadline: datetime | None = None
    signing_deadline: datetime | None = None
    last_signing_day: date | None = None
    name_held_until: datetime | None = None


class CaseClosed(Message):
    """The workflow's result."""

    application_no: str
    stage: Stage
    uscc: str | None = None
    archive_no: str | None = None
    volume_name: str | None = None


class TermBegun(Message):
    """The input of `SUSPENSION_TERM`: the filing with which a business rests, and what its applicant confirmed."""

    application_no: str
    application: Reference


class ExamineRegistration(Message):
    """The input of `REVOCATION`. `restores`: the revocation was wrong and is withdrawn."""

    revocation_no: str
    restores: bool = False


class RegistrationExamined(Message):
    """Its result: what was decided and carried out, and the volume it was filed in."""

    conclusion: str
    volume_name: str | None = None


class DeliverReviewAnswer(Message):
    """The input of `LATE_REVIEW`: a request for a person's review that came after its period, and whose answer is
    written to the approval service."""

    application_no: str
    request_id: str


class ReviewAnswerDelivered(Message):
    """Its result: the applicant was told, and the archive has request and answer."""

    supplement_name: str
