"""An agency enrolled besides the two of the law: it is let in, told, answered, tested, and shut out."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import gmssl_pyx
import jsonschema
import nats
import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError

from cli.agencies.credentials import Credentials
from deploy.local.nats_accounts import LOG, NOTICE
from deploy.local.nats_server import NatsServer
from kernel import jose
from kernel.canonical import canonical_json
from kernel.clock import FixedClock
from kernel.errors import Refusal
from services.notice.domain.agencies import Agency
from services.notice.domain.events import PUBLICITY_ENTITY, TAX_REGISTRATION
from services.notice.domain.schemas import schemas
from services.notice.operations import enrolment, requests
from services.notice.operations.dispatching import republish
from services.notice.operations.signing_keys import read_keys
from tests.integration.notice.conftest import World

Told = TypeVar("Told")

STATISTICS = Agency("statistics", "大同市统计局", (PUBLICITY_ENTITY,), "统计法")


@dataclass
class Office:
    """The agency, with its own credentials and nothing else."""

    world: World
    own: Credentials

    def connected(self, act: Callable[[Client], Awaitable[Told]]) -> Told:
        async def run() -> Told:
            client = Client()
            try:
                await client.connect(**self.own.connecting(), allow_reconnect=False, error_cb=_quiet)
                return await act(client)
            finally:
                await client.close()

        return asyncio.run(run())

    def events(self, count: int, consumer: str | None = None) -> list[dict[str, Any]]:
        """The next ones; they are acknowledged where that is asked for."""

        async def act(client: Client) -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = []
            reading = await client.jetstream().pull_subscribe_bind(consumer or self.own.consumer, self.own.stream)
            while len(found) < count:
                for message in await reading.fetch(1, timeout=5):
                    found.append(json.loads(message.data))
                    if consumer is None:
                        await message.ack()
            return found

        return self.connected(act)

    def say(self, payload: bytes) -> dict[str, Any]:
        """Publish something as the agency, have the service take it, and read the answer to it."""

        async def act(client: Client) -> dict[str, Any]:
            answers = await client.subscribe(self.own.answers)
            keys = self.own.private_keys["keys"]
            said = jose.sign(payload, keys).encode() if keys else payload
            stored = await client.jetstream().publish(self.own.receipts, said)
            await asyncio.to_thread(self.world.drain)
            while True:
                answer: dict[str, Any] = json.loads((await answers.next_msg(timeout=5)).data)
                if answer["data"]["sequence"] == stored.seq:
                    return answer

        return self.connected(act)

    def message(self, kind: str, data: dict[str, Any] | None = None, message_id: str = "m-1") -> dict[str, Any]:
        return self.say(json.dumps({"specversion": "1.0", "id": message_id, "type": kind, "data": data or {}}).encode())

    def accept(self, event: dict[str, Any]) -> dict[str, Any]:
        data = {"event_id": event["id"], "outcome": "ACCEPTED", "received_at": datetime.now(UTC).isoformat()}
        return self.message("receipt.v1", data, f"{event['id']}/receipt")


async def _quiet(_: Exception) -> None:
    """What is refused shows as silence."""


@pytest.fixture
def office(world: World) -> Iterator[Office]:
    keys = jose.new_keys()
    own = Credentials.new(STATISTICS.name, world.channel.nats.url, "http://127.0.0.1:1", keys=keys)
    let_in(world, own.user, own.password)
    enrolment.enrol_agency(world.resources, STATISTICS, "operator:test", json.dumps(jose.public_halves(keys)))
    yield Office(world, own)
    enrolment.remove_agency(world.resources, own.user, "operator:test")
    let_in(world, own.user, None)


def let_in(world: World, user: str, password: str | None) -> None:
    pid = world.channel.nats.child.pid
    assert pid
    world.channel.nats.server.enrol(user, password, pid)


def verified(world: World, event: dict[str, Any]) -> bool:
    key = read_keys(world.resources).keys[0]
    content = {name: value for name, value in event.items() if name != "signature"}
    public = bytes.fromhex(key.public_key)[1:]
    assert key.key_id == event["signaturekeyid"]
    return bool(gmssl_pyx.sm2_verify(public, canonical_json(content), base64.b64decode(event["signature"])))


def test_told_and_answered(world: World, office: Office) -> None:
    """It gets the event it was enrolled for, signed and under its own subject, and its receipt is recorded and said to
    be; the other agencies are told as before, and everybody's sequence is their own."""
    case = world.new_case()
    case.announce()
    (event,) = office.events(1)
    assert (event["type"], event["data"]["uniscid"], event["sequence"]) == (PUBLICITY_ENTITY, case.uscc, "0000000001")
    assert verified(world, event)
    assert event["dataschema"].endswith("/schemas/publicity.entity.v1.json")
    assert case.lines()["statistics"]["state"] == "OPEN"
    answer = office.accept(event)
    assert (answer["data"]["result"], answer["data"]["message_id"]) == ("RECORDED", f"{event['id']}/receipt")
    assert case.state("statistics") == "ACCEPTED"
    world.take_receipts(until=case.answered)
    assert set(case.lines()) == {"publicity", "tax", "statistics"}
    lines = world.client.get("/events", params={"agency": "statistics"}, headers=world.operations).json()["items"]
    assert event["id"] in [line["event_id"] for line in lines]
    month = datetime.now(UTC).strftime("%Y-%m")
    counted = world.client.get("/reconciliation", params={"month": month}, headers=world.operations).json()
    assert "statistics" in [line["agency"] for line in counted["agencies"]]


