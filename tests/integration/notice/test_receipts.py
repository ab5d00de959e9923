"""Agencies answer, reject, answer late or not at all; operators look on and order."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import nats
import pytest

from kernel.clock import SHANGHAI, FixedClock
from kernel.errors import Outage
from services.notice.clients.waiting_cases import WaitingCases
from services.notice.domain.events import TAX_CLEARANCE_REQUEST
from services.notice.domain.from_agencies import Receipt, Reply
from services.notice.domain.resending import RESENDS
from services.notice.operations.announcements import announce_registration
from services.notice.operations.departments import record_reply
from services.notice.operations.dispatching import SOON, expect_answers_soon, republish
from services.notice.operations.messages import message_applicant
from services.notice.operations.receipts import record_receipt
from services.notice.store.events import EventDispatch, OutgoingEvent
from services.notice.store.replies import DepartmentQuestion, of_application
from tests.integration.notice.conftest import Case, World, together, waited_for


def rejected_case(world: World) -> Case:
    case = world.new_case()
    with world.channel.agency_behaving("tax", reject_next=1):
        case.announce()
        world.take_receipts(until=lambda: case.state("tax") == "REJECTED")
    world.take_receipts(until=lambda: case.state("publicity") == "ACCEPTED")
    return case


def order(world: World, case: Case, agency: str = "tax", key: str | None = None) -> Any:
    headers = world.operations | ({"Idempotency-Key": key} if key else {})
    return world.client.post(f"/events/{case.lines()[agency]['event_id']}/republish", headers=headers)


def test_rejected(world: World) -> None:
    """A rejection is shown to operations with its reason, and is not sent again by itself."""
    case = rejected_case(world)
    line = case.lines()["tax"]
    assert (line["state"], line["receipt_reason"]) == ("REJECTED", "REFUSED_ON_ORDER: /")
    assert line["next_resend_at"] is None
    assert world.republish() == 0
    listed = world.client.get("/events", params={"agency": "tax", "state": "REJECTED"}, headers=world.operations)
    assert line["event_id"] in [event["event_id"] for event in listed.json()["items"]]


def test_applicant_is_told_who_has_it(world: World) -> None:
    """The applicant sees what was sent, what was received and what an agency sent back, until it takes it in; nobody
    else does."""
    case = world.new_case()
    message_applicant(world.resources, case.message())

    def told(subject: str = "account-1") -> dict[str, tuple[bool, ...]]:
        path = f"/announcements/{case.application_no}"
        found = world.client.get(path, headers=world.bearer(subject, "applicant")).json()
        moments = ("sent_at", "received_at", "returned_at")
        return {each["agency"]: tuple(bool(each[moment]) for moment in moments) for each in found["items"]}

    assert told() == {}
    with world.channel.agency_behaving("tax", reject_next=1):
        case.announce()
        assert told() == {"publicity": (True, False, False), "tax": (True, False, False)}
        world.take_receipts(until=lambda: case.state("tax") == "REJECTED")
    world.take_receipts(until=lambda: case.state("publicity") == "ACCEPTED")
    assert told() == {"publicity": (True, True, False), "tax": (True, False, True)}
    assert told("account-2") == {}
    order(world, case)
    world.take_receipts(until=lambda: case.state("tax") == "ACCEPTED")
    assert told()["tax"] == (True, True, False)


def test_rejected_then_accepted(world: World) -> None:
    """A rejected event that operations send again may be accepted; both receipts stay."""
    case = rejected_case(world)
    assert order(world, case).json()["number"] == 1
    world.take_receipts(until=case.answered)
    sheet = case.sheet("tax")
    assert [receipt["outcome"] for receipt in sheet["receipts"]] == ["REJECTED", "ACCEPTED"]
    assert [dispatch["requested_by"] for dispatch in sheet["dispatches"]] == ["service", "operator-1"]
    assert len(world.channel.accepted("tax", case.application_no)) == 1


def test_double_click(world: World) -> None:
    """The same order twice, also at once, sends once; a new order sends again."""
    case = rejected_case(world)
    answers = together(*[lambda: order(world, case, key="click-0001")] * 3)
    assert [(answer.status_code, answer.json()["number"]) for answer in answers] == [(200, 1)] * 3
    world.take_receipts(until=case.answered)
    assert order(world, case, key="click-0001").json()["number"] == 1
    assert len(case.sheet("tax")["dispatches"]) == 2
    assert order(world, case, key="click-0002").json()["number"] == 2
    world.drain()
    assert case.state("tax") == "ACCEPTED"
    assert len(world.channel.accepted("tax", case.application_no)) == 1


def test_ordered_while_nats_is_down(world: World) -> None:
    """The order stands: it is answered with an outage now and carried out later, once."""
    case = rejected_case(world)
    with world.channel.nats.down():
        answer = order(world, case)
        assert (answer.status_code, answer.json()["code"]) == (503, "notice.nats_unavailable")
        assert "Retry-After" in answer.headers
    assert order(world, case).json()["number"] == 1
    world.take_receipts(until=case.answered)
    assert len(case.sheet("tax")["dispatches"]) == 2


def test_agency_down(world: World) -> None:
    """An agency that is away gets the event when it is back; the other one is not kept waiting."""
    case = world.new_case()
    with world.channel.agency_behaving("tax", down=True):
        waited_for(lambda: not world.channel.connected("tax"))
        case.announce()
        world.take_receipts(until=lambda: case.state("publicity") == "ACCEPTED")
        assert case.state("tax") == "OPEN"
    world.take_receipts(until=case.answered)


def test_late_answer_after_sending_again(world: World) -> None:
    """An agency that answers only after the event was sent again has it once; the ledger has one acceptance."""
    case = world.new_case()
    later = replace(world.resources, clock=FixedClock(datetime.now(UTC) + timedelta(minutes=11)))
    with world.channel.agency_behaving("tax", down=True):
        waited_for(lambda: not world.channel.connected("tax"))
        case.announce()
        world.take_receipts(until=lambda: case.state("publicity") == "ACCEPTED")
        assert republish(world.resources) == 0
        assert republish(later) == 1
        assert republish(later) == 0
        line = case.lines()["tax"]
        assert (line["state"], line["resends"]) == ("OPEN", 1)
        assert datetime.fromisoformat(line["next_resend_at"]) == later.clock.now() + timedelta(minutes=20)
    world.take_receipts(until=case.answered)
    world.drain()
    assert len(world.channel.accepted("tax", case.application_no)) == 1
    sheet = case.sheet("tax")
    assert [receipt["outcome"] for receipt in sheet["receipts"]] == ["ACCEPTED"]
    assert len({dispatch["stream_seq"] for dispatch in sheet["dispatches"]}) == 2


def test_answers_are_expected_soon_after_a_crash(world: World) -> None:
    """What was sent once and not answered is sent again within seconds of meeting the server anew, and its next time is
    the usual one; what was sent again before keeps its longer wait, so that an agency that is away is not flooded."""
    case = world.new_case()
    with world.channel.agency_behaving("tax", down=True):
        waited_for(lambda: not world.channel.connected("tax"))
        case.announce()
        world.take_receipts(until=lambda: case.state("publicity") == "ACCEPTED")
        expect_answers_soon(world.resources)
        brought = datetime.fromisoformat(case.lines()["tax"]["next_resend_at"])
        assert brought <= world.resources.clock.now() + SOON
        soon = replace(world.resources, clock=FixedClock(datetime.now(UTC) + SOON))
        assert republish(soon) >= 1
        expect_answers_soon(world.resources)
        line = case.lines()["tax"]
        assert line["resends"] == 1
        assert datetime.fromisoformat(line["next_resend_at"]) == soon.clock.now() + timedelta(minutes=20)
    world.take_receipts(until=case.answered)
    world.drain()
    assert len(world.channel.accepted("tax", case.application_no)) == 1


def test_rounds_look_at_once_when_the_server_is_met(world: World) -> None:
    """Looks are an hour apart, and yet what could not be published goes out when the server is back."""
    case = world.new_case()
    settings = world.settings.model_copy(update={"round_seconds": 3600.0})
    with replace(world, settings=settings).working():
        with world.channel.nats.down(), pytest.raises(Outage):
            case.announce()
        waited_for(case.answered)


def test_never_answered(world: World) -> None:
    """After the last try an event is for operations, and the invariants say so until it is sent again."""
    case = world.new_case()
    clock = FixedClock(datetime.now(UTC) - timedelta(days=100))
    resources = replace(world.resources, clock=clock)
    with world.channel.agency_behaving("tax", down=True):
        waited_for(lambda: not world.channel.connected("tax"))
        announce_registration(resources, case.announcement)
        world.take_receipts(until=lambda: case.state("publicity") == "ACCEPTED")
        for _ in range(RESENDS):
            clock.advance(timedelta(days=1, minutes=1))
            assert republish(resources) == 1
        clock.advance(timedelta(days=2))
        assert republish(resources) == 0
        event_id = case.lines()["tax"]["event_id"]
        assert world.broken() == [f"event without receipt and without retry: {event_id}"]
        order(world, case)
        assert world.broken() == []
    world.take_receipts(until=case.answered)
    assert len(world.channel.accepted("tax", case.application_no)) == 1


def test_receipt_stored_twice(world: World) -> None:
    """A receipt that an agency stores twice is written down once."""
    case = world.new_case()
    with world.channel.agency_behaving("publicity", duplicate_receipts=True):
        case.announce()
        world.take_receipts(until=case.answered)
        world.drain()
    assert len(case.sheet("publicity")["receipts"]) == 1


def answer(agency: str, event_id: str, outcome: Any, receipt_id: str) -> Receipt:
    return Receipt(receipt_id, agency, event_id, outcome, None, datetime.now(UTC))


def test_accepted_stays_accepted(world: World) -> None:
    """A rejection after the acceptance is kept and changes nothing."""
    case = world.new_case()
    case.announce()
    world.take_receipts(until=case.answered)
    event_id = case.lines()["tax"]["event_id"]
    record_receipt(world.resources, answer("tax", event_id, "REJECTED", f"{event_id}/receipt/2"))
    assert case.state("tax") == "ACCEPTED"
    assert len(case.sheet("tax")["receipts"]) == 2


def test_receipt_for_another_agencys_event(world: World) -> None:
    """An agency cannot answer for another one, nor for an event that does not exist."""
    case = world.new_case()
    with world.channel.agency_behaving("tax", down=True):
        waited_for(lambda: not world.channel.connected("tax"))
        case.announce()
        event_id = case.lines()["tax"]["event_id"]
        record_receipt(world.resources, answer("publicity", event_id, "ACCEPTED", f"{event_id}/stolen"))
        record_receipt(world.resources, answer("tax", "no-such-event", "ACCEPTED", f"{event_id}/lost"))
        assert case.state("tax") == "OPEN"
    world.take_receipts(until=case.answered)
    assert len(case.sheet("tax")["receipts"]) == 1


def test_unreadable_receipt(world: World) -> None:
    """What is no receipt is put aside and stops nothing."""

    async def send() -> None:
        tax = await nats.connect(**world.channel.nats.options("tax"))
        for payload in (b"\xff", b"[]", json.dumps({"specversion": "1.0"}).encode()):
            await tax.jetstream().publish("receipts.tax", payload)
        await tax.close()

    asyncio.run(send())
    case = world.new_case()
    case.announce()
    world.take_receipts(until=case.answered)


def test_reconciliation(world: World) -> None:
    """A month's counts per agency add up, and a month without events is zero."""
    before = counts(world)
    rejected_case(world)
    after = counts(world)
    assert after["tax"]["rejected"] == before["tax"]["rejected"] + 1
    assert after["publicity"]["accepted"] == before["publicity"]["accepted"] + 1
    for line in after.values():
        assert line["recorded"] == line["accepted"] + line["rejected"] + line["open"]
        assert line["sent"] <= line["recorded"]
    empty = world.client.get("/reconciliation", params={"month": "2021-12"}, headers=world.operations).json()
    assert [line["recorded"] for line in empty["agencies"]] == [0, 0]


