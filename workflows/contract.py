"""The steps of a registration as others may ask for them: names, inputs, answers."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from temporalio.common import SearchAttributeKey

from kernel.messages import Message

TASK_QUEUE = "workflows"
ESTABLISHMENT = "EstablishmentWorkflow"

APPLICATION_NO = SearchAttributeKey.for_keyword("ApplicationNo")
STAGE = SearchAttributeKey.for_keyword("Stage")
AUTHORITY = SearchAttributeKey.for_keyword("Authority")
ENTITY_KIND = SearchAttributeKey.for_keyword("EntityKind")
SIGNING_DEADLINE = SearchAttributeKey.for_datetime("SigningDeadline")
REVIEW_DUE = SearchAttributeKey.for_datetime("ReviewDue")
OUTCOME = SearchAttributeKey.for_keyword("Outcome")


def establishment_id(application_no: str) -> str:
    """The workflow id; an application has one workflow for its whole life."""
    return f"establishment/{application_no}"


class Stage(StrEnum):
    """Where a case stands."""

    DRAFT = "DRAFT"
    NAME_RESERVED = "NAME_RESERVED"
    OPERATOR_LOCKED = "OPERATOR_LOCKED"
    INFO_READY = "INFO_READY"
    AUTH_PENDING = "AUTH_PENDING"
    SIGN_PENDING = "SIGN_PENDING"
    SIGNED = "SIGNED"
    LAPSED = "LAPSED"
    SUBMITTED = "SUBMITTED"
    UNDER_REVIEW = "UNDER_REVIEW"
    CORRECTION_REQUIRED = "CORRECTION_REQUIRED"
    MANUAL_REVIEW = "MANUAL_REVIEW"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    LICENSED = "LICENSED"
    ARCHIVED = "ARCHIVED"
    ABANDONED = "ABANDONED"
    NEEDS_ATTENTION = "NEEDS_ATTENTION"


class Step(StrEnum):
    """The Updates of a case; each is refused when it is not its turn, before anything enters history."""

    OPEN = "open"
    DECLARE_NAME = "declare_name"
    CONFIRM_OPERATOR = "confirm_operator"
    COMPLETE_DETAILS = "complete_details"
    CONFIRM_DOCUMENTS = "confirm_documents"
    AUTHENTICATE = "authenticate"
    COLLECT_SIGNATURES = "collect_signatures"
    SUBMIT = "submit"
    REAUTHENTICATE = "reauthenticate"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    ABANDON = "abandon"
    DECIDE = "decide"
    EXTEND = "extend"
    REQUEST_REVIEW = "request_review"
    RETRY = "retry"


class OpenCase(Message):
    """The workflow's input."""

    application_no: str
    authority_code: str
    entity_kind: Literal["sole_trader"] = "sole_trader"


class DeclareName(Message):
    """`declaration_id` of the naming service; None for a business without a name (民法典 Art. 54)."""

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
    """The answer to every step: where the case stands now and until when the applicant must act."""

    application_no: str
    stage: Stage
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
