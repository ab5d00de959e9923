"""The one table of steps: what is possible where a case stands, whom it waits for, and for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import Actor, RegisterEffect, Section, Stage
from workflows.contract import Step

ENDED = frozenset({Stage.ARCHIVED, Stage.REJECTED, Stage.WITHDRAWN, Stage.ABANDONED})

BEFORE_DECISION = frozenset(
    {
        Stage.SUBMITTED,
        Stage.DEPARTMENTS_ASKED,
        Stage.FILE_REQUESTED,
        Stage.UNDER_REVIEW,
        Stage.MANUAL_REVIEW,
        Stage.CORRECTION_REQUIRED,
    }
)
"""Withdrawal is possible from acceptance until the decision (辽宁 2017 plan: 暂未作出核准意见)."""

IN_PREPARATION = frozenset(
    {
        Stage.DRAFT,
        Stage.NAME_RESERVED,
        Stage.OPERATOR_LOCKED,
        Stage.INFO_READY,
        Stage.AUTH_PENDING,
        Stage.SIGN_PENDING,
        Stage.SIGNED,
        Stage.LAPSED,
    }
)
"""The applicant still prepares the application and may abandon it (辽宁 2017 plan: 暂未受理)."""

WITH_APPLICANT = IN_PREPARATION | {Stage.CORRECTION_REQUIRED}
"""The authority waits for the application, or for its correction."""

IN_CORRECTION = frozenset(
    {
        Stage.CORRECTION_REQUIRED,
        Stage.DRAFT,
        Stage.NAME_RESERVED,
        Stage.OPERATOR_LOCKED,
        Stage.INFO_READY,
    }
)
"""A returned application is being corrected; once its documents are confirmed the signing limit counts instead."""

SIGNING = frozenset({Stage.AUTH_PENDING, Stage.SIGN_PENDING, Stage.SIGNED})

Table = Mapping[Step, frozenset[Stage]]

POSSIBLE_AT: Table = {
    Step.DECLARE_NAME: frozenset({Stage.DRAFT, Stage.NAME_RESERVED}),
    Step.CONFIRM_OPERATOR: frozenset({Stage.NAME_RESERVED}),
    Step.COMPLETE_DETAILS: frozenset({Stage.OPERATOR_LOCKED, Stage.INFO_READY}),
    Step.CONFIRM_DOCUMENTS: frozenset({Stage.INFO_READY}),
    Step.AUTHENTICATE: frozenset({Stage.AUTH_PENDING}),
    Step.COLLECT_SIGNATURES: frozenset({Stage.SIGN_PENDING}),
    Step.SUBMIT: frozenset({Stage.SIGN_PENDING, Stage.SIGNED}),
    Step.REAUTHENTICATE: frozenset({Stage.LAPSED}),
    Step.CORRECT: frozenset({Stage.CORRECTION_REQUIRED}),
    Step.DECIDE: frozenset({Stage.MANUAL_REVIEW}),
    Step.EXTEND: frozenset({Stage.MANUAL_REVIEW}),
    Step.REQUEST_REVIEW: frozenset({Stage.REJECTED}),
    Step.ACCEPT_REFUSAL: frozenset({Stage.REJECTED}),
    Step.WITHDRAW: BEFORE_DECISION,
    Step.ABANDON: IN_PREPARATION,
}
"""In which stages a step may be taken. `open` always answers; `retry` is possible while an activity is parked."""

FOUNDING_POSSIBLE_AT: Table = {**POSSIBLE_AT, Step.REOPEN: SIGNING}
"""The same where several found a business: one of them may not want to sign what was filled in."""

_OF_A_NEW_BUSINESS = frozenset({Step.DECLARE_NAME, Step.CONFIRM_OPERATOR})

FILING_POSSIBLE_AT: Table = {
    **{step: stages for step, stages in POSSIBLE_AT.items() if step not in _OF_A_NEW_BUSINESS},
    Step.TAKE_UP: frozenset({Stage.DRAFT}),
}
"""The same for a filing about a business: who the operator is stands fast from the first step on."""

CHANGE_POSSIBLE_AT: Table = {
    **FILING_POSSIBLE_AT,
    Step.DECLARE_NAME: frozenset({Stage.OPERATOR_LOCKED, Stage.INFO_READY}),
}
"""And for one that may give it another name."""


OPERATOR_CHANGE_POSSIBLE_AT: Table = {
    **FILING_POSSIBLE_AT,
    Step.CONFIRM_OPERATOR: POSSIBLE_AT[Step.CONFIRM_OPERATOR],
}
"""And for one after which somebody else runs it."""


def table_of(filing: FilingType) -> Table:
    """What is possible where in a filing of this kind."""
    if filing.register_effect is RegisterEffect.CREATE:
        return FOUNDING_POSSIBLE_AT if filing.fills_in(Section.PARTIES) else POSSIBLE_AT
    if filing.changes_operator:
        return OPERATOR_CHANGE_POSSIBLE_AT
    return CHANGE_POSSIBLE_AT if filing.asks_for(Section.NAME) else FILING_POSSIBLE_AT


WITHIN_WINDOW = frozenset({Step.AUTHENTICATE, Step.COLLECT_SIGNATURES, Step.SUBMIT})
"""Possible only before the signing deadline."""

WITHOUT_A_TURN = frozenset({Step.WITHDRAW, Step.ABANDON, Step.RETRY})
"""Possible while another step is being carried out: those that stop it, and the one that sets it going again."""

NEVER_TOO_OFTEN = WITHOUT_A_TURN | {Step.DECIDE}
"""What nobody is kept from, however many steps were taken."""

STEPS_AT_MOST, WITHIN = 30, timedelta(minutes=1)
"""More than a person takes, and far from what the engine bears in one case."""


@dataclass(frozen=True)
class Waiting:
    """Whom a case waits for, and for what in the words of operations."""

    actor: Actor
    what: str


WAITING: Mapping[Stage, Waiting] = {
    Stage.DRAFT: Waiting(Actor.APPLICANT, "申报名称（或不使用名称）并填写经营场所"),
    Stage.NAME_RESERVED: Waiting(Actor.APPLICANT, "确认经营者信息"),
    Stage.OPERATOR_LOCKED: Waiting(Actor.APPLICANT, "填写经营信息"),
    Stage.INFO_READY: Waiting(Actor.APPLICANT, "预览并确认文书"),
    Stage.AUTH_PENDING: Waiting(Actor.APPLICANT, "实名认证"),
    Stage.SIGN_PENDING: Waiting(Actor.APPLICANT, "在手机上逐份签名"),
    Stage.SIGNED: Waiting(Actor.APPLICANT, "提交申请"),
    Stage.LAPSED: Waiting(Actor.APPLICANT, "签名期限已过，重新实名认证"),
    Stage.SUBMITTED: Waiting(Actor.SYSTEM, "受理申请"),
    Stage.DEPARTMENTS_ASKED: Waiting(Actor.DEPARTMENT, "税务等部门答复"),
    Stage.FILE_REQUESTED: Waiting(Actor.DEPARTMENT, "原登记机关移交登记档案"),
    Stage.UNDER_REVIEW: Waiting(Actor.SYSTEM, "智慧审批"),
    Stage.CORRECTION_REQUIRED: Waiting(Actor.APPLICANT, "按一次性告知书补正"),
    Stage.MANUAL_REVIEW: Waiting(Actor.EXAMINER, "作出审查决定"),
    Stage.APPROVED: Waiting(Actor.SYSTEM, "登记、制发执照并公示"),
    Stage.LICENSED: Waiting(Actor.SYSTEM, "移交档案"),
    Stage.ENTERED: Waiting(Actor.SYSTEM, "移交档案"),
}
CLOSED = Waiting(Actor.NOBODY, "已办结")
REVIEW_CAN_BE_REQUESTED = Waiting(Actor.APPLICANT, "可以申请人工复核")
