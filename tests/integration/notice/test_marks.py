"""A department puts marks on businesses over NATS: only those it may put, and only what it signed itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema
import pytest

from catalogues.filing_types.words import PartKind
from cli.agencies.credentials import Credentials
from kernel.canonical import canonical_json
from kernel.errors import Outage, Refusal
from kernel.exchange import Reference
from services.notice.contract import MarkPart
from services.notice.domain.agencies import Agency
from services.notice.domain.schemas import schemas
from services.notice.domain.sm2 import Sm2Key
from services.notice.operations import enrolment
from tests.integration.notice.conftest import World
from tests.integration.notice.test_enrolled import Office, let_in

KEY = Sm2Key.generate()
ENFORCEMENT = Agency(
    "enforcement", "执法队", (), "行政处罚法", ("abnormal", "licence_withdrawn"), f"04{KEY.public.hex()}"
)
PUT = {
    **{"mark_no": "ZF-1", "uscc": "92140213MA0MU7MP45", "kind": "licence_withdrawn", "authority": "某市场监督管理局"},
    **{"document_no": "平城市监罚〔2026〕17号", "from_on": "2026-11-20"},
}


class Register:
    """The register as far as it is told; `answer` is what it has against a mark."""

    def __init__(self) -> None:
        self.told: list[Reference] = []
        self.answer: Exception | None = None

    def hand_over(self, mark: Reference) -> None:
        if self.answer is not None:
            raised, self.answer = self.answer, None
            raise raised
        self.told.append(mark)


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def department(world: World, register: Register) -> Iterator[Office]:
    own = Credentials.new(ENFORCEMENT.name, world.channel.nats.url, "http://127.0.0.1:1")
    let_in(world, own.user, own.password)
    enrolment.enrol_agency(world.resources, ENFORCEMENT, "operator:test")
    yield Office(replace(world, resources=replace(world.resources, register=register)), own)
    enrolment.remove_agency(world.resources, own.user, "operator:test")
    let_in(world, own.user, None)


def message(data: dict[str, Any], key: Sm2Key = KEY, kind: str = "mark.v1") -> bytes:
    unsigned = {"specversion": "1.0", "id": "m-1", "type": kind, "data": data}
    return json.dumps(unsigned | {"signature": key.sign(canonical_json(unsigned))}).encode()


def test_put_and_lifted(department: Office, register: Register) -> None:
    """The register gets what was said with the signed message itself, and is asked until it answers."""
    payload = message(PUT)
    jsonschema.validate(json.loads(payload), json.loads(schemas()["mark.v1"]), cls=jsonschema.Draft202012Validator)
    assert department.say(payload)["data"]["result"] == "RECORDED"
    lifted = {"mark_no": "ZF-1", "authority": "某市场监督管理局", "document_no": "撤1号", "lifted_on": "2026-11-21"}
    payload = message(lifted, kind="mark_lifted.v1")
    schema = json.loads(schemas()["mark_lifted.v1"])
    jsonschema.validate(json.loads(payload), schema, cls=jsonschema.Draft202012Validator)
    assert department.say(payload)["data"]["result"] == "RECORDED"
    exchange = department.world.resources.exchange
    put, lifting = (exchange.collect(each, MarkPart, PartKind.MARK) for each in register.told)
    assert (put.agency, put.act, put.on, put.uscc) == ("enforcement", "put", date(2026, 11, 20), PUT["uscc"])
    assert json.loads(put.message)["signature"] and (lifting.act, lifting.uscc) == ("lifted", None)


@pytest.mark.parametrize(
    ("payload", "pointer"),
    [
        (message(PUT | {"kind": "freeze"}), "/data/kind"),
        (message(PUT, Sm2Key.generate()), "/signature"),
        (message(PUT).replace(b"17", b"18"), "/signature"),
        (message(PUT | {"from_on": "2099-01-01"}), "/data/from_on"),
    ],
)
def test_refused(department: Office, register: Register, payload: bytes, pointer: str) -> None:
    """A kind that it may not put, a message that it did not sign or that was altered, a day that is to come."""
    data = department.say(payload)["data"]
    assert (data["result"], data["problems"][0]["pointer"], register.told) == ("REFUSED", pointer, [])


def test_who_was_enrolled_for_events_alone_puts_none(world: World, department: Office, register: Register) -> None:
    own = replace(ENFORCEMENT, name="reader", kinds=("publicity.entity.v1",), marks=(), marks_key=None)
    credentials = Credentials.new(own.name, world.channel.nats.url, "http://127.0.0.1:1")
    let_in(world, own.name, credentials.password)
    enrolment.enrol_agency(world.resources, own, "operator:test")
    try:
        data = Office(department.world, credentials).say(message(PUT))["data"]
        assert (data["result"], register.told) == ("REFUSED", [])
    finally:
        enrolment.remove_agency(world.resources, own.name, "operator:test")
        let_in(world, own.name, None)


def test_what_the_register_says_is_the_answer(department: Office, register: Register) -> None:
    register.answer = Refusal(
        "register.entity_unknown", "登记簿中没有该市场主体", "There is no such entity", status=404
    )
    data = department.say(message(PUT))["data"]
    assert (data["result"], data["problems"][0]["zh"]) == ("REFUSED", "登记簿中没有该市场主体")


def test_a_silent_register_is_waited_for(department: Office, register: Register) -> None:
    """Nothing is answered while it is silent; the same message sent again is."""
    register.answer = Outage("register.unavailable")
    with pytest.raises(Outage):
        department.say(message(PUT))
    assert department.say(message(PUT, kind="mark.v1"))["data"]["result"] == "RECORDED"


@pytest.mark.parametrize("change", [{"marks": ("under_revocation",)}, {"marks_key": "04ab"}, {"basis": ""}])
def test_enrolled_rightly_or_not_at_all(world: World, change: dict[str, Any]) -> None:
    """A mark that only the authority itself puts, a key that is none, no law."""
    with pytest.raises(Refusal) as refused:
        enrolment.check_new(world.resources, replace(ENFORCEMENT, **change))
    assert refused.value.code == "notice.agency_invalid"
