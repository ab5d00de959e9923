"""Publicity and tax as independent consumers on a real NATS server."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import nats
import pytest
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import NotFoundError

from deploy.local.nats_accounts import AGENCIES, NOTICE
from tests.fixtures.agency_events import PUBLICITY_DATA, TAX_DATA, event
from tests.integration.sandbox.conftest import Market

NUMBERS = itertools.count(1)
PATIENCE = 30


@dataclass
class Sender:
    """What the notice service does: makes streams and consumers, publishes events, reads receipts."""

    market: Market
    client: Client

    @property
    def stream(self) -> JetStreamContext:
        return self.client.jetstream()

    async def provision(self) -> None:
        await self.stream.add_stream(name="EVENTS", subjects=["events.>"])
        await self.add_receipts()
        for agency in AGENCIES:
            await self.add_consumer(agency)

    async def add_receipts(self) -> None:
        await self.stream.add_stream(name="RECEIPTS", subjects=["receipts.>"])

    async def add_consumer(self, agency: str) -> None:
        wanted = ConsumerConfig(
            durable_name=agency,
            filter_subjects=[f"events.{agency}.>"],
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=2,
            max_deliver=-1,
        )
        await self.stream.add_consumer("EVENTS", wanted)

    async def send(self, agency: str, sent: dict[str, Any], *, attempt: int = 1) -> str:
        await self.send_bytes(agency, json.dumps(sent).encode(), f"{sent['id']}@{attempt}")
        return str(sent["id"])

    async def send_bytes(self, agency: str, payload: bytes, message_id: str) -> None:
        await self.stream.publish(f"events.{agency}.entity.v1", payload, headers={"Nats-Msg-Id": message_id})

    async def receipts(self, event_id: str) -> list[dict[str, Any]]:
        """Every stored receipt for an event, in order."""
        found = []
        subscription = await self.stream.subscribe("receipts.>", stream="RECEIPTS", ordered_consumer=True)
        try:
            while True:
                message = await subscription.next_msg(timeout=0.3)
                receipt = json.loads(message.data)
                if receipt["data"]["event_id"] == event_id:
                    found.append({**receipt, "stored_on": message.subject})
        except nats.errors.TimeoutError:
            return found
        finally:
            await subscription.unsubscribe()

    async def receipt(self, event_id: str, count: int = 1) -> dict[str, Any]:
        """The `count`-th receipt for an event, waited for."""
        for _ in range(PATIENCE):
            found = await self.receipts(event_id)
            if len(found) >= count:
                return found[count - 1]
            await asyncio.sleep(0.2)
        raise AssertionError(f"no receipt {count} for {event_id}")

    def written(self, agency: str, event_id: str) -> list[dict[str, Any]]:
        """The lines of the agency's file that hold an event."""
        path = self.market.sandbox.home / "events" / f"{agency}.jsonl"
        return [line for line in map(json.loads, path.read_text().splitlines()) if line["id"] == event_id]

    def behave(self, agency: str, **behaviour: object) -> None:
        url = f"{self.market.sandbox.agencies}/sandbox/agencies/{agency}/behaviour"
        httpx.put(url, json=behaviour).raise_for_status()

    def state(self, agency: str) -> dict[str, Any]:
        state: dict[str, Any] = httpx.get(f"{self.market.sandbox.agencies}/sandbox/agencies/{agency}").json()
        return state

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await asyncio.sleep(0.1)


@pytest.fixture
async def sender(market: Market) -> AsyncIterator[Sender]:
    client = await nats.connect(market.server.url, user=NOTICE, password=market.server.passwords[NOTICE])
    sender = Sender(market, client)
    await sender.provision()
    yield sender
    for agency in AGENCIES:
        sender.behave(agency)
    await client.close()


def publicity(**changes: Any) -> dict[str, Any]:
    return event(f"publicity-{next(NUMBERS)}", "publicity.entity.v1", {**PUBLICITY_DATA, **changes})


def tax(**changes: Any) -> dict[str, Any]:
    return event(f"tax-{next(NUMBERS)}", "tax.registration.v1", {**TAX_DATA, **changes})


