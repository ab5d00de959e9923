"""Registrations are announced to real agencies over a real NATS server."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from typing import Any

import gmssl_pyx
import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import text

from kernel.canonical import canonical_json
from kernel.errors import Defect, Outage
from kernel.exchange import Reference
from services.notice.clients.event_stream import EventStream
from services.notice.operations.announcements import announce_registration
from services.notice.operations.messages import read_messages, send_waiting
from services.notice.operations.reconciliation import measure
from tests.fixtures.registrations import FULL_NAME, ID_NUMBER
from tests.fixtures.services.handing import Neighbour
from tests.integration.notice.conftest import World, together, waited_for
from tests.servers import as_owner


def test_announced_and_answered(world: World) -> None:
    """Each agency has the event in its books once, and its receipt is in the ledger."""
    case = world.new_case()
    event_ids = case.announce()
    assert len(event_ids) == 2
    world.take_receipts(until=case.answered)
    for agency in ("publicity", "tax"):
        [event] = world.channel.accepted(agency, case.application_no)
        assert event["id"] == case.lines()[agency]["event_id"]
        assert (event["subject"], event["source"]) == (case.uscc, "/kaiye/notice")
        sheet = case.sheet(agency)
        assert [receipt["outcome"] for receipt in sheet["receipts"]] == ["ACCEPTED"]
        assert [dispatch["attempts"] for dispatch in sheet["dispatches"]] == [1]
        assert sheet["stream_seq"] == event["streamsequence"]


def test_signature_holds_at_the_agency(world: World) -> None:
    """What the agency has verifies under a key published without login."""
    case = world.new_case()
    case.announce()
    world.take_receipts(until=case.answered)
    published = {key["key_id"]: key for key in world.client.get("/keys").json()["keys"]}
    for agency in ("publicity", "tax"):
        [event] = world.channel.accepted(agency, case.application_no)
        added = {"signature", "receivedat", "streamsequence", "turn"}
        signed = canonical_json({name: value for name, value in event.items() if name not in added})
        public = bytes.fromhex(published[event["signaturekeyid"]]["public_key"])[1:]
        assert gmssl_pyx.sm2_verify(public, signed, base64.b64decode(event["signature"]))


def test_announced_again(world: World) -> None:
    """A second announcement of the same application is the first one's."""
    case = world.new_case()
    first = announce_registration(world.resources, case.announcement)
    second = announce_registration(world.resources, case.announcement)
    assert first == second
    world.take_receipts(until=case.answered)
    world.drain()
    assert [len(world.channel.accepted(agency, case.application_no)) for agency in ("publicity", "tax")] == [1, 1]


def test_applicant_is_messaged(world: World) -> None:
    """With an occasion the applicant's phone shows the message once, however often and fast it is asked for."""
    case = world.new_case()
    request = case.announcement.model_copy(update={"occasion": 1})
    results = together(*[lambda: announce_registration(world.resources, request)] * 4)
    assert {result.event_ids for result in results} == {results[0].event_ids}
    [shown] = world.channel.texts(case.mobile)
    assert f"{FULL_NAME}（统一社会信用代码{case.uscc}）已于2022年02月22日登记" in shown


def test_old_announcements_message_nobody(world: World) -> None:
    """A case that sends its message itself is announced without one."""
    case = world.new_case()
    case.announce()
    assert world.channel.texts(case.mobile) == []


def test_announced_before_the_register(world: World) -> None:
    """A case that has no part of the register's is announced with what its other parts say."""
    case, other = world.new_case(), world.new_case()
    case.announce()
    parts = {kind: part for kind, part in other.announcement.parts.items() if kind != "entity"}
    announce_registration(world.resources, other.announcement.model_copy(update={"parts": parts}))
    for agency in ("publicity", "tax"):
        told, expected = (each.sheet(agency)["data"] for each in (other, case))
        assert told == expected | {name: told[name] for name in ("uniscid", "mobtel") if name in told}


