"""Asks departments before a business ends or goes to somebody else, takes their replies, and says when nothing more is
waited for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import structlog
from sqlmodel import Session

from catalogues import timers, working_days
from catalogues.filing_types.words import PartKind
from kernel.clock import local_date
from kernel.database import lock_key
from kernel.errors import Defect, Refusal
from services.notice.contract import (
    AskDepartments,
    CollectReplies,
    DepartmentsAsked,
    RepliesCollected,
    RepliesPart,
    ReplyPart,
)
from services.notice.domain.events import QUESTIONS, TO_CLEAR
from services.notice.domain.from_agencies import Reply
from services.notice.domain.registration import ApplicationFacts, Asked, EntityFacts, Registration
from services.notice.operations.announcements import record_due
from services.notice.operations.dispatching import publish_events
from services.notice.operations.resources import Resources
from services.notice.store import events, replies
from services.notice.store.replies import CONTENT, DepartmentQuestion, DepartmentReply

log = structlog.get_logger()

OBJECTION = "objection"
_A_DAY = timedelta(days=1)


def ask_departments(resources: Resources, request: AskDepartments) -> DepartmentsAsked:
    """Put the question of this kind of filing to whoever gets it, and begin the time for objections where there is one.

    Idempotency key: application_no + event type: what was asked first is what is answered with. Raises Outage
    `notice.nats_unavailable`, after which the question is in the ledger and will be published.
    """
    collect = resources.exchange.collect
    application = collect(request.part(PartKind.APPLICATION), ApplicationFacts, PartKind.APPLICATION)
    entity = collect(request.part(PartKind.ENTITY_BEFORE), EntityFacts, PartKind.ENTITY_BEFORE)
    if application.application_no != request.application_no:
        raise Defect("notice.parts_disagree", "application_no")
    asked = _asked(resources, application, entity)
    registration = Registration(application, entity, None, asked=Asked(asked.asked_at, asked.until))
    publish_events(resources, record_due(resources, registration))
    return DepartmentsAsked(until=asked.until)


def objections_until(asked_at: datetime) -> datetime:
    """24:00 in China of the tenth day after the push, that day not counted (条例 Art. 33; 民法典 Art. 201); a last day
    of rest is followed by the next working day (民法典 Art. 203)."""
    day: date = local_date(asked_at) + _A_DAY * timers.amount("simple_cancel_push")
    while not working_days.is_working_day(day, binds="applicant"):
        day += _A_DAY
    return working_days.end_of_day(day)


def collect_replies(resources: Resources, request: CollectReplies) -> RepliesCollected:
    """What was replied so far. The newest word on everything that was to be cleared completes it; of a push, an
    objection or the end of the time for one: departments that are silent until then have no objection. Raises Defect
    `notice.nothing_asked`."""
    number = request.application_no
    with resources.database.reading() as session:
        asked = replies.question(session, number)
        rows = replies.of_application(session, number)
        to_clear = TO_CLEAR & {event.event_type for event in events.of_application(session, number)}
    if asked is None:
        raise Defect("notice.nothing_asked", number)
    said = [_said(resources, row) for row in rows]
    over = asked.until is not None and resources.clock.now() >= asked.until
    if not (over or (said and to_clear <= {reply.question for reply in said})):
        return RepliesCollected(complete=False)
    part = RepliesPart(
        application_no=number, uscc=asked.uscc, asked_at=asked.asked_at, until=asked.until, replies=tuple(said)
    )
    return RepliesCollected(complete=True, part=resources.exchange.deposit(number, PartKind.REPLIES, part))


def record_reply(resources: Resources, reply: Reply) -> bool:
    """Write down what a department says about a question it was asked; False for one that it was not asked.

    Idempotency key: agency + reply_id. The case that waits is told afterwards, whatever crashed before: the message is
    not acknowledged until then, and comes again. Raises Refusal `notice.reply_unfit` for a word that does not answer
    the question, `notice.objection_late` after the time for objections; Outage `notice.engine_unavailable`, after which
    the reply is written down.
    """
    now = resources.clock.now()
    with resources.database.transaction() as session:
        event = events.locked(session, reply.event_id)
        if event is None or event.agency != reply.agency or event.event_type not in QUESTIONS:
            log.warning("reply_without_question", agency=reply.agency)
            return False
        asked = replies.question(session, event.application_no)
        if asked is None:
            return False
        _check(asked, reply, now)
        row = DepartmentReply(
            agency=reply.agency,
            reply_id=reply.reply_id,
            application_no=event.application_no,
            kind=reply.kind,
            content_encrypted=resources.encrypt(
                CONTENT, f"{reply.agency}/{reply.reply_id}", _text(reply, event.event_type, now)
            ),
            stored_at=now,
        )
        replies.add_once(session, row)
        number = event.application_no
    log.info("department_replied", application_no=number, agency=reply.agency)
    resources.waiting.wake(number)
    return True


def _check(asked: DepartmentQuestion, reply: Reply, now: datetime) -> None:
    if (asked.event_type in TO_CLEAR) is (reply.kind == OBJECTION):
        raise Refusal(
            "notice.reply_unfit",
            "答复与所征询的事项不符：清税、信用情况征询应当答复是否了结，简易注销推送只接收异议",
            "A question about clearance is answered with clearance, a push with an objection",
            pointer="/type",
        )
    if asked.until is not None and now >= asked.until:
        raise Refusal(
            "notice.objection_late",
            "异议期已经届满",
            "The time for objections is over",
            pointer="/data/event_id",
            article="市场主体登记管理条例第三十三条第三款",
            status=409,
        )


def _asked(resources: Resources, application: ApplicationFacts, entity: EntityFacts) -> DepartmentQuestion:
    number = application.application_no
    event_type = next(kind for kind in application.filing.events if kind in QUESTIONS)
    with resources.database.transaction() as session:
        lock_key(session, f"notice/question/{number}")
        return replies.question(session, number) or _ask(session, resources, number, entity.uscc, event_type)


def _ask(session: Session, resources: Resources, number: str, uscc: str, event_type: str) -> DepartmentQuestion:
    now = resources.clock.now()
    until = None if event_type in TO_CLEAR else objections_until(now)
    row = DepartmentQuestion(application_no=number, uscc=uscc, event_type=event_type, asked_at=now, until=until)
    session.add(row)
    session.flush()
    return row


def _text(reply: Reply, question: str, now: datetime) -> str:
    return ReplyPart(
        department=reply.agency,
        kind=reply.kind,
        cleared=reply.cleared,
        certificate_no=reply.certificate_no,
        reason=reply.reason,
        question=question,
        replied_at=now,
    ).model_dump_json()


def _said(resources: Resources, row: DepartmentReply) -> ReplyPart:
    text = resources.decrypt(CONTENT, f"{row.agency}/{row.reply_id}", row.content_encrypted)
    return ReplyPart.model_validate_json(text)