async def test_event_and_receipt(sender: Sender) -> None:
    """An agency writes an event down as it came and answers with a receipt; streams may be made after it started."""
    for agency, sent in (("publicity", publicity()), ("tax", tax())):
        receipt = await sender.receipt(await sender.send(agency, sent))
        [line] = sender.written(agency, sent["id"])
        assert line["data"] == sent["data"]
        assert receipt["id"] == f"{sent['id']}/receipt"
        assert (receipt["specversion"], receipt["type"], receipt["source"]) == (
            "1.0",
            "receipt.v1",
            f"/agencies/{agency}",
        )
        assert receipt["stored_on"] == f"receipts.{agency}"
        assert receipt["data"] == {
            "event_id": sent["id"],
            "outcome": "ACCEPTED",
            "reason": None,
            "received_at": line["receivedat"],
        }


async def test_acknowledged(sender: Sender) -> None:
    """After the receipt nothing is left to deliver."""
    await sender.receipt(await sender.send("tax", tax()))
    for _ in range(50):
        info = await sender.stream.consumer_info("EVENTS", "tax")
        if info.num_ack_pending == info.num_pending == 0:
            break
        await asyncio.sleep(0.1)
    assert (info.num_ack_pending, info.num_pending) == (0, 0)


async def test_same_event_again(sender: Sender) -> None:
    """An event published twice is written once, and both times answered with the same receipt."""
    sent = tax()
    first = await sender.receipt(await sender.send("tax", sent))
    second = await sender.receipt(await sender.send("tax", sent, attempt=2), count=2)
    assert first == second
    assert len(sender.written("tax", sent["id"])) == 1


async def test_same_id_with_other_content(sender: Sender) -> None:
    """An accepted event cannot be replaced by another one of its id."""
    sent = tax()
    await sender.receipt(await sender.send("tax", sent))
    await sender.send("tax", {**sent, "data": {**TAX_DATA, "empnum": 99}}, attempt=2)
    receipt = await sender.receipt(sent["id"], count=2)
    assert (receipt["data"]["outcome"], receipt["data"]["reason"]) == ("REJECTED", "CONTENT_CHANGED: /data")
    assert [line["data"]["empnum"] for line in sender.written("tax", sent["id"])] == [TAX_DATA["empnum"]]


async def test_excluded_personal_field(sender: Sender) -> None:
    """Publicity refuses an event with an ID number and keeps nothing of it."""
    sent = publicity(cerno="140102198801011232")
    receipt = await sender.receipt(await sender.send("publicity", sent))
    assert receipt["data"]["outcome"] == "REJECTED"
    assert receipt["data"]["reason"] == "EXCLUDED_FIELD: /data/cerno"
    folder = sender.market.sandbox.home / "events"
    assert "140102198801011232" not in "".join(path.read_text() for path in folder.glob("publicity*"))


async def test_rejections_on_order(sender: Sender) -> None:
    """The next two events are refused, the third is accepted; one sent anew is looked at anew."""
    sender.behave("tax", reject_next=2)
    outcomes = []
    for sent in (refused := tax(), tax(), tax()):
        outcomes.append((await sender.receipt(await sender.send("tax", sent)))["data"]["outcome"])
    assert outcomes == ["REJECTED", "REJECTED", "ACCEPTED"]
    await sender.send("tax", refused, attempt=2)
    receipt = await sender.receipt(refused["id"], count=2)
    assert (receipt["id"], receipt["data"]["outcome"]) == (f"{refused['id']}/receipt/2", "ACCEPTED")


async def test_down(sender: Sender) -> None:
    """An agency that is down leaves its events waiting and takes them when it is back; the other one works."""
    sender.behave("tax", down=True)
    await sender.until(lambda: not sender.state("tax")["connected"])
    waiting = await sender.send("tax", tax())
    await sender.receipt(await sender.send("publicity", publicity()))
    assert await sender.receipts(waiting) == []
    sender.behave("tax")
    assert (await sender.receipt(waiting))["data"]["outcome"] == "ACCEPTED"


async def test_late_answer(sender: Sender) -> None:
    """An answer later than the acknowledgement time is still one line and one receipt."""
    sender.behave("tax", delay_ms=3500)
    sent = await sender.send("tax", tax())
    await asyncio.sleep(2.5)
    assert await sender.receipts(sent) == []
    await sender.receipt(sent)
    sender.behave("tax")
    await sender.receipt(await sender.send("tax", tax()))
    assert len(await sender.receipts(sent)) == 1
    assert len(sender.written("tax", sent)) == 1


