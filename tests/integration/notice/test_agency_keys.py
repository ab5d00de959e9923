"""Personal data in events is for the agency's eyes alone, and what it says it can be held to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jsonschema
import nats
import pytest
from sqlmodel import col, select

from cli.agencies.credentials import Credentials
from deploy.local.nats_accounts import NOTICE
from kernel import jose
from kernel.clock import FixedClock
from kernel.errors import Defect, Refusal
from services.notice.domain.agencies import Agency
from services.notice.domain.events import TAX_REGISTRATION
from services.notice.domain.schemas import schemas
from services.notice.operations import enrolment, requests
from services.notice.store.agency_keys import STATEMENT, AgencyStatement
from tests.fixtures.registrations import ID_NUMBER
from tests.integration.notice.conftest import KEYS, World
from tests.integration.notice.test_enrolled import Office, let_in, verified

BUREAU = Agency("bureau", "大同市社会保险局", (TAX_REGISTRATION,), "社会保险法第五十七条")


@pytest.fixture
def bureau(world: World) -> Iterator[Office]:
    """An agency that gets numbers of persons."""
    keys = jose.new_keys()
    own = Credentials.new(BUREAU.name, world.channel.nats.url, "http://127.0.0.1:1", keys=keys)
    let_in(world, own.user, own.password)
    enrolment.enrol_agency(world.resources, BUREAU, "operator:test", _public(keys))
    yield Office(world, own)
    enrolment.remove_agency(world.resources, own.user, "operator:test")
    let_in(world, own.user, None)


def _public(keys: dict[str, Any]) -> str:
    return json.dumps(jose.public_halves(keys))


def _stored(world: World, subject: str) -> bytes:
    """The newest message as it lies in the stream."""

    async def read() -> bytes:
        client = await nats.connect(**world.channel.nats.options(NOTICE))
        try:
            message = await client.jetstream().get_last_msg("EVENTS", subject)
        finally:
            await client.close()
        assert message.data
        return message.data

    return asyncio.run(read())


def _opened(event: dict[str, Any], keys: dict[str, Any]) -> dict[str, Any]:
    data = json.loads(jose.decrypt(event["data"], keys["keys"]))
    return event | {"data": data, "datacontenttype": "application/json"}


def test_no_number_of_a_person_lies_in_the_stream(world: World, bureau: Office) -> None:
    """What JetStream keeps for ninety days is read by the agency alone; opened, it is the event that was signed, in the
    form of its schema. An event for everybody stays readable."""
    case = world.new_case()
    case.announce()
    for subject, keys in (
        ("events.bureau.tax.registration.v1", bureau.own.private_keys),
        ("events.tax.registration.v1", KEYS["tax"]),
    ):
        stored = _stored(world, subject)
        event = json.loads(stored)
        assert event["data"].count(".") == 4
        assert ID_NUMBER.encode() not in stored and case.mobile.encode() not in stored
        opened = _opened(event, keys)
        assert (opened["data"]["cerno"], opened["data"]["mobtel"]) == (ID_NUMBER, case.mobile)
        assert verified(world, opened) and not verified(world, event)
        for schema, content in ((schemas()["event.v1"], opened), (schemas()[TAX_REGISTRATION], opened["data"])):
            jsonschema.validate(content, json.loads(schema), cls=jsonschema.Draft202012Validator)
        with pytest.raises(ValueError, match="not encrypted to one of these keys"):
            jose.decrypt(event["data"], KEYS["publicity"]["keys"])
    assert json.loads(_stored(world, "events.publicity.entity.v1"))["data"]["uniscid"] == case.uscc
    world.take_receipts(until=lambda: {case.state("tax"), case.state("publicity")} == {"ACCEPTED"})
    assert [event["data"]["mobtel"] for event in world.channel.accepted("tax", case.application_no)] == [case.mobile]


def test_what_it_signed_is_kept(world: World, bureau: Office) -> None:
    """A receipt is believed with its signature and lies in the books as it came, so that it can be shown to others."""
    case = world.new_case()
    case.announce()
    (event,) = bureau.events(1)
    assert bureau.accept(event)["data"]["result"] == "RECORDED"
    with world.session() as session:
        query = select(AgencyStatement).where(col(AgencyStatement.message_id) == f"{event['id']}/receipt")
        rows = session.exec(query).all()
        kept = [world.resources.decrypt(STATEMENT, f"bureau/{row.digest}", row.content_encrypted) for row in rows]
    (signed,) = kept
    said = json.loads(jose.signed_content(signed, jose.read_public(_public(bureau.own.private_keys))))
    assert (said["data"]["event_id"], said["data"]["outcome"]) == (event["id"], "ACCEPTED")
    world.take_receipts(until=case.answered)


def _as(office: Office, keys: dict[str, Any]) -> Office:
    return Office(office.world, replace(office.own, private_keys=keys))


def test_nobody_answers_for_an_agency(world: World, bureau: Office) -> None:
    """Whoever has its password and not its key is not believed: neither without a signature nor with another's."""
    case = world.new_case()
    case.announce()
    (event,) = bureau.events(1)
    nobody: dict[str, Any] = {"keys": []}
    for keys in (nobody, jose.new_keys(), KEYS["tax"]):
        answer = _as(bureau, keys).accept(event)
        assert answer["data"]["result"] == "UNREADABLE"
        assert "密钥" in answer["data"]["problems"][0]["zh"] or "签名" in answer["data"]["problems"][0]["zh"]
    assert case.state("bureau") == "OPEN"
    assert bureau.accept(event)["data"]["result"] == "RECORDED"
    world.take_receipts(until=case.answered)