def counts(world: World) -> dict[str, dict[str, Any]]:
    month = datetime.now(SHANGHAI).strftime("%Y-%m")
    answer = world.client.get("/reconciliation", params={"month": month}, headers=world.operations).json()
    return {line["agency"]: line for line in answer["agencies"]}


def test_a_reply_wakes_whoever_waits_whatever_crashed(world: World) -> None:
    """A reply that the case could not be told of is written down, and no answer was given: the message comes again, is
    written once, and the case is told then."""
    case, told = world.new_case(), list[str]()

    class Waiting(WaitingCases):
        def wake(self, application_no: str) -> None:
            told.append(application_no)
            if len(told) == 1:
                raise Outage("notice.engine_unavailable")

    resources = replace(world.resources, waiting=Waiting(world.settings))
    now, number = datetime.now(UTC), case.application_no
    with world.session() as session:
        session.add(
            DepartmentQuestion(
                application_no=number, uscc=case.uscc, event_type=TAX_CLEARANCE_REQUEST, asked_at=now, until=None
            )
        )
        event = OutgoingEvent(
            event_id=str(uuid4()),
            application_no=number,
            event_type=TAX_CLEARANCE_REQUEST,
            agency="tax",
            subject=f"events.{TAX_CLEARANCE_REQUEST}",
            uscc=case.uscc,
            sequence=1,
            payload_encrypted="",
            created_at=now,
            published_at=now,
            stream_seq=10**9,
            next_resend_at=now + timedelta(hours=1),
        )
        session.add(event)
        session.flush()
        event_id = event.event_id
        session.add(
            EventDispatch(
                event_id=event_id,
                number=0,
                message_id=event_id,
                requested_by="service",
                requested_at=now,
                attempts=1,
                published_at=now,
                stream_seq=10**9,
            )
        )
    reply = Reply(str(uuid4()), "tax", event_id, "clearance", True, "C1", None)
    with pytest.raises(Outage):
        record_reply(resources, reply)
    assert record_reply(resources, reply) is True
    assert told == [number, number]
    with world.session() as session:
        assert len(of_application(session, number)) == 1