@pytest.mark.parametrize(
    ("payload", "pointers"),
    [
        (b"\xff", [""]),
        (b'{"specversion":"1.0","id":"x","type":"receipt.v1"}', ["/data"]),
        (b'{"specversion":"1.0","id":"x","type":"receipt.v2","data":{}}', ["/type"]),
    ],
)
def test_unreadable_is_answered(office: Office, payload: bytes, pointers: list[str]) -> None:
    """What cannot be read is answered with everything that is wrong, at its field."""
    answer = office.say(payload)
    jsonschema.validate(answer, json.loads(schemas()["answer.v1"]), cls=jsonschema.Draft202012Validator)
    assert answer["data"]["result"] == "UNREADABLE"
    assert [problem["pointer"] for problem in answer["data"]["problems"]] == pointers


def test_unknown_event_is_answered(world: World, office: Office) -> None:
    """A receipt for an event of another agency is none of its business, and it is told so."""
    case = world.new_case()
    case.announce()
    office.events(1)
    world.take_receipts(until=lambda: case.state("tax") == "ACCEPTED")
    answer = office.accept({"id": case.lines()["tax"]["event_id"]})
    assert answer["data"]["result"] == "UNKNOWN_EVENT"
    assert len(case.sheet("tax")["receipts"]) == 1


def test_test_events(world: World, office: Office) -> None:
    """On request it gets a test event: signed, of a type that no real one has, in the form of the real one, and in no
    ledger; its receipt is noted."""
    answer = office.message("request.test.v1")
    jsonschema.validate(answer, json.loads(schemas()["answer.v1"]), cls=jsonschema.Draft202012Validator)
    (event,) = office.events(1)
    assert answer["data"]["event_ids"] == [event["id"]]
    assert event["type"] == "test.publicity.entity.v1"
    assert verified(world, event)
    jsonschema.validate(event, json.loads(schemas()["event.v1"]), cls=jsonschema.Draft202012Validator)
    jsonschema.validate(event["data"], json.loads(schemas()[PUBLICITY_ENTITY]), cls=jsonschema.Draft202012Validator)
    assert world.client.get(f"/events/{event['id']}", headers=world.operations).status_code == 404
    assert office.accept(event)["data"]["result"] == "RECORDED"
    listed = {each.agency.name: each for each in enrolment.list_agencies(world.resources)}
    assert listed["statistics"].tested_at


def test_sandbox_keeps_tests_apart(world: World) -> None:
    """The tax authority of the sandbox answers a test event and does not write it into its books."""
    sent = set(requests.send_test_events(world.resources, "tax", "operator:test"))

    def answered() -> bool:
        listed = {each.agency.name: each.tested_at for each in enrolment.list_agencies(world.resources)}
        return listed["tax"] is not None

    world.take_receipts(until=answered)
    assert not sent & {event["id"] for event in world.channel.accepted("tax", "99999900000000000000000")}


def test_replay(world: World, office: Office) -> None:
    """It reads its events again from a position on; what it has read and acknowledged stays so."""
    began = datetime.now(UTC)
    cases = [world.new_case(), world.new_case()]
    for case in cases:
        case.announce()
    first, second = (event["id"] for event in office.events(2)[-2:])
    answer = office.message("request.replay.v1")
    assert answer["data"] == {
        "sequence": answer["data"]["sequence"],
        "message_id": "m-1",
        "result": "DONE",
        "problems": [],
        "consumer": "statistics-replay",
    }
    replayed: list[str] = []
    while second not in replayed:
        replayed += [event["id"] for event in office.events(1, "statistics-replay")]
    assert replayed[-2:] == [first, second]
    position = cases[1].lines()["statistics"]["stream_seq"]
    office.message("request.replay.v1", {"from_sequence": position})
    assert office.events(1, "statistics-replay")[0]["id"] == second
    office.message("request.replay.v1", {"from_time": began.isoformat()})
    assert [event["id"] for event in office.events(2, "statistics-replay")] == [first, second]
    with pytest.raises(NatsError):
        office.events(1)