def test_keys_are_changed(world: World, bureau: Office) -> None:
    """The next event is for the new key; what the old one signs is believed for a day more, or no longer if it was
    stolen. Taken twice the same keys change nothing."""
    before, after = bureau.own.private_keys, jose.new_keys()
    for _ in range(2):
        enrolment.change_keys(world.resources, "bureau", _public(after), "operator:test")
    requests.send_test_events(world.resources, "bureau", "operator:test")
    (event,) = bureau.events(1)
    assert _opened(event, after)["data"]["cerno"]
    with pytest.raises(ValueError, match="not encrypted to one of these keys"):
        _opened(event, before)
    receipt = {"event_id": event["id"], "outcome": "ACCEPTED", "received_at": datetime.now(UTC).isoformat()}
    assert bureau.message("receipt.v1", receipt, str(uuid4()))["data"]["result"] == "RECORDED"
    tomorrow = replace(world.resources, clock=FixedClock(datetime.now(UTC) + timedelta(days=1, minutes=1)))
    later = Office(replace(world, resources=tomorrow), bureau.own)
    assert later.message("receipt.v1", receipt, str(uuid4()))["data"]["result"] == "UNREADABLE"
    assert _as(later, after).message("receipt.v1", receipt, str(uuid4()))["data"]["result"] == "RECORDED"
    enrolment.change_keys(world.resources, "bureau", _public(jose.new_keys()), "operator:test", at_once=True)
    assert _as(bureau, after).message("receipt.v1", receipt, str(uuid4()))["data"]["result"] == "UNREADABLE"


def test_personal_data_wants_a_key(world: World) -> None:
    """An agency that gets personal data is not enrolled without one; what lies ready for one that has none waits,
    unless it is named among those still told in clear, and nobody else's events wait for it."""
    with pytest.raises(Refusal) as raised:
        enrolment.enrol_agency(world.resources, BUREAU, "operator:test")
    assert [finding.pointer for finding in raised.value.all_findings()] == ["/keys"]
    for wrong in ("{}", json.dumps(jose.new_keys()), "nothing"):
        with pytest.raises(Refusal, match=r"notice\.keys_invalid"):
            enrolment.enrol_agency(world.resources, BUREAU, "operator:test", wrong)
    without = replace(world, resources=replace(world.resources, agency_keys={}))
    case = without.new_case()
    with pytest.raises(Defect, match=r"notice\.agency_key_missing"):
        case.announce()
    assert (case.state("tax"), case.state("publicity") != "UNSENT") == ("UNSENT", True)
    told = replace(without, resources=replace(without.resources, in_clear=frozenset({"tax"})))
    told.republish()
    assert json.loads(_stored(world, "events.tax.registration.v1"))["data"]["mobtel"] == case.mobile
    world.take_receipts(until=case.answered)