def test_nobody_waits_for_the_sms_gateway(world: World) -> None:
    """While the gateway is down the announcement succeeds; the message is written down and sent afterwards, once. Its
    applicant reads the text meanwhile, as one that waits to be sent."""
    case = world.new_case()
    request = case.announcement.model_copy(update={"occasion": 1})
    sandbox = world.channel.sandbox
    with sandbox.misbehaving(sandbox.sms, down=True):
        assert len(announce_registration(world.resources, request).event_ids) == 2
        with pytest.raises(Outage, match=r"sms\.unavailable"):
            send_waiting(world.resources)
    assert world.channel.texts(case.mobile) == []
    [waiting] = read_messages(world.resources, case.application_no, "account-1")
    assert waiting.sent_at is None and waiting.text
    with world.working():
        waited_for(lambda: len(world.channel.texts(case.mobile)) == 1)
    assert send_waiting(world.resources) == 0
    [sent] = read_messages(world.resources, case.application_no, "account-1")
    assert sent.sent_at is not None and sent.text == waiting.text


def test_announced_at_once(world: World) -> None:
    """Announcements that race make one event per agency, and one message of it in the stream."""
    case = world.new_case()
    request = case.announcement
    results = together(*[lambda: announce_registration(world.resources, request)] * 4)
    assert {result.event_ids for result in results} == {results[0].event_ids}
    world.take_receipts(until=case.answered)
    world.drain()
    for agency in ("publicity", "tax"):
        assert len(case.sheet(agency)["receipts"]) == 1
        assert len(world.channel.accepted(agency, case.application_no)) == 1


def test_nats_down(world: World) -> None:
    """While NATS is down the announcement is an outage and nothing is lost; then it succeeds, once."""
    case = world.new_case()
    request = case.announcement
    with world.channel.nats.down():
        with pytest.raises(Outage) as raised:
            announce_registration(world.resources, request)
        assert raised.value.code == "notice.nats_unavailable"
        assert [line["state"] for line in case.lines().values()] == ["UNSENT", "UNSENT"]
        assert world.client.get("/ready").json()["missing"] == {"nats": "notice.nats_unavailable"}
    announce_registration(world.resources, request)
    world.take_receipts(until=case.answered)
    world.drain()
    for agency in ("publicity", "tax"):
        assert len(world.channel.accepted(agency, case.application_no)) == 1
        assert len(case.sheet(agency)["receipts"]) == 1
    assert case.sheet("publicity")["dispatches"][0]["attempts"] == 2
    assert world.client.get("/ready").status_code == 200


class CrashAfterPublishing(EventStream):
    """The event is stored, and the process is gone before it can say so."""

    def __init__(self, stream: EventStream) -> None:
        self._stream_in_use = stream

    def publish(self, subject: str, payload: bytes, message_id: str) -> int:
        self._stream_in_use.publish(subject, payload, message_id)
        raise KeyboardInterrupt


def test_crash_between_publication_and_record(world: World) -> None:
    """An event that was stored and not recorded is published again under the same message id: one message."""
    case = world.new_case()
    crashing = replace(world.resources, stream=CrashAfterPublishing(world.resources.stream))
    with pytest.raises(KeyboardInterrupt):
        announce_registration(crashing, case.announcement)
    assert {line["published_at"] for line in case.lines().values()} == {None}
    assert world.republish() == 2
    world.take_receipts(until=case.answered)
    world.drain()
    for agency in ("publicity", "tax"):
        assert len(world.channel.accepted(agency, case.application_no)) == 1
        assert len(case.sheet(agency)["receipts"]) == 1


def test_work_goes_on_by_itself(world: World) -> None:
    """Background work alone publishes what was left and takes the receipts, also after NATS came back."""
    case = world.new_case()
    with world.working():
        with world.channel.nats.down(), pytest.raises(Outage):
            announce_registration(world.resources, case.announcement)
        waited_for(case.answered)
    assert [len(world.channel.accepted(agency, case.application_no)) for agency in ("publicity", "tax")] == [1, 1]
    metrics = world.client.get("/metrics").text
    assert 'kaiye_notice_events{agency="tax",state="OPEN"}' in metrics


def test_nothing_half_recorded(world: World) -> None:
    """When a part is missing or another registration's, nothing is in the ledger."""
    case, other = world.new_case(), world.new_case()
    absent = Reference(key="nothing/there.json", digest="0" * 64)
    given = case.announcement
    theirs = other.announcement.parts["entity"]
    for wrong in ({"licence": absent}, {"licence": other.licence}, {"entity": absent}, {"entity": theirs}):
        with pytest.raises(Defect):
            announce_registration(world.resources, given.model_copy(update={"parts": {**given.parts, **wrong}}))
    with pytest.raises(Defect):
        announce_registration(world.resources, given.model_copy(update={"uscc": other.uscc}))
    assert case.lines() == {}