def test_shut_out(world: World, office: Office) -> None:
    """Removed, its connection is cut at once, nothing is published for it, and what it had not answered is not sent
    again; everybody else goes on, and nothing is found broken."""
    case = world.new_case()
    case.announce()

    async def run() -> bool:
        cut = asyncio.Event()

        async def closed() -> None:
            cut.set()

        client = await nats.connect(**office.own.connecting(), allow_reconnect=False, closed_cb=closed, error_cb=_quiet)
        await asyncio.to_thread(enrolment.remove_agency, world.resources, "statistics", "operator:test")
        await asyncio.to_thread(let_in, world, "statistics", None)
        await asyncio.wait_for(cut.wait(), 5)
        return client.is_closed

    assert asyncio.run(run())
    with pytest.raises(NatsError):
        office.events(1)
    after = world.new_case()
    after.announce()
    world.take_receipts(until=after.answered)
    assert set(after.lines()) == {"publicity", "tax"}
    assert world.republish() == 0
    # What it was told stays told, with its title, before the applicant.
    assert case.state("statistics") == "OPEN"


def test_nothing_twice_and_nothing_wrong(world: World, office: Office) -> None:
    """A name is enrolled once at a time; everything wrong with an agency is said at once, at its field."""
    with pytest.raises(Refusal) as raised:
        enrolment.enrol_agency(world.resources, STATISTICS, "operator:test")
    assert raised.value.code == "notice.agency_enrolled"
    wrong = Agency("Statistics-1", "", ("nothing.v1",), "")
    with pytest.raises(Refusal) as raised:
        enrolment.enrol_agency(world.resources, wrong, "operator:test")
    assert [finding.pointer for finding in raised.value.findings] == ["/name", "/title", "/kinds"]
    without_law = Agency("bank", "某银行", (TAX_REGISTRATION,), "")
    with pytest.raises(Refusal) as raised:
        enrolment.enrol_agency(world.resources, without_law, "operator:test")
    assert [finding.pointer for finding in raised.value.findings] == ["/basis"]
    with pytest.raises(Refusal, match=r"agency\.not_found"):
        requests.send_test_events(world.resources, "bank", "operator:test")


def test_comes_back(world: World, office: Office) -> None:
    """Enrolled again after a removal it gets what it had not answered, and nothing that it had; both enrolments stay
    written down."""
    answered, unanswered = world.new_case(), world.new_case()
    answered.announce()
    office.accept(office.events(1)[0])
    unanswered.announce()
    enrolment.remove_agency(world.resources, "statistics", "operator:test")
    later = replace(world.resources, clock=FixedClock(datetime.now(UTC) + timedelta(minutes=11)))
    world.take_receipts(until=lambda: {answered.state("tax"), unanswered.state("tax")} == {"ACCEPTED"})
    world.drain()
    assert republish(later) == 0
    enrolment.enrol_agency(world.resources, STATISTICS, "operator:test")
    events = {event["data"]["uniscid"]: event for event in office.events(republish(later))}
    assert answered.uscc not in events
    assert office.accept(events[unanswered.uscc])["data"]["result"] == "RECORDED"
    assert unanswered.state("statistics") == "ACCEPTED"
    listed = [each for each in enrolment.list_agencies(world.resources) if each.agency.name == "statistics"]
    assert [each.removed_at is None for each in listed][-2:] == [False, True]


def test_consumers_are_made_again(world: World, office: Office) -> None:
    """After the server was away, its consumer is there as it was, with its position."""
    first, second = world.new_case(), world.new_case()
    first.announce()
    office.accept(office.events(1)[0])
    with world.channel.nats.down():
        pass
    second.announce()
    (event,) = office.events(1)
    assert event["data"]["uniscid"] == second.uscc


@pytest.mark.parametrize("asked", ["INFO", "MSG.NEXT"])
def test_nobody_has_the_server_write_elsewhere(world: World, office: Office, asked: str) -> None:
    """An agency asks about its own consumer and names another one's subjects as the place for the answer: nothing is
    stored there, and nothing of the other is heard."""
    places = ["receipts.tax", "events.tax.tax.registration.v1", "answers.tax", "$JS.ACK.EVENTS.tax.1.1.1.1.1"]

    async def kept() -> list[int]:
        notice = await nats.connect(**world.channel.nats.options(NOTICE))
        streams = notice.jetstream()
        found = [(await streams.stream_info(name)).state.last_seq for name in ("EVENTS", "RECEIPTS", "ANSWERS")]
        await notice.close()
        return found

    async def attack(client: Client) -> tuple[list[int], list[int]]:
        before = await kept()
        for place in places:
            await client.publish(f"$JS.API.CONSUMER.{asked}.EVENTS.statistics", b"", reply=place)
        await client.flush()
        # Whatever the server writes it has written when it answers this.
        await client.jetstream().consumer_info("EVENTS", "statistics")
        return before, await kept()

    before, after = office.connected(attack)
    assert before == after


def test_what_was_kept_before_accounts_is_kept(tmp_path: Path) -> None:
    """A server of an earlier release had one account for all: what lies in it is the notice service's afterwards."""
    (kept := tmp_path / "jetstream" / "jetstream" / "$G" / "streams").mkdir(parents=True)
    (kept / "EVENTS").touch()
    NatsServer(tmp_path, 1, {NOTICE: "x", LOG: "y"}).prepare()
    assert (tmp_path / "jetstream" / "jetstream" / "KAIYE" / "streams" / "EVENTS").exists()