async def test_duplicate_receipts(sender: Sender) -> None:
    """On order each receipt is stored twice under one CloudEvent id."""
    sender.behave("publicity", duplicate_receipts=True)
    sent = await sender.send("publicity", publicity())
    assert await sender.receipt(sent, count=1) == await sender.receipt(sent, count=2)


async def test_unreadable_event(sender: Sender) -> None:
    """What is not a CloudEvent is put aside and stops nothing."""
    for number, payload in enumerate((b"\xff", b"[]", b"{}", b'{"id": 1}')):
        await sender.send_bytes("tax", payload, f"unreadable-{number}")
    await sender.receipt(await sender.send("tax", tax()))


async def test_consumer_made_anew(sender: Sender) -> None:
    """An agency whose consumer is deleted binds to the new one; events delivered again are not written again."""
    sent = await sender.send("tax", tax())
    await sender.receipt(sent)
    await sender.stream.delete_consumer("EVENTS", "tax")
    with pytest.raises(NotFoundError):
        await sender.stream.consumer_info("EVENTS", "tax")
    await asyncio.sleep(1)
    await sender.add_consumer("tax")
    await sender.receipt(await sender.send("tax", tax()))
    assert len(sender.written("tax", sent)) == 1


async def test_no_receipts_stream(sender: Sender) -> None:
    """A receipt that cannot be stored yet is sent when it can."""
    await sender.stream.delete_stream("RECEIPTS")
    sent = await sender.send("publicity", publicity())
    await sender.until(lambda: len(sender.written("publicity", sent)) == 1)
    await asyncio.sleep(1)
    await sender.add_receipts()
    assert (await sender.receipt(sent))["data"]["outcome"] == "ACCEPTED"


async def test_crash_in_the_middle(sender: Sender) -> None:
    """Killed twice among 150 events, an agency writes each of them exactly once and answers each."""
    sender.behave("tax", delay_ms=2000)  # however slow the machine, the last one is still to come when it is killed
    events = [tax() for _ in range(150)]
    await asyncio.gather(*(sender.send("tax", sent) for sent in events))
    sender.market.sandbox.restart()
    assert sender.written("tax", events[-1]["id"]) == []
    before = sender.state("tax")["accepted"]
    await sender.until(lambda: sender.state("tax")["accepted"] > before)
    sender.market.sandbox.restart()
    # Not the last one's alone: what was in hand when it was killed comes again later than what was still to come.
    missing = {f"{sent['id']}/receipt" for sent in events}
    while missing:
        missing = await fewer(sender, missing)
    for sent in events:
        assert len(sender.written("tax", sent["id"])) == 1


async def test_nats_restarted(sender: Sender) -> None:
    """After a crash of NATS both agencies are back by themselves."""
    sender.market.nats.kill()
    # On this thread, which lives as long as the server should; waiting needs an event loop of its own.
    sender.market.nats.start()
    await asyncio.to_thread(sender.market.nats.wait_ready, sender.market.server.probe, 60)
    await sender.until(lambda: sender.client.is_connected)
    for agency, sent in (("publicity", publicity()), ("tax", tax())):
        assert (await sender.receipt(await sender.send(agency, sent)))["data"]["outcome"] == "ACCEPTED"


def test_unknown_agency(market: Market) -> None:
    """An agency that does not exist is not found, and a senseless order is refused."""
    url = f"{market.sandbox.agencies}/sandbox/agencies"
    assert httpx.get(f"{url}/statistics").status_code == 404
    assert httpx.put(f"{url}/tax/behaviour", json={"down": "perhaps"}).status_code == 422


async def fewer(sender: Sender, missing: set[str]) -> set[str]:
    """What is still missing once another receipt is there: a slow machine needs long for all of them."""
    async with asyncio.timeout(PATIENCE):
        while not (found := missing & {receipt["id"] for receipt in await all_receipts(sender)}):
            await asyncio.sleep(0.2)
    return missing - found


async def all_receipts(sender: Sender) -> list[dict[str, Any]]:
    found = []
    subscription = await sender.stream.subscribe("receipts.>", stream="RECEIPTS", ordered_consumer=True)
    try:
        while True:
            found.append(json.loads((await subscription.next_msg(timeout=0.5)).data))
    except nats.errors.TimeoutError:
        return found