def test_content_is_encrypted_at_rest(world: World) -> None:
    """No personal data is readable in the database."""
    case = world.new_case()
    case.announce()
    with world.session() as session:
        rows = session.connection().execute(text("SELECT e::text FROM notice.outgoing_event e")).scalars().all()
    assert rows and not [row for row in rows if ID_NUMBER in row or "穆静" in row or case.mobile in row]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM notice.outgoing_event",
        "TRUNCATE notice.agency_receipt",
        "UPDATE notice.outgoing_event SET payload_sealed = 'x'",
        "UPDATE notice.event_dispatch SET message_id = message_id || 'x'",
        "UPDATE notice.agency_receipt SET outcome = 'ACCEPTED', reason = 'x'",
    ],
)
def test_ledger_stays(world: World, statement: str) -> None:
    """The database refuses to change or delete what was written down."""
    case = world.new_case()
    case.announce()
    world.take_receipts(until=case.answered)
    with pytest.raises(Exception, match="stays"), as_owner(world.resources.database) as connection:
        connection.execute(text(statement))


def test_streams_and_consumers(world: World) -> None:
    """Streams keep what they have, forget message ids after an hour, and each agency has its own consumer."""
    world.resources.stream.check()

    async def read(client: Any) -> tuple[Any, ...]:
        stream = client.jetstream()
        return (
            (await stream.stream_info("EVENTS")).config,
            (await stream.stream_info("RECEIPTS")).config,
            (await stream.consumer_info("EVENTS", "tax")).config,
            (await stream.consumer_info("RECEIPTS", "notice")).config,
        )

    events, receipts, tax, own = world.resources.stream._connection.call(read, 5)
    for config in (events, receipts):
        assert (config.storage, config.retention) == ("file", "limits")
        assert config.deny_delete and config.deny_purge
        assert config.duplicate_window == 3600
    assert (tax.filter_subjects or [tax.filter_subject]) == ["events.tax.>"]
    assert (tax.ack_policy, tax.max_deliver, len(tax.backoff)) == ("explicit", 100, 5)
    assert (own.ack_policy, own.max_deliver) == ("explicit", -1)


def test_no_personal_data_in_logs(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever happens, the log names applications, events and agencies, and no person."""
    case = world.new_case()
    with world.channel.agency_behaving("tax", reject_next=1):
        case.announce()
        world.take_receipts(until=lambda: case.state("tax") == "REJECTED")
    with pytest.raises(Defect):
        announce_registration(world.resources, world.new_case().announcement.model_copy(update={"uscc": "x"}))
    logged = capsys.readouterr().out
    assert "event_published" in logged and "event_rejected" in logged
    assert not [secret for secret in (ID_NUMBER, case.mobile, "穆静", "穆\\u9759") if secret in logged]
    assert json.dumps("穆静")[1:-1] not in logged


def test_only_what_is_not_over_is_counted_again_and_again(world: World) -> None:
    """By an index of its own, so that a round costs the same after a million accepted events."""
    sent: list[str] = []
    engine = world.resources.database.engine
    sql_event.listen(engine, "before_cursor_execute", lambda _, __, statement, *___: sent.append(statement))
    measure(world.resources)
    (statement,) = [each for each in sent if "notice.outgoing_event" in each]
    with world.resources.database.transaction() as session:
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN (GENERIC_PLAN) " + re.sub(r"%\(\w+\)s", "$1", statement)
        plan = "\n".join(session.connection().exec_driver_sql(explain).scalars())
    assert "events_not_over" in plan


def test_recorded_when_all_that_is_done(world: World) -> None:
    """The timeline hears of it last, by the licence's reference; while the filing service is silent it is tried again,
    and nobody is told twice."""
    case, filing = world.new_case(), Neighbour(silent=True)
    request = case.announcement.model_copy(update={"occasion": 1, "records": {"entries": []}})
    resources = replace(world.resources, filing=filing)
    with pytest.raises(Outage):
        announce_registration(resources, request)
    filing.silent = False
    announce_registration(resources, request)
    assert filing.asked == [(f"/applications/{case.application_no}/stages", case.licence, {"entries": []})]
    assert len(world.channel.texts(case.mobile)) == 1
    world.take_receipts(until=case.answered)
