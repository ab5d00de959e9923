"""Silence outside is never a refusal, keeps nothing, and costs the signer one more click."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlmodel import col, func, select

from services.signing.store.acts import DocumentSignature, SigningAct
from tests.integration.signing.conftest import KINDS, World
from tests.servers import RunningObjectStore

FAULTS: list[dict[str, Any]] = [
    {"down": True},
    {"error_rate": 1.0, "status": 500},
    {"garbage": True},
    {"hang": True},
    {"down": True, "after_effect": True},
]


def kept(world: World, session_no: str) -> int:
    with world.resources.database.transaction() as session:
        acts = session.exec(select(func.count()).where(col(SigningAct.session_no) == session_no)).one()
        return acts + session.exec(select(func.count()).where(col(DocumentSignature.session_no) == session_no)).one()


def outage(answer: httpx.Response, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (503, code)
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("fault", FAULTS, ids="+".join)
def test_certification_authority(world: World, fault: dict[str, Any]) -> None:
    """Without a certificate nothing is kept; the same click with the same code signs when it is back."""
    case = world.case()
    phone = case.phone()
    phone.ask_code()
    code = phone.code()
    with world.outside.misbehaving(world.outside.trust, path_prefix="/ca/certificates", **fault):
        outage(phone.sign(code), "signing.ca_unavailable")
    assert kept(world, f"{case.application_no}-S1") == 0
    assert phone.sign(code).status_code == 200


@pytest.mark.parametrize("fault", FAULTS[:4], ids="+".join)
def test_time_stamps(world: World, fault: dict[str, Any]) -> None:
    """Without time stamps nothing is kept; the same click with the same code signs when they are back."""
    case = world.case(kinds=KINDS[2:])
    phone = case.phone()
    phone.ask_code()
    code = phone.code()
    with world.outside.misbehaving(world.outside.trust, path_prefix="/tsa", **fault):
        answer = phone.sign(code)
    assert answer.status_code == 503 and answer.json()["code"].startswith("timestamps.")
    assert kept(world, f"{case.application_no}-S1") == 0
    assert phone.sign(code).status_code == 200


def test_time_stamps_stop_in_the_middle(world: World) -> None:
    """As long as some documents get no time stamp none counts as signed, and clicking on signs them all."""
    case = world.case(kinds=("name_commitment", "name_notice"))
    phone = case.phone()
    phone.ask_code()
    code = phone.code()
    with world.outside.misbehaving(world.outside.trust, path_prefix="/tsa", error_rate=0.4):
        for _ in range(30):
            answer = phone.sign(code)
            if answer.status_code == 200:
                break
            assert answer.status_code == 503 and kept(world, f"{case.application_no}-S1") == 0
    assert len(answer.json()["documents"]) == 2
    assert kept(world, f"{case.application_no}-S1") == 3


@pytest.mark.parametrize("fault", FAULTS[:4], ids="+".join)
def test_sms_gateway(world: World, fault: dict[str, Any]) -> None:
    """A code that was not sent does not make the signer wait a minute."""
    phone = world.case().phone()
    with world.outside.misbehaving(world.outside.sms, **fault):
        outage(phone.ask_code(), "sms.unavailable")
    assert phone.ask_code().status_code == 202
    assert phone.sign(phone.code()).status_code == 200


def test_object_store(world: World, object_store: RunningObjectStore) -> None:
    """Without the object store nothing is kept; the same click signs when it is back."""
    case = world.case()
    phone = case.phone()
    phone.ask_code()
    code = phone.code()
    with object_store.down():
        outage(phone.sign(code), "objects.unavailable")
    assert kept(world, f"{case.application_no}-S1") == 0
    assert phone.sign(code).status_code == 200
